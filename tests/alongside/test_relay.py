"""A mother ship with two partners in turn, the second of which comes before the first leaves: which draught was keyed for whom."""

from itertools import pairwise

import pandas as pd
import pytest

from builders.sea import OPEN_SEA, Sea, at

MOTHER, FIRST, SECOND = 273000001, 445000002, 671000003
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
])  # fmt: skip
def test_a_draught_keyed_between_two_overlapping_meetings_is_of_the_first(second_ends_h, keyed, first, second):
    sides = _relay(second_ends_h, *keyed).run().table("encounter_voyages")
    mother = sides[sides.vessel_id == MOTHER].set_index("partner_id")[["draught_before_m", "draught_after_m"]]
    assert (mother.loc[FIRST].tolist(), mother.loc[SECOND].tolist()) == (first, second)


@pytest.mark.parametrize(("keyed_h", "first", "second"), [
    (10.5, [17.0, 15.0], [15.0, 13.0]),  # between the two
    (12.8, [17.0, 15.0], [15.0, 13.0]),  # in the first hour of the second: no cargo has moved by then
    (13.1, [17.0, 15.0], [15.0, 13.0]),  # first sent some minutes after that hour
    (15.0, [17.0, 17.0], [17.0, 13.0]),  # three hours into it
])  # fmt: skip
def test_a_draught_keyed_when_the_next_came_is_that_after_the_first_and_before_the_second(keyed_h, first, second):
    """One ship lies beside the mother from 4 to 9 h, the next from 12 to 18 h; she keys one draught for the first, and at 17.8 h another."""
    sea = Sea().line(MOTHER, 0, 30, (LAT, LON), (LAT + 0.15, LON), sog=0.3)
    lat = lambda h: LAT + 0.005 * h  # noqa: E731
    for ship, begin, end in ((FIRST, 4, 9), (SECOND, 12, 18)):
        aside = LON + 0.0006
        sea.line(ship, begin - 2, begin - 0.05, (lat(begin) + 0.2, aside), (lat(begin), aside), sog=7)
        sea.line(ship, begin, end, (lat(begin), aside), (lat(end), aside), sog=0.3)
        sea.line(ship, end + 0.05, end + 2, (lat(end), aside), (lat(end) + 0.2, aside), sog=7)
        sea.says(ship, begin - 2, 1, ship_type=80, length_m=150)
    for from_h, to_h, draught_m in ((0, keyed_h, 17.0), (keyed_h, 17.8, 15.0), (17.8, 24, 13.0)):
        said = {"ssvid": MOTHER, "messages": 10, "file_id": 0, "ship_type": 80, "length_m": 250, "draught_m": draught_m}
        sea.particulars.append(said | {"hour": at(int(from_h)), "first_time": at(from_h), "last_time": at(to_h - 0.1)})
    sides = sea.run().table("encounter_voyages")
    mother = sides[sides.vessel_id == MOTHER].set_index("partner_id")[["draught_before_m", "draught_after_m"]]
    assert (mother.loc[FIRST].tolist(), mother.loc[SECOND].tolist()) == (first, second)
