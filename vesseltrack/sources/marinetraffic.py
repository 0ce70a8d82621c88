"""MarineTraffic-type exports, with speed and draught in tenths of a knot and metre; and a similar export in knots and metres."""

from dataclasses import replace

from vesseltrack.sources.layout import Layout

MARINETRAFFIC = Layout(
    name="marinetraffic",
    about="MarineTraffic-type export, speed in tenths of a knot",
    known_by=("SHIP_ID",),
    sog_per_kn=10,
    draught_per_m=10,
    columns={
        "id": ("MMSI",),
        "time": ("TIMESTAMP", "TIMESTAMP_UTC"),
        "lat": ("LAT",),
        "lon": ("LON",),
        "sog": ("SPEED", "SPEED_KNOTSx10"),
        "cog": ("COURSE",),
        "heading": ("HEADING",),
        "status": ("STATUS",),
        "source": ("DSRC",),
        "name": ("SHIPNAME",),
        "imo": ("IMO",),
        "call_sign": ("CALLSIGN",),
        "ship_type": ("SHIPTYPE", "VESSEL_TYPE", "TYPE_NAME"),
        "length": ("LENGTH",),
        "width": ("WIDTH",),
        "draught": ("DRAUGHT", "DRAUGHT_METERSx10"),
        "destination": ("DESTINATION",),
        "eta": ("ETA",),
    },
)
MARINETRAFFIC_DSRC = replace(MARINETRAFFIC, name="marinetraffic-api", known_by=("DSRC", "UTC_SECONDS"))
"""The answer of its API, as CSV."""

BALTIC = Layout(
    name="msgid-epoch",
    about="export with msgid and milliseconds since 1970 beside a local time",
    known_by=("timestamp_pretty", "msgid", "long"),
    time_format="epoch_ms",
    columns={
        "id": ("mmsi",),
        "time": ("timestamp",),
        "lat": ("lat",),
        "lon": ("long",),
        "sog": ("sog",),
        "cog": ("cog",),
        "class": ("targetType",),
        "name": ("name",),
        "imo": ("imo",),
        "call_sign": ("callsign",),
        "ship_type": ("shipType",),
        "draught": ("draught",),
        "to_bow": ("dimBow",),
        "to_stern": ("dimStern",),
        "to_port": ("dimPort",),
        "to_starboard": ("dimStarboard",),
    },
)
