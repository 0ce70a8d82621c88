"""What the map shows, as JSON: ships with their tracks, alerts with their events, silences, who was heard, zones, ports."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from vesseltrack.alerts.find import both_names, short_id
from vesseltrack.detectors import DETECTORS
from vesseltrack.frames import rows_of
from vesseltrack.output import visible
from vesseltrack.report.around import asked_about, by_alert, tracks_around
from vesseltrack.report.chart import KOREA
from vesseltrack.report.page.land import Box, extent_of, land_for, steps
from vesseltrack.report.page.tracks import flat_steps, pieces_of
from vesseltrack.store import Store
from vesseltrack.zones.cell_context import ports

NEAR_KM, MOST_NEAR = 60, 12
"""Ships heard so near to where a silence began or ended are drawn, so many of them."""
_NAMES = """
    SELECT vessel_id, coalesce(name, mmsi::VARCHAR, id, vessel_id::VARCHAR) AS name FROM ships
    WHERE vessel_id IN (SELECT vessel_id FROM _alerts UNION SELECT other_vessel_id FROM _alerts)
"""
_NAMES_OF = """
    SELECT vessel_id, coalesce(name, mmsi::VARCHAR, id, vessel_id::VARCHAR) AS name FROM ships
        WHERE list_contains($ships, vessel_id)
"""
_EVENTS = """
    SELECT a.alert, s.event, s.event_type, s.start_time, s.end_time, s.lat, s.lon, s.end_lat, s.end_lon
    FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN scored AS s USING (event)
    ORDER BY a.alert, s.start_time, s.event
"""
_CALLS = """
    SELECT DISTINCT a.alert, c.target, c.spare_h FROM _alerts AS a, UNNEST(a.events) AS e(event)
        JOIN possible_port_calls AS c USING (event)
    WHERE c.target_type = 'port' ORDER BY a.alert, c.spare_h DESC, c.target
"""
_INDICATORS = """
    SELECT DISTINCT a.alert, r.name AS reason FROM _alerts AS a, UNNEST(a.events) AS e(event)
        JOIN event_indicators AS r USING (event)
    WHERE r.queue = a.queue AND r.weight > 0 ORDER BY a.alert, r.name
"""
_ROUTES = """
    SELECT DISTINCT r.*, epoch(g.start_time)::BIGINT AS from_s, epoch(g.end_time)::BIGINT AS to_s, g.vessel_id,
        g.start_lat, g.start_lon
    FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN possible_routes AS r USING (event) JOIN gaps AS g USING (event)
    ORDER BY r.event
"""
_AROUND = """
    WITH dark AS (
        SELECT DISTINCT g.event, g.vessel_id, slot_before(g.start_time) - 6 AS first_slot,
            slot_before(coalesce(g.end_time, searched.last_time)) + 6 AS last_slot,
            g.start_lat, g.start_lon, g.end_lat, g.end_lon
        FROM searched, _alerts AS a, UNNEST(a.events) AS e(event) JOIN gaps AS g USING (event)
    ), near AS (
        SELECT dark.event, o.vessel_id, o.slot, o.lat, o.lon,
            least(apart_m(o.lat, o.lon, start_lat, start_lon),
                coalesce(apart_m(o.lat, o.lon, end_lat, end_lon), 1e9)) / 1000 AS km
        FROM dark JOIN resampled AS o ON o.slot BETWEEN first_slot AND last_slot AND o.vessel_id <> dark.vessel_id
            AND o.slot % 3 = 0
            AND ((abs(o.lat - start_lat) < $deg AND abs(degrees_apart(o.lon, start_lon)) < $wide)
                OR (abs(o.lat - end_lat) < $deg AND abs(degrees_apart(o.lon, end_lon)) < $wide))
    ), first AS (
        SELECT event, vessel_id, min(km) AS km, count(*) AS slots FROM near WHERE km <= $km GROUP BY event, vessel_id
        QUALIFY row_number() OVER (PARTITION BY event ORDER BY count(*) DESC, min(km), vessel_id) <= $most
    )
    SELECT near.event, near.vessel_id, coalesce(ships.name, ships.mmsi::VARCHAR, near.vessel_id::VARCHAR) AS name, slot,
        near.lat, near.lon
    FROM near JOIN first USING (event, vessel_id) LEFT JOIN ships ON ships.vessel_id = near.vessel_id
    ORDER BY near.event, near.vessel_id, slot
