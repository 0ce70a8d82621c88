"""Chooses the column for each field, by its name and by whether its values suit the field."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING

from vesseltrack.sources import times
from vesseltrack.sources.column_values import ColumnValues
from vesseltrack.sources.columns import (
    CLOCKS,
    DATES,
    HEMISPHERE_WORDS,
    HEMISPHERES,
    KNOWN_NAMES,
    SYNONYMS,
    candidates,
    plain,
)

if TYPE_CHECKING:
    from vesseltrack.sources.layout import Layout

CAN, UNKNOWN, PERHAPS, CANNOT = 3, 2, 1, 0
"""How well the values of a column suit a field; an empty column is ``UNKNOWN``."""

_RANGES = {
    "lat": (-5_460_000, 5_460_000),
    "lon": (-10_860_000, 10_860_000), "sog": (0, 1024), "cog": (0, 3600), "heading": (0, 3600), "rot": (-1000, 1000),
    "length": (0, 1000), "width": (0, 700), "draught": (0, 300), "to_bow": (0, 1023), "to_stern": (0, 1023), "to_port": (0, 1023),
    "to_starboard": (0, 1023), "message": (1, 27), "status": (0, 99),
}  # fmt: skip
"""The lowest and highest number of a field, in any unit it may be sent in."""
_MESSAGES = frozenset(range(1, 28))
_CORE = ("id", "time", "lat", "lon")


def names_of(layout: Layout, field: str) -> tuple[str, ...]:
    """Column names of a field in a layout: its own; with synonyms, if it allows them and names no core field itself."""
    own = tuple(layout.columns.get(field, ()))
    return own if not layout.synonyms or (own and field in _CORE) else own + SYNONYMS.get(field, ())


def best(
    layout: Layout, field: str, header: Sequence[str], looks: Sequence[ColumnValues], left: frozenset[int]
) -> int | None:
    """The column of a field; ``None`` if there is none whose values can be it, and that the layout does not name itself."""
    found = [i for i in candidates(field, names_of(layout, field), header) if i not in left]
    if field.startswith("to_"):
        found = [i for i in found if len(plain(header[i])) > 1 or _has_all_sides(layout, header)]
    if not found:
        return None
    own = set(candidates(field, layout.columns.get(field, ()), header)) if layout.declares else set()
    chosen = max(found, key=lambda i: (suits(field, header[i], looks[i]), -found.index(i)))
    return chosen if chosen in own or field in _CORE or suits(field, header[chosen], looks[chosen]) > CANNOT else None


def _has_all_sides(layout: Layout, header: Sequence[str]) -> bool:
    """Whether columns a, b, c and d are all present, or the layout declares them; a one-letter column alone means nothing."""
    return {"a", "b", "c", "d"} <= {plain(h) for h in header} or ("to_bow" in layout.columns and layout.declares)


def suits(field: str, name: str, looks: ColumnValues) -> int:  # noqa: PLR0911
    """How well the values of a column suit a field: ``CAN``, ``UNKNOWN``, ``PERHAPS`` or ``CANNOT``."""
    if not looks.values:
        return UNKNOWN
    if field == "id":
        return CANNOT if looks.is_key else CAN if looks.ships >= 0.5 else PERHAPS
    if field == "ship_type":
        return _suits_type(name, looks)
    if field == "class":
        return CAN if 2 * sum(_is_class(v) for v in looks.values) >= len(looks.values) else CANNOT
    if field == "status" and len(looks.numbers) < 0.5 * len(looks.values):
        return PERHAPS
    if field == "source":
        return CAN if _names_sources(looks) else CANNOT
    if field in _RANGES:
        return (
            CAN if looks.within(*_RANGES[field]) >= 0.5 or (field in ("lat", "lon") and _has_letters(looks)) else CANNOT
        )
    if field in ("name", "destination"):
        return PERHAPS if len(looks.numbers) > 0.9 * len(looks.values) else CAN
    return CAN


def _is_class(value: str) -> bool:
    text = value.strip().lower()
    return text in ("a", "b") or "class" in text


def _names_sources(looks: ColumnValues) -> bool:
    """Whether a column names sources: few for many rows, no ships' numbers, no measures."""
    few = looks.distinct <= max(3, 0.3 * len(looks.values))
    return few and looks.ships < 0.5 and not looks.is_key and not looks.points


def _has_letters(looks: ColumnValues) -> bool:
    return sum(v[-1:].upper() in tuple("NSEW") or v[:1].upper() in tuple("NSEW") for v in looks.values) >= 0.5 * len(
        looks.values
    )


def _suits_type(name: str, looks: ColumnValues) -> int:
    """A ship type is a code or words; a column ``type`` with only the numbers 1 to 27 is the type of the AIS message instead."""
    numbers = set(looks.numbers)
    if plain(name) == "type" and numbers and numbers <= _MESSAGES and 2 * len(looks.numbers) > len(looks.values):
        return CANNOT
    if 2 * len(looks.numbers) > len(looks.values):
        return CAN if looks.within(0, 99) + looks.within(1001, 1025) >= 0.5 else CANNOT
    return CAN


