"""Whom a silent ship could have met, as alerts tell it: who is counted and named, for how long, and that both alerts say so."""

import re

import pytest

from builders.sea import OPEN_SEA, Sea, passers

AYE, BEE, CEE, DEE = 636000001, 636000002, 636000003, 636000004
TANKER = 80


def _drifts(sea, ship, name, off_deg, from_h=80.0, to_h=90.0):
    """A tanker that drifts half a degree north of the open sea and some degrees east, and is heard before and after."""
    here, far = (OPEN_SEA[0] + 0.5, OPEN_SEA[1] + off_deg), (OPEN_SEA[0] + 1.5, OPEN_SEA[1] + off_deg)
    sea.line(ship, from_h - 10, from_h, far, here).line(ship, from_h, to_h, here).line(ship, to_h, to_h + 10, here, far)
    sea.says(ship, from_h - 10, 30, name=name, ship_type=TANKER, length_m=180)


def _goes_dark(sea, ship, name, place, from_h=72.0, to_h=102.0):
    """A tanker that comes from the west at 5 knots, is silent and goes on from where it was."""
    sea.line(ship, from_h - 12, from_h, (place[0], place[1] - 1), place, sog=4)
    sea.line(ship, to_h, to_h + 10, place, (place[0], place[1] + 0.3))
    sea.says(ship, from_h - 12, 40, name=name, ship_type=TANKER, length_m=180)


def _told(sea):
    return dict(sea.make("alerts").select("SELECT ship_name, see_also FROM alerts"))


@pytest.mark.parametrize(("others", "named", "more"), [(5, 6, ""), (9, 6, " and 4 more")])
def test_a_silent_ship_names_those_that_it_could_have_met_for_longest_also_without_alert(sea, others, named, more):
    """BEE is silent from 72 to 102 h. LONG drifts for ten hours 30 miles off, the others for nine hours or less: all had room.
    Only a silence scores five here: none of those that drift has an alert of its own."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _drifts(sea, AYE, "LONG", 0)
    for n in range(others):
        _drifts(sea, 636000010 + n, f"N{n}", 0.1 * (n + 1), 80 + 0.2 * n, 89)
    sea.run(None, "scoring.min_score=5")
    told = _told(sea)
    assert "LONG" not in told and len(told["BEE"]) == 1, told
    (text,) = told["BEE"]
    head, tail = text.split(": ", 1)
    assert head == (
        f"BEE, silent then, could have met one of {others + 1} ships that lay, drifted or were silent within its reach, for up to so long"
    )
    assert tail.startswith("LONG for 10 h, N0 for 9 h") and tail.count(" h") == named and tail.endswith(more or " h")


def test_one_that_a_silent_ship_could_have_met_is_told_also_if_it_has_no_alert(sea):
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _drifts(sea, AYE, "AYE", 0)
    sea.run(None, "scoring.min_score=5")
    assert _told(sea) == {
        "BEE": ["BEE, silent then, could have met AYE, for up to 10 hours; nobody heard whether it did"]
    }


def _indicator(sea, name):
    return [text for (text,) in sea.select(f"SELECT text FROM event_indicators WHERE name = '{name}'")]


def test_one_that_drifts_is_named_before_one_that_lies_at_anchor_for_longer(sea):
    """BEE is silent from 72 to 102 h. ANCHOR lies within 12 m from 79 to 94 h, 30 miles off; AYE drifts at half a knot from 80 to 90 h."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _drifts(sea, 636000010, "ANCHOR", 0.1, 79, 94)
    here, there, far = ((OPEN_SEA[0] + lat, OPEN_SEA[1]) for lat in (0.5, 0.583, 1.5))
    sea.line(AYE, 70, 80, far, here).line(AYE, 80, 90, here, there, sog=0.5).line(AYE, 90, 100, there, far)
    sea.says(AYE, 70, 30, name="AYE", ship_type=TANKER, length_m=180)
    sea.run(None, "scoring.min_score=-9").make("alerts")
    (text,) = _indicator(sea, "room_for_a_meeting")
    assert text.startswith(
        "could have met AYE, which lay or drifted within its reach, for up to 10 h, or another ship lying, adrift or silent within its reach; "
    ), text


