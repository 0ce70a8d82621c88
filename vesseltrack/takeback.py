"""Taking a file back: the store becomes what it would be if it had never been loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from vesseltrack.alerts.prune import prune_within
from vesseltrack.errors import WrongUse
from vesseltrack.schema import OF_FILES
from vesseltrack.sharing import SHIPS_OF, Sharing, find_file, sharing_with
from vesseltrack.sources.load import judge_all
from vesseltrack.sources.mapping import mapping_of
from vesseltrack.sources.packing import Source
from vesseltrack.sources.write import Writing
from vesseltrack.store import Store

_IDS = f"CREATE OR REPLACE TEMP TABLE ids_before AS SELECT ssvid FROM ids WHERE ssvid IN ({SHIPS_OF})"
_NO_IDS = """
    DELETE FROM ids WHERE ssvid IN (FROM ids_before) AND ssvid NOT IN (
        SELECT ssvid FROM fixes UNION SELECT ssvid FROM statics UNION SELECT station FROM stations UNION SELECT ssvid
            FROM evidence)
"""


@dataclass(frozen=True)
class TakenBack:
    """Result of taking a file back.

    Attributes:
        name: name of the file.
        file_ids: numbers of its lines in the ledger.
        layout: the format it had been read as.
        positions: number of its positions that had been kept.
        particulars: number of its sets of static data that had been kept.
        stations: number of its messages of stations that had been kept.
        refused: number of its rows that had been refused.
        read_again: names of the files that may share rows with it, and were read again.
        to_load_again: names of such files that no longer exist at their path; they are loaded anew when given again.
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


class _Otherwise(WrongUse):
    def __init__(self, sharing: Sharing) -> None:
        super().__init__(
            f"{sharing.name} reads otherwise now than when it was loaded", "say --without, and load it again later."
        )
        self.packed_sha256 = sharing.packed_sha256


class _KeepingAgain(Writing):
    """Writes a file under its former number, within a larger transaction."""

    def __init__(self, store: Store, source: Source, file_id: int) -> None:
        super().__init__(store, source)
        self.file_id = file_id

    def forget(self) -> None:
        """Remove what was written of this file, and nothing else."""
        _forget(self.store, [self.file_id])
        self.begin()


def take_back(
    store: Store,
    asked: str,
    without: bool = False,
    progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda work: work,
) -> TakenBack:
    """Take a file back in one transaction: remove its kept rows, its refused rows, and its line in the ledger.

    Files of the same time loaded after it may contain rows that were kept as its own, so they are read again.

    Args:
        store: the store.
        asked: the file's number, name, path, or the beginning of its hash.
        without: proceed although such a file is missing or its reader is unknown; rows that only it and the file taken back
            contain are lost until it is loaded again.
        progress: wraps the list of files that are read again, for a progress bar.

    Raises:
        WrongUse: no such file was loaded, or one that must be read again cannot be.
    """
    ids, name, layout = find_file(store, asked)
    sharing = sharing_with(store, ids)
    if any(s.source is None for s in sharing) and not without:
        raise _cannot(name, [s.name for s in sharing if s.source is None])
    counted = {t: _count(store, t, ids) for t in ("fixes", "statics", "stations")}
    refused = store.one(
        "SELECT coalesce(sum(rows), 0)::BIGINT FROM reject_counts WHERE list_contains($ids, file_id)", {"ids": ids}
    )
    while True:
        again = [s for s in sharing if s.source is not None]
        absent = [s for s in sharing if s.source is None]
        try:
            _take_within(store, ids, again, progress, name, absent)
            break
        except _Otherwise as e:
            if not without:
                raise
            sharing = [replace(s, source=None) if s.packed_sha256 == e.packed_sha256 else s for s in sharing]
    return TakenBack(
        name, tuple(ids), layout, counted["fixes"], counted["statics"], counted["stations"], refused[0],
        tuple(s.name for s in again), tuple(s.name for s in absent),
    )  # fmt: skip


