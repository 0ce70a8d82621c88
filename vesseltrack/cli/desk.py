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
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port it listens on; any free one if 0.")] = 0,
    write: Annotated[
        bool, typer.Option("--write", help="Allow verdicts to be given; without it the desk only reads.")
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", help="Name under which verdicts are given; your login name if left out.")
    ] = None,
) -> None:
    """Serve the page of the night from the store, on this machine only, with functions that a file cannot have.

    It records verdicts (--write) and takes them back, shows any ship with its whole track, replays with other rules, searches
    ships and lists, and runs queries. It prints its address, which contains a token; Ctrl-C ends it. While a nightly run writes
    the store, the desk says so; a nightly run waits for the desk's answers.

    Examples:
      vesseltrack desk

      vesseltrack desk --write --by Kim --port 8765
    """
    lacking = [name for name in NEEDS if find_spec(name) is None]
    if lacking:
        raise WrongUse(f"the desk needs {' and '.join(lacking)}", "install it with: pip install 'vesseltrack[desk]'")
    from vesseltrack.cli.ship import with_lists
    from vesseltrack.desk import Served, serve

    with suppress(StoreBusy):  # the program that writes the store loads the lists as well
        with_lists(db)
    serve(Served.of(db, by or getpass.getuser(), write), port, _tell)
    screen.say("The desk is closed.", stderr=True)


def _tell(address: str) -> None:
    screen.say(f"The desk: {address}")
    sys.stdout.flush()  # standard output may be a pipe, and the desk keeps running
    screen.say("Open that address in a browser; it is for you alone. Ctrl-C closes the desk.", stderr=True)
