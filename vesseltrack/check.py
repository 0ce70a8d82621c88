"""Checks a store: whether it is intact, what is wrong, and from which files it can be rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from vesseltrack import zones
from vesseltrack.alerts.restore import lacked
from vesseltrack.errors import StoreDamaged, VesseltrackError
from vesseltrack.schema import OF_FILES, TABLES
from vesseltrack.sharing import sources_named
from vesseltrack.store import Store, require_store
from vesseltrack.store.copies import COPIED, copy_of, lagging, read_copy, set_aside

Bar = Callable[[Iterable[str]], Iterable[str]]
_LEDGER = """
    WITH counted AS (
        SELECT file_id, name, rows_read, rows_kept, rows_duplicate, rows_refused, rows_station,
            rows_kept - rows_particulars - rows_station AS positions,
            (SELECT count(*) FROM fixes WHERE fixes.file_id = files.file_id) AS fixes,
            (SELECT coalesce(sum(rows), 0)::BIGINT FROM pruned WHERE pruned.file_id = files.file_id) AS pruned,
            (SELECT count(*) FROM stations WHERE stations.file_id = files.file_id) AS stations,
            (SELECT coalesce(sum(rows), 0)::BIGINT FROM reject_counts WHERE reject_counts.file_id = files.file_id) AS refused,
            -- an earlier version did not count by file what it pruned
            EXISTS (FROM prunings WHERE pruned_before IS NULL AND loaded_at <= pruned_at
                AND first_time < refused_before) AS uncounted
        FROM files
    )
    SELECT name || ' (id ' || file_id || '): ' || concat_ws('; ',
        CASE WHEN rows_read <> rows_kept + rows_duplicate + rows_refused THEN 'rows read are not kept + duplicates + refused' END,
        CASE WHEN positions <> fixes + pruned AND NOT (uncounted AND fixes < positions)
            THEN format('{:,} positions here and {:,} pruned, of {:,} kept', fixes, pruned, positions) END,
        CASE WHEN rows_station <> stations THEN format('{:,} messages of stations, of {:,}', stations, rows_station) END,
        CASE WHEN rows_refused <> refused THEN format('{:,} refused rows, of {:,}', refused, rows_refused) END) AS wrong
    FROM counted WHERE NOT ends_with(wrong, ': ') ORDER BY file_id
"""
_ORPHANS = """
    SELECT count(*) FROM {} WHERE file_id NOT IN (SELECT file_id FROM files)
"""
_LISTS = """
    SELECT list FROM lists WHERE ships > 0 AND list NOT IN (SELECT list FROM listings)
    UNION SELECT list FROM listings WHERE list NOT IN (SELECT list FROM lists) ORDER BY list
