"""Declaration of a table of the store: its name, what a row is, and columns with types and meanings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

RECORD, WORK, RESULTS = "record", "work", "main"
"""The schemas of a store: what came in and what people said, kept for ever; what steps hand to each other, which may be
dropped at any time; and what people ask for, found by its bare name in any tool."""

_COLUMN = re.compile(r"(\S+)\s+((?:\([^()]*\)|[^\s()])+)\s+(.+)")


@dataclass(frozen=True)
class Column:
    """One column: name, DuckDB type, meaning, and unit if declared separately."""

    name: str
    type: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and its schema in the store.

    ``compression`` names DuckDB's method for some columns; for all others DuckDB tries each of its methods on every row group.
    """

    name: str
    row: str
    columns: tuple[Column, ...]
    schema: str = WORK
    compression: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def names(self) -> list[str]:
        """Names of its columns, in order."""
        return [c.name for c in self.columns]

    @property
    def columns_ddl(self) -> str:
        """Its columns in the syntax of CREATE TABLE."""
        using = {name: f" USING COMPRESSION {method}" for name, method in self.compression.items()}
        return ", ".join(f'"{c.name}" {c.type}{using.get(c.name, "")}' for c in self.columns)


def table(name: str, row: str, columns: str, compression: Mapping[str, str] | None = None) -> Table:
    """A table from ``columns``, one line each: ``name TYPE meaning``, blanks only within the brackets of a type.

    See :class:`Table` on ``compression``.
    """
    lines = [line.strip() for line in columns.strip().splitlines()]
    declared = tuple(Column(*found.groups()) for found in map(_COLUMN.fullmatch, lines) if found)
    if len(declared) < len(lines):
        raise ValueError(f"{name}: a line is no name TYPE meaning")
    return Table(name, row, declared, compression=compression or {})
