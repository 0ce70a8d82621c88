"""Receives rows from readers, validates each, and passes them on in runs, with at most one run in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pyarrow as pa

from vesseltrack.sources import pulse
from vesseltrack.sources.doubts import Doubts
from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.reader import FIELDS, PARTICULARS
from vesseltrack.sources.speeds import Measured
from vesseltrack.store import Store
from vesseltrack.store.connection import ArrowSource, registering
from vesseltrack.store.constants import read_sql

if TYPE_CHECKING:
    from vesseltrack.sources.plain_run import PlainRun

EARLIEST = datetime(2000, 1, 1)
"""No AIS message is older; and none older than those pruned is taken in again."""
BATCH = 200_000
"""Rows validated at once."""
RUN = 1_000_000
"""Rows passed on at once: as many as can be sorted fast, in about 200 MB."""

_JUDGE = read_sql(Path(__file__).with_name("validate.sql"))
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""Odd multiplier that spreads close numbers (Fibonacci hashing)."""
CARRIED = ("line", "source", *PARTICULARS)
"""Fields passed on unchanged."""


class NotKept(Exception):
    """A run could not be written: an error of the store, not of the file."""

    def __init__(self, error: duckdb.Error) -> None:
        super().__init__(str(error))
        self.error = error


@dataclass(frozen=True)
class Accounted:
    """A reader's account of the lines of a file; see :class:`vesseltrack.sources.reader.Taker`.

    Attributes:
        rows: number of rows handed over.
        in_rows: number of lines they came from, refused lines included; ``None`` for a file without lines.
        aside: number of other lines.
        passed: line numbers of those, if rows do not carry theirs.
    """

    rows: int
    in_rows: int | None
    aside: int
    passed: Sequence[int]


