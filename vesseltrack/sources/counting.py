"""Counts lines by their bytes, independently of any parsing, as a check on every reader's own account of lines."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from vesseltrack.sources.compiling import compiled_count

MAX_LINE = 1 << 20
"""Longest line in bytes; a longer one is refused."""

BLANKS_KEPT = 1000
"""Most blank lines whose numbers are kept; a table with more is read the exact way, which numbers lines as it goes."""

COMPILED_FROM = 48 << 20
"""Bytes from which on a text is counted by compiled code, as far as that can."""
_MOST_STRANGE = 8
"""Pieces in which compiled code may find what it does not count, before it is no longer asked."""
_ODD = (b"\r", b"\0", b'"', b"\n\n")
_LF, _CR, _QUOTE = 10, 13, 34
_FEW = 1000
"""Up to this number of quoted fields, counting the delimiters in each by itself is faster."""
_LEAST = 64
"""Bytes of a piece from which on compiled code is asked."""


Tally = Callable[[NDArray[np.uint64], int, NDArray[np.int64]], bool]


class LineCount:
    """The lines of a text and the delimiters in them, counted by their bytes; fed piece by piece.

    A line ends with a line feed. It is blank if nothing stands in it but a carriage return.

    Args:
        delimiter: one byte, counted outside quoted fields; empty to count none.
        in_fields: whether ``tidy`` is determined; if not, it is false.
        size: bytes of the text, if known; a large one is counted by compiled code as far as that can.

    Attributes:
        delimiter: as given.
        blanks: numbers of the first blank lines, from 1.
        blank: number of blank lines.
        endless: whether a line is longer than ``MAX_LINE``.
        tidy: whether the text can be split in one way only: carriage returns stand only before line feeds, there is no NUL, and
            every quote opens a field or closes the one opened before it in the same line, or is one of two together in a field.
            If not, delimiters are not counted.
        delimiters: number of delimiters outside quoted fields.
    """

    def __init__(self, delimiter: bytes = b"", in_fields: bool = True, size: int = 0) -> None:
        self.delimiter = delimiter
        code = compiled_count() if delimiter and in_fields and size >= COMPILED_FROM else None
        self._tally: Tally | None = None if code is None else code.tally
        self._strange_left = _MOST_STRANGE
        self.blanks: list[int] = []
        self.blank = self.delimiters = 0
        self.endless, self.tidy = False, in_fields
        self._feeds, self._rest, self._cut, self._begun = 0, b"", False, False

    def add(self, piece: bytes) -> None:
        """Count the next piece of the text; it may end anywhere."""
        cut, first = piece.rfind(b"\n") + 1, piece.find(b"\n") + 1
        if not cut:
            self._hold(piece)
            return
        if self._rest or not self._begun:
            self._begin(self._rest + piece[:first])
        else:
            first = 0
        if cut > first:
            self._whole(piece, first, cut)
        self._rest, self._cut = b"", False
        self._hold(piece[cut:])

    def _hold(self, piece: bytes) -> None:
        """Keep a piece without a line end; of an overlong line only two bytes, enough to know that it is not blank."""
        self._rest += piece
        if len(self._rest) > MAX_LINE:
            self.endless, self.tidy, self._cut = True, False, True
            self._rest = self._rest[:2]

    def _begin(self, line: bytes) -> None:
        """Count a line that began before this piece, or the first line of the text."""
        start = 0 if self._begun or not line.startswith(codecs.BOM_UTF8) else len(codecs.BOM_UTF8)
        self._begun = True
        self._whole(line, start, len(line))

    def _whole(self, text: bytes, start: int, end: int) -> None:
        """Count the complete lines of a part of a text."""
        if self._tally and self.tidy and end - start >= _LEAST and self._tallied(self._tally, text, start, end):
            return
        letters = np.frombuffer(text, np.uint8)[start:end]
        feeds = np.flatnonzero(letters == _LF)
        self._blanks(letters, feeds)
        self._feeds += len(feeds)
        if not self.tidy:
            return
        carriage = text.find(b"\r", start, end) >= 0 and text.count(b"\r", start, end) != text.count(
            b"\r\n", start, end
        )
        if carriage or text.find(b"\0", start, end) >= 0:
            self.tidy = False
            return
        if text.find(b'"', start, end) >= 0:
            self._quoted(text, start, letters, feeds)
        if self.delimiter:
            self.delimiters += int(np.count_nonzero(letters == self.delimiter[0]))

    def _tallied(self, tally: Tally, text: bytes, start: int, end: int) -> bool:
        """Count the lines of a part by compiled code; returns whether that could be done. If not, nothing was counted."""
        stop = start + (end - start) // 8 * 8
        counts = np.zeros(2, np.int64)
        edges = text[start : start + 8], text[stop - 1 : end]
        plain = text[start] != _LF and not any(odd in edge for odd in _ODD for edge in edges)
        if not plain or not tally(np.frombuffer(text, np.uint8)[start:stop].view(np.uint64), self.delimiter[0], counts):
            self._strange_left -= 1
            self._tally = tally if self._strange_left else None
            return False
        ends = edges[0] + edges[1][1:]
        self._feeds += int(counts[0]) + ends.count(b"\n")
        self.delimiters += int(counts[1]) + ends.count(self.delimiter)
        return True

    def _blanks(self, letters: NDArray[np.uint8], feeds: NDArray[np.intp]) -> None:
        """Count blank lines."""
        lengths = np.diff(feeds, prepend=-1)
        if len(letters) > MAX_LINE and lengths.max() > MAX_LINE:
            self.endless, self.tidy = True, False
        short = np.flatnonzero(lengths <= 2)
        short = short[(lengths[short] == 1) | (letters[feeds[short] - 1] == _CR)]
        self.blank += len(short)
        room = BLANKS_KEPT - len(self.blanks)
        self.blanks += (short[:room] + self._feeds + 1).tolist()

    def _quoted(self, text: bytes, start: int, letters: NDArray[np.uint8], feeds: NDArray[np.intp]) -> None:
        """Check where quotes stand in lines, and subtract the delimiters within quoted fields."""
        marks = np.frombuffer(b"\n\r" + self.delimiter, np.uint8)
        quotes = np.flatnonzero(letters == _QUOTE)
        first, second = quotes[::2], quotes[1::2]
        if len(first) != len(second):
            self.tidy = False
            return
        doubled = first[1:] == second[:-1] + 1
        opens = np.isin(letters[first - 1], marks) | (first == 0)
        closes = np.isin(letters[second + 1], marks)  # the last letter is a line feed
        opens[1:] |= doubled
        closes[:-1] |= doubled
        one_line = (np.searchsorted(feeds, first) == np.searchsorted(feeds, second)).all()
        if not (opens.all() and closes.all() and one_line):
            self.tidy = False
        elif self.delimiter and len(first) < _FEW:
            pairs = zip((first + start).tolist(), (second + start).tolist(), strict=True)
            self.delimiters -= sum(text.count(self.delimiter, a, b) for a, b in pairs)
        elif self.delimiter:
            places = np.flatnonzero(letters == self.delimiter[0])
            self.delimiters -= int((np.searchsorted(places, second) - np.searchsorted(places, first)).sum())

    def close(self) -> None:
        """Finish the count at the end of the text, which may lack a final line feed."""
        if self._cut:
            self._feeds += 1
        elif self._rest:
            self._begin(self._rest + b"\n")
        self._rest, self._cut = b"", False

    @property
    def lines(self) -> int:
        """Number of lines."""
        return self._feeds

    @property
    def written(self) -> int:
        """Number of lines that are not blank."""
        return self._feeds - self.blank
