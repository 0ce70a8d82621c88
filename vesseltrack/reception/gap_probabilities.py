"""The probability that a ship had stopped transmitting in a gap: Bayes' rule on ``p_unreceived_if_on`` and a prior rate.

The prior is an empirical Bayes estimate from the data: gaps, each counted by its own probability, per hour in which ships of the
same kind (cargo, tanker or passenger ship or not; under way or not) were received. It is at most ``daily_silence_rate``, and
close to that with few data. The innocent explanation of a ship that has not come back is that it left for good: by where it was
bound and who left there, if it was under way; else by the rate at which ships leave, estimated like the prior.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.geo import Floats
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

STILL_KN, ELSEWHERE_KM = 2, 20
"""Slower than this when it was found again, a ship lay still; it tells something so far from where it was lost."""
BACK_SHARE, UNDER_WAY_KN = 0.05, 3
"""Lost at this speed or more and back within this part of the distance it sails in the time, a boat was away and came back."""
_SILENCES = f"""
    SELECT l.*, coalesce(vessel_type IN ('cargo', 'tanker', 'passenger'), false) AS merchant,
        coalesce(start_sog_kn >= 1, true) AS moving,
        end_time IS NULL AS lasts, coalesce(greatest(like_it, trips), 0) AS usual, coalesce(left_there, 0) AS left_there,
        coalesce(d.passed, 0) AS passed, a.passed AS passed_back, a.appeared, a.usual_share,
        coalesce(apart_km < {BACK_SHARE} * start_sog_kn * 1.852 * duration_h AND start_sog_kn >= {UNDER_WAY_KN}
            AND vessel_type IN ('fishing', 'tug', 'pilot', 'service', 'pleasure'), false) AS was_away,
        coalesce(straight_on, false) AS straight_on, w.log_odds AS ahead, w.received, w.gone,
        CASE WHEN start_sog_kn >= {UNDER_WAY_KN} AND apart_km >= {ELSEWHERE_KM} THEN found.speed_kn < {STILL_KN} END
            AS found_still,
        event IN (SELECT unnest(events) FROM outages WHERE outage_type = 'fleet') AS fleet
    FROM gap_likelihoods AS l JOIN gap_candidates AS s USING (event) JOIN ships USING (vessel_id)
        LEFT JOIN gap_habits USING (event) LEFT JOIN gap_departures AS d USING (event)
        LEFT JOIN gap_arrivals AS a USING (event) LEFT JOIN dead_reckonings USING (event)
        LEFT JOIN gap_waters_ahead AS w USING (event)
        LEFT JOIN track_ends AS found ON found.vessel_id = s.vessel_id AND found.time = end_time AND found.found
    ORDER BY event
"""
_HOURS = """
    SELECT coalesce(vessel_type IN ('cargo', 'tanker', 'passenger'), false) AS merchant, NOT still AS moving,
        sum(received_slots) / 6 AS hours
    FROM ship_cell_hours JOIN ships USING (vessel_id) GROUP BY ALL ORDER BY ALL
