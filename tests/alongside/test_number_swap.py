"""A ship that changes its number while it lies beside another: two halves, one partner, one story."""

import math

import pandas as pd
import pytest

from vesseltrack.report.ship import ship_page

from builders.sea import OPEN_SEA, Sea, at

SHIP, LATER, OTHER, PASSERS = 273000001, 352000009, 445000002, 636000100
LAT, LON = OPEN_SEA


def _met(changes_h: float, elsewhere_deg: float = 0.0, ends_h: int = 16) -> Sea:
    """Two tankers lie 56 m apart and drift from hour 10 to 16, or to ``ends_h``; from ``changes_h`` one is heard under another number.

    The other number's places lie ``elsewhere_deg`` to the north of where the first was last heard, with the ship beside it.
    """
    sea = Sea()
    place = lambda h: (LAT + 0.004 * (h - 10), LON + 0.003 * math.sin(h))  # noqa: E731
    first, last = place(10), place(ends_h)
    sea.line(SHIP, 4, 9.9, (first[0] - 0.5, LON), first, sog=8)
    sea.line(OTHER, 4, 9.9, (first[0] + 0.5, LON), (first[0] + 0.0005, first[1]), sog=8)
    for k in range(10 * 12, ends_h * 12 + 1):
        lat, lon = place(k / 12)
        off = 0.0 if k / 12 < changes_h else elsewhere_deg
        sea.fix(SHIP if k / 12 < changes_h else LATER, k / 12, lat + off, lon, 0.4)
        sea.fix(OTHER, k / 12, lat + off + 0.0005, lon, 0.4)
    sea.line(LATER, ends_h + 0.1, 24, (last[0] + elsewhere_deg, last[1]), (last[0] - 0.6, LON), sog=8)
    sea.line(OTHER, ends_h + 0.1, 24, (last[0] + elsewhere_deg + 0.0005, last[1]), (last[0] + 0.6, LON), sog=8)
    for n in range(4):  # somebody is heard before and after
        sea.line(PASSERS + n, 0, 30, (LAT + 0.9 + 0.1 * n, LON - 1), (LAT + 0.9 + 0.1 * n, LON + 1.5), sog=4)
    sea.says(SHIP, 4, 9, name="GOOD SHIP", ship_type=80, length_m=150)
    sea.says(LATER, math.ceil(changes_h), 11, name="OTHER NAME", ship_type=80, length_m=150)
    return sea.says(OTHER, 4, 20, name="BEE", ship_type=80, length_m=140)


@pytest.fixture(scope="module")
def swapped() -> Sea:
    return _met(13).run().make("alerts")


def test_the_second_half_goes_on_from_the_first(swapped):
    first, second = swapped.table("encounters").itertuples()
    assert (first.vessel_id, first.other_vessel_id, first.part_start_time) == (SHIP, OTHER, at(10))
    assert (second.vessel_id, second.other_vessel_id, second.part_until_time) == (LATER, OTHER, at(16))
    assert second.former_event == first.event == second.group_event == first.group_event
    assert (second.changed_vessel_id, second.former_vessel_id) == (LATER, SHIP)
    assert pd.isna(first.former_event)
    assert (first.partners, second.partners) == (1, 1)  # one hull, so not two that it served


@pytest.mark.parametrize("changes_h", [10.4, 10.5, 10.6])
def test_halves_of_half_an_hour_are_found_and_told_as_one_story(changes_h):
    """They lie beside each other for an hour; each half alone is shorter than a meeting."""
    sea = _met(changes_h, ends_h=11).run().make("alerts")
    first, second = sea.table("encounters").itertuples()
    assert (first.vessel_id, second.vessel_id) == (SHIP, LATER) and second.former_event == first.event
    assert (
        first.part_until_time - first.part_start_time
        < pd.Timedelta(hours=0.8)
        > second.part_until_time - second.part_start_time
    )
    assert first.duration_h == second.duration_h == 1.0
    (alert,) = sea.select("SELECT events FROM alerts WHERE event_type = 'encounter'")
    assert {first.event, second.event} <= set(alert[0])  # with the change of number


def test_half_an_hour_beside_another_without_a_change_of_number_is_no_meeting():
    sea = _met(24, ends_h=11)  # under the first number throughout
    sea.rows = [row for row in sea.rows if not (row[0] in (SHIP, OTHER) and at(10.5) < row[1] < at(13))]
    assert sea.run().table("encounters").empty


