"""Whether gaps that start, or end, together do so by more than chance, by what each ship's own gap proves.

A gap of a ship that is heard all the time, in a water where nobody else is lost, proves much if it starts as others do. One of a
ship that is often lost, or where others are lost at other times, as at the edge of reception, proves little; and one that starts
messages before the others do speaks against a common cause. How few ships can show an outage follows from that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma, log

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.geo import Floats
from vesseltrack.store import Store

HUMAN_S = 1200.0
"""Time over which the ships of a fleet switch off, seconds."""
FAILURES_H = 720.0
"""Hours between two events, in one water, that silence several ships at once (our judgement: one a month)."""
INSTANT_S = 60.0
"""How exactly the instant of one is known, seconds."""
PROOF = 3.0
"""Smallest log of the odds (natural logarithm) of a common cause against chance."""
USUAL_H = 24.0
"""The rate at which a ship is lost leans on everybody's with so many hours received, and that at a place."""
ITS_PLACE_DEG = 0.3
"""A place: so far from where a ship was lost, in latitude and in longitude."""
OTHER_S = 1800.0
"""Gaps that start this long before or after another, or longer, tell of its place at other times."""

_SPACING = """
    WITH usual AS (
        SELECT vessel_id, greatest(60, quantile_disc(seconds, 0.5)) AS spacing_s FROM track_steps
        WHERE seconds <= 3600 AND vessel_id IN (SELECT unnest($ships)) GROUP BY vessel_id
    )
    SELECT vessel_id, any_value(spacing_s) AS spacing_s, within(0.02, 0.6, count_if(seconds > 1.6 * spacing_s) / count(*)) AS
        missed
    FROM track_steps JOIN usual USING (vessel_id) WHERE seconds <= 3600 GROUP BY vessel_id ORDER BY vessel_id
"""
_HEARD = """
    SELECT vessel_id, sum(received_slots) / slots_in(1) AS heard_h FROM ship_reception GROUP BY vessel_id ORDER BY vessel_id
"""
_PLACES = """
    SELECT (region_y + 0.5) * 0.3 - 180 AS lat, (region_x + 0.5) * 0.3 - 180 AS lon, sum(received_slots) / slots_in(1) AS heard_h
    FROM hourly_reception GROUP BY region_y, region_x ORDER BY region_y, region_x
"""
_PRESENT = """
    SELECT count(DISTINCT vessel_id) FROM ship_reception
    WHERE received_slots > 0 AND epoch_hour BETWEEN $first_hour - 1 AND $last_hour
        AND (region_y + 0.5) * 0.3 - 180 BETWEEN $south AND $north AND (region_x + 0.5) * 0.3 - 180 BETWEEN $west AND $east
"""


