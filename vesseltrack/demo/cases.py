"""Scenarios after published cases: the published facts, in a week or more of the simulator's traffic.

They are not recordings: no AIS of those days and waters is freely available. Ship, time and place are as published, with the
source in ``Case.facts``; MMSIs, courses in between and all other ships are invented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from vesseltrack.demo.fleet import HOUR, Shipyard, anchored, honest, traders
from vesseltrack.demo.lanes import BERTHS, Point, route
from vesseltrack.demo.planted import Planted, Truth
from vesseltrack.demo.radio import Radio
from vesseltrack.demo.ship import AT_ANCHOR, FISHING, MOORED, UNDER_WAY, Ship, Track

DAY = 24 * HOUR
OFF_NAMPO: Point = (38.60, 125.00)
STS_2018: Point = (31.20, 124.10)
"""About 250 km east of Shanghai, as published; uncertain by 60 km or more."""


@dataclass(frozen=True)
class Case:
    """One scenario.

    Attributes:
        name: its name on the command line.
        about: what happened, in a sentence.
        facts: the published facts, each with its source.
        start: first day of the data, UTC.
        days: number of days; other traffic is dense in the last seven of them, and thin before.
        ships: makes the ships of the case and the truth; given the shipyard and the end in seconds from the start.
        queue: the queue of alerts (``listed`` or ``behaviour``) in which it must be among the first five.
    """

    name: str
    about: str
    facts: tuple[str, ...]
    start: datetime
    days: int
    ships: Callable[[Shipyard, float], Planted]
    queue: str


def _cargo(yard: Shipyard, track: Track, length: float = 105, kind: int = 70, **given: Any) -> Ship:
    return yard.ship(track, kind, length, **given)


def _de_yi(yard: Shipyard, end: float) -> Planted:
    gone, back = 4.0 * DAY, 62.0 * DAY  # 30 January, morning, to 28 March
    seen: Point = (37.72, 122.95)
    track = Track().begin(0, BERTHS["weihai"], MOORED).stay(gone / HOUR - 7, MOORED)
    track.sail([*route("weihai", "off_chengshan"), seen], 9)
    gone = track.now
    track.stay(48 * 24 - 30, AT_ANCHOR).sail([*route("north_yellow", "off_nampo"), OFF_NAMPO], 9).stay(
        4 * 24, AT_ANCHOR
    )
    track.sail(route("off_nampo", "southwest"), 8)
    track.stay(max(1.0, (back - track.now) / HOUR), UNDER_WAY)
    back = track.now
    track.sail([(33.9, 126.9), (34.35, 127.85)], 7).stay(max(1.0, (end - track.now) / HOUR), AT_ANCHOR)
    ship = _cargo(yard, track, 106, mmsi=671_999_001, name="DE YI", imo=None, silent=[(gone, back)])
    return Planted([ship], [Truth("gap", ship.mmsi, None, gone, back, seen, "dark for 58 days, coal from off Nampo")])


def _cc_nine(yard: Shipyard, end: float) -> Planted:
    gone, back = 3 * DAY + 4 * HOUR, 4 * DAY + 8 * HOUR  # 29 April 13:00 to 30 April 17:00, Korean time
    seen: Point = (38.28, 124.47)
    track = Track().begin(0, BERTHS["mokpo"], MOORED).stay(gone / HOUR - 36, MOORED)
    track.sail([*route("mokpo", "west_2"), (36.9, 124.6), seen], 11)
    shift = gone - track.now
    track.t = [t + shift for t in track.t]
    track.sail([OFF_NAMPO], 11).stay(12, AT_ANCHOR)
    track.stay(max(1.0, (back - track.now) / HOUR - 3), AT_ANCHOR).sail([(38.12, 124.40)], 11)
    back = track.now
    track.sail([(36.9, 124.6), *route("west_2", "southwest")], 11).stay(max(1.0, (end - track.now) / HOUR), AT_ANCHOR)
    ship = _cargo(yard, track, 96, 80, mmsi=511_999_002, name="CC NINE", imo=None, silent=[(gone, back)])
    return Planted([ship], [Truth("gap", ship.mmsi, None, gone, back, seen, "dark for 28 hours, back 19 km away")])


def _transfer(
    yard: Shipyard, at: float, hours: float, place: Point, pair: tuple[dict[str, Any], dict[str, Any]], end: float
) -> Planted:
    """Two tankers that meet at ``place`` from second ``at`` for ``hours``, both transmitting throughout."""
    made = []
    for n, (who, port) in enumerate(zip(pair, ("shanghai", "ningbo"), strict=True)):
        spot = (place[0] + 0.0003 * n, place[1] + 0.0003 * n)
        track = Track().begin(at - 30 * HOUR, BERTHS[port], MOORED).sail([*route(port, "east_china_2"), spot], 10)
        track.t = [t + at - track.now for t in track.t]
        track.sail([(spot[0] + 0.3 * hours / 60, spot[1])], 0.3).sail([*route("east_china_2", port), BERTHS[port]], 10)
        track.stay(max(1.0, (end - track.now) / HOUR), MOORED)
        made.append(_cargo(yard, track, 95, 80, **who))
    truth = Truth("encounter", made[0].mmsi, made[1].mmsi, at, at + hours * HOUR, place, "transfer")
    return Planted(made, [truth])


def _yuk_tung(yard: Shipyard, end: float) -> Planted:
    song_hae: dict[str, Any] = {"name": "SONG HAE", "mmsi": 620_999_003, "imo": None}
    yuk_tung: dict[str, Any] = {"name": "YUK TUNG", "mmsi": 312_999_004, "imo": 9030591}
    return _transfer(yard, 2 * DAY + 17 * HOUR, 6, STS_2018, (song_hae, yuk_tung), end)


def _wan_heng_11(yard: Shipyard, end: float) -> Planted:
    song_hae: dict[str, Any] = {"name": "SONG HAE", "mmsi": 620_999_003, "imo": None}
    wan_heng: dict[str, Any] = {"name": "WAN HENG 11", "mmsi": 312_999_005, "imo": 8791667}
    return _transfer(yard, 2 * DAY + 17 * HOUR, 5, STS_2018, (song_hae, wan_heng), end)


def _saebyol(yard: Shipyard, end: float) -> Planted:
    saebyol: dict[str, Any] = {"name": "SAEBYOL", "mmsi": 445_999_006, "imo": 8916293}
    other: dict[str, Any] = {"name": "", "mmsi": 412_999_007, "imo": None}
    return _transfer(yard, 2 * DAY + 18 * HOUR, 4, (27.77, 122.16), (saebyol, other), end)


def _angara(yard: Shipyard, end: float) -> Planted:
    track = Track().begin(0, BERTHS["rajin"], MOORED).stay(6, MOORED).sail(route("rajin", "korea_strait"), 12)
    pulse = track.now
    track.sail([(34.3, 129.3), *route("korea_strait", "ningbo")], 12)
    track.sail([BERTHS["ningbo"]], 10)
    there = track.now
    track.stay(max(1.0, (end - there) / HOUR), MOORED)
    silent = [(-1.0, pulse - HOUR), (pulse + HOUR, there), (there + 2 * HOUR, end)]
    ship = _cargo(yard, track, 123, mmsi=273_999_008, name="ANGARA", imo=9179842, silent=silent)
    return Planted(
        [ship], [Truth("sighting", ship.mmsi, None, pulse, end, (34.3, 129.3), "a pulse in the strait, then Zhoushan")]
    )


def _lady_r(yard: Shipyard, end: float) -> Planted:
    track = Track().begin(0, BERTHS["vostochny"], MOORED).stay(30, MOORED).sail(route("vostochny", "east_6"), 12)
    gone = track.now - 1.5 * HOUR
    track.sail([*route("east_6", "rajin"), BERTHS["rajin"]], 12).stay(max(1.0, (end - track.now) / HOUR), MOORED)
    ship = _cargo(yard, track, 122, mmsi=273_999_009, name="LADY R", imo=9161003, silent=[(gone, end)])
    return Planted([ship], [Truth("gap", ship.mmsi, None, gone, end, (42.3, 132.3), "dark after Vostochny, for Rajin")])


def _chon_ma_san(yard: Shipyard, end: float) -> Planted:
    track = Track().begin(0, (39.6, 130.6), UNDER_WAY).sail([*route("east_5", "vostochny"), BERTHS["vostochny"]], 9)
    track.stay(max(1.0, (end - track.now) / HOUR), MOORED)
    ship = _cargo(yard, track, 105, 80, mmsi=445_999_010, name="CHON MA SAN", imo=8660313)
    return Planted([ship], [Truth("sighting", ship.mmsi, None, 0, end, BERTHS["vostochny"], "listed, transmitting")])


def _vostochny(yard: Shipyard, end: float) -> Planted:
    out = Planted([], [])
    for n, (name, imo, berths) in enumerate((("YU SON", 8691702, 0.4), ("UN HUNG", None, 2.4))):
        gone = berths * DAY
        near: Point = (42.42, 132.98 + 0.05 * n)
        track = Track().begin(gone - 24 * HOUR, (39.6, 130.9), UNDER_WAY).sail([(40.9, 131.5), (42.0, 132.6), near], 9)
        track.t = [t + gone - track.now for t in track.t]
        track.sail([BERTHS["vostochny"]], 9).stay(22, MOORED).sail([near], 9)
        back = track.now
        track.sail([(42.0, 132.6), (40.9, 131.5), (39.6, 130.9), (38.9 + 0.2 * n, 130.9)], 9).stay(
            max(1.0, (end - track.now) / HOUR), AT_ANCHOR
        )
        ship = _cargo(yard, track, 100, 80, mmsi=445_999_011 + n, name=name, imo=imo, silent=[(gone, back)])
        out += Planted([ship], [Truth("gap", ship.mmsi, None, gone, back, near, "AIS cut before and after berthing")])
    return out


def innocents(yard: Shipyard, end: float) -> list[Ship]:
    """Two innocent ships that look suspicious: a boat that fishes beyond the receivers, and a scrapped hull received thrice."""
    last = end - 7 * DAY
    boat = Track().begin(last, BERTHS["jeju"], MOORED).stay(20, MOORED).sail([(33.1, 126.7), (31.15, 126.95)], 9)
    boat.wander(10, yard.rng, 2, 4, FISHING).sail([(33.1, 126.7), BERTHS["jeju"]], 9)
    boat.stay(max(1.0, (end - boat.now) / HOUR), MOORED)
    fisher = yard.ship(boat, 30, 28, name="GEUMSEONG 77", imo=None)
    stray = Track().begin(last, (37.46, 126.62), MOORED).stay(90, MOORED).sail([(38.10, 124.70)], 10).stay(2, UNDER_WAY)
    heard = [(last, last + 600), (last + 2 * DAY, last + 2 * DAY + 300), (stray.now - 900, stray.now - 400)]
    silent = [(a, b) for (_, a), (b, _) in zip([(0.0, -1.0), *heard], [*heard, (end, end)], strict=True) if b > a]
    scrapped = yard.ship(stray, 0, 40, name="GOLDEN LAKE 801", imo=None, silent=silent)
    return [fisher, scrapped]


def fleet_of(case: Case, yard: Shipyard, ships: int) -> Planted:
    """All ships of a case: its own, the innocent ones, about ``ships`` others in the last seven days, and fewer before."""
    end = case.days * DAY
    story = case.ships(yard, end)
    week = honest(yard, ships, 7 * DAY)
    for ship in week:
        ship.track.t = [t + end - 7 * DAY for t in ship.track.t]
        ship.silent = [(a + end - 7 * DAY, b + end - 7 * DAY) for a, b in ship.silent]
    thin = [*traders(yard, ships // 6, end), *anchored(yard, ships // 10, end)] if case.days > 7 else []
    for ship in thin:
        ship.every_s = 600
    return Planted([*story.ships, *innocents(yard, end), *week, *thin], story.truths)


def radio_of(case: Case) -> Radio:
    """The receivers, one of which fails for six hours in the last week."""
    end = case.days * DAY
    return Radio(failures=((3, end - 5 * DAY, end - 5 * DAY + 6 * HOUR),))


CASES: tuple[Case, ...] = (
    Case(
        "de-yi", "a freighter on no list, dark for 58 days, took coal from Tok Song off Nampo; seized off Yeosu on 30 March 2024",
        ("On air near Weihai in January, switched off on the morning of 30 January, heard again 58 days later (VOA, JoongAng)",
         "Transfer with TOK SONG (IMO 8360406) off Nampo, 18 to 23 March; seized off Yeosu on 30 March (Maritime Executive)"),
        datetime(2024, 1, 26), 66, _de_yi, "behaviour",
    ),
    Case(
        "cc-nine", "a tanker bound for Nampo, dark for 28 hours in April 2024, back 19 km from where it vanished",
        ("Last fix 29 April 13:00, 24 km north-west of Jangsangot, next 30 April 17:00 Korean time, 19 km off (VOA)",),
        datetime(2024, 4, 26), 7, _cc_nine, "behaviour",
    ),
    Case(
        "yuk-tung", "RYE SONG GANG 1 as SONG HAE, with YUK TUNG, 20 January 2018; the latter was listed only on 23 February",
        ("Photographed alongside some 250 km east of Shanghai in the early hours of 20 January (Japan's foreign ministry)",),
        datetime(2018, 1, 17), 7, _yuk_tung, "listed",
    ),
    Case(
        "wan-heng-11", "RYE SONG GANG 1 with WAN HENG 11, 13 February 2018; the latter was listed only on 30 March",
        ("Photographed alongside some 250 km east of Shanghai before dawn of 13 February (Japan's foreign ministry)",),
        datetime(2018, 2, 10), 7, _wan_heng_11, "listed",
    ),
    Case(
        "saebyol", "SAEBYOL, a name that no list had: by its IMO number it was CHONG RIM 2, 2 March 2019",
        ("Alongside another ship some 390 km south of Shanghai before dawn of 2 March, IMO 8916293 (Japan's foreign ministry)",),
        datetime(2019, 2, 27), 7, _saebyol, "listed",
    ),
    Case(
        "angara", "a carrier of arms, silent in port, one pulse in the Korea Strait, then Zhoushan on 9 February 2024",
        ("On air briefly in the Korea Strait on the way to a shipyard at Zhoushan, silent again after (Reuters, RUSI)",),
        datetime(2024, 2, 3), 7, _angara, "listed",
    ),
    Case(
        "lady-r", "a carrier of arms at Vostochny on 2 and 3 April 2024, dark until it lay in Rajin on the 14th",
        ("Imaged at Vostochny 2 to 3 April, in Rajin on 14 April, AIS off between (Yomiuri, Planet Labs)",),
        datetime(2024, 4, 2), 7, _lady_r, "listed",
    ),
    Case(
        "chon-ma-san", "a listed tanker at Vostochny, AIS on, 19 October 2024: a list hit without any behaviour",
        ("A traceable call of a UN-listed ship at Vostochny, 19 October (Lloyd's List)",),
        datetime(2024, 10, 16), 7, _chon_ma_san, "listed",
    ),
    Case(
        "vostochny", "North Korean tankers that cut their AIS before and after berthing at Vostochny, April 2024",
        ("YU SON on 1 April and UN HUNG on 3 April, AIS cut before and after (Yomiuri)",),
        datetime(2024, 4, 1), 7, _vostochny, "listed",
    ),
)  # fmt: skip
