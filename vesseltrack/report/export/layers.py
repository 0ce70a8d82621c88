"""What is handed to other programs, layer by layer: points, lines and areas apart, each column declared once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.frames import in_utc, rows_of
from vesseltrack.report.explore import SeaFrame, sea_frame
from vesseltrack.report.export.tracks import (
    MOST_OFF_DEG,
    length_km,
    line_of,
    positions_of,
    spans_around,
    stretches,
    whole_tracks,
)
from vesseltrack.report.schema import LIFE
from vesseltrack.report.tables import in_a_line
from vesseltrack.schema import TABLES
from vesseltrack.store import Store
from vesseltrack.table import Column, Table, table

POINT, LINE, AREA = "Point", "MultiLineString", "MultiPolygon"
_SHIP = """
        vessel_id BIGINT key of the ship
        mmsi INTEGER null for an enciphered id
        imo INTEGER most often sent with a right check digit
        ship_name VARCHAR name, or number where it sent none"""
_ZONE = """
        zone VARCHAR its key
        name VARCHAR its name
        zone_type VARCHAR what it is: territorial_sea, sts_area, nll and so on
        authority VARCHAR whose it is
        legal_status VARCHAR legal, agreed, claimed, reported or computed: a computed line is no legal one
        watch BOOLEAN whether a ship inside is worth an alert
        source VARCHAR where it is from
        source_date VARCHAR as of when
        confidence VARCHAR how sure
        note VARCHAR anything else"""


@dataclass(frozen=True)
class Layer:
    """One layer: its columns, as those of a table, and what shapes it holds."""

    table: Table
    geometry: str

    @property
    def name(self) -> str:
        """Of its table."""
        return self.table.name


def _alert_columns() -> tuple[Column, ...]:
    return (*TABLES["alerts"].columns, *(Column(k, "VARCHAR", v) for k, v in LIFE.items()))


LAYERS = (
    Layer(
        Table("alerts", "One alert, where it began; the columns of `alerts.csv`.", _alert_columns()),
        POINT,
    ),
    Layer(
        table(
            "events",
            "One event of an alert, where it began.",
            """
        alert VARCHAR name of the alert
        event VARCHAR stable name
        event_type VARCHAR gap, encounter, loitering and so on
        vessel_id BIGINT key of the ship
        ship_name VARCHAR name, or number where it sent none
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        where_text VARCHAR where, in words
        activity VARCHAR what happened, in words: it follows the ship's name in a sentence
        """,
        ),
        POINT,
    ),
    Layer(
        table(
            "gaps",
            "One silence of an alert, as the shortest way over water from where it fell silent to where it was heard again: not a"
            " way it is known to have sailed. One for which no such way was found, or that lasts, has no line.",
            f"""
        alert VARCHAR name of the alert
        event VARCHAR stable name of the gap{_SHIP}
        start_time TIMESTAMP last message before
        end_time TIMESTAMP first message after
        duration_h DOUBLE hours
        assessment VARCHAR transmitter_off, undetermined, lost_signal, habit or outage
        p_off DOUBLE probability that it had stopped transmitting
        knots DOUBLE speed it is thought to have sailed at
        length_km DOUBLE of that way
        """,
        ),
        LINE,
    ),
    Layer(
        table(
            "tracks",
            "One stretch of a ship's track in which it was heard at least once an hour.",
            f"""{_SHIP}
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        vessel_type VARCHAR cargo, tanker, fishing and so on
        stretch BIGINT which of the ship's stretches, from 1
        start_time TIMESTAMP first position
        end_time TIMESTAMP last position
        duration_h DOUBLE hours
        length_km DOUBLE along the line
        positions BIGINT positions the line is made of
        """,
        ),
        LINE,
    ),
    Layer(
        table(
            "positions",
            "One position as it was sent; those left out lie, at their time, within 100 m of the line between their neighbours.",
            f"""{_SHIP}
        stretch BIGINT which of the ship's stretches, from 1: a new one begins after an hour without a position
        time TIMESTAMP when
        lat DOUBLE degrees
        lon DOUBLE degrees
        sog_kn FLOAT speed over ground, as sent
        cog_deg FLOAT course over ground, as sent
        heading_deg SMALLINT where the bow points, as sent
        nav_status SMALLINT navigational status, as sent
        """,
        ),
        POINT,
    ),
    Layer(table("zones", "One area of concern.", _ZONE), AREA),
    Layer(table("zone_lines", "One line of concern.", _ZONE), LINE),
    Layer(table("zone_points", "One place of concern.", _ZONE), POINT),
)
"""In the order in which they lie, the uppermost first."""
BY_NAME = {layer.name: layer for layer in LAYERS}
_EVENTS = """
    SELECT a.alert, s.event, s.event_type, s.vessel_id, a.ship_name, s.start_time, s.end_time, s.duration_h, s.end_lat, s.end_lon,
        s.where_text, s.activity, s.lat, s.lon
    FROM _alerts AS a JOIN scored AS s USING (event) ORDER BY a.alert, s.start_time, s.event
