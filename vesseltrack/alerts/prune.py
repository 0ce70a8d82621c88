"""Letting old positions go, never the evidence of an alert."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vesseltrack.errors import WrongUse
from vesseltrack.store import Store

MARGIN_DAYS = 2
_EVIDENCE = """
    INSERT INTO evidence BY NAME
    WITH told AS (
        SELECT alert, ship, other_ship, min(since) - to_days($margin) AS from_time,
            max(coalesce(until, as_of)) + to_days($margin) AS to_time
        FROM alert_states GROUP BY ALL
    ), sides AS (
        SELECT alert, ship, from_time, to_time FROM told
        UNION SELECT alert, other_ship, from_time, to_time FROM told WHERE other_ship IS NOT NULL
    )
    SELECT DISTINCT alert, fixes.* FROM sides LEFT JOIN ships USING (ship)
    JOIN fixes ON fixes.ship = coalesce(ships.number, sides.ship) AND fixes.time BETWEEN from_time AND to_time
    WHERE fixes.time < $before AND NOT EXISTS (
        FROM evidence AS e WHERE e.alert = sides.alert AND e.ship = fixes.ship AND e.time = fixes.time)
"""
_DROP = """
    DELETE FROM fixes WHERE time < $before AND (ship, time) NOT IN (
        -- each ship keeps its last fix before: else a silence that began there would be forgotten
        SELECT ship, max(time) FROM fixes WHERE time < $before GROUP BY ship)
"""


def days_of(said: str, option: str) -> int:
    """``90d`` in days.

    Raises:
        WrongUse: it is no such number, or fewer than 14 days.
    """
    number = said.strip().lower().removesuffix("d")
    if not number.isascii() or not number.isdecimal() or not 14 <= int(number[:9]) <= 36_500:
        raise WrongUse(f"{option} {said} cannot be done", f"give at least 14 days, as in {option} 90d.")
    return int(number)


def prune(store: Store, days: int) -> tuple[int, int]:
    """Drop positions older than ``days`` before the last one; those around alerts move to ``evidence``.

    Returns:
        How many positions were dropped from ``fixes``, and how many of them are kept as evidence.
    """
    last = store.one("SELECT max(time) FROM fixes")[0]
    if last is None:
        return 0, 0
    before = last - timedelta(days=days)
    with store.transaction():
        held, rows = (store.one(f"SELECT count(*) FROM {t}")[0] for t in ("evidence", "fixes"))
        store.execute(_EVIDENCE, {"before": before, "margin": MARGIN_DAYS})
        store.execute(_DROP, {"before": before})
        if "gaps" in store.names():
            ended = "DELETE FROM judged_gaps WHERE start_time < $before AND event NOT IN (SELECT event FROM gaps)"
            store.execute(ended, {"before": before})
        kept, left = (store.one(f"SELECT count(*) FROM {t}")[0] for t in ("evidence", "fixes"))
        at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        store.execute(
            "INSERT INTO prunings VALUES ($before, $rows, $at)", {"before": before, "rows": rows - left, "at": at}
        )
    store.execute("CHECKPOINT")
    return rows - left, kept - held
