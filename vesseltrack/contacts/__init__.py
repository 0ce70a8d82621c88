"""The network of meetings around ships that are listed or lay in a North Korean port."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from xml.etree import ElementTree

import pandas as pd

from vesseltrack.contacts.picture import picture
from vesseltrack.engine.step import Step
from vesseltrack.errors import WrongUse
from vesseltrack.frames import in_utc
from vesseltrack.output import visible
from vesseltrack.store import Store

CONTACTS: tuple[Step, ...] = tuple(
    Step.from_sql(Path(__file__).with_name(f"{name}.sql")) for name in ("concerns", "hull_numbers", "contacts")
)
MOST_HOPS = 4
_HULLS = """
    WITH named_hulls AS (
        SELECT vessel_id, hull, nth, seen,
            a_name(coalesce(name, mmsi::VARCHAR), id, vessel_id) AS name, mmsi, imo, flag, vessel_type, last_time,
            -- the number heard last is the one that it bears: the first, if that was put away for a while
            (seen, coalesce(last_time, TIMESTAMP '-infinity'), nth) AS bears
        FROM ships JOIN hulls() USING (vessel_id)
    )
"""
"""Each number with its ship: the key of the first, where the ship changed its number."""
_MET = f"""{_HULLS}
    SELECT event, s.hull AS vessel_id, s.name AS ship_name, o.hull AS other_vessel_id, o.name AS other_name, start_time, end_time,
        duration_h, as_one, third_vessel_id IS NOT NULL AS between, causes_hold, lat, lon
    FROM encounters AS e JOIN named_hulls AS s ON s.vessel_id = e.vessel_id
    JOIN named_hulls AS o ON o.vessel_id = e.other_vessel_id
    WHERE s.hull <> o.hull
    -- each part of a meeting in which a number changed tells the whole
    QUALIFY 1 = row_number() OVER (
        PARTITION BY least(s.hull, o.hull), greatest(s.hull, o.hull), start_time ORDER BY part_start_time, event)
    ORDER BY start_time, event
"""
_WHO = f"""{_HULLS}, concerned AS (
        SELECT hull, list(text ORDER BY from_time, text) AS concerns
        FROM concerns JOIN named_hulls USING (vessel_id) GROUP BY hull
    )
    SELECT hull AS vessel_id,
        CASE WHEN count(DISTINCT name) = 1 THEN min(name) ELSE string_agg(
            CASE WHEN nth = 1 THEN '' WHEN seen THEN ', later ' ELSE ', later (or another ship) ' END || name,
            '' ORDER BY nth, vessel_id)
            || CASE WHEN max(last_time) FILTER (nth = 1) > max(last_time) FILTER (nth > 1) THEN ' for a while' ELSE '' END
            END AS name,
        arg_min(mmsi, nth) AS mmsi, arg_max(imo, bears) AS imo, arg_max(flag, bears) AS flag,
        coalesce(arg_max(vessel_type, bears) FILTER (vessel_type <> 'unknown'), 'unknown') AS vessel_type,
        coalesce(list(mmsi ORDER BY nth, vessel_id) FILTER (mmsi IS NOT NULL), []) AS mmsis,
        coalesce(any_value(concerns), []) AS concerns
    FROM named_hulls LEFT JOIN concerned USING (hull)
    WHERE hull IN (SELECT unnest($ships::BIGINT[])) GROUP BY hull ORDER BY hull
"""
_HULLS_OF = f"{_HULLS} SELECT DISTINCT hull FROM named_hulls WHERE vessel_id IN (SELECT unnest($ships::BIGINT[]))"
SURE = {
    True: "moved as one",
    False: "near each other, not as one",
    None: "near each other, too few messages to tell more",
}
BETWEEN = "on both sides of a third ship, not alongside each other"


@dataclass(frozen=True)
class Contacts:
    """The network of meetings around some ships.

    Attributes:
        ships: one row per ship: ``vessel_id, name, mmsi, imo, flag, vessel_type, links`` (number of meetings from the ships asked
            for, which have 0), ``mmsis`` (all its numbers, where it changed its number; ``name`` has all its names then, and
            ``vessel_id`` and ``mmsi`` are the first) and ``concerns`` (which list names it, when it lay in a North Korean port).
        meetings: one row per meeting, with the ship nearer to those asked for first, each by its name in it: ``links, vessel_id,
            ship_name, other_vessel_id, other_name, event, start_time, end_time`` (null while it lasts), ``duration_h, sure,
            causes_hold, lat, lon``.
    """

    ships: pd.DataFrame
    meetings: pd.DataFrame

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary for JSON: ``ships`` and ``meetings``, each a list of rows."""
        frames = {"ships": self.ships, "meetings": self.meetings}
        return {k: json.loads(f.to_json(orient="records", date_format="iso", date_unit="s")) for k, f in frames.items()}

    def graphml(self) -> str:
        """As GraphML: a node per ship, an edge per meeting, with names escaped."""
        root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
        nodes = self.ships.assign(
            concerns=self.ships.concerns.map("; ".join), mmsis=self.ships.mmsis.map(lambda n: "; ".join(map(str, n)))
        )
        edges = self.meetings.assign(causes_hold=self.meetings.causes_hold.map("; ".join))
        for of, frame in (("node", nodes), ("edge", edges)):
            for c in frame.columns:
                attributes = {"id": f"{of}_{c}", "for": of, "attr.name": c, "attr.type": _sort(frame[c])}
                ElementTree.SubElement(root, "key", attributes)
        graph = ElementTree.SubElement(root, "graph", id="contacts", edgedefault="undirected")
        for row in nodes.to_dict("records"):
            _data(ElementTree.SubElement(graph, "node", id=str(row["vessel_id"])), "node", row)
        for row in edges.to_dict("records"):
            ends = {"id": row["event"], "source": str(row["vessel_id"]), "target": str(row["other_vessel_id"])}
            _data(ElementTree.SubElement(graph, "edge", ends), "edge", row)
        ElementTree.indent(root)
        return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"

    def picture(self, file: Path) -> str:
        """As a picture, SVG or HTML by the extension of ``file``: see :func:`vesseltrack.contacts.picture.picture`."""
        return picture(self.ships, self.meetings, file)


