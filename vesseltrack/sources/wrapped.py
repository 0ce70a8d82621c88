"""AIS sentences that stand in JSON objects or in the cells of a table, with a time of their own beside them.

What receivers and scripts write: AIS-catcher's ``{"rxuxtime": 1795046400, "nmea": ["!AIVDM,..."]}`` and its table
``ais_message``, ``{"timestamp": "2026-11-19T00:00:00Z", "nmea": "!AIVDM,..."}``. Each is written again as a line of a log, its
time in a tag block, and decoded as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vesseltrack.sources.head import Head
from vesseltrack.sources.json_text import first_objects, is_lines, keys_of, one_a_line, plain_lines
from vesseltrack.sources.layout import Layout
from vesseltrack.sources.nmea.decode import decode
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Reader, Taker
from vesseltrack.sources.streams import MAX_LINE
from vesseltrack.sources.table import csv_relation
from vesseltrack.store import Store, literal

TIMES = (
    "rxuxtime", "toa", "rxtime", "received_at", "timestamp", "time", "datetime", "date_time", "utc", "ts", "t", "received",
    "epoch", "tagblock_timestamp", "@timestamp",
)  # fmt: skip
"""What a time goes by, the surest first."""
_SENTENCE = re.compile(r"!\w{2}VD[MO],\d,\d,")
_POSITION = {"lat", "latitude", "LAT", "LATITUDE", "y"}
_ROWS = 50_000
_HUNG = r"([!]\w\wVD[MO],[^!\\]*?\*[0-9A-Fa-f]{2})"


def _lines(relation: str) -> str:
    """The SQL of one line a row: each sentence in it with the time in a tag block before it; the row's text where it has none.

    Args:
        relation: a SELECT of ``raw``, ``told`` (a time as text) and ``said`` (text with sentences in it).
    """
    block = r"'\\c:' || epoch_us(utc_time(told)) || '*00\\'"
    return (
        "SELECT raw, CASE WHEN regexp_matches(coalesce(said, ''), '[!]\\w\\wVD[MO],') THEN"
        " CASE WHEN utc_time(told) IS NULL THEN translate(said, chr(10) || chr(13), '  ')"
        f" ELSE regexp_replace(translate(said, chr(10) || chr(13) || '\\', '   '), '{_HUNG}', {block} || '\\1', 'g') END"
        f" ELSE '?' END AS line FROM ({relation})"
    )


def _decoded(relation: str) -> Iterator[pa.Table]:
    """The messages of a relation, ``line`` being the row, ``raw`` its own text."""
    with Store() as store, store.in_order():
        known: list[pa.Array] = []

        def blocks() -> Iterator[bytes]:
            for batch in store.batches(store.con, _lines(relation), _ROWS):
                known[:] = [batch.column("raw").cast(pa.string()), *known[:1]]
                yield ("\n".join(batch.column("line").to_pylist()) + "\n").encode()

        first, of = 1, None
        for table in decode(blocks()):
            if known and known[0] is not of:
                first, of = (first + len(of) if of is not None else 1), known[0]
            yield _with_own_text(table, known[0], first)


def _with_own_text(table: pa.Table, raw: pa.Array, first: int) -> pa.Table:
    """Messages with the text they stood in, as far as that is at hand."""
    place = table["line"].to_numpy() - first
    inside = (place >= 0) & (place < len(raw))
    own = raw.take(pa.array(np.where(inside, place, 0))) if len(raw) else table["raw"]
    told = pc.if_else(pa.array(inside), own, table["raw"].combine_chunks())
    return table.set_column(table.column_names.index("raw"), "raw", told)


class NmeaInJson(Reader):
    """Objects that hold AIS sentences."""

    name = "nmea-json"
    about = "JSON objects with AIS sentences in them, such as AIS-catcher's NMEA output"

    def recognise(self, head: Head) -> str | None:
        """Sentences stand under one key of the first objects, and no position under another."""
        objects = first_objects(head)
        keys = keys_of(objects)
        found = self._holds(head)
        if found is None or {k.rpartition(".")[2] for k in keys} & _POSITION:
            return None
        return f"its objects hold AIS sentences under {found}"

    def _holds(self, head: Head) -> str | None:
        """The key whose text, or whose list of texts, are sentences."""
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
        told = f"list_first(list_filter({texts}, lambda x: utc_time(x) IS NOT NULL))"
        lines = is_lines(source.head)
        with source.as_file(plain_lines if lines else one_a_line, endless=not lines) as path:
            read = (
                f"read_csv({literal(str(path))}, auto_detect=false, header=false, delim='\x01', quote='', escape='', "
                f"columns={{raw: 'VARCHAR'}}, hive_partitioning=false, compression='none', max_line_size={2 * MAX_LINE})"
            )
            relation = (
                f"SELECT raw, CASE WHEN good THEN {told} END AS told,"
                f" CASE WHEN good THEN json_extract_string(raw, {literal(held)}) END AS said"
                f" FROM (SELECT raw, CASE WHEN json_valid(raw) THEN json_type(raw) = 'OBJECT' ELSE false END AS good"
                f" FROM {read} WHERE trim(raw) <> '')"
            )
            for table in _decoded(relation):
                taker.take(table)


@dataclass(frozen=True)
class NmeaInTable(Reader):
    """A table one of whose columns holds AIS sentences, and another when they were heard."""

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
        """A header names both columns, and the first row holds a sentence."""
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
        with source.as_file() as path:
            relation = f"SELECT {text} AS raw, c{found['time']} AS told, c{found['id']} AS said FROM {csv_relation(path, table)}"
            for rows in _decoded(relation):
                taker.take(rows)


NMEA_IN_JSON = NmeaInJson()
NMEA_IN_TABLE = NmeaInTable()
