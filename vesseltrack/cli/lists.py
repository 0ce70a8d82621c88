"""The commands on sanctions lists."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.lines import print_listed
from vesseltrack.cli.options import STORE, Assign, Columns, Csv, Db, Json, SettingsFile, alone, show_as
from vesseltrack.errors import UnreadableInput, VesseltrackError, WrongUse
from vesseltrack.output import visible

if TYPE_CHECKING:
    from vesseltrack.lists.load import LoadedList


lists_app = typer.Typer(
    rich_markup_mode=None,
    help="Show the sanctions lists that are loaded, as `lists show` does; load or fetch them, show who is listed, and when."
    "\n\nExamples:\n\n  vesseltrack lists --db korea.duckdb",
)
Shrunken = Annotated[
    bool, typer.Option("--allow-shrunken", help="Load a list although it has far fewer ships than before.")
]


def _day(text: str | None) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if text is not None else None
    except ValueError as e:
        raise WrongUse(f"{text} is not a date", "write it as 2024-04-02.") from e


_KNOWN = {"file": "as it says", "name": "as it is named", "told": "as told", "loading": "the day of loading"}
_SHOWN = [
    "list",
    "part",
    "name",
    "imos",
    "flag_states",
    "authority",
    "standing",
    "listed_from",
    "first_seen",
    "programme",
]
"""What of an entry fits a terminal; JSON has all."""
_MOST = 10
"""So many of a kind are named; the rest are counted."""


def _summary(loaded: LoadedList) -> str:
    """The result of loading a list file: one line, and one for each remark."""
    news = "" if loaded.new else ", loaded before"
    parts = ", ".join(loaded.parts[:_MOST]) + (" ..." if len(loaded.parts) > _MOST else "")
    what = {
        "complete": "the whole list" if loaded.known_by == "told" else "",
        "part": f"part {parts}: it says nothing of the list's other ships",
        "amendment": f"an amendment{parts and f' to {parts}'}: it only adds to the list",
    }[loaded.kind]
    lines = [
        f"{loaded.list}: {loaded.ships:,} ships, as of {loaded.list_date} ({_KNOWN[loaded.dated]}){what and f'; {what}'}{news}"
    ]
    if loaded.delisted:
        lines.append(f"  no longer listed: {len(loaded.delisted):,} ({_some(loaded.delisted)})")
    if loaded.misprinted:
        lines.append(f"  {len(loaded.misprinted):,} with a number that is no ship's IMO number, or had to be cleaned:")
        lines += [f"    {x}" for x in loaded.misprinted[:_MOST]]
        if len(loaded.misprinted) > _MOST:
            lines.append(
                f"    and {len(loaded.misprinted) - _MOST:,} more: vesseltrack lists ships --list {loaded.list} --json"
            )
    if loaded.hint:
        lines.append(f"  {loaded.hint}")
    return "\n".join(map(visible, lines))


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:_MOST]) + (" ..." if len(names) > _MOST else "")


def _complain(e: VesseltrackError) -> None:
    """Print the error of one list of several, without stopping the others."""
    screen.say(f"Not loaded: {e}", stderr=True)


@lists_app.command("load")
def lists_load(
    paths: Annotated[list[Path], typer.Argument(help="Lists as published; see: vesseltrack lists formats")],
    db: Db = STORE,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Date of the list, YYYY-MM-DD.")] = None,
    part: Annotated[str | None, typer.Option("--part", help="Name of the part of its list that it is.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Load it as the whole list, whatever parts it names.")
    ] = False,
    amendment: Annotated[bool, typer.Option("--amendment", help="It adds to its list, and delists no ship.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Load it although it looks cut off.")] = False,
    allow_shrunken: Shrunken = False,
) -> None:
    """Load sanctions lists as published, each as a dated snapshot beside those the store holds.

    A ship missing from a later snapshot of the same list, or of the same part of it, counts as delisted. Parts are recognised by
    the regulation or data set a file names; if it names none, use --part. An empty, damaged or shrunken list is refused.

    Examples:
      vesseltrack lists load sdn.csv

      vesseltrack lists load sdn.csv --as-of 2021-07-15

      vesseltrack lists load sdn.csv --as-of 2021-07-15 --complete
    """
    from vesseltrack import api

    day = _day(as_of)
    failed: VesseltrackError | None = None
    with api.open(db) as store:
        for path in paths:
            try:
                loaded = store.load_list(
                    path, day, allow_shrunken, part=part, complete=complete, amendment=amendment, whole=whole
                )
                screen.say(_summary(loaded))
            except UnreadableInput as e:
                if len(paths) == 1:
                    raise
                failed = e
                _complain(e)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@lists_app.command("update")
def lists_update(
    names: Annotated[list[str] | None, typer.Argument(help="Names of lists; the official ones if left out.")] = None,
    db: Db = STORE,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Keep the fetched files in this folder.", file_okay=False)
    ] = None,
    allow_shrunken: Shrunken = False,
    settings: SettingsFile = None,
    assign: Assign = None,
) -> None:
    """Fetch lists from their publishers and load them. The only command that uses the network (over TLS).

    Addresses, size limit and time-out are settings (section lists). If one list fails, the others are still loaded, and the store
    keeps its earlier snapshots.

    Examples:
      vesseltrack lists update

      vesseltrack lists update ofac --keep lists/
    """
    from vesseltrack import api
    from vesseltrack.lists.update import fetch
    from vesseltrack.settings import load_settings

    rules = load_settings(settings, None, assign or ()).lists
    failed: VesseltrackError | None = None
    with api.open(db) as store, tempfile.TemporaryDirectory() as aside:
        folder = keep or Path(aside)
        folder.mkdir(parents=True, exist_ok=True)
        for name in names or rules.official:
            try:
                screen.say(f"fetching {name} ...", stderr=True)
                screen.say(_summary(store.load_list(fetch(name, rules, folder), allow_shrunken=allow_shrunken)))
            except VesseltrackError as e:
                failed = e
                _complain(e)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@lists_app.callback(invoke_without_command=True)
def lists(
    context: typer.Context, db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None
) -> None:
    """Show the snapshots of lists that are loaded, with their dates."""
    if alone(context):
        lists_show(db, as_json, as_csv, columns)


@lists_app.command("show")
def lists_show(db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the snapshots of lists that are loaded, with their dates.

    Examples:
      vesseltrack lists show
    """
    from vesseltrack import api

    with api.open(db) as store:
        show_as(
            store.lists(),
            as_json,
            as_csv,
            columns,
            ("list", "part", "kind", "ships", "list_date", "dated", "authority"),
        )


@lists_app.command("ships")
def lists_ships(
    db: Db = STORE,
    on: Annotated[
        str | None, typer.Option("--on", help="Day on which ships were listed, YYYY-MM-DD; today if left out.")
    ] = None,
    list_: Annotated[str | None, typer.Option("--list", help="Only this list; all if left out.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show the ships that are listed, or were on a day.

    If a list gives no date of designation, the date of the first snapshot with the ship is used.

    Examples:
      vesseltrack lists ships --on 2018-02-20 --json | jq -r .name

      vesseltrack lists ships --list dprk

      vesseltrack lists ships --columns list,name,imos,programme --csv
    """
    from vesseltrack import api
    from vesseltrack.engine import pipeline

    with api.open(db) as store:
        pipeline.load_reference(store.store)
        listed = store.listed(_day(on), list_)
        if as_json or as_csv or columns:
            show_as(listed, as_json, as_csv, columns, _SHOWN)
        else:
            print_listed(listed)


@lists_app.command("formats")
def lists_formats(as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the list files that are recognised by their contents.

    Examples:
      vesseltrack lists formats
    """
    from vesseltrack.methods.declared import list_formats

    show_as(list_formats(), as_json, as_csv, columns, folded=True)
