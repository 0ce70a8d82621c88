"""How a file's text begins: in which letters it is written, and its first lines."""

from __future__ import annotations

import codecs
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from vesseltrack.errors import UnknownFormat, UnreadableInput

HEAD_BYTES = 65_536
STRAYS_IN = 10
"""Letters beyond ASCII of which one may be damaged in a text that is UTF-8 all the same."""


@dataclass(frozen=True)
class Head:
    """How a file's text begins.

    Attributes:
        encoding: ``utf-8``, ``utf-16``, ``cp949``, ``cp1252``, or ``parquet``.
        text: its first lines, whole but the last.
        columns: of a Parquet file.
    """

    encoding: str
    text: str
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, start: bytes) -> Head:
        """Judge by the first bytes of the unpacked text.

        Raises:
            UnknownFormat: empty, or not text.
        """
        if not start:
            raise UnknownFormat(f"{name} is empty", "nothing was loaded from it.")
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return cls("utf-16", start[: len(start) // 2 * 2].decode("utf-16", "ignore"))
        if b"\x00" in start:
            raise UnknownFormat(f"{name} is not text", "it is in no format we know.")
        for encoding in ("utf-8-sig", "cp949"):
            with suppress(UnicodeDecodeError):
                text = _decoded(start, encoding)
                if encoding == "utf-8-sig" or any("\uac00" <= c <= "\ud7a3" for c in text[:2000]):
                    return cls(encoding.removesuffix("-sig"), text)
        text = start.decode("utf-8-sig", "replace")
        strays = text.count("\ufffd")
        if sum(not c.isascii() for c in text) > STRAYS_IN * strays:
            return cls("utf-8", text)
        return cls("cp1252", start.decode("cp1252", "replace"))

    @cached_property
    def lines(self) -> list[str]:
        """Its lines, without the last if that may be cut."""
        lines = [line.removesuffix("\r") for line in self.text.removesuffix("\n").split("\n")]
        return lines[:-1] if len(lines) > 1 and len(self.text) > HEAD_BYTES // 4 else lines


def _decoded(start: bytes, encoding: str) -> str:
    """Text that may end in the middle of a letter."""
    try:
        return start.decode(encoding)
    except UnicodeDecodeError as e:
        if e.start < len(start) - 4:
            raise
        return start[: e.start].decode(encoding)


def parquet_columns(path: Path, name: str) -> tuple[str, ...]:
    """The names of a Parquet file's columns.

    Raises:
        UnreadableInput: it is damaged.
    """
    try:
        return tuple(pq.read_schema(path).names)
    except (ValueError, OSError) as e:  # of Arrow, or a name that is no text
        raise UnreadableInput(f"{name} is a damaged Parquet file", str(e).splitlines()[0]) from e
