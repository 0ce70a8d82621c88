"""Tracks and layers for other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vesseltrack.frames import in_utc
from vesseltrack.methods.base import Opened, When, bare_utc_or_none

if TYPE_CHECKING:
    from vesseltrack.report.explore import SeaFrame
    from vesseltrack.report.export.layers import Layers


class Exporting(Opened):
    """Methods that export data to other programs."""

    def layers(
        self, ships: Iterable[str | int] | None = None, since: When | None = None, until: When | None = None,
        every_position: bool = False,
    ) -> Layers:  # fmt: skip
        """Alerts, events, silences, tracks, positions and zones as frames of geometries: ``db.layers().layer("tracks")``.

        Args:
            ships: ships whose whole tracks are wanted: IMO number, MMSI, key, name or call sign of each. If ``None``, the ships
                of the alerts, with their tracks from 36 hours before to 36 hours after.
            since: start of the tracks; a time without a zone is UTC.
            until: end of the tracks.
            every_position: keep all positions; else those within 100 m of the line between others, at their time, are left out.

        Raises:
            WrongUse: one of them matches no received ship.
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
        """Write one file for another program. The file extension sets the format; an existing file is replaced.

        ``.gpkg`` is a GeoPackage for QGIS with all layers and styles, ``.kml`` is for Google Earth, ``.geojson`` has trips for
        kepler.gl and deck.gl, ``.parquet`` has the positions as GeoParquet. The other arguments are those of :meth:`layers`.

        Returns:
            The layers that were written.

        Raises:
            WrongUse: the extension is none of these, or one of the ships matches no received ship.
        """
        from vesseltrack.report.export.files import export, form_of

        form_of(Path(path))
        layers = self.layers(ships, since, until, every_position)
        export(layers, Path(path))
        return layers

    def export_partitioned(
        self, address: str | Path, progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda days: days
    ) -> dict[str, int]:
        """Write all that was loaded, and verdicts and history, as Parquet files that other engines read, positions by day.

        :meth:`load` takes the folder into a new store.

        Args:
            address: a new or empty folder, or an address of fsspec such as ``s3://bucket/folder``.
            progress: wraps the days, for a progress bar.

        Returns:
            The number of rows of each table.

        Raises:
            WrongUse: something is there already, or it cannot be written.
        """
        from vesseltrack.store.partitioned import write_partitioned

        return write_partitioned(self.store, str(address), progress)

    def dossier(self, ship: str | int, folder: str | Path) -> list[Path]:
        """Write a dossier of a ship: its page, the messages behind it, and a manifest with their hashes.

        Args:
            ship: IMO number, MMSI, key, name or call sign.
            folder: parent folder; gets one folder for each received ship that matches.

        Returns:
            The folders written.

        Raises:
            WrongUse: no received ship matches, or a folder of that name exists that vesseltrack did not write.
        """
        from vesseltrack.report import write_dossier
        from vesseltrack.settings import load_settings

        return [write_dossier(self.store, load_settings(), k, Path(folder) / str(k)) for k in self._keys([ship])]

    def track(self, ship: int) -> SeaFrame:
        """All fixes of one ship in order of time, as points; of a number shared by several hulls, only this hull's.

        Late copies that were set aside (``vt.tables()["late_fixes"]``) are not among them.
        """
        import geopandas as gpd

        from vesseltrack.report.explore import sea_frame
        from vesseltrack.report.export.tracks import messages_of

        frame = in_utc(messages_of(self.store, [int(ship)]))
        return sea_frame(gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326))