def test_it_is_one_story_with_the_change_of_number_in_it(swapped):
    rows = swapped.select_frame(
        "SELECT vessel_id, summary, timeline, indicators FROM alerts WHERE queue = 'behaviour' AND score >= 2"
    )
    (alert,) = rows.itertuples()
    assert alert.vessel_id == OTHER and "met 2 ships" not in alert.summary
    told = "\n".join(alert.timeline)
    changed = "; in the middle of it the number changed from GOOD SHIP (MMSI 273000001) to OTHER NAME (MMSI 352000009)"
    assert (
        f"BEE and GOOD SHIP lay 56 m apart for 6.0 hours{changed}, 138 km from Shidao" in told
        and "BEE and OTHER" not in told
    )
    assert alert.summary == f"BEE and GOOD SHIP lay 56 m apart for 6.0 hours, 138 km from Shidao{changed}"
    assert "OTHER NAME was first heard where GOOD SHIP (273000001) was last heard" in told
    (why,) = [i for i in alert.indicators if "went on as" in i]
    assert why.endswith("GOOD SHIP fell silent beside the other and went on as OTHER NAME (MMSI 352000009)")


def test_a_meeting_in_which_the_number_changed_to_a_lower_one_is_called_after_its_first_part_before_and_after_that():
    """A night that ends at 12:50 knows the first number only; what it called the alert is what one search of everything calls it."""
    lower = 211000009
    whole = _met(13)
    whole.rows = [(lower if row[0] == LATER else row[0], *row[1:]) for row in whole.rows]
    for said in whole.particulars:
        said["ssvid"] = lower if said["ssvid"] == LATER else said["ssvid"]
    night = Sea()
    night.rows, night.particulars = (
        [r for r in whole.rows if r[1] < at(12.85)],
        [p for p in whole.particulars if p["hour"] < at(12)],
    )
    asked = "SELECT alert, events FROM alerts WHERE event_type = 'encounter'"
    ((first_name, _),) = night.run().make("alerts").select(asked)
    ((name, events),) = whole.run().make("alerts").select(asked)
    assert name == first_name and str(lower) not in name
    met = [e for e in events if e.startswith("encounter")]
    assert [str(lower) in e for e in met] == [False, True]
    parts = [m["event"] for m in whole.select_one("SELECT meetings FROM alerts WHERE event_type = 'encounter'")[0]]
    assert parts == [met[0], met[0], met[1], met[1]]


@pytest.fixture(scope="module")
def there_and_back() -> Sea:
    """They lie together from 10 to 16 h; SHIP is heard as LATER from 11.5 to 14 h, and as SHIP again."""
    sea = _met(11.5)
    sea.rows = [(SHIP if ship == LATER and time > at(14) else ship, time, *rest) for ship, time, *rest in sea.rows]
    sea.particulars = [p for p in sea.particulars if p["ssvid"] != LATER or p["last_time"] < at(14)]
    sea.says(SHIP, 14, 9, name="GOOD SHIP", ship_type=80, length_m=150)
    return sea.run().make("alerts")


def test_a_number_changed_there_and_back_is_one_meeting_headed_by_the_ship_itself(there_and_back):
    whole, middle = there_and_back.table("encounters").sort_values("part_start_time").itertuples()
    assert whole.vessel_id == SHIP and pd.isna(whole.former_event)
    assert (middle.vessel_id, middle.former_event, middle.former_vessel_id) == (LATER, whole.event, SHIP)
    assert whole.duration_h == middle.duration_h == pytest.approx(6, abs=0.2) and whole.end_time == middle.end_time
    alerts = there_and_back.select("SELECT event, events, summary FROM alerts")
    ((head, events, summary),) = [row for row in alerts if whole.event in row[1] or middle.event in row[1]]
    assert head == whole.event and middle.event in events
    assert (
        "number changed" in summary
        and "to OTHER NAME (MMSI 352000009) and back" in summary
        and "met 2 ships" not in summary
    )


def test_another_ship_that_comes_elsewhere_is_no_change_of_number():
    # the second number is first heard 0.5 degrees to the north, 56 km from where the first was last heard
    sea = _met(13, 0.5).run().make("event_indicators")
    rows = sea.table("encounters")
    assert len(rows) == 2 and rows.former_event.isna().all() and (rows.partners == 2).all()
    assert sea.select_one("SELECT count(*) FROM event_indicators WHERE indicator = 'encounters.number_changed'")[0] == 0


