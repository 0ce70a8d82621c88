"""Decodes payloads: six bits in each ASCII character ("armoured", NMEA 0183 / IEC 61162-1), for many messages at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vesseltrack.sources.nmea.fields import Number, Text

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
WORD = 48
"""Bits of payload in one 64-bit word: eight characters of six bits."""
_ALL = np.uint64(0x0101010101010101)
"""Eight bytes that are all true."""
PADDING = 96
"""Bytes that must follow the end of the text, so that a window over the last payload stays inside the array."""


def words(block: Bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64], letters: int) -> tuple[Words, Any]:
    """The first ``letters`` characters of each payload as words of 48 bits.

    Args:
        block: bytes, followed by at least ``PADDING`` more.
        starts: index of the first character of each payload, shape (n,).
        lengths: number of characters of each, shape (n,).
        letters: number of characters to decode. Beyond the end of a shorter payload the bits are those of what follows it.

    Returns:
        The words, shape (``letters`` / 8 rounded up, n), and of each payload whether the characters read from it are all of the
        payload alphabet (ASCII 48 to 87 and 96 to 119), shape (n,).
    """
    width = -(-letters // 8) * 8
    taken = sliding_window_view(block, width)[starts]
    six = taken - np.uint8(48)
    high = six > 47
    known = (six < 40) | (high & (six < 72))
    if (lengths < width).any():
        known |= np.arange(width) >= lengths[:, None]
    six -= high.view(np.uint8) << np.uint8(3)
    eights = six.view(">u8").astype(np.uint64).T.copy()
    eights &= np.uint64(0x3F3F3F3F3F3F3F3F)
    # join neighbours: 8 groups of 6 bits become 4 of 12, 2 of 24, 1 of 48
    for upper, lower, shift in (
        (0x3F003F003F003F00, 0x003F003F003F003F, 2),
        (0x0FFF00000FFF0000, 0x00000FFF00000FFF, 4),
        (0x00FFFFFF00000000, 0x0000000000FFFFFF, 8),
    ):
        eights = ((eights & np.uint64(upper)) >> np.uint64(shift)) | (eights & np.uint64(lower))
    return eights, (known.view(np.uint64) == _ALL).all(axis=1)


def first_letters(block: Bytes, starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The first six bits of each payload, which are the message type, shape (n,)."""
    letter = block[starts] - np.uint8(48)
    return np.where(letter > 47, letter - 8, letter) & np.uint8(63)


def unsigned(packed: Words, start: int, bits: int) -> NDArray[np.int64]:
    """The ``bits`` bits from ``start`` on of each message as a whole number, shape (n,)."""
    word, offset = divmod(start, WORD)
    over = offset + bits - WORD
    if over <= 0:
        value = packed[word] >> np.uint64(-over)
    else:
        value = (packed[word] << np.uint64(over)) | (packed[word + 1] >> np.uint64(WORD - over))
    return np.asarray(value & np.uint64((1 << bits) - 1)).view(np.int64)


def number(packed: Words, field: Number, bits: NDArray[np.int64]) -> NDArray[np.float64]:
    """A field of each message as a number in its unit, shape (n,); NaN if it is "not available" or the message ends before it.

    ``bits`` is the number of bits of each message.
    """
    value = unsigned(packed, field.start, field.bits)
    if field.signed:
        value = (value << (64 - field.bits)) >> (64 - field.bits)
    out = value / field.per_unit
    if field.absent is not None:
        out[value == field.absent] = np.nan
    out[bits < field.start + field.bits] = np.nan
    return out


def text(packed: Words, field: Text, bits: NDArray[np.int64]) -> NDArray[np.str_]:
    """A field of each message as text, shape (n,), without blanks at its end.

    It ends before the first ``@``, or where the message does (``bits`` of each). Source: the six-bit ASCII of ITU-R M.1371-5,
    annex 8.
    """
    letters = np.empty((packed.shape[1], field.letters), np.uint8)
    ended = np.zeros(packed.shape[1], bool)
    for i in range(field.letters):
        start = field.start + 6 * i
        code = unsigned(packed, start, 6).astype(np.uint8)
        ended |= (code == 0) | (bits < start + 6)
        letters[:, i] = np.where(ended, 0, np.where(code < 32, code + 64, code))
    spelt = letters.view(f"S{field.letters}")[:, 0].astype(f"U{field.letters}")
    return np.strings.rstrip(spelt)
