"""The commands on steps: how they rest on one another, and one of them as a query that runs in any DuckDB tool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Assign, Db, Json, Preset, SettingsFile, show
from vesseltrack.errors import WrongUse

if TYPE_CHECKING:
    from vesseltrack.engine.step import Step
    from vesseltrack.settings import Settings


def steps(as_json: Json = False) -> None:
    """Show the steps of detect in their order: what each makes, from what, and what it finds.

    Examples:
      vesseltrack steps

      vesseltrack steps --json | jq -r 'select(.reads | index("gaps")) | .step'
    """
    import pandas as pd

    from vesseltrack.engine.pipeline import steps as all_steps

    rows = [
        {"step": s.writes, "reads": sorted(s.reads), "by": "SQL" if s.make is None else "Python", "finds": s.finds}
        for s in all_steps()
    ]
    frame = pd.DataFrame(rows)
    show(frame if as_json else frame.assign(reads=[", ".join(r) for r in frame.reads]), as_json)


def step(
    name: Annotated[str, typer.Argument(help="The table it makes; see: vesseltrack steps")],
    sql: Annotated[bool, typer.Option("--sql", help="Its query: what is shown if nothing else is asked for.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="DuckDB's plan of it, on the store, instead.")] = False,
    db: Db = STORE,
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
) -> None:
    """Print the query of one step, with its settings filled in and the macros it needs: it runs as it is in any DuckDB tool.

    Examples:
      vesseltrack step gaps --sql > gaps.sql

      vesseltrack step gaps --set gaps.min_silence_h=6 --explain
    """
    from vesseltrack.engine.pipeline import steps as all_steps
    from vesseltrack.settings import load_settings
    from vesseltrack.store import Store

    if sql and explain:
        raise WrongUse("--sql and --explain are two things", "ask for the query, or for its plan.")
    found = {s.writes: s for s in all_steps()}.get(name)
    if found is None:
        raise WrongUse(f"there is no step {name}", f"the steps are: {', '.join(s.writes for s in all_steps())}")
    if found.make is not None:
        raise WrongUse(f"the step {name} is a function, not a query", f"it reads {', '.join(sorted(found.reads))}.")
    rules = load_settings(settings, preset, assign or ())
    if explain:
        with Store(db, read_only=True) as store:
            screen.say("\n".join(str(plan) for _, plan in store.rows(f"EXPLAIN {filled_in(found, rules)}")))
        return
    screen.say(standalone(found, rules))


def filled_in(step: Step, settings: Settings) -> str:
    """The SELECT of a step with the values of its rules in place of their names."""
    from vesseltrack.engine.step import PARAMETER, as_literal

    values = step.params(settings)
    return (
        PARAMETER.sub(lambda named: as_literal(values[named[1]]), step.query(settings))
        if values
        else step.query(settings)
    )


def standalone(step: Step, settings: Settings) -> str:
    """The query of a step with all it needs before it: where tables stand, macros, and the view of what is searched."""
    from vesseltrack.engine.graph import macros, macros_of
    from vesseltrack.engine.window import window_sql
    from vesseltrack.schema import RECORD, RESULTS, WORK

    select = filled_in(step, settings)
    see = f"SET search_path = '{RESULTS},{RECORD},{WORK}';"
    needed = [macros()[name][0] for name in macros_of(select)]
    if "searched_fixes" in "".join([*needed, select]):
        needed = [f"{s.strip()};" for s in window_sql(settings.tracks.since)] + needed
    return "\n".join([see, *needed, re.sub(r"\s*$", ";", select)])
