"""A layout: which column of a file means what. Every CSV and Parquet format we read is one of these.

A user's own format is the same thing written in TOML (see :func:`read_layout`).
"""

from __future__ import annotations

import struct
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.sources.encoding import known_encoding
from vesseltrack.sources.head import Head
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import FIELDS, PARTICULARS, Reader, Taker
from vesseltrack.sources.table import Table, pour_table, raw_text, split_line
from vesseltrack.store import literal

REQUIRED = ("id", "time", "lat", "lon")
OPTIONAL = ("sog", "cog", "heading", "rot", "status", "class", "message", "station", *PARTICULARS)
KNOWN = REQUIRED + OPTIONAL
DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 12
"""Lines among which the header is looked for: some files say what they are before it."""

MOST_COLUMNS = 1000
"""A file of more is refused: a reader takes some memory for each, and no AIS file has over a hundred and some."""

_NOWHERE = struct.pack("<BIdd", 1, 1, 181.0, 91.0)


@dataclass(frozen=True)
class Layout(Reader):
    """Which column means what, and in which unit.

    Attributes:
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
        columns: our field (see :data:`vesseltrack.sources.reader.FIELDS`) to the header names it goes by; the first
            present is taken, in any case.
        known_by: columns that mark it: without all of them a file is not recognised as this.
        time_format: ``strptime`` format of the time, or ``epoch_s``, ``epoch_ms``; ``None`` for ISO 8601.
        utc_offset_h: hours the file's clock is ahead of UTC.
        sog_per_kn: units of the speed column in a knot: 10 where speed is sent in tenths.
        draught_per_m: units of the draught column in a metre.
        rot_is_sent: the rate of turn is AIS's own indicator, 4.733 times the root of degrees a minute.
        delimiter: of a CSV; found if ``None``.
        skip_lines: lines before the header of a CSV; found if ``None``.
        encoding: of its text; told by its letters if ``None``.
        static: no positions in it: particulars only, and maybe no time.
        unplaced_is_static: a row without a position (latitude 91) is a static message if it bears particulars.
    """

    name: str
    about: str
    columns: Mapping[str, Sequence[str]]
    known_by: Sequence[str] = ()
    time_format: str | None = None
    utc_offset_h: float = 0.0
    sog_per_kn: float = 1.0
    draught_per_m: float = 1.0
    rot_is_sent: bool = False
    delimiter: str | None = None
    skip_lines: int | None = None
    encoding: str | None = None
    static: bool = False
    unplaced_is_static: bool = False

    @property
    def required(self) -> tuple[str, ...]:
        """Fields without whose columns it is not this layout."""
        return ("id",) if self.static else REQUIRED

    def find(self, header: Sequence[str]) -> dict[str, int]:
        """Which of our fields stands in which column of ``header``."""
        at = {_plain(name): i for i, name in reversed(list(enumerate(header)))}
        hits = {f: [at[n.lower()] for n in names if n.lower() in at] for f, names in self.columns.items()}
        return {f: columns[0] for f, columns in hits.items() if columns}

    def missing(self, header: Sequence[str], parquet: bool = False) -> list[str]:
        """What ``header`` lacks of this layout; the geometry of a Parquet file stands for latitude and longitude."""
        found, names = self.find(header), {_plain(name) for name in header}
        placed = {"lat", "lon"} if parquet and "geometry" in names else set()
        return [f for f in self.required if f not in found and f not in placed] + [
            n for n in self.known_by if n.lower() not in names
        ]

    def table_in(self, head: Head) -> Table | None:
        """Where the header is and how it is split; ``None`` if there is none of this layout."""
        if head.encoding == "parquet":
            return None if self.missing(head.columns, parquet=True) else Table(head.columns)
        first = self.skip_lines or 0
        lines = head.lines[:HEADER_WITHIN] if self.skip_lines is None else head.lines[first:][:1]
        for skip, line in enumerate(lines, first):
            for delimiter in DELIMITERS if self.delimiter is None else (self.delimiter,):
                header = split_line(line, delimiter)
                if 1 < len(header) <= MOST_COLUMNS:
                    table = Table(header, delimiter, skip).fitted(head.lines[skip + 1 :])
                    if not self.missing(table.header):
                        return table
        return None

    def recognise(self, head: Head) -> str | None:
        """Why a file is taken for this layout."""
        table = self.table_in(head)
        if table is None:
            return None
        if head.encoding == "parquet":
            return f"its columns are {', '.join(table.header[:6])} ..."
        marks = self.known_by or [table.header[i] for f, i in self.find(table.header).items() if f in self.required]
        return f"line {table.skip + 1} is a header with {', '.join(marks)}"

    def pour(self, source: Source, taker: Taker) -> None:
        """Let DuckDB read the file, column by column."""
        if source.is_parquet:
            with self._placed(source) as path:
                header = pq.read_schema(path).names
                columns = ", ".join(f"c{i}" for i in range(len(header)))
                read = f"(SELECT * FROM read_parquet({literal(str(path))}, hive_partitioning=false)) AS t({columns})"
                taker.take_sql(self.select(header, read), raw_text(header))
                taker.account(pq.read_metadata(path).num_rows)
            return
        table = self.table_in(source.head)
        if table is None:
            raise WrongUse(
                f"{source.name}: layout {self.name} finds no header with {', '.join(self.required)}",
                f"the file begins: {source.head.text[:300]!r}",
            )
        pour_table(source, table, partial(self.select, table.header), taker)

    @contextmanager
    def _placed(self, source: Source) -> Iterator[Path]:
        """A Parquet file with latitude and longitude: of GeoParquet whose places are only in its geometry, a copy with them.

        Raises:
            UnreadableInput: its ships' numbers are rounded, or its geometry is not points in WKB (21 bytes, little-endian).
        """
        found, schema = self.find(source.head.columns), pq.read_schema(source.parquet)
        if schema.field(found["id"]).type in (pa.float16(), pa.float32()):
            raise UnreadableInput(
                f"{source.name} holds its ships' numbers as {schema.field(found['id']).type}, which rounds nine digits",
                "write them again as whole numbers or text: ships would be taken for one another.",
            )
        with source.as_file() as path:
            if "lat" in found:
                yield path
                return
            if not pa.types.is_binary(schema.field("geometry").type):
                raise UnreadableInput(f"{source.name} has a geometry that is no WKB", "give it latitude and longitude.")
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

    def select(self, header: Sequence[str], relation: str) -> str:
        """The SELECT that turns ``relation``, whose columns are c0, c1, ..., into our fields."""
        found = self.find(header)
        parts = [f"{self._expression(f, f'c{i}')} AS {f}" for f, i in found.items()]
        if self.static:
            parts += ["true AS particulars_only", "true AS undated"]
        elif self.unplaced_is_static:
            says = ", ".join(
                f"said(c{found[f]}::VARCHAR)" for f in ("name", "imo", "call_sign", "destination") if f in found
            )
            unplaced = f"coalesce(TRY_CAST(c{found['lat']} AS DOUBLE) = 91, true)"
            parts.append(f"({unplaced} AND coalesce({says or 'NULL'}) IS NOT NULL) AS particulars_only")
        elif "message" in found:
            parts.append(f"coalesce(TRY_CAST(c{found['message']} AS DOUBLE) IN (5, 24), false) AS particulars_only")
        return f"SELECT {', '.join(parts)}, * FROM {relation}"

    def _expression(self, name: str, c: str) -> str:
        if name == "time":
            return self._time(c)
        if name == "station":
            return f"station_of({c}::VARCHAR)"
        if name == "rot" and self.rot_is_sent:
            return f"turn_from_indicator(TRY_CAST({c} AS DOUBLE))"
        per = {"sog": self.sog_per_kn, "draught": self.draught_per_m}.get(name, 1)
        scale = "" if per == 1 else f" / {float(per)!r}"
        if scale or FIELDS[name] != "VARCHAR":
            return f"TRY_CAST({c} AS {'DOUBLE' if scale else FIELDS[name]}){scale}"
        return f"{c}::VARCHAR"

    def _time(self, c: str) -> str:
        if self.time_format is None:
            parsed = (
                f"CASE typeof({c}) WHEN 'VARCHAR' THEN utc_time({c}::VARCHAR) "
                f"ELSE coalesce(TRY_CAST({c} AS TIMESTAMP), utc_time({c}::VARCHAR)) END"
            )
        elif self.time_format in ("epoch_s", "epoch_ms"):
            us = 1_000_000 if self.time_format == "epoch_s" else 1000
            parsed = f"make_timestamp(TRY_CAST(TRY_CAST({c} AS DOUBLE) * {us} AS BIGINT))"
        else:
            parsed = f"try_strptime({c}::VARCHAR, {literal(self.time_format)})"
        if self.utc_offset_h:
            parsed = f"{parsed} - to_seconds({float(self.utc_offset_h) * 3600!r})"
        return parsed


