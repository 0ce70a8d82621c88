"""Our plain layout, with the general names of columns; analysts' Parquet files often have these."""

from vesseltrack.sources.columns import SYNONYMS
from vesseltrack.sources.layout import Layout

PLAIN = Layout(
    name="plain",
    about="columns named mmsi (or id), time (or timestamp), lat, lon, sog, cog, ...",
    columns=SYNONYMS,
    declares=False,
)
