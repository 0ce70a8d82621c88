"""Messages decoded by gpsd or libais, JSON: dated only where the log's tag blocks or a receiver's clock were kept."""

from vesseltrack.sources.json_layout import JsonLayout, at, by_type, first_of, number, unread

_TYPE = f"TRY_CAST({at('type')} AS INTEGER)"

GPSD = JsonLayout(
    name="gpsd",
    about="AIS messages as gpsd or libais decode them",
    why='its first object has "class": "AIS", or an AIS type with mmsi',
    marks=lambda o: o.get("class") == "AIS" or {"type", "mmsi", "repeat"} <= set(o),
    fields={
        "problem": f"WHEN {at('class')} <> 'AIS' OR {unread(_TYPE)} THEN 'other_message'",
        **by_type(_TYPE),
        "id": at("mmsi"),
        "time": f"utc_time({first_of('tagblock_timestamp', 'rxtime')})",
        "lat": number("lat"),
        "lon": number("lon"),
        "sog": number("speed"),
        "cog": number("course"),
        "heading": number("heading"),
        "rot": number("turn"),
        "status": at("status"),
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
