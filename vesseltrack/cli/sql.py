"""The command that runs a read-only query over the store."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import Annotated

import duckdb
import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Db, Json, Memory, show, to_csv
from vesseltrack.errors import WrongUse

MISSING = "does not exist"


def sql(
    query: Annotated[str, typer.Argument(help="One SELECT; - reads it from standard input.")],
    db: Db = STORE,
    limit: Annotated[int, typer.Option("--limit", min=0, help="Rows at most; 0 for all.")] = 1000,
    memory: Memory = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV on standard output, instead of a table.")] = False,
) -> None:
    """Run one SELECT over the store's tables, read only; no file but the store is read. See: vesseltrack tables.

    Examples:
      vesseltrack sql "SELECT assessment, count(*) FROM gaps GROUP BY assessment"

      vesseltrack sql --csv --limit 0 "FROM fixes WHERE ssvid = 671000118" > fixes.csv
    """
    from vesseltrack import api

    text = (sys.stdin.read() if query == "-" else query).strip().rstrip(";")
    with api.open(db, read_only=True, memory_limit=memory) as store:
        try:
            kinds = [s.type for s in duckdb.extract_statements(text)]
            if kinds != [duckdb.StatementType.SELECT]:
                raise WrongUse("that is not one SELECT", "the store is only read here: give one SELECT or FROM.")
            store.store.execute("SET enable_external_access = false")
            found = store.sql(f"SELECT * FROM (\n{text}\n)" + (f" LIMIT {limit + 1}" if limit else ""))
        except duckdb.Error as e:
            problem = " ".join(str(e).partition("\n\nLINE ")[0].split())  # its line numbers refer to the wrapped query
            raise WrongUse(f"the query cannot be run: {problem}", _hint(str(e), store.store.names())) from e
    more = bool(limit) and len(found) > limit
    found = found.head(limit) if more else found
    if as_csv and not as_json:
        to_csv(found)
    else:
        show(found, as_json)
    if more:
        screen.say(f"only the first {limit:,} rows: --limit 0 gives all", stderr=True)


def _hint(problem: str, names: list[str]) -> str:
    """Advice for an unknown table: the existing table with the most similar name."""
    if MISSING not in problem:
        return "see: vesseltrack tables NAME"
    name = problem.rsplit(" with name ", maxsplit=1)[-1].split(" ", maxsplit=1)[0]
    near = get_close_matches(name, names, n=1)
    return f"did you mean {near[0]}?" if near else "see: vesseltrack tables"
