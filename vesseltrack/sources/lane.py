"""The fast path of reading: plain lines of a large table are read by compiled code, all others by SQL.

What the lane takes is what SQL would take (:mod:`.compiled` says how); it is only tried where each column is read in one of a few
simple ways, and given up wherever lines are not accounted for to the last one: then SQL reads the file from its beginning.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np

from vesseltrack.sources.compiling import compiled_count
from vesseltrack.sources.packing import Source
from vesseltrack.sources.plain_rows import Left, Letters, Rows, Ships, Words
from vesseltrack.sources.plain_spec import spec_of
from vesseltrack.sources.reader import Taker
from vesseltrack.sources.table import Table, all_rows, exact_relation, raw_text, reads_fast

if TYPE_CHECKING:
    from vesseltrack.sources.parts import Part

LEAST_BYTES = 48 << 20
"""A smaller text is read by SQL before the lane is ready."""
UNPACKED = 6
"""How many times larger a packed text is, about."""
BLOCK = 96 << 20
"""Bytes read at once."""
RUN = 983_040
"""Rows handed on at once, in whole row groups of DuckDB's."""
MOST_SHIPS, MOST_WORDS, MOST_LETTERS = 1 << 19, 1 << 19, 1 << 26
"""Ships, and different words, that are known at once; what has others is left to SQL."""
_BEHIND = 64
_WORTH_IT = 0.5
"""Share of the lines that must be plain."""
FEW = 40_000
"""Rows with new words up to which these are not looked up: to leave the rows to SQL costs less."""

log = logging.getLogger(__name__)


class GivenUp(Exception):
    """Why the lane was left."""


def is_compiled() -> bool:
    """Whether there is compiled code on this machine."""
    return compiled_count() is not None


def pour_plain(source: Source, table: Table, parts: Sequence[Part], taker: Taker) -> bool:
    """Read a table through the lane, if it is worth it.

    Returns:
        whether it was read, and every line accounted for. If not, nothing is taken.
    """
    size = source.path.stat().st_size * (1 if source.packing == "none" else UNPACKED)
    part, left = parts[0], source.seen.setdefault("lane left", [])
    if size < LEAST_BYTES or part.headers or taker.plain_span is None or part.fitted.sql in left:
        return False
    if not reads_fast(source, table) or not is_compiled():
        return False
    left.append(part.fitted.sql)  # it is not tried again
    try:
        with TemporaryDirectory(prefix="vesseltrack-") as folder:
            rows = _Lane(source, table, part, taker, Path(folder)).read()
        if all_rows(source, table, rows, taker):
            return True
        log.debug("%s is not read by compiled code: lines are no rows", source.name)
    except (GivenUp, duckdb.InvalidInputException) as e:
        log.debug("%s is not read by compiled code: %s", source.name, e)
    taker.restart()
    return False


@dataclass
class _Block:
    """Text with room behind it, and where its whole lines begin and end."""

    held: bytearray = field(default_factory=lambda: bytearray(BLOCK + _BEHIND))
    start: int = 0
    stop: int = 0

    @property
    def text(self) -> Letters:
        """Its letters."""
        return np.frombuffer(self.held, np.uint8)

    def line(self, start: int, returns: bool) -> bytes:
        """The line that begins there, without its end: a line feed, and a carriage return before it if so said.

        Raises:
            GivenUp: it ends otherwise. DuckDB may read a file of both sorts in more ways than one.
        """
        line = bytes(self.held[start : self.held.find(b"\n", start)])
        if line.endswith(b"\r") != returns:
            raise GivenUp("not all lines end alike")
        return line[:-1] if returns else line


