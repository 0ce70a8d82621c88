"""What passes over whole columns make is what the SQL of their steps makes, of the same messages in any order."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.compiled import Compiled
from vesseltrack.engine import pipeline
from vesseltrack.settings import load_settings
from vesseltrack.store import Store, in_order
from vesseltrack.tracks.hulls import Segment, _chosen

from builders.examples import examples

STEPS = {step.writes: step for step in pipeline.steps()}
COMPILED = [name for name, step in STEPS.items() if step.compiled]


def messages(seed, numbers, rows):
    """Messages of some numbers: on the antimeridian and at tenth minutes, at one time, in jumps, without some values."""
    rng = np.random.default_rng(seed)
    ssvid = 257_000_001 + rng.integers(0, numbers, rows)
    second = rng.integers(0, 180_000, rows) // 300 * rng.choice([300, 290])
    far = np.where(rng.random(rows) < 0.05, 5, 0.01)
    frame = pd.DataFrame(
        {
            "ssvid": ssvid, "time": pd.Timestamp("2026-01-01 20:00") + pd.to_timedelta(second, unit="s"),
            "lat": np.round(35 + rng.normal(0, far), 4), "lon": (np.round(179.995 + rng.normal(0, far), 4) + 180) % 360 - 180,
            "sog_kn": np.where(rng.random(rows) < 0.2, np.nan, rng.choice([0, 3.5, 12], rows)),
            "heading_deg": pd.array(np.where(rng.random(rows) < 0.5, 511, rng.integers(0, 360, rows)), "Int16"),
            "ais_class": rng.choice(["A", "B", None], rows), "file_id": rng.integers(0, 3, rows),
        }
    )  # fmt: skip
    frame.loc[frame.heading_deg == 511, "heading_deg"] = pd.NA
    tied = frame[rng.random(rows) < 0.1].assign(lat=lambda f: f.lat + 0.0001)  # at the same time, elsewhere
    return pd.concat([frame, tied, frame[rng.random(rows) < 0.1]])


def late(frame, seed):
    """Of one number some messages are late copies set aside."""
    some = frame[(frame.ssvid == 257_000_001)].sample(frac=0.3, random_state=seed)
    return some[["ssvid", "time", "lat", "lon", "file_id"]].drop_duplicates().assign(delay_s=60.0, set_aside=True)


def test_some_steps_are_compiled():
    assert {"fix_pairs", "fix_pairs_on_time", "number_days", "resampled"} <= set(COMPILED)


@pytest.mark.parametrize("name", COMPILED)
@settings(max_examples=examples(8), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 100_000),
    numbers=st.integers(1, 8),
    rows=st.integers(1, 300),
    most=st.sampled_from([20, 1000]),
    since=st.sampled_from([None, "2026-01-02T05:00:00"]),
)
def test_rows_are_those_of_the_sql(name, monkeypatch, seed, numbers, rows, most, since):
    monkeypatch.setattr(in_order, "MANY_ROWS", 1)
    monkeypatch.setattr(in_order, "MOST_ROWS", most)
    frame, rules = messages(seed, numbers, rows), load_settings(assign=[f"tracks.since={since}"] if since else [])
    with Store(None) as store:
        store.append("fixes", frame)
        for step in STEPS.values():
            if step.writes == name:
                break
            if step.section == "tracks" or step.writes == "noise_segments":
                replace(step, compiled=None).run(store, rules)
            if step.writes == "late_fixes" and len(frame):
                store.append("late_fixes", late(frame, seed))
        compiled = step.compiled(store, rules.section(step.section)) is not None
        assert compiled or name in ("fix_pairs_on_time", "resampled")  # nothing to make it of
        step.run(store, rules)
        made = store.frame(f"FROM {name} ORDER BY ALL")
        replace(step, compiled=None).run(store, rules)
        pd.testing.assert_frame_equal(made, store.frame(f"FROM {name} ORDER BY ALL"), check_exact=True)


@pytest.mark.parametrize("same_time", [0.0, 0.5, 1.0])
def test_messages_come_in_order_however_they_lie_and_however_many_are_of_one_time(same_time):
    rng = np.random.default_rng(3)
    frame = messages(3, 5, 3000).sample(frac=1, random_state=1)
    frame.loc[rng.random(len(frame)) < same_time, "time"] = pd.Timestamp("2026-01-02")
    with Store(None) as store:
        store.append("fixes", frame)
        read = pd.concat(pd.DataFrame(m) for m in in_order.in_order(store, "FROM messages()", "file_id"))
    order = list(in_order.ORDER)
    assert len(read) == len(frame) and read.equals(read.sort_values(order, kind="stable"))


@settings(max_examples=examples(20), deadline=None)
@given(seed=st.integers(0, 100_000), count=st.integers(1, 60), strict=st.booleans(), known=st.integers(0, 20))
def test_tracks_chosen_are_the_same_compiled(seed, count, strict, known):
    rng = np.random.default_rng(seed)
    hours = np.sort(rng.choice([rng.uniform(0, 30, 2 * count), rng.integers(0, 20, 2 * count) / 6]))
    lat, lon = rng.normal(35, 0.3, (2, count)), rng.normal(179.9, 0.3, (2, count)) % 360 - 180
    knots = np.where(rng.random((2, count)) < 0.3, np.nan, rng.uniform(0, 20, (2, count)))
    rows = np.column_stack([np.ones(count), hours[::2], lat[0], lon[0], hours[1::2], lat[1], lon[1], *knots])
    assert rows.shape[1] == len(Segment._fields)
    first = _chosen(rows, 60.0, strict, np.zeros(0, np.int64))[:known]
    assert _chosen(rows, 60.0, strict, first).tolist() == _chosen.fast(rows, 60.0, strict, first).tolist()


@Compiled
def half(x):
    return x // 2


@Compiled
def halves(x):
    count = 0
    while x > 1:
        x = half(x)
        count += 1
    return count


def test_a_compiled_function_may_call_another_and_runs_as_it_is_written_too():
    assert halves(1000) == halves.fast(1000) == 9
    assert halves.compiled() is not halves.plain


def test_without_a_compiler_it_runs_as_it_is_written(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "numba", None)
    again = Compiled(half.plain)
    assert again.fast(9) == 4 and again.compiled() is half.plain
