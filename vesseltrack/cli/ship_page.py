"""A ship's page on the terminal."""

from __future__ import annotations

from vesseltrack.cli.screen import console, safe
from vesseltrack.output import visible
from vesseltrack.report.ship import ShipPage


def print_ship(asked: str, page: ShipPage) -> None:
    """A ship's page: what is known of it in lines a person reads, and a line for what is not known."""
    from rich.padding import Padding
    from rich.text import Text

    from vesseltrack.report.ship_lines import ship_lacks, ship_sections

    out = console()
    for heading, lines in ship_sections(asked, page):
        out.print(Text(f"\n{visible(heading)}", "bold"))
        for line in lines:
            out.print(Padding(safe(line), (0, 0, 0, 2 + 2 * line.startswith(" "))))
    for line in ship_lacks(asked, page):
        out.print(f"\n{visible(line)}", markup=False)
