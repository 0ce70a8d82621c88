"""Eight letters at once, in compiled code: read as digits, and compared.

What is cached of :mod:`.compiled` holds these functions too: after a change here, change or touch that file.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from vesseltrack.sources.plain_rows import Letters

compiled = njit(cache=True, nogil=True, error_model="numpy", _nrt=False, forceinline=True)
"""Without counting who holds an array: at each call that costs more than all that is done in it. So nothing here makes one."""

_ZEROS, _TO_NINE = np.uint64(0x3030303030303030), np.uint64(0x7676767676767676)
_HIGH, _LOW = np.uint64(0x8080808080808080), np.uint64(0x0F0F0F0F0F0F0F0F)
_PAIRS, _FOURS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)


@intrinsic
def eight(context: Any, letters: Any, at: Any) -> Any:
    """Eight letters from a place on, as one number. They must be there."""

    def load(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, given[0])
        place = cgutils.gep_inbounds(builder, array.data, given[1])
        read = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        read.align = 1
        return read

    return types.uint64(letters, types.int64), load


@intrinsic
def _zeros_below(context: Any, number: Any) -> Any:
    """How many bits below the lowest that is set; 64 if none is."""

    def count(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), count


@compiled
def digits(letters: int) -> int:
    """How many of eight letters are digits, before the first that is none."""
    off = letters ^ _ZEROS
    return _zeros_below(((off + _TO_NINE) | off) & _HIGH) >> 3


@compiled
def value(letters: int, many: int) -> int:
    """The number that the first letters spell, at least one and at most eight, all of them digits."""
    each = ((letters ^ _ZEROS) << np.uint64(64 - 8 * many)) & _LOW
    twos = (each * np.uint64(10 * 256 + 1)) >> np.uint64(8)
    fours = ((twos & _PAIRS) * np.uint64(100 * 65536 + 1)) >> np.uint64(16)
    return np.int64(((fours & _FOURS) * np.uint64(10000 * 4294967296 + 1)) >> np.uint64(32))


@compiled
def alike(text: Letters, at: int, letters: Letters, other: int, many: int) -> bool:
    """Whether so many letters are the same in two texts; behind each of them seven of anything must be there."""
    i = np.int64(0)
    while i + 8 <= many:
        if eight(text, at + i) != eight(letters, other + i):
            return False
        i += 8
    if i == many:
        return True
    beyond = np.uint64(8 * (i + 8 - many))
    return ((eight(text, at + i) ^ eight(letters, other + i)) << beyond) == np.uint64(0)
