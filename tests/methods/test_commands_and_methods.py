"""What the command line does, Python does: docs/api.md says how each command is called there, and is held against both."""

import inspect
import re

from typer.main import get_command

import vesseltrack as vt
from vesseltrack.cli.commands import app

from builders.paths import ROOT

ROW = re.compile(r"^\| (`[^|]*`(?:, `[^|]*`)*|Python only) \| ([^|]*) \|$", re.MULTILINE)


def table():
    """Each row of docs/api.md: commands, and names in Python."""
    rows = ROW.findall((ROOT / "docs" / "api.md").read_text(encoding="utf-8"))
    return [(re.findall(r"`([^`]*)`", left), re.findall(r"`([\w.]+)`", right)) for left, right in rows]


def commands():
    """Every command of the program, from the parser."""

    def named(group, before=()):
        for name, command in group.commands.items():
            inner = hasattr(command, "commands")
            if not inner or (command.callback is not None and command.invoke_without_command):
                yield " ".join((*before, name))
            if inner:
                yield from named(command, (*before, name))

    return set(named(get_command(app)))


def methods():
    """Every public method of a database, and function of the package."""
    of_database = {
        f"Database.{n}" for n, _ in inspect.getmembers(vt.Database, inspect.isfunction) if not n.startswith("_")
    }
    return of_database | {n for n in vt.__all__ if inspect.isfunction(getattr(vt, n))}


def test_each_command_has_its_method():
    told = [name for left, _ in table() for name in left]
    assert len(told) == len(set(told))
    assert set(told) == commands()


def test_each_method_is_told_and_each_that_is_told_is_there():
    told = {name for _, right in table() for name in right}
    assert told == methods()


def test_each_method_says_what_it_does():
    for name in methods():
        thing = getattr(vt.Database, name.removeprefix("Database.")) if "." in name else getattr(vt, name)
        assert (thing.__doc__ or "").strip(), name
