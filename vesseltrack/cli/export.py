"""The command that writes files for other programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Db
from vesseltrack.output import counted, visible

DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]
File = Annotated[
    Path, typer.Argument(help="What to write: a name that ends with .gpkg, .kml, .geojson or .parquet.", metavar="FILE")
]
Ships = Annotated[
    list[str] | None,
    typer.Option(
        "--ship", help="Add the whole track of this ship: IMO number, MMSI, name or call sign. May be repeated."
    ),
]
Since = Annotated[
    datetime | None, typer.Option("--since", formats=DAYS, help="Leave out tracks before this time, UTC.")
]
Until = Annotated[datetime | None, typer.Option("--until", formats=DAYS, help="Leave out tracks after this time, UTC.")]
Every = Annotated[
    bool,
    typer.Option(
        "--every-position",
        help="Every position of a track; without it those within 100 m of the line between others are left out.",
    ),
]


def export(
    file: File, db: Db = STORE, ship: Ships = None, since: Since = None, until: Until = None, every_position: Every = False,
) -> None:  # fmt: skip
    """Write alerts and tracks to one file for another program; the extension sets the format. See docs/files.md.

    .gpkg: a GeoPackage for QGIS and ArcGIS, with points, lines and areas in separate layers, with styles. .kml: for Google Earth,
    tracks in time. .geojson: trips for kepler.gl and deck.gl. .parquet: positions as GeoParquet for geopandas and DuckDB.

    Without --ship, the tracks are those of the ships in alerts, from 36 hours before to 36 hours after.

    Examples:
      vesseltrack export week.gpkg

      vesseltrack export lady-r.kml --ship 9161003

      vesseltrack export trips.geojson --since 2026-11-21

      vesseltrack export tracks.parquet --every-position
    """
    from vesseltrack import api
    from vesseltrack.cli.ship import with_lists
    from vesseltrack.report.export.files import form_of
    from vesseltrack.store import require_store

    form = form_of(file)
    require_store(db)
    with_lists(db)
    with api.open(db, read_only=True) as store:
        written = store.export(file, ship or None, since, until, every_position)
    ships = written.positions.vessel_id.nunique()
    many = (
        counted(len(written.found), "alert"),
        counted(ships, "vessel_id"),
        counted(len(written.positions), "position"),
    )
    screen.say(f"{visible(file)}: {', '.join(many)}")
    screen.say(f"{form.what}. For {form.opened_by}")
