"""A search in parts finds what one over everything finds, row for row; declared wrongly, a step is found out."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.engine import by_number, pipeline
from vesseltrack.engine.by_number import BY_NUMBER, InParts, Part, make_part, one_by_one, versions
from vesseltrack.errors import WrongUse
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.examples import examples, seeds
from builders.long_sea import say_size, sea


def search(rows, folder=None, parts=1, make_all=one_by_one, until=None):
    """The tables of a search, in one order of rows, all or those one rests on; in parts if there is a folder."""
    with Store(None) as store:
        store.append("fixes", rows)
        say_size(store, 440000020, 150, 0)
        run = InParts(pipeline.steps(), make_all, str(folder), parts) if folder else None
        made = pipeline.detect(store, load_settings(), until=until, run=run)
        return {name: store.rows(f"FROM {name} ORDER BY ALL") for name in made}


@pytest.fixture(scope="module")
def whole():
    """All tables of a search of the first sea, made once."""
    return search(sea(1))


@settings(max_examples=examples(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=seeds(), parts=st.sampled_from([2, 5, 12]))
def test_a_search_in_parts_finds_what_one_over_everything_finds(tmp_path_factory, seed, parts):
    rows = sea(seed)
    whole = search(rows)
    assert whole["segments"] and whole["late_fixes"] and whole["encounters"] and whole["event_indicators"]
    in_parts = search(rows, tmp_path_factory.mktemp("exchange"), parts)
    assert [name for name in whole if whole[name] != in_parts[name]] == []


@pytest.mark.parametrize("step", ["late_fixes", "proximities"])
def test_a_step_that_compares_ships_is_no_step_by_number(tmp_path, monkeypatch, step):
    """What would be found in parts, if a step were declared so: not what is there."""
    monkeypatch.setattr(by_number, "BY_NUMBER", BY_NUMBER | {step})
    rows = sea(3)
    assert search(rows, until=step)[step] != search(rows, tmp_path, 8, until=step)[step]


def test_parts_may_come_in_any_order_and_some_twice(tmp_path, whole):
    def later(parts):
        order = random.Random(1).sample(range(len(parts)), len(parts))
        made = {n: make_part(parts[n]) for n in [*order, order[0]]}
        return [made[n] for n in range(len(parts))]

    assert search(sea(1), tmp_path, 6, later) == whole


def test_what_is_declared_by_number_is_a_step():
    assert {s.writes for s in pipeline.steps()} >= BY_NUMBER


def test_a_worker_of_another_version_is_told_to_install_the_same(tmp_path):
    part = Part((), {}, str(tmp_path), load_settings().model_dump(mode="json"), ("0.0.9", versions()[1]))
    with pytest.raises(WrongUse, match=r"the search 0\.0\.9 with DuckDB"):
        make_part(part)


def test_an_address_whose_library_is_not_installed_is_a_clear_error():
    with Store(None) as store, pytest.raises(WrongUse, match="addresses of nowhere:// cannot be read here"):
        by_number.reach(store, "nowhere://bucket/folder")


def test_the_exchange_may_be_any_address_of_fsspec(whole):
    """Here the memory of this process: nothing is written to a disk."""
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").makedirs("/exchange")
    assert search(sea(1), "memory://exchange", 3) == whole
    assert len(fsspec.filesystem("memory").glob("/exchange/*.parquet")) > 3 * len(BY_NUMBER)


def test_the_ranges_hold_every_number_once_and_about_as_many_messages(tmp_path):
    """40 numbers with 10, 20 ... 400 messages in 4 parts: of 8,200 none has more than a quarter and one number's."""
    with Store(None) as store:
        store.execute(
            "INSERT INTO fixes (ssvid, time, lat, lon, file_id) SELECT 440000000 + n, TIMESTAMP '2026-11-16' + INTERVAL (i) SECOND, 35, 129, 1"
            " FROM range(1, 41) AS s(n), range(400) AS m(i) WHERE i < 10 * n"
        )
        store.execute(
            "INSERT INTO fixes (ssvid, time, lat, lon, file_id) VALUES (-5, TIMESTAMP '2026-11-16', 35, 129, 1)"
        )
        asked: list[Part] = []
        run = InParts(pipeline.steps(), lambda parts: asked.extend(parts) or map(make_part, parts), str(tmp_path), 4)
        pipeline.detect(store, load_settings(), until="fix_pairs", run=run)
        counts = [
            store.one(f"SELECT count(*), count(DISTINCT ssvid) FROM read_parquet('{p.inputs['fixes']}')") for p in asked
        ]
        assert sum(n for n, _ in counts) == 8201 and sum(ships for _, ships in counts) == 41
        assert len(counts) == 4 and max(n for n, _ in counts) <= 8201 / 4 + 400
