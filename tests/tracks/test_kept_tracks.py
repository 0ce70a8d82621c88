"""Segments given to tracks on from where the last search left them go where they go from the first: wherever it was left."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.store import Store
from vesseltrack.tracks.hulls import Segment, tracks_of
from vesseltrack.tracks.kept_tracks import NOTHING, held, keep, kept

from builders.examples import examples

MAX_KN = 60.0


def number(seed: int) -> np.ndarray:
    """The segments of one number, a row each: two or three hulls that are heard in turn, and false places."""
    rng, rows, t = random.Random(seed), [], 0.0
    hulls = [[rng.uniform(30, 40), rng.uniform(120, 130), rng.uniform(0, 15)] for _ in range(rng.choice([2, 3]))]
    for _ in range(rng.randrange(20, 120)):
        lat, lon, kn = hull = rng.choice(hulls)
        if rng.random() < 0.1:
            lat, lon = rng.uniform(-60, 60), rng.uniform(-180, 180)
        last, t = t, t + (rng.uniform(0.02, 0.3) if rng.random() < 0.95 else 3)
        hull[0] += kn * (t - last) / 60
        sent_kn = kn if rng.random() < 0.7 else np.nan
        rows.append((rng.randrange(1, 9), last, lat, lon, t - 0.01, lat + 0.001, lon, sent_kn, sent_kn))
    return np.array(rows, float)


def tracks(segments: np.ndarray, known=NOTHING):
    return tracks_of(list(map(Segment._make, segments.tolist())), MAX_KN, known)


def after(segments: np.ndarray, cut: int):
    """What is known of a number of which a search saw so many segments, as the next one reads it."""
    with Store(None) as store:
        keep(store, [(1, segments[:cut], tracks(segments[:cut])[1])], MAX_KN)
        return kept(store)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 100_000), share=st.floats(0.05, 1))
def test_it_goes_on_as_if_it_had_never_stopped(seed, share):
    segments = number(seed)
    cut = max(2, round(share * len(segments)))
    known = held(after(segments, cut), 1, segments, MAX_KN)
    assert len(known.loose) == cut - 1
    assert tracks(segments, known) == tracks(segments)


def test_such_numbers_are_shared_and_their_segments_strictly_told_apart():
    """Else the test above would say little."""
    assert sum(bool(tracks(number(seed))[1].strict) for seed in range(10)) >= 4


def test_the_last_segment_may_go_on():
    segments = number(5)
    known = after(segments[:30], 30)
    segments[29, 4:7] += 0.5
    assert held(known, 1, segments, MAX_KN).loose == tracks(segments)[1].loose[:29]


@pytest.mark.parametrize("other", ["moved", "gone", "one more", "another speed", "another number"])
def test_of_other_segments_nothing_is_known(other):
    segments = number(3)
    known = after(segments, len(segments) // 2)
    now = {
        "moved": np.where(np.arange(len(segments))[:, None] == 5, segments + 1e-9, segments),
        "gone": np.delete(segments, 5, axis=0),
        "one more": np.insert(segments, 5, segments[5], axis=0),
    }.get(other, segments)
    assert held(known, 1 + (other == "another number"), now, MAX_KN + (other == "another speed")) == NOTHING
    assert held(known, 1, segments, MAX_KN) != NOTHING