@pytest.mark.parametrize(
    ("ship_type", "nav_status", "busy"), [(35, 0, True), (90, 3, True), (TANKER, 2, True), (TANKER, 0, False)]
)
def test_one_that_trades_is_named_before_one_that_works_or_is_not_under_command(sea, ship_type, nav_status, busy):
    """BEE is silent from 72 to 102 h. OTHER drifts from 77 to 94 h, 30 miles off, AYE from 80 to 90 h: OTHER has more time for it."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _drifts(sea, AYE, "AYE", 0)
    here, there, far = ((OPEN_SEA[0] + lat, OPEN_SEA[1] + 0.2) for lat in (0.5, 0.583, 1.5))
    sea.line(CEE, 67, 77, far, here).line(CEE, 77, 94, here, there, sog=0.5).line(CEE, 94, 104, there, far)
    sea.says(CEE, 67, 37, name="OTHER", ship_type=ship_type, length_m=120).sets(CEE, 77, 94, nav_status)
    sea.run(None, "scoring.min_score=-9").make("alerts")
    (text,) = _indicator(sea, "room_for_a_meeting")
    assert text.startswith(f"could have met {'AYE' if busy else 'OTHER'}, which lay or drifted within its reach"), text


@pytest.mark.parametrize(("ship_type", "weighs"), [(35, False), (90, False), (TANKER, True), (None, True)])
def test_that_a_silent_ship_could_have_met_one_that_does_not_trade_is_no_sign(sea, ship_type, weighs):
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _drifts(sea, AYE, "AYE", 0)
    sea.particulars = [p | {"ship_type": ship_type} if p["ssvid"] == AYE else p for p in sea.particulars]
    sea.run(None, "scoring.min_score=-9")
    assert bool(_indicator(sea, "room_for_a_meeting")) is weighs


def test_of_a_silence_that_goes_on_those_are_told_that_stopped_as_it_could_have_come(sea):
    """BEE is silent from 72 h to the end of the data at 156 h. AYE stops at 80 h, 30 miles off; LATE at 120 h, when BEE would have waited for
    44 hours, as at 8 knots the way takes it four."""
    passers(sea)
    sea.line(BEE, 60, 72, (OPEN_SEA[0], OPEN_SEA[1] - 1), OPEN_SEA, sog=4)
    sea.says(BEE, 60, 12, name="BEE", ship_type=TANKER, length_m=180)
    for ship, name, off_deg, from_h, to_h in ((AYE, "AYE", 0, 80, 90), (CEE, "LATE", 0.3, 120, 135)):
        here, there, far = ((OPEN_SEA[0] + lat, OPEN_SEA[1] + off_deg) for lat in (0.5, 0.583, 1.5))
        sea.line(ship, from_h - 10, from_h, far, here).line(ship, from_h, to_h, here, there, sog=0.5)
        sea.line(ship, to_h, to_h + 10, there, far)
        sea.says(ship, from_h - 10, 35, name=name, ship_type=TANKER, length_m=180)
    sea.run(None, "scoring.min_score=-9").make("alerts", "dark_meetings")
    asked = f"SELECT DISTINCT other_vessel_id, is_likely FROM dark_meetings WHERE vessel_id = {BEE} AND how = 'slow' ORDER BY ALL"
    assert sea.select(asked) == [(AYE, True), (CEE, False)]
    assert ["LATE" in text for text in _told(sea)["BEE"]] == [False]


def test_of_two_that_were_silent_the_one_is_named_whose_silence_fits(sea):
    """AYE drifts from 80 to 90 h. BEE is silent for 30 hours around that, ABE, 3 miles nearer, for 80: each had time for all ten hours."""
    passers(sea)
    _drifts(sea, AYE, "AYE", 0)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _goes_dark(sea, CEE, "ABE", (OPEN_SEA[0] + 0.05, OPEN_SEA[1]), 50, 130)
    sea.run(None, "scoring.min_score=-9").make("alerts", "dark_meetings")
    fits = f"SELECT DISTINCT longest_h, fitting_h FROM dark_meetings WHERE other_vessel_id = {AYE} AND vessel_id = "
    # ten hours, or the tenth minute more in which it stopped and that in which it sailed: a third of the silence or an eighth
    ((longest_h, a_third),), ((same_h, an_eighth),) = sea.select(f"{fits}{BEE}"), sea.select(f"{fits}{CEE}")
    assert longest_h == same_h == pytest.approx(10.2, abs=0.25)
    assert a_third == pytest.approx(3.45, abs=0.2) and an_eighth == pytest.approx(1.3, abs=0.1)
    assert _indicator(sea, "could_have_been_met") == [
        "BEE was silent meanwhile and could have met it, for up to 10 h, or another that was silent"
    ]
    ((company,),) = sea.select(
        f"SELECT possible_partners FROM loitering_company JOIN loitering_spells USING (event) WHERE vessel_id = {AYE}"
    )
    assert company.startswith("no ship was heard alongside; BEE, silent meanwhile, had time to lie there for up to 10")


def test_two_that_were_dark_at_once_lead_to_each_other_whatever_chance_brings(sea):
    """BEE is silent from 72 to 102 h, CEE 6 miles north of it from 74 to 104 h. At 8 knots the way takes 45 minutes: where CEE fell
    silent BEE can be from 74 h until it has to go back, 27.25 h. DEE was silent there on another day."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _goes_dark(sea, CEE, "CEE", (OPEN_SEA[0] + 0.1, OPEN_SEA[1]), 74, 104)
    _goes_dark(sea, DEE, "DEE", (OPEN_SEA[0] + 0.05, OPEN_SEA[1]), 30, 48)
    sea.run(None, "scoring.min_score=5", "reachability.most_by_chance=0").make("alerts", "possible_rendezvous")
    assert sea.select("FROM possible_rendezvous") == []
    told, alerts = _told(sea), dict(sea.select("SELECT ship_name, alert FROM alerts"))
    says = "{}, silent then, could have met {}, for up to 27 hours; nobody heard whether it did: see "
    assert told == {
        "BEE": [says.format("BEE", "CEE") + alerts["CEE"]],
        "CEE": [says.format("CEE", "BEE") + alerts["BEE"]],
        "DEE": [],
    }


