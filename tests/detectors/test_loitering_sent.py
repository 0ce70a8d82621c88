"""What a ship that loiters sent: how many messages, and which status, also with other ships near; and when it was alone."""

import pytest

from builders.sea import OPEN_SEA, at

A, B = 636000001, 636000002
HULL_2 = A + 10_000_000_000


def _spells(sea):
    return sea.run().table("loitering").set_index("vessel_id")


@pytest.mark.parametrize(("every_min", "messages"), [(0.5, 481), (5, 49), (20, 13)])
def test_messages_are_counted_one_by_one(sea, every_min, messages):
    # four hours from its first message to its last: one more than the steps between them
    assert _spells(sea.line(A, 0, 4, OPEN_SEA, every_min=every_min)).fixes.to_dict() == {A: messages}


def test_messages_before_and_after_a_spell_are_not_in_it(sea):
    # 12 kn until 4:00 and from 8:00: each minute one; the spell begins and ends at tenth minutes within an hour of these
    sea.line(A, 0, 4, (35.7, 123.9), OPEN_SEA, every_min=1).line(A, 4, 8, OPEN_SEA, every_min=1)
    sea.line(A, 8, 12, OPEN_SEA, (37.3, 123.9), every_min=1)
    sea.rows = sorted(set(sea.rows))
    spell = _spells(sea).loc[A]
    assert spell.fixes == round(spell.duration_h * 60) + 1


def test_of_two_hulls_under_one_number_each_has_its_own_messages(sea):
    # one lies for 12 hours and sends each three minutes; the other, 720 km off, each seven from 0:01 on: of its 104 messages the first two
    # are sent before its first tenth minute, 0:10, and the last one after 12:00
    sea.line(A, 0, 12, OPEN_SEA, every_min=3).line(A, 0.02, 12.04, (30.0, 125.0), every_min=7)
    fixes = _spells(sea).fixes.to_dict()
    assert fixes == {A: 241, HULL_2: 101}


def test_late_copies_that_are_set_aside_do_not_count(sea):
    # of 49 messages one is a copy that adds nothing, and one, late too, is all that was heard then
    sea.line(A, 0, 4, OPEN_SEA).run().make("loitering_spells")
    for hours, set_aside in ((1, True), (2, False)):
        sea._store.execute(
            "INSERT INTO late_fixes BY NAME SELECT ssvid, time, lat, lon, file_id, 600 AS delay_s, $aside AS set_aside"
            " FROM fixes WHERE time = $time",
            {"aside": set_aside, "time": at(hours)},
        )
    assert sea.table("loitering").fixes.tolist() == [48]


def _status(spell):
    (c,) = (c for c in spell.causes if c["cause"] == "not under command")
    return c["holds"], c["says"]


@pytest.mark.parametrize("every_min", [5, 25])
def test_status_is_known_with_another_ship_near(sea, every_min):
    # 2 km apart; the one sends "at anchor" (1), the other "not under command" (2)
    sea.line(A, 0, 8, OPEN_SEA, every_min=every_min).sets(A, 0, 8, 1)
    sea.line(B, 0, 8, (36.518, 123.9), every_min=every_min).sets(B, 0, 8, 2)
    spells = _spells(sea)
    assert spells.ships_near.to_dict() == {A: 1, B: 1} and spells.nav_status.to_dict() == {A: 1, B: 2}
    assert _status(spells.loc[A]) == (False, "status before / in it / after: - / at anchor / -, set by hand")
    assert _status(spells.loc[B]) == (True, "status before / in it / after: - / not under command / -, set by hand")


def test_of_a_number_that_several_send_no_status_is_told(sea):
    sea.line(A, 0, 12, OPEN_SEA, every_min=3).line(A, 0.02, 12.04, (30.0, 125.0), every_min=7).sets(A, 0, 13, 2)
    assert _status(_spells(sea).loc[A]) == (None, "several ships send under its number")


def test_no_status_sent_is_none_known(sea):
    assert _status(_spells(sea.line(A, 0, 8, OPEN_SEA)).loc[A]) == (None, "no status known")


@pytest.mark.parametrize(("near", "weight"), [(False, [0.5]), (True, [])])
def test_a_status_speaks_for_a_transfer_only_where_no_other_ship_lay_near(sea, near, weight):
    sea.line(A, 0, 8, OPEN_SEA, (36.55, 123.9)).sets(A, 0, 8, 3)
    if near:
        sea.line(B, 0, 8, (36.525, 123.93))
    sea.run().make("event_indicators")
    rows = sea.select(
        "SELECT weight FROM event_indicators JOIN loitering USING (event)"
        f" WHERE name = 'restricted_status' AND vessel_id = {A}"
    )
    assert [w for (w,) in rows] == weight


@pytest.mark.parametrize(
    ("near", "says"),
    [
        (None, "no other ship was heard to lie within 5 km at the 7 times looked at, from its begin to its end"),
        ((0, 4), None),
        ((4, 8), None),
    ],
)
def test_alone_halfway_through_is_not_alone_all_the_time(sea, near, says):
    # twelve hours; another ship, 2 km off, lies there for the first four of them, or in the middle
    sea.line(A, 0, 12, OPEN_SEA)
    if near:
        sea.line(B, *near, (36.518, 123.9))
    sea.run().make("event_indicators")
    rows = sea.select(
        f"SELECT text FROM event_indicators JOIN loitering USING (event) WHERE name = 'alone' AND vessel_id = {A}"
    )
    assert [text for (text,) in rows] == ([says] if says else [])