"""
_ORDER = "SELECT count(*), count(DISTINCT nth), coalesce(max(nth), 0) FROM {}"


@dataclass(frozen=True)
class Finding:
    """The result of one check.

    Attributes:
        part: ``blocks``, ``ledger``, ``files``, ``zones``, ``lists``, ``record``, ``beside`` or ``search``.
        state: ``ok``, ``note`` (to know), ``wrong``, or ``damaged`` (it cannot be read).
        says: the finding in words, and how to repair it.
    """

    part: str
    state: str
    says: str


def check_store(path: Path, progress: Bar = lambda names: names) -> list[Finding]:
    """Check everything in a store. Nothing is changed.

    Raises:
        StoreUnavailable: there is no store, it is not a vesseltrack store, or another program has it open.
    """
    require_store(path)
    try:
        with Store(path, read_only=True) as store:
            names = [n for n in store.names() if n in TABLES]
    except StoreDamaged as e:
        return [Finding("blocks", "damaged", f"{e.problem}\n{_way_back(path, None, e.log)}"), *_beside(path, None)]
    unreadable = list(_unreadable(path, progress(names)))
    if unreadable:
        ledger = _names(path)
        return [*unreadable, Finding("blocks", "damaged", _way_back(path, ledger, False)), *_beside(path, None)]
    with Store(path, read_only=True) as store:
        return [Finding("blocks", "ok", f"all of {len(names)} tables can be read"), *_findings(store, path, progress)]


def _findings(store: Store, path: Path, progress: Bar) -> Iterator[Finding]:
    yield from _ledger(store)
    yield from _files(store, progress)
    yield from _reference(store)
    yield from _record(store)
    yield from _beside(path, store)
    yield from _search(store)


def _unreadable(path: Path, names: Iterable[str]) -> Iterator[Finding]:
    """Read every value of each table. After a fatal error DuckDB refuses further queries, so a new connection is opened."""
    store: Store | None = None
    for name in names:
        try:
            store = store or Store(path, read_only=True)
            store.one(f'SELECT bit_xor(hash(t)) FROM "{name}" AS t')
        except (VesseltrackError, duckdb.Error) as e:
            problem = e.problem if isinstance(e, VesseltrackError) else str(e).splitlines()[0]
            yield Finding("blocks", "damaged", f"the table {name} cannot be read: {problem}")
            if store is not None:
                store.close()
            store = None
    if store is not None:
        store.close()


def _names(path: Path) -> list[str] | None:
    """Names of the files a damaged store was loaded from, if its ledger can be read."""
    try:
        with Store(path, read_only=True) as store:
            return [name for (name,) in store.rows("SELECT name FROM files ORDER BY file_id")]
    except (VesseltrackError, duckdb.Error):
        return None


def _way_back(path: Path, ledger: list[str] | None, log: bool) -> str:
    """Advice on a damaged store."""
    lines = ["The way back:"]
    if log:
        lines.append(
            f"  try it without its last changes: mv {path}.wal {path}.wal.damaged; vesseltrack check --db {path}"
        )
    lines.append(f"  mv {path} {path}.damaged")
    if ledger is None:
        lines.append(f"  vesseltrack load FILES --db {path}    (which they were cannot be read)")
    else:
        here = [name for name in ledger if Path(name.partition("!")[0]).is_file()]
        lines.append(
            f"  vesseltrack load FILES --db {path}    ({len(ledger)} files, {len(here)} of which lie where they lay:)"
        )
        lines += [f"    {name}" for name in ledger]
    lines.append(
        f"  vesseltrack check --restore --db {path}    (verdicts and alert history; lists and zones of your own: load them)"
    )
    return "\n".join(lines)


def _ledger(store: Store) -> Iterator[Finding]:
    wrong = [finding for (finding,) in store.rows(_LEDGER)]
    for table in (t for t in OF_FILES if t not in ("files", "pruned")):
        if orphans := store.one(_ORPHANS.format(table))[0]:
            wrong.append(f"{orphans:,} rows of {table} are of no file of the ledger")
    files, rows = store.one("SELECT count(*), coalesce(sum(rows_kept), 0)::BIGINT FROM files")
    if wrong:
        advice = "the way back: vesseltrack files remove FILE, and load it again"
        yield Finding("ledger", "wrong", "\n".join([*wrong, advice]))
    else:
        yield Finding("ledger", "ok", f"{files:,} files, {rows:,} rows kept: all are here or were pruned")
    if again := [name for (name,) in store.rows("SELECT name FROM files WHERE load_again ORDER BY file_id")]:
        yield Finding(
            "ledger", "note", "\n".join(["some rows of these are not here; they can be loaded again:", *again])
        )


def _files(store: Store, progress: Bar) -> Iterator[Finding]:
    """Whether the loaded files still exist at their paths, unchanged."""
    known = store.rows("SELECT name, packed_sha256 FROM files ORDER BY file_id")
    shas = iter([sha for _, sha in known])
    lost = [f"{name}: {why}" for name in progress([name for name, _ in known]) if (why := _lost(name, next(shas)))]
    same = len(known) - len(lost)
    yield Finding(
        "files", "ok" if not lost else "note", f"{same:,} of {len(known):,} files lie where they lay, as they were"
    )
    if lost:
        yield Finding("files", "note", "\n".join(["what came of these cannot be loaded again from there:", *lost]))


def _lost(name: str, packed_sha256: str) -> str:
    try:
        found = sources_named(name)
        if any(s.packed_sha256() == packed_sha256 for s in found):
            return ""
        return "it holds something else now" if found else "it is not in it any more"
    except VesseltrackError as e:
        return e.problem
    except OSError as e:
        return str(e.strerror)


def _reference(store: Store) -> Iterator[Finding]:
    have = store.one("SELECT count(*) FROM zones")[0]
    lacking = zones.lacking(store) if have else []
    if lacking:
        yield Finding("zones", "wrong", f"{len(lacking)} of those we ship are lacking; the next detect adds them")
    else:
        yield Finding("zones", "ok", f"{have:,} zones" if have else "none yet: the next detect adds them")
    wrong = [name for (name,) in store.rows(_LISTS)]
    lists = store.one("SELECT count(DISTINCT list) FROM lists")[0]
    if wrong:
        yield Finding("lists", "wrong", f"not whole: {', '.join(wrong)}; load them again")
    else:
        yield Finding("lists", "ok", f"{lists:,} lists" if lists else "none yet: the next detect adds ours")


def _record(store: Store) -> Iterator[Finding]:
    """Whether the rows of the record are numbered 1, 2, 3 ... without gaps or duplicates."""
    for table, what in (("verdicts", "verdicts"), ("alert_states", "steps of alert history")):
        rows, distinct, last = store.one(_ORDER.format(table))
        if rows == distinct == last:
            yield Finding("record", "ok", f"{rows:,} {what}")
        else:
            yield Finding("record", "wrong", f"{rows:,} {what}, numbered up to {last:,}: some are lost, or stand twice")


def _beside(path: Path, store: Store | None) -> Iterator[Finding]:
    """The copies of verdicts and history beside a store, and which of their rows the store lacks."""
    for table, what in COPIED.items():
        copy = copy_of(path, table)
        for file in [*set_aside(path, table), copy]:
            if not file.exists():
                continue
            lines = read_copy(file, table)
            lacks = len(lines) if store is None else len(lacked(store, table, lines))
            if lacks:
                verb = "holds" if store is None else "holds, and the store lacks,"
                yield Finding(
                    "beside",
                    "note",
                    f"{file} {verb} {lacks:,} lines of {what}: vesseltrack check --restore --db {path}",
                )
            elif file == copy and store is not None and (behind := lagging(store.con, path, table)):
                yield Finding("beside", "note", f"{file} lacks the last {behind:,} lines; the next change adds them")
            elif file == copy:
                yield Finding("beside", "ok", f"{file} holds all {what} of the store")
        if store is not None and not copy.exists() and (behind := lagging(store.con, path, table)):
            yield Finding("beside", "note", f"{copy} is not there; the next change writes its {behind:,} lines")


def _search(store: Store) -> Iterator[Finding]:
    for why, at in store.rows("SELECT why, changed_at FROM stale ORDER BY changed_at"):
        yield Finding(
            "search", "note", f"{why} ({at:%Y-%m-%d %H:%M}): the alerts are older than that: run vesseltrack detect"
        )
