"""Incremental runs: recomputes of each step only the rows that depend on messages added, changed or removed since the last run.

Changes are found in the messages themselves: for each number and day, ``fix_days`` holds their count and the sum of their
digests, which is compared with that of the last run. So late files, files taken back, pruning and duplicates need no special
treatment. Everything else a step depends on (SQL, settings, version) is kept as a fingerprint in ``made``; if it differs, or if
the table is not the one made then, the whole step is recomputed.

A step whose fingerprint and whose tables are all as the last search left them is not made at all (``engine/unchanged.py``).

The result equals a full run row for row; a test compares them after every night.
"""

from __future__ import annotations

import hashlib
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb

from vesseltrack.engine.code import source_of
from vesseltrack.engine.emptiness import Empties, EmptyTables
from vesseltrack.engine.step import HasSections, Step, asked_by
from vesseltrack.engine.unchanged import digests, inputs_of, unchanged
from vesseltrack.errors import StepFailed
from vesseltrack.reference import our_version
from vesseltrack.schema import TABLES
from vesseltrack.store import Store, quoted
from vesseltrack.store.connection import SEARCH_ALL, VIEWS, words
from vesseltrack.store.filling import as_declared, create_as_declared, make_empty, whole_name

_LOG = logging.getLogger(__name__)
Run = Callable[[Step, Store, Any, Empties], int]
"""Makes the table of a step from the tables it reads; returns its number of rows."""
MOST_SHARE = 0.5
"""If a larger share of the messages is as late as its number's first changed day, all is recomputed, which is faster then."""
HULLS_KNOWN = "segments"
"""The step after which numbers with several hulls are known; of these everything is recomputed."""

FIX_DAYS, MADE = TABLES["fix_days"], TABLES["made"]
_DAYS = """
    CREATE OR REPLACE TEMP TABLE days_now AS
    -- who received a message changes no track: what rests on sources is made anew each time
    SELECT ssvid, time::DATE AS day, count(*) AS fixes, sum(hash(said)) AS digest, max(time) AS last_time
    FROM (SELECT * EXCLUDE (source_id) FROM fixes) AS said GROUP BY ssvid, day
"""
_CHANGED = """
    CREATE OR REPLACE TEMP TABLE changed AS
    SELECT ssvid AS key, min(day)::TIMESTAMP AS since
    FROM days_now AS n FULL JOIN {fix_days} AS o USING (ssvid, day)
    WHERE n.fixes IS DISTINCT FROM o.fixes OR n.digest IS DISTINCT FROM o.digest
    GROUP BY ssvid
"""
_SHARE = """
    SELECT coalesce(sum(fixes) FILTER (day >= since), 0) / greatest(sum(fixes), 1), EXISTS (FROM changed)
    FROM days_now LEFT JOIN changed ON changed.key = ssvid
"""
_TOUCHED = """
    CREATE OR REPLACE TEMP TABLE touched AS
    WITH last AS (
        SELECT key, max(last_time) AS before_time FROM days_now JOIN changed ON key = ssvid WHERE day < since GROUP BY key
    )
    SELECT key, since, coalesce(before_time, TIMESTAMP '1900-01-01') AS before_time FROM changed LEFT JOIN last USING (key)
"""
_HULLS_BEFORE = """
    CREATE OR REPLACE TEMP TABLE hulls_before AS
    SELECT vessel_id AS key FROM segments UNION SELECT ssvid FROM segments UNION SELECT ssvid FROM late_fixes WHERE set_aside
"""
_HULLS = """
    INSERT INTO hulls_before
    SELECT vessel_id FROM segments UNION SELECT ssvid FROM segments UNION SELECT ssvid FROM late_fixes WHERE set_aside
"""
_TOUCHED_WHOLE = """
    CREATE OR REPLACE TEMP TABLE touched AS
    SELECT key, min(since) AS since, min(before_time) AS before_time FROM (
        FROM touched UNION ALL SELECT DISTINCT key, TIMESTAMP '1900-01-01', TIMESTAMP '1900-01-01' FROM hulls_before)
    GROUP BY key
"""
_TEMPORARY = ("days_now", "changed", "touched", "hulls_before", "among")


@contextmanager
def anew(store: Store, whole: bool, steps: Iterable[Step] = (), run: Run | None = None) -> Iterator[Anew]:
    """Within an open transaction: a runner of steps that keeps rows that are still valid.

    Args:
        store: the store.
        whole: recompute every step, as when not all messages are searched; the next run then recomputes everything too.
        steps: the steps that will be made; the tables in their cuts' ``compares`` are compared.
        run: makes a step whole, in place of :meth:`Step.run`; then every step is made whole.
    """
    runner = Anew(store, whole, steps, run)
    try:
        yield runner
        runner.note()
    finally:
        with suppress(duckdb.Error):  # if the transaction failed, its rollback drops these as well
            for name in (*_TEMPORARY, "was", *(f"other_{table}" for table in runner.compared)):
                store.execute(f"DROP TABLE IF EXISTS temp.{name}")


