"""Scenes planted in an empty sea, with truth: ship-to-ship transfers, transfers with one ship dark, and innocent look-alikes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from vesseltrack.evaluate.hulls import (
    HOUR,
    Hull,
    anchored,
    beside,
    drifting,
    messages,
    particulars,
    sailing,
)
from vesseltrack.evaluate.scene import Scene, Sea

START = pd.Timestamp("2026-11-16")
END = 46 * HOUR
"""Seconds from the start up to which every ship goes on, so that none seems to go dark."""
TWO_SIDED = (
    "dense",
    "sparse",
    "shaded",
    "under way",
    "current",
    "short",
    "in anchorage",
    "group",
    "mother ship",
    "tug-barge",
)
ONE_SIDED = ("lone", "lone, dark within")
INNOCENT = (
    "bunkering",
    "tow",
    "pilot",
    "raft",
    "neighbours",
    "trawlers",
    "naval",
    "waiting",
    "hove to",
    "queue",
    "engine stop",
)


def _traders(sea: Sea) -> tuple[Hull, Hull]:
    return sea.hull((70, 80, 80), 80, 250), sea.hull((70, 80, 80), 60, 200)


def _two_sided(sea: Sea, kind: str, scene: Scene) -> None:
    """A transfer in which both ships transmit."""
    one, other = _traders(sea)
    if kind == "tug-barge":
        other = sea.hull((31, 52), 130, 200)
    start, hours = sea.uniform(10, 16) * HOUR, sea.uniform(4, 10)
    how: tuple[object, ...] = (drifting, sea.uniform(0.2, 0.9), sea.uniform(0, 360))
    if kind == "under way":
        how = (sailing, sea.uniform(3.5, 7), sea.uniform(0, 360))
    elif kind == "current":
        how = (drifting, sea.uniform(2.1, 3.2), sea.uniform(0, 360))
    elif kind == "in anchorage":
        how = (anchored, sea.uniform(60, 160))
        neighbours(sea, scene, int(sea.uniform(12, 30)))
    elif kind == "short":
        hours = sea.uniform(1.1, 1.8)
    sea.lie(one, other, how[0], start, hours, *how[1:])  # type: ignore[arg-type]
    if kind == "sparse":
        one.every_s, other.every_s = sea.uniform(1200, 3000), sea.uniform(1200, 3000)
    if kind == "shaded":
        begins = start + sea.uniform(0.15, 0.4) * hours * HOUR
        one.silent.append((begins, begins + sea.uniform(0.3, 0.55) * hours * HOUR))
        if sea.rng.uniform() < 0.3:
            other.silent.append((begins - sea.uniform(-1, 1) * HOUR, begins + sea.uniform(0.2, 0.5) * hours * HOUR))
    scene.hulls += [one, other]
    scene.met.append(((one.ship, other.ship), start, start + hours * HOUR))


def _around_one(sea: Sea, kind: str, scene: Scene) -> None:
    """Three ships alongside at once, or a mother ship that others visit one after the other."""
    mother = sea.hull((80,), 150, 250)
    start = sea.uniform(8, 12) * HOUR
    hours, visits = (sea.uniform(5, 8), 2) if kind == "group" else (sea.uniform(16, 22), int(sea.uniform(3, 5)))
    way = drifting(sea.rng, start, hours, sea.uniform(0.2, 0.7), sea.uniform(0, 360))
    mother.arrive(sea.uniform(0, 360), 12, start, (way[1][0], way[2][0]), 4)
    mother.add(*way)
    mother.leave(sea.uniform(0, 360), 12, 3)
    for n in range(visits):
        ship = sea.hull((80,), 70, 150)
        share = hours if kind == "group" else hours / visits
        begins = start + (0 if kind == "group" else n * share * HOUR) + 0.3 * HOUR
        ends = begins + (share - 0.8) * HOUR
        part = tuple(a[(way[0] >= begins) & (way[0] < ends)] for a in way)
        aside = (1 if n % 2 else -1) * ((mother.width_m + ship.width_m) / 2 + 4)
        held = beside(part, sea.uniform(-20, 20), aside)  # type: ignore[arg-type]
        ship.arrive(sea.uniform(0, 360), 11, held[0][0], (held[1][0], held[2][0]), 4)
        ship.add(*held)
        ship.leave(sea.uniform(0, 360), 11, 3)
        scene.hulls.append(ship)
        scene.met.append(((mother.ship, ship.ship), begins, ends))
    scene.hulls.append(mother)


def neighbours(sea: Sea, scene: Scene, ships: int) -> None:
    """Ships at anchor within a mile or two, each on its own chain."""
    for n in range(ships):
        ship = sea.hull((70, 80), 80, 230)
        ship.status = 1
        t, east, north, heading = anchored(sea.rng, 0, END / HOUR, sea.uniform(80, 250))
        angle, far = 2.4 * n, 600 + 420 * np.sqrt(n)
        ship.add(t, east + far * np.cos(angle), north + far * np.sin(angle), heading)
        scene.hulls.append(ship)


def _stopped(sea: Sea, scene: Scene, most_h: float) -> tuple[Hull, float, float]:
    """A ship that stops at sea, away from others, and sails on as it came: from which second, and for how many hours."""
    ship = sea.hull((70, 80, 80), 80, 220)
    start, hours, course = sea.uniform(10, 16) * HOUR, sea.uniform(3, most_h), sea.uniform(0, 360)
    way = drifting(sea.rng, start, hours, sea.uniform(0.2, 0.9), sea.uniform(0, 360))
    ship.arrive(course + 180, sea.uniform(9, 13), start, (way[1][0], way[2][0]), 6)
    ship.add(*way)
    ship.leave(course + sea.uniform(-20, 20), sea.uniform(9, 13), 6)
    scene.hulls.append(ship)
    return ship, start, hours


def _alone(sea: Sea, kind: str, scene: Scene) -> None:
    """A ship that stops alongside one that does not transmit."""
    ship, start, hours = _stopped(sea, scene, 12)
    if kind == "lone, dark within":
        edge = min(0.2 * hours, 0.8)
        ship.silent.append((start + edge * HOUR, start + (hours - edge) * HOUR))
    if sea.rng.uniform() < 0.3:
        ship.draughts.append((start + hours * HOUR, round(ship.draughts[0][1] + 1.5, 1)))
    scene.met.append(((ship.ship,), start, start + hours * HOUR))


def _innocent(sea: Sea, kind: str, scene: Scene) -> None:
    """Innocent scenes that look like a transfer, or like waiting for one."""
    start = sea.uniform(8, 14) * HOUR
    if kind == "neighbours":
        neighbours(sea, scene, 14)
    elif kind == "waiting":
        for n in range(
            9
        ):  # off a port without sanctions concern: ships arrive from different sides and are called in after about a day
            ship = sea.hull((70, 80), 100, 230)
            way = anchored(sea.rng, start + n * HOUR, sea.uniform(8, 22), 150)
            at = (3000 * np.cos(2.4 * n) * np.sqrt(n + 1), 3000 * np.sin(2.4 * n) * np.sqrt(n + 1))
            ship.arrive(sea.uniform(0, 90), 12, start + n * HOUR, at, 4)
            ship.add(way[0], way[1] + at[0], way[2] + at[1], way[3])
            ship.leave(270, 10, 3)
            scene.hulls.append(ship)
    elif kind == "hove to":
        _hove_to(sea, scene, start)
    elif kind == "queue":
        _queue(sea, scene)
    elif kind == "engine stop":
        _stopped(sea, scene, 8)
    elif kind == "bunkering":
        _bunkering(sea, scene)
    else:
        _pair(sea, kind, scene, start)


def _hove_to(sea: Sea, scene: Scene, start: float) -> None:
    """Merchant ships hove to in the same gale, miles apart: on different courses before, all drifting the same way."""
    to_deg = sea.uniform(0, 360)
    for n in range(8):
        ship = sea.hull((70, 80), 90, 230)
        at = (12_000 * np.cos(2.4 * n) * np.sqrt(n + 1), 12_000 * np.sin(2.4 * n) * np.sqrt(n + 1))
        begins = start + sea.uniform(0, 3) * HOUR
        t, east, north, heading = drifting(
            sea.rng, begins, sea.uniform(9, 16), sea.uniform(1.0, 1.7), to_deg + sea.uniform(-12, 12)
        )
        course = sea.uniform(0, 360)
        ship.arrive(course + 180, sea.uniform(9, 13), begins, (at[0] + east[0], at[1] + north[0]), 5)
        ship.add(t, east + at[0], north + at[1], heading)
        ship.leave(course + sea.uniform(-20, 20), sea.uniform(9, 13), 5)
        scene.hulls.append(ship)


def _queue(sea: Sea, scene: Scene) -> None:
    """Ships that arrive one after the other, wait at anchor or adrift, and then all leave the same way."""
    opens = sea.uniform(30, 36) * HOUR
    for n in range(16):
        ship = sea.hull((70, 80), 120, 300)
        comes = sea.uniform(4, 24) * HOUR
        at = (2500 * np.cos(2.4 * n) * np.sqrt(n + 1), 2500 * np.sin(2.4 * n) * np.sqrt(n + 1))
        hours = (opens + n * 0.4 * HOUR - comes) / HOUR
        how = (
            anchored(sea.rng, comes, hours, 150) if n % 3 else drifting(sea.rng, comes, hours, 0.2, sea.uniform(0, 360))
        )
        ship.arrive(sea.uniform(-30, 30), 12, comes, (at[0] + how[1][0], at[1] + how[2][0]), 4)
        ship.add(how[0], how[1] + at[0], how[2] + at[1], how[3])
        ship.leave(180, 11, 3)
        scene.hulls.append(ship)


def _pair(sea: Sea, kind: str, scene: Scene, start: float) -> None:
    """Two ships that keep company for an innocent reason."""
    hours, course = (END - start) / HOUR, sea.uniform(0, 360)
    kinds, longest, knots, ahead, aside = {
        "tow": ((31, 52), 35.0, sea.uniform(4, 7), -sea.uniform(250, 600), 0.0),
        "pilot": ((50,), 18.0, 8.0, 0.0, 22.0),
        "raft": ((31, 52), 35.0, 0.1, 0.0, 11.0),
        "trawlers": ((30,), 45.0, 3.2, 0.0, sea.uniform(300, 450)),
        "naval": ((35,), 140.0, sea.uniform(10, 14), 0.0, sea.uniform(45, 60)),
    }[kind]
    other = sea.hull(kinds, 0.8 * longest, longest)
    one = sea.hull(
        (70,) if kind in ("tow", "pilot") else kinds,
        *((80, 150) if kind in ("tow", "pilot") else (0.8 * longest, longest)),
    )
    hours = {"pilot": sea.uniform(0.2, 0.7), "naval": sea.uniform(2, 5)}.get(kind, hours)
    way = sailing(sea.rng, start, hours, knots, course)
    held = beside(way, ahead, aside)
    for ship, track in ((one, way), (other, held)):
        if kind in ("pilot", "naval"):
            ship.arrive(course + 180 + sea.uniform(-40, 40), knots + 2, start, (track[1][0], track[2][0]), 3)
        ship.add(*track)
        if kind in ("pilot", "naval"):
            ship.leave(course + sea.uniform(-40, 40), knots + 2, 3)
        scene.hulls.append(ship)


def _bunkering(sea: Sea, scene: Scene) -> None:
    """A small tanker that goes from ship to ship in an anchorage for two days."""
    server = sea.hull((80,), 60, 95)
    customers = 6
    neighbours(sea, scene, customers + 4)
    now = 5 * HOUR
    for host in scene.hulls[:customers]:
        hours = sea.uniform(2.5, 4.5)
        some = (host.t >= now) & (host.t < now + hours * HOUR)
        part = tuple(a[some] for a in (host.t, host.east_m, host.north_m, host.heading_deg))
        held = beside(part, -0.1 * host.length_m, (host.width_m + server.width_m) / 2 + 3)  # type: ignore[arg-type]
        if len(server.t):
            server.arrive(sea.uniform(0, 360), 7, held[0][0], (held[1][0], held[2][0]), 1)
        server.add(*held)
        server.leave(sea.uniform(0, 360), 7, 1)
        now += (hours + 2.2) * HOUR
    scene.hulls.append(server)


def scenes(seed: int, each: int) -> list[Scene]:
    """``each`` scenes of every kind in the western Pacific, at least a degree apart."""
    sea = Sea(seed)
    places = [(lat + 0.5, lon + 0.5) for lat in range(-20, 44, 2) for lon in range(146, 216, 2)]
    sea.rng.shuffle(places)
    out = []
    for kind in (*TWO_SIDED, *ONE_SIDED, *INNOCENT):
        make = _alone if kind in ONE_SIDED else _innocent if kind in INNOCENT else _two_sided
        for _ in range(each):
            lat, lon = places.pop()
            scene = Scene(kind, (lat, (lon + 540) % 360 - 180))
            (_around_one if kind in ("group", "mother ship") else make)(sea, kind, scene)
            for hull in scene.hulls:
                if hull.t[-1] < END - HOUR:
                    hull.leave(hull.heading_deg[-1], 12, (END - hull.t[-1]) / HOUR)
            out.append(scene)
    return out


def heard(found: list[Scene], seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Received messages of all scenes: positions, and static data."""
    rng = np.random.default_rng(seed + 1)
    fixes = [messages(rng, hull, scene.origin, START) for scene in found for hull in scene.hulls]
    statics = [particulars(hull, START) for scene in found for hull in scene.hulls]
    return pd.concat(fixes, ignore_index=True), pd.concat(statics, ignore_index=True)
