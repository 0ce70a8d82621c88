"""The track chosen for each segment of a number, kept from one search to the next (``segment_tracks``).

Segments are added to tracks one after the other, depending on earlier ones only; so if a number's first segments are the same, so
are their tracks. Whether they are the same is decided by a digest of them, of the code and of the maximum speed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from vesseltrack import geo
from vesseltrack.engine.code import source_of
from vesseltrack.geo import Floats
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.store.filling import create_as_declared, make_empty, whole_name

KEPT = TABLES["segment_tracks"]


class Choices(NamedTuple):
    """The track of each of a number's segments, by the loose and by the strict rule; ``strict`` is empty if unused."""

    loose: list[int]
    strict: list[int]


NOTHING = Choices([], [])
Known = dict[int, tuple[int, str, Choices]]


_HERE = Path(__file__)
_CODE = (_HERE, _HERE.with_name("hulls.py"), Path(geo.__file__))
"""The source files by which segments are added to tracks; part of the digest."""


def _digest(segments: Floats, max_speed_kn: float) -> str:
    return hashlib.blake2b(
        source_of(*_CODE) + repr(float(max_speed_kn)).encode() + segments.tobytes(), digest_size=16
    ).hexdigest()


def kept(store: Store) -> Known:
    """What the last search kept, by number: how many segments, their digest, their tracks."""
    create_as_declared(store, KEPT)
    rows = store.rows(f"SELECT ssvid, followed, digest, loose, strict FROM {whole_name(store, KEPT)}")
    return {ssvid: (followed, digest, Choices(loose, strict)) for ssvid, followed, digest, loose, strict in rows}


def held(known: Known, ssvid: int, segments: Floats, max_speed_kn: float) -> Choices:
    """The tracks kept of a number, if its first segments (rows of ``segments``) are the same as then; else none."""
    followed, digest, choices = known.get(ssvid, (0, "", NOTHING))
    same = followed <= len(segments) and digest == _digest(segments[:followed], max_speed_kn)
    return choices if same else NOTHING


def keep(store: Store, every: Iterable[tuple[int, Floats, Choices]], max_speed_kn: float) -> None:
    """Replace what is kept by each number's segments and tracks; the last segment, which may still grow, is left out."""
    some = [
        (ssvid, segments[:-1], Choices(*(c[: len(segments) - 1] for c in choices)))
        for ssvid, segments, choices in every
    ]
    make_empty(store, KEPT)
    if some:
        columns = {
            "ssvid": pa.array([ssvid for ssvid, *_ in some]),
            "followed": pa.array([len(segments) for _, segments, _ in some]),
            "digest": pa.array([_digest(segments, max_speed_kn) for _, segments, _ in some]),
            "loose": pa.array([c.loose for *_, c in some], pa.list_(pa.int32())),
            "strict": pa.array([c.strict for *_, c in some], pa.list_(pa.int32())),
        }
        with store.registered("_kept", pa.table(columns)):
            store.execute(f"INSERT INTO {whole_name(store, KEPT)} BY NAME FROM _kept")
