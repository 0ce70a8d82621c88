"""What two ships send of destination and status before, in and after a meeting is read, shown, and weighed a little."""

import math

import pandas as pd
import pytest

from vesseltrack.store import Store

from builders.sea import OPEN_SEA, Sea, at

A, B = 273000001, 445000002
LAT, LON = OPEN_SEA


def _met(speed_kn: float = 0.4) -> Sea:
    """Two ships of 150 m come, lie 56 m apart from hour 4 to 9, carried to the north, and go."""
    sea = Sea()
    for n in range(5 * 12 + 1):
        h = 4 + n / 12
        lat, lon = LAT + speed_kn / 60 * (h - 4), LON + 0.002 * math.sin(h)
        sea.fix(A, h, lat, lon).fix(B, h, lat + 0.0005, lon)
    end = (LAT + speed_kn / 60 * 5, LON)
    for ship, off, away in ((A, 0.0, -0.5), (B, 0.0005, 0.5)):
        sea.line(ship, 0, 3.9, (LAT + away, LON), (LAT + off, LON), sog=8).line(
            ship, 9.1, 13, (end[0] + off, LON), (end[0] + away, LON), sog=8
        )
    for ship, name in ((A, "AYE"), (B, "BEE")):
        sea.says(ship, 0, 1, name=name, ship_type=80, length_m=150)
    return sea


def _weights(sea: Sea) -> dict[str, float]:
    """Weights of indicators that rest on what was sent."""
    sea.make("event_indicators")
    rows = sea.select("SELECT name, weight, text FROM event_indicators WHERE indicator LIKE 'encounters.%'")
    asked = ("destination", "moored_at_sea", "restricted_status", "status_belied", "fishing_status")
    return {name: (weight, text) for name, weight, text in rows if name.startswith(asked)}


def test_statuses_before_in_and_after_are_read(sea):
    met = _met().sets(A, 0, 3.95, 0).sets(A, 4, 9, 3).sets(A, 9.05, 13, 0)
    met.sets(B, 0, 3.95, 0).sets(B, 4, 9, 5).sets(B, 9.05, 13, 15).run()  # 15: not defined
    (e,) = met.table("encounters").itertuples()
    assert (e.nav_status_before, e.nav_status, e.nav_status_after) == (0, 3, 0)
    assert (e.other_nav_status_before, e.other_nav_status) == (0, 5) and pd.isna(e.other_nav_status_after)
    said = _weights(met)
    assert {name: weight for name, (weight, _) in said.items()} == {"moored_at_sea": 0.5, "restricted_status": 0.5}
    assert said["restricted_status"][1] == (
        "AYE sends restricted manoeuvrability, before it under way using engine, after it under way using engine, as set by hand"
    )
    assert said["moored_at_sea"][1].startswith("BEE sends moored, before it under way using engine, as set by hand, ")


@pytest.mark.parametrize(
    ("speed_kn", "status", "weights"),
    [
        (0.4, 1, {}),  # at anchor, and it lies
        (2.0, 1, {"status_belied": 0.5}),
        (0.4, 7, {"fishing_status": -0.5}),
        (0.4, 0, {}),
    ],
)
def test_a_status_weighs_little_and_only_if_it_says_something(speed_kn, status, weights):
    met = _met(speed_kn).sets(A, 0, 13, status).run()
    assert {name: weight for name, (weight, _) in _weights(met).items()} == weights


def test_a_ship_that_was_moored_before_has_not_moored_to_the_other(sea):
    assert _weights(_met().sets(B, 0, 13, 5).run()) == {}


def test_a_ship_made_fast_to_the_ground_has_not_moored_to_the_other():
    met = _met(0.0).sets(B, 0, 3.95, 0).sets(B, 4, 9, 5)
    met.rows = [
        (s, t, LAT + (0.0005 if s == B else 0.0), LON, v) if at(4) <= t <= at(9) else (s, t, y, x, v)
        for s, t, y, x, v in met.rows
    ]
    (e,) = met.run().table("encounters").itertuples()
    assert "made fast to the ground" in e.causes_hold and _weights(met) == {}


