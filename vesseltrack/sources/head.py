"""The beginning of a file's text: its encoding and first lines."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from vesseltrack.errors import UnknownFormat, UnreadableInput
from vesseltrack.sources.encoding import STRAYS_IN

HEAD_BYTES = 65_536
MOST_NUL = 0.05
"""Greatest share of NUL bytes, or of control characters, in a text."""
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\v\f\r\x1a\x1b")
_IN_QUOTES = re.compile(r'"[^"\n]*"')
_ALONE = re.compile(r"(?<![\r\n])\r+(?![\r\n])")
_UTF16_NUL = 0.6
"""Least share of NULs among the first, or the second, bytes of pairs in UTF-16 without a byte order mark."""


@dataclass(frozen=True)
class Head:
    """The beginning of a file's text.

    Attributes:
        encoding: as Python names it, ``utf-8`` where there is none but ASCII; or ``parquet``.
        text: its first lines; the last one may be incomplete.
        columns: column names of a Parquet file.
        is_sure: false if the text is ASCII so far, so that ``utf-8`` is only assumed.
    """

    encoding: str
    text: str
    columns: tuple[str, ...] = ()
    is_sure: bool = True

    @classmethod
    def of(
        cls, name: str, start: bytes, asked: str | None = None, decide: Callable[[], str] = lambda: "cp1252"
    ) -> Head:
        """The beginning of a text, decoded, from its first bytes.

        Args:
            name: name of the file, for messages.
            start: the first bytes, decompressed.
            asked: the encoding, if the user names it.
            decide: determines the encoding from the whole text; called if the first bytes do not show it.

        Raises:
            UnknownFormat: it is empty, or not text.
            UnreadableInput: raised by ``decide``: the encoding cannot be determined.
        """
        if not start:
            raise UnknownFormat(f"{name} is empty", "nothing was loaded from it.")
        encoding = asked or _marked(start)
        if encoding is None and (start.count(0) > MOST_NUL * len(start) or _is_binary(start)):
            raise UnknownFormat(f"{name} is not text", "it is in no format we know.")
        if encoding is None and start.isascii():
            return cls("utf-8", start.decode("ascii"), is_sure=False)
        encoding = encoding or ("utf-8" if _is_utf8(start) else decide())
        text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
        return cls(encoding, text.removeprefix("\ufeff"))

    @cached_property
    def line_end(self) -> str:
        """The line end: a line feed, or a carriage return if lone carriage returns outnumber line feeds."""
        feeds = "\n" in self.text
        text = _IN_QUOTES.sub("", self.text) if feeds else self.text
        return "\r" if len(_ALONE.findall(text)) > text.count("\n") else "\n"

    @property
    def is_tabular(self) -> bool:
        """Whether it is neither sentences nor JSON, by its first letter and ``VDM``: only to choose what is faster."""
        return self.text.lstrip()[:1] not in ("", "!", "$", "\\", "{", "[") and "VDM," not in self.text

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, without the last one if that may be incomplete."""
        lines = [line.strip("\r") for line in self.text.removesuffix(self.line_end).split(self.line_end)]
        return lines[:-1] if len(lines) > 1 and len(self.text) > HEAD_BYTES // 4 else lines


def _marked(start: bytes) -> str | None:
    """The encoding shown by a byte order mark, or for UTF-16 by where NULs stand; ``None`` if neither shows one."""
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if start.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    first, second = start[::2].count(0), start[1::2].count(0)
    least = _UTF16_NUL * (len(start) // 2)
    if least > 1 and max(first, second) >= least and min(first, second) <= MOST_NUL * least:
        return "utf-16-be" if first > second else "utf-16-le"
    return None


def _is_binary(start: bytes) -> bool:
    """Whether bytes have more control characters than any text."""
    return len(start) - len(start.translate(None, _CONTROLS)) > MOST_NUL * len(start)


def _is_utf8(start: bytes) -> bool:
    """Whether bytes are UTF-8, a few damaged letters aside; they may end in the middle of a letter."""
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(start)
    strays = text.count("\ufffd")
    return not strays or sum(not c.isascii() for c in text) > STRAYS_IN * strays


def parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    """The names of a Parquet file's columns.

    Raises:
        UnreadableInput: it is damaged.
    """
    try:
        return tuple(pq.read_schema(path).names)
    except (ValueError, OSError) as e:  # of Arrow, or a name that is no text
        raise UnreadableInput(f"{name} is a damaged Parquet file", str(e).splitlines()[0]) from e
