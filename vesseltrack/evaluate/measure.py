"""Measures dark periods against known truth: recall, precision, calibration, for our probability and for others' rules.

A dark period is true if the ship did not transmit for at least half of it, or if it still lasts and holds at least half of a
silence: what is said of one that lasts is that the ship fell silent in it. A planted silence is found if a rule accepts a true
dark period that overlaps it. A planted silence that never became a dark period counts as missed by every rule. Silences that
are a ship's nightly routine are left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Bools = npt.NDArray[np.bool_]
LEADERS_PRECISION = 0.87
"""Precision of Global Fishing Watch's rule on its own labelled gaps (Welch et al. 2022; recall 0.40)."""
FIFTY_MILES_KM = 92.6
FIRST = 20
ROUTINE = 3
"""From so many planted silences on, they are a ship's routine, as of boats that switch off every night: no rule has to find them,
but a gap with one in it is still true.
"""

LEADER = "leader: 12 h, 50 nm, 14 messages"
LEADER_NEARER = "leader's, without 50 nm"
"""The same rule without its distance from shore: it is meant for the high seas, so this may be a fairer comparison here."""

Accepts = Callable[[pd.DataFrame], Bools]
RULES: dict[str, Accepts] = {
    "vesseltrack: silent": lambda g: (g.assessment == "transmitter_off").to_numpy(),
    LEADER: lambda g: (
        (g.duration_h >= 12) & (g.shore_km.fillna(999) >= FIFTY_MILES_KM) & (g.fixes_before >= 14)
    ).to_numpy(),
    LEADER_NEARER: lambda g: ((g.duration_h >= 12) & (g.fixes_before >= 14)).to_numpy(),
    "plain: 6 h": lambda g: (g.duration_h > 6).to_numpy(),
    "plain: 8 h": lambda g: (g.duration_h > 8).to_numpy(),
    "plain: 12 h": lambda g: (g.duration_h > 12).to_numpy(),
}


@dataclass(frozen=True)
class Measured:
    """Results on one data set.

    Attributes:
        rules: one row per rule: accepted, false alarms, precision, recall, precision of its first twenty.
        calibration: one row per band of probability: gaps in it, mean probability, share that were true; without routines.
        brier: mean squared error of the probability; without routines.
        at_leaders_recall: our false alarms, and those of the leader's rule, at the leader's recall.
        at_leaders_precision: our recall at a precision of 0.87, and the leader's recall on these data.
        planted: number of planted silences that are long enough and not a routine.
        gaps: number of dark periods found.
    """

    rules: pd.DataFrame
    calibration: pd.DataFrame
    brier: float
    at_leaders_recall: tuple[int, int]
    at_leaders_precision: tuple[float, float]
    planted: int
    gaps: int


def true_gaps(gaps: pd.DataFrame, silences: pd.DataFrame) -> pd.DataFrame:
    """Pairs of a dark period and the planted silence that makes it true: ``event``, and ``nth``, the silence's row number.

    Args:
        gaps: ``event, ssvid, start_time, until_time, duration_h``, and ``end_time`` if some still last.
        silences: ``ship, start_time, end_time``.
    """
    planted = silences.set_axis(["ssvid", "from_time", "to_time"], axis=1).rename_axis("nth").reset_index()
    both = gaps.merge(planted, on="ssvid")
    return pd.DataFrame(both[["event", "nth"]][holds_silence(both)])


def holds_silence(both: pd.DataFrame) -> pd.Series:
    """For pairs of a dark period and a planted silence of the same ship: whether the silence makes it true.

    Args:
        both: ``start_time, until_time, duration_h`` of the period, and its ``end_time`` (null while it lasts; without that
            column all have ended); ``from_time, to_time`` of the silence.
    """
    until = both.until_time.where(both.until_time < both.to_time, both.to_time)
    since = both.start_time.where(both.start_time > both.from_time, both.from_time)
    hours = (until - since).dt.total_seconds() / 3600
    silent_h = (both.to_time - both.from_time).dt.total_seconds() / 3600
    lasts = both.end_time.isna() if "end_time" in both else pd.Series(False, both.index)
    return (hours >= 0.5 * both.duration_h) | (lasts & (hours >= 0.5 * silent_h))


