"""Combines degrees, minutes and seconds in separate columns into one latitude or longitude."""

from __future__ import annotations

from collections.abc import Sequence

from vesseltrack.sources.column_values import ColumnValues
from vesseltrack.sources.columns import words

_OF = {"lat": {"lat", "latitude"}, "lon": {"lon", "lng", "long", "longitude"}}
_PARTS = {60: {"min", "mins", "minute", "minutes"}, 3600: {"sec", "secs", "second", "seconds"}}
_MOST = {"max", "maximum"}
"""Beside these, ``lat_min`` is the least latitude, and no minutes."""


def with_fractions(
    field: str, number: str, header: Sequence[str], looks: Sequence[ColumnValues], at: int
) -> tuple[str, tuple[int, ...]]:
    """The SQL of a latitude or longitude with minutes and seconds from other columns added to its whole degrees.

    Args:
        field: ``lat`` or ``lon``.
        number: the SQL of the degrees.
        header: the file's columns.
        looks: statistics of their values.
        at: index of the column with the degrees.

    Returns:
        The SQL, null where a minute or second is null, and the columns used. ``number`` and no columns if degrees are not whole
        numbers, or no column of minutes with numbers from 0 to 60 only exists.
    """
    degrees = looks[at].numbers
    if not degrees or any(x != int(x) for x in degrees):
        return number, ()
    header_words = [set(words(h)) for h in header]
    if any(w & _OF[field] and w & _MOST for w in header_words):
        return number, ()
    found = {
        per: i
        for i, w in enumerate(header_words)
        for per, names in _PARTS.items()
        if i != at and w & _OF[field] and w & names and looks[i].numbers and looks[i].within(0, 60) == 1
    }
    if 60 not in found:
        return number, ()
    parts = " + ".join(
        f"TRY_CAST(replace(c{i}::VARCHAR, ',', '.') AS DOUBLE) / {per}" for per, i in sorted(found.items())
    )
    # the sign is the degrees' own: -0 is south of the equator, too
    sign = f"CASE WHEN starts_with(trim(c{at}::VARCHAR), '-') THEN -1 ELSE 1 END"
    return f"({sign} * (abs({number}) + {parts}))", tuple(found.values())
