"""The policy of scoring: indicators in TOML, whole or refused; settings reach them by their ids; the page is current."""

import re
from string import Formatter

import pytest
from typer.testing import CliRunner

import vesseltrack as vt
from vesseltrack.cli.commands import app
from vesseltrack.detectors import DETECTORS
from vesseltrack.errors import BadDeclaration
from vesseltrack.indicator import in_words, read_indicators
from vesseltrack.scoring import event_indicators
from vesseltrack.scoring.event_indicators import ANY, blame, indicators, weighed
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.settings import load_settings

from builders.paths import ROOT
from builders.sea import OPEN_SEA, Sea

A, B = 273000001, 445000002
UNITS = (
    "_h",
    "_min",
    "_km",
    "_deg",
    "_m",
    "_kn",
    "_times",
    "_probability",
    "_chance",
    "_share",
    "_ships",
    "_count",
    "_fixes",
    "_hulls",
)
GOOD = """
[fragments]
near = "e.port_km <= $near_km"
[[indicator]]
id = "gaps.test"
queue = "behaviour"
weight = 1
about = "within {near_km} km of port"
when = "@near"
text = "'near port'"
parameters = { near_km = 10 }
source = "our judgement"
benign = "most ships are"
"""


@pytest.fixture
def toml(tmp_path):
    """Read indicators of gaps from a text."""

    def read(text):
        (tmp_path / "indicators.toml").write_text(text)
        return read_indicators(tmp_path / "indicators.toml", "gaps")

    return read


