"""What tells two hulls alongside from neighbours: the sweep, the distance that stays, silences, causes; and the bench."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesseltrack.alongside import sweep
from vesseltrack.alongside.quantiles import quantile
from vesseltrack.alongside.sweep import Points, apart_m, near
from vesseltrack.evaluate.meetings import INNOCENT, ONE_SIDED
from vesseltrack.evaluate.met import bench, summary
from vesseltrack.settings import load_settings

from builders.sea import OPEN_SEA, Sea

A, B, C, D = 273000001, 445000002, 671000003, 352000004


def points(rows) -> Points:
    frame = pd.DataFrame(rows, columns=["vessel_id", "slot", "lat", "lon"]).sort_values(["vessel_id", "slot"])
    n = len(frame)
    return Points(
        frame.vessel_id.to_numpy(np.int64), frame.slot.to_numpy(np.int64), frame.lat.to_numpy(float), frame.lon.to_numpy(float),
        np.zeros(n), np.zeros(n), np.zeros(n, bool),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 2), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)),
        max_size=40, unique_by=lambda r: r[:2],
    ),
    st.sampled_from([0.0, 36.5, -71.0, 84.0]),
    st.sampled_from([0.0, 123.9, 180.0]),
    st.sampled_from([1, 7, 500_000]),
)  # fmt: skip
def test_the_sweep_finds_what_comparing_all_with_all_finds(rows, lat, lon, together):
    p = points([(s, m, lat + y, (lon + x + 540) % 360 - 180) for s, m, y, x in rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweep, "MOST_POINTS", together)
        found = near(p, 500.0)
    ours = {(int(p.vessel_id[a]), int(p.vessel_id[b]), int(p.slot[a])) for a, b in zip(found.a, found.b, strict=True)}
    theirs = {
        (int(p.vessel_id[i]), int(p.vessel_id[j]), int(p.slot[i]))
        for i in range(len(rows))
        for j in range(len(rows))
        if p.vessel_id[i] < p.vessel_id[j]
        and p.slot[i] == p.slot[j]
        and apart_m(p.lat[i], p.lon[i], p.lat[j], p.lon[j]) <= 500
    }
    assert ours == theirs and len(found.a) == len(ours)


def test_quantiles_by_hand():
    spell = np.array([0, 0, 0, 2, 2])
    got = quantile(spell, np.array([3.0, 1.0, 2.0, -5.0, 7.0]), 0.5, 3)
    assert got[0] == 2 and math.isnan(got[1]) and got[2] == -5


def pair(sea: Sea, hours: float, how, apart=(60, 0), ships=(A, B), start=0.0) -> Sea:
    """Two ships, a place every ten minutes: ``how(h)`` is metres north and east of the first, ``apart`` the other from it."""
    for n in range(int(hours * 6) + 1):
        north, east = how(start + n / 6)
        for ship, (dy, dx) in zip(ships, ((0, 0), apart), strict=True):
            lat = OPEN_SEA[0] + (north + dy) / 111_195
            sea.fix(ship, start + n / 6, lat, OPEN_SEA[1] + (east + dx) / 111_195 / math.cos(math.radians(lat)))
    return sea


def circle(h):
    """120 m of chain, round once in six hours."""
    return 120 * math.cos(h), 120 * math.sin(h)


def test_a_pair_that_swings_as_one_moved_as_one_and_a_moored_one_is_made_fast(sea):
    swings = pair(Sea(), 5, circle).run().table("encounters").iloc[0]
    assert swings.as_one and swings.rigid_share == 1 and swings.rigid_h == 5
    assert 60 < swings.spread_m < 200 and "made fast to the ground" not in swings.causes_hold
    still = pair(sea, 5, lambda h: (0, 0)).run().table("encounters").iloc[0]
    assert still.spread_m == 0 and "made fast to the ground" in still.causes_hold


def test_neighbours_that_swing_apart_did_not(sea):
    pair(sea, 8, circle, (0, 0), (A, C))
    sea.rows = [r for r in sea.rows if r[0] == A]
    for n in range(49):  # 150 m off, the other way round
        y, x = circle(-n / 6 + 2)
        sea.fix(
            B, n / 6, OPEN_SEA[0] + (150 + y) / 111_195, OPEN_SEA[1] + x / 111_195 / math.cos(math.radians(OPEN_SEA[0]))
        )
    e = sea.run().table("encounters").iloc[0]
    assert not e.as_one


def test_it_drifts_at_any_speed_and_names_who_came(sea):
    # A drifts at 2.5 kn all along; B comes from 40 km off at 11 kn, lies 60 m off for three hours, and goes
    drift = lambda h: (2.5 * 1852 * h, 0.0)  # noqa: E731
    pair(sea, 9, drift, ships=(A, C))
    sea.rows = [r for r in sea.rows if r[0] == A]
    for n in range(13, 73):
        h = n / 8
        away = max(0, 3 - h, h - 6) * 11 * 1852
        sea.fix(
            B,
            h,
            OPEN_SEA[0] + (drift(h)[0] + 60) / 111_195,
            OPEN_SEA[1] + away / 111_195 / math.cos(math.radians(OPEN_SEA[0])),
        )
    e = sea.run().table("encounters").iloc[0]
    assert e.as_one and e.median_speed_kn == pytest.approx(2.5, abs=0.2) and e.duration_h == pytest.approx(3, abs=0.5)
    assert (e.came, e.went) == ("other_ship", "other_ship")


def test_each_cause_is_tested_and_printed_whether_it_holds_or_not(sea):
    e = pair(sea, 5, circle).run().table("encounters").iloc[0]
    assert (
        len(e.causes) == 22
        and {c["holds"] for c in e.causes} <= {True, False, None}
        and all(c["says"] for c in e.causes)
    )
    assert [c["cause"] for c in e.causes if c["holds"]] == list(e.causes_hold)


@pytest.mark.parametrize(
    ("types", "sizes", "holds"),
    [
        ((80, 80), {}, False),
        ((80, 90), {}, False),
        ((90, 90), {}, True),
        ((0, 90), {}, None),
        ((90, 90), {"length_m": 100}, False),
    ],
)
def test_of_unknown_size_only_what_may_be_one_is_a_service_craft(sea, types, sizes, holds):
    pair(sea, 5, circle)
    for ship, ship_type in zip((A, B), types, strict=True):
        sea.says(ship, 3, 2, ship_type=ship_type, **(sizes if ship == A else {}))
    e = sea.run().table("encounters").iloc[0]
    (found,) = (c["holds"] for c in e.causes if c["cause"] == "service craft side by side")
    assert found is holds


def test_draughts_and_destinations_before_and_after_are_told(sea):
    pair(sea, 5, circle, start=4)
    # both are heard to leave, to the north and the south
    for ship, far in ((A, 0.5), (B, -0.5)):
        sea.line(ship, 9.2, 12, OPEN_SEA, (OPEN_SEA[0] + far, OPEN_SEA[1]), sog=10)
    sea.says(A, 3, 2, draught_m=12.0, ship_type=80, destination="ULSAN").says(
        A, 9, 2, draught_m=8.5, ship_type=80, destination="VOSTOCHNY"
    )
    sea.says(B, 3, 2, draught_m=6.0, ship_type=80).says(B, 9, 2, draught_m=9.5, ship_type=80)
    e = sea.run().table("encounters").iloc[0]
    assert (e.draught_before_m, e.draught_after_m, e.other_draught_before_m, e.other_draught_after_m) == (
        12,
        8.5,
        6,
        9.5,
    )
    assert (e.destination_before, e.destination_after) == ("ULSAN", "VOSTOCHNY")
    reasons = sea.make("event_indicators").select_frame(
        "SELECT name, weight FROM event_indicators WHERE name = 'draughts_changed'"
    )
    assert reasons.weight.tolist() == [1.5]


@pytest.mark.parametrize(("saying", "hides"), [((), 0), ((C,), 0), ((A, C), 1), ((A, B, C), 0)])
def test_who_sends_no_particulars_hides_nothing_where_the_file_has_hardly_any(sea, saying, hides):
    pair(sea, 5, circle, start=4)
    sea.line(C, 0, 8, (36.0, 124.4), (36.4, 124.8))
    for ship in saying:  # of three ships in all
        sea.says(ship, 1, 2, ship_type=80)
    sea.run().make("event_indicators")
    assert sea.select_one("SELECT count(*) FROM event_indicators WHERE name = 'hides_its_kind'")[0] == hides


@pytest.mark.parametrize(("length_m", "hides"), [(None, 1), (60, 1), (27, 0)])
def test_a_boat_too_small_to_need_an_imo_number_hides_nothing_without_one(sea, length_m, hides):
    pair(sea, 5, circle, start=4)
    sea.line(C, 0, 8, (36.0, 124.4), (36.4, 124.8)).says(A, 1, 2, ship_type=80).says(C, 1, 2, ship_type=80)
    if length_m:
        sea.says(B, 1, 2, length_m=length_m)
    sea.run().make("event_indicators")
    assert sea.select_one("SELECT count(*) FROM event_indicators WHERE name = 'hides_its_kind'")[0] == hides


@pytest.mark.parametrize("every_h", [4, 22])
def test_one_story_for_a_ship_and_who_comes_to_it_in_turn(every_h):
    sea, partners = Sea(), (B, C, D, 445000009)
    pair(sea, 5 + 3 * every_h, circle, ships=(A, D))
    sea.rows = [r for r in sea.rows if r[0] == A]
    for n, ship in enumerate(partners):
        pair(sea, 3, circle, ships=(99, ship), start=1 + every_h * n)
        sea.line(ship, 4.4 + every_h * n, 6 + every_h * n, (36.8, 124.4), (37.2, 124.8))
    sea.rows = [r for r in sea.rows if r[0] != 99]
    for ship in (A, *partners):
        sea.says(ship, 1, 2, ship_type=80, name=f"SHIP {ship % 10}")
    events = sea.run().table("encounters")
    assert len(events) == 4 and events.group_event.nunique() == 1
    sea.make("alerts")
    alerts = sea.select_frame("SELECT vessel_id, summary, timeline FROM alerts WHERE event_type = 'encounter'")
    assert alerts.vessel_id.tolist() == [A]
    assert f"met 4 ships: {', '.join(sorted(f'SHIP {ship % 10}' for ship in partners))}" in alerts.summary[0]
    assert sum(" and SHIP" in line for line in alerts.timeline[0]) == 4  # each partner is named with its times
    assert sum("SHIP" in line for line in alerts.timeline[0]) == len(
        alerts.timeline[0]
    )  # and whoever did something alone
    assert sum("lay or drifted" in line for line in alerts.timeline[0]) <= 1  # partners lay no longer than the meetings


@pytest.mark.parametrize(("arrived_h", "came"), [(1, True), (0.2, False)])
def test_a_ship_that_waits_for_another_is_not_said_to_come_to_it(sea, arrived_h, came):
    """A comes at 10 kn and lies for an hour, or hardly; then B comes at 10 kn. They lie together for four hours and both leave."""
    lat, lon = OPEN_SEA
    sea.line(A, 0, 3 - arrived_h, (lat - 0.2, lon), (lat, lon), sog=10)
    sea.line(B, 0, 2.9, (lat, lon - 0.6), (lat, lon - 0.002), sog=10)
    for n in range(round(arrived_h * 6)):
        north, east = circle(3 - arrived_h + n / 6)
        sea.fix(A, 3 - arrived_h + n / 6, lat + north / 111_195, lon + east / 111_195)
    pair(sea, 4, circle, start=3)
    sea.line(A, 7.1, 9, (lat, lon), (lat - 0.4, lon), sog=10)
    sea.line(B, 7.1, 9, (lat, lon), (lat + 0.4, lon), sog=10)
    e = sea.run().table("encounters").iloc[0]
    assert e.came == ("other_ship" if came else "both") and e.went == "both"


def test_planted_meetings_are_found_and_innocent_ones_are_not_alerted():
    # the bench's own seeds are others
    frame = bench(7, 2, load_settings())
    said = summary(frame)
    assert said["two_sided_recall"] >= 0.9
    assert said["one_sided_recall"] >= 0.75
    # a stop of the engine is told from a transfer with a ship that is not heard by its least points only
    others = frame[frame.kind.isin(set(INNOCENT) - {"engine stop"})]
    assert (others.alerted == 0).all()
    assert set(INNOCENT) | set(ONE_SIDED) < set(frame.kind)
    assert frame.precision_20[0] >= 0.8


def test_slow_spells_are_the_same_however_many_positions_are_looked_at_together(monkeypatch):
    def spells(most_slots: int) -> list[tuple]:
        monkeypatch.setattr("vesseltrack.alongside.positions.MOST_POSITIONS", most_slots)
        sea = Sea()
        for n in range(4):
            lat, lon = OPEN_SEA[0] + n / 5, OPEN_SEA[1]
            ship = 440000001 + n
            sea.line(ship, 0, 4 + n, (lat, lon), sog=0.3).line(ship, 5 + n, 9, (lat, lon), (lat, lon + 1), sog=12)
        return sea.run().make("slow_spells").table("slow_spells").values.tolist()

    assert len(spells(2_000_000)) == 2 * 4  # slow as a ship adrift, and as one that goes on slowly
    assert spells(1) == spells(2_000_000)


def test_a_draught_keyed_in_the_next_meeting_is_no_sign_of_the_one_before_it(sea):
    """A lies beside B from hour 2 to 5 and beside C from 8 to 11; it keys 9.5 m for 14 m in hour 10."""
    pair(sea, 13, circle, ships=(A, D))
    sea.rows = [r for r in sea.rows if r[0] == A]
    for ship, start in ((B, 2), (C, 8)):
        pair(sea, 3, circle, ships=(99, ship), start=start)
        sea.line(ship, start + 3.4, start + 5, (36.8, 124.4), (37.2, 124.8))
    sea.rows = [r for r in sea.rows if r[0] != 99]
    sea.says(A, 0, 10, draught_m=14.0).says(A, 10, 4, draught_m=9.5)
    first, second = sea.run().table("encounters").sort_values("start_time").itertuples()
    assert (first.draught_before_m, first.draught_after_m) == (14.0, 14.0)
    assert (second.draught_before_m, second.draught_after_m) == (14.0, 9.5)


@pytest.mark.parametrize(
    ("drift_m_h", "every", "as_one"),
    # at anchor: 111 m apart for 6 of 7 times, which neighbours may be; for 29 of 30; adrift, where there are no neighbours
    [(0, 7, None), (0, 30, True), (600, 7, True)],
)
def test_at_anchor_and_without_headings_the_distance_must_stay_all_along(sea, drift_m_h, every, as_one):
    for n in range(20 * 6):
        north, east = circle(n / 6)[0] + drift_m_h * n / 6, circle(n / 6)[1]
        for ship, off in ((A, 0), (B, 175 if n % every == every - 1 else 111)):
            lat = OPEN_SEA[0] + (north + off) / 111_195
            sea.fix(ship, n / 6, lat, OPEN_SEA[1] + east / 111_195 / math.cos(math.radians(lat)))
    sea.says(A, 0, 20, ship_type=70, length_m=127).says(B, 0, 20, ship_type=70, length_m=94)
    (e,) = sea.run().table("encounters").itertuples()
    assert (None if pd.isna(e.as_one) else e.as_one) is as_one


@pytest.mark.parametrize(("before_h", "seen"), [(0, False), (2, True)])
def test_a_meeting_that_goes_on_at_the_first_message_lasted_at_least_so_long(sea, before_h, seen):
    """The one lies there before the other, 40 km off, comes; or both are heard beside each other from the first message on."""
    pair(sea, 5, lambda h: (600 * h, 0), start=2.0)
    if before_h:
        sea.line(A, 0, 1.9, OPEN_SEA, (OPEN_SEA[0] + 1200 / 111_195, OPEN_SEA[1]))
        sea.line(B, 0, 1.9, (OPEN_SEA[0] + 0.4, OPEN_SEA[1]), (OPEN_SEA[0] + 1260 / 111_195, OPEN_SEA[1]), sog=11)
    (e,) = sea.run().table("encounters").itertuples()
    assert e.begin_seen == seen and pd.isna(
        e.longest_h
    )  # the data end while they lie there: nobody knows for how long they will
    (said,) = sea.select("SELECT activity FROM events WHERE event_type = 'encounter'")
    assert ("for at least 5.0 hours" in said[0]) == (not seen)
