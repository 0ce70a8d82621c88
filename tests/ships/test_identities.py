"""Who said it was what, when; and what a change of it is a sign of. Statics are rows with an answer worked out by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.examples import examples
from builders.sea import OPEN_SEA, Sea, at

A, B = 440001001, 572000001
CARGO = {"ship_type": 70, "length_m": 120, "width_m": 18}
IMO_A, IMO_B = 9074729, 9161003  # both with a right check digit
PORT = (35.10, 129.04)  # Busan


def _sail(sea, ship, start_h, end_h, a=OPEN_SEA, b=None):
    return sea.line(ship, start_h, end_h, a, b or (a[0] + (end_h - start_h) * 0.15, a[1]))


def _signs(sea):
    return sea.run().table("identity_anomalies")


def _rows(sea):
    return sea.run().table("identities").sort_values(["ssvid", "valid_from"])


def test_one_face_is_one_interval(sea):
    _sail(sea, A, 0, 10).says(A, 0, 10, name="HONEST", imo=IMO_A, call_sign="D7AA", **CARGO)
    row = _rows(sea).iloc[0]
    assert (row["name"], row.imo, row.flag, row.hours_sent, row.messages) == ("HONEST", IMO_A, "KOR", 10, 100)
    assert (row.valid_from, row.valid_to) == (at(0), at(9.9)) and bool(row.imo_valid)
    assert _signs(sea).empty


def test_a_lost_message_and_a_garbled_one_change_nothing(sea):
    _sail(sea, A, 0, 20).says(A, 0, 8, name="HONEST", imo=IMO_A, **CARGO).says(
        A, 12, 8, name="HONEST", imo=IMO_A, **CARGO
    )
    sea.says(A, 5, messages=1, name="HONFST", imo=IMO_A, **CARGO).says(
        A, 6, messages=1, name="HONEST", imo=IMO_B, **CARGO
    )
    rows = _rows(sea)
    assert rows[["name", "imo"]].to_numpy().tolist() == [["HONEST", IMO_A]]
    assert _signs(sea).empty


def test_a_name_only_message_leaves_no_number_out(sea):
    # Class B sends its name alone (type 24 A), and the rest in another message.
    _sail(sea, A, 0, 6).says(A, 0, 6, name="SKIFF").says(A, 0.5, 6, call_sign="D7", ship_type=37).says(
        B, 0, 1, imo=IMO_B
    )
    assert _rows(sea).query("ssvid == @A")[["name", "call_sign"]].to_numpy().tolist() == [["SKIFF", "D7"]]


def test_a_changed_name_begins_a_new_interval_at_its_first_message(sea):
    _sail(sea, A, 0, 10).says(A, 0, 5, name="SIN PHYONG 9", imo=IMO_A, **CARGO).says(
        A, 5.5, 5, name="SAEBYOL", imo=IMO_A, **CARGO
    )
    rows = _rows(sea)
    assert rows[["name", "valid_from", "valid_to"]].to_numpy().tolist() == [
        ["SIN PHYONG 9", pd.Timestamp(at(0)), pd.Timestamp(at(5.5))],
        ["SAEBYOL", pd.Timestamp(at(5.5)), pd.Timestamp(at(10.4))],
    ]
    sign = _signs(sea).iloc[0]
    assert (sign.anomaly, sign.value_before, sign.value_after, sign.start_time) == (
        "name_changed",
        "SIN PHYONG 9",
        "SAEBYOL",
        at(5.5),
    )
    assert sign.non_dprk_port_km > 50


@pytest.mark.parametrize(
    ("before", "after", "sign"),
    [
        ({"imo": IMO_A}, {"imo": IMO_B}, "imo_changed"),
        ({"imo": IMO_A}, {}, "imo_dropped"),
        ({"imo": IMO_A}, {"imo": IMO_A, "length_m": 190}, "size_changed"),
        ({"imo": IMO_A}, {"imo": IMO_A, "length_m": 123}, None),  # measured again
        ({"imo": IMO_A}, {"imo": IMO_A, "ship_type": 79}, None),  # another cargo
        ({"name": "SAM JONG 1"}, {"name": "SAM JONG I"}, None),  # a typing error mended
        ({}, {"imo": IMO_A}, None),  # entered at last
    ],
)
def test_what_a_change_is_a_sign_of(sea, before, after, sign):
    said = {"name": "SOMEBODY", **CARGO}
    _sail(sea, A, 0, 12).says(A, 0, 6, **said | before).says(A, 6, 6, **said | after).says(B, 0, 1, imo=IMO_B)
    _sail(sea, B, 0, 1, (38.0, 121.0))
    found = _signs(sea)
    assert found.anomaly.tolist() == ([sign] if sign else [])


def test_an_imo_that_others_only_mistype_is_named(sea):
    # LADY R is 9161003: 9161013 has one digit wrong; 9116003 two swapped. Neither passes the check digit, nor need it.
    _sail(sea, A, 0, 5).says(A, 0, 5, name="LADY R", imo=9161013, **CARGO)
    _sail(sea, B, 0, 5, (37.0, 123.0)).says(B, 0, 5, name="LADY R", imo=9116003, **CARGO)
    signs = _signs(sea)
    near = signs[signs.anomaly == "near_miss_of_listed"]
    assert set(near.vessel_id) == {A, B} and near.value_before.str.startswith("9161003 (LADY R").all()


def test_a_number_near_a_listed_one_with_nothing_else_in_common_is_no_sign(sea):
    _sail(sea, A, 0, 5).says(A, 0, 5, name="HANJIN BUSAN", imo=9161015, **CARGO)
    assert "near_miss_of_listed" not in set(_signs(sea).anomaly)


def test_a_near_miss_with_a_right_check_digit_is_found_too(sea):
    # One in nine: 9161053 differs from 9161003 in one digit; 9*7+1*6+6*5+1*4+0*3+5*2=113, so 3 is right.
    _sail(sea, A, 0, 5).says(A, 0, 5, name="LADY R", imo=9161053, **CARGO)
    assert "near_miss_of_listed" in set(_signs(sea).anomaly)


def test_one_imo_in_two_places(sea):
    _sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    _sail(sea, B, 0, 6, (33.0, 126.0)).says(B, 0, 6, name="Y", imo=IMO_A, **CARGO)
    found = _signs(sea)
    assert found.anomaly.tolist() == ["imo_twice"] and {found.vessel_id[0], found.other_vessel_id[0]} == {A, B}


def test_two_transponders_on_one_ship_are_not_two_places(sea):
    for ship in (A, B):
        _sail(sea, ship, 0, 6).says(ship, 0, 6, name="X", imo=IMO_A, **CARGO)
    assert "imo_twice" not in set(_signs(sea).anomaly)


def test_a_hull_that_goes_over_to_another_flag(sea):
    _sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    _sail(sea, B, 30, 36, (33.0, 126.0)).says(B, 30, 6, name="X", imo=IMO_A, **CARGO)
    found = _signs(sea)
    assert found.anomaly.tolist() == ["flag_changed"]
    assert (found.value_before[0], found.value_after[0], found.vessel_id[0]) == ("KOR", "TUV", B)


def test_another_hulls_number_shows_by_its_size(sea):
    _sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    _sail(sea, B, 30, 36, (33.0, 126.0)).says(B, 30, 6, name="Y", imo=IMO_A, **CARGO | {"length_m": 80})
    found = _signs(sea).set_index("anomaly")
    assert set(found.index) == {"flag_changed", "other_size"}
    assert tuple(found.loc["other_size", ["vessel_id", "other_vessel_id", "value_before", "value_after"]]) == (
        B,
        A,
        "120 m",
        "80 m",
    )


def _handover(sea, where, later_h=0.05, length=120):
    sea.line(1_000_000 + 440_000_000, 0, 48, (34.0, 122.0))  # somebody else is heard all the time
    sea.line(A, 0, 12, where).says(A, 0, 12, name="OLD", imo=IMO_A, **CARGO)
    sea.line(B, 12 + later_h, 24, where).says(B, 12 + later_h, 12, name="NEW", **CARGO | {"length_m": length})
    return "handover" in set(_signs(sea).anomaly)


def test_an_identity_that_begins_where_another_ended(sea):
    assert _handover(sea, OPEN_SEA)
    sign = sea.table("identity_anomalies").set_index("anomaly").loc["handover"]
    assert (sign.vessel_id, sign.other_vessel_id) == (B, A)


@pytest.mark.parametrize(
    "else_", [{"where": PORT}, {"where": OPEN_SEA, "later_h": 3}, {"where": OPEN_SEA, "length": 60}]
)
def test_in_port_or_later_or_of_another_size_it_is_chance(sea, else_):
    assert not _handover(sea, **else_)


def test_where_reception_ends_one_comes_as_another_goes(sea):
    for n in range(6):  # others come and go there as well
        sea.line(440_002_000 + n, 3, 6 + n, OPEN_SEA, (OPEN_SEA[0], OPEN_SEA[1] + 1))
    assert not _handover(sea, OPEN_SEA)


def test_numbers_of_no_country_and_wrong_imo_numbers(sea):
    _sail(sea, 299000001, 0, 5).says(299000001, 0, 5, name="X", imo=9999999, **CARGO)
    assert set(_signs(sea).anomaly) == {"no_such_country", "imo_invalid"}


def test_a_borrowed_identity_is_a_sign_and_the_victim_is_not_accused(sea):
    victims = sea.run().store.rows("SELECT imos[1] FROM listed WHERE standing = 'victim' AND len(imos) > 0 ORDER BY 1")
    imo = victims[0][0]
    _sail(sea, A, 0, 5).says(A, 0, 5, name="SHUN LI", imo=imo, **CARGO)
    assert "borrowed" in set(_signs(sea).anomaly) and sea.table("matches").empty


def test_two_hulls_on_one_number_hold_both_identities_and_sign_nothing(sea):
    sea.line(A, 0, 30, OPEN_SEA).line(A, 0.05, 30, (30.0, 125.0), every_min=7)
    for h in range(30):
        sea.says(A, h, name="ONE", imo=IMO_A, **CARGO).says(A, h + 0.01, name="OTHER", imo=IMO_B, **CARGO)
    rows = _rows(sea)
    assert sorted(rows.name) == ["ONE", "OTHER"] and rows.hours_sent.tolist() == [30, 30]
    assert (rows.valid_to - rows.valid_from).min() > pd.Timedelta(hours=29)
    assert _signs(sea).empty


@given(st.lists(st.sampled_from(["ALPHA", "BRAVO", None]), min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=examples(10), deadline=None)
def test_intervals_follow_each_other_and_the_order_of_rows_does_not_matter(names, random):
    said = [(h, name) for h, name in enumerate(names)]

    def intervals(order):
        sea = _SEA
        sea.rows, sea.particulars = [], []
        _sail(sea, A, 0, 12)
        for h, name in order:
            sea.says(A, h, name=name, imo=IMO_A, **CARGO)
        return _rows(sea)[["name", "valid_from", "valid_to", "messages"]].to_numpy(dtype=object, na_value=None).tolist()

    first = intervals(said)
    random.shuffle(said)
    assert intervals(said) == first
    named = {name for _, name in said if name}
    assert {row[0] for row in first if row[0]} <= named
    if len(named) == 1:
        assert len(first) == 1  # nothing said does not end what was said


_SEA = Sea()
