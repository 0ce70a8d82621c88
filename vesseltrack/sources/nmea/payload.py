"""From armoured letters to numbers, for many messages at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from vesseltrack.sources.nmea.fields import Number, Text

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
WORD = 48
"""Bits of payload in one word: eight letters of six."""
_ALL = np.uint64(0x0101010101010101)
"""Eight times true."""
PADDING = 96
"""Bytes that must follow the last letter, so that every window fits."""


def words(block: Bytes, starts: NDArray[np.int64], lengths: NDArray[np.int64], letters: int) -> tuple[Words, Any]:
    """The first ``letters`` letters of each payload as words of 48 bits.

    Args:
        block: bytes, with ``PADDING`` to spare at the end.
        starts: where each payload begins, shape (n,).
        lengths: letters in each, shape (n,).
        letters: how many to take.

    Returns:
        words of shape (letters / 8 rounded up, n), and which payloads hold nothing but letters of the alphabet, (n,).
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
    # letters side by side: 8 of 6 bits, 4 of 12, 2 of 24, 1 of 48
    for upper, lower, shift in (
        (0x3F003F003F003F00, 0x003F003F003F003F, 2),
        (0x0FFF00000FFF0000, 0x00000FFF00000FFF, 4),
        (0x00FFFFFF00000000, 0x0000000000FFFFFF, 8),
    ):
        eights = ((eights & np.uint64(upper)) >> np.uint64(shift)) | (eights & np.uint64(lower))
    return eights, (known.view(np.uint64) == _ALL).all(axis=1)


def first_letters(block: Bytes, starts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """The first six bits of each payload: the type of the message."""
    letter = block[starts] - np.uint8(48)
    return np.where(letter > 47, letter - 8, letter) & np.uint8(63)


def unsigned(packed: Words, start: int, bits: int) -> NDArray[np.int64]:
    """The ``bits`` bits from ``start`` on, of each message."""
    word, offset = divmod(start, WORD)
    over = offset + bits - WORD
    if over <= 0:
        value = packed[word] >> np.uint64(-over)
    else:
        value = (packed[word] << np.uint64(over)) | (packed[word + 1] >> np.uint64(WORD - over))
    return np.asarray(value & np.uint64((1 << bits) - 1)).view(np.int64)


def number(packed: Words, field: Number, bits: NDArray[np.int64]) -> NDArray[np.float64]:
    """One number of each message in its unit; NaN where it is not available or beyond the message's last bit."""
    value = unsigned(packed, field.start, field.bits)
    if field.signed:
        value = (value << (64 - field.bits)) >> (64 - field.bits)
    out = value / field.per_unit
    if field.absent is not None:
        out[value == field.absent] = np.nan
    out[bits < field.start + field.bits] = np.nan
    return out


def text(packed: Words, field: Text, bits: NDArray[np.int64]) -> NDArray[np.str_]:
    """One text of each message: it ends at the first ``@``, at the last bit of the message, or before its blanks."""
    letters = np.empty((packed.shape[1], field.letters), np.uint8)
    ended = np.zeros(packed.shape[1], bool)
    for i in range(field.letters):
        start = field.start + 6 * i
        code = unsigned(packed, start, 6).astype(np.uint8)
        ended |= (code == 0) | (bits < start + 6)
        letters[:, i] = np.where(ended, 0, np.where(code < 32, code + 64, code))
    spelt = letters.view(f"S{field.letters}")[:, 0].astype(f"U{field.letters}")
    return np.strings.rstrip(spelt)
