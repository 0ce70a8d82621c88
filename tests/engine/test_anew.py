"""What is made anew of a table is what everything made whole would be: after every night, whatever came, went or was taken
back."""

import random
import shutil
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from vesseltrack.engine import anew as module
from vesseltrack.engine import pipeline
from vesseltrack.engine.anew import anew
from vesseltrack.schema import CHANGES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.examples import examples, seeds
from builders.long_sea import FIXES, say_size, sea
from builders.sea import at

CUT = [step.writes for step in pipeline.steps() if step.cut is not None]
LAST = "alerts"
"""A table that rests on all that have a cut, and on the steps between, which are made whole from them each time."""
NUMBER = FIXES[0]


def tables(store: Store, *last: str) -> dict[str, list[tuple]]:
    """Every table that some rest on, in one order of rows: by default those that have a cut."""
    names = [s.writes for s in pipeline.resting_on(pipeline.steps(), last or CUT)]
    return {name: store.rows(f"FROM {name} ORDER BY ALL") for name in names}


def forget(store: Store) -> None:
    """Let the next search make everything from its first row."""
    for table in CHANGES:
        store.execute(f"DELETE FROM work.{table.name}")


def detect(store: Store, *assign: str, until: str | None = None) -> dict[str, int]:
    """A search up to the tables that have a cut, or to one table; of each table of which rows stood, how many were made."""
    made: dict[str, int] = {}
    make_step, all_steps = module.Anew.make, pipeline.steps
    wanted = pipeline.resting_on(all_steps(), [until] if until else CUT)

    def make(self, step, rules):
        rows = make_step(self, step, rules)
        made.update(self.rows_made)
        return rows

    module.Anew.make, pipeline.steps = make, lambda: wanted
    try:
        pipeline.detect(store, load_settings(assign=assign))
    finally:
        module.Anew.make, pipeline.steps = make_step, all_steps
    return made


def holds(store: Store, *assign: str, until: str | None = None) -> dict[str, int]:
    """Search, and ask that all is as if made whole; returns what was made of each table of which rows stood."""
    made, last = detect(store, *assign, until=until), [until] if until else ()
    found = tables(store, *last)
    forget(store)
    assert detect(store, *assign, until=until) == {}
    whole = tables(store, *last)
    assert [n for n in found if found[n] != whole[n]] == []
    return made


