"""A ship under way that is not back, by where it was bound; and one that is found again lying still."""

import math

import pandas as pd
import pytest

from vesseltrack.evaluate.families import fill
from vesseltrack.evaluate.worlds import NAMED, make_world
from vesseltrack.reception.gap_probabilities import FOUND_SHIPS, FOUND_USUAL, _found_still
from vesseltrack.store import Store

from builders.sea import Sea, crowd

A, B = 441000001, 636000300
LAT, WEST, LOST, EAST = 36.55, 122.05, 124.05, 126.05
"""The middle of a row of cells of 0.1 degrees; ten knots are 0.2075 degrees of longitude an hour there."""
HOURS_A_DEGREE = 1 / 0.2075


def sails(sea: Sea, ship: int, from_h: float, from_lon: float, to_lon: float) -> Sea:
    return sea.line(ship, from_h, from_h + (to_lon - from_lon) * HOURS_A_DEGREE, (LAT, from_lon), (LAT, to_lon), sog=10)


def lane(sea: Sea, passing: int, lost: int) -> pd.Series:
    """What is known of the waters ahead of A, which is lost half-way along a lane that so many others sail, or are lost on with it."""
    crowd(sea, 90, (33.0, 129.0))
    sails(sea, A, 20, WEST, LOST)
    for n in range(passing):
        sails(sea, B + n, 3 * n, WEST, EAST)
    for n in range(lost):
        sails(sea, B + 100 + n, 5 * n, WEST, LOST)
    run = sea.run()
    found = run.table("gap_waters_ahead").merge(run.table("gap_candidates"), on="event")
    of_ship = found[found.vessel_id == A]
    assert len(of_ship) == 1
    return of_ship.iloc[0]


@pytest.mark.parametrize(("passing", "lost"), [(3, 1), (1, 3), (2, 0)])
def test_waters_ahead_count_who_is_received_there_and_who_is_lost_on_the_way(sea, passing, lost):
    # All sail along one row of cells, in every one of them. The row of the track counts half, and those beside it a quarter each, so
    # each ship counts half in every hour. The rate leans on a tenth of a ship on either side.
    ahead = lane(sea, passing, lost)
    assert (ahead.received, ahead.gone) == (passing / 2, lost / 2)
    assert ahead.log_odds == pytest.approx(math.log((passing / 2 + 0.1) / (lost / 2 + 0.1)), abs=1e-5)


def test_where_nobody_is_ever_known_nothing_is_said(sea):
    ahead = lane(sea, 0, 0)
    assert (ahead.received, ahead.gone, ahead.log_odds) == (0, 0, 0)


def test_a_ship_bound_where_others_are_received_is_likelier_silent_than_one_bound_where_they_are_lost():
    def p_off(passing: int, lost: int) -> float:
        sea = Sea()
        lane(sea, passing, lost)
        gaps = sea.table("gaps")
        return float(gaps[gaps.vessel_id == A].p_off.iloc[0])

    among_passing, among_lost = p_off(8, 0), p_off(4, 8)
    assert among_passing > 0.5 and among_lost < 0.1


def test_one_found_lying_still_elsewhere_is_weighed_by_how_often_unreceived_ships_are():
    # Twenty gaps of merchant ships that poor reception explains, one of which ends with the ship lying still: (1 + 10 x 0.1) / (20 + 10)
    # = 1/15 of unreceived ships, of silent ones one in five. Of a ship at no other place, or not lost under way, nothing is said.
    explained = pd.DataFrame({"found_still": [True] + [False] * 19, "merchant": True, "p_unreceived_if_on": 0.5})
    asked = pd.DataFrame({"found_still": [True, False, None], "merchant": True, "p_unreceived_if_on": 0.001})
    still, moving, other = _found_still(pd.concat([explained, asked], ignore_index=True))[-3:]
    assert (FOUND_SHIPS, FOUND_USUAL) == (10, 0.1)
    assert still == pytest.approx((1 / 15) / (1 / 5)) and moving == pytest.approx((14 / 15) / (4 / 5)) and other == 1


@pytest.mark.parametrize("family", NAMED)
def test_a_message_of_a_world_has_each_source_that_received_it_once(family):
    world = make_world(family, 5)
    assert not world.fixes.duplicated(["ssvid", "time"]).any() and world.fixes.source.nunique() > 1
    again = world.also.merge(world.fixes, on=["ssvid", "time"], suffixes=("", "_of_fix"))
    assert len(again) == len(world.also) > 0 and (again.source != again.source_of_fix).all()
    assert not world.also.duplicated().any()
    with Store(None) as store:
        fill(store, world, named=True)
        named = store.frame("SELECT source, count(*) AS fixes FROM fixes JOIN sources USING (source_id) GROUP BY ALL")
    assert named.set_index("source").fixes.to_dict() == world.fixes.source.value_counts().to_dict()


def test_passes_that_bring_in_others_far_off_witness_a_silence_that_nobody_was_near_to():
    # Ships sail east half a degree from one another, each heard once in every pass, every other hour; one hears no pass for thirty hours.
    sea = crowd(Sea(), 80, (33.0, 129.0))
    for n in range(16):
        for h in range(0, 80, 2):
            if not (n == 8 and 30 < h < 60):
                sea.fix(B + n, h + 0.5 + 0.01 * n, 33.05 + 0.5 * (n % 8), 150.0 + 4 * (n // 8) + 0.15 * h, 7.5)
    gaps = sea.run().table("gaps").merge(sea.table("gap_likelihoods")[["event", "passes"]], on="event")
    (silent,) = gaps[gaps.vessel_id == B + 8].itertuples()
    assert silent.others_near == 0 and silent.passes >= 3
    assert (silent.assessment, len(gaps)) == ("transmitter_off", 1)
