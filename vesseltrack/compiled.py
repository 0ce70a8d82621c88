"""Functions over many rows that are compiled when there are many: called as they are, they run as any function."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar

_LOG = logging.getLogger(__name__)
MANY_ROWS = 200_000
"""From so many rows on compiled code is worth fetching the compiler, which takes half a second."""
SOME_ROWS = 20_000
"""From so many on it is worth its while where the compiler was fetched already."""

P = ParamSpec("P")
R = TypeVar("R")


def is_worth_it(rows: int) -> bool:
    """Whether so many rows are given to compiled code, where numpy finds the same."""
    return rows >= MANY_ROWS or (rows >= SOME_ROWS and "numba" in sys.modules)


class Compiled(Generic[P, R]):
    """A function of numbers and arrays that :meth:`fast` runs compiled, to the same result.

    It is compiled when it is first used; what was compiled is kept on disk, where there is a place for it. It may call other such
    functions of its module.
    """

    def __init__(self, plain: Callable[P, R]) -> None:
        self.plain = plain
        self._fast: Any = None

    def __call__(self, *given: P.args, **named: P.kwargs) -> R:
        """Run it as it is written."""
        return self.plain(*given, **named)

    def fast(self, *given: P.args, **named: P.kwargs) -> R:
        """Run it compiled."""
        result: R = self.compiled()(*given, **named)
        return result

    def compiled(self) -> Any:
        """What numba makes of it."""
        if self._fast is None:
            self._fast = _compiled(self.plain)
        return self._fast


def _compiled(plain: Callable[..., Any]) -> Any:
    try:
        from numba import njit  # takes half a second, which a search of few rows does not pay
    except ImportError as e:  # of a version it was not written for: right, but slow
        _LOG.debug("there is no compiled code: %s", e)
        return plain
    assert isinstance(plain, FunctionType)
    named = {name: plain.__globals__[name] for name in plain.__code__.co_names if name in plain.__globals__}
    calls = {name: it.compiled() for name, it in named.items() if isinstance(it, Compiled)}
    if calls:
        again = FunctionType(plain.__code__, plain.__globals__ | calls, plain.__name__, plain.__defaults__)
        again.__module__, again.__qualname__ = plain.__module__, plain.__qualname__
        plain = again
    try:
        return njit(cache=True, nogil=True, error_model="numpy")(plain)
    except RuntimeError:  # nowhere to keep it: compiled for this process
        return njit(nogil=True, error_model="numpy")(plain)
