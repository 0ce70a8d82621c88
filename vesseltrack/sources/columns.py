"""Known column names, in one table for all layouts, and the units in them.

``SOG (kn)``, ``sog_kn`` and ``SOG`` count as one name; so do ``Ship Name``, ``ship_name`` and ``ShipName``. A unit in brackets or
at the end of a name gives the conversion factor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

SYNONYMS: dict[str, tuple[str, ...]] = {
    "id": ("mmsi", "mmsi number", "mmsi no", "ssvid", "source mmsi", "user id", "vessel mmsi", "ship mmsi", "vessel id",
           "ship id", "craft id", "ship", "id"),
    "time": ("time utc", "timestamp utc", "datetime utc", "date time utc", "utc time", "utc datetime", "time", "timestamp", "utc",
             "datetime", "date time", "base date time", "msg time", "msg timestamp", "position time", "received at", "ts", "t",
             "dt pos utc", "epoch", "unix time", "date"),
    "lat": ("lat", "latitude", "lat dd", "y"),
    "lon": ("lon", "longitude", "long", "lng", "lon dd", "x"),
    "sog": ("sog", "speed over ground", "speed"),
    "cog": ("cog", "course over ground", "course"),
    "heading": ("heading", "true heading", "hdg"),
    "rot": ("rot", "rate of turn", "turn rate"),
    "status": ("status", "nav status", "navigational status", "navigation status", "navstat", "status code"),
    "class": ("class", "transceiver class", "transceiver", "ais class", "type of mobile", "target type"),
    "source": ("source", "data source", "ais source", "src", "dsrc", "source name", "source id", "provider", "data provider",
               "ais provider", "provider id", "provider name", "collection type", "receiver", "receiver id", "receiver name",
               "station", "ais station", "station id", "station name", "receiving station", "feed"),
    "name": ("name", "vessel name", "ship name", "shipname"),
    "imo": ("imo", "imo number", "imo no", "imo nr"),
    "call_sign": ("call sign", "callsign"),
    "ship_type": ("ship type", "vessel type", "ship and cargo type", "ais ship type", "type"),
    "length": ("length", "ship length", "vessel length", "loa"),
    "width": ("width", "beam", "breadth", "ship width", "vessel width"),
    "draught": ("draught", "draft", "max draught", "maximum static draught"),
    "to_bow": ("to bow", "dim bow", "dimension to bow", "dim a", "size a", "a"),
    "to_stern": ("to stern", "dim stern", "dimension to stern", "dim b", "size b", "b"),
    "to_port": ("to port", "dim port", "dimension to port", "dim c", "size c", "c"),
    "to_starboard": ("to starboard", "dim starboard", "dimension to starboard", "dim d", "size d", "d"),
    "destination": ("destination", "dest", "reported destination"),
    "eta": ("eta", "eta ais", "reported eta"),
}  # fmt: skip
"""Field to its general column names, the surest first; spelling does not matter (see :func:`plain`)."""

CLOCKS = ("time utc", "utc time", "time", "clock", "time of day", "utc", "hour")
DATES = ("date utc", "utc date", "date", "day", "base date", "obs date")
"""Column names of the clock time and of the date, if these are in two columns."""

HEMISPHERES = {
    "lat": ("ns", "lat ns", "ns hemisphere", "hemisphere ns", "lat hemisphere", "lat hemi", "lat dir", "lat direction",
            "latitude direction", "latitude hemisphere", "ns indicator", "lat indicator", "lat ref", "latitude ref", "lat sign"),
    "lon": ("ew", "lon ew", "ew hemisphere", "hemisphere ew", "lon hemisphere", "lon hemi", "lon dir", "lon direction",
            "long dir", "longitude direction", "longitude hemisphere", "ew indicator", "lon indicator", "lon ref",
            "longitude ref", "lon sign"),
}  # fmt: skip
"""Column names of the hemisphere, N or S beside a latitude, E or W beside a longitude."""
HEMISPHERE_WORDS = ("N", "S", "E", "W", "NORTH", "SOUTH", "EAST", "WEST")
"""The values of such a column."""

KNOT_M_S, KNOT_KM_H, FOOT_PER_M, DEGREE_RAD = 1852 / 3600, 1.852, 1 / 0.3048, 0.017453292519943295
_ANGLE = {"deg": 1, "degs": 1, "degree": 1, "degrees": 1, "°": 1, "dd": 1, "rad": DEGREE_RAD, "x10": 10, "decideg": 10}
_LENGTH = {
    "m": 1, "meter": 1, "meters": 1, "metre": 1, "metres": 1, "mtr": 1, "ft": FOOT_PER_M, "feet": FOOT_PER_M, "cm": 100, "dm": 10,
    "metersx10": 10, "metresx10": 10, "mx10": 10, "x10": 10,
}  # fmt: skip
_SPEED = {
    "kn": 1, "kt": 1, "kts": 1, "kns": 1, "knot": 1, "knots": 1, "m/s": KNOT_M_S, "ms": KNOT_M_S, "mps": KNOT_M_S,
    "m s": KNOT_M_S,
    "m/sec": KNOT_M_S, "ms-1": KNOT_M_S, "km/h": KNOT_KM_H, "kmh": KNOT_KM_H, "kph": KNOT_KM_H, "kmph": KNOT_KM_H,
    "km h": KNOT_KM_H,
    "mph": 1.852 / 1.609344, "knotsx10": 10, "knx10": 10, "x10": 10, "1/10 kn": 10, "0.1 kn": 10, "0.1kn": 10, "1/10kn": 10,
}  # fmt: skip
UNITS: dict[str, Mapping[str, float]] = {
    "sog": _SPEED, "cog": _ANGLE, "heading": _ANGLE, "lat": _ANGLE, "lon": _ANGLE,
    "rot": {"deg/min": 1, "degmin": 1, "deg min": 1, "°/min": 1, "deg/s": 1 / 60, "deg s": 1 / 60},
    **dict.fromkeys(("length", "width", "draught", "to_bow", "to_stern", "to_port", "to_starboard"), _LENGTH),
}  # fmt: skip
"""Field to the units of its column: how many of each make one of ours (knot, degree, metre, degree a minute)."""

_BRACKETS = re.compile(r"[\[(]([^\])]*)[\])]\s*$")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A column's name normalised: without case, spaces, underscores and punctuation."""
    return "".join(c for c in name.lower() if c.isalnum())


