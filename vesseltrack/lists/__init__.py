"""The sanctions lists we read: one line each in LISTS. See ``README.md`` beside this file for what each is and how to add one."""

from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import ListReader
from vesseltrack.lists.eu import EU_AMENDMENT, EU_ANNEX, EU_FSF
from vesseltrack.lists.japan import JAPAN
from vesseltrack.lists.ofac import OFAC
from vesseltrack.lists.ofac_advanced import OFAC_ADVANCED
from vesseltrack.lists.ofac_xml import OFAC_XML
from vesseltrack.lists.opensanctions import FTM, MARITIME, SIMPLE
from vesseltrack.lists.own import OWN
from vesseltrack.lists.rusi import RUSI
from vesseltrack.lists.uk import UK_CONLIST, UK_CSV, UK_XML
from vesseltrack.lists.un import UN_CONSOLIDATED, UN_VESSELS

LISTS: tuple[ListReader, ...] = (
    CURATED,
    OFAC,
    OFAC_XML,
    OFAC_ADVANCED,
    UN_VESSELS,
    UN_CONSOLIDATED,
    EU_ANNEX,
    EU_AMENDMENT,
    EU_FSF,
    UK_CSV,
    UK_XML,
    UK_CONLIST,
    SIMPLE,
    MARITIME,
    FTM,
    RUSI,
    JAPAN,
    OWN,  # last: any CSV whose columns are those of a list
)
