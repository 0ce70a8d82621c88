"""How many ships, lost together, show a common cause: it depends on how often each of them, and its place, is lost anyway."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.reception.chance import Chance
from vesseltrack.reception.cohorts import _alike

H = 3600.0
PRESENT = 13
"""Ships received there: any 4 of them make 715 sets, of 14 shares, 9.2 in natural logarithms; the cause itself costs 10.7."""


class Tables:
    """What the computation asks of a store, as literal rows."""

    def __init__(self, ships, heard_h, place_h):
        spacing = pd.DataFrame({"vessel_id": ships, "spacing_s": 300.0, "missed": 0.1})
        heard = pd.DataFrame({"vessel_id": ships, "heard_h": heard_h})
        places = pd.DataFrame({"lat": [37.0], "lon": [132.0], "heard_h": [place_h]})
        self.answers = {"spacing_s": spacing, "AS lat": places, "FROM ship_reception": heard}

    def frame(self, sql, parameters=None):
        return next(rows for words, rows in self.answers.items() if words in sql)

    def one(self, sql, parameters):
        return (PRESENT,)


def gaps(rows):
    some = pd.DataFrame(rows, columns=["vessel_id", "start_s", "lat", "lon"])
    return some.assign(event=[f"g{n}" for n in some.index], start_s=some.start_s * H, end_s=(some.start_s + 8) * H)


FOUR = [(n, 30 + n / 60, 37.0, 132.0) for n in range(4)]
"""Four ships lost within three minutes, which send each five: all at the instant of one cut."""
LATER = [(n, 50.0 + 6 * k + n, 38.0, 131.0) for n in range(4) for k in range(3)]
"""Each of them lost three times more, elsewhere."""
THERE = [(10 + n, 50.0 + n, 37.0, 132.0) for n in range(6)]
"""Six other ships lost where they were, at other times."""


@pytest.mark.parametrize(
    ("others", "heard_h", "place_h", "beyond"),
    [
        # each is lost .003 times an hour: 8.1 to each, 32.5 in all, 12.6 are left
        ([], 76, 400, True),
        # heard 14 hours, lost .26 times an hour: 3.7 to each, 14.9 in all
        (LATER, 14, 400, False),
        # where others are lost .2 times an hour, as at the edge of reception: 4.0 to each
        (THERE, 76, 10, False),
    ],
)
def test_four_ships_show_a_common_cause_only_if_such_ships_are_seldom_lost_there(others, heard_h, place_h, beyond):
    some = gaps(FOUR + others)
    chance = Chance(Tables(sorted(set(some.vessel_id)), heard_h, place_h), some)
    assert chance.is_beyond(np.arange(4), ["start_s"]) == beyond


def test_ships_often_lost_show_a_cause_if_they_are_lost_and_found_together_and_many():
    # 3.7 to each of 12 at the start and, of gaps of 8 hours, 4.5 at the end: far beyond 10.7 and the sets of 12 of 13 (5.2)
    twelve = [(n, 30 + n / 300, 37.0, 132.0) for n in range(12)]
    some = gaps(twelve + [(n, 50.0 + 6 * k + n, 38.0, 131.0) for n in range(12) for k in range(3)])
    chance = Chance(Tables(list(range(12)), 14, 400), some)
    assert chance.is_beyond(np.arange(12), ["start_s", "end_s"])


@pytest.mark.parametrize(
    ("tankers", "words"), [(1, ""), (2, ""), (3, ""), (4, "tankers of ATG"), (5, "tankers of ATG")]
)
def test_a_fleet_is_called_by_what_three_quarters_of_its_ships_share(tankers, words):
    ship = np.arange(5)
    kin = np.array(["tankers of ATG"] * tankers + ["cargos of PAN", "cargos of MLT", "cargos of LBR", "tugs of ESP"])[
        :5
    ]
    near = pd.DataFrame({"vessel_id": [20, 21, 22], "kin": "cargos of GRC"})
    assert _alike(ship, kin.astype(object), near)[1] == words
