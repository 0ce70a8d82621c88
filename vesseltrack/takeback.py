"""Taking a file back: the store becomes what it would be if it had never been loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from vesseltrack.alerts.prune import let_go
from vesseltrack.errors import VesseltrackError, WrongUse
from vesseltrack.schema import KEPT, LOADED
from vesseltrack.sources.finding import reader_named, recognise
from vesseltrack.sources.keep import Keeping
from vesseltrack.sources.load import judge_all
from vesseltrack.sources.packing import Source, sources_of
from vesseltrack.sources.reader import Reader
from vesseltrack.store import Store

OF_FILES = tuple(t.name for t in LOADED + KEPT if "file_id" in t.names)
"""Tables whose rows say of which file they are."""
LEAST_HASH = 6
_FIND = """
    SELECT file_id, name, sha256, layout FROM files
    WHERE {} ORDER BY file_id
"""
_SHARING = """
    -- rows that two files have are kept once, as the first one's: a later file of the same time may have had some of them too
    WITH taken AS (
        SELECT min(since) - INTERVAL 1 MINUTE AS since, max(until) + INTERVAL 1 MINUTE AS until, bool_or(undated) AS undated
        FROM (
            SELECT min(time) AS since, max(time) AS until, false AS undated FROM fixes WHERE list_contains($ids, file_id)
            UNION ALL SELECT min(time), max(time), false FROM stations WHERE list_contains($ids, file_id)
            UNION ALL SELECT min(time), max(time), false FROM evidence WHERE list_contains($ids, file_id)
            UNION ALL SELECT min(first_time), max(last_time), coalesce(bool_or(hour IS NULL), false)
                FROM statics WHERE list_contains($ids, file_id)
            UNION ALL SELECT min(first_time), max(last_time), false FROM files WHERE list_contains($ids, file_id))
    )
    SELECT file_id, name, layout, packed_sha256, loaded_at,
        (SELECT count(*) FROM fixes WHERE fixes.file_id = files.file_id) AS positions
    FROM files, taken
    WHERE file_id > list_min($ids) AND NOT list_contains($ids, file_id) AND (first_time IS NULL
        OR (first_time <= taken.until AND last_time >= taken.since) OR (taken.undated AND rows_particulars > 0))
    ORDER BY file_id
"""
_IDS = """
    CREATE OR REPLACE TEMP TABLE ids_before AS SELECT ship FROM ids WHERE ship IN (
        SELECT ship FROM fixes WHERE list_contains($ids, file_id)
        UNION SELECT ship FROM statics WHERE list_contains($ids, file_id)
        UNION SELECT station FROM stations WHERE list_contains($ids, file_id))
"""
_NO_IDS = """
    DELETE FROM ids WHERE ship IN (FROM ids_before) AND ship NOT IN (
        SELECT ship FROM fixes UNION SELECT ship FROM statics UNION SELECT station FROM stations UNION SELECT ship FROM evidence)
