"""Scenes planted on real tracks, with truth, kind by kind; and the messages of the whole sea with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from vesseltrack.errors import WrongUse
from vesseltrack.evaluate.hulls import HOUR, KN, Hull
from vesseltrack.evaluate.on_real import RealSea, apart_km, beside, comes_and_goes, moved, thinned
from vesseltrack.evaluate.scene import Scene
from vesseltrack.store import Store

TWO_SIDED = ("alongside", "thinned", "shaded", "in anchorage", "under way")
ONE_SIDED = ("lone", "lone, dark within")
INNOCENT = ("neighbours", "convoy", "bunkering")
USUAL_M = 180.0
"""Length of a real ship that sends none."""
TRIES = 40
"""Stretches tried for one scene: many have gaps."""
OFF_KM = 10.0
"""Ships lie alongside each other at least so far from ports."""
CROWD_SHIPS = 3
"""So many other cargo ships and tankers that lie within 5 km make an anchorage."""
FAR_KM = 50.0
"""A ship stops alone at least so far from ports."""


@dataclass
class Planted:
    """What is planted in a real sea.

    Attributes:
        scenes: kinds and truth, times in seconds since 1970.
        added: fixes of ships that are not real, with ``t`` in seconds since 1970.
        instead: fixes that stand for those of real ships, which are left out.
        sizes: length (NaN where the real ship beside sends none) and AIS type of each planted ship, by number.
    """

    scenes: list[Scene] = field(default_factory=list)
    added: list[pd.DataFrame] = field(default_factory=list)
    instead: dict[int, pd.DataFrame] = field(default_factory=dict)
    sizes: dict[int, tuple[float, int]] = field(default_factory=dict)

    def keep(self, kind: str, ships: list[int], met: list[tuple[tuple[int, ...], float, float]]) -> bool:
        """Note a scene; always true."""
        self.scenes.append(Scene(kind, (0.0, 0.0), [Hull(s, 0, 0.0, (0.0, 0.0), []) for s in ships], met))
        return True


def _two_sided(sea: RealSea, planted: Planted, kind: str) -> bool:
    """A copy of a ship that lay, drifted or sailed slowly, beside it. False if it was not heard throughout."""
    if kind == "under way":
        # about the middle of a stretch: it is its distance to ports that is known
        middle_s = (sea.slow.first_s + sea.slow.last_s) / 2
        around_s = (middle_s - sea.slow.from_s).clip(upper=sea.slow.to_s - middle_s)
        row = sea.take("slow", (around_s >= 0.75 * HOUR) & (sea.slow.off_km >= OFF_KM))
    else:
        crowd = sea.lying.others >= CROWD_SHIPS
        fits = (sea.lying.to_s - sea.lying.from_s >= 3 * HOUR) & (sea.lying.off_km >= OFF_KM)
        row = sea.take("lying", fits & (crowd if kind == "in anchorage" else ~crowd))
    hours = min(sea.uniform(*((1.5, 3) if kind == "under way" else (3, 8))), (row.to_s - row.from_s) / HOUR)
    start = sea.uniform(row.from_s, row.to_s - hours * HOUR)
    if kind == "under way":
        middle_s = (row.first_s + row.last_s) / 2
        hours = min(hours, 2 * (row.to_s - middle_s) / HOUR, 2 * (middle_s - row.from_s) / HOUR)
        start = middle_s - hours * HOUR / 2
    part = sea.whole_part(row.ssvid, start, start + hours * HOUR)
    if part is None:
        return False
    if kind == "under way" and row.vessel_type == "tug":
        row = _renumbered(sea, planted, row)
    number = sea.number()
    held = beside(sea, part, number, *_alongside(sea, planted, row, number))
    whole = comes_and_goes(sea, held)
    if kind == "thinned":
        whole, planted.instead[int(row.ssvid)] = thinned(sea, whole), thinned(sea, sea.tracks[int(row.ssvid)])
    if kind == "shaded":
        begins = start + sea.uniform(0.15, 0.4) * hours * HOUR
        whole = whole[~whole.t.between(begins, begins + sea.uniform(0.3, 0.55) * hours * HOUR)]
    planted.added.append(whole)
    return planted.keep(kind, [int(row.ssvid), number], [((int(row.ssvid), number), start, start + hours * HOUR)])


def _renumbered(sea: RealSea, planted: Planted, row: pd.Series) -> pd.Series:
    """A tanker that sails as a tug with its tow did, in place of it: the tug's stretch, with number and size of the tanker."""
    number, length_m, track = sea.number(), sea.uniform(90, 220), sea.tracks[int(row.ssvid)]
    planted.sizes[number] = (length_m, 80)
    planted.instead[int(row.ssvid)] = track.iloc[:0]
    sea.tracks[number] = track.assign(ssvid=number)
    planted.added.append(sea.tracks[number])
    return pd.Series({**row, "ssvid": number, "length_m": length_m})


