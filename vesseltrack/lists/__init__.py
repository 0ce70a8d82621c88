"""The sanctions lists we read: one line each in LISTS. See ``README.md`` beside this file for what each is and how to add one."""

from vesseltrack.lists.australia import AUSTRALIA
from vesseltrack.lists.canada import CANADA
from vesseltrack.lists.csl import CSL_CSV, CSL_JSON
from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import ListReader
from vesseltrack.lists.eu import EU_AMENDMENT, EU_ANNEX, EU_FSF
from vesseltrack.lists.gur import GUR
from vesseltrack.lists.japan import JAPAN
from vesseltrack.lists.ofac import OFAC
from vesseltrack.lists.ofac_advanced import OFAC_ADVANCED
from vesseltrack.lists.ofac_xml import OFAC_XML
from vesseltrack.lists.opensanctions import FTM, MARITIME, SIMPLE
from vesseltrack.lists.own import OWN
from vesseltrack.lists.rusi import RUSI
from vesseltrack.lists.switzerland import SWITZERLAND
from vesseltrack.lists.uk import UK_CONLIST, UK_CSV, UK_XML
from vesseltrack.lists.un import UN_CONSOLIDATED, UN_VESSELS
from vesseltrack.lists.unread import UNREAD

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
    CANADA,
    AUSTRALIA,
    SWITZERLAND,
    CSL_CSV,
    CSL_JSON,
    GUR,
    *UNREAD,
    OWN,  # last: any CSV whose columns are those of a list
)