def test_two_that_were_dark_at_once_could_have_met_for_one_number_of_hours(sea):
    """BEE is silent from 72 to 102 h and comes back where it vanished; CEE falls silent 6 miles north at 74 h and comes back 134 km west of
    that at 104 h. At 8 knots the way there takes CEE nine hours: where CEE fell silent the two have from 74 to 95 h, 21 hours; where BEE
    did, CEE has to come first: less. Both say 21."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    place, back = (OPEN_SEA[0] + 0.1, OPEN_SEA[1]), (OPEN_SEA[0] + 0.1, OPEN_SEA[1] - 1.5)
    sea.line(CEE, 62, 74, (place[0], place[1] - 1), place, sog=4).line(CEE, 104, 114, back, (back[0], back[1] + 0.3))
    sea.says(CEE, 62, 40, name="CEE", ship_type=TANKER, length_m=180)
    sea.run(None, "scoring.min_score=5").make("alerts")
    rows = sea.select(
        "SELECT room_h, round(longest_h), text FROM possible_rendezvous WHERE how = 'dark' ORDER BY vessel_id"
    )
    (at_cee, longest, text), (at_bee, other_longest, other_text) = rows
    assert at_bee < at_cee - 0.5 and longest == other_longest == 21
    said = [text, other_text, *(text for told in _told(sea).values() for text in told)]
    assert len(said) == 4 and all(re.search("for up to 21 h(ours)?;", text) for text in said), said


def test_two_that_were_dark_at_once_may_have_met_halfway(sea):
    """BEE and CEE are silent from 72 to 102 h, 12 miles from each other, and come back where they vanished. At 8 knots the way takes 1.5
    hours: where either fell silent they have 27 hours or less, as the way over water goes, halfway they have 28.5."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    _goes_dark(sea, CEE, "CEE", (OPEN_SEA[0] + 0.2, OPEN_SEA[1]))
    sea.run(None, "scoring.min_score=5").make("alerts")
    rows = sea.select("SELECT room_h, longest_h FROM possible_rendezvous WHERE how = 'dark'")
    assert len(rows) == 2 and all(
        room_h < 27.1 and longest_h == pytest.approx(28.5, abs=0.1) for room_h, longest_h in rows
    )


