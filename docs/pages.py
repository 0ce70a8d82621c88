"""The pages that the program makes of itself: ``make pages`` writes them, ``make docs`` and a test see that they are current.

A file stands in ``PAGES`` with what makes it. In any other page, and in README.md, what stands between
``<!-- made by: vesseltrack ... -->`` and ``<!-- end -->`` is what that command prints, run in a folder with the example files
of ``night.py`` after they were loaded and searched. The demo's block takes a minute: ``python docs/pages.py --demo`` makes that
too.
``commands.md`` is made at each build and not kept: it is what ``--help`` says.
"""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import typer
from typer.main import get_command
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))
from growth import growth_page, growth_svg
from night import write_night

from house import house_svg
from vesseltrack.cli.commands import app
from vesseltrack.report.export.page import files_page

DOCS = Path(__file__).parent
DEMO = "vesseltrack demo"
PART = re.compile(r"<!-- made by: (vesseltrack [^\n]*?) -->\n(.*?)<!-- end -->", re.DOTALL)


def printed(command: str) -> str:
    """What a command of ours prints.

    Raises:
        RuntimeError: it failed.
    """
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    if done.exit_code:
        raise RuntimeError(f"{command}: exit code {done.exit_code}: {done.exception or done.output}")
    return "".join(f"{line.rstrip()}\n" for line in done.stdout.rstrip().splitlines())


def commands_page() -> str:
    """The help of every command, as ``--help`` shows it."""
    parts = ["# Commands\n", "What `vesseltrack --help` shows, and that of each command.\n"]

    def add(command: typer.core.TyperCommand | typer.core.TyperGroup, names: tuple[str, ...]) -> None:
        context = command.make_context(" ".join(names), [], resilient_parsing=True, terminal_width=100)
        context.max_content_width = 100
        mark = "##" if len(names) < 3 else "###"
        parts.append(f"{mark} {' '.join(names)}\n\n```text\n{command.get_help(context).strip()}\n```\n")
        for name, inner in getattr(command, "commands", {}).items():
            add(inner, (*names, name))

    add(get_command(app), ("vesseltrack",))
    return "\n".join(parts)


PAGES: dict[str, Callable[[], str]] = {
    "policy.md": lambda: printed("vesseltrack indicators --markdown"),
    "data-model.md": lambda: printed("vesseltrack tables --markdown"),
    "files.md": files_page,
    "house.svg": house_svg,
    "growth.md": growth_page,
    "growth.svg": growth_svg,
}
"""Whole files, and what makes each."""


@contextlib.contextmanager
def searched_night() -> Iterator[Path]:
    """A folder, the current one meanwhile, in which the example files were loaded and searched."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        write_night(Path(folder))
        os.chdir(folder)
        try:
            printed("vesseltrack load in/")
            printed("vesseltrack detect --top 0")
            yield Path(folder)
        finally:
            os.chdir(before)


def of_the_demo(text: str) -> str:
    """What README.md shows of what the demo prints: what was searched, and what became of the truth."""
    return text[re.search(r"^\d+ alerts in ", text, re.MULTILINE).start() : text.index("\nOpen ")].strip() + "\n"


def made(demo: bool = False) -> dict[Path, str]:
    """Each file that holds something made, as it should be; the demo's part only if it is asked for."""
    whole = {DOCS / name: make() for name, make in PAGES.items()}
    others = {p: p.read_text(encoding="utf-8") for p in (DOCS.parent / "README.md", *sorted(DOCS.rglob("*.md")))}

    def fill(part: re.Match[str]) -> str:
        command = part[1]
        if command == DEMO and not demo:
            return part[0]
        text = of_the_demo(printed(command)) if command == DEMO else printed(command)
        return f"<!-- made by: {command} -->\n```text\n{text}```\n<!-- end -->"

    with searched_night():
        return whole | {p: PART.sub(fill, text) for p, text in others.items() if p not in whole and PART.search(text)}


def outdated() -> list[str]:
    """The files that are not as they should be."""
    return [
        str(path.relative_to(DOCS.parent))
        for path, text in made().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the files; with ``--check`` only say which are out of date."""
    if "--check" in arguments:
        old = outdated()
        if old:
            print(f"out of date: {', '.join(old)}; run: make pages", file=sys.stderr)
        return 1 if old else 0
    for path, text in made("--demo" in arguments).items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
