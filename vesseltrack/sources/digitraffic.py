"""Digitraffic (Fintraffic, Finland): GeoJSON features of positions, and the metadata of ships; CC BY 4.0.

Source: https://www.digitraffic.fi/en/marine-traffic/. ``timestampExternal`` and the ships' ``timestamp`` are milliseconds
since 1970; ``rot`` is AIS's indicator; draught is in tenths; ``eta`` is packed as in the message (months 4 bits, days 5,
hours 5, minutes 6).
"""

from vesseltrack.sources.json_layout import JsonLayout, at, has, number


def _epoch_ms(path: str) -> str:
    return f"make_timestamp(TRY_CAST({number(path)} * 1000 AS BIGINT))"


_ETA = "TRY_CAST(m->>'$.eta' AS BIGINT)"

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
        "eta": f"CASE WHEN {_ETA} >> 16 & 15 > 0 THEN printf('%02d-%02d %02d:%02d', {_ETA} >> 16 & 15, {_ETA} >> 11 & 31, "
        f"{_ETA} >> 6 & 31, {_ETA} & 63) END",
    },
)
