"""What a change of what a ship says of itself is a sign of. Statics are rows with an answer worked out by hand."""

import pytest

from builders.identities import CARGO, IMO_A, IMO_B, A, B, anomalies_of, sail
from builders.sea import MILE, OPEN_SEA

PORT = (35.10, 129.04)  # Busan
C, D = 352000301, 636000302


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
    sail(sea, A, 0, 12).says(A, 0, 6, **said | before).says(A, 6, 6, **said | after).says(B, 0, 1, imo=IMO_B)
    sail(sea, B, 0, 1, (38.0, 121.0))
    found = anomalies_of(sea)
    assert found.anomaly.tolist() == ([sign] if sign else [])


def test_an_imo_that_others_only_mistype_is_named(sea):
    # LADY R is 9161003: 9161013 has one digit wrong; 9116003 two swapped. Neither passes the check digit, nor need it.
    sail(sea, A, 0, 5).says(A, 0, 5, name="LADY R", imo=9161013, **CARGO)
    sail(sea, B, 0, 5, (37.0, 123.0)).says(B, 0, 5, name="LADY R", imo=9116003, **CARGO)
    signs = anomalies_of(sea)
    near = signs[signs.anomaly == "near_miss_of_listed"]
    assert set(near.vessel_id) == {A, B} and near.value_before.str.startswith("9161003 (LADY R").all()


def test_a_number_near_a_listed_one_with_nothing_else_in_common_is_no_sign(sea):
    sail(sea, A, 0, 5).says(A, 0, 5, name="HANJIN BUSAN", imo=9161015, **CARGO)
    assert "near_miss_of_listed" not in set(anomalies_of(sea).anomaly)


def test_a_near_miss_with_a_right_check_digit_is_found_too(sea):
    # One in nine: 9161053 differs from 9161003 in one digit; 9*7+1*6+6*5+1*4+0*3+5*2=113, so 3 is right.
    sail(sea, A, 0, 5).says(A, 0, 5, name="LADY R", imo=9161053, **CARGO)
    assert "near_miss_of_listed" in set(anomalies_of(sea).anomaly)


def test_one_imo_in_two_places(sea):
    sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    sail(sea, B, 0, 6, (33.0, 126.0)).says(B, 0, 6, name="Y", imo=IMO_A, **CARGO)
    found = anomalies_of(sea)
    assert found.anomaly.tolist() == ["imo_twice"] and {found.vessel_id[0], found.other_vessel_id[0]} == {A, B}


def test_two_transponders_on_one_ship_are_not_two_places(sea):
    for ship in (A, B):
        sail(sea, ship, 0, 6).says(ship, 0, 6, name="X", imo=IMO_A, **CARGO)
    assert "imo_twice" not in set(anomalies_of(sea).anomaly)


def test_a_hull_that_goes_over_to_another_flag(sea):
    sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    sail(sea, B, 30, 36, (33.0, 126.0)).says(B, 30, 6, name="X", imo=IMO_A, **CARGO)
    found = anomalies_of(sea)
    assert found.anomaly.tolist() == ["flag_changed"]
    assert (found.value_before[0], found.value_after[0], found.vessel_id[0]) == ("KOR", "TUV", B)


def test_another_hulls_number_shows_by_its_size(sea):
    sail(sea, A, 0, 6).says(A, 0, 6, name="X", imo=IMO_A, **CARGO)
    sail(sea, B, 30, 36, (33.0, 126.0)).says(B, 30, 6, name="Y", imo=IMO_A, **CARGO | {"length_m": 80})
    found = anomalies_of(sea).set_index("anomaly")
    assert set(found.index) == {"flag_changed", "other_size"}
    assert tuple(found.loc["other_size", ["vessel_id", "other_vessel_id", "value_before", "value_after"]]) == (
        B,
        A,
        "120 m",
        "80 m",
    )


def _handover(sea, where, later_h=0.05, length=120, sog=None, ship_type=70, later_imo=None):
    sea.line(1_000_000 + 440_000_000, 0, 48, (34.0, 122.0))  # somebody else is heard all the time
    sea.line(A, 0, 12, where, sog=sog).says(A, 0, 12, name="OLD", imo=IMO_A, **CARGO | {"ship_type": ship_type})
    said = {"length_m": length, "ship_type": ship_type, **({"imo": later_imo} if later_imo else {})}
    sea.line(B, 12 + later_h, 24, where).says(B, 12 + later_h, 12, name="NEW", **CARGO | said)
    return "handover" in set(anomalies_of(sea).anomaly)


def test_an_identity_that_begins_where_another_ended(sea):
    assert _handover(sea, OPEN_SEA)
    sign = sea.table("identity_anomalies").set_index("anomaly").loc["handover"]
    assert (sign.vessel_id, sign.other_vessel_id) == (B, A)


@pytest.mark.parametrize(
    "else_",
    [
        {"where": PORT},
        {"where": OPEN_SEA, "later_h": 3},
        {"where": OPEN_SEA, "length": 60},
        {"where": OPEN_SEA, "length": 60, "sog": 9.0},  # under way: two that pass where one is lost
        {"where": OPEN_SEA, "length": 60, "sog": 0.2, "later_h": 0.7},
        {"where": PORT, "length": 60, "sog": 0.2},
    ],
)
def test_in_port_or_later_or_of_another_size_it_is_chance(sea, else_):
    assert not _handover(sea, **else_)


