"""Small things about frames that several rooms need."""

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row by the names of its columns."""
    return iter(frame.itertuples())
