"""A layout: which column of a file means what. Every CSV and Parquet format we read is one of these.

A user's own format is the same thing written in TOML (see :func:`read_layout`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vesseltrack.errors import WrongUse
from vesseltrack.store import literal

REQUIRED = ("id", "time", "lat", "lon")
OPTIONAL = (
    "sog", "cog", "heading", "status", "class", "name", "imo", "call_sign", "ship_type", "length", "width", "draught",
)  # fmt: skip
FIELDS = REQUIRED + OPTIONAL
NUMBERS = frozenset({"lat", "lon", "cog", "heading"})


@dataclass(frozen=True)
class Layout:
    """Which column means what, and in which unit.

    Attributes:
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
        columns: our field (``id time lat lon sog cog heading status class name imo call_sign ship_type
            length width draught``) to the header names it goes by; the first present is taken, in any case.
        time_format: ``strptime`` format of the time; ``None`` for ISO 8601.
        utc_offset_h: hours the file's clock is ahead of UTC.
        sog_per_kn: units of the speed column in a knot: 10 where speed is sent in tenths.
        delimiter: of a CSV.
        skip_lines: lines before the header of a CSV.
    """

    name: str
    about: str
    columns: Mapping[str, Sequence[str]]
    time_format: str | None = None
    utc_offset_h: float = 0.0
    sog_per_kn: float = 1.0
    delimiter: str = ","
    skip_lines: int = 0

    def find(self, header: Sequence[str]) -> dict[str, int]:
        """Which of our fields stands in which column of ``header``."""
        at = {name.strip().lstrip("\ufeff").lower(): i for i, name in reversed(list(enumerate(header)))}
        hits = {f: [at[n.lower()] for n in names if n.lower() in at] for f, names in self.columns.items()}
        return {f: columns[0] for f, columns in hits.items() if columns}

    def missing(self, header: Sequence[str]) -> list[str]:
        """Required fields for which ``header`` has no column."""
        found = self.find(header)
        return [f for f in REQUIRED if f not in found]

    def select(self, header: Sequence[str], relation: str) -> str:
        """The SELECT that turns ``relation``, whose columns are c0, c1, ..., into our fields, as text or null."""
        found = self.find(header)
        parts = ", ".join(f"{self._expression(f, found.get(f))} AS {f}" for f in FIELDS)
        return f"SELECT {parts}, * FROM {relation}"

    def _expression(self, name: str, column: int | None) -> str:
        c = "NULL::VARCHAR" if column is None else f"c{column}"
        if name == "time":
            return self._time(c)
        if name in NUMBERS:
            return f"TRY_CAST({c} AS DOUBLE)"
        if name == "sog":
            scale = "" if self.sog_per_kn == 1 else f" / {float(self.sog_per_kn)!r}"
            return f"TRY_CAST({c} AS DOUBLE){scale}"
        return f"{c}::VARCHAR"

    def _time(self, c: str) -> str:
        if self.time_format is None:
            parsed = f"CASE typeof({c}) WHEN 'VARCHAR' THEN utc_time({c}::VARCHAR) ELSE TRY_CAST({c} AS TIMESTAMP) END"
        elif self.time_format == "epoch_s":
            parsed = f"make_timestamp(TRY_CAST(TRY_CAST({c} AS DOUBLE) * 1000000 AS BIGINT))"
        else:
            parsed = f"try_strptime({c}::VARCHAR, {literal(self.time_format)})"
        if self.utc_offset_h:
            parsed = f"{parsed} - to_seconds({float(self.utc_offset_h) * 3600!r})"
        return parsed


class _LayoutFile(BaseModel):
    """The TOML form of a layout."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    name: str
    about: str = "declared by the user"
    columns: dict[str, str | list[str]]
    time_format: str | None = None
    utc_offset_h: float = Field(0.0, ge=-24, le=24)
    sog_per_kn: float = Field(1.0, gt=0)
    delimiter: str = Field(",", min_length=1, max_length=1)
    skip_lines: int = Field(0, ge=0, le=1000)


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
    unknown = sorted(set(columns) - set(FIELDS))
    missing = [f for f in REQUIRED if f not in columns]
    if unknown or missing:
        raise WrongUse(
            f"the mapping {path}: unknown fields {unknown}, missing fields {missing}",
            f"the fields are {', '.join(FIELDS)}; the first four are required.",
        )
    return Layout(**{**said.model_dump(), "columns": columns})
