"""Ships that trade far faster and go on for hours at two to four knots: two alongside each other under way, or one adrift in a gale."""

import pytest

from builders.sea import Sea, at

A = 636000001
LON = 123.9
CARGO, TANKER, FISHING, TUG = 70, 80, 30, 52


def sails(sea: Sea, *speeds: tuple[float, float], ship_type: int | None = TANKER) -> Sea:
    """A ship on its way to the north for so many hours at so many knots, one after the other."""
    hours, lat = 0.0, 36.0
    for h, kn in speeds:
        sea.line(A, hours, hours + h, (lat, LON), (lat + h * kn / 60, LON))
        hours, lat = hours + h, lat + h * kn / 60
    if ship_type is not None:
        sea.says(A, 0, int(hours), ship_type=ship_type, length_m=180, imo=9074729)
    return sea.run()


@pytest.mark.parametrize(
    ("ship_type", "found"), [(TANKER, True), (CARGO, True), (None, True), (TUG, False), (FISHING, False)]
)
def test_a_trader_that_goes_on_for_hours_at_three_knots_is_a_spell(sea, ship_type, found):
    # a tow, or a trawl, goes at three knots all day
    spells = sails(sea, (3, 12), (6, 3), (3, 12), ship_type=ship_type).table("loitering")
    assert len(spells) == found
    if found:
        assert spells.duration_h[0] == pytest.approx(6, abs=0.35)
        assert spells.mean_speed_kn[0] == pytest.approx(3, abs=0.3)
        assert spells.start_after[0] <= spells.start_time[0] and spells.longest_h[0] >= 6
        ((said,),) = sea.select("SELECT activity FROM events WHERE event_type = 'loitering'")
        assert said.startswith("went or drifted at 3.")


@pytest.mark.parametrize(
    "speeds",
    [
        ((3, 5.5), (6, 3), (3, 5.5)),  # hardly slower than it sails
        ((3, 12), (6, 4.5), (3, 12)),  # slow steaming
        ((3, 12), (2.5, 3), (3, 12)),  # too short for a transfer under way
        ((3, 12), (6, 3)),  # how it goes on is not known
        ((6, 3), (3, 12)),  # nor how it came
        ((3, 12), (6, 3), (3, 4.5), (3, 12)),  # it arrives on time, say: not at its own speed in the hour after
    ],
)
def test_and_not_one_that_sails_little_faster_or_does_not_go_on_so(sea, speeds):
    assert sails(sea, *speeds).table("loitering").empty


def test_the_drift_of_a_gale_is_one_spell(sea):
    # slower than two knots at both ends, and faster in the middle: two spells they were
    spells = sails(sea, (3, 12), (3, 1.5), (3, 2.6), (3, 1.5), (3, 12)).table("loitering")
    assert spells.duration_h.tolist() == [pytest.approx(9, abs=0.35)]
    assert spells.mean_speed_kn[0] == pytest.approx(1.9, abs=0.15)


def test_a_spell_adrift_that_is_most_of_it_begins_and_ends_where_it_did(sea):
    # half an hour at 3.5 knots before six adrift: when it stopped does not change
    spells = sails(sea, (3, 12), (0.5, 3.5), (6, 1), (3, 12)).table("loitering")
    assert spells.duration_h.tolist() == [pytest.approx(6, abs=0.35)]
    assert spells.mean_speed_kn[0] == pytest.approx(1, abs=0.15)


def _by_satellite(sea: Sea, *speeds: tuple[float, float]) -> Sea:
    """The same way, heard for ten minutes every 85."""
    hours, lat = 0.0, 36.0
    for h, kn in speeds:
        for minute in range(round(60 * hours), round(60 * (hours + h)), 2):
            if minute % 85 <= 10:
                sea.fix(A, minute / 60, lat + (minute / 60 - hours) * kn / 60, LON, kn)
        hours, lat = hours + h, lat + h * kn / 60
    return sea.says(A, 0, int(hours), ship_type=TANKER, length_m=180, imo=9074729).run()


