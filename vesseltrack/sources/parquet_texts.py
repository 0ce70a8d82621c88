"""The columns of a Parquet file as numbers: what compiled code takes rows from (:mod:`.parquet_lane`)."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vesseltrack.sources.lane import GivenUp
from vesseltrack.sources.plain_rows import Counts, Letters, Numbers, Words

MOST_TEXTS, MOST_LETTERS = 1 << 18, 1 << 24
"""Different texts of one column, a power of two, and their letters, that are known at once; a file with more is read by SQL."""

_PER_US = {"s": 1_000_000, "ms": 1000, "us": 1}
_LONGEST = np.iinfo(np.int64)
_NONE = _LONGEST.min


class Texts:
    """The different texts of a column, each given a number.

    Args:
        compiled: the compiled code, :mod:`.compiled_columns`.
    """

    def __init__(self, compiled: Any) -> None:
        self.compiled = compiled
        self.words = Words.room(MOST_TEXTS, MOST_LETTERS, 1)
        self.state, self.span = np.zeros(8, np.int64), np.zeros(2, np.int64)
        self.last: tuple[pa.Array, Counts] | None = None

    def codes(self, column: pa.DictionaryArray, codes: Counts) -> None:
        """Put the number of each text into ``codes``; -1 for none.

        Raises:
            GivenUp: there are too many.
        """
        dictionary = column.dictionary
        if self.last is None or not self.last[0].equals(dictionary):
            self.last = dictionary, np.append(self._numbered(dictionary), -1)
        np.take(self.last[1], _places(column), out=codes, mode="clip")

    def _numbered(self, dictionary: pa.Array) -> Counts:
        """The numbers of the texts of a dictionary."""
        if dictionary.null_count:
            raise GivenUp("a dictionary has no text at a place")
        _, offsets, letters = dictionary.buffers()
        stops = np.frombuffer(offsets, np.int32)[dictionary.offset :][: len(dictionary) + 1]
        held = np.append(np.frombuffer(letters or b"", np.uint8), np.zeros(8, np.uint8))
        codes = np.empty(len(dictionary), np.int64)
        if not self.compiled.intern(held, stops, self.words, self.state, self.span, codes):
            raise GivenUp("a column has too many different texts")
        return codes

    def ids(self, column: pa.DictionaryArray) -> Counts:
        """The texts as numbers of ships; 0 for those not written in nine digits."""
        texts = column.dictionary.to_pylist()
        said = [int(t) if t is not None and re.fullmatch("[0-9]{9}", t) else 0 for t in texts]
        return np.array([*said, 0], np.int64)[_places(column)]


def _places(column: pa.DictionaryArray) -> Counts:
    """Which text of the dictionary each is; one behind the last for none."""
    places: Counts = pc.fill_null(column.indices, len(column.dictionary)).to_numpy()
    return places


def bits(column: pa.Array) -> Counts:
    """Numbers, truths or times as whole numbers: equal if they are the same; :data:`_NONE` for none.

    Raises:
        GivenUp: one of them is the number for none.
    """
    if pa.types.is_floating(column.type):
        values = pc.fill_null(column.cast(pa.float64()), 0.0).to_numpy().view(np.int64)
    else:
        whole = column.cast(pa.int8()) if pa.types.is_boolean(column.type) else column
        values = pc.fill_null(whole.cast(pa.int64()), 0).to_numpy()
    if (values == _NONE).any():
        raise GivenUp("a number is like none")
    return np.where(_is_there(column), values, _NONE) if column.null_count else values


def numbers(column: pa.Array, values: Numbers, odd: Letters) -> None:
    """Put a column's numbers into ``values``, NaN for none; rows that say NaN are marked in ``odd``."""
    values[:] = column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    said = np.isnan(values)
    if np.count_nonzero(said) > column.null_count:
        odd |= said & _is_there(column)


def times(column: pa.Array, odd: Letters) -> Counts:
    """Microseconds since 1970; rows without a time are marked in ``odd``, and those with parts of a microsecond."""
    counts: Counts = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
    if column.null_count:
        odd |= ~_is_there(column)
    if column.type.unit == "ns":
        odd |= counts % 1000 != 0
        return counts // 1000
    if (per := _PER_US[column.type.unit]) == 1:
        return counts
    odd |= (counts > _LONGEST.max // per) | (counts < _LONGEST.min // per)
    return counts * per


def _is_there(column: pa.Array) -> np.ndarray:
    there: np.ndarray = column.is_valid().to_numpy(zero_copy_only=False)
    return there