class _Lane:
    """One file on its way through the lane: a table in text; see :class:`.parquet_lane.ColumnLane` for another.

    Args:
        source: the file.
        table: where its columns are.
        part: how they are read.
        taker: what takes the rows.
        folder: for the lines that are left.

    Raises:
        GivenUp: it cannot be read so.
    """

    def __init__(self, source: Source, table: Table, part: Part, taker: Taker, folder: Path) -> None:
        from vesseltrack.sources import compiled, compiled_words, plain_run

        self.met = compiled_words
        self.code, self.source, self.table, self.part = compiled, source, table, part
        self.taker, self.folder = taker, folder
        self.above = table.skip + 1
        if taker.plain_span is None:
            raise GivenUp("plain rows are not accepted")
        self._prepare(*map(_microseconds, taker.plain_span))
        self.rows, self.sorted = Rows.room(RUN), Rows.room(RUN)
        self.left = Left(np.empty(RUN, np.int32), np.empty(RUN, np.int32))
        self.ships = Ships.room(MOST_SHIPS)
        self.state = np.zeros(compiled.STATES, np.int64)
        self.numbers = np.full(compiled.ROT + 1, np.nan)
        self.before, self.meaning, self.run = plain_run.Before(), plain_run.Meaning(), plain_run.PlainRun
        self.taken = self.lines_left = 0

    def _prepare(self, earliest_us: int, latest_us: int) -> None:
        """Know how its columns are read, and have room for its words."""
        spec = spec_of(self.part.fitted, self.table.delimiter, earliest_us, latest_us)
        if spec is None:
            raise GivenUp("its columns are read in other ways")
        self.spec, runs = spec, int(spec.given[self.code.RUNS])
        self.words, self.spans = Words.room(MOST_WORDS, MOST_LETTERS, runs), np.zeros(2 * runs, np.int64)

    def read(self) -> int:
        """Read all of it; returns how many rows it has."""
        code, state = self.code, self.state
        self.taker.describe(self.part.described)
        with self._open(self.folder / "left") as left:
            for block in self._blocks():
                state[code.AT] = block.start
                while state[code.AT] < block.stop:
                    state[code.ROWS] = state[code.LEFT] = 0
                    code.read_lines(
                        block.text, block.stop, self.spec, self.rows, self.left, self.ships, self.words, state, self.numbers,
                        self.spans,
                    )  # fmt: skip
                    self._hand_on(block, left)
        self._take_left()
        if state[code.LINES] != self.source.count.lines - self.above:
            raise GivenUp("it has not as many lines as by its bytes")
        return self.taken + self.lines_left

    def _take_left(self) -> None:
        """Let SQL read what was left."""
        if not self.lines_left:
            return
        select = self.part.select(self._relation(self.folder / "left"))
        if self.taker.take_sql(select, raw_text(self.table.header)) != self.lines_left:
            raise GivenUp("not every line that was left is a row")

    def _relation(self, path: Path) -> str:
        """The SQL of what was written to a file."""
        return exact_relation(path, self.table)

    @contextmanager
    def _open(self, path: Path) -> Iterator[Any]:
        """Context manager: what lines are written to."""
        with path.open("wb") as f:
            yield f

    def _hand_on(self, block: Any, left: Any) -> None:
        """What was read of a block so far: plain rows to the taker, other lines to a file."""
        rows = self.rows.first(int(self.state[self.code.ROWS]))
        many = int(self.state[self.code.LEFT])
        start, line = self.left.start[:many], self.left.line[:many]
        if not self.taken and many >= _WORTH_IT * (many + len(rows.ship)):
            raise GivenUp("most of its lines are not plain")
        self._understand(block, rows)
        good = self.meaning.good[rows.words]
        if not good.all():
            start = np.concatenate([start, rows.start[~good]])
            line = np.concatenate([line, rows.line[~good]])
        plain = int(np.count_nonzero(good))
        if not self.taken and len(start) > _WORTH_IT * (len(start) + plain):
            raise GivenUp("most of its lines are not plain")
        self._write(left, block, start[np.argsort(line)], np.sort(line))
        self.lines_left += len(start)
        self.taken += plain
        many = int(self.state[self.met.SHIPS])
        self.taker.take_plain(self.run(rows, good, self.ships, many, self.meaning, self.before, self.sorted))

    def _write(self, to: Any, block: Any, starts: np.ndarray, lines: np.ndarray) -> None:
        """Write lines, each behind its number in the file."""
        mark, first = self.table.delimiter.encode(), self.above + 1
        returns = bool(self.spec.given[self.code.RETURNS])
        to.write(
            b"".join(
                b"%d%s%s\n" % (first + n, mark, block.line(at, returns))
                for at, n in zip(starts.tolist(), lines.tolist(), strict=True)
            )
        )

    def _understand(self, block: Any, rows: Rows) -> None:
        """Know what the words of rows mean: SQL reads the first row that has them; not for the sake of a few rows."""
        self.meaning.room(int(self.state[self.met.WORDS]))
        new = np.flatnonzero(~self.meaning.known[rows.words])
        if not len(new) or (self.meaning.said is not None and len(new) <= FEW):
            return
        first = np.full(len(self.meaning.known), -1)
        first[rows.words[new[::-1]]] = new[::-1]  # of several the last put there stays: the first row
        at = np.sort(first[first >= 0])
        words = rows.words[at]
        path = self.folder / "words"
        with self._open(path) as f:
            self._write(f, block, rows.start[at], rows.line[at])
        judged = self.taker.judge(self.part.select(self._relation(path))).sort_by("line")
        if judged.num_rows != len(at) or (judged["line"].to_numpy() != rows.line[at] + self.above + 1).any():
            raise GivenUp("lines are not understood one by one")
        self.meaning.learn(words, judged)

    def _blocks(self) -> Iterator[_Block]:
        """The lines below the header, block by block; the same memory each time."""
        block, filled, above = _Block(), 0, self.above
        with _filler(self.source) as fill:
            while more := fill(memoryview(block.held)[filled:BLOCK]):
                filled, block.start = filled + more, 0
                while above and (feed := block.held.find(b"\n", block.start, filled)) >= 0:
                    self.spec.given[self.code.RETURNS] = block.held[feed - 1] == ord("\r")
                    block.start, above = feed + 1, above - 1
                if filled < BLOCK and block.held[filled - 1] != ord("\n"):
                    end = b"\r\n" if self.spec.given[self.code.RETURNS] else b"\n"
                    block.held[filled : filled + len(end)] = end
                    filled += len(end)
                block.stop = block.held.rfind(b"\n", 0, filled) + 1
                if not block.stop:
                    raise GivenUp("a line has no end")
                yield block
                rest = filled - block.stop
                block.held[:rest] = block.held[block.stop : filled]
                filled = rest


@contextmanager
def _filler(source: Source) -> Iterator[Callable[[memoryview], int]]:
    """What fills a buffer with the next of a source's text, less than all of it only at the end; returns how much that is."""
    if source.is_plain:
        with source.path.open("rb") as f:
            yield f.readinto
        return
    pieces, rest = source.chunks(), b""

    def fill(room: memoryview) -> int:
        nonlocal rest
        filled = 0
        while filled < len(room) and (piece := rest or next(pieces, b"")):
            fits = min(len(room) - filled, len(piece))
            room[filled : filled + fits] = piece[:fits]
            filled, rest = filled + fits, piece[fits:]
        return filled

    yield fill


def _microseconds(time: datetime) -> int:
    return (time - datetime(1970, 1, 1)) // timedelta(microseconds=1)