def test_the_first_half_is_over_although_the_data_end_soon_after_it():
    # the data end at 20 h: within 12 h of the last message under the former number, which nobody hears apart from its partner again
    sea = _met(13)
    sea.rows = [row for row in sea.rows if row[1] <= at(20)]
    first, second = sea.run().make("alerts").table("encounters").itertuples()
    assert second.former_event == first.event
    assert first.end_time == second.end_time == at(16)
    assert first.part_until_time == at(12 + 5 / 6)  # messages each 5 minutes, the last at 12:55
    timelines = sea.select("SELECT timeline FROM alerts WHERE event_type = 'encounter'")
    assert timelines and "still open" not in str(timelines) and "not heard apart since" not in str(timelines)


def _across_a_silence(silent_h: float, met_h: float = 3, unlike: dict | None = None) -> Sea:
    """A number ends beside a ship, ``met_h`` after it came, and another begins there ``silent_h`` later; that sends what is unlike."""
    sea = _met(10 + met_h, ends_h=20)
    begins = at(10 + met_h + silent_h)
    sea.rows = [row for row in sea.rows if not (row[0] in (SHIP, LATER) and at(10 + met_h) <= row[1] < begins)]
    for said in sea.particulars:
        said.update((unlike or {}) if said["ssvid"] == LATER else {})
    return sea


@pytest.mark.parametrize("silent_h", [1.5, 3.1, 5.0])
@pytest.mark.parametrize("met_h", [3, 0.6])
def test_a_number_that_ends_beside_a_ship_and_one_that_begins_there_later_are_one_hull(silent_h, met_h):
    """Nobody hears the first number leave nor the second come, and the ship beside them drifts there alone, heard all along."""
    met = _across_a_silence(silent_h, met_h).run().table("encounters").sort_values("start_time")
    assert len(met) == 2 and list(met.former_event.notna()) == [False, True]


@pytest.mark.parametrize(("silent_h", "unlike", "same_hull"), [
    (1.5, {"length_m": None}, True), (5.0, {"length_m": None}, False), (5.0, {"length_m": 180}, False), (5.0, {"ship_type": 70}, False)
])  # fmt: skip
def test_after_a_long_silence_only_one_of_the_same_size_and_type_is_the_same_hull(silent_h, unlike, same_hull):
    met = _across_a_silence(silent_h, unlike=unlike).run().table("encounters").sort_values("start_time")
    assert len(met) == 2 and list(met.former_event.notna()) == [False, same_hull]


def test_after_a_long_silence_the_ship_beside_must_have_been_heard_all_along():
    sea = _across_a_silence(5)
    sea.rows = [row for row in sea.rows if not (row[0] == OTHER and at(13.5) <= row[1] < at(17.5))]
    assert sea.run().table("encounters").former_event.isna().all()
    (causes,) = sea.select_one(f"SELECT causes FROM gaps WHERE vessel_id = {SHIP} AND end_time IS NULL")
    (cause,) = [c for c in causes if c["cause"] == "goes on under another number"]
    says = "OTHER NAME (MMSI 352000009), of its size and type, was first heard 5.1 hours later, and lay beside BEE (MMSI 445000002) as it had"
    assert cause == {"cause": "goes on under another number", "holds": None, "says": says}


def test_a_ship_that_met_a_third_in_a_long_silence_may_have_been_left_and_met_by_another():
    third = 613000003
    sea = _across_a_silence(5)
    for k in range(14 * 12, 17 * 12):
        sea.fix(third, k / 12, LAT + 0.004 * (k / 12 - 10) - 0.0005, LON + 0.003 * math.sin(k / 12), 0.4)
    sea.line(third, 11, 13.9, (LAT - 0.4, LON), (LAT + 0.0155, LON), sog=8)
    sea.line(third, 17.1, 20, (LAT + 0.028, LON), (LAT - 0.4, LON), sog=8)
    assert sea.run().table("encounters").former_event.isna().all()


def test_a_number_that_went_on_after_a_long_silence_is_one_alert_with_the_draught_of_both():
    sea = _across_a_silence(3.1, 0.6)
    for said in sea.particulars:
        said["draught_m"] = 9.0 if said["ssvid"] == LATER and said["hour"] >= at(20) else 7.0
    sea.run().make("alerts")
    assert sea.select("SELECT event_type FROM alerts") == [("encounter",)]
    ours = sea.table("encounter_voyages").query("vessel_id in (@SHIP, @LATER)")
    assert ours[["draught_before_m", "draught_after_m"]].to_numpy().tolist() == [[7.0, 9.0], [7.0, 9.0]]
    (gap,) = sea.select(f"SELECT goes_on_as FROM gaps WHERE vessel_id = {SHIP} AND end_time IS NULL")
    assert gap[0] == f"OTHER NAME (MMSI {LATER}), or another ship came to its place unheard"


