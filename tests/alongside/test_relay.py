"""A mother ship with two partners in turn, the second of which comes before the first leaves: which draught was keyed for whom."""

from itertools import pairwise

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea, at

MOTHER, FIRST, SECOND, LATER = 273000001, 445000002, 671000003, 352000009
LAT, LON = OPEN_SEA


def _relay(second_ends_h: float, *keyed: tuple[float, float]) -> Sea:
    """The mother drifts; one ship lies beside her from hour 4 to 9, another on her other side from 8 on. She keys draughts at hours."""
    sea = Sea()
    lat = lambda h: LAT + 0.006 * h  # noqa: E731
    sea.line(MOTHER, 0, 24, (lat(0), LON), (lat(24), LON), sog=0.4)
    for ship, begin, end, side in ((FIRST, 4, 9, -1), (SECOND, 8, second_ends_h, 1)):
        aside = LON + side * 0.0006
        sea.line(ship, begin - 2, begin - 0.05, (lat(begin) + 0.2, aside), (lat(begin), aside), sog=7)
        sea.line(ship, begin, end, (lat(begin), aside), (lat(end), aside), sog=0.4)
        sea.line(ship, end + 0.05, end + 2, (lat(end), aside), (lat(end) + 0.2, aside), sog=7)
        sea.says(ship, begin - 2, 1, ship_type=80, length_m=150)
    changes = [(0, 17.0), *keyed, (24, None)]
    for (from_h, draught_m), (to_h, _) in pairwise(changes):
        for n in range(int(to_h - from_h)):
            sea.says(MOTHER, from_h + n, 1, ship_type=80, length_m=250, draught_m=draught_m)
    return sea


def test_a_draught_keyed_in_the_second_meeting_for_the_first_is_not_told_as_sent_before_it():
    """17.0 m until 10:00, an hour after the first left and two after the second came; 15.0 m then, and 13.0 m once both left."""
    sea = _relay(14, (10, 15.0), (15, 13.0)).run().make("event_indicators")
    sides = sea.table("encounter_voyages").query("vessel_id == @MOTHER").set_index("partner_id")
    keyed = sides.draught_before_keyed_time
    assert pd.isna(keyed[FIRST]) and keyed[SECOND] == at(10)
    texts = [
        text
        for (text,) in sea.select(
            "SELECT text FROM event_indicators WHERE name IN ('draught_changed', 'one_draught_keyed')"
        )
    ]
    assert any("draught 17.0 m before and 15.0 m after" in text for text in texts)
    assert any(
        "draught 15.0 m since 11-16 10:00 (keyed in it, when another ship left) and 13.0 m after" in text
        for text in texts
    )
    assert not any("15.0 m before" in text for text in texts)


@pytest.mark.parametrize(("second_ends_h", "keyed", "first", "second"), [
    (14, [(10, 15.0), (15, 13.0)], [17.0, 15.0], [15.0, 13.0]),  # keyed after each
    (14, [(15, 13.0)], [17.0, 13.0], [17.0, 13.0]),  # once for both
    (14, [(7, 16.0), (15, 13.0)], [17.0, 13.0], [16.0, 13.0]),  # before the second came, then once for both
    (9.4, [(10, 13.0)], [17.0, 13.0], [17.0, 13.0]),  # both left within half an hour
    (9.9, [(9.2, 15.0), (11, 13.0)], [17.0, 15.0], [15.0, 13.0]),  # the second left less than an hour after the first
])  # fmt: skip
def test_a_draught_keyed_between_two_overlapping_meetings_is_of_the_first(second_ends_h, keyed, first, second):
    sides = _relay(second_ends_h, *keyed).run().table("encounter_voyages")
    mother = sides[sides.vessel_id == MOTHER].set_index("partner_id")[["draught_before_m", "draught_after_m"]]
    assert (mother.loc[FIRST].tolist(), mother.loc[SECOND].tolist()) == (first, second)


