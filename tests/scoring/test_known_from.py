"""From when what a reason rests on, beside its event, could be known: a verdict given before that did not speak of it."""

import shapely

from builders.sea import OPEN_SEA, Sea, at, passers
from builders.zone import with_zone

AYE, BEE = 636000001, 636000002
TANKER = 80
WEST, EAST = (OPEN_SEA[0], OPEN_SEA[1] - 1), (OPEN_SEA[0], OPEN_SEA[1] + 1)


def _goes_dark(sea: Sea, found_deg: float = 0) -> Sea:
    """A tanker that sails east from 60 h, is lost at 72 h in the middle of the open sea and found there, or to the east of it, at 96 h."""
    passers(sea)
    found = (OPEN_SEA[0], OPEN_SEA[1] + found_deg)
    sea.line(AYE, 60, 72, WEST, OPEN_SEA, sog=4).line(AYE, 96, 108, found, EAST, sog=4)
    return sea.says(AYE, 60, 48, name="AYE", ship_type=TANKER, length_m=180)


def _known(sea: Sea, indicator: str) -> list:
    found = sea.run(None, "scoring.min_score=-9").make("event_indicators")
    return found.select(f"SELECT known_from FROM event_indicators WHERE indicator = '{indicator}'")


def test_that_a_ship_was_dark_in_a_watched_zone_is_known_once_it_was_silent_for_long(sea):
    with_zone(
        _goes_dark(sea, 0.3), shapely.box(OPEN_SEA[1] - 0.5, OPEN_SEA[0] - 0.2, OPEN_SEA[1] + 0.1, OPEN_SEA[0] + 0.2)
    )
    assert _known(sea, "visits.silent_there") == [(at(72 + 6),)]


def test_company_that_a_silent_ship_kept_when_it_came_back_is_known_when_it_has_kept_it(sea):
    """BEE sails a mile beside it from 96 h on: three hours of that are looked at."""
    _goes_dark(sea).line(BEE, 90, 96, (EAST[0] + 0.3, OPEN_SEA[1]), (OPEN_SEA[0] + 0.016, OPEN_SEA[1]), sog=3)
    sea.line(BEE, 96, 108, (OPEN_SEA[0] + 0.016, OPEN_SEA[1]), (EAST[0] + 0.016, EAST[1]), sog=4)
    ((known,),) = _known(sea, "gaps.escorted")
    assert at(98.5) <= known <= at(99)
