"""Rows to measure on: a simulated fleet, copied; a dense anchorage; a week at the rate at which ships really send."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path

import duckdb

from vesseltrack.demo.week import write_week

from builders.nmea import armoured, sentence

FLEET_SHIPS, SEED = 200, 1
COPY_EAST_DEG, COPY_NUMBER = 0.31, 7919
"""What a copy of the fleet is shifted by."""
FULL_RATE = 4
"""Messages in place of each of the fleet's, which sends every two minutes: as many as ships really send."""


@dataclass(frozen=True)
class World:
    """A CSV: what it is called, how many rows and ships it has."""

    name: str
    path: Path
    rows: int
    ships: int


def _fleet(folder: Path) -> str:
    """The simulated fleet's week as a table function."""
    source = folder / "fleet"
    if not source.exists():
        write_week(source, days=7, ships=FLEET_SHIPS, seed=SEED)
    return f"read_csv('{source}/*.csv', all_varchar=true)"


def written(name: str, path: Path, select: str) -> World:
    """Write a query's rows as CSV."""
    con = duckdb.connect(config={"temp_directory": str(path.parent / "spill"), "memory_limit": "6GB"})
    con.execute(f"COPY ({select}) TO '{path}' (HEADER)")
    counted = f"SELECT count(*), count(DISTINCT MMSI) FROM read_csv('{path}', all_varchar=true)"
    rows, ships = con.execute(counted).fetchall()[0]
    return World(name, path, rows, ships)


def copies_of_the_fleet(folder: Path, millions: float) -> World:
    """A week off Korea of about so many million rows: the fleet, and copies of it shifted in longitude."""
    fleet = _fleet(folder)
    rows = duckdb.sql(f"SELECT count(*) FROM {fleet}").fetchall()[0][0]
    copies = max(1, round(millions * 1e6 / rows))
    return written("copies of the fleet", folder / f"week-{millions:g}m.csv", _copied(fleet, copies))


