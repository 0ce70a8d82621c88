"""Loads files, each completely or not at all, with every row accounted for."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from vesseltrack.errors import NoRows, UnknownFormat, UnreadableInput, VesseltrackError, WrongUse
from vesseltrack.sources.finding import Found, find_files, recognise
from vesseltrack.sources.ingest import EARLIEST, Ingest, NotKept
from vesseltrack.sources.mapping import mapping_of
from vesseltrack.sources.outcome import Loaded, Taken
from vesseltrack.sources.packing import Source, sources_of, spelt, standard_input
from vesseltrack.sources.reader import Reader
from vesseltrack.sources.write import Writing
from vesseltrack.store import Store
from vesseltrack.store.partitioned import POSITIONS, is_partitioned, read_partitioned

if TYPE_CHECKING:
    from vesseltrack.sources.plain_run import PlainRun

CLOCK_SLACK = timedelta(days=1)
"""Times later than this after the present time are refused as ``in_future``."""

_OURS = (ValueError, LookupError, AttributeError, TypeError, ArithmeticError, RecursionError, csv.Error, AssertionError)
"""Errors that a reader should not raise, but that an unforeseen file may cause: the file is reported, the others are loaded."""

STDIN = "-"


def load_files(
    store: Store,
    patterns: Sequence[str | Path],
    reader: Reader | None = None,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = lambda files: files,
    now: datetime | None = None,
    encoding: str | None = None,
) -> list[Loaded]:
    """Load files into the store, each completely or not at all; the others are loaded even if one cannot be read.

    Args:
        store: the store.
        patterns: paths, globs, folders; ``-`` is standard input. One folder or address of fsspec that ``export --partitioned``
            wrote is taken into a new store as it is.
        reader: how to read them; recognised by their contents if ``None``.
        progress: wraps the files, for a progress bar.
        now: present time, by which times in the future are recognised; the clock's if ``None``.
        encoding: of the files' text; that of ``reader``, or recognised from the text, if ``None``.

    Returns:
        One entry per file (for a zip, one per file in it). Those with a ``problem`` were not loaded.
    """
    encoding = encoding or (reader.encoding if reader is not None else None)
    if [str(p) for p in patterns] == [STDIN]:
        with standard_input() as path:
            sources = [replace(s, name="standard input") for s in sources_of(path, encoding)]
            return [_load(store, s, reader, now, True) for s in sources]
    if len(patterns) == 1 and is_partitioned(str(patterns[0])):
        return [_record(store, str(patterns[0]))]
    found = {f.path: f for f in find_files(patterns)}
    return [entry for path in progress(list(found)) for entry in _load_path(store, found[path], reader, now, encoding)]


def _record(store: Store, address: str) -> Loaded:
    """Take the whole record of another store."""
    try:
        rows = read_partitioned(store, address)
    except VesseltrackError as e:
        return _not_loaded(address, e, True)
    held = f"a whole record: {rows['files']:,} files, with their lists, zones, verdicts and history"
    return Loaded(address, "vesseltrack", rows[POSITIONS], rows[POSITIONS], note=held)


def raise_first(loaded: Sequence[Loaded]) -> None:
    """Raise the problem of files that were not loaded, if there are any.

    Raises:
        VesseltrackError: the problem; for several, an ``UnreadableInput`` with the first and their number.
    """
    problems = [entry.problem for entry in loaded if entry.problem is not None]
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise UnreadableInput(
            f"{len(problems)} of {len(loaded)} files could not be loaded; the first: {problems[0].problem}",
            "the others are loaded.",
        )


def _load_path(
    store: Store, found: Found, reader: Reader | None, now: datetime | None, encoding: str | None
) -> list[Loaded]:
    try:
        sources = sources_of(found.path, encoding)
    except UnreadableInput as e:
        return [_not_loaded(spelt(found.path), e, found.named)]
    loaded = [_load(store, source, reader, now, found.named and len(sources) == 1) for source in sources]
    if found.named and not any(entry.layout for entry in loaded) and all(entry.problem is None for entry in loaded):
        loaded[0] = Loaded(loaded[0].name, problem=UnreadableInput(f"{found.path} holds no file of a format we know"))
    return loaded


def _load(store: Store, source: Source, reader: Reader | None, now: datetime | None, named: bool) -> Loaded:
    try:
        return load_source(store, source, reader, now)
    except (UnreadableInput, WrongUse) as e:
        return _not_loaded(source.name, e, named)
    except _OURS as e:  # one file must not stop the others
        fault = f"{source.name} cannot be read: {type(e).__name__}: {e}"
        return _not_loaded(source.name, UnreadableInput(fault, "this is a fault of ours: please report it."), True)
    finally:
        source.forget_copy()


def _not_loaded(name: str, e: VesseltrackError, named: bool) -> Loaded:
    """The entry of a file not loaded; without a problem if its format is unknown and it was not named itself."""
    e.__traceback__ = e.__cause__ = e.__context__ = None  # a traceback would keep the store open
    stray = not named and isinstance(e, UnknownFormat)
    return Loaded(name, note=f"not loaded: {e.problem}", problem=None if stray else e)


def load_file(store: Store, path: Path, reader: Reader | None = None, now: datetime | None = None) -> Loaded:
    """Load one file that is not a zip of several.

    Raises:
        UnreadableInput: missing, empty, damaged or in no known format. The store is as it was.
    """
    return load_source(store, sources_of(path)[0], reader, now)


def load_source(store: Store, source: Source, reader: Reader | None = None, now: datetime | None = None) -> Loaded:
    """Load one source in one transaction.

    Raises:
        UnreadableInput: damaged or in no known format. The store is as it was.
    """
    packed = source.packed_sha256()
    latest = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None) + CLOCK_SLACK
    if before := _loaded_before(store, "packed_sha256", packed, latest):
        return before
    reader, _ = recognise(source, reader)
    with store.transaction(), Writing(store, source) as keeping:
        taken = judge_all(store, source, reader, keeping.keep_run, keeping.forget, now, keeping.keep_plain)
        sha256 = source.seen.get("sha256", packed)
        if before := _loaded_before(store, "sha256", sha256, latest):
            store.restart_transaction()
            return before
        hashes = {"sha256": sha256, "packed_sha256": packed, "mapping": mapping_of(reader)}
        return keeping.close(hashes, reader.name, taken)


_TO_TAKE = """
    -- of a file that an earlier version loaded, when its refused rows were dated is not known
    SELECT coalesce(bool_or(CASE reason
        WHEN 'in_future' THEN coalesce(first_in_future <= $latest, true)
        WHEN 'pruned' THEN coalesce(last_pruned >= (SELECT coalesce(max(refused_before), $earliest) FROM prunings), true)
    END), false)
    FROM files JOIN reject_counts USING (file_id) WHERE file_id = $file