def _plain(name: str) -> str:
    """A column's name without what differs between files of one layout."""
    return name.strip().lstrip("\ufeff").lower()


class _LayoutFile(BaseModel):
    """The TOML form of a layout."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    name: str
    about: str = "declared by the user"
    columns: dict[str, str | list[str]]
    time_format: str | None = None
    utc_offset_h: float = Field(0.0, ge=-24, le=24)
    sog_per_kn: float = Field(1.0, gt=0)
    draught_per_m: float = Field(1.0, gt=0)
    rot_is_sent: bool = False
    delimiter: str | None = Field(None, pattern=r"^[^\w\s\"'.+-]$|^\t$")
    skip_lines: int | None = Field(None, ge=0, le=1000)
    encoding: Annotated[str, AfterValidator(known_encoding)] | None = None
    static: bool = False


def read_layout(path: Path) -> Layout:
    """A layout from a TOML file.

    Example::

        name = "harbour office"
        time_format = "%d.%m.%Y %H:%M:%S"
        utc_offset_h = 9
        [columns]
        id = "MMSI"
        time = "Zeit"
        lat = "Breite"
        lon = "Laenge"

    Raises:
        WrongUse: not TOML, an unknown field, or a required field left out.
    """
    try:
        said = _LayoutFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as e:
        raise WrongUse(f"the mapping {path} cannot be read: {e.strerror}", "name a TOML file with --mapping.") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, RecursionError) as e:
        raise WrongUse(
            f"the mapping {path} is not right: {e}", f"it needs [columns] with {', '.join(REQUIRED)}."
        ) from e
    columns = {f: (n,) if isinstance(n, str) else tuple(n) for f, n in said.columns.items()}
    layout = Layout(**{**said.model_dump(), "columns": columns})
    unknown = sorted(set(columns) - set(KNOWN))
    missing = [f for f in layout.required if f not in columns]
    if unknown or missing:
        raise WrongUse(
            f"the mapping {path}: unknown fields {unknown}, missing fields {missing}",
            f"the fields are {', '.join(KNOWN)}; the first four are required, in a static layout only the first.",
        )
    return layout
