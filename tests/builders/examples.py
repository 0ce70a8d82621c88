"""How many examples Hypothesis tries: few in each run, for they are others each time; many when asked for."""

import os

TIMES = int(os.environ.get("EXAMPLES", "1"))
"""``make test EXAMPLES=10``: ten times as many."""


def examples(few: int) -> int:
    """So many in an ordinary run."""
    return few * TIMES
