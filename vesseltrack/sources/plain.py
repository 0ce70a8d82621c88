"""Our own plain layout: the field names of this package as headers. What Parquet made by analysts often has."""

from vesseltrack.sources.layout import OPTIONAL, Layout

PLAIN = Layout(
    name="plain",
    about="columns named mmsi (or id), time (or timestamp), lat, lon, sog, cog, ...",
    columns={
        **{f: (f,) for f in OPTIONAL if f not in ("message", "station")},
        "id": ("id", "mmsi", "ssvid", "sourcemmsi", "ship"),
        "time": ("time", "utc", "datetime", "date_time", "timestamp", "t"),
        "lat": ("lat", "latitude", "y"),
        "lon": ("lon", "longitude", "long", "lng", "x"),
        "sog": ("sog", "sog_kn", "speed", "speedoverground"),
        "cog": ("cog", "cog_deg", "course", "courseoverground"),
        "heading": ("heading", "heading_deg", "true_heading", "trueheading"),
        "status": ("status", "nav_status", "navigationalstatus"),
        "name": ("name", "vesselname", "vessel_name", "shipname"),
        "call_sign": ("call_sign", "callsign"),
        "ship_type": ("ship_type", "shiptype", "vesseltype", "vessel_type"),
        "length": ("length", "length_m"),
        "width": ("width", "width_m"),
        "draught": ("draught", "draught_m", "draft"),
        "to_bow": ("to_bow", "dim_bow"),
        "to_stern": ("to_stern", "dim_stern"),
        "to_port": ("to_port", "dim_port"),
        "to_starboard": ("to_starboard", "dim_starboard"),
    },
)