def test_a_ship_that_leaves_and_another_that_comes_to_its_place_are_two():
    sea = _met(13)
    away = (LAT + 0.012, LON + 0.4)
    sea.line(SHIP, 13.2, 18, (LAT + 0.012, LON + 0.01), away, sog=4)  # heard as it sails away
    met = sea.run().table("encounters")
    assert len(met) == 2 and met.former_event.isna().all()


def test_three_numbers_in_one_meeting_are_one_partner_by_three_names():
    third = 613000003
    sea = _met(12)
    sea.rows = [(third, *row[1:]) if row[0] == LATER and row[1] >= at(14) else row for row in sea.rows]
    sea.says(third, 14, 10, name="THIRD NAME", ship_type=80, length_m=150).run().make("alerts")
    met = sea.table("encounters").sort_values("start_time")
    assert met.group_event.nunique() == 1 and list(met.former_event.notna()) == [False, True, True]
    (summary, timeline) = sea.select_one("SELECT summary, timeline FROM alerts WHERE event_type = 'encounter'")
    assert "met 2 ships" not in summary and summary.endswith(
        "; in the middle of it the number changed from GOOD SHIP (MMSI 273000001) to OTHER NAME (MMSI 352000009)"
        " to THIRD NAME (MMSI 613000003)"
    )
    assert len(timeline) == len(set(timeline))


def test_a_ship_of_another_type_that_comes_unheard_is_not_the_same_hull_and_one_of_the_same_may_be():
    def later(ship_type):
        sea = _met(13, ends_h=20)
        sea.rows = [row for row in sea.rows if not (row[0] in (SHIP, LATER) and at(13) <= row[1] < at(14.5))]
        for said in sea.particulars:
            if said["ssvid"] == LATER:
                said["ship_type"] = ship_type
        return sea.run().make("events", "event_indicators", "alerts")

    assert later(70).table("encounters").former_event.isna().all()  # cargo for a tanker
    same = later(80)
    assert [x for x in same.table("encounters").handover_seen if not pd.isna(x)] == [False]
    (text,) = same.select("SELECT DISTINCT text FROM event_indicators WHERE indicator = 'encounters.number_changed'")
    assert text[0].endswith("OTHER NAME (MMSI 352000009), or another ship came to its place unheard")
    (summary,) = same.select_one("SELECT summary FROM alerts WHERE event_type = 'encounter'")
    assert "the number changed (or another ship came unheard) from GOOD SHIP" in summary


@pytest.mark.parametrize(("silent_h", "same_hull"), [(0, True), (0.4, True), (0.8, False)])
def test_one_of_another_size_and_type_at_its_place_at_once_may_be_it_under_a_false_identity(silent_h, same_hull):
    sea = _met(13, ends_h=20)
    sea.rows = [r for r in sea.rows if not (r[0] in (SHIP, LATER) and at(13) <= r[1] < at(13 + silent_h))]
    for said in sea.particulars:
        if said["ssvid"] == LATER:
            said.update(ship_type=70, length_m=190)
    sea.run().make("alerts")
    assert sea.select("SELECT handover_seen FROM encounters WHERE former_event IS NOT NULL") == [(False,)] * same_hull
    ((summary, indicators),) = sea.select("SELECT summary, indicators FROM alerts WHERE event_type = 'encounter'")
    assert ("(or another ship came unheard) from GOOD SHIP" in summary) == same_hull
    why = [i for i in indicators if "or another ship came to its place unheard" in i]
    assert len(why) == same_hull and all(
        w.endswith("it says it is a cargo ship of 190 m, not a tanker of 150 m") for w in why
    )
    dark = [i for i in indicators if "GOOD SHIP was dark" in i]
    assert not (same_hull and dark)


