"""The commands around geofences."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Columns, Csv, Db, Json, alone, show_as
from vesseltrack.cli.ship import with_lists

zones_app = typer.Typer(
    rich_markup_mode=None,
    help="Show the geofences, as `zones show` does; add your own.\n\nExamples:\n\n  vesseltrack zones --csv --columns name,kind",
)


@zones_app.callback(invoke_without_command=True)
def zones(
    context: typer.Context, db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None
) -> None:
    """Show the zones: authority, legal status, and whether their lines were computed."""
    if alone(context):
        zones_show(db, as_json, as_csv, columns)


@zones_app.command("load")
def zones_load(
    path: Annotated[Path, typer.Argument(help="GeoJSON, each feature with a name.")], db: Db = STORE
) -> None:
    """Add your own geofences; with the property "watch": true, a ship inside gives an alert.

    Examples:
      vesseltrack zones load mine.geojson
    """
    from vesseltrack import api

    with api.open(db) as store:
        screen.say(f"{store.load_zones(path)} zones")


@zones_app.command("show")
def zones_show(db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the zones: authority, legal status, and whether their lines were computed.

    Examples:
      vesseltrack zones show --json | jq -r 'select(.legal_status == "legal") | .name'
    """
    from vesseltrack import api

    with_lists(db)
    with api.open(db, read_only=True) as store:
        show_as(store.zones(), as_json, as_csv, columns, ("name", "zone_type", "legal_status", "watch", "authority"))
