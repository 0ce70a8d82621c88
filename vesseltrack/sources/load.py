"""Loading one file: all of it or nothing, each row accounted for."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.sources import READERS
from vesseltrack.sources.container import Opened, fingerprint, open_file
from vesseltrack.sources.layout import Layout
from vesseltrack.store import Store

REJECTS_KEPT = 1000
"""Refused rows kept whole, a file and reason; the rest are counted."""

CLOCK_SLACK = timedelta(days=1)
"""A time later than this after now is in the future."""

_JUDGE = Path(__file__).with_name("judge.sql").read_text(encoding="utf-8")
_REFUSED = Path(__file__).with_name("refused.sql").read_text(encoding="utf-8")
_FIX = "ship, time, lat, lon, sog_kn, cog_deg, heading_deg, status, class"
_PARTICULARS = Path(__file__).with_name("particulars.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Loaded:
    """What became of one file: ``rows_read = rows_kept + rows_duplicate + rows_refused``."""

    name: str
    layout: str
    rows_read: int
    rows_kept: int
    rows_duplicate: int
    rows_refused: int
    reasons: dict[str, int]
    already: bool = False


def find_files(patterns: Sequence[str | Path]) -> list[Path]:
    """The files that paths and globs name, each once, in order of name within a glob.

    Raises:
        UnreadableInput: a pattern matches no file.
    """
    found: dict[Path, None] = {}
    for pattern in patterns:
        text = str(pattern)
        names = sorted(glob.glob(text, recursive=True)) if glob.has_magic(text) and not Path(text).exists() else [text]
        if not names:
            raise UnreadableInput(f"no file matches {text}", "check the path; quote the pattern.")
        found.update((Path(n), None) for n in names)
    return list(found)


def recognise(path: Path, layout: Layout | None = None) -> tuple[Opened, Layout]:
    """Open a file and find the layout it is in, by its header.

    Raises:
        UnreadableInput: no layout we know has such columns.
        WrongUse: the layout asked for does not fit.
    """
    if layout is not None:
        opened = open_file(path, layout.delimiter, layout.skip_lines)
        if missing := layout.missing(opened.header):
            raise WrongUse(
                f"{path}: layout {layout.name} finds no column for {', '.join(missing)}",
                f"the header is: {', '.join(opened.header)[:300]}",
            )
        return opened, layout
    opened = open_file(path)
    for reader in READERS:
        if not reader.missing(opened.header):
            return opened, reader
    raise UnreadableInput(
        f"{path} has no header we know: {', '.join(opened.header)[:200]}",
        "declare its columns in a TOML file and give it with --mapping (see: vesseltrack load --help).",
    )


def load_files(
    store: Store,
    patterns: Sequence[str | Path],
    layout: Layout | None = None,
    progress: Callable[[Iterable[Path]], Iterable[Path]] = lambda files: files,
) -> list[Loaded]:
    """Load files into the store, each whole or not at all; those loaded before an error stay.

    A file whose bytes were loaded before is passed over.
    """
    return [load_file(store, path, layout) for path in progress(find_files(patterns))]


def load_file(store: Store, path: Path, layout: Layout | None = None, now: datetime | None = None) -> Loaded:
    """Load one file in one transaction.

    Args:
        store: where to.
        path: CSV (plain, gz, zst, zip) or Parquet.
        layout: how to read it; found by its header if ``None``.
        now: the clock, for telling times in the future.

    Raises:
        UnreadableInput: missing, empty, damaged or in no known layout. The store is as it was.
    """
    opened, layout = recognise(path, layout)
    sha256 = fingerprint(path, opened.packing)
    if seen := store.rows("SELECT name FROM files WHERE sha256 = $sha", {"sha": sha256}):
        return Loaded(str(seen[0][0]), layout.name, 0, 0, 0, 0, {}, already=True)
    latest = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None) + CLOCK_SLACK
    with store.transaction():
        try:
            _judge(store, opened, layout, latest)
        except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as e:
            raise UnreadableInput(
                f"{path} cannot be read: {str(e).splitlines()[0]}", "nothing was loaded from it."
            ) from e
        return _keep(store, path, sha256, layout)


def _judge(store: Store, packed: Opened, layout: Layout, latest: datetime) -> None:
    """Read the file once into ``judged_rows``, and list what must be refused, with its line, in ``refused_rows``.

    Lines are numbered by the order in which rows went into the table: ``row_number()`` would keep DuckDB to one thread.
    """
    fields = ", ".join(f"coalesce(c{i}::VARCHAR, '')" for i in range(len(packed.header)))
    store.execute("CREATE OR REPLACE TEMP TABLE csv_rejects (file_id BIGINT, line BIGINT, csv_line VARCHAR)")
    with packed.unpacked() as opened:
        if opened.packing != "parquet":
            store.execute("DROP TABLE csv_rejects")
            store.execute("DROP TABLE IF EXISTS csv_scans")
        read = opened.relation(layout.delimiter, layout.skip_lines)
        store.execute(f"CREATE OR REPLACE TEMP VIEW source_rows AS {layout.select(opened.header, read)}")
        with store.in_order():
            judge = _JUDGE.replace("RAW_FIELDS", fields)
            store.execute(f"CREATE OR REPLACE TEMP TABLE judged_rows AS {judge}", {"latest": latest})
    store.execute(f"CREATE OR REPLACE TEMP TABLE refused_rows AS {_REFUSED}")


def _keep(store: Store, path: Path, sha256: str, layout: Layout) -> Loaded:
    """Move judged rows where they belong, and write the ledger's line."""
    file_id = store.one("SELECT coalesce(max(file_id), 0) + 1 FROM files")[0]
    good, first, last = store.one("SELECT count(*), min(time), max(time) FROM judged_rows WHERE reason IS NULL")
    refused = store.one("SELECT count(*) FROM refused_rows")[0]
    if good + refused == 0:
        raise UnreadableInput(f"{path} has a header and no rows", "nothing was loaded from it.")
    if good == 0:
        counts = store.rows("SELECT reason, count(*) FROM refused_rows GROUP BY reason ORDER BY 2 DESC, 1")
        why = ", ".join(f"{reason} {n:,}" for reason, n in counts)
        raise UnreadableInput(f"{path}: not one row can be kept ({why})", "is the layout right? See --mapping.")
    kept = _keep_fixes(store, file_id, first, last)
    store.execute(f"INSERT INTO statics BY NAME SELECT *, {file_id} AS file_id FROM ({_PARTICULARS})")
    store.execute(
        "INSERT INTO ids SELECT DISTINCT ship, text_id FROM judged_rows WHERE text_id IS NOT NULL AND reason IS NULL"
        " AND ship NOT IN (SELECT ship FROM ids) ORDER BY ALL"
    )
    reasons = _keep_rejects(store, file_id)
    loaded = Loaded(_spelt(path), layout.name, good + refused, kept, good - kept, refused, reasons)
    store.execute(
        "INSERT INTO files VALUES ($id, $name, $sha, $bytes, $layout, $read, $kept, $dup, $refused, $first, $last, $now)",
        {
            "id": file_id, "name": loaded.name, "sha": sha256, "bytes": path.stat().st_size, "layout": layout.name,
            "read": good + refused, "kept": kept, "dup": loaded.rows_duplicate, "refused": refused, "first": first,
            "last": last, "now": datetime.now(UTC).replace(tzinfo=None, microsecond=0),
        },
    )  # fmt: skip
    store.execute("DROP TABLE judged_rows")
    store.execute("DROP TABLE refused_rows")
    return loaded


def _spelt(path: Path) -> str:
    """A path as text, whatever bytes its name is made of."""
    return os.fsencode(path).decode("utf-8", errors="replace")


def _keep_fixes(store: Store, file_id: int, first: datetime, last: datetime) -> int:
    """Sort the kept rows by ship and time, drop exact duplicates (in the file and against the store)."""
    span = {"first": first, "last": last}
    rows = f"SELECT DISTINCT {_FIX} FROM judged_rows WHERE reason IS NULL"
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
