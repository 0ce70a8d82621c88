"""The command that shows a ship."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vesseltrack.cli import screen, ship_page
from vesseltrack.cli.options import STORE, Db, Json
from vesseltrack.output import json_text


def with_lists(db: Path) -> None:
    """Load the shipped lists, zones and flags if missing, so that the store can then be opened read-only."""
    from vesseltrack import api
    from vesseltrack.engine import pipeline

    if db.exists():
        with api.open(db, read_only=True) as store:
            if not pipeline.lacks_reference(store.store):
                return
    with api.open(db) as store:
        pipeline.load_reference(store.store)


def ship(
    asked: Annotated[str, typer.Argument(help="IMO number, MMSI, name or call sign.")],
    db: Db = STORE,
    dossier: Annotated[
        Path | None,
        typer.Option(
            "--dossier", help="Write the ship's page, its messages and their hashes to this folder.", file_okay=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a ship's present and past identity, and its listings with dates.

    Examples:
      vesseltrack ship 8360406

      vesseltrack ship "TOK SONG"

      vesseltrack ship 9161003 --json | jq -r '.listed[].authority'

      vesseltrack ship 9161003 --dossier out/
    """
    from vesseltrack import api

    with_lists(db)
    with api.open(db, read_only=True) as store:
        if dossier is not None:
            written = store.dossier(asked, dossier)
            screen.say(f"{dossier}/: {', '.join(folder.name for folder in written)}")
            return
        page = store.ship(asked)
    if as_json:
        screen.say(json_text(page.as_dict()))
    else:
        ship_page.print_ship(asked, page)