def test_a_trader_at_three_knots_heard_by_satellite_is_a_spell(sea):
    # pauses of 75 minutes: heard at 3.5 kn from 5:40 on (4:15 is 12 kn still) to 11:20; it went slow from 5:00 to 12:00
    ((start, end, duration_h, heard_h, after, before, longest_h),) = (
        _by_satellite(sea, (5, 12), (7, 3.5), (5, 12))
        .table("loitering")[
            ["start_time", "end_time", "duration_h", "heard_h", "start_after", "end_before", "longest_h"]
        ]
        .itertuples(index=False)
    )
    assert after <= at(5) <= start and end <= at(12) <= before
    assert 5 <= duration_h <= 7 <= longest_h and heard_h < duration_h / 2


def test_and_none_that_sails_slower_for_an_hour(sea):
    # two passes at 3.5 kn, 85 minutes from one to the other
    assert _by_satellite(sea, (5, 12), (1.9, 3.5), (5, 12)).table("loitering").empty


def test_a_spell_begins_at_the_message_after_a_silence_in_which_the_ship_sailed(sea):
    # lost at 11.6 kn at 3:00, found 27 km on at 8:15, adrift until 12:00: 2.8 kn from end to end
    lat = 36.0
    sea.line(A, 0, 3, (lat - 0.58, LON), (lat, LON), sog=11.6)
    sea.line(A, 8.25, 12, (lat + 0.243, LON), (lat + 0.243 + 0.03, LON), sog=0.5)
    sea.line(A, 12, 15, (lat + 0.273, LON), (lat + 0.273 + 0.6, LON), sog=12)
    sea.says(A, 0, 15, ship_type=TANKER, length_m=180, imo=9074729)
    (spell,) = sea.run().table("loitering").itertuples()
    assert spell.duration_h == pytest.approx(3.6, abs=0.35) and spell.start_time >= at(8.25)
    # it may have begun soon after it was lost, and as long before as the 14.6 miles leave: 9 h less 1.0
    assert spell.start_after == at(3) and spell.longest_h == pytest.approx(8.0, abs=0.3)


def test_where_the_rules_are_another_s_such_are_not_looked_for(sea):
    sails(sea, (3, 12), (6, 3), (3, 12))
    assert sea.run("gfw").table("loitering").empty
    assert sea.run(None, "loitering.max_under_way_kn=0").table("loitering").empty
    assert len(sea.run().table("loitering")) == 1


def test_a_ship_that_passes_a_harbour_at_three_knots_has_not_called_there(sea):
    # the quays of Weihai are passed in the middle of nine hours
    quay = (37.5, 122.15)
    sea.line(A, 0, 3, (quay[0] - 0.225 - 0.6, quay[1]), (quay[0] - 0.225, quay[1]))
    sea.line(A, 3, 12, (quay[0] - 0.225, quay[1]), (quay[0] + 0.225, quay[1]))
    sea.line(A, 12, 15, (quay[0] + 0.225, quay[1]), (quay[0] + 0.225 + 0.6, quay[1]))
    assert sea.run().table("port_calls").empty
    ((under_way, slots, beside_kn),) = sea.select(
        "SELECT under_way, last_slot - first_slot, beside_kn FROM slow_spells"
    )
    assert under_way and slots == pytest.approx(54, abs=2) and beside_kn == pytest.approx(12, abs=0.5)


@pytest.mark.parametrize(("heads", "holds"), [((359, 0, 1), None), ((84, 92, 98), True)])
def test_who_makes_way_along_its_heading_has_not_stopped_its_engine(sea, heads, holds):
    # beam to its course it drifts, in a gale say
    sea.heads(A, 0, 12, *heads)
    sails(sea, (3, 12), (5, 3), (3, 12))
    ((causes,),) = sea.select("SELECT causes FROM loitering")
    (stop,) = [c for c in causes if c["cause"] == "a stop of the engine"]
    assert stop["holds"] is holds, stop
    assert ("along its heading" in stop["says"]) is (holds is None)
    # and that a ship under way keeps its heading is no sign of a hull beside it
    assert sea.make("event_indicators").select("FROM event_indicators WHERE name = 'steady_heading'") == []
