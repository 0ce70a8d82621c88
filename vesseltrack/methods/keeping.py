"""What is in a store: files, refused rows, lists, zones; nights, old positions, and whether all is whole."""

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


class Writing(Opened):
    """What concerns the store itself."""

    def files(self) -> pd.DataFrame:
        """The ledger of loaded files: rows_read = rows_kept + rows_duplicate + rows_refused."""
        return self.sql("FROM files ORDER BY file_id")

    def file_columns(self) -> pd.DataFrame:
        """Each column of the tables among the files, and what became of it."""
        return self.sql("FROM file_columns ORDER BY file_id, position")

    def rejects(self, limit: int = 1_000_000) -> pd.DataFrame:
        """Refused rows with their file, line and reason."""
        return self.sql(_REJECTS, {"limit": limit})

    def take_back(
        self, file: str, without: bool = False, progress: Callable[[Iterable[Any]], Iterable[Any]] = lambda files: files
    ) -> TakenBack:  # fmt: skip
        """Take a file back: the store is then as if it had never been loaded.

        Args:
            file: its name, path, id, or the first letters of its SHA-256.
            without: go on although files that may share rows with it cannot be read again.
            progress: wraps the files that are read again, for a progress bar.

        Raises:
            WrongUse: there is no such file, or there are several, or others cannot be read again.
        """
        from vesseltrack.takeback import take_back

        return take_back(self.store, utf8(file), without, progress)

    def lists(self) -> pd.DataFrame:
        """The snapshots of lists that are loaded, with their dates."""
        self._reference()
        return self.sql(_LISTS)

    def update_lists(self, *names: str, keep: str | Path, allow_shrunken: bool = False) -> list[LoadedList]:
        """Fetch lists from their publishers into a folder, and load them. This alone goes to the network, and only over TLS.

        Args:
            names: which; the official ones if none is named.
            keep: the folder the fetched files go to.
            allow_shrunken: take a list that lost many of its ships.
        """
        from vesseltrack.lists.load import Saying, load_list
        from vesseltrack.lists.update import fetch
        from vesseltrack.settings import load_settings

        rules, folder = load_settings().lists, Path(keep)
        folder.mkdir(parents=True, exist_ok=True)
        saying = Saying(None, False, False, False, allow_shrunken)
        return [load_list(self.store, fetch(n, rules, folder), None, saying=saying) for n in names or rules.official]

    def zones(self) -> pd.DataFrame:
        """The zones: whose they are, how sure, and which were merely computed."""
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
            out: where the folder goes.
            preset: as in ``detect``.
            settings: as in ``detect``.
            assign: as in ``detect``.
            look_back: search only so much before the end of the night; all that is stored if ``None``.

        Returns:
            What it came to; ``sentence`` says it in words. A night without data is no error here: see ``status``.

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
        self, keep_days: int | None = None, before: When | None = None, as_of: When | None = None, dry_run: bool = False
    ) -> dict[str, Any]:  # fmt: skip
        """Let old positions go; those around alerts, and each ship's last one, are kept.

        Args:
            keep_days: how many days stay, at least 14, counted from where the bulk of the positions ends.
            before: prune what is older than this, instead.
            as_of: count ``keep_days`` from the end of this night.
            dry_run: only say what would go.

        Returns:
            ``before, counted_from, later, rows, ships, days, first_time, last_time, files, evidence`` (of these rows, kept),
            ``gone`` (of the files, those that lie no more where they lay), and how many
            positions were ``pruned`` (until 0.3 as ``let_go`` too).
        """
        from vesseltrack.alerts import prune as pruning

        planned = pruning.plan(self.store, keep_days, bare_utc_or_none(before), bare_utc_or_none(as_of))
        summary = {**vars(planned), "gone": planned.gone}
        if dry_run or not planned.rows:
            return {**summary, "pruned": 0, "let_go": 0}
        pruned, kept = pruning.prune(self.store, before=planned.before)
        return {**summary, "pruned": pruned, "let_go": pruned, "evidence": kept}

    def unprune(self, since: When) -> list[str]:
        """Let positions since a day come again when they are loaded; returns the files that had some."""
        from vesseltrack.alerts import prune as pruning

        return pruning.undo(self.store, bare_utc(since))

    def check(self, progress: Callable[[Iterable[str]], Iterable[str]] = lambda names: names) -> pd.DataFrame:
        """Whether the store is whole: a row a finding, with ``part``, ``state`` (ok, mind, wrong, damaged) and ``text``."""
        from vesseltrack.check import check_store

        with self._aside() as path:
            return pd.DataFrame([vars(f) for f in check_store(path, progress)])

    def restore(self) -> tuple[int, int]:
        """Take verdicts and alert history that the store lacks from the files beside it; returns how many of each."""
        from vesseltrack.alerts.restore import restore

        return restore(self.store)
