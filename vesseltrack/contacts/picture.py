"""Draws a network of meetings: a column of ships per number of meetings from those asked for, a line for each two that met."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from vesseltrack.errors import WrongUse
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, counted, html, visible

COLUMN_PX, BOX_PX, ROW_PX, EDGE_PX = 500, 230, 66, 24
"""Distance of columns, width of a ship's box, distance of rows, margin: pixels."""
_BOX_HEIGHT_PX, _TOP_PX, _BOW_PX = 52, 78, 70
_FITTING = {"name": 25, "pale": 34, "concern": 34}
"""How many letters of a line fit into a box."""
_STYLE = """
svg { font: 13px system-ui, sans-serif; background: #fff; } text { fill: #1c2733; unicode-bidi: isolate; }
.pale { fill: #526270; font-size: 11px; } .concern { fill: #a8201a; font-size: 11px; } .name { font-weight: 600; }
rect { fill: #f4f6f8; stroke: #9aa8b3; rx: 5px; } .of rect { stroke: #a8201a; stroke-width: 2; } .asked rect { fill: #fff3d6; }
path { fill: none; stroke: #20607f; stroke-width: 2; } .near path { stroke-dasharray: 6 4; stroke: #7d8c98; stroke-width: 1.5; }
.when { font-size: 11px; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
"""
_PAGE_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1c2733; margin: 1rem; } .wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem .6rem; border-bottom: 1px solid #d5dce2; vertical-align: top; }
td:nth-child(4), td:nth-child(5) { white-space: nowrap; }
"""
_HEADS = ("meetings away", "ship", "met", "from (UTC)", "until", "hours", "how surely", "innocent causes that hold")


@dataclass(frozen=True)
class _Place:
    """Where the box of a ship stands: its left edge, its top edge (pixels), and its column."""

    x: float
    y: float
    column: int


def picture(ships: pd.DataFrame, meetings: pd.DataFrame, file: Path) -> str:
    """A network of meetings as SVG, or as an HTML page with that picture and a table, by the extension of ``file``.

    Args:
        ships: as :attr:`vesseltrack.contacts.Contacts.ships`.
        meetings: as :attr:`vesseltrack.contacts.Contacts.meetings`.
        file: where it is to be written; only its extension is used.

    Raises:
        WrongUse: the extension is neither ``.svg`` nor ``.html``.
    """
    form = file.suffix.lower()
    if form not in (".svg", ".html"):
        raise WrongUse(
            f"a picture cannot be written to {visible(file.name)}", "name a file that ends with .svg or .html."
        )
    drawn = svg(ships, meetings)
    return drawn if form == ".svg" else _page(drawn, meetings)


def svg(ships: pd.DataFrame, meetings: pd.DataFrame) -> str:
    """The network as SVG: nothing in it is fetched, and names are escaped."""
    places = _places(ships, meetings)
    columns = sorted(ships.links.unique().tolist())
    width = 2 * EDGE_PX + BOX_PX + COLUMN_PX * max([p.column for p in places.values()], default=1) + 2 * _BOW_PX
    height = max([p.y for p in places.values()], default=0.0) + _BOX_HEIGHT_PX + EDGE_PX
    heads = [_text(EDGE_PX + COLUMN_PX * c, _TOP_PX - 14, _head(n), "pale") for c, n in enumerate(columns)]
    title = f"{counted(len(ships), 'ship')}, {counted(len(meetings), 'meeting')}"
    legend = "line: moved as one; broken line: near each other; red: on a list, or was in a North Korean port. Times are UTC."
    parts = (
        _text(EDGE_PX, 22, title, "name"),
        _text(EDGE_PX, 40, legend, "pale"),
        *heads,
        *_lines(meetings, places),
        *(_box(s, places[s.vessel_id]) for s in rows_of(ships)),
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}"'
        f' height="{height:.0f}" role="img" aria-label="{attribute(title)}"><style>{_STYLE}</style>{"".join(parts)}</svg>\n'
    )


def _head(links: int) -> str:
    return "asked for" if links == 0 else f"{counted(links, 'meeting')} away"


def _places(ships: pd.DataFrame, meetings: pd.DataFrame) -> dict[int, _Place]:
    """The place of each ship: in its column, near the rows of those it met in the columns before."""
    pairs = [*zip(meetings.vessel_id, meetings.other_vessel_id, strict=True)]
    row: dict[int, float] = {}
    columns: list[list[int]] = []
    for n in sorted(ships.links.unique()):
        here = ships.vessel_id[ships.links == n].tolist()
        seen = {
            s: [row[a if b == s else b] for a, b in pairs if s in (a, b) and (a if b == s else b) in row] for s in here
        }
        order = sorted(range(len(here)), key=lambda i: (sum(seen[here[i]]) / max(1, len(seen[here[i]])), i))
        columns.append([here[i] for i in order])
        row.update({s: r - (len(here) - 1) / 2 for r, s in enumerate(columns[-1])})
    middle = (max((len(c) for c in columns), default=1) - 1) / 2
    return {
        s: _Place(EDGE_PX + COLUMN_PX * c, _TOP_PX + ROW_PX * (middle + row[s]), c)
        for c, column in enumerate(columns)
        for s in column
    }


def _box(ship: Any, place: _Place) -> str:
    """A ship: name, number, flag and type, and what makes it of concern; in full where a pointer rests on it."""
    known = [
        *([f"MMSI {', '.join(map(str, ship.mmsis))}"] if len(ship.mmsis) > 1 else []),
        f"IMO {ship.imo:.0f}" if pd.notna(ship.imo) else "no IMO",
        *(x for x in (ship.flag, ship.vessel_type) if isinstance(x, str)),
    ]
    kind = " ".join(c for c, holds in (("of", len(ship.concerns)), ("asked", ship.links == 0)) if holds)
    concerns = "; ".join(ship.concerns)
    title = "; ".join(x for x in (str(ship.name), ", ".join(known), concerns) if x)
    lines = [(str(ship.name), "name"), (", ".join(known), "pale"), (concerns, "concern")]
    text = "".join(
        _text(place.x + 8, place.y + 17 + 15 * n, _cut(t, _FITTING[c]), c) for n, (t, c) in enumerate(lines) if t
    )
    rect = f'<rect x="{place.x:.1f}" y="{place.y:.1f}" width="{BOX_PX}" height="{_BOX_HEIGHT_PX}"/>'
    return f'<g class="ship {kind}"><title>{attribute(title)}</title>{rect}{text}</g>'


def _lines(meetings: pd.DataFrame, places: dict[int, _Place]) -> list[str]:
    """A line for each two ships that met, and over all lines how often and when they did."""
    grouped: Any = meetings.groupby(["vessel_id", "other_vessel_id"], sort=False)
    drawn = [_line(met, places[a], places[b]) for (a, b), met in grouped]
    return [part[n] for n in range(2) for part in drawn]


def _line(met: pd.DataFrame, a: _Place, b: _Place) -> tuple[str, str]:
    """The line between two ships, and its label; two in one column are joined by a bow on their right."""
    beside = a.column == b.column
    start = a.x + BOX_PX, a.y + _BOX_HEIGHT_PX / 2
    end = (b.x + BOX_PX if beside else b.x), b.y + _BOX_HEIGHT_PX / 2
    bend = _BOW_PX if beside else (COLUMN_PX - BOX_PX) / 2
    xs = start[0], start[0] + bend, (end[0] + bend if beside else end[0] - bend), end[0]
    ys = start[1], start[1], end[1], end[1]
    path = "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}".format(
        *(c for xy in zip(xs, ys, strict=True) for c in xy)
    )
    # half way a Bezier curve lies at these eighths of its four points
    at = [sum(w * p for w, p in zip((1, 3, 3, 1), points, strict=True)) / 8 for points in (xs, ys)]
    kind = "met" if (met.sure == "moved as one").any() else "met near"
    whole = "; ".join(f"{m.start_time:%Y-%m-%d %H:%M}, {m.duration_h:.1f} h, {m.sure}" for m in rows_of(met))
    title = f"{met.ship_name.iloc[0]} and {met.other_name.iloc[0]}: {whole}"
    line = f'<g class="{kind}"><title>{attribute(title)}</title><path d="{path}"/></g>'
    return line, _text(at[0] + 40 * beside, at[1] - 5, _when(met), "when")


def _when(met: pd.DataFrame) -> str:
    """How often and when two ships met."""
    first = met.start_time.min()
    if len(met) == 1:
        return f"{first:%Y-%m-%d %H:%M}, {met.duration_h.iloc[0]:.1f} h"
    return f"{len(met)} times, {first:%Y-%m-%d} to {met.start_time.max():%Y-%m-%d}"


def _cut(text: str, room: int) -> str:
    """The beginning of a text that fits into a box: letters of East Asian scripts take two places."""
    shown = visible(text)
    for n, letter in enumerate(shown):
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return shown[: n - 1] + "\N{HORIZONTAL ELLIPSIS}"
    return shown


def _text(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{attribute(text)}</text>'


def _page(drawn: str, meetings: pd.DataFrame) -> str:
    """A page that needs no other file: the picture, and its meetings in a table."""
    head = "".join(f'<th scope="col">{html(h)}</th>' for h in _HEADS)
    body = "".join("<tr>" + "".join(f"<td>{html(c)}</td>" for c in _cells(m)) + "</tr>" for m in rows_of(meetings))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Who met whom</title><style>{_PAGE_STYLE}</style></head><body><h1>Who met whom</h1>"
        f'<div class="wide">{drawn}</div>'
        f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></body></html>\n'
    )


def _cells(m: Any) -> tuple[Any, ...]:
    until = "still together" if pd.isna(m.end_time) else f"{m.end_time:%Y-%m-%d %H:%M}"
    causes = ", ".join(m.causes_hold)
    return (
        m.links,
        m.ship_name,
        m.other_name,
        f"{m.start_time:%Y-%m-%d %H:%M}",
        until,
        f"{m.duration_h:.1f}",
        m.sure,
        causes,
    )
