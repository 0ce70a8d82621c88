"""The formats we read: one file each, one line each in ``READERS``. A file is read by the first of them that recognises it.

Formats with more specific signs therefore stand before general ones. To add one, write a
:class:`~vesseltrack.sources.layout.Layout` (or a :class:`~vesseltrack.sources.reader.Reader`) in a file of its own and name it
here (docs/add-a-format.md). For a format outside the package see README.md beside this file, under "A format of your own".
"""

from vesseltrack.sources.aiscatcher import AISCATCHER_STATE
from vesseltrack.sources.aishub import AISHUB, AISHUB_RAW
from vesseltrack.sources.aishub_csv import AISHUB_CSV
from vesseltrack.sources.aisstream import AISSTREAM, AISSTREAM_INNER
from vesseltrack.sources.barentswatch import BARENTSWATCH
from vesseltrack.sources.digitraffic import DIGITRAFFIC, DIGITRAFFIC_MQTT, DIGITRAFFIC_SHIPS, DIGITRAFFIC_TOPICS
from vesseltrack.sources.dma import DMA
from vesseltrack.sources.exactearth import EXACTEARTH
from vesseltrack.sources.gpsd import GPSD
from vesseltrack.sources.json_table import JsonTable
from vesseltrack.sources.korea import KOREA_MOF, KOREA_MOF_SHIPS, KOREA_SHARED, KOREA_SHARED_SHIPS
from vesseltrack.sources.kystverket import BARENTSWATCH_CSV, KYSTVERKET, KYSTVERKET_SHIPS
from vesseltrack.sources.lines import SHIPID_LINES
from vesseltrack.sources.marinetraffic import BALTIC, MARINETRAFFIC, MARINETRAFFIC_DSRC
from vesseltrack.sources.nmea import NMEA
from vesseltrack.sources.noaa import NOAA
from vesseltrack.sources.orbcomm import AMSA, ORBCOMM
from vesseltrack.sources.plain import PLAIN
from vesseltrack.sources.reader import Reader
from vesseltrack.sources.research import BREST, DEBS, GFW, IEEE_BALTIC, PIRAEUS
from vesseltrack.sources.signalk import SIGNALK
from vesseltrack.sources.ungp import UNGP
from vesseltrack.sources.vendors import SPIRE, SPIRE_GRAPHQL, VESSELFINDER
from vesseltrack.sources.vesselfinder import VESSELFINDER_CSV
from vesseltrack.sources.wrapped import NMEA_IN_JSON, NMEA_IN_TABLE

MARINETRAFFIC_JSON = JsonTable(
    MARINETRAFFIC, "marinetraffic-json", "MarineTraffic's web service, speed in tenths of a knot"
)
PLAIN_JSON = JsonTable(
    PLAIN, "plain-json", "JSON objects with mmsi, timestamp, lat, lon, ... (the names of plain), and GeoJSON"
)

READERS: tuple[Reader, ...] = (
    NOAA,
    DMA,
    AISSTREAM,
    AISSTREAM_INNER,
    DIGITRAFFIC,
    DIGITRAFFIC_SHIPS,
    DIGITRAFFIC_MQTT,
    DIGITRAFFIC_TOPICS,
    BARENTSWATCH,
    NMEA_IN_JSON,
    NMEA_IN_TABLE,
    GPSD,
    AISHUB_RAW,
    AISHUB,
    VESSELFINDER,
    SPIRE,
    SPIRE_GRAPHQL,
    SIGNALK,
    SHIPID_LINES,
    KOREA_MOF,
    KOREA_MOF_SHIPS,
    KOREA_SHARED,
    KOREA_SHARED_SHIPS,
    EXACTEARTH,
    UNGP,
    KYSTVERKET,
    KYSTVERKET_SHIPS,
    BARENTSWATCH_CSV,
    DEBS,
    AISCATCHER_STATE,
    MARINETRAFFIC,
    MARINETRAFFIC_DSRC,
    BALTIC,
    AISHUB_CSV,
    VESSELFINDER_CSV,
    BREST,
    PIRAEUS,
    IEEE_BALTIC,
    GFW,
    ORBCOMM,
    AMSA,
    PLAIN,
    MARINETRAFFIC_JSON,
    PLAIN_JSON,
    NMEA,
)
