"""Ships lost together where they are received at times only: reception reached less far again, and no source failed.

On a night of ducting, ships far out are received for hours. When it ends, or satellites have passed, they are all lost at
once. That looks as if one of several sources had failed, but nobody beside the lost goes on being received, and at other times
ships there are mostly not received either. So it is a fact of the water and not of the ships: it explains the hours of a silence
in the regions where they were lost, until somebody is received there again, and no others. A ship that sailed back to where
ships are received, and was not, is not excused by those that stayed out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from vesseltrack.reception.cohorts import Cohort
from vesseltrack.store import Store

SOON_H = 3
"""Who goes on being received beside them is looked at for so many hours."""
BESIDE_SHARE = 0.5
"""A source failed if at least this share of the ships lost had another beside them that went on being received."""
USUAL_SHARE = 0.75
"""At a place ships are received at times only, if it is in less than this share of the hours in which any are presumed there."""
BEFORE_H = 12
"""Hours before the loss that are left out of what is usual at the place."""

_REACHED = f"""
    WITH members AS (
        SELECT cohort, event, epoch_hour(start_time) AS epoch_hour, cell_of(start_lat) AS y, cell_of(start_lon) AS x,
            max(epoch_hour(until_time)) OVER (PARTITION BY cohort) AS last_hour
        FROM _lost JOIN gap_candidates USING (event)
    ), spots AS (
        SELECT cohort, event, cell_of(lat) AS y, cell_of(lon) AS x, epoch_hour(w.time) AS epoch_hour
        FROM candidate_tracks AS w JOIN members AS m USING (event) WHERE is_likeliest_track(candidate)
            AND epoch_hour(w.time) BETWEEN m.epoch_hour + 1 AND m.epoch_hour + {SOON_H}
    ), around AS (
        -- within some 20 km, as of cohorts
        SELECT *, y + dy AS cell_y, x + dx AS cell_x
        FROM spots, (SELECT unnest(range(-2, 3)) AS dy), (SELECT unnest(range(-2, 3)) AS dx)
    ), beside AS (
        SELECT cohort, count(DISTINCT event) AS beside FROM around JOIN ship_cell_hours AS h USING (cell_y, cell_x, epoch_hour)
        WHERE h.received_slots > 0 AND (cohort, h.vessel_id) NOT IN (SELECT (cohort, vessel_id) FROM _lost) GROUP BY cohort
    ), regions AS (
        SELECT *, square_of(y, region_cells()) + dy AS region_y,
            (square_of(x, region_cells()) + dx + 3600 // region_cells()) % (3600 // region_cells()) AS region_x
        FROM members, (SELECT unnest(range(-1, 2)) AS dy), (SELECT unnest(range(-1, 2)) AS dx)
    ), there AS (
        SELECT cohort, event, r.epoch_hour, sum(r.received_slots) > 0 AS received
        FROM regions AS m JOIN hourly_reception AS r USING (region_y, region_x)
        WHERE r.epoch_hour < m.epoch_hour - {BEFORE_H} OR r.epoch_hour > m.last_hour GROUP BY ALL
    ), usual AS (
        SELECT cohort, count_if(received) / count(*) AS usual_share FROM there GROUP BY cohort
    ), at_times AS (
        -- one lost where ships are usually received is not beyond them
        SELECT event FROM there GROUP BY event HAVING count_if(received) < {USUAL_SHARE} * count(*)
    ), again AS (
        SELECT m.cohort, m.region_y, m.region_x, m.start_hour, coalesce(min(r.epoch_hour), $end_hour) AS end_hour
        FROM (
            SELECT cohort, region_y, region_x, max(epoch_hour) + 1 AS start_hour
            FROM regions SEMI JOIN at_times USING (event) GROUP BY ALL
        ) AS m
        LEFT JOIN hourly_reception AS r ON r.region_y = m.region_y AND r.region_x = m.region_x
            AND r.epoch_hour >= m.start_hour AND r.received_slots > 0
        GROUP BY ALL HAVING end_hour > m.start_hour
    )
    SELECT again.*, end_hour < $end_hour AS is_again FROM again JOIN usual USING (cohort) LEFT JOIN beside USING (cohort)
        JOIN (SELECT cohort, count(*) AS ships FROM members GROUP BY cohort) USING (cohort)
    WHERE usual_share < {USUAL_SHARE} AND coalesce(beside, 0) < {BESIDE_SHARE} * ships
    ORDER BY cohort, region_y, region_x
"""


def without_reach(
    store: Store, groups: list[Cohort], end_hour: int, as_row: Callable[[Cohort], dict[str, Any]]
) -> tuple[list[Cohort], list[dict[str, Any]]]:
    """The cohorts without those lost as reception reached less far again; and a row of ``outages`` for each of these.

    Their rows name no silences: they explain what lies in their regions, from the loss until a ship is received there again, or
    the search ends (``end_hour``).
    """
    asked = [n for n, cohort in enumerate(groups) if cohort.fleet is None and cohort.lost]
    if not asked:
        return groups, []
    lost = pd.concat([groups[n].silences[["event", "vessel_id"]].assign(cohort=n) for n in asked])
    with store.registered("_lost", lost):
        found = store.frame(_REACHED, {"end_hour": end_hour})
    reach = {int(str(n)): _row(as_row(groups[int(str(n))]), some) for n, some in found.groupby("cohort")}
    return [cohort for n, cohort in enumerate(groups) if n not in reach], list(reach.values())


def _row(row: dict[str, Any], regions: pd.DataFrame) -> dict[str, Any]:
    """The row of a cohort, as one of regions."""
    since, until = (
        [pd.Timestamp(int(h) * 3600, unit="s") for h in regions[name]] for name in ("start_hour", "end_hour")
    )
    said = f"reception reached less far again: {row['ships']} ships were lost together, where ships are received at times only"
    return row | {
        "outage": f"receivers-{row['outage'].partition('-')[2]}",
        "outage_type": "receivers",
        "end_time": max([h for h, again in zip(until, regions.is_again, strict=True) if again] or until),
        "text": f"{said}, from {row['start_time']:%Y-%m-%d %H:%M}",
        "events": [],
        "regions": (regions.region_y * 10000 + regions.region_x).astype(int).tolist(),
        "region_start_times": since,
        "region_end_times": until,
    }