"""
_ZONES = "SELECT name, zone_type, legal_status, authority, watch, geometry FROM zones WHERE zone_type <> 'port' ORDER BY zone"
_PORTS_DEG = 6.0


class Seen:
    """What a map of some alerts shows, looked up once for all of them.

    Args:
        store: on which detect has run.
        frame: the alerts, as :func:`vesseltrack.report.alerts_frame` gives them.
        tracks: whole tracks by ``vessel_id``: slot, lon, lat, speed_kn; empty for a ship without any.
    """

    def __init__(self, store: Store, frame: pd.DataFrame, tracks: Mapping[int, pd.DataFrame] | None = None) -> None:
        self.store, self.frame = store, frame
        self.whole = dict(tracks or {})
        self.tracks = tracks_around(store, frame)
        near = {"deg": NEAR_KM / 111, "wide": 1.5, "km": NEAR_KM, "most": MOST_NEAR}
        asks: dict[str, tuple[str, dict[str, Any]]] = {
            "names": (_NAMES, {}), "events": (_EVENTS, {}), "calls": (_CALLS, {}),
            "indicators": (_INDICATORS, {}), "around": (_AROUND, near), "routes": (_ROUTES, {}),
        }  # fmt: skip
        if "possible_routes" not in store.names():
            asks.pop("routes")
        with asked_about(store, frame):
            some = {k: store.frame(sql, params) for k, (sql, params) in asks.items()} if len(frame) else {}
        self.found = {k: some.get(k, pd.DataFrame()) for k in ("names", "events", "indicators", "around", "routes")}
        self.by_alert = {k: by_alert(self.found[k]) for k in ("events", "indicators")}
        self.calls = _calls(some["calls"]) if len(some.get("calls", ())) else {}

    def as_dict(self) -> dict[str, Any]:
        """All data of the map; ``map.js`` reads it."""
        tracks = {ship: pieces_of(track) for ship, track in self.tracks.items()}
        names = (
            dict(zip(self.found["names"].vessel_id, self.found["names"].name, strict=True)) if len(self.frame) else {}
        )
        if self.whole:
            names |= dict(self.store.rows(_NAMES_OF, {"ships": list(self.whole)}))
            tracks |= {s: pieces_of(t) for s, t in self.whole.items()}
        known = sorted(int(s) for s in names)
        place = {ship: n for n, ship in enumerate(known)}
        box = self._box()
        first, last = self.store.one(
            "SELECT epoch(first_time)::BIGINT // 600, epoch(last_time)::BIGINT // 600 + 1 FROM searched"
        )
        for some in filter(len, self.whole.values()):
            first, last = min(first, int(some.slot.iloc[0])), max(last, int(some.slot.iloc[-1]) + 1)
        return {
            "first": first, "last": last, "box": box, "lon0": (box[0] + box[2]) / 2, "land": land_for(box),
            "zones": self._zones(), "ports": _ports(box),
            "kinds": {d.event: {k: getattr(d, k) for k in ("colour", "marker", "legend", "silence")} for d in DETECTORS},
            "ships": [{"name": visible(names[s]), "pieces": tracks.get(s, [])} for s in known],
            "lone": [place[s] for s in self.whole if s in place],
            "routes": {r.event: _route(r) for r in rows_of(self.found["routes"])},
            "around": self._around(),
            "alerts": [self._alert(a, place) for a in rows_of(self.frame)],
        }  # fmt: skip

    def _alert(self, a: Any, place: dict[int, int]) -> dict[str, Any]:
        events = [
            {
                "event": e.event, "kind": e.event_type, "at": _at(e.lon, e.lat), "from": _seconds(e.start_time),
                **({"to": _seconds(e.end_time)} if pd.notna(e.end_time) else {}),
                **({"end": _at(e.end_lon, e.end_lat)} if pd.notna(e.end_lat) else {}),
            }
            for e in self.by_alert["events"].get(a.alert, ())
        ]  # fmt: skip
        ships = [place[int(s)] for s in (a.vessel_id, a.other_vessel_id) if pd.notna(s) and int(s) in place]
        return {
            "id": a.alert, "short": short_id(a), "queue": a.queue, "rank": int(a.rank), "name": visible(both_names(a)),
            "title": visible(a.summary), "at": _at(a.lon, a.lat), "from": _seconds(a.first_time),
            "to": None if pd.isna(a.last_time) else _seconds(a.last_time), "ships": ships, "events": events,
            "calls": self.calls.get(a.alert, []),
        }  # fmt: skip

    def indicators(self, alert: str) -> list[str]:
        """Names of the indicators that count against the ship in an alert."""
        return [str(r.reason) for r in self.by_alert["indicators"].get(alert, ())]

    def _box(self) -> Box:
        """What the map shows at first: where the alerts are, or the Korean seas. West to east may pass 180."""
        drawn = pd.concat([some[["lon", "lat"]] for some in (self.whole.values() or (self.frame,))])
        if drawn.empty:
            return KOREA
        west, wide, south, north = extent_of(drawn.lon, drawn.lat)
        return round(west - 1, 3), round(south - 1, 3), round(west + wide + 1, 3), round(north + 1, 3)

    def _around(self) -> dict[str, list[dict[str, Any]]]:
        said: dict[str, list[dict[str, Any]]] = {}
        for (event, _), some in (
            self.found["around"].groupby(["event", "vessel_id"], sort=False) if len(self.found["around"]) else ()
        ):
            lon = np.degrees(np.unwrap(np.radians(some.lon.to_numpy(float))))
            points = flat_steps([lon, some.lat, some.slot], [1000, 1000, 1])
            said.setdefault(str(event), []).append({"name": visible(some.name.iloc[0]), "points": points})
        return said

    def _zones(self) -> list[dict[str, Any]]:
        return [
            {
                "name": visible(name), "kind": visible(kind).replace("_", " "), "standing": visible(status), "watch": bool(watch),
                "by": visible(authority or ""), **_shapes(shapely.from_wkb(bytes(wkb))),
            }
            for name, kind, status, authority, watch, wkb in self.store.rows(_ZONES)
        ]  # fmt: skip


def _shapes(shape: Any) -> dict[str, Any]:
    """A zone's outer rings or lines in steps of a thousandth of a degree; a point as a place."""
    simple = [p for p in shapely.get_parts(shapely.simplify(shape, 0.004)) if not p.is_empty]
    rings = [steps(shapely.get_coordinates(p.exterior), 1000) for p in simple if p.geom_type == "Polygon"]
    lines = [steps(shapely.get_coordinates(p), 1000) for p in simple if p.geom_type == "LineString"]
    points = [_at(p.x, p.y) for p in simple if p.geom_type == "Point"]
    return {k: v for k, v in (("rings", rings), ("lines", lines), ("points", points)) if v}