def happen(store: Store, rng: random.Random, left: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """One thing that happens to the messages: what came, by night, ship or at random; what went; what was read otherwise."""
    what = rng.choice(["night", "night", "one of all", "some", "pruned", "taken back", "other", "twice", "other size"])
    number = 440000000 + rng.choice([*range(10), 20, 21, 22])
    if what == "night":
        came = left.time < left.time.min() + pd.Timedelta(hours=rng.choice([6, 24, 30]))
    elif what == "one of all":
        came = left[NUMBER] == number
    else:
        came = pd.Series([what == "some" and rng.random() < 0.1 for _ in range(len(left))], left.index, bool)
    if len(left) and came.any():
        store.append("fixes", left[came])
    if what == "pruned":
        store.execute("DELETE FROM fixes WHERE time < (SELECT min(time) + INTERVAL 20 HOUR FROM fixes)")
    if what == "taken back":
        store.execute(f"DELETE FROM fixes WHERE ssvid = {number} AND hash(time) % 3 = {rng.randrange(3)}")
    if what == "other":
        store.execute(f"UPDATE fixes SET lat = lat + 0.01 WHERE ssvid = {number} AND hash(time) % 50 = 0")
    if what == "other size":
        say_size(store, 440000020 + rng.randrange(3), rng.choice([60, 190, 330]), rng.randrange(72))
    if what == "twice":
        store.execute(
            f"INSERT INTO fixes SELECT * REPLACE (sog_kn + 1 AS sog_kn) FROM fixes WHERE hash(time) % 97 = {number % 97}"
        )
    return what, left[~came]


@settings(max_examples=examples(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=seeds())
def test_after_every_night_all_is_as_if_made_whole(seed):
    rng, left, partly = random.Random(seed), sea(seed), 0
    with Store(None) as store:
        first = left.time < at(24 * 3)
        store.append("fixes", left[first])
        left = left[~first]
        detect(store)
        for n in range(12):  # four nights, and more if all of these were made whole
            if n >= 4 and partly:
                break
            _, left = happen(store, rng, left)
            if rng.random() < 0.2:
                detect(
                    store, until=rng.choice(["fix_pairs", "segments", "resampled"])
                )  # part of a search, and then all of it
            if rng.random() < 0.1:
                detect(store, "tracks.since=2026-11-18", until="resampled")
            partly += bool(holds(store, *rng.choice([[], [], ["tracks.max_span_h=2"]])))
        happen(store, rng, left)
        holds(store, until=LAST)
    assert partly >= 1


@pytest.fixture(scope="module")
def four_days(tmp_path_factory):
    """Four of five days, searched: the store, and the messages of the fifth."""
    every, path = sea(1), tmp_path_factory.mktemp("anew") / "four.duckdb"
    with Store(path) as store:
        store.append("fixes", every[every.time < at(96)])
        detect(store)
    return path, every[every.time >= at(96)]


@pytest.fixture
def searched(four_days, tmp_path):
    """A copy of that store, opened, and the messages."""
    path, night = four_days
    with Store(shutil.copy(path, tmp_path / "copy.duckdb")) as store:
        yield store, night


def test_a_night_makes_the_rows_of_that_night(searched):
    store, night = searched
    alone = [
        440000000,
        440000001,
        440000002,
        440000005,
        440000006,
        440000020,
        440000021,
        440000022,
    ]  # no hull beside it, nothing late
    store.execute("DELETE FROM fixes WHERE ssvid NOT IN (SELECT unnest($alone))", {"alone": alone})
    forget(store)
    detect(store)
    store.append("fixes", night[night[NUMBER].isin(alone)])
    made = detect(store)
    assert set(made) == set(CUT)
    rows = {name: store.one(f"SELECT count(*) FROM {name}")[0] for name in CUT}
    share = {name: made[name] / rows[name] for name in CUT}
    assert all(0 < share[name] < 0.3 for name in ("fix_pairs", "track_steps", "resampled", "cell_context"))
    assert all(0 < share[name] < 0.6 for name in ("slow_spells", "hull_distances"))  # of few, and such as go on
    assert 0 < share["visits"] < 0.7  # of a ship that lies in a zone, the visit begins long before


ALL_SEEN = {
    "fix_pairs": "SELECT t.* FROM fix_pairs AS t JOIN touched AS c ON c.key = t.ssvid WHERE t.end_time > c.since + INTERVAL 2 HOUR"
}
LASTING = """
    SELECT vessel_id AS key, other_vessel_id, first_slot
    FROM encounter_pairs AS e FULL JOIN hull_distances AS d USING (vessel_id, other_vessel_id, first_slot)
    WHERE e.last_slot IS NULL OR d.vessel_id IS NULL OR NOT {}
"""
SLOTS = "e.last_slot < (SELECT min(slot_from(before_time)) - 2 FROM touched WHERE key IN (vessel_id, other_vessel_id))"
BROKEN = {
    "pairs that do not fall": ("fix_pairs", {"stands": "true"}),
    "pairs that all fall": ("fix_pairs", {"stands": "false"}),
    "track steps that do not fall": ("track_steps", {"stands": "true"}),
    "track steps of a night without its first hours": ("track_steps", {"sees": ALL_SEEN}),
    "places that stand an hour into the night": ("resampled", {"stands": "r.slot < slot_from(c.since) + 6"}),
    "positions across silences that do not fall": ("interpolated_positions", {"stands": "true"}),
    "visits that do not fall": ("visits", {"stands": "true"}),
    "visits begun again at midnight": (
        "visits",
        {"among": "SELECT key, slot_from(since) AS from_slot, slot_from(since) AS first_slot FROM touched"},
    ),
    "hours of the night alone": (
        "ship_cell_hours",
        {"among": "SELECT key, epoch_us(since) // 3600000000 AS epoch_hour FROM touched"},
    ),
    "slow spells that do not fall": ("slow_spells", {"stands": "true"}),
    "slow spells begun again at midnight": (
        "slow_spells",
        {"among": "SELECT key, slot_from(since) AS from_slot, slot_from(since) AS first_slot FROM touched"},
    ),
    "distances that do not fall": ("hull_distances", {"stands": "true"}),
    "distances of the night before": ("hull_distances", {"among": LASTING.format("true")}),
    "distances of hulls of another size": ("hull_distances", {"among": LASTING.format(SLOTS)}),
    "ends that do not fall": ("track_ends", {"stands": "true"}),
    "ends of ships that were heard again": (
        "track_ends",
        {"among": "SELECT key, since AS from_time FROM touched"},
    ),
    "cells that are never new": ("cell_context", {"among": "SELECT cell_id AS key FROM cell_context WHERE false"}),
}
"""Declarations that are wrong, each of one table."""


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_wrong_declaration_is_found(searched, monkeypatch, wrong):
    """Else that all is alike would say nothing."""
    store, night = searched
    table, other = BROKEN[wrong]
    store.append("fixes", night)
    say_size(store, 440000021, 330, 7)
    broken = tuple(replace(s, cut=replace(s.cut, **other)) if s.writes == table else s for s in pipeline.steps())
    monkeypatch.setattr(pipeline, "steps", lambda: broken)
    store.execute("UPDATE work.made SET fingerprint = $said WHERE name = $name", {"name": table, "said": "as now"})
    told = module._fingerprint
    monkeypatch.setattr(
        module, "_fingerprint", lambda s, step, rules: "as now" if step.writes == table else told(s, step, rules)
    )
    assert table in detect(store, until=table)
    found = store.rows(f"FROM {table} ORDER BY ALL")
    forget(store)
    detect(store, until=table)
    assert found != store.rows(f"FROM {table} ORDER BY ALL")


def test_a_search_repeated_makes_of_plain_numbers_nothing(searched):
    store, _ = searched
    assert detect(store)["fix_pairs"] == 0


def test_other_rules_make_whole_what_rests_on_them(searched):
    store, night = searched
    store.append("fixes", night)
    # of SQL it is known which rules it asks for; of the functions that find hulls it is not, and track steps rest on these
    assert set(detect(store, "tracks.max_span_h=2")) == {"fix_pairs"}
    # jumps are other ones, and all that follows; late copies come out as before (there are none), and number_days rests on them alone
    assert detect(store, "tracks.max_speed_kn=50", "tracks.max_span_h=2") == {"number_days": 0}


def test_a_table_that_is_not_the_one_made_then_is_made_whole(searched):
    store, night = searched
    store.append("fixes", night)
    store.execute("DELETE FROM fix_pairs WHERE start_time = (SELECT max(start_time) FROM fix_pairs)")
    assert holds(store) == {}


@pytest.mark.parametrize("table", [t.name for t in CHANGES])
def test_what_another_version_kept_is_not_gone_on_from(searched, table):
    store, night = searched
    store.append("fixes", night)
    store.execute(f"DROP TABLE work.{table}; CREATE TABLE work.{table} AS SELECT 440000000::BIGINT AS ssvid, 7 AS rows")
    detect(store, until="resampled")
    found = store.rows("FROM resampled ORDER BY ALL")
    forget(store)
    detect(store, until="resampled")
    assert found == store.rows("FROM resampled ORDER BY ALL")


def test_a_window_is_no_ground_to_stand_on(searched):
    store, night = searched
    store.append("fixes", night)
    detect(store, "tracks.since=2026-11-19")
    assert detect(store) == {}  # what was made of a window is not what a search over all would have made


def test_much_that_is_new_makes_all_whole(searched):
    store, night = searched
    for _ in range(8):  # of each of 2,000 messages, one more
        night = night.assign(**{NUMBER: night[NUMBER] + 100, "lat": night.lat + 5})
        store.append("fixes", night)
    assert detect(store) == {}


def test_a_step_that_fails_leaves_no_name_covered(searched):
    store, _ = searched
    step = next(s for s in pipeline.steps() if s.writes == "track_steps")
    store.execute("DELETE FROM work.made WHERE name <> $name", {"name": step.writes})
    with (
        pytest.raises(RuntimeError),
        store.transaction(),
        anew(store, whole=False) as runner,
        runner._seen(step.cut.sees),
    ):
        raise RuntimeError
    assert store.one("SELECT count(*) FROM duckdb_views() WHERE view_name = 'fix_pairs'")[0] == 0
    assert holds(store) is not None
