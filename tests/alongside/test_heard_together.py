"""Two that were heard alongside: on few tenth minutes known well, under way and in passes only, a few metres farther off than hulls touch."""

import math

import pandas as pd
import pytest

from vesseltrack.report.meeting_words import in_words
from vesseltrack.report.meetings import MEETINGS

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
LAT, LON = OPEN_SEA
KN_M = 1852  # metres an hour
COMPANY = (
    f"SELECT list_filter(causes, lambda c: c.cause = 'was not alone')[1].says FROM loitering WHERE vessel_id = {A}"
)


def _metres(north: float, east: float) -> tuple[float, float]:
    lat = LAT + north / 111_195
    return lat, LON + east / 111_195 / math.cos(math.radians(lat))


def _come_and_part(sea: Sea, hours: float, north: float = 0.0) -> Sea:
    """Both come from either side for two hours before; so many hours and metres later they are heard to part so, for two hours."""
    for ship, aside in ((A, -20_000.0), (B, 20_000.0)):
        sea.line(ship, -2, -0.05, _metres(0, aside), _metres(0, aside / 40))
        sea.line(ship, hours + 0.1, hours + 2, _metres(north, aside / 20), _metres(north, aside))
        sea.says(ship, -2, 1, ship_type=80, length_m=180)
    return sea


def _messages(sea: Sea, ship: int, minutes: list[float], kn: float = 0.0, east: float = 0.0) -> Sea:
    for m in minutes:
        sea.fix(ship, m / 60, *_metres(kn * KN_M * m / 60, east), kn)
    return sea


def test_two_heard_at_eight_tenth_minutes_moved_as_one_though_few_of_these_are_known_well(sea):
    """A is heard every seven minutes for half an hour, and every twenty minutes for the other: four tenth minutes are known well, of eight."""
    _come_and_part(sea, 1.25)
    _messages(sea, A, [0, 7, 14, 21, 28, 35, 55, 75])
    _messages(sea, B, list(range(0, 76, 5)), east=60)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.as_one and e.rigid_apart_m == pytest.approx(60, abs=1) and e.duration_h >= 1.1


@pytest.mark.parametrize("heard_min", [40, 120])
def test_two_heard_to_sail_on_together_in_passes_have_not_parted(heard_min):
    """They sail side by side at 5.7 kn for four hours and a half; heard all along at first, and in passes of some minutes after that."""
    kn, sea = 5.7, _come_and_part(Sea(), 5.5, 5.6 * 5.7 * KN_M)
    for ship, off, late in ((A, 0.0, 0), (B, 60.0, 2)):
        passes = [m + late + n for m in range(heard_min + 72, 260, 70) for n in (0, 4)]
        _messages(sea, ship, [*range(0, heard_min + 1, 5), *passes], kn, off)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.as_one and e.duration_h == pytest.approx(heard_min / 60, abs=0.01)
    assert e.end_before >= at(4.5) and e.longest_h >= 4.5
    assert e.went == "neither" and pd.isna(e.went_by) and pd.isna(e.other_went_by)
    alert = f"WITH _alerts AS (SELECT 'x' AS alert, ['{e.event}'] AS events)"
    (m,) = sea.make("encounters", "hull_sizes", "encounter_wholes").store.frame(alert + MEETINGS).itertuples()
    assert in_words(m).endswith(f"Neither was seen to leave. They had parted by {e.end_before:%m-%d %H:%M}.")


@pytest.mark.parametrize(("gap_m", "found", "says"), [(14, True, True), (18, True, None), (22, False, None)])
def test_hulls_a_few_metres_farther_off_than_they_touch_may_have_touched(gap_m, found, says):
    """For an hour and a quarter, headings parallel, antennas amidships: by the fenders hulls touch within 15 m, and errors may add 5."""
    sea = _come_and_part(Sea(), 1.25)
    for ship, east in ((A, 0.0), (B, 30.0 + gap_m)):
        _messages(sea, ship, list(range(0, 76, 5)), east=east)
        sea.heads(ship, 0, 1.25, 0)
        sea.says(ship, -1, 3, width_m=30, to_bow_m=90, to_stern_m=90, to_port_m=15, to_starboard_m=15)
    met = list(sea.run().table("encounters").itertuples())
    assert len(met) == found and all((e.as_one is True or None) == says for e in met)
    unsure = sea.select("SELECT text FROM event_indicators WHERE name = 'perhaps_as_one'")
    assert [t.split(": ")[1] for (t,) in unsure] == [
        "48 m across their heading, some metres farther off than hulls of such size touch"
    ] * (found and says is None)


def _lies_alone_but_for(sea: Sea, *passes_min: float) -> str:
    """A drifts for six hours, B is heard 60 m off it at these minutes, comes from afar and is far off again: what is said of A's company."""
    sea.line(A, -2, 0, _metres(0, -30_000), _metres(0, 0)).line(A, 0, 6, _metres(0, 0), _metres(6_000, 0))
    sea.line(A, 6, 8, _metres(6_000, 0), _metres(6_000, -30_000)).line(
        B, -3, -1, _metres(0, 60_000), _metres(0, 30_000)
    )
    _messages(sea, B, list(passes_min), 1000 / KN_M, 60)
    sea.line(B, 7, 9, _metres(3_000, 30_000), _metres(3_000, 60_000))
    for ship, name in ((A, "AYE"), (B, "BEE")):
        sea.says(ship, -2, 1, name=name, ship_type=80, length_m=180)
    return str(sea.run().select_one(COMPANY)[0])


def _reasons(sea: Sea) -> list[tuple]:
    return sea.select(
        "SELECT name, weight FROM event_indicators WHERE indicator IN ('loitering.alone', 'loitering.heard_beside')"
    )


def test_a_ship_heard_twice_beside_one_that_loiters_is_named(sea):
    assert _lies_alone_but_for(sea, 182, 187) == "beside it was BEE, heard 60 m off, whether alongside is not known"
    assert sea.make("encounters").table("encounters").empty
    assert _reasons(sea) == [("heard_beside", 1)]


def test_one_that_loiters_and_is_heard_twice_itself_lay_beside_the_other_too(sea):
    _lies_alone_but_for(sea, *range(170, 196, 5))
    sea.rows = [row for row in sea.rows if row[0] != A or not at(0.2) < row[1] < at(5.9) or at(3) <= row[1] <= at(3.1)]
    assert sea.run().select_one(COMPANY)[0] == "beside it was BEE, heard 60 m off, whether alongside is not known"


def test_of_a_ship_that_nobody_was_heard_beside_it_is_said(sea):
    assert _lies_alone_but_for(sea).startswith("no ship was heard alongside")
    assert _reasons(sea) == [("alone", 1)]
