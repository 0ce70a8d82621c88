"""Writes plain rows, which compiled code has read and sorted, into the store: fixes and static data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from vesseltrack.sources.also_received import keep_also, unlike_the_row_before
from vesseltrack.sources.named_sources import NamedSources
from vesseltrack.sources.plain_rows import ASKED, DUPLICATE
from vesseltrack.sources.reader import FIELDS, PARTICULARS
from vesseltrack.store import Store
from vesseltrack.store.connection import ArrowSource

if TYPE_CHECKING:
    from vesseltrack.sources.plain_run import PlainRun

MOST_SENT = 500_000
"""Rows of hourly static data from plain rows that are collected before they are written."""

FIX = "ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class"
"""Columns of a position that are kept."""

_PARTICULARS = Path(__file__).with_name("particulars.sql").read_text(encoding="utf-8")
EQUAL_FIX = "FROM fixes AS f WHERE f.ssvid = r.ssvid AND f.time = r.time" + "".join(
    f" AND f.{c.strip()} IS NOT DISTINCT FROM r.{c.strip()}" for c in FIX.split(",")[2:]
)
"""The SQL of the positions in the store that equal one of a table ``r``."""
_NEW_AMONG = (
    f"SELECT min(row) FROM asked_rows AS r WHERE NOT EXISTS ({EQUAL_FIX} AND f.time BETWEEN $first AND $last)"
    f" GROUP BY {FIX}"
)
_EACH_ONCE = """
    -- what a ship says in the same words is understood once: in the place of the hour stands which of all it is
    INSERT INTO particulars_rows BY NAME
    WITH once AS MATERIALIZED (
        SELECT ssvid, said, row_number() OVER () AS hour FROM (SELECT DISTINCT ssvid, said FROM plain_sent)
    ), understood AS (UNDERSTOOD)
    SELECT understood.* REPLACE (make_timestamp(sent.hour * 3600000000) AS hour, sent.messages AS messages,
        sent.minutes AS minutes, sent.first_time AS first_time, sent.last_time AS last_time)
    FROM plain_sent AS sent JOIN once USING (ssvid, said)
    JOIN understood ON understood.ssvid = once.ssvid AND epoch_us(understood.hour) = once.hour * 3600000000
"""
_SAID = (
    "(SELECT ssvid, hour, 0::BIGINT AS messages, 0::BIGINT AS minutes, NULL::TIMESTAMP AS first_time,"
    " NULL::TIMESTAMP AS last_time, plain_said.* EXCLUDE (said){absent}, '{fields}' AS fields"
    " FROM once JOIN plain_said USING (said))"
)


def keep_particulars(store: Store, sent: str) -> None:
    """Add static data to ``particulars_rows``, given the SQL of the data sent in each hour."""
    store.execute(f"INSERT INTO particulars_rows BY NAME {_PARTICULARS.replace('FROM SENT_ROWS', f'FROM {sent}')}")


class PlainRuns:
    """Writes the plain rows of one file into the store, run by run.

    Args:
        store: the store.
        file_id: number of the file.
        others: time spans in which other files have messages.
        named: numbers of the sources it names.
    """

    def __init__(
        self, store: Store, file_id: int, others: Sequence[tuple[datetime, datetime]], named: NamedSources
    ) -> None:
        self.store, self.file_id, self.others, self.named = store, file_id, others, named
        self.sent: list[pa.Table] = []
        self.said: pa.Table | None = None
        self.registered: dict[str, ArrowSource] = {}
        self.opened = ExitStack()

    def keep(self, run: PlainRun) -> int:
        """Write a run; returns the number of new fixes."""
        first, last = run.span()
        keep = run.likeness != DUPLICATE
        asked = keep & (
            (run.likeness == ASKED) | run.within([(a, b) for a, b in self.others if a <= last and b >= first])
        )
        if asked.any():
            keep[asked] = False
            keep[self._new_among(run, asked)] = True
        self.sent.append(run.sent())
        self.said = run.meaning.said
        sources = run.meaning.sources
        numbers = None if sources is None else self.named.of(sources)
        also = unlike_the_row_before(run, ~keep, numbers) if self.named.any_known and not keep.all() else None
        with self._lent("plain_rows", run.positions(keep, numbers)):
            insert = f"INSERT INTO fixes BY NAME SELECT *, {self.file_id} AS file_id FROM plain_rows"
            kept = int(self.store.one(insert)[0])
        if also is not None:
            with self._lent("also_rows", also):
                keep_also(self.store, "FROM also_rows", self.file_id, first, last)
        if sum(t.num_rows for t in self.sent) >= MOST_SENT:
            self._keep_sent()
        return kept

    def _keep_sent(self) -> None:
        """Write the static data collected so far."""
        if not self.sent:
            return
        sent, self.sent = pa.concat_tables(self.sent), []
        there = [f for f in PARTICULARS if self.said is not None and f in self.said.column_names]
        if self.said is None or not there:
            return
        absent = "".join(f", NULL::{FIELDS[f]} AS {f}" for f in PARTICULARS if f not in there)
        rows = f"FROM {_SAID.format(absent=absent, fields=' '.join(there))}"
        said = self.said.append_column("said", pa.array(np.arange(self.said.num_rows)))
        with self._lent("plain_sent", sent), self._lent("plain_said", said):
            self.store.execute(_EACH_ONCE.replace("UNDERSTOOD", _PARTICULARS.replace("FROM SENT_ROWS", rows)))

    def _new_among(self, run: PlainRun, asked: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Indices of those of some rows that the store does not have; of equal rows only the first."""
        rows = run.positions(asked).append_column("row", pa.array(np.flatnonzero(asked)))
        first, last = run.span(asked)
        with self._lent("asked_rows", rows):
            found = self.store.rows(_NEW_AMONG, {"first": first, "last": last})
        return np.array([row for (row,) in found], np.int64)

    @contextmanager
    def _lent(self, name: str, table: pa.Table) -> Iterator[None]:
        """Context manager: SQL can read a table of a run, always with the same columns; see :class:`ArrowSource`."""
        registered = self.registered.setdefault(name, ArrowSource())
        if not registered.table.column_names:
            registered.table = table
            self.opened.enter_context(self.store.registered(name, registered))
        registered.table = table
        try:
            yield
        finally:
            registered.table = table.schema.empty_table()

    def close(self) -> None:
        """Write what is left, after the last run."""
        self._keep_sent()

    def end(self) -> None:
        """Unregister all tables."""
        self.opened.close()
