"""How far the reading of a file has come, for a progress bar; reported from whichever thread reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[float], object]] = []


@contextmanager
def listening(listener: Callable[[float], object]) -> Iterator[None]:
    """Let a function hear, within this block, the share of the file at hand that has been read, 0 to 1."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(done: float, whole: float) -> None:
    """Say that so much of so much has been read."""
    if _listeners and whole > 0:
        _listeners[-1](min(1.0, done / whole))
