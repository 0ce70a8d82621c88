"""Pruning: old positions are removed, never the evidence of an alert; and loading them again."""

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
        before: positions older than this go.
        counted_from: the time it was counted from, if it was.
        later: messages later than the bulk, of days with so few that their clocks may be wrong.
        rows: positions that go.
        ships: whose they are.
        days: of which they are.
        first_time: the earliest of them.
        last_time: the latest of them.
        files: names of the files they came from.
        evidence: how many of them are kept as evidence of alerts.
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
        """The files that lie no more where they lay: what goes of them cannot be loaded again from there."""
        return [name for name in self.files if not Path(name.partition("!")[0]).is_file()]


def days_of(said: str, option: str) -> int:
    """``90d`` in days.

    Raises:
        WrongUse: it is no such number, or fewer than 14 days.
    """
    number = said.strip().lower().removesuffix("d")
    if not number.isascii() or not number.isdecimal() or not 14 <= int(number[:9]) <= 36_500:
        raise WrongUse(f"{option} {said} cannot be done", f"give at least 14 days, as in {option} 90d.")
    return int(number)


def day_of(said: str, option: str) -> datetime:
    """The beginning of a day, YYYY-MM-DD.

    Raises:
        WrongUse: it is no date.
    """
    try:
        return datetime.combine(date.fromisoformat(said), time())
    except ValueError as e:
        raise WrongUse(f"{option} {said} is not a date", "give it as YYYY-MM-DD.") from e


def bulk_ends(store: Store) -> datetime | None:
    """When the bulk of the positions ends: the last one of the last day with about as many messages and ships as is usual.

    A few messages of clocks that run ahead, of one ship or of some, lie later and move nothing.
    """
    found: datetime | None = store.one(_BULK, {"few": FEW})[0]
    return found


def plan(
    store: Store, keep_days: int | None = None, before: datetime | None = None, as_of: datetime | None = None
) -> Plan:
    """What would go.

    Args:
        store: from where.
        keep_days: how many days are kept, counted from the end of the night ``as_of``, or of the bulk of the positions.
        before: prune what is older than this, instead.
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
    """Let positions go, see :func:`plan`; those around alerts move to ``evidence``.

    Returns:
        How many positions were dropped from ``fixes``, and how many are kept as evidence. If none goes, nothing is written.
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
    """Within a transaction: move what alerts rest on to ``evidence``, returning how many, count what goes, and let it go."""
    border, now = {"before": before}, {"before": before, "at": at}
    held = store.one("SELECT count(*) FROM evidence")[0]
    store.execute(f"INSERT INTO evidence BY NAME {_evidence(store)}", border | {"margin": MARGIN_DAYS})
    store.execute(f"INSERT INTO pruned SELECT file_id, $at, count(*) FROM fixes WHERE {_GOING} GROUP BY file_id", now)
    store.execute(f"DELETE FROM fixes WHERE {_GOING}", border)
    if "gaps" in store.names():
        ended = "DELETE FROM assessed_gaps WHERE start_time < $before AND event NOT IN (SELECT event FROM gaps)"
        store.execute(ended, border)
    return int(store.one("SELECT count(*) FROM evidence")[0] - held)


def undo(store: Store, since: datetime) -> list[str]:
    """Let positions since a day come again, although they were pruned.

    Returns:
        The names of the files that have some: their same contents are loaded again when they come again.
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
