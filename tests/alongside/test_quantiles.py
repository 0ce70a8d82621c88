"""Quantiles of spells: compiled they are those found by sorting, of values in any order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vesseltrack.alongside import quantiles
from vesseltrack.alongside.quantiles import quantile

from builders.examples import examples


@settings(max_examples=examples(30), deadline=None)
@given(
    seed=st.integers(0, 100_000),
    spells=st.integers(1, 30),
    most=st.sampled_from([3, 20, 300]),
    order=st.sampled_from(["any", "rising", "falling", "few"]),
    q=st.sampled_from([0.0, 0.5, 0.9, 1.0]),
    unit=st.sampled_from([1e-3, 1e-7]),
)
def test_compiled_quantiles_are_those_found_by_sorting(seed, spells, most, order, q, unit):
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, most, spells)
    spell, value = np.repeat(np.arange(spells), counts), rng.normal(0, 100, counts.sum())
    value = {"any": value, "rising": np.sort(value), "falling": -np.sort(value), "few": np.round(value / 50)}[order]
    value[: counts.sum() // 10] = np.inf
    found = []
    for worth_it in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quantiles, "is_worth_it", lambda rows, said=worth_it: said)
            found.append(quantile(spell, value, q, spells, unit).tolist())
    np.testing.assert_array_equal(*found)
