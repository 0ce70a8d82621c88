"""Sea lanes off Korea: ports, turning points and the water between them."""

from __future__ import annotations

import heapq
from functools import cache
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]
"""Latitude, longitude, degrees."""

PORTS: dict[str, Point] = {  # where a lane ends, off the port
    "busan": (35.03, 129.10),
    "ulsan": (35.43, 129.45),
    "pohang": (36.08, 129.50),
    "donghae": (37.48, 129.20),
    "yeosu": (34.62, 127.82),
    "mokpo": (34.62, 125.95),
    "gunsan": (35.96, 126.30),
    "daesan": (37.097, 126.289),
    "incheon": (37.156, 126.394),
    "jeju": (33.56, 126.53),
    "dalian": (38.85, 121.80),
    "weihai": (37.50, 122.35),
    "qingdao": (35.92, 120.50),
    "lianyungang": (34.82, 119.80),
    "shanghai": (31.05, 122.40),
    "ningbo": (29.95, 122.55),
    "fukuoka": (33.75, 130.15),
    "vladivostok": (42.85, 131.80),
    "vostochny": (42.62, 133.00),
    "nampo": (38.62, 124.98),
    "rajin": (42.14, 130.36),
    "chongjin": (41.72, 129.86),
    "wonsan": (39.28, 127.60),
}

BERTHS: dict[str, Point] = {
    "busan": (35.09, 129.05), "ulsan": (35.46, 129.39), "pohang": (36.04, 129.40), "donghae": (37.52, 129.15),
    "yeosu": (34.73, 127.76), "mokpo": (34.78, 126.37), "gunsan": (35.98, 126.58), "daesan": (37.02, 126.40),
    "incheon": (37.46, 126.60), "jeju": (33.52, 126.54), "dalian": (38.92, 121.67), "weihai": (37.50, 122.13),
    "qingdao": (36.03, 120.29), "lianyungang": (34.74, 119.47), "shanghai": (31.28, 121.55), "ningbo": (29.99, 122.12),
    "fukuoka": (33.61, 130.39), "vladivostok": (43.10, 131.89), "vostochny": (42.74, 133.07), "nampo": (38.715, 125.39),
    "rajin": (42.23, 130.30), "chongjin": (41.77, 129.82), "wonsan": (39.17, 127.46),
}  # fmt: skip
"""Where ships lie in port, a few miles in from the approach in PORTS."""

TURNS: dict[str, Point] = {
    "korea_strait": (34.80, 129.22),
    "off_geoje": (34.40, 128.60),
    "east_1": (35.60, 129.95),
    "east_2": (36.40, 130.00),
    "east_3": (37.60, 129.95),
    "east_4": (38.90, 130.40),
    "east_5": (40.60, 131.20),
    "east_6": (41.95, 131.70),
    "south_1": (34.05, 127.90),
    "jeju_strait": (33.80, 126.70),
    "southwest": (33.85, 125.50),
    "west_1": (34.85, 124.85),
    "west_2": (35.90, 125.20),
    "west_3": (36.85, 125.25),
    "incheon_sea": (36.949, 125.865),
    "mid_yellow": (36.30, 123.60),
    "off_shidao": (36.90, 123.10),
    "off_chengshan": (37.50, 122.95),
    "north_yellow": (38.05, 123.20),
    "off_nampo": (38.55, 124.35),
    "off_qingdao": (35.40, 122.00),
    "off_haizhou": (34.60, 121.20),
    "east_china_1": (32.40, 124.30),
    "east_china_2": (31.20, 123.20),
    "south_of_jeju": (32.70, 126.40),
    "southeast_of_jeju": (33.10, 127.80),
    "off_ningbo": (30.00, 123.40),
}

LANES: tuple[tuple[str, str], ...] = (
    ("busan", "korea_strait"), ("korea_strait", "off_geoje"), ("off_geoje", "south_1"), ("off_geoje", "yeosu"),
    ("yeosu", "south_1"), ("south_1", "jeju_strait"), ("jeju_strait", "jeju"), ("jeju_strait", "southwest"),
    ("southwest", "mokpo"), ("southwest", "west_1"), ("southwest", "east_china_1"), ("west_1", "west_2"),
    ("west_1", "mid_yellow"), ("west_2", "gunsan"), ("west_2", "west_3"), ("west_3", "incheon_sea"),
    ("incheon_sea", "incheon"), ("incheon_sea", "daesan"), ("west_3", "mid_yellow"), ("west_3", "off_shidao"),
    ("mid_yellow", "off_shidao"), ("mid_yellow", "off_qingdao"), ("off_shidao", "off_chengshan"),
    ("off_chengshan", "weihai"), ("off_chengshan", "north_yellow"), ("north_yellow", "dalian"),
    ("north_yellow", "off_nampo"), ("off_nampo", "nampo"),
    ("off_qingdao", "qingdao"), ("off_qingdao", "off_haizhou"), ("off_haizhou", "lianyungang"),
    ("off_qingdao", "east_china_1"), ("mid_yellow", "east_china_1"), ("east_china_1", "east_china_2"),
    ("east_china_2", "shanghai"), ("east_china_2", "off_ningbo"), ("off_ningbo", "ningbo"),
    ("east_china_1", "south_of_jeju"), ("south_of_jeju", "southeast_of_jeju"), ("southeast_of_jeju", "off_geoje"),
    ("southeast_of_jeju", "south_1"), ("korea_strait", "ulsan"), ("korea_strait", "east_1"), ("ulsan", "east_1"),
    ("east_1", "east_2"), ("east_2", "pohang"), ("east_1", "fukuoka"), ("east_2", "east_3"), ("east_3", "donghae"),
    ("east_3", "east_4"), ("east_4", "east_5"), ("east_5", "east_6"), ("east_6", "vladivostok"),
    ("east_6", "vostochny"), ("east_6", "rajin"), ("east_5", "chongjin"), ("east_4", "wonsan"),
)  # fmt: skip


def miles(a: Point, b: Point) -> float:
    """Nautical miles between two places not far apart."""
    return hypot((b[0] - a[0]) * 60, (b[1] - a[1]) * 60 * cos(radians((a[0] + b[0]) / 2)))


def place(name: str) -> Point:
    """A port or turning point by name."""
    return PORTS.get(name) or TURNS[name]


@cache
def route(start: str, end: str) -> tuple[Point, ...]:
    """The shortest path along the lanes from one named place to another, both included.

    Raises:
        ValueError: no lanes join them.
    """
    ways: dict[str, list[str]] = {}
    for a, b in LANES:
        ways.setdefault(a, []).append(b)
        ways.setdefault(b, []).append(a)
    queue: list[tuple[float, tuple[str, ...]]] = [(0.0, (start,))]
    done: set[str] = set()
    while queue:
        far, path = heapq.heappop(queue)
        if path[-1] == end:
            return tuple(place(n) for n in path)
        if path[-1] in done:
            continue
        done.add(path[-1])
        for n in ways[path[-1]]:
            heapq.heappush(queue, (far + miles(place(path[-1]), place(n)), (*path, n)))
    raise ValueError(f"no way from {start} to {end}")


def length_nm(path: tuple[Point, ...]) -> float:
    """Nautical miles along a path."""
    return sum(miles(a, b) for a, b in pairwise(path))
