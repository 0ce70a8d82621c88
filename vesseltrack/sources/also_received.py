"""Who received a message besides the source that its fix bears: of equal messages one is kept, but all their sources.

What is known of sources is so the same in whatever order files come, and however their rows are split: of each ship at each
moment, the sources of its fixes and those in ``also_received`` together (see :mod:`vesseltrack.reception`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesseltrack.sources.named_sources import NamedSources
from vesseltrack.store import Store

if TYPE_CHECKING:
    from vesseltrack.sources.plain_run import PlainRun

_INSERT = """
    INSERT INTO also_received BY NAME
    SELECT DISTINCT ssvid, time, source_id, $file_id::INTEGER AS file_id FROM (ROWS) AS r
    WHERE NOT EXISTS (
        FROM fixes AS f WHERE f.ssvid = r.ssvid AND f.time = r.time AND f.source_id IS NOT DISTINCT FROM r.source_id
            AND f.time BETWEEN $first AND $last
    ) AND NOT EXISTS (
        FROM also_received AS a WHERE a.ssvid = r.ssvid AND a.time = r.time AND a.source_id IS NOT DISTINCT FROM r.source_id
    ) ORDER BY ssvid, time, source_id
"""
# what is taken for a station's may turn out to be a ship's; a station's row has no source
_MAY_BE = "reason IS NULL AND CASE WHEN kind IS NULL THEN NOT (FRESH) ELSE by_number AND source IS NOT NULL END"
_JUDGED = f"""
    SELECT ssvid, time, source_id FROM judged_rows LEFT JOIN sources USING (source)
    WHERE {_MAY_BE} AND (kind IS NULL OR source_id IS NOT NULL)
"""
_SPAN = f"SELECT min(time), max(time) FROM judged_rows WHERE {_MAY_BE}"


def keep_also(store: Store, rows: str, file_id: int, first: datetime, last: datetime) -> None:
    """Keep the sources of some messages, as far as they are not known.

    Args:
        store: the store.
        rows: a SELECT of ``ssvid, time, source_id`` (null: the file names none).
        file_id: the file they are of.
        first: their first time.
        last: their last time.
    """
    store.execute(_INSERT.replace("ROWS", rows), {"file_id": file_id, "first": first, "last": last})


def keep_judged(store: Store, named: NamedSources, file_id: int, fresh: str) -> None:
    """Keep the sources of ``judged_rows`` that may be other than their fixes'; ``fresh``: SQL of the rows that are new."""
    if not named.any_known:
        return
    first, last = store.one(_SPAN.replace("FRESH", fresh))
    if first is not None:
        keep_also(store, _JUDGED.replace("FRESH", fresh), file_id, first, last)


def unlike_the_row_before(
    run: PlainRun, which: NDArray[np.bool_], numbers: NDArray[np.int32] | None
) -> pa.Table | None:
    """``ssvid, time, source_id`` of those rows of a run that differ from the row before in one of them; ``None`` for none."""
    at = np.flatnonzero(which)
    source = run.source_of(at, numbers)
    beside = np.maximum(at - 1, 0)
    same = (at > 0) & (run.ship[at] == run.ship[beside]) & (run.rows.time[at] == run.rows.time[beside])
    new = ~(same & (source == run.source_of(beside, numbers)))
    if not new.any():
        return None
    at, source = at[new], source[new]
    time = pa.array(run.rows.time[at]).cast(pa.timestamp("us"))
    return pa.table({"ssvid": run.ship[at], "time": time, "source_id": pa.array(source, mask=source == 0)})
