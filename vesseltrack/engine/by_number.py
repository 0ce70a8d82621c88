"""A search in parts: steps whose rows of one number follow from that number's messages alone are made range by range of numbers.

The numbers are cut into ranges with about as many messages each. Whoever makes a part, in this process or on another machine,
needs a folder both can reach, the exchange: it holds the input tables as Parquet, those with a number (``ssvid``) cut by range,
and what was made of them. The same SQL runs over a part as over the whole, in a DuckDB of its own in memory. Steps that compare
ships with one another are made in the store, from the parts together, when all of their inputs are there; so a search alternates
between rounds of parts and steps over everything.

The result equals that of one machine, row for row; tests compare them.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from time import perf_counter
from typing import Any

import duckdb

from vesseltrack.engine.emptiness import Empties
from vesseltrack.engine.pipeline import steps
from vesseltrack.engine.step import Step
from vesseltrack.errors import WrongUse
from vesseltrack.reference import our_version
from vesseltrack.schema import TABLES
from vesseltrack.settings import Settings, settings_of
from vesseltrack.store import Store, literal, quoted
from vesseltrack.store.addresses import files_at, is_address

_LOG = logging.getLogger(__name__)
BY_NUMBER = frozenset(
    (
        "fix_pairs", "fix_pairs_on_time", "track_steps", "noise_segments", "resampled", "interpolated_positions", "track_ends",
        "particulars", "changing_particulars", "particulars_spells", "identities", "number_days", "ships", "visits",
        "slow_spells", "ship_cell_hours", "gap_candidates",
    )
)  # fmt: skip
"""The steps whose rows of a number rest on nothing but that number's rows, and on tables without numbers."""
NUMBER = "ssvid"
"""The column by which tables are cut."""
_RANGES = """
    WITH each AS (SELECT ssvid, count(*) AS n FROM fixes GROUP BY ssvid UNION ALL SELECT ssvid, 0 FROM statics GROUP BY ssvid),
    numbers AS (SELECT ssvid, sum(n) AS n FROM each GROUP BY ssvid),
    placed AS (SELECT ssvid, (sum(n) OVER (ORDER BY ssvid) - n) * $parts // greatest(sum(n) OVER (), 1) AS part FROM numbers)
    SELECT min(ssvid) FROM placed GROUP BY part ORDER BY 1
"""

Range = tuple[int | None, int | None]
"""Numbers from the first to before the second; ``None`` where there is no limit."""


@dataclass(frozen=True)
class Part:
    """What is asked of whoever makes a part; it can be sent to another process.

    Attributes:
        steps: names of the steps, in order.
        inputs: table -> Parquet file.
        folder: where they are written, as an address of fsspec, or a path.
        settings: the rules, as JSON.
        versions: of vesseltrack and DuckDB.
        memory: DuckDB's limit.
    """

    steps: tuple[str, ...]
    inputs: Mapping[str, str]
    folder: str
    settings: dict[str, Any]
    versions: tuple[str, str]
    memory: str | None = None


Made = dict[str, str]
"""Table -> the file its part was written to."""
MakeAll = Callable[[Sequence[Part]], Iterable[Made]]
"""Makes parts, in any order and anywhere; returns what was made of each, in order."""


def versions() -> tuple[str, str]:
    """The versions that must be alike wherever a part is made."""
    return our_version(), duckdb.__version__


def make_part(part: Part) -> Made:
    """Make the steps of a part in a store in memory, on one thread.

    Every attempt writes files of names of its own: one that was given up cannot spoil what another wrote.

    Raises:
        WrongUse: another version is installed here.
        StepFailed: a step failed.
    """
    if versions() != part.versions:
        here, there = (" with DuckDB ".join(v) for v in (versions(), part.versions))
        raise WrongUse(f"a worker has vesseltrack {here}, the search {there}", "install the same on all machines.")
    settings, made = settings_of(part.settings), {s.writes: s for s in steps()}
    with Store(None, memory_limit=part.memory) as store:
        store.execute("SET threads = 1")
        reach(store, part.folder)
        for table, file in part.inputs.items():
            store.fill(table, _rows_of([file]))
        for name in part.steps:
            made[name].run(store, settings)
        attempt = token_hex(8)
        return {name: write(store, name, f"FROM {name}", part.folder, attempt) for name in part.steps}