def test_an_indicator_as_it_should_be(toml):
    (i,) = toml(GOOD)
    assert (i.id, i.table, i.name, i.when) == ("gaps.test", "gaps", "test", "e.port_km <= $near_km")
    assert i.in_words() == "within 10 km of port" and i.in_words({"near_km": 2.5}) == "within 2.5 km of port"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('weight = 1', 'weight = "1"', "indicator gaps.test: weight: Input should be a valid number"),
        ('weight = 1', 'weight = 11', "gaps.test: weight: Input should be less than or equal to 10"),
        ('weight = 1', 'weight = nan', "gaps.test: weight: Input should be a finite number"),
        ('source = "our judgement"\n', '', "gaps.test: source: Field required"),
        ('benign = "most ships are"', 'benign = ""', "gaps.test: benign: String should have at least 1 character"),
        ('queue = "behaviour"', 'queue = "sanctions"', "gaps.test: queue: Input should be 'behaviour' or 'listed'"),
        ('benign', 'benighn', "gaps.test: benign: Field required; benighn: Extra inputs are not permitted"),
        ('id = "gaps.test"\n', '', "indicator number 1: id: Field required"),
        ('"gaps.test"', '"visits.test"', r"visits.test: its id is not gaps.<name>"),
        ('"gaps.test"', '"gaps.Test"', r"gaps.Test: its id is not gaps.<name>"),
        ('$near_km', '$neer_km', r"gaps.test: names \$neer_km, which is no parameter of it"),
        ('near_km = 10', 'near_km = 10, far_km = 20', "gaps.test: has no use for its parameter far_km"),
        ('near_km = 10', 'near_km = [1, 2]', "gaps.test: parameters.near_km"),
        ('{near_km} km of port', '{far_km} km of port', r"gaps.test: about: \{far_km\} is no parameter of it"),
        ('{near_km} km of port', '{near_km km of port', "gaps.test: about: expected '}'"),
        ('"@near"', '"@neer"', "gaps.test: when: there is no fragment @neer"),
        ('near = "e', 'near = "@near AND e', "gaps.test: when: its fragments name each other in a circle"),
        ('[[indicator]]', '[[indicators]]', "knows no indicators"),
        ('[[indicator]]\n', '', "has no .*indicator"),
        ('weight = 1', 'weight = ', "is not TOML: Invalid value .at line 7"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_an_error_that_says_where(toml, old, new, said):
    assert old in GOOD
    with pytest.raises(BadDeclaration, match=f"indicators.toml:? .*{said}"):
        toml(GOOD.replace(old, new))


SHARED = "[parameters]\nnear = { near_km = 10 }\n"
"""Before the indicator of ``GOOD``, which uses the fragment ``near``."""


def with_shared(shared):
    return GOOD.replace("[[indicator]]", f"{shared}[[indicator]]")


@pytest.mark.parametrize(("own", "near_km"), [("", 10), ("parameters = { near_km = 5 }", 5)])
def test_a_fragment_brings_its_parameters_to_an_indicator_that_gives_none_of_the_name_itself(toml, own, near_km):
    (i,) = toml(with_shared(SHARED).replace("parameters = { near_km = 10 }", own))
    assert i.parameters == {"near_km": near_km} and i.in_words() == f"within {near_km} km of port"


@pytest.mark.parametrize(
    ("shared", "said"),
    [
        (SHARED.replace("near =", "neer ="), r"\[parameters\]: there is no fragment neer"),
        (SHARED.replace("10", "[1, 2]"), r"\[parameters\]: near.near_km: Input should be"),
        (SHARED.replace("10 }", "10, far_km = 20 }"), "gaps.test: has no use for its parameter far_km"),
    ],
)
def test_parameters_of_a_fragment_that_are_none_are_an_error(toml, shared, said):
    with pytest.raises(BadDeclaration, match=said):
        toml(with_shared(shared))


def test_a_fragments_parameters_are_for_those_alone_that_use_it(toml):
    with pytest.raises(BadDeclaration, match=r"gaps.test: names \$near_km, which is no parameter of it"):
        toml(
            with_shared(SHARED)
            .replace('when = "@near"', 'when = "e.port_km <= $near_km"')
            .replace("parameters = { near_km = 10 }", "")
        )


def test_two_of_one_id_are_refused(toml):
    with pytest.raises(BadDeclaration, match=r"gaps\.test: its id is that of another"):
        toml(GOOD + GOOD[GOOD.index("[[indicator]]") :])


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(BadDeclaration, match="No such file"):
        read_indicators(tmp_path / "indicators.toml", "gaps")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("e.port_km <=", "e.prot_km <=", r"gaps.test: when or text: Binder Error: .*prot_km"),
        ("e.port_km <=", "e.port_km <= <=", r"gaps.test: when or text: Parser Error"),
        ("'near port'", "zz(e.port)", r"gaps.test: when or text: Catalog Error: .*zz"),
    ],
)
def test_sql_that_does_not_fit_the_tables_is_blamed_on_its_indicator(toml, monkeypatch, old, new, said):
    """A search that found such an event says so, and not "a fault of ours" in a query of three hundred lines."""
    all_of_them = (*indicators(), *toml(GOOD.replace(old, new)))
    monkeypatch.setattr(event_indicators, "indicators", lambda: all_of_them)
    with pytest.raises(BadDeclaration, match=f"indicators.toml: indicator {said}"):
        blame(ScoringRules())
    sea = Sea().line(A, 0, 12, OPEN_SEA).line(A, 40, 60, OPEN_SEA).run()
    if "Parser" not in said:  # else not even what it reads can be told
        with pytest.raises(BadDeclaration, match=f"indicators.toml: indicator {said}"):
            sea.make("event_indicators")


def test_ours_are_whole():
    blame(ScoringRules())  # each fits the tables
    known = indicators()
    assert len({i.id for i in known}) == len(known) > 90
    assert {i.table for i in known} <= {ANY, *(d.name for d in DETECTORS)}
    for d in DETECTORS:
        assert (
            d.indicators or "Which list" in d.text("indicators.toml") or "indicator = []" in d.text("indicators.toml")
        )


