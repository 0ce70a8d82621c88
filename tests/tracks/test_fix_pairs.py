"""Pairs of consecutive fixes are those of all messages sorted, however they lie in the store, by SQL and by compiled code."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.settings import load_settings
from vesseltrack.store import Store, in_order
from vesseltrack.tracks import FIX_PAIRS

from builders.examples import examples

PLAIN = """
    WITH consecutive AS (
        SELECT ssvid, time AS start_time, lat AS start_lat, lon AS start_lon, sog_kn AS start_sog_kn,
            lead(time) OVER track AS end_time, lead(lat) OVER track AS end_lat, lead(lon) OVER track AS end_lon,
            lead(sog_kn) OVER track AS end_sog_kn
        FROM fixes WINDOW track AS (PARTITION BY ssvid ORDER BY time, lat, lon, sog_kn)
    )
    SELECT *, epoch_ms(end_time) / 1000 - epoch_ms(start_time) / 1000 AS seconds FROM consecutive WHERE end_time IS NOT NULL
    ORDER BY ALL
"""
"""Every pair, by a sort of all messages; which of them count is reckoned below, in Python."""


def far_nm(p):
    east = (p.end_lon - p.start_lon + 540) % 360 - 180
    return 60 * max(abs(p.end_lat - p.start_lat), abs(east) * math.cos(math.radians(p.start_lat)))


def flags(p):
    """Whether a pair is a jump, whether a late copy may lie at one end, and whether a tenth minute struck within."""
    sent = [kn for kn in (p.start_sog_kn, p.end_sog_kn) if not math.isnan(kn)]
    far, hours = far_nm(p), p.seconds / 3600
    most = min(60, 1.5 * max(sent) + 10) if sent and p.seconds < 600 else 60
    jump = far > 1 + hours * most
    late = far > 0.1 + hours * (1.5 * max(sent) + 5 if sent else 20)
    slots = p.end_time.value // 600_000_000_000 > p.start_time.value // 600_000_000_000
    return jump, late, slots or p.start_time.value % 600_000_000_000 == 0


def world(seed, numbers, messages, files):
    """Messages of some numbers, some of them on the antimeridian, at tenth minutes, at one time, or without a speed."""
    rng = np.random.default_rng(seed)
    ssvid = rng.integers(0, numbers, messages)
    second = rng.choice([rng.integers(0, 40_000), 600, 601], messages) + rng.integers(0, 4_000, messages) // 7 * 7
    lat = np.round(35 + 0.01 * ssvid + rng.normal(0, rng.choice([0.0005, 0.02]), messages), 4)
    lon = (np.round(179.995 + rng.normal(0, rng.choice([0.0005, 0.02]), messages), 4) + 180) % 360 - 180
    lon[rng.random(messages) < 0.05] = 10.0
    sog = np.where(rng.random(messages) < 0.2, np.nan, rng.choice([0, 3.5, 12], messages))
    frame = pd.DataFrame({"ssvid": 257_000_001 + ssvid, "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(second, unit="s"),
                          "lat": lat, "lon": lon, "sog_kn": sog, "file_id": rng.integers(0, files, messages)})  # fmt: skip
    tied = frame[rng.random(messages) < 0.1].assign(lat=lambda f: f.lat + 0.0001)  # at the same time, elsewhere
    same = frame[rng.random(messages) < 0.1]
    return pd.concat([frame, tied, same])


@pytest.fixture(params=["SQL", "compiled"])
def by(request, monkeypatch):
    """Pairs are made by SQL, or by compiled code, ten messages at a time or more."""
    monkeypatch.setattr(in_order, "MANY_ROWS", 1 if request.param == "compiled" else 1 << 40)
    monkeypatch.setattr(in_order, "MOST_ROWS", 10)
    return request.param


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 100_000),
    numbers=st.integers(1, 12),
    messages=st.integers(0, 400),
    files=st.integers(1, 4),
    lie=st.sampled_from([["file_id", "ssvid", "time"], ["ssvid", "time", "lat", "lon", "sog_kn"], ["lat"], ["time"]]),
)
def test_pairs_are_those_of_all_messages_sorted(by, seed, numbers, messages, files, lie):
    frame = world(seed, numbers, messages, files).sort_values(lie, kind="stable")
    with Store(None) as store:
        store.append("fixes", frame)
        FIX_PAIRS.run(store, load_settings())
        got = store.frame("FROM fix_pairs ORDER BY ALL")
        every = store.frame(PLAIN)
    every = every.assign(**dict(zip(("jump", "late_suspect", "slots"), zip(*map(flags, every.itertuples()), strict=True), strict=True))) \
        if len(every) else every.assign(jump=False, late_suspect=False, slots=False)  # fmt: skip
    kept = every[every.jump | every.late_suspect | every.slots].drop(columns="slots").reset_index(drop=True)
    assert len(got) == len(kept)
    pd.testing.assert_frame_equal(got, kept, check_dtype=False, check_exact=True)


def test_runs_that_follow_each_other_are_not_sorted_and_those_that_overlap_are(by):
    """Ship 1: two files, one after the other. Ship 2: the second file begins before the first ends."""
    t = pd.Timestamp("2026-01-01 00:00")
    rows = [(1, 0, 1), (1, 10, 1), (2, 0, 1), (2, 20, 1), (1, 20, 2), (1, 30, 2), (2, 10, 2), (2, 30, 2)]
    frame = pd.DataFrame([{"ssvid": s, "time": t + pd.Timedelta(minutes=m), "lat": 35.0, "lon": 124.0, "sog_kn": 0.0, "file_id": f}
                          for s, m, f in rows])  # fmt: skip
    with Store(None) as store:
        store.append("fixes", frame)
        FIX_PAIRS.run(store, load_settings())
        pairs = store.rows("SELECT ssvid, minute(start_time), minute(end_time) FROM fix_pairs ORDER BY ALL")
    assert pairs == [(s, 10 * (n - 1), 10 * n) for s in (1, 2) for n in (1, 2, 3)]
