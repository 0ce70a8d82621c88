"""Danish Maritime Authority, daily CSV: 26 columns (older files 22, without A to D), UTC, times with the day first.

Each receiver's copy of a message is a row.

Source: http://aisdata.ais.dk and the column list published there. A to D are the distances in metres from the antenna to bow,
stern, port and starboard. A static message from before a ship's first position has latitude 91.
"""

from vesseltrack.sources.layout import Layout

DMA = Layout(
    name="dma",
    about="Danish Maritime Authority, daily CSV",
    known_by=("# Timestamp", "Type of mobile", "Navigational status"),
    unplaced_is_static=True,
    time_format="%d/%m/%Y %H:%M:%S",
    columns={
        "id": ("MMSI",),
        "time": ("# Timestamp",),
        "lat": ("Latitude",),
        "lon": ("Longitude",),
        "sog": ("SOG",),
        "cog": ("COG",),
        "heading": ("Heading",),
        "rot": ("ROT",),
        "status": ("Navigational status",),
        "class": ("Type of mobile",),
        "station": ("Type of mobile",),
        "name": ("Name",),
        "imo": ("IMO",),
        "call_sign": ("Callsign",),
        "ship_type": ("Ship type",),
        "length": ("Length",),
        "width": ("Width",),
        "draught": ("Draught",),
        "to_bow": ("A",),
        "to_stern": ("B",),
        "to_port": ("C",),
        "to_starboard": ("D",),
        "destination": ("Destination",),
        "eta": ("ETA",),
    },
)
