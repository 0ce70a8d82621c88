"""AIS-catcher's database table ``ais_state``: one row a ship, with its last position and its particulars.

Speed is read as knots, course and heading as degrees, ``turn`` as degrees a minute, draught as metres. A row without a position
is static data.
"""

from vesseltrack.sources.layout import Layout

AISCATCHER_STATE = Layout(
    name="aiscatcher-state",
    about="AIS-catcher's table of vessels (ais_state)",
    known_by=("received_at", "msg_types", "to_bow"),
    columns={
        "id": ("mmsi",),
        "time": ("received_at",),
        "lat": ("lat",),
        "lon": ("lon",),
        "sog": ("speed",),
        "cog": ("course",),
        "heading": ("heading",),
        "rot": ("turn",),
        "status": ("status",),
        "name": ("shipname",),
        "imo": ("imo",),
        "call_sign": ("callsign",),
        "ship_type": ("shiptype",),
        "draught": ("draught",),
        "to_bow": ("to_bow",),
        "to_stern": ("to_stern",),
        "to_port": ("to_port",),
        "to_starboard": ("to_starboard",),
        "destination": ("destination",),
        "eta": ("eta",),
    },
    unplaced_is_static=True,
)
