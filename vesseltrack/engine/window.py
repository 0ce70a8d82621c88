"""The search window: all positions are searched by default, or those since a given day.

A full search is the reference: the same rows give the same alerts. A window (``--look-back``, ``tracks.since``) saves time at
some cost in accuracy, and the output says so. Events that ended before it stay recorded (``alert_states``); they are neither
searched again nor withdrawn. Events in it are assessed with less data: reception, harbours and habits are learnt from its days
only. Each ship's last position before the window is included, so that a gap starts where it started, however long ago, with the
assessment made at that time (``assessed_gaps``). Numbers shared by several hulls are always searched whole, so that the hulls
keep their keys, and so are lists, particulars and identities, which are small.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta

import duckdb
import pandas as pd

from vesseltrack.store import Store
from vesseltrack.store.connection import SEARCH_ALL

LOOKED_BACK = timedelta(hours=12)
"""Messages up to so long before an event are needed to assess it; ``around_h`` of ``gaps.sql`` is the same (tested)."""

_BEFORE = """
CREATE OR REPLACE TEMP TABLE fixes_before AS
SELECT fixes.* FROM fixes JOIN (SELECT ssvid, max(time) AS time FROM fixes WHERE time < TIMESTAMP '{since}'{on_time}
    GROUP BY ssvid)
    USING (ssvid, time)
"""
_NOT_LATE = " AND (ssvid, time, lat, lon) NOT IN (SELECT (ssvid, time, lat, lon) FROM late_fixes WHERE set_aside)"
_JUMPING = """
INSERT INTO fixes_before
SELECT * FROM fixes WHERE time < TIMESTAMP '{since}' AND ssvid IN (SELECT ssvid FROM segments)
    AND (ssvid, time) NOT IN (SELECT ssvid, time FROM fixes_before)
"""
_WINDOW = """
CREATE OR REPLACE TEMP VIEW searched_fixes AS
FROM fixes WHERE time >= TIMESTAMP '{since}' UNION ALL BY NAME FROM fixes_before
"""
_NEW = """
    -- however few: what came late, or bears a wrong date, may cost a search of many years, never a message
    SELECT min(time) FROM (
        SELECT min(time) AS time FROM fixes WHERE file_id > $last
        UNION ALL SELECT min(time) FROM also_received WHERE file_id > $last
        UNION ALL SELECT min(time) FROM stations WHERE file_id > $last
        UNION ALL SELECT min(coalesce(first_time, TIMESTAMP '2000-01-01')) FROM statics WHERE file_id > $last)
"""


def window_sql(since: datetime | None, late: bool = True, segments: bool = True) -> list[str]:
    """SQL statements that define the views of what is searched: positions since a time, and each ship's last one before it.

    Args:
        since: start of the window; ``None`` for everything.
        late: whether the store has a table ``late_fixes``, whose copies that are set aside do not count as last positions.
        segments: whether it has a table ``segments``, by which numbers shared by several hulls are known.
    """
    if since is None:
        return [SEARCH_ALL]
    values = {"since": since.isoformat(" "), "on_time": _NOT_LATE if late else ""}
    return [s.format(**values) for s in (_BEFORE, *([_JUMPING] if segments else []), _WINDOW)]


@contextmanager
def searching(store: Store, since: datetime | None) -> Iterator[None]:
    """Context manager: steps in the block see only positions since then and each ship's last one before; all if ``None``.

    Afterwards the connection sees everything again. The window of the last search is recorded in the table ``searched`` only.
    """
    names = store.names()
    for statement in window_sql(since, "late_fixes" in names, "segments" in names):
        store.execute(statement)
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # if the transaction failed, its rollback removes the window as well
            for statement in (SEARCH_ALL, "DROP TABLE IF EXISTS temp.fixes_before"):
                store.execute(statement)


def searched_last(store: Store) -> tuple[datetime | None, int]:
    """Start of the last search's window, and number of the last file loaded before it; ``(None, 0)`` if there was none."""
    if "searched" not in store.names():
        return None, 0
    last = store.frame("FROM searched").iloc[0]  # tables of earlier versions lack both columns
    since, files = last.get("since"), last.get("files")
    return None if pd.isna(since) else since.to_pydatetime(), 0 if pd.isna(files) else int(files)


def not_searched_yet(store: Store) -> datetime | None:
    """Start of a window that covers everything loaded since the last recorded search; ``None`` if nothing was loaded.

    That is ``LOOKED_BACK`` before the day of the earliest message, station report or static data loaded since.
    """
    recorded = store.one("SELECT coalesce(max(files), 0) FROM nights")[0]  # a plain detect records no night
    first = store.one(_NEW, {"last": recorded})[0]
    return first and datetime.combine(first.date(), time()) - LOOKED_BACK
