"""Jumps of many ships near each other in place and time: as comparing each with each finds them."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.geo import EARTH_RADIUS_NM, unit_vectors
from vesseltrack.tracks.segments import _crowd, _many_within


@pytest.mark.parametrize("spread_deg", [0.02, 0.3, 3.0])
@pytest.mark.parametrize("seed", range(4))
def test_jumps_of_many_ships_are_those_that_comparing_each_with_each_finds(spread_deg, seed):
    rng = np.random.default_rng(seed)
    n, reach_nm, reach_h = 300, 30.0, 0.5
    jumps = pd.DataFrame({"ssvid": rng.integers(0, 40, n), "from_lat": 35 + rng.normal(0, spread_deg, n),
                          "from_lon": 179.9 + rng.normal(0, spread_deg, n), "hour": 490_000 + rng.uniform(0, 6, n)})  # fmt: skip
    at = unit_vectors(jumps.from_lat.to_numpy(), jumps.from_lon.to_numpy()) * (EARTH_RADIUS_NM / reach_nm)
    points = np.column_stack([at, jumps.hour.to_numpy() / reach_h])
    near = (np.abs(points[:, None] - points[None]) <= 1).all(axis=2)
    by_hand = {i for i in range(n) if len(set(jumps.ssvid[near[i]])) >= 5}
    assert _crowd(jumps, "from", reach_nm, reach_h, 5, set()) == by_hand
    sure = set(np.flatnonzero(_many_within(points, jumps.ssvid.to_numpy(), 5)))
    assert sure <= by_hand and (spread_deg > 1 or sure)