"""


def _loaded_before(store: Store, column: str, sha256: str, latest: datetime) -> Loaded | None:
    """The ledger's entry of the same bytes, unless nothing was kept of them then, or more could be kept now.

    Rows refused as in the future, or as pruned, may be kept at a later time, or after prunings were undone. Rows that were kept
    may have been pruned since, or removed with an earlier file that had them too (``load_again``).
    """
    seen = store.rows(
        f"SELECT name, layout, file_id, rows_kept, load_again FROM files WHERE {column} = $sha ORDER BY file_id",
        {"sha": sha256},
    )
    if not any(kept for *_, kept, _ in seen) or any(again for *_, again in seen):
        return None
    if store.one(_TO_TAKE, {"latest": latest, "earliest": EARLIEST, "file": seen[-1][2]})[0]:
        return None
    return Loaded(seen[0][0], seen[0][1], note="loaded before", already=True)


def judge_all(
    store: Store,
    source: Source,
    reader: Reader,
    keep_run: Callable[[], object],
    forget: Callable[[], object],
    now: datetime | None = None,
    keep_plain: Callable[[PlainRun], object] | None = None,
) -> Taken:
    """Read a source once; see :class:`vesseltrack.sources.ingest.Ingest`.

    Raises:
        UnreadableInput: it is damaged, or contains no rows.
    """
    latest = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None) + CLOCK_SLACK
    with Ingest(store, latest, keep_run, forget, keep_plain) as intake:
        intake.expected = source.count.lines if "lines" in source.seen and source.is_plain else 0
        try:
            reader.pour(source, intake)
            intake.close()
            source.seen.update(columns=intake.doubts.columns(), doubts=intake.doubts.in_sentences())
        except VesseltrackError:
            raise
        except NotKept as e:
            raise e.error from None
        except duckdb.Error as e:
            expected = (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException)
            if source.packing != "parquet" and not isinstance(e, expected):
                raise
            raise UnreadableInput(
                f"{source.name} cannot be read: {str(e).splitlines()[0]}", "nothing was loaded from it."
            ) from e
        if not intake.rows + intake.aside.num_rows:
            raise NoRows(f"{source.name} has a header and no rows", "nothing was loaded from it.")
        return _balanced(source, intake)


def _balanced(source: Source, intake: Ingest) -> Taken:
    """What was taken of a file, after comparing the reader's account with the lines counted by bytes (:mod:`.counting`).

    Raises:
        UnreadableInput: they differ.
    """
    accounted = intake.accounted
    if accounted is None or accounted.in_rows is None:
        lines = aside = None
        differ = accounted is not None and accounted.rows != intake.rows
        counted, found = (accounted.rows if accounted else 0), intake.rows
    else:
        lines, aside = source.count.lines, accounted.aside
        counted, found = lines + accounted.rows, accounted.in_rows + aside + intake.rows
        differ = lines != accounted.in_rows + aside or accounted.rows != intake.rows
    if differ:
        raise UnreadableInput(
            f"{source.name} has {counted:,} lines and rows by one count and {found:,} by another",
            "nothing was loaded from it. This is a fault of ours: please report it, with the file.",
        )
    return Taken(
        intake.aside, list(accounted.passed) if accounted else [], lines, aside, [*intake.notes, *source.notes]
    )
