"""Commands that maintain a store: list files, take one back, prune old positions, upgrade, check."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.load import bare_name
from vesseltrack.cli.options import STORE, Columns, Csv, Db, Json, alone, show_as
from vesseltrack.errors import StoreUnavailable, WrongUse
from vesseltrack.output import json_text, visible

if TYPE_CHECKING:
    from vesseltrack.check import Finding


files_app = typer.Typer(
    rich_markup_mode=None,
    help="Show the ledger of loaded files: rows read = kept + duplicates + refused; take one back.\n\nExamples:\n\n"
    "  vesseltrack files --db korea.duckdb\n\n  vesseltrack files columns --json | jq -r 'select(.field == null) | .header'\n\n"
    "  vesseltrack files remove wrong.csv --db korea.duckdb",
)
_LEDGER = (
    "file_id AS id, name, layout, rows_read AS read, rows_kept AS kept, rows_duplicate AS duplicate,"
    " rows_refused AS refused, lines_aside AS aside, first_time, note"
)


@files_app.callback(invoke_without_command=True)
def files(
    context: typer.Context,
    db: Db = STORE,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show the ledger of loaded files: rows read = kept + duplicates + refused.

    Examples:
      vesseltrack files --db korea.duckdb

      vesseltrack files --columns name,rows_refused,note --csv
    """
    from vesseltrack import api

    if not alone(context):
        return
    with api.open(db, read_only=True) as store:
        if as_json or as_csv or columns:
            show_as(store.files(), as_json, as_csv, columns)
        else:
            ledger = store.sql(f"SELECT {_LEDGER} FROM files ORDER BY file_id")
            show_as(ledger.assign(name=[bare_name(n) for n in ledger["name"]]), False, False, None)


@files_app.command("columns")
def files_columns(db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show each column of the loaded tables: what it was read as, its unit, values that could not be read, and doubts.

    Examples:
      vesseltrack files columns

      vesseltrack files columns --json | jq -r 'select(.field == null) | .header'
    """
    from vesseltrack import api

    with api.open(db, read_only=True) as store:
        found = store.file_columns()
    shown = ["file_id", *(c for c in found.columns if c not in ("file_id", "position"))]
    show_as(found, as_json, as_csv, columns, shown)


@files_app.command("remove")
def remove(
    file: Annotated[str, typer.Argument(help="Its name, path, id, or the first letters of its SHA-256 (six or more).")],
    db: Db = STORE,
    without: Annotated[
        bool,
        typer.Option(
            "--without",
            help="Go on although files that may share rows with it cannot be read again; load them again later.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Take a file back: removes its positions, particulars, stations, refused rows and its line in the ledger, in one step.

    The store is then as if it had never been loaded, and the file can be loaded again. Rows that two files share are kept once:
    later files of the same time are therefore read again from their paths. The next search covers everything stored.

    For instance: vesseltrack files remove wrong.csv
    """
    from vesseltrack import api
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db) as store:
        gone = store.take_back(file, without, screen.bar("reading again", lambda s: s.name))
    if as_json:
        screen.say(json_text(vars(gone)))
        return
    lines = [
        f"{gone.name} ({gone.layout}, id {', '.join(map(str, gone.file_ids))}) is taken back: {gone.positions:,} positions,"
        f" {gone.particulars:,} sets of particulars, {gone.stations:,} messages of stations, {gone.refused:,} refused rows."
    ]
    if gone.read_again:
        lines.append(f"Read again, for rows it may have shared with them: {', '.join(gone.read_again)}")
    if gone.to_load_again:
        lines.append(f"Load these again, for the same reason: {', '.join(gone.to_load_again)}")
    lines.append(
        "What was found with it stands until the next search, which looks at all that is stored: vesseltrack detect"
    )
    for line in lines:
        screen.say(visible(line))


