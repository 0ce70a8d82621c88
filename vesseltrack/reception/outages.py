"""Outages: losses of reception or displaced positions that affect many ships at once, each recorded with place and time.

- ``feed``: an hour or more in which almost no ship was received anywhere.
- ``receivers``: regions with ships known or presumed, in which almost none was received for an hour or more; or ships lost
  together where no other ship was received.
- ``source``: ships lost together at one instant, while others there are still received: one of several sources failed. Where
  files name their sources, which one it was (see :mod:`.source_outages`).
- ``fleet``: ships lost together, while others there are still received, whose common flag and type, or less sudden loss, shows
  that they switched off themselves: not an outage and not mitigating, but recorded as one event.
- ``jamming``: positions of many ships in one sea jump together (see ``tracks/segments.py``): satellite navigation was disturbed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.geo import EARTH_RADIUS_KM, Floats
from vesseltrack.reception.clusters import clusters, overlapping
from vesseltrack.reception.cohorts import Cohort, cohorts
from vesseltrack.reception.reach import without_reach
from vesseltrack.reception.source_outages import SourceOutage, heard_by_another, source_outages
from vesseltrack.schema import TABLES
from vesseltrack.store import Store

REGION_DEG = 0.3
REGION_KM = 25.0
"""From the middle of a region to its farthest corner, about."""
GOES_ON_H = 24.0
"""A region's outage goes on until the next reception, if that is at most so many hours after the last hour found down."""
BACK_TOGETHER = pd.Timedelta(hours=1)
"""A cohort of a source that came back within this of a region's receivers was lost with them."""
JAM_APART_H, JAM_APART_DEG = 3.0, 1.0
"""Jumps so near to one another are one jamming."""

_SHOWN = """
    SELECT count(DISTINCT vessel_id) FROM ship_reception WHERE epoch_hour >= $first_hour AND epoch_hour < $end_hour
"""
_OF_FLEETS = """
    SELECT region_y, region_x, epoch_hour, count(DISTINCT vessel_id) AS fleet_ships,
        sum((1e6 * (expected_slots + expected_assumed_slots))::BIGINT) / 1e6 AS fleet_expected
    FROM ship_reception JOIN _fleets USING (vessel_id) WHERE epoch_hour BETWEEN _fleets.first_hour
        AND _fleets.last_hour GROUP BY ALL
"""
_ALIVE = (
    "SELECT epoch_hour FROM hourly_reception GROUP BY epoch_hour HAVING sum(received_slots) > $outage_rate *"
    " sum(expected_slots + expected_assumed_slots)"
)
_FEED = f"""
    SELECT epoch_hour + 1 AS first_hour, lead(epoch_hour) OVER (ORDER BY epoch_hour) AS end_hour FROM ({_ALIVE})
    QUALIFY end_hour > first_hour ORDER BY epoch_hour
"""
_DOWN = f"""
    WITH counted AS (
        -- a fleet that goes dark is no evidence of an outage
        SELECT region_y, region_x, epoch_hour, received_slots, ships - coalesce(fleet_ships, 0) AS ships,
            expected_slots + expected_assumed_slots - coalesce(fleet_expected, 0) AS awaited
        FROM hourly_reception LEFT JOIN ({_OF_FLEETS}) USING (region_y, region_x, epoch_hour)
    )
    SELECT region_y, region_x, epoch_hour, ships FROM counted
    WHERE ships >= $outage_ships AND received_slots <= $outage_rate * awaited AND awaited >= 3 * ships
        AND epoch_hour IN ({_ALIVE})
    ORDER BY epoch_hour, region_y, region_x
"""
_AGAIN = (
    "SELECT region_y, region_x, epoch_hour FROM hourly_reception WHERE received_slots > 0 ORDER BY region_y, region_x,"
    " epoch_hour"
)
_JAMMED = """
    SELECT vessel_id, epoch(start_time) / 3600 AS first_hour, epoch(end_time) / 3600 AS last_hour, from_lat AS lat, from_lon
        AS lon
    FROM noise_segments WHERE noise_type = 'jammed' AND from_lat IS NOT NULL ORDER BY start_time, vessel_id
"""


