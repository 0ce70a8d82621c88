"""Options shared by commands, and output of frames as tables, JSON lines or CSV."""

from __future__ import annotations

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vesseltrack.cli import screen
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.log import LEVELS, log_from
from vesseltrack.output import csv_cell

if TYPE_CHECKING:
    import pandas as pd


Db = Annotated[
    Path,
    typer.Option("--db", envvar="VESSELTRACK_DB", help="The store, a DuckDB file; made if absent.", dir_okay=False),
]
Memory = Annotated[str | None, typer.Option("--memory", help="Most memory DuckDB may use, such as 2GB.")]
SEARCH_MEMORY = "2GB"
"""DuckDB's limit of a search for which none is given: what stands beside it in numpy comes on top, and more was no faster."""
SearchMemory = Annotated[
    str | None,
    typer.Option(
        "--memory",
        help="Most memory DuckDB may use; what it needs beyond is written to disk. A search takes about twice as much in all.",
        show_default=SEARCH_MEMORY,
    ),
]
Format = Annotated[
    str | None, typer.Option("--format", help="Read the files as this format; or FILE.py:CLASS, a reader of your own.")
]
Mapping = Annotated[
    Path | None, typer.Option("--mapping", help="TOML file that declares the columns of a layout of your own.")
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="Encoding of the files' text, such as gb18030, if it cannot be recognised."),
]
Out = Annotated[
    Path, typer.Option("--out", help="Folder in which the folder of alert files is written.", file_okay=False)
]
Preset = Annotated[str | None, typer.Option("--preset", help="Named rules; see: vesseltrack presets")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="TOML file of rules on top of the preset.")]
Assign = Annotated[list[str] | None, typer.Option("--set", help="One rule: SECTION.NAME=VALUE. May be repeated.")]
Json = Annotated[bool, typer.Option("--json", help="JSON lines for machines, instead of a table.")]
Top = Annotated[int, typer.Option("--top", min=0, help="How many alerts of each queue to show.")]
Csv = Annotated[bool, typer.Option("--csv", help="CSV on standard output, instead of a table.")]
Columns = Annotated[
    str | None,
    typer.Option("--columns", help="Only these columns, with commas between them; --json shows all there are."),
]
STORE = Path("vesseltrack.duckdb")


def set_log_level(level: str | None) -> str | None:
    """Write log messages of this level and above to standard error.

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
        help="all: search all that is stored; or, to save time, a number of days before the end of the night, such as 35d:"
        " older data are not searched again, and the night says so.",
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


def picked(frame: pd.DataFrame, columns: str | None, shown: Sequence[str]) -> pd.DataFrame:
    """The columns asked for, or the default ones.

    Raises:
        WrongUse: there is no such column; the message names the existing ones.
    """
    asked = [c.strip() for c in columns.split(",")] if columns else list(shown)
    for name in asked:
        if name not in frame.columns:
            raise WrongUse(f"there is no column {name}", near_or_all(name, frame.columns, "the columns"))
    return frame[asked]


def show_as(
    frame: pd.DataFrame, as_json: bool, as_csv: bool, columns: str | None, shown: Sequence[str] | None = None,
    folded: bool = False,
) -> None:  # fmt: skip
    """Print a frame in the format asked for: JSON and CSV with every column unless some are named, a table with the default ones.

    Args:
        frame: the rows to print.
        as_json: print JSON lines.
        as_csv: print CSV.
        columns: names of the columns asked for, separated by commas.
        shown: the columns of a table by default; all if ``None``.
        folded: wrap long cells of a table; else one line per row, cut to the terminal's width.
    """
    wanted = picked(frame, columns, list(frame.columns) if as_json or as_csv or shown is None else shown)
    if as_csv and not as_json:
        to_csv(wanted)
    elif as_json or folded:
        show(wanted, as_json)
    else:
        from vesseltrack.cli.lines import print_rows

        print_rows(wanted)


def to_csv(frame: pd.DataFrame) -> None:
    """Write CSV to standard output, with formulas made harmless and list items separated by ``|``."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(frame.columns)
    for row in frame.astype(object).itertuples(index=False):
        writer.writerow([_cell(v) for v in row])


def _cell(value: Any) -> Any:
    import pandas as pd

    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        from vesseltrack.report.tables import in_a_line

        return csv_cell(" | ".join(map(in_a_line, value)))
    if pd.isna(value):
        return ""
    return csv_cell(value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, pd.Timestamp) else value)


def show(frame: pd.DataFrame, as_json: bool, title: str = "") -> None:
    """Print a frame as a table or as JSON lines."""
    if as_json:
        text = frame.to_json(orient="records", lines=True, date_format="iso", date_unit="s")
        sys.stdout.write(text if text.endswith("\n") or not text else text + "\n")
    else:
        screen.console().print(screen.table_of(frame, title))


def alone(context: typer.Context) -> bool:
    """Whether a group was called without a command of its own.

    Raises:
        WrongUse: an option stands before the command, where it would apply to the group instead of the command.
    """
    if context.invoked_subcommand is None:
        return True
    given = [p for p in context.params if getattr(context.get_parameter_source(p), "name", "") == "COMMANDLINE"]
    options = [p.opts[0] for p in context.command.params if p.name in given]
    if options:
        group, command = context.info_name, context.invoked_subcommand
        raise WrongUse(
            f"{', '.join(options)} stands before {command}",
            f"say it after: vesseltrack {group} {command} {options[0]} ...",
        )
    return False
