"""The slow, exact way to read a table: splits it into rows in one pass, and accounts for every line.

Quotes are read as in RFC 4180; one that does not open a field is an ordinary character. A quoted field may go on over several
lines; if its quote is never closed, only the line it begins in is refused. A lone carriage return is an ordinary character,
unless only splitting the line there gives rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.streams import CUT_LINE

MOST_LINES = 20
"""Most lines of one row; a quote that is not closed by then is not taken for one."""

MOST_BYTES = 1 << 16
"""Most bytes of a field that goes over several lines."""

TEXTS_KEPT = 1000
"""Most refused lines whose text is kept; the others are only counted."""

_TAIL = b"\x1a"
"""Control-Z, which DOS programs write at the end of a text."""


@dataclass
class Fields:
    """The fields of a line.

    Attributes:
        done: the complete ones.
        held: the text so far of a quoted field that is not closed in this line; ``None`` if there is none.
        wrong: whether a quoted field is followed by something other than a delimiter.
    """

    done: list[bytes]
    held: bytes | None = None
    wrong: bool = False

    @property
    def whole(self) -> bool:
        """Whether no quoted field is open and none is ``wrong``."""
        return self.held is None and not self.wrong


def fields_of(line: bytes, delimiter: bytes, before: Fields | None = None) -> Fields:
    """Split a line, without its end, into fields.

    Args:
        line: the text.
        delimiter: one byte.
        before: the fields of the lines before, if their last field goes on in this one.
    """
    fields = Fields([]) if before is None else Fields([*before.done])
    held, at = (None, 0) if before is None else (before.held, 0)
    while True:
        if held is not None or line.startswith(b'"', at):
            at = _quoted(line, at if held is not None else at + 1, held or b"", fields)
            held = None
            if not fields.whole:
                return fields
        else:
            end = line.find(delimiter, at)
            end = len(line) if end < 0 else end
            fields.done.append(line[at:end])
            at = end
        if at >= len(line):
            return fields
        if not line.startswith(delimiter, at):
            fields.wrong = True
            return fields
        at += 1
        if at == len(line):
            fields.done.append(b"")
            return fields


def _quoted(line: bytes, at: int, text: bytes, fields: Fields) -> int:
    """Read a quoted field from ``at`` on, whose text so far is ``text``. Returns the position after its quote and blanks."""
    while True:
        quote = line.find(b'"', at)
        if quote < 0:
            fields.held = text + line[at:]
            return len(line)
        text += line[at:quote]
        if not line.startswith(b'""', quote):
            break
        text, at = text + b'"', quote + 2
    fields.done.append(text)
    end = quote + 1
    while line.startswith(b" ", end):
        end += 1
    return end


def written(field: bytes, delimiter: bytes) -> bytes:
    """A field as written by RFC 4180: in quotes if it contains a quote, a line end or the delimiter."""
    if any(mark in field for mark in (b'"', b"\r", b"\n", delimiter)):
        return b'"' + field.replace(b'"', b'""') + b'"'
    return field


class Splitter:
    """Reads the text of a table line by line, and writes each row so that it can be split in one way only.

    Every line is counted once: above the rows, blank, in a row, or refused.

    Args:
        columns: number of fields of a row.
        delimiter: the delimiter.
        before: number of lines above the first row, header included.

    Attributes:
        rows: number of rows written.
        row_lines: number of lines they came from.
        above: number of lines above the first row.
        blank: number of blank lines, or with only a Control-Z.
        refused: line numbers, from 1, of refused lines and parts of lines.
        refused_lines: number of refused lines, without those another part of which is a row.
        texts: texts of the first refused lines.
    """

    def __init__(self, columns: int, delimiter: str, before: int) -> None:
        self.columns, self.delimiter, self.before = columns, delimiter.encode(), before
        self.rows = self.row_lines = self.above = self.blank = self.refused_lines = 0
        self.refused: list[int] = []
        self.texts: list[str] = []
        self._number = 0
        self._ahead: deque[bytes] = deque()

    @property
    def lines(self) -> int:
        """Number of lines accounted for."""
        return self.above + self.blank + self.row_lines + self.refused_lines

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The rows, one per line, each preceded by its line number and a delimiter."""
        rows = self._all(line for chunk in chunks for line in chunk.removesuffix(b"\n").split(b"\n"))
        while out := list(islice(rows, 10_000)):
            yield b"".join(out)

    def _all(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        delimiter, most = self.delimiter, self.columns - 1
        while (raw := self._next(lines)) is not None:
            self._number += 1
            line = raw.strip(b"\r")
            if self._number <= self.before:
                self.above += 1
            elif not line.strip(_TAIL):
                self.blank += 1
            elif len(raw) > MAX_LINE:
                self._refuse(line[:CUT_LINE])  # the rest was cut off before
            elif b'"' in line or b"\r" in line:
                yield from self._difficult(raw, line, lines)
            elif line.count(delimiter) == most:
                self.rows += 1
                self.row_lines += 1
                yield b"%d%s%s\n" % (self._number, delimiter, line)
            else:
                self._refuse(line)

    def _next(self, lines: Iterator[bytes]) -> bytes | None:
        return self._ahead.popleft() if self._ahead else next(lines, None)

    def _difficult(self, raw: bytes, line: bytes, lines: Iterator[bytes]) -> Iterator[bytes]:
        """The rows of a line with quotes or carriage returns; it is refused if it has none."""
        fields = fields_of(line, self.delimiter)
        if self._is_row(fields):
            self.row_lines += 1
            yield self._row(self._number, fields.done)
            return
        parts = [fields_of(part, self.delimiter) for part in line.split(b"\r") if part]
        if len(parts) > 1 and any(map(self._is_row, parts)):
            yield from self._parts(line, parts)
        elif fields.held is not None and (taken := self._more(fields, raw, lines)):
            self.row_lines += taken[1]
            yield self._row(self._number, taken[0].done)
            self._number += taken[1] - 1
        else:
            self._refuse(line)

    def _is_row(self, fields: Fields) -> bool:
        return fields.whole and len(fields.done) == self.columns

    def _row(self, number: int, fields: list[bytes]) -> bytes:
        """A row as written, with its line number; it is counted."""
        self.rows += 1
        return b"%d%s%s\n" % (number, self.delimiter, self.delimiter.join(written(f, self.delimiter) for f in fields))

    def _parts(self, line: bytes, parts: list[Fields]) -> Iterator[bytes]:
        """The rows of a line that are divided by carriage returns only; other parts of it are refused."""
        self.row_lines += 1
        for fields, text in zip(parts, filter(None, line.split(b"\r")), strict=True):
            if self._is_row(fields):
                yield self._row(self._number, fields.done)
            else:
                self._refuse(text, lines=0)

    def _more(self, fields: Fields, raw: bytes, lines: Iterator[bytes]) -> tuple[Fields, int] | None:
        """The row that goes on in the next lines, and its number of lines; ``None`` if they do not complete it or are rows."""
        seen: list[bytes] = []
        while len(seen) < MOST_LINES - 1 and (more := self._next(lines)) is not None:
            seen.append(more)
            if self._is_row(fields_of(more.strip(b"\r"), self.delimiter)):
                break
            held = (fields.held or b"") + raw[len(raw.rstrip(b"\r")) :] + b"\n"
            fields, raw = fields_of(more.rstrip(b"\r"), self.delimiter, Fields(fields.done, held)), more
            if self._is_row(fields):
                return fields, len(seen) + 1
            if fields.held is None or len(fields.held) > MOST_BYTES or len(fields.done) >= self.columns:
                break
        self._ahead.extendleft(reversed(seen))
        return None

    def _refuse(self, line: bytes, lines: int = 1) -> None:
        self.refused.append(self._number)
        self.refused_lines += lines
        if len(self.texts) < TEXTS_KEPT:
            self.texts.append(line.decode("utf-8", "replace"))
