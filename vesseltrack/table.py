"""What a table of the store is: a name, what a row is, and columns with their types and meanings."""

from dataclasses import dataclass

RECORD, WORK, RESULTS = "record", "work", "main"
"""The schemas of a store: what came in and what people said, kept for ever; what steps hand to each other, which may be
dropped at any time; and what people ask for, found by its bare name in any tool."""


@dataclass(frozen=True)
class Column:
    """One column: its name, DuckDB type, meaning, and unit where that is declared apart from the meaning."""

    name: str
    type: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns in order, and in which schema of the store it stands."""

    name: str
    row: str
    columns: tuple[Column, ...]
    schema: str = WORK

    @property
    def names(self) -> list[str]:
        """Of its columns, in order."""
        return [c.name for c in self.columns]

    @property
    def columns_ddl(self) -> str:
        """Its columns as CREATE TABLE wants them."""
        return ", ".join(f'"{c.name}" {c.type}' for c in self.columns)


def table(name: str, row: str, columns: str) -> Table:
    """Read ``columns``: a line each, ``name TYPE meaning``."""
    lines = [line.split(None, 2) for line in columns.strip().splitlines()]
    return Table(name, row, tuple(Column(n, t, m) for n, t, m in lines))
