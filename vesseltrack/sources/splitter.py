"""The slow, exact way to read a table: one splitter decides what is a row, and accounts for every line.

Quotes are read as RFC 4180 has them: one that does not open its field is a letter. A quoted field may go on over several lines;
a quote that is never closed costs its own line and no other. A lone carriage return is a letter, unless only splitting there
gives rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from vesseltrack.sources.counting import MAX_LINE
from vesseltrack.sources.streams import CUT_LINE

MOST_LINES = 20
"""Lines that one row may go over: a quote that is not closed by then was never meant to be one."""

MOST_BYTES = 1 << 16
"""Bytes of such a field."""

TEXTS_KEPT = 1000
"""Refused lines whose text is kept; the rest are counted."""

_TAIL = b"\x1a"
"""What DOS wrote behind a text."""


@dataclass
class Fields:
    """The fields of a line so far.

    Attributes:
        done: those that are whole.
        held: the beginning of a quoted one that goes on in the next line; ``None`` where none does.
        wrong: a quoted field is followed by something else than a delimiter.
    """

    done: list[bytes]
    held: bytes | None = None
    wrong: bool = False

    @property
    def whole(self) -> bool:
        """Nothing is open and nothing is wrong."""
        return self.held is None and not self.wrong


def fields_of(line: bytes, delimiter: bytes, before: Fields | None = None) -> Fields:
    """Split a line, without its end, into fields.

    Args:
        line: the text.
        delimiter: one letter.
        before: what stood in the lines before, of which the last field goes on in this one.
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
    """Read a quoted field whose text so far is ``text``, from ``at`` on. Returns where its quote, and blanks after it, end."""
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
    """A field as RFC 4180 has it written."""
    if any(mark in field for mark in (b'"', b"\r", b"\n", delimiter)):
        return b'"' + field.replace(b'"', b'""') + b'"'
    return field


class Splitter:
    """Reads the text of a table line by line, and writes each row again so that it can be read in one way only.

    Every line is counted once: before the rows, blank, in a row, or refused.

    Args:
        columns: fields of a row.
        delimiter: between them.
        before: lines above the first row: what stands above the header, and the header.

    Attributes:
        rows: written.
        row_lines: lines they came from.
        above: lines before the first row.
        blank: blank lines, and the letter that DOS put behind a text.
        refused: numbers of the lines in the file, from 1, that are no rows.
        refused_lines: how many lines these are, without those of which another part is a row.
        texts: of the first of them.
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
        """All lines accounted for."""
        return self.above + self.blank + self.row_lines + self.refused_lines

    def through(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """The rows, each behind the number of its line."""
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
                self._refuse(line[:CUT_LINE])  # what it had more is not here
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
        """A line with quotes or carriage returns in it."""
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
        """A row as it is written again."""
        self.rows += 1
        return b"%d%s%s\n" % (number, self.delimiter, self.delimiter.join(written(f, self.delimiter) for f in fields))

    def _parts(self, line: bytes, parts: list[Fields]) -> Iterator[bytes]:
        """Several rows that only carriage returns divide."""
        self.row_lines += 1
        for fields, text in zip(parts, filter(None, line.split(b"\r")), strict=True):
            if self._is_row(fields):
                yield self._row(self._number, fields.done)
            else:
                self._refuse(text, lines=0)

    def _more(self, fields: Fields, raw: bytes, lines: Iterator[bytes]) -> tuple[Fields, int] | None:
        """The row that goes on in the next lines, and how many it is on; ``None`` if those are rows themselves."""
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
