"""Incremental steps: which output rows depend on what changed since the last search, and which input rows they need.

Changes are given per number as a time before which no message was added, changed or removed (``engine/anew.py``). A step
without a cut is recomputed whole. In the conditions, ``c`` is a row of ``among``, by default the table of changes, ``touched``:
``c.key``, the number, or the key of a hull that shares one; ``c.since``, start of the first day with a changed message;
``c.before_time``, time of the last message before it (1900 if there is none). For numbers with ``segments`` or late copies set
aside, and the hulls on them, now or in the last run, both times are 1900.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cut:
    """Which rows of a step's output are recomputed.

    Attributes:
        whose: the column of the output rows ``r`` that matches ``key`` of ``among``; rows of other keys are kept.
        stands: SQL condition for rows of these keys that are kept all the same; may use the rules' ``$name`` values.
        sees: for input tables of which not all rows are needed: a SELECT of those needed, the margin around them included.
        among: a SELECT of the keys to recompute; run before the step's table is changed, which it may read.
        compares: small input tables whose own changes matter, each with a column: ``other_TABLE`` holds as ``key`` that column's
            values in rows that came or went since the last search.
        rests: SELECTs over further inputs whose changes are not tracked; if one returns other rows, the whole step is recomputed.
    """

    whose: str
    stands: str
    sees: Mapping[str, str]
    among: str = "FROM touched"
    rests: tuple[str, ...] = ()
    compares: Mapping[str, str] = field(default_factory=dict)
