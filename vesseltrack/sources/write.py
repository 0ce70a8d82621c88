"""Writes validated rows into their tables: fixes, static data, stations, rejects, and a line in the ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from vesseltrack.schema import TABLES
from vesseltrack.sources.also_received import keep_judged
from vesseltrack.sources.doubts import not_read
from vesseltrack.sources.keep_plain import EQUAL_FIX, FIX, PlainRuns, keep_particulars
from vesseltrack.sources.named_sources import NamedSources
from vesseltrack.sources.outcome import Loaded, Taken, note_of
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reclaim import reclaim
from vesseltrack.store import Params, Store

if TYPE_CHECKING:
    from vesseltrack.sources.plain_run import PlainRun

REJECTS_KEPT = 1000
"""Refused rows stored per file and reason; further ones are only counted."""

_NEXT = """
    -- the number of a file that was taken back is given to no other once a night was recorded with it
    SELECT greatest(coalesce((SELECT max(file_id) FROM files), 0), coalesce((SELECT max(files) FROM nights), 0)) + 1
"""
_SENT = Path(__file__).with_name("sent.sql").read_text(encoding="utf-8")
_REFUSED = Path(__file__).with_name("refused.sql").read_text(encoding="utf-8")
_OF_NUMBER = "sog_kn", "cog_deg", "heading_deg", "rot_deg_min", "nav_status", "ais_class"
"""Columns also kept of a station that is recognised by its number alone, as it may turn out to be a ship (``reclaim.py``)."""
_STATION = "station, station_type, time, lat, lon, by_number, " + ", ".join(_OF_NUMBER)
_STATIONS = (
    "SELECT DISTINCT ssvid AS station, kind AS station_type, time, lat, lon, by_number, "
    + ", ".join(f"CASE WHEN by_number THEN {name} END AS {name}" for name in _OF_NUMBER)
    + " FROM judged_rows WHERE kind <> 'particulars'"
)
_NAMES = """
    SELECT source FROM judged_rows WHERE source IS NOT NULL AND reason IS NULL AND (kind IS NULL OR by_number) GROUP BY source
    ORDER BY min(row), source
"""
_WITH_SOURCES = f"""
    -- of messages that differ in nothing but their source, the first in the file stands for all (the others: also_received)
    WITH positions AS (
        SELECT {FIX}, alone, source, row FROM judged_rows WHERE reason IS NULL AND kind IS NULL
    ), chosen AS (
        SELECT {FIX}, source FROM positions WHERE FRESH
        UNION ALL
        SELECT {FIX}, arg_min_null(source, row) FROM positions AS r
        WHERE NOT (FRESH) AND NOT EXISTS ({EQUAL_FIX} AND WITHIN) GROUP BY {FIX}
    )
    SELECT {FIX}, source_id FROM chosen LEFT JOIN sources USING (source)
"""
_IDS = (
    "INSERT INTO ids SELECT DISTINCT ssvid, text_id FROM judged_rows WHERE text_id IS NOT NULL AND reason IS NULL"
    " AND ssvid NOT IN (SELECT ssvid FROM ids) ORDER BY ALL"
)
_COLUMN = (
    "INSERT INTO file_columns VALUES"
    " ($file_id, $position, $header, $field, $read_as, $looks_like, $values_unread, $example, $doubt)"
)
_SAME = " AND ".join(
    f"had.{c} IS NOT DISTINCT FROM gathered.{c}"
    for c in TABLES["statics"].names
    if c not in ("first_time", "last_time", "messages", "minutes", "file_id")
)
_GATHERED = f"""
    WITH gathered AS (
        SELECT * REPLACE (min(first_time) AS first_time, max(last_time) AS last_time, sum(messages)::BIGINT AS messages,
            bit_or(minutes) AS minutes, $layout || ': ' || form AS form)
        FROM particulars_rows GROUP BY ALL
    ), had AS (
        SELECT * FROM statics
        WHERE hour IS NULL OR hour BETWEEN (SELECT min(hour) FROM gathered) AND (SELECT max(hour) FROM gathered)
    )
    -- what a file before has already is not kept again
    FROM gathered ANTI JOIN had ON {_SAME} AND (gathered.hour IS NULL OR (had.minutes & gathered.minutes = gathered.minutes
        AND had.first_time <= gathered.first_time AND had.last_time >= gathered.last_time))
