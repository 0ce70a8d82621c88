"""The picture of the house, drawn from the steps themselves: which room makes which tables, and which rooms read them.

A box is a room of the package, with the first sentence of its docstring and the tables it makes. A line leads from a room to each
room that reads its tables: down on the right, and, where a room further up reads them, back up on the left, dashed. Almost every
room reads the record: it has no lines, only the tables that are read.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections import defaultdict
from functools import cache
from importlib import import_module
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

import vesseltrack
from vesseltrack.detectors import DETECTORS
from vesseltrack.engine.pipeline import steps
from vesseltrack.engine.step import Step

PACKAGE = Path(vesseltrack.__file__).parent
RECORD = "the record"
RECORD_SAYS = "What came in and what people said: messages, lists, zones, verdicts, nights."
LEFT, WIDTH, LANE, LINE, GAP = 70, 640, 12, 17, 16
"""Pixels: where boxes begin, how wide they are, between two lines beside them, between lines of text, between boxes."""
STYLE = (
    "text{font-family:system-ui,sans-serif;font-size:13px;fill:#1b2a33}.room{font-weight:700;font-size:15px}"
    ".tables{font-family:ui-monospace,monospace;font-size:12px;fill:#0a5c6b}rect{fill:#eef5f7;stroke:#0a5c6b}"
    "path{fill:none;stroke:#0a5c6b;stroke-width:1.3}.back{stroke:#a8480f;stroke-dasharray:4 3}polygon{fill:#0a5c6b}"
    "polygon.back{fill:#a8480f;stroke:none}"
)


@cache
def _makers() -> dict[str, str]:
    """The room of each table: where the .sql file of its step lies, or the step itself or the function that declares it."""
    found = {}
    for path in sorted(PACKAGE.rglob("*.sql")):
        if said := re.search(r"^-- Writes: (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE):
            found[said[1]] = path.relative_to(PACKAGE).parts[0]
    for path in sorted(PACKAGE.rglob("*.py")):
        said_here = re.findall(r"\bStep\(\s*\"(\w+)\"", path.read_text(encoding="utf-8"))
        found |= dict.fromkeys(said_here, path.relative_to(PACKAGE).parts[0])
    loaded = [(name.split(".")[1], module) for name, module in sys.modules.items() if name.startswith("vesseltrack.")]
    for room, module in loaded:
        held = [
            x for v in list(vars(module).values()) for x in (v if isinstance(v, tuple) else (v,)) if isinstance(x, Step)
        ]
        found |= {s.writes: room for s in held if room != "engine" and s.writes not in found}
    return found | {d.name: "detectors" for d in DETECTORS}


def rooms() -> dict[str, list[Step]]:
    """The steps of each room; rooms in the order in which the middle of their steps runs."""
    order, found = {s.writes: n for n, s in enumerate(steps())}, defaultdict(list)
    for step in steps():
        found[_makers()[step.writes]].append(step)
    middle = {room: sum(order[s.writes] for s in some) / len(some) for room, some in found.items()}
    return {room: found[room] for room in sorted(found, key=lambda r: middle[r])}


def flows() -> dict[tuple[str, str], set[str]]:
    """The tables that go from one room to another."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    maker = {s.writes: room for room, some in rooms().items() for s in some}
    for room, some in rooms().items():
        for table in sorted({t for s in some for t in s.reads}):
            if maker.get(table, RECORD) != room:
                found[maker.get(table, RECORD), room].add(table)
    return found


def says(room: str) -> str:
    """The first sentence of a room's docstring."""
    doc = import_module(f"vesseltrack.{room}").__doc__ or ""
    return re.split(r"(?<=\.)\s", " ".join(doc.split()))[0]


def house_svg() -> str:
    """The picture."""
    read = sorted({t for (a, _), some in flows().items() if a == RECORD for t in some})
    boxes = {RECORD: (RECORD_SAYS, read)} | {r: (says(r), [s.writes for s in some]) for r, some in rooms().items()}
    top, parts, spans = 10, [], {}
    for room, (about, tables) in boxes.items():
        lines = [
            *((x, "about") for x in textwrap.wrap(about, 88)),
            *((x, "tables") for x in textwrap.wrap(", ".join(tables), 84)),
        ]
        height = LINE * (len(lines) + 1) + 14
        parts.append(f'<rect x="{LEFT}" y="{top}" width="{WIDTH}" height="{height}" rx="6"/>')
        parts.append(f'<text class="room" x="{LEFT + 12}" y="{top + 20}">{escape(room)}</text>')
        parts += [
            f'<text class="{kind}" x="{LEFT + 12}" y="{top + 20 + LINE * n}">{escape(text)}</text>'
            for n, (text, kind) in enumerate(lines, 1)
        ]
        spans[room] = (top, height)
        top += height + GAP
    parts += _lines(spans)
    width = LEFT + WIDTH + 240
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top}" width="{width}" height="{top}">\n'
        f"<title>The rooms of vesseltrack and the tables between them</title>\n<style>{STYLE}</style>\n"
        f'<rect x="0" y="0" width="{width}" height="{top}" style="fill:#fff;stroke:none"/>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _lines(spans: dict[str, tuple[int, int]]) -> list[str]:
    """A line for each two rooms between which tables go, each in a queue of its own; who points at one sees their names."""
    place, parts = list(spans), []
    taken: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    between = [flow for flow in flows().items() if flow[0][0] != RECORD]
    for (a, b), tables in sorted(between, key=lambda f: (abs(place.index(f[0][0]) - place.index(f[0][1])), f[0])):
        side = "down" if place.index(a) < place.index(b) else "back"
        begin, end = _port(spans, place, a, b), _port(spans, place, b, a)
        low, high = sorted((begin, end))
        queue = next(n for n in count() if all(high < x or low > y for x, y in taken[side, n]))
        taken[side, queue].append((low, high))
        edge, out = (LEFT + WIDTH, 1) if side == "down" else (LEFT, -1)
        far = edge + out * (18 + LANE * queue)
        path = f"M{edge} {begin}H{far}V{end}H{edge + out * 6}"
        tip = f"{edge},{end} {edge + out * 7},{end - 4} {edge + out * 7},{end + 4}"
        parts.append(
            f'<g><title>{a} to {b}: {", ".join(sorted(tables))}</title><path class="{side}" d="{path}"/>'
            f'<polygon class="{side}" points="{tip}"/></g>'
        )
    return parts


def _port(spans: dict[str, tuple[int, int]], place: list[str], room: str, other: str) -> int:
    """Where at a box the line to another begins or ends: spread over its height in the order of the others."""
    top, height = spans[room]
    return top + 6 + round((height - 12) * (place.index(other) + 0.5) / len(place))
