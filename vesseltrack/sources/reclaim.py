"""Ships whose MMSI looks like a station's: recognised by all messages kept under a number.

A row whose number alone suggests a station is kept with the stations. As soon as any message under that number, in this file or
another, shows that it is a ship's (``reclaimed.sql``), all its positions move to the fixes. So neither the order of files nor
the distribution of rows over them matters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vesseltrack.store import Store
from vesseltrack.store.constants import read_sql

_FOUND = read_sql(Path(__file__).with_name("reclaimed.sql"))
_FIX = "ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class"
_MOVES = (
    "FROM stations WHERE coalesce(by_number, station_type = station_by_number(station)) AND station IN (FROM"
    " temp.reclaimed_numbers)"
    " AND lat IS NOT NULL AND lon IS NOT NULL AND (lat <> 0 OR lon <> 0)"
)
_MOVED = (
    f"CREATE OR REPLACE TEMP TABLE reclaimed_rows AS SELECT station AS ssvid, * EXCLUDE (station, station_type, by_number)"
    f" {_MOVES}"
)
_NEW = (
    "CREATE OR REPLACE TEMP TABLE reclaimed_new AS SELECT *, (SELECT min(source_id) FROM also_received AS a"
    " WHERE a.ssvid = r.ssvid AND a.time = r.time) AS source_id FROM reclaimed_rows AS r WHERE NOT EXISTS ("
    "FROM fixes AS f WHERE f.ssvid = r.ssvid AND f.time = r.time AND ({same}))"
    " QUALIFY row_number() OVER (PARTITION BY {fix} ORDER BY file_id) = 1"
).format(
    same=" AND ".join(f"f.{c.strip()} IS NOT DISTINCT FROM r.{c.strip()}" for c in _FIX.split(",")[2:]),
    fix=_FIX,
)
_LEDGER = """
    UPDATE files SET rows_station = rows_station - moved, rows_kept = rows_kept - moved + kept,
        rows_duplicate = rows_duplicate + moved - kept,
        first_time = least(first_time, m.first), last_time = greatest(last_time, m.last)
    FROM (
        SELECT file_id AS id, count(*) AS moved, any_value(coalesce(kept, 0)) AS kept, min(time) AS first, max(time) AS last
        FROM reclaimed_rows LEFT JOIN (SELECT file_id, count(*) AS kept FROM reclaimed_new GROUP BY file_id) USING (file_id)
        GROUP BY file_id
    ) AS m WHERE file_id = id
"""


@dataclass(frozen=True)
class Reclaimed:
    """For one file: number of rows moved from the stations, number of these that became fixes, and their first and last time."""

    moved: int = 0
    kept: int = 0
    span: tuple[datetime, datetime] | None = None


def reclaim(store: Store, file_id: int) -> Reclaimed:
    """Move ships' positions from the stations to the fixes, and correct the ledger's lines of earlier files.

    Args:
        store: in a transaction.
        file_id: the file being loaded, which has no line in the ledger yet.
    """
    store.execute(f"CREATE OR REPLACE TEMP TABLE reclaimed_numbers AS {_FOUND}")
    if not store.one("SELECT count(*) FROM temp.reclaimed_numbers")[0]:
        return Reclaimed()
    store.execute(_MOVED)
    store.execute(_NEW)
    store.execute("INSERT INTO fixes BY NAME SELECT * FROM reclaimed_new ORDER BY ssvid, time")
    store.execute(f"DELETE {_MOVES}")
    store.execute(_LEDGER)
    here = "FROM {} WHERE file_id = $file"
    moved, first, last = store.one(
        f"SELECT count(*), min(time), max(time) {here.format('reclaimed_rows')}", {"file": file_id}
    )
    kept = store.one(f"SELECT count(*) {here.format('reclaimed_new')}", {"file": file_id})[0]
    return Reclaimed(moved, kept, (first, last) if moved else None)
