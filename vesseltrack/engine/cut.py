"""Incremental steps: which output rows depend on what changed since the last search, and which input rows they need.

What changed is given for each number as a time: nothing of it is new, other or gone before that (``engine/anew.py``). A step that
says nothing is made whole. In the conditions, ``c`` is a row of ``touched``, the change: ``c.key``, the number, or the key of a
hull that shares one; ``c.since``, the beginning of the first day of which a message is new, other or gone; ``c.before_time``, the
last message before it (both in 1900 where all is new, and of hulls that share a number, before or now); ``c.before``, how many
messages are earlier than that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cut:
    """What of a step's output is made anew.

    Attributes:
        whose: the column of its rows ``r`` that says whose they are.
        stands: which rows of those that changed stand all the same, in SQL; those of all others do.
        sees: of the tables it reads, those of which some rows are enough: these, with the halo that it takes, as a SELECT.
        instead: columns that are not what the step's SQL makes of these rows alone, with what they are, in SQL.
    """

    whose: str
    stands: str
    sees: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)
