"""Which of the positions kept are searched: all of them, or, where asked for, those since a day.

All is the truth: the same rows give the same alerts. A window (``--look-back``, ``tracks.since``) trades some of it for time,
and is said. What ended before it stands in the record (``alert_states``) as it was found, is neither searched again nor
withdrawn; what happens in it is judged by less: reception, harbours and habits are learnt from its days alone. What goes on
is seen: each ship's last position before the window is looked at too, so that a silence begins where it began, however long
ago, and is judged by what was heard around it then (``assessed_gaps``). Numbers under which several hulls were heard are looked
at whole, lest the hulls change names. Lists, particulars and identities are small, and always looked at whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, time, timedelta

import duckdb
import pandas as pd

from vesseltrack.store import Store
from vesseltrack.store.connection import SEARCH_ALL

IN_SIGHT = timedelta(hours=12)
"""What is heard so long before a thing is needed to judge it (``gaps.sql`` says the same)."""

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
        UNION ALL SELECT min(time) FROM stations WHERE file_id > $last
        UNION ALL SELECT min(coalesce(first_time, TIMESTAMP '2000-01-01')) FROM statics WHERE file_id > $last)
"""


def window_sql(since: datetime | None, late: bool = True, segments: bool = True) -> list[str]:
    """The statements that let a connection see what is searched: the positions since then, and the last of each ship before.

    Args:
        since: where the window begins; all is seen if ``None``.
        late: whether the store has a table ``late_fixes``: what it sets aside is no last position.
        segments: whether it has a table ``segments``: numbers with several hulls are looked at whole.
    """
    if since is None:
        return [SEARCH_ALL]
    said = {"since": since.isoformat(" "), "on_time": _NOT_LATE if late else ""}
    return [s.format(**said) for s in (_BEFORE, *([_JUMPING] if segments else []), _WINDOW)]


@contextmanager
def searching(store: Store, since: datetime | None) -> Iterator[None]:
    """Let the steps in this block see only the positions since then, and the last one of each ship before; all if ``None``.

    After it the connection sees all again: what the last search covered stands in the table ``searched``, nowhere else.
    """
    names = store.names()
    for statement in window_sql(since, "late_fixes" in names, "segments" in names):
        store.execute(statement)
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # in a transaction that failed, which undoes the window as well
            for statement in (SEARCH_ALL, "DROP TABLE IF EXISTS temp.fixes_before"):
                store.execute(statement)


def searched_last(store: Store) -> tuple[datetime | None, int]:
    """Since when the last detect searched, and the last file that had been loaded then; ``(None, 0)`` before the first."""
    if "searched" not in store.names():
        return None, 0
    last = store.frame("FROM searched").iloc[0]  # one of an earlier version says neither
    since, files = last.get("since"), last.get("files")
    return None if pd.isna(since) else since.to_pydatetime(), 0 if pd.isna(files) else int(files)


def not_searched_yet(store: Store) -> datetime | None:
    """Where a search must begin to see all that came in since the last one; ``None`` if nothing did."""
    recorded = store.one("SELECT coalesce(max(files), 0) FROM nights")[0]  # a search by hand records nothing
    first = store.one(_NEW, {"last": recorded})[0]
    return first and datetime.combine(first.date(), time()) - IN_SIGHT
