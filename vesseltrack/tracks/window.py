"""Which of the positions kept are searched: all of them, or those since a day.

A night need not look at all that was ever heard. What ended before its window is in the record already (``alert_states``),
and is neither searched again nor withdrawn. What goes on is seen: each ship's last position before the window is looked at
too, so that a silence begins where it began, however long ago, and is judged by what was heard around it then
(``judged_gaps``). Lists, particulars and identities are small, and always looked at whole.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from vesseltrack.store import Store

_BEFORE = """
    CREATE OR REPLACE TEMP TABLE last_before AS
    SELECT fixes.* FROM fixes JOIN (SELECT ship, max(time) AS time FROM fixes WHERE time < $since GROUP BY ship)
        USING (ship, time)
"""
_WINDOW = """
    CREATE OR REPLACE TEMP VIEW searched_fixes AS
    FROM fixes WHERE time >= TIMESTAMP '{since}' UNION ALL BY NAME FROM last_before
"""


def looking_since(settings: Any, since: datetime | None) -> Any:
    """The same rules, which search only since then, unless they say themselves since when."""
    if since is None or settings.tracks.since is not None:
        return settings
    return settings.model_copy(update={"tracks": settings.tracks.model_copy(update={"since": since})})


def open_window(store: Store, since: datetime | None) -> None:
    """Let the steps see the positions since then, and the last one of each ship before; all if ``None``."""
    if since is None:
        store.execute("CREATE OR REPLACE TEMP VIEW searched_fixes AS FROM fixes")
        return
    store.execute(_BEFORE, {"since": since})
    store.execute(_WINDOW.format(since=since.isoformat(" ")))
