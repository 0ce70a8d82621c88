"""How far the chance of staying unheard is to be believed, learnt from the data at hand.

Each probe is an hour in which a ship was heard, with the chance that nothing would be heard of it in the next four hours, and
whether nothing was. Ships stay unheard so long with ``factor * chance ** power``, or because they fell silent, at some rate
that is the same whatever the chance. All three are fitted together (a grid: the same data give the same figures), each leaning on
what it is where there are no data: 1, 1 and ``daily_silence_rate``. A power above 1 says that ships are heard more surely
than the model has it (satellites that pass, files thinned to even intervals); below 1, that it promises too much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]

FACTOR_ERROR = 0.4
"""How far the factor may lie from 1 where nothing is known of it, in natural logarithms."""
POWER_ERROR = 0.3
"""The same of the power."""
LEAST = 1e-6
_FACTORS = np.linspace(-3, 2, 26)
_POWERS = np.linspace(0.4, 2.6, 23)
_RATES = np.exp(np.linspace(np.log(0.0003), np.log(0.03), 19))


@dataclass(frozen=True)
class Doubt:
    """What a chance comes to: ``odds * factor * chance ** power``, 1 at most."""

    factor: float = 1.0
    power: float = 1.0
    odds: float = 1.0

    def of(self, chance: Floats) -> Floats:
        """The chances as they are to be believed; shape as given."""
        believed: Floats = np.minimum(1.0, self.odds * self.factor * np.asarray(chance, float) ** self.power)
        return believed


def _binned(probes: pd.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Probes of like chance together: the logarithm of their chance, how many, and how many were not heard."""
    chance = np.log(np.clip(probes.p_unreceived_if_on.to_numpy(float), LEAST, 1))
    bins = np.round(4 * chance).astype(int)
    found = pd.DataFrame({"chance": chance, "unheard": ~probes.was_heard.to_numpy(bool)}).groupby(bins, sort=True)
    both = found.agg(chance=("chance", "mean"), many=("unheard", "size"), unheard=("unheard", "sum"))
    return tuple(both[c].to_numpy(float) for c in ("chance", "many", "unheard"))  # type: ignore[return-value]


def learn(probes: pd.DataFrame, rules: Any) -> Doubt:
    """Factor and power that fit the probes best; ``probes`` has the columns p_unreceived_if_on and was_heard."""
    if probes.empty:
        return Doubt(odds=rules.doubt_odds)
    chance, many, unheard = _binned(probes)
    factor, power, rate = np.meshgrid(_FACTORS, _POWERS, _RATES, indexing="ij")
    usual = rules.daily_silence_rate / 24
    fits = -0.5 * (factor / FACTOR_ERROR) ** 2 - 0.5 * ((power - 1) / POWER_ERROR) ** 2
    fits += rules.prior_h * (usual * np.log(rate) - rate)
    for x, n, k in zip(chance, many, unheard, strict=True):
        p = 1 - (1 - np.minimum(0.999, np.exp(np.minimum(0, factor + power * x)))) * (1 - rate)
        fits += k * np.log(p) + (n - k) * np.log1p(-p)
    best = np.unravel_index(np.argmax(fits), fits.shape)
    return Doubt(float(np.exp(factor[best])), float(power[best]), rules.doubt_odds)
