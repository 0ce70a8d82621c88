"""The command that serves the analyst's desk."""

from __future__ import annotations

import getpass
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.options import STORE, Db
from vesseltrack.errors import StoreBusy, WrongUse

NEEDS = ("flask", "waitress")


def desk(
    db: Db = STORE,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where it listens; any free port if 0.")] = 0,
    write: Annotated[
        bool, typer.Option("--write", help="Let verdicts be said; without it the desk only reads.")
    ] = False,
    by: Annotated[str | None, typer.Option("--by", help="The name in its forms; your login name if left out.")] = None,
) -> None:
    """Serve the page of the night from the store, on this machine alone, with what a file cannot do.

    It marks verdicts (--write) and takes them back, opens any ship with its whole track, asks what other rules would bring,
    searches ships and lists, and runs a query. It prints its address, which holds a token; Ctrl-C ends it. While a nightly
    writes the store it says so, and a nightly waits for it.

    Examples:
      vesseltrack desk

      vesseltrack desk --write --by Kim --port 8765
    """
    lacking = [name for name in NEEDS if find_spec(name) is None]
    if lacking:
        raise WrongUse(f"the desk needs {' and '.join(lacking)}", "install it with: pip install 'vesseltrack[desk]'")
    from vesseltrack.cli.ship import with_lists
    from vesseltrack.desk import Served, serve

    with suppress(StoreBusy):  # what writes it brings the lists along
        with_lists(db)
    serve(Served.of(db, by or getpass.getuser(), write), port, _tell)
    screen.say("The desk is closed.", stderr=True)


def _tell(address: str) -> None:
    screen.say(f"The desk: {address}")
    sys.stdout.flush()  # it may be a pipe, and the desk stays
    screen.say("Open that address in a browser; it is for you alone. Ctrl-C closes the desk.", stderr=True)
