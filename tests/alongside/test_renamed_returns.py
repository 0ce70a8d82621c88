"""A ship that falls silent in a meeting and is heard again hours later under another number, with the IMO number it had."""

import math

import pandas as pd
import pytest

from vesseltrack.contacts import contacts_of
from vesseltrack.report.meetings import MEETINGS, meeting_lines

from builders.sea import OPEN_SEA, Sea, at

SHIP, LATER, OTHER, PASSERS = 273000001, 352000009, 445000002, 636000100
LAT, LON = OPEN_SEA
IMO, OTHERS_IMO, WRONG_IMO, LISTED_IMO, LATERS_IMO = 9410064, 9387425, 9410065, 9161003, 9409534
"""The third with a wrong check digit; a list names the fourth."""
HEARD_AS = f"OTHER NAME (MMSI {LATER}), under the same IMO number, which another ship can send"


def _place(h: float) -> tuple[float, float]:
    """Where the two drift."""
    return LAT + 0.004 * (h - 10), LON + 0.003 * math.sin(h)


def _two_come() -> Sea:
    """SHIP and OTHER come from south and north, and are there at 10 h."""
    lat, lon = _place(10)
    sea = Sea().line(SHIP, 2, 9.9, (lat - 0.5, LON), (lat, lon), sog=8)
    return sea.line(OTHER, 2, 9.9, (lat + 0.5, LON), (lat + 0.0005, lon), sog=8)


def _sea(imo: int = IMO, off_deg: float = 0.4) -> Sea:
    """Two tankers lie 56 m apart from 10 h; SHIP falls silent at 13, is heard again at 21 h ``off_deg`` north as LATER, and drifts there."""
    sea, last = _two_come(), _place(16)
    for k in range(10 * 12, 16 * 12 + 1):
        lat, lon = _place(k / 12)
        if k < 13 * 12:
            sea.fix(SHIP, k / 12, lat, lon, 0.4)
        sea.fix(OTHER, k / 12, lat + 0.0005, lon, 0.4)
    sea.line(OTHER, 16.1, 34, (last[0] + 0.0005, last[1]), (last[0] - 1.4, LON), sog=8)
    sea.line(LATER, 21, 29, (last[0] + off_deg, LON), (last[0] + off_deg + 0.02, LON), sog=0.2)
    sea.line(LATER, 29.1, 34, (last[0] + off_deg + 0.02, LON), (last[0] + off_deg + 0.6, LON), sog=8)
    for n in range(6):  # somebody is heard all along
        sea.line(PASSERS + n, 0, 60, (LAT - 0.3 + 0.2 * n, LON - 1), (LAT - 0.3 + 0.2 * n, LON + 1.5), sog=2)
    sea.says(SHIP, 2, 11, name="GOOD SHIP", ship_type=80, length_m=150, imo=IMO, draught_m=12.0)
    sea.says(LATER, 21, 13, name="OTHER NAME", ship_type=80, length_m=150, imo=imo, draught_m=8.0)
    return sea.says(OTHER, 2, 30, name="BEE", ship_type=80, length_m=140, imo=OTHERS_IMO, draught_m=7.0)


@pytest.fixture(scope="module")
def back() -> Sea:
    return _sea().run().make("alerts")


def test_the_silence_ends_when_its_ship_is_heard_again_under_the_other_number(back):
    (gap,) = back.table("gaps").query(f"vessel_id == {SHIP}").itertuples()
    assert (gap.end_time, gap.heard_again_as) == (at(21), HEARD_AS)
    assert gap.duration_h == pytest.approx(8.1, abs=0.1)
    (said,) = back.select_one(f"SELECT activity FROM events WHERE event = '{gap.event}'")
    assert said == f"was silent for {gap.duration_h:.1f} hours, heard again as {HEARD_AS}, 46 km away"
    (cause,) = [c for c in gap.causes if c["cause"] == "goes on under another number"]
    assert cause["holds"] is False and cause["says"] == f"only after its silence: {HEARD_AS}"


def test_it_is_one_hull_that_never_met_itself(back):
    numbers = back.select("SELECT vessel_id, first_vessel_id, nth FROM hull_numbers ORDER BY nth")
    assert numbers == [(SHIP, SHIP, 1), (LATER, SHIP, 2)]
    for table in ("dark_meetings", "rendezvous_candidates"):
        assert back.select(f"SELECT * FROM {table} WHERE vessel_id + other_vessel_id = {SHIP + LATER}") == []


