"""Determines the unit of the speeds in a file by comparing the speed sent with the speed along the track.

For a sample of its ships, each fix is paired with the first one at least a minute later. Of ships that move steadily both speeds
are alike; if they differ by a constant factor, such as 0.51, 1.85 or 10, the speeds are in another unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from vesseltrack.geo import flat_nm
from vesseltrack.sources.columns import KNOT_KM_H, KNOT_M_S

SAMPLE = 200_000
"""Most fixes that are compared; of a larger file, those of a fixed sample of ships."""
UNITS = (1.0, 10.0, KNOT_M_S, KNOT_KM_H, 10 * KNOT_M_S, 10 * KNOT_KM_H, 100.0, 0.1)
"""Units in which speeds are sent, as units per knot."""
LEAST_S, MOST_S, DENSE_S = 60.0, 1800.0, 300.0
LEAST_KN, MOST_KN = 3.0, 70.0
"""Speeds that are compared, knots: below, position errors dominate; above, no ship sails."""
STILL = 30.0
"""A ship whose speed sent is at least so many times that of its track is left out: it lies still, or repeats one position."""
ODD_KN = 50.0
FEW = 20
"""Below so many pairs, the ratio must be closer to that of a unit."""
_DAY_US = 86_400_000_000
_ODD = np.uint64(0x9E3779B97F4A7C15)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """The comparison of speeds sent with the tracks of a file.

    Attributes:
        ratio: speed sent divided by speed along the track, median over ships; ``nan`` if no ship moved.
        pairs: number of pairs of fixes compared.
        agree: share of the ships (of fewer than three ships, of their pairs) whose ratio is within a factor of 1.35 of it.
        dense: whether only pairs at most 300 s apart were compared, between which a track is nearly straight.
        median_kn: median of the speeds sent, without zeros; ``nan`` if there are none.
        days: whether every time is midnight, on two days or more.
    """

    ratio: float = float("nan")
    pairs: int = 0
    agree: float = 0.0
    dense: bool = False
    median_kn: float = float("nan")
    days: bool = False

    @property
    def judges(self) -> bool:
        """Whether the result is clear: at least three pairs, and 60 % agree."""
        return self.pairs >= 3 and self.agree >= 0.6

    def unit(self, per: float) -> float | None:
        """The unit of the speeds, as units per knot, if it is not ``per``; ``None`` if ``per`` is right or it is not clear."""
        if not self.judges or 0.7 <= self.ratio <= 1.45:
            return None
        unit = per * self.ratio
        nearest = min(UNITS, key=lambda u: abs(np.log(unit / u)))
        near = abs(np.log(unit / nearest)) <= (0.2 if self.pairs >= FEW else 0.1)
        wide = not 0.4 <= self.ratio <= 2.5
        return nearest if near and abs(nearest / per - 1) > 0.2 and (self.dense or wide) else None

    def doubt(self) -> str:
        """A remark for the user on speeds that may be in another unit; empty if there is none."""
        if self.judges and not 0.5 <= self.ratio <= 2:
            return (
                f"speeds sent are {self.ratio:.2g} times those sailed: are they in another unit? "
                "Give sog_per_kn in --mapping (10 for tenths, 0.5144 for m/s, 1.852 for km/h)"
            )
        if not self.judges and self.median_kn > ODD_KN:
            return (
                f"half of its speeds are above {min(self.median_kn, 1e6):.3g} kn and no ship moves to judge by: "
                "are they in another unit? "
                "Give sog_per_kn in --mapping (10 for tenths, 0.5144 for m/s, 1.852 for km/h)"
            )
        return ""


class Tracks:
    """Collects the fixes to compare, batch by batch, thinning them to a sample of the ships if there are too many."""

    def __init__(self) -> None:
        self.held: list[pa.Table] = []
        self.fixes, self.of = 0, 1
        self.rows = self.midnights = 0
        self.first_day = self.last_day = -1
        self.found: Measured | None = None

    def add(self, batch: pa.RecordBatch) -> None:
        """Add the rows of a batch from ``validate.sql`` that are valid positions of ships."""
        rows = pa.table({n: batch[n] for n in ("ssvid", "time", "lat", "lon", "sog_sent")})
        rows = rows.filter(pc.and_(pc.is_null(batch["reason"]), pc.is_null(batch["kind"])))
        self.count_days(rows["time"].cast(pa.int64()).to_numpy())
        self.gather(self._thinned(rows))

    def gather(self, rows: pa.Table) -> None:
        """Add valid rows of sampled ships, with ``ssvid time lat lon sog_sent``."""
        if not rows.num_rows:
            return
        self.found = None
        self.held.append(rows)
        self.fixes += rows.num_rows
        while self.fixes > SAMPLE and self.of < 1 << 20:
            self.of *= 2
            self.held = [self._thinned(t) for t in self.held]
            self.fixes = sum(t.num_rows for t in self.held)

    def count_days(self, us: npt.NDArray[np.int64]) -> None:
        """Count the times (microseconds since 1970) that are midnight, while all of them are."""
        self.found = None
        if self.midnights < self.rows or not len(us):
            return
        days = us // _DAY_US
        self.rows += len(us)
        self.midnights += int(np.count_nonzero(us == days * _DAY_US))
        self.first_day = int(days.min()) if self.first_day < 0 else min(self.first_day, int(days.min()))
        self.last_day = max(self.last_day, int(days.max()))

    def is_sampled(self, ships: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Mask of the ships, one in ``of``, that are in the sample."""
        sampled: npt.NDArray[np.bool_] = (ships.view(np.uint64) * _ODD) >> np.uint64(44) & np.uint64(self.of - 1) == 0
        return sampled

    def _thinned(self, rows: pa.Table) -> pa.Table:
        """The rows of ships in the sample."""
        return rows if self.of == 1 else rows.filter(pa.array(self.is_sampled(rows["ssvid"].to_numpy())))

    def measured(self) -> Measured:
        """The comparison over all rows added."""
        self.found = self.found or self._measured()
        return self.found

    def _measured(self) -> Measured:
        """The comparison, made anew."""
        days = self.rows > 1 and self.midnights == self.rows and self.last_day > self.first_day
        if not self.fixes:
            return Measured(days=days)
        rows = pa.concat_tables(self.held)
        ship, us = rows["ssvid"].to_numpy(), rows["time"].cast(pa.int64()).to_numpy()
        lat, lon, sent = (rows[n].to_numpy().astype(np.float64) for n in ("lat", "lon", "sog_sent"))
        meant = sent[(sent > 0) & ~np.isin(np.round(sent, 1), (102.3, 1023.0))]
        median = float(np.median(meant)) if len(meant) else float("nan")
        order = np.lexsort((sent, lon, lat, us, ship))  # the same result in whatever order they came
        found = _pairs(ship[order], us[order] / 1e6, lat[order], lon[order], sent[order])
        return _weighed(*found, median, days)