@pytest.mark.parametrize(
    ("before", "after", "weights"),
    [
        ("ULSAN", "VOSTOCHNY", {"destination_changed": 0.5}),
        ("KR ULSAN", "kr-ulsan", {}),
        ("ULSAN", "ULSAN ANCH", {}),
        ("KR ULSAN STS", "KR ULSAN STS", {"destination_says_transfer": 0.5}),
        ("KR ULSAN FOR BUNKERS", "KR ULSAN FOR BUNKERS", {"destination_says_bunkers": -0.5}),
        ("COASTSIDE", "COASTSIDE", {}),  # STS is no part of a word
        (None, "VOSTOCHNY", {}),  # what was not sent before has not changed
    ],
)
def test_a_destination_weighs_little(before, after, weights):
    met = _met()
    if before:
        met.says(B, 1, 2, name="BEE", ship_type=80, length_m=150, destination=before)
    met.says(B, 9, 2, name="BEE", ship_type=80, length_m=150, destination=after).run()
    assert {name: weight for name, (weight, _) in _weights(met).items()} == weights


@pytest.mark.parametrize(
    ("after", "hour", "indicators"),
    [
        ((8.5, 9.5), 9, {"draughts_changed": 1.5}),
        ((8.5, None), 9, {"draught_changed": 0.5}),
        ((25.5, None), 9, {}),  # a ship of 150 m that is 25.5 m deep: mistyped
        ((12.0, 6.0), 9, {}),
    ],
)
def test_a_draught_counts_if_a_ship_of_its_length_can_have_it(after, hour, indicators):
    """The ships send 12 and 6 m before; who keyed when is told."""
    met = _met()
    for ship, name, before, later in ((A, "AYE", 12.0, after[0]), (B, "BEE", 6.0, after[1])):
        met.says(ship, 1, 2, name=name, ship_type=80, length_m=150, draught_m=before)
        met.says(ship, hour, 2, name=name, ship_type=80, length_m=150, draught_m=later or before)
    met.run()
    (e,) = met.table("encounters").itertuples()
    assert (e.draught_before_m, e.other_draught_before_m) == (12.0, 6.0)
    changed = after[0] != 12.0
    assert e.draughts_keyed == int(changed) and (pd.isna(e.draught_keyed_time) is not changed)
    if changed:
        assert e.draught_keyed_time == at(hour)
    met.make("event_indicators")
    rows = met.select("SELECT name, weight, text FROM event_indicators WHERE indicator LIKE 'encounters.draught%'")
    assert {name: weight for name, weight, _ in rows} == indicators
    assert all("(first sent 11-16 09:" in text for _, _, text in rows)


@pytest.mark.parametrize(("status", "other_status", "fishing"), [(7, 7, True), (7, 0, False), (0, 0, False)])
def test_two_that_both_send_that_they_fish_fish_together_whatever_their_types(status, other_status, fishing):
    met = _met(3.0).sets(A, 0, 13, status).sets(B, 0, 13, other_status).run()
    (e,) = met.table("encounters").itertuples()
    assert ("fishing together" in e.causes_hold) is fishing


def _deep(sea: Sea, ship: int, *keyed: tuple[float, float]) -> Sea:
    """Draughts a ship sent: each from an hour on, the last until hour 13."""
    for (start, draught_m), (end, _) in zip(keyed, [*keyed[1:], (13, 0)], strict=True):
        while start < end - 0.01:
            until = min(math.floor(start) + 1, end)
            sent = {
                "hour": at(math.floor(start)),
                "first_time": at(start),
                "last_time": at(until - 0.1),
                "draught_m": draught_m,
            }
            sea.particulars.append(
                {"ssvid": ship, "messages": 3, "file_id": 0, "length_m": 150, "ship_type": 80, **sent}
            )
            start = until
    return sea


