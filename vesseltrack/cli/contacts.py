"""The command that shows who met whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Columns, Csv, Db, Json, show_as
from vesseltrack.output import json_text

if TYPE_CHECKING:
    from vesseltrack.contacts import Contacts


Graph = Annotated[Path | None, typer.Option("--graphml", help="Write ships and meetings to this file.", dir_okay=False)]
Picture = Annotated[
    Path | None,
    typer.Option("--picture", help="Draw them into this file: a name that ends with .svg or .html.", dir_okay=False),
]


def contacts(
    asked: Annotated[
        str | None,
        typer.Argument(metavar="[ship]", help="IMO number, MMSI, name or call sign; without it all of concern."),
    ] = None,
    db: Db = STORE,
    hops: Annotated[int, typer.Option("--hops", min=1, max=4, help="Most meetings away from the ship.")] = 2,
    near: Annotated[bool, typer.Option("--near", help="Include ships near each other, not alongside.")] = False,
    graphml: Graph = None,
    drawing: Picture = None,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show who met whom, when, and how surely: around one ship, or around all that a list names or that lay in North Korea.

    Examples:
      vesseltrack contacts 8360406

      vesseltrack contacts "TOK SONG" --hops 3

      vesseltrack contacts --graphml contacts.graphml

      vesseltrack contacts 8360406 --picture contacts.html

      vesseltrack contacts 8360406 --json | jq -r '.meetings[].other_name'
    """
    from vesseltrack import api
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db, read_only=True) as store:
        found = store.contacts(asked, hops, as_one=not near)
    if drawing is not None:
        _write(drawing, found.picture(drawing))
    if graphml is not None:
        _write(graphml, found.graphml())
    if as_json and not columns:
        screen.say(json_text(found.as_dict()))
        return
    if as_json or as_csv or columns:
        show_as(found.meetings, as_json, as_csv, columns)
        return
    _print(found, hops, asked)


def _write(file: Path, text: str) -> None:
    from vesseltrack.report.export.files import put_file

    put_file(file, lambda draft: draft.write_text(text, encoding="utf-8"), in_new_folder=True)


def _print(found: Contacts, hops: int, asked: str | None) -> None:
    """Ships, then meetings, a line each; if no ship was received, that."""
    if found.ships.empty:
        none = "No ship of concern (listed, or seen in a North Korean port) was received."
        screen.say(
            none if asked is None else "No message of it was received: whom it met cannot be known from these data."
        )
        return
    numbers = found.ships.mmsis.map(lambda n: ", ".join(map(str, n)))
    ships = found.ships.assign(concerns=found.ships.concerns.map("; ".join), mmsi=numbers)
    meetings = found.meetings.assign(causes_hold=found.meetings.causes_hold.map(", ".join))
    screen.say(f"{len(ships)} ships at most {hops} meetings away")
    show_as(ships, False, False, None, ("links", "name", "mmsi", "imo", "flag", "vessel_type", "concerns"))
    screen.say(f"\n{len(meetings)} meetings")
    show_as(meetings, False, False, None, ("links", "ship_name", "other_name", "start_time", "duration_h", "sure"))
