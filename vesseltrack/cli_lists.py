"""The commands on sanctions lists."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from vesseltrack import api, pipeline, screen
from vesseltrack.errors import UnreadableInput, VesseltrackError, WrongUse
from vesseltrack.lists import LISTS
from vesseltrack.lists.load import LoadedList
from vesseltrack.lists.update import fetch
from vesseltrack.options import STORE, Assign, Db, Json, SettingsFile, show
from vesseltrack.settings import load_settings

lists_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Sanctions lists: load or fetch them, show who is listed, and when.",
)
Shrunken = Annotated[bool, typer.Option("--allow-shrunken", help="Take a list that lost many of its ships.")]


def _day(said: str | None) -> date | None:
    try:
        return datetime.strptime(said, "%Y-%m-%d").date() if said is not None else None
    except ValueError as e:
        raise WrongUse(f"{said} is not a date", "write it as 2024-04-02.") from e


def _told(loaded: LoadedList) -> str:
    known = {"file": "as it says", "name": "as it is named", "told": "as told", "loading": "the day of loading"}
    news = "" if loaded.new else ", loaded before"
    return f"{loaded.list}: {loaded.ships:,} ships, as of {loaded.list_date} ({known[loaded.dated]}){news}"


def _complain(e: VesseltrackError) -> None:
    """Say what is wrong with one list of several; the others go on."""
    screen.say(f"Not loaded: {e}", stderr=True)


@lists_app.command("load")
def lists_load(
    paths: Annotated[list[Path], typer.Argument(help="Lists as published; see: vesseltrack lists formats")],
    db: Db = STORE,
    as_of: Annotated[str | None, typer.Option("--as-of", help="The date it speaks for, YYYY-MM-DD.")] = None,
    allow_shrunken: Shrunken = False,
) -> None:
    """Load sanctions lists as published, each as a dated snapshot beside those the store holds.

    What an earlier snapshot held and a later one lacks was delisted. An empty, damaged or shrunken list is refused.

    Examples:
      vesseltrack lists load sdn.csv

      vesseltrack lists load sdn.csv --as-of 2021-07-15
    """
    day = _day(as_of)
    failed: VesseltrackError | None = None
    with api.open(db) as store:
        for path in paths:
            try:
                screen.say(_told(store.load_list(path, day, allow_shrunken)))
            except UnreadableInput as e:
                if len(paths) == 1:
                    raise
                failed = e
                _complain(e)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@lists_app.command("update")
def lists_update(
    names: Annotated[list[str] | None, typer.Argument(help="Which; the official ones if left out.")] = None,
    db: Db = STORE,
    keep: Annotated[
        Path | None, typer.Option("--keep", help="Keep the fetched files in this folder.", file_okay=False)
    ] = None,
    allow_shrunken: Shrunken = False,
    settings: SettingsFile = None,
    assign: Assign = None,
) -> None:
    """Fetch lists from their publishers and load them. This alone goes to the network, and only over TLS.

    Addresses, the cap on size and the time-out stand in the settings (section lists). One that fails leaves the others
    be, and the store keeps what it had of it.

    Examples:
      vesseltrack lists update

      vesseltrack lists update ofac --keep lists/
    """
    rules = load_settings(settings, None, assign or ()).lists
    failed: VesseltrackError | None = None
    with api.open(db) as store, tempfile.TemporaryDirectory() as aside:
        folder = keep or Path(aside)
        folder.mkdir(parents=True, exist_ok=True)
        for name in names or rules.official:
            try:
                screen.say(f"fetching {name} ...", stderr=True)
                screen.say(_told(store.load_list(fetch(name, rules, folder), allow_shrunken=allow_shrunken)))
            except VesseltrackError as e:
                failed = e
                _complain(e)
    if failed is not None:
        raise typer.Exit(failed.exit_code)


@lists_app.command("show")
def lists_show(db: Db = STORE, as_json: Json = False) -> None:
    """Show the snapshots of lists that are loaded, with their dates.

    Examples:
      vesseltrack lists show
    """
    with api.open(db) as store:
        pipeline.load_reference(store.store)
        columns = "list, ships, list_date::VARCHAR AS list_date, dated, authority, about, source"
        show(store.sql(f"SELECT {columns} FROM lists ORDER BY list, list_date"), as_json)


@lists_app.command("ships")
def lists_ships(
    db: Db = STORE,
    on: Annotated[
        str | None, typer.Option("--on", help="Who was listed on this day, YYYY-MM-DD; today if left out.")
    ] = None,
    list_: Annotated[str | None, typer.Option("--list", help="One list; all if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Show the ships that are listed, or were on a day.

    Where a list prints no date of designation, the first snapshot with the ship stands for it.

    Examples:
      vesseltrack lists ships --on 2018-02-20 --json | jq -r .name

      vesseltrack lists ships --list dprk
    """
    with api.open(db) as store:
        pipeline.load_reference(store.store)
        show(store.listed(_day(on), list_), as_json)


@lists_app.command("formats")
def lists_formats(as_json: Json = False) -> None:
    """Show the files that are known as lists, by their contents.

    Examples:
      vesseltrack lists formats
    """
    show(
        pd.DataFrame(
            [{"list": r.name or "(its file's name)", "publisher": r.authority, "about": r.about} for r in LISTS]
        ),
        as_json,
    )
