"""A step of detect: reads tables, writes one table. It is one .sql file or one function."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import duckdb
import pandas as pd
import pyarrow as pa

from vesseltrack.detectors.base import Detector
from vesseltrack.engine.cut import Cut
from vesseltrack.engine.emptiness import Empties, surely_empty
from vesseltrack.engine.graph import tables_read
from vesseltrack.errors import BadDeclaration, StepFailed
from vesseltrack.rules import Rules
from vesseltrack.schema import TABLES
from vesseltrack.store import Store, literal
from vesseltrack.store.connection import ArrowSource
from vesseltrack.store.constants import PARAMETER, with_constants
from vesseltrack.store.filling import make_empty

_LOG = logging.getLogger(__name__)
_HEADER = re.compile(r"^-- (Finds|Writes):\s*(.*)$", re.MULTILINE)


class HasSections(Protocol):
    """The part of the settings that a step uses."""

    def section(self, name: str) -> Rules:
        """The settings section ``name``."""
        ...


def asked_by(sql: str, rules: Rules) -> dict[str, Any]:
    """Values from the rules for the ``$name`` parameters of a query."""
    values = rules.model_dump()
    return {name: values[name] for name in set(PARAMETER.findall(sql))}


def as_literal(value: Any) -> str:
    """A value of the rules as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return repr(value).lower() if isinstance(value, bool) else repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(as_literal(v) for v in value)}]"
    return literal(str(value))


def _together(parts: Sequence[str]) -> str:
    """One SELECT of the rows of all of them; of several, in order of their columns."""
    return parts[0] if len(parts) == 1 else "\nUNION ALL\n".join(parts) + "\nORDER BY ALL"


Make = Callable[[Store, Any], pd.DataFrame]
Pass = Callable[[Store, Any], Iterator[pd.DataFrame] | None]
Build = Callable[[Any], Sequence[str]]


