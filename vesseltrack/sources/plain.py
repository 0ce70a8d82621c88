"""Our own plain layout: the field names of this package as headers. What Parquet made by analysts often has."""

from vesseltrack.sources.layout import OPTIONAL, Layout

PLAIN = Layout(
    name="plain",
    about="columns named mmsi (or id), time (or timestamp), lat, lon, sog, cog, ...",
    columns={
        "id": ("id", "mmsi", "ssvid"),
        "time": ("time", "timestamp", "datetime", "t"),
        "lat": ("lat", "latitude"),
        "lon": ("lon", "longitude"),
        **{f: (f,) for f in OPTIONAL},
        "sog": ("sog", "sog_kn", "speed"),
        "cog": ("cog", "cog_deg", "course"),
        "heading": ("heading", "heading_deg"),
        "length": ("length", "length_m"),
        "width": ("width", "width_m"),
        "draught": ("draught", "draught_m"),
    },
)
