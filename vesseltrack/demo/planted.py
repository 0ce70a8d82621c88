"""Events planted in the innocent traffic, and their truth. All invented, though listed ships have real names and numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vesseltrack.demo.fleet import HOUR, Shipyard
from vesseltrack.demo.lanes import BERTHS, Point, length_nm, route
from vesseltrack.demo.ship import MOORED, UNDER_WAY, Ship, Track


@dataclass(frozen=True)
class Truth:
    """One planted event: its kind, ship (MMSI), other ship, start and end (seconds from the start), place, and a description."""

    kind: str
    ship: int
    other: int | None
    start: float
    end: float
    place: Point
    story: str


@dataclass
class Planted:
    """Ships and truths that belong together."""

    ships: list[Ship]
    truths: list[Truth]

    def __add__(self, more: Planted) -> Planted:
        return Planted(self.ships + more.ships, self.truths + more.truths)


def _way(port: str, turn: str, place: Point) -> list[Point]:
    return [*route(port, turn), place]


def _arriving(port: str, way: list[Point], at: float, knots: float) -> Track:
    """A track that lies in port, then sails along ``way`` and arrives at its end at second ``at``."""
    berth = BERTHS[port]
    leaves = at - length_nm((berth, *way)) / knots * HOUR
    track = Track().begin(min(0.0, leaves), berth, MOORED)
    if leaves > 0:
        track.stay(leaves / HOUR, MOORED)
    return track.sail(way, knots)


def _home(track: Track, turn: str, port: str, knots: float, end: float) -> Track:
    """Sail from the turning point ``turn`` to a port and lie there until ``end``."""
    track.sail([*route(turn, port), BERTHS[port]], knots)
    return track.stay(max(1.0, (end - track.now) / HOUR), MOORED)


_DARK_ON_LANES = (
    ("busan", "shanghai", 12.0),
    ("incheon", "qingdao", 9.0),
    ("pohang", "vladivostok", 16.0),
    ("yeosu", "shanghai", 10.0),
)
"""Voyages on which a ship is dark: from, to, hours."""


def dark_periods(yard: Shipyard, end: float) -> Planted:
    """Traders that stop transmitting under way where reception is good; some call at a port in North Korea meanwhile."""
    plans = [
        # port, last turn, dark from here, dark port of call, hours inside, comes back by, goes to
        ("qingdao", "off_shidao", (37.75, 123.05), "nampo", 20.0, "north_yellow", "weihai", 80),
        ("weihai", "north_yellow", (38.02, 123.10), "nampo", 30.0, "north_yellow", "dalian", 70),
        ("ulsan", "east_3", (38.00, 130.05), "wonsan", 16.0, "east_4", "donghae", 80),
        ("vladivostok", "east_6", (42.35, 131.75), "rajin", 12.0, "east_6", "vladivostok", 70),
    ]
    ships, truths = [], []
    for n, (port, turn, place, call, inside, back, goal, kind) in enumerate(plans):
        begins = (0.10 + 0.12 * n) * end
        track = _arriving(port, _way(port, turn, place), begins, 11)
        track.sail([*route(back, call), BERTHS[call]], 11).stay(inside, MOORED).sail(
            [*route(call, back)[:-1], place], 11
        )
        stops = track.now
        if stops > end:
            continue
        _home(track, back, goal, 11, end)
        ship = yard.ship(track, kind, 110 + 12 * n, silent=[(begins, stops)])
        ships.append(ship)
        truths.append(Truth("gap", ship.mmsi, None, begins, stops, place, f"dark for a call at {call}"))
    for n, (a, b, hours) in enumerate(_DARK_ON_LANES):
        # it waits while dark, as in a transfer that nobody sees
        leaves = (0.15 + 0.14 * n) * end
        way = list(route(a, b))
        track = Track().begin(0, BERTHS[a], MOORED).stay(leaves / HOUR, MOORED).sail(way[:3], 12)
        begins, place = track.now + 0.5 * HOUR, track.here
        track.sail([way[3]] if len(way) > 3 else [way[-1]], 12)
        reached = track.now
        track.stay(max(1.0, hours - (reached - begins) / HOUR), UNDER_WAY)
        stops = track.now + HOUR
        if stops > end:
            continue
        track.sail([*way[3:], BERTHS[b]], 12)
        track.stay(max(1.0, (end - track.now) / HOUR), MOORED)
        ship = yard.ship(track, 80, 130 + 9 * n, silent=[(begins, stops)])
        ships.append(ship)
        truths.append(Truth("gap", ship.mmsi, None, begins, stops, place, f"dark on the lane from {a} to {b}"))
    return Planted(ships, truths)


def transfers(yard: Shipyard, end: float) -> Planted:
    """Pairs that meet at sea and lie alongside for hours; one over midnight, one dark afterwards, one far out."""
    plans = [
        ("qingdao", "incheon", "mid_yellow", (36.55, 123.78), 0.18, 5.0, 80, 80, ""),
        ("shanghai", "busan", "east_china_1", (32.55, 124.95), 0.33, 3.5, 80, 70, ""),
        ("ulsan", "vladivostok", "east_3", (37.95, 131.00), 0.52, 6.0, 70, 70, ""),
        ("mokpo", "lianyungang", "west_1", (35.10, 124.40), 0.0, 2.7, 80, 80, "midnight"),
        ("yeosu", "ningbo", "southeast_of_jeju", (32.80, 127.20), 0.70, 4.0, 70, 80, "dark after"),
        ("weihai", "dalian", "north_yellow", (38.30, 123.60), 0.45, 7.0, 70, 70, ""),
        ("shanghai", "ningbo", "off_ningbo", (30.60, 124.10), 0.62, 5.5, 80, 80, "far out"),
    ]
    ships, truths = [], []
    for port_a, port_b, turn, place, share, hours, kind_a, kind_b, note in plans:
        meet = share * end if note != "midnight" else (end // 86400 // 2) * 86400 - 1.3 * HOUR
        leave = meet + hours * HOUR
        if leave + 2 * HOUR > end or meet < 4 * HOUR:
            continue
        pair = [(port_a, kind_a, 0.0, 1.2), (port_b, kind_b, 0.0004, 0.0)]
        made = []
        for port, kind, off, early in pair:
            spot = (place[0] + off, place[1] + off)
            track = _arriving(port, _way(port, turn, spot), meet - early * HOUR, 11.5).stay(early or 0.01, UNDER_WAY)
            track.sail([(spot[0] + 0.4 * hours / 60, spot[1])], 0.4)  # they drift together on the current
            track.stay(0.5 if off else 0.01, UNDER_WAY)  # and do not leave in company
            _home(track, turn, port, 11.5, end)
            made.append(yard.ship(track, kind, yard.rng.uniform(90, 180)))
        if note == "dark after":
            made[0].silent.append((leave + 0.3 * HOUR, min(end - HOUR, leave + 26 * HOUR)))
        ships += made
        truths.append(Truth("encounter", made[0].mmsi, made[1].mmsi, meet, leave, place, f"transfer {note}".strip()))
    return Planted(ships, truths)


def loiterers(yard: Shipyard, end: float) -> Planted:
    """Single ships that drift for a day where transfers were reported, away from others."""
    plans = [
        ("shanghai", "east_china_2", (30.30, 123.60), 0.2, 20.0),
        ("busan", "south_of_jeju", (32.35, 126.10), 0.4, 14.0),
        ("qingdao", "mid_yellow", (36.10, 123.95), 0.6, 11.0),
        ("donghae", "east_4", (38.35, 130.55), 0.3, 26.0),
    ]
    ships, truths = [], []
    for port, turn, place, share, hours in plans:
        begins, stops = share * end, share * end + hours * HOUR
        if stops > end:
            continue
        track = _arriving(port, _way(port, turn, place), begins, 11).wander(hours, yard.rng, 0.7, 1.5, UNDER_WAY)
        ship = yard.ship(_home(track, turn, port, 11, end), 80, 105)
        ships.append(ship)
        truths.append(Truth("loitering", ship.mmsi, None, begins, stops, place, "drifted alone"))
    return Planted(ships, truths)


def identity_tricks(yard: Shipyard, end: float) -> Planted:
    """Ships that change name and number at sea, or drop their IMO number: for the detector of identity anomalies."""
    ships, truths = [], []
    for n, (a, b) in enumerate((("busan", "qingdao"), ("ulsan", "shanghai"), ("incheon", "dalian"))):
        leaves = (0.2 + 0.15 * n) * end
        track = Track().begin(0, BERTHS[a], MOORED).stay(leaves / HOUR, MOORED).sail([*route(a, b), BERTHS[b]], 11)
        changes = leaves + 0.5 * (track.now - leaves)
        if changes + HOUR > end:
            continue
        track.stay(max(1.0, (end - track.now) / HOUR), MOORED)
        ship = yard.ship(track, 70, 120 + n)
        changed: dict[str, object] = (
            {"imo": None} if n == 2 else {"name": f"HAI FENG {n + 3}", "mmsi": 572_000_321 + n, "imo": None}
        )
        ship.says.append((changes, changed))
        place = (float(np.interp(changes, track.t, track.lat)), float(np.interp(changes, track.t, track.lon)))
        ships.append(ship)
        truths.append(
            Truth(
                "identity",
                ship.mmsi,
                None,
                changes,
                changes,
                place,
                "dropped its IMO number" if n == 2 else "new name and number at sea",
            )
        )
    return Planted(ships, truths)


def listed_ships(yard: Shipyard, end: float) -> Planted:
    """Ships with the names and numbers of listed hulls: one behaves, one goes dark for Rajin, one lies off Chodo."""
    ships, truths = [], []
    plain = (
        Track()
        .begin(0, (38.30, 123.30), UNDER_WAY)
        .sail([*route("north_yellow", "dalian"), BERTHS["dalian"]], 9)
        .stay(end / HOUR, MOORED)
    )
    ships.append(yard.ship(plain, 70, 110, mmsi=445_070_000, name="CHON MA SAN", imo=8660313))
    truths.append(Truth("sighting", 445_070_000, None, 0, end, plain.here, "UN-listed, transmitting"))

    leaves = 0.12 * end
    run = (
        Track().begin(0, BERTHS["vostochny"], MOORED).stay(leaves / HOUR, MOORED).sail(route("vostochny", "east_6"), 12)
    )
    dark = run.now - 1.0 * HOUR
    run.sail([*route("east_6", "rajin")[1:], BERTHS["rajin"]], 12).stay(min(40.0, 0.2 * end / HOUR), MOORED).sail(
        route("rajin", "east_6"), 12
    )
    seen = run.now
    _home(run, "east_6", "vostochny", 12, end)
    ships.append(yard.ship(run, 70, 122, mmsi=273_212_120, name="LADY R", imo=9161003, silent=[(dark, seen)]))
    truths.append(Truth("sighting", 273_212_120, None, 0, end, (42.0, 131.7), "listed"))
    if seen < end:
        truths.append(Truth("gap", 273_212_120, None, dark, seen, (42.0, 131.7), "listed, dark for Rajin"))

    at = 0.35 * end
    chodo = _arriving("weihai", [*route("weihai", "off_nampo"), (38.46, 124.72)], at, 10).wander(
        9, yard.rng, 0.6, 0.6, UNDER_WAY
    )
    gone = chodo.now
    ship = yard.ship(_home(chodo.sail([(38.40, 124.40)], 10), "off_nampo", "weihai", 10, end), 80, 98)
    ships.append(ship)
    truths.append(Truth("visit", ship.mmsi, None, at, gone, (38.46, 124.72), "lay off Chodo, transmitting"))
    return Planted(ships, truths)


def long_dark(yard: Shipyard, end: float) -> Planted:
    """A freighter on no list that vanishes off Weihai for days and comes back off Yeosu, as one did in March 2024."""
    begins, stops = 0.14 * end, 0.82 * end
    if stops - begins < 48 * HOUR:
        return Planted([], [])
    place = (37.72, 123.02)
    track = _arriving("weihai", [*route("weihai", "off_chengshan"), place], begins, 10)
    track.sail([*route("north_yellow", "nampo"), BERTHS["nampo"]], 10).stay(24, MOORED).sail(
        route("nampo", "southwest"), 9
    )
    track.stay(max(1.0, (stops - track.now) / HOUR - 6), UNDER_WAY).sail([(33.9, 127.0), (34.15, 127.8)], 10)
    stops = track.now
    track.sail([(34.45, 127.95)], 9).stay(max(1.0, (end - track.now) / HOUR), MOORED)
    ship = yard.ship(track, 70, 106, mmsi=671_000_118, name="DE XIN", silent=[(begins, stops)])
    return Planted([ship], [Truth("gap", ship.mmsi, None, begins, stops, place, "dark for days, back off Yeosu")])


def everything(yard: Shipyard, end: float) -> Planted:
    """All events that are planted in the demo's week."""
    out = Planted([], [])
    for plant in (dark_periods, transfers, loiterers, identity_tricks, listed_ships, long_dark):
        out = out + plant(yard, end)
    return out