def measure(gaps: pd.DataFrame, silences: pd.DataFrame, min_silence_h: float) -> Measured:
    """Measure every rule against the truth.

    Args:
        gaps: the table ``gaps`` with ``ssvid`` and ``until_time``.
        silences: planted spans without transmission, by ship; those shorter than ``min_silence_h`` and routines are left out.
        min_silence_h: shortest dark period considered, hours.
    """
    long = (silences.end_time - silences.start_time).dt.total_seconds() > min_silence_h * 3600
    silences = silences[long].reset_index(drop=True)
    pairs = true_gaps(gaps, silences)
    true = gaps.event.isin(pairs.event).to_numpy()
    once = silences.ship.map(silences.ship.value_counts()) < ROUTINE
    usual = gaps.event.isin(pairs.event[~pairs.nth.isin(silences.index[once])]).to_numpy()
    pairs, silences = pd.DataFrame(pairs[pairs.nth.isin(silences.index[once])]), silences[once]
    asked, silent = gaps[~usual].reset_index(drop=True), true[~usual]
    rows = [_row(name, accepts(gaps), gaps, true, pairs, len(silences)) for name, accepts in RULES.items()]
    rules = pd.DataFrame(rows)
    leaders = pairs[pairs.event.isin(gaps.event[RULES[LEADER](gaps)])].nth.nunique() / max(1, len(silences))
    ranked = np.argsort(-gaps.p_off.to_numpy(), kind="stable")
    curve = _curve(gaps.event.to_numpy()[ranked], true[ranked], pairs, len(silences))
    leader: Any = rules[rules.rule == LEADER].iloc[0]
    as_much = curve[curve.recall >= leaders].head(1)
    as_sure = curve[curve.precision >= LEADERS_PRECISION].tail(1)
    return Measured(
        rules, calibration(asked, silent), float(((asked.p_off - silent) ** 2).mean()),
        (int(as_much.false.iloc[0]) if len(as_much) else -1, int(leader["false alarms"])),
        (float(as_sure.recall.iloc[0]) if len(as_sure) else 0.0, float(leader.recall)),
        len(silences), len(gaps),
    )  # fmt: skip


def _row(
    name: str, accepted: Bools, gaps: pd.DataFrame, true: Bools, pairs: pd.DataFrame, planted: int
) -> dict[str, object]:
    found = pairs[pairs.event.isin(gaps.event[accepted])].nth.nunique()
    order = gaps.p_off if name.startswith("vesseltrack") else gaps.duration_h
    first = order[accepted].sort_values(ascending=False, kind="stable").head(FIRST).index
    n = int(accepted.sum())
    return {
        "rule": name,
        "accepted": n,
        "false alarms": int((accepted & ~true).sum()),
        "precision": round(float(true[accepted].mean()), 3) if n else None,
        "recall": round(found / max(1, planted), 3),
        f"precision of first {FIRST}": round(float(true[gaps.index.get_indexer(first)].mean()), 3) if n else None,
    }


def _curve(events: npt.NDArray[np.object_], true: Bools, pairs: pd.DataFrame, planted: int) -> pd.DataFrame:
    """Precision, recall and false alarms when the first 1, 2, 3 ... dark periods are accepted, the most probable first."""
    nth = pairs.drop_duplicates("event").set_index("event").nth
    seen = pd.Series(events).map(nth)
    found = (~seen.duplicated() & seen.notna()).cumsum()
    n = np.arange(1, len(events) + 1)
    return pd.DataFrame({"precision": true.cumsum() / n, "recall": found / max(1, planted), "false": (~true).cumsum()})


def calibration(gaps: pd.DataFrame, true: Bools) -> pd.DataFrame:
    """Calibration by band of ``p_off``: ``probability`` (band), ``gaps``, ``said`` (mean), ``silent`` (share that were true)."""
    bands = pd.cut(gaps.p_off, [-0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1], labels=False)
    frame = pd.DataFrame({"p": gaps.p_off, "true": true}).groupby(bands)
    said = frame.agg(gaps=("p", "size"), said=("p", "mean"), silent=("true", "mean")).round(3)
    names = ["0-0.05", "0.05-0.2", "0.2-0.4", "0.4-0.6", "0.6-0.8", "0.8-0.95", "0.95-1"]
    return said.assign(probability=[names[int(i)] for i in said.index])[["probability", "gaps", "said", "silent"]]
