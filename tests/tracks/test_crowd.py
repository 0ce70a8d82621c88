"""Jumps of many ships near each other in place and time: as comparing each with each finds them."""

import numpy as np
import pytest

from vesseltrack.tracks.jammed import Crowds, lasting, many_within, places


def _points(rng, n, spread_deg):
    lat, lon = 35 + rng.normal(0, spread_deg, n), 179.9 + rng.normal(0, spread_deg, n)
    return places(lat, lon, 490_000 + rng.uniform(0, 6, n), 30.0, 0.5)


def _near(points):
    return (np.abs(points[:, None] - points[None]) <= 1).all(axis=2)


@pytest.mark.parametrize("spread_deg", [0.02, 0.3, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_jumps_of_many_ships_are_those_that_comparing_each_with_each_finds(spread_deg, seed):
    rng = np.random.default_rng(seed)
    n = 300
    points, number = _points(rng, n, spread_deg), rng.integers(0, 40, n)
    near, there = _near(points), rng.random(n) < 0.8
    by_hand = {i for i in np.flatnonzero(there) if len(set(number[near[i] & there])) >= 5}
    asked = np.flatnonzero(there)
    assert set(asked[Crowds(points, number, 5).crowded(asked, there)]) == by_hand
    some = asked[::7]
    assert set(some[Crowds(points, number, 5).crowded(some, there)]) == by_hand & set(some)
    sure = set(np.flatnonzero(many_within(points, number, 5) & there))
    assert spread_deg > 1 or sure
    assert {i for i in sure if len(set(number[near[i]])) >= 5} == sure


@pytest.mark.parametrize("seed", range(6))
def test_jumps_are_left_as_if_all_were_looked_at_again_each_time(seed):
    rng = np.random.default_rng(seed)
    n = 240
    both = [_points(rng, n, 0.8), _points(rng, n, 0.8)]
    number = rng.integers(0, 30, n)
    track = np.unique(number * 4 + rng.integers(0, 4, n), return_inverse=True)[1]
    fixes = rng.integers(1, 5, n)
    of_track = np.bincount(track, fixes).astype(int) + rng.integers(0, 3, track.max() + 1)
    near = [_near(p) for p in both]
    left, rounds = np.ones(n, bool), 0
    while True:
        many = [any(len(set(number[rows[i] & left])) >= 5 for rows in near) and left[i] for i in range(n)]
        jam = np.bincount(track, np.where(many, fixes, 0))
        after = left & (2 * jam >= of_track)[track]
        if (after == left).all():
            break
        left, rounds = after, rounds + 1
    assert 0 < left.sum() < n and rounds > 1
    assert (
        lasting([Crowds(p, number, 5) for p in both], track, fixes, of_track).tolist() == np.flatnonzero(left).tolist()
    )
