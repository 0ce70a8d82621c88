"""A step: tables in, one table out. One .sql file, or one function. Steps meet only in tables."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol

import duckdb
import pandas as pd

from vesseltrack.detectors.base import Detector
from vesseltrack.engine.cut import Cut
from vesseltrack.engine.graph import tables_read
from vesseltrack.errors import BadDeclaration, StepFailed
from vesseltrack.rules import Rules
from vesseltrack.schema import TABLES
from vesseltrack.store import Store, literal
from vesseltrack.store.constants import PARAMETER, with_constants

_LOG = logging.getLogger(__name__)
_HEADER = re.compile(r"^-- (Finds|Writes):\s*(.*)$", re.MULTILINE)


class HasSections(Protocol):
    """What a step needs of the settings."""

    def section(self, name: str) -> Rules:
        """The rules called ``name``."""
        ...


def asked_by(sql: str, rules: Rules) -> dict[str, Any]:
    """The ``$name`` values a query asks for, from the rules."""
    said = rules.model_dump()
    return {name: said[name] for name in set(PARAMETER.findall(sql))}


def as_literal(value: Any) -> str:
    """A value of the rules as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, (bool, int, float)):
        return repr(value).lower() if isinstance(value, bool) else repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(as_literal(v) for v in value)}]"
    return literal(str(value))


Make = Callable[[Store, Any], pd.DataFrame]
Build = Callable[[Any], str]


@dataclass(frozen=True)
class Step:
    """Tables in, one table out.

    Attributes:
        writes: the table it makes.
        declared: the tables it reads, if it is a function; what SQL reads, SQL itself tells (:attr:`reads`).
        finds: what it finds, in a sentence.
        section: the settings section that rules it, if any.
        sql: its SELECT, or
        make: a function of the store and its rules that returns a frame, or
        build: a function of its rules (``None`` for ours) that returns its SELECT.
        blame: raises a clearer error than the SQL's own, if it can, when the SQL of ``build`` failed.
        cut: what of its table a search makes anew; all of it if ``None``.
    """

    writes: str
    declared: Collection[str]
    finds: str
    section: str | None = None
    sql: str | None = None
    make: Make | None = None
    build: Build | None = None
    blame: Callable[[Any], None] | None = None
    cut: Cut | None = None

    @classmethod
    def from_sql(cls, path: Path, section: str | None = None, cut: Cut | None = None) -> Step:
        """Read a .sql file whose first comments say what it finds and writes."""
        text = path.read_text(encoding="utf-8")
        said = dict(_HEADER.findall(text))
        if lacking := {"Finds", "Writes"} - set(said):
            raise BadDeclaration(f"{path}: its first comments do not say {' and '.join(sorted(lacking))}")
        return cls(said["Writes"].strip(), (), said["Finds"].strip(), section, sql=with_constants(path, text), cut=cut)

    @classmethod
    def of_detector(cls, detector: Detector) -> tuple[Step, ...]:
        """The steps that fill a detector's tables: those on the way, and its own."""
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
        """The tables it reads."""
        return frozenset(self.declared) if self.make is not None else tables_read(self.query(None))

    def query(self, settings: HasSections | None) -> str:
        """Its SELECT by some settings (by our own if ``None``); ``$name`` values are still to be filled in."""
        if self.build is not None:
            return self.build(settings.section(self.section) if settings and self.section else None)
        return self.sql or ""

    def params(self, settings: HasSections) -> dict[str, Any]:
        """The ``$name`` values its SQL asks for, from its section of the settings."""
        if self.sql is None or self.section is None:
            return {}
        return asked_by(self.sql, settings.section(self.section))

    def run(self, store: Store, settings: HasSections) -> int:
        """Make the table anew; returns its rows.

        Raises:
            StepFailed: its SQL or function failed: the message names the step and the SQL's complaint.
        """
        begun = perf_counter()
        try:
            if self.make is None:
                rows = store.fill(self.writes, self.query(settings), self.params(settings))
            else:
                rows = self._run_function(store, settings)
        except (duckdb.Error, ValueError, KeyError) as e:
            if self.blame is not None:
                self.blame(settings.section(self.section) if self.section else None)
            raise StepFailed(f"step {self.writes} failed: {e}", "please report it, with this message.") from e
        _LOG.debug("step %s: %s rows in %.3f s", self.writes, f"{rows:,}", perf_counter() - begun)
        return rows

    def _run_function(self, store: Store, settings: HasSections) -> int:
        with self.selecting(store, settings) as select:
            return store.fill(self.writes, select)

    @contextmanager
    def selecting(self, store: Store, settings: HasSections) -> Iterator[str]:
        """What it finds, as a SELECT; what a function finds is lent to the connection meanwhile."""
        if self.make is None:
            yield self.query(settings)
            return
        frame = self.make(store, settings.section(self.section) if self.section else None)
        columns = ", ".join(f'"{c.name}"::{c.type} AS "{c.name}"' for c in TABLES[self.writes].columns)
        with store.registered("_made", frame):
            yield f"SELECT {columns} FROM _made"
