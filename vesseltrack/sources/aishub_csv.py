"""AISHub's tables: the answer of its web service as CSV, for people or with the raw numbers of AIS.

Source: https://www.aishub.net/api. Raw, latitude and longitude are in 1/10,000 of a minute, speed, course and draught in
tenths, and the time counts seconds since 1970; for people, the time ends in GMT.
"""

from vesseltrack.sources.layout import Layout

AISHUB_CSV = Layout(
    name="aishub-csv",
    about="AISHub's web service, as CSV, for people or raw",
    known_by=("MMSI", "TIME", "NAVSTAT", "ROT", "DEST"),
    raw={"lat": 600_000, "lon": 600_000, "sog": 10, "cog": 10, "draught": 10},
    columns={
        "id": ("MMSI",),
        "time": ("TIME",),
        "lat": ("LATITUDE",),
        "lon": ("LONGITUDE",),
        "sog": ("SOG",),
        "cog": ("COG",),
        "heading": ("HEADING",),
        "rot": ("ROT",),
        "status": ("NAVSTAT",),
        "name": ("NAME",),
        "imo": ("IMO",),
        "call_sign": ("CALLSIGN",),
        "ship_type": ("TYPE",),
        "to_bow": ("A",),
        "to_stern": ("B",),
        "to_port": ("C",),
        "to_starboard": ("D",),
        "draught": ("DRAUGHT",),
        "destination": ("DEST",),
        "eta": ("ETA",),
    },
)