def test_the_former_number_of_a_ship_that_is_heard_on_is_no_silence(swapped):
    (gap,) = swapped.select_one(
        f"SELECT list(struct_pack(end_time, goes_on_as)) FROM gaps WHERE vessel_id = {SHIP} AND end_time IS NULL"
    )
    assert gap == [{"end_time": None, "goes_on_as": f"OTHER NAME (MMSI {LATER})"}]
    said = swapped.select_one(f"SELECT list(name) FROM event_indicators WHERE event LIKE 'gap-{SHIP}-%'")[0]
    assert "goes_on" in said
    met = swapped.select_one("SELECT list(name) FROM event_indicators WHERE event LIKE 'encounter-%'")[0]
    assert "dark_beside_it" not in met
    assert swapped.select_one("SELECT count(*) FROM alerts WHERE event_type = 'gap'")[0] == 0


def test_the_chart_of_either_part_goes_through_the_whole_meeting(swapped):
    """From two hours before 10:00 to two hours after 16:00, each tenth minute, 56 m apart in it under whichever number."""
    series = swapped.select("SELECT event, min(time), max(time), count(*) FROM meeting_series GROUP BY event")
    assert [times for _, *times in series] == [[at(8), at(18), 61]] * 2
    apart = swapped.select(
        f"SELECT min(apart_m), max(apart_m) FROM meeting_series WHERE time BETWEEN '{at(10)}' AND '{at(16)}'"
    )
    assert apart == [(55.6, 55.6)]


def test_the_page_of_every_ship_of_a_meeting_has_its_alert(swapped):
    summaries = {
        number: ship_page(swapped.store, str(number)).alerts.summary.tolist() for number in (SHIP, LATER, OTHER)
    }
    assert summaries[SHIP] == summaries[LATER] == summaries[OTHER] and len(summaries[SHIP]) == 1


def test_a_draught_keyed_under_the_later_number_is_the_draught_after_the_meeting():
    sea = _met(13)
    sea.says(SHIP, 9, 2, name="GOOD SHIP", ship_type=80, length_m=150, draught_m=7.0)
    sea.says(LATER, 15, 2, name="OTHER NAME", ship_type=80, length_m=150, draught_m=9.5)
    sides = sea.run().table("encounter_voyages")
    ours = sides[sides.vessel_id.isin([SHIP, LATER])]
    assert ours[["draught_before_m", "draught_after_m"]].to_numpy().tolist() == [[7.0, 9.5], [7.0, 9.5]]


BEE_LATER = 667000004
IMO = {SHIP: 9410064, LATER: 9409534, OTHER: 9420552, BEE_LATER: 9421087}
"""IMO numbers whose last digit is right: 9410064 is 7*9+6*4+5*1+4*0+3*0+2*6 = 104, which ends in 4."""


def _renamed(sea: Sea, ship: int, later: int, from_h: float) -> Sea:
    """From an hour on a ship's messages come under another number."""
    sea.rows = [(later, *row[1:]) if row[0] == ship and row[1] >= at(from_h) else row for row in sea.rows]
    return sea


def _with_imo(sea: Sea) -> Sea:
    for said in sea.particulars:
        said["imo"] = IMO.get(said["ssvid"])
    return sea


@pytest.fixture(scope="module")
def both() -> Sea:
    """Name, IMO number and MMSI of SHIP change at 13:00, those of OTHER at 13:06; both keyed another draught after the meeting."""
    sea = _renamed(_met(13, ends_h=16), OTHER, BEE_LATER, 13.1)
    sea.says(BEE_LATER, 14, 8, name="BEE AGAIN", ship_type=80, length_m=140)
    sea.particulars = [said for said in sea.particulars if said["ssvid"] != OTHER or said["hour"] < at(13)]
    for said in sea.particulars:
        late = said["ssvid"] in (LATER, BEE_LATER) and said["hour"] >= at(17)
        said["draught_m"] = {150: (7.0, 9.0), 140: (12.0, 10.0)}[said["length_m"]][late]
    return _with_imo(sea).run().make("alerts")


def test_two_that_both_change_their_numbers_are_one_meeting_and_one_alert(both):
    first, second = both.table("encounters").sort_values("start_time").itertuples()
    assert {first.vessel_id, first.other_vessel_id} == {SHIP, OTHER}
    assert {second.vessel_id, second.other_vessel_id} == {LATER, BEE_LATER}
    assert second.former_event == first.event and second.group_event == first.group_event
    (told,) = both.select("SELECT summary, events FROM alerts WHERE event_type = 'encounter'")
    assert "from GOOD SHIP (MMSI 273000001) to OTHER NAME (MMSI 352000009)" in told[0]
    assert "from BEE (MMSI 445000002) to BEE AGAIN (MMSI 667000004)" in told[0]
    assert {first.event, second.event} <= set(told[1])
    assert both.select_one("SELECT count(*) FROM alerts")[0] == 1


