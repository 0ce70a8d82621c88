"""The interface of readers, and the fields of the rows they hand over, one per message."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import count, islice
from typing import TYPE_CHECKING, Any, Protocol

import pyarrow as pa

from vesseltrack.sources.head import Head
from vesseltrack.sources.packing import Source

if TYPE_CHECKING:
    from vesseltrack.sources.fitted import Fitted
    from vesseltrack.sources.plain_run import PlainRun
    from vesseltrack.sources.speeds import Measured

FIELDS: dict[str, str] = {
    "line": "BIGINT",
    "raw": "VARCHAR",
    "problem": "VARCHAR",
    "message": "TINYINT",
    "station": "VARCHAR",
    "particulars_only": "BOOLEAN",
    "undated": "BOOLEAN",
    "id": "VARCHAR",
    "time": "TIMESTAMP",
    "lat": "DOUBLE",
    "lon": "DOUBLE",
    "sog": "DOUBLE",
    "cog": "DOUBLE",
    "heading": "DOUBLE",
    "rot": "DOUBLE",
    "status": "VARCHAR",
    "class": "VARCHAR",
    "source": "VARCHAR",
    "name": "VARCHAR",
    "imo": "VARCHAR",
    "call_sign": "VARCHAR",
    "ship_type": "VARCHAR",
    "length": "FLOAT",
    "width": "FLOAT",
    "draught": "FLOAT",
    "to_bow": "FLOAT",
    "to_stern": "FLOAT",
    "to_port": "FLOAT",
    "to_starboard": "FLOAT",
    "destination": "VARCHAR",
    "eta": "VARCHAR",
    "mother_ssvid": "BIGINT",
    "unread": "VARCHAR[]",
}
"""The fields of a message that a reader may give, and their SQL types. All may be left out; numbers may be text.

``line`` in the file, from 1; ``raw`` its text, for the row's refusal; ``problem`` a reason to refuse it, in one word;
``message`` its AIS type 1-27; ``station`` what sent it, if no ship (``base_station aid_to_navigation sar_aircraft``);
``particulars_only`` it bears no position and should not; ``undated`` it has no time and cannot have one; ``id`` the MMSI or
an enciphered id; ``time`` UTC; ``sog`` knots; ``cog``, ``heading`` degrees; ``rot`` degrees a minute; lengths in metres;
``source`` who received it, as the file says (receiver, provider, satellite or shore); ``eta`` as text; ``mother_ssvid`` the
MMSI of the ship an auxiliary craft belongs to; ``unread`` for each column of a table what stands in it and could not be read
(see :mod:`.fitted`).
"""

PARTICULARS = (
    "name", "imo", "call_sign", "ship_type", "length", "width", "draught", "to_bow", "to_stern", "to_port",
    "to_starboard", "destination", "eta", "mother_ssvid",
)  # fmt: skip
"""The fields of static and voyage data."""

STATIONS = {4: "base_station", 9: "sar_aircraft", 21: "aid_to_navigation"}
"""Senders that are not ships, by the AIS message type that only they send (ITU-R M.1371-5, annex 8)."""

_ARROW = {
    "BIGINT": pa.int64(), "VARCHAR": pa.string(), "TINYINT": pa.int8(), "BOOLEAN": pa.bool_(), "DOUBLE": pa.float64(),
    "FLOAT": pa.float32(), "TIMESTAMP": pa.timestamp("us"),
    "VARCHAR[]": pa.list_(pa.string()),
}  # fmt: skip
SCHEMA = pa.schema([(name, _ARROW[type_]) for name, type_ in FIELDS.items()])
"""The fields and their types in Arrow."""


class Taker(Protocol):
    """Receives the rows of a reader (:class:`vesseltrack.sources.ingest.Ingest`)."""

    def take(self, rows: pa.Table) -> None:
        """Take a table of messages whose columns are some of :data:`FIELDS`."""

    def take_sql(self, select: str, raw: str = "raw") -> int:
        """Take a SELECT whose columns are some of :data:`FIELDS`; ``raw`` is the SQL of a refused row's text.

        Returns how many rows it had.
        """

    @property
    def plain_span(self) -> tuple[datetime, datetime] | None:
        """Earliest and latest time of plain rows, both included; ``None`` if plain rows are not accepted."""

    def take_plain(self, run: PlainRun) -> None:
        """Take rows that are all valid positions of ships; rows of other kinds must be taken after all of these."""

    def judge(self, select: str) -> pa.Table:
        """Validate the rows of a SELECT (``validate.sql``) without taking them."""

    def restart(self) -> None:
        """Forget all that was taken."""

    def describe(self, fitted: Fitted) -> None:
        """Set how the columns of the following rows are read; values that cannot be read are counted and reported."""

    def measured(self) -> Measured:
        """Comparison of the speeds of all rows taken with the tracks, which shows the unit of speed."""

    def set_aside(self, lines: Sequence[int], texts: Sequence[str]) -> None:
        """Refuse lines that are not among the rows taken: their numbers, and the texts of the first of them."""

    def account(self, rows: int, in_rows: int | None = None, aside: int = 0, passed: Sequence[int] = ()) -> None:
        """Account for every line; this is compared with the lines counted by bytes.

        Args:
            rows: number of rows handed over.
            in_rows: number of lines from which rows, or refused lines, came; ``None`` for a file without lines.
            aside: number of other lines: blank, above the rows, comments, sentences that are not AIS.
            passed: line numbers of these, if rows do not carry theirs, which are then numbered around them.
        """

    def note(self, text: str) -> None:
        """Add a note on the file for the user."""


class Reader(ABC):
    """One format: ``name``, ``about`` (whose it is), recognition by a file's beginning, and reading.

    To add one, write :meth:`recognise` and :meth:`rows`; override :meth:`pour` only for speed.
    """

    name: str
    about: str
    encoding: str | None = None
    """Encoding of its text, if that need not be recognised."""

    @abstractmethod
    def recognise(self, head: Head) -> str | None:
        """The reason why a file has this format; ``None`` if it has not."""

    def rows(self, lines: Iterable[tuple[int, str]]) -> Iterator[Mapping[str, Any]]:
        """The messages of a file: a mapping of some of :data:`FIELDS` for each.

        Args:
            lines: number and text of each line of the file, decompressed and decoded, without its line feed.
        """
        raise NotImplementedError(f"the reader {self.name} has neither rows() nor pour()")

    def pour(self, source: Source, taker: Taker) -> None:
        """Read all of a source and hand its messages over."""
        said, seen = 0, set[int]()
        rows = self.rows(lines_of(source))
        while batch := [dict(row) for row in islice(rows, 50_000)]:
            taker.take(pa.Table.from_pylist(batch, SCHEMA))
            said += len(batch)
            seen |= {row["line"] for row in batch if row.get("line") is not None}
        if seen:
            taker.account(said, len(seen), source.count.lines - len(seen))


def lines_of(source: Source) -> Iterator[tuple[int, str]]:
    """Number and text of each line of a source."""
    number = count(1)
    for chunk in source.chunks(any_end=True):
        for line in chunk.decode("utf-8", "replace").removesuffix("\n").split("\n"):
            yield next(number), line.rstrip("\r")
