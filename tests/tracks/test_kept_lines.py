"""A number's messages followed on from where the last search left them are followed as from the first: wherever it was left."""

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.store import Store
from vesseltrack.tracks.kept_lines import begun, keep, kept
from vesseltrack.tracks.late_fixes import _messages_of

from builders.examples import examples
from builders.late_seas import two_feeds


def through(messages, cut):
    """The late copies of a number's messages, of which those before ``cut`` were followed by an earlier search."""
    before = begun(messages[:, :cut], [])
    before.go_on()
    with Store(None) as store:
        keep(store, {1: (messages[:, :cut], before)})
        after = begun(messages, kept(store).get(1, []))
    assert after.followed == (cut if before.lines else 0)  # of a number given up nothing is kept
    after.go_on()
    return after.late()


def number(seed, every_s=30):
    """The messages of one number that two feeds heard, one of them late."""
    feeds = two_feeds(seed=seed, ships=3, hours=6, every_s=every_s)
    of = feeds[feeds.columns[0]]
    group = feeds[of == random.Random(seed).choice(sorted(set(of)))].sort_values("time", kind="stable")
    return _messages_of(group.astype({"time": "datetime64[us]", "sog_kn": "Float32", "cog_deg": "Float32"}))


@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 100_000), share=st.floats(0.01, 1))
def test_it_goes_on_as_if_it_had_never_stopped(seed, share):
    messages = number(seed)
    whole = begun(messages, [])
    whole.go_on()
    assert through(messages, max(1, round(share * messages.shape[1]))) == whole.late()


def test_such_messages_have_late_copies():
    """Else the test above would say nothing."""
    assert sum(len(through(number(seed), 40)) > 3 for seed in range(8)) >= 6


@pytest.mark.parametrize("other", ["moved", "gone", "one more"])
def test_other_messages_are_followed_from_the_first(other):
    messages = number(3)
    cut = messages.shape[1] // 2
    before = begun(messages[:, :cut], [])
    before.go_on()
    with Store(None) as store:
        keep(store, {1: (messages[:, :cut], before)})
        rows = kept(store)[1]
    now = {
        "moved": np.where(np.arange(messages.shape[1]) == 5, messages + 1e-9, messages),
        "gone": np.delete(messages, 5, axis=1),
        "one more": np.insert(messages, 5, messages[:, 5], axis=1),
    }[other]
    assert begun(now, rows).followed == 0
    assert begun(messages, rows).followed == cut


def of_many_hulls(hulls, messages, seed=1):
    """The messages of one number that hulls degrees apart, each under way at 10 knots, send in turn by chance."""
    rng = np.random.default_rng(seed)
    t, hull = np.arange(messages) / 120, rng.integers(0, hulls, messages)
    return np.vstack([t, 60 * hull + 10 * t, 60 * hull, np.full(messages, 10.0), np.zeros(messages)])


def test_a_number_of_dozens_of_hulls_has_no_late_copies_and_is_not_followed_to_its_end():
    messages = of_many_hulls(40, 3000)
    following = begun(messages, [])
    following.go_on()
    assert (following.late(), following.lines, following.dropped, following.followed) == ([], [], [], 3000)
    assert through(messages, 2000) == through(messages, 150) == []


def test_a_number_of_a_few_hulls_is_followed_to_its_end():
    following = begun(of_many_hulls(5, 3000), [])
    following.go_on()
    assert sum(line.count for line in following.lines) == 3000
