"""The pages that the program makes of itself: ``make pages`` writes them, ``make docs`` and a test see that they are current.

A page stands in ``PAGES`` with the command that prints it. In any other page, what stands between
``<!-- made by: vesseltrack ... -->`` and ``<!-- end -->`` is made by that command.
"""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from typer.testing import CliRunner

from vesseltrack.cli import app

DOCS = Path(__file__).parent
PAGES = {
    "policy.md": "vesseltrack indicators --markdown",
    "data-model.md": "vesseltrack tables --markdown",
}
"""Whole files, by the command that prints each."""
PART = re.compile(r"(?<=<!-- made by: )(vesseltrack [^\n]*?)( -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)


def printed(command: str) -> str:
    """What a command of ours prints.

    Raises:
        RuntimeError: it failed.
    """
    done = CliRunner().invoke(app, shlex.split(command)[1:])
    if done.exit_code:
        raise RuntimeError(f"{command}: exit code {done.exit_code}: {done.exception or done.output}")
    return done.stdout


def made() -> dict[Path, str]:
    """Each file that holds something made, as it should be."""
    whole = {DOCS / name: printed(command) for name, command in PAGES.items()}
    others = [p for p in sorted(DOCS.rglob("*.md")) if p not in whole]
    return whole | {p: filled(text) for p in others if PART.search(text := p.read_text(encoding="utf-8"))}


def filled(text: str) -> str:
    """A page with its made parts as they should be."""
    return PART.sub(lambda part: f"{part[1]}{part[2]}\n{printed(part[1])}\n", text)


def outdated() -> list[str]:
    """The files that are not as they should be."""
    return [
        str(path.relative_to(DOCS.parent))
        for path, text in made().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]


def main(check: bool) -> int:
    """Write the files, or say which are out of date."""
    if check:
        old = outdated()
        if old:
            print(f"out of date: {', '.join(old)}; run: make pages", file=sys.stderr)
        return 1 if old else 0
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
