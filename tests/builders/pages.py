"""Pages of Markdown as tests use them: their blocks, the files they ask for, and a copy of the package with these in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import vesseltrack

from builders.paths import ROOT, TESTS

PAGES = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(p for p in (ROOT / "docs").rglob("*.md") if p.name != "commands.md"),
        *(Path(vesseltrack.__file__).parent).rglob("README.md"),
    ]
)
"""Every page that people read, but those a build makes."""
_BLOCK = re.compile(r"(?P<before>[^\n]*)\n(?:\n)?^```(?P<kind>\w+)\n(?P<text>.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One block of code: its language, its text, and the line before it."""

    kind: str
    text: str
    before: str

    @property
    def not_run(self) -> str:
        """Why it is not run; empty if it is."""
        said = re.fullmatch(r"<!-- not run: (.+) -->", self.before.strip())
        return said[1] if said else ""

    @property
    def saved_as(self) -> str:
        """The file that the page asks to save it as; empty if it does not."""
        said = re.search(r"Save this as `([\w./-]+)`:$", self.before.strip())
        return said[1] if said else ""


def blocks(page: Path) -> list[Block]:
    """The blocks of a page, from top to bottom."""
    text = page.read_text(encoding="utf-8")
    return [Block(m["kind"], m["text"], m["before"]) for m in _BLOCK.finditer(f"\n{text}")]


def sections(page: Path) -> dict[str, str]:
    """For each numbered heading that begins with a path (``## 1. `vesseltrack/x.py`: ...``), that path and the first block under it."""
    text = page.read_text(encoding="utf-8")
    found = re.findall(r"^## \d\. `([\w./]+)`.*?\n```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return dict(found)


def copy_with(page: Path, registry: str, above: str, folder: Path) -> Path:
    """A copy of the package in which somebody did as a page says.

    Args:
        page: its new files are written; the line of its section on the registry is put into that file, with an import.
        registry: the file that gets the one line, such as ``vesseltrack/sources/__init__.py``.
        above: the line above which it is put.
        folder: where to.
    """
    shutil.copytree(
        Path(vesseltrack.__file__).parent, folder / "vesseltrack", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "data").symlink_to(ROOT / "data")
    for name, text in sections(page).items():
        path = folder / name
        if name == registry:
            module = next(n for n in sections(page) if n != registry and n.endswith(".py"))
            dotted = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            old = path.read_text(encoding="utf-8")
            first = re.search(r"^from vesseltrack", old, re.MULTILINE).start()
            new = f"{old[:first]}from {dotted} import {text.strip().rstrip(',')}\n{old[first:]}"
            assert new.count(above) == 1, above
            path.write_text(new.replace(above, f"{text}{above}"), encoding="utf-8")
        elif path.suffix != ".md":
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return folder


def run_in(copy: Path, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run Python with the package of a copy."""
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(copy), str(TESTS)])}
    return subprocess.run(
        [sys.executable, *command], env=env, capture_output=True, text=True, check=False, cwd=cwd or copy
    )