class Anew:
    """Makes the steps' tables; of steps that declare a :class:`Cut`, only the rows that depend on changes."""

    def __init__(self, store: Store, whole: bool, steps: Iterable[Step] = (), run: Run | None = None) -> None:
        self.store, self.windowed, self.run = store, whole, run or Step.run
        self.whole: set[str] = set()
        """Tables that were recomputed whole: steps that read one of them are recomputed whole, too."""
        self.noted: dict[str, tuple[str, int | None]] = {}
        self.rows_made: dict[str, int] = {}
        """Number of rows recomputed, by table; only tables with a cut that were recomputed in part, or left."""
        self.empty = EmptyTables(store)
        steps = tuple(steps)
        self.compared = {t: column for step in steps if step.cut for t, column in step.cut.compares.items()}
        """Tables whose added and removed rows are looked up, each with the column whose values are kept."""
        self.notes = whole_name(store, MADE)
        create_as_declared(store, MADE)
        self.last = store.one(f"SELECT coalesce(max(run), 0) FROM {self.notes}")[0]
        self.known = {n: (fingerprint, last, rows) for n, fingerprint, last, rows in store.rows(f"FROM {self.notes}")}
        self.inputs = {} if whole else digests(store, inputs_of(steps))
        self.no_message_changed = False
        self.partly = not whole and self._changes() and run is None
        known = {n: fingerprint for n, (fingerprint, last, _) in self.known.items() if last == self.last}
        self.unchanged = unchanged(known, self.inputs, self.no_message_changed) if self.partly else set()
        """Tables that are as the last search read or left them."""
        if whole:
            store.execute(f"DELETE FROM {self.notes}")

    def _changes(self) -> bool:
        """Find what changed and renew ``fix_days``; false if too much changed, or the last run left nothing to compare with."""
        store, days = self.store, whole_name(self.store, FIX_DAYS)
        create_as_declared(store, FIX_DAYS)
        store.execute(_DAYS)
        known = bool(self.known) and {"segments", "late_fixes"} <= set(store.names())
        if known:
            store.execute(_CHANGED.format(fix_days=days))
            share, other = store.one(_SHARE)
            known, self.no_message_changed = bool(share <= MOST_SHARE), not other
        if known:
            store.execute(_TOUCHED)
            store.execute(_HULLS_BEFORE)
        make_empty(store, FIX_DAYS)
        store.execute(f"INSERT INTO {days} BY NAME SELECT * EXCLUDE last_time FROM days_now")
        return known

    def make(self, step: Step, settings: HasSections) -> int:
        """Make a step's table; returns its number of rows."""
        fingerprint = _fingerprint(self.store, step, settings)
        holds = self._holds(step, fingerprint)
        if holds and step.reads <= self.unchanged and self._is_there(step):
            rows = self._left(step)
        else:
            before = self._digest(step)
            rows = self._made(step, settings, holds)
            if before and before == self._digest(step):
                self.unchanged.add(step.writes)
                self.whole.discard(step.writes)
        self.empty.known[step.writes] = not rows
        if not self.windowed:
            self.noted[step.writes] = fingerprint, rows
        if self.partly and step.writes == HULLS_KNOWN:
            self.store.execute(_HULLS)
            self.store.execute(_TOUCHED_WHOLE)
        return rows

    def _made(self, step: Step, settings: HasSections, holds: bool) -> int:
        """Make a step's table, in part where its rows hold; returns its number of rows."""
        if holds and (step.cut is None or self._is_there(step)):
            with self._comparing(step.writes):
                return self._part(step, settings) if step.cut else self.run(step, self.store, settings, self.empty)
        self.whole.add(step.writes)
        return self.run(step, self.store, settings, self.empty)

    def _holds(self, step: Step, said: str) -> bool:
        """Whether a step need not be recomputed whole: no table it reads was, and its fingerprint is that of the last run."""
        if not self.partly or step.reads & self.whole or step.writes not in self.known:
            return False
        return self.known[step.writes][:2] == (said, self.last)

    def _is_there(self, step: Step) -> bool:
        """Whether a step's table has the declared columns and as many rows as the last run made."""
        if step.writes not in self.known or not as_declared(self.store, TABLES[step.writes]):
            return False
        return bool(self.store.one(f"SELECT count(*) FROM {self._name(step.writes)}")[0] == self.known[step.writes][2])

    def _left(self, step: Step) -> int:
        """Leave a step's table as it is; returns its number of rows."""
        self.unchanged.add(step.writes)
        if step.writes in self.compared:
            self.store.execute(f"CREATE OR REPLACE TEMP TABLE {self._other(step.writes)} LIMIT 0")
        if step.cut:
            self.rows_made[step.writes] = 0
        rows = int(self.known[step.writes][2] or 0)
        _LOG.debug("step %s: %s rows, as they were", step.writes, f"{rows:,}")
        return rows

    def _digest(self, step: Step) -> str | None:
        """Where no message changed, a digest of a step's table: if it is made anew and comes out equal, it is unchanged."""
        if not self.partly or not self.no_message_changed or not as_declared(self.store, TABLES[step.writes]):
            return None
        return digests(self.store, frozenset({step.writes}))[step.writes]

    def _other(self, table: str) -> str:
        """Name and query of the table of keys that came or went, of all rows of a table."""
        key = quoted(self.compared[table])
        return f"{quoted('other_' + table)} AS SELECT DISTINCT {key} AS key FROM {self._name(table)}"

    @contextmanager
    def _comparing(self, table: str) -> Iterator[None]:
        """Within the block a table is remade; then ``other_TABLE`` gets the keys of added and removed rows, if compared."""
        if table not in self.compared:
            yield
            return
        name, key = self._name(table), quoted(self.compared[table])
        self.store.execute(f"CREATE OR REPLACE TEMP TABLE was AS FROM {name}")
        yield
        self.store.execute(
            f"CREATE OR REPLACE TEMP TABLE {quoted('other_' + table)} AS SELECT DISTINCT {key} AS key FROM"
            f" ((FROM {name} EXCEPT ALL FROM was) UNION ALL (FROM was EXCEPT ALL FROM {name}))"
        )

    def note(self) -> None:
        """Store the fingerprints of what was made, for the next run."""
        noted = {name: (digest, None) for name, digest in self.inputs.items()} | self.noted
        names = list(noted)
        self.store.execute(f"DELETE FROM {self.notes} WHERE list_contains($names, name)", {"names": names})
        fingerprints, rows = ([noted[n][k] for n in names] for k in (0, 1))
        made = {"names": names, "said": fingerprints, "run": self.last + 1, "rows": rows}
        self.store.execute(
            f"INSERT INTO {self.notes} SELECT unnest($names), unnest($said), $run, unnest($rows::BIGINT[])", made
        )

    def _name(self, name: str) -> str:
        return whole_name(self.store, TABLES[VIEWS[name].removeprefix("FROM ") if name in VIEWS else name])

    def _part(self, step: Step, settings: HasSections) -> int:
        """Recompute the rows of a step's table that depend on changes; returns its total number of rows."""
        cut, into, begun = step.cut, self._name(step.writes), perf_counter()
        assert cut is not None
        names = TABLES[step.writes].names
        columns, values = (", ".join(f"{of}{quoted(c)}" for c in names) for of in ("", "r."))
        falls = f"c.key = r.{quoted(cut.whose)} AND NOT ({cut.stands})"
        try:
            self._run(step, settings, f"CREATE OR REPLACE TEMP TABLE among AS {cut.among}")
            with self._seen(cut.sees), step.selecting(self.store, settings) as select:
                self._run(step, settings, f"DELETE FROM {into} AS r USING among AS c WHERE {falls}")
                made = self._run(step, settings,
                    f"INSERT INTO {into} ({columns}) SELECT {values} FROM (\n{select}\n) AS r JOIN among AS c ON {falls}"
                )[0][0]  # fmt: skip
        except (duckdb.Error, ValueError, KeyError) as e:
            raise StepFailed(f"step {step.writes} failed: {e}", "please report it, with this message.") from e
        self.rows_made[step.writes] = made
        rows = int(self.store.one(f"SELECT count(*) FROM {into}")[0])
        seconds = perf_counter() - begun
        _LOG.debug("step %s: %s rows, %s of them anew, in %.3f s", step.writes, f"{rows:,}", f"{made:,}", seconds)
        return rows

    def _run(self, step: Step, settings: HasSections, sql: str) -> list[Any]:
        """Run a statement with the parameters it takes from the step's rules."""
        return self.store.rows(sql, asked_by(sql, settings.section(step.section)) if step.section else None)

    @contextmanager
    def _seen(self, sees: Any) -> Iterator[None]:
        """Within the block, table names mean only the rows needed: DuckDB finds temporary views before tables."""
        for name, rows in sees.items():
            of_store = rows.replace(f"FROM {name} AS", f"FROM {self._name(name)} AS")  # the view must not read itself
            self.store.execute(f"CREATE OR REPLACE TEMP VIEW {quoted(name)} AS {of_store}")
        try:
            yield
        finally:
            with suppress(duckdb.Error):  # if the transaction failed, its rollback drops the views
                for name in sees:
                    self.store.execute(SEARCH_ALL if name in VIEWS else f"DROP VIEW temp.{quoted(name)}")


def _fingerprint(store: Store, step: Step, settings: HasSections) -> str:
    """Hash of a step's SQL, settings, code, cut, columns and versions, and of the results of its cut's ``rests``."""
    made_by = step.make or step.compiled
    rules = settings.section(step.section).model_dump() if step.section and step.make else step.params(settings)
    code = made_by and _code_beside(made_by.__module__)
    rests_on = step.cut.rests if step.cut else ()
    rests = [store.rows(f"SELECT count(*), sum(hash(t)) FROM ({query}) AS t") for query in rests_on]
    parts = (step.query(settings), sorted(rules.items()), code, step.cut, rests, TABLES[step.writes].columns_ddl,
        words(), duckdb.__version__, our_version())  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _code_beside(module: str) -> bytes:
    """Source code of a step function's module and of the modules beside it."""
    folder = Path(str(sys.modules[module].__file__)).parent
    return source_of(*sorted(folder.glob("*.py")))
