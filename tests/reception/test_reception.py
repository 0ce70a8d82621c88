"""Silent, or merely not heard: reception counted by hand, outages as one fact, and what is never called silent."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders.examples import examples
from builders.sea import OPEN_SEA, Sea, at, crowd

A, B, C = 441000001, 352000002, 563000003


def gap_of(sea: Sea, ship: int, *assign: str) -> pd.Series:
    gaps = sea.run(None, *assign).table("gaps").set_index("vessel_id")
    return gaps.loc[ship]


def test_chances_are_the_tenth_minutes_between_two_fixes(sea):
    # Heard every five minutes for an hour: tenth minutes 1 to 6 hold a fix. Then nothing until minute 120: 7 to 11 are
    # missed, 12 holds a fix. Twelve chances, seven heard.
    sea.line(A, 0, 1, OPEN_SEA).fix(A, 2, *OPEN_SEA)
    chances = sea.run().table("ship_cell_hours")
    known = chances[~chances.assumed]
    assert (known.known_slots.sum(), known.received_slots.sum()) == (12, 7)
    assert known.still.all() and known.cell_y.unique().tolist() == [2165]  # (36.5 + 180) * 10


def test_a_silence_too_long_to_know_where_it_was_is_no_chance_missed(sea):
    # 13 h apart: only what is waited for, and a ship of unknown speed is waited for an hour: six tenth minutes after it was
    # lost, and, since where a ship appears tells as much of where hearing ends, six before it was found.
    sea.fix(A, 0, *OPEN_SEA).fix(A, 13, *OPEN_SEA)
    chances = sea.run().table("ship_cell_hours")
    assert chances.assumed.all() and chances.known_slots.sum() == 12 and chances.received_slots.sum() == 0
    # each counts for half after two hours: 2 x the sum of 0.5^(k / 12) for k = 1 to 6
    assert chances.weighted_slots.sum() == pytest.approx(2 * sum(0.5 ** (k / 12) for k in range(1, 7)), abs=1e-5)


def test_a_place_leans_on_its_surroundings():
    # 7 of 12 heard: with 12 chances more at 0.05 (nothing around, three times over the same cell): by hand.
    # Where nobody was ever heard hardly anybody is: ships that leave for good count as missed there.
    sea = Sea().line(A, 0, 1, OPEN_SEA).fix(A, 2, *OPEN_SEA)  # 7 of 12
    rate = sea.run().table("cell_reception").rate[0]
    wide = (7 + 12 * 0.05) / 24
    middle = (7 + 12 * wide) / 24
    near = (7 + 12 * middle) / 24
    assert rate == pytest.approx((7 + 12 * near) / 24)


def test_silent_beside_others_who_are_heard(sea):
    crowd(sea, 40).line(A, 0, 12, OPEN_SEA, (36.6, 124.0), sog=10).line(A, 30, 40, (36.6, 124.0))
    gap = gap_of(sea, A)
    assert gap.assessment == "transmitter_off" and gap.p_off > 0.95 and gap.p_off_low >= 0.5
    assert gap.others_near == 6 and gap.others_heard == 1.0
    assert gap.heard_before > 0.98 and gap.heard_after > 0.8  # it came back for ten hours


def test_where_nobody_else_is_heard_the_data_cannot_tell(sea):
    # The same ship, the same silence, and the only witness far away.
    sea.line(A, 0, 12, OPEN_SEA, (36.6, 124.0), sog=10).line(A, 30, 40, (36.6, 124.0))
    crowd(sea, 40, (33.0, 129.0))
    gap = gap_of(sea, A)
    assert gap.assessment == "undetermined" and gap.others_near == 0 and np.isnan(gap.others_heard)


def test_where_everybody_is_seldom_heard_a_silence_is_reception(sea):
    rng = np.random.default_rng(5)
    for n in range(8):  # each heard for a minute some three times a day
        for h in np.sort(rng.uniform(0, 96, 14)):
            sea.fix(636000200 + n, float(h), OPEN_SEA[0] + 0.01 * n, OPEN_SEA[1])
    crowd(sea, 96, (34.0, 128.0))
    gaps = sea.run().table("gaps")
    edge = gaps[gaps.vessel_id.between(636000200, 636000207)]
    assert len(edge) > 20 and not (edge.assessment == "transmitter_off").any()
    assert (edge.assessment == "lost_signal").mean() > 0.5


def test_a_ship_sails_out_of_hearing_and_back(sea):
    # Heard near the coast, like others there; nobody is ever heard 60 miles out, where it was meanwhile.
    near, far = (36.5, 123.9), (36.5, 122.6)
    crowd(sea, 60, near)
    sea.line(A, 0, 10, near, sog=0).line(A, 10, 11, near, (36.5, 123.7), sog=10).line(A, 29, 60, (36.5, 123.7), near)
    assert far[1] < 123.7
    assert gap_of(sea, A).assessment != "transmitter_off"


def test_its_own_silence_does_not_excuse_it(sea):
    # Ten hours between two fixes count as chances missed there, but not against the ship itself.
    crowd(sea, 100).line(A, 0, 12, OPEN_SEA, sog=0)
    for day in range(3):
        sea.line(A, 23 + 24 * day, 36 + 24 * day, OPEN_SEA, sog=0)
    gaps = sea.run().table("gaps")
    mine = gaps[(gaps.vessel_id == A) & gaps.end_time.notna()]
    assert mine.duration_h.round().tolist() == [11, 11, 11] and (mine.assessment == "transmitter_off").all()
    told = sea.select_frame(
        "SELECT others_known_slots FROM gap_probabilities JOIN gap_candidates USING (event) WHERE vessel_id ="
        " 441000001 AND end_time < '2026-11-20'"
    )
    assert set(told.others_known_slots) == {
        5 * 66
    }  # five of them lie in its region, for eleven hours: none of these is its own


def test_witnesses_across_the_border_of_a_cell_count(sea):
    # They lie 2 km off, on the other side of a line of the grid on which reception is measured.
    for n in range(6):
        sea.line(636000100 + n, 0, 60, (36.46 + 0.02 * n, 123.91))
    sea.line(A, 0, 12, (36.45, 122.9), (36.45, 123.89), sog=5).line(A, 40, 60, (36.45, 123.89), sog=0)
    assert gap_of(sea, A).assessment == "transmitter_off"


def test_a_feed_that_is_down_but_for_a_trickle_accuses_nobody(sea):
    for n in range(30):
        place = (33 + 0.9 * (n // 6), 122 + 0.9 * (n % 6))
        sea.line(A + n, 0, 20.05, place, sog=0).line(A + n, 31, 48, place, sog=0)
    sea.line(B, 0, 48, (30.45, 120.45))
    sea.run()
    assert "feed" in sea.table("outages").outage_type.tolist()
    gaps = sea.table("gaps")
    assert len(gaps) == 30 and (gaps.assessment == "outage").all()


def test_jamming_excuses_no_silence_that_outlasts_it(sea):
    for n in range(6):
        place = (37.5, 124.5 + 0.02 * n)
        sea.line(A + n, 0, 5, place).line(A + n, 5.05, 6, (37.46 + n / 1000, 126.44)).line(A + n, 6.05, 140, place)
    sea.line(B, 0, 5.5, (37.5, 124.4), sog=0).line(B, 125, 140, (37.5, 124.4), sog=0)
    assert gap_of(sea, B).assessment == "transmitter_off"


def test_neighbours_that_fail_at_other_times_are_not_one_outage(sea):
    # Receivers of one bay fail from 21 to 24, of the next from 23 to 40; who vanishes in the first at 26 has no excuse.
    for n in range(5):
        one, two = (36.46 + 0.01 * n, 123.75), (36.76 + 0.01 * n, 123.75)
        sea.line(A + n, 0, 20.9, one, sog=0).line(A + n, 24.1, 60, one, sog=0)
        sea.line(B + n, 0, 22.9, two, sog=0).line(B + n, 40.1, 60, two, sog=0)
    sea.line(C, 0, 26, (36.5, 123.76), sog=0).line(C, 38, 60, (36.5, 123.76), sog=0)
    gaps = sea.run().table("gaps").set_index("vessel_id")
    assert (
        gaps.loc[C].assessment == "transmitter_off"
        and (gaps.loc[[B + n for n in range(5)]].assessment == "outage").all()
    )


def test_receivers_that_fail_are_one_fact_and_explain_every_gap(sea):
    # Five ships lying in one bay are lost together for nine hours; elsewhere all goes on.
    for n in range(5):
        place = (OPEN_SEA[0] + 0.01 * n, OPEN_SEA[1])
        sea.line(A + n, 0, 20.05 + n / 100, place, sog=0).line(A + n, 29 + n / 100, 48, place, sog=0)
    crowd(sea, 48, (33.0, 129.0))
    sea.run()
    down = sea.table("outages")
    assert down.outage_type.tolist() == ["receivers"] and down.ships[0] == 5
    assert down.start_time[0] == at(21) and down.end_time[0] == at(29)  # whole hours, until one is heard again
    gaps = sea.table("gaps").set_index("vessel_id")
    assert (gaps.assessment == "outage").all() and len(gaps) == 5
    assert (gaps.outage == down.outage[0]).all() and (gaps.p_off < 0.2).all()
    assert "5 ships were lost together" in down.text[0]


def test_an_outage_that_outlasts_the_data_is_found(sea):
    for n in range(5):
        sea.line(A + n, 0, 20 + n / 100, (OPEN_SEA[0] + 0.01 * n, OPEN_SEA[1]), sog=0)
    crowd(sea, 30, (33.0, 129.0))
    gaps = sea.run().table("gaps")
    assert len(gaps) == 5 and (gaps.assessment == "outage").all() and gaps.end_time.isna().all()


def test_a_feed_that_falls_silent_accuses_nobody(sea):
    for ship in (A, B, C):
        place = (36.0, 123 + ship % 10 / 10)
        sea.line(ship, 0, 6, place, sog=0).line(ship, 14, 20, place, sog=0)
    sea.run()
    assert sea.table("outages").outage_type.tolist() == ["feed"]
    gaps = sea.table("gaps")
    assert len(gaps) == 3 and (gaps.assessment == "outage").all() and gaps.feed_alive.max() <= 0.25


def test_one_of_many_that_falls_silent_is_no_outage(sea):
    crowd(sea, 48).line(A, 0, 20, OPEN_SEA, sog=0).line(A, 36, 48, OPEN_SEA, sog=0)
    gap = gap_of(sea, A)
    assert sea.table("outages").empty and gap.assessment == "transmitter_off"


def test_jamming_is_one_fact_and_a_single_false_place_is_none(sea):
    # Six ships jump 40 miles inland for an hour and back; another jumps alone elsewhere.
    for n in range(6):
        place = (37.5, 124.5 + 0.02 * n)
        sea.line(A + n, 0, 5, place).line(A + n, 5.05, 6, (37.46 + n / 1000, 126.44)).line(A + n, 6.05, 12, place)
    sea.line(B, 0, 5, (33.0, 123.0)).line(B, 5.05, 6, (34.5, 125.0)).line(B, 6.05, 12, (33.0, 123.0))
    sea.run()
    found = sea.table("outages")
    assert found.outage_type.tolist() == ["jamming"] and found.ships[0] == 6
    assert found.lat[0] == pytest.approx(37.5, abs=0.05) and found.lon[0] == pytest.approx(124.55, abs=0.05)
    noise = sea.table("noise_segments")
    assert noise[noise.vessel_id == B].noise_type.tolist() == ["displaced"]


def test_a_weak_set_is_given_its_due(sea):
    # Heard in one tenth minute of six, for days, where others are heard all the time: eight hours say little of it.
    crowd(sea, 200)
    for h in np.arange(0, 140, 1.02):
        sea.fix(A, float(h), *OPEN_SEA)
    for h in np.arange(147, 200, 1.02):
        sea.fix(A, float(h), *OPEN_SEA)
    gap = gap_of(sea, A)
    strength = sea.table("ship_detectability").set_index("vessel_id").detectability
    assert strength[A] < -3 < strength[636000100]
    assert gap.assessment != "transmitter_off"


def test_files_of_a_source_that_keeps_one_message_an_hour_make_nobody_dark(sea):
    for n in range(8):
        for h in range(60):
            sea.fix(636000300 + n, h + n / 60, OPEN_SEA[0] + 0.01 * n, OPEN_SEA[1])
    for h in [*range(30), *range(35, 60)]:  # one that misses four of its hours
        sea.fix(A, h + 0.5, *OPEN_SEA)
    assert gap_of(sea, A).assessment != "transmitter_off"


def test_the_same_sea_in_another_order_is_the_same(sea):
    crowd(sea, 40).line(A, 0, 12, OPEN_SEA, (36.6, 124.0), sog=10).line(A, 30, 40, (36.6, 124.0))
    one = sea.run().table("gaps")
    sea.rows = sea.rows[::-1]
    assert sea.run().table("gaps").equals(one)


@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    hours=st.floats(4.2, 60),
    away=st.floats(0, 0.5),
    ships=st.integers(0, 5),
    knots=st.sampled_from([0.0, 4.0, 12.0]),
    lon=st.sampled_from([123.9, 179.98]),
)
def test_probabilities_are_probabilities(hours, away, ships, knots, lon):
    sea, start = Sea(), (36.5, lon)
    crowd(sea, 70, (36.5, min(179.7, lon)), ships)
    sea.line(A, 0, 3, (36.5, lon - knots * 3 / 60), start, sog=knots).fix(A, 3 + hours, 36.5 + away, lon, knots)
    for gap in sea.run().table("gaps").itertuples():
        assert 0 < gap.p_unreceived_if_on <= 1
        assert 0 <= gap.p_off_low <= gap.p_off <= gap.p_off_high <= 1
        assert gap.assessment in {"transmitter_off", "undetermined", "lost_signal", "outage"}
        assert gap.assessment != "transmitter_off" or (gap.p_off >= 0.8 and gap.others_near > 0)


def test_however_many_threads_the_same_bytes():
    told = []
    for threads in (1, 2, 4):
        sea = Sea()
        sea.store.execute(f"SET threads = {threads}")
        rng = np.random.default_rng(3)
        for n in range(40):
            track = np.cumsum(rng.normal(0, 0.03, (60, 2)), axis=0) + np.array([36.5, 123.9])
            for h, (lat, lon) in enumerate(track):
                if rng.uniform() < 0.7:
                    sea.fix(636000100 + n, h * 0.8 + n / 99, float(lat), float(lon))
        sea.run()
        tables = (
            "ship_reception",
            "hourly_reception",
            "ship_detectability",
            "gap_probabilities",
            "gaps",
            "possible_rendezvous",
        )
        told.append([sea.select(f"FROM {t} ORDER BY ALL") for t in tables])
    assert repr(told[0]) == repr(told[1]) == repr(told[2])