@pytest.mark.parametrize("i", indicators(), ids=lambda i: i.id)
def test_what_it_says_of_itself_follows_its_parameters(i):
    """A number written out in ``about`` would stay when the settings give another."""
    asked = {name for _, name, *_ in Formatter().parse(i.about) if name}
    said = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", re.sub(r"{\w+}", "", i.about)))
    for name, value in i.parameters.items():
        if isinstance(value, (int, float)) and name not in asked:
            assert in_words(value) not in said, f"{i.id}: {value} in its about: write {{{name}}}"


@pytest.mark.parametrize("i", indicators(), ids=lambda i: i.id)
def test_nothing_one_may_want_to_change_is_a_bare_number(i):
    for number, value in i.parameters.items():
        assert not isinstance(value, (int, float)) or number.endswith(UNITS), f"{number} has no unit"
    code = re.sub(r"'[^']*'", "", i.when)
    bare = set(re.findall(r"(?<![\w.$])\d+(?:\.\d+)?(?![\w.])", code)) - {"60", "3600"}  # seconds of an hour, a minute
    assert not bare - ({"0"} if "len(" in code else set()), f"{bare} in: {code}"


@pytest.mark.parametrize("i", indicators(), ids=lambda i: i.id)
def test_an_indicator_that_says_when_something_else_began_declares_it(i):
    """Alerts ask the column which silence a reason speaks of. When a ship could have come or left (``could``) nothing began."""
    written = set(re.findall(r"strftime\((?:\w+\()*(\w+\.\w+)", i.text))
    could = {"f.come_time", "f.leave_time"}
    began = {w for w in written - could if not w.startswith("e.") and not w.endswith("end_time")}
    assert began == set(re.findall(r"'begin_time': (\w+\.\w+)", i.speaks_of))


def test_settings_reach_a_parameter_by_the_id():
    for said in ("scoring.parameters={gaps.near_dprk.near_km = 90}", "scoring.parameters.gaps.near_dprk.near_km=90"):
        rules = load_settings(assign=[said]).scoring
        (w,) = (w for w in weighed(rules) if w.indicator.id == "gaps.near_dprk")
        assert w.values["near_km"] == 90 and w.values["far_times"] == 2
        assert "e.dprk_port_km <= 90 AND e.dprk_port_km <= 2 * e.port_km" in w.select()


