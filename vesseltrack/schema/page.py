"""The data model as a page: ``docs/data-model.md`` is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from vesseltrack.detectors import DETECTORS
from vesseltrack.schema import CHANGES, DERIVED, KEPT, LOADED, REFERENCE, TABLES
from vesseltrack.schema.by_source import BY_SOURCE
from vesseltrack.schema.found import FOUND
from vesseltrack.schema.reception import HEARD
from vesseltrack.schema.ships import SHIPS
from vesseltrack.schema.table import Column, Table
from vesseltrack.schema.tracks import TRACKED

_HEAD = Path(__file__).with_suffix(".md")
"""What stands before the tables."""
UNITS = {"_deg_min": "deg/min", **{f"_{u}": u for u in ("h", "min", "s", "kn", "nm", "km", "m", "deg")}}
"""What a column's name ends with, where it says its unit: the longest first."""
NUMBERS = ("DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT")


def groups() -> dict[str, tuple[Table, ...]]:
    """Every table once, by heading; what no heading names stands in the last."""
    named = {
        "Record: what came in": LOADED,
        "Record: what was said and found before": KEPT,
        "Shipped for reference": REFERENCE,
        "Derived: ships and tracks": SHIPS + TRACKED,
        "Derived: reception": BY_SOURCE + HEARD,
        "Derived: what the detectors find": tuple(d.table for d in DETECTORS),
        "Derived: scores and alerts": FOUND,
    }
    known = {t.name for some in named.values() for t in some}
    rest = tuple(t for t in DERIVED if t.name not in known)
    return {**named, "Derived: the rest": rest, "Between searches": CHANGES}


def data_model_page(made_from: Mapping[str, Iterable[str]]) -> str:
    """Every table and column as Markdown.

    Args:
        made_from: for each table that a step makes, the tables the step reads.
    """
    parts = [_HEAD.read_text(encoding="utf-8")]
    for heading, tables in groups().items():
        if tables:
            parts += [f"## {heading}\n", *(_section(t, made_from) for t in tables)]
    return "\n".join(parts)


def _section(table: Table, made_from: Mapping[str, Iterable[str]]) -> str:
    sources = sorted(made_from.get(table.name, ()))
    made = f"\nMade from {', '.join(f'`{s}`' for s in sources)}.\n" if sources else ""
    rows = [("column", "type", "unit", "meaning"), ("---",) * 4, *(cells(c) for c in table.columns)]
    lines = "".join(f"| {' | '.join(cells)} |\n" for cells in rows)
    return f"### {table.name}\n\n{plain(table.row)} Schema `{TABLES[table.name].schema}`.\n{made}\n{lines}"


def cells(column: Column) -> tuple[str, ...]:
    """A column as a row of a table: name, type, unit, meaning."""
    return f"`{column.name}`", f"`{column.type}`", unit_of(column), plain(column.meaning)


def unit_of(column: Column) -> str:
    """The unit that is declared, or that the column's name or type says; empty if there is none."""
    if column.unit or column.type.startswith("TIMESTAMP"):
        return column.unit or "UTC"
    if column.name.endswith(("lat", "lon")):
        return "deg"
    units = (unit for suffix, unit in UNITS.items() if column.name.endswith(suffix))
    return next(units, "") if column.type in NUMBERS else ""


def plain(text: str) -> str:
    """Text as Markdown shows it: a bar would end a cell, a star or an angle bracket would act."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("$", "\\$")
