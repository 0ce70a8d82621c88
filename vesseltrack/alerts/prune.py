"""Pruning: removes old positions, but never the evidence of an alert; and undoing it, so that files can be loaded again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from vesseltrack.errors import WrongUse
from vesseltrack.store import Store

MARGIN_DAYS = 2
FEW = 10
"""A day with a tenth of what is usual, of messages or of ships, may be of clocks that are wrong: nothing is counted from it."""
_BULK = """
    WITH days AS (
        SELECT time::DATE AS day, count(*) AS messages, count(DISTINCT ssvid) AS ships, max(time) AS last_time
        FROM fixes GROUP BY ALL
    ), usual AS ( -- half of all messages are of days with as many or fewer
        SELECT min(messages) FILTER (of_messages) AS messages, min(ships) FILTER (of_ships) AS ships FROM (
            SELECT messages, ships, 2 * sum(messages) OVER (ORDER BY messages) >= sum(messages) OVER () AS of_messages,
                2 * sum(messages) OVER (ORDER BY ships) >= sum(messages) OVER () AS of_ships
            FROM days)
    )
    SELECT max(last_time) FROM days, usual WHERE $few * days.messages >= usual.messages AND $few * days.ships >= usual.ships
"""
_GOING = """
    time < $before AND (ssvid, time) NOT IN (
        -- each ship keeps its last fix before: else a silence that began there would be forgotten
        SELECT ssvid, max(time) FROM fixes WHERE time < $before GROUP BY ssvid)
"""
_ALSO_GOING = """
    DELETE FROM also_received AS a WHERE time < $before AND NOT EXISTS (
        FROM fixes AS f WHERE f.ssvid = a.ssvid AND f.time = a.time AND f.time < $before)
"""
_EVIDENCE = """
    WITH spans AS (
        SELECT alert, vessel_id, other_vessel_id, min(first_time) - to_days($margin) AS from_time,
            max(coalesce(last_time, as_of)) + to_days($margin) AS to_time
        FROM alert_states GROUP BY ALL
    ), sides AS (
        SELECT alert, vessel_id, from_time, to_time FROM spans
        UNION SELECT alert, other_vessel_id, from_time, to_time FROM spans WHERE other_vessel_id IS NOT NULL
    )
    SELECT DISTINCT alert, fixes.* FROM sides LEFT JOIN {ships} AS ships USING (vessel_id)
    JOIN fixes ON fixes.ssvid = coalesce(ships.ssvid, sides.vessel_id) AND fixes.time BETWEEN from_time AND to_time
    WHERE fixes.time < $before AND NOT EXISTS (
        FROM evidence AS e WHERE e.alert = sides.alert AND e.ssvid = fixes.ssvid AND e.time = fixes.time)
"""
_NO_SHIPS = "(SELECT NULL::BIGINT AS vessel_id, NULL::BIGINT AS ssvid)"
_MAY_COME_AGAIN = """
    -- also those whose rows another file had before them: of which file a row was kept is chance
    UPDATE files SET load_again = true
    WHERE coalesce(heard_until, last_time) >= $since AND coalesce(heard_from, first_time) < (SELECT max(refused_before)
        FROM prunings)
        AND (file_id IN (SELECT file_id FROM pruned) OR rows_duplicate > 0
            -- what an earlier version pruned is not counted by file
            OR EXISTS (FROM prunings WHERE loaded_at <= pruned_at AND pruned_before IS NULL AND first_time < refused_before))
