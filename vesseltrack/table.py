"""What a table of the store is: a name, what a row is, and columns with their types and meanings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its name, DuckDB type, meaning, and unit where that is declared apart from the meaning."""

    name: str
    type: str
    meaning: str
    unit: str = ""


@dataclass(frozen=True)
class Table:
    """One table: what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Of its columns, in order."""
        return [c.name for c in self.columns]

    @property
    def ddl(self) -> str:
        """The CREATE TABLE that makes it, empty."""
        columns = ", ".join(f'"{c.name}" {c.type}' for c in self.columns)
        return f'CREATE TABLE IF NOT EXISTS "{self.name}" ({columns})'


def table(name: str, row: str, columns: str) -> Table:
    """Read ``columns``: a line each, ``name TYPE meaning``."""
    lines = [line.split(None, 2) for line in columns.strip().splitlines()]
    return Table(name, row, tuple(Column(n, t, m) for n, t, m in lines))
