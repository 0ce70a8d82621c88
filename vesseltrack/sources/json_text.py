"""JSON as text: objects one a line, in arrays, in the one list of a collection, or alone over many lines; and their keys."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.head import Head
from vesseltrack.sources.streams import CUT_LINE

LISTS = (
    "features", "data", "DATA", "vessels", "ships", "results", "items", "positions", "records", "rows", "messages", "response",
)  # fmt: skip
"""Names of the member with the list of objects: of GeoJSON, and of the answers of web services."""

SAMPLED = 50
"""Number of objects at the beginning of a file that are looked at to recognise its format."""
DEEPEST = 6
_BEGINNING = 4096
"""Number of characters within which the list of a collection must begin."""
MOST_KEYS = 500

_NESTED = r"\{(?:[^{}]|\{[^{}]*\})*\}|\[[^\[\]{}]*\]"
_COLLECTION = re.compile(r"\s*\{(?:[^{}\[\]]|" + _NESTED + r')*?"(?:' + "|".join(LISTS) + r')"\s*:\s*\[')
_BLANK = re.compile(r"[ \t\r\n,]*")
_BETWEEN = re.compile(r"[ \t\r\n,\[\]]*")
_END = re.compile(r"[\]} \t\r\n,]*")
_NEXT = re.compile(r"\}\s*[,\]\[]*\s*(?=\{)|\n(?=\{)")
_DECODER = json.JSONDecoder(parse_int=lambda digits: int(digits) if len(digits) < 20 else float(digits))


class _Text:
    """A text that arrives in pieces, with the reading position."""

    def __init__(self, texts: Iterator[str]) -> None:
        self.texts, self.ended = texts, False
        self.held, self.at = next(texts, "").lstrip("\ufeff"), 0

    def pass_over(self, what: re.Pattern[str]) -> None:
        """Move the position to the end of a match of the pattern that begins there, if there is one."""
        found = what.match(self.held, self.at)
        self.at = found.end() if found else self.at

    def more(self) -> bool:
        """Get the next piece. False if the end is known already, or what is held exceeds ``MAX_LINE``."""
        if self.ended or len(self.held) - self.at > MAX_LINE:
            return False
        piece = next(self.texts, None)
        self.ended = piece is None
        self.held, self.at = self.held[self.at :] + (piece or ""), 0
        return True

    def value(self, before: str = "") -> tuple[bool, Any]:
        """Whether a complete value begins here, and the value; ``before`` is put in front of the text."""
        while True:
            try:
                if before:
                    value, end = _DECODER.raw_decode(before + self.held[self.at :])
                    end += self.at - len(before)
                else:
                    value, end = _DECODER.raw_decode(self.held, self.at)
                if self.ended or end < len(self.held):
                    self.at = end
                    return True, value
            except (ValueError, RecursionError):
                pass
            if not self.more():
                return False, None

    def cut(self) -> str:
        """Skip unreadable text up to where the next object seems to begin, and return it; empty if nothing is left."""
        if not self.ended or _END.match(self.held, self.at).end() < len(self.held):  # type: ignore[union-attr]
            beyond = _NEXT.search(self.held, self.at)
            end = beyond.end() if beyond else len(self.held)
            text, self.at = self.held[self.at : min(end, self.at + CUT_LINE)], end
            return text
        return ""


def objects(texts: Iterator[str]) -> Iterator[Any]:
    """The objects of a JSON text: the elements of its arrays or of the list of a collection, or the values one after another.

    What cannot be read is yielded as text, up to where the next object seems to begin.
    """
    text = _Text(texts)
    inside = _opened(text)
    while True:
        text.pass_over(_BLANK if inside else _BETWEEN)
        if inside and text.held.startswith("]", text.at):
            text.at += 1
            text.pass_over(_BLANK)
            whole, _ = text.value('{"":0,' if not text.held.startswith("}", text.at) else '{"":0')
            inside = whole and _opened(text)
            if whole:
                continue
        if text.at >= len(text.held):
            if not text.more():
                return
            continue
        whole, value = text.value()
        if whole:
            yield value
        elif beyond := text.cut():
            yield beyond
        else:
            return


def _opened(text: _Text) -> bool:
    """Enter the list of a collection if one begins here; returns whether it did."""
    text.pass_over(_BLANK)
    while len(text.held) - text.at < _BEGINNING and text.more():
        text.pass_over(_BLANK)
    found = _COLLECTION.match(text.held, text.at)
    text.at = found.end() if found else text.at
    return found is not None


def plain_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same text without carriage returns and the byte 0x01, which would split lines or end their numbers."""
    return (chunk.translate(None, b"\r\x01") for chunk in chunks)


def one_a_line(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same objects, one per line."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for value in objects(decoder.decode(chunk) for chunk in chunks):
        text = value.replace("\n", " ") if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        yield text.encode() + b"\n"


def is_lines(head: Head) -> bool:
    """Whether the first line is an object by itself."""
    if _COLLECTION.match(head.text):
        return False
    try:
        return isinstance(json.loads(head.lines[0]), dict)
    except (ValueError, RecursionError, IndexError):
        return False


def first_objects(head: Head) -> list[Mapping[str, Any]]:
    """The objects at the beginning of a file; none if it does not begin with one."""
    text = head.text.lstrip("\ufeff \t\r\n")
    if head.encoding == "parquet" or not text.startswith(("{", "[")):
        return []
    return [value for value in islice(objects(iter([text])), SAMPLED) if isinstance(value, dict)]


def keys_of(values: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Every key of some objects as a dotted name (``geometry.coordinates[0]``), with its path in JSON, as first met.

    Keys that cannot be written in a path (quotes, backslashes) are left out.
    """
    found: dict[str, str] = {}
    for value in values:
        for name, path in _walked(value, "", "$", 0):
            if len(found) < MOST_KEYS:
                found.setdefault(name, path)
    return found


def _walked(value: Any, name: str, path: str, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and depth < DEEPEST:
        for key, inner in value.items():
            if '"' not in key and "\\" not in key and "\x00" not in key:
                yield from _walked(inner, f"{name}.{key}" if name else key, f'{path}."{key}"', depth + 1)
    elif isinstance(value, list) and depth < DEEPEST:
        for i, inner in enumerate(value[:4]):
            yield from _walked(inner, f"{name}[{i}]", f"{path}[{i}]", depth + 1)
    else:
        yield name, path
