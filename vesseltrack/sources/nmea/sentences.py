"""Finds the AIS sentences in a block of text and parses the fields around their payloads.

A sentence is ``!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E``: talker and formatter, number of
sentences of the message, number of this sentence, sequential message identifier, radio channel, payload, fill bits, checksum
(VDM and VDO of NMEA 0183, IEC 61162-1). All sentences of a block are parsed at once with numpy, without a loop over sentences.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from vesseltrack.sources.nmea.payload import PADDING

Places = NDArray[np.int64]
Flags = NDArray[np.bool_]

_HEX = np.full(256, 255, np.uint8)
for _i, _c in enumerate(b"0123456789ABCDEF"):
    _HEX[_c] = _i
    _HEX[ord(chr(_c).lower())] = _i
_FIRST_BYTES = np.array([(1 << (8 * n)) - 1 for n in range(8)], np.uint64)
"""A mask for the first 0 to 7 bytes of eight."""


@dataclass(frozen=True)
class Block:
    """Whole lines of text as an array of bytes. A "place" is an index into it.

    Attributes:
        letters: the bytes of the text, then at least ``PADDING`` zeros.
        newlines: places of the line feeds.
        first_line: number of its first line in the file, from 1.
    """

    letters: NDArray[np.uint8]
    newlines: Places
    first_line: int
    _places: dict[str, Places] = field(default_factory=dict)

    @classmethod
    def of(cls, text: bytes, first_line: int = 1) -> Block:
        """A block of ``text``, which ends with a line feed."""
        held = np.zeros(-(-(len(text) + PADDING) // 8) * 8, np.uint8)
        held[: len(text)] = np.frombuffer(text, np.uint8)
        return cls(held, np.flatnonzero(held == ord("\n")), first_line)

    @property
    def lines(self) -> int:
        """Number of lines."""
        return len(self.newlines)

    def line_of(self, places: Places) -> Places:
        """The line of each place, from 0 within the block."""
        return first_after(self.newlines, places)

    def line_starts(self) -> Places:
        """The place of the first byte of each line."""
        return np.concatenate([[0], self.newlines[:-1] + 1])

    def places(self, letter: str) -> Places:
        """All places of one ASCII character, ascending; kept for the next call."""
        if letter not in self._places:
            self._places[letter] = np.flatnonzero(self.letters == ord(letter))
        return self._places[letter]


@dataclass(frozen=True)
class Payloads:
    """Where the payloads of messages are in a block: arrays of shape (n,), one element a message.

    Attributes:
        line: line in the block, from 0.
        payload: place of the first character of the payload.
        letters: number of characters of the payload.
        fill: number of fill bits in the last character, 0 to 5.
    """

    line: Places
    payload: Places
    letters: Places
    fill: Places

    def __len__(self) -> int:
        return len(self.line)

    def bits(self) -> Places:
        """Number of bits of each payload, without fill bits."""
        return self.letters * 6 - self.fill

    def where(self, chosen: Any) -> Self:
        """The chosen ones; ``chosen`` is a mask or indices."""
        if chosen.dtype == np.bool_ and chosen.all():
            return self
        return type(self)(**{name: column[chosen] for name, column in vars(self).items()})


@dataclass(frozen=True)
class Sentences(Payloads):
    """The AIS sentences of a block: arrays of shape (n,), one element a sentence; ``fill`` is of the last of a message.

    Attributes:
        start: place of the ``!``.
        end: place after the checksum; if not ``whole``, that of the line feed or of the next sentence in the line.
        whole: all its fields are present and plausible.
        sum_right: it is ``whole`` and its checksum is correct.
        count: number of sentences of the message; -1 if it is no digit.
        part: number of this sentence among them, from 1; -1 if it is no digit.
        group: sequential message identifier, the same for all sentences of a message; -1 if empty.
        channel: ASCII code of the radio channel; 44, a comma, if empty.
    """

    start: Places
    end: Places
    whole: Flags
    sum_right: Flags
    count: Places
    part: Places
    group: Places
    channel: Places

    def payloads(self) -> Payloads:
        """What is needed of sentences that are a message each."""
        return Payloads(self.line, self.payload, self.letters, self.fill)


def first_after(marks: Places, places: Places) -> Places:
    """For each place the index of the first mark at or after it; both ascend. As ``np.searchsorted``.

    In most logs every line is built alike, so that each place is as many marks after the one before it: this is tried first.
    """
    step = len(marks) // max(len(places), 1)
    guess: Places
    if step and len(places):
        guess = np.arange(len(places)) * step + np.searchsorted(marks, places[0])
        last = guess[-1]
        if last < len(marks) and marks[last - 1] < places[-1] <= marks[last] and _is_right(guess, marks, places):
            return guess
    return np.searchsorted(marks, places)


def _is_right(guess: Places, marks: Places, places: Places) -> bool:
    """Whether each mark guessed is the first at or after its place; the guesses ascend."""
    has_before = 1 if guess[0] == 0 else 0
    before = marks[guess[has_before:] - 1] < places[has_before:]
    return bool((marks[guess] >= places).all() and before.all())


def xor_before(b: NDArray[np.uint8], places: Places) -> NDArray[np.uint8]:
    """The exclusive-or of all bytes before each place, shape (n,): of eight bytes at a time, then of the remaining ones."""
    eights = b.view("<u8")
    running = np.zeros(len(eights) + 1, np.uint64)
    np.bitwise_xor.accumulate(eights, out=running[1:])
    whole, rest = places >> 3, places & 7
    x = running[whole] ^ (eights[whole] & _FIRST_BYTES[rest])
    for half in (32, 16, 8):
        x ^= x >> np.uint64(half)
    return np.asarray(x).astype(np.uint8)


def tags(block: Block, heard: Sentences, name: str) -> tuple[Places, Places]:
    """The fields of one name, such as ``c:``, in the tag blocks (IEC 61162-450) in front of sentences.

    Returns:
        For each field found, the index of its sentence in ``heard`` and the place of its colon; both of shape (fields,).
    """
    b, colon = block.letters, block.places(":")
    colon = colon[(b[colon - 1] == ord(name)) & ((b[colon - 2] == ord("\\")) | (b[colon - 2] == ord(",")))]
    owner = np.searchsorted(heard.start, colon)
    colon, owner = colon[owner < len(heard)], owner[owner < len(heard)]
    before = np.append(-1, heard.end[:-1])
    mine = (colon >= before[owner]) & (colon >= block.line_starts()[heard.line][owner])
    return owner[mine], colon[mine]


def _digit(b: NDArray[np.uint8], place: Places) -> Places:
    """The digit at each place; -1 if it is no digit."""
    value = b[place] - np.uint8(48)
    return np.asarray(np.where(value < 10, value.astype(np.int64), -1), np.int64)


def _starts(block: Block) -> Places:
    """The place of every ``!..VDM,`` and ``!..VDO,``, ascending."""
    b, bang = block.letters, block.places("!")
    kind = b[bang + 5]
    is_ais = (b[bang + 3] == ord("V")) & (b[bang + 4] == ord("D")) & (b[bang + 6] == ord(","))
    ours: Places = bang[is_ais & ((kind == ord("M")) | (kind == ord("O")))]
    return ours


def find(block: Block) -> Sentences:
    """All AIS sentences of a block in order, whole or not, except those in lines that begin with ``#`` (comments)."""
    b = block.letters
    start = _starts(block)
    line = block.line_of(start)
    heard = b[block.line_starts()[line]] != ord("#")  # not a comment
    if not heard.all():
        start, line = start[heard], line[heard]
    line_end = block.newlines[line]
    limit = np.minimum(line_end, np.append(start[1:], len(b)))  # the next sentence of the same line

    stars = np.append(block.places("*"), len(b))
    star = stars[first_after(stars, start)]
    commas = np.concatenate([block.places(","), np.full(8, len(b) - 1)])
    first = first_after(commas, start)
    at = [commas[first + i] for i in range(6)]

    whole = (star + 2 < limit) & (at[5] < star)
    if not whole.all():  # for the others any place inside the array will do
        star = np.where(whole, star, start + 7)
        at = [np.where(whole, place, start + 6 + i) for i, place in enumerate(at)]
    high, low = _HEX[b[star + 1]], _HEX[b[star + 2]]
    sums = xor_before(b, star) ^ xor_before(b, start + 1)
    sum_right = whole & (sums == (high << np.uint8(4) | low)) & ((high | low) < 16)

    count, part = _digit(b, at[0] + 1), _digit(b, at[1] + 1)
    fill = _digit(b, at[5] + 1)
    group = _digit(b, at[2] + 1)
    two = np.flatnonzero(at[3] - at[2] == 3)  # an identifier of two digits
    group[two] = group[two] * 10 + _digit(b, at[2][two] + 2)
    whole &= (count > 0) & (part > 0) & (part <= count) & (fill >= 0) & (fill < 6)
    whole &= (at[1] - at[0] == 2) & (at[2] - at[1] == 2) & (at[3] - at[2] <= 3) & (at[4] - at[3] <= 2)
    letters = np.maximum(at[5] - at[4] - 1, 0)
    return Sentences(
        line, at[4] + 1, letters, np.clip(fill, 0, 5), start, np.where(whole, star + 3, limit), whole, sum_right & whole, count,
        part, group, b[at[3] + 1].astype(np.int64),
    )  # fmt: skip