def test_the_draught_after_the_silence_is_that_of_the_new_number(back):
    asked = f"SELECT draught_before_m, draught_after_m, draught_keyed_time FROM gaps WHERE vessel_id = {SHIP}"
    assert back.select(asked) == [(12.0, 8.0, at(21))]


def test_the_draught_after_the_meeting_is_that_of_the_new_number(back):
    rows = back.select("SELECT vessel_id, draught_before_m, draught_after_m FROM encounter_voyages ORDER BY vessel_id")
    assert rows[0] == (SHIP, 12.0, 8.0)


def test_a_number_whose_imo_is_wrong_or_another_ships_or_out_of_reach_is_no_return():
    for sea in (_sea(WRONG_IMO), _sea(OTHERS_IMO), _sea(off_deg=6)):
        assert sea.run().table("renamed_returns").empty


def test_two_that_send_the_imo_number_at_once_are_two_ships():
    sea = _sea()
    sea.line(SHIP, 30, 34, (LAT + 0.1, LON), (LAT + 0.2, LON), sog=2)
    assert sea.run().table("renamed_returns").empty


def test_the_meeting_was_over_when_it_was_heard_elsewhere_under_the_new_number(back):
    """BEE sails on at 16:06: the two had parted by then, at the latest."""
    (met,) = back.table("encounters").itertuples()
    assert met.duration_h == pytest.approx(2.8, abs=0.1) and met.longest_h == pytest.approx(6.2, abs=0.3)


def _there_and_back(later: int, imo: int, laters_imo: int) -> Sea:
    """It lies beside BEE from 10 to 16 h, and from 10.5 to 15 h sends another number."""
    sea, last = _two_come(), _place(16)
    for k in range(10 * 12, 16 * 12 + 1):
        lat, lon = _place(k / 12)
        sea.fix(later if 10.5 <= k / 12 < 15 else SHIP, k / 12, lat, lon, 0.4)
        sea.fix(OTHER, k / 12, lat + 0.0005, lon, 0.4)
    sea.line(SHIP, 16.1, 30, last, (last[0] - 1.2, LON), sog=8)
    sea.line(OTHER, 16.1, 30, (last[0] + 0.0005, last[1]), (last[0] + 1.2, LON), sog=8)
    for n in range(6):
        sea.line(PASSERS + n, 0, 30, (LAT - 0.3 + 0.2 * n, LON - 1), (LAT - 0.3 + 0.2 * n, LON + 1.5), sog=4)
    sea.says(SHIP, 2, 8, name="GOOD SHIP", ship_type=80, length_m=150, imo=imo)
    sea.says(SHIP, 15, 15, name="GOOD SHIP", ship_type=80, length_m=150, imo=imo)
    sea.says(later, 11, 4, name="OTHER NAME", ship_type=80, length_m=150, imo=laters_imo)
    return sea.says(OTHER, 2, 28, name="BEE", ship_type=80, length_m=140, imo=OTHERS_IMO)


@pytest.mark.parametrize("later", [LATER, 211000009])
def test_the_number_that_a_listed_ship_put_away_was_not_silent_nor_the_one_that_it_took_up_again(later):
    """Under both it sends the IMO number by which a list names it."""
    sea = _there_and_back(later, LISTED_IMO, LISTED_IMO)
    sea.run().make("alerts")
    silent = sea.select("SELECT vessel_id, goes_on_as IS NOT NULL FROM gaps ORDER BY vessel_id")
    assert silent == sorted([(SHIP, True), (later, True)])
    listed = sea.select("SELECT summary, timeline, event_type, see_also FROM alerts WHERE queue = 'listed'")
    assert len(listed) >= 1 and not [line for row in listed for line in [row[0], *row[1]] if "silent" in line]
    (met,) = [row[0] for row in listed if row[2] == "encounter"]
    assert met.split(" lay ")[0] == "GOOD SHIP and BEE"  # by the number that it bears, not by the one that it put away
    assert "the number changed from GOOD SHIP" in met and met.endswith(" and back")
    assert len(listed) == 2 and all(row[3] for row in listed)  # each leads to the other


