"""How likely each silence is to have been one: the chance of staying unheard against how often ships fall silent.

How often ships do that is learnt from the data at hand (an empirical Bayes estimate): silences, each counted by its own
probability, over the tenth minutes at which ships of the same kind were heard and might have fallen silent. A kind is what a
ship is and whether it was under way. Where there is little, it leans on ``silences_a_day``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.schema import TABLES
from vesseltrack.step import Step
from vesseltrack.store import Store

_SILENCES = """
    SELECT l.*, coalesce(trade IN ('cargo', 'tanker', 'passenger'), false) AS merchant, coalesce(start_sog_kn >= 1, true) AS moving
    FROM likelihoods AS l JOIN silences USING (event) JOIN ships USING (ship) ORDER BY event
"""
_FLEETS = "SELECT DISTINCT unnest(events) AS event FROM disturbances WHERE kind = 'fleet'"
_MARKS = """
    SELECT coalesce(trade IN ('cargo', 'tanker', 'passenger'), false) AS merchant, NOT still AS moving, sum(heard)::DOUBLE AS marks
    FROM chances JOIN ships USING (ship) GROUP BY ALL ORDER BY ALL
"""
TURNS = 40
"""The estimate settles in a few dozen."""


def _odds_of(chance: np.ndarray[Any, Any], marks: float, rules: Any) -> float:
    """The odds at each tenth minute that a ship of one kind falls silent."""
    usual = rules.silences_a_day / 144
    odds = usual
    for _ in range(TURNS):
        silent = float((odds / (odds + chance)).sum())
        odds = (silent + rules.prior_silences) / (marks + rules.prior_silences / usual)
    return odds


def _make(store: Store, rules: Any) -> pd.DataFrame:
    found = store.frame(_SILENCES)
    # that ships of one fleet fell silent together, and others there did not, speaks for each of them
    fleet = found.event.isin(store.frame(_FLEETS).event)
    for name in ("unheard_chance", "unheard_low", "unheard_high"):
        found[name] = found[name].where(~fleet, found[name] * rules.fleet_share)
    marks = store.frame(_MARKS).set_index(["merchant", "moving"]).marks
    found["prior_odds"] = rules.silences_a_day / 144
    for kind, rows in found.groupby(["merchant", "moving"]).indices.items():
        odds = _odds_of(found.unheard_chance.to_numpy()[rows], float(marks.get(kind, 0.0)), rules)
        found.iloc[rows, found.columns.get_loc("prior_odds")] = float(f"{odds:.4g}")
    logit = np.log(found.prior_odds / found.unheard_chance)
    # the error of the chance in its logarithm; an interval has width, or it would claim to know its own error
    error = np.clip(np.log(found.unheard_high / found.unheard_low) / 2, 0.3, 2.5)
    for name, shift in (("p", 0.0), ("low", -error), ("high", error)):
        found[f"silence_{name}"] = (1 / (1 + np.exp(-(logit + shift)))).round(6)
    return found[TABLES["unheard"].names]


UNHEARD = Step(
    writes="unheard",
    declared=("likelihoods", "silences", "ships", "chances", "disturbances"),
    finds="how likely each silent ship had stopped transmitting, by how often ships of its kind do",
    section="reception",
    make=_make,
)