"""
TURNS = 40
"""Iterations of the estimate, which converges in a few dozen."""
MOST = 1.0
"""The estimated rate is at most so many times the default: poorly received ships raise it without cause."""
PASSED = 1
"""Prior weight, in ships, of the share that leaves everywhere, in the estimate for one place: small, as places differ widely."""

APPEARED = 2
"""Prior weight, in ships, of the usual share of ships that appear, in the share at one place."""

EXPLAINED = 0.2
"""Poor reception explains a gap from this probability on."""
FOUND_STILL = {True: 0.2, False: 0.4}
"""Of ships that stop transmitting under way, so many lie still when they are received again: merchant ships, and others."""
FOUND_SHIPS, FOUND_USUAL = 10, 0.1
"""Prior weight of the share of unreceived ships found lying still, in ships; and that share."""


def _odds_of(chance: Floats, hours: float, rules: Any) -> float:
    """Prior odds per hour that a ship of one kind stops transmitting, at most ``MOST`` times the default rate."""
    usual = rules.daily_silence_rate / 24
    odds: float = usual
    for _ in range(TURNS):
        silent = float((odds / (odds + chance)).sum())
        odds = (silent + rules.prior_h * usual) / (hours + rules.prior_h)
    return float(min(odds, MOST * usual))


def _straight_on(found: pd.DataFrame) -> Floats:
    """Likelihood ratio of reappearing where dead reckoning predicts: still transmitting, against stopped.

    Estimated from gaps of ships under way that poor reception explains: the share of these ships that sailed straight on. Of
    ships that had stopped transmitting half are assumed to. Between 1 and 2; 1 for a ship that did not sail straight on.
    """
    explained = found[(found.p_unreceived_if_on >= EXPLAINED) & found.moving & ~found.lasts]
    share = (explained.straight_on.sum() + 5 * 0.75) / (len(explained) + 5)
    factor: Floats = np.where(found.straight_on, np.clip(share / 0.5, 1, 2), 1.0)
    return factor


def _leaving(found: pd.DataFrame, hours: pd.Series, rules: Any) -> Floats:
    """Probability per hour that a ship under way leaves for good although it should still be received; 0 if it came back.

    The overall rate, scaled by the share of ships passing the place that left there. Each ship counts by how little reception
    explains that it is gone.
    """
    gone = found.lasts & found.moving
    unexplained = (1 - found.p_unreceived_if_on.clip(0, 1)).where(gone, 0.0)
    rate = found.moving.map(
        {m: unexplained[found.moving == m].sum() / max(1.0, float(hours.get(m, 0.0))) for m in (True, False)}
    )
    everywhere = (found.left_there * unexplained).sum() / max(1e-3, (found.passed * unexplained).sum())
    here = (found.left_there + PASSED * everywhere) / (found.passed + PASSED)
    beside: Floats = np.clip(here / max(1e-3, everywhere), 0.02, 3)
    return np.where(gone, rules.leaving_share * rate * beside, 0.0)


def _appearing(found: pd.DataFrame, rules: Any) -> Floats:
    """Likelihood ratio of coming back where others appear on that course, not where they only pass: unreceived, against silent.

    Of the ships that pass the place, the share that appear there, over the same share at all such places.
    """
    asked = found.passed_back.notna() & found.moving & ~found.fleet  # a fleet comes back together
    passed, appeared = found.passed_back.where(asked, 0).astype(float), found.appeared.where(asked, 0).astype(float)
    usual = found.usual_share.where(asked, 1.0).astype(float)
    factor: Floats = ((appeared + APPEARED * usual) / (passed + APPEARED) / usual).to_numpy() ** rules.arrivals_share
    return np.where(asked, factor, 1.0)


def _bound_away(found: pd.DataFrame, rules: Any) -> Floats:
    """Probability that a ship under way which is not back sailed out of reception, or left; NaN for others.

    Of the ships that sail where it was bound some are received and some are lost on the way: their ratio counts; and so does how
    many leave the data at the place where it was lost, beside the usual number.
    """
    asked = found.ahead.notna()
    left = found.left_there.where(asked).astype(float)
    usual = max(0.1, float(left.mean())) if asked.any() else 1.0
    place = (left / usual + rules.nobody_left_share) ** rules.left_there_share
    gone: Floats = (rules.gone_rate * place * np.exp(-rules.waters_ahead_share * found.ahead.astype(float))).to_numpy(
        float
    )
    return gone


def _found_still(found: pd.DataFrame) -> Floats:
    """Likelihood ratio of a ship under way being found lying still, or not: still transmitting, against stopped.

    A ship that sails back into reception is found under way, unless quays hide it. How often they do is estimated from gaps that
    poor reception explains.
    """
    factor = np.ones(len(found))
    asked = found.found_still.notna()
    still = found.found_still.where(asked, False).astype(bool)
    for merchant, silent in FOUND_STILL.items():
        kind = asked & (found.merchant == merchant)
        explained = kind & (found.p_unreceived_if_on >= EXPLAINED)
        share = float((still & explained).sum() + FOUND_SHIPS * FOUND_USUAL) / (int(explained.sum()) + FOUND_SHIPS)
        share = min(share, silent)
        ratio = np.where(still, max(0.1, share / silent), (1 - share) / (1 - silent))
        factor = np.where(kind, ratio, factor)
    return factor


def _make(store: Store, rules: Any) -> pd.DataFrame:
    found = store.frame(_SILENCES)
    hours = store.frame(_HOURS)
    each = hours.set_index(["merchant", "moving"]).hours
    away = _bound_away(found, rules)
    more = np.where(np.isnan(away), _leaving(found, hours.groupby("moving").hours.sum(), rules), away)
    # plus the probability of a trip out of range and back, by the number of similar gaps of the ship before; a boat that
    # comes back to where it left was on one
    more = more + np.where(found.moving, rules.trip_rate * (found.usual + found.was_away), 0.0)
    # a ship whose fleet stopped together, while others there were received, is less likely to be merely unreceived
    share = (
        np.where(found.fleet, rules.fleet_share, 1.0)
        * _straight_on(found)
        * _appearing(found, rules)
        * _found_still(found)
    )
    # where it was bound tells most of what the hours would tell
    share = np.where(np.isnan(away), share, rules.hours_ahead_share)
    for name in ("p_unreceived_if_on", "p_unreceived_low", "p_unreceived_high"):
        found[name] = [float(f"{p:.6g}") for p in np.minimum(1, found[name] * share + more)]
    prior = np.full(len(found), rules.daily_silence_rate / 24)
    for kind, rows in found.groupby(["merchant", "moving"]).indices.items():
        odds = _odds_of(found.p_unreceived_if_on.to_numpy()[rows], float(each.get(kind, 0.0)), rules)
        prior[rows] = float(f"{odds:.4g}")
    found["prior_odds"] = prior
    logit = np.log(found.prior_odds / found.p_unreceived_if_on)
    # half the width of the interval of p_unreceived_if_on, in log units; at least 0.3, as that interval is uncertain itself
    error = np.log(found.p_unreceived_high / found.p_unreceived_low) / 2
    counted = np.sqrt(1 / (1 + found.received.astype(float)) + 1 / (1 + found.gone.astype(float)))
    error = np.clip(np.where(found.ahead.notna(), counted, error), 0.3, 2.5)
    for name, shift in (("p", 0.0), ("low", -error), ("high", error)):
        found["p_off" if name == "p" else f"p_off_{name}"] = (1 / (1 + np.exp(-(logit + shift)))).round(6)
    return found[TABLES["gap_probabilities"].names]


GAP_PROBABILITIES = Step(
    writes="gap_probabilities",
    declared=(
        "gap_likelihoods",
        "gap_candidates",
        "ships",
        "ship_cell_hours",
        "outages",
        "gap_habits",
        "gap_departures",
        "gap_arrivals",
        "gap_waters_ahead",
        "track_ends",
        "dead_reckonings",
    ),
    finds="how likely each silent ship had stopped transmitting, by how often ships of its kind do",
    section="reception",
    make=_make,
    asks=_SILENCES,
)