def _sort(values: pd.Series) -> str:
    """The GraphML type of a column's values."""
    if pd.api.types.is_integer_dtype(values):
        return "long"
    return "double" if pd.api.types.is_float_dtype(values) else "string"


def _data(element: ElementTree.Element, of: str, row: dict[Any, Any]) -> None:
    """Add the values of one node or edge; missing ones are left out."""
    for name, value in row.items():
        if not pd.isna(value):
            ElementTree.SubElement(element, "data", key=f"{of}_{name}").text = visible(value)


class _Opened(Protocol):
    """An open database with a method that identifies ships: :class:`vesseltrack.api.Database`."""

    store: Store

    def ship(self, asked: str | int) -> Any:
        """Identify a ship."""


def contacts_around(db: _Opened, asked: str | int | None = None, hops: int = 2, as_one: bool = True) -> Contacts:
    """The network of meetings around one ship, or around all ships that are listed or lay in a North Korean port.

    Args:
        db: a database on which ``detect`` has run.
        asked: IMO number, MMSI, key of a ship, name or call sign; all ships of concern if ``None``.
        hops: largest number of meetings away from them, 1 to 4.
        as_one: only meetings in which the two moved as one, or had too few messages to tell.

    Raises:
        WrongUse: no received ship and no list entry matches, or ``hops`` is out of range.
    """
    concerned = db.store.frame(
        "SELECT DISTINCT vessel_id FROM concerns ORDER BY vessel_id"
    ).vessel_id  # read first, as it raises NotSearched
    ships = concerned if asked is None else db.ship(asked).heard.vessel_id
    return contacts_of(db.store, [int(s) for s in ships], hops, as_one)


def contacts_of(store: Store, asked: Collection[int], hops: int = 2, as_one: bool = True) -> Contacts:
    """The network of meetings around some ships: whom they met, whom those met, and so on.

    Args:
        store: a store on which ``detect`` has run.
        asked: the ``vessel_id`` of each ship.
        hops: largest number of meetings away from them, 1 to 4.
        as_one: only meetings in which the two moved as one, or had too few messages to tell.

    Raises:
        WrongUse: ``hops`` is out of range.
    """
    if not 1 <= hops <= MOST_HOPS:
        raise WrongUse(f"hops is {hops}", f"it must be a number from 1 to {MOST_HOPS}.")
    met = store.frame(_MET)
    if as_one:
        met = met[met.as_one.map(lambda x: pd.isna(x) or bool(x)).astype(bool) & ~met.between]
    far = dict.fromkeys((int(s) for (s,) in store.rows(_HULLS_OF, {"ships": sorted(asked)})), 0)
    for n in range(1, hops + 1):
        edge = {s for s, h in far.items() if h == n - 1}
        around = set(met.other_vessel_id[met.vessel_id.isin(edge)]) | set(met.vessel_id[met.other_vessel_id.isin(edge)])
        far.update(dict.fromkeys((int(s) for s in around if s not in far), n))
    ships = store.frame(_WHO, {"ships": sorted(far)})
    ships.insert(6, "links", ships.vessel_id.map(far))
    return Contacts(
        ships.sort_values(["links", "vessel_id"], ignore_index=True),
        in_utc(_meetings(met, far, hops)),
    )


def _meetings(met: pd.DataFrame, far: dict[int, int], hops: int) -> pd.DataFrame:
    """Meetings with a ship fewer than ``hops`` meetings away, with the nearer of the two ships first."""
    rows = met[met.vessel_id.isin(list(far)) & met.other_vessel_id.isin(list(far))].copy()
    ours, theirs = rows.vessel_id.map(far), rows.other_vessel_id.map(far)
    turned = theirs < ours
    for one, other in (("vessel_id", "other_vessel_id"), ("ship_name", "other_name")):
        rows[one], rows[other] = rows[one].where(~turned, rows[other]), rows[other].where(~turned, rows[one])
    rows["links"] = ours.where(~turned, theirs) + 1
    rows["sure"] = [
        BETWEEN if between else SURE[None if pd.isna(x) else bool(x)]
        for x, between in zip(rows.as_one, rows.between, strict=True)
    ]
    columns = [
        "links",
        "vessel_id",
        "ship_name",
        "other_vessel_id",
        "other_name",
        "event",
        "start_time",
        "end_time",
        "duration_h",
        "sure",
    ]
    rows = rows[rows.links <= hops].sort_values(["links", "start_time", "event"], ignore_index=True)
    return rows[[*columns, "causes_hold", "lat", "lon"]]
