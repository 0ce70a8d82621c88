"""Alerts for Google Earth: KML 2.2, a placemark each with its story, silences as lines. Text is escaped; nothing is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from vesseltrack import output
from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of


def _colour(rgb: str) -> str:
    """``#rrggbb`` as KML has it: opacity, blue, green, red."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}"


def _when(a: Any) -> str:
    end = "" if pd.isna(a.last_time) else f"<end>{a.last_time:%Y-%m-%dT%H:%M:%SZ}</end>"
    return f"<TimeSpan><begin>{a.first_time:%Y-%m-%dT%H:%M:%SZ}</begin>{end}</TimeSpan>"


def _placemark(a: Any) -> str:
    words = "\n".join([*a.timeline, "", *a.indicators, *a.mitigating, *a.listed_as])
    point = f"<Point><coordinates>{a.lon},{a.lat}</coordinates></Point>"
    shape = point
    if pd.notna(a.end_lat):
        ends = f"<coordinates>{a.lon},{a.lat} {a.end_lon},{a.end_lat}</coordinates>"
        shape = f"<MultiGeometry>{point}<LineString><tessellate>1</tessellate>{ends}</LineString></MultiGeometry>"
    return (
        f"<Placemark><name>{output.xml(f'{a.queue} {a.rank}: {a.ship_name}')}</name><Snippet>{output.xml(a.summary)}</Snippet>"
        f"<description>{output.xml(words)}</description>{_when(a)}<styleUrl>#{a.event_type}</styleUrl>{shape}</Placemark>"
    )


def to_kml(frame: gpd.GeoDataFrame, path: Path) -> None:
    """A folder for each queue, a placemark for each alert."""
    styles = "".join(
        f'<Style id="{d.event}"><IconStyle><color>{_colour(d.colour)}</color></IconStyle>'
        f"<LineStyle><color>{_colour(d.colour)}</color><width>2</width></LineStyle></Style>"
        for d in DETECTORS
    )
    folders = "".join(
        f"<Folder><name>{queue}</name>" + "\n".join(_placemark(a) for a in rows_of(some)) + "</Folder>\n"
        for queue, some in frame.groupby("queue", sort=False)
    )
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>vesseltrack alerts</name>{styles}\n{folders}</Document></kml>\n",
        encoding="utf-8",
    )
