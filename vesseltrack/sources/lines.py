"""Lines of text with one position each, as a script that listens to a live feed may write them.

Degrees; a time without an offset is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from vesseltrack.sources.head import Head
from vesseltrack.sources.reader import Reader

_LINE = re.compile(r"^\[(.{19}[^\]]*)\] ShipId: (\S+) Latitude: (\S+) Longitude: (\S+)\s*$")


class ShipIdLines(Reader):
    """Reads ``[2023-12-27 03:00:17.245547+00:00] ShipId: 311001188 Latitude: 38.50 Longitude: 118.15``."""

    name = "shipid-lines"
    about = "lines of a script that listens to aisstream.io"

    def recognise(self, head: Head) -> str | None:
        """Why a file has this format: its first line has that shape; ``None`` if not."""
        return "line 1 is [time] ShipId: Latitude: Longitude:" if head.lines and _LINE.match(head.lines[0]) else None

    def rows(self, lines: Iterable[tuple[int, str]]) -> Iterator[Mapping[str, Any]]:
        """One row per line that is not blank; a line that cannot be read has the problem ``unparsable``."""
        for number, text in lines:
            row: dict[str, Any] = {"line": number, "raw": text}
            if found := _LINE.match(text):
                try:
                    lat, lon = float(found[3]), float(found[4])
                    yield row | {"id": found[2], "time": _utc(found[1]), "lat": lat, "lon": lon}
                    continue
                except (ValueError, OverflowError):
                    pass
            if text.strip():
                yield row | {"problem": "unparsable"}


def _utc(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


SHIPID_LINES = ShipIdLines()