def _alongside(
    sea: RealSea, planted: Planted, row: pd.Series, number: int, lengths_m: tuple[float, float] = (90, 220)
) -> tuple[float, float]:
    """Where the antenna of a new ship lies from that of a real one beside it: metres ahead and to starboard."""
    length_m = row.length_m if row.length_m > 0 else USUAL_M
    own_m = sea.uniform(*lengths_m)
    planted.sizes[number] = (own_m if row.length_m > 0 else np.nan, 80)
    aside = (length_m + own_m) / 12 + sea.uniform(2, 5)
    return sea.uniform(-0.25, 0.25) * min(length_m, own_m), float(aside * sea.rng.choice([-1, 1]))


def _one_sided(sea: RealSea, planted: Planted, kind: str) -> bool:
    """A real ship under way stops and drifts as another did, and goes on; it stands for itself under its own number."""
    long = (
        (sea.sailing.last_s - sea.sailing.first_s >= 4 * HOUR)
        & (sea.sailing.off_km >= FAR_KM)
        & (sea.sailing.others == 0)
    )
    row = sea.take("sailing", long)
    stop = (row.first_s + row.last_s) / 2
    adrift = sea.lying[sea.lying.to_s - sea.lying.from_s >= 3 * HOUR].sample(1, random_state=sea.rng).iloc[0]
    hours = min(sea.uniform(3, 8), (adrift.to_s - adrift.from_s) / HOUR, (sea.span[1] - stop) / HOUR - 1)
    drift = sea.whole_part(adrift.ssvid, adrift.from_s, adrift.from_s + hours * HOUR)
    track = sea.tracks[int(row.ssvid)]
    before, after = track[track.t < stop].reset_index(drop=True), track[track.t >= stop].reset_index(drop=True)
    if drift is None or before.empty or after.empty or hours < 2.5:
        return False
    ship = int(row.ssvid)
    lies = moved(drift, ship, before.t.iloc[-1] + 60, before.lat.iloc[-1], before.lon.iloc[-1], at_end=False)
    lies = lies.assign(
        heading_deg=drift.heading_deg, nav_status=before.nav_status.iloc[-1], ais_class=before.ais_class.iloc[-1]
    )
    goes = moved(after, ship, lies.t.iloc[-1] + 60, lies.lat.iloc[-1], lies.lon.iloc[-1], at_end=False)
    start, end = lies.t.iloc[0], lies.t.iloc[-1]
    if kind == "lone, dark within":
        lies = lies[~lies.t.between(start + 0.7 * HOUR, end - 0.7 * HOUR)]
    whole = pd.concat([before, lies, goes], ignore_index=True)
    planted.instead[ship] = whole[whole.t <= sea.span[1]]
    return planted.keep(kind, [ship], [((ship,), start, end)])


def _neighbours(sea: RealSea, planted: Planted, kind: str) -> bool:
    """A ship that lay elsewhere, moved to some hundred metres from one that lies: each swings and drifts for itself."""
    row = sea.take("lying", sea.lying.to_s - sea.lying.from_s >= 3 * HOUR)
    other = sea.lying[sea.lying.last_s - sea.lying.first_s >= 6 * HOUR].sample(1, random_state=sea.rng).iloc[0]
    part = sea.whole_part(other.ssvid, other.first_s, other.last_s)
    here = sea.whole_part(row.ssvid, row.from_s, row.to_s)
    if part is None or here is None:
        return False
    angle, far = sea.uniform(0, 2 * np.pi), sea.uniform(250, 600) / 111_195
    lat, lon = (
        here.lat.iloc[0] + far * np.cos(angle),
        here.lon.iloc[0] + far * np.sin(angle) / np.cos(np.radians(here.lat.iloc[0])),
    )
    number = sea.number()
    planted.sizes[number] = (row.length_m, 80)
    planted.added.append(moved(part, number, other.first_s, lat, lon, at_end=False))
    return planted.keep(kind, [number], [])


