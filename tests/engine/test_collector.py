"""Python's collector is as it was before a search, whatever became of the search."""

import gc

import pytest

import vesseltrack as vt
from vesseltrack.engine import collector, pipeline
from vesseltrack.settings import load_settings


@pytest.mark.parametrize("before", [(700, 10, 10), (0, 10, 10), (90_000, 5, 5)])
def test_a_search_collects_seldom_and_then_as_before(before):
    was = gc.get_threshold()
    gc.set_threshold(*before)
    try:
        with collector.seldom():
            assert gc.get_threshold() == (before[0] and max(before[0], collector.AT_OBJECTS), *before[1:])
        assert gc.get_threshold() == before
        with pytest.raises(RuntimeError), collector.seldom():
            raise RuntimeError
        assert gc.get_threshold() == before
    finally:
        gc.set_threshold(*was)


def test_detect_uses_it(monkeypatch):
    seen = []
    monkeypatch.setattr(pipeline, "detect_within", lambda *_: seen.append(gc.get_threshold()[0]) or {})
    with vt.open(None) as db:
        pipeline.detect(db.store, load_settings())
    assert seen == [collector.AT_OBJECTS]
