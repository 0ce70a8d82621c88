"""Alerts and tracks for Google Earth: KML 2.2 with gx:Track. Text is escaped, for viewers read it as HTML; nothing is loaded.

A placemark for each alert with its events and indicators, and its silences as lines over water; a placemark for each ship with
its track in time. A track is broken where the ship was not received (``gx:interpolate`` 0) and cut at the 180th meridian.
"""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vesseltrack import output
from vesseltrack.alerts.find import both_names
from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of
from vesseltrack.report.export.layers import Layers
from vesseltrack.report.export.tracks import cut_at_180, stretches

TRACK_COLOUR = "#20607f"
SENT = {
    "speed_kn": ("sog_kn", "Speed over ground (kn)"),
    "course_deg": ("cog_deg", "Course over ground (deg)"),
}
"""Values at each moment of a track besides heading: name in the file, our column, display name."""


def _colour(rgb: str) -> str:
    """A colour ``#rrggbb`` in KML's order: opacity, blue, green, red."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}"


def _moment(time: Any) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%SZ}"


def _when(a: Any) -> str:
    end = "" if pd.isna(a.last_time) else f"<end>{_moment(a.last_time)}</end>"
    return f"<TimeSpan><begin>{_moment(a.first_time)}</begin>{end}</TimeSpan>"


def _placemark(a: Any, ways: list[Any]) -> str:
    words = [*a.timeline, "", *a.indicators, *a.mitigating, *a.listed_as]
    ends = [(a.lon, a.lat)] + ([(a.end_lon, a.end_lat)] if pd.notna(a.end_lat) else [])
    points = "".join(f"<Point><coordinates>{x},{y}</coordinates></Point>" for x, y in ends)
    lines = "".join(_line(part) for way in ways for part in shapely.get_parts(way))
    return (
        f"<Placemark><name>{output.kml_text(f'{a.queue} {a.rank}: {both_names(a)}')}</name>"
        f"<Snippet>{output.kml_text(a.summary)}</Snippet>"
        f"<description>{output.kml_html(words)}</description>{_when(a)}<styleUrl>#{a.event_type}</styleUrl>"
        f"<MultiGeometry>{points}{lines}</MultiGeometry></Placemark>"
    )


def _line(part: Any) -> str:
    places = " ".join(f"{x:.5f},{y:.5f}" for x, y in shapely.get_coordinates(part))
    return f"<LineString><tessellate>1</tessellate><coordinates>{places}</coordinates></LineString>"


def to_kml(layers: Layers, path: Path) -> None:
    """Write a KML file: a folder for each queue with one placemark per alert, and a folder of tracks with one per ship."""
    ways: dict[str, list[Any]] = {}
    for s in rows_of(layers.gaps):
        ways.setdefault(str(s.alert), []).append(s.geometry)
    folders = "".join(
        f"<Folder><name>{queue}</name>" + "\n".join(_placemark(a, ways.get(a.alert, [])) for a in rows_of(some)) + "</Folder>\n"
        for queue, some in layers.found.groupby("queue", sort=False)
    )  # fmt: skip
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"'
        ' xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>'
        f"<name>vesseltrack alerts</name>{_styles()}{_schema()}\n{folders}{_tracks(layers.positions)}</Document></kml>\n",
        encoding="utf-8",
    )


def _styles() -> str:
    events = "".join(
        f'<Style id="{d.event}"><IconStyle><color>{_colour(d.colour)}</color></IconStyle>'
        f"<LineStyle><color>{_colour(d.colour)}</color><width>2</width></LineStyle></Style>"
        for d in DETECTORS
    )
    line = f"<LineStyle><color>{_colour(TRACK_COLOUR)}</color><width>1.5</width></LineStyle>"
    return f'{events}<Style id="track"><IconStyle><scale>0.5</scale></IconStyle>{line}</Style>'


def _schema() -> str:
    fields = "".join(
        f'<gx:SimpleArrayField name="{name}" type="float"><displayName>{words}</displayName></gx:SimpleArrayField>'
        for name, (_, words) in SENT.items()
    )
    return f'<Schema id="sent">{fields}</Schema>'


def _tracks(positions: gpd.GeoDataFrame) -> str:
    """A placemark for each ship, with a gx:Track for each stretch of it."""
    placemarks = [
        f"<Placemark><name>{output.kml_text(name)}</name><styleUrl>#track</styleUrl><gx:MultiTrack>"
        f"<gx:interpolate>0</gx:interpolate>{''.join(_track(p) for s in some for p in cut_at_180(s))}"
        "</gx:MultiTrack></Placemark>\n"
        for (_, name), some in groupby(stretches(positions), key=lambda s: (s.vessel_id.iat[0], s.ship_name.iat[0]))
    ]
    return f"<Folder><name>tracks</name>{''.join(placemarks)}</Folder>\n"


def _track(part: pd.DataFrame) -> str:
    """One ``gx:Track``: times, positions, heading (as sent; else the course sent, else that made good), speed and course as sent.

    A single position is written twice, as other readers take a track for a line.
    """
    part = part if len(part) > 1 else pd.concat([part, part])
    when = "".join(f"<when>{_moment(t)}</when>" for t in part.time)
    where = "".join(f"<gx:coord>{x:.5f} {y:.5f} 0</gx:coord>" for x, y in zip(part.lon, part.lat, strict=True))
    angles = "".join(f"<gx:angles>{h:.0f} 0 0</gx:angles>" for h in headings(part))
    arrays = "".join(_array(name, part[column]) for name, (column, _) in SENT.items())
    data = f'<ExtendedData><SchemaData schemaUrl="#sent">{arrays}</SchemaData></ExtendedData>'
    return f"<gx:Track><altitudeMode>clampToGround</altitudeMode>{when}{where}{angles}{data}</gx:Track>"


def _array(name: str, values: pd.Series) -> str:
    cells = "".join("<gx:value/>" if pd.isna(v) else f"<gx:value>{v:.1f}</gx:value>" for v in values)
    return f'<gx:SimpleArrayData name="{name}">{cells}</gx:SimpleArrayData>'


def headings(part: pd.DataFrame) -> Any:
    """Heading at each position, degrees: as sent; else the course sent; else the bearing to the next position."""
    sent = part.heading_deg.to_numpy(float, na_value=np.nan)
    course = part.cog_deg.to_numpy(float, na_value=np.nan)
    y, x = np.radians(part.lat.to_numpy(float)), np.radians(part.lon.to_numpy(float))
    made = np.zeros(len(part))
    if len(part) > 1:
        turn = np.diff(x)
        made[:-1] = np.degrees(
            np.arctan2(
                np.sin(turn) * np.cos(y[1:]), np.cos(y[:-1]) * np.sin(y[1:]) - np.sin(y[:-1]) * np.cos(y[1:]) * np.cos(turn)
            )
        )  # fmt: skip
        made[-1] = made[-2]
    return np.where(np.isfinite(sent), sent, np.where(np.isfinite(course), course, made)) % 360
