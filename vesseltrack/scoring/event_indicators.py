"""Indicators for and against each event: applies the settings to the policy and builds one query of it.

The policy itself stands in TOML: ``detectors/<name>/indicators.toml`` for one kind of event, ``scoring/indicators.toml`` for
all. The scores of the two queues are never added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from vesseltrack.detectors import DETECTORS
from vesseltrack.engine.step import Step, as_literal
from vesseltrack.errors import BadDeclaration, WrongUse
from vesseltrack.indicator import Indicator, read_indicators
from vesseltrack.schema import TABLES
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.store import Store, literal
from vesseltrack.store.constants import PARAMETER

ANY = "events"
"""What the ids of indicators begin with that hold of events of every kind: their table."""
_SPOKEN_OF = {c.name: c.type for c in TABLES["event_indicators"].columns}["speaks_of"]
_SHARED = Path(__file__).with_name("indicators.toml")


@cache
def indicators() -> tuple[Indicator, ...]:
    """All indicators: each detector's, then those for every kind of event.

    Raises:
        BadDeclaration: one is not declared whole, or bears the name of one that holds of every kind.
    """
    shared = read_indicators(_SHARED, ANY)
    own = tuple(i for d in DETECTORS for i in d.indicators)
    names = {i.name for i in shared}
    for i in own:
        if i.name in names:
            raise BadDeclaration(f"{i.file}: indicator {i.id}: {ANY}.{i.name} holds of its events already")
    return own + shared


@dataclass(frozen=True)
class Weighed:
    """An indicator with its weight and parameters after applying the settings.

    Attributes:
        indicator: as declared.
        weight: what it adds to the score.
        values: values of its parameters.
        by_kind: weights for single kinds of event, where the settings give them.
    """

    indicator: Indicator
    weight: float
    values: Mapping[str, Any]
    by_kind: Mapping[str, float]

    @property
    def counts(self) -> bool:
        """Whether it can add anything."""
        return bool(self.weight or any(self.by_kind.values()))

    def select(self) -> str:
        """The rows of ``event_indicators`` it gives."""
        i = self.indicator
        kinds = "".join(f" WHEN {literal(event)} THEN {w!r}" for event, w in self.by_kind.items())
        weight = f"CASE e.event_type{kinds} ELSE {self.weight!r} END" if kinds else repr(self.weight)
        return (
            f"SELECT e.event, {literal(i.queue)} AS queue, {literal(i.name)} AS name, {literal(i.id)} AS indicator,\n"
            f"    {weight}::DOUBLE AS weight,\n    {self._filled(i.text)} AS text,\n"
            f"    ({self._filled(i.known_from)})::TIMESTAMP AS known_from,\n"
            f"    ({self._filled(i.speaks_of)})::{_SPOKEN_OF} AS speaks_of,\n"
            f"    ({self._filled(i.short)})::VARCHAR AS short_text, {i.names_ship} AS names_ship\n"
            f"FROM {_from(i)}\nWHERE ({self._filled(i.when)})" + (f" AND {weight} <> 0" if kinds else "")
        )

    def _filled(self, sql: str) -> str:
        return PARAMETER.sub(lambda named: as_literal(self.values[named[1]]), sql)


def _from(i: Indicator) -> str:
    """An event ``e``, joined with what the indicator names: its ship ``s``, its other ship ``o``, its kind of event ``t``."""
    paired = i.table == ANY or any(d.name == i.table and d.other for d in DETECTORS)
    other = "e.other_vessel_id" if paired else "NULL"
    joins = {
        "t": "JOIN event_types AS t USING (event_type)",
        "s": "JOIN ships AS s ON s.vessel_id = e.vessel_id",
        "o": f"LEFT JOIN ships AS o ON o.vessel_id = {other}",
    }
    named = [join for alias, join in joins.items() if re.search(rf"\b{alias}\.", i.sql)]
    return " ".join([f"{i.table} AS e", *named])


def weighed(rules: ScoringRules) -> list[Weighed]:
    """Each indicator with its weight and parameters; settings override its own.

    Settings call it by its id, ``gaps.fishing_boat``, or by its name alone where that is one for all its events; a weight for
    one kind of event alone is ``gaps.designated``, although the id is ``events.designated``.

    Raises:
        WrongUse: the settings name an indicator or parameter that does not exist, or do not say which of several.
    """
    known = indicators()
    _check_names(rules, known)
    parameters = _parameters(rules, known)
    out = []
    for i in known:
        weight = rules.weights.get(i.id, rules.weights.get(i.name, i.weight))
        by_kind = {
            d.event: rules.weights[f"{d.name}.{i.name}"] for d in DETECTORS if f"{d.name}.{i.name}" in rules.weights
        }
        values = {**i.parameters, **parameters.get(i.id, {}), "anomaly_percentile": rules.anomaly_percentile}
        out.append(Weighed(i, float(weight), values, by_kind if i.table == ANY else {}))
    return out


def _check_names(rules: ScoringRules, known: tuple[Indicator, ...]) -> None:
    ids = {i.id for i in known} | {f"{d.name}.{i.name}" for i in known if i.table == ANY for d in DETECTORS}
    for address in sorted(set(rules.weights) - ids):
        named = [i for i in known if i.name == address]
        if not named:
            raise WrongUse(f"no indicator is called {address}", "see: vesseltrack indicators")
        if len(named) > 1 and named[0].queue == "behaviour":
            which = ", ".join(i.id for i in named)
            raise WrongUse(f"{address} is an indicator of several kinds of event", f"say which: {which}.")


def _parameters(rules: ScoringRules, known: tuple[Indicator, ...]) -> dict[str, dict[str, Any]]:
    """The settings' values of parameters, by the id of the indicator."""
    by_id = {i.id: i for i in known}
    out: dict[str, dict[str, Any]] = {}
    for address, value in rules.parameters.items():
        key, _, name = address.rpartition(".")
        if key not in by_id:
            raise WrongUse(f"no indicator is called {key or address}", "see: vesseltrack indicators")
        own = by_id[key].parameters
        if name not in own:
            had = f"it has {', '.join(own)}" if own else "it has none"
            raise WrongUse(f"{key} has no parameter {name}", f"{had}; see: vesseltrack indicators")
        if _sort(value) != _sort(own[name]):
            wanted = f"{_sort(own[name])}, such as {as_literal(own[name])}"
            raise WrongUse(f"{address} = {value!r} is {_sort(value)}", f"it must be {wanted}.")
        out.setdefault(key, {})[name] = value
    return out


def _sort(value: Any) -> str:
    """The type of a parameter's value, in words."""
    if isinstance(value, bool):
        return "true or false"
    return "a list of texts" if isinstance(value, list) else "a text" if isinstance(value, str) else "a number"


def event_indicators_sql(rules: ScoringRules | None) -> list[str]:
    """The queries whose rows are the table ``event_indicators``, one an indicator; with the default rules if ``None``."""
    return [w.select() for w in weighed(rules or ScoringRules()) if w.counts]


def blame(rules: ScoringRules) -> None:
    """Find the indicator whose SQL does not fit the tables.

    Raises:
        BadDeclaration: the first such indicator, with its file and what DuckDB says of it.
    """
    with Store(None) as empty:
        for table in TABLES.values():
            empty.create(table)
        for w in weighed(rules):
            try:
                empty.execute(f"EXPLAIN {w.select()}")
            except duckdb.Error as e:
                problem = str(e).splitlines()[0]
                raise BadDeclaration(f"{w.indicator.file}: indicator {w.indicator.id}: when or text: {problem}") from e


WEIGHED = Step(
    "event_indicators",
    (),
    "what speaks for and against each event",
    section="scoring",
    build=event_indicators_sql,
    blame=blame,
)