def _take_within(
    store: Store,
    ids: list[int],
    again: list[Sharing],
    progress: Callable[[Iterable[Any]], Iterable[Any]],
    name: str,
    absent: list[Sharing],
) -> None:
    """The changes of :func:`take_back`, in one transaction."""
    with store.transaction():
        _take(store, ids, again, progress)
        late = {"ids": [s.file_id for s in absent]}
        store.execute("UPDATE files SET load_again = true WHERE list_contains($ids, file_id)", late)
        store.execute(
            "INSERT INTO stale VALUES ($why, $at)",
            {"why": f"{name} was taken back", "at": datetime.now(UTC).replace(tzinfo=None, microsecond=0)},
        )


def _take(
    store: Store, ids: list[int], again: list[Sharing], progress: Callable[[Iterable[Any]], Iterable[Any]]
) -> None:
    """Remove files, and read again those that may share rows with them, as if loaded for the first time."""
    everything = [*ids, *(s.file_id for s in again)]
    store.execute(_IDS, {"ids": everything})
    _forget(store, ids)
    _forget(store, [s.file_id for s in again], evidence=False)
    # nothing is refused now for having been pruned: it is pruned anew, with what else the missing file makes so
    store.execute("CREATE OR REPLACE TEMP TABLE prunings_then AS FROM prunings")
    store.execute("DELETE FROM prunings")
    for sharing in progress(again):
        _read_again(store, sharing)
    _compare(store, again)
    store.execute("INSERT INTO prunings FROM prunings_then")
    before, at = store.one("SELECT max(refused_before), max(pruned_at) FROM prunings")
    if before is not None:
        prune_within(store, before, at)
    store.execute(_NO_IDS)
    for table in ("prunings_then", "ids_before"):
        store.execute(f"DROP TABLE temp.{table}")


def _read_again(store: Store, sharing: Sharing) -> None:
    assert sharing.source is not None
    assert sharing.reader is not None
    source, packed = sharing.source, sharing.source.packed_sha256()
    keeping = _KeepingAgain(store, source, sharing.file_id)
    keeping.begin()
    try:
        # by the clock of then: what it refused as in the future, a later line of the ledger may have taken
        clock = sharing.loaded_at.replace(tzinfo=UTC)
        aside = judge_all(store, source, sharing.reader, keeping.keep_run, keeping.forget, clock)
        sha256 = source.seen.get("sha256", packed)
        hashes = {"sha256": sha256, "packed_sha256": packed, "mapping": mapping_of(sharing.reader)}
        keeping.close(hashes, sharing.reader.name, aside)
    finally:
        source.forget_copy()
    store.execute(
        "UPDATE files SET loaded_at = $at WHERE file_id = $id", {"at": sharing.loaded_at, "id": sharing.file_id}
    )


def _compare(store: Store, again: list[Sharing]) -> None:
    """Check that files read again gave the same rows as before.

    Raises:
        _Otherwise: of one other rows are found, or fewer of its positions kept: another version read it otherwise.
    """
    # a file loaded twice has two lines: what one has, the other has not
    for sha256 in {s.packed_sha256 for s in again}:
        same = [s for s in again if s.packed_sha256 == sha256]
        ids = [s.file_id for s in same]
        rows = store.rows(
            "SELECT rows_read FROM files WHERE list_contains($ids, file_id) ORDER BY file_id", {"ids": ids}
        )
        here = _count(store, "fixes", ids) + _count(store, "stations", ids)
        fewer = here < sum(s.positions for s in same)
        if fewer or [n for (n,) in rows] != [s.rows_read for s in same]:
            raise _Otherwise(same[0])


def _forget(store: Store, ids: Sequence[int], evidence: bool = True) -> None:
    for table in OF_FILES:
        if evidence or table != "evidence":
            store.execute(f"DELETE FROM {table} WHERE list_contains($ids, file_id)", {"ids": list(ids)})


def _count(store: Store, table: str, ids: list[int]) -> int:
    return int(store.one(f"SELECT count(*) FROM {table} WHERE list_contains($ids, file_id)", {"ids": ids})[0])


def _cannot(name: str, absent: list[str]) -> WrongUse:
    return WrongUse(
        f"{len(absent)} files may share rows with {name} and cannot be read again: {_some(absent)}",
        "put them back where they were, as they were; or say --without, and load them again later.",
    )


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
