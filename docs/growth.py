"""What load, detect and a night cost as the rows grow: a table and a plot of the figures that ``tests/bench.py --save`` wrote."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from xml.sax.saxutils import escape

FIGURES = Path(__file__).with_name("growth.csv")
DRAWN = {
    "vesseltrack load": "#0a5c6b",
    "vesseltrack detect": "#a8480f",
    "vesseltrack detect, a seventh on six days": "#6b3fa0",
    "DuckDB reads it, 8 typed columns": "#5b6770",
}
GROWS = "copies of the fleet"
"""The world that is measured in several sizes."""
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 380, 70, 250, 20, 50
STYLE = "text{font:13px system-ui,sans-serif;fill:#1b2a33}.grid{stroke:#d5dde0}.line{fill:none;stroke-width:2}"

Row = dict[str, str]


def figures() -> list[Row]:
    """The rows measured, smallest world first."""
    with FIGURES.open(newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: (row["world"] != GROWS, int(row["rows"])))


def growth_page() -> str:
    """A table for each world."""
    parts = [
        "# Growth\n",
        "What `make bench` and `make bench-week` measured. CPU: seconds of user and system time of a whole process,",
        "all threads. `x`: beside the bare read of 8 columns of the same CSV by DuckDB, measured in the same run.",
        "Peak: the most memory a process held. `detect` writes the alert files, too (some 5 s for 390 alerts);",
        "of 50 million rows and of the week at full rate, measured before 2026-12-01, it did not.\n",
        "![CPU for each million rows, by rows](growth.svg)\n",
    ]
    worlds: dict[tuple[str, str, str], list[Row]] = {}
    for row in figures():
        worlds.setdefault((row["world"], row["rows"], row["ships"]), []).append(row)
    for (world, rows, ships), lines in worlds.items():
        parts.append(f"## {world}: {int(rows):,} rows, {int(ships):,} ships\n")
        parts.append("| | CPU s | x | clock s | peak GB |\n|---|---:|---:|---:|---:|")
        parts += [
            "| {} | {:.1f} | {:.2f} | {:.1f} | {:.2f} |".format(
                line["program"].strip(), *(float(line[c]) for c in ("cpu_s", "ratio", "wall_s", "peak_gb"))
            )
            for line in lines
        ]
        parts.append("")
    return "\n".join(parts)


def growth_svg() -> str:
    """CPU for each million rows against the number of rows, both on logarithmic scales: what is level grows with the rows."""
    drawn = [row for row in figures() if row["world"] == GROWS and row["program"] in DRAWN]
    at = [(int(r["rows"]), 1e6 * float(r["cpu_s"]) / int(r["rows"])) for r in drawn]
    low_x, high_x = (f(math.log10(x) for x, _ in at) for f in (min, max))
    low_y, high_y = math.floor(min(math.log10(y) for _, y in at)), math.ceil(max(math.log10(y) for _, y in at))

    def place(rows: float, cost: float) -> tuple[float, float]:
        right = (math.log10(rows) - low_x) / ((high_x - low_x) or 1)
        up = (math.log10(cost) - low_y) / (high_y - low_y)
        return LEFT + right * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"><style>{STYLE}</style>']
    for power in range(low_y, high_y + 1):
        x, y = place(10**low_x, 10**power)
        parts.append(f'<path class="grid" d="M{x:.0f} {y:.0f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:g} s</text>')
    for rows in sorted({x for x, _ in at}):
        x, _ = place(rows, 10**low_y)
        parts.append(f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{rows / 1e6:.0f}</text>')
    parts.append(f'<text x="{LEFT}" y="{HEIGHT - 8}">million rows; CPU for each million of them</text>')
    labels = []
    for program, colour in DRAWN.items():
        points = [
            place(int(r["rows"]), 1e6 * float(r["cpu_s"]) / int(r["rows"])) for r in drawn if r["program"] == program
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline class="line" stroke="{colour}" points="{line}"/>')
        labels.append((points[-1][1], program.removeprefix("vesseltrack "), colour))
    low = 0.0
    for y, name, colour in sorted(labels):  # one below the other, beside the ends of their lines
        low = max(y + 4, low + 16)
        parts.append(f'<text x="{WIDTH - RIGHT + 8}" y="{low:.0f}" style="fill:{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])
