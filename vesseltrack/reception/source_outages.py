"""Outages of one named source: nothing came from it for hours, others delivered meanwhile, and its ships were lost with it.

Only where files name sources; those that name none are one source together. A ship is a source's if in
the hours before all its messages came from it. The ships of a source that failed must have been lost with it: if another source
heard them as well, its failure silenced nobody, and explains nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from vesseltrack.store import Store

BEFORE_H = 6
"""A ship is a source's if all its messages in so many hours before came from it."""
LOST_SHARE = 0.7
"""Of the ships of a source that failed, at least this share was received from nobody meanwhile."""
UNUSUAL = 3
"""A source that is usually silent for hours, as between passes of a satellite, is down if it is silent so many times as long."""
LOOKED_H = 12
"""Whether they were received is looked at for so many hours: later they may sail to where another source hears them."""
KNOWN_H = 12
"""Hours in which a source delivered, to know what is usual."""

_HOURS = """
    SELECT source, epoch_hour, count(DISTINCT ssvid) AS ships, epoch(min(first_time)) AS first_s, epoch(max(last_time)) AS last_s
    FROM source_hours GROUP BY ALL ORDER BY source, epoch_hour
"""
_SHIPS = f"""
    WITH beside AS (
        SELECT ssvid, source, epoch(first_time) <= $start_s AS before, epoch(last_time) > $start_s AS meanwhile FROM source_hours
        WHERE epoch(last_time) >= $start_s - {BEFORE_H} * 3600
            AND epoch(first_time) < least($end_s, $start_s + {LOOKED_H} * 3600)
    )
    SELECT ssvid, bool_or(meanwhile) AS was_heard FROM beside GROUP BY ssvid
    HAVING bool_or(before) AND bool_and(source = $source) FILTER (before) ORDER BY ssvid
"""
_LOST = """
    SELECT event, vessel_id, start_lat AS lat, start_lon AS lon FROM gap_candidates JOIN ships USING (vessel_id)
    WHERE list_contains($numbers, ssvid) AND epoch(start_time) < $end_s AND epoch(until_time) > $start_s ORDER BY event
"""

ITS_SHARE = 0.5
"""A source hears a ship if it received it in at least this share of the hours in which it could have; it listens likewise."""
_LISTENED = """
    WITH hours AS (
        SELECT DISTINCT event, vessel_id, epoch_us(time) // 3600000000 AS epoch_hour, square_of(cell_of(lat), water_cells()) AS y,
            square_of(cell_of(lon), water_cells()) AS x
        FROM candidate_tracks WHERE is_likeliest_track(candidate) AND list_contains($events, event)
    )
    SELECT event, s.source, count(w.source) / count(*) AS listened FROM hours JOIN ship_sources AS s USING (vessel_id)
    LEFT JOIN source_waters AS w ON w.y = hours.y AND w.x = hours.x AND w.epoch_hour = hours.epoch_hour AND w.source = s.source
    WHERE s.received_hours > 0 AND s.share >= $share GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True)
class SourceOutage:
    """A time in which one source delivered nothing.

    Attributes:
        source: what files call it; empty: those that name none.
        start_s: its last message before, seconds since 1970.
        end_s: its first one after, or the end of the search.
        ships: number of its ships that were lost.
        silences: their gaps: ``event, vessel_id, lat, lon``.
        others: number of ships heard from other sources meanwhile.
    """

    source: str
    start_s: float
    end_s: float
    ships: int
    silences: pd.DataFrame
    others: int


def source_outages(store: Store, least: int, end_s: float) -> list[SourceOutage]:
    """The outages of named sources with at least ``least`` ships lost; none where files name no sources.

    Args:
        store: the store.
        least: number of ships.
        end_s: end of the search, seconds since 1970.
    """
    hours, found = store.frame(_HOURS), []
    for name, some in hours.groupby("source", sort=True):
        for start, end in _silent(some, least, end_s):
            outage = _lost(store, str(name), start, end, hours)
            if outage is not None and outage.ships >= least and len(outage.silences):
                found.append(outage)
    return found


def _silent(some: pd.DataFrame, least: int, end_s: float) -> Iterator[tuple[float, float]]:
    """Times without any message of a source, much longer than usual; also one that lasts to the end of the search."""
    if len(some) < KNOWN_H or some.ships.median() < least:
        return
    last_s, next_s = some.last_s.to_numpy(float), [*some.first_s.to_numpy(float)[1:], end_s]
    pauses = pd.Series([b - a for a, b in zip(last_s, next_s, strict=True)])
    usual = float(pauses.iloc[:-1].quantile(0.9))
    for n in pauses.index[pauses >= max(3600.0, UNUSUAL * usual)]:
        yield float(last_s[n]), float(next_s[n])


def _lost(store: Store, name: str, start: float, end: float, hours: pd.DataFrame) -> SourceOutage | None:
    """The outage, if other sources delivered in most of its hours and its ships were lost with it."""
    within = (hours.epoch_hour > start // 3600) & (hours.epoch_hour < end // 3600) & (hours.source != name)
    whole = end // 3600 - start // 3600 - 1
    if 2 * hours.epoch_hour[within].nunique() < whole:
        return None  # the whole feed was down
    span: dict[str, Any] = {"start_s": start, "end_s": end}
    ships = store.frame(_SHIPS, span | {"source": name})
    lost = ships.ssvid[~ships.was_heard]
    if len(lost) < LOST_SHARE * len(ships) or not len(lost):
        return None
    silences = store.frame(_LOST, span | {"numbers": [int(n) for n in lost]})
    others = int(hours.ships[within].max()) if within.any() else 0
    return SourceOutage(name, start, end, len(lost), silences, others)


def heard_by_another(store: Store, events: list[str]) -> set[str]:
    """Of gaps that begin together, those of ships that another source hears than the one whose failure explains them.

    Another: one that hears the ship, and went on receiving others along its likeliest track in most of its hours, and that does
    not hear most of the other ships lost with it. Their failure did not silence it then. None where files name one source.
    """
    listened = store.frame(_LISTENED, {"events": events, "share": ITS_SHARE})
    known = listened.groupby("event").source.agg(set)
    found = set()
    for event, source in listened.loc[listened.listened >= ITS_SHARE, ["event", "source"]].itertuples(index=False):
        others = [source in known.get(other, ()) for other in events if other != event]
        if 2 * sum(others) < len(others):
            found.add(event)
    return found
