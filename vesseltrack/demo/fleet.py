"""Innocent traffic: traders on sea lanes, anchorages, fishing fleets, tugs, pilots, bunkering, ferries, small craft.

Times are seconds from the start, ``end`` that of the end.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from vesseltrack.demo.lanes import BERTHS, PORTS, Point, route
from vesseltrack.demo.ship import AT_ANCHOR, FISHING, MOORED, Ship, Track

HOUR = 3600.0
FLAGS = (440, 441, 412, 413, 477, 431, 351, 352, 538, 636, 563, 574, 273, 671, 457)
OPEN_PORTS = tuple(p for p in PORTS if p not in {"nampo", "rajin", "chongjin", "wonsan"})
ANCHORAGES: dict[str, Point] = {
    "busan": (35.00, 129.02), "ulsan": (35.40, 129.46), "yeosu": (34.66, 127.88), "incheon": (37.12, 126.25),
    "daesan": (37.12, 126.20), "shanghai": (31.00, 122.62), "ningbo": (29.98, 122.75), "qingdao": (35.90, 120.62),
    "vladivostok": (42.95, 131.78), "vostochny": (42.60, 132.95),
}  # fmt: skip
_FIRST = [
    "EVER",
    "OCEAN",
    "STAR",
    "PACIFIC",
    "HAN",
    "DONG",
    "SEA",
    "GRAND",
    "ASIA",
    "GOLDEN",
    "HYUNDAI",
    "SINO",
    "XIN",
    "KOREA",
    "SAKURA",
    "ORIENT",
    "BLUE",
    "NEW",
    "EAST",
]
_SECOND = [
    "GLORY",
    "HOPE",
    "WAVE",
    "JIN",
    "PEARL",
    "BRIGHT",
    "VICTORY",
    "HARMONY",
    "PIONEER",
    "DRAGON",
    "LEADER",
    "SPIRIT",
    "FORTUNE",
    "TRADER",
    "EXPRESS",
    "WIND",
]


def imo_number(stem: int) -> int:
    """A seven-digit IMO number with a valid check digit from its first six digits."""
    return stem * 10 + sum(int(d) * w for d, w in zip(f"{stem:06}", range(7, 1, -1), strict=True)) % 10


@dataclass
class Shipyard:
    """Makes ships, each with an MMSI of its own."""

    rng: np.random.Generator
    made: int = 0
    taken: set[int] = field(default_factory=set)

    def ship(self, track: Track, ship_type: int, length: float, transponder: str = "A", **given: object) -> Ship:
        """A ship with invented particulars, or those given."""
        self.made += 1
        n = self.made
        name = f"{_FIRST[n % len(_FIRST)]} {_SECOND[n * 7 // 5 % len(_SECOND)]} {n % 90 + 1}"
        mmsi = FLAGS[n * 5 % len(FLAGS)] * 1_000_000 + 100_000 + n * 37
        imo = imo_number(910_000 + n) if transponder == "A" and length > 50 else None
        facts: dict[str, object] = {"mmsi": mmsi, "name": name, "imo": imo, "call_sign": f"D{n:04}", **given}
        return Ship(
            **facts,  # type: ignore[arg-type]
            ship_type=ship_type, length=length, draught=round(length / 24, 1), transponder=transponder, track=track,
        )  # fmt: skip

    def near(self, at: Point, miles_wide: float) -> Point:
        """A random place within ``miles_wide`` nautical miles of another."""
        angle, far = self.rng.uniform(0, 2 * np.pi), miles_wide * np.sqrt(self.rng.uniform())
        return (
            at[0] + far / 60 * np.cos(angle),
            at[1] + far / 60 * np.sin(angle) / np.cos(np.radians(at[0])),
        )


def beside_the_line(rng: np.random.Generator, way: tuple[Point, ...]) -> list[Point]:
    """A route shifted sideways at random, so that no two ships sail exactly the same line."""
    side = rng.normal(0, 0.02, 2)
    return [(y + side[0], x + side[1]) for y, x in way]


def traders(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """Cargo ships and tankers from port to port, waiting at anchor and lying at berth between voyages."""
    rng, ships = yard.rng, []
    for i in range(count):
        port = str(rng.choice(OPEN_PORTS))
        track = Track().begin(-rng.uniform(0, 60) * HOUR, yard.near(BERTHS[port], 0.6), MOORED)
        knots = rng.uniform(9, 15)
        track.stay(rng.uniform(4, 30), MOORED)
        while track.now < end:
            goal = str(rng.choice([p for p in OPEN_PORTS if p != port]))
            track.sail(beside_the_line(rng, route(port, goal)), knots)
            if goal in ANCHORAGES and rng.uniform() < 0.6:
                track.sail([yard.near(ANCHORAGES[goal], 2.5)], knots * 0.7).stay(rng.uniform(3, 30), AT_ANCHOR)
            track.sail([yard.near(BERTHS[goal], 0.5)], 8).stay(rng.uniform(8, 36), MOORED)
            port = goal
        tanker = i % 3 == 0
        ships.append(yard.ship(track, 80 if tanker else 70, rng.uniform(80, 290)))
    return ships


def anchored(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """Ships that wait at anchor, some with a bunker barge alongside for hours."""
    rng, ships = yard.rng, []
    places = list(ANCHORAGES.values())
    for i in range(count):
        at = yard.near(places[i % len(places)], 2.5)
        ships.append(
            yard.ship(
                Track().begin(0, at, AT_ANCHOR).stay(end / HOUR, AT_ANCHOR),
                70 + 10 * (i % 2),
                rng.uniform(90, 300),
            )
        )
        if i % 4 == 0:
            begin = rng.uniform(5, end / HOUR - 12) * HOUR
            home = yard.near(places[i % len(places)], 3)
            beside = (at[0] + 0.0003, at[1] + 0.0003)
            barge = (
                Track()
                .begin(0, home, AT_ANCHOR)
                .stay(begin / HOUR, AT_ANCHOR)
                .sail([beside], 6)
                .stay(rng.uniform(3, 7), MOORED)
            )
            barge.sail([home], 6).stay(max(1.0, (end - barge.now) / HOUR), AT_ANCHOR)
            ships.append(yard.ship(barge, 80, 60))
    return ships


def fishing(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """Fishing boats on common grounds, trawling at 3.2 kn and lying still for hours in turn; some beyond the receivers."""
    rng, ships = yard.rng, []
    grounds: list[Point] = [
        (35.3, 124.3),
        (33.0, 125.2),
        (36.8, 130.4),
        (34.2, 128.2),
        (38.1, 123.9),
        (32.0, 126.0),
        (38.9, 131.6),
    ]
    for i in range(count):
        ground = grounds[i % len(grounds)]
        track = Track().begin(-rng.uniform(0, 5) * HOUR, yard.near(ground, 9), FISHING)
        while track.now < end:
            track.wander(rng.uniform(9, 13), rng, 3.2, 6, FISHING).stay(rng.uniform(5, 9), AT_ANCHOR)
        boat = yard.ship(track, 30, rng.uniform(15, 35), "B" if i % 3 else "A", imo=None)
        ships.append(boat)
        if i % 5 == 0:  # a pair trawler keeps 300 m off for days
            twin = Track(
                track.t.copy(),
                [y + 0.0025 for y in track.lat],
                [x + 0.0012 for x in track.lon],
                track.status.copy(),
            )
            ships.append(yard.ship(twin, 30, boat.length, boat.transponder, imo=None))
    return ships


def working(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """Tugs with their tows, pilot boats that meet ships for minutes, ferries."""
    rng, ships = yard.rng, []
    for i in range(count):
        port = OPEN_PORTS[i % 12]
        if i % 3 == 0:
            track = Track().begin(-rng.uniform(0, 9) * HOUR, yard.near(BERTHS[port], 0.3), MOORED)
            other = str(rng.choice([p for p in OPEN_PORTS if p != port]))
            while track.now < end:
                track.sail([*route(port, other), yard.near(BERTHS[other], 0.3)], 5.5).stay(rng.uniform(2, 12), MOORED)
                port, other = other, port
            ships.append(yard.ship(track, 52, 32, imo=None))
            tow = Track([t + 130 for t in track.t], track.lat.copy(), track.lon.copy(), track.status.copy())
            ships.append(yard.ship(tow, 99, 70, imo=None))
        elif i % 3 == 1:
            home = yard.near(BERTHS[port], 0.2)
            track = Track().begin(0, home, MOORED)
            while track.now < end:
                out = yard.near(ANCHORAGES.get(port, PORTS[port]), 4)
                track.sail([out], 12).stay(0.3, AT_ANCHOR).sail([home], 12).stay(rng.uniform(1, 5), MOORED)
            ships.append(yard.ship(track, 50, 15, imo=None))
        else:
            a, b = ("mokpo", "jeju") if i % 2 else ("busan", "fukuoka")
            track, own = Track().begin(0, BERTHS[a], MOORED), rng.spawn(1)[0]
            while track.now < end:
                way = beside_the_line(own, route(a, b))
                track.sail([*way, yard.near(BERTHS[b], 0.2)], 21).stay(rng.uniform(3, 9), MOORED)
                a, b = b, a
            ships.append(yard.ship(track, 60, 130))
    return ships


def small(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """Class B craft that switch off in harbour and drift with fishing lines out on day trips."""
    rng, ships = yard.rng, []
    for _ in range(count):
        port = str(rng.choice(OPEN_PORTS))
        home = yard.near(BERTHS[port], 1)
        track, silent = Track().begin(-rng.uniform(0, 24) * HOUR, home, MOORED), []
        while track.now < end:
            rest = rng.uniform(8, 30)
            silent.append((track.now + 600, track.now + rest * HOUR - 300))
            track.stay(rest, MOORED).sail([yard.near(home, 9)], 9).wander(
                rng.uniform(2, 6), rng, 1.2, 0.8, FISHING
            ).sail([home], 9)
        ships.append(yard.ship(track, int(rng.choice([37, 30, 36])), 12, "B", silent=silent))
    return ships


def namesakes(yard: Shipyard, end: float) -> list[Ship]:
    """Innocent ships with the names of listed ones but their own MMSIs; and two hulls under one MMSI."""
    ships = traders(yard, 5, end)
    for ship, name in zip(ships, ("MARIA", "PATRIOT", "BELLA", "", ""), strict=True):
        ship.name = name or ship.name
    ships[4].mmsi = ships[3].mmsi
    return ships


def honest(yard: Shipyard, count: int, end: float) -> list[Ship]:
    """About ``count`` ships, all innocent."""
    return [
        *traders(yard, round(count * 0.34), end),
        *anchored(yard, round(count * 0.22), end),
        *fishing(yard, round(count * 0.16), end),
        *working(yard, round(count * 0.09), end),
        *small(yard, round(count * 0.10), end),
        *namesakes(yard, end),
    ]
