"""The tests themselves: one folder a room, what they share in one place."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

import vesseltrack as vt

from builders.paths import TESTS

PACKAGE = Path(vt.__file__).parent
OF_THEIR_OWN = {"builders", "house", "whole", "engine"}
"""Folders that are no room of the package: what is shared, the code itself, the whole of it; and ``engine``, which becomes one."""
FILES = sorted(TESTS.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}
    return named | {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_nothing_is_imported_from_a_test_file(path):
    assert not [m for m in _imports(path) if any(part.startswith("test_") for part in m.split("."))]


def test_builders_hold_no_test():
    assert not list((TESTS / "builders").glob("test_*"))
    for path in (TESTS / "builders").glob("*.py"):
        assert not [n for n in ast.parse(path.read_text()).body if getattr(n, "name", "").startswith("test")], path


def test_where_the_checkout_lies_is_worked_out_once():
    """A file that is moved to another folder still finds the data, the docs and the real files."""
    lying = [p.name for p in FILES if re.search(r"(?<![.\w])__file__", p.read_text(encoding="utf-8"))]
    assert sorted(lying) == ["paths.py", "test_tests.py"]  # here the word is looked for


def test_folders_are_those_of_the_package():
    folders = {p.name for p in TESTS.iterdir() if p.is_dir() and p.name != "__pycache__"}
    rooms = {p.stem for p in PACKAGE.iterdir()}
    assert folders - OF_THEIR_OWN <= rooms
    tests = [p for p in FILES if p.name.startswith("test_")]
    assert not [p for p in tests if p.parent == TESTS], "a test file stands in no room"
    assert [name for name, n in Counter(p.name for p in tests).items() if n > 1] == []


def test_what_is_called_quick_is_there(pytestconfig):
    """A file that was renamed would go unseen out of ``make check``."""
    quick = next(p.QUICK for p in pytestconfig.pluginmanager.get_plugins() if hasattr(p, "QUICK"))
    assert quick <= {p.stem for p in FILES}