"""


@dataclass(frozen=True)
class TakenBack:
    """What was taken back.

    Attributes:
        name: of the file.
        file_ids: its lines in the ledger.
        layout: what it had been read as.
        positions: of it that were kept.
        particulars: sets of it that were kept.
        stations: messages of stations of it that were kept.
        refused: rows of it that had been refused.
        read_again: names of the files that may have shared rows with it, and were read again.
        to_load_again: names of those that lie no more where they lay; they are loaded again when they come again.
    """

    name: str
    file_ids: tuple[int, ...]
    layout: str
    positions: int
    particulars: int
    stations: int
    refused: int
    read_again: tuple[str, ...]
    to_load_again: tuple[str, ...]


@dataclass(frozen=True)
class _Sharing:
    file_id: int
    name: str
    loaded_at: datetime
    positions: int
    source: Source | None
    reader: Reader | None


class _KeepingAgain(Keeping):
    """Keeps a file under the number it had, amid a transaction that does more."""

    def __init__(self, store: Store, source: Source, file_id: int) -> None:
        super().__init__(store, source)
        self.file_id = file_id

    def forget(self) -> None:
        """Undo what was kept of this file, and no more."""
        _forget(self.store, [self.file_id])
        self.begin()


def find_file(store: Store, said: str) -> tuple[list[int], str, str]:
    """The lines of the ledger that somebody means: by number, name, path, or the beginning of a hash.

    Returns:
        Their numbers (several if the same contents were loaded more than once), the file's name and layout.

    Raises:
        WrongUse: there is none, or there are several.
    """
    by = (
        ("file_id = TRY_CAST($said AS INTEGER)", said.isdecimal()),
        ("name = $said", True),
        ("ends_with(name, '/' || $said) OR ends_with(name, '!' || $said)", True),
        ("starts_with(sha256, lower($said)) OR starts_with(packed_sha256, lower($said))", len(said) >= LEAST_HASH),
    )
    found: list[tuple[Any, ...]] = []
    for condition, fits in by:
        found = found or (store.rows(_FIND.format(condition), {"said": said}) if fits else [])
    found = found or [f for f in store.rows(_FIND.format("true")) if _same_path(f[1], said)]
    if not found:
        raise WrongUse(f"no file {said} was loaded", "see: vesseltrack files")
    if len({sha for _, _, sha, _ in found}) > 1:
        ids = ", ".join(f"{i} ({name})" for i, name, _, _ in found)
        raise WrongUse(f"several files are called {said}: {ids}", "name one by its id.")
    same = store.rows(_FIND.format("sha256 = $said"), {"said": found[0][2]})
    return [f[0] for f in same], found[0][1], found[0][3]


def _same_path(name: str, said: str) -> bool:
    try:
        return Path(name).resolve() == Path(said).resolve()
    except (OSError, ValueError):
        return False


def take_back(
    store: Store,
    said: str,
    without: bool = False,
    progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda work: work,
) -> TakenBack:
    """Take a file back, in one transaction: all that was kept of it, its refused rows, and its line in the ledger.

    Files of the same time that were loaded after it may have had rows that were kept as its own: they are read again.

    Args:
        store: from where.
        said: the file: its number, name, path, or the beginning of its hash.
        without: go on although such a file lies no more where it lay, or was read by a mapping: what only it and the file
            taken back had is lost until it is loaded again.
        progress: wraps the files that are read again, for a progress bar.

    Raises:
        WrongUse: no such file was loaded, or one that must be read again cannot be.
    """
    ids, name, layout = find_file(store, said)
    sharing = [_sharing(*row) for row in store.rows(_SHARING, {"ids": ids})]
    absent = [s for s in sharing if s.source is None]
    if absent and not without:
        raise WrongUse(
            f"{len(absent)} files may share rows with {name} and cannot be read again: {_some([s.name for s in absent])}",
            "put them back where they were, as they were; or say --without them, and load them again later.",
        )
    counted = {t: _count(store, t, ids) for t in ("fixes", "statics", "stations")}
    refused = store.one(
        "SELECT coalesce(sum(rows), 0)::BIGINT FROM reject_counts WHERE list_contains($ids, file_id)", {"ids": ids}
    )
    again = [s for s in sharing if s.source is not None]
    with store.transaction():
        _take(store, ids, again, progress)
        late = {"ids": [s.file_id for s in absent]}
        store.execute("UPDATE files SET load_again = true WHERE list_contains($ids, file_id)", late)
        store.execute(
            "INSERT INTO stale VALUES (NULL, $why, $at)",
            {"why": f"{name} was taken back", "at": datetime.now(UTC).replace(tzinfo=None, microsecond=0)},
        )
    return TakenBack(
        name, tuple(ids), layout, counted["fixes"], counted["statics"], counted["stations"], refused[0],
        tuple(s.name for s in again), tuple(s.name for s in absent),
    )  # fmt: skip


def _take(
    store: Store, ids: list[int], again: list[_Sharing], progress: Callable[[Iterable[Any]], Iterable[Any]]
) -> None:
    """Forget files, and read again those that may have shared rows with them, as if they came for the first time."""
    everything = [*ids, *(s.file_id for s in again)]
    store.execute(_IDS, {"ids": everything})
    _forget(store, ids)
    _forget(store, [s.file_id for s in again], evidence=False)
    # nothing is refused now for having been let go: it is let go anew, with what else the missing file makes so
    store.execute("CREATE OR REPLACE TEMP TABLE prunings_then AS FROM prunings")
    store.execute("DELETE FROM prunings")
    for sharing in progress(again):
        _read_again(store, sharing)
        if _count(store, "fixes", [sharing.file_id]) < sharing.positions:
            raise WrongUse(
                f"{sharing.name} reads otherwise now than when it was loaded: as by a mapping of yours",
                "say --without them, and load it again later.",
            )
    store.execute("INSERT INTO prunings FROM prunings_then")
    before, at = store.one("SELECT max(before), max(pruned_at) FROM prunings")
    if before is not None:
        let_go(store, before, at)
    store.execute(_NO_IDS)
    for table in ("prunings_then", "ids_before"):
        store.execute(f"DROP TABLE temp.{table}")


def _read_again(store: Store, sharing: _Sharing) -> None:
    assert sharing.source is not None
    assert sharing.reader is not None
    source, packed = sharing.source, sharing.source.packed_sha256()
    keeping = _KeepingAgain(store, source, sharing.file_id)
    keeping.begin()
    try:
        aside = judge_all(store, source, sharing.reader, keeping.keep_run, keeping.forget)
        hashes = {"sha256": source.seen.get("sha256", packed), "packed_sha256": packed}
        keeping.close(hashes, sharing.reader.name, aside)
    finally:
        source.forget_copy()
    store.execute(
        "UPDATE files SET loaded_at = $at WHERE file_id = $id", {"at": sharing.loaded_at, "id": sharing.file_id}
    )


def _sharing(file_id: int, name: str, layout: str, packed_sha256: str, loaded_at: datetime, positions: int) -> _Sharing:
    """A file, with its source and reader if it lies where it lay, as it was, in a format that is known without a mapping."""
    try:
        found = [s for s in sources_of(Path(name.partition("!")[0])) if s.name == name]
        found = [s for s in found if s.packed_sha256() == packed_sha256]
        for source in found:
            reader, _ = recognise(source, None)
            if reader.name != layout:
                reader, _ = recognise(source, reader_named(layout))
            return _Sharing(file_id, name, loaded_at, positions, source, reader)
    except VesseltrackError:
        pass
    return _Sharing(file_id, name, loaded_at, positions, None, None)


def _forget(store: Store, ids: Sequence[int], evidence: bool = True) -> None:
    for table in OF_FILES:
        if evidence or table != "evidence":
            store.execute(f"DELETE FROM {table} WHERE list_contains($ids, file_id)", {"ids": list(ids)})


def _count(store: Store, table: str, ids: list[int]) -> int:
    return int(store.one(f"SELECT count(*) FROM {table} WHERE list_contains($ids, file_id)", {"ids": ids})[0])


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
