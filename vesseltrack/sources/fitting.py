"""Fits a layout to a file: which column is read as which field, in which unit, and what is doubtful about it.

Of several columns with a fitting name, the one whose values suit the field is taken. Units come from the header, the values or
the layout. Columns that are not read are reported with what they look like.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from vesseltrack.sources import times
from vesseltrack.sources.choosing import best, hemisphere_of, suspects, two_columns_of_time
from vesseltrack.sources.column_values import ColumnValues, in_minutes, in_words
from vesseltrack.sources.columns import UNITS, plain, unknown_unit, with_unit
from vesseltrack.sources.fitted import ANGLES, NUMBERS, Fitted, unit_in_words
from vesseltrack.sources.fractions import with_fractions
from vesseltrack.sources.reader import FIELDS
from vesseltrack.store import literal

if TYPE_CHECKING:
    from vesseltrack.sources.layout import Layout

Whole = Callable[[str, str], tuple[int | None, int | None]]
"""Given the SQL of a text and a pattern with two groups in it: the largest number in each over all rows of a file."""

_TENTHS = {"cog": (360, 3600), "draught": (25.5, 300)}  # most in our unit, most in tenths of it
_PLACE = "position_per_deg"
_DECLARED = {"sog": "sog_per_kn", "draught": "draught_per_m", "cog": "cog_per_deg", "lat": _PLACE, "lon": _PLACE}


@dataclass
class _Fit:
    """Intermediate results for :class:`Fitted`."""

    layout: Layout
    header: tuple[str, ...]
    looks: tuple[ColumnValues, ...]
    types: tuple[str, ...]
    whole: Whole | None
    comma: bool = False
    at: dict[str, int] = field(default_factory=dict)
    sql: dict[str, str] = field(default_factory=dict)
    per: dict[str, float] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    doubts: dict[int, list[str]] = field(default_factory=dict)
    more: dict[int, str] = field(default_factory=dict)

    def doubt(self, at: int, text: str) -> None:
        """Add a remark on a column."""
        self.doubts.setdefault(at, []).append(text)


def fit(
    layout: Layout,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    types: Sequence[str] | None = None,
    whole: Whole | None = None,
) -> Fitted:
    """Fit a layout to a file.

    Args:
        layout: the layout that the file was recognised as.
        header: names of its columns.
        rows: its first rows as text, each as long as the header.
        types: DuckDB types of the columns of a Parquet file; all text if ``None``.
        whole: answers questions that need all rows (see :data:`Whole`).
    """
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    made = _Fit(
        layout,
        tuple(header),
        tuple(ColumnValues.of(c) for c in columns),
        tuple(types or ["VARCHAR"] * len(header)),
        whole,
    )
    left = frozenset(i for i, h in enumerate(header) if plain(h) in {plain(n) for n in layout.ignored})
    for name in ("id", *ANGLES, *(f for f in FIELDS if f not in ("id", "time", *ANGLES))):
        if (chosen := best(layout, name, header, made.looks, left)) is not None:
            made.at[name] = chosen
    for name in ("id", *ANGLES, "sog"):
        _doubt_choice(made, name, left)
    _find_commas(made)
    _read_time(made, left)
    _read_places(made)
    for name in NUMBERS:
        if name in made.at:
            _read_number(made, name)
    return _finished(made, left)


def _finished(made: _Fit, left: frozenset[int]) -> Fitted:
    """The result, completed with the text fields."""
    for name in made.at:
        if name not in made.sql:
            made.sql[name] = (
                f"station_of(c{made.at[name]}::VARCHAR)" if name == "station" else f"c{made.at[name]}::VARCHAR"
            )
            if FIELDS[name] != "VARCHAR":
                made.sql[name] = f"TRY_CAST(c{made.at[name]} AS {FIELDS[name]})"
    if made.layout.id_prefix and "id" in made.at:
        made.sql["id"] = f"{literal(made.layout.id_prefix)} || trim({made.sql['id']})"
    return Fitted(
        made.header, made.at, made.sql, {f: made.per.get(f, 1.0) for f in made.at}, made.says,
        tuple(in_words(x, times.in_words(x.values)) for x in made.looks), left,
        {i: tuple(d) for i, d in made.doubts.items()}, made.more, _extra(made),
    )  # fmt: skip


def _extra(made: _Fit) -> tuple[str, ...]:
    """What follows from the layout, or from the kind of a message, for each row."""
    layout, at = made.layout, made.at
    if layout.static:
        return ("true AS particulars_only", "true AS undated")
    if layout.unplaced_is_static:
        says = ", ".join(f"said(c{at[f]}::VARCHAR)" for f in ("name", "imo", "call_sign", "destination") if f in at)
        unplaced = f"coalesce({made.sql['lat']} = 91, true)"
        return (f"({unplaced} AND coalesce({says or 'NULL'}) IS NOT NULL) AS particulars_only",)
    if "message" in at:
        return (f"coalesce(TRY_CAST(c{at['message']} AS DOUBLE) IN (5, 24), false) AS particulars_only",)
    return ()


def _doubt_choice(made: _Fit, name: str, left: frozenset[int]) -> None:
    """Add remarks on other columns that may have been meant and hold other values."""
    if (at := made.at.get(name)) is None:
        return
    for other in suspects(made.layout, name, made.header, made.looks, left, at):
        made.doubt(
            at, f"{made.header[at]} is read as {name}; {made.header[other]} might be it too, and holds something else"
        )
    if name == "id" and made.looks[at].is_key and made.looks[at].rows > 2:
        made.doubt(
            at, f"{made.header[at]} is read as the ship's number, but {in_words(made.looks[at])}: is it a row's key?"
        )


def _find_commas(made: _Fit) -> None:
    """Whether decimals are written with a comma: where some are, and none with a point."""
    columns = [made.looks[i] for f, i in made.at.items() if f in (*ANGLES, *NUMBERS) and made.types[i] == "VARCHAR"]
    commas, points = sum(x.commas for x in columns), sum(x.points for x in columns)
    made.comma = made.layout.decimal == "," or (made.layout.decimal is None and commas > 0 and points == 0)
    if commas and points and made.layout.decimal is None:
        first = next(i for f, i in made.at.items() if f in (*ANGLES, *NUMBERS) and made.looks[i].commas)
        made.doubt(
            first,
            'some decimals have a comma and others a point: those with a comma are not read; give decimal = "," in --mapping',
        )


def _read_time(made: _Fit, left: frozenset[int]) -> None:
    """Find the time and how it is spelt."""
    layout = made.layout
    columns = two_columns_of_time(layout, made.header, made.looks, made.types, left)
    if not columns:
        return
    at = made.at["time"] = columns[0]
    text, values = f"c{at}", made.looks[at].values
    if len(columns) == 2:
        made.more[columns[1]] = "time"
        texts = [
            f"left(c{i}::VARCHAR, 10)" if made.types[i].startswith("TIMESTAMP") else f"trim(c{i}::VARCHAR)"
            for i in columns
        ]
        text = f"({' || chr(32) || '.join(texts)})"
        both = zip(*(made.looks[i].values for i in columns), strict=False)
        values = tuple(f"{a[:10] if made.types[at].startswith('TIMESTAMP') else a} {b}" for a, b in both)
    made.says["time"], made.sql["time"] = "", ""
    reading = _time_reading(made, at, text, values, len(columns) == 2)
    made.sql["time"] = reading.of(text, layout.utc_offset_h)
    zone = f", {layout.utc_offset_h:+g} h" if layout.utc_offset_h else ""
    made.says["time"] = reading.says + (" in two columns" if len(columns) == 2 else "") + zone
    if reading.doubt:
        made.doubt(at, f"the time column {made.header[at]} {reading.doubt}")


def _time_reading(made: _Fit, at: int, text: str, values: Sequence[str], joined: bool) -> times.TimeReading:
    layout = made.layout
    if not joined and made.types[at].startswith("TIMESTAMP"):
        return times.NATIVE
    if layout.static and layout.time_format is None:
        return times.DAYS
    if layout.time_format is not None and (layout.said_by_user or not values or times.fits(values, layout.time_format)):
        return times.declared(layout.time_format)
    whole = made.whole
    reading = times.reading_of(values, None if whole is None else lambda pattern: whole(text, pattern))
    if reading is None:
        doubt = f'reads "{values[0][:60]}": {times.why_not(values)}'
        return replace(times.ISO, says="not understood", doubt=doubt)
    if layout.time_format is not None:
        return replace(reading, doubt=f'reads "{values[0][:60]}", not as this layout has it: read as {reading.says}')
    return reading


def _read_places(made: _Fit) -> None:
    """Latitude and longitude: as numbers, with letters, with a column of letters beside them, or in fractions of a minute."""
    raw = _is_raw(made)
    for name, letters, others in (("lat", "NS", "(?i)[EW]"), ("lon", "EW", "(?i)[NS]")):
        if (at := made.at.get(name)) is None:
            continue
        looks, per = made.looks[at], made.layout.raw.get(name, 1.0) if raw else _per(made, name)
        beside = hemisphere_of(name, made.header, made.looks, at, letters)
        plain_number, parts = with_fractions(name, _number(made, name, at), made.header, made.looks, at)
        made.more |= dict.fromkeys(parts, name)
        if looks.values and any(c.upper() in "NSEW" or c in "°º" for v in looks.values for c in v):
            made.sql[name], made.says[name] = f"degrees_of(c{at}::VARCHAR, '{others}')", "degrees with letters"
        elif beside is not None and in_minutes(looks, 90 if name == "lat" else 180):
            made.sql[name], made.says[name] = f"from_minutes({plain_number})", "degrees and minutes in one number"
            made.doubt(at, f"{made.header[at]} is read as degrees and minutes, as in NMEA: {looks.values[0]}")
        else:
            made.sql[name] = plain_number if per == 1 else f"{plain_number} / {per!r}"
            made.says[name] = "degrees, minutes" if parts else "degrees" if per == 1 else f"{per:g} to a degree"
        if beside is not None:
            made.sql[name] = f"in_hemisphere({made.sql[name]}, c{beside}::VARCHAR)"
            made.more[beside] = name
            made.says[name] += f", with the hemisphere in {made.header[beside]}"


def _is_raw(made: _Fit) -> bool:
    """Whether the file has the raw numbers of AIS, in a layout that may have either: latitudes beyond 90."""
    if not made.layout.raw or "lat" not in made.at:
        return False
    beyond = 1 - made.looks[made.at["lat"]].within(-90, 91) if made.looks[made.at["lat"]].values else 0
    return beyond > 0.5


def _per(made: _Fit, name: str) -> float:
    """How many of a column's unit make one of ours, by the user, the header, the values, or the layout."""
    at, declared = made.at[name], float(getattr(made.layout, _DECLARED.get(name, ""), 1.0))
    in_header, in_values = with_unit(made.header[at], name)[1], UNITS.get(name, {}).get(made.looks[at].unit)
    if made.layout.said_by_user and declared != 1:
        return declared
    if unknown := unknown_unit(made.header[at], name):
        made.doubt(
            at, f'the unit of {made.header[at]}, "{unknown}", is not known: taken for {unit_in_words(name, declared)}'
        )
    for found in (in_values, in_header):
        if found is not None:
            return float(found)
    return declared