def many_ships(folder: Path, ships: int = 30_000) -> World:
    """As many ships, each sending every hour or so."""
    fleet = f"(FROM {_fleet(folder)} WHERE hash(MMSI, BaseDateTime) % 30 = 0)"
    return written(f"{ships:,} ships", folder / "many-ships.csv", _copied(fleet, ships // FLEET_SHIPS))


def _copied(fleet: str, copies: int) -> str:
    east = f"TRY_CAST(LON AS DOUBLE) + (k - {copies // 2}) * {COPY_EAST_DEG}"
    return (
        f"SELECT fleet.* REPLACE ((TRY_CAST(MMSI AS BIGINT) + k * {COPY_NUMBER})::VARCHAR AS MMSI,"
        f" round((({east}) + 540) % 360 - 180, 5)::VARCHAR AS LON)"
        f" FROM {fleet} AS fleet, range({copies}) AS t(k) ORDER BY BaseDateTime"
    )


def full_rate_days(folder: Path, ships: int) -> list[str]:
    """A week of so many ships at the rate at which ships send, about 2,800 messages a day each: a query a day.

    Between two of the fleet's messages others lie on the straight line, give or take a metre. A number that is sent from many
    places at once is copied once only: there are few of those.
    """
    copies = max(1, ships // FLEET_SHIPS)
    typed = "MMSI::BIGINT AS MMSI, BaseDateTime::TIMESTAMP AS BaseDateTime, LAT::DOUBLE AS LAT, LON::DOUBLE AS LON"
    lines = (
        "SELECT *, lead(BaseDateTime) OVER line AS next_time, lead(LAT) OVER line AS next_lat, lead(LON) OVER line AS next_lon"
        f" FROM (SELECT * REPLACE ({typed}) FROM {_fleet(folder)} WHERE TRY_CAST(MMSI AS BIGINT) IS NOT NULL)"
        " WINDOW line AS (PARTITION BY MMSI ORDER BY BaseDateTime)"
    )
    once = f"MMSI IN (SELECT MMSI FROM ({lines}) WHERE abs(next_lat - LAT) > 1)"
    days = duckdb.sql(f"SELECT DISTINCT BaseDateTime::DATE FROM ({lines}) ORDER BY 1").fetchall()
    part = f"j / {FULL_RATE}"
    return [
        f"SELECT f.* EXCLUDE (next_time, next_lat, next_lon) REPLACE (MMSI + k * {COPY_NUMBER} AS MMSI,"
        f" date_trunc('second', BaseDateTime + to_microseconds(({part} * epoch_us(next_time - BaseDateTime))::BIGINT)) AS BaseDateTime,"
        f" round(LAT + {part} * (next_lat - LAT) + hash(j, k) % 3 * 1e-5, 5) AS LAT,"
        f" round(LON + {part} * (next_lon - LON) + hash(k, j) % 3 * 1e-5 + (k - {copies // 2}) * {COPY_EAST_DEG}, 5) AS LON)"
        f" FROM ({lines}) AS f, range({copies}) AS c(k), range({FULL_RATE}) AS r(j)"
        f" WHERE BaseDateTime::DATE = '{day}' AND (k = {copies // 2} OR NOT ({once}))"
        " AND (j = 0 OR next_time - BaseDateTime < INTERVAL 20 MINUTE) ORDER BY 2"
        for (day,) in days
    ]


def anchorage(folder: Path, ships: int = 500, every_s: int = 30) -> World:
    """A week in which so many ships lie at anchor in one cell of 0.1 degrees off Ulsan, each swinging with the tide."""
    swing = "2 * pi() * (s / 44712.0 + n / 97.0)"  # a tide in 12.42 hours
    select = (
        f"SELECT 440000000 + n AS MMSI, TIMESTAMP '2026-11-16' + to_seconds(s + n % {every_s}) AS BaseDateTime,"
        f" round(35.405 + n // 25 * 0.0045 + 0.0018 * sin({swing}), 5) AS LAT,"
        f" round(129.405 + n % 25 * 0.0036 + 0.0022 * cos({swing}), 5) AS LON,"
        " 0.1 AS SOG, 0.0 AS COG, 511.0 AS Heading, 'ANCHORED ' || n AS VesselName, NULL AS IMO, NULL AS CallSign,"
        " 70 AS VesselType, 1 AS Status, 180 AS Length, 30 AS Width, 9.5 AS Draft, 70 AS Cargo, 'A' AS TransceiverClass"
        f" FROM range({ships}) AS a(n), range(0, 604800, {every_s}) AS b(s) ORDER BY 2"
    )
    return written(f"{ships} ships at one anchorage", folder / "anchorage.csv", select)


def receivers_log(folder: Path, messages: int) -> Path:
    """A receiver's log of so many messages: nine positions to each ship's particulars, tag blocks with times."""
    path = folder / f"log-{messages}.nmea"
    chance = random.Random(1)
    one, two = "55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53", "1@0000000000000"
    lines = []
    for n in range(messages):
        tag = f"\\s:r1,c:{1794787200 + n // 50}*00\\"
        if n % 10 == 9:
            lines += [tag + sentence(one, 2, 1, str(n % 10), "A", 0), sentence(two, 2, 2, str(n % 10), "A", 2)]
        else:
            place = (chance.randrange(124, 131) * 600_000 + n, 28), (chance.randrange(33, 38) * 600_000 + n, 27)
            ship, speed, course = 440_000_000 + n % 6500, chance.randrange(200), chance.randrange(3600)
            fields = (1, 6), (0, 2), (ship, 30), (0, 12), (speed, 10), (0, 1), *place, (course, 12), (511, 9), (0, 31)
            lines.append(tag + sentence(armoured(*fields)[0]))
    path.write_text("\n".join(lines) + "\n")
    return path