@pytest.mark.parametrize(("ship_h", "other_h"), [(12, 13), (13, 12), (11.5, 14.5)])
def test_two_that_change_their_numbers_an_hour_apart_are_one_meeting_and_one_alert(ship_h, other_h):
    """Three parts, of which the first and the last have no number in common; each part scores enough for an alert of its own."""
    sea = _renamed(_met(ship_h, ends_h=16), OTHER, BEE_LATER, other_h)
    sea.particulars = [said for said in sea.particulars if said["ssvid"] != OTHER or said["hour"] < at(other_h)]
    sea.says(BEE_LATER, math.ceil(other_h), 8, name="BEE AGAIN", ship_type=80, length_m=140)
    sea = _with_imo(sea).run().make("alerts")
    met = sea.table("encounters")
    assert len(met) == 3 and met.group_event.nunique() == 1
    ((summary, events, see_also, timeline),) = sea.select("SELECT summary, events, see_also, timeline FROM alerts")
    assert set(met.event) <= set(events) and see_also == []
    assert "from GOOD SHIP (MMSI 273000001) to OTHER NAME (MMSI 352000009)" in summary
    assert "from BEE (MMSI 445000002) to BEE AGAIN (MMSI 667000004)" in summary and "met 2 ships" not in summary
    assert len([line for line in timeline if " m apart for 6.0 hours" in line]) == 1


def test_the_change_of_number_of_either_is_told_with_the_meeting_and_not_once_more():
    """One of the two sends no IMO number: place and time make it a change of identity."""
    sea = _renamed(_met(13, ends_h=16), OTHER, BEE_LATER, 13.1)
    sea.says(BEE_LATER, 14, 8, name="BEE AGAIN", ship_type=80, length_m=140)
    sea.particulars = [said for said in sea.particulars if said["ssvid"] != OTHER or said["hour"] < at(13)]
    alerts = sea.run().select(
        "SELECT event_type, list_filter(events, lambda e: starts_with(e, 'identity-')) FROM alerts"
    )
    assert [(kind, len(identities)) for kind, identities in alerts] == [("encounter", 2)]


def test_who_became_whom_follows_from_the_length_and_is_known_to_contacts(both):
    hulls = dict(both.select("SELECT vessel_id, first_vessel_id FROM hull_numbers"))
    assert (hulls[LATER], hulls[BEE_LATER]) == (SHIP, OTHER)


def _alike(turned_by: float | None, draughts: bool) -> Sea:
    """Both change their numbers at 13:00, both 150 m long; the later pair lies as it did, the other way round, or abeam (None).

    The one to the south, SHIP, keys 9.0 m as LATER at 17:00, and the other 10.0 as BEE_LATER; with ``draughts`` they send 7.0 and 12.0 until then.
    """
    sea = _renamed(_met(13, ends_h=16), OTHER, BEE_LATER, 13)
    for n, row in enumerate(sea.rows):
        if row[0] in (LATER, BEE_LATER) and at(13) <= row[1] <= at(16) and turned_by != 0:
            step = 0.0005 * (1 if row[0] == LATER else -1)  # 56 m to where the other lies
            lat, lon = (row[2] + step, row[3]) if turned_by else (row[2] + step / 2, row[3] + step / 2 * 1.9)
            sea.rows[n] = (row[0], row[1], lat, lon, *row[4:])
    sea.particulars = []
    for ship, h, hours, before, after in (
        (SHIP, 4, 9, 7.0, 7.0),
        (OTHER, 4, 9, 12.0, 12.0),
        (LATER, 13, 11, 7.0, 9.0),
        (BEE_LATER, 13, 11, 12.0, 10.0),
    ):
        for k in range(h, h + hours):
            draught = after if k >= 17 else before if draughts or k < 13 else None
            sea.says(ship, k, 1, name=f"SHIP {ship}", ship_type=80, length_m=150, draught_m=draught)
    return sea.run().make("alerts")


def test_of_two_alike_that_both_changed_numbers_the_place_of_each_tells_which_is_which():
    sides = _alike(0, draughts=False).table("encounter_voyages").set_index("vessel_id")
    assert sides.loc[SHIP, ["draught_before_m", "draught_after_m"]].tolist() == [7.0, 9.0]
    assert sides.loc[OTHER, ["draught_before_m", "draught_after_m"]].tolist() == [12.0, 10.0]


