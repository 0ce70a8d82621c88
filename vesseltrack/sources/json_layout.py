"""Layouts of JSON objects: where each of our fields stands in an object.

Objects may come one per line, in one array, in the ``features`` of a collection, or alone over many lines: all are converted to
one per line before DuckDB reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vesseltrack.sources.head import Head
from vesseltrack.sources.json_text import first_objects, is_lines, keys_of, one_a_line, plain_lines
from vesseltrack.sources.numbered import Through, numbered_objects
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import STATIONS, Reader, Taker
from vesseltrack.store import literal, quoted

FIRST = 10
"""First objects of a file, one of which must be of the layout: logs begin with objects about the program that wrote them."""

_AT = re.compile(r"'\$\.([^']+)'")


@dataclass(frozen=True)
class JsonLayout(Reader):
    """A layout of JSON objects.

    Attributes:
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
        why: the reason for recognising it, in words.
        marks: whether an object is of this layout; asked of the first objects of a file.
        fields: our field (see :data:`vesseltrack.sources.reader.FIELDS`) to its SQL expression over ``j``, the object,
            and ``m``, the message in it.
        message: SQL expression of ``m`` over ``j``.
        skip: SQL condition over ``j``: an object is no row, but describes the others.
        through: converts a text that is not plain JSON to one object per line; ``None`` for plain JSON.
        begins: pattern of the first line of a text that is not plain JSON and has one object per line.
    """

    name: str
    about: str
    why: str
    marks: Callable[[Mapping[str, Any]], bool]
    fields: Mapping[str, str]
    message: str = "j"
    skip: str = "false"
    through: Through | None = None
    begins: re.Pattern[str] | None = None

    def recognise(self, head: Head) -> str | None:
        """The reason why a file has this layout; ``None`` if it has not."""
        if self.begins is not None and head.encoding != "parquet":
            return self.why if any(self.begins.match(line) for line in head.lines[:1]) else None
        return self.why if any(self.marks(o) for o in first_objects(head)[:FIRST]) else None

    def unread(self, head: Head) -> list[str]:
        """Keys of the first objects that this layout does not read."""
        used = {path for sql in (*self.fields.values(), self.message, self.skip) for path in _AT.findall(sql)}
        return [key for key in keys_of(first_objects(head)) if not any(key == u or key.endswith(f".{u}") for u in used)]

    def pour(self, source: Source, taker: Taker) -> None:
        """Convert the objects to one per line, and parse them with DuckDB."""
        lines = self.begins is not None or is_lines(source.head)
        through = self.through or (plain_lines if lines else one_a_line)
        by_line = lines and (self.through is None or self.begins is not None)
        with numbered_objects(source, through, by_line, endless=not lines) as (read, numbered):
            fields = ", ".join(f"{sql} AS {quoted(f)}" for f, sql in self.fields.items() if f not in ("problem", "raw"))
            wrong = f"CASE WHEN j IS NULL THEN 'unparsable' {self.fields.get('problem', '')} END AS problem"
            all_but = "" if self.skip == "false" else f" WHERE NOT coalesce({self.skip}, false)"
            objects = (
                "SELECT line, raw, CASE WHEN json_valid(raw) AND json_type(raw) = 'OBJECT' THEN raw::JSON END AS j"
                f" FROM {read}"
            )
            rows = taker.take_sql(
                f"SELECT line, {self.fields.get('raw', 'raw')} AS raw, {wrong}, {fields}"
                f" FROM (SELECT line, raw, j, {self.message} AS m FROM ({objects}){all_but})"
            )
        numbered.account(taker, rows, passed_over=self.skip != "false")


def at(path: str, of: str = "m") -> str:
    """The SQL of the value at a path, as text; ``of`` is the object it is in."""
    return f"({of}->>{literal('$.' + path)})"


def first_of(*paths: str, of: str = "m") -> str:
    """The SQL of the first value that is not null among some paths, as text."""
    return f"coalesce({', '.join(at(p, of) for p in paths)})"


def when(*paths: str, of: str = "m") -> str:
    """The SQL of the first time (``utc_time`` in ``reading.sql``) among the values at some paths."""
    times = [f"utc_time({at(p, of)})" for p in paths]
    return times[0] if len(times) == 1 else f"coalesce({', '.join(times)})"


def number(path: str, of: str = "m") -> str:
    """The SQL of the value at a path as a number; null if it is none."""
    return f"TRY_CAST({at(path, of)} AS DOUBLE)"


def by_type(kind: str) -> dict[str, str]:
    """The fields that follow from the type of an AIS message, whose SQL is ``kind``."""
    stations = " ".join(f"WHEN {n} THEN '{sender}'" for n, sender in STATIONS.items())
    return {
        "message": kind,
        "station": f"CASE {kind} {stations} END",
        "particulars_only": f"{kind} IN (5, 24)",
        "class": f"CASE WHEN {kind} IN (1, 2, 3, 5) THEN 'A' WHEN {kind} IN (18, 19, 24) THEN 'B' END",
    }


def unread(kind: str) -> str:
    """SQL condition: a message has no type (SQL ``kind``), or one that bears neither a position nor particulars."""
    return f"{kind} IS NULL OR {kind} NOT IN {(*sorted([1, 2, 3, 5, 11, 18, 19, 24, 27, *STATIONS]),)}"


def has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    """A function for ``marks``: whether an object has all these members."""
    return lambda found: all(n in found for n in names)