def test_settings_add_up_one_by_one(tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(
        "[scoring.weights]\ngaps.near_dprk = 1\n'gaps.trader' = 2\n[scoring.parameters.gaps.near_dprk]\nnear_km = 70\n"
    )
    rules = load_settings(
        path, assign=["scoring.weights.gaps.trader=3", "scoring.parameters={gaps.near_dprk.far_times=4}"]
    ).scoring
    assert rules.weights == {"gaps.near_dprk": 1, "gaps.trader": 3}
    assert rules.parameters == {"gaps.near_dprk.near_km": 70, "gaps.near_dprk.far_times": 4}


@pytest.mark.parametrize(
    ("assign", "said"),
    [
        ("scoring.weights.nonsense=1", "no indicator is called nonsense"),
        ("scoring.weights.gaps.nonsense=1", "no indicator is called gaps.nonsense"),
        ("scoring.weights.fishing_boat=1", "fishing_boat is an indicator of several kinds of event"),
        ("scoring.weights.gaps.trader=x", "scoring.weights.gaps.trader: it should be a valid number"),
        ("scoring.parameters.gaps.nonsense.near_km=1", "no indicator is called gaps.nonsense"),
        ("scoring.parameters.gaps.near_dprk.neer_km=1", "gaps.near_dprk has no parameter neer_km"),
        ("scoring.parameters.gaps.hoisted.near_km=1", "gaps.hoisted has no parameter near_km"),
        ("scoring.parameters.gaps.near_dprk.near_km=near", "gaps.near_dprk.near_km = 'near' is a text"),
        ("scoring.parameters.gaps.trader.vessel_types=cargo", "gaps.trader.vessel_types = 'cargo' is a text"),
    ],
)
@pytest.mark.parametrize("command", ["indicators", "settings"])
def test_settings_that_name_nothing_are_refused(command, assign, said):
    done = CliRunner().invoke(app, [command, "--set", assign])
    assert isinstance(done.exception, vt.WrongUse) and said in str(done.exception)


def test_a_text_in_a_parameter_is_only_a_text():
    rules = ScoringRules(parameters={"visits.at_home.home_flag": "x' OR true --"})
    (w,) = (w for w in weighed(rules) if w.indicator.id == "visits.at_home")
    assert "s.flag = 'x'' OR true --'" in w.select()


def silent_near(km_off):
    """One ship that lies still some way off Nampo and then is not heard for 30 hours; another is heard all the time."""
    sea = (
        Sea().line(A, 0, 12, (38.6, 124.9 - km_off / 86.9), every_min=10).line(A, 42, 44, (38.6, 124.9 - km_off / 86.9))
    )
    return sea.line(B, 0, 44, (38.5, 124.0)).run


def test_weights_and_parameters_of_settings_reach_the_scores():
    said = "SELECT weight FROM event_indicators WHERE indicator = 'gaps.near_dprk' AND event LIKE 'gap-273%'"
    near = silent_near(60)
    assert near().make("event_indicators")._store.rows(said) == [(2.0,)]
    assert near(None, "scoring.weights.gaps.near_dprk=0.5").make("event_indicators")._store.rows(said) == [(0.5,)]
    assert near(None, "scoring.parameters.gaps.near_dprk.near_km=10").make("event_indicators")._store.rows(said) == []


def test_an_indicator_of_every_kind_can_weigh_otherwise_for_one():
    sea = Sea()
    for ship, imo in ((A, 9161003), (B, 9074729)):
        sea.line(ship, 0, 12, (38.0, 123.0 + ship % 2 * 0.3)).fix(ship, 40, 38.0, 123.0 + ship % 2 * 0.3).says(
            ship, imo=imo, ship_type=70
        )
    sea.run(
        None, "scoring.weights={events.designated = 4, gaps.designated = 7, listed_ship_detections.designated = 0}"
    ).make("event_indicators")
    rows = (
        "SELECT DISTINCT split_part(event, '-', 1), weight FROM event_indicators WHERE indicator = 'events.designated'"
    )
    found = dict(sea._store.rows(rows))
    assert found["gap"] == 7 and "sighting" not in found and set(found.values()) <= {4, 7}


def test_the_policy_is_a_table_and_json():
    shown = CliRunner().invoke(app, ["indicators", "gaps.near_dprk"]).output
    assert "gaps.near_dprk" in shown and "+2" in shown and "150 km" in shown
    rows = CliRunner().invoke(app, ["indicators", "--json"]).output.splitlines()
    assert len(rows) == len(indicators()) and all('"source":"' in r and '"benign":"' in r for r in rows)
    assert isinstance(CliRunner().invoke(app, ["indicators", "nonsense"]).exception, vt.WrongUse)
    old = CliRunner().invoke(app, ["reasons", "--json"])
    assert old.exit_code == 0 and "is called indicators now" in old.stderr


def test_the_page_of_the_policy_is_current():
    """Made by: vesseltrack indicators --markdown > docs/policy.md."""
    made = CliRunner().invoke(app, ["indicators", "--markdown"]).output
    assert (ROOT / "docs" / "policy.md").read_text(encoding="utf-8") == made


def test_the_settings_in_the_page_work(tmp_path):
    (block,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "policy.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "s.toml").write_text(block)
    changed = {w.indicator.id: w for w in weighed(load_settings(tmp_path / "s.toml").scoring)}
    assert (changed["gaps.near_dprk"].weight, changed["gaps.near_dprk"].values["near_km"]) == (1.5, 100)
    assert changed["events.designated"].weight == 6
