"""Messages decoded by gpsd or libais, JSON: dated only where the log's tag blocks or a receiver's clock were kept."""

from vesseltrack.sources.json_layout import JsonLayout, at, first_of, number

_TYPE = f"TRY_CAST({at('type')} AS INTEGER)"

GPSD = JsonLayout(
    name="gpsd",
    about="AIS messages as gpsd or libais decode them",
    why='its first object has "class": "AIS", or an AIS type with mmsi',
    marks=lambda o: o.get("class") == "AIS" or {"type", "mmsi", "repeat"} <= set(o),
    fields={
        "problem": f"WHEN {at('class')} <> 'AIS' OR {_TYPE} IS NULL OR {_TYPE} NOT IN (1, 2, 3, 4, 5, 9, 18, 19, 21, 24, 27)"
        " THEN 'other_message'",
        "message": _TYPE,
        "station": f"CASE {_TYPE} WHEN 4 THEN 'base_station' WHEN 9 THEN 'sar_aircraft' WHEN 21 THEN 'aid_to_navigation' END",
        "particulars_only": f"{_TYPE} IN (5, 24)",
        "id": at("mmsi"),
        "time": f"utc_time({first_of('tagblock_timestamp', 'rxtime')})",
        "lat": number("lat"),
        "lon": number("lon"),
        "sog": number("speed"),
        "cog": number("course"),
        "heading": number("heading"),
        "rot": number("turn"),
        "status": at("status"),
        "class": f"CASE WHEN {_TYPE} IN (1, 2, 3, 5) THEN 'A' WHEN {_TYPE} IN (18, 19, 24) THEN 'B' END",
        "name": first_of("shipname", "name"),
        "imo": at("imo"),
        "call_sign": at("callsign"),
        "ship_type": at("shiptype"),
        "draught": f"TRY_CAST({at('draught')} AS FLOAT)",
        "to_bow": f"TRY_CAST({at('to_bow')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('to_stern')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('to_port')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('to_starboard')} AS FLOAT)",
        "destination": at("destination"),
        "eta": at("eta"),
    },
)
