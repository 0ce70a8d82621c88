"""Line feeds and delimiters counted by compiled code, where :class:`.counting.LineCount` has nothing else to look at."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

Letters = NDArray[np.uint8]
Words = NDArray[np.uint64]

WINDOW = 255
"""Words within which each letter is counted in one byte of a word; and within which a text must have a line feed."""
_EACH, _BUT_HIGH, _HIGH = (np.uint64(int(b * 8, 16)) for b in ("01", "7f", "80"))
_PAIRS, _SUMS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
_SEVEN, _EIGHT, _LAST, _SUM = np.uint64(7), np.uint64(8), np.uint64(56), np.uint64(48)
_FEEDS, _RETURNS, _QUOTES = _EACH * np.uint64(10), _EACH * np.uint64(13), _EACH * np.uint64(34)

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False)


@compiled
def _ones(word: int) -> int:
    """A one in each byte of a word that is zero."""
    return (~(((word & _BUT_HIGH) + _BUT_HIGH) | word) & _HIGH) >> _SEVEN


@compiled
def _some(word: int) -> int:
    """In the high bits of bytes: something, if a byte of a word is zero."""
    return (word - _EACH) & ~word


@compiled
def _sum(word: int) -> int:
    """The sum of a word's bytes."""
    return (((word & _PAIRS) + ((word >> _EIGHT) & _PAIRS)) * _SUMS) >> _SUM


@compiled
def tally(words: Words, delimiter: int, counts: NDArray[np.int64]) -> bool:
    """Count line feeds and delimiters; ``counts`` is filled with both.

    Args:
        words: the text, eight letters each; the first eight are not counted.
        delimiter: its letter.
        counts: is filled.

    Returns:
        whether that is all there is to it: no carriage return, quote or NUL, no empty line, and no long one.
    """
    given = _EACH * np.uint64(delimiter)
    feeds, delimiters, odd, long = np.int64(0), np.int64(0), np.uint64(0), False
    start = 1
    while start < words.size:
        stop = min(words.size, start + WINDOW)
        few, many = np.uint64(0), np.uint64(0)
        for i in range(start, stop):
            word = words[i]
            here = _ones(word ^ _FEEDS)
            few += here
            many += _ones(word ^ given)
            odd |= _some(word ^ _RETURNS) | _some(word ^ _QUOTES) | _some(word)
            odd |= (here & ((here << _EIGHT) | (_ones(words[i - 1] ^ _FEEDS) >> _LAST))) << _SEVEN
        feeds += np.int64(_sum(few))
        delimiters += np.int64(_sum(many))
        long |= few == np.uint64(0) and stop == start + WINDOW
        start = stop
    counts[0], counts[1] = feeds, delimiters
    return (odd & _HIGH) == np.uint64(0) and not long
