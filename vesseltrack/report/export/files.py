"""One file for another program: QGIS, Google Earth, kepler.gl, geopandas, DuckDB. The extension sets the format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from vesseltrack.drafts import put
from vesseltrack.errors import DiskFull, WrongUse
from vesseltrack.report.export.geopackage import to_geopackage, to_positions
from vesseltrack.report.export.layers import Layers
from vesseltrack.report.export.trips import to_trips
from vesseltrack.report.kml import to_kml
from vesseltrack.store import is_disk_full


@dataclass(frozen=True)
class Form:
    """A file format: extension, description, programs that open it, and the function that writes it."""

    suffix: str
    what: str
    opened_by: str
    write: Callable[[Layers, Path], None]


FORMS = (
    Form(".gpkg", "GeoPackage: every layer, with styles", "QGIS, ArcGIS, geopandas, ogr2ogr", to_geopackage),
    Form(".kml", "KML: alerts, and tracks in time (gx:Track)", "Google Earth", to_kml),
    Form(".geojson", "GeoJSON of trips: tracks in time", "kepler.gl, deck.gl (TripsLayer)", to_trips),
    Form(".parquet", "GeoParquet: the positions of the tracks", "geopandas, MovingPandas, DuckDB, QGIS", to_positions),
)


def form_of(path: Path) -> Form:
    """The format of a file, by its extension.

    Raises:
        WrongUse: the extension is unknown.
    """
    found = next((f for f in FORMS if path.name.lower().endswith(f.suffix)), None)
    if found is None:
        ends = "; ".join(f"{f.suffix} ({f.what.partition(':')[0]})" for f in FORMS)
        raise WrongUse(f"the format of {path.name} is not known from its ending", f"end its name with one of: {ends}.")
    return found


def export(layers: Layers, path: Path) -> None:
    """Write a file, which appears complete or not at all; an existing one is replaced.

    Raises:
        WrongUse: the extension is unknown, or the file cannot be written.
        DiskFull: no space is left.
    """
    form = form_of(path)

    def make(draft: Path) -> None:
        draft.touch()  # raises the system's error if it cannot be written, which some writers do not
        draft.unlink()
        form.write(layers, draft)

    put_file(path, make, form.suffix)


def put_file(path: Path, make: Callable[[Path], object], suffix: str = "", in_new_folder: bool = False) -> None:
    """Write a file that a user named, whole or not at all (:func:`vesseltrack.drafts.put`); if asked, its folder, too.

    Raises:
        WrongUse: the file cannot be written.
        DiskFull: no space is left.
    """
    try:
        if in_new_folder:
            path.parent.mkdir(parents=True, exist_ok=True)
        put(path, make, suffix)
    except OSError as e:
        if is_disk_full(e):
            raise DiskFull(f"no space left to write {path}", "nothing is written: free some space.") from e
        raise WrongUse(f"{path} cannot be written: {e.strerror or e}", "name another file.") from e