"""


@dataclass(frozen=True)
class Plan:
    """What a pruning removes.

    Attributes:
        before: positions older than this are removed.
        counted_from: the time from which the days to keep are counted back; ``None`` if ``before`` was given.
        later: number of messages later than the bulk, on days with so few messages that their clocks may be wrong.
        rows: number of positions to remove.
        ships: number of ships they belong to.
        days: number of days they lie on.
        first_time: the earliest position to remove.
        last_time: the latest position to remove.
        files: names of the files they were loaded from.
        evidence: number of them that are kept as evidence of alerts.
    """

    before: datetime
    counted_from: datetime | None
    later: int
    rows: int
    ships: int
    days: int
    first_time: datetime | None
    last_time: datetime | None
    files: tuple[str, ...]
    evidence: int

    @property
    def gone(self) -> list[str]:
        """Source files that no longer exist at their path: positions pruned from them cannot be loaded again."""
        return [name for name in self.files if not Path(name.partition("!")[0]).is_file()]


def days_of(text: str, option: str) -> int:
    """The number of days in an option such as ``90d``.

    Raises:
        WrongUse: it is not a number of days, or fewer than 14.
    """
    number = text.strip().lower().removesuffix("d")
    if not number.isascii() or not number.isdecimal() or not 14 <= int(number[:9]) <= 36_500:
        raise WrongUse(f"{option} {text} is not a number of days from 14 to 36500", f"give it as in {option} 90d.")
    return int(number)


def day_of(text: str, option: str) -> datetime:
    """Midnight at the start of a day given as YYYY-MM-DD.

    Raises:
        WrongUse: it is not a date.
    """
    try:
        return datetime.combine(date.fromisoformat(text), time())
    except ValueError as e:
        raise WrongUse(f"{option} {text} is not a date", "give it as YYYY-MM-DD.") from e


def bulk_ends(store: Store) -> datetime | None:
    """End of the bulk of positions: the last one of the last day with about the usual number of messages and ships.

    So a few messages of clocks that run ahead do not move it.
    """
    found: datetime | None = store.one(_BULK, {"few": FEW})[0]
    return found


def plan(
    store: Store, keep_days: int | None = None, before: datetime | None = None, as_of: datetime | None = None
) -> Plan:
    """What a pruning would remove. Nothing is changed.

    Args:
        store: the store.
        keep_days: days to keep, counted back from the end of the night ``as_of``, or else from the end of the bulk of positions.
        before: remove what is older than this, instead of ``keep_days``.
        as_of: the night.
    """
    counted_from = None
    if before is None:
        counted_from = as_of + timedelta(days=1) if as_of else bulk_ends(store)
        before = (counted_from or datetime(2000, 1, 1)) - timedelta(days=keep_days or 0)
    at = {"before": before}
    counts = store.one(
        "SELECT count(*), count(DISTINCT ssvid), count(DISTINCT time::DATE), min(time), max(time)"
        f" FROM fixes WHERE {_GOING}", at
    )  # fmt: skip
    files = store.rows(
        f"SELECT DISTINCT name FROM files WHERE file_id IN (SELECT file_id FROM fixes WHERE {_GOING}) ORDER BY name", at
    )
    of_bulk = keep_days is not None and as_of is None and counted_from is not None
    later = store.one("SELECT count(*) FROM fixes WHERE time > $from", {"from": counted_from})[0] if of_bulk else 0
    held = f"SELECT count(DISTINCT (ssvid, time, lat, lon)) FROM ({_evidence(store)}) WHERE {_GOING}"
    evidence = store.one(held, at | {"margin": MARGIN_DAYS})[0] if counts[0] else 0
    rows, ships, days, first, last = counts
    return Plan(before, counted_from, later, rows, ships, days, first, last, tuple(name for (name,) in files), evidence)


def _evidence(store: Store) -> str:
    return _EVIDENCE.format(ships="ships" if "ships" in store.names() else _NO_SHIPS)


def prune(
    store: Store, days: int | None = None, before: datetime | None = None, as_of: datetime | None = None
) -> tuple[int, int]:
    """Remove the positions that :func:`plan` names; those around alerts move to ``evidence``.

    Returns:
        How many positions were removed from ``fixes``, and how many are kept as evidence. If there are none, nothing is written.
    """
    planned = plan(store, days, before, as_of)
    if not planned.rows:
        return 0, 0
    now = datetime.now(UTC).replace(tzinfo=None)
    with store.transaction():
        kept = prune_within(store, planned.before, now)
        store.execute(
            "INSERT INTO prunings VALUES ($before, $rows, $at, $before, NULL)",
            {"before": planned.before, "rows": planned.rows, "at": now},
        )
    store.execute("CHECKPOINT")
    return planned.rows, kept


def prune_within(store: Store, before: datetime, at: datetime) -> int:
    """Within an open transaction: move the evidence of alerts to ``evidence``, count, remove; returns how many are evidence."""
    border, now = {"before": before}, {"before": before, "at": at}
    held = store.one("SELECT count(*) FROM evidence")[0]
    store.execute(f"INSERT INTO evidence BY NAME {_evidence(store)}", border | {"margin": MARGIN_DAYS})
    store.execute(f"INSERT INTO pruned SELECT file_id, $at, count(*) FROM fixes WHERE {_GOING} GROUP BY file_id", now)
    store.execute(f"DELETE FROM fixes WHERE {_GOING}", border)
    store.execute(_ALSO_GOING, border)
    if "gaps" in store.names():
        ended = "DELETE FROM assessed_gaps WHERE start_time < $before AND event NOT IN (SELECT event FROM gaps)"
        store.execute(ended, border)
    return int(store.one("SELECT count(*) FROM evidence")[0] - held)


def undo(store: Store, since: datetime) -> list[str]:
    """Allow positions since a day to be loaded again although they were pruned.

    Returns:
        The names of the files that contain some; loading the same files again is then no longer refused.
    """
    at = {"since": since, "at": datetime.now(UTC).replace(tzinfo=None)}
    with store.transaction():
        store.execute(_MAY_COME_AGAIN, {"since": since})
        store.execute(
            "UPDATE prunings SET undone_at = $at, pruned_before = coalesce(pruned_before, refused_before),"
            " refused_before = $since"
            " WHERE refused_before > $since", at
        )  # fmt: skip
        names = store.rows(
            "SELECT name FROM files WHERE load_again OR last_pruned >= $since ORDER BY file_id", {"since": since}
        )
    return [name for (name,) in names]
