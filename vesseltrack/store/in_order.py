"""Reads messages in order of number and time, some numbers at a time.

They lie in the store in runs: of one number, in order of time. So the messages of some numbers are read as they lie, which takes
a twentieth of the time of a sort by DuckDB, and are put in order only where they are not: merging a few runs is quick.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from vesseltrack.compiled import MANY_ROWS, Compiled
from vesseltrack.frames import Arrays
from vesseltrack.geo import Floats, Ints
from vesseltrack.store import Store

Bools = npt.NDArray[np.bool_]
MOST_ROWS = 500_000
"""Rows read together, which bounds the memory; those of a number are never divided."""
ORDER = ("ssvid", "time_us", "lat", "lon", "sog_kn")
"""The order of messages. Those that are equal in all of these may come in any order; a speed that is not known comes last."""
MOST_MOVES = 4
"""Places that a message is moved on average; if it were more, all are sorted."""

_MESSAGE = "ssvid, epoch_us(time) AS time_us, lat, lon, coalesce(sog_kn, 'nan'::FLOAT) AS sog_kn"
_RANGES = """
    WITH counted AS (
        SELECT {key} AS key, count(*) AS rows FROM ({source}) GROUP BY key
    ), summed AS (
        SELECT key, rows, sum(rows) OVER (ORDER BY key) // $most AS part FROM counted
    )
    SELECT min(key), max(key), sum(rows)::BIGINT FROM summed GROUP BY part ORDER BY 1
"""
_BATCH = 100_000


def are_many(store: Store, source: str) -> bool:
    """Whether a query gives so many rows that compiled code is worth its while."""
    return bool(store.one(f"SELECT count(*) >= {MANY_ROWS} FROM (SELECT 1 FROM ({source}) LIMIT {MANY_ROWS})")[0])


def in_order(store: Store, source: str, columns: str = "") -> Iterator[Arrays]:
    """The messages of a query, of some numbers at a time, in order.

    Args:
        store: the store.
        source: query of ``ssvid``, ``time``, ``lat``, ``lon``, ``sog_kn``, and of what ``columns`` asks for.
        columns: further columns, as SQL expressions with names, none of which is null.

    Yields:
        columns by name: ``ORDER``, with microseconds since 1970 for the time and NaN for a speed not known, and ``columns``.
    """
    asked = f"{_MESSAGE}, {columns}" if columns else _MESSAGE
    return map(_ordered, in_ranges(store, source, "ssvid", asked))


def in_ranges(store: Store, source: str, key: str, columns: str) -> Iterator[Arrays]:
    """The rows of a query, of some keys at a time, as they lie.

    Args:
        store: the store.
        source: the query.
        key: its column by which it is cut: a whole number.
        columns: what is read of it, as SQL expressions with names, none of which is null.

    Yields:
        columns by name, about ``MOST_ROWS`` rows.
    """
    for first, last, rows in store.rows(_RANGES.format(source=source, key=key), {"most": MOST_ROWS}):
        with store.in_order():
            read = _read(store, f"SELECT {columns} FROM ({source}) WHERE {key} BETWEEN {first} AND {last}", rows)
        yield read


def _read(store: Store, select: str, rows: int) -> Arrays:
    """A result of so many rows, as whole columns."""
    out: Arrays = {}
    row = 0
    for batch in store.batches(store.con, select, _BATCH):
        end = row + len(batch)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            some = column.to_numpy(zero_copy_only=False)
            if name not in out:
                out[name] = np.empty(rows, some.dtype)
            out[name][row:end] = some
        row = end
    return out


def _ordered(read: Arrays) -> Arrays:
    """The messages in order: runs are laid one behind the other, then the few are moved that still come too late."""
    key = [read[name] for name in ORDER]
    begins_run, in_turn = _runs.fast(*key)
    if in_turn:
        return read
    begins = np.flatnonzero(begins_run)
    runs = np.lexsort([column[begins] for column in key[::-1]])
    length = np.diff(begins, append=len(key[0]))[runs]
    order = np.repeat(begins[runs] - np.cumsum(length) + length, length) + np.arange(len(key[0]))
    if not _move_late_ones.fast(order, *key):
        order = np.argsort(read["time_us"], kind="stable")  # this merges runs
        order = order[np.argsort(read["ssvid"][order], kind="stable")]
        if not _move_late_ones.fast(order, *key):  # of messages at one time, of which there are many
            order = np.lexsort(key[::-1])
    return {name: column[order] for name, column in read.items()}


@Compiled
def _runs(ssvid: Ints, time_us: Ints, lat: Floats, lon: Floats, sog_kn: Floats) -> tuple[Bools, bool]:
    """Whether each message begins a run: the one before it is of another number, or should follow it; and whether none should."""
    begins = np.zeros(ssvid.size, np.bool_)
    begins[:1] = True
    in_turn = True
    for i in range(1, ssvid.size):
        if ssvid[i] != ssvid[i - 1]:
            begins[i] = True
            in_turn &= ssvid[i - 1] < ssvid[i]
            continue
        if time_us[i] != time_us[i - 1]:
            later = time_us[i - 1] > time_us[i]
        elif lat[i] != lat[i - 1]:
            later = lat[i - 1] > lat[i]
        elif lon[i] != lon[i - 1]:
            later = lon[i - 1] > lon[i]
        else:
            later = sog_kn[i - 1] > sog_kn[i] or (np.isnan(sog_kn[i - 1]) and not np.isnan(sog_kn[i]))
        begins[i] = later
        in_turn &= not later
    return begins, in_turn


@Compiled
def _move_late_ones(order: Ints, ssvid: Ints, time_us: Ints, lat: Floats, lon: Floats, sog_kn: Floats) -> bool:
    """Move messages in ``order`` before those that should come after them; whether it could be done in few moves."""
    moves = MOST_MOVES * order.size
    for i in range(1, order.size):
        row, k = order[i], i
        while k > 0:
            before = order[k - 1]
            if ssvid[before] != ssvid[row]:
                later = ssvid[before] > ssvid[row]
            elif time_us[before] != time_us[row]:
                later = time_us[before] > time_us[row]
            elif lat[before] != lat[row]:
                later = lat[before] > lat[row]
            elif lon[before] != lon[row]:
                later = lon[before] > lon[row]
            else:
                later = sog_kn[before] > sog_kn[row] or (np.isnan(sog_kn[before]) and not np.isnan(sog_kn[row]))
            if not later:
                break
            order[k] = before
            k -= 1
            moves -= 1
            if moves < 0:
                return False
        order[k] = row
    return True