def prune(
    keep: Annotated[
        str | None, typer.Option("--keep", help="How many days of positions stay, such as 90d; at least 14.")
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", help="Prune what is older than this day, YYYY-MM-DD, instead.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", help="Count --keep from the end of this night, YYYY-MM-DD; else from that of the bulk."
        ),
    ] = None,
    undo: Annotated[
        str | None, typer.Option("--undo", help="Let positions since this day, YYYY-MM-DD, come again when loaded.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    db: Db = STORE,
) -> None:
    """Remove positions older than --keep, after showing what that is. Those around alerts, and each ship's last one, are kept.

    The days are counted back from the end of the bulk of positions, so a few messages whose clocks run ahead have no effect.
    Pruned positions are refused when loaded again (reason: pruned), until --undo allows it: the same files can then be loaded.

    Examples:
      vesseltrack prune --keep 90d --yes

      vesseltrack prune --undo 2026-01-01
    """
    from vesseltrack import api
    from vesseltrack.alerts import prune as pruning
    from vesseltrack.store import require_store

    if sum(x is not None for x in (keep, before, undo)) != 1 or (as_of and not keep):
        raise WrongUse("give one of --keep, --before and --undo", "as in: vesseltrack prune --keep 90d")
    require_store(db)
    if undo:
        _undo(db, undo)
        return
    border, night = (pruning.day_of(x, o) if x else None for x, o in ((before, "--before"), (as_of, "--as-of")))
    with api.open(db) as store:  # not read-only, so that DuckDB applies the write-ahead log of a killed run
        planned = store.prune(pruning.days_of(keep, "--keep") if keep else None, border, night, dry_run=True)
    _tell(planned)
    if not planned["rows"]:
        return
    _ask(yes)
    with api.open(db) as store:
        done = store.prune(before=planned["before"])
    screen.say(f"{done['pruned']:,} positions pruned, {done['evidence']:,} of them kept as evidence of alerts")


def _undo(db: Path, text: str) -> None:
    from vesseltrack import api
    from vesseltrack.alerts import prune as pruning

    since = pruning.day_of(text, "--undo")
    with api.open(db) as store:
        names = store.unprune(since)
    screen.say(f"Positions since {text} are taken again. Files that had some, and can be loaded again: {len(names)}")
    for name in names:
        screen.say(visible(f"  {name}"))


def _tell(planned: dict[str, Any]) -> None:
    """Print what a pruning would remove."""
    counted = f", counted from {planned['counted_from']:%Y-%m-%d %H:%M}" if planned["counted_from"] else ""
    screen.say(f"Positions before {planned['before']:%Y-%m-%d %H:%M} UTC{counted}:")
    if planned["later"]:
        screen.say(
            f"  {planned['later']:,} positions are later than that and not counted from: so few, their clocks may be wrong"
        )
    if not planned["rows"]:
        screen.say("  none would go")
        return
    screen.say(
        f"  {planned['rows']:,} positions of {planned['ships']:,} ships on {planned['days']:,} days"
        f" ({planned['first_time']:%Y-%m-%d} to {planned['last_time']:%Y-%m-%d}), from {len(planned['files']):,} files"
    )
    screen.say(f"  {planned['evidence']:,} of them stay as evidence of alerts; each ship's last one before stays")
    if planned["gone"]:
        screen.say(
            f"  {len(planned['gone']):,} of the files are no longer at their path: their positions could not be loaded again"
        )


def _ask(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongUse("nothing was pruned", "there is no terminal to ask at: give --yes to prune.")
    if not typer.confirm("Prune these positions?", err=True):
        raise WrongUse("nothing was pruned")


def upgrade(db: Db = STORE) -> None:
    """Convert a store of an earlier version to the present layout. A copy of the old store is kept beside it.

    Every command that writes to a store does this by itself; commands that only read ask for it.

    Examples:
      vesseltrack upgrade
    """
    from vesseltrack import api
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db) as store:
        layout = store.sql("SELECT schema FROM store").schema[0]
    screen.say(f"{db}: layout {layout}, as this version has it")


def check(
    db: Db = STORE,
    restore_: Annotated[
        bool,
        typer.Option(
            "--restore", help="Take verdicts and alert history that the store lacks from the files beside it."
        ),
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Check a store: every block, the ledger, zones and lists, the record, and which files can be loaded again.

    Verdicts and alert history are also kept beside the store, in STORE.verdicts.jsonl and STORE.history.jsonl, in case it is
    damaged; --restore loads them into a new store of its name. Exit code 1 if something is wrong, 4 if it is damaged.

    Examples:
      vesseltrack check

      vesseltrack check --restore --json
    """
    import pandas as pd

    from vesseltrack import api
    from vesseltrack.check import check_store
    from vesseltrack.store import require_store

    if restore_:
        require_store(db)
        with api.open(db) as store:
            verdicts, states = store.restore()
        screen.say(f"{verdicts} verdicts and {states} steps of alert history taken from beside the store", stderr=True)
    found = check_store(db, screen.bar("checking", str))
    if as_json or as_csv or columns:
        show_as(pd.DataFrame([vars(f) for f in found]), as_json, as_csv, columns)
    else:
        _print(found)
    if any(f.state == "damaged" for f in found):
        raise typer.Exit(StoreUnavailable.exit_code)
    if any(f.state == "wrong" for f in found):
        raise typer.Exit(1)


def _print(found: list[Finding]) -> None:
    for f in found:
        for n, line in enumerate(f.says.split("\n")):
            screen.say(visible(f"{f.state if n == 0 else '':8} {f.part if n == 0 else '':9} {line}"))