def _route(r: Any) -> dict[str, Any]:
    cells = flat_steps([r.cell_lon, r.cell_lat, r.from_h, r.to_h], [1000, 1000, 10, 10])
    return {
        "from": int(r.from_s), "to": None if pd.isna(r.to_s) else int(r.to_s), "knots": r.knots, "found": bool(r.route_found),
        "at": _at(r.start_lon, r.start_lat), "way": flat_steps([r.route_lon, r.route_lat], [1000, 1000]), "cells": cells,
        "wide": None if pd.isna(r.cell_wide) else round(r.cell_wide, 4),
        "high": None if pd.isna(r.cell_high) else round(r.cell_high, 4),
    }  # fmt: skip


def _calls(calls: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """Possible port calls of each alert, one for each place, those with most time to spare first."""
    known = ports().drop_duplicates("name")[["name", "lat", "lon"]].rename(columns={"name": "target"})
    found = calls.merge(known, on="target")
    found = found.assign(y=found.lat.round(1), x=found.lon.round(1)).drop_duplicates(["alert", "y", "x"])
    first = found.groupby("alert", sort=False).head(5)
    return {
        alert: [{"name": visible(c.target), "at": _at(c.lon, c.lat)} for c in some]
        for alert, some in by_alert(first).items()
    }


def _ports(box: Box) -> list[list[Any]]:
    """Ports near what the map shows: name, country, longitude, latitude."""
    west, south, east, north = box
    known = ports()
    lon = (known.lon - (west + east) / 2 + 180) % 360 - 180
    near = (lon.abs() <= (east - west) / 2 + _PORTS_DEG) & known.lat.between(south - _PORTS_DEG, north + _PORTS_DEG)
    return [
        [visible(p.name), p.country, round(p.lon, 3), round(p.lat, 3)] for p in rows_of(known[near].rename(columns={}))
    ]


def _at(lon: float, lat: float) -> list[float]:
    return [round(float(lon), 4), round(float(lat), 4)]


def _seconds(time: Any) -> int:
    return int(pd.Timestamp(time).timestamp())
