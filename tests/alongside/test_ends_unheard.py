"""Meetings of which nobody knows when they ended, or in which the two were heard apart for a while."""

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea

A, B = 273000001, 445000002
BESIDE = (OPEN_SEA[0] + 45 / 111_195, OPEN_SEA[1])
NORTH, SOUTH = (OPEN_SEA[0] + 0.5, OPEN_SEA[1]), (OPEN_SEA[0] - 0.5, OPEN_SEA[1])


@pytest.mark.parametrize("b_leaves", [True, False])
def test_of_one_that_falls_silent_beside_the_other_nobody_knows_when_it_left(b_leaves):
    # both come, lie together from 3:00 to 9:00; A lies on until 40:00. B is heard to leave, or not heard again
    sea = Sea().line(A, 0, 3, SOUTH, OPEN_SEA).line(A, 3, 40, OPEN_SEA)
    sea.line(B, 0, 3, NORTH, BESIDE).line(B, 3, 9, BESIDE)
    if b_leaves:
        sea.line(B, 9, 12, BESIDE, NORTH)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.duration_h == pytest.approx(6, abs=0.2) and not pd.isna(e.end_time)
    assert e.end_seen == b_leaves and pd.isna(e.longest_h) == (not b_leaves)
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert ("m apart for at least 6.0 hours" in said[0]) == (not b_leaves)


def test_hours_in_which_the_two_were_heard_apart_are_told(sea):
    # 20 minutes beside each other, three hours 2 km off, and 20 minutes again: one of 3.7 h where 4 h apart join
    sea.line(A, 0, 8, OPEN_SEA, every_min=10)
    for n in range(8 * 6 + 1):
        near = 12 <= n <= 14 or 32 <= n <= 34
        sea.fix(B, n / 6, OPEN_SEA[0] + (45 if near else 2000) / 111_195, OPEN_SEA[1])
    sea.run("gfw")
    assert sea.select("SELECT round(duration_h, 1), drawn_h FROM encounters") == [(3.7, pytest.approx(2.83, abs=0.01))]
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert "for 3.7 hours (2.8 of them not both heard near each other)" in said[0]
