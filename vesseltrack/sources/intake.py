"""Where readers hand over their rows: each is judged, and kept in temporary tables until the file is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from vesseltrack.sources.keep import forget_rows
from vesseltrack.sources.reader import FIELDS, PARTICULARS
from vesseltrack.store import Store

EARLIEST = datetime(2000, 1, 1)
"""No AIS message is older; and none older than those let go is taken in again."""
BATCH = 200_000
"""Rows gathered before they are judged together."""

_JUDGE = Path(__file__).with_name("judge.sql").read_text(encoding="utf-8")
_REFUSED = Path(__file__).with_name("refused.sql").read_text(encoding="utf-8")


# Three texts that nearly all rows are without, in one: a hundred million times nothing takes room too.
_PACKED = """
    SELECT * EXCLUDE (reason, raw, text_id), reason IS NOT NULL AS refused,
        CASE WHEN refused THEN concat(reason, chr(31), raw) ELSE text_id END AS aside
    FROM ({judge})
"""
_UNPACKED = """
    SELECT * EXCLUDE (refused, aside),
        CASE WHEN refused THEN split_part(aside, chr(31), 1) END AS reason,
        CASE WHEN refused THEN substr(aside, instr(aside, chr(31)) + 1) END AS raw,
        CASE WHEN NOT refused THEN aside END AS text_id,
        rowid AS row{absent}
    FROM judged
"""
_OPTIONAL = ("line", *PARTICULARS)
"""Fields that are carried along only where a file has them: even nothing takes room in a hundred million rows."""


class Intake:
    """The rows of one file, judged: ``judged_rows`` (a view of the temporary table ``judged``) and ``refused_rows``."""

    def __init__(self, store: Store, latest: datetime) -> None:
        self.store, self.latest = store, latest
        self.earliest = max(EARLIEST, store.one("SELECT max(before) FROM prunings")[0] or EARLIEST)
        self.held: list[pa.Table] = []
        self.restart()

    def restart(self) -> None:
        """Forget all that was taken."""
        self.has: tuple[str, ...] = ()
        self.held = []
        forget_rows(self.store)
        self.store.execute("CREATE TEMP TABLE set_aside (line BIGINT, raw VARCHAR)")

    def set_aside(self, lines: Sequence[int], texts: Sequence[str]) -> None:
        """Refuse lines that are not among the rows taken."""
        raw = [*texts, *[None] * (len(lines) - len(texts))]
        aside = pa.table({"line": pa.array(lines, pa.int64()), "raw": pa.array(raw, pa.string())})
        with self.store.lent("aside", aside):
            self.store.execute("INSERT INTO set_aside FROM aside")

    def take(self, rows: pa.Table) -> None:
        """Take a table of messages; see :class:`vesseltrack.sources.reader.Taker`."""
        self.held.append(rows)
        if sum(t.num_rows for t in self.held) >= BATCH:
            self._flush()

    def take_sql(self, select: str, raw: str = "raw") -> int:
        """Take a SELECT; see :class:`vesseltrack.sources.reader.Taker`."""
        said = [d[0] for d in self.store.execute(f"DESCRIBE {select}").fetchall()]
        return self._judge(select, said, [f for f in _OPTIONAL if f in said], raw)

    def _flush(self) -> None:
        if self.held:
            rows = pa.concat_tables(self.held, promote_options="permissive")
            self.held = []
            with self.store.lent("source_batch", rows):
                self._judge("SELECT * FROM source_batch", rows.column_names, _OPTIONAL, "raw")

    def _judge(self, select: str, said: Sequence[str], carried: Sequence[str], raw: str) -> int:
        """Judge the rows of a SELECT into the table ``judged``, which the first of them makes."""
        ours = [name for name in FIELDS if name in said]
        typed = ", ".join(f"{name if name in said else 'NULL'}::{type_} AS {name}" for name, type_ in FIELDS.items())
        others = "" if set(said) <= set(FIELDS) else f"* EXCLUDE ({', '.join(ours)}), "
        self.store.execute(f"CREATE OR REPLACE TEMP VIEW source_rows AS SELECT {others}{typed} FROM ({select})")
        judge = _JUDGE.replace("RAW_TEXT", raw).replace("PARTICULARS", ", ".join(carried) or "NULL AS nothing")
        into = "INSERT INTO judged" if self.has else "CREATE TEMP TABLE judged AS"
        with self.store.in_order():
            rows = self.store.one(
                f"{into} {_PACKED.format(judge=judge)}", {"earliest": self.earliest, "latest": self.latest}
            )[0]
        self.has = tuple(carried) or ("nothing",)
        return int(rows)

    def close(self) -> bool:
        """All is taken: say what was refused. Returns whether there was anything at all."""
        self._flush()
        if not self.has:
            return False
        absent = "".join(f", NULL::{FIELDS[f]} AS {f}" for f in _OPTIONAL if f not in self.has)
        self.store.execute(f"CREATE OR REPLACE TEMP VIEW judged_rows AS {_UNPACKED.format(absent=absent)}")
        self.store.execute(f"CREATE TEMP TABLE refused_rows AS {_REFUSED}")
        return True
