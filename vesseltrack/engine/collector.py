"""How often a search looks for objects that hold each other."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

AT_OBJECTS = 50_000
"""New objects at which Python looks for such; by default 700, at which a week's search spends a twenty-fifth of its CPU on it."""


@contextmanager
def seldom() -> Iterator[None]:
    """Context manager: Python's collector looks for objects that hold each other seldom, then as often as before."""
    before = gc.get_threshold()
    if before[0]:  # zero is never, which the caller wants
        gc.set_threshold(max(before[0], AT_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
