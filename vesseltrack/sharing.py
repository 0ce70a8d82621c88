"""Finds the file a user means, and the files that may share rows with it, which are read again when it is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from vesseltrack.errors import VesseltrackError, WrongUse
from vesseltrack.sources.finding import reader_named, recognise
from vesseltrack.sources.mapping import by_mapping
from vesseltrack.sources.packing import Source, sources_of
from vesseltrack.sources.reader import Reader
from vesseltrack.store import Store

LEAST_HASH = 6
_FIND = """
    SELECT file_id, name, sha256, layout FROM files
    WHERE {} ORDER BY file_id
"""
SHIPS_OF = """
            SELECT ssvid FROM fixes WHERE list_contains($ids, file_id)
            UNION SELECT ssvid FROM statics WHERE list_contains($ids, file_id)
            UNION SELECT station FROM stations WHERE list_contains($ids, file_id)"""
"""The ships and stations that anything kept of some files (``$ids``) is of."""
_SHARING = f"""
    -- rows that two files have are kept once, as the first one's: a later file of the same time may have had some of them too
    WITH taken AS (
        SELECT min(heard_from) AS since, max(heard_until) AS until,
            coalesce(bool_or(first_time IS NOT NULL AND heard_from IS NULL), false) AS undated_span, -- of an earlier version
            EXISTS (FROM statics WHERE list_contains($ids, file_id) AND hour IS NULL) AS undated
        FROM files WHERE list_contains($ids, file_id)
    ), doubtful AS (
        -- numbers that look like a station's: whether they are a ship's is told from all that is kept
        SELECT ssvid FROM ({SHIPS_OF})
        WHERE ssvid > 0 AND ssvid NOT BETWEEN 201000000 AND 775999999 AND station_by_number(ssvid) IS NOT NULL
    )
    SELECT file_id, name, layout, mapping, packed_sha256, loaded_at, rows_read,
        (SELECT count(*) FROM fixes WHERE fixes.file_id = files.file_id)
            + (SELECT count(*) FROM stations WHERE stations.file_id = files.file_id) AS positions
    FROM files, taken
    WHERE NOT list_contains($ids, file_id) AND (file_id IN (SELECT file_id FROM fixes SEMI JOIN doubtful USING (ssvid))
        OR (file_id > list_min($ids) AND (undated_span OR (undated AND rows_particulars > 0)
            OR coalesce(heard_from <= taken.until AND heard_until >= taken.since, rows_kept + rows_duplicate > 0))))
    ORDER BY file_id
"""


@dataclass(frozen=True)
class Sharing:
    """A file that may share rows with another; ``source`` and ``reader`` if it can be read again."""

    file_id: int
    name: str
    packed_sha256: str
    loaded_at: datetime
    rows_read: int
    positions: int
    source: Source | None
    reader: Reader | None


def find_file(store: Store, asked: str) -> tuple[list[int], str, str]:
    """The lines of the ledger that a user means, by number, name, path, or the beginning of a hash.

    Returns:
        Their numbers (several if the same contents were loaded more than once), the file's name and layout.

    Raises:
        WrongUse: there is none, or there are several.
    """
    by = (
        ("file_id = TRY_CAST($said AS INTEGER)", asked.isdecimal()),
        ("name = $said", True),
        ("ends_with(name, '/' || $said) OR ends_with(name, '!' || $said)", True),
        ("starts_with(sha256, lower($said)) OR starts_with(packed_sha256, lower($said))", len(asked) >= LEAST_HASH),
    )
    found: list[tuple[Any, ...]] = []
    for condition, fits in by:
        found = found or (store.rows(_FIND.format(condition), {"said": asked}) if fits else [])
    found = found or [f for f in store.rows(_FIND.format("true")) if _same_path(f[1], asked)]
    if not found:
        raise WrongUse(f"no file {asked} was loaded", "see: vesseltrack files")
    if len({sha for _, _, sha, _ in found}) > 1:
        ids = ", ".join(f"{i} ({name})" for i, name, _, _ in found)
        raise WrongUse(f"several files are called {asked}: {ids}", "name one by its id.")
    same = store.rows(_FIND.format("sha256 = $said"), {"said": found[0][2]})
    return [f[0] for f in same], found[0][1], found[0][3]


def sources_named(name: str) -> list[Source]:
    """The sources now at the path that the ledger gives for a file; empty if a zip there has no such member.

    Raises:
        VesseltrackError, OSError: nothing readable is at that path.
    """
    return [s for s in sources_of(Path(name.partition("!")[0])) if s.name == name]


def _same_path(name: str, asked: str) -> bool:
    try:
        return Path(name).resolve() == Path(asked).resolve()
    except (OSError, ValueError):
        return False


def sharing_with(store: Store, ids: list[int]) -> list[Sharing]:
    """The files, in order of loading, that may contain rows kept as those of these files."""
    return [_sharing(*row) for row in store.rows(_SHARING, {"ids": ids})]


def _sharing(
    file_id: int, name: str, layout: str, mapping: str | None, packed_sha256: str, loaded_at: datetime, rows_read: int,
    positions: int,
) -> Sharing:  # fmt: skip
    """A file; with its source and reader if it is unchanged at its path and its reader is known."""
    source, reader = None, None
    try:
        source = next((s for s in sources_named(name) if s.packed_sha256() == packed_sha256), None)
        if source is not None:
            reader = by_mapping(mapping) if mapping else recognise(source, None)[0]
            reader = reader if reader.name == layout else reader_named(layout)
    except (VesseltrackError, OSError):
        source = None
    return Sharing(file_id, name, packed_sha256, loaded_at, rows_read, positions, source, reader)
