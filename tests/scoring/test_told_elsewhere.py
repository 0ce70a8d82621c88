"""Alerts that share a ship lead to each other, whichever of the two tells of a meeting and whoever heads it."""

import re

import pytest

from builders.sea import OPEN_SEA, Sea

LAT, LON = OPEN_SEA
A, B, C, D = 273000001, 273000002, 273000003, 273000004


def _meets(sea: Sea, ship: int, other: int, start_h: float, east_deg: float = 0.0) -> Sea:
    """Two tankers come from north and south, lie beside each other for six hours and part."""
    for who, off, away in ((ship, 0.0, -0.4), (other, 0.0005, 0.4)):
        here, far = (LAT + off, LON + east_deg), (LAT + off + away, LON + east_deg)
        sea.line(who, start_h - 3, start_h - 0.1, far, here, sog=8).line(who, start_h, start_h + 6, here, sog=0.2)
        sea.line(who, start_h + 6.1, start_h + 9, here, far, sog=8)
    return sea


def _named(sea: Sea, **names: int) -> Sea:
    for name, ship in names.items():
        sea.says(ship, 0, 24, name=name, ship_type=80, length_m=150)
    return sea


def _see_also(sea: Sea) -> dict[str, list[str]]:
    return dict(sea.run().make("alerts").select("SELECT alert, see_also FROM alerts"))


def _leads(told: dict[str, list[str]]) -> set[tuple[str, str]]:
    return {(a, b) for a, texts in told.items() for t in texts for b in re.findall(r"alert-[\w-]+", t)}


def test_in_a_chain_of_meetings_either_alert_leads_to_the_other():
    """AYE meets BEE, BEE meets CEE: one story, headed by one of these. CEE meets DEE, which is an alert of its own."""
    sea = _meets(_meets(_meets(Sea(), A, B, 10), B, C, 34, 0.3), C, D, 58, 0.6)
    told = _see_also(_named(sea, AYE=A, BEE=B, CEE=C, DEE=D))
    assert len(told) == 2
    (story,) = sea.select_one(
        "SELECT alert FROM alerts WHERE len(events) >= 2 AND list_contains([vessel_id, other_vessel_id], 273000001)"
    )
    (last,) = set(told) - {story}
    assert told[story] == [f"CEE met DEE later, 2026-11-18 10:00: see {last}"]
    assert told[last] == [f"CEE met BEE before, 2026-11-17 10:00: see {story}"]


def test_an_alert_in_which_a_ship_met_nobody_is_named_where_it_met_somebody():
    """HANNA drifts for eight hours and meets BEE twelve days later: the story of the meeting leads to that of the drift, as that to it."""
    sea = Sea().line(A, 0, 9.9, (LAT - 1.6, LON), (LAT, LON), sog=10).line(A, 10, 18, (LAT, LON), sog=0.3)
    sea.line(A, 18.1, 27, (LAT, LON), (LAT + 1.6, LON), sog=10)
    sea.line(636000103, 0, 310, (LAT + 1, LON + 1), (LAT + 1, LON + 4), every_min=60, sog=1)
    _named(_meets(sea, A, B, 300), HANNA=A, BEE=B)
    told = _see_also(sea)
    assert len(told) == 2
    lone, met = sorted(told, key=lambda alert: alert[-16:])
    assert told[lone] == [f"HANNA met BEE later, 2026-11-28 12:00: see {met}"]
    (text,) = told[met]
    assert text.startswith("HANNA lay or drifted at") and text.endswith(f", before, 2026-11-16 10:10: see {lone}")


@pytest.mark.parametrize("meetings", [5, 20])
def test_of_a_ship_that_many_alerts_tell_of_so_many_are_named_and_the_others_counted(meetings):
    """HANNA meets another ship every nine days: each meeting is a story of its own."""
    sea = Sea()
    for n in range(meetings):
        _named(_meets(sea, A, 671000000 + n, 10 + 216 * n), **{f"N{n}": 671000000 + n})
    told = _see_also(_named(sea, HANNA=A))
    assert len(told) == meetings
    for texts in told.values():
        assert len(texts) == min(meetings - 1, 13)
        assert meetings == 5 or texts[-1] == "and 7 more meetings of its ships, told in other alerts"
    assert meetings == 20 or _leads(told) == {(a, b) for a in told for b in told if a != b}
