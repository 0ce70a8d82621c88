"""AIS sentences in JSON objects, or in a column of a table, with the time of reception beside them.

As receivers and scripts write them: AIS-catcher's ``{"rxuxtime": 1795046400, "nmea": ["!AIVDM,..."]}`` and its table
``ais_message``, ``{"timestamp": "2026-11-19T00:00:00Z", "nmea": "!AIVDM,..."}``. Each is converted to a line of a log, with the
time in a tag block, and decoded as one (:mod:`.nmea`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vesseltrack.sources.head import Head
from vesseltrack.sources.json_text import first_objects, is_lines, keys_of, one_a_line, plain_lines
from vesseltrack.sources.layout import Layout
from vesseltrack.sources.nmea.decode import decode
from vesseltrack.sources.nmea.others import Lines
from vesseltrack.sources.numbered import numbered_objects
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Reader, Taker
from vesseltrack.sources.splitter import Splitter
from vesseltrack.sources.table import exact_relation
from vesseltrack.store import Store, literal

TIMES = (
    "rxuxtime", "toa", "rxtime", "received_at", "timestamp", "time", "datetime", "date_time", "utc", "ts", "t", "received",
    "epoch", "tagblock_timestamp", "@timestamp",
)  # fmt: skip
"""Names of the time, the surest first."""
_SENTENCE = re.compile(r"!\w{2}VD[MO],\d,\d,")
_POSITION = {"lat", "latitude", "LAT", "LATITUDE", "y"}
_ROWS = 50_000
_HUNG = r"([!]\w\wVD[MO],[^!\\]*?\*[0-9A-Fa-f]{2})"


def _lines(relation: str) -> str:
    """The SQL of the lines of a log, one a row: its sentences, each after a tag block with the time; ``?`` if it has none.

    Args:
        relation: a SELECT of ``line``, ``raw``, ``clock`` (a time as text) and ``sentences`` (text with sentences in it).
    """
    block = r"'\\c:' || epoch_us(utc_time(clock)) || '*00\\'"
    return (
        "SELECT line AS number, raw, CASE WHEN regexp_matches(coalesce(sentences, ''), '[!]\\w\\wVD[MO],') THEN"
        " CASE WHEN utc_time(clock) IS NULL THEN translate(sentences, chr(10) || chr(13), '  ')"
        f" ELSE regexp_replace(translate(sentences, chr(10) || chr(13) || '\\', '   '), '{_HUNG}', {block} || '\\1', 'g') END"
        f" ELSE '?' END AS line FROM ({relation})"
    )


class _Decoded:
    """Decodes the sentences of a relation of ``line``, ``raw``, ``clock`` and ``sentences`` (see :func:`_lines`).

    Attributes:
        rows: number of rows of the tables, and of sentences that are in none of them, for the account of rows.
        lines: counts of the rows of the relation.
    """

    def __init__(self) -> None:
        self.rows, self.lines = 0, Lines()
        self._raw: list[pa.Array] = []
        self._numbers: list[NDArray[np.int64] | range] = []

    def tables(self, relation: str) -> Iterator[pa.Table]:
        """The messages, with ``line`` and ``raw`` of the rows they came from."""
        with Store() as store, store.in_order():
            for table in decode(self._blocks(store, relation), self.lines):
                self.rows += table.num_rows
                yield self._with_its_own(table)
        self.rows += self.lines.sentences - self.lines.in_tables

    def _blocks(self, store: Store, relation: str) -> Iterator[bytes]:
        for batch in store.batches(store.con, _lines(relation), _ROWS):
            numbers = batch.column("number").to_numpy()
            first, last = int(numbers[0]), int(numbers[-1])
            self._numbers.append(numbers if last - first >= len(numbers) else range(first, last + 1))
            self._raw[:] = [*self._raw[-1:], batch.column("raw").cast(pa.string())]
            yield ("\n".join(batch.column("line").to_pylist()) + "\n").encode()

    def _with_its_own(self, table: pa.Table) -> pa.Table:
        """Messages with the line number and text of the row they came from, or their own text if that row is no longer held."""
        place = table["line"].to_numpy() - 1
        ends = np.cumsum([len(n) for n in self._numbers])
        batch = np.searchsorted(ends, place, side="right")
        number = np.array([self._numbers[b][p - ends[b]] for b, p in zip(batch.tolist(), place.tolist(), strict=True)])
        raw = pa.concat_arrays(self._raw)
        place = place - (int(ends[-1]) - len(raw))
        own = raw.take(pa.array(np.maximum(place, 0)))
        texts = pc.if_else(pa.array(place >= 0), own, table["raw"].cast(pa.string()).combine_chunks())
        names = table.column_names
        table = table.set_column(names.index("line"), "line", pa.array(number, pa.int64()))
        return table.set_column(names.index("raw"), "raw", texts)


class NmeaInJson(Reader):
    """Reads JSON objects with AIS sentences in them."""

    name = "nmea-json"
    about = "JSON objects with AIS sentences in them, such as AIS-catcher's NMEA output"

    def recognise(self, head: Head) -> str | None:
        """Why a file is one: the first objects have sentences under a key, and no key of a position; ``None`` if not."""
        objects = first_objects(head)
        keys = keys_of(objects)
        found = self._holds(head)
        if found is None or {k.rpartition(".")[2] for k in keys} & _POSITION:
            return None
        return f"its objects hold AIS sentences under {found}"

    def _holds(self, head: Head) -> str | None:
        """The key whose value is a sentence or a list of sentences; ``None`` if there is none."""
        for value in first_objects(head):
            for key, text in value.items():
                some = text if isinstance(text, list) else [text]
                if some and all(isinstance(s, str) for s in some) and _SENTENCE.search(str(some[0])):
                    return None if '"' in key or "\\" in key else str(key)
        return None

    def pour(self, source: Source, taker: Taker) -> None:
        """Take the sentences out, and decode them."""
        held = '$."' + (self._holds(source.head) or "nmea") + '"'
        keys = keys_of(first_objects(source.head))
        times = [keys[t] for t in TIMES if t in keys] + [f'$."{t}"' for t in TIMES if t not in keys]
        texts = f"json_extract_string(raw, [{', '.join(map(literal, times))}])"
        clock = f"list_first(list_filter({texts}, lambda x: utc_time(x) IS NOT NULL))"
        lines = is_lines(source.head)
        through, decoded = plain_lines if lines else one_a_line, _Decoded()
        with numbered_objects(source, through, lines, endless=not lines) as (read, numbered):
            relation = (
                f"SELECT line, raw, CASE WHEN good THEN {clock} END AS clock,"
                f" CASE WHEN good THEN json_extract_string(raw, {literal(held)}) END AS sentences"
                f" FROM (SELECT line, raw, CASE WHEN json_valid(raw) THEN json_type(raw) = 'OBJECT' ELSE false END AS good"
                f" FROM {read})"
            )
            for table in decoded.tables(relation):
                taker.take(table)
        in_rows, aside = decoded.lines.in_rows, decoded.lines.aside + numbered.lines - numbered.objects
        taker.account(decoded.rows, in_rows if lines else None, aside if lines else 0)


@dataclass(frozen=True)
class NmeaInTable(Reader):
    """Reads tables with a column of AIS sentences and one of times."""

    name: str = "nmea-table"
    about: str = "a table with a column of AIS sentences (nmea) and one of times, such as AIS-catcher's ais_message"

    def _layout(self) -> Layout:
        return Layout(
            self.name,
            self.about,
            {"id": ("nmea", "sentence", "sentences", "raw", "message"), "time": TIMES},
            static=True,
        )

    def recognise(self, head: Head) -> str | None:
        """Why a file is one: a header has both columns, and one of the rows below has a sentence; ``None`` if not."""
        if head.encoding == "parquet":
            return None
        table = self._layout().table_in(head)
        if table is None or "time" not in (found := self._layout().find(table.header)):
            return None
        rows = head.lines[table.skip + 1 : table.skip + 6]
        holds = any(_SENTENCE.search(line) for line in rows)
        named = ", ".join(table.header[found[f]] for f in ("time", "id"))
        return f"line {table.skip + 1} is a header with {named}, and sentences stand below it" if holds else None

    def pour(self, source: Source, taker: Taker) -> None:
        """Take the sentences out, and decode them."""
        layout = self._layout()
        table = layout.table_in(source.head)
        if table is None:
            return
        found = layout.find(table.header)
        text = " || ',' || ".join(f"coalesce(c{i}, '')" for i in range(len(table.header)))
        splitter, decoded = Splitter(len(table.header), table.delimiter, table.skip + 1), _Decoded()
        with source.as_file(splitter.through) as path:
            relation = (
                f"SELECT line, {text} AS raw, c{found['time']} AS clock, c{found['id']} AS sentences"
                f" FROM {exact_relation(path, table)}"
            )
            for rows in decoded.tables(relation):
                taker.take(rows)
        taker.set_aside(splitter.refused, splitter.texts)
        broken = splitter.row_lines - splitter.rows + splitter.refused_lines  # rows may go over lines
        aside = splitter.above + splitter.blank + decoded.lines.aside
        taker.account(decoded.rows, decoded.lines.in_rows + broken, aside)


NMEA_IN_JSON = NmeaInJson()
NMEA_IN_TABLE = NmeaInTable()