@pytest.mark.parametrize(("laters_imo", "doubt"), [(IMO, ""), (LATERS_IMO, "(or another ship came unheard) ")])
def test_a_number_changed_there_and_back_with_the_imo_number_is_told_with_the_doubt_of_one_changed_once(
    laters_imo, doubt
):
    ((summary,),) = (
        _there_and_back(LATER, IMO, laters_imo)
        .run()
        .select("SELECT summary FROM alerts WHERE event_type = 'encounter'")
    )
    assert f"the number changed {doubt}from GOOD SHIP (MMSI {SHIP}) to OTHER NAME (MMSI {LATER}) and back" in summary


def test_what_is_told_of_a_number_changed_there_and_back_says_so_and_when():
    """GOOD SHIP is heard as OTHER NAME from 10:30 to 14:55 and as itself from 15:00: all of the meeting from 10 to 16 h."""
    sea = _there_and_back(LATER, IMO, LATERS_IMO).run().make("alerts", "loitering")
    ((alert, events, indicators),) = sea.select(
        "SELECT alert, events, indicators FROM alerts WHERE event_type = 'encounter'"
    )
    (why,) = [i for i in indicators if "went on as" in i]
    assert f"went on as OTHER NAME (MMSI {LATER}), and back on 11-16 at 15:00, or another ship" in why
    frame = pd.DataFrame([{"alert": alert, "events": events}])
    whole, part = (lines[0] for head, lines in meeting_lines(sea.store, frame) if " and " in head)
    assert "from 11-16 10:00 to 11-16 16:00, but for 11-16 10:30 to 11-16 15:00, when one sent another." in whole
    assert "from 11-16 10:30 to 11-16 14:50. " in part
    with sea.store.registered("_alerts", frame):
        names = sea.store.frame(f"SELECT came_name, left_name, other_left_name FROM ({MEETINGS})")
    assert names.values.tolist() == 2 * [["GOOD SHIP", "GOOD SHIP", "BEE"]]  # came and left by the number that it bears


def test_a_meeting_with_one_hull_under_two_numbers_is_one_meeting_of_that_day():
    days = _there_and_back(LATER, IMO, LATERS_IMO).run().make("ship_days").table("ship_days")
    assert dict(days.groupby("vessel_id").meetings.sum()).items() >= {SHIP: 1, LATER: 1, OTHER: 1}.items()


def test_of_a_number_put_away_contacts_give_the_particulars_of_the_one_that_is_borne():
    sea = _there_and_back(LATER, IMO, LATERS_IMO).run().make("encounters", "concerns", "hull_numbers")
    ships = contacts_of(sea.store, [LATER]).ships
    (ship,) = ships[ships.vessel_id == SHIP].itertuples()
    assert (ship.imo, ship.flag, list(ship.mmsis)) == (IMO, "RUS", [SHIP, LATER])
    assert ship.name == "GOOD SHIP, later (or another ship) OTHER NAME for a while"


def test_a_number_changed_after_the_meeting_with_the_imo_number_kept_counts_as_one_that_lost_it():
    """It parts from BEE at 16 h, and from 17 h sends another number on its way."""
    sea = _there_and_back(SHIP, IMO, IMO)
    sea.rows = [(LATER, *row[1:]) if row[0] == SHIP and row[1] >= at(17) else row for row in sea.rows]
    sea.particulars = []
    sea.says(SHIP, 2, 15, name="GOOD SHIP", ship_type=80, length_m=150, imo=IMO)
    sea.says(LATER, 17, 13, name="OTHER NAME", ship_type=80, length_m=150, imo=IMO)
    sea.says(OTHER, 2, 28, name="BEE", ship_type=80, length_m=140, imo=OTHERS_IMO)
    ((text, speaks_of),) = sea.run().select(
        "SELECT text, speaks_of FROM event_indicators WHERE name = 'number_changed_beside'"
    )
    (begin,) = sea.select_one(f"SELECT first_time FROM ships WHERE mmsi = {LATER}")
    assert speaks_of == [{"event": None, "begin_time": begin}]
    assert (
        text
        == f"GOOD SHIP went on as OTHER NAME (MMSI {LATER}) on 11-16 at 17:00, under the same IMO number, which another ship can send"
    )
