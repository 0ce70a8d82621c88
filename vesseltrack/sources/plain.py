"""The plain layout: a table whose columns have general names (:data:`.columns.SYNONYMS`), as analysts' own files often do."""

from vesseltrack.sources.columns import SYNONYMS
from vesseltrack.sources.layout import Layout

PLAIN = Layout(
    name="plain",
    about="columns named mmsi (or id), time (or timestamp), lat, lon, sog, cog, ...",
    columns=SYNONYMS,
    declares=False,
)