class Chance:
    """What each gap of a store proves of a common cause, if others start or end with it."""

    def __init__(self, store: Store, some: pd.DataFrame) -> None:
        """``some``: all gaps, ``event, vessel_id, start_s, end_s, lat, lon``, numbered from 0."""
        self._store = store
        self._ship = some.vessel_id.to_numpy()
        self._of = {c: some[c].to_numpy(float) for c in ("start_s", "end_s", "lat", "lon")}
        self.spacing = store.frame(_SPACING, {"ships": sorted({int(ship) for ship in self._ship})})
        self._gap_s, self._missed = of_each(self._ship, self.spacing)
        heard = store.frame(_HEARD).set_index("vessel_id").heard_h
        self._all_ships = len(heard)
        self._usual = len(some) / max(1.0, float(heard.sum()))
        self._own_h = heard.reindex(self._ship).fillna(0).to_numpy(float)
        _, nth, many = np.unique(self._ship, return_inverse=True, return_counts=True)
        self._own = many[nth]
        self._places = store.frame(_PLACES)[["lat", "lon", "heard_h"]].to_numpy(float)
        self._back_s = 1 / max(3600.0, float((some.end_s - some.start_s).median()))

    def is_beyond(self, at: npt.NDArray[np.intp], columns: Sequence[str]) -> bool:
        """Whether gaps (rows ``at``) whose ``columns`` (``start_s``, ``end_s``) agree are more than chance."""
        proof = log(INSTANT_S / (3600 * FAILURES_H)) + sum(self._agree(at, column) for column in columns)
        lost = len(np.unique(self._ship[at]))
        # who was received there is asked only where it decides
        if proof - _any_of(lost, lost) <= PROOF:
            return False
        if proof - _any_of(lost, max(lost, self._all_ships)) > PROOF:
            return True
        return proof - _any_of(lost, max(lost, self._present(at))) > PROOF

    def _agree(self, at: npt.NDArray[np.intp], column: str) -> float:
        """Log likelihood ratio: one cause, at an instant or by people one after the other, against each ship by its own rate."""
        lost = column == "start_s"
        per_h = self._lost_rate(at) if lost else np.full(len(at), 3600 * self._back_s)
        people = float(-np.log(HUMAN_S * per_h / 3600).sum())
        return max(people, people - lateness(self._of[column][at], self._gap_s[at], self._missed[at], lost=lost))

    def _present(self, at: npt.NDArray[np.intp]) -> int:
        """How many ships were received where, and about when, the gaps ``at`` start."""
        start_h, lat, lon = self._of["start_s"][at] / 3600, self._of["lat"][at], self._of["lon"][at]
        (present,) = self._store.one(_PRESENT, {"first_hour": int(start_h.min()), "last_hour": int(start_h.max()),
            "south": float(lat.min()) - ITS_PLACE_DEG, "north": float(lat.max()) + ITS_PLACE_DEG,
            "west": float(lon.min()) - ITS_PLACE_DEG, "east": float(lon.max()) + ITS_PLACE_DEG})  # fmt: skip
        return int(present)

    def _lost_rate(self, at: npt.NDArray[np.intp]) -> Floats:
        """For the gaps ``at``: how often its ship is lost per hour, by its own record or by its place, whichever is more.

        Gaps that start with it count in neither.
        """
        start_s, lat, lon = (self._of[c] for c in ("start_s", "lat", "lon"))
        there, there_h = np.zeros(len(at)), np.zeros(len(at))
        for i, n in enumerate(at):
            beside = (abs(lat - lat[n]) <= ITS_PLACE_DEG) & (abs(lon - lon[n]) <= ITS_PLACE_DEG)
            there[i] = np.count_nonzero(beside & (abs(start_s - start_s[n]) > OTHER_S))
            around = (abs(self._places[:, :2] - (lat[n], lon[n])) <= ITS_PLACE_DEG).all(axis=1)
            there_h[i] = self._places[around, 2].sum()
        usual = USUAL_H * self._usual
        own = (self._own[at] - 1 + usual) / (self._own_h[at] + USUAL_H)
        rate: Floats = np.maximum(own, (there + usual) / (there_h + USUAL_H))
        return rate


def _any_of(lost: int, n: int) -> float:
    """Log of how many sets of ``lost`` ships there are among ``n``, whatever share of them a source has; it grows with ``n``."""
    return log(n + 1) + lgamma(n + 1) - lgamma(lost + 1) - lgamma(n - lost + 1)


def lateness(times: Floats, gap_s: Floats, missed: Floats, lost: bool) -> float:
    """Log likelihood ratio: people switched the ships off (or on), against one instant cutting them off.

    Args:
        times: start (or end) of each gap, seconds.
        gap_s: usual time between messages of each ship, seconds.
        missed: share of each ship's intervals between messages that are so long that one was missed.
        lost: true for starts of gaps, false for ends.
    """
    lag = times.max() - times if lost else times - times.min()
    overdue = np.maximum(0, np.ceil(lag / gap_s - 0.05) - 1)
    return float((np.log(np.minimum(1, gap_s / HUMAN_S)) - overdue * np.log(missed) - np.log(1 - missed)).sum())


def of_each(ship: Floats, spacing: pd.DataFrame) -> tuple[Floats, Floats]:
    """Usual seconds between messages of each ship, and the share missed; 600 s and 0.3 where unknown."""
    if not len(spacing):
        return np.full(len(ship), 600.0), np.full(len(ship), 0.3)
    known = spacing.vessel_id.to_numpy()
    at = np.minimum(np.searchsorted(known, ship), len(known) - 1)
    there = known[at] == ship
    gap_s, missed = (spacing[c].to_numpy(float)[at] for c in ("spacing_s", "missed"))
    return np.where(there, gap_s, 600), np.where(there, missed, 0.3)
