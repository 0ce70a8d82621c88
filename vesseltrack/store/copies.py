"""A second copy of verdicts and alert history in files beside the store, in case the store is damaged.

``<store>.verdicts.jsonl`` and ``<store>.history.jsonl`` are append-only. After each committed change the missing rows are added;
if a run is killed in between, the next one adds them. Each line has its row number, so nothing is added twice. If the last line
is not a row of the store, the file belongs to another store: it is set aside, not overwritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from vesseltrack.schema.former import modern

COPIED = {"verdicts": "verdicts", "alert_states": "history"}
"""Tables that are copied, and what their files are called."""
_TAIL = 1 << 16
_LATER = {"last_time", "reported_in"}
"""What a later night may write anew in a row: an alert that merely goes on, or was not reported yet."""
_WHOLE = """
    -- with who and when of its events: by these it is found again in another store
    SELECT *, (SELECT list(e ORDER BY event) FROM alert_events AS e WHERE list_contains(t.events, e.event)) AS told_of
    FROM "{}" AS t WHERE nth > $nth ORDER BY nth
"""


def copy_of(path: Path, table: str) -> Path:
    """Path of the copy of a store's table."""
    return path.with_name(f"{path.name}.{COPIED[table]}.jsonl")


def set_aside(path: Path, table: str) -> list[Path]:
    """The copies of earlier stores of this name, the oldest first."""
    stem = f"{path.name}.{COPIED[table]}."
    found = {
        int(n): p
        for p in path.parent.glob(f"{_plain(stem)}*.jsonl")
        if (n := p.name.removeprefix(stem).removesuffix(".jsonl")).isdecimal()
    }
    return [found[n] for n in sorted(found)]


def bring_up(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Add to the copies the rows of the store that they lack.

    Raises:
        OSError: they cannot be written. The store is unaffected, and the next change tries again.
    """
    for table in COPIED:
        _bring_up(con, table, copy_of(path, table), path)


def lagging(con: duckdb.DuckDBPyConnection, path: Path, table: str) -> int:
    """How many rows of a table its copy lacks."""
    last = _last(con, table)
    held, _ = _tail(copy_of(path, table))
    return last - (int(held["nth"]) if held and _is_ours(con, table, held) else 0)


def read_copy(path: Path, table: str) -> list[dict[str, Any]]:
    """The complete lines of a table's copy, with present column names."""
    lines = path.read_bytes().split(b"\n")[:-1]
    rows = [modern(table, json.loads(line)) for line in lines if line]
    for row in rows:
        if row.get("told_of"):
            row["told_of"] = [modern("alert_events", event) for event in row["told_of"]]
    return rows


def _bring_up(con: duckdb.DuckDBPyConnection, table: str, copy: Path, store: Path) -> None:
    last = _last(con, table)
    if not last:
        return  # this store has no rows yet, so an existing copy may be all that is left of an earlier store
    held, size = _tail(copy)
    if held is not None and not _is_ours(con, table, held):
        earlier = set_aside(store, table)
        nth = 1 + int(earlier[-1].name.split(".")[-2]) if earlier else 1
        copy.rename(copy.with_name(f"{store.name}.{COPIED[table]}.{nth}.jsonl"))
        held, size = None, 0
    if held and held["nth"] == last and copy.stat().st_size == size:
        return
    _add(copy, size, "".join(_lines(con, table, held["nth"] if held else 0)).encode("ascii"))


def _add(copy: Path, size: int, lines: bytes) -> None:
    """Write lines after the first ``size`` bytes, and flush them to disk."""
    f = os.open(copy, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.ftruncate(f, size)  # cut off a line that a killed run wrote only in part
        os.lseek(f, size, os.SEEK_SET)
        while lines:
            lines = lines[os.write(f, lines) :]
        os.fsync(f)
    finally:
        os.close(f)


def _last(con: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(con.execute(f'SELECT coalesce(max(nth), 0) FROM "{table}"').fetchall()[0][0])


def _lines(con: duckdb.DuckDBPyConnection, table: str, after: int) -> Iterator[str]:
    yield from _rows(con, _WHOLE.format(table), after)


def _rows(con: duckdb.DuckDBPyConnection, query: str, nth: int) -> Iterator[str]:
    rows = con.execute(query, {"nth": nth})
    names = [d[0] for d in rows.description or ()]
    for row in rows.fetchall():
        # ASCII only, so that control characters and line separators in names are escaped
        yield json.dumps(dict(zip(names, row, strict=True)), default=str) + "\n"


def _is_ours(con: duckdb.DuckDBPyConnection, table: str, held: dict[str, Any]) -> bool:
    """Whether a line of a copy is a row of this store."""
    try:
        nth = int(held["nth"])
        record: dict[str, Any] = next(
            (json.loads(x) for x in _rows(con, f'SELECT * FROM "{table}" WHERE nth = $nth', nth)), {}
        )
    except (KeyError, TypeError, ValueError):
        return False
    return (
        bool(record) and all(record[k] == held[k] for k in (record.keys() & held.keys()) - _LATER) and "nth" in record
    )


def _tail(copy: Path) -> tuple[dict[str, Any] | None, int]:
    """The last complete line of a file (an empty dict if it is not ours), and the number of bytes up to its end."""
    try:
        with copy.open("rb") as f:
            size = f.seek(0, os.SEEK_END)
            read = _TAIL
            while True:
                begin = max(0, size - read)
                f.seek(begin)
                end, lines = begin, f.read(size - begin)
                cut = lines.rfind(b"\n")
                line = lines[lines.rfind(b"\n", 0, max(cut, 0)) + 1 : max(cut, 0)]
                if begin and (cut < 0 or lines.rfind(b"\n", 0, cut) < 0):
                    read *= 8  # a long line: look at more of the file
                    continue
                whole = end + cut + 1 if cut >= 0 else 0
                if not whole:
                    return (None if not lines or lines.startswith(b'{"nth"') else {}), 0
                record = json.loads(line)
                return (record if isinstance(record, dict) else {}), whole
    except FileNotFoundError:
        return None, 0
    except ValueError:  # no line of ours
        return {}, 0


def _plain(name: str) -> str:
    """A name with glob characters escaped."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in name)
