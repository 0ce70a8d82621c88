"""Parts of a table with several headers, each with its rows; samples and queries over all rows before they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from vesseltrack.sources.column_values import MOST_SAMPLED
from vesseltrack.sources.columns import KNOWN_NAMES, plain
from vesseltrack.sources.fitted import Fitted, unit_in_words
from vesseltrack.sources.fitting import fit
from vesseltrack.sources.head import Head
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Taker
from vesseltrack.sources.table import Table, relation_of, split_line
from vesseltrack.store import literal

if TYPE_CHECKING:
    from vesseltrack.sources.layout import Layout

MOST_PARTS = 20
"""Most headers of one file that are read; rows after further headers are refused."""


@dataclass(frozen=True)
class Part:
    """Rows of a table that are read by one header.

    Attributes:
        fitted: how they are read.
        first: index of its header in the file, from 0.
        last: index of the last consecutive header that is the same.
        headers: SQL condition: a row is a header; empty if the file has only one.
        refused: its rows are refused, as its header lacks required columns or there are too many headers.
    """

    fitted: Fitted
    first: int = 0
    last: int = 0
    headers: str = ""
    refused: bool = False

    @property
    def described(self) -> Fitted:
        """How its rows are read; without fields if they are refused."""
        return replace(self.fitted, at={}) if self.refused else self.fitted

    def select(self, relation: str) -> str:
        """The SELECT of its rows in our fields."""
        if not self.headers:
            return self.fitted.select(relation)
        counted = (
            f"SELECT *, count(*) FILTER (WHERE {self.headers}) OVER (ROWS UNBOUNDED PRECEDING) AS part FROM {relation}"
        )
        rows = f"(SELECT * EXCLUDE (part) FROM ({counted}) WHERE part BETWEEN {self.first} AND {self.last})"
        if self.refused:
            return f"SELECT NULL::VARCHAR AS id, 'second_header' AS problem, * FROM {rows}"
        return self.fitted.select(rows)


def header_sql(names: Sequence[str]) -> str:
    """SQL condition: a row is a header, that is, more than half of its cells are column names."""
    known = ", ".join(literal(n) for n in sorted(KNOWN_NAMES | {plain(n) for n in names}) if n)
    named = " + ".join(
        rf"coalesce(regexp_replace(lower(c{i}), '[^\pL\pN]', '', 'g') IN ({known}), false)::INT"
        for i in range(len(names))
    )
    return f"({named}) * 2 > {len(names)}"


def parts_of(layout: Layout, source: Source, table: Table) -> list[Part]:
    """The parts of a table with more than one header."""
    headers, width = header_sql(table.header), len(table.header)
    columns = ", ".join(f"c{i}" for i in range(width))
    found: list[tuple[tuple[str, ...], list[list[str]]]] = [(table.header, [])]
    with relation_of(source, table) as (relation, _), duckdb.connect() as con:
        con.execute("SET preserve_insertion_order = true")
        rows = (f"SELECT *, {headers} AS is_header, count(*) FILTER (WHERE {headers}) OVER (ROWS UNBOUNDED PRECEDING) AS part"
                f" FROM {relation}")  # fmt: skip
        first = (f"SELECT part, is_header, [{columns}] FROM (SELECT *, row_number() OVER (PARTITION BY part) AS n FROM ({rows}))"
                 f" WHERE (is_header OR n <= {MOST_SAMPLED}) AND part <= 10 * {MOST_PARTS} "
                 "ORDER BY part, NOT is_header")  # fmt: skip
        for _, is_header, cells in con.execute(first).fetchall():
            texts = [c or "" for c in cells]
            if is_header:
                found.append((tuple(texts), []))
            else:
                found[-1][1].append(texts)
    return _joined(layout, found, headers)


def _joined(layout: Layout, found: Sequence[tuple[tuple[str, ...], list[list[str]]]], headers: str) -> list[Part]:
    """The parts, with neighbours of the same header joined; after ``MOST_PARTS`` of them, the rest is refused."""
    parts: list[Part] = []
    for nth, (header, rows) in enumerate(found):
        if parts and [plain(h) for h in header] == [plain(h) for h in parts[-1].fitted.header]:
            parts[-1] = Part(parts[-1].fitted, parts[-1].first, nth, headers, parts[-1].refused)
            continue
        refused = bool(layout.missing(header)) or len(parts) >= MOST_PARTS
        parts.append(Part(fit(layout, header, rows), nth, nth, headers, refused))
        if len(parts) > MOST_PARTS:
            break
    parts[-1] = Part(parts[-1].fitted, parts[-1].first, 1 << 60, headers, parts[-1].refused)
    return parts


def sample_of(head: Head, table: Table) -> list[list[str]]:
    """The first rows of a CSV, as text; those that do not split into the header's columns are left out."""
    rows = (split_line(line, table.delimiter) for line in head.lines[table.skip + 1 :][:MOST_SAMPLED] if line)
    return [list(row) for row in rows if len(row) == len(table.header)]


