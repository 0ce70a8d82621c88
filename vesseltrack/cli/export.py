"""The command that writes files for other programs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Db
from vesseltrack.errors import WrongUse
from vesseltrack.output import counted, visible

DAYS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]
File = Annotated[
    str,
    typer.Argument(
        help="What to write: a name that ends with .gpkg, .kml, .geojson or .parquet; with --partitioned a new folder.",
        metavar="FILE",
    ),
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
Partitioned = Annotated[
    bool,
    typer.Option(
        "--partitioned",
        help="Write all that was loaded into a new folder, or an address of fsspec, positions as GeoParquet by day.",
    ),
]


def export(
    file: File, db: Db = STORE, ship: Ships = None, since: Since = None, until: Until = None, every_position: Every = False,
    partitioned: Partitioned = False,
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

      vesseltrack export lake --partitioned
    """
    if not partitioned:
        _one_file(Path(file), db, ship or None, since, until, every_position)
    elif ship or since or until or every_position:
        raise WrongUse(
            "--partitioned writes all that was loaded", "leave out --ship, --since, --until and --every-position."
        )
    else:
        _whole_record(file, db)


def _one_file(
    file: Path, db: Path, ships: list[str] | None, since: datetime | None, until: datetime | None, every_position: bool
) -> None:
    """Write alerts and tracks to one file."""
    from vesseltrack import api
    from vesseltrack.cli.ship import with_lists
    from vesseltrack.report.export.files import form_of
    from vesseltrack.store import require_store

    form = form_of(file)
    require_store(db)
    with_lists(db)
    with api.open(db, read_only=True) as store:
        written = store.export(file, ships, since, until, every_position)
    many = (
        counted(len(written.found), "alert"),
        counted(written.positions.vessel_id.nunique(), "ship"),
        counted(len(written.positions), "position"),
    )
    screen.say(f"{visible(file)}: {', '.join(many)}")
    screen.say(f"{form.what}. For {form.opened_by}")


def _whole_record(address: str, db: Path) -> None:
    """Write the record of a store as Parquet files."""
    from vesseltrack import api
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db, read_only=True) as store:
        rows = store.export_partitioned(address, screen.bar("writing", lambda day: str(day[0])))
    screen.say(f"{visible(address)}: {counted(rows['fixes'], 'position')}, and {len(rows) - 1} tables beside them")
    screen.say(f"Take it into a new store: vesseltrack load {visible(address)} --db NEW.duckdb")
