"""Replays of what really happened: each story stands in its queue's first five, the harmless ones do not appear."""

import pytest

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.cli.screen import bar
from vesseltrack.demo.cases import CASES
from vesseltrack.demo.run import case_named, run_demo
from vesseltrack.errors import WrongUse

INNOCENT = {"GEUMSEONG 77", "GOLDEN LAKE 801", "MARIA", "PATRIOT", "BELLA"}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_each_case_is_among_the_first_five_of_its_queue(case, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "write_alerts", lambda *_, **__: None)  # the table is asked, and no file
    result = run_demo(tmp_path / "demo", tmp_path / "alerts", 7, 100, 7, bar, case)
    with vt.open(result.db, read_only=True) as db:
        alerts = db.alerts()
        told = set(
            db.sql("SELECT DISTINCT unnest([vessel_id, other_vessel_id]) AS vessel_id FROM alerts").vessel_id.dropna()
        )
    first = alerts[(alerts.queue == case.queue) & (alerts["rank"] <= 5)]
    story = {t for c in ("ship", "other_ship") for t in result.truth[c].dropna()}
    assert set(first.vessel_id) & story or set(first.other_vessel_id.dropna()) & story
    assert told & story
    assert not (set(alerts.ship_name) | set(alerts.other_name.dropna())) & INNOCENT


def test_a_case_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(WrongUse, match="de-yi, cc-nine"):
        case_named("?")


def test_every_case_says_what_was_published_and_by_whom():
    for case in CASES:
        assert case.facts and all(f.endswith(")") and "(" in f for f in case.facts), case.name