@pytest.mark.parametrize(
    ("keyed", "returned", "weight", "says"),
    [
        (((0, 9), (6, 6)), 0, 0.5, "draught 9.0 m before and 6.0 m after (first sent 11-16 06:00, during it), by hand"),
        (
            ((0, 9), (11, 6)),
            0,
            0.5,
            "draught 9.0 m before and 6.0 m after (first sent 11-16 11:00, 2 h after it), by hand",
        ),
        # within the first hour, and back: taken as 6.0 before, by the rule that no cargo moved by then
        (
            ((0, 9), (4.3, 6), (6, 9)),
            1,
            0.25,
            "a draught that is not to be trusted: draught 6.0 m before and 9.0 m after",
        ),
        (((0, 9), (6, 6), (8, 9)), 1, None, ""),
        (((0, 6), (1, 9), (2, 7.5), (6, 6)), 0, 0.5, "draught 7.5 m before"),  # back, but not at once: 7.5 between
    ],
)
def test_a_draught_keyed_to_and_fro_does_not_weigh_as_one_that_changed(sea, keyed, returned, weight, says):
    met = _deep(_met(), A, *keyed).run()
    (e,) = met.table("encounters").itertuples()
    assert e.draughts_returned == returned
    rows = met.make("event_indicators").select(
        "SELECT weight, text FROM event_indicators WHERE indicator LIKE 'encounters.draught%'"
    )
    assert [w for w, _ in rows] == ([weight] if weight else [])
    assert all(text.startswith(says) for _, text in rows)


def test_one_draught_keyed_to_and_fro_takes_the_weight_from_a_pair_that_changed_and_not_from_the_other_alone():
    """B sinks from 6 to 9 m; A goes from 9 to 6 m, or to 6, 9 and 6 m within hours."""
    for keyed, name in ((((0, 9), (6, 6)), "draughts_changed"), (((0, 9), (6, 6), (7, 9), (8, 6)), "draught_changed")):
        met = _deep(_deep(_met(), A, *keyed), B, (0, 6), (7, 9)).run().make("event_indicators")
        rows = met.select("SELECT name FROM event_indicators WHERE indicator LIKE 'encounters.draught%'")
        assert rows == [(name,)]


def test_of_a_ship_that_lay_alone_a_draught_keyed_to_and_fro_weighs_half_a_point_and_not_two():
    for keyed, weight in ((((0, 9), (6, 6)), 2), (((0, 9), (4.3, 6), (6, 9)), 0.5)):
        sea = _met()
        sea.rows = [row for row in sea.rows if row[0] == A]
        rows = (
            _deep(sea, A, *keyed)
            .run()
            .make("event_indicators")
            .select("SELECT weight FROM event_indicators WHERE indicator LIKE 'loitering.draught%'")
        )
        assert rows == [(weight,)]


def test_an_alert_has_call_sign_width_and_status_of_each_ship_of_a_meeting():
    sea = _met().sets(A, 0, 3.95, 0).sets(A, 4, 9, 3).sets(A, 9.05, 13, 0).sets(B, 4, 9, 5)
    sea.says(A, 1, 3, name="AYE", ship_type=80, length_m=150, width_m=24, call_sign="UAAA")
    sea.says(A, 5, 1, width_m=240).says(B, 1, 3, call_sign="9V22")
    sea.says(A, 1, 1, draught_m=7.0).says(A, 10, 1, draught_m=9.0)
    (meetings,) = sea.run().make("alerts").select_one("SELECT meetings FROM alerts WHERE event_type = 'encounter'")
    asked = ("call_sign", "length_m", "width_m", "nav_status_before", "nav_status", "nav_status_after")
    assert [tuple(ship[field] for field in asked) for ship in meetings] == [
        ("UAAA", 150, 24, "under way using engine", "restricted manoeuvrability", "under way using engine"),
        ("9V22", 150, None, None, "moored", None),
    ]
    asked = ("draught_before_m", "draught_after_m", "draught_keyed_time")
    assert [tuple(ship[field] for field in asked) for ship in meetings] == [
        (7, 9, "2026-11-16T10:00:00Z"),
        (None, None, None),
    ]


