"""Two ships moored to a third, one on each side: a pair that keeps its distance and never touches. One story, the third's."""

import math

import pytest

from vesseltrack.contacts import contacts_of

from builders.sea import OPEN_SEA, Sea, at, crowd

MOTHER, FIRST, PORT, STARBOARD, RENAMED = 445000500, 273000001, 273000002, 273000003, 273000009
LAT, LON = OPEN_SEA
METRE = 1 / 111_195  # of latitude, degrees


def _place(h: float, east_m: float) -> tuple[float, float]:
    """The mother ship drifts to the north and swings; a ship beside her does the same, so many metres to the east."""
    return LAT + 0.002 * h + 40 * METRE * math.sin(h), LON + east_m * METRE / math.cos(math.radians(LAT))


def _lies(sea: Sea, ship: int, east_m: float, begin: float, end: float, comes=True, silent=(0, 0)) -> Sea:
    """A ship that comes, lies beside the mother ship, and leaves; heard each ten minutes, but for a silence."""
    away = math.copysign(0.3, east_m)
    if comes:
        lat, lon = _place(begin, east_m)
        sea.line(ship, begin - 4, begin - 0.1, (lat - 0.5, lon + away), (lat, lon), sog=9)
    for k in range(round((end - begin) * 6) + 1):
        if not silent[0] < begin + k / 6 < silent[1]:
            sea.fix(ship, begin + k / 6, *_place(begin + k / 6, east_m), 0.4)
    return sea


def _leaves(sea: Sea, ship: int, east_m: float, end: float) -> Sea:
    lat, lon = _place(end, east_m)
    return sea.line(ship, end + 0.1, end + 10, (lat, lon), (lat + 1, lon + math.copysign(0.6, east_m)), sog=9)


def _moored_to_one(east_m=(40, -40), swap=False) -> Sea:
    """FIRST lies beside the mother ship and leaves. Then PORT comes at hour 14, STARBOARD at 15: they lie at these places until 30."""
    sea = crowd(Sea(), 90, (LAT + 1, LON), 4, every_min=10)
    for k in range(90 * 6):
        sea.fix(MOTHER, k / 6, *_place(k / 6, 0), 0.3)
    _leaves(_lies(sea, FIRST, 40, 4, 9), FIRST, 40, 9)
    _leaves(_lies(sea, PORT, east_m[0], 14, 30, silent=(18, 26) if swap else (0, 0)), PORT, east_m[0], 30)
    last = RENAMED if swap else STARBOARD
    _lies(sea, STARBOARD, east_m[1], 15, 22 if swap else 30)
    if swap:
        _lies(sea, RENAMED, east_m[1], 22.1, 30, comes=False)
    _leaves(sea, last, east_m[1], 30)
    for ship, name in ((MOTHER, "MOTHER"), (FIRST, "ZED"), (PORT, "AYE"), (STARBOARD, "BEE"), (RENAMED, "SEA")):
        heard = [(row[1] - at(0)).total_seconds() / 3600 for row in sea.rows if row[0] == ship]
        if heard:
            hours = int(max(heard) - min(heard))
            sea.says(ship, math.ceil(min(heard)), hours, name=name, ship_type=80, length_m=180, width_m=30)
    return sea


def _between(sea: Sea) -> dict[tuple[int, int], int | None]:
    rows = sea.select("SELECT vessel_id, other_vessel_id, third_vessel_id FROM encounters")
    return {(a, b): third for a, b, third in rows}


@pytest.mark.parametrize("headings", [True, False])
def test_a_pair_on_both_sides_of_a_third_is_a_row_that_says_so_and_no_alert(headings):
    sea = _moored_to_one()
    for ship in (MOTHER, FIRST, PORT, STARBOARD) if headings else ():
        sea.heads(ship, 0, 90, 0)
    sea.run().make("alerts", "events")
    assert _between(sea) == {
        (FIRST, MOTHER): None,
        (PORT, MOTHER): None,
        (STARBOARD, MOTHER): None,
        (PORT, STARBOARD): MOTHER,
    }
    assert sea.select("SELECT vessel_id FROM alerts") == [(MOTHER,)]
    (causes,) = sea.select_one("SELECT causes FROM encounters WHERE third_vessel_id IS NOT NULL")
    (said,) = [c for c in causes if c["cause"] == "on both sides of a third"]
    assert said["holds"] and said["says"] == "MOTHER lay alongside both, 40 and 40 m from their antennas"
    (activity,) = sea.select_one(f"SELECT activity FROM events WHERE other_vessel_id = {STARBOARD}")
    assert activity == "lay on both sides of MOTHER 80 m apart for 15.0 hours"
    groups = {g for (g,) in sea.select("SELECT group_event FROM encounters")}
    assert len(groups) == 1
    assert sea.select("SELECT DISTINCT partners FROM encounters WHERE third_vessel_id IS NULL") == [(3,)]


def test_a_pair_on_both_sides_of_a_third_is_no_contact():
    sea = _moored_to_one().run().make("contacts", "hull_numbers")
    met = contacts_of(sea.store, [PORT], 1).meetings
    assert met.other_name.tolist() == ["MOTHER"]
    near = contacts_of(sea.store, [PORT], 1, as_one=False).meetings
    assert dict(zip(near.other_name, near.sure, strict=True)) == {
        "MOTHER": "moved as one",
        "BEE": "on both sides of a third ship, not alongside each other",
    }


def test_silence_and_change_of_number_on_one_side_stay_in_the_story_of_the_third():
    sea = _moored_to_one(swap=True).run().make("alerts")
    silences = [e for (e,) in sea.select("SELECT event FROM scored WHERE event_type IN ('gap', 'identity')")]
    # that of the number which went on as another is none
    assert {e.split("-")[1] for e in silences} == {str(PORT), str(RENAMED)}
    ((ship, events),) = sea.select("SELECT vessel_id, events FROM alerts")
    assert ship == MOTHER and set(silences) <= set(events)


@pytest.mark.parametrize(("at_m", "far"), [((-40, -80), (STARBOARD, MOTHER)), ((-80, -40), (PORT, MOTHER))])
def test_of_three_in_a_row_the_outer_two_are_on_both_sides_of_the_middle_one(at_m, far):
    """Both lie on one side: the nearer has the mother ship on the one hand and the farther on the other."""
    between = _between(_moored_to_one(at_m).run())
    middle = STARBOARD if far[0] == PORT else PORT
    assert {pair: third for pair, third in between.items() if third} == {far: middle}


def test_two_that_lie_beside_each_other_long_after_the_third_left_met():
    """The mother ship sails at hour 17, two hours after the last came; the two draw together and stay for 13 hours more."""
    sea = _moored_to_one()
    sea.rows = [row for row in sea.rows if not (row[0] == MOTHER and row[1] > at(17))]
    lat, lon = _place(17, 0)
    sea.line(MOTHER, 17.1, 40, (lat, lon), (lat - 3, lon), sog=9)
    assert _between(sea.run())[PORT, STARBOARD] is None