class Ingest:
    """The rows of one file: validated in batches, passed on in runs that SQL reads as ``judged_rows``.

    A run has the columns of ``validate.sql`` and all static fields; ``row``, its number in the file, from 1; ``alone``:
    no other row of the run has the same ship and time; and ``fields``: names of the static fields that the file has.

    Args:
        store: the store.
        latest: later times count as in the future.
        keep_run: called for each run.
        forget: called when everything passed on must be undone.
        keep_plain: called for each run of plain rows; ``None`` if these are not accepted.

    Attributes:
        expected: estimated number of rows, for the progress bar; 0 if unknown.
        rows: number of rows taken.
        aside: refused lines that are not among the rows, with the texts of the first of them.
        accounted: the reader's account of all lines; ``None`` if it gave none.
        notes: the reader's notes for the user.
    """

    def __init__(
        self,
        store: Store,
        latest: datetime,
        keep_run: Callable[[], object],
        forget: Callable[[], object],
        keep_plain: Callable[[PlainRun], object] | None = None,
    ) -> None:
        self.store, self.keep_run, self.forget, self.keep_plain = store, keep_run, forget, keep_plain
        pruned_to = store.one("SELECT max(refused_before) FROM prunings")[0]
        self.expected = 0
        self.span = (max(EARLIEST, pruned_to or EARLIEST), latest)
        self.earliest, self.latest = (f"TIMESTAMP '{t}'" for t in self.span)
        self._empty()

    def __enter__(self) -> Ingest:
        self.opened = ExitStack()
        self.opened.enter_context(self.store.in_order())
        self.reading = self.opened.enter_context(self.store.cursor())
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._empty()
            with suppress(duckdb.Error):  # in a failed transaction even this is refused, and undone with it
                self.store.execute("DROP VIEW IF EXISTS temp.judged_rows")
        finally:
            self.opened.close()

    def _empty(self) -> None:
        self.rows = 0
        self.carried: tuple[str, ...] = ()
        self.judged = "", ""
        self.registered = ArrowSource()
        self.held: list[pa.Table] = []
        self.run: list[pa.RecordBatch] = []
        self.doubts = Doubts()
        self.aside = pa.table({"line": pa.array([], pa.int64()), "raw": pa.array([], pa.string())})
        self.accounted: Accounted | None = None
        self.notes: list[str] = []

    def restart(self) -> None:
        """Forget all that was taken."""
        self._empty()
        self.forget()

    def set_aside(self, lines: Sequence[int], texts: Sequence[str]) -> None:
        """Refuse lines that are not among the rows taken."""
        raw = [*texts, *[None] * (len(lines) - len(texts))]
        more = pa.table({"line": pa.array(lines, pa.int64()), "raw": pa.array(raw, pa.string())})
        self.aside = pa.concat_tables([self.aside, more])

    def describe(self, fitted: Fitted) -> None:
        """Set how the columns of the following rows are read; see :class:`vesseltrack.sources.reader.Taker`."""
        self.doubts.describe(fitted)

    def measured(self) -> Measured:
        """Comparison of the speeds of all rows taken with the tracks."""
        self._flush()
        return self.doubts.tracks.measured()

    def account(self, rows: int, in_rows: int | None = None, aside: int = 0, passed: Sequence[int] = ()) -> None:
        """Set the account of every line; see :class:`vesseltrack.sources.reader.Taker`."""
        self.accounted = Accounted(rows, in_rows, aside, passed)

    def note(self, text: str) -> None:
        """Add a note for the user."""
        self.notes.append(text)

    @property
    def plain_span(self) -> tuple[datetime, datetime] | None:
        """Earliest and latest time of plain rows; see :class:`vesseltrack.sources.reader.Taker`."""
        return None if self.keep_plain is None else self.span

    def take_plain(self, run: PlainRun) -> None:
        """Take plain rows; see :class:`vesseltrack.sources.reader.Taker`."""
        if self.keep_plain is None or not len(run):
            return
        self.doubts.tracks.count_days(run.rows.time)
        self.doubts.tracks.gather(run.speeds(self.doubts.tracks.is_sampled(run.numbers)))
        self.rows += len(run)
        pulse.tell(self.rows, self.expected)
        try:
            self.keep_plain(run)
        except duckdb.Error as e:
            raise NotKept(e) from e

    def judge(self, select: str) -> pa.Table:
        """Validate the rows of a SELECT without taking them; see :class:`vesseltrack.sources.reader.Taker`."""
        if self.judged[0] != select:
            with self.store.translated_errors():
                names = [d[0] for d in self.reading.execute(f"DESCRIBE {select}").fetchall()]
            self.judged = select, self._judging(select, names, "raw")[0]
        return pa.Table.from_batches(self.store.batches(self.reading, self.judged[1], BATCH))

    def take(self, rows: pa.Table) -> None:
        """Take a table of messages; see :class:`vesseltrack.sources.reader.Taker`."""
        self.held.append(rows)
        if sum(t.num_rows for t in self.held) >= BATCH:
            self._flush()

    def take_sql(self, select: str, raw: str = "raw") -> int:
        """Take a SELECT; see :class:`vesseltrack.sources.reader.Taker`."""
        with self.store.translated_errors():
            names = [d[0] for d in self.reading.execute(f"DESCRIBE {select}").fetchall()]
        return self._judge(select, names, raw)

    def _flush(self) -> None:
        if self.held:
            rows = pa.concat_tables(self.held, promote_options="permissive")
            self.held = []
            with registering(self.reading, "source_batch", rows):
                self._judge("SELECT * FROM source_batch", rows.column_names, "raw")

    def _judging(self, select: str, names: Sequence[str], raw: str) -> tuple[str, tuple[str, ...]]:
        """The SQL that validates the rows of a SELECT, and the fields passed on unchanged."""
        ours = [name for name in FIELDS if name in names]
        said = {name: name if name in names else "NULL" for name in FIELDS}
        said |= {"source": "source_of(source::VARCHAR)"} if "source" in names else {}
        typed = ", ".join(f"{said[name]}::{type_} AS {name}" for name, type_ in FIELDS.items())
        others = "" if set(names) <= set(FIELDS) else f"* EXCLUDE ({', '.join(ours)}), "
        self.judged = "", ""
        with self.store.translated_errors():
            self.reading.execute(f"CREATE OR REPLACE TEMP VIEW source_rows AS SELECT {others}{typed} FROM ({select})")
        carried = tuple(name for name in CARRIED if name in names)
        # with parameters instead, DuckDB would validate all rows before returning the first
        judge = _JUDGE.replace("EARLIEST", self.earliest).replace("LATEST", self.latest)
        return judge.replace("PARTICULARS", ", ".join(carried) or "NULL AS nothing").replace("RAW_TEXT", raw), carried

    def _judge(self, select: str, names: Sequence[str], raw: str) -> int:
        """Validate and take the rows of a SELECT; returns how many."""
        judge, carried = self._judging(select, names, raw)
        if carried != self.carried:
            self._hand_on()
        self.carried = carried
        before = self.rows
        for batch in self.store.batches(self.reading, judge, BATCH):
            row = pa.array(np.arange(self.rows + 1, self.rows + batch.num_rows + 1))
            self.doubts.add(batch)
            self.run.append(batch.append_column("row", row))
            self.rows += batch.num_rows
            pulse.tell(self.rows, self.expected)
            if sum(b.num_rows for b in self.run) >= RUN:
                self._hand_on()
        return self.rows - before

    def _hand_on(self) -> None:
        """Pass on the current run."""
        if not self.run:
            return
        run, self.run = pa.Table.from_batches(self.run), []
        before = self.registered.table.schema
        self.registered.table = run.append_column("alone", _alone(run))
        try:
            if self.registered.table.schema != before:
                with self.store.translated_errors():
                    self.opened.enter_context(self.store.registered("run_rows", self.registered))
                absent = "".join(f", NULL::{FIELDS[f]} AS {f}" for f in CARRIED if f not in self.carried)
                fields = " ".join(f for f in self.carried if f in PARTICULARS)
                self.store.execute(
                    f"CREATE OR REPLACE TEMP VIEW judged_rows AS SELECT *{absent}, '{fields}' AS fields FROM run_rows"
                )
            self.keep_run()
        except duckdb.Error as e:
            raise NotKept(e) from e

    def close(self) -> None:
        """Pass on what is left after the last rows."""
        self._flush()
        self._hand_on()


def _alone(run: pa.Table) -> pa.Array:
    """Rows whose ship and time no other row of the run has. By hash: false for a few such rows too, which are looked up."""
    ship, time = (run[name].cast(pa.int64()).fill_null(0).to_numpy().view(np.uint64) for name in ("ssvid", "time"))
    key = (ship * _ODD + time) * _ODD  # equal if both are
    ordered = np.sort(key)
    repeated = np.zeros(1 << 20, bool)
    repeated[ordered[1:][ordered[1:] == ordered[:-1]] >> 44] = True
    return pa.array(~repeated[key >> 44])