@pytest.mark.parametrize(
    ("sent", "end_before", "says"),
    [
        ("02:00", None, ", 1 h before it"),
        ("05:00", None, ", during it"),
        ("11:00", None, ", 2 h after it"),
        # it ended at some time up to 12:00: the draught may have been keyed in it
        ("11:00", "12:00", ", 2 h after the last message in it"),
    ],
)
def test_a_draught_keyed_after_an_end_that_is_not_known_is_told_from_the_last_message(sent, end_before, says):
    ends = f"TIMESTAMP '2026-11-16 {end_before}'" if end_before else "NULL"
    times = ", ".join(f"TIMESTAMP '2026-11-16 {t}'" for t in (sent, "03:00", "09:00"))
    with Store(None) as store:
        assert store.one(f"SELECT keyed_when({times}, {ends})") == (says,)


@pytest.mark.parametrize(("keyed_h", "before_m", "after_m"), [(4.9, 10.3, 7.8), (4.3, 7.8, 7.8)])
def test_a_draught_keyed_as_a_short_meeting_ends_is_not_that_before_it(sea, keyed_h, before_m, after_m):
    """Beside each other from 4:00 to 5:10. A sends 7.8 m for 10.3 m from 4:54 on, as it ends; or from 4:18 on: what it should have sent on arriving."""
    for n in range(15):
        h = 4 + n / 12
        sea.fix(A, h, LAT, LON).fix(B, h, LAT + 0.0005, LON)
    for ship, off, away in ((A, 0.0, -0.5), (B, 0.0005, 0.5)):
        sea.line(ship, 0, 3.9, (LAT + away, LON), (LAT + off, LON), sog=8)
        sea.line(ship, 5.25, 9, (LAT + off, LON), (LAT + away, LON), sog=8)
    sea.says(A, 0, 4, draught_m=10.3).says(A, keyed_h, 4, draught_m=7.8).says(B, 0, 9, draught_m=9.0)
    (e,) = sea.run().table("encounters").itertuples()
    assert 1 < e.duration_h < 1.4 and not pd.isna(e.end_time)
    assert (round(e.draught_before_m, 1), round(e.draught_after_m, 1)) == (before_m, after_m)


@pytest.mark.parametrize(("leaves", "when"), [(True, "2 h after it"), (False, "2 h after the last message in it")])
def test_a_draught_keyed_after_a_meeting_whose_end_is_not_known_is_not_dated_from_it(sea, leaves, when):
    """Beside each other from 4:00 to 9:00, when B falls silent or leaves. A lies there until 14:00, as far as the data go, and keys 6 m at 11:00."""
    sea.line(A, 0, 3.9, (LAT - 0.5, LON), (LAT, LON), sog=8).line(A, 4, 14, (LAT, LON))
    sea.line(B, 0, 3.9, (LAT + 0.5, LON), (LAT + 0.0005, LON), sog=8).line(B, 4, 9, (LAT + 0.0005, LON))
    if leaves:
        sea.line(B, 9.1, 14, (LAT + 0.0005, LON), (LAT + 0.8, LON), sog=8)
    for ship, name in ((A, "AYE"), (B, "BEE")):
        sea.says(ship, 0, 1, name=name, ship_type=80, length_m=150)
    sea.says(A, 0, 10, name="AYE", ship_type=80, length_m=150, draught_m=9.0)
    sea.says(A, 11, 2, name="AYE", ship_type=80, length_m=150, draught_m=6.0).run().make("event_indicators")
    said = [text for (text,) in sea.select("SELECT text FROM event_indicators WHERE indicator LIKE 'encounters.%'")]
    assert any(f"(first sent 11-16 11:00, {when})" in text for text in said), said
