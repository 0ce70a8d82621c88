"""Functions that need no store: formats, lists, indicators, steps, shipped data."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from vesseltrack.errors import WrongUse, near_or_all

if TYPE_CHECKING:
    from vesseltrack.engine.step import Step
    from vesseltrack.scoring.event_indicators import Weighed
    from vesseltrack.settings import Settings


def formats() -> pd.DataFrame:
    """The file formats that are recognised by contents, in the order in which they are tried."""
    from vesseltrack.sources.finding import readers

    return pd.DataFrame([{"format": r.name, "about": r.about} for r in readers()])


def list_formats() -> pd.DataFrame:
    """The published list files that are recognised by contents."""
    from vesseltrack.lists import LISTS

    return pd.DataFrame([_list_format(r) for r in LISTS])


def _list_format(reader: Any) -> dict[str, str]:
    name = "(not read)" if reader.instead else reader.name or "(its file's name)"
    about = f"{reader.about}: {reader.instead}" if reader.instead else reader.about
    return {"list": name, "publisher": reader.authority, "about": about}


def data_folder() -> Path:
    """Folder of the shipped lists, zones, ports and coast."""
    from vesseltrack.reference import data_file

    return Path(data_file("").resolve())


def indicators(
    of: str | None = None, preset: str | None = None, settings: str | Path | None = None, assign: Sequence[str] = ()
) -> pd.DataFrame:  # fmt: skip
    """The scoring policy: indicators for and against each event, with weight, source and innocent explanation.

    Args:
        of: a table of events, such as ``gaps``, or one id; all if ``None``.
        preset: as in ``detect``.
        settings: as in ``detect``.
        assign: as in ``detect``.

    Raises:
        WrongUse: there is no such table or id.
    """
    from vesseltrack.scoring.event_indicators import weighed
    from vesseltrack.settings import load_settings

    some = indicators_of(weighed(load_settings(settings, preset, assign).scoring), of)
    return pd.DataFrame([indicator_row(w) for w in some])


def indicators_of(known: list[Weighed], of: str | None) -> list[Weighed]:
    """The indicators of one table, or the one with this id; all if ``None``.

    Raises:
        WrongUse: there is no such table or id.
    """
    some = [w for w in known if of in (None, w.indicator.table, w.indicator.id)]
    if not some:
        tables = dict.fromkeys(w.indicator.table for w in known)
        near = near_or_all(of, [*tables, *(w.indicator.id for w in known)], "the tables and ids")
        raise WrongUse(
            f"there are no indicators of {of}", near if "did" in near else f"the tables are: {', '.join(tables)}."
        )
    return some


def indicator_row(w: Weighed) -> dict[str, Any]:
    """An indicator with its weight, as a row."""
    i = w.indicator
    return {
        "id": i.id, "queue": i.queue, "weight": w.weight, "events": i.table, "about": i.in_words(w.values),
        "parameters": {k: w.values[k] for k in i.parameters}, "when": " ".join(i.when.split()), "text": " ".join(i.text.split()),
        "source": i.source, "benign": i.benign, "file": f"{i.file.parent.name}/{i.file.name}",
    }  # fmt: skip


def steps() -> pd.DataFrame:
    """The steps of detect in order: what each makes, which tables it reads, and what it finds."""
    from vesseltrack.engine.pipeline import steps as all_steps

    rows = [
        {"step": s.writes, "reads": sorted(s.reads), "by": "SQL" if s.make is None else "Python", "finds": s.finds}
        for s in all_steps()
    ]
    return pd.DataFrame(rows)


def step(name: str, preset: str | None = None, settings: str | Path | None = None, assign: Sequence[str] = ()) -> str:
    """The query of one step with settings filled in and the macros it needs; runs unchanged in any DuckDB tool.

    Args:
        name: the table it makes; see :func:`steps`.
        preset: as in ``detect``.
        settings: as in ``detect``.
        assign: as in ``detect``.

    Raises:
        WrongUse: there is no such step, or it is a function.
    """
    from vesseltrack.settings import load_settings

    return standalone(step_named(name), load_settings(settings, preset, assign))


def step_named(name: str) -> Step:
    """A step that is a query, by the table it makes.

    Raises:
        WrongUse: there is no such step, or it is a function.
    """
    from vesseltrack.engine.pipeline import steps as all_steps

    found = {s.writes: s for s in all_steps()}.get(name)
    if found is None:
        raise WrongUse(f"there is no step {name}", near_or_all(name, [s.writes for s in all_steps()], "the steps"))
    if found.make is not None:
        raise WrongUse(f"the step {name} is a function, not a query", f"it reads {', '.join(sorted(found.reads))}.")
    return found


def filled_in(step: Step, settings: Settings) -> str:
    """The SELECT of a step with ``$name`` parameters replaced by values."""
    from vesseltrack.engine.step import as_literal
    from vesseltrack.store.constants import PARAMETER

    values = step.params(settings)
    return (
        PARAMETER.sub(lambda named: as_literal(values[named[1]]), step.query(settings))
        if values
        else step.query(settings)
    )


def standalone(step: Step, settings: Settings) -> str:
    """The query of a step preceded by what it needs: search path, macros, and the views of what is searched."""
    from vesseltrack.engine.graph import macros, macros_of
    from vesseltrack.engine.window import window_sql
    from vesseltrack.schema import RECORD, RESULTS, WORK

    select = filled_in(step, settings)
    see = f"SET search_path = '{RESULTS},{RECORD},{WORK}';"
    needed = [macros()[name][0] for name in macros_of(select)]
    if "searched_fixes" in "".join([*needed, select]):
        needed = [f"{s.strip()};" for s in window_sql(settings.tracks.since)] + needed
    return "\n".join([see, *needed, re.sub(r"\s*$", ";", select)])
