"""BarentsWatch live AIS (Norwegian Coastal Administration), JSON: one object per message.

Speed is read as knots, course and heading as degrees, ``rateOfTurn`` as AIS's indicator, ``draught`` as tenths of a metre, other
lengths as metres. ``type`` tells static data (``Staticdata``) and aids to navigation (``Aton``) apart from positions.
"""

from vesseltrack.sources.json_layout import JsonLayout, at, first_of, has, number

BARENTSWATCH = JsonLayout(
    name="barentswatch",
    about="BarentsWatch live AIS (Norway)",
    why="its first object has mmsi and msgtime",
    marks=has("mmsi", "msgtime"),
    fields={
        "particulars_only": f"{at('type')} = 'Staticdata'",
        "station": f"CASE WHEN {at('type')} = 'Aton' THEN 'aid_to_navigation' END",
        "id": at("mmsi"),
        "time": f"utc_time({at('msgtime')})",
        "lat": number("latitude"),
        "lon": number("longitude"),
        "sog": number("speedOverGround"),
        "cog": number("courseOverGround"),
        "heading": number("trueHeading"),
        "rot": f"turn_from_indicator({number('rateOfTurn')})",
        "status": at("navigationalStatus"),
        "name": at("name"),
        "imo": at("imoNumber"),
        "call_sign": at("callSign"),
        "ship_type": at("shipType"),
        "length": f"TRY_CAST({first_of('shipLength', 'length')} AS FLOAT)",
        "width": f"TRY_CAST({first_of('shipWidth', 'width')} AS FLOAT)",
        "draught": f"({number('draught')} / 10)",
        "to_bow": f"TRY_CAST({at('dimensionA')} AS FLOAT)",
        "to_stern": f"TRY_CAST({at('dimensionB')} AS FLOAT)",
        "to_port": f"TRY_CAST({at('dimensionC')} AS FLOAT)",
        "to_starboard": f"TRY_CAST({at('dimensionD')} AS FLOAT)",
        "destination": at("destination"),
        "eta": at("eta"),
    },
)
