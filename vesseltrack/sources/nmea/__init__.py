"""Raw AIS sentences as a receiver or a network writes them: NMEA 0183, ITU-R M.1371."""

from __future__ import annotations

import re

from vesseltrack.sources.head import Head
from vesseltrack.sources.nmea.decode import decode
from vesseltrack.sources.nmea.others import Lines
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Reader, Taker

BLOCK_BYTES = 4 << 20
_SENTENCE = re.compile(r"!..VD[MO]'?,'?\d'?,'?\d'?,")


class NmeaReader(Reader):
    """Logs of ``!AIVDM`` and ``!AIVDO`` sentences, with whatever else a receiver writes between them."""

    name = "nmea"
    about = "raw AIS sentences (AIVDM, AIVDO)"

    def recognise(self, head: Head) -> str | None:
        """A sentence stands in one of its first lines."""
        for number, line in enumerate(head.lines, 1):
            if found := _SENTENCE.search(line):
                return f"line {number} holds the sentence {line[found.start() : found.start() + 6]}"
        return None

    def pour(self, source: Source, taker: Taker) -> None:
        """Decode all of it."""
        rows, lines = 0, Lines()
        for table in decode(source.blocks(BLOCK_BYTES), lines):
            rows += table.num_rows
            taker.take(table)
        taker.account(rows + lines.sentences - lines.told, lines.in_rows, lines.aside)


NMEA = NmeaReader()