def test_a_ship_that_lay_may_send_a_false_size_with_its_next_number_and_that_is_said(sea):
    assert _handover(sea, OPEN_SEA, length=60, sog=0.2)
    sign = sea.table("identity_anomalies").set_index("anomaly").loc["handover"]
    assert sign.evidence == "it says it is a cargo ship of 60 m, not a cargo ship of 120 m"


@pytest.mark.parametrize(
    ("lengths", "became"), [((120, 125), {(B, A), (D, C)}), ((125, 120), {(D, A), (B, C)}), ((120, 120), set()), ((None, None), set())]
)  # fmt: skip
def test_of_two_that_change_at_one_moment_lengths_tell_and_times_do_not(sea, lengths, became):
    """A ends at 12:00 and C at 12:01, 30 m apart, 120 and 125 m long; B begins at 12:03 and D at 12:05."""
    beside = (OPEN_SEA[0] + 0.0003, OPEN_SEA[1])
    sea.line(1_000_000 + 440_000_000, 0, 48, (34.0, 122.0))
    for ship, where, from_h, to_h, length in (
        (A, OPEN_SEA, 0, 12, 120 if lengths[0] else None), (C, beside, 1 / 60, 12 + 1 / 60, (125 if lengths[0] != lengths[1] else lengths[0])),
        (B, beside, 12.05, 24, lengths[0]), (D, OPEN_SEA, 12 + 1 / 12, 24, lengths[1])
    ):  # fmt: skip
        sea.line(ship, from_h, to_h, where).says(ship, from_h, 11, name=f"NAME {ship}", **CARGO | {"length_m": length})
    found = anomalies_of(sea).query("anomaly == 'handover'")
    assert set(zip(found.vessel_id, found.other_vessel_id, strict=True)) == became


def test_where_reception_ends_one_comes_as_another_goes(sea):
    for n in range(6):  # others come and go there as well
        sea.line(440_002_000 + n, 3, 6 + n, OPEN_SEA, (OPEN_SEA[0], OPEN_SEA[1] + 1))
    assert not _handover(sea, OPEN_SEA)


@pytest.mark.parametrize(("ship_type", "is_one"), [(80, True), (50, False)])
def test_where_reception_ends_a_trader_that_lay_there_may_go_on_and_pilot_boats_relieve_each_other(
    sea, ship_type, is_one
):
    for n in range(6):
        sea.line(440_002_000 + n, 3, 6 + n, OPEN_SEA, (OPEN_SEA[0], OPEN_SEA[1] + 1))
    assert _handover(sea, (OPEN_SEA[0] + 0.05, OPEN_SEA[1]), sog=0.2, ship_type=ship_type) == is_one
    if is_one:
        assert sea.table("handovers").evidence[0] == "others are heard first or last around there, too"


def test_a_ship_that_lay_may_send_a_false_imo_number_with_its_next_number(sea):
    assert _handover(sea, OPEN_SEA, sog=0.2, later_imo=IMO_B)
    assert sea.table("handovers").evidence[0] == f"it sends IMO {IMO_B}, not {IMO_A}"


@pytest.mark.parametrize(
    ("later_h", "off_nm", "is_one"),
    [
        (0.1, 0.9, True),  # it makes 9 kn, and is heard six minutes later 0.9 nautical miles on
        (0.1, 0.5, False),  # at half of that another may be lost as this one is first heard
        (0.5, 4.5, False),  # half an hour later, too
    ],
)
def test_under_way_a_false_imo_number_is_believed_where_the_ship_would_be_just_then(sea, later_h, off_nm, is_one):
    lat, lon = OPEN_SEA
    sea.line(1_000_000 + 440_000_000, 0, 48, (34.0, 122.0))
    sea.line(A, 0, 12, (lat - 1.8, lon), OPEN_SEA, sog=9.0).says(A, 0, 12, name="OLD", imo=IMO_A, **CARGO)
    begins = lat + off_nm * MILE
    sea.line(B, 12 + later_h, 20, (begins, lon), (begins + 1.2, lon), sog=9.0).says(
        B, 13, 6, name="NEW", imo=IMO_B, **CARGO
    )
    assert ("handover" in set(anomalies_of(sea).anomaly)) == is_one


def test_numbers_of_no_country_and_wrong_imo_numbers(sea):
    sail(sea, 299000001, 0, 5).says(299000001, 0, 5, name="X", imo=9999999, **CARGO)
    assert set(anomalies_of(sea).anomaly) == {"no_such_country", "imo_invalid"}


def test_a_borrowed_identity_is_a_sign_and_the_victim_is_not_accused(sea):
    victims = sea.run().select("SELECT imos[1] FROM listed WHERE standing = 'victim' AND len(imos) > 0 ORDER BY 1")
    imo = victims[0][0]
    sail(sea, A, 0, 5).says(A, 0, 5, name="SHUN LI", imo=imo, **CARGO)
    assert "borrowed" in set(anomalies_of(sea).anomaly) and sea.table("matches").empty
