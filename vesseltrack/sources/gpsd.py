"""Messages decoded by gpsd, libais, pyais or AIS-catcher, JSON; with a time only if the program that wrote the log added one.

AIS-catcher gives ``rxtime`` (14 digits) or ``rxuxtime`` and ``toa`` (seconds since 1970); gpsd's own objects have no time. With
``"scaled": false`` gpsd leaves the numbers as in the message: 1/600,000 degree, tenths of a knot, a degree and a metre, the rate
of turn as AIS's indicator. Otherwise they are read as degrees, knots, metres and degrees a minute.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vesseltrack.sources.json_layout import JsonLayout, at, by_type, first_of, number, unread, when

_TYPE = f"TRY_CAST({first_of('type', 'msg_type')} AS INTEGER)"
_RAW = f"{at('scaled')} = 'false'"
_TIMES = ("tagblock_timestamp", "rxtime", "rxuxtime", "toa", "timestamp", "time", "received_at", "datetime", "utc")


def _scaled(path: str, per: int) -> str:
    return f"CASE WHEN {_RAW} THEN {number(path)} / {per} ELSE {number(path)} END"


def _is_message(o: Mapping[str, Any]) -> bool:
    kinds = o.get("class") == "AIS" or {"type", "mmsi", "repeat"} <= set(o) or {"msg_type", "mmsi"} <= set(o)
    return kinds and (
        {"lat", "lon", "shipname", "name", "partno", "scaled", "x", "y"} & set(o) != set() or "nmea" not in o
    )


_ETA = (
    f"CASE WHEN {number('month')} > 0 THEN printf('%02d-%02d %02d:%02d', "
    + ", ".join(f"TRY_CAST({at(part)} AS INTEGER)" for part in ("month", "day", "hour", "minute"))
    + ") END"
)

GPSD = JsonLayout(
    name="gpsd",
    about="AIS messages as gpsd, libais, pyais or AIS-catcher decode them",
    why='one of its first objects has "class": "AIS", or an AIS type with mmsi',
    marks=_is_message,
    skip="j->>'$.class' IN ('VERSION', 'DEVICES', 'DEVICE', 'WATCH', 'TPV', 'SKY', 'PPS', 'TOFF', 'GST')",
    fields={
        "problem": f"WHEN {at('class')} <> 'AIS' OR {unread(_TYPE)} THEN 'other_message'",
        **by_type(_TYPE),
        "id": at("mmsi"),
        "time": when(*_TIMES),
        "lat": _scaled("lat", 600_000),
        "lon": _scaled("lon", 600_000),
        "sog": f"CASE WHEN {_RAW} AND {number('speed')} = 1023 THEN NULL ELSE {_scaled('speed', 10)} END",
        "cog": _scaled("course", 10),
        "heading": number("heading"),
        "rot": f"CASE WHEN {_RAW} THEN turn_from_indicator({number('turn')}) ELSE {number('turn')} END",
        "status": at("status"),
        "name": first_of("shipname", "name"),
        "imo": at("imo"),
        "call_sign": at("callsign"),
        "ship_type": first_of("shiptype", "ship_type"),
        "draught": _scaled("draught", 10),
        "to_bow": f"TRY_CAST({at('to_bow')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('to_stern')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('to_port')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('to_starboard')} AS FLOAT)",
        "destination": at("destination"),
        "eta": f"coalesce({at('eta')}, {_ETA})",
        "mother_ssvid": f"TRY_CAST({first_of('mothership_mmsi', 'mothership')} AS BIGINT)",
    },
)
