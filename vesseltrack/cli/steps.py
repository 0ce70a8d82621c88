"""Commands on steps: their order and inputs, and one of them as a query that runs in any DuckDB tool."""

from __future__ import annotations

from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Assign, Columns, Csv, Db, Json, Preset, SettingsFile, show_as
from vesseltrack.errors import WrongUse


def steps(
    dot: Annotated[
        bool,
        typer.Option("--dot", help="Draw them: a graph for Graphviz, an arrow from each table to each that reads it."),
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show the steps of detect in order: what each makes, which tables it reads, and what it finds.

    Examples:
      vesseltrack steps

      vesseltrack steps --json | jq -r 'select(.reads | index("gaps")) | .step'

      vesseltrack steps --dot > steps.dot
    """
    from vesseltrack.methods import declared

    frame = declared.steps()
    if dot:
        screen.say(_graph(dict(zip(frame.step, frame.reads, strict=True))))
        return
    plain = frame if as_json else frame.assign(reads=[", ".join(r) for r in frame.reads])
    show_as(plain, as_json, as_csv, columns, folded=True)


def _graph(reads: dict[str, list[str]]) -> str:
    """A graph in Graphviz's language: steps are ellipses, tables that no step makes are boxes."""
    loaded = sorted({table for tables in reads.values() for table in tables} - set(reads))
    boxes = [f"  {table} [shape=box]" for table in loaded]
    arrows = [f"  {table} -> {step}" for step, tables in reads.items() for table in tables]
    return "\n".join(["digraph steps {", "  rankdir=LR", *boxes, *arrows, "}"])


def step(
    name: Annotated[str, typer.Argument(help="The table it makes; see: vesseltrack steps")],
    sql: Annotated[bool, typer.Option("--sql", help="Show its query (the default).")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show DuckDB's plan of its query on the store instead.")
    ] = False,
    db: Db = STORE,
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
) -> None:
    """Print the query of one step, with settings filled in and the macros it needs; it runs unchanged in any DuckDB tool.

    Examples:
      vesseltrack step gaps --sql > gaps.sql

      vesseltrack step gaps --set gaps.min_silence_h=6 --explain
    """
    from vesseltrack.methods.declared import filled_in, standalone, step_named
    from vesseltrack.settings import load_settings
    from vesseltrack.store import Store

    if sql and explain:
        raise WrongUse("--sql and --explain cannot be given together", "ask for the query, or for its plan.")
    found = step_named(name)
    rules = load_settings(settings, preset, assign or ())
    if explain:
        with Store(db, read_only=True) as store:
            screen.say("\n".join(str(plan) for _, plan in store.rows(f"EXPLAIN {filled_in(found, rules)}")))
        return
    screen.say(standalone(found, rules))
