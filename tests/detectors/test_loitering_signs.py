"""What a ship that loiters alone sent and did: headings, status, destination, other lone spells; and whether it was in tow."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea, at, passers

A, B, C = 636000001, 636000002, 636000003
TANKER, TUG = 80, 52
BEFORE, AFTER = (36.0, 123.9), (37.1, 123.9)
END = (36.6, 123.9)


def _stops(sea, ship=A, ship_type=TANKER, drift_to=END):
    """A ship comes at 10 kn, drifts for six hours and 11 km (unless asked for otherwise), and goes on at 10 kn."""
    sea.line(ship, -3, 0, BEFORE, OPEN_SEA).line(ship, 0, 6, OPEN_SEA, drift_to).line(ship, 6, 9, drift_to, AFTER)
    return sea.says(ship, -3, 12, ship_type=ship_type, length_m=180)


def _spell(sea, ship=A):
    (e,) = (e for e in sea.run().table("loitering").itertuples() if e.vessel_id == ship)
    return e


def _said(sea, name, ship=A):
    sea.make("event_indicators")
    return sea.select(
        f"SELECT weight, text FROM event_indicators JOIN loitering USING (event) WHERE name = '{name}' AND vessel_id = {ship}"
    )


def _cause(e, cause="tow"):
    (c,) = (c for c in e.causes if c["cause"] == cause)
    return c["holds"], c["says"]


def test_a_heading_kept_is_printed_and_weighed_small(sea):
    # across north: 358, 0 and 2 degrees; their mean is 0, and nine in ten lie within 2
    _stops(sea).heads(A, -3, 9, 358, 0, 2)
    assert _spell(sea).heading_spread_deg == pytest.approx(2, abs=0.1)
    assert _said(sea, "steady_heading") == [(0.5, "kept its heading within 2 degrees while it drifted")]


def test_headings_at_the_ends_of_a_spell_do_not_count(sea):
    # it turns by 90 degrees in the last quarter of an hour, when its engine starts
    _stops(sea).heads(A, -3, 5.7, 40).heads(A, 5.71, 9, 130)
    assert _spell(sea).heading_spread_deg == 0


@pytest.mark.parametrize("sent", [(0, 30, 60, 90), ()])
def test_a_ship_that_yaws_or_sends_no_heading_has_not_kept_it(sea, sent):
    # of each tenth minute one of its two counts: 0 and 60, or 30 and 90, each 30 from their mean
    _stops(sea)
    if sent:
        sea.heads(A, -3, 9, *sent)
    e = _spell(sea)
    assert e.heading_spread_deg == pytest.approx(30, abs=2) if sent else math.isnan(e.heading_spread_deg)
    assert _said(sea, "steady_heading") == []


def test_a_steady_heading_at_anchor_says_nothing(sea):
    _stops(sea, drift_to=OPEN_SEA).heads(A, -3, 9, 40)
    assert math.isnan(_spell(sea).heading_spread_deg) and _said(sea, "steady_heading") == []


@pytest.mark.parametrize(("others_yaw", "weighed"), [(True, 1), (False, 0)])
def test_where_most_others_adrift_keep_their_headings_it_is_the_wind(sea, others_yaw, weighed):
    _stops(sea).heads(A, -3, 9, 40)
    for n, lon in enumerate((124.4, 124.9)):
        sea.line(C + n, 0, 6, (36.5, lon), (36.6, lon)).heads(C + n, 0, 6, *((0, 60, 120) if others_yaw else (40,)))
    sea.run()
    assert len(_said(sea, "steady_heading")) == weighed


def test_status_before_in_and_after_are_told_apart(sea):
    _stops(sea).sets(A, -3, 0.1, 0).sets(A, 0.2, 5.8, 3).sets(A, 5.9, 9, 5)
    e = _spell(sea)
    assert (e.nav_status_before, e.nav_status, e.nav_status_after) == (0, 3, 5)
    ((weight, text),) = _said(sea, "restricted_status")
    assert weight == 0.5
    assert text == (
        "sends restricted manoeuvrability, before it under way using engine, after it moored, as set by hand"
    )


@pytest.mark.parametrize(
    ("before", "within", "drift_to", "said"),
    [
        (0, 1, END, {"status_belied"}),  # at anchor, and drifts 11 km
        (1, 1, END, {"status_belied"}),
        (0, 1, OPEN_SEA, set()),  # at anchor, and lies
        (0, 5, END, {"moored_at_sea"}),  # moored to whom, 100 km out
        (5, 5, END, {"status_belied"}),  # left as it was at the quay
        (0, 0, END, set()),
        (0, 2, END, set()),
        (0, 7, END, {"fishing_status"}),
        (0, 15, END, set()),  # nobody set it
    ],
)
def test_each_status_in_mid_drift(before, within, drift_to, said):
    sea = _stops(Sea(), drift_to=drift_to).sets(A, -3, 0.1, before).sets(A, 0.2, 5.8, within).sets(A, 5.9, 9, 0)
    sea.run().make("event_indicators")
    names = {n for (n,) in sea.select("SELECT name FROM event_indicators WHERE event LIKE 'loitering%'")}
    assert names & {"status_belied", "moored_at_sea", "restricted_status", "fishing_status"} == said


@pytest.mark.parametrize(
    ("before", "after", "changed", "transfer"),
    [
        ("ULSAN", "NINGBO", 1, 0),
        ("ULSAN", "ULSAN KR", 0, 0),
        ("ULSAN", None, 0, 0),
        ("FOR ORDERS", "BR VIX", 0, 0),  # it waited for them
        ("ULSAN", "AWAITING ORDERS", 0, 0),
        ("ORDU", "NINGBO", 1, 0),
        ("STS AREA", "STS AREA", 0, 1),
        ("HASTSUND", "HASTSUND", 0, 0),
    ],
)
def test_the_destination_across_a_lone_spell(before, after, changed, transfer):
    sea = _stops(Sea())
    sea.particulars.clear()
    sea.says(A, -3, 6, ship_type=TANKER, destination=before).says(A, 5, 4, ship_type=TANKER, destination=after)
    sea.run()
    assert len(_said(sea, "destination_changed")) == changed
    assert len(_said(sea, "destination_says_transfer")) == transfer


@pytest.mark.parametrize(
    ("second", "beside", "times"), [((37.3, 123.9), 0, 1), ((36.7, 123.9), 0, 0), ((37.3, 123.9), 1, 0)]
)
def test_a_second_lone_spell_elsewhere_is_weak_evidence(second, beside, times):
    # 89 km off, or 22; alone, or with another ship 2 km off. All over 90 km from any port
    sea = _stops(Sea()).line(A, 12, 16, second)
    if beside:
        sea.line(B, 10, 18, (second[0] + 0.02, second[1]))
    spells = sea.run().table("loitering")
    assert spells[spells.vessel_id == A].lone_elsewhere.tolist() == [times, times]
    assert _said(sea, "lay_alone_elsewhere") == (
        [(0.25, "it lay or drifted once besides in these days, no ship heard alongside, 50 km off or farther")] * 2
        if times
        else []
    )


def _tow(astern_deg=0.003, types=(TUG, TANKER), knots=5, after=True, weaves_deg=0.0, leaves_h=99.0):
    """A leads B, so far ahead of it (0.003 degrees: 334 m): both sail north, stop at 6 h for six hours, and sail on, or B is left there.

    From ``leaves_h`` on A sails away to the east.
    """
    sea, per_h = Sea(), knots / 60
    for n in range(18 * 12 + 1):
        h = n / 12
        north = 36.0 + per_h * (min(h, 6) + max(0, h - 12)) + 0.002 * max(0, min(h, 12) - 6)
        left = 36.0 + per_h * 6 + 0.012 if h > 12 and not after else north
        east = 0.1 * max(0.0, h - leaves_h)
        sea.fix(A, h, north + astern_deg + weaves_deg * (n % 24 < 12), 123.9 + east).fix(B, h, left, 123.9)
    for ship, kind in zip((A, B), types, strict=True):
        sea.says(ship, 0, 18, ship_type=kind)
    return sea


def test_a_tow_that_stops_is_a_tow_and_the_tug_is_named():
    sea = _tow().says(A, 0, 18, name="STRONG TUG", ship_type=TUG)
    holds, says = _cause(_spell(sea, B))
    assert holds and says.startswith("sailed 334 m from STRONG TUG for ") and "before it and for" in says
    ((weight, text),) = _said(sea, "tow", B)
    assert weight == -3 and text.startswith("towing or towed: sailed 334 m from STRONG TUG")
    assert _cause(_spell(sea, A))[0]  # the tug lies beside its tow for the same reason


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"astern_deg": 0.012}, True),  # 1.3 km of towline
        ({"astern_deg": 0.02}, False),  # 2.2 km
        ({"knots": 12}, False),  # no tow is so fast
        ({"weaves_deg": 0.009}, False),  # 1 km nearer in every other hour
        ({"after": False}, True),  # left behind by a tug
        ({"leaves_h": 4.5}, False),  # an escort that left an hour and a half before it stopped
        ({"types": (TANKER, TANKER)}, False),  # sailed in company: no tow by their kind
        ({"types": (0, TANKER)}, True),  # of unknown kind, together before and after
        ({"types": (0, TANKER), "after": False}, None),
    ],
)
def test_what_makes_a_tow(given, holds):
    assert _cause(_spell(_tow(**given), B))[0] is holds


def test_two_traders_that_sail_in_company_are_no_tow_but_the_other_is_named():
    assert f"from {A}" in _cause(_spell(_tow(types=(TANKER, TANKER)), B))[1]


def test_a_ship_heard_neither_before_nor_after_may_have_been_in_tow(sea):
    sea.line(A, 0, 6, OPEN_SEA, END).says(A, 0, 6, ship_type=TANKER)
    assert _cause(_spell(sea)) == (None, "not heard before or after")


@pytest.mark.parametrize(
    ("sent", "holds", "weighed"), [(2, True, [-1.5]), (0, False, []), (1, False, []), (None, None, [])]
)
def test_not_under_command_is_a_cause_tested_and_weighed(sea, sent, holds, weighed):
    _stops(sea)
    if sent is not None:
        sea.sets(A, -3, 9, sent)
    assert _cause(_spell(sea), "not under command")[0] is holds
    assert [w for w, _ in _said(sea, "not_under_command")] == weighed


@pytest.mark.parametrize(("draught_m", "drifts_h", "holds"), [(10.0, 4, True), (8.0, 4, False), (10.0, 10, None)])
def test_a_few_hours_after_which_it_sails_on_as_it_came_may_be_a_stop_of_the_engine(sea, draught_m, drifts_h, holds):
    end = (OPEN_SEA[0] + 0.03, OPEN_SEA[1])
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, drifts_h, OPEN_SEA, end).line(A, drifts_h, drifts_h + 3, end, AFTER)
    sea.says(A, -3, 3, ship_type=TANKER, length_m=180, draught_m=10.0)
    sea.says(A, drifts_h + 1, 2, ship_type=TANKER, length_m=180, draught_m=draught_m)
    assert _cause(_spell(sea), "a stop of the engine")[0] is holds
    assert [w for w, _ in _said(sea, "engine_stop")] == ([-1] if holds else [])


@pytest.mark.parametrize(
    ("status", "drift_deg", "drifts_h", "holds", "says"),
    [
        (1, 0.0, 5, False, "it sent at anchor, and swung within 0 m: it waited"),
        (1, 0.008, 5, False, "it sent at anchor, and swung within"),  # 900 m in all: the anchor dragged
        (1, 0.03, 5, True, "draught kept"),  # 3.3 km: nobody set the status
        (5, 0.002, 5, False, "it sent moored, and swung within"),
        (0, 0.002, 5, False, "as at anchor: it waited"),  # 220 m: an eighth of a mile in five hours is no drift
        (0, 0.002, 2.5, True, "draught kept"),  # in less time it may be
        (0, 0.03, 5, True, "draught kept"),
    ],
)
def test_who_lay_at_anchor_waited_and_did_not_stop_its_engine(sea, status, drift_deg, drifts_h, holds, says):
    end = (OPEN_SEA[0] + drift_deg, OPEN_SEA[1])
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, drifts_h, OPEN_SEA, end).line(A, drifts_h, drifts_h + 3, end, AFTER)
    sea.says(A, -3, 12, ship_type=TANKER, length_m=180, draught_m=10.0).sets(A, 0.1, drifts_h - 0.1, status)
    held, said = _cause(_spell(sea), "a stop of the engine")
    assert held is holds and says in said, said
    assert [w for w, _ in _said(sea, "engine_stop")] == ([-1] if holds else [])


def _behaviour(sea, ship=A):
    sea.make("event_indicators")
    return sea.select_one(
        "SELECT sum(weight) FROM event_indicators JOIN loitering USING (event)"
        f" WHERE queue = 'behaviour' AND vessel_id = {ship}"
    )[0]


@pytest.mark.parametrize(
    ("world", "holds", "says", "score"),
    [
        # a tanker alone that stopped where nobody does, on its way: four points; a stop of the engine takes one: an alert, the least there is
        ({}, True, "draught kept", 3),
        ({"drifts_h": 7.5}, True, "7.2 hours", 3),
        ({"drifts_h": 3}, True, "2.7 hours", 2.5),  # as short as a drill: no alert
        ({"status": 2}, True, "draught kept", 1.5),  # it says that it is not under command
        ({"drifts_h": 14, "status": 2}, None, "unlikely, as it lasted for longer than most", 2.5),
        ({"drifts_h": 14}, None, "unlikely, as it lasted for longer than most", 4),
        # who lay for most of a day did not merely stop on its way: it waited
        ({"drifts_h": 16}, None, "unlikely, as it lasted for longer than most", 2),
        ({"draught_m": 8.0}, False, "draught changed by 2.0 m", 6),
        ({"draught_m": 8.0, "status": 2}, False, "draught changed by 2.0 m", 4.5),  # a status is easily set
        ({"destination": "NINGBO"}, False, "another destination sent after it", 5),
        ({"status": 3}, None, "it sent restricted manoeuvrability in it", 4.5),
        ({"silent": (1, 4)}, None, "silent for a part of it", 4),
        ({"silent": (1, 1.8)}, True, "draught kept", 3),
        # its drift goes north: a hull alongside may hold it at 40 degrees to that, the wind would turn it across
        ({"heads": (40,)}, None, "40 from the course of its drift", 4.5),
        ({"heads": (92, 93)}, True, "draught kept", 3.5),
        # for three hours a free ship keeps its heading by chance: it neither opens the stop of the engine nor adds anything
        ({"heads": (40,), "drifts_h": 3.4}, True, "draught kept", 2.5),
        ({"heads": (300, 260, 20)}, True, "draught kept", 3),
    ],
)
def test_a_lone_stop_stands_last_if_nothing_but_loneliness_speaks_for_it(sea, world, holds, says, score):
    """It comes at 10 kn, drifts 7 km to the north, and sails on north at 10 kn; unless told, in 5 hours, heard all along."""
    drifts_h, silent = world.get("drifts_h", 5), world.get("silent", (0, 0))
    end = (36.565, 123.9)
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, drifts_h, OPEN_SEA, end).line(A, drifts_h, drifts_h + 3, end, AFTER)
    sea.rows = [r for r in sea.rows if not at(silent[0]) < r[1] < at(silent[1])]
    said = {"ship_type": TANKER, "length_m": 180}
    sea.says(A, -3, int(drifts_h) + 3, draught_m=10.0, destination="ULSAN", **said)
    after = {"draught_m": world.get("draught_m", 10.0), "destination": world.get("destination", "ULSAN KR")}
    sea.says(A, drifts_h + 1, 2, **said, **after)
    if "status" in world:
        sea.sets(A, -3, 0, 0).sets(A, 0.1, drifts_h - 0.1, world["status"]).sets(A, drifts_h, drifts_h + 3, 0)
    if "heads" in world:
        sea.heads(A, -3, drifts_h + 3, *world["heads"])
    held, text = _cause(_spell(sea), "a stop of the engine")
    assert (held, says in text) == (holds, True), text
    assert _behaviour(sea) == score


@pytest.mark.parametrize(
    ("before_kn", "says"), [(3, "it made 3.0 kn only in the hours before it"), (10, "draught kept")]
)
def test_only_one_that_turned_did_not_sail_on_as_it_came(sea, before_kn, says):
    start = (OPEN_SEA[0] - 3 * before_kn / 60, OPEN_SEA[1])
    end = (OPEN_SEA[0] + 0.05, OPEN_SEA[1])
    sea.line(A, -3, 0, start, OPEN_SEA).line(A, 0, 5, OPEN_SEA, end).line(A, 5, 8, end, (end[0] + 0.5, end[1]))
    sea.says(A, -3, 11, ship_type=TANKER, length_m=180, draught_m=10.0)
    _, said = _cause(_spell(sea), "a stop of the engine")
    assert says in said and "did not sail on" not in said


@pytest.mark.parametrize(
    ("drift_kn", "heads", "holds", "weighed"),
    [
        (1.5, (4, 352, 12), True, [-1.5]),  # along its heading, which it keeps as well as a seaway lets it
        (1.5, (32, 20, 44), None, []),  # a current may set it off its heading
        (1.5, (359, 0, 1), None, []),  # as if held by a pilot, or by a hull alongside
        (1.5, (84, 92, 98), None, []),  # beam to its drift, as a free ship lies, or one that a current sets to leeward
        (1.5, (174, 182, 188), None, []),  # set back over its stern
        (1.5, (300, 0, 60), False, []),  # nobody steered it
        (0.5, (4, 352, 12), None, []),  # little headway over the ground: a current may take it
        (1.5, None, None, []),
    ],
)
def test_who_makes_slow_headway_along_its_heading_may_be_hove_to(sea, drift_kn, heads, holds, weighed):
    """It comes at 10 kn from the south, makes its way to the north for six hours, and sails on."""
    end = (OPEN_SEA[0] + 6 * drift_kn / 60, OPEN_SEA[1])
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, 6, OPEN_SEA, end).line(A, 6, 9, end, (end[0] + 0.5, end[1]))
    sea.says(A, -3, 12, ship_type=TANKER, length_m=180, draught_m=10.0)
    if heads:
        sea.heads(A, -3, 9, *heads)
    held, said = _cause(_spell(sea), "hove to")
    assert held is holds, said
    assert [w for w, _ in _said(sea, "hove_to")] == weighed
    # what the cause explains is no suspicion besides
    assert [w for w, _ in _said(sea, "steady_heading")] == ([0.5] if heads == (359, 0, 1) else [])


@pytest.mark.parametrize(
    ("kind", "heads", "holds", "says"),
    [
        (TANKER, (4, 352, 12), True, "degrees from the course made good"),
        (None, (4, 352, 12), True, "degrees from the course"),  # of unknown kind
        (TUG, (4, 352, 12), None, "looked for among cargo ships, tankers"),  # it tows, or waits at its work
        (TANKER, (84, 92, 98), None, "set a ship off its heading"),
        (TANKER, (), None, "too few headings received"),
    ],
)
def test_hove_to_is_looked_for_among_ships_that_trade_and_says_what_is_lacking(sea, kind, heads, holds, says):
    end = (OPEN_SEA[0] + 6 * 1.5 / 60, OPEN_SEA[1])
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, 6, OPEN_SEA, end).line(A, 6, 9, end, (end[0] + 0.5, end[1]))
    if kind is not None:
        sea.says(A, -3, 12, ship_type=kind, length_m=180)
    if heads:
        sea.heads(A, -3, 9, *heads)
    held, said = _cause(_spell(sea), "hove to")
    assert held is holds and says in said, said


def test_a_ship_that_moved_no_farther_than_a_chain_is_long_was_not_hove_to(sea):
    _stops(sea, drift_to=(OPEN_SEA[0] + 0.002, OPEN_SEA[1])).heads(A, -3, 9, 4, 352, 12)
    assert _cause(_spell(sea), "hove to") == (False, "it swung or drifted within 93 m")


def test_who_is_seldom_heard_is_not_silent_for_a_part_of_its_stop(sea):
    # 6 hours on its way, heard every 50 minutes all along, and it sails on as it came: nothing of it was hidden
    sea.line(A, -10, 0, (OPEN_SEA[0] - 10 / 6, 123.9), OPEN_SEA, every_min=50)
    end = (OPEN_SEA[0] + 0.03, OPEN_SEA[1])
    sea.line(A, 0.6, 5.6, OPEN_SEA, end, every_min=50).line(
        A, 6.2, 16.2, end, (OPEN_SEA[0] + 10 / 6, 123.9), every_min=50
    )
    sea.says(A, -10, 26, ship_type=TANKER, length_m=180, draught_m=10.0)
    e = _spell(sea)
    held, said = _cause(e, "a stop of the engine")
    assert held is True and "silent" not in said, said
    assert e.duration_h <= 6 <= e.longest_h


@pytest.mark.parametrize(("heard_h", "inferred"), [(0.5, True), (3.5, False)])
def test_what_a_ship_did_while_it_was_not_heard_is_said_to_be_inferred(sea, heard_h, inferred):
    # six hours adrift, heard in one or seven of them
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, heard_h, OPEN_SEA).line(A, 6 - 0.25, 6, OPEN_SEA)
    sea.line(A, 6, 9, OPEN_SEA, AFTER).says(A, -3, 12, ship_type=TANKER, length_m=180)
    e = _spell(sea)
    ((_, said),) = _said(sea, "loitered")
    (activity,) = sea.select_one(f"SELECT activity FROM events WHERE event = '{e.event}'")
    assert ("inferred" in said) is inferred and ("inferred" in activity) is inferred


@pytest.mark.parametrize(("silent_h", "weighed"), [(5, True), (3, False)])
def test_a_silence_of_some_hours_at_one_end_of_a_stop_weighs_if_the_ship_had_gone_dark(sea, silent_h, weighed):
    """A drifts from hour 80 to 86, is not heard for some hours, and sails on; six others sail to and fro there and are heard."""
    passers(sea)
    sea.line(A, 70, 80, (OPEN_SEA[0] + 1, OPEN_SEA[1]), OPEN_SEA).line(A, 80, 86, OPEN_SEA)
    sea.line(A, 86 + silent_h, 96, (OPEN_SEA[0] - 0.2, OPEN_SEA[1]), (OPEN_SEA[0] - 1.2, OPEN_SEA[1]))
    sea.says(A, 70, 26, name="AYE", ship_type=TANKER, length_m=180).run()
    dark = sea.select(
        f"SELECT assessment FROM gaps WHERE vessel_id = {A} AND start_time BETWEEN '{at(80)}' AND '{at(90)}'"
    )
    assert dark == [("transmitter_off",)] * weighed
    (p,) = sea.select_one(f"SELECT format('{{:.2f}}', max(p_off)) FROM gaps WHERE vessel_id = {A}")
    assert (
        _said(sea, "dark_beside_it")
        == [(1.5, f"it was dark from 11-19 14:00 to 11-19 19:00 (probability {p})")] * weighed
    )
    spoken = sea.select("SELECT names_ship, speaks_of FROM event_indicators WHERE name = 'dark_beside_it'")
    silence = sea.select(f"SELECT event, start_time FROM gaps WHERE vessel_id = {A} AND start_time = '{at(86)}'")
    assert spoken == [(False, [{"event": event, "begin_time": t}]) for event, t in silence[:weighed]]


def _may_have_met_in_the_dark(sea, more=0):
    """A drifts at 80-90 h; B, silent at 72-102 h, had time to come 30 miles and go back; so do some more, but nobody on another day."""
    place, spot = OPEN_SEA, (OPEN_SEA[0] + 0.5, OPEN_SEA[1])
    passers(sea)
    sea.line(B, 60, 72, (place[0], place[1] - 1), place, sog=4).line(B, 102, 112, place, (place[0], place[1] + 0.3))
    for n in range(more + 1):
        here, far = (spot[0], spot[1] + 0.2 * n), (spot[0] + 1, spot[1] + 0.2 * n)
        ship = A if n == 0 else 636000010 + n
        sea.line(ship, 70, 80, far, here).line(ship, 80, 90, here).line(ship, 90, 100, here, far)
    sea.says(A, 70, 30, name="AYE", ship_type=TANKER, length_m=180).says(B, 60, 40, name="BEE", ship_type=TANKER)


def test_that_one_which_went_dark_may_have_been_there_is_said_however_many_such_chance_brings(sea):
    _may_have_met_in_the_dark(sea)
    spot = (OPEN_SEA[0] + 0.5, OPEN_SEA[1])
    sea.line(A + 7, 56, 66, spot).line(
        A + 7, 66, 70, spot, (spot[0] + 0.6, spot[1])
    )  # on another day somebody drifts there too
    sea.run(None, "reachability.most_by_chance=0", "scoring.min_score=1").make("possible_rendezvous")
    assert sea.select(f"SELECT assessment FROM gaps WHERE vessel_id = {B} ORDER BY start_time LIMIT 1") == [
        ("transmitter_off",)
    ]
    assert sea.select("FROM possible_rendezvous") == []  # too many by chance to be worth a line of their own
    (e,) = (e for e in sea.table("loitering").itertuples() if e.vessel_id == A)
    # 30 miles at 15 kn take two hours: B has room for all ten hours
    may = "no ship was heard alongside; BEE, silent meanwhile, had time to lie there for up to 10 hours"
    holds, said = _cause(e, "was not alone")
    assert holds is None and said.startswith(may)
    told = dict(sea.make("alerts").select("SELECT ship_name, see_also FROM alerts WHERE ship_name IN ('AYE', 'BEE')"))
    assert [len(told[name]) for name in ("AYE", "BEE")] == [1, 1], told
    assert all(
        t[0].startswith("BEE, silent then, could have met AYE, for up to 10 hours; nobody heard") for t in told.values()
    )


@pytest.mark.parametrize("more", [1, 5])
def test_one_silent_ship_and_all_it_may_have_met_lead_to_each_other(sea, more):
    _may_have_met_in_the_dark(sea, more)
    sea.run(None, "scoring.min_score=-9").make("alerts")
    ((silent, see_also),) = sea.select(f"SELECT alert, see_also FROM alerts WHERE vessel_id = {B}")
    lone = dict(sea.select(f"SELECT alert, see_also FROM alerts WHERE vessel_id <> {B}"))
    assert len(lone) == more + 1 and all(f"see {alert}" in " ".join(see_also) for alert in lone)
    assert all(any(text.endswith(f"see {silent}") for text in seen) for seen in lone.values())
    assert len(see_also) == (2 if more == 1 else 1)  # of many, one line


@pytest.mark.parametrize(("more", "weighs"), [(0, True), (1, True), (2, False)])
def test_one_silent_ship_that_could_have_come_to_many_says_little_of_each(sea, more, weighs):
    _may_have_met_in_the_dark(sea, more)
    sea.run()
    holds, said = _cause(next(e for e in sea.table("loitering").itertuples() if e.vessel_id == A), "was not alone")
    others = (
        "",
        ", or another ship lying or adrift within its reach",
        ", or one of 2 others lying or adrift within its reach",
    )[more]
    assert (
        holds is None
        and said
        == f"no ship was heard alongside; BEE, silent meanwhile, had time to lie there for up to 10 hours{others}"
    )
    assert sea.select(f"SELECT DISTINCT in_reach FROM possible_rendezvous WHERE vessel_id = {B} AND how = 'slow'") == [
        (more + 1,)
    ]
    few = f"SELECT silent_ones_are_few FROM loitering_company JOIN loitering_spells USING (event) WHERE vessel_id = {A}"
    assert sea.select(few) == [(weighs,)] and bool(_said(sea, "could_have_been_met")) is weighs


def test_whom_a_ship_may_have_met_in_the_dark_is_named_by_both(sea):
    _may_have_met_in_the_dark(sea)
    holds, said = _cause(_spell(sea), "was not alone")
    assert holds is None and said.startswith(
        "no ship was heard alongside; BEE, silent meanwhile, had time to lie there"
    )
    ((weight, text),) = _said(sea, "could_have_been_met")
    assert weight == 0.5 and text.startswith("BEE was silent meanwhile and could have met it")
    told = dict(sea.make("alerts").select("SELECT ship_name, see_also FROM alerts WHERE ship_name IN ('AYE', 'BEE')"))
    assert all(
        len(told[name]) == 1 and told[name][0].startswith("BEE, silent then, could have met AYE") for name in told
    )
    assert set(told) == {"AYE", "BEE"}


@pytest.mark.parametrize(("off_deg", "in_reach"), [(0.5, True), (3.0, False)])
def test_whether_a_ship_was_alone_is_not_known_and_one_in_reach_that_is_silent_is_named(sea, off_deg, in_reach):
    """A drifts from 0 to 6 h. B, 30 miles off, is not heard from -3 to 9 h: two hours there and two back leave it all six beside A.
    From 180 miles off the way takes twelve hours. Nobody else is at sea who would have heard whether B still transmitted."""
    _stops(sea)
    place = (OPEN_SEA[0], OPEN_SEA[1] + off_deg)
    sea.line(B, -9, -3, place).line(B, 9, 15, place).says(B, -9, 6, name="BEE", ship_type=TANKER, length_m=180)
    found, said = _cause(_spell(sea), "was not alone")
    (gap,) = sea.select(f"SELECT assessment FROM gaps WHERE vessel_id = {B}")
    assert gap == ("undetermined",)
    assert found is None  # whoever sends nothing may have been there
    may = "no ship was heard alongside; BEE, silent meanwhile, it is not known why, had time to lie there for up to 6 hours"
    assert said == (may if in_reach else "no ship was heard alongside; one that sends nothing is not heard")


def test_whether_a_ship_was_alone_is_not_known_while_one_beside_it_was_seldom_heard(sea):
    """B lies 56 m off for hours, on a message every two hours: too few to tell whether the two moved as one."""
    _stops(sea, drift_to=OPEN_SEA)
    beside = (OPEN_SEA[0] + 0.0005, OPEN_SEA[1])
    sea.line(B, -8, -3, (36.0, 124.5), (36.0, 124.2)).line(B, 1, 5, beside, every_min=120).line(B, 9, 12, (36.9, 124.2))
    sea.says(B, -8, 5, name="BEE", ship_type=TANKER, length_m=180)
    found, said = _cause(_spell(sea), "was not alone")
    assert sea.select("SELECT as_one FROM encounters") == [(None,)]
    assert (found, said) == (None, "beside it was BEE, whether alongside is not known")


@pytest.mark.parametrize(("from_h", "to_h", "alone"), [(-2, 1.5, False), (4.5, 6.5, False), (9, 12, True)])
def test_no_other_ship_near_is_asked_from_the_begin_of_a_spell_to_its_end(sea, from_h, to_h, alone):
    """A lies for six hours; halfway through it nobody is near. B lies 2 km off for a part of it, or comes after it only."""
    _stops(sea, drift_to=OPEN_SEA)
    spot = (OPEN_SEA[0], OPEN_SEA[1] + 2 / 111.2 / math.cos(math.radians(OPEN_SEA[0])))
    sea.line(B, from_h - 2, from_h, (36.9, 124.4), spot).line(B, from_h, to_h, spot).line(
        B, to_h, to_h + 2, spot, (36.9, 124.4)
    )
    e = _spell(sea)
    assert (e.ships_near, e.most_ships_near) == (0, 0 if alone else 1)
    # at its begin, its end, and at five times between
    said = "no other ship was heard to lie within 5 km at the 7 times looked at, from its begin to its end"
    assert _said(sea, "alone") == ([(1, said)] if alone else [])


def test_of_several_times_at_which_as_many_ships_lay_near_the_first_is_given(sea):
    """A drifts for six hours and is looked at once an hour. B lies 2 km off as it begins, and again as it ends."""
    _stops(sea, drift_to=OPEN_SEA)
    spot, off = (OPEN_SEA[0], OPEN_SEA[1] + 2 / 111.2 / math.cos(math.radians(OPEN_SEA[0]))), (36.9, 124.4)
    sea.line(B, -4, -2, off, spot).line(B, -2, 1.5, spot).line(B, 1.5, 2.5, spot, off).line(B, 2.5, 4, off, spot)
    sea.line(B, 4, 6.5, spot).line(B, 6.5, 8.5, spot, off)
    e = _spell(sea)
    looked = sea.select(f"SELECT most_ships, most_time FROM loitering_visitors WHERE event = '{e.event}'")
    assert looked == [(1, e.start_time)]


def test_an_odd_day_of_its_ship_is_no_oddness_of_a_stop_but_of_a_silence(sea):
    # it stops for five hours on its way, and is silent for ten on the same day, which is odd, as it sailed far
    sea.line(A, -3, 0, BEFORE, OPEN_SEA).line(A, 0, 5, OPEN_SEA).line(A, 5, 8, OPEN_SEA, AFTER)
    sea.line(A, 18, 23, (AFTER[0] + 1, AFTER[1]), (AFTER[0] + 2, AFTER[1]))
    sea.says(A, -3, 26, ship_type=TANKER, length_m=180).run().make("anomaly_scores", "loitering", "gaps", "events")
    sea._store.execute(
        "INSERT INTO anomaly_scores SELECT 'ship_days', vessel_id || ' ' || start_time::DATE, vessel_id, NULL, 100, 1, ['sailed farther'] FROM loitering"
    )
    sea._made.known["anomaly_scores"] = False  # it is empty no more
    odd = sea.select("SELECT event FROM event_indicators WHERE name = 'odd_day'")
    assert [event.split("-")[0] for (event,) in odd] == ["gap"], odd