"""
_GAPS = """
    SELECT min(a.alert) AS alert, g.event, g.vessel_id, any_value(s.mmsi) AS mmsi, any_value(s.imo) AS imo,
        any_value(coalesce(s.name, s.mmsi::VARCHAR, s.id, g.vessel_id::VARCHAR)) AS ship_name, any_value(g.start_time) AS
            start_time,
        any_value(g.end_time) AS end_time, any_value(g.duration_h) AS duration_h, any_value(g.assessment) AS assessment,
        any_value(g.p_off) AS p_off, any_value(r.knots) AS knots, any_value(r.route_lat) AS route_lat,
        any_value(r.route_lon) AS route_lon
    FROM _alerts AS a JOIN gaps AS g USING (event) JOIN possible_routes AS r USING (event)
        LEFT JOIN ships AS s ON s.vessel_id = g.vessel_id
    WHERE r.route_found AND len(r.route_lat) > 1
    GROUP BY g.event, g.vessel_id ORDER BY g.vessel_id, start_time
"""
_SHIPS = "SELECT vessel_id, flag, vessel_type FROM ships"
_ZONES = "SELECT * REPLACE (source_date::VARCHAR AS source_date) FROM zones WHERE zone_type <> 'port' ORDER BY zone"


class Layers:
    """The layers of some alerts and of the ships in them, each made when it is first asked for.

    Args:
        store: on which detect has run.
        alerts: as :func:`vesseltrack.report.alerts_frame` gives them.
        ships: keys of ships whose whole tracks are wanted; the tracks around the alerts, 36 hours before and after, if ``None``.
        since: start of the tracks, UTC.
        until: end of the tracks, UTC.
        every_position: keep positions that lie near the line between others.
    """

    def __init__(
        self, store: Store, alerts: gpd.GeoDataFrame, ships: Collection[int] | None = None, since: datetime | None = None,
        until: datetime | None = None, every_position: bool = False,
    ) -> None:  # fmt: skip
        self.store, self._most_off = store, 0.0 if every_position else MOST_OFF_DEG
        mine = alerts if ships is None else alerts[alerts.vessel_id.isin(ships) | alerts.other_vessel_id.isin(ships)]
        self.found = mine.reset_index(drop=True)
        asked = spans_around(self.found) if ships is None else whole_tracks(ships)
        if since is not None:
            asked["from_time"] = asked.from_time.where(asked.from_time > since, since)
        if until is not None:
            asked["to_time"] = asked.to_time.where(asked.to_time < until, until)
        self._asked = asked

    def layer(self, name: str) -> SeaFrame:
        """One layer by its name (alerts, events, gaps, tracks, positions, zones, zone_lines, zone_points), times in UTC.

        Raises:
            WrongUse: there is no such layer.
        """
        if name not in BY_NAME:
            raise WrongUse(f"there is no layer {name}", near_or_all(name, BY_NAME, "the layers"))
        frame: gpd.GeoDataFrame = getattr(self, name)
        columns = [c for c in BY_NAME[name].table.names if c in frame.columns]
        return sea_frame(gpd.GeoDataFrame(in_utc(frame[[*columns, "geometry"]]), geometry="geometry", crs=4326))

    @cached_property
    def alerts(self) -> gpd.GeoDataFrame:
        """Alerts as points, lists as lines of text."""
        frame = self.found.copy()
        for column in frame.columns:
            if frame[column].map(lambda x: isinstance(x, list)).any():
                frame[column] = ["\n".join(map(in_a_line, x)) for x in frame[column]]
        return frame.set_geometry(gpd.points_from_xy(frame.lon, frame.lat), crs=4326)

    @cached_property
    def events(self) -> gpd.GeoDataFrame:
        """Events as points."""
        with self.store.registered("_alerts", self._alert_events):
            return _points(self.store.frame(_EVENTS))

    @cached_property
    def gaps(self) -> gpd.GeoDataFrame:
        """Gaps as lines along routes over water."""
        with self.store.registered("_alerts", self._alert_events):
            frame = self.store.frame(_GAPS)
        frame["length_km"] = [round(length_km(r.route_lat, r.route_lon), 3) for r in rows_of(frame)]
        frame[["mmsi", "imo"]] = frame[["mmsi", "imo"]].astype("Int64")
        return _shaped(frame, [line_of(r.route_lat, r.route_lon) for r in rows_of(frame)])

    @cached_property
    def positions(self) -> gpd.GeoDataFrame:
        """Positions as points."""
        sent = positions_of(self.store, self._asked, self._most_off)
        return _points(sent[list(BY_NAME["positions"].table.names)])

    @cached_property
    def tracks(self) -> gpd.GeoDataFrame:
        """Stretches of tracks as lines; those of a single position are left out."""
        rows = [
            {
                **{c: s[c].iloc[0] for c in ("vessel_id", "mmsi", "imo", "ship_name", "stretch")},
                "start_time": s.time.iloc[0], "end_time": s.time.iloc[-1], "positions": len(s),
                "duration_h": round((s.time.iloc[-1] - s.time.iloc[0]).total_seconds() / 3600, 4),
                "length_km": round(length_km(s.lat, s.lon), 3), "geometry": line_of(s.lat, s.lon),
            }
            for s in stretches(self.positions) if len(s) > 1
        ]  # fmt: skip
        names = [c for c in BY_NAME["tracks"].table.names if c not in ("flag", "vessel_type")]
        frame = pd.DataFrame(rows, columns=[*names, "geometry"])
        frame[["mmsi", "imo"]] = frame[["mmsi", "imo"]].astype("Int64")
        for column in ("start_time", "end_time"):
            frame[column] = frame[column].astype("datetime64[us]")
        known = frame.astype({"vessel_id": "int64"}).merge(self.store.frame(_SHIPS), on="vessel_id", how="left")
        return _shaped(known.drop(columns="geometry"), list(known.geometry))

    @cached_property
    def zones(self) -> gpd.GeoDataFrame:
        """Zones that are areas."""
        return self._zones[self._zones.geom_type.str.contains("Polygon")]

    @cached_property
    def zone_lines(self) -> gpd.GeoDataFrame:
        """Zones that are lines."""
        return self._zones[self._zones.geom_type.str.contains("Line")]

    @cached_property
    def zone_points(self) -> gpd.GeoDataFrame:
        """Zones that are places."""
        return self._zones[self._zones.geom_type == "Point"]

    @property
    def _alert_events(self) -> pd.DataFrame:
        """Each event of each alert: alert, ship_name, event."""
        some = self.found[["alert", "ship_name", "events"]].explode("events").rename(columns={"events": "event"})
        named: pd.DataFrame = some.astype("str")
        return named

    @cached_property
    def _zones(self) -> gpd.GeoDataFrame:
        frame = self.store.frame(_ZONES)
        return _shaped(frame.drop(columns="geometry"), [shapely.from_wkb(bytes(g)) for g in frame.geometry])


def _points(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    return _shaped(frame, gpd.points_from_xy(frame.lon, frame.lat))


def _shaped(frame: pd.DataFrame, shapes: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index, crs=4326), crs=4326)
