"""The files that the pages' examples use: three invented days in the Yellow Sea, and a list, all small and the same every time.

``python docs/night.py FOLDER`` writes them. Twelve ships lie and send every five minutes, so that the place is known to be heard
well. LADY R, a listed name, sails through, silent for 20 hours. Two ships that no list names lie side by side for seven.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import zstandard

BEGIN = datetime(2026, 11, 20)
HEAD = (
    "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,"
    "TransceiverClass"
)
MIDDLE = (36.5, 123.9)
"""Latitude, longitude: over 100 km from any shore."""
Row = tuple[float, str]
"""Minutes since ``BEGIN``, and the rest of its line."""


def sent(who: str, minute: float, lat: float, lon: float, sog_kn: float, cog_deg: float) -> Row:
    """One message: ``who`` is ``mmsi,name,imo,call sign,type,length``."""
    mmsi, name, imo, call_sign, kind, length = who.split(",")
    time = (BEGIN + timedelta(minutes=minute)).isoformat()
    rest = f"{lat:.5f},{lon:.5f},{sog_kn:.1f},{cog_deg:.1f},511.0,{name},{imo},{call_sign},{kind},0,{length},20,8.0,,A"
    return minute, f"{mmsi},{time},{rest}"


def course(who: str, begin_h: float, end_h: float, a: tuple[float, float], b: tuple[float, float]) -> Iterator[Row]:
    """A straight line from a to b, a message every five minutes."""
    minutes = range(round(begin_h * 60), round(end_h * 60), 5)
    dlat, dlon = b[0] - a[0], (b[1] - a[1]) * math.cos(math.radians(a[0]))
    knots = math.hypot(dlat, dlon) * 60 / (end_h - begin_h)
    degrees = math.degrees(math.atan2(dlon, dlat)) % 360
    for minute in minutes:
        f = (minute - begin_h * 60) / ((end_h - begin_h) * 60)
        yield sent(who, minute + 0.1, a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1]), knots, degrees)


def rows() -> Iterator[Row]:
    """All messages of all ships, ship by ship."""
    lat, lon = MIDDLE
    for n in range(12):
        who = f"{412000100 + n},CALM SEA {n + 1},,BCS{n},70,120"
        for minute in range(n, 72 * 60, 5):
            yield sent(who, minute, lat - 0.15 + n % 4 * 0.1, lon - 0.2 + n // 4 * 0.2, 0.1, 0)
    lady = "273212120,LADY R,IMO9161003,UBZX,70,122"
    yield from course(lady, 0, 20, (lat - 0.1, lon - 2.5), (lat - 0.1, lon - 0.1))
    yield from course(lady, 40, 72, (lat + 0.1, lon + 0.1), (lat + 0.1, lon + 3.5))
    tanker, other = "538000201,MORNING DEW,IMO9290969,V7AA1,80,180", "636000202,FAIR WIND,IMO9290957,D5AA2,80,150"
    meet, beside = (lat + 0.6, lon + 0.9), (lat + 0.6, lon + 0.9007)
    for who, at, away in ((tanker, meet, -1.0), (other, beside, 1.0)):
        start, leave = (at[0] + 0.3, at[1] + away), (at[0] - 0.3, at[1] + away)
        yield from course(who, 20, 25, start, at)
        yield from course(who, 25, 32, at, at)
        yield from course(who, 32, 40, at, leave)


def write_night(folder: Path) -> None:
    """Write ``in/ais-2026-11-20.csv.zst`` and the two days after it, the last of them outside ``in/`` too, and ``sdn.csv``."""
    (folder / "in").mkdir(parents=True)
    for day in range(3):
        some = sorted(row for row in rows() if day * 1440 <= row[0] < (day + 1) * 1440)
        name = f"ais-{(BEGIN + timedelta(days=day)).date()}.csv.zst"
        packed = zstandard.compress("\n".join([HEAD, *(line for _, line in some), ""]).encode())
        (folder / "in" / name).write_bytes(packed)
    (folder / name).write_bytes(packed)
    (folder / "sdn.csv").write_bytes(
        b'7,"OLD","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO 9161003"\r\n\x1a'
    )


if __name__ == "__main__":
    write_night(Path(sys.argv[1]))
