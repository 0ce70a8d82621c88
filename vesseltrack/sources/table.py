"""Reads tables in text: fast by DuckDB if the bytes leave no doubt, else line by line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from vesseltrack.sources.counting import BLANKS_KEPT, LineCount
from vesseltrack.sources.head import Head
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Taker
from vesseltrack.sources.splitter import Splitter, fields_of
from vesseltrack.store import literal

if TYPE_CHECKING:
    from vesseltrack.sources.parts import Part

BUFFER_BYTES = 1 << 24
"""Buffer of DuckDB for reading a CSV: half its default is faster if rows must stay in order."""

ROWS_FITTED = 200
"""Number of rows below the header from which the number of columns is determined."""

MOST_COLUMNS = 1000
"""Most columns of a table that is read: each takes memory, and no AIS file has many more than a hundred."""

_TAIL = re.compile(r"[,;\t| ]+$")


@dataclass(frozen=True)
class Table:
    """The header of a table and its position.

    Attributes:
        header: names of the columns, in order; empty for columns beyond the header.
        delimiter: the delimiter.
        skip: number of lines before the header.
    """

    header: tuple[str, ...]
    delimiter: str = ","
    skip: int = 0

    def fitted(self, rows: Sequence[str]) -> Table:
        """The same with as many columns as most rows below have, if the columns added or dropped are empty.

        Spreadsheets write delimiters, their own or others, behind a header that is shorter than the widest line.
        """
        header = (*self.header[:-1], _TAIL.sub("", self.header[-1]))
        fields = [
            fields_of(row.encode("utf-8", "replace"), self.delimiter.encode())
            for row in rows[:ROWS_FITTED]
            if row.strip()
        ]
        split = [f.done for f in fields if f.whole]  # what is in quotes may go on in the next line
        width = Counter(map(len, split)).most_common(1)[0][0] if split else len(header)
        if width > len(header) and not any(b"".join(row[len(header) :]) for row in split if len(row) == width):
            header += ("",) * (width - len(header))
        elif 1 < width < len(header) and not "".join(header[width:]).strip():
            header = header[:width]
        return Table(header, self.delimiter, self.skip)


@lru_cache(maxsize=64)  # every layout asks for the same lines of a file
def header_at(head: Head, skip: int, delimiter: str) -> Table | None:
    """The header that a line may be, if it has more than one column and no more than :data:`MOST_COLUMNS`.

    Args:
        head: the beginning of the file.
        skip: number of lines before it.
        delimiter: the delimiter.
    """
    header = split_line(head.lines[skip], delimiter)
    if not 1 < len(header) <= MOST_COLUMNS:
        return None
    return Table(header, delimiter, skip).fitted(head.lines[skip + 1 :])


def split_line(line: str, delimiter: str) -> tuple[str, ...]:
    """The fields of one line of text."""
    fields = fields_of(line.encode("utf-8", "replace"), delimiter.encode())
    if fields.whole:
        return tuple(f.decode("utf-8") for f in fields.done)
    return tuple(line.replace('"', "").split(delimiter))


def raw_text(header: Sequence[str]) -> str:
    """The SQL of a row as it was read, fields joined by commas."""
    fields = ", ".join(f"coalesce(c{i}::VARCHAR, '')" for i in range(len(header)))
    return f"concat_ws(',', {fields})"


def csv_relation(path: Path, table: Table) -> str:
    """The table function that reads a CSV with columns c0, c1, ..., all of them text.

    Lines that DuckDB cannot split are skipped; the count of rows shows that they are missing.
    """
    return _relation(path, table, (), f"header=true, skip={table.skip}, ignore_errors=true")


def exact_relation(path: Path, table: Table) -> str:
    """The table function that reads what :class:`vesseltrack.sources.splitter.Splitter` writes: ``line`` before the columns."""
    return _relation(path, table, ("line: 'BIGINT'",), "header=false, new_line='\\n', max_line_size=4194304")


def _relation(path: Path, table: Table, before: Sequence[str], options: str) -> str:
    columns = ", ".join([*before, *(f"c{i}: 'VARCHAR'" for i in range(len(table.header)))])
    return (
        f"read_csv({literal(str(path))}, auto_detect=false, delim={literal(table.delimiter)}, quote='\"', escape='\"', "
        f"columns={{{columns}}}, hive_partitioning=false, compression='none', buffer_size={BUFFER_BYTES}, nullstr='', {options})"
    )


@contextmanager
def relation_of(source: Source, table: Table) -> Iterator[tuple[str, Splitter | None]]:
    """Context manager: the SQL table function that reads a source, fast or, if its bytes leave doubt or that failed, exactly.

    Yields:
        The table function; and the splitter of its lines if it is read exactly, else ``None``.
    """
    if reads_fast(source, table):
        with source.as_file() as path:
            yield csv_relation(path, table), None
    else:
        splitter = Splitter(len(table.header), table.delimiter, table.skip + 1)
        with source.as_file(splitter.through) as path:
            yield exact_relation(path, table), splitter


def reads_fast(source: Source, table: Table) -> bool:
    """Whether a source can be read the fast way, as far as is known yet."""
    above = source.head.lines[: table.skip + 1]
    simple = all(line.strip() for line in above) and not any('"' in line for line in above[:-1])
    doubtful = source.is_plain and _expected(source.count, table, above) is None
    return simple and not doubtful and not source.seen.get("exactly")


def pour_table(source: Source, table: Table, parts: Sequence[Part], taker: Taker) -> bool:
    """Read a table, part by part: fast, if the count by bytes and DuckDB's rows agree; else exactly.

    Args:
        source: the file.
        table: its header.
        parts: how its rows are read.
        taker: receives the rows.

    Returns:
        Whether it was read correctly. If not, nothing was taken, and it will be read exactly next time.
    """
    rows, splitter = 0, None
    try:
        for part in parts:
            with relation_of(source, table) as (relation, splitter):
                taker.describe(part.described)
                rows += taker.take_sql(part.select(relation), raw_text(table.header))
    except duckdb.InvalidInputException:
        if splitter is not None:
            raise
        rows = -1
    if splitter is not None:
        taker.set_aside(splitter.refused, splitter.texts)
        taker.account(splitter.rows, splitter.row_lines + splitter.refused_lines, splitter.above + splitter.blank)
        taker.note("read the slow, exact way: not every line is a row, or quotes or line ends leave doubt")
        return True
    if all_rows(source, table, rows, taker):
        return True
    source.seen["exactly"] = True
    taker.restart()
    return False


def all_rows(source: Source, table: Table, rows: int, taker: Taker) -> bool:
    """Whether ``rows`` is the count by bytes; if so, account for the lines: each is a row, blank, or above the rows."""
    above = source.head.lines[: table.skip + 1]
    if rows != _expected(source.count, table, above):
        return False
    blanks = [line for line in source.count.blanks if line > len(above)]
    taker.account(rows, rows, len(above) + source.count.blank, [*range(1, len(above) + 1), *blanks])
    return True


def _expected(count: LineCount, table: Table, above: Sequence[str]) -> int | None:
    """Number of rows of a table, counted by bytes; ``None`` if these leave doubt."""
    if not count.tidy or count.blank > BLANKS_KEPT or count.delimiter != table.delimiter.encode():
        return None
    rows = count.written - len(above)
    in_header = len(split_line(above[-1], table.delimiter)) - 1
    delimiters = sum(line.count(table.delimiter) for line in above[:-1]) + in_header
    return rows if count.delimiters == delimiters + rows * (len(table.header) - 1) else None
