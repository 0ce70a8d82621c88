"""A small sea for tests: ships put where a test wants them, and the steps run over it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd

from vesseltrack import ships, zones
from vesseltrack.engine.emptiness import EmptyTables
from vesseltrack.engine.graph import resting_on, tables_read
from vesseltrack.engine.pipeline import steps
from vesseltrack.lists.load import load_shipped
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

T0 = datetime(2026, 11, 16)
OPEN_SEA = (36.5, 123.9)  # the middle of the Yellow Sea: over 100 km from any shore or port
MILE = 1 / 60  # of latitude, degrees

BEFORE_SCORES = [step.writes for step in steps() if step.section != "scoring" and step.writes != "ship_days"]


def at(hours: float) -> datetime:
    """So many hours into the test."""
    return T0 + timedelta(hours=hours)


class Sea:
    """A store in memory and ships in it. After ``run`` a table is made when it is asked for, with what it rests on, and no other."""

    def __init__(self) -> None:
        self._store = Store(None)
        self._settings = None
        self._made = EmptyTables(self._store)
        self.rows: list[tuple] = []
        self.particulars: list[dict] = []
        self.statuses: list[tuple] = []
        self.headings: list[tuple] = []
        self.with_zones = False

    def fix(self, ship: int, hours: float, lat: float, lon: float, sog: float | None = None) -> Sea:
        """One message."""
        self.rows.append((ship, at(hours), lat, lon, sog))
        return self

    def line(self, ship, start_h, end_h, a, b=None, every_min=5.0, sog=None) -> Sea:
        """Messages on a straight line from a to b, ends included; b left out: lying still."""
        b = b or a
        steps = max(1, round((end_h - start_h) * 60 / every_min))
        for i in range(steps + 1):
            f = i / steps
            lat, lon = a[0] + f * (b[0] - a[0]), a[1] + f * (b[1] - a[1])
            self.fix(ship, start_h + f * (end_h - start_h), lat, (lon + 540) % 360 - 180, sog)
        return self

    def says(self, ship: int, from_h: float = 0, hours: int = 1, messages: int = 10, **particulars) -> Sea:
        """What a ship says of itself in each of some hours: name, imo, call_sign, ship_type, length_m."""
        for h in range(hours):
            time = {
                "hour": at(from_h + h).replace(minute=0),
                "first_time": at(from_h + h),
                "last_time": at(from_h + h + 0.9),
            }
            self.particulars.append({"ssvid": ship, "messages": messages, "file_id": 0, **time, **particulars})
        return self

    def sets(self, ship: int, from_h: float, to_h: float, nav_status: int) -> Sea:
        """The navigational status in a ship's messages of some hours."""
        self.statuses.append((ship, at(from_h), at(to_h), nav_status))
        return self

    def heads(self, ship: int, from_h: float, to_h: float, *headings_deg: int) -> Sea:
        """The true headings in a ship's messages of some hours, one after the other and from the first again."""
        self.headings.append((ship, at(from_h), at(to_h), headings_deg))
        return self

    def run(self, preset: str | None = None, *assign: str) -> Sea:
        """Put the ships into the store, to be searched by these rules."""
        self._settings = load_settings(None, preset, assign)
        frame = pd.DataFrame(self.rows, columns=["ssvid", "time", "lat", "lon", "sog_kn"])
        frame["time"] = frame.time.astype("datetime64[us]")
        for ship, start, end, nav_status in self.statuses:
            frame.loc[(frame.ssvid == ship) & frame.time.between(start, end), "nav_status"] = nav_status
        for ship, start, end, headings_deg in self.headings:
            where = frame.index[(frame.ssvid == ship) & frame.time.between(start, end)]
            frame.loc[where, "heading_deg"] = [headings_deg[n % len(headings_deg)] for n in range(len(where))]
        self._store.execute("DELETE FROM fixes")
        self._store.append("fixes", frame)
        self._store.execute("DELETE FROM statics")
        if self.particulars:
            self._store.append("statics", pd.DataFrame(self.particulars))
        load_shipped(self._store)
        if self.with_zones:
            zones.load_shipped(self._store)
        ships.load_flags(self._store)
        self._made = EmptyTables(self._store)
        return self

    def make(self, *tables: str) -> Sea:
        """Run the steps that some tables rest on, but those that have run: in one transaction, as a search does."""
        lacking = [step for step in resting_on(steps(), tables) if step.writes not in self._made.known]
        if not lacking:
            return self
        try:
            with self._store.transaction():
                for step in lacking:
                    self._made.known[step.writes] = not step.run(self._store, self._settings, self._made)
        except BaseException:
            for step in lacking:
                self._made.known.pop(step.writes, None)
            raise
        return self

    def _asked(self, sql: str) -> Store:
        """The store, in which the steps have run that the tables a query reads rest on, if ``run`` was called."""
        if self._settings is not None:
            self.make(*(tables_read(sql) & {step.writes for step in steps()}))
        return self._store

    def select(self, sql: str) -> list[tuple]:
        """All rows of a query, after the steps that the tables it reads rest on."""
        return self._asked(sql).rows(sql)

    def select_frame(self, sql: str) -> pd.DataFrame:
        """The result of a query as a frame, after the same steps."""
        return self._asked(sql).frame(sql)

    def select_one(self, sql: str) -> tuple:
        """The first row of a query that has one."""
        return self.select(sql)[0]

    @property
    def store(self) -> Store:
        """The store, in which all steps up to the scores have run, if ``run`` was called."""
        if self._settings is not None:
            self.make(*BEFORE_SCORES)
        return self._store

    def table(self, name: str) -> pd.DataFrame:
        """One table, in order of its first column."""
        if name in {step.writes for step in steps()}:
            self.make(name)
        return self._store.frame(f"FROM {name} ORDER BY 1")


def crowd(sea: Sea, hours: float, place=OPEN_SEA, ships=6, first=636000100, start_h=0.0, every_min=5.0) -> Sea:
    """Ships that lie around a place and are heard all along."""
    for n in range(ships):
        sea.line(first + n, start_h, hours, (place[0] + 0.02 * n, place[1] + 0.02 * n), every_min=every_min)
    return sea


def passers(sea):
    """Six ships that sail to and fro for 156 hours, so that their waters are known to be heard."""
    for n in range(6):
        west, east = (OPEN_SEA[0] + 0.03 * n, OPEN_SEA[1] - 0.6), (OPEN_SEA[0] + 0.03 * n, OPEN_SEA[1] + 0.6)
        for leg in range(26):
            a, b = (west, east) if leg % 2 else (east, west)
            sea.line(636000100 + n, leg * 6, leg * 6 + 5.9, a, b, every_min=10)
