"""Steps of tracks, noise segments and positions resampled at tenth minutes."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesseltrack.store import Store

from builders.examples import examples
from builders.sea import OPEN_SEA, Sea, at

A = 257000001


@pytest.fixture(scope="module")
def words():
    return Store(None)


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((0, 0, 0, 1), None, 111_195),  # a degree at the equator on a sphere of 6,371.0088 km
        ((60, 10, 60, 10.01), None, 555.97),
        ((35, 179.9995, 35, -179.9995), None, 91.09),
        ((90, 0, 90, 123), None, 0),
        ((0, 0, 0, 180), None, 20_015_115),
    ],
)
def test_distances(words, a, b, metres):
    got = words.one("SELECT apart_m($a, $b, $c, $d)", dict(zip("abcd", a, strict=True)))[0]
    assert got == pytest.approx(metres, rel=2e-4, abs=0.01)


def test_no_place_has_no_distance(words):
    # GFW's pipe-gaps reads a null position as 0, 0: 13,469 km at 1,039 kn.
    assert words.one("SELECT apart_m(36.5, 123.9, NULL, NULL), apart_m(36.5, 123.9, NULL, 124)") == (None, None)


@pytest.mark.parametrize(("number", "right"), [(9161003, True), (9179842, True), (8360406, True), (9161004, False), (1234567,
False), (0, False), (123, False)])  # fmt: skip
def test_imo_check_digit_in_sql_and_python(words, number, right):
    from vesseltrack.lists.entry import is_imo

    assert words.one("SELECT is_imo($n)", {"n": number})[0] is right
    assert is_imo(number) is right


@given(st.integers(0, 9_999_999))
@settings(max_examples=200, deadline=None)
def test_imo_rule_is_one_rule(number):
    from vesseltrack.lists.entry import is_imo

    store = _words()
    assert store.one("SELECT is_imo($n)", {"n": number})[0] is is_imo(number)


_STORE: list[Store] = []


def _words() -> Store:
    if not _STORE:
        _STORE.append(Store(None))
    return _STORE[0]


def test_resampled_positions_lie_on_the_line_between_fixes(sea):
    # fixes at 00:05 and 00:35, half a degree apart: at 00:10 a sixth of the way
    sea.fix(A, 5 / 60, 36.0, 123.0).fix(A, 35 / 60, 36.5, 123.0)
    grid = sea.run().table("resampled").sort_values("slot")
    assert grid.lat.round(6).tolist() == [round(36 + f / 6 * 0.5, 6) for f in (1, 3, 5)]
    assert (grid.span_s == 1800).all()


def test_nothing_is_drawn_across_more_than_an_hour(sea):
    sea.fix(A, 0, *OPEN_SEA).fix(A, 61 / 60, *OPEN_SEA)
    assert sea.run().table("resampled").empty


@pytest.mark.parametrize(
    ("lost_kn", "nm", "hours", "found_kn", "drawn"),
    [
        (0.3, 14.6, 5.25, 1, True),  # 2.8 kn: a drift from end to end
        (11.6, 14.6, 5.25, 1, False),  # under way when lost: it sailed a part of the way, and nobody knows which
        (1, 14.6, 5.25, 11.6, False),  # nor when found
        (11.6, 2, 5.25, 1, True),  # no farther than a ship goes while it stops
        (0.3, 7.8, 12, 12, True),  # forty minutes of twelve hours at its speed: it lay for nearly all of them
        (3.6, 4.4, 1.25, 3.7, True),  # slow under way at both ends and between
        (3.6, 4.4, 1.25, 12, False),
        (12, 4.4, 1.25, 3.6, False),
        (3.6, 28, 8, 3.7, False),  # in eight hours it may have been anywhere
        (4.4, 5.6, 1.25, 4.4, False),  # 4.5 kn: it sails
        (None, 4.4, 1.25, None, True),  # by its places as slow at both ends
    ],
)
def test_a_line_across_a_silence_is_drawn_of_a_ship_slow_at_both_ends(sea, lost_kn, nm, hours, found_kn, drawn):
    lat, lon = OPEN_SEA
    end = lat + nm / 60
    before, after = lost_kn or 3.6, found_kn or 3.7
    sea.line(A, -2, 0, (lat - 2 * before / 60, lon), OPEN_SEA, sog=lost_kn)
    sea.line(A, hours, hours + 2, (end, lon), (end + 2 * after / 60, lon), sog=found_kn)
    assert (not sea.run().table("interpolated_positions").empty) is drawn


def test_one_wild_fix_is_set_aside_not_deleted(sea):
    sea.line(A, 0, 4, (36.0, 123.0), (36.4, 123.0)).fix(A, 2.02, 12.0, 45.0)
    sea.run()
    assert len(sea.table("noise_segments")) == 1
    grid = sea.table("resampled")
    assert len(grid) == 25 and grid.lat.between(36, 36.4).all()
    assert sea.select_one("SELECT count(*) FROM fixes WHERE lat = 12")[0] == 1


def test_a_jammed_hour_is_passed_over(sea):
    # Jumps 100 km inland, stays there 30 minutes, jumps back: one noise segment.
    sea.line(A, 0, 2, (37.6, 125.0), (37.7, 125.0)).line(A, 2.05, 2.5, (37.46, 126.44)).line(A, 2.55, 4, (37.72, 125.0))
    grid = sea.run().table("resampled")
    assert (grid.lon == 125.0).all() and len(grid) == 25


def test_speed_over_ten_minutes_not_over_ten_seconds(sea):
    # 12 knots: 2 nm in ten minutes
    sea.line(A, 0, 2, (36.0, 123.0), (36.4, 123.0), every_min=1)
    assert sea.run().table("resampled").speed_kn.tolist() == pytest.approx([12.0] * 13, abs=0.02)


def _events(sea: Sea) -> list[tuple]:
    return [
        tuple(r)
        for t in ("gaps", "encounters", "loitering")
        for r in sea.table(t)[["event", "start_time", "duration_h"]].itertuples(index=False)
    ]


@given(st.randoms(use_true_random=False), st.integers(1, 5))
@settings(max_examples=examples(4), deadline=None)
def test_any_order_of_the_messages_gives_the_same_events(random, copies):
    """Order-proof: the rows of one world, shuffled, give the same events."""
    sea = Sea()
    sea.line(A, 0, 30, OPEN_SEA, every_min=20)
    sea.line(A + 1, 3, 9, (OPEN_SEA[0] + 0.001, OPEN_SEA[1])).line(A + 1, 20, 22, OPEN_SEA)
    sea.fix(A, 5.01, 10, 10)
    reference = _events(sea.run())
    for _ in range(copies):
        random.shuffle(sea.rows)
    assert _events(sea.run()) == reference
    assert {e[0].split("-")[0] for e in reference} == {"gap", "encounter", "loitering"}


def test_same_second_in_two_places_is_kept_and_harmless(sea):
    sea.line(A, 0, 3, OPEN_SEA).fix(A, 1, 20.0, 100.0).fix(A, 1, 36.5001, 123.9)
    grid = sea.run().table("resampled")
    assert grid.lat.between(36.4, 36.6).all()
    assert sea.select_one("SELECT count(*) FROM fixes")[0] == 39


def test_at(sea):
    assert pd.Timestamp(at(24)) == pd.Timestamp("2026-11-17")


def test_two_wild_fixes_do_not_make_the_honest_time_between_them_noise(sea):
    sea.line(A, 0, 24, OPEN_SEA).fix(A, 2.02, 33.0, 126.0).fix(A, 14.02, 33.0, 126.0)
    grid = sea.run().table("resampled")
    assert len(grid) == 145 and len(sea.table("noise_segments")) == 2


def test_a_wild_fix_before_a_silence_swallows_nothing_later(sea):
    sea.line(A, 0, 1, OPEN_SEA).fix(A, 1.02, 33.0, 126.0).line(A, 9, 240, OPEN_SEA, every_min=30).fix(
        A, 241, 33.0, 126.0
    )
    assert len(sea.run().table("resampled")) > 231 * 6


def test_a_wrong_clock_does_not_move_the_end_of_the_search(sea):
    for n in range(60):
        sea.line(A + n, 0, 12, (36.0 + n * 0.01, 123.0), every_min=20)
    sea.fix(A, 24 * 150, 36.0, 123.0).fix(A + 1, -24 * 60, 36.0, 123.0)
    sea.run()
    searched = sea.table("searched").iloc[0]
    assert searched.span_h <= 13 and searched["rows"] == 60 * 37 + 2
    assert sea.table("gaps").end_time.notna().all()  # nobody else is dark till April


def test_files_of_years_apart_are_one_period_and_nothing_is_left_out_of_it(sea):
    """One ship is heard for half a day, and years later sixty ships are heard for three minutes: no wrong clock."""
    years_h = 24 * 1000
    sea.line(A, 0, 12, (36.0, 123.0), every_min=1)
    for n in range(60):
        sea.line(A + 1 + n, years_h + 0.02, years_h + 0.07, (36.0 + n * 0.01, 123.0), every_min=1)
    searched = sea.run().table("searched").iloc[0]
    assert (searched.first_time, searched.last_time) == (at(0), at(years_h + 0.07))
    assert searched.hours_heard == 14  # the last message of the first half day is of the thirteenth hour


def test_meetings_at_one_spot_day_after_day_make_no_harbour():
    sea = Sea()
    for pair in range(12):
        for k in (0, 1):
            sea.line(A + 2 * pair + k, pair * 24, pair * 24 + 5, (34.0 + k * 0.0005, 123.0))
    assert len(sea.run().table("encounters")) == 12
    assert sea.table("harbours").empty
