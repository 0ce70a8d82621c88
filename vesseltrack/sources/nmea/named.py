"""The source of each sentence, where the tag block in front of it names one: ``s:rEXAMPLE1,c:1479247200`` (IEC 61162-450)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.lib.stride_tricks import sliding_window_view

from vesseltrack.sources.nmea.sentences import Block, Sentences, tags

LETTERS = 32
"""Letters of a name that are read; the standard allows 15."""
_ENDS = np.ones(256, np.bool_)
_ENDS[33:127] = False
_ENDS[np.frombuffer(b",*\\", np.uint8)] = True
"""By byte: whether a name ends there: at what separates fields, and at whatever is no printable letter."""


def sources(block: Block, heard: Sentences) -> pa.Array | None:
    """The ``s:`` of the tag block in front of each sentence, null where there is none; ``None`` if no sentence has one."""
    owner, colon = tags(block, heard, "s")
    if not len(owner):
        return None
    text = sliding_window_view(block.letters, LETTERS)[colon + 1].copy()
    text[np.logical_or.accumulate(_ENDS[text], axis=1)] = 0
    names = pa.FixedSizeBinaryArray.from_buffers(pa.binary(LETTERS), len(text), [None, pa.py_buffer(text)])
    different = names.dictionary_encode()
    spelt = [name.rstrip(b"\0").decode("ascii") or None for name in different.dictionary.to_pylist()]
    which = np.full(len(heard), len(spelt), np.int32)
    which[owner] = different.indices.to_numpy()
    # as a dictionary: what is made of a name is made once, not for each sentence
    return pa.DictionaryArray.from_arrays(pa.array(which), pa.array([*spelt, None], pa.string()))
