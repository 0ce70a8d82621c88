"""Whom a silent ship did not meet in the dark: one that lay beside another then, as everybody heard, and one that it lay beside itself."""

import pytest

from builders.sea import OPEN_SEA, at, passers

AYE, BEE, CEE = 636000001, 636000002, 636000003
TANKER, BESIDE_DEG = 80, 0.0004  # 44 m


def _drifts(sea, ship, name, off_deg, from_h=80.0, to_h=90.0, north_deg=0.5, far_deg=1.0):
    """A tanker that comes from the north, lies half a degree north of the open sea and some degrees east, and goes back."""
    here, far = (
        (OPEN_SEA[0] + north_deg, OPEN_SEA[1] + off_deg),
        (OPEN_SEA[0] + north_deg + far_deg, OPEN_SEA[1] + off_deg),
    )
    sea.line(ship, from_h - 10, from_h, far, here).line(ship, from_h, to_h, here).line(ship, to_h, to_h + 10, here, far)
    sea.says(ship, from_h - 10, 30, name=name, ship_type=TANKER, length_m=180)


def _goes_dark(sea, from_h=72.0, to_h=102.0):
    """BEE comes from the west at 4 knots, is silent and goes on from where it was."""
    place = OPEN_SEA
    sea.line(BEE, from_h - 12, from_h, (place[0], place[1] - 1), place, sog=4)
    sea.line(BEE, to_h, to_h + 10, place, (place[0], place[1] + 0.3))
    sea.says(BEE, from_h - 12, 40, name="BEE", ship_type=TANKER, length_m=180)


def _room(sea):
    return sea.select(
        "SELECT text, known_from FROM event_indicators WHERE name = 'room_for_a_meeting' AND event LIKE 'gap-%'"
    )


@pytest.mark.parametrize(("beside_until_h", "named"), [(90, False), (84, True), (None, True)])
def test_one_that_lay_beside_another_then_is_not_named_and_weighs_nothing(sea, beside_until_h, named):
    """BEE is silent from 72 to 102 h. AYE lies from 80 to 90 h, CEE beside it: all the time; for four hours, which leaves six; or not at all."""
    passers(sea)
    _goes_dark(sea)
    _drifts(sea, AYE, "AYE", 0)
    if beside_until_h:
        _drifts(sea, CEE, "CEE", BESIDE_DEG, to_h=beside_until_h)
    sea.run(None, "scoring.min_score=-9").make("alerts", "encounters", "dark_meetings")
    assert bool(sea.select("SELECT event FROM encounters WHERE as_one")) is bool(beside_until_h)
    met = dict(sea.select(f"SELECT other_vessel_id, longest_h FROM dark_meetings WHERE vessel_id = {BEE}"))
    assert (AYE in met) is named and bool(_room(sea)) is named
    if named:
        assert met[AYE] == pytest.approx(6.2 if beside_until_h else 10.2, abs=0.4)


def test_one_beside_which_it_fell_silent_is_not_named(sea):
    """BEE lies beside AYE from 66 to 72 h and is silent from then to 102 h; AYE lies there until 90 h."""
    passers(sea)
    here, west = (OPEN_SEA[0], OPEN_SEA[1] + BESIDE_DEG), (OPEN_SEA[0], OPEN_SEA[1] - 1)
    sea.line(BEE, 56, 66, west, here).line(BEE, 66, 72, here).line(BEE, 102, 112, here, west)
    sea.says(BEE, 56, 56, name="BEE", ship_type=TANKER, length_m=180)
    _drifts(sea, AYE, "AYE", 0, 66, 90, north_deg=0)
    sea.run(None, "scoring.min_score=-9").make("alerts", "encounters", "gaps", "dark_meetings")
    assert len(sea.select("SELECT event FROM encounters WHERE as_one")) == 1
    assert (BEE,) in sea.select("SELECT vessel_id FROM gaps WHERE duration_h > 20")
    assert sea.select("SELECT event FROM dark_meetings") == [] and _room(sea) == []
    assert not [t for (links,) in sea.select("SELECT see_also FROM alerts") for t in links if "could have met" in t]


def test_of_several_that_only_their_hours_set_apart_which_it_was_is_left_open(sea):
    """BEE is silent from 72 to 102 h; three lie in its reach for ten, nine and eight hours. It is heard again at 102 h: before that nobody knows."""
    passers(sea)
    _goes_dark(sea)
    for ship, name, n in ((AYE, "AYE", 0), (CEE, "CEE", 1), (636000004, "DEE", 2), (636000005, "EFF", 3)):
        _drifts(sea, ship, name, 0.1 * n, 80 + n)
    sea.run(None, "scoring.min_score=-9").make("alerts")
    ((text, known_from),) = _room(sea)
    assert text.startswith(
        "could have met one of 4 ships that lay, drifted or were silent within its reach, and which cannot be told: "
        "AYE for up to 10 h, CEE for up to 9 h, DEE for up to 8 h and 1 more; on other days"
    )
    assert known_from == at(102)
