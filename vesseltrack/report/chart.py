"""Maps that need no network: our own coast, the zones, tracks and alerts, drawn with matplotlib."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vesseltrack.alerts.find import both_names
from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of
from vesseltrack.reference import data_file
from vesseltrack.store import Store

if TYPE_CHECKING:
    from matplotlib.axes import Axes

KOREA = (118.0, 28.0, 135.0, 44.0)
LAND, SHORE, TRACK, SEA = "#e8e4da", "#b8b2a3", "#2f6f8f", "#f6f9fb"
MARKS = {d.event: (d.marker, d.colour) for d in DETECTORS}


_EVENTS = """
    SELECT events.*, legend FROM events JOIN event_types USING (event_type)
    WHERE $vessel_id IN (vessel_id, other_vessel_id) ORDER BY start_time, event
"""


@cache
def coast() -> gpd.GeoDataFrame:
    """Land off Korea, 117-143E 24-44N. (c) OpenStreetMap contributors, ODbL."""
    return gpd.read_parquet(data_file("coast_korea.parquet"))


def draw_sea(ax: Axes | None = None, box: tuple[float, float, float, float] = KOREA, size: float = 9) -> Axes:
    """Draw land and sea of a box (west, south, east, north; degrees); at its middle a mile has one length in all directions."""
    import matplotlib.pyplot as plt

    west, south, east, north = box
    stretch = 1 / np.cos(np.radians((south + north) / 2))
    if ax is None:
        _, ax = plt.subplots(figsize=(size, size * (north - south) * stretch / (east - west)))
    land = coast().clip_by_rect(west, south, east, north)
    land[~land.is_empty].plot(ax=ax, color=LAND, edgecolor=SHORE, linewidth=0.4, zorder=1)
    ax.set(xlim=(west, east), ylim=(south, north), aspect=stretch, facecolor=SEA, xlabel="", ylabel="")
    ax.tick_params(labelsize=7, colors="#777777")
    ax.text(
        0.995,
        0.005,
        "coast (c) OpenStreetMap contributors",
        transform=ax.transAxes,
        fontsize=5,
        ha="right",
        color="#888888",
    )
    return ax


def steps_of(points: Any) -> list[int]:
    """Longitudes and latitudes in 0.001 degree as a flat list of differences from point to point: short in JSON."""
    whole = np.round(np.asarray(points, float) * 1000).astype(int)
    steps: list[int] = np.diff(whole, axis=0, prepend=np.zeros((1, 2), int)).ravel().tolist()
    return steps


def draw_zones(store: Store, ax: Axes) -> None:
    """Draw zones: watched areas shaded; computed lines and areas dotted, as they are not legal ones."""
    zones = store.frame(
        "SELECT name, zone_type, legal_status, watch, geometry FROM zones WHERE zone_type <> 'port' ORDER BY zone"
    )
    shapes = gpd.GeoDataFrame(zones, geometry=[shapely.from_wkb(bytes(g)) for g in zones.geometry], crs=4326)
    shapes = shapes[shapes.geom_type != "Point"]
    area = shapes[shapes.watch]
    area.plot(ax=ax, color="#b3261e", alpha=0.06, zorder=2)
    for status, group in shapes[shapes.watch | shapes.zone_type.isin(["nll"])].groupby("legal_status"):
        style = ":" if status == "computed" else "-"
        areas = group[group.geom_type.str.contains("Polygon")]
        lines = group[group.geom_type.str.contains("Line")]
        for drawn, width in ((areas.boundary, 0.6), (lines.geometry, 0.8)):
            if len(drawn):
                drawn.plot(ax=ax, color="#b3261e", linewidth=width, linestyle=style, zorder=2)


def draw_tracks(store: Store, ships: list[int], ax: Axes, colour: str = TRACK) -> None:
    """Draw tracks of ships from their ten-minute positions, broken where slots are missing."""
    for ship in ships:
        grid = store.frame(
            "SELECT slot, lat, lon FROM resampled WHERE vessel_id = $vessel_id ORDER BY slot", {"vessel_id": ship}
        )
        torn = (grid.slot.diff() > 1).to_numpy()
        lat, lon = (grid[c].mask(torn).to_numpy() for c in ("lat", "lon"))
        ax.plot(lon, lat, color=colour, linewidth=0.7, zorder=3)


def draw_alerts(
    store: Store, alerts: gpd.GeoDataFrame, ax: Axes | None = None, box: Any = KOREA, size: float = 9, names: int = 12
) -> Axes:
    """Draw alerts over coast, zones and their ships' tracks; the first ``names`` of each queue are labelled with rank and name.

    Needs matplotlib (``pip install 'vesseltrack[notebooks]'``) and no network.
    """
    ax = draw_sea(ax, box, size)
    draw_zones(store, ax)
    draw_tracks(store, sorted({int(s) for s in pd.concat([alerts.vessel_id, alerts.other_vessel_id.dropna()])}), ax)
    for kind, group in alerts.groupby("event_type"):
        marker, colour = MARKS[str(kind)]
        ax.scatter(
            group.lon,
            group.lat,
            marker=marker,
            s=26,
            color=colour,
            edgecolor="white",
            linewidth=0.5,
            zorder=5,
            label=kind,
        )
        away = group[group.end_lat.notna()]
        ax.plot(
            away[["lon", "end_lon"]].T,
            away[["lat", "end_lat"]].T,
            color=colour,
            linewidth=0.8,
            linestyle="--",
            zorder=4,
        )
    for a in alerts[alerts["rank"] <= names].itertuples():
        label = f"{a.queue[0].upper()}{a.rank} {both_names(a)}"
        ax.annotate(
            label.replace("$", r"\$"), (a.lon, a.lat), xytext=(5, 4), textcoords="offset points", fontsize=6, zorder=6
        )
    ax.legend(loc="lower right", fontsize=7, framealpha=0.9)
    ax.set(xlabel="", ylabel="")
    return ax


def draw_ship(store: Store, ship: int, margin_deg: float = 0.4, size: float = 7) -> Axes:
    """Draw one ship: its track and all its events, those that end elsewhere as a dashed line from start to end."""
    ship = int(ship)  # a value from a frame is a numpy integer, which DuckDB does not accept
    grid = store.frame("SELECT lat, lon FROM resampled WHERE vessel_id = $vessel_id", {"vessel_id": ship})
    half = max(np.ptp(grid.lon), np.ptp(grid.lat)) / 2 + margin_deg  # a square, whatever the track's shape
    lon, lat = (grid.lon.min() + grid.lon.max()) / 2, (grid.lat.min() + grid.lat.max()) / 2
    box = (lon - half, lat - half, lon + half, lat + half)
    ax = draw_sea(None, box, size)
    draw_zones(store, ax)
    draw_tracks(store, [ship], ax)
    found = store.frame(_EVENTS, {"vessel_id": ship})
    for event_type, events in found.groupby("event_type", sort=False):
        marker, colour = MARKS[str(event_type)]
        for e in rows_of(events[events.end_lat.notna()]):
            ax.plot([e.lon, e.end_lon], [e.lat, e.end_lat], marker=marker, color=colour, linestyle="--", zorder=4)
            ax.annotate(f"{e.duration_h:.0f} h {e.legend}", (e.lon, e.lat), fontsize=7, color=colour, zorder=6)
        still = events[events.end_lat.isna()]
        ax.scatter(
            still.lon, still.lat, marker=marker, s=40, color=colour, edgecolor="white", zorder=5, label=event_type
        )
    ax.set(xlabel="", ylabel="")
    return ax
