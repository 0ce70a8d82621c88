"""Reads positions in order of ship and slot. They lie in the store in long runs of that order, so that no full sort is needed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from vesseltrack.frames import Arrays
from vesseltrack.store import Store

Ints = npt.NDArray[np.int64]
MOST_POSITIONS = 500_000
"""Positions sorted together, which bounds the memory touched for the first time; a ship's are never divided."""
_BATCH = 100_000
"""Rows taken from the store at a time into the whole columns."""
_DTYPES: dict[str, type] = {"BIGINT": np.int64, "BOOLEAN": np.bool_, "DOUBLE": np.float64}
_RANGES = """
    WITH counted AS (
        SELECT vessel_id, count(*) AS slots
        FROM (SELECT vessel_id FROM resampled UNION ALL SELECT vessel_id FROM interpolated_positions) GROUP BY vessel_id
    ), summed AS (
        SELECT vessel_id, slots, sum(slots) OVER (ORDER BY vessel_id) // $most AS part FROM counted
    )
    SELECT min(vessel_id), max(vessel_id), sum(slots)::BIGINT FROM summed GROUP BY part ORDER BY 1
"""


def ship_ranges(store: Store) -> list[tuple[int, int, int]]:
    """First and last key of some ships at a time, and how many positions they have: about ``MOST_POSITIONS``."""
    return store.rows(_RANGES, {"most": MOST_POSITIONS})


def by_ship_and_slot(store: Store, select: str) -> Iterator[tuple[Ints, Arrays]]:
    """The rows of a SELECT as with ``ORDER BY vessel_id, slot``, in half the time of that, some ships at a time.

    Args:
        store: the store.
        select: SELECT of ``vessel_id``, ``slot`` (count of 600 s since 1970), and other numbers, from ``resampled`` and
            ``interpolated_positions``, of the ships ``BETWEEN {first} AND {last}``.

    Yields:
        the ships' keys, in order; and the columns, with the index of the ship among the keys for ``vessel_id``.
    """
    for first, last, most in ship_ranges(store):
        out = _columns(store, select, most)
        rows = _read(store, select.format(first=first, last=last), out, 0)
        keys = _in_order(out, 0, rows)
        yield keys, {name: column[:rows] for name, column in out.items()}


def all_by_ship_and_slot(store: Store, select: str) -> tuple[Ints, Arrays]:
    """As :func:`by_ship_and_slot`, of all ships: some are read at a time, into columns for all."""
    ranges, keys, done = ship_ranges(store), [np.zeros(0, np.int64)], 0
    out = _columns(store, select, sum(n for *_, n in ranges))
    for first, last, _ in ranges:
        end = _read(store, select.format(first=first, last=last), out, done)
        some = _in_order(out, done, end)
        out["vessel_id"][done:end] += sum(map(len, keys))
        keys.append(some)
        done = end
    return np.concatenate(keys), {name: column[:done] for name, column in out.items()}


def _columns(store: Store, select: str, rows: int) -> Arrays:
    """Arrays for so many rows of a SELECT."""
    described = store.rows(f"DESCRIBE {select.format(first=0, last=0)}")
    return {name: np.empty(rows, _DTYPES[sql_type]) for name, sql_type, *_ in described}


def _read(store: Store, select: str, out: Arrays, row: int) -> int:
    """Read a SELECT into columns from a row on, nulls as NaN; returns the row after the last.

    It is read in batches, so that little memory is touched for the first time, which costs more than the reading.
    """
    for batch in store.batches(store.con, select, _BATCH):
        end = row + len(batch)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            out[name][row:end] = column.to_numpy(zero_copy_only=False)
        row = end
    return row


def _in_order(out: Arrays, first: int, end: int) -> Ints:
    """Sort rows of the columns by ship and slot, and number the ships; returns their keys."""
    rows = {name: column[first:end] for name, column in out.items()}
    keys, ship = _indexed(rows["vessel_id"])
    order = np.argsort(ship * (rows["slot"].max(initial=0) + 1) + rows["slot"], kind="stable")  # this merges runs
    rows["vessel_id"][:] = ship
    for column in rows.values():
        column[:] = column[order]
    return keys


def _indexed(vessel_id: Ints) -> tuple[Ints, Ints]:
    """The distinct values in order, and the index of each among them, as of ``np.unique``; values in runs need no full sort."""
    begins = np.flatnonzero(np.diff(vessel_id, prepend=vessel_id[:1] - 1))
    keys, run = np.unique(vessel_id[begins], return_inverse=True)
    return keys, np.repeat(run, np.diff(begins, append=len(vessel_id)))
