"""How many examples Hypothesis tries: few in each run, for they are others each time; many when asked for."""

import os
import random

from hypothesis import Phase
from hypothesis import strategies as st

TIMES = int(os.environ.get("EXAMPLES", "1"))
"""``make test EXAMPLES=10``: ten times as many."""
PHASES = tuple(Phase) if TIMES > 1 else (Phase.explicit, Phase.reuse, Phase.generate)
"""In an ordinary run an example that fails is told as it was found: to look for a simpler one has taken minutes of CPU. With
``EXAMPLES=2`` the same one is found in Hypothesis' own database, and made simpler."""
FIRST = random.SystemRandom().randrange(100_000)
"""Hypothesis begins with the simplest example: without this, a property of one example would try the seed 0 in every run."""


def examples(few: int) -> int:
    """So many in an ordinary run."""
    return few * TIMES


def seeds() -> st.SearchStrategy[int]:
    """Seeds up to 100,000, the first of which is another in each run; the one that failed is in what Hypothesis prints."""
    return st.integers(0, 99_999).map(lambda n: (n + FIRST) % 100_000)