def test_a_silent_ship_and_one_that_drifts_could_have_met_for_one_number_of_hours(sea):
    """BEE, never seen faster than 4 knots, is silent from 72 to 86 h and AYE drifts 30 miles off from 70 to 90 h. At 8 knots, the least that
    is reckoned with, it takes BEE 3.75 h each way, and 6.5 h are left; at 15 knots 2 h, and 10 h are left, which is what all say."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA, 72, 86)
    _drifts(sea, AYE, "AYE", 0, 70, 90)
    sea.run(None, "scoring.min_score=1").make("alerts")
    ((room_h, longest_h),) = sea.select("SELECT room_h, longest_h FROM possible_rendezvous")
    assert 6 < room_h <= 6.5 and longest_h == pytest.approx(10, abs=0.1)
    said = [text for told in _told(sea).values() for text in told]
    said += [text for (text,) in sea.select("SELECT text FROM event_indicators WHERE text LIKE '%could have met%'")]
    said += [
        text
        for (text,) in sea.select("SELECT possible_partners FROM loitering_company WHERE possible_partners IS NOT NULL")
    ]
    assert len(said) == 5 and all("for up to 10 h" in text for text in said), said


def test_one_that_was_itself_silent_when_it_stopped_may_have_been_met_for_as_long_as_it_may_have_lain(sea):
    """BEE is silent from 72 to 102 h. AYE is lost at 12 knots at 74 h, 24 miles on found adrift at 80 h, and drifts to 90 h. It lay for ten
    hours to fourteen and a half: sixteen less the way, which at the speed at which it was lost, or somewhat faster, takes 1.6 h."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    here, far = (OPEN_SEA[0] + 0.5, OPEN_SEA[1]), (OPEN_SEA[0] + 1.5, OPEN_SEA[1])
    sea.line(AYE, 64, 74, (here[0] + 2.4, here[1]), (here[0] + 0.4, here[1]), sog=12)
    sea.line(AYE, 80, 90, here, sog=0.2).line(AYE, 90.1, 100, here, far, sog=6)
    sea.says(AYE, 64, 36, name="AYE", ship_type=TANKER, length_m=180)
    sea.run(None, "scoring.min_score=1").make("alerts")
    ((most_h,),) = sea.select(f"SELECT longest_h FROM loitering WHERE vessel_id = {AYE}")
    assert most_h == pytest.approx(14.4, abs=0.4)
    ((longest_h,),) = sea.select("SELECT longest_h FROM possible_rendezvous WHERE how = 'slow'")
    assert longest_h == pytest.approx(most_h, abs=0.02)
    said = [text for told in _told(sea).values() for text in told if "for up to" in text]
    of_aye = (
        f"SELECT possible_partners FROM loitering_company JOIN loitering_spells USING (event) WHERE vessel_id = {AYE}"
    )
    said += [text for (text,) in sea.select(of_aye)]
    assert len(said) >= 2 and all(f"for up to {most_h:.0f} h" in text for text in said), said


def test_of_many_with_alerts_the_silent_ship_names_the_longest_rooms_and_each_of_them_names_it(sea):
    """BEE could have met fourteen that drift, all with alerts: six are named by time, and none that is named is named twice."""
    passers(sea)
    _goes_dark(sea, BEE, "BEE", OPEN_SEA)
    for n in range(14):
        _drifts(sea, 636000010 + n, f"N{n}", 0.05 * n, 80 + 0.3 * n, 90)
    sea.run(None, "scoring.min_score=-9")
    told = _told(sea)
    (text,) = told.pop("BEE")
    assert text.count("(see ") == 6 and "one of 14 ships" in text and text.endswith(" and 8 more")
    assert all(any(f"could have met {name}," in t for t in said) for name, said in told.items() if name.startswith("N"))


