"""Incremental steps: which output rows depend on what changed since the last search, and which input rows they need.

What changed is given for each number as a time: nothing of it is new, other or gone before that (``engine/anew.py``). A step that
says nothing is made whole. In the conditions, ``c`` is a row of ``among``, which is, unless the step says otherwise, the change
itself, ``touched``: ``c.key``, the number, or the key of a hull that shares one; ``c.since``, the beginning of the first day of
which a message is new, other or gone; ``c.before_time``, the last message before it (both in 1900 where all is new, and of hulls
that share a number, before or now); ``c.before``, how many messages are earlier than that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cut:
    """What of a step's output is made anew.

    Attributes:
        whose: the column of its rows ``r`` that is a ``key`` of ``among``: rows of other keys stand.
        stands: which rows of these keys stand all the same, in SQL, with the rules' ``$name`` values.
        sees: of the tables it reads, those of which some rows are enough: these, with the halo that it takes, as a SELECT.
        instead: columns that are not what the step's SQL makes of these rows alone, with what they are, in SQL.
        among: a SELECT of the keys of which rows do not stand, made before anything is: it sees the table as it was.
        compares: tables it reads of which the rows tell what changed, each with a column: ``other_TABLE`` has as ``key`` what
            stands there in rows that came or went since the last search.
        rests: SELECTs of what it reads that what changed does not tell: if one gives other rows than last time, all is made anew.
    """

    whose: str
    stands: str
    sees: Mapping[str, str]
    instead: Mapping[str, str] = field(default_factory=dict)
    among: str = "FROM touched"
    rests: tuple[str, ...] = ()
    compares: Mapping[str, str] = field(default_factory=dict)