def _pairs(
    ship: npt.NDArray[np.int64], s: Numbers, lat: Numbers, lon: Numbers, sent: Numbers
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Pairs of a fix and the first one a minute or more later, if it moves steadily: ship, seconds, knots sent, knots sailed."""
    _, nth = np.unique(ship, return_inverse=True)
    key = nth * (s.max() - s.min() + 2 * MOST_S) + (s - s.min())
    later = np.searchsorted(key, key + LEAST_S - 1e-3)
    here = np.flatnonzero(later < len(key))
    later = later[here]
    near = (nth[later] == nth[here]) & (s[later] - s[here] <= MOST_S)
    here, later = here[near], later[near]
    apart_s = s[later] - s[here]
    sailed = flat_nm(lat[here], lon[here], lat[later], lon[later]) / apart_s * 3600
    one, other = sent[here], sent[later]
    mean = (one + other) / 2
    steady = (one > 0) & (other > 0) & (np.abs(one - other) <= 0.3 * np.maximum(one, other))
    good = steady & (np.maximum(mean, sailed) >= LEAST_KN) & (sailed <= MOST_KN) & (np.round(one, 1) != 102.3)
    return nth[here][good].astype(np.float64), apart_s[good], mean[good], sailed[good]


def _weighed(ship: Numbers, apart_s: Numbers, sent: Numbers, sailed: Numbers, median_kn: float, days: bool) -> Measured:
    """The median of the ratios of ships; of fewer than three ships, the ratio over all their pairs."""
    close = apart_s <= DENSE_S
    dense = bool(np.count_nonzero(close) >= min(20, len(close)) and len(close))
    if dense:
        ship, apart_s, sent, sailed = ship[close], apart_s[close], sent[close], sailed[close]
    names, nth, pairs = np.unique(ship, return_inverse=True, return_counts=True)
    miles_sent, miles_sailed = (
        np.bincount(nth, v * apart_s, len(names)) if len(names) else np.zeros(0) for v in (sent, sailed)
    )
    moves = (pairs >= 3) & (miles_sent < STILL * miles_sailed) if len(names) else np.zeros(0, bool)
    if not moves.any():
        return Measured(median_kn=median_kn, days=days)
    ratios = miles_sent[moves] / miles_sailed[moves]
    ratio = float(np.median(ratios))
    if len(ratios) < 3:
        ratio = float(miles_sent[moves].sum() / miles_sailed[moves].sum())
        with np.errstate(divide="ignore"):
            ratios = sent[moves[nth]] / sailed[moves[nth]]
    agree = float(np.mean(np.abs(np.log(ratios / ratio)) <= 0.3))
    return Measured(ratio, int(pairs[moves].sum()), agree, dense, median_kn, days)
