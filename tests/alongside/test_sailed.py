"""Whether two ships of a meeting lay, drifted or sailed, in words."""

import pytest

from builders.sea import OPEN_SEA, Sea

A, B = 273000001, 445000002
LAT, LON = OPEN_SEA


@pytest.mark.parametrize(("made", "says", "sailed_h"), [
    ([(6, 0.5)], "lay 56 m apart for 6.0 hours", 0),
    ([(2, 0.5), (2, 6), (2, 0.5)], "lay 56 m apart for 6.0 hours (2.0 of them under way)", 2),
    ([(6, 2.5)], "drifted or sailed 56 m apart for 6.0 hours", 0),
    ([(6, 5)], "sailed 56 m apart for 6.0 hours", 6),
])  # fmt: skip
def test_two_ships_lie_drift_or_sail_by_the_speed_that_a_current_may_carry_them(made, says, sailed_h):
    """They come from both sides, lie alongside while they make so many knots for so many hours to the north, and part."""
    sea, h, lat = Sea(), 4.0, LAT
    for ship, aside in ((A, 0.3), (B, -0.3)):
        sea.line(ship, 2, 3.95, (LAT, LON + aside), (LAT, LON), sog=8)
    for hours, kn in made:
        end = lat + hours * kn / 60
        for ship, off in ((A, 0), (B, 0.0005)):
            sea.line(ship, h, h + hours, (lat + off, LON), (end + off, LON), sog=kn)
        h, lat = h + hours, end
    for ship, aside in ((A, 0.3), (B, -0.3)):
        sea.line(ship, h + 0.05, h + 2, (lat, LON), (lat, LON + aside), sog=8)
        sea.says(ship, 2, 1, ship_type=80, length_m=150)
    sea.run().make("events", "event_indicators")
    (met,) = sea.table("encounters").itertuples()
    assert met.sailed_h == pytest.approx(sailed_h, abs=0.35)
    told = sea.select_one("SELECT activity FROM events WHERE event_type = 'encounter'")[0]
    (why,) = sea.select_one("SELECT text FROM event_indicators WHERE indicator = 'encounters.lay_together'")
    assert told == says and why.startswith(says + ", on ")