_WORDS = {
    "feed": "the whole feed was down",
    "receivers": "receivers were down: {ships} ships were lost together",
    "source": "one source of several failed: {ships} ships were lost together",
    "fleet": "{ships} ships fell silent together",
    "jamming": "satellite navigation was jammed: {ships} ships were displaced together",
}


def _row(
    kind: str,
    first_hour: float,
    end_hour: float,
    ships: int,
    places: tuple[Floats, Floats] | None = None,
) -> dict[str, Any]:
    """One row of ``outages``.

    ``places``: latitudes and longitudes of the middles of its regions, of the starts of its gaps, or of the places that jammed
    ships jumped from; ``None`` for the whole feed.
    """
    start, end = (pd.Timestamp(round(h * 3600), unit="s") for h in (first_hour, end_hour))
    row: dict[str, Any] = {"outage_type": kind, "start_time": start, "end_time": end, "ships": ships, "lat": None, "lon": None,
        "radius_km": None, "regions": [], "region_start_times": [], "region_end_times": [], "events": []}  # fmt: skip
    name = f"{kind}-{start:%Y%m%dT%H%M%SZ}"
    if places is not None:
        lat, lon = float(places[0].mean()), float(places[1].mean())
        far = np.hypot(places[0] - lat, (places[1] - lon) * np.cos(np.radians(lat))).max()
        km = float(np.radians(far)) * EARTH_RADIUS_KM + REGION_KM
        row |= {"lat": round(lat, 3), "lon": round(lon, 3), "radius_km": round(km, 1)}
        name += f"-{lat:+.1f}{lon:+.1f}"
    return {"outage": name, **row, "text": f"{_WORDS[kind].format(ships=ships)} from {start:%Y-%m-%d %H:%M}"}


def _places(some: pd.DataFrame) -> tuple[Floats, Floats]:
    """Its columns ``lat, lon`` as arrays."""
    return some["lat"].to_numpy(float), some["lon"].to_numpy(float)


def _together(cohort: Cohort) -> dict[str, Any]:
    """A cohort as one row, with the number of other ships received there meanwhile."""
    some = cohort.silences
    kind = "fleet" if cohort.fleet is not None else "source" if cohort.others else "receivers"
    start_s, until_s = some["start_s"].to_numpy(float), some["until_s"].to_numpy(float)
    start, ships = float(start_s.min()) / 3600, len(np.unique(some["vessel_id"].to_numpy()))
    last = min(float(until_s.max()) / 3600, float(start_s.max()) / 3600 + GOES_ON_H)
    row = _row(kind, start, last, ships, _places(some))
    if not cohort.lost:
        row["text"] = row["text"].replace("lost together from", "found again together, lost from")
    meanwhile = f", while {cohort.others} others were heard there" if cohort.others else ""
    common = f", {cohort.fleet}" if cohort.fleet else ""
    events = sorted({*some["event"], *cohort.found_with["event"]})
    return row | {"events": events, "text": row["text"] + common + meanwhile}


def _named(outage: SourceOutage) -> dict[str, Any]:
    """An outage of a named source as one row."""
    hours = outage.start_s / 3600, outage.end_s / 3600
    row = _row("source", *hours, outage.ships, _places(outage.silences))
    called = outage.source or "of files that name none"
    text = row["text"].replace("one source of several failed", f"one source of several, {called}, failed")
    meanwhile = f", while {outage.others} others were heard from other sources" if outage.others else ""
    return row | {"events": sorted(outage.silences.event), "text": text + meanwhile}


def _is_of_source(cohort: Cohort, named: list[dict[str, Any]]) -> bool:
    """Whether most gaps of a cohort are explained by a named source's outage: it is recorded there."""
    return any(2 * cohort.silences.event.isin(row["events"]).sum() > len(cohort.silences) for row in named)


