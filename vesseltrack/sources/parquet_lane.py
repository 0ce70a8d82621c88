"""The fast path of reading Parquet: plain rows are taken from its columns by compiled code, all others read by SQL.

As :mod:`.lane` does with text. Texts are kept apart by their letters and numbers by their bits: equal words are understood once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from vesseltrack.sources import lane
from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.packing import Source
from vesseltrack.sources.parquet_texts import Texts, bits, numbers, times
from vesseltrack.sources.parts import Part, said_in_columns
from vesseltrack.sources.plain_rows import KINDS, Counts
from vesseltrack.sources.plain_spec import columns_of
from vesseltrack.sources.reader import Taker
from vesseltrack.sources.table import Table
from vesseltrack.store import literal

LEAST_ROWS = 400_000
"""A smaller file is read by SQL before the lane is ready."""
MOST_AT_ONCE = 250_000
"""Rows taken at once, at most."""

log = logging.getLogger(__name__)


def pour_plain_columns(source: Source, path: Path, fitted: Fitted, taker: Taker) -> bool:
    """Read a Parquet file through the lane, if it is worth it.

    Args:
        source: the file.
        path: where it is, with latitude and longitude.
        fitted: how its columns are read.
        taker: receives the rows.

    Returns:
        whether it was read. If not, nothing is taken.
    """
    left, many = source.seen.setdefault("lane left", []), pq.read_metadata(path).num_rows
    if many < LEAST_ROWS or taker.plain_span is None or fitted.sql in left or not lane.is_compiled():
        return False
    left.append(fitted.sql)  # it is not tried again
    try:
        with TemporaryDirectory(prefix="vesseltrack-") as folder:
            if ColumnLane(source, Table(fitted.header), Part(fitted), taker, Path(folder), path).read() == many:
                return True
        log.debug("%s is not read by compiled code: not all rows were found", source.name)
    except (lane.GivenUp, duckdb.InvalidInputException, pa.ArrowException, OSError, UnicodeDecodeError) as e:
        log.debug("%s is not read by compiled code: %s", source.name, e)
    taker.restart()
    return False


class ColumnLane(lane._Lane):
    """One Parquet file on its way through the lane.

    Args:
        source, table, part, taker, folder: see :class:`.lane._Lane`.
        path: where the file is.

    Raises:
        GivenUp: it cannot be read so.
    """

    def __init__(self, source: Source, table: Table, part: Part, taker: Taker, folder: Path, path: Path) -> None:
        from vesseltrack.sources import compiled_columns

        self.path, self.columns = path, compiled_columns
        super().__init__(source, table, part, taker, folder)
        self.above = 0

    def _prepare(self, earliest_us: int, latest_us: int) -> None:
        """Know how its columns are read, and have room for its words."""
        found = columns_of(self.part.fitted)
        self.schema = pq.read_schema(self.path).remove_metadata()
        types = self.schema.types
        if found is None or not all(map(_is_simple, types)):
            raise lane.GivenUp("its columns are read in other ways")
        self.at, self.per, self.words_at = found
        self.numbered = [name for name in KINDS[2:] if name in self.at]
        if any(
            pa.types.is_string(types[self.at[n]]) or pa.types.is_timestamp(types[self.at[n]]) for n in self.numbered
        ):
            raise lane.GivenUp("its numbers are written otherwise")
        ident = types[self.at["id"]]
        if not pa.types.is_timestamp(types[self.at["time"]]) or not (
            pa.types.is_integer(ident) or pa.types.is_string(ident)
        ):
            raise lane.GivenUp("its times or the numbers of its ships are written otherwise")
        self.kinds = np.array([KINDS.index(name) + 1 for name in self.numbered])
        self.span = np.array([earliest_us, latest_us])
        self.texts = {i: Texts(self.columns) for i, type_ in enumerate(types) if pa.types.is_string(type_)}
        self.slots = np.full(2 * lane.MOST_WORDS, -1, np.int32)
        self.said = np.zeros((lane.MOST_WORDS, len(self.words_at)), np.int64)
        self.values = np.empty((len(self.numbered), MOST_AT_ONCE))
        self.codes = np.empty((len(self.words_at), MOST_AT_ONCE), np.int64)

    def read(self) -> int:
        """Read all of it; returns how many rows it has."""
        state, code = self.state, self.code
        self.taker.describe(self.part.described)
        with self._open(self.folder / "left") as left:
            for run in self._runs():
                state[code.ROWS] = state[code.LEFT] = first = 0
                for batch in run:
                    self._take(batch, first)
                    first += batch.num_rows
                self._hand_on(run, left)
        self._take_left()
        return self.taken + self.lines_left

    def _runs(self) -> Iterator[list[pa.RecordBatch]]:
        """Its rows, as many batches at once as make a run."""
        held: list[pa.RecordBatch] = []
        for batch in self._batches():
            if sum(b.num_rows for b in held) + batch.num_rows > lane.RUN:
                yield held
                held = []
            held.append(batch)
        if held:
            yield held

    def _batches(self) -> Iterator[pa.RecordBatch]:
        """Its rows: each row group at once, which is cheapest, if it is not too large for it."""
        most = min(MOST_AT_ONCE, lane.RUN)
        with pq.ParquetFile(self.path, read_dictionary=[self.schema.names[i] for i in self.texts]) as file:
            for group in range(file.num_row_groups):
                if file.metadata.row_group(group).num_rows <= most:
                    yield from file.read_row_group(group, use_threads=False).to_batches()
                else:
                    yield from file.iter_batches(most, row_groups=[group], use_threads=False)

    def _take(self, batch: pa.RecordBatch, first: int) -> None:
        """Take the rows of a batch that are plain."""
        odd = np.zeros(batch.num_rows, np.uint8)
        values, codes = self.values[:, : batch.num_rows], self.codes[:, : batch.num_rows]
        for i, name in enumerate(self.numbered):
            numbers(batch.column(self.at[name]), values[i], odd)
        for i, at in enumerate(self.words_at):
            if at in self.texts:
                self.texts[at].codes(batch.column(at), codes[i])
            else:
                codes[i] = bits(batch.column(at))
        self.columns.read_rows(
            self._ids(batch), times(batch.column(self.at["time"]), odd), self.values, self.codes, self.kinds, odd, first,
            self.span, self.per, self.rows, self.left, self.ships, self.slots, self.said, self.state, self.numbers,
        )  # fmt: skip

    def _ids(self, batch: pa.RecordBatch) -> Counts:
        """The numbers of ships; 0 where there is none in nine digits."""
        at = self.at["id"]
        if at in self.texts:
            return self.texts[at].ids(batch.column(at))
        ids: Counts = pc.fill_null(batch.column(at).cast(pa.int64()), 0).to_numpy()
        return ids

    @contextmanager
    def _open(self, path: Path) -> Iterator[Any]:
        """Context manager: what rows are written to, each behind its number."""
        with pq.ParquetWriter(path, self.schema.insert(0, pa.field("its line", pa.int64()))) as writer:
            yield writer

    def _relation(self, path: Path) -> str:
        """The SQL of what was written to a file."""
        columns = ", ".join(["line", *(f"c{i}" for i in range(len(self.schema)))])
        read = f"(SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning=false)) AS t({columns})"
        return f"(SELECT line, {said_in_columns(list(map(pa.types.is_floating, self.schema.types)))} FROM {read})"

    def _write(self, to: Any, block: Sequence[pa.RecordBatch], starts: np.ndarray, lines: np.ndarray) -> None:
        """Write rows, each behind its number in the file.

        Raises:
            GivenUp: the last text of one ends with a line feed. Of a row with a number it would be taken for the end of a line.
        """
        first = 0
        for batch in block:
            which = slice(*np.searchsorted(starts, (first, first + batch.num_rows)))
            if which.start < which.stop:
                rows = batch.take(pa.array(starts[which] - first))
                whole = [c.cast(t) for c, t in zip(rows.columns, self.schema.types, strict=True)]
                if (
                    pa.types.is_string(whole[-1].type)
                    and pc.any(pc.match_substring_regex(whole[-1], "[\r\n]$")).as_py()
                ):
                    raise lane.GivenUp("a line feed ends a row")
                to.write_table(pa.table([pa.array(lines[which] + 1, pa.int64()), *whole], schema=to.schema))
            first += batch.num_rows


def _is_simple(type_: pa.DataType) -> bool:
    """Whether Arrow and DuckDB read a column of a type alike."""
    simple = (pa.string(), pa.float32(), pa.float64(), pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64())
    return type_ in simple or bool(pa.types.is_timestamp(type_))
