"""Reads positions in order of ship and slot. They lie in the store in long runs of that order, so that no full sort is needed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from vesseltrack.frames import Arrays, arrays_of
from vesseltrack.store import Store

Ints = npt.NDArray[np.int64]
Select = tuple[str, dict[str, Any]]
"""A SELECT and the values of its parameters."""


def by_ship_and_slot(store: Store, *selects: Select) -> tuple[Ints, Arrays]:
    """The rows of some SELECTs together as with ``ORDER BY vessel_id, slot``, in half the time of that.

    Args:
        store: the store.
        selects: SELECTs of the same columns: ``vessel_id``, ``slot`` (count of 600 s since 1970), and other numbers.

    Returns:
        the ships' keys, in order; and the columns, with the index of the ship among the keys for ``vessel_id``.
    """
    parts = [arrays_of(store.execute(*select)) for select in selects]
    keys, ship = _indexed(np.concatenate([p.pop("vessel_id") for p in parts]))
    slot = np.concatenate([p.pop("slot") for p in parts])
    order = np.argsort(ship * (slot.max(initial=0) + 1) + slot, kind="stable")  # this merges runs
    out = {"vessel_id": ship[order], "slot": slot[order]}
    for name in list(parts[0]):
        out[name] = np.concatenate([p.pop(name) for p in parts])[order]
    return keys, out


def _indexed(vessel_id: Ints) -> tuple[Ints, Ints]:
    """The distinct values in order, and the index of each among them, as of ``np.unique``; values in runs need no full sort."""
    begins = np.flatnonzero(np.diff(vessel_id, prepend=vessel_id[:1] - 1))
    keys, run = np.unique(vessel_id[begins], return_inverse=True)
    return keys, np.repeat(run, np.diff(begins, append=len(vessel_id)))
