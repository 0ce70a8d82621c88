"""Helpers for pandas frames."""

from collections.abc import Collection, Iterator
from typing import Any

import pandas as pd


def rows_of(frame: pd.DataFrame) -> Iterator[Any]:
    """Iterate over rows as named tuples."""
    return iter(frame.itertuples())


def in_utc(frame: pd.DataFrame, but: Collection[str] = ()) -> pd.DataFrame:
    """A copy in which every time column has the time zone UTC; the store keeps UTC times without a zone.

    Args:
        frame: any frame.
        but: columns left as they are, because they are days.
    """
    aware = frame.copy()
    for column, dtype in frame.dtypes.items():
        if pd.api.types.is_datetime64_dtype(dtype) and column not in but:
            aware[column] = aware[column].dt.tz_localize("UTC")
    return aware
