"""The isolation forest is scikit-learn's, to the last digit, and compiled or not it grows the same trees."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesseltrack.scoring import isolation
from vesseltrack.scoring.isolation import grown

from builders.examples import examples


def rows(seed, many, columns, kind):
    """Rows of all different values; of few, in which whole columns are alike; or mostly of zeros."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(many, columns))
    if kind == "few":
        x = np.round(x)
        x[:, 0] = 7
    return np.where(rng.random(x.shape) < 0.9, 0, x) if kind == "zeros" else x


@settings(max_examples=examples(12), deadline=None)
@given(
    seed=st.integers(0, 100_000),
    # of more than 256 rows some are drawn; of more than 25,600 they are drawn in another way
    many=st.sampled_from([50, 256, 257, 258, 900, 25_600, 26_000]),
    columns=st.integers(1, 12),
    kind=st.sampled_from(["different", "few", "zeros"]),
)
def test_scores_are_those_of_scikit_learn(seed, many, columns, kind):
    ensemble = pytest.importorskip("sklearn.ensemble")
    x = rows(seed, many, columns, kind)
    forest = ensemble.IsolationForest(n_estimators=20, random_state=seed).fit(x)
    assert grown(x, 20, seed).score(x).tolist() == (-forest.score_samples(x)).tolist()


@pytest.mark.parametrize("kind", ["different", "few", "zeros"])
def test_compiled_or_not_the_trees_are_the_same(monkeypatch, kind):
    x = rows(3, 300, 5, kind)
    compiled = grown(x, 10, 1).score(x)
    for name in ("_grow", "_depths"):
        function = getattr(isolation, name)
        monkeypatch.setattr(function, "_fast", function.plain)
    assert grown(x, 10, 1).score(x).tolist() == compiled.tolist()


def test_rows_that_do_not_differ_are_as_usual_as_each_other():
    assert set(grown(np.ones((60, 3)), 10, 1).score(np.ones((2, 3)))) == {0.5}


def test_the_one_far_off_is_the_oddest():
    x = rows(5, 400, 4, "different")
    x[17] = 40
    score = grown(x, 50, 1).score(x)
    assert score.argmax() == 17 and score[17] > 0.7 and np.median(score) < 0.6