def test_of_two_alike_whose_place_and_draught_contradict_each_other_nothing_is_mixed():
    """The draughts say that SHIP is LATER, the places that it is BEE_LATER: neither is told as what the other sent."""
    sea = _alike(180, draughts=True)
    assert sea.select("SELECT DISTINCT which_known FROM encounter_swaps") == [(False,)]
    sides = sea.table("encounter_voyages").set_index("vessel_id")
    assert sides.loc[[SHIP, OTHER], "draught_before_m"].tolist() == [7.0, 12.0]
    assert sides.draught_after_m.isna().all()
    assert sea.table("hull_numbers").empty
    ((summary,),) = sea.select("SELECT summary FROM alerts")
    assert "(which of the two went on as which is not known)" in summary


def test_what_both_keyed_under_their_next_numbers_is_the_draught_after_each_part(both):
    sides = both.table("encounter_voyages").set_index("vessel_id")
    for ships, draughts in (((SHIP, LATER), [7.0, 9.0]), ((OTHER, BEE_LATER), [12.0, 10.0])):
        for ship in ships:
            assert sides.loc[ship, ["draught_before_m", "draught_after_m"]].tolist() == draughts, ship


def test_a_number_that_went_on_as_another_was_not_dark_though_name_and_imo_changed_too():
    sea = _with_imo(_met(13)).run().make("alerts")
    assert sea.table("handovers").evidence.str.startswith("it sends IMO").all()  # so another may have come unheard
    assert sea.table("encounters").former_event.notna().sum() == 1
    met = sea.select_one("SELECT list(name) FROM event_indicators WHERE event LIKE 'encounter-%'")[0]
    assert "number_changed" in met and "dark_beside_it" not in met
    (gap,) = sea.select(f"SELECT goes_on_as FROM gaps WHERE vessel_id = {SHIP} AND end_time IS NULL")
    assert gap[0] == f"OTHER NAME (MMSI {LATER}), or another ship came to its place unheard"


def test_the_draught_that_the_other_keyed_after_all_counts_for_the_part_before_a_silence_too():
    """One is silent from 13:00 to 14:30 and goes on under another number; the other keys its draught once both left."""
    sea = _met(13, ends_h=20)
    sea.rows = [row for row in sea.rows if not (row[0] in (SHIP, LATER) and at(13) <= row[1] < at(14.5))]
    for said in sea.particulars:
        said["draught_m"] = 10.0 if said["ssvid"] == OTHER and said["hour"] >= at(21) else 12.0
    sides = _with_imo(sea).run().table("encounter_voyages")
    assert sides[sides.vessel_id == OTHER].draught_after_m.tolist() == [10.0, 10.0]


@pytest.mark.parametrize(("length_m", "same_hull"), [(150, True), (120, False)])
def test_a_number_changed_an_hour_after_leaving_counts_for_the_draught_if_the_size_is_the_same(length_m, same_hull):
    sea = _met(24)
    sea.rows = [
        (SHIP if row[0] == LATER else row[0], *row[1:]) for row in sea.rows
    ]  # it leaves under the former number
    _renamed(sea, SHIP, LATER, 17)
    sea.particulars = []
    sea.says(SHIP, 4, 13, name="GOOD SHIP", ship_type=80, length_m=150, draught_m=7.0)
    sea.says(LATER, 17, 7, name="OTHER NAME", ship_type=80, length_m=length_m, draught_m=9.0)
    sea.says(OTHER, 4, 20, name="BEE", ship_type=80, length_m=140, draught_m=12.0)
    sides = _with_imo(sea).run().table("encounter_voyages").set_index("vessel_id")
    assert sides.loc[SHIP, "draught_after_m"] == (9.0 if same_hull else 7.0)
    said = sea.make("event_indicators").select("SELECT text FROM event_indicators WHERE name = 'number_changed_beside'")
    assert [t[0].startswith("GOOD SHIP went on as OTHER NAME (MMSI 352000009) on 11-16 at 17:0") for t in said] == [
        True
    ] * same_hull


