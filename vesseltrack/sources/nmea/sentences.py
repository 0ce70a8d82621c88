"""Where the AIS sentences of a block of text are, and what stands around their payloads.

A sentence is ``!AIVDM,2,1,3,B,55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53,0*3E``: talker, how many sentences
make the message, which one this is, their common number, the radio channel, the payload, fill bits, checksum (NMEA 0183).
All sentences of a block are found at once; nothing here loops over them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    """Whole lines of text, and where their marks are.

    Attributes:
        letters: the text, byte by byte, with room to spare at the end.
        newlines: places of the line feeds.
        first_line: number of the first line in the file, from 1.
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
        """How many lines."""
        return len(self.newlines)

    def line_of(self, places: Places) -> Places:
        """In which line of the block each place is, from 0."""
        return np.searchsorted(self.newlines, places)

    def line_starts(self) -> Places:
        """Where each line begins."""
        return np.concatenate([[0], self.newlines[:-1] + 1])

    def places(self, letter: str) -> Places:
        """Every place of one letter."""
        if letter not in self._places:
            self._places[letter] = np.flatnonzero(self.letters == ord(letter))
        return self._places[letter]


@dataclass(frozen=True)
class Sentences:
    """The AIS sentences of a block, one element each.

    Attributes:
        start: place of the ``!``.
        end: place after the checksum; of the line feed where there is none.
        line: line in the block, from 0.
        whole: all fields are there.
        sum_right: the checksum is there and right.
        count: how many sentences make the message.
        part: which of them this is, from 1.
        group: number common to them; -1 where empty.
        channel: the letter of the radio channel; 44, a comma, where empty.
        payload: where the payload begins.
        letters: of payload.
        fill: bits of the last letter that mean nothing.
    """

    start: Places
    end: Places
    line: Places
    whole: Flags
    sum_right: Flags
    count: Places
    part: Places
    group: Places
    channel: Places
    payload: Places
    letters: Places
    fill: Places

    def __len__(self) -> int:
        return len(self.start)

    def bits(self) -> Places:
        """Bits of payload."""
        return self.letters * 6 - self.fill

    def where(self, chosen: Any) -> Sentences:
        """Some of them."""
        if chosen.dtype == np.bool_ and chosen.all():
            return self
        return Sentences(**{name: column[chosen] for name, column in vars(self).items()})


def xor_before(b: NDArray[np.uint8], places: Places) -> NDArray[np.uint8]:
    """All bytes before each place, exclusive-or: eight bytes at a time, then the few that are left."""
    eights = b.view("<u8")
    running = np.zeros(len(eights) + 1, np.uint64)
    np.bitwise_xor.accumulate(eights, out=running[1:])
    whole, rest = places >> 3, places & 7
    x = running[whole] ^ (eights[whole] & _FIRST_BYTES[rest])
    for half in (32, 16, 8):
        x ^= x >> np.uint64(half)
    return np.asarray(x).astype(np.uint8)


def tags(block: Block, heard: Sentences, name: str) -> tuple[Places, Places]:
    """The fields of one letter, such as ``c:``, in the tag blocks of some sentences: whose each is, and where its colon is."""
    b, colon = block.letters, block.places(":")
    colon = colon[(b[colon - 1] == ord(name)) & ((b[colon - 2] == ord("\\")) | (b[colon - 2] == ord(",")))]
    owner = np.searchsorted(heard.start, colon)
    colon, owner = colon[owner < len(heard)], owner[owner < len(heard)]
    before = np.append(-1, heard.end[:-1])
    mine = (colon >= before[owner]) & (colon >= block.line_starts()[heard.line][owner])
    return owner[mine], colon[mine]


def _digit(b: NDArray[np.uint8], place: Places) -> Places:
    """The digit at a place; -1 where there is none."""
    value = b[place] - np.uint8(48)
    return np.asarray(np.where(value < 10, value.astype(np.int64), -1), np.int64)


def _starts(block: Block) -> Places:
    """Every ``!..VDM,`` and ``!..VDO,``."""
    b, bang = block.letters, block.places("!")
    kind = b[bang + 5]
    is_ais = (b[bang + 3] == ord("V")) & (b[bang + 4] == ord("D")) & (b[bang + 6] == ord(","))
    ours: Places = bang[is_ais & ((kind == ord("M")) | (kind == ord("O")))]
    return ours


def find(block: Block) -> Sentences:
    """Every AIS sentence of a block, whole or not, in order."""
    b = block.letters
    start = _starts(block)
    line = block.line_of(start)
    heard = b[block.line_starts()[line]] != ord("#")  # not a comment
    if not heard.all():
        start, line = start[heard], line[heard]
    line_end = block.newlines[line]
    limit = np.minimum(line_end, np.append(start[1:], len(b)))  # the next sentence of the same line

    stars = np.append(block.places("*"), len(b))
    star = stars[np.searchsorted(stars, start)]
    commas = np.concatenate([block.places(","), np.full(8, len(b) - 1)])
    first = np.searchsorted(commas, start)
    at = [commas[first + i] for i in range(6)]

    whole = (star + 2 < limit) & (at[5] < star)
    if not whole.all():  # any place will do for those
        star = np.where(whole, star, start + 7)
        at = [np.where(whole, place, start + 6 + i) for i, place in enumerate(at)]
    high, low = _HEX[b[star + 1]], _HEX[b[star + 2]]
    sums = xor_before(b, star) ^ xor_before(b, start + 1)
    sum_right = whole & (sums == (high << np.uint8(4) | low)) & ((high | low) < 16)

    count, part = _digit(b, at[0] + 1), _digit(b, at[1] + 1)
    fill = _digit(b, at[5] + 1)
    group = _digit(b, at[2] + 1)
    two = np.flatnonzero(at[3] - at[2] == 3)  # a common number of two digits
    group[two] = group[two] * 10 + _digit(b, at[2][two] + 2)
    whole &= (count > 0) & (part > 0) & (part <= count) & (fill >= 0) & (fill < 6)
    whole &= (at[1] - at[0] == 2) & (at[2] - at[1] == 2) & (at[3] - at[2] <= 3) & (at[4] - at[3] <= 2)
    letters = np.maximum(at[5] - at[4] - 1, 0)
    return Sentences(
        start, np.where(whole, star + 3, limit), line, whole, sum_right & whole, count, part, group,
        b[at[3] + 1].astype(np.int64), at[4] + 1, letters, np.clip(fill, 0, 5),
    )  # fmt: skip
