"""Progress of reading a file, for a progress bar; reported by whichever thread reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

_listeners: list[Callable[[float], object]] = []


@contextmanager
def listening(listener: Callable[[float], object]) -> Iterator[None]:
    """Context manager: a function is called with the share of the current file that has been read, 0 to 1."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def tell(done: float, whole: float) -> None:
    """Report that ``done`` of ``whole`` has been read (in any unit)."""
    if _listeners and whole > 0:
        _listeners[-1](min(1.0, done / whole))
