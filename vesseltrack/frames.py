"""Small things about frames that several rooms need."""

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Each row by the names of its columns."""
    return iter(frame.itertuples())


def in_utc(frame: pd.DataFrame, but: Collection[str] = ()) -> pd.DataFrame:
    """A copy in which every time says that it is UTC; the store keeps times in UTC and bare of it.

    Args:
        frame: any.
        but: columns that are days, not times.
    """
    aware = frame.copy()
    for column, dtype in frame.dtypes.items():
        if pd.api.types.is_datetime64_dtype(dtype) and column not in but:
            aware[column] = aware[column].dt.tz_localize("UTC")
    return aware
