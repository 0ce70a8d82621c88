"""Commands that show what is available: presets, settings, tables, shipped data."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import Assign, Columns, Csv, Json, Preset, SettingsFile, show_as
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.output import json_text
from vesseltrack.reference import data_file


def presets_command(as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the presets, and whose published rules each follows.

    Examples:
      vesseltrack presets
    """
    import pandas as pd

    from vesseltrack.settings import presets

    frame = pd.DataFrame([{"preset": k, "rules": v} for k, v in presets().items()])
    show_as(frame, as_json, as_csv, columns, folded=True)


def settings_command(preset: Preset = None, settings: SettingsFile = None, assign: Assign = None) -> None:
    """Print the rules of a run as JSON, with preset, file and single settings applied.

    Examples:
      vesseltrack settings --preset gfw | jq .encounters

      vesseltrack settings --set gaps.min_silence_h=6
    """
    from vesseltrack.scoring.event_indicators import weighed
    from vesseltrack.settings import load_settings

    rules = load_settings(settings, preset, assign or ())
    weighed(rules.scoring)  # refuse indicators that do not exist, as detect does
    screen.say(json_text(json.loads(rules.model_dump_json()), indent=2))


def tables(
    name: Annotated[str | None, typer.Argument(help="One table; all if left out.")] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="As a page: what docs/data-model.md is made of.")
    ] = False,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show the meaning of every table and column of the store.

    Examples:
      vesseltrack tables gaps
    """
    import pandas as pd

    from vesseltrack import api
    from vesseltrack.engine.pipeline import steps
    from vesseltrack.schema.page import data_model_page

    if markdown:
        screen.say(data_model_page({s.writes: s.reads for s in steps()}).rstrip("\n"))
        return
    known = api.tables()
    if name is not None and name not in known:
        raise WrongUse(f"there is no table {name}", near_or_all(name, known, "the tables"))
    chosen = known if name is None else {name: known[name]}
    frame = pd.concat([f.assign(table=t)[["table", "name", "type", "meaning"]] for t, f in chosen.items()])
    show_as(frame, as_json, as_csv, columns, folded=True)


def data() -> None:
    """Print the folder of the shipped lists, zones, ports and coast.

    Examples:
      ls $(vesseltrack data)
    """
    screen.say(str(data_file("").resolve()))
