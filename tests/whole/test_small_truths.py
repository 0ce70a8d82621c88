"""Places, weights, other rules, one hull's own messages: each says what is so."""

import pytest

import vesseltrack as vt
from vesseltrack.alerts.prune import prune
from vesseltrack.alerts.replay import replay_with
from vesseltrack.engine import pipeline
from vesseltrack.errors import WrongUse
from vesseltrack.scoring.event_indicators import weighed
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.settings import load_settings

from builders.sea import Sea

A, B = 257000001, 10_257_000_001
HERE, THERE = (36.5, 123.9), (30.0, 125.0)


def _two_hulls() -> vt.Database:
    """The first lies in one place for 30 days; from the 20th on another sends under her number from 390 miles off."""
    sea = Sea().line(A, 0, 720, HERE, every_min=30).line(A, 480.05, 720, THERE, every_min=30)
    sea.run()
    db = vt.open()
    db.store.append("fixes", sea.select_frame("FROM fixes"))
    return db


def _lats(db: vt.Database, ship: int) -> set[float]:
    return set(db.track(ship).lat)


@pytest.mark.parametrize("since", [None, "2026-11-30T00:00:00", "2026-12-08T00:00:00"])
def test_a_track_is_one_hulls_after_any_search_and_after_a_pruning(since):
    db = _two_hulls()
    if since == "2026-12-08T00:00:00":  # both were known before
        pipeline.detect(db.store, load_settings(), until="ships")
    rules = load_settings(None, None, [f"tracks.since='{since}'"] if since else [])
    pipeline.detect(db.store, rules, until="ships")
    assert _lats(db, A) == {36.5} and _lats(db, B) == {30.0}
    assert len(db.track(A)) == 1441
    prune(db.store, 14)
    assert _lats(db, A) == {36.5} and _lats(db, B) == {30.0}
    pipeline.detect(db.store, rules, until="ships")
    assert _lats(db, A) == {36.5} and _lats(db, B) == {30.0}


def test_a_reason_of_several_kinds_of_event_is_weighed_by_its_address():
    weights = {
        w.indicator.id: w.weight for w in weighed(ScoringRules(weights={"gaps.fishing_boat": 0, "silent_long": 2}))
    }
    assert (
        weights["gaps.fishing_boat"] == 0
        and weights["loitering.fishing_boat"] == -2
        and weights["gaps.silent_long"] == 2
    )
    with pytest.raises(WrongUse, match="fishing_boat is an indicator of several kinds of event"):
        weighed(ScoringRules(weights={"fishing_boat": 0}))
    same = load_settings(None, None, ["scoring.weights={gaps.fishing_boat = 0}"]).scoring
    assert same.weights == {"gaps.fishing_boat": 0}
    listed = {w.weight for w in weighed(ScoringRules(weights={"designated": 7})) if w.indicator.name == "designated"}
    assert listed == {7}  # one reason, whatever the event


def test_other_rules_are_tried_beside_the_store_which_does_not_grow(tmp_path):
    path = tmp_path / "a.duckdb"
    sea = Sea().line(A, 0, 12, (36.0, 123.0), (36.4, 123.0), sog=10).fix(A, 40, 36.4, 123.0)
    sea.line(A + 1, 0, 41, (36.4, 123.1), every_min=1).run()
    with vt.open(path) as db:
        db.store.append("fixes", sea.select_frame("FROM fixes"))
        db.detect(assign=["scoring.min_score=-9"])
        before = db.alerts().drop(columns="geometry")
    size = path.stat().st_size
    with vt.open(path) as db:
        changes = replay_with(db.store, load_settings(None, None, ["gaps.min_silence_h=60", "scoring.min_score=-9"]))
        (gap,) = before.alert[before.event_type == "gap"]
        assert changes[["alert", "change"]].to_numpy().tolist() == [[gap, "vanishes"]]
        assert db.alerts().drop(columns="geometry").equals(before)
        assert "vesseltrack_draft" not in {n for (n,) in db.store.rows("SELECT database_name FROM duckdb_databases()")}
    assert path.stat().st_size == size