def _not_heard_by_another(store: Store, groups: list[Cohort], least: int) -> Iterator[Cohort]:
    """The cohorts without ships that another source hears, as far as ``least`` ships are left; a fleet stays as it is."""
    named = bool(store.one("SELECT count(*) FROM ship_sources")[0])
    for cohort in groups:
        events = sorted({*cohort.silences.event, *cohort.found_with.event}) if named and cohort.fleet is None else []
        heard = heard_by_another(store, events) if events else set()
        if not heard:
            yield cohort
            continue
        some, late = (rows[~rows.event.isin(heard)] for rows in (cohort.silences, cohort.found_with))
        if some.vessel_id.nunique() >= least:
            yield replace(cohort, silences=some, found_with=late)


def _folded(down: dict[str, Any], named: list[dict[str, Any]]) -> bool:
    """Whether regions were down while a named source was, near its ships: their hours go into its row."""
    for row in named:
        near = (
            np.hypot(row["lat"] - down["lat"], row["lon"] - down["lon"]) * 111 <= row["radius_km"] + down["radius_km"]
        )
        begun = down["start_time"] >= row["start_time"] - BACK_TOGETHER
        if near and begun and down["end_time"] <= row["end_time"] + BACK_TOGETHER:
            for column in ("regions", "region_start_times", "region_end_times"):
                row[column] = [*row[column], *down[column]]
            return True
    return False


