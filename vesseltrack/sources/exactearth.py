"""exactEarth, CSV: messages of all types in one table of 122 columns, their type in ``Message_ID``.

Times are ``YYYYMMDD_hhmmss``, UTC; rows of message types 5 and 24 are static data.
"""

from vesseltrack.sources.layout import Layout

EXACTEARTH = Layout(
    name="exactearth",
    about="exactEarth CSV of all message types",
    known_by=("Message_ID", "Vessel_Name", "Time", "Millisecond"),
    time_format="%Y%m%d_%H%M%S",
    columns={
        "id": ("MMSI",),
        "message": ("Message_ID",),
        "time": ("Time",),
        "lat": ("Latitude",),
        "lon": ("Longitude",),
        "sog": ("SOG",),
        "cog": ("COG",),
        "heading": ("Heading",),
        "rot": ("ROT",),
        "status": ("Navigational_status",),
        "name": ("Vessel_Name",),
        "imo": ("IMO",),
        "call_sign": ("Call_sign",),
        "ship_type": ("Ship_Type",),
        "draught": ("Draught",),
        "to_bow": ("Dimension_to_Bow",),
        "to_stern": ("Dimension_to_stern",),
        "to_port": ("Dimension_to_port",),
        "to_starboard": ("Dimension_to_starboard",),
        "destination": ("Destination",),
    },
)
