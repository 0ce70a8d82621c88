"""Digitraffic (Fintraffic, Finland): GeoJSON features of positions, the metadata of ships, and both from MQTT; CC BY 4.0.

Source: https://www.digitraffic.fi/en/marine-traffic/. ``timestampExternal`` and the ships' ``timestamp`` are milliseconds
since 1970; ``rot`` is AIS's indicator; draught is in tenths of a metre; ``eta`` is packed in 20 bits (month 4, day 5, hour 5,
minute 6). A message from MQTT has a topic, ``vessels-v2/<mmsi>/location`` or ``.../metadata``, and an object without the MMSI:
``time`` in seconds in a location, ``timestamp`` in milliseconds in metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vesseltrack.sources.json_layout import JsonLayout, at, has, number, when
from vesseltrack.sources.json_text import plain_lines


def _epoch_ms(path: str) -> str:
    return f"make_timestamp(TRY_CAST({number(path)} * 1000 AS BIGINT))"


_ETA = "TRY_CAST(m->>'$.eta' AS BIGINT)"
_SPELT = (
    f"CASE WHEN {_ETA} >> 16 & 15 > 0 THEN printf('%02d-%02d %02d:%02d', {_ETA} >> 16 & 15, {_ETA} >> 11 & 31, "
    f"{_ETA} >> 6 & 31, {_ETA} & 63) END"
)
_TOPIC = re.compile(rb"^(vessels(?:-v2)?/(\d+)/\w+)[ \t]+\{", re.MULTILINE)


def _with_topic(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same lines, with the topic in front of each object moved into it as the members ``topic`` and ``mmsi``."""
    return (_TOPIC.sub(rb'{"topic":"\1","mmsi":\2,', chunk) for chunk in plain_lines(chunks))


def _of_mqtt(o: Mapping[str, Any]) -> bool:
    return {"mmsi", "time", "navStat", "posAcc"} <= set(o) or {"mmsi", "timestamp", "refA", "posType"} <= set(o)


DIGITRAFFIC = JsonLayout(
    name="digitraffic",
    about="Digitraffic (Finland), positions",
    why="its first object is a feature with properties.timestampExternal",
    marks=lambda o: isinstance(o.get("properties"), dict) and "timestampExternal" in o["properties"],
    fields={
        "id": f"coalesce({at('mmsi')}, {at('properties.mmsi')})",
        "time": _epoch_ms("properties.timestampExternal"),
        "lat": number("geometry.coordinates[1]"),
        "lon": number("geometry.coordinates[0]"),
        "sog": number("properties.sog"),
        "cog": number("properties.cog"),
        "heading": number("properties.heading"),
        "rot": f"turn_from_indicator({number('properties.rot')})",
        "status": at("properties.navStat"),
    },
)
DIGITRAFFIC_SHIPS = JsonLayout(
    name="digitraffic-ships",
    about="Digitraffic (Finland), ships",
    why="its first object has mmsi, referencePointA and shipType",
    marks=has("mmsi", "referencePointA", "shipType"),
    fields={
        "particulars_only": "true",
        "id": at("mmsi"),
        "time": _epoch_ms("timestamp"),
        "name": at("name"),
        "imo": at("imo"),
        "call_sign": at("callSign"),
        "ship_type": at("shipType"),
        "draught": f"({number('draught')} / 10)",
        "to_bow": f"TRY_CAST({at('referencePointA')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('referencePointB')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('referencePointC')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('referencePointD')} AS FLOAT)",
        "destination": at("destination"),
        "eta": _SPELT,
    },
)
DIGITRAFFIC_MQTT = JsonLayout(
    name="digitraffic-mqtt",
    about="Digitraffic (Finland), messages of its MQTT stream",
    why="its first object has mmsi, time, navStat and posAcc, as the topics vessels-v2 have",
    marks=_of_mqtt,
    fields={
        "particulars_only": "m->>'$.lat' IS NULL",
        "id": at("mmsi"),
        "time": when("time", "timestamp"),
        "lat": number("lat"),
        "lon": number("lon"),
        "sog": number("sog"),
        "cog": number("cog"),
        "heading": number("heading"),
        "rot": f"turn_from_indicator({number('rot')})",
        "status": at("navStat"),
        "name": at("name"),
        "imo": at("imo"),
        "call_sign": at("callSign"),
        "ship_type": at("type"),
        "draught": f"({number('draught')} / 10)",
        "to_bow": f"TRY_CAST({at('refA')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('refB')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('refC')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('refD')} AS FLOAT)",
        "destination": at("destination"),
        "eta": _SPELT,
    },
)
DIGITRAFFIC_TOPICS = replace(
    DIGITRAFFIC_MQTT,
    name="digitraffic-topics",
    about="Digitraffic (Finland), its MQTT stream with the topic in front of each message",
    why="line 1 begins with a topic, vessels-v2/<mmsi>/...",
    begins=re.compile(r"vessels(-v2)?/\d+/\w+[ \t]+\{"),
    through=_with_topic,
)
