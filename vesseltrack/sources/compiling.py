"""Fetches compiled code, if there is any on this machine."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import ModuleType

import numpy as np

log = logging.getLogger(__name__)


@cache
def compiled_count() -> ModuleType | None:
    """The module :mod:`.compiled_count`, ready to be used; ``None`` where there is no compiled code on this machine.

    What numba needs is fetched when the first function is called; all others are then ready too.
    """
    with _without_collecting():
        try:
            from vesseltrack.sources import compiled, compiled_count, plain_run  # noqa: F401

            compiled_count.tally(np.zeros(1, np.uint64), 0, np.zeros(2, np.int64))
        except (
            Exception
        ) as e:  # numba is absent, of a version it was not written for, or has nowhere to keep what it makes
            log.debug("there is no compiled code: %s", e)
            return None
    return compiled_count


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Context manager: no garbage is looked for. Libraries leave none when they are fetched: looking takes a third of that."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
