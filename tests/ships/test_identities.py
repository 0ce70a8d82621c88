"""Who said it was what, when. Statics are rows with an answer worked out by hand."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from builders.examples import examples
from builders.identities import CARGO, IMO_A, IMO_B, A, B, anomalies_of, identities_of, sail
from builders.sea import OPEN_SEA, Sea, at


def test_one_face_is_one_interval(sea):
    sail(sea, A, 0, 10).says(A, 0, 10, name="HONEST", imo=IMO_A, call_sign="D7AA", **CARGO)
    row = identities_of(sea).iloc[0]
    assert (row["name"], row.imo, row.flag, row.hours_sent, row.messages) == ("HONEST", IMO_A, "KOR", 10, 100)
    assert (row.valid_from, row.valid_to) == (at(0), at(9.9)) and bool(row.imo_valid)
    assert anomalies_of(sea).empty


def test_a_lost_message_and_a_garbled_one_change_nothing(sea):
    sail(sea, A, 0, 20).says(A, 0, 8, name="HONEST", imo=IMO_A, **CARGO).says(
        A, 12, 8, name="HONEST", imo=IMO_A, **CARGO
    )
    sea.says(A, 5, messages=1, name="HONFST", imo=IMO_A, **CARGO).says(
        A, 6, messages=1, name="HONEST", imo=IMO_B, **CARGO
    )
    rows = identities_of(sea)
    assert rows[["name", "imo"]].to_numpy().tolist() == [["HONEST", IMO_A]]
    assert anomalies_of(sea).empty


def test_a_name_only_message_leaves_no_number_out(sea):
    # Class B sends its name alone (type 24 A), and the rest in another message.
    sail(sea, A, 0, 6).says(A, 0, 6, name="SKIFF").says(A, 0.5, 6, call_sign="D7", ship_type=37).says(
        B, 0, 1, imo=IMO_B
    )
    assert identities_of(sea).query("ssvid == @A")[["name", "call_sign"]].to_numpy().tolist() == [["SKIFF", "D7"]]


def test_a_changed_name_begins_a_new_interval_at_its_first_message(sea):
    sail(sea, A, 0, 10).says(A, 0, 5, name="SIN PHYONG 9", imo=IMO_A, **CARGO).says(
        A, 5.5, 5, name="SAEBYOL", imo=IMO_A, **CARGO
    )
    rows = identities_of(sea)
    assert rows[["name", "valid_from", "valid_to"]].to_numpy().tolist() == [
        ["SIN PHYONG 9", pd.Timestamp(at(0)), pd.Timestamp(at(5.5))],
        ["SAEBYOL", pd.Timestamp(at(5.5)), pd.Timestamp(at(10.4))],
    ]
    sign = anomalies_of(sea).iloc[0]
    assert (sign.anomaly, sign.value_before, sign.value_after, sign.start_time) == (
        "name_changed",
        "SIN PHYONG 9",
        "SAEBYOL",
        at(5.5),
    )
    assert sign.non_dprk_port_km > 50


def test_two_hulls_on_one_number_hold_both_identities_and_sign_nothing(sea):
    sea.line(A, 0, 30, OPEN_SEA).line(A, 0.05, 30, (30.0, 125.0), every_min=7)
    for h in range(30):
        sea.says(A, h, name="ONE", imo=IMO_A, **CARGO).says(A, h + 0.01, name="OTHER", imo=IMO_B, **CARGO)
    rows = identities_of(sea)
    assert sorted(rows.name) == ["ONE", "OTHER"] and rows.hours_sent.tolist() == [30, 30]
    assert (rows.valid_to - rows.valid_from).min() > pd.Timedelta(hours=29)
    assert anomalies_of(sea).empty


@given(st.lists(st.sampled_from(["ALPHA", "BRAVO", None]), min_size=1, max_size=12), st.randoms(use_true_random=False))
@settings(max_examples=examples(10), deadline=None)
def test_intervals_follow_each_other_and_the_order_of_rows_does_not_matter(names, random):
    said = [(h, name) for h, name in enumerate(names)]

    def intervals(order):
        sea = _SEA
        sea.rows, sea.particulars = [], []
        sail(sea, A, 0, 12)
        for h, name in order:
            sea.says(A, h, name=name, imo=IMO_A, **CARGO)
        return (
            identities_of(sea)[["name", "valid_from", "valid_to", "messages"]]
            .to_numpy(dtype=object, na_value=None)
            .tolist()
        )

    first = intervals(said)
    random.shuffle(said)
    assert intervals(said) == first
    named = {name for _, name in said if name}
    assert {row[0] for row in first if row[0]} <= named
    if len(named) == 1:
        assert len(first) == 1  # nothing said does not end what was said


_SEA = Sea()