def _relay_in_turn(*keyed: tuple[float, float]) -> Sea:
    """One ship lies beside the mother from 4 to 9 h, the next from 12 to 18 h; she sends 17.0 m, and keys other draughts at hours."""
    sea = Sea().line(MOTHER, 0, 30, (LAT, LON), (LAT + 0.15, LON), sog=0.3)
    lat = lambda h: LAT + 0.005 * h  # noqa: E731
    for ship, begin, end, length_m in ((FIRST, 4, 9, 150), (SECOND, 12, 18, 190)):
        aside = LON + 0.0006
        sea.line(ship, begin - 2, begin - 0.05, (lat(begin) + 0.2, aside), (lat(begin), aside), sog=7)
        sea.line(ship, begin, end, (lat(begin), aside), (lat(end), aside), sog=0.3)
        sea.line(ship, end + 0.05, end + 2, (lat(end), aside), (lat(end) + 0.2, aside), sog=7)
        sea.says(ship, begin - 2, 1, ship_type=80, length_m=length_m)
    for (from_h, draught_m), (to_h, _) in pairwise([(0, 17.0), *keyed, (24, 0.0)]):
        said = {"ssvid": MOTHER, "messages": 10, "file_id": 0, "ship_type": 80, "length_m": 250, "draught_m": draught_m}
        sea.particulars.append(said | {"hour": at(int(from_h)), "first_time": at(from_h), "last_time": at(to_h - 0.1)})
    return sea


def test_of_two_alongside_at_once_nobody_knows_whose_cargo_the_draught_shows():
    """The second comes an hour before the first leaves, 17.0 m become 13.0 m once both left; the two themselves keyed nothing."""
    sea = _relay(14, (15, 13.0)).run().make("event_indicators")
    sides = sea.table("encounter_voyages")
    assert sides[sides.vessel_id == MOTHER].others_alongside.tolist() == [1, 1]
    assert (sides[sides.vessel_id != MOTHER].others_alongside == 0).all()
    texts = [x for (x,) in sea.select("SELECT text FROM event_indicators WHERE name = 'draught_changed'")]
    assert len(texts) == 2 and all(
        "; another ship lay alongside it meanwhile: whose cargo that was is not known" in x for x in texts
    )


@pytest.mark.parametrize("imo", [9074729, None])
def test_the_draught_of_a_mother_that_changes_her_number_between_partners_is_that_keyed_for_each(imo):
    """FIRST lies beside her from 4 to 9 h, SECOND from 12 to 18 h; she keys 15.0 m at 10 h, is LATER from 10.5 h on, and keys 13.0 m at 19 h."""
    sea = _relay_in_turn((10, 15.0), (10.6, 15.0), (19, 13.0))
    sea.rows = [(LATER if row[0] == MOTHER and row[1] > at(10.5) else row[0], *row[1:]) for row in sea.rows]
    for said in sea.particulars:
        if said["ssvid"] == MOTHER:
            said |= {"name": "MOTHER", "imo": 9074729}
            if said["first_time"] >= at(10.6):
                said |= {"ssvid": LATER, "name": "OTHER NAME", "imo": imo}
    sides = sea.run().table("encounter_voyages").set_index("vessel_id")[["draught_before_m", "draught_after_m"]]
    assert (sides.loc[MOTHER].tolist(), sides.loc[LATER].tolist()) == ([17.0, 15.0], [15.0, 13.0])


@pytest.mark.parametrize(("keyed_h", "first", "second"), [
    (10.5, [17.0, 15.0], [15.0, 13.0]),  # between the two
    (12.8, [17.0, 15.0], [15.0, 13.0]),  # in the first hour of the second: no cargo has moved by then
    (13.1, [17.0, 15.0], [15.0, 13.0]),  # first sent some minutes after that hour
    (15.0, [17.0, 17.0], [17.0, 13.0]),  # three hours into it
])  # fmt: skip
def test_a_draught_keyed_when_the_next_came_is_that_after_the_first_and_before_the_second(keyed_h, first, second):
    """One ship lies beside the mother from 4 to 9 h, the next from 12 to 18 h; she keys one draught for the first, and at 17.8 h another."""
    sea = _relay_in_turn((keyed_h, 15.0), (17.8, 13.0))
    sides = sea.run().table("encounter_voyages")
    mother = sides[sides.vessel_id == MOTHER].set_index("partner_id")[["draught_before_m", "draught_after_m"]]
    assert (mother.loc[FIRST].tolist(), mother.loc[SECOND].tolist()) == (first, second)