def _convoy(sea: RealSea, planted: Planted, kind: str) -> bool:
    """A copy of a ship under way that follows it, some hundred metres behind, all day."""
    row = sea.take("sailing", sea.sailing.last_s - sea.sailing.first_s >= 3 * HOUR)
    part = sea.part(row.ssvid, row.first_s, row.last_s)
    knots = float(np.nanmedian(part.sog_kn.to_numpy(float, na_value=np.nan))) if len(part) > 2 else 0.0
    if not knots > 3:
        return False
    number, lag = sea.number(), sea.uniform(300, 700) / (knots * KN)
    planted.sizes[number] = (row.length_m, 70)
    planted.added.append(part.assign(ssvid=number, t=part.t + lag))
    return planted.keep(kind, [number], [])


def _bunkering(sea: RealSea, planted: Planted, kind: str) -> bool:
    """A small tanker that goes from one to the next of three or four ships that lie."""
    row = sea.take("lying", (sea.lying.to_s - sea.lying.from_s >= 8 * HOUR) & (sea.lying.others >= 2))
    near = sea.lying[(apart_km(sea.lying, row) <= 15) & (sea.lying.to_s - sea.lying.from_s >= 8 * HOUR)]
    hosts = [row, *(r for _, r in near.drop_duplicates("ssvid").head(3).iterrows())]
    if len(hosts) < 3:
        return False
    number, now, held = sea.number(), max(h.from_s for h in hosts), []
    for host in hosts:
        hours = sea.uniform(1.3, 1.9)
        part = sea.whole_part(host.ssvid, now, now + hours * HOUR)
        if part is None or now + hours * HOUR > host.to_s:
            break
        held.append(beside(sea, part, number, *_alongside(sea, planted, host, number, (60, 90))))
        now += (hours + sea.uniform(0.5, 0.8)) * HOUR
    if len(held) < 3:
        return False
    sea.lying = sea.lying[~sea.lying.ssvid.isin([h.ssvid for h in hosts])]
    planted.added.append(comes_and_goes(sea, pd.concat(held, ignore_index=True)))
    return planted.keep(kind, [number], [])


_MAKERS: dict[str, Callable[[RealSea, Planted, str], bool]] = {
    **dict.fromkeys(TWO_SIDED, _two_sided), **dict.fromkeys(ONE_SIDED, _one_sided),
    "neighbours": _neighbours, "convoy": _convoy, "bunkering": _bunkering,
}  # fmt: skip


def plant_meetings(store: Store, seed: int, each: int) -> Planted:
    """Plant up to ``each`` scenes of every kind on the tracks of a store searched up to ``loitering_spells``.

    Of a kind fewer are planted where the tracks hold no more; a ship is used once.

    Raises:
        WrongUse: nothing could be planted.
    """
    sea, planted = RealSea.of(store, seed), Planted()
    for _ in range(each):
        for kind, make in _MAKERS.items():
            for _ in range(TRIES):
                try:
                    if make(sea, planted, kind):
                        break
                except LookupError:  # no stretch is left for this kind
                    break
    if not planted.scenes:
        raise WrongUse(
            "no meeting could be planted: no cargo ship or tanker lies, drifts or sails for hours in these files",
            "give files of a whole day of a sea with traffic.",
        )
    return planted


def messages_with(store: Store, planted: Planted) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fixes and particulars of the whole sea, the planted ships in it."""
    real = store.frame("SELECT ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, nav_status, ais_class FROM fixes")
    kept = real[~real.ssvid.isin(list(planted.instead))]
    new = pd.concat([*planted.added, *planted.instead.values()], ignore_index=True)
    new = new.assign(time=pd.to_datetime(new.t.round(), unit="s")).drop(columns="t")
    fixes = pd.concat([kept, new[kept.columns]], ignore_index=True)
    hours = new[new.ssvid.isin(list(planted.sizes))].assign(hour=lambda f: f.time.dt.floor("h"))
    said = hours.groupby(["ssvid", "hour"]).time.agg(["min", "max", "size"]).reset_index()
    said = said.rename(columns={"min": "first_time", "max": "last_time", "size": "messages"})
    length = said.ssvid.map(lambda s: planted.sizes[s][0])
    own = said.assign(
        name=[f"{_WORDS[s % len(_WORDS)]} {s % 1000}" for s in said.ssvid],
        ship_type=said.ssvid.map(lambda s: planted.sizes[s][1]),
        length_m=length, width_m=(length / 6).round(), file_id=0,
    )  # fmt: skip
    return fixes, pd.concat([store.frame("FROM statics"), own], ignore_index=True)


_WORDS = ("ASTER", "BIRCH", "CEDAR", "DAHLIA", "ELDER", "FERN", "GORSE", "HAZEL", "IRIS", "JUNIPER")
"""First words of planted ships' names, unlike each other: names that begin alike are one operator's."""
