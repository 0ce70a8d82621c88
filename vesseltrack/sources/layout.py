"""A layout: which column of a table is which field. Every CSV and Parquet format we read is one.

A user's own format is the same thing written in TOML (see :mod:`.mapping`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.sources.columns import candidates, plain
from vesseltrack.sources.doubts import AnotherHeader
from vesseltrack.sources.fitted import Fitted
from vesseltrack.sources.fitting import fit
from vesseltrack.sources.head import Head
from vesseltrack.sources.lane import pour_plain
from vesseltrack.sources.packing import Source
from vesseltrack.sources.parquet_lane import pour_plain_columns
from vesseltrack.sources.parts import (
    Part,
    in_the_tracks_unit,
    parts_of,
    said_in_columns,
    sample_of,
    sample_of_parquet,
    whole_csv,
    whole_of,
)
from vesseltrack.sources.reader import PARTICULARS, Reader, Taker
from vesseltrack.sources.table import Table, header_at, pour_table, raw_text
from vesseltrack.store import literal

REQUIRED = ("id", "time", "lat", "lon")
OPTIONAL = ("sog", "cog", "heading", "rot", "status", "class", "source", "message", "station", *PARTICULARS)
KNOWN = REQUIRED + OPTIONAL
DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 12
"""Number of lines in which the header is looked for; some files have a title above it."""

MOST_READINGS = 7
"""Most times a table is read: fast, exactly, with further headers found in it, with the unit of speed that its tracks show."""

_NOWHERE = struct.pack("<BIdd", 1, 1, 181.0, 91.0)


@dataclass(frozen=True)
class Layout(Reader):
    """A layout of tables: which column is which field, in which unit.

    Attributes:
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
        columns: our field (see :data:`vesseltrack.sources.reader.FIELDS`) to its header names, spelt in any way; of several
            present ones, the first whose values suit it.
        known_by: columns that a file must have to be recognised as this layout.
        time_format: ``strptime`` format of the time, or ``epoch``, ``epoch_s``, ``epoch_ms``, ``epoch_us``, ``epoch_ns``,
            ``excel``;
            ``None`` for unambiguous times: ISO 8601 and similar, counts since 1970, dates whose month is clear.
        utc_offset_h: hours the file's clock is ahead of UTC.
        sog_per_kn: units of the speed column per knot: 10 for tenths of a knot.
        draught_per_m: units of the draught column per metre.
        cog_per_deg: units of the course column per degree.
        position_per_deg: units of latitude and longitude per degree: 600,000 in AIS messages.
        raw: such units by field, used if latitudes beyond 90 show that the file has AIS's raw numbers.
        decimal: the decimal sign, ``.`` or ``,``; detected if ``None``.
        id_prefix: put before each id, for ids of another register, which must not be taken for MMSIs.
        ignored: known columns that are not needed, or not reliable.
        synonyms: also find fields by their general names (see :data:`.columns.SYNONYMS`).
        declares: its column names are definite, and hold whatever the values look like.
        said_by_user: declared by a user, whose word takes precedence.
        rot_is_sent: the rate of turn is AIS's own indicator, 4.733 times the root of degrees a minute.
        delimiter: delimiter of a CSV; detected if ``None``.
        skip_lines: number of lines before the header of a CSV; detected if ``None``.
        encoding: of its text; recognised from it if ``None``.
        static: it has no positions, only particulars, possibly without a time.
        unplaced_is_static: a row without a position (latitude 91) counts as a static message if it has particulars.
    """

    name: str
    about: str
    columns: Mapping[str, Sequence[str]]
    known_by: Sequence[str] = ()
    time_format: str | None = None
    utc_offset_h: float = 0.0
    sog_per_kn: float = 1.0
    draught_per_m: float = 1.0
    cog_per_deg: float = 1.0
    position_per_deg: float = 1.0
    raw: Mapping[str, float] = field(default_factory=dict)
    decimal: str | None = None
    id_prefix: str = ""
    ignored: Sequence[str] = ()
    synonyms: bool = True
    declares: bool = True
    said_by_user: bool = False
    rot_is_sent: bool = False
    delimiter: str | None = None
    skip_lines: int | None = None
    encoding: str | None = None
    static: bool = False
    unplaced_is_static: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Fields whose columns a file must have."""
        return ("id",) if self.static else REQUIRED

    def find(self, header: Sequence[str]) -> dict[str, int]:
        """Which of our fields may stand in which column of ``header``, by the layout's own names."""
        hits = {f: candidates(f, names, header) for f, names in self.columns.items()}
        return {f: columns[0] for f, columns in hits.items() if columns}

    def missing(self, header: Sequence[str], parquet: bool = False) -> list[str]:
        """What ``header`` lacks of this layout; the geometry of a Parquet file stands for latitude and longitude."""
        found, names = self.find(header), {plain(name) for name in header}
        placed = {"lat", "lon"} if parquet and "geometry" in names else set()
        return [f for f in self.required if f not in found and f not in placed] + [
            n for n in self.known_by if plain(n) not in names
        ]

    def table_in(self, head: Head) -> Table | None:
        """The header's position, columns and delimiter; ``None`` if there is no header of this layout."""
        if head.encoding == "parquet":
            return None if self.missing(head.columns, parquet=True) else Table(head.columns)
        first = self.skip_lines or 0
        lines = head.lines[:HEADER_WITHIN] if self.skip_lines is None else head.lines[first:][:1]
        for skip in range(first, first + len(lines)):
            for delimiter in DELIMITERS if self.delimiter is None else (self.delimiter,):
                table = header_at(head, skip, delimiter)
                if table is not None and not self.missing(table.header):
                    return table
        return None

    def recognise(self, head: Head) -> str | None:
        """The reason why a file has this layout; ``None`` if it has not."""
        table = self.table_in(head)
        if table is None:
            return None
        if head.encoding == "parquet":
            return f"its columns are {', '.join(table.header[:6])} ..."
        marks = self.known_by or [table.header[i] for f, i in self.find(table.header).items() if f in self.required]
        return f"line {table.skip + 1} is a header with {', '.join(marks)}"

    def pour(self, source: Source, taker: Taker) -> None:
        """Read the file with DuckDB; again if its tracks show another unit of speed, or headers stand among its rows."""
        if source.is_parquet:
            with self._placed(source) as path:
                self._pour_parquet(source, path, taker)
                taker.account(pq.read_metadata(path).num_rows)
            return
        table = self.table_in(source.head)
        if table is None:
            raise WrongUse(
                f"{source.name}: layout {self.name} finds no header with {', '.join(self.required)}",
                f"see: vesseltrack sniff FILE; the file begins: {source.head.text[:300]!r}",
            )
        parts = [Part(self._fit(source, table))]
        for again in reversed(range(MOST_READINGS)):
            try:
                right = pour_plain(source, table, parts, taker) or pour_table(source, table, parts, taker)
            except AnotherHeader:
                parts = parts_of(self, source, table)
            else:
                if not right:
                    parts = [Part(self._fit(source, table))]
                    continue
                better = in_the_tracks_unit(self, parts[0].fitted, taker) if again else None
                if better is None:
                    return
                parts = [replace(p, fitted=better if p.fitted is parts[0].fitted else p.fitted) for p in parts]
            taker.restart()
        raise UnreadableInput(
            f"{source.name} has headers among its rows that cannot be told apart from the rows",
            "nothing was loaded from it: divide the file at its headers.",
        )

    def _fit(self, source: Source, table: Table) -> Fitted:
        """How the columns of a CSV are read."""
        return fit(self, table.header, sample_of(source.head, table), whole=partial(whole_csv, source, table))

    def _pour_parquet(self, source: Source, path: Path, taker: Taker) -> None:
        """As :meth:`pour`, for a Parquet file."""
        names = pq.read_schema(path).names
        columns = ", ".join(f"c{i}" for i in range(len(names)))
        read = f"(SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning=false)) AS t({columns})"
        rows, types = sample_of_parquet(read, len(names))
        read = f"(SELECT {said_in_columns([t in ('FLOAT', 'DOUBLE') for t in types])} FROM {read})"
        fitted = fit(self, names, rows, types, partial(whole_of, read))
        for _ in range(2):
            if not pour_plain_columns(source, path, fitted, taker):
                taker.describe(fitted)
                taker.take_sql(fitted.select(read), raw_text(names))
            better = in_the_tracks_unit(self, fitted, taker)
            if better is None:
                return
            fitted = better
            taker.restart()

    @contextmanager
    def _placed(self, source: Source) -> Iterator[Path]:
        """Context manager: a Parquet file with latitude and longitude; for GeoParquet with geometry only, a copy with both added.

        Raises:
            UnreadableInput: its ships' numbers are rounded, or its geometry is not points in WKB (21 bytes, little-endian).
        """
        found, schema = self.find(source.head.columns), pq.read_schema(source.parquet)
        if schema.field(found["id"]).type in (pa.float16(), pa.float32()):
            raise UnreadableInput(
                f"{source.name} has its MMSIs as {schema.field(found['id']).type}, which rounds nine digits",
                "write the file again with whole numbers or text: else ships would be taken for one another.",
            )
        with source.as_file() as path:
            if "lat" in found:
                yield path
                return
            if not pa.types.is_binary(schema.field("geometry").type):
                raise UnreadableInput(
                    f"{source.name} has a geometry that is not WKB", "add columns of latitude and longitude."
                )
            placed = path.with_name("placed")
            for name in ("lat", "lon"):
                schema = schema.append(pa.field(self.columns[name][0], pa.float64()))
            with pq.ParquetWriter(placed, schema) as writer:
                for batch in pq.ParquetFile(path).iter_batches():
                    points = batch.column("geometry").to_pylist()
                    whole = [p if p is not None and len(p) == 21 and p[0] == 1 else _NOWHERE for p in points]
                    place = np.frombuffer(b"".join(whole), np.dtype([("head", "V5"), ("lon", "<f8"), ("lat", "<f8")]))
                    writer.write_table(pa.table([*batch.columns, place["lat"], place["lon"]], schema=schema))
            yield placed
