"""Families of simulated worlds with known reception, made without our own formulas, on which dark periods are measured.

Ships enter and leave reception, transponders are weak, receivers or a provider fail, satellites pass, files are thinned. Some
ships of every vessel type are silenced, in port, at anchor and under way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.evaluate.receivers import Receivers, ducts, masts_along, orbits
from vesseltrack.evaluate.traffic import SHIP_TYPES, Hull, Sea, fleet, mute

START = pd.Timestamp("2027-03-01")
BAY = Sea(33.0, 37.0, 146.5, 151.0, 84.0)
HIGH_SEAS = Sea(30.0, 40.0, 160.0, 172.0, 108.0)


@dataclass(frozen=True)
class World:
    """Received messages, and the truth.

    Attributes:
        fixes: ``ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status, ais_class``, and ``source``, who received it.
        also: ``ssvid, time, source`` of those that received the same messages.
        statics: ``ssvid, name, ship_type, hour, first_time, last_time, messages``.
        silences: ``ship, start_time, end_time, received_h, findable, under_way, routine``. Findable: had the ship gone on
            transmitting, it would have been received in at least half of the hours of its silence; ``received_h``: in so many.
    """

    fixes: pd.DataFrame
    also: pd.DataFrame
    statics: pd.DataFrame
    silences: pd.DataFrame


def _berths(rng: np.random.Generator, sea: Sea, many: int) -> list[tuple[float, float]]:
    """Berths on the eastern and western side, near the masts."""
    lats = np.linspace(sea.south + 0.3, sea.north - 0.3, many) + rng.normal(0, 0.1, many)
    return [(float(y), float((sea.east if n % 2 else sea.west) + rng.normal(0, 0.15))) for n, y in enumerate(lats)]


def _shore(rng: np.random.Generator, ships: int, miles: float = 45, providers: int = 1) -> tuple[list[Hull], Receivers]:
    berths = _berths(rng, BAY, 8)
    masts = masts_along([*berths, (35.0, 148.8)], rng, miles, providers)
    hulls = fleet(BAY, ships, berths, rng)
    mute(hulls, 0.2, BAY, rng)
    return hulls, Receivers(masts, ducts(len(masts), BAY, rng, 0.05))


def _ducting(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    hulls, receivers = _shore(rng, ships, 38)
    return hulls, replace(receivers, air=ducts(len(receivers.masts), BAY, rng, 0.6))


def _receivers(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    hulls, receivers = _shore(rng, ships)
    n = len(receivers.masts)
    down = [
        (int(i), a, a + float(rng.uniform(3, 14))) for i in rng.integers(0, n, n) for a in [float(rng.uniform(0, 80))]
    ]
    return hulls, replace(receivers, mast_down=down, each_named=True)


def _provider(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    """Two vendors with masts side by side, each delivering part of the ships; one fails for a night."""
    berths = _berths(rng, BAY, 8)
    spots = [*berths, (35.0, 148.8)]
    masts = [replace(m, provider=p) for p in (0, 1) for m in masts_along(spots, rng, 45)]
    hulls = fleet(BAY, ships, berths, rng)
    mute(hulls, 0.2, BAY, rng)
    begins = float(rng.uniform(20, 60))
    sold = {0: float(rng.uniform(0.5, 0.9)), 1: float(rng.uniform(0.5, 0.9))}
    receivers = Receivers(masts, ducts(len(masts), BAY, rng, 0.05), sold=sold)
    receivers.provider_down = [(int(rng.integers(2)), begins, begins + float(rng.uniform(5, 12)))]
    return hulls, receivers


def _satellites(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    hulls = fleet(HIGH_SEAS, ships, [], rng, crossing=1.0)
    mute(hulls, 0.2, HIGH_SEAS, rng)
    return hulls, Receivers(passes=orbits(HIGH_SEAS, rng, 6, float(rng.uniform(0.45, 0.75))))


def _mixed(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    hulls, receivers = _shore(rng, ships, 32)
    return hulls, replace(receivers, passes=orbits(BAY, rng, 5, float(rng.uniform(0.3, 0.6))))


def _weak(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    """A third of the transponders are weak, and half of the small craft are class B."""
    hulls, receivers = _shore(rng, ships)
    for hull in hulls:
        hull.antenna *= float(rng.uniform(0.35, 0.7)) if rng.uniform() < 0.35 else 1.0
        hull.small |= hull.vessel_type in ("tug", "fishing") and rng.uniform() < 0.5
    return hulls, replace(receivers, fading=0.2)


def _fleet_dark(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    """Ten tankers of one flag, among other ships, go dark within twenty minutes of one another."""
    hulls, receivers = _shore(rng, ships, 70)
    begins, lasts = float(rng.uniform(24, 50)), float(rng.uniform(7, 16))
    there = [
        h for h in hulls if not h.mute and h.t[0] < begins - 4 and h.t[-1] > begins + lasts and h.vessel_type == "cargo"
    ]
    for n, hull in enumerate(there[:10]):
        hull.number, hull.vessel_type = 667_001_000 + n, "tanker"
        hull.mute = [(begins + float(rng.uniform(0, 0.33)), begins + lasts + float(rng.uniform(0, 0.33)))]
    return hulls, receivers


def _habits(rng: np.random.Generator, ships: int) -> tuple[list[Hull], Receivers]:
    """Working craft that switch off their transponders at the berth every night."""
    hulls, receivers = _shore(rng, ships)
    for hull in hulls:
        if hull.vessel_type in ("fishing", "tug", "pleasure") and rng.uniform() < 0.6:
            off, on = float(rng.uniform(12, 15)), float(rng.uniform(20, 23))
            hull.mute = [(24 * d + off + rng.normal(0, 0.2), 24 * d + on + rng.normal(0, 0.2)) for d in range(-1, 4)]
            hull.routine = True
    return hulls, receivers


FAMILIES: dict[str, tuple[Callable[[np.random.Generator, int], tuple[list[Hull], Receivers]], int, float]] = {
    "shore receivers": (_shore, 220, 5),
    "ducting nights": (_ducting, 220, 5),
    "receivers fail": (_receivers, 220, 5),
    "a provider fails": (_provider, 220, 5),
    "satellites only": (_satellites, 260, 4),
    "shore and satellites": (_mixed, 220, 5),
    "weak sets": (_weak, 220, 5),
    "a fleet goes dark": (_fleet_dark, 220, 5),
    "habits": (_habits, 220, 5),
    "few ships": (_shore, 60, 5),
    "thinned to 1 min": (_shore, 150, 1),
    "thinned to 20 min": (_shore, 220, 20),
}
"""For each family: the function that makes its ships and receivers, the number of ships, and minutes between messages."""
NAMED = ("receivers fail", "a provider fails", "shore and satellites")
"""Families with several sources, which are also measured with their names in the files."""


def make_world(family: str, seed: int) -> World:
    """One world of a family; the same seed gives the same world."""
    maker, ships, every_min = FAMILIES[family]
    rng = np.random.default_rng([seed, *family.encode()])
    hulls, receivers = maker(rng, ships)
    sea = HIGH_SEAS if family == "satellites only" else BAY
    parts, truths = [], []
    for hull in hulls:
        heard, truth = _sent(hull, receivers, sea, every_min, rng)
        parts.append(heard)
        truths += truth
    columns = ["ship", "start_time", "end_time", "received_h", "findable", "under_way", "routine"]
    every = pd.concat(parts, ignore_index=True)
    again = every.duplicated(["ssvid", "time"])
    fixes = every[~again].reset_index(drop=True)
    also = every.loc[again, ["ssvid", "time", "source"]].drop_duplicates().reset_index(drop=True)
    return World(fixes, also, _statics(hulls, fixes), pd.DataFrame(truths, columns=columns))


def _sent(
    hull: Hull, receivers: Receivers, sea: Sea, every_min: float, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[tuple[int, pd.Timestamp, pd.Timestamp, int, bool, bool, bool]]]:
    """The received messages of one ship, once for each source that received them, and the truth of its silences."""
    first, last = max(0.0, float(hull.t[0])), min(sea.hours, float(hull.t[-1]))
    hours = np.arange(first, last, every_min / 60)
    hours = np.sort(hours + rng.uniform(0, every_min / 60 * 0.3, len(hours)))
    hours = hours[hours < last]
    by_source = receivers.heard(hull, hours, rng)
    heard = np.logical_or.reduce([np.zeros(len(hours), bool), *by_source.values()])
    sends, truths = np.ones(len(hours), bool), []
    for a, b in hull.mute:
        within = (hours >= a) & (hours < b)
        sends &= ~within
        # the hours of the silence in which messages would have been received
        spoken = np.unique(((hours[within & heard]) - a).astype(np.int64))
        span = min(b, last) - max(a, first)
        under_way = bool(hull.knots(np.array([max(a, first)]))[0] >= 3)
        if span > 4:
            stamps = (START + pd.Timedelta(hours=max(a, first)), START + pd.Timedelta(hours=min(b, last)))
            truths.append((hull.number, *stamps, len(spoken), len(spoken) >= 0.5 * span, under_way, hull.routine))
    at = hours[heard & sends]
    lat, lon = hull.at(at)
    knots = np.abs(hull.knots(at) + rng.normal(0, 0.1, len(at)))
    course = (hull.course(at) + rng.normal(0, 2, len(at))) % 360
    frame = pd.DataFrame({"ssvid": hull.number, "time": START + pd.to_timedelta((at * 3600).round(), unit="s")})
    frame["lat"], frame["lon"] = lat + rng.normal(0, 5e-5, len(at)), lon + rng.normal(0, 5e-5, len(at))
    frame["sog_kn"], frame["cog_deg"] = knots.round(1), course.round(1)
    frame["heading_deg"] = frame.cog_deg.round().astype(int) % 360
    frame["nav_status"] = np.where(knots < 0.5, 1, 0)
    frame["ais_class"] = "B" if hull.small else "A"
    return _of_sources(frame, {name: got[heard & sends] for name, got in by_source.items()}), truths


def _of_sources(frame: pd.DataFrame, by_source: dict[str, npt.NDArray[np.bool_]]) -> pd.DataFrame:
    """The messages, once for each source that received them; of two in one second only the first."""
    first = ~frame.duplicated("time").to_numpy()
    parts = [frame[got & first].assign(source=name) for name, got in by_source.items()]
    every: pd.DataFrame = pd.concat([frame.iloc[:0].assign(source=""), *parts])
    return every.sort_values("time", kind="stable", ignore_index=True)


def _statics(hulls: list[Hull], fixes: pd.DataFrame) -> pd.DataFrame:
    """Static data, one row per ship."""
    statics = fixes.groupby("ssvid").time.agg(first_time="min", last_time="max").reset_index()
    known = pd.DataFrame(
        [(h.number, f"{h.vessel_type} {n}".upper(), SHIP_TYPES[h.vessel_type]) for n, h in enumerate(hulls)]
    )
    known = known.set_axis(["ssvid", "name", "ship_type"], axis=1)
    frame = known.merge(statics, on="ssvid")
    return frame.assign(hour=frame.first_time.dt.floor("h"), last_time=frame.first_time, messages=1, file_id=0)
