"""A ship's page on the terminal."""

from __future__ import annotations

from typing import Any

from vesseltrack.cli.screen import console, safe
from vesseltrack.output import visible


def print_ship(asked: str, page: Any) -> None:
    """Print what is known of a ship in lines, and a line on what is not known."""
    from rich.padding import Padding
    from rich.text import Text

    from vesseltrack.report.ship_words import sections

    out = console()
    for heading, lines in sections(asked, page):
        if lines:
            out.print(Text(f"\n{visible(heading)}", "bold"))
            for line in lines:
                out.print(Padding(safe(line), (0, 0, 0, 2 + 2 * line.startswith(" ")), expand=False))
    if not len(page.listed):
        out.print(f"\nNo list in this store names {visible(asked)}. {visible(page.search)}", markup=False)
    if page.not_received:
        out.print(f"\n{page.not_received}", markup=False)