def _drift_around_a_silence(weight):
    """AYE stops at 68 h, drifts at 0.8 knots, is silent from 72 to 84 h, drifts until 87 h and sails on: its spell weighs little, or much."""
    sea, north = Sea(), 0.8 * 1852 / 111_195
    passers(sea)
    lat = [OPEN_SEA[0] + h * north for h in (0, 4, 16, 19)]
    sea.line(AYE, 60, 68, (OPEN_SEA[0] - 1.3, OPEN_SEA[1]), OPEN_SEA, sog=10)
    sea.line(AYE, 68.1, 72, (lat[0], OPEN_SEA[1]), (lat[1], OPEN_SEA[1]), sog=0.8)
    sea.line(AYE, 84, 87, (lat[2], OPEN_SEA[1]), (lat[3], OPEN_SEA[1]), sog=0.8)
    sea.line(AYE, 87.1, 100, (lat[3], OPEN_SEA[1]), (lat[3] + 2.1, OPEN_SEA[1]), sog=10)
    sea.says(AYE, 60, 40, name="AYE", ship_type=TANKER, length_m=180)
    return sea.run(None, f"scoring.weights.loitering.loitered={weight}")


def test_the_alert_of_a_silence_tells_of_the_drift_around_it():
    (alert,) = _drift_around_a_silence(-9).table("alerts").itertuples()
    assert alert.event_type == "gap" and len(alert.events) == 1
    drift = "lay or drifted at 0.8 kn for 18.7 to 19."
    assert [drift in line for line in alert.timeline] == [True, False]  # it began before the silence
    assert re.search(
        rf"^AYE was silent for 12\.0 hours .*; around that it {drift}\d hours .* from 2026-11-18 20:10 on",
        alert.summary,
    )


def test_and_says_it_once_where_the_drift_is_an_event_of_its_own():
    (alert,) = _drift_around_a_silence(1).table("alerts").itertuples()
    assert len(alert.events) == 2 and len(alert.timeline) == 2
    assert "around that it" not in alert.summary


def test_the_alert_of_a_silence_tells_that_the_ship_lay_before_and_after_it_for_less_than_a_spell():
    """AYE stops at 70 h 18, drifts at 0.8 knots, is silent from 72 to 84 h, drifts for forty minutes more and sails on."""
    sea, north = Sea(), 0.8 * 1852 / 111_195
    passers(sea)
    lat = [OPEN_SEA[0] + h * north for h in (0, 1.7, 13.7, 14.37)]
    sea.line(AYE, 60, 70.3, (OPEN_SEA[0] - 1.7, OPEN_SEA[1]), OPEN_SEA, sog=10)
    sea.line(AYE, 70.3, 72, (lat[0], OPEN_SEA[1]), (lat[1], OPEN_SEA[1]), sog=0.8)
    sea.line(AYE, 84, 84.67, (lat[2], OPEN_SEA[1]), (lat[3], OPEN_SEA[1]), sog=0.8)
    sea.line(AYE, 84.7, 100, (lat[3], OPEN_SEA[1]), (lat[3] + 2.5, OPEN_SEA[1]), sog=10)
    sea.says(AYE, 60, 40, name="AYE", ship_type=TANKER, length_m=180)
    sea.run(None, "loitering.min_duration_h=24", "scoring.min_score=1")
    (alert,) = sea.table("alerts").itertuples()
    assert re.search(
        r"^AYE was silent for 12\.0 hours .*; it lay or drifted for 1\.\d hours until it fell silent, from 2026-11-18 22:\d\d on"
        r" and lay or drifted for 0\.\d hours when it came back, until 2026-11-19 12:\d\d$",
        alert.summary,
    ), alert.summary
    assert [("lay or drifted for" in line) for line in alert.timeline[:3]] == [True, False, True], alert.timeline
