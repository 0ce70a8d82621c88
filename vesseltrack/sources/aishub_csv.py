"""AISHub's web service, CSV: human readable or in AIS encoding.

Source: https://www.aishub.net/api. In AIS encoding latitude and longitude are in 1/600,000 degree, speed, course and draught in
tenths of a knot, degree and metre, time in seconds since 1970; it is recognised by latitudes beyond 90. In human readable form
the time ends in GMT.
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
