"""Logs of raw AIS sentences, as receivers and networks of receivers write them: NMEA 0183, ITU-R M.1371-5."""

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
    """Reads logs of ``!AIVDM`` and ``!AIVDO`` sentences, whatever else stands between them."""

    name = "nmea"
    about = "raw AIS sentences (AIVDM, AIVDO)"

    def recognise(self, head: Head) -> str | None:
        """Why a file is such a log: the first line with a sentence; ``None`` if none of its first lines has one."""
        for number, line in enumerate(head.lines, 1):
            if found := _SENTENCE.search(line):
                return f"line {number} holds the sentence {line[found.start() : found.start() + 6]}"
        return None

    def pour(self, source: Source, taker: Taker) -> None:
        """Decode the whole file, block by block."""
        rows, lines = 0, Lines()
        for table in decode(source.blocks(BLOCK_BYTES), lines):
            rows += table.num_rows
            taker.take(table)
        taker.account(rows + lines.sentences - lines.in_tables, lines.in_rows, lines.aside)


NMEA = NmeaReader()
