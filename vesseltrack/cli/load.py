"""Commands that read files: load them, show how one is recognised, show refused rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.bars import file_bar
from vesseltrack.cli.lines import print_sniffed
from vesseltrack.cli.options import (
    STORE,
    Columns,
    Csv,
    Db,
    Encoding,
    Format,
    Json,
    LogLevel,
    Mapping,
    Memory,
    show,
    show_as,
)
from vesseltrack.errors import UnreadableInput
from vesseltrack.output import visible

if TYPE_CHECKING:
    import pandas as pd

LOAD_MEMORY = "1GB"
"""Of DuckDB; the whole process then stays below 2 GB however large the file."""


def load(
    files: Annotated[list[str], typer.Argument(help="Paths, quoted globs or folders; - is standard input.")],
    db: Db = STORE,
    format_: Format = None,
    mapping: Mapping = None,
    encoding: Encoding = None,
    memory: Memory = LOAD_MEMORY,
    as_json: Json = False,
    log_level: LogLevel = None,
) -> None:
    """Load AIS files into the store, each whole or not at all.

    Formats are recognised by contents (see: vesseltrack formats), compressed (gz, zip, zst, bz2, xz) or not. The same bytes are
    never loaded twice. Every row is kept, counted as an exact duplicate, or refused with a reason; lines that are not rows
    (headers, comments, blank lines) are counted separately. A file whose lines do not add up is not loaded.

    What vesseltrack export --partitioned wrote, a folder or an address of fsspec, is taken as it is, into a new store.

    Examples:
      vesseltrack load ais-2026-11-22.csv.zst

      vesseltrack load 'in/*.csv.zst' --db korea.duckdb

      vesseltrack load in/

      vesseltrack load harbour.csv --mapping harbour.toml --encoding gb18030

      cat ais-2026-11-22.csv.zst | vesseltrack load - --format noaa
    """
    from vesseltrack import api

    with api.open(db, memory_limit=memory) as store:
        loaded = store.load(
            *files, mapping=mapping, format=format_, encoding=encoding, strict=False,
            progress=file_bar("loading"),
        )  # fmt: skip
    problems = [p for p in loaded.problem if p is not None]
    _show_loaded(loaded, as_json)
    for problem in problems:
        screen.say(f"Not loaded: {problem}", stderr=True)
    if problems or not (loaded.already | (loaded.rows_kept + loaded.rows_duplicate > 0)).any():
        raise typer.Exit(problems[0].exit_code if problems else UnreadableInput.exit_code)


def _show_loaded(loaded: pd.DataFrame, as_json: bool) -> None:
    """Print the result of each file, then the reasons of those not loaded."""
    loaded["reasons"] = [", ".join(f"{k} {v:,}" for k, v in r.items()) for r in loaded.reasons]
    entries = loaded if as_json else loaded[loaded.problem.isna()]
    if not len(entries):
        return
    shown = entries.drop(columns=["already", "problem"]).rename(
        columns=lambda c: c.removeprefix("rows_").removeprefix("lines_")
    )
    if as_json:
        show(shown, as_json)
        return
    names = [bare_name(n) for n in entries["name"]]
    show_as(shown.assign(name=names).drop(columns=["not_read", "note"]), False, False, None)
    for name, note, columns in zip(names, entries.note, entries.not_read, strict=True):
        for line in (note, f"columns not read: {', '.join(columns)}" if columns else ""):
            if line:
                screen.say(f"{visible(name)}: {visible(line)}")


def bare_name(name: str) -> str:
    """A file's name without its folders; for a member of a zip, preceded by the zip's name."""
    outer, mark, member = name.partition("!")
    return f"{outer.rpartition('/')[2]}{mark}{member}"


def sniff(
    file: Annotated[Path, typer.Argument(help="A file; of a zip, each file in it is shown.")],
    format_: Format = None,
    mapping: Mapping = None,
    encoding: Encoding = None,
    as_json: Json = False,
) -> None:
    """Show how a file's format is recognised and why, and its first rows as understood. Nothing is loaded.

    Examples:
      vesseltrack sniff ais-2026-11-22.csv.zst

      vesseltrack sniff harbour.csv --json | jq -r .layout
    """
    import pandas as pd

    from vesseltrack import api

    seen = api.sniff(file, mapping, format_, encoding)
    if as_json:
        rows = [
            vars(s)
            | {f: json.loads(getattr(s, f).to_json(orient="records", date_format="iso")) for f in ("rows", "columns")}
            for s in seen
        ]
        show(pd.DataFrame(rows), as_json=True)
    else:
        for s in seen:
            print_sniffed(s)
    if not any(s.layout for s in seen):
        raise typer.Exit(UnreadableInput.exit_code)


def formats(as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the formats that are recognised by contents, in the order in which they are tried.

    Examples:
      vesseltrack formats
    """
    from vesseltrack.methods import declared

    show_as(declared.formats(), as_json, as_csv, columns, folded=True)


def rejects(
    db: Db = STORE, limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000_000)] = 20, as_json: Json = False,
    as_csv: Csv = False, columns: Columns = None,
) -> None:  # fmt: skip
    """Show refused rows with their file, line and reason.

    Examples:
      vesseltrack rejects --limit 5

      vesseltrack rejects --limit 1000 --json | jq -r .reason | sort | uniq -c
    """
    from vesseltrack import api

    with api.open(db, read_only=True) as store:
        found = store.rejects(limit)
    if not (as_json or as_csv):
        found = found.assign(file=[bare_name(n) for n in found.file])
    show_as(found, as_json, as_csv, columns)
