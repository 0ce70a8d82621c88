"""VesselFinder's API, as CSV: speed in knots, draught in metres, times in UTC.

Source: https://api.vesselfinder.com/docs/response-ais.html. ``ETA`` is ``ETA_AIS`` with a year
added by the service; the latter is read.
"""

from vesseltrack.sources.layout import Layout

VESSELFINDER_CSV = Layout(
    name="vesselfinder-csv",
    about="VesselFinder's API, as CSV",
    known_by=("NAVSTAT", "ETA_AIS"),
    columns={
        "id": ("MMSI",),
        "time": ("TIMESTAMP",),
        "lat": ("LATITUDE",),
        "lon": ("LONGITUDE",),
        "sog": ("SPEED",),
        "cog": ("COURSE",),
        "heading": ("HEADING",),
        "status": ("NAVSTAT",),
        "source": ("SRC",),
        "name": ("NAME",),
        "imo": ("IMO",),
        "call_sign": ("CALLSIGN",),
        "ship_type": ("TYPE",),
        "to_bow": ("A",),
        "to_stern": ("B",),
        "to_port": ("C",),
        "to_starboard": ("D",),
        "draught": ("DRAUGHT",),
        "destination": ("DESTINATION",),
        "eta": ("ETA_AIS",),
    },
)
