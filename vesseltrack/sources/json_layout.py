"""A layout in JSON: which of our fields stands where in each object.

Objects may come a line each, in one array, in the ``features`` of a collection, or one alone over many lines: all are
brought to one a line before DuckDB reads them.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.head import Head
from vesseltrack.sources.numbered import Numbered
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import STATIONS, Reader, Taker
from vesseltrack.sources.streams import CUT_LINE
from vesseltrack.store import literal, quoted

_COLLECTION = re.compile(r'\s*\{[^{}\[\]]*"features"\s*:\s*\[')
_BETWEEN = " \t\r\n,[]"
_NEXT = re.compile(r"\}\s*[,\]\[]*\s*(?=\{)|\n(?=\{)")


@dataclass(frozen=True)
class JsonLayout(Reader):
    """Which part of an object means what.

    Attributes:
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
        marks: whether an object is of this layout, in Python, of the first of a file; and why, in words.
        fields: our field (see :data:`vesseltrack.sources.reader.FIELDS`) to its SQL expression over ``j``, the object,
            and ``m``, the message in it.
        message: the SQL of ``m`` over ``j``.
    """

    name: str
    about: str
    why: str
    marks: Callable[[Mapping[str, Any]], bool]
    fields: Mapping[str, str]
    message: str = "j"

    def recognise(self, head: Head) -> str | None:
        """Why a file is taken for this layout."""
        first = first_object(head)
        return self.why if first is not None and self.marks(first) else None

    def pour(self, source: Source, taker: Taker) -> None:
        """Bring the objects to one a line, and let DuckDB take them apart."""
        lines = _is_lines(source.head)
        numbered = Numbered(plain_lines if lines else one_a_line, by_line=lines)
        with source.as_file(numbered.through, endless=not lines) as path:
            read = (
                f"read_csv({literal(str(path))}, auto_detect=false, header=false, delim='\x01', quote='', escape='', "
                f"columns={{line: 'BIGINT', raw: 'VARCHAR'}}, hive_partitioning=false, compression='none', "
                f"max_line_size={2 * MAX_LINE})"
            )
            fields = ", ".join(f"{sql} AS {quoted(f)}" for f, sql in self.fields.items() if f != "problem")
            wrong = f"CASE WHEN j IS NULL THEN 'unparsable' {self.fields.get('problem', '')} END AS problem"
            rows = taker.take_sql(
                f"SELECT line, raw, {wrong}, {fields} FROM (SELECT line, raw, j, {self.message} AS m FROM (SELECT line, raw, "
                f"CASE WHEN json_valid(raw) AND json_type(raw) = 'OBJECT' THEN raw::JSON END AS j FROM {read}))"
            )
        numbered.account(taker, rows)


def at(path: str, of: str = "m") -> str:
    """The SQL of what stands at a path, as text."""
    return f"({of}->>{literal('$.' + path)})"


def first_of(*paths: str, of: str = "m") -> str:
    """The SQL of the first of some paths where anything stands."""
    return f"coalesce({', '.join(at(p, of) for p in paths)})"


def number(path: str, of: str = "m") -> str:
    """The SQL of the number at a path."""
    return f"TRY_CAST({at(path, of)} AS DOUBLE)"


def by_type(kind: str) -> dict[str, str]:
    """The fields that follow from the type of an AIS message, whose SQL is ``kind``."""
    stations = " ".join(f"WHEN {n} THEN '{sender}'" for n, sender in STATIONS.items())
    return {
        "message": kind,
        "station": f"CASE {kind} {stations} END",
        "particulars_only": f"{kind} IN (5, 24)",
        "class": f"CASE WHEN {kind} IN (1, 2, 3, 5) THEN 'A' WHEN {kind} IN (18, 19, 24) THEN 'B' END",
    }


def unread(kind: str) -> str:
    """The SQL of whether a message is of a type, whose SQL is ``kind``, that bears neither position nor particulars."""
    return f"{kind} IS NULL OR {kind} NOT IN {(*sorted([1, 2, 3, 5, 18, 19, 24, 27, *STATIONS]),)}"


def _is_lines(head: Head) -> bool:
    """Whether the first line is an object by itself."""
    if _COLLECTION.match(head.text):
        return False
    try:
        return isinstance(json.loads(head.lines[0]), dict)
    except (ValueError, RecursionError, IndexError):
        return False


def first_object(head: Head) -> Mapping[str, Any] | None:
    """The first object of a file; ``None`` if it does not begin with one."""
    text = head.text.lstrip("\ufeff \t\r\n")
    if not text.startswith(("{", "[")):
        return None
    for value in objects(iter([head.text])):
        return value if isinstance(value, dict) else None
    return None


def objects(texts: Iterator[str]) -> Iterator[Any]:
    """The objects of a JSON text: the elements of its arrays or of its features, or the values one after another.

    What cannot be read is yielded as text, up to where the next object seems to begin.
    """
    decoder = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 20 else float(digits))
    held, ended = next(texts, "").lstrip("\ufeff \t\r\n"), False
    if collection := _COLLECTION.match(held):
        held = held[collection.end() :]
    while True:
        held = held.lstrip(_BETWEEN)
        try:
            value, end = decoder.raw_decode(held)
            readable = ended or end < len(held)
        except (ValueError, RecursionError):
            readable = False
        if readable:
            yield value
            held = held[end:]
            continue
        if not ended and len(held) <= MAX_LINE:
            more = next(texts, None)
            ended = more is None
            held += more or ""
            continue
        if not held.rstrip("]} \t\r\n,"):
            return
        beyond = _NEXT.search(held)
        cut = beyond.end() if beyond else len(held)
        yield held[:cut][:CUT_LINE]
        held = held[cut:]


def plain_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same lines without what would split them elsewhere."""
    return (chunk.translate(None, b"\r\x01") for chunk in chunks)


def one_a_line(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same objects, one a line."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for value in objects(decoder.decode(chunk) for chunk in chunks):
        text = value.replace("\n", " ") if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        yield text.encode() + b"\n"


def has(*names: str) -> Callable[[Mapping[str, Any]], bool]:
    """A mark: the object has all these members."""
    return lambda found: all(n in found for n in names)
