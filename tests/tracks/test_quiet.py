"""Messages added to their lines some hundred at a time: the lines are the same as if each had been followed by itself."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vesseltrack.tracks.follow import Following
from vesseltrack.tracks.kept_lines import _rows
from vesseltrack.tracks.quiet import Quiet
from vesseltrack.tracks.way import Messages

from builders.examples import examples


def hull(rng, hours, at, kn):
    """One hull's messages, a minute or so apart, shape (5, n): under way with turns, silences, and its speed and course as sailed."""
    n = int(hours * 60)
    t = np.cumsum(rng.uniform(0.2, 1.8, n) * np.where(rng.random(n) < 0.01, 60, 1)) / 60
    cog = rng.uniform(0, 360) + np.cumsum(np.where(rng.random(n) < 0.03, rng.uniform(-120, 120, n), 0))
    way = np.diff(t, prepend=t[0]) * kn
    north, east = np.cumsum(way * np.cos(np.radians(cog))), np.cumsum(way * np.sin(np.radians(cog)))
    y = at[0] + north + rng.normal(0, 0.005, n)
    return np.vstack([t, y, at[1] + east / np.cos(np.radians(y / 60)), np.full(n, round(kn, 1)), cog % 360])


def number(seed, hulls, apart_nm, odd, unknown):
    """The messages of one number: of some hulls, with false places, late copies, and messages without a speed."""
    rng = np.random.default_rng(seed)
    some = [hull(rng, 12, (2000 + apart_nm * k, 10_800 + apart_nm * k), rng.uniform(0, 15)) for k in range(hulls)]
    all_of = np.hstack(some)
    copies = all_of[:, rng.random(all_of.shape[1]) < odd] + np.array([[0.3], [0], [0], [0], [0]])
    all_of = np.hstack([all_of, copies])
    false = rng.random(all_of.shape[1]) < odd
    all_of[1, false] += 10
    all_of[3:, rng.random(all_of.shape[1]) < unknown] = np.nan
    return all_of[:, np.lexsort(all_of[2::-1])]


def followed(messages, singly=False):
    """Everything known of a number's lines, and how many messages were added at once."""
    following, added = Following(Messages(*messages.tolist())), []
    sail_on = Quiet.sail_on

    def counted(quiet, lines, i):
        end = sail_on(quiet, lines, i) if not singly else i
        added.append(end - i)
        return end

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Quiet, "sail_on", counted)
        following.go_on()
    return _rows(following), following.late(), sum(added)


@settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    seed=st.integers(0, 100_000),
    hulls=st.integers(1, 3),
    apart_nm=st.sampled_from([0, 20, 60, 400]),
    odd=st.sampled_from([0, 0.003, 0.03]),
    unknown=st.sampled_from([0, 0.002, 1]),
)
def test_the_lines_are_as_if_each_message_were_followed_by_itself(seed, hulls, apart_nm, odd, unknown):
    messages = number(seed, hulls, apart_nm, odd, unknown)
    rows, late, _ = followed(messages)
    each, late_each, _ = followed(messages, singly=True)
    assert rows == each or repr(rows) == repr(each)  # NaN is not equal to itself
    assert late == late_each


@pytest.mark.parametrize(("hulls", "least"), [(1, 0.9), (2, 0.7)])
def test_most_messages_are_added_at_once(hulls, least):
    messages = number(7, hulls, 400, 0.0, 0)
    assert followed(messages)[2] > least * messages.shape[1]
