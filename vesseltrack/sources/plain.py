"""Our own plain layout: the names that columns go by anywhere. What Parquet made by analysts often has."""

from vesseltrack.sources.columns import SYNONYMS
from vesseltrack.sources.layout import Layout

PLAIN = Layout(
    name="plain",
    about="columns named mmsi (or id), time (or timestamp), lat, lon, sog, cog, ...",
    columns=SYNONYMS,
    declares=False,
)
