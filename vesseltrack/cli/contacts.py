"""The command that shows who met whom."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Db, Json, show
from vesseltrack.output import json_text


def contacts(
    asked: Annotated[
        str | None,
        typer.Argument(metavar="[ship]", help="IMO number, MMSI, name or call sign; left out: all of concern."),
    ] = None,
    db: Db = STORE,
    hops: Annotated[int, typer.Option("--hops", min=1, max=4, help="How many meetings from it.")] = 2,
    near: Annotated[bool, typer.Option("--near", help="Also ships that were only near each other.")] = False,
    graphml: Annotated[
        Path | None, typer.Option("--graphml", help="Write ships and meetings to this file.", dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Show who met whom, when, and how surely: around one ship, or around all that a list names or that lay in North Korea.

    Examples:
      vesseltrack contacts 8360406

      vesseltrack contacts "TOK SONG" --hops 3

      vesseltrack contacts --graphml contacts.graphml

      vesseltrack contacts 8360406 --json | jq -r '.meetings[].other_name'
    """
    from vesseltrack import api
    from vesseltrack.drafts import draft_of
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db, read_only=True) as store:
        found = store.contacts(asked, hops, as_one=not near)
    if graphml is not None:
        draft = draft_of(graphml)
        draft.write_text(found.graphml(), encoding="utf-8")
        draft.replace(graphml)
    if as_json:
        screen.say(json_text(found.as_dict()))
        return
    ships = found.ships.assign(concerns=found.ships.concerns.map("; ".join))
    meetings = found.meetings.assign(causes_hold=found.meetings.causes_hold.map(", ".join))
    show(ships, as_json, f"{len(ships)} ships at most {hops} meetings away")
    show(meetings.drop(columns=["vessel_id", "other_vessel_id", "lat", "lon"]), as_json, f"{len(meetings)} meetings")
