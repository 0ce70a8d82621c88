"""The command that shows the scoring policy as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import Assign, Columns, Csv, Json, Preset, SettingsFile, show, show_as

if TYPE_CHECKING:
    from vesseltrack.scoring.event_indicators import Weighed


def indicators(
    of: Annotated[
        str | None, typer.Argument(help="A table of events, such as gaps, or one id; all if left out.")
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print them as Markdown, as in docs/policy.md.")] = False,
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show the scoring policy: indicators for and against each event, with weight, source and innocent explanation.

    Settings change weights and parameters by id: scoring.weights and scoring.parameters.

    Examples:
      vesseltrack indicators

      vesseltrack indicators gaps --set scoring.parameters.gaps.near_dprk.near_km=100

      vesseltrack indicators --json | jq -r 'select(.weight < 0) | .id'
    """
    import pandas as pd

    from vesseltrack.methods.declared import indicator_row, indicators_of
    from vesseltrack.scoring.event_indicators import weighed
    from vesseltrack.scoring.policy import policy_page
    from vesseltrack.settings import load_settings

    some = indicators_of(weighed(load_settings(settings, preset, assign or ()).scoring), of)
    if markdown:
        screen.say(policy_page(some).rstrip("\n"))
    elif as_json or as_csv or columns:
        show_as(pd.DataFrame([indicator_row(w) for w in some]), as_json, as_csv, columns, folded=True)
    else:
        for queue in ("listed", "behaviour"):
            rows = [_row(w) for w in some if w.indicator.queue == queue]
            if rows:
                show(pd.DataFrame(rows), False, {"listed": "Listed ships", "behaviour": "\nBehaviour"}[queue])


def reasons(settings: SettingsFile = None, as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the scoring policy. Former name of the command indicators.

    Examples:
      vesseltrack reasons --json | jq -r .id
    """
    screen.say("reasons is called indicators now: vesseltrack indicators", stderr=True)
    indicators(settings=settings, as_json=as_json, as_csv=as_csv, columns=columns)


def _row(w: Weighed) -> dict[str, Any]:
    i = w.indicator
    return {
        "id": i.id, "weight": f"{w.weight:+g}", "it holds when": i.in_words(w.values), "it may be innocent": i.benign,
        "source": i.source,
    }  # fmt: skip
