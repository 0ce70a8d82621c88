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
        ((why,),) = sea.select("SELECT text FROM event_indicators WHERE name = 'stopped_on_its_way'")
        assert why.startswith("slowed down on its way: 12 kn before, 12 kn after")


@pytest.mark.parametrize(
    "speeds",
    [
        ((3, 5.5), (6, 3), (3, 5.5)),  # hardly slower than it sails
        ((3, 12), (6, 4.5), (3, 12)),  # slow steaming
        ((3, 12), (1.8, 3), (3, 12)),  # too short for a transfer under way
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


@pytest.mark.parametrize(("drawn_kn", "spells"), [(3, 2), (3.8, 1)])
def test_whether_a_line_across_a_silence_is_a_drift_follows_the_setting(sea, drawn_kn, spells):
    """It drifts for three hours, is silent for four in which it makes 3.5 knots, and drifts on; whoever makes less than 3.9 loiters."""
    sea.line(A, 0, 3, (36.0, LON), (36.05, LON)).line(A, 7, 10, (36.05 + 14 / 60, LON), (36.1 + 14 / 60, LON))
    sea.run(None, f"tracks.drawn_kn={drawn_kn}", "loitering.max_speed_kn=3.9")
    assert len(sea.select("SELECT first_slot FROM slow_spells WHERE NOT under_way")) == spells


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


def _holds(sea, cause):
    ((causes,),) = sea.select(f"SELECT causes FROM loitering WHERE vessel_id = {A}")
    (c,) = [c for c in causes if c["cause"] == cause]
    return c["holds"], c["says"]


@pytest.mark.parametrize(("kn", "waits"), [(3, False), (2.2, False), (1, True)])
def test_who_makes_way_on_a_course_waits_in_no_queue(sea, kn, waits):
    # six lie there, 5 to 15 km off
    for n in range(6):
        sea.line(A + 1 + n, 0, 12, (36.7 + n * 0.02, LON + 0.06))
    sails(sea, (3, 12), (6, kn), (3, 12)).make("loitering", "event_indicators")
    holds, says = _holds(sea, "waits in a queue or an anchorage")
    assert holds is waits and ("made way at" in says) is not waits, says
    said = sea.select(
        f"SELECT weight FROM event_indicators JOIN loitering USING (event) WHERE name = 'anchorage' AND vessel_id = {A}"
    )
    assert said == [(-2,)] * waits


@pytest.mark.parametrize(("kn", "waits"), [(3, False), (1, True)])
def test_nor_off_a_port(sea, kn, waits):
    # 29 km off Donghae in the middle of it
    begin, end = 37.55 - kn / 20, 37.55 + kn / 20
    sea.line(A, 0, 3, (begin - 0.6, 129.45), (begin, 129.45)).line(A, 3, 9, (begin, 129.45), (end, 129.45))
    sea.line(A, 9, 12, (end, 129.45), (end + 0.6, 129.45)).says(A, 0, 12, ship_type=TANKER, length_m=180)
    sea.run().make("loitering")
    holds, says = _holds(sea, "waits off a port")
    assert holds is waits and ("who waits does not" in says) is not waits, says


def test_who_goes_to_and_fro_at_three_knots_may_wait_there(sea):
    # it keeps off the port under way, an hour to the north and an hour to the south
    sea.line(A, 0, 3, (36.95, 129.45), (37.55, 129.45))
    for h in range(3, 9):
        a, b = ((37.55, 129.45), (37.6, 129.45))[:: 1 if h % 2 else -1]
        sea.line(A, h, h + 1, a, b)
    sea.line(A, 9, 12, (37.55, 129.45), (36.95, 129.45)).says(A, 0, 12, ship_type=TANKER, length_m=180)
    sea.run().make("loitering")
    assert _holds(sea, "waits off a port")[0] is True


@pytest.mark.parametrize(
    ("others", "kind", "hours_later", "holds"),
    [
        (2, CARGO, 0, True),
        (1, CARGO, 0, True),  # 15 km off
        (1, CARGO, 2.4, False),  # but almost three hours later
        (2, CARGO, 2.1, True),  # two within three hours
        (2, FISHING, 0, False),
        (2, CARGO, 8, False),
    ],
)
def test_who_slows_down_with_others_did_so_on_its_way(sea, others, kind, hours_later, holds):
    # they sail 15 km apart, slow down for six hours within the same hour, or a third of a day later, and sail on
    for n in range(1, others + 1):
        lon, h = LON + 0.17 * n, 0.3 * n + hours_later
        sea.line(A + n, h, h + 3, (36.0, lon), (36.6, lon)).line(A + n, h + 3, h + 9, (36.6, lon), (36.9, lon))
        sea.line(A + n, h + 9, h + 12, (36.9, lon), (37.5, lon)).says(
            A + n, int(h) + 1, 12, ship_type=kind, length_m=180
        )
    sails(sea, (3, 12), (6, 3), (28, 12)).make("loitering", "event_indicators")
    held, says = _holds(sea, "slowed on its way")
    assert held is holds, says
    said = sea.select(
        f"SELECT weight FROM event_indicators JOIN loitering USING (event) WHERE name = 'slowed_on_its_way' AND vessel_id = {A}"
    )
    assert said == [(-1,)] * holds


@pytest.mark.parametrize(("kn", "draught_m", "holds"), [(3, 10.0, True), (3, 8.0, False), (1, 10.0, False)])
def test_or_to_be_on_time_in_port(sea, kn, draught_m, holds):
    # it slows down for six hours, sails for five more, and lies at Weihai
    quay = (37.5, 122.15)
    begin, end = quay[0] - 0.8 - kn / 10, quay[0] - 0.8
    sea.line(A, 0, 3, (begin - 0.6, quay[1] + 0.9), (begin, quay[1] + 0.9)).line(
        A, 3, 9, (begin, quay[1] + 0.9), (end, quay[1] + 0.9)
    )
    sea.line(A, 9, 14, (end, quay[1] + 0.9), quay).line(A, 14, 40, quay)
    sea.says(A, 0, 9, ship_type=TANKER, length_m=180, draught_m=10.0).says(
        A, 10, 4, ship_type=TANKER, length_m=180, draught_m=draught_m
    )
    sea.run().make("loitering")
    held, says = _holds(sea, "slowed on its way")
    assert held is holds and ("it lay in port" in says) is (kn == 3), says
