"""Plain rows as arrays, which compiled code fills (:mod:`.compiled`) and nothing else need know of."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

FRESH, DUPLICATE, ASKED = range(3)
"""What a row of a run is: nothing equals it; a row before it does; an earlier run may hold its like, or too many
would have to be compared: the store is asked. (Compiled code has these for good: after a change, delete what is cached of it.)"""

KINDS = ("id", "time", "lat", "lon", "sog", "cog", "heading", "rot")
"""Fields that compiled code reads, in the order of the kinds of column there, from 1."""

Letters = NDArray[np.uint8]
Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]
Places = NDArray[np.int32]
Tuples = NDArray[np.int64]


class Spec(NamedTuple):
    """How the lines of a file are read.

    Attributes:
        kinds: what each column is.
        runs: of each column of text, how many such columns stand together from there on.
        ends: of each letter, in bits, whether a text ends at it (the delimiter, a quote, whatever is no printable letter), and
            whether what nobody reads ends at it (letters beyond ASCII as well).
        signs: of each letter of a time, what it must be; 0 for a digit, 1 for a T or a blank.
        given: the delimiter; whether a decimal comma is read, besides a point; whether lines end with a carriage return and a
            line feed; how many microseconds the file's clock is ahead of UTC; the earliest and latest time of a good row; and
            where in a time year, month, day, hour, minute and second begin; whether a Z may follow, whose clock is UTC; and how
            many runs of texts there are.
        per: units of each number's column in one of ours, by its kind.
    """

    kinds: Letters
    runs: Places
    ends: Letters
    signs: Letters
    given: Counts
    per: Numbers


class Rows(NamedTuple):
    """Plain rows.

    ``ship`` counts the numbers, ``words`` the words; ``start`` is where the line begins, ``line`` its number from 0.
    What is not said is NaN; of a heading, -1. ``sent`` is the speed as sent, whatever it is.
    """

    ship: Places
    time: Counts
    lat: Numbers
    lon: Numbers
    sog: NDArray[np.float32]
    sent: NDArray[np.float32]
    cog: NDArray[np.float32]
    heading: NDArray[np.int16]
    rot: NDArray[np.float32]
    words: Places
    start: Places
    line: Places

    @classmethod
    def room(cls, rows: int) -> Rows:
        """Room for so many."""
        small, counts, exact, rough = (np.empty((n, rows), t) for n, t in ((4, "i4"), (1, "i8"), (2, "f8"), (4, "f4")))
        return cls(small[0], counts[0], *exact, *rough[:3], np.empty(rows, np.int16), rough[3], *small[1:])  # type: ignore[call-arg]

    def first(self, many: int) -> Rows:
        """The first of them, in the same memory."""
        return Rows(*(column[:many] for column in self))  # type: ignore[arg-type]

    def put(self, which: Counts, room: Rows, names: Collection[str]) -> Rows:
        """Some columns of those at some places, the others empty, in the memory of ``room``.

        New memory each time costs more than all that is done with it.
        """
        places = zip(self._fields, cast(Iterable[NDArray[Any]], self), cast(Iterable[NDArray[Any]], room), strict=True)
        return Rows(*(
            np.take(column, which, out=free[: len(which)], mode="clip") if name in names else column[:0]
            for name, column, free in places
        ))  # fmt: skip


class Left(NamedTuple):
    """Lines left to SQL: where each begins, and its number from 0."""

    start: Places
    line: Places


class Ships(NamedTuple):
    """Ships met: a hash table of places in ``number`` (-1: none), and of each ship the words it sent last (-1: none)."""

    slots: Places
    number: Counts
    last: Places

    @classmethod
    def room(cls, most: int) -> Ships:
        """Room for so many, a power of two."""
        return cls(np.full(2 * most, -1, np.int32), np.zeros(most, np.int64), np.full(most, -1, np.int32))


class Words(NamedTuple):
    """Words met: a hash table of places in ``hashes`` (-1: none); where each run of them ends; their letters."""

    slots: Places
    hashes: NDArray[np.uint64]
    ends: Counts
    letters: Letters

    @classmethod
    def room(cls, most: int, letters: int, runs: int) -> Words:
        """Room for so many, a power of two, of so many letters together, each in so many runs."""
        return cls(np.full(2 * most, -1, np.int32), np.zeros(most, np.uint64), np.zeros(most * runs + 1, np.int64),
                   np.zeros(letters, np.uint8))  # fmt: skip
