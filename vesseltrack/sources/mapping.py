"""Layouts that users declare in TOML."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from vesseltrack.errors import WrongUse
from vesseltrack.sources.encoding import known_encoding
from vesseltrack.sources.json_table import Declared
from vesseltrack.sources.layout import KNOWN, REQUIRED, Layout
from vesseltrack.sources.reader import Reader


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
    cog_per_deg: float = Field(1.0, gt=0)
    position_per_deg: float = Field(1.0, gt=0)
    decimal: str | None = Field(None, pattern=r"^[.,]$")
    id_prefix: str = ""
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
        WrongUse: it cannot be read, is not TOML, has an unknown field, or lacks a required one.
    """
    try:
        declared = _LayoutFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as e:
        raise WrongUse(f"the mapping {path} cannot be read: {e.strerror}", "name a TOML file with --mapping.") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError, RecursionError) as e:
        raise WrongUse(
            f"the mapping {path} is not valid: {e}", f"it needs [columns] with {', '.join(REQUIRED)}."
        ) from e
    columns = {f: (n,) if isinstance(n, str) else tuple(n) for f, n in declared.columns.items()}
    layout = Layout(**{**declared.model_dump(), "columns": columns}, synonyms=False, said_by_user=True)
    unknown = sorted(set(columns) - set(KNOWN))
    missing = [f for f in layout.required if f not in columns]
    if unknown or missing:
        raise WrongUse(
            f"the mapping {path}: unknown fields {unknown}, missing fields {missing}",
            f"the fields are {', '.join(KNOWN)}; the first four are required, in a static layout only the first.",
        )
    return layout


def mapping_of(reader: Reader) -> str | None:
    """The user's mapping by which a file was read, as JSON; ``None`` if it was read without one."""
    return json.dumps(asdict(reader.layout), default=list, sort_keys=True) if isinstance(reader, Declared) else None


def by_mapping(text: str) -> Reader:
    """The reader of a mapping stored by :func:`mapping_of`.

    Raises:
        WrongUse: it was stored by another version of vesseltrack and does not fit this one.
    """
    try:
        return Declared(Layout(**json.loads(text)))
    except (ValueError, TypeError) as e:
        raise WrongUse(
            f"a mapping stored by another version cannot be read: {e}", "load the file again with it."
        ) from e
