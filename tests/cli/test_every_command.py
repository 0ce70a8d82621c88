"""Every command that somebody wrote is one that a user can give."""

import inspect
from importlib import import_module
from pathlib import Path

import typer

from vesseltrack import cli
from vesseltrack.cli.commands import app


def _given(group: typer.Typer) -> set:
    """The functions behind all commands of a group and of the groups in it."""
    own = {c.callback for c in group.registered_commands} | {
        group.registered_callback and group.registered_callback.callback
    }
    return own.union(*(_given(inner.typer_instance) for inner in group.registered_groups))


def test_a_function_with_examples_is_a_command():
    written = {
        f
        for path in Path(cli.__file__).parent.glob("*.py")
        for f in vars(import_module(f"vesseltrack.cli.{path.stem}")).values()
        if inspect.isfunction(f) and "Examples:" in (f.__doc__ or "")
    }
    assert len(written) > 20
    assert {f.__name__ for f in written - _given(app)} == set(), "named in no group of vesseltrack/cli/commands.py"