def reach(store: Store, folder: str) -> None:
    """Let a store read and write an address such as ``s3://bucket/folder``, by fsspec.

    Raises:
        WrongUse: the library for such addresses is not installed.
    """
    if is_address(folder):
        store.con.register_filesystem(files_at(folder, "read")[0])


def write(store: Store, table: str, select: str, folder: str, name: str) -> str:
    """Write rows of a table to a Parquet file of the exchange; returns the file."""
    columns = ", ".join(quoted(c) for c in TABLES[table].names)
    file = posixpath.join(folder, f"{table}-{name}.parquet")
    store.execute(f"COPY (SELECT {columns} FROM ({select})) TO {literal(file)} (FORMAT parquet)")
    return file


def _rows_of(files: Sequence[str]) -> str:
    return f"FROM read_parquet([{', '.join(map(literal, files))}])"


@dataclass
class InParts:
    """Runs steps for a search: those of :data:`BY_NUMBER` in parts, all others in the store.

    Attributes:
        wanted: the steps of the search, in order.
        make_all: makes the parts.
        folder: the exchange.
        parts: the number of ranges.
        memory: DuckDB's limit for each part.
    """

    wanted: Sequence[Step]
    make_all: MakeAll
    folder: str
    parts: int
    memory: str | None = None
    ranges: list[Range] = field(default_factory=list)
    here: set[str] = field(default_factory=set)
    """The tables that were made in the store."""
    files: dict[str, list[str]] = field(default_factory=dict)
    """The tables in the exchange: the file of each part."""

    def __call__(self, step: Step, store: Store, settings: Settings, is_empty: Empties) -> int:
        """Make a step's table; returns its number of rows."""
        if step.writes not in BY_NUMBER:
            rows = step.run(store, settings, is_empty)
            self.here.add(step.writes)
            return rows
        if step.writes not in self.files:
            self._make(step, store, settings)
        return store.fill(step.writes, _rows_of(self.files[step.writes]))

    def _make(self, first: Step, store: Store, settings: Settings) -> None:
        """A round: every step by number whose inputs are there or are made in the same round."""
        begun = perf_counter()
        if not self.ranges:
            reach(store, self.folder)
            lows = [low for (low,) in store.rows(_RANGES, {"parts": self.parts})] or [0]
            self.ranges = list(zip([None, *lows[1:]], [*lows[1:], None], strict=True))
        ready = self._ready()
        assert first.writes in ready
        inputs = {t for s in ready.values() for t in s.reads} - ready.keys()
        for table in sorted(inputs - self.files.keys()):
            self.files[table] = self._cut(store, table)
        rules = settings.model_dump(mode="json")
        parts = [
            Part(
                tuple(ready), {t: self.files[t][n] for t in sorted(inputs)}, self.folder, rules, versions(), self.memory
            )
            for n in range(len(self.ranges))
        ]
        made = list(self.make_all(parts))
        self.files |= {name: [m[name] for m in made] for name in ready}
        seconds = perf_counter() - begun
        _LOG.debug("%s made in %d parts in %.3f s", ", ".join(ready), len(parts), seconds)

    def _ready(self) -> dict[str, Step]:
        written = {s.writes for s in self.wanted}
        ready: dict[str, Step] = {}
        for step in self.wanted:
            there = self.here | self.files.keys() | ready.keys()
            if step.writes in BY_NUMBER and step.writes not in self.files and (step.reads & written) <= there:
                ready[step.writes] = step
        return ready

    def _cut(self, store: Store, table: str) -> list[str]:
        """Write a table of the store into the exchange, by range if it has numbers; returns a file for each range."""
        if NUMBER not in TABLES[table].names:
            return [write(store, table, f"FROM {table}", self.folder, "whole")] * len(self.ranges)
        return [
            write(store, table, f"FROM {table} WHERE {_within(low, high)}", self.folder, str(n))
            for n, (low, high) in enumerate(self.ranges)
        ]


def _within(low: int | None, high: int | None) -> str:
    limits = [f"{NUMBER} >= {low}"] * (low is not None) + [f"{NUMBER} < {high}"] * (high is not None)
    return " AND ".join(limits) or "true"


def one_by_one(parts: Sequence[Part]) -> Iterable[Made]:
    """Make parts one after another in this process."""
    return map(make_part, parts)
