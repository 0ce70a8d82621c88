"""A run of plain rows: sorted, without duplicates, as Arrow tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesseltrack.sources import compiled_runs
from vesseltrack.sources.plain_rows import Counts, Places, Rows, Ships
from vesseltrack.sources.reader import PARTICULARS

_EPOCH = datetime(1970, 1, 1)
_NEVER = np.iinfo(np.int64)
_KEPT = ("time", "lat", "lon", "sog", "cog", "heading", "rot")
_SORTED = (*_KEPT, "ship", "sent", "words")
_CLASSES = pa.array(["A", "B"])


class Meaning:
    """What the words of plain rows mean, as SQL read them, by their places.

    Attributes:
        known: whether they were read yet.
        good: whether rows with them are kept as positions, nothing in them having to be counted as unread.
        status: code, -1 for none.
        transponder: 0 for A, 1 for B, -1 for none.
        source: which of ``sources`` the file names; -1 for none.
        sources: their names, as first met; ``None`` where the file has no column of them.
        at: which row of ``said`` they are; -1 for none.
        said: the particulars in them, as they were sent; ``None`` before the first are known.
    """

    def __init__(self) -> None:
        self.known = self.good = np.zeros(0, np.bool_)
        self.status = self.transponder = np.zeros(0, np.int8)
        self.source = np.zeros(0, np.int32)
        self.sources: list[str] | None = None
        self.at = np.zeros(0, np.int64)
        self.said: pa.Table | None = None

    def room(self, words: int) -> None:
        """Have room for so many."""
        more = words - len(self.known)
        self.known, self.good = (np.append(a, np.zeros(more, np.bool_)) for a in (self.known, self.good))
        self.status, self.transponder = (
            np.append(a, np.full(more, -1, np.int8)) for a in (self.status, self.transponder)
        )
        self.source = np.append(self.source, np.full(more, -1, np.int32))
        self.at = np.append(self.at, np.full(more, -1))

    def learn(self, words: Places, judged: pa.Table) -> None:
        """Know what some words mean: what ``validate.sql`` finds of a row with each."""
        absent = [judged[n].is_null() for n in ("reason", "kind", "text_id", "unread", "unread_status", "unread_class")]
        self.known[words] = True
        self.good[words] = np.logical_and.reduce([a.to_numpy() for a in absent])
        self.status[words] = judged["nav_status"].fill_null(-1).to_numpy()
        self.transponder[words] = [
            {"A": 0, "B": 1}.get(c, -1) for c in judged["ais_class"].cast(pa.string()).to_pylist()
        ]
        if "source" in judged.column_names:
            self._learn_sources(words, judged["source"].to_pylist())
        said = judged.select([n for n in judged.column_names if n in PARTICULARS])
        self.at[words] = np.arange(len(words)) + (0 if self.said is None else self.said.num_rows)
        self.said = said if self.said is None else pa.concat_tables([self.said, said]).combine_chunks()

    def _learn_sources(self, words: Places, names: list[str | None]) -> None:
        known = {name: at for at, name in enumerate(self.sources or ())}
        for name in names:
            if name is not None and name not in known:
                known[name] = len(known)
        self.sources = list(known)
        self.source[words] = [-1 if name is None else known[name] for name in names]


@dataclass
class Before:
    """From when to when each ship was heard in the runs before, by its place."""

    first: Counts = field(default_factory=lambda: np.zeros(0, np.int64))
    last: Counts = field(default_factory=lambda: np.zeros(0, np.int64))

    def room(self, ships: int) -> None:
        """Have room for so many ships."""
        more = ships - len(self.first)
        if more > 0:
            self.first = np.append(self.first, np.full(more, _NEVER.max))
            self.last = np.append(self.last, np.full(more, _NEVER.min))


class PlainRun:
    """Plain rows sorted by ship and time, none of them refused, all of ships.

    Its memory is that of ``rows`` and ``room``: it holds until the next run is read.

    Args:
        rows: in any order.
        good: which of them are of the run.
        ships: which ``rows.ssvid`` counts.
        many: how many of these there are.
        meaning: of ``rows.words``.
        before: what was heard before; brought up to this run.
        room: memory for as many rows.

    Attributes:
        likeness: of each row, whether it is a duplicate of one before it, or may be one of an earlier run's: see
            :func:`.compiled_runs.tell`.
    """

    def __init__(self, rows: Rows, good: NDArray[np.bool_], ships: Ships, many: int, meaning: Meaning, before: Before,
                 room: Rows) -> None:  # fmt: skip
        numbers, order = ships.number[:many], _order(rows, ships.number[:many])
        self.rows = rows.put(order if good.all() else order[good[order]], room, _SORTED)
        self.free = rows
        self.meaning = meaning
        self.numbers, self.ship = numbers, numbers[self.rows.ship]
        self.status, self.transponder = meaning.status[self.rows.words], meaning.transponder[self.rows.words]
        self.likeness = np.empty(len(self.ship), np.uint8)
        before.room(many)
        compiled_runs.tell_likeness(self.rows, self.status, self.transponder, before.first, before.last, self.likeness)

    def __len__(self) -> int:
        return len(self.ship)

    def within(self, spans: list[tuple[datetime, datetime]]) -> NDArray[np.bool_]:
        """Which rows lie in one of some spans of time."""
        found = np.zeros(len(self), np.bool_)
        for first, last in spans:
            a, b = ((t - _EPOCH) // timedelta(microseconds=1) for t in (first, last))
            found |= (self.rows.time >= a) & (self.rows.time <= b)
        return found

    def positions(self, which: NDArray[np.bool_] | None = None, numbers: Places | None = None) -> pa.Table:
        """What is kept of rows as fixes; all rows if ``None``. ``numbers`` are those of ``meaning.sources``."""
        rows, ship, status, transponder = self.rows, self.ship, self.status, self.transponder
        words = self.rows.words
        if which is not None and not which.all():
            at = np.flatnonzero(which)
            rows = rows.put(at, self.free, _KEPT)
            ship, status, transponder, words = ship[at], status[at], transponder[at], words[at]
        names = {
            "ssvid": pa.array(ship), "time": pa.array(rows.time).cast(pa.timestamp("us")), "lat": pa.array(rows.lat),
            "lon": pa.array(rows.lon), "sog_kn": _said(rows.sog), "cog_deg": _said(rows.cog),
            "heading_deg": pa.array(rows.heading, mask=rows.heading < 0), "rot_deg_min": _said(rows.rot),
            "nav_status": pa.array(status, mask=status < 0),
            "ais_class": pa.DictionaryArray.from_arrays(pa.array(transponder, mask=transponder < 0), _CLASSES),
        }  # fmt: skip
        if numbers is not None:
            source = self._numbered(words, numbers)
            names["source_id"] = pa.array(source, mask=source == 0)
        return pa.table(names)

    def source_of(self, at: Counts, numbers: Places | None) -> Places:
        """The number of the source of each row at some places; 0 for none. ``numbers`` are those of ``meaning.sources``."""
        return np.zeros(len(at), np.int32) if numbers is None else self._numbered(self.rows.words[at], numbers)

    def _numbered(self, words: Places, numbers: Places) -> Places:
        return np.append(numbers, np.int32(0))[self.meaning.source[words]]  # -1: the last

    def span(self, which: NDArray[np.bool_] | slice = slice(None)) -> tuple[datetime, datetime]:
        """The first and the last time of some rows, or of all."""
        time = self.rows.time[which]
        return _EPOCH + timedelta(microseconds=int(time.min())), _EPOCH + timedelta(microseconds=int(time.max()))

    def speeds(self, of: NDArray[np.bool_]) -> pa.Table:
        """What the speeds sent are compared with, of some of the ships in ``numbers``: see :class:`.speeds.Tracks`."""
        rows, at = self.rows, np.flatnonzero(of[self.rows.ship])
        return pa.table({
            "ssvid": self.ship[at], "time": pa.array(rows.time[at]).cast(pa.timestamp("us")), "lat": rows.lat[at],
            "lon": rows.lon[at], "sog_sent": _said(rows.sent[at]),
        })  # fmt: skip

    def sent(self) -> pa.Table:
        """When each ship sent which row of ``meaning.said`` of itself, in each hour, as ``sent.sql`` gathers it."""
        at, spans = np.empty(len(self), np.int32), np.empty((compiled_runs.SPANS, len(self)), np.int64)
        many = compiled_runs.gather(self.rows.ship, self.rows.time, self.rows.words, at, spans)
        at, words = at[:many], self.rows.words[at[:many]]
        hour, first, last, messages, minutes = (pa.array(row[:many]) for row in spans)
        return pa.table({
            "ssvid": self.ship[at], "said": self.meaning.at[words], "hour": hour, "messages": messages, "minutes": minutes,
            "first_time": first.cast(pa.timestamp("us")), "last_time": last.cast(pa.timestamp("us")),
        })  # fmt: skip


def _said(values: NDArray[np.float32]) -> pa.Array:
    """Numbers, null where nothing is said."""
    return pa.array(values, mask=np.isnan(values))


def _order(rows: Rows, numbers: Counts) -> Counts:
    """The places of rows by ship's number and time."""
    many = np.bincount(rows.ship, minlength=len(numbers))
    by_number = np.argsort(numbers)
    begins = np.empty(len(numbers), np.int64)
    begins[by_number] = np.cumsum(many[by_number]) - many[by_number]
    order = np.empty(len(rows.ship), np.int64)
    if compiled_runs.arrange(rows.ship, rows.time, begins, order):
        return order
    return np.lexsort((rows.time, numbers[rows.ship]))