def _read_number(made: _Fit, name: str) -> None:
    """A number in its unit."""
    at, looks = made.at[name], made.looks[made.at[name]]
    per = made.layout.raw.get(name, 1.0) if _is_raw(made) else _per(made, name)
    if not (made.layout.said_by_user and per != 1):
        per = _tenths(made, name, per)
    made.per[name], made.says[name] = per, unit_in_words(name, per)
    number = _number(made, name, at)
    if name == "rot" and made.layout.rot_is_sent:
        made.sql[name], made.says[name] = f"turn_from_indicator({number})", "AIS's own indicator"
    elif per != 1:
        made.sql[name] = f"{number} / {per!r}"
    else:
        made.sql[name] = (
            number.replace("AS DOUBLE", f"AS {FIELDS[name]}") if number.startswith("TRY_CAST(c") else number
        )
    if looks.unit and looks.unit not in UNITS.get(name, {}):
        made.doubt(
            at, f'the unit behind the values of {made.header[at]}, "{looks.unit}", is not known: they are not read'
        )


def _tenths(made: _Fit, name: str, per: float) -> float:
    """The unit, where the values can be only tenths of it, or cannot be tenths."""
    at, looks = made.at[name], made.looks[made.at[name]]
    n = [x for x in looks.numbers if x > 0]
    if per == 10 and not looks.whole and len(n) > 1 and any(x != int(x) for x in n):
        if name in ("sog", "draught") and with_unit(made.header[at], name)[1] is None:
            made.doubt(
                at,
                f"{made.header[at]} is in tenths by its layout, but holds {looks.values[0]}: read as {unit_in_words(name, 1)}",
            )
            return 1.0
        return per
    if per != 1 or name not in _TENTHS or not looks.whole:
        return per
    most, most_tenths = _TENTHS[name]
    beyond = [x for x in n if most < x <= most_tenths]
    if 10 * len(beyond) > len(n) and max(n) <= most_tenths:
        made.doubt(
            at, f"{made.header[at]} holds {max(beyond):g}: read as tenths of a {'degree' if name == 'cog' else 'metre'}"
        )
        return 10.0
    return per


def _number(made: _Fit, name: str, at: int) -> str:
    """The SQL of a column's number."""
    looks = made.looks[at]
    if made.types[at] == "VARCHAR" and looks.has_worded and name not in ANGLES:
        units = UNITS.get(name, {})
        same = [u for u in units if units[u] == units.get(looks.unit, 1.0)]
        return f"number_of(c{at}, {literal('|'.join(same) or '-')})"
    if made.types[at] == "VARCHAR" and made.comma:
        return f"TRY_CAST(replace(c{at}, ',', '.') AS DOUBLE)"
    return f"TRY_CAST(c{at} AS DOUBLE)"
