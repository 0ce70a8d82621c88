"""Lines counted by their bytes, by nothing that knows of fields: what every reader's own account is held against."""

from __future__ import annotations

import codecs

import numpy as np
from numpy.typing import NDArray

MAX_LINE = 1 << 20
"""Bytes: a longer line is no message."""

BLANKS_KEPT = 1000
"""Blank lines whose numbers are kept; of a file with more, lines are numbered by reading it exactly."""

_LF, _CR, _QUOTE = 10, 13, 34


class LineCount:
    """The lines of a text and the delimiters in them, counted by their bytes; fed piece by piece.

    A line ends with a line feed. It is blank if nothing stands in it but a carriage return.

    Args:
        delimiter: a letter whose number is counted too, outside quoted fields; none if empty.

    Attributes:
        delimiter: the same.
        blanks: numbers of the first blank lines, from 1.
        blank: how many there are.
        endless: a line is longer than ``MAX_LINE``.
        ascii: every byte is.
        tidy: no two ways to read it: carriage returns stand only before line feeds, there is no NUL, and every quote either
            opens a field or ends the one that was opened before it, in the same line. Of a text that is not, delimiters
            are not counted.
        delimiters: how many.
    """

    def __init__(self, delimiter: bytes = b"") -> None:
        self.delimiter = delimiter
        self.blanks: list[int] = []
        self.blank = self.delimiters = 0
        self.endless, self.ascii, self.tidy = False, True, True
        self._feeds, self._rest, self._cut, self._begun = 0, b"", False, False

    def add(self, piece: bytes) -> None:
        """The next piece of the text, wherever it was cut."""
        cut = piece.rfind(b"\n") + 1
        if not cut:
            self._hold(piece)
            return
        text, self._rest = self._rest + piece[:cut], piece[cut:]
        self._whole(text)
        self._cut = False
        self.endless |= len(self._rest) > MAX_LINE

    def _hold(self, piece: bytes) -> None:
        """No line ends here. Of an endless one the beginning is kept: it is not blank."""
        self._rest += piece
        if len(self._rest) > MAX_LINE:
            self.endless, self.tidy, self._cut = True, False, True
            self._rest = self._rest[:2]

    def _whole(self, text: bytes) -> None:
        """Whole lines."""
        if not self._begun:
            self._begun = True
            text = text.removeprefix(codecs.BOM_UTF8)
        letters = np.frombuffer(text, np.uint8)
        feeds = np.flatnonzero(letters == _LF)
        self._blanks(letters, feeds)
        self._feeds += len(feeds)
        if self.ascii:
            self.ascii = text.isascii()
        if not self.tidy:
            return
        carriage = b"\r" in text and text.count(b"\r") != text.count(b"\r\n")
        if carriage or b"\0" in text:
            self.tidy = False
        elif b'"' in text:
            self._quoted(letters, feeds)
        elif self.delimiter:
            self.delimiters += int(np.count_nonzero(letters == self.delimiter[0]))

    def _blanks(self, letters: NDArray[np.uint8], feeds: NDArray[np.intp]) -> None:
        """Blank lines."""
        lengths = np.diff(feeds, prepend=-1)
        short = np.flatnonzero(lengths <= 2)
        short = short[(lengths[short] == 1) | (letters[feeds[short] - 1] == _CR)]
        self.blank += len(short)
        room = BLANKS_KEPT - len(self.blanks)
        self.blanks += (short[:room] + self._feeds + 1).tolist()

    def _quoted(self, letters: NDArray[np.uint8], feeds: NDArray[np.intp]) -> None:
        """Lines with quotes among them: are they where they belong, and which delimiters stand between two of them?"""
        marks = np.frombuffer(b"\n\r,;\t|" + self.delimiter, np.uint8)
        quotes = np.flatnonzero(letters == _QUOTE)
        opens = np.isin(letters[np.maximum(quotes - 1, 0)], marks) | (quotes == 0)
        closes = np.isin(letters[quotes + 1], marks)  # the last letter is a line feed
        first, second = quotes[::2], quotes[1::2]
        in_turn = len(first) == len(second) and (opens != closes).all() and opens[::2].all() and closes[1::2].all()
        if not in_turn or (np.searchsorted(feeds, first) != np.searchsorted(feeds, second)).any():
            self.tidy = False
        elif self.delimiter:
            places = np.flatnonzero(letters == self.delimiter[0])
            inside = np.searchsorted(places, second) - np.searchsorted(places, first)
            self.delimiters += len(places) - int(inside.sum())

    def close(self) -> None:
        """The text has ended, maybe in a line without a line feed."""
        if self._cut:
            self._feeds += 1
        elif self._rest:
            self._whole(self._rest + b"\n")
        self._rest, self._cut = b"", False

    @property
    def lines(self) -> int:
        """All lines."""
        return self._feeds

    @property
    def written(self) -> int:
        """Lines that are not blank."""
        return self._feeds - self.blank