@dataclass(frozen=True)
class Step:
    """One step: reads tables, writes one table. Exactly one of ``sql``, ``make`` and ``build`` is given.

    Attributes:
        writes: name of the table it makes.
        declared: names of the tables it reads, if it is a function; for SQL they are derived (:attr:`reads`).
        finds: what it finds, one sentence.
        section: name of the settings section with its rules, if any.
        sql: its SELECT.
        make: a function of the store and the rules that returns a frame.
        asks: a SELECT of that function; if it returns nothing, the function finds nothing.
        compiled: a function that makes the rows of ``sql`` sooner, if there are many, in several frames; ``None`` if not.
        build: a function of the rules (``None`` for the defaults) that returns SELECTs; their rows together are its table.
        blame: called when the SQL of ``build`` failed; raises a clearer error if it can.
        cut: which rows of its table are recomputed after new messages; all if ``None``.
    """

    writes: str
    declared: Collection[str]
    finds: str
    section: str | None = None
    sql: str | None = None
    make: Make | None = None
    asks: str | None = None
    compiled: Pass | None = None
    build: Build | None = None
    blame: Callable[[Any], None] | None = None
    cut: Cut | None = None

    @classmethod
    def from_sql(cls, path: Path, section: str | None = None, cut: Cut | None = None) -> Step:
        """A step from a .sql file, whose first comment lines say what it finds and which table it writes."""
        text = path.read_text(encoding="utf-8")
        header = dict(_HEADER.findall(text))
        if lacking := {"Finds", "Writes"} - set(header):
            raise BadDeclaration(f"{path}: its first comments do not say {' and '.join(sorted(lacking))}")
        return cls(
            header["Writes"].strip(), (), header["Finds"].strip(), section, sql=with_constants(path, text), cut=cut
        )

    @classmethod
    def of_detector(cls, detector: Detector) -> tuple[Step, ...]:
        """The steps that fill a detector's tables: its intermediate tables, then its own."""
        return *(cls._of_file(detector, t.name) for t in detector.on_the_way), cls._of_events(detector)

    @classmethod
    def _of_events(cls, detector: Detector) -> Step:
        name = detector.name
        if detector.function is not None:
            return cls(name, detector.reads, detector.row, section=name, make=detector.function, cut=detector.cut)
        return cls._of_file(detector, name)

    @classmethod
    def _of_file(cls, detector: Detector, name: str) -> Step:
        step = cls.from_sql(detector.folder / f"{name}.sql", detector.name)
        if step.writes != name:
            raise detector.wrong(f"{name}.sql", f"writes {step.writes}, not {name}")
        return step

    @property
    def reads(self) -> frozenset[str]:
        """Names of the tables it reads."""
        return (
            frozenset(self.declared)
            if self.make is not None
            else frozenset().union(*map(tables_read, self.parts(None)))
        )

    def query(self, settings: HasSections | None) -> str:
        """Its SELECT under some settings (the defaults if ``None``), with ``$name`` parameters not yet filled in."""
        return _together(self.parts(settings))

    def parts(self, settings: HasSections | None) -> Sequence[str]:
        """The SELECTs whose rows together are its table; none if it is a function."""
        if self.build is not None:
            return self.build(settings.section(self.section) if settings and self.section else None)
        return (self.sql,) if self.sql is not None else ()

    def params(self, settings: HasSections) -> dict[str, Any]:
        """Values for the ``$name`` parameters of its SQL, from its settings section."""
        if self.sql is None or self.section is None:
            return {}
        return asked_by(self.sql, settings.section(self.section))

    def run(self, store: Store, settings: HasSections, is_empty: Empties = lambda _: False) -> int:
        """Make the table; returns its number of rows.

        Args:
            store: the store.
            settings: the rules.
            is_empty: tells which tables it reads are empty; what finds nothing because of that is not run.

        Raises:
            StepFailed: its SQL or function failed; the message names the step and quotes the error.
        """
        begun = perf_counter()
        try:
            rows = (
                self._run_function(store, settings, is_empty)
                if self.make
                else self._run_query(store, settings, is_empty)
            )
        except (duckdb.Error, ValueError, KeyError) as e:
            if self.blame is not None:
                self.blame(self._rules(settings))
            raise StepFailed(f"step {self.writes} failed: {e}", "please report it, with this message.") from e
        _LOG.debug("step %s: %s rows in %.3f s", self.writes, f"{rows:,}", perf_counter() - begun)
        return rows

    def _run_query(self, store: Store, settings: HasSections, is_empty: Empties) -> int:
        parts = [part for part in self.parts(settings) if not surely_empty(part, is_empty)]
        frames = self._compiled(store, settings) if parts else iter(())
        if frames is None:
            return store.fill(self.writes, _together(parts), self.params(settings))
        make_empty(store, TABLES[self.writes])
        source = ArrowSource()  # frames registered one by one would stay in memory until the end of the search
        return sum(self._added(store, source, frame) for frame in frames)

    def _rules(self, settings: HasSections) -> Any:
        """The rules of its section, if it has one."""
        return settings.section(self.section) if self.section else None

    def _compiled(self, store: Store, settings: HasSections) -> Iterator[pd.DataFrame] | None:
        """Its rows as compiled code makes them; ``None`` where SQL is to make them."""
        return self.compiled(store, self._rules(settings)) if self.compiled else None

    def _added(self, store: Store, source: ArrowSource, frame: pd.DataFrame) -> int:
        source.table = pa.Table.from_pandas(frame, preserve_index=False)
        try:
            with self._seen_as_select(store, source) as select:
                return store.add(self.writes, select)
        finally:
            source.table = ArrowSource.table

    def _run_function(self, store: Store, settings: HasSections, is_empty: Empties) -> int:
        if self.asks is not None and surely_empty(self.asks, is_empty):
            make_empty(store, TABLES[self.writes])
            return 0
        with self.selecting(store, settings) as select:
            return store.fill(self.writes, select)

    @contextmanager
    def selecting(self, store: Store, settings: HasSections) -> Iterator[str]:
        """Its result as a SELECT; the frame of a function is registered with the connection within the block."""
        frames = self._compiled(store, settings)
        if self.make is not None:
            frames = iter([self.make(store, self._rules(settings))])
        if frames is None:
            yield self.query(settings)
            return
        with self._seen_as_select(store, pd.concat(frames, ignore_index=True)) as select:
            yield select

    @contextmanager
    def _seen_as_select(self, store: Store, frame: pd.DataFrame | ArrowSource) -> Iterator[str]:
        """A frame as a SELECT of the table's columns."""
        columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in TABLES[self.writes].columns)
        with store.registered("_made", frame):
            yield f"SELECT {columns} FROM _made"
