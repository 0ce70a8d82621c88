"""The meetings of an alert in its dossier and on a terminal: both ships alike, a chart, each cause with its result."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from vesseltrack.report.dossier import Dossiers
from vesseltrack.report.meeting_chart import meeting_chart
from vesseltrack.report.meetings import (
    _not_heard,
    in_words,
    meeting_lines,
    meetings_html,
    others_met,
    results,
    spells_html,
)

HOSTILE = "</svg><script>alert(1)</script>"
START = pd.Timestamp("2026-11-16 04:00")
TOW = {"cause": "tow", "holds": False, "says": "at 0.4 kn"}
LAID_UP = {"cause": "laid up", "holds": False, "says": "12 hours"}


def _ship(prefix, **given):
    said = {
        "name": "AYE", "mmsi": 273000001, "imo": None, "call_sign": None, "flag": "RUS", "vessel_type": "tanker", "length_m": 183.0,
        "width_m": 32.0, "names": "AYE", "draught_before_m": 12.0, "draught_before_keyed_time": None, "draught_after_m": 8.5, "draught_keyed_time": pd.Timestamp("2026-11-16 09:12"),
        "draughts_keyed": 1, "draughts_returned": 0, "draught_later": None, "destination_before": "ULSAN", "destination_after": None, "status_before": None, "status": None,
        "status_after": None, "fixes": 70, "spread": "612 m",
    }  # fmt: skip
    return {prefix + key: value for key, value in (said | given).items()}


def _meeting(**given):
    plain = {
        "event": "e1", "start_time": START, "end_time": START + pd.Timedelta(hours=5), "duration_h": 5.0, "longest_h": 5.2, "drawn_h": 0.0,
        "start_after": pd.NaT, "begin_seen": True, "end_seen": True, "former_event": None, "changes": False,
        "median_apart_m": 56.4, "lay": "lay", "came": "other_ship", "went": "both",
        "went_by": START + pd.Timedelta(hours=5.2), "other_went_by": START + pd.Timedelta(hours=5.5),
        "went_after": pd.NaT, "other_went_after": pd.NaT, "stayed_until": pd.NaT, "other_stayed_until": pd.NaT,
        "causes": [TOW, {"cause": "brief visit", "holds": None, "says": "sizes not sent"},
                   {"cause": "in port", "holds": True, "says": "3 km from Ulsan"}],
    }  # fmt: skip
    return SimpleNamespace(
        **(
            _ship("")
            | _ship("other_", name="BEE", length_m=None, width_m=None, draught_keyed_time=None)
            | plain
            | given
        )
    )


def _row(minute, **given):
    row = {
        "event": "e1", "time": START + pd.Timedelta(minutes=minute), "apart_m": 60.0, "drawn": False, "speed_kn": 0.5,
        "other_speed_kn": 0.6, "heading_deg": 90.0, "other_heading_deg": 91.0,
    }  # fmt: skip
    return SimpleNamespace(**(row | given))


def test_who_came_and_who_left_is_said_of_the_right_one():
    assert in_words(_meeting()) == (
        "BEE came to AYE, which lay. Near each other for 5.0 hours, on 70 and 70 messages; the antennas 56 m apart (median)."
        " Both left under way."
    )
    open_ = in_words(_meeting(end_time=pd.NaT, came="ship", went=None, drawn_h=1.25))
    assert open_.startswith("AYE came to BEE, which lay.") and "for 1.2 h of which they were not both heard so" in open_
    assert open_.endswith("They were last heard together at 11-16 09:00, and not apart since.")
    assert "Near each other for 5.0 to 8.6 hours, on" in in_words(_meeting(longest_h=8.6))
    assert "Who left is not known" in in_words(_meeting(went=None)) and "BEE left, AYE stayed" in in_words(
        _meeting(went="other_ship", went_by=pd.NaT, other_went_by=pd.NaT)
    )


@pytest.mark.parametrize(
    ("lay", "stayed"),
    [("lay", "stayed"), ("drifted or sailed", "went on"), ("sailed", "went on")],
)
def test_what_the_other_did_is_said_in_the_words_of_the_heading(lay, stayed):
    said = in_words(_meeting(lay=lay, went="ship", went_by=START + pd.Timedelta(hours=5.5), other_went_by=pd.NaT))
    assert said.startswith(f"BEE came to AYE, which {lay}.")
    assert said.endswith(f" AYE had left by 11-16 09:30, BEE {stayed}.")


def test_two_that_left_an_hour_after_one_another_did_not_leave_together():
    # from 04:00 for 5 hours
    said = in_words(_meeting(went_by=START + pd.Timedelta(hours=6.25)))
    assert said.endswith(" BEE had left by 11-16 09:30, AYE by 11-16 10:15.")
    assert in_words(_meeting(other_went_by=pd.NaT)).endswith(" Both left; when either did is not known.")


def test_a_meeting_whose_begin_nobody_saw_lasted_at_least_so_long():
    said = in_words(_meeting(begin_seen=False, longest_h=float("nan"), came=None))
    assert "Near each other for at least 5.0 hours, on" in said
    assert said.startswith("Who came is not known: one was not heard just before it. When it began is not known")


def test_a_meeting_after_which_one_was_not_heard_lasted_at_least_so_long():
    said = in_words(_meeting(end_seen=False, longest_h=float("nan"), went=None))
    assert "Near each other for at least 5.0 hours, on" in said
    assert said.endswith("Who left is not known: one was not heard just after it. When it ended is not known.")
    # while it goes on, it is said that it does
    assert "for 5.0 hours" in in_words(_meeting(end_time=pd.NaT, end_seen=False, went=None))


def test_a_meeting_in_which_a_number_changed_goes_on():
    part = {"part_start_time": START, "part_until_time": START + pd.Timedelta(hours=2)}
    assert in_words(_meeting(changes=True, **part)).endswith(
        " One or both changed the number in the middle of it: under these two numbers they were heard from 11-16 04:00 to 11-16 06:00."
        " Both left under way."
    )
    assert "This is the meeting told before, once more: under these two" in in_words(
        _meeting(former_event="e0", **part)
    )


def test_both_ships_stand_beside_each_other_and_what_neither_sent_is_left_out():
    said = re.sub("</?bdi>", "", meetings_html([_meeting()], []))
    assert "<td>183 x 32 m</td><td>-</td>" in said
    assert "<td>12.0 m / 8.5 m, first sent 11-16 09:12</td>" in said
    assert "<td>12.0 m / 8.5 m, not keyed anew in these days: it may be old</td>" in said
    later = meetings_html([_meeting(other_draught_later="7.9 m first sent 11-17 06:00, once it lay in harbour")], [])
    assert "12.0 m / 8.5 m, not keyed anew by then (7.9 m first sent 11-17 06:00, once it lay in harbour)<" in later
    assert "may be old" not in later
    assert "ULSAN / -" in said and "status before" not in said and "names it sent" not in said


def test_each_cause_stands_by_its_result():
    assert results(_meeting().causes) == [
        ("holds", "in port (3 km from Ulsan)"),
        ("not known", "brief visit (sizes not sent)"),
        ("not so", "tow (at 0.4 kn)"),
    ]
    said = re.sub("</?b(di)?>", "", meetings_html([_meeting()], []))
    assert "<li>holds: in port (3 km from Ulsan)</li><li>not known: brief visit (sizes not sent)</li>" in said
    assert (
        '<p class="pale">Tested, and not so:</p><ul class="pale"><li>tow (at 0.4 kn)</li></ul>' in said
        and "None of them holds" not in said
    )
    assert "None of them holds" in meetings_html([_meeting(causes=[TOW])], [])


def _spell(causes):
    return SimpleNamespace(
        **_ship("", status_before="under way using engine", status="at anchor"),
        start_time=START,
        end_time=pd.NaT,
        duration_h=12.0,
        heard_h=5.5,
        begin_seen=True,
        start_after=pd.Timestamp("2026-11-16 01:20"),
        end_before=pd.NaT,
        before_kn=11.0,
        before_h=None,
        after_h=None,
        after_kn=None,
        heading_spread_deg=12.3,
        causes=causes,
    )


@pytest.mark.parametrize(
    ("holds", "says", "heading"),
    [
        (True, "alongside it lay BEE", "AYE, all the time that it lay or drifted, 11-16"),
        (
            None,
            "no ship was heard alongside; one that sends nothing is not heard",
            "AYE, no other ship was heard alongside, 11-16",
        ),
        (None, "beside it was BEE, whether alongside is not known", "AYE, whether alone is not known, 11-16"),
    ],
)
def test_of_no_ship_it_is_said_that_it_was_alone(holds, says, heading):
    company = {"cause": "was not alone", "holds": holds, "says": says}
    said = re.sub("</?b(di)?>", "", spells_html([_spell([company])]))
    assert heading in said
    assert f"{'holds' if holds else 'not known'}: was not alone ({says})" in said and "not so" not in said


def test_a_loitering_ship_has_its_causes_too():
    said = re.sub("</?b(di)?>", "", spells_html([_spell([LAID_UP])]))
    assert (
        "AYE, no other ship was heard alongside, 11-16 04:00, still open" in said
        and 'not so:</p><ul class="pale"><li>laid up (12 hours)</li>' in said
    )
    assert (
        "on 70 messages, 6.5 of 12.0 hours not heard; begun after 11-16 01:20; "
        "11.0 kn in the three hours before; draught 12.0 m / 8.5 m, first sent 11-16 09:12; destination ULSAN / -; "
        "status before / in it / after: under way using engine / at anchor / -; nine in ten headings within 12.3 degrees of their mean"
        in said
    )


def test_a_ship_heard_all_along_has_no_hours_not_heard():
    spell = _spell([LAID_UP])
    spell.heard_h = spell.duration_h
    said = re.sub("</?b(di)?>", "", spells_html([spell]))
    assert "on 70 messages, heard all along; begun after" in said and "not heard;" not in said
    spell.fixes = 0  # its messages are just before and just after
    assert "on 0 messages, not heard in it; begun after" in re.sub("</?b(di)?>", "", spells_html([spell]))


def test_the_chart_is_dashed_where_one_was_not_heard_and_torn_where_nothing_is_known():
    rows = [_row(m, drawn=30 <= m <= 50) for m in range(0, 110, 10)] + [_row(m) for m in range(200, 230, 10)]
    chart = meeting_chart(rows, START, START + pd.Timedelta(hours=2), ("AYE", "BEE"))
    far = re.findall(r'<polyline points="([^"]+)"[^>]*class="far"', chart)
    dashed = re.findall(r'<polyline points="([^"]+)"[^>]*dasharray[^>]*class="far"', chart)
    assert [len(p.split()) for p in far] == [3, 5, 5, 3]  # 0-20, 20-60, 60-100, 200-220 minutes
    assert dashed == [far[1]]
    assert chart.count("<circle") == 28  # a heading of each at 14 times


def test_a_distance_is_drawn_at_its_place_on_the_scale():
    """10 m at the bottom of its band (88), 100 m half way up, 1 km at its top (18)."""
    chart = meeting_chart(
        [_row(0, apart_m=10.0), _row(10, apart_m=100.0), _row(20, apart_m=1000.0)], START, START, ("A", "B")
    )
    (far,) = re.findall(r'<polyline points="([^"]+)"[^>]*class="far"', chart)
    assert [float(p.split(",")[1]) for p in far.split()] == [88.0, 53.0, 18.0]


@pytest.mark.parametrize("rows", [[], [_row(0)]])
def test_no_chart_of_nothing(rows):
    assert meeting_chart(rows, START, START, ("A", "B")) == ""


def test_names_do_nothing_in_the_page():
    said = meetings_html([_meeting(name=HOSTILE, destination_before=HOSTILE)], [_row(0), _row(10)])
    assert "<script" not in said and said.count("</svg>") == 1


def test_on_a_terminal_every_meeting_and_spell_of_an_alert_is_told(sea):
    a, b = 273000001, 445000002
    for n in range(61):
        sea.fix(a, 4 + n / 12, 36.0 + n / 5000, 130.0).fix(b, 4 + n / 12, 36.0005 + n / 5000, 130.0)
    sea.line(a, 0, 3.9, (35.5, 130.0), (36.0, 130.0), sog=8).line(b, 0, 3.9, (36.5, 130.0), (36.0005, 130.0), sog=8)
    sea.says(a, 0, 1, name="AYE", ship_type=80, length_m=150).says(
        b, 0, 1, name="BEE", ship_type=80, length_m=150
    ).run()
    events = [*sea.table("encounters").event, *sea.table("loitering").event]
    found = meeting_lines(sea.store, pd.DataFrame({"alert": ["x"], "events": [events]}))
    heads = [head for head, _ in found]
    assert heads[0].startswith("AYE and BEE, 11-16 04:") and heads[1].startswith(
        "AYE, all the time that it lay or drifted, 11-16 04:"
    )
    assert "size: 150 x - m | 150 x - m" in found[0][1]
    tested = [line for line in found[0][1] if line.startswith("- ")]
    assert len(tested) == 22 and any(line.startswith("- not so: too far apart to touch (") for line in tested)


def test_of_a_ship_alone_in_its_alert_all_that_it_met_are_others():
    met = [{"vessel_id": 1, "name": "AYE"}, {"vessel_id": 2, "name": "BEE"}, {"vessel_id": 2, "name": "BEE"}]
    for nobody in (None, pd.NA, float("nan")):
        assert [m["name"] for m in others_met(SimpleNamespace(vessel_id=1, other_vessel_id=nobody, meetings=met))] == [
            "BEE"
        ]
    assert others_met(SimpleNamespace(vessel_id=1, other_vessel_id=2, meetings=met)) == []


def test_every_ship_that_an_alert_names_is_linked_to_the_registers_once():
    ship = {"mmsi": 273000001, "flag": "RUS", "vessel_type": "tanker"}
    met = [
        {"vessel_id": n, "name": f"SHIP {n}", "imo": imo, **ship}
        for n, imo in ((2, 9409534), (3, 9420552), (4, None), (5, 9420552))
    ]
    alert = SimpleNamespace(
        alert="x", ship_name="SHIP 1", imo=9410064, vessel_id=1, other_name="SHIP 2", other_imo=9409534, other_vessel_id=2, meetings=met,
        **ship, **{f"other_{what}": said for what, said in ship.items()},
    )  # fmt: skip
    said = Dossiers._who(SimpleNamespace(of=lambda *_: []), alert)
    assert re.findall(r"IMO (\d+) in public registers", said) == ["9410064", "9409534", "9420552"]


def test_who_came_under_one_number_and_left_under_another_is_called_so():
    away = {"from_time": START, "to_time": START + pd.Timedelta(hours=2)}
    part = {"part_start_time": START, "part_until_time": START + pd.Timedelta(hours=5), "changes": True, "away": away}
    said = in_words(_meeting(came="ship", came_name="FORMER", went="ship", went_by=pd.NaT, left_name="LATER", **part))
    assert "FORMER came to BEE" in said and "LATER left, BEE stayed." in said
    assert f"but for {START:%m-%d %H:%M} to {away['to_time']:%m-%d %H:%M}, when one sent another." in said


def test_hours_heard_under_another_number_are_no_hours_not_heard():
    """A spell of eleven hours: heard for six, and for 4.5 under another number."""
    spell = SimpleNamespace(fixes=70, duration_h=11.0, heard_h=6.0, renamed_h=4.5)
    assert _not_heard(spell) == "0.5 of 11.0 hours not heard, and 4.5 heard under another number"
    assert _not_heard(SimpleNamespace(fixes=70, duration_h=11.0, heard_h=6.0)) == "5.0 of 11.0 hours not heard"
