"""An isolation forest over ship-days and events, with explanations in words.

Whether a ship is listed is not a feature: that would lower the scores of listed ships instead of raising them. The importance
of a feature for a row is how much the anomaly score would fall with that feature at its peers' median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.detectors import DETECTORS
from vesseltrack.detectors.base import Feature
from vesseltrack.engine.step import Step
from vesseltrack.schema import TABLES
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.store import Store

Floats = npt.NDArray[np.float64]

LEAST_ROWS = 50
LEAST_PEERS = 30
FAR_KM = {"dprk_port_km": 1000.0}
"""Beyond that, farther or nearer means nothing: off Guam nobody is near a North Korean port."""
EXPLAINED_FROM = 95.0
"""Only rows odder than so many per cent are explained: the others are nobody's business."""


@dataclass(frozen=True)
class Kind:
    """One kind of row the forest compares: its table, what a row is, its features."""

    table: str
    what: str
    subject: str
    event: str
    features: tuple[Feature, ...]

    def select(self) -> str:
        """The rows with their peers, in a fixed order."""
        columns = ", ".join(f"t.{f.column}::DOUBLE AS {f.column}" for f in self.features)
        return (
            f"SELECT {self.subject} AS subject, t.vessel_id, {self.event} AS event, ships.vessel_type AS peers, {columns}"
            f" FROM {self.table} AS t JOIN ships USING (vessel_id) ORDER BY subject"
        )


KINDS = (
    Kind(
        "ship_days",
        "days",
        "t.vessel_id || ' ' || t.day",
        "NULL::VARCHAR",
        (
            Feature("heard_h", "heard for longer", "heard for less time"),
            Feature("moved_km", "sailed farther", "sailed less"),
            Feature("slow_h", "longer below 2 kn away from port"),
            Feature("silent_h", "silent for longer"),
            Feature("turning", "going to and fro more"),
            Feature("far_km", "farther from shore"),
            Feature("spread_km", "over a wider area", "in a smaller area"),
            Feature("meetings", "met more ships"),
            Feature("met_h", "longer beside another ship"),
            Feature("watch_h", "longer in watched zones"),
            Feature("night_slow_h", "slow for longer at night"),
        ),
    ),
    *(
        Kind(d.name, d.compared.plural, "t.event", "t.event", d.compared.features)
        for d in DETECTORS
        if d.compared is not None
    ),
)


def _fit(x: Floats, rules: ScoringRules) -> Any:
    from sklearn.ensemble import IsolationForest  # takes a second to import: only when a forest is grown

    return IsolationForest(n_estimators=rules.trees, random_state=rules.seed, n_jobs=1).fit(x)


def anomaly_scores_of(frame: pd.DataFrame, kind: Kind, rules: ScoringRules) -> pd.DataFrame:
    """The anomaly score and explanation of each row of one kind.

    Args:
        frame: ``subject ship event peers`` and the kind's features, in a fixed order.
        kind: what the rows are.
        rules: seed and size of the forest.

    Returns:
        Rows of the table ``anomaly_scores``; none where there are too few rows to tell odd from usual.
    """
    if len(frame) < LEAST_ROWS:
        return pd.DataFrame(columns=TABLES["anomaly_scores"].names)
    names = [f.column for f in kind.features]
    known = frame[names].astype(float).clip(upper=pd.Series(FAR_KM).reindex(names).fillna(np.inf), axis=1)
    x = known.fillna(known.median()).fillna(0).to_numpy()  # missing values count as usual
    forest = _fit(x, rules)
    score = np.round(-forest.score_samples(x), 6)
    less_odd = pd.Series(score).rank(method="min").to_numpy() - 1
    percentile = np.floor(1000 * less_odd / len(score)) / 10
    because = _because(frame, x, forest, score, percentile, kind)
    return frame[["subject", "vessel_id", "event"]].assign(
        scored_table=kind.table, percentile=percentile, score=score, explanation=pd.Series(because, index=frame.index)
    )


def _peer_groups(frame: pd.DataFrame) -> pd.Series:
    """Each row's peers: ships of its vessel type, or all where there are too few."""
    size = frame.groupby("peers").peers.transform("size")
    return frame.peers.where(size >= LEAST_PEERS, "ships")


def _because(
    frame: pd.DataFrame, x: Floats, forest: Any, score: Floats, percentile: Floats, kind: Kind
) -> list[list[str]]:
    """For each unusual row, the features that make it so compared with its peers, the most important first."""
    out: list[list[str]] = [[] for _ in range(len(frame))]
    odd = np.flatnonzero(percentile >= EXPLAINED_FROM)
    if not len(odd):
        return out
    group = _peer_groups(frame)
    values = pd.DataFrame(x, columns=[f.column for f in kind.features])
    medians = values.groupby(group.to_numpy()).transform("median").to_numpy().copy()
    medians[(group == "ships").to_numpy()] = np.median(x, axis=0)
    features = np.arange(x.shape[1])
    # one row for each unusual row and feature, with that feature set to its peers' median
    usual = np.repeat(x[odd, None, :], len(features), axis=1)
    usual[:, features, features] = medians[odd]
    effect = score[odd, None] + forest.score_samples(usual.reshape(-1, len(features))).reshape(len(odd), len(features))
    groups = group.to_numpy()
    peers = {g: np.sort(x if g == "ships" else x[groups == g], axis=0) for g in set(groups[odd])}
    for n, i in enumerate(odd):
        out[i] = _words(x[i], effect[n], peers[groups[i]], _called(groups[i], kind), kind)
    return out


def _called(group: str, kind: Kind) -> str:
    """Name of a peer group: "ship-days of tankers", "silences of all ships"."""
    plural = {"cargo": "cargo ships", "tanker": "tankers", "passenger": "passenger ships", "fishing": "fishing boats",
              "tug": "tugs", "pilot": "pilot boats", "pleasure": "pleasure craft", "service": "service craft",
              "ships": "all ships"}  # fmt: skip
    return f"{kind.what} of {plural.get(group, 'ships of its kind')}"


def _words(row: Floats, effect: Floats, peers: Floats, called: str, kind: Kind) -> list[str]:
    """What is unusual about a row, in words; ``peers`` are its peers' values, ascending for each feature."""
    words = []
    for j in np.argsort(-effect, kind="stable"):
        feature = kind.features[j]
        below = np.searchsorted(peers[:, j], row[j], "left") / len(peers)
        above = (len(peers) - np.searchsorted(peers[:, j], row[j], "right")) / len(peers)
        word, share = (feature.high, below) if below >= above else (feature.low, above)
        if effect[j] > 0 and word and share >= 0.8:
            words.append(f"{word} than {np.floor(1000 * share) / 10:g} % of {called}")
        if len(words) == 3:
            break
    return words


def _make(store: Store, rules: ScoringRules) -> pd.DataFrame:
    found = [anomaly_scores_of(store.frame(k.select()), k, rules) for k in KINDS]
    filled = [f for f in found if len(f)]
    return pd.concat(filled) if filled else found[0]


ANOMALY_SCORES = Step(
    "anomaly_scores",
    ("ships", *(kind.table for kind in KINDS)),
    "what an isolation forest finds odd, and why",
    section="scoring",
    make=_make,
)