def words(name: str) -> list[str]:
    """The words of a column's name, in lower case."""
    return [w for w in re.split(r"[^\w°/]+|_", _CAMEL.sub(" ", name).lower()) if w]


@lru_cache(maxsize=8192)  # asked of each known name at each file
def with_unit(name: str, field: str) -> tuple[str, float | None]:
    """A column's name (see :func:`plain`) without its unit, and how many of that unit make one of ours; ``None`` without unit."""
    units = UNITS.get(field, {})
    if found := _BRACKETS.search(name):
        unit = found[1].strip().lower()
        return plain(name[: found.start()]), units.get(unit, units.get(plain(unit)))
    parts = words(name)
    for n in (1, 2):
        if len(parts) > n and " ".join(parts[-n:]) in units:
            return plain("".join(parts[:-n])), units[" ".join(parts[-n:])]
    return plain(name), None


def unknown_unit(name: str, field: str) -> str:
    """An unknown unit in brackets; empty if there is none."""
    found = _BRACKETS.search(name)
    if found and plain(name) == plain(found[1]):  # nothing but the brackets
        return ""
    return found[1].strip() if found and field in UNITS and with_unit(name, field)[1] is None else ""


def candidates(field: str, names: Sequence[str], header: Sequence[str]) -> list[int]:
    """The columns of a header that have one of some names of a field, in the order of these names."""
    spelt = [plain(h) for h in header]
    bare = [with_unit(h, field)[0] for h in header]
    wanted = list(dict.fromkeys(plain(n) for n in names))
    found = [i for n in wanted for i, h in enumerate(spelt) if h == n]
    return list(dict.fromkeys(found + [i for n in wanted for i, h in enumerate(bare) if h == n]))


KNOWN_NAMES = frozenset(plain(n) for names in SYNONYMS.values() for n in names)
"""All general column names; rows of a file that contain them are headers."""
