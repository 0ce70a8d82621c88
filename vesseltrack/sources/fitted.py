"""How the columns of one file are read: as SQL, and described in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from vesseltrack.sources.columns import KNOWN_NAMES, UNITS, plain
from vesseltrack.store import literal

ANGLES = ("lat", "lon")
NUMBERS = (
    "sog",
    "cog",
    "heading",
    "rot",
    "length",
    "width",
    "draught",
    "to_bow",
    "to_stern",
    "to_port",
    "to_starboard",
)
COUNTED = ("time", *ANGLES, *NUMBERS)
"""Fields of which unread values are counted, besides the IMO number."""
_NO_NUMBER = (
    "({c} IS NOT NULL AND NOT coalesce(TRY_CAST(replace({c}, 'IMO', '') AS BIGINT) BETWEEN 0 AND 9999999,"
    " TRY_CAST(ltrim({c}, 'IMOimo :.#') AS DOUBLE) BETWEEN 0 AND 9999999, false))"
)
"""SQL condition: a value is no IMO number, as it has over seven digits, or letters besides IMO. The fast cast comes first."""


@dataclass(frozen=True)
class Fitted:
    """How the columns of one file are read.

    Attributes:
        header: names of its columns.
        at: column of each of our fields, from 0; for a time in two columns, the first.
        sql: expression of each field over the columns c0, c1, ...
        per: for each field, how many of the column's unit make one of ours.
        says: for each field, how it is read, in a few words.
        looks: what the values of each column look like.
        left: columns that the layout knows and ignores.
        doubts: remarks for the user, by column.
        more: second column of a field that is read from two.
        extra: further columns of the SELECT, such as ``true AS undated``.
    """

    header: tuple[str, ...]
    at: Mapping[str, int]
    sql: Mapping[str, str]
    per: Mapping[str, float]
    says: Mapping[str, str]
    looks: tuple[str, ...]
    left: frozenset[int]
    doubts: Mapping[int, tuple[str, ...]]
    more: Mapping[int, str]
    extra: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[str, ...]:
        """Fields whose unread values are counted, in the order of the column ``unread``."""
        return tuple(f for f in (*COUNTED, "imo") if f in self.at)

    def select(self, relation: str, headers: bool = True) -> str:
        """The SELECT that turns ``relation``, whose columns are c0, c1, ..., into our fields; headers are of CSVs alone."""
        parts = [f'{sql} AS "{f}"' for f, sql in self.sql.items()]
        inner = f"SELECT {', '.join([*parts, *self.extra])}, * FROM {relation}"
        missed = {f: self._missed(f) for f in self.counted}
        if not missed:
            return inner
        texts = ", ".join(f"CASE WHEN {m} AND said(c{self.at[f]}::VARCHAR) IS NOT NULL THEN left(c{self.at[f]}::VARCHAR, 40) END"
                          for f, m in missed.items())  # fmt: skip
        header = self.is_header() if headers else "false"
        problem = f", CASE WHEN {header} THEN 'second_header' END AS problem" if headers else ""
        unread = (
            f"CASE WHEN {' OR '.join(missed.values())} THEN CASE WHEN NOT {header} THEN [{texts}] END END AS unread"
        )
        return f"SELECT *, {unread}{problem} FROM ({inner})"

    def _missed(self, name: str) -> str:
        """SQL condition: a value is there but could not be read, or is a speed or draught beyond what AIS can send."""
        if name == "imo":
            return _NO_NUMBER.replace("{c}", f"c{self.at[name]}::VARCHAR")
        at, most = f"c{self.at[name]}", {"sog": "102.35", "draught": "25.55"}.get(name)
        beyond = (
            f" OR {name} > {most} AND round({name} * {self.per[name]!r}, 1) NOT IN (102.3, 1023, 255)" if most else ""
        )
        return f'({at} IS NOT NULL AND "{name}" IS NULL{beyond})'

    def is_header(self) -> str:
        """SQL condition: a row is a header, that is, it has no time and contains column names."""
        if "time" not in self.at:
            return "false"
        known = ", ".join(literal(n) for n in sorted(KNOWN_NAMES | {plain(h) for h in self.header}) if n)
        named = [rf"(regexp_replace(lower(c{self.at[f]}::VARCHAR), '[^\pL\pN]', '', 'g') IN ({known}))::INT"
                 for f in ("time", *ANGLES) if f in self.at]  # fmt: skip
        at = f"c{self.at['time']}"  # CASE: it is looked at only where there is no time
        return (
            f'(CASE WHEN "time" IS NULL AND {at} IS NOT NULL THEN coalesce({" + ".join(named)}, 0) >= 2 ELSE false END)'
        )

    def with_sog_per_kn(self, per: float, says: str) -> Fitted:
        """A copy that reads the speed in another unit, with the reason."""
        sql = f"({self.sql['sog']}) * {self.per['sog']!r} / {per!r}"
        doubts = {**self.doubts, self.at["sog"]: (*self.doubts.get(self.at["sog"], ()), says)}
        return replace(
            self,
            sql={**self.sql, "sog": sql},
            per={**self.per, "sog": per},
            doubts=doubts,
            says={**self.says, "sog": unit_in_words("sog", per)},
        )

    def columns(self) -> list[dict[str, Any]]:
        """A row for each column of the file: position, header, field, how it is read, what it looks like, and doubts."""
        fields: dict[int, list[str]] = {}
        for name, at in self.at.items():
            fields.setdefault(at, []).append(name)
        for at, name in self.more.items():
            fields.setdefault(at, []).append(name)
        return [
            {
                "position": i + 1,
                "header": name,
                "field": ", ".join(fields[i]) if i in fields else None,
                "read_as": "; ".join(filter(None, (self.says.get(f, "") for f in fields.get(i, ())))) or
                           ("left out by this layout" if i in self.left else None),
                "looks_like": self.looks[i],
                "doubt": "; ".join(self.doubts.get(i, ())) or None,
            }
            for i, name in enumerate(self.header)
        ]  # fmt: skip


def unit_in_words(name: str, per: float) -> str:
    """A unit in words: ``knots``, ``0.514444 to a knot``."""
    ours = {
        "sog": "knot",
        "cog": "degree",
        "heading": "degree",
        "lat": "degree",
        "lon": "degree",
        "rot": "degree a minute",
    }.get(name, "metre")
    word = {"degree a minute": "degrees a minute"}.get(ours, f"{ours}s")
    if per == 1:
        return word
    if per == 10:
        return f"tenths of a {ours}"
    unit = next((u for u, p in UNITS.get(name, {}).items() if abs(p - per) < 1e-6 * per), "")
    return unit or f"{per:g} to a {ours}"