def sample_of_parquet(relation: str, columns: int) -> tuple[list[list[str]], list[str]]:
    """The first rows of a Parquet file as text, and the types of its columns."""
    with duckdb.connect() as con:
        con.execute("SET TimeZone = 'UTC'")
        described = con.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
        texts = ", ".join(
            "''" if "BLOB" in d[1] or "GEOM" in d[1] else f"left(c{i}::VARCHAR, 200)" for i, d in enumerate(described)
        )
        rows = con.execute(f"SELECT {texts} FROM {relation} LIMIT {MOST_SAMPLED}").fetchall()
    return [[v or "" for v in row] for row in rows], [d[1] for d in described][:columns]


def said_in_columns(floating: Sequence[bool]) -> str:
    """The SQL of a Parquet file's columns, with nothing in the place of NaN.

    The smallest and largest values that are noted in the file leave NaN out: DuckDB, which goes by them, would find NaN good,
    and takes ``isnan`` for false wherever they are finite. ``isfinite`` it asks of each value.
    """
    return ", ".join(
        f"CASE WHEN isfinite(c{i}) OR isinf(c{i}) THEN c{i} END AS c{i}" if f else f"c{i}"
        for i, f in enumerate(floating)
    )


def whole_csv(source: Source, table: Table, text: str, pattern: str) -> tuple[int | None, int | None]:
    """The largest number in each of the two groups of a pattern, over all rows of a CSV; ``text`` is the SQL of a text."""
    with relation_of(source, table) as (relation, _):
        return whole_of(relation, text, pattern)


def whole_of(relation: str, text: str, pattern: str) -> tuple[int | None, int | None]:
    """As :func:`whole_csv`, over the rows of an SQL relation."""
    largest = ", ".join(f"max(TRY_CAST(regexp_extract({text}, {literal(pattern)}, {n}) AS INTEGER))" for n in (1, 2))
    with duckdb.connect() as con:
        one, other = con.execute(f"SELECT {largest} FROM {relation}").fetchall()[0]
    return one, other


def in_the_tracks_unit(layout: Layout, fitted: Fitted, taker: Taker) -> Fitted | None:
    """The same with the unit of speed that fits the file's tracks; ``None`` if it fits already, or the user has set it."""
    if "sog" not in fitted.at or (layout.said_by_user and layout.sog_per_kn != 1):
        return None
    measured, per = taker.measured(), fitted.per["sog"]
    unit = measured.unit(per)
    if unit is None:
        return None
    header, read_as, better = fitted.header[fitted.at["sog"]], unit_in_words("sog", per), unit_in_words("sog", unit)
    says = (
        f"{header} is read as {better}: by the ships' own tracks ({measured.pairs:,} stretches) speeds read as {read_as} are "
        f"{measured.ratio:.2g} times those sailed; if that is wrong, give sog_per_kn in --mapping"
    )
    return fitted.with_sog_per_kn(unit, says)