def _receivers(store: Store, rules: Any, end: float, fleets: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Receiver outages: single regions, then adjacent regions that failed or came back together, as one.

    Each region keeps its own hours: none is taken to have been down while only its neighbour was.
    """
    with store.registered("_fleets", fleets):
        down = store.frame(_DOWN, {"outage_ships": rules.outage_ships, "outage_rate": rules.outage_rate})
    if down.empty:
        return
    again = {k: g.epoch_hour.to_numpy() for k, g in store.frame(_AGAIN).groupby(["region_y", "region_x"])}
    runs = list(_runs(down))
    spans = pd.DataFrame([_span(*run, again, end) for run in runs], columns=["region_y", "region_x", "start", "end"])
    spans["region"] = spans.region_y * 10000 + spans.region_x
    label = overlapping(spans[["region_y", "region_x"]].to_numpy(float), *spans[["start", "end"]].to_numpy(float).T)
    for _, some in spans.groupby(label, sort=True):
        each = some.sort_values(["region", "start"])
        places = some.drop_duplicates("region")[["region_y", "region_x"]].add(0.5).mul(REGION_DEG).sub(180)
        ships = int(pd.concat([runs[n][1] for n in some.index]).groupby("epoch_hour").ships.sum().max())
        row = _row(
            "receivers", some.start.min(), some.end.max(), ships, _places(places.set_axis(["lat", "lon"], axis=1))
        )
        yield row | {
            "regions": each.region.astype(int).tolist(),
            "region_start_times": [pd.Timestamp(round(h * 3600), unit="s") for h in each.start],
            "region_end_times": [pd.Timestamp(round(h * 3600), unit="s") for h in each.end],
        }


def _runs(down: pd.DataFrame) -> Iterator[tuple[tuple[int, int], pd.DataFrame]]:
    """The runs of consecutive hours in which a region was down: key of the region, rows of ``down``."""
    for (y, x), some in down.sort_values("epoch_hour").groupby(["region_y", "region_x"]):
        key = int(str(y)), int(str(x))
        yield from ((key, run) for _, run in some.groupby((some.epoch_hour.diff() > 1).cumsum()))


def _span(key: tuple[int, int], run: pd.DataFrame, again: dict[Any, Any], end: float) -> tuple[float, ...]:
    """One region's outage: its key, start, end (the next reception, if soon; epoch hours)."""
    last = int(run.epoch_hour.max()) + 1
    heard = again.get(key, np.array([]))
    heard = heard[heard >= last]
    until = float(heard[0]) if len(heard) else end
    return *key, float(run.epoch_hour.min()), until if until - last <= GOES_ON_H else float(last)


def _jamming(store: Store, rules: Any) -> Iterator[dict[str, Any]]:
    jumps = store.frame(_JAMMED)
    scaled = np.column_stack([jumps.first_hour / JAM_APART_H, jumps.lat / JAM_APART_DEG, jumps.lon / JAM_APART_DEG])
    for _, some in jumps.groupby(clusters(scaled), sort=True):
        ships = int(some.vessel_id.nunique())
        if ships >= rules.outage_ships:  # too few ships are no jamming of their own
            yield _row("jamming", some.first_hour.min(), some.last_hour.max(), ships, _places(some))


def _among(row: dict[str, Any], down: list[dict[str, Any]]) -> bool:
    """Whether a cohort is part of a regional outage: it overlaps one in time and lies within its radius.

    A cohort of type ``receivers`` is part of it as it stands. One of type ``source``, whose ships came back as the regions did,
    gives its silences to the outage, which explains them as the cohort did.
    """
    for d in down if row["outage_type"] in ("receivers", "source") else ():
        near = np.hypot(d["lat"] - row["lat"], d["lon"] - row["lon"]) * 111 <= d["radius_km"]
        if not near or d["start_time"] > row["end_time"] or d["end_time"] < row["start_time"]:
            continue
        if row["outage_type"] == "receivers":
            return True
        if abs(d["end_time"] - row["end_time"]) <= BACK_TOGETHER and d["start_time"] <= row["start_time"]:
            d["events"] = sorted({*d["events"], *row["events"]})
            return True
    return False


def _make(store: Store, rules: Any) -> pd.DataFrame:
    columns = TABLES["outages"].names
    first, last = store.one("SELECT first_time, last_time FROM searched")
    if last is None:
        return pd.DataFrame(columns=columns)
    end = pd.Timestamp(last).timestamp() / 3600
    feed = [(int(a), int(b)) for a, b in store.rows(_FEED, {"outage_rate": rules.outage_rate})]
    # one ship alone shows no outage
    shown = [(a, b) for a, b in feed if store.one(_SHOWN, {"first_hour": a, "end_hour": b})[0] > 1]
    named = [_named(outage) for outage in source_outages(store, rules.outage_ships, end * 3600)]
    groups = [c for c in cohorts(store, rules.outage_ships) if not _is_of_source(c, named)]
    groups = list(_not_heard_by_another(store, groups, rules.outage_ships))
    groups, reach = without_reach(store, groups, ceil(end), _together)
    dark = [c.silences[["vessel_id", "start_s", "until_s"]].to_numpy(float) for c in groups if c.fleet is not None]
    spans = np.concatenate([np.empty((0, 3)), *dark]) // np.array([1, 3600, 3600])
    fleets = pd.DataFrame(spans.astype(np.int64), columns=["vessel_id", "first_hour", "last_hour"])
    found = [_row("feed", float(a), float(b), 0) for a, b in shown]
    down = [row for row in _receivers(store, rules, end, fleets) if not _folded(row, named)]
    found += [
        *named,
        *reach,
        *(row for row in map(_together, groups) if not _among(row, down)),
        *down,
        *_jamming(store, rules),
    ]
    found = [row for row in found if row["end_time"] > first]  # before the window only a few ships are looked at
    return pd.DataFrame(found, columns=columns).sort_values(["start_time", "outage"], ignore_index=True)


OUTAGES = Step(
    writes="outages",
    declared=(
        "searched",
        "source_hours",
        "source_waters",
        "ship_sources",
        "hourly_reception",
        "ship_reception",
        "ship_cell_hours",
        "gap_candidates",
        "candidate_tracks",
        "track_steps",
        "ships",
        "noise_segments",
    ),
    finds="what silenced or displaced many ships at once: the feed, receivers, a source, jamming; and fleets that went dark",
    section="reception",
    make=_make,
)
