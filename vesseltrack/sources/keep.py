"""Judged rows go where they belong: fixes, particulars, stations, rejects, and a line in the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from vesseltrack.errors import UnreadableInput
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import PARTICULARS
from vesseltrack.store import Store

REJECTS_KEPT = 1000
"""Refused rows kept whole, a file and reason; the rest are counted."""

_ADVICE = {
    "no_time": "no message says when it was heard",
    "let_go": "its positions are older than what prune keeps",
    "other_message": "its messages bear neither positions nor particulars",
}
_FIX = "ship, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, status, class"
_PARTICULARS = Path(__file__).with_name("particulars.sql").read_text(encoding="utf-8")
_STATIONS = "SELECT DISTINCT ship AS station, kind, time, lat, lon FROM judged WHERE kind <> 'particulars'"


@dataclass(frozen=True)
class Loaded:
    """What became of one file: ``rows_read = rows_kept + rows_duplicate + rows_refused``.

    Attributes:
        name: its path, and its name in a zip after a ``!``.
        layout: the format it was read as.
        rows_read: messages found in it.
        rows_kept: positions, messages that bear only particulars, and messages of stations that are no ships.
        rows_duplicate: equal to a kept position.
        rows_refused: for a reason.
        reasons: how many for which.
        note: what a person should know: loaded before, changed since, why it was not loaded.
        already: these very bytes were loaded before.
        problem: why nothing of it was loaded, if so.
    """

    name: str
    layout: str = ""
    rows_read: int = 0
    rows_kept: int = 0
    rows_duplicate: int = 0
    rows_refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    note: str = ""
    already: bool = False
    problem: UnreadableInput | None = None


def gather_particulars(store: Store) -> None:
    """What the ships of a file said of themselves, as ``particulars_rows``; the judged rows then do without.

    The texts fill most of the memory, which the sort of the fixes needs.
    """
    store.execute(f"CREATE TEMP TABLE particulars_rows AS {_PARTICULARS}")
    store.execute("DROP VIEW judged_rows")
    for (column,) in store.rows("SELECT column_name FROM (DESCRIBE judged)"):
        if column in PARTICULARS:
            store.execute(f"ALTER TABLE judged DROP COLUMN {column}")


def keep(store: Store, source: Source, hashes: dict[str, str], layout: str) -> Loaded:
    """Move judged rows where they belong, and write the ledger's line."""
    file_id = store.one("SELECT coalesce(max(file_id), 0) + 1 FROM files")[0]
    _forget_empty(store, hashes["sha256"])
    changed = store.rows("SELECT 1 FROM files WHERE name = $name LIMIT 1", {"name": source.name})
    good, positions, particulars, first, last, refused = store.one(
        "SELECT count(*) FILTER (NOT refused), count(*) FILTER (NOT refused AND kind IS NULL),"
        " count(*) FILTER (kind = 'particulars'), min(time) FILTER (NOT refused AND kind IS NULL),"
        " max(time) FILTER (NOT refused AND kind IS NULL), (SELECT count(*) FROM refused_rows) FROM judged"
    )
    fixes = _keep_fixes(store, file_id, first, last) if positions else 0
    store.execute(f"INSERT INTO statics BY NAME SELECT *, {file_id} AS file_id FROM particulars_rows ORDER BY ALL")
    stations = store.one(
        f"INSERT INTO stations BY NAME SELECT *, {file_id} AS file_id FROM ({_STATIONS} EXCEPT"
        " SELECT station, kind, time, lat, lon FROM stations) ORDER BY station, time"
    )[0]
    store.execute(
        "INSERT INTO ids SELECT DISTINCT ship, aside FROM judged WHERE aside IS NOT NULL AND NOT refused"
        " AND ship NOT IN (SELECT ship FROM ids) ORDER BY ALL"
    )
    kept = fixes + particulars + stations
    loaded = Loaded(
        source.name, layout, good + refused, kept, good - kept, refused, _keep_rejects(store, file_id),
    )  # fmt: skip
    loaded = replace(loaded, note=_note(loaded, bool(changed)))
    row = hashes | {
        "file_id": file_id, "name": source.name, "bytes": source.path.stat().st_size, "layout": layout,
        "rows_read": loaded.rows_read, "rows_kept": kept, "rows_particulars": particulars, "rows_station": stations,
        "rows_duplicate": loaded.rows_duplicate, "rows_refused": refused, "first_time": first, "last_time": last,
        "loaded_at": datetime.now(UTC).replace(tzinfo=None, microsecond=0), "note": loaded.note or None,
    }  # fmt: skip
    store.execute(f"INSERT INTO files ({', '.join(row)}) VALUES ({', '.join('$' + k for k in row)})", row)
    return loaded


def forget_rows(store: Store) -> None:
    """Drop the temporary tables of one file."""
    store.execute("DROP VIEW IF EXISTS temp.judged_rows")
    for table in ("set_aside", "judged", "refused_rows", "particulars_rows"):
        store.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _note(entry: Loaded, changed: bool) -> str:
    """What a person should know of a file that was loaded."""
    notes = []
    if changed:
        notes.append("a file of this name was loaded before, with other contents: what both hold is kept once")
    if not entry.rows_kept and entry.rows_duplicate:
        notes.append("all that can be kept was there already")
    elif not entry.rows_kept:
        why = max(entry.reasons, key=lambda reason: entry.reasons[reason])
        notes.append(f"not one row can be kept: {_ADVICE.get(why, 'is the format right? See --format and --mapping')}")
    return "; ".join(notes)


def _forget_empty(store: Store, sha256: str) -> None:
    """A file of which nothing could be kept may be loaded again, rightly this time."""
    for (file_id,) in store.rows("SELECT file_id FROM files WHERE sha256 = $sha", {"sha": sha256}):
        for table in ("files", "rejects", "reject_counts"):
            store.execute(f"DELETE FROM {table} WHERE file_id = {file_id}")


def _keep_fixes(store: Store, file_id: int, first: datetime, last: datetime) -> int:
    """Sort the kept rows by ship and time, drop exact duplicates (in the file and against the store)."""
    span = {"first": first, "last": last}
    rows = f"SELECT DISTINCT {_FIX} FROM judged WHERE NOT refused AND kind IS NULL"
    overlaps = store.rows("SELECT 1 FROM files WHERE first_time <= $last AND last_time >= $first LIMIT 1", span)
    if overlaps:
        rows += f" EXCEPT SELECT {_FIX} FROM fixes WHERE time BETWEEN $first AND $last"
    insert = f"INSERT INTO fixes BY NAME SELECT *, {file_id} AS file_id FROM ({rows}) ORDER BY ship, time"
    return int(store.one(insert, span if overlaps else None)[0])


def _keep_rejects(store: Store, file_id: int) -> dict[str, int]:
    """The refused rows with their reasons, the first thousand of each; all of them counted."""
    store.execute(
        f"INSERT INTO reject_counts SELECT {file_id}, reason, count(*) FROM refused_rows GROUP BY reason ORDER BY reason"
    )
    store.execute(
        f"INSERT INTO rejects SELECT {file_id}, line, reason, left(raw, 2000) FROM refused_rows"
        f" QUALIFY row_number() OVER (PARTITION BY reason ORDER BY line) <= {REJECTS_KEPT} ORDER BY line"
    )
    return dict(store.rows(f"SELECT reason, rows FROM reject_counts WHERE file_id = {file_id} ORDER BY reason"))
