"""A CSV as DuckDB reads it, and what stands in for DuckDB where a line does not split into the header's columns."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from vesseltrack.store import literal

BUFFER_BYTES = 1 << 24
"""What DuckDB reads of a CSV at once: half its own default is faster where rows must stay in order."""

TEXTS_KEPT = 1000
"""Lines set aside whose text is kept; the rest are counted."""


@dataclass(frozen=True)
class Table:
    """Where the columns of a file are.

    Attributes:
        header: their names, in order.
        delimiter: between them.
        skip: lines before the header.
    """

    header: tuple[str, ...]
    delimiter: str = ","
    skip: int = 0


def raw_text(header: Sequence[str]) -> str:
    """The SQL of a row as it was read, fields joined by commas."""
    fields = ", ".join(f"coalesce(c{i}::VARCHAR, '')" for i in range(len(header)))
    return f"concat_ws(',', {fields})"


def csv_relation(path: Path, table: Table) -> str:
    """The table function that reads a CSV with columns c0, c1, ..., all of them text.

    Lines that do not split into the header's columns are passed over: DuckDB can say which they are, but at 45 kB of memory
    for each, so they are only missed by their number.
    """
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(table.header)))
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, header=true, skip={table.skip}, "
        f"delim={literal(table.delimiter)}, quote='\"', escape='\"', columns={{{columns}}}, "
        f"hive_partitioning=false, compression='none', buffer_size={BUFFER_BYTES}, nullstr='', ignore_errors=true)"
    )


class Screen:
    """Sets aside, line by line, what does not split into the columns of a table.

    Attributes:
        lines: numbers of the lines set aside, the first after the header being 1.
        texts: the first of them, as text.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.lines: list[int] = []
        self.texts: list[str] = []

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The header and the lines that are right."""
        number = -self.table.skip
        for chunk in chunks:
            lines = [line.removesuffix(b"\r") for line in chunk.removesuffix(b"\n").split(b"\n")]
            good = []
            for line in lines:
                if number < 0 or not line:
                    number += number < 0
                    continue
                if number == 0 or self._is_right(line):
                    good.append(line)
                else:
                    self.lines.append(number)
                    if len(self.texts) < TEXTS_KEPT:
                        self.texts.append(line.decode("utf-8", "replace"))
                number += 1
            yield b"\n".join([*good, b""])

    def _is_right(self, line: bytes) -> bool:
        """Whether a line splits into as many fields as the header."""
        if b'"' not in line:
            return line.count(self.table.delimiter.encode()) == len(self.table.header) - 1
        text = line.decode("utf-8", "replace")
        try:
            fields = next(csv.reader([text], delimiter=self.table.delimiter, strict=True))
        except csv.Error:
            return False
        return len(fields) == len(self.table.header)