def suspects(
    layout: Layout, field: str, header: Sequence[str], looks: Sequence[ColumnValues], left: frozenset[int], chosen: int
) -> list[int]:
    """Other columns that may be meant: they have a name of the field, suit it, and hold other values than the chosen one."""
    found = candidates(field, names_of(layout, field), header)
    known = (
        {i for names in layout.columns.values() for i in candidates(field, names, header)} if layout.declares else set()
    )
    return [
        i for i in found
        if i not in left and i != chosen and i not in known and suits(field, header[i], looks[i]) == CAN
        and suits(field, header[chosen], looks[chosen]) <= CAN and _differ(looks[i], looks[chosen])
    ]  # fmt: skip


def _differ(one: ColumnValues, other: ColumnValues) -> bool:
    """Whether two columns differ in more than a tenth of the rows."""
    pairs = list(zip(one.values, other.values, strict=False))
    return sum(a != b for a, b in pairs) > 0.1 * len(pairs)


def hemisphere_of(
    field: str, header: Sequence[str], looks: Sequence[ColumnValues], at: int, letters: str
) -> int | None:
    """The column with the hemisphere of a latitude or longitude: one of such a name, or the next one, if it has nothing else."""
    words = {word for word in HEMISPHERE_WORDS if word[0] in letters}
    named = candidates(field, HEMISPHERES[field], header)
    beside = [
        i for i in (at + 1,) if i < len(header) and plain(header[i]) not in KNOWN_NAMES
    ]  # a ship may be called East
    for i in [*named, *beside]:
        if looks[i].values and {v.upper() for v in looks[i].values} <= words:
            return i
    return None


def kind_of_column(looks: ColumnValues, type_: str) -> str:
    """Which part of a time a column holds (date, clock or both), see :func:`times.kind_of`; empty if it has no values."""
    if type_.startswith("TIMESTAMP"):
        return times.FULL
    if type_ in ("DATE", "TIME"):
        return times.DATE if type_ == "DATE" else times.CLOCK
    if not looks.values:
        return ""
    if times.reading_of(looks.values) is not None:
        return times.FULL
    kinds = [times.kind_of(v) for v in looks.values]
    most = max(set(kinds), key=kinds.count)
    return most if 2 * kinds.count(most) > len(kinds) else times.OTHER


def two_columns_of_time(
    layout: Layout, header: Sequence[str], looks: Sequence[ColumnValues], types: Sequence[str], left: frozenset[int]
) -> tuple[int, ...]:
    """The column of the time, or those of the date and the clock; empty if there is none."""
    found = [i for i in candidates("time", names_of(layout, "time"), header) if i not in left]
    if not found:
        return ()
    meant = {*found, *candidates("time", (*DATES, *CLOCKS), header)}
    kinds = {i: kind_of_column(looks[i], types[i]) for i in meant}
    if layout.time_format is not None:
        fit = [i for i in found if looks[i].values and times.fits(looks[i].values, layout.time_format)]
        if not fit and (both := _joined(found, looks, layout.time_format)):
            return both
        found = fit + [i for i in found if i not in fit] if fit else found
        kinds |= dict.fromkeys(fit, times.FULL)
    full = [i for i in found if kinds[i] == times.FULL]
    clocks = _of_kind(found, "time", CLOCKS, header, kinds, times.CLOCK, layout)
    if full and not (clocks and _all_midnight(looks[full[0]])):
        return (full[0],)
    dates = full[:1] or _of_kind(found, "time", DATES, header, kinds, times.DATE, layout)
    if dates and clocks:
        return (dates[0], clocks[0])
    return (max(found, key=lambda i: (kinds[i] != times.OTHER, -found.index(i))),)


def _joined(found: Sequence[int], looks: Sequence[ColumnValues], time_format: str) -> tuple[int, int] | None:
    """Two columns that a declared format reads when joined by a space; ``None`` if there are none."""
    for one, other in permutations(found, 2):
        texts = [f"{a} {b}" for a, b in zip(looks[one].values, looks[other].values, strict=False)]
        if texts and times.fits(texts, time_format):
            return one, other
    return None


def _of_kind(
    found: Sequence[int],
    field: str,
    names: Sequence[str],
    header: Sequence[str],
    kinds: dict[int, str],
    kind: str,
    layout: Layout,
) -> list[int]:
    """Columns with only a date, or only a clock time (``kind``), among the columns of the time and those of ``names``."""
    others = candidates(field, names, header) if layout.synonyms else []
    return [i for i in dict.fromkeys([*found, *others]) if kinds[i] == kind]


def _all_midnight(looks: ColumnValues) -> bool:
    """Whether all times of a column are midnight, so that they are dates."""
    return bool(looks.values) and all(
        v[10:].strip(" TZ") in ("00:00:00", "00:00", "00:00:00.000") for v in looks.values
    )