def test_hours_messages_ends_and_draughts_of_both_parts_are_those_of_the_whole_meeting():
    """10:00 to 16:00, a message of each every 5 minutes: 73 of BEE; one changes its number at 13:00 and keys its draught at 17:00."""
    sea = _met(13)
    sea.says(SHIP, 4, 9, name="GOOD SHIP", ship_type=80, length_m=150, draught_m=7.0)
    sea.says(LATER, 17, 6, name="OTHER NAME", ship_type=80, length_m=150, draught_m=9.5)
    sea.run().make("event_indicators")
    parts = list(sea.table("encounters").itertuples())
    assert len(parts) == 2
    for m in parts:
        assert (m.start_time, m.end_time, m.duration_h, m.longest_h) == (at(10), at(16), 6.0, 6.0)
        assert (m.came, m.went, m.begin_seen) == (
            "both",
            "both",
            True,
        )  # both sailed from north and south, and to there
        assert m.fixes == m.other_fixes == 74  # and what both sent in the tenth minute that begins at 16:00
        assert (m.draught_before_m, m.draught_after_m, m.draught_keyed_time) == (7.0, 9.5, at(17))
        assert m.rigid_h == 6.0
    said = sea.select("SELECT event, text FROM event_indicators WHERE name IN ('one_draught_keyed', 'draught_changed')")
    assert {event for event, _ in said} == {m.event for m in parts}
    changed = [text for _, text in said if text.startswith("draught 7.0 m before and 9.5 m after")]
    assert len(changed) == 2 and all("(first sent 11-16 17:00, 1 h after it)" in text for text in changed)
    scores = sea.select("SELECT sum(weight) FROM event_indicators WHERE event LIKE 'encounter-%' GROUP BY event")
    assert len(set(scores)) == 1  # neither part is the weaker one


def test_messages_of_the_ship_beside_are_those_of_the_whole_hour_between_the_numbers_too():
    """10:00 to 20:00 beside each other, BEE each 5 minutes: 121 messages; the other silent from 13:00 (36 sent) to 14:30 (67 until 20:00)."""
    met = _across_a_silence(1.5).run().table("encounters")
    assert len(met) == 2
    for m in met.itertuples():
        ours, bees = (m.fixes, m.other_fixes) if m.other_vessel_id == OTHER else (m.other_fixes, m.fixes)
        assert (ours, bees) == (36 + 67 + 1, 121 + 1)  # and what both sent in the tenth minute that begins at 20:00


def test_a_visit_of_two_parts_is_as_long_as_both():
    """A small craft lies beside a ship from 10 to 13 and changes its number at 11:20: neither part is a brief visit."""
    sea = _met(11 + 1 / 3, ends_h=13)
    for said in sea.particulars:
        said["length_m"] = 200 if said["ssvid"] == OTHER else 40
    met = sea.run().table("encounters")
    assert len(met) == 2
    for causes in met.causes:
        (brief,) = [c for c in causes if c["cause"] == "brief visit"]
        assert (brief["holds"], brief["says"]) == (False, "together for 3.0 h, the smaller 40 m long")


@pytest.mark.parametrize("silent_h", [0.1, 1.5])
@pytest.mark.parametrize("same", [True, False])
def test_a_number_that_goes_on_unseen_under_one_imo_number_is_told_with_it_and_no_more_is_claimed(silent_h, same):
    """Others are first heard around there too: where reception begins, that one ends where another begins is no change of hands seen."""
    sea = _across_a_silence(silent_h)
    for n in range(8):
        sea.line(636000200 + n, 12, 22, (LAT + 0.15, LON + 0.1 + 0.01 * n), (LAT + 1.5, LON + 1 + 0.1 * n), sog=9)
    for said in sea.particulars:
        said["imo"] = IMO[SHIP] if same and said["ssvid"] == LATER else IMO.get(said["ssvid"])
    sea.run().make("alerts")
    assert sea.select("SELECT handover_seen FROM encounters WHERE former_event IS NOT NULL") == [(False,)]
    ((summary, indicators),) = sea.select("SELECT summary, indicators FROM alerts WHERE event_type = 'encounter'")
    known = "under the same IMO number, which another ship can send"
    tie = f"(nobody heard it change, but {known})" if same else "(or another ship came unheard)"
    assert summary.endswith(
        f"; in the middle of it the number changed {tie} from GOOD SHIP (MMSI {SHIP}) to OTHER NAME (MMSI {LATER})"
    )
    (gap,) = sea.select(f"SELECT goes_on_as FROM gaps WHERE vessel_id = {SHIP} AND end_time IS NULL")
    assert gap[0].endswith(known if same else ", or another ship came to its place unheard")
    (why,) = [i for i in indicators if "went on as" in i]
    assert why.endswith(f"(MMSI {LATER}){f' {tie}' if same else ', or another ship came to its place unheard'}")
