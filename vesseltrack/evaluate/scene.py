"""One scene of the meetings benchmark: its ships and truth, and helpers that make ships and put them alongside each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from vesseltrack.evaluate.hulls import HOUR, Hull, beside


@dataclass
class Scene:
    """Ships and truth of one place.

    Attributes:
        kind: kind of scene, such as a kind of transfer or of innocent look-alike.
        origin: latitude and longitude of the place.
        hulls: all ships there.
        met: pairs that lay alongside, with start and end in seconds; for a one-sided meeting only the ship that transmits.
    """

    kind: str
    origin: tuple[float, float]
    hulls: list[Hull] = field(default_factory=list)
    met: list[tuple[tuple[int, ...], float, float]] = field(default_factory=list)


class Sea:
    """Makes ships and scenes from one random generator."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.made = 0

    def hull(self, kinds: tuple[int, ...], shortest_m: float, longest_m: float) -> Hull:
        """A ship of one of these AIS types, with a random length; most have their antenna aft, on the bridge."""
        self.made += 1
        length = float(self.rng.uniform(shortest_m, longest_m))
        ahead = length * self.rng.choice([-0.35, -0.3, 0.2], p=[0.5, 0.35, 0.15])
        aside = length / 6 * self.rng.uniform(-0.2, 0.2)
        flag = int(self.rng.choice([273, 341, 352, 412, 477, 538, 636, 671]))
        return Hull(
            flag * 1_000_000 + self.made * 37 % 1_000_000,
            int(self.rng.choice(kinds)),
            length,
            (ahead, aside),
            [(-1e9, round(length / 18, 1))],
        )

    def uniform(self, low: float, high: float) -> float:
        """A random number between two."""
        return float(self.rng.uniform(low, high))

    def lie(self, one: Hull, other: Hull, how: Callable[..., object], start: float, hours: float, *args: float) -> None:
        """Put two ships alongside: the first moves as ``how`` from ``start`` on, the second comes and leaves after ``hours``."""
        way = how(self.rng, start, hours, *args)
        gap = (one.width_m + other.width_m) / 2 + self.uniform(2, 5)
        side, along = self.rng.choice([-1, 1]), 0.2 * self.uniform(-1, 1) * min(one.length_m, other.length_m)
        held = beside(way, along, side * gap, 180 if self.rng.uniform() < 0.3 else 0)  # type: ignore[arg-type]
        one.arrive(self.uniform(0, 360), self.uniform(9, 14), start, (way[1][0], way[2][0]), 4)  # type: ignore[index]
        other.arrive(self.uniform(0, 360), self.uniform(9, 14), start, (held[1][0], held[2][0]), 4)
        one.add(*way)  # type: ignore[misc]
        other.add(*held)
        for ship in (one, other):
            ship.leave(self.uniform(0, 360), self.uniform(9, 14), 3)
        if self.rng.uniform() < 0.4:  # some crews enter the new draught after taking over cargo
            for ship, sign in ((one, -1), (other, 1)):
                ship.draughts.append((start + hours * HOUR, round(ship.draughts[0][1] + sign * 1.5, 1)))