"""


class Writing:
    """Writes the rows of one file into the store, run by run, within a transaction.

    Args:
        store: the store.
        source: the file.
    """

    def __init__(self, store: Store, source: Source) -> None:
        self.store, self.source = store, source
        self.file_id = store.one(_NEXT)[0]

    def __enter__(self) -> Writing:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.plain.end()

    def begin(self) -> None:
        """Reset all counts, and create the temporary tables."""
        self.good = self.particulars = self.fixes = self.stations = 0
        self.spans: list[tuple[datetime, datetime]] = []
        self.heard: list[tuple[datetime, datetime]] = []
        self.doubtful = False
        self.dated: list[tuple[datetime | None, datetime | None]] = []
        self.others = self.store.rows("SELECT first_time, last_time FROM files WHERE first_time IS NOT NULL")
        self.named = NamedSources(self.store)
        self.plain = PlainRuns(self.store, self.file_id, self.others, self.named)
        self.store.execute(
            "CREATE OR REPLACE TEMP TABLE particulars_rows AS SELECT * EXCLUDE file_id FROM statics LIMIT 0"
        )
        self.store.execute(
            "CREATE OR REPLACE TEMP TABLE refused_judged (row BIGINT, line BIGINT, reason VARCHAR, raw VARCHAR)"
        )

    def forget(self) -> None:
        """Roll back what was written, and begin again."""
        self.plain.end()
        self.store.restart_transaction()
        self.begin()

    def keep_run(self) -> None:
        """Write the rows of ``judged_rows``; static data and refused rows are collected until the whole file is read."""
        refused, good, positions, particulars, named, first, last, heard_from, heard_until, doubtful = self.store.one(
            "SELECT count(reason), count(*) - count(reason), count(*) FILTER (reason IS NULL AND kind IS NULL),"
            " count(*) FILTER (kind = 'particulars'), count(text_id) FILTER (reason IS NULL),"
            " min(time) FILTER (reason IS NULL AND kind IS NULL), max(time) FILTER (reason IS NULL AND kind IS NULL),"
            " min(time) FILTER (reason IS NULL), max(time) FILTER (reason IS NULL),"
            " count(*) FILTER (ssvid NOT BETWEEN 201000000 AND 775999999 AND ssvid BETWEEN 1 AND 999999999)"
            " FROM judged_rows"
        )
        self.good, self.particulars = self.good + good, self.particulars + particulars
        if heard_from is not None:
            self.heard.append((heard_from, heard_until))
        self.named.learn([name for (name,) in self.store.rows(_NAMES)])
        fresh = "true"
        if positions:
            kept, fresh = self._keep_fixes(first, last)
            self.fixes += kept
        if good > positions + particulars:
            self.stations += self._keep(
                f"{_STATIONS} EXCEPT SELECT {_STATION} FROM stations", "stations", "station, time"
            )
        keep_judged(self.store, self.named, self.file_id, fresh)
        self.doubtful |= bool(doubtful)
        if named:
            self.store.execute(_IDS)
        if refused:
            self._keep_refused()
        keep_particulars(self.store, f"({_SENT})")

    def keep_plain(self, run: PlainRun) -> None:
        """Write a run of plain rows."""
        self.good += len(run)
        self.heard.append(run.span())
        self.spans.append(run.span())
        self.fixes += self.plain.keep(run)

    def _keep_refused(self) -> None:
        """Collect the refused rows, and the times of those that may be accepted later (in the future, or pruned)."""
        self.store.execute(
            "INSERT INTO refused_judged SELECT row, line, reason, raw FROM judged_rows WHERE reason IS NOT NULL"
        )
        self.dated.append(
            self.store.one(
                "SELECT min(time) FILTER (reason = 'in_future'), max(time) FILTER (reason = 'pruned') FROM judged_rows"
            )
        )

    def _keep_fixes(self, first: datetime, last: datetime) -> tuple[int, str]:
        """Write a run's fixes by ship and time, without exact duplicates of each other or of stored ones.

        Returns:
            how many, and the SQL of the rows of which no like can be there.
        """
        both = [(max(a, first), min(b, last)) for a, b in self.others + self.spans if a <= last and b >= first]
        within = "false"
        if both:
            within = f"time BETWEEN TIMESTAMP '{min(a for a, _ in both)}' AND TIMESTAMP '{max(b for _, b in both)}'"
        fresh = f"alone AND NOT ({within})"
        rows = f"SELECT {FIX} FROM judged_rows WHERE reason IS NULL AND kind IS NULL"
        known = f"SELECT {FIX} FROM fixes SEMI JOIN judged_rows USING (ssvid, time) WHERE {within}"
        rows = f"{rows} AND {fresh} UNION ALL ({rows} AND NOT ({fresh}) EXCEPT {known})"
        if self.named.numbers:
            rows = _WITH_SOURCES.replace("FRESH", fresh).replace("WITHIN", within)
        self.spans.append((first, last))
        return self._keep(rows, "fixes", "ssvid, time"), fresh

    def _keep(self, rows: str, table: str, order: str, params: Params | None = None) -> int:
        """Insert the rows of a SELECT, with ``file_id`` added, in an order. Returns how many."""
        insert = f"INSERT INTO {table} BY NAME SELECT *, {self.file_id} AS file_id FROM ({rows}) ORDER BY {order}"
        return int(self.store.one(insert, params)[0])

    def _reclaim(self) -> None:
        """Move positions of ships whose numbers look like stations' to the fixes; see :mod:`.reclaim`."""
        found = reclaim(self.store, self.file_id)
        self.stations, self.fixes = self.stations - found.moved, self.fixes + found.kept
        self.spans += [found.span] if found.span else []

    def close(self, hashes: dict[str, str | None], layout: str, taken: Taken) -> Loaded:
        """After the whole file is read: write static data, refused rows and the ledger's line.

        Args:
            hashes: ``sha256`` and ``packed_sha256`` of the file, and ``mapping`` if it was read with one.
            layout: the format it was read as.
            taken: refused lines, line counts and notes.
        """
        store, source = self.store, self.source
        self.plain.close()
        _forget_empty(store, str(hashes["sha256"]))
        store.execute("UPDATE files SET load_again = NULL WHERE sha256 = $sha", {"sha": hashes["sha256"]})
        before = store.rows(
            "SELECT sha256 = $sha256, coalesce(rows_particulars, 0) FROM files"
            " WHERE file_id < $file_id AND (name = $name OR sha256 = $sha256)",
            {"name": source.name, "sha256": hashes["sha256"], "file_id": self.file_id},
        )
        there = sum(rows for same, rows in before if same)  # particulars of a file that is loaded again
        self.particulars = max(self.particulars - there, 0)
        self._keep(_GATHERED, "statics", "ALL", {"layout": layout})
        if self.doubtful:
            self._reclaim()
        passed = pa.table({"line": pa.array([*taken.passed, *taken.refused["line"].to_pylist()], pa.int64())})
        with store.registered("set_aside", taken.refused), store.registered("passed", passed):
            store.execute(f"CREATE OR REPLACE TEMP TABLE refused_rows AS {_REFUSED}")
        refused = store.one("SELECT count(*) FROM refused_rows")[0]
        kept = self.fixes + self.particulars + self.stations
        loaded = Loaded(
            source.name, layout, self.good + refused, kept, self.good - kept, refused, taken.aside,
            _keep_rejects(store, self.file_id),
        )  # fmt: skip
        columns = source.seen.get("columns", [])
        doubts = [*source.seen.get("doubts", ()), *taken.notes, *self.named.in_sentences()]
        note = note_of(loaded, {same for same, _ in before}, doubts)
        loaded = replace(loaded, note=note, not_read=not_read(columns))
        for column in columns:
            store.execute(_COLUMN, column | {"file_id": self.file_id})
        self._enter(loaded, hashes, taken.lines)
        for table in ("particulars_rows", "refused_judged", "refused_rows"):
            store.execute(f"DROP TABLE temp.{table}")
        return loaded

    def _enter(self, loaded: Loaded, hashes: dict[str, str | None], lines: int | None) -> None:
        """Write the ledger's line."""
        row = hashes | {
            "file_id": self.file_id, "name": loaded.name, "bytes": self.source.path.stat().st_size, "layout": loaded.layout,
            "rows_read": loaded.rows_read, "rows_kept": loaded.rows_kept, "rows_particulars": self.particulars,
            "rows_station": self.stations, "rows_duplicate": loaded.rows_duplicate, "rows_refused": loaded.rows_refused,
            "lines": lines, "lines_aside": loaded.lines_aside,
            "first_time": min((a for a, _ in self.spans), default=None),
            "last_time": max((b for _, b in self.spans), default=None),
            "heard_from": min((a for a, _ in self.heard), default=None),
            "heard_until": max((b for _, b in self.heard), default=None),
            "first_in_future": min((a for a, _ in self.dated if a), default=None),
            "last_pruned": max((b for _, b in self.dated if b), default=None),
            "loaded_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0), "note": loaded.note or None,
        }  # fmt: skip
        self.store.execute(f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('$' + k for k in row)})", row)


def _forget_empty(store: Store, sha256: str) -> None:
    """Remove earlier ledger entries of this file of which nothing was kept, so that it can be loaded again."""
    for (file_id,) in store.rows("SELECT file_id FROM files WHERE sha256 = $sha AND rows_kept = 0", {"sha": sha256}):
        for table in ("files", "file_columns", "rejects", "reject_counts"):
            store.execute(f"DELETE FROM {table} WHERE file_id = {file_id}")


def _keep_rejects(store: Store, file_id: int) -> dict[str, int]:
    """Store the first ``REJECTS_KEPT`` refused rows of each reason. Returns the counts of all by reason."""
    store.execute(
        f"INSERT INTO reject_counts SELECT {file_id}, reason, count(*) FROM refused_rows GROUP BY reason ORDER BY reason"
    )
    store.execute(
        f"INSERT INTO rejects SELECT {file_id}, line, reason, left(raw, 2000) FROM refused_rows"
        f" QUALIFY row_number() OVER (PARTITION BY reason ORDER BY line) <= {REJECTS_KEPT} ORDER BY line"
    )
    return dict(store.rows(f"SELECT reason, rows FROM reject_counts WHERE file_id = {file_id} ORDER BY reason"))
