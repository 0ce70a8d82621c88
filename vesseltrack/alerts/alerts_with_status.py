"""The alerts of the last search with the state and the verdict of each, as one SELECT; and which of them grew."""

from functools import cache
from pathlib import Path

from vesseltrack.store.constants import read_sql

_STATUS = Path(__file__).with_name("status")
_PARTS = (
    "event_of_alert",
    "last_states",
    "called_before",
    "given_verdicts",
    "event_of_verdict",
    "shared_events",
    "verdicts_on_alerts",
    "verdicts_on_like",
    "brought_back",
)
"""The queries that ``alerts_with_status.sql`` rests on, each on those before it."""
_LAST = "alerts_with_status.sql"
SAME_EVENTS = Path(__file__).with_name("same_events.sql").read_text(encoding="utf-8")
"""Which events found are events of earlier nights; a step of detect, and looked up again when verdicts come in."""
GROWN_ALERTS = read_sql(Path(__file__).with_name("grown.sql"))
"""Which alerts of the last recorded night have a new meeting or a higher score, and what is new."""


@cache
def alerts_with_status() -> str:
    """The SELECT of the alerts with state and verdict; the queries that it rests on are its first CTEs."""
    head, _, last = (_STATUS / _LAST).read_text(encoding="utf-8").partition("\nWITH ")
    return f"{head}\n{_parts()},\n{last}"


def alerts_with_news() -> str:
    """The same rows, with why a benign verdict does not quiet an alert as ``news``, if that is known since the last night."""
    return (
        f"{_parts()},\nwith_status AS (\n{read_sql(_STATUS / _LAST)})\n"
        "SELECT with_status.*, CASE WHEN is_new THEN back END AS news FROM with_status LEFT JOIN brought_back USING (alert)"
    )


@cache
def _parts() -> str:
    """The queries that the last one rests on, as CTEs."""
    return "WITH " + ",\n".join(f"{name} AS (\n{read_sql(_STATUS / f'{name}.sql')})" for name in _PARTS)
