"""How likely each silence is to have been one: the chance of staying unheard against how often ships fall silent.

How often ships do that is learnt from the data at hand (an empirical Bayes estimate): silences, each counted by its own
probability, over the hours in which ships of the same kind were heard and might have fallen silent. A kind is what a
ship is and whether it was under way. Where there is little, it leans on ``daily_silence_rate``. How often ships leave for good
is learnt likewise: it is what speaks for the innocence of one that has not come back.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

Floats = npt.NDArray[np.float64]

_SILENCES = """
    SELECT l.*, coalesce(trade IN ('cargo', 'tanker', 'passenger'), false) AS merchant,
        coalesce(start_sog_kn >= 1, true) AS moving,
        end_time IS NULL AS lasts, coalesce(greatest(like_it, trips), 0) AS usual, coalesce(left_there, 0) AS left_there,
        coalesce(passed, 0) AS passed, coalesce(passing, false) AS passing, coalesce(kept_speed, false) AS kept_speed,
        event IN (SELECT unnest(events) FROM disturbances WHERE kind = 'fleet') AS fleet
    FROM likelihoods AS l JOIN silences USING (event) JOIN ships USING (ship)
        LEFT JOIN habits USING (event) LEFT JOIN departures USING (event) LEFT JOIN reckonings USING (event)
    ORDER BY event
"""
_HOURS = """
    SELECT coalesce(trade IN ('cargo', 'tanker', 'passenger'), false) AS merchant, NOT still AS moving, sum(heard) / 6 AS hours
    FROM chances JOIN ships USING (ship) GROUP BY ALL ORDER BY ALL
"""
TURNS = 40
"""The estimate settles in a few dozen."""
MOST = 3.0
"""What is learnt is no more than so many times the usual: a model of reception that errs would teach it anything."""
ROUNDS = 4
"""What is learnt of the silent rests on who is, and the other way about: so many rounds settle it."""
LEANS = 5.0
"""Ships that what is usual counts for."""
PASSED = 5
"""What came of so many ships, the place's own count leans on what comes of ships everywhere."""


def _odds_of(chance: Floats, hours: float, rules: Any) -> float:
    """The odds in each hour that a ship of one kind falls silent."""
    usual = rules.daily_silence_rate / 24
    odds: float = usual
    for _ in range(TURNS):
        silent = float((odds / (odds + chance)).sum())
        odds = (silent + rules.prior_h * usual) / (hours + rules.prior_h)
    return float(min(odds, MOST * usual))


def _kept_speed(found: pd.DataFrame, silence_p: Floats) -> Floats:
    """How much likelier a ship still sending comes back as far off as it sails meanwhile than a silent one does; shape (n,).

    Learnt from the data: the share of ships that kept their speed, among silences that are likely none, and among those that
    likely are, each leaning on what is usual (three in four, and every second one). Of ships that do not pass it says nothing.
    """
    passing = found.passing.to_numpy()
    kept, silent = found.kept_speed.to_numpy()[passing].astype(float), silence_p[passing]
    sent = ((1 - silent) @ kept + LEANS * 0.75) / ((1 - silent).sum() + LEANS)
    off = (silent @ kept + LEANS * 0.5) / (silent.sum() + LEANS)
    factor = np.ones(len(found))
    factor[passing] = np.where(kept > 0, np.clip(sent / off, 1, 20), np.clip((1 - sent) / (1 - off), 0.2, 1))
    return factor


def _leaving(found: pd.DataFrame, hours: pd.Series, rules: Any) -> Floats:
    """The chance, each hour, that a ship under way leaves for good where it should still be heard; by where others leave."""
    gone = found.lasts & found.moving
    rate = found.moving.map({m: gone.sum() / max(1.0, float(hours.get(m, 0.0))) for m in (True, False)})
    everywhere = found.left_there[gone].sum() / max(1, found.passed[gone].sum())
    here = (found.left_there + PASSED * everywhere) / (found.passed + PASSED)
    beside: Floats = np.clip(here / max(1e-3, everywhere), 0.02, 3)
    return np.where(gone, rules.leaving_share * rate * beside, 0.0)


def _prior(found: pd.DataFrame, chance: Floats, hours: pd.Series, rules: Any) -> Floats:
    """The odds in each hour that a ship falls silent, by its kind; shape (n,)."""
    prior = np.full(len(found), rules.daily_silence_rate / 24)
    for kind, rows in found.groupby(["merchant", "moving"]).indices.items():
        prior[rows] = _odds_of(chance[rows], float(hours.get(kind, 0.0)), rules)
    return prior


def _make(store: Store, rules: Any) -> pd.DataFrame:
    found = store.frame(_SILENCES)
    hours = store.frame(_HOURS)
    each = hours.set_index(["merchant", "moving"]).hours
    more = _leaving(found, hours.groupby("moving").hours.sum(), rules)
    # a trip out of hearing and back, as it has made before
    more = more + np.where(found.moving, rules.trip_rate * found.usual, 0.0)
    # that ships of one fleet fell silent together, and others there did not, speaks for each of them
    fleet = rules.doubt_odds * np.where(found.fleet, rules.fleet_share, 1.0)
    raw, silence_p = found.unheard_chance.to_numpy(), np.zeros(len(found))
    for _ in range(ROUNDS):
        share = fleet * _kept_speed(found, silence_p)
        chance = np.minimum(1, raw * share + more)
        prior = _prior(found, chance, each, rules)
        silence_p = prior / (prior + chance)
    for name in ("unheard_chance", "unheard_low", "unheard_high"):
        found[name] = np.minimum(1, found[name] * share + more).map(lambda p: float(f"{p:.6g}"))
    found["prior_odds"] = pd.Series(prior, found.index).map(lambda p: float(f"{p:.4g}"))
    logit = np.log(found.prior_odds / found.unheard_chance)
    # the error of the chance in its logarithm; an interval has width, or it would claim to know its own error
    error = np.clip(np.log(found.unheard_high / found.unheard_low) / 2, 0.3, 2.5)
    for name, shift in (("p", 0.0), ("low", -error), ("high", error)):
        found[f"silence_{name}"] = (1 / (1 + np.exp(-(logit + shift)))).round(6)
    return found[TABLES["unheard"].names]


UNHEARD = Step(
    writes="unheard",
    declared=("likelihoods", "silences", "ships", "chances", "disturbances", "habits", "departures", "reckonings"),
    finds="how likely each silent ship had stopped transmitting, by how often ships of its kind do",
    section="reception",
    make=_make,
)
