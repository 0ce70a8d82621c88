"""The options that commands share, and how a table is shown: to people, or as JSON lines to machines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.log import LEVELS, log_from

if TYPE_CHECKING:
    import pandas as pd


Db = Annotated[
    Path,
    typer.Option("--db", envvar="VESSELTRACK_DB", help="The store, a DuckDB file; made if absent.", dir_okay=False),
]
Memory = Annotated[str | None, typer.Option("--memory", help="Most memory DuckDB may use, such as 2GB.")]
Format = Annotated[
    str | None, typer.Option("--format", help="Take the files for this format; or FILE.py:CLASS, a reader of your own.")
]
Mapping = Annotated[Path | None, typer.Option("--mapping", help="TOML file that declares an unknown layout's columns.")]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="Encoding of the files' text, such as gb18030, where it cannot be told."),
]
Out = Annotated[Path, typer.Option("--out", help="Where the folder of alert files goes.", file_okay=False)]
Preset = Annotated[str | None, typer.Option("--preset", help="Named rules; see: vesseltrack presets")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="TOML file of rules on top of the preset.")]
Assign = Annotated[list[str] | None, typer.Option("--set", help="One rule: SECTION.NAME=VALUE. May be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="JSON lines for machines, instead of a table.")]
Top = Annotated[int, typer.Option("--top", min=0, help="How many alerts of each lane to show.")]
STORE = Path("vesseltrack.duckdb")


def set_log_level(level: str | None) -> str | None:
    """Let what is logged of this level and above be written to standard error.

    Raises:
        typer.BadParameter: there is no such level.
    """
    if level is None:
        return None
    if level.lower() not in LEVELS:
        raise typer.BadParameter(f"{level} is none of: {', '.join(LEVELS)}")
    log_from(level)
    return level


LookBack = Annotated[
    str,
    typer.Option(
        "--look-back",
        help="Search all that is stored, or, to save time, only days such as 35d before the end of the night: what is"
        " older is then not looked at again, and that is said.",
    ),
]
LogLevel = Annotated[
    str | None,
    typer.Option(
        "--log-level",
        metavar="LEVEL",
        callback=set_log_level,
        help="Write a log to standard error: debug (each step's rows and seconds), info, warning or error.",
    ),
]


def show(frame: pd.DataFrame, as_json: bool, title: str = "") -> None:
    """A frame as a table, or as JSON lines."""
    if as_json:
        text = frame.to_json(orient="records", lines=True, date_format="iso", date_unit="s")
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    else:
        screen.console().print(screen.table_of(frame, title))
