"""The formats we read: one file each, one line each in READERS, the surest signs first.

To add one, write a :class:`~vesseltrack.sources.layout.Layout` (or a :class:`~vesseltrack.sources.reader.Reader`) in a file
of its own and name it here. From outside: README.md beside this file, under "A format of your own".
"""

from vesseltrack.sources.aishub_csv import AISHUB_CSV
from vesseltrack.sources.aisstream import AISSTREAM, AISSTREAM_INNER
from vesseltrack.sources.barentswatch import BARENTSWATCH
from vesseltrack.sources.digitraffic import DIGITRAFFIC, DIGITRAFFIC_SHIPS
from vesseltrack.sources.dma import DMA
from vesseltrack.sources.exactearth import EXACTEARTH
from vesseltrack.sources.gpsd import GPSD
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
from vesseltrack.sources.ungp import UNGP
from vesseltrack.sources.vesselfinder import VESSELFINDER

READERS: tuple[Reader, ...] = (
    NOAA,
    DMA,
    AISSTREAM,
    AISSTREAM_INNER,
    DIGITRAFFIC,
    DIGITRAFFIC_SHIPS,
    BARENTSWATCH,
    GPSD,
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
    MARINETRAFFIC,
    MARINETRAFFIC_DSRC,
    BALTIC,
    AISHUB_CSV,
    VESSELFINDER,
    BREST,
    PIRAEUS,
    IEEE_BALTIC,
    GFW,
    ORBCOMM,
    AMSA,
    PLAIN,
    NMEA,
)
