"""What rests on nothing that changed is not made again, and all is as if it had been."""

import pytest

from vesseltrack import zones
from vesseltrack.engine import pipeline
from vesseltrack.engine.anew import Anew
from vesseltrack.engine.step import Step
from vesseltrack.lists.load import load_list
from vesseltrack.schema import CHANGES
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.long_sea import sea
from builders.sea import at

STEPS = pipeline.steps()
NAMES = tuple(step.writes for step in STEPS)


@pytest.fixture(scope="module")
def store():
    """Three days of ships, searched; a test leaves it searched with the default rules."""
    every = sea(1)
    with Store(None) as made:
        made.append("fixes", every[every.time < at(72)])
        pipeline.detect(made, load_settings())
        yield made


@pytest.fixture
def made(monkeypatch):
    """The tables that steps made since it was emptied last, in order."""
    names: list[str] = []
    run, part = Step.run, Anew._part

    def noted(step, *args):
        names.append(step.writes)
        return run(step, *args)

    def noted_part(self, step, settings):
        names.append(step.writes)
        return part(self, step, settings)

    monkeypatch.setattr(Step, "run", noted)
    monkeypatch.setattr(Anew, "_part", noted_part)
    return names


def rows(store):
    """Every table that a step makes, in one order of rows."""
    return {name: store.rows(f"FROM {name} ORDER BY ALL") for name in NAMES}


def holds(store, *assign):
    """Ask that all is as a search from the first row makes it."""
    found = rows(store)
    for table in CHANGES:
        store.execute(f"DELETE FROM work.{table.name}")
    pipeline.detect(store, load_settings(assign=assign))
    whole = rows(store)
    assert [name for name in NAMES if found[name] != whole[name]] == []


def resting_on(*tables):
    """The tables of the steps that read one of these, directly or by others."""
    found = set(tables)
    for step in STEPS:  # in order
        if step.reads & found:
            found.add(step.writes)
    return found


def test_a_search_repeated_makes_nothing(store, made):
    before = rows(store)
    counts = pipeline.detect(store, load_settings())
    assert made == []
    assert rows(store) == before
    assert counts == {name: len(before[name]) for name in NAMES}


def test_other_weights_make_what_is_scored(store, made):
    pipeline.detect(store, load_settings())
    del made[:]
    pipeline.detect(store, load_settings(assign=["scoring.weights.gaps.silent_long=7"]))
    assert "event_indicators" in made
    assert not {"fix_pairs", "resampled", "gaps", "encounters", "loitering", "ships"} & set(made)
    holds(store, "scoring.weights.gaps.silent_long=7")


def test_a_list_makes_what_rests_on_it(store, made, tmp_path):
    pipeline.detect(store, load_settings())
    del made[:]
    file = tmp_path / "own.csv"
    file.write_text("name,imo,mmsi,flag\nCHONG BONG,,440000001,North Korea\n")
    load_list(store, file)
    pipeline.detect(store, load_settings())
    assert "matches" in made
    assert set(made) <= resting_on("listed")
    assert not {"fix_pairs", "resampled", "proximities"} & set(made)
    holds(store)


def test_zones_make_visits(store, made):
    pipeline.detect(store, load_settings())
    del made[:]
    store.execute("UPDATE zones SET name = 'Elsewhere' WHERE zone = (SELECT min(zone) FROM zones)")
    pipeline.detect(store, load_settings())
    assert "visits" in made and "fix_pairs" not in made
    zones.load_shipped(store)
    pipeline.detect(store, load_settings())
    holds(store)


def test_what_comes_out_as_it_was_is_read_by_nobody_again(store, made):
    pipeline.detect(store, load_settings())
    del made[:]
    pipeline.detect(
        store, load_settings(assign=["tracks.jam_ships=6"])
    )  # asked for by two steps; here nothing is jammed
    assert made == ["late_fixes", "segments"]
    holds(store, "tracks.jam_ships=6")


def test_a_table_that_lost_a_row_is_made_again(store, made):
    pipeline.detect(store, load_settings())
    before = rows(store)
    del made[:]
    store.execute("DELETE FROM resampled WHERE slot = (SELECT max(slot) FROM resampled)")
    pipeline.detect(store, load_settings())
    assert "resampled" in made and set(made) <= resting_on("resampled")
    assert rows(store) == before


def test_where_messages_came_from_counts_as_a_change_of_them(store, made):
    pipeline.detect(store, load_settings())
    del made[:]
    store.execute("INSERT INTO sources (source_id, source) VALUES (7, 'S-AIS')")
    pipeline.detect(store, load_settings())
    assert {"source_hours", "number_days"} <= set(made)
    store.execute("DELETE FROM sources WHERE source_id = 7")
    pipeline.detect(store, load_settings())
    holds(store)


def test_a_message_makes_what_rests_on_messages(store, made):
    pipeline.detect(store, load_settings())
    del made[:]
    store.execute("UPDATE fixes SET lat = lat + 0.001 WHERE (ssvid, time) IN (SELECT (ssvid, max(time)) FROM fixes GROUP BY ssvid LIMIT 1)")  # fmt: skip
    pipeline.detect(store, load_settings())
    assert {"fix_pairs", "resampled", "ships", "alerts"} <= set(made)
    assert "particulars" not in made
    holds(store)
