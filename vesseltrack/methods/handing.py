"""Tracks and layers for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vesseltrack.frames import in_utc
from vesseltrack.methods.base import Opened, When, bare_utc_or_none

if TYPE_CHECKING:
    from vesseltrack.report.explore import SeaFrame
    from vesseltrack.report.export.layers import Layers


class Handing(Opened):
    """What is handed to other programs."""

    def layers(
        self, ships: Iterable[str | int] | None = None, since: When | None = None, until: When | None = None,
        every_position: bool = False,
    ) -> Layers:  # fmt: skip
        """Alerts, events, silences, tracks, positions and zones as frames of geometries: ``db.layers().layer("tracks")``.

        Args:
            ships: whose whole tracks are wanted: IMO number, MMSI, key, name or call sign of each; those of the alerts, 36 hours
                before and after, if ``None``.
            since: nothing of tracks before it; a time of no zone is UTC.
            until: nothing of tracks after it.
            every_position: leave none out. Else those are that lie, at their time, within 100 m of the line between others.

        Raises:
            WrongUse: nobody heard bears one of these.
        """
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.export.layers import Layers

        alerts = alerts_frame(self.store)
        keys = None if ships is None else self._keys(ships)
        return Layers(self.store, alerts, keys, bare_utc_or_none(since), bare_utc_or_none(until), every_position)

    def export(
        self, path: str | Path, ships: Iterable[str | int] | None = None, since: When | None = None,
        until: When | None = None, every_position: bool = False,
    ) -> Layers:  # fmt: skip
        """Write one file for another program; what it is, the end of its name says; one that is there is replaced.

        ``.gpkg`` is a GeoPackage for QGIS with all layers and styles, ``.kml`` is for Google Earth, ``.geojson`` has trips for
        kepler.gl and deck.gl, ``.parquet`` has the positions as GeoParquet. The other arguments are those of :meth:`layers`.

        Returns:
            What was written.

        Raises:
            WrongUse: the end of the name is none of these, or nobody heard bears one of the ships.
        """
        from vesseltrack.report.export.files import export, form_of

        form_of(Path(path))
        layers = self.layers(ships, since, until, every_position)
        export(layers, Path(path))
        return layers

    def dossier(self, ship: str | int, folder: str | Path) -> list[Path]:
        """Write all that is known of a ship: its page, the very messages behind it, and a manifest with their hashes.

        Args:
            ship: IMO number, MMSI, key, name or call sign.
            folder: gets a folder for each ship heard that it may be; returned are those.

        Raises:
            WrongUse: nobody heard bears it, or a folder is there that was not written by us.
        """
        from vesseltrack.report import write_dossier
        from vesseltrack.settings import load_settings

        return [write_dossier(self.store, load_settings(), k, Path(folder) / str(k)) for k in self._keys([ship])]

    def track(self, ship: int) -> SeaFrame:
        """All fixes of one ship in order of time, as points; of a number that several hulls send under, that hull's.

        Late copies that were set aside (``vt.tables()["late_fixes"]``) are not among them.
        """
        import geopandas as gpd

        from vesseltrack.report.explore import sea_frame
        from vesseltrack.report.export.tracks import messages_of

        frame = in_utc(messages_of(self.store, [int(ship)]))
        return sea_frame(gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326))
