"""Compiles functions that pass over millions of rows; what each gives is what the SQL named beside it gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

MANY_ROWS = 200_000
"""From so many rows on a pass by compiled code is worth fetching the compiler, which takes half a second; below, SQL is as quick."""

F = TypeVar("F", bound=Callable[..., Any])


class Compiled:
    """A function that is compiled when it is first called; what was compiled is kept on disk, where there is a place for it."""

    def __init__(self, plain: Callable[..., Any]) -> None:
        self.plain = plain
        self._ready: Callable[..., Any] | None = None

    def __call__(self, *given: Any) -> Any:
        if self._ready is None:
            self._ready = _compiled(self.plain)
        return self._ready(*given)


def _compiled(plain: Callable[..., Any]) -> Callable[..., Any]:
    from numba import njit  # costs half a second, which a search of few rows does not pay

    options = {"nogil": True, "error_model": "numpy"}
    try:
        return njit(cache=True, **options)(plain)
    except RuntimeError:  # nowhere to keep it: compiled for this process
        return njit(**options)(plain)
