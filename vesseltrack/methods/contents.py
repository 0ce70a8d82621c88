"""Methods on the store's contents: files, refused rows, lists, zones, nightly runs, pruning, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from vesseltrack.methods.base import Opened, When, bare_utc, bare_utc_or_none, utf8

if TYPE_CHECKING:
    from vesseltrack.lists.load import LoadedList
    from vesseltrack.nightly import Night
    from vesseltrack.takeback import TakenBack

_REJECTS = """
    SELECT files.name AS file, line, reason, raw FROM rejects JOIN files USING (file_id) ORDER BY file_id, line LIMIT $limit
"""
_LISTS = """
    SELECT list, coalesce(part, '') AS part, coalesce(kind, 'complete') AS kind, ships, list_date::VARCHAR AS list_date, dated,
        authority, about, source
    FROM lists ORDER BY list, part, list_date
"""
_ZONES = "SELECT name, zone_type, authority, legal_status, watch, source_date, confidence FROM zones ORDER BY zone_type, name"


class Contents(Opened):
    """Methods on the store itself."""

    def files(self) -> pd.DataFrame:
        """The ledger of loaded files: rows_read = rows_kept + rows_duplicate + rows_refused."""
        return self.sql("FROM files ORDER BY file_id")

    def file_columns(self) -> pd.DataFrame:
        """Each column of the loaded tables: its field, unit, values that could not be read, and doubts; see ``vt.tables()``."""
        return self.sql("FROM file_columns ORDER BY file_id, position")

    def rejects(self, limit: int = 1_000_000) -> pd.DataFrame:
        """Refused rows with their file, line and reason."""
        return self.sql(_REJECTS, {"limit": limit})

    def take_back(
        self, file: str, without: bool = False, progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda files: files
    ) -> TakenBack:  # fmt: skip
        """Take a file back: the store is then as if it had never been loaded.

        Args:
            file: its name, path, id, or the beginning of its SHA-256.
            without: proceed although files that may share rows with it can no longer be read.
            progress: wraps the list of files that are read again, for a progress bar.

        Raises:
            WrongUse: no file or several files match, or files that may share rows with it can no longer be read.
        """
        from vesseltrack.takeback import take_back

        return take_back(self.store, utf8(file), without, progress)

    def lists(self) -> pd.DataFrame:
        """The snapshots of lists that are loaded, with their dates."""
        self._reference()
        return self.sql(_LISTS)

    def update_lists(self, *names: str, keep: str | Path, allow_shrunken: bool = False) -> list[LoadedList]:
        """Fetch lists from their publishers into a folder, and load them. The only method that uses the network (over TLS).

        Args:
            names: short names of lists; the official ones if none is given.
            keep: folder for the fetched files.
            allow_shrunken: accept a list that lost many of its ships.
        """
        from vesseltrack.lists.load import Stated, load_list
        from vesseltrack.lists.update import fetch
        from vesseltrack.settings import load_settings

        rules, folder = load_settings().lists, Path(keep)
        folder.mkdir(parents=True, exist_ok=True)
        stated = Stated(None, False, False, False, allow_shrunken)
        return [load_list(self.store, fetch(n, rules, folder), None, stated=stated) for n in names or rules.official]

    def zones(self) -> pd.DataFrame:
        """The zones, with authority, legal status (``computed`` for a line that is not a legal one), date and confidence."""
        self._reference()
        return self.sql(_ZONES)

    def _reference(self) -> None:
        from vesseltrack.engine import pipeline

        if not self.store.read_only:
            pipeline.load_reference(self.store)

    def nightly(
        self, date: str, *ais: str | Path, out: str | Path = "alerts", preset: str | None = None,
        settings: str | Path | None = None, assign: Sequence[str] = (), look_back: timedelta | None = None,
    ) -> Night:  # fmt: skip
        """Load a night's files, detect, record what became of each alert, and write ``out/date``.

        Args:
            date: the night, YYYY-MM-DD, UTC.
            ais: paths or globs of the night's files.
            out: parent of the night's folder.
            preset: as in ``detect``.
            settings: as in ``detect``.
            assign: as in ``detect``.
            look_back: search only this long before the end of the night; everything stored if ``None``.

        Returns:
            The result; ``sentence`` is its summary. A night without data raises no error: see ``status``.

        Raises:
            WrongUse: ``date`` is not a date, the folder cannot be written, or the store is in memory.
            UnreadableInput: not one file could be read.
        """
        from vesseltrack import nightly
        from vesseltrack.settings import load_settings

        rules = load_settings(settings, preset, assign)
        with self._aside() as path:
            return nightly.run(path, date, [str(a) for a in ais], rules, Path(out), self._memory_limit, look_back)

    def prune(
        self, keep_days: int | str | None = None, before: When | None = None, as_of: When | None = None,
        dry_run: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """Remove old positions; those around alerts, and each ship's last one, are kept.

        Args:
            keep_days: days to keep, at least 14 (``90`` or ``"90d"``), counted back from the end of the bulk of positions.
            before: remove what is older than this, instead of ``keep_days``.
            as_of: count ``keep_days`` back from the end of this night.
            dry_run: only report what would be removed.

        Returns:
            ``before, counted_from, later, rows, ships, days, first_time, last_time, files, evidence`` (of these rows, kept),
            ``gone`` (those of the files that no longer exist at their path), and ``pruned``, the number of positions removed
            (also as ``let_go`` until 0.3).
        """
        from vesseltrack.alerts import prune as pruning

        days = pruning.days_of(keep_days, "keep_days") if isinstance(keep_days, str) else keep_days
        planned = pruning.plan(self.store, days, bare_utc_or_none(before), bare_utc_or_none(as_of))
        summary = {**vars(planned), "gone": planned.gone}
        if dry_run or not planned.rows:
            return {**summary, "pruned": 0, "let_go": 0}
        pruned, kept = pruning.prune(self.store, before=planned.before)
        return {**summary, "pruned": pruned, "let_go": pruned, "evidence": kept}

    def unprune(self, since: When) -> list[str]:
        """Allow pruned positions since a day to be loaded again; returns the names of the files that contain some."""
        from vesseltrack.alerts import prune as pruning

        return pruning.undo(self.store, bare_utc(since))

    def check(self, progress: Callable[[Iterable[str]], Iterable[str]] = lambda names: names) -> pd.DataFrame:
        """Check the store: one row per finding, with ``part``, ``state`` (ok, note, wrong, damaged) and ``says``."""
        from vesseltrack.check import check_store

        with self._aside() as path:
            return pd.DataFrame([vars(f) for f in check_store(path, progress)])

    def restore(self) -> tuple[int, int]:
        """Load verdicts and alert history that the store lacks from the copies beside it; returns how many of each."""
        from vesseltrack.alerts.restore import restore

        return restore(self.store)
