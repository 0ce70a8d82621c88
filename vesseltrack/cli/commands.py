"""The application with all commands; their help texts are their functions' docstrings."""

from __future__ import annotations

from collections.abc import Callable
from inspect import cleandoc
from typing import Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.about import data, presets_command, settings_command, tables
from vesseltrack.cli.alerts import alerts_app, replay, verify
from vesseltrack.cli.contacts import contacts
from vesseltrack.cli.desk import desk
from vesseltrack.cli.export import export
from vesseltrack.cli.lists import lists_app
from vesseltrack.cli.load import formats, load, rejects, sniff
from vesseltrack.cli.options import LogLevel
from vesseltrack.cli.policy import indicators, reasons
from vesseltrack.cli.proof import demo, evaluate
from vesseltrack.cli.search import detect, nightly_command
from vesseltrack.cli.ship import ship
from vesseltrack.cli.sql import sql
from vesseltrack.cli.steps import step, steps
from vesseltrack.cli.store import check, files_app, prune, upgrade
from vesseltrack.cli.zones import zones_app

app = typer.Typer(
    no_args_is_help=True,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Find ships that break sanctions at sea: dark periods, transfers and loitering in AIS data, each alert with "
    "its reasons.\n\nExit codes: 0 done, 1 failed, 2 wrong use, 3 unreadable input, 4 store locked or not ours, "
    "5 disk full, 6 a night without data, 7 what was to run after a night failed, "
    "70 a fault of ours, 130 interrupted, 143 terminated.",
)
app.add_typer(alerts_app, name="alerts")
app.add_typer(files_app, name="files")
app.add_typer(lists_app, name="lists")
app.add_typer(zones_app, name="zones")


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version as version_of

        screen.say(f"vesseltrack {version_of('vesseltrack')}")
        raise typer.Exit


@app.callback()
def _every_command(
    log_level: LogLevel = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Print the version, and end.")
    ] = False,
) -> None:
    pass


_COMMANDS: dict[str, Callable[..., None]] = {
    "load": load,
    "sniff": sniff,
    "formats": formats,
    "detect": detect,
    "desk": desk,
    "ship": ship,
    "contacts": contacts,
    "export": export,
    "nightly": nightly_command,
    "rejects": rejects,
    "presets": presets_command,
    "settings": settings_command,
    "tables": tables,
    "data": data,
    "indicators": indicators,
    "reasons": reasons,
    "sql": sql,
    "steps": steps,
    "step": step,
    "replay": replay,
    "verify": verify,
    "prune": prune,
    "check": check,
    "upgrade": upgrade,
    "demo": demo,
    "evaluate": evaluate,
}
"""In the order in which ``--help`` shows them."""

for name, command in _COMMANDS.items():
    app.command(name=name)(command)
for group in (app, *(g.typer_instance for g in app.registered_groups)):
    for info in group.registered_commands if group else ():
        # an empty line before the examples, as typer joins lines that no empty line separates
        info.help = info.help or cleandoc(info.callback.__doc__ or "").replace("Examples:\n", "Examples:\n\n")
