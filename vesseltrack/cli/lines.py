"""Long lists on a terminal: one line per row, cut to the terminal's width and never wrapped; and the output of ``sniff``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from vesseltrack.cli.screen import claim, console, safe, say, table_of
from vesseltrack.output import quieted, visible

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def print_lines(alerts: gpd.GeoDataFrame, searched: dict[str, Any], top: int, hint: bool = True) -> None:
    """One line per alert, cut to the terminal's width: short id, score, start of what its summary tells, state, and summary."""
    from rich.text import Text

    from vesseltrack.alerts.find import short_id

    out = console()
    for queue, heading in (("listed", "Listed ships"), ("behaviour", "Behaviour")):
        some = alerts[alerts.queue == queue]
        if top and len(some):
            say(f"{heading}: {min(top, len(some))} of {len(some)}")
        for a in some.head(top).itertuples():
            mark = a.verdict or (a.state if a.state not in ("", "known") else "")
            line = f"{short_id(a):>4} {a.score:>4g} {a.start_time:%m-%d %H:%M} {f'[{mark}] ' if mark else ''}{visible(a.summary)}"
            out.print(Text(line), no_wrap=True, overflow="ellipsis", crop=True)
    out.print(claim(searched, len(alerts)))
    if quiet := int((alerts.quiet != "").sum()):
        out.print(quieted(quiet))
    if hint and len(alerts):
        out.print(f"Look closer: vesseltrack alerts show {short_id(alerts.iloc[0])}")


def print_listed(listed: pd.DataFrame) -> None:
    """One line per list entry, cut to the terminal's width: list, name, IMO, flag, start of listing, standing and programme."""
    from rich.text import Text

    from vesseltrack.frames import rows_of

    out = console()
    for e in rows_of(listed):
        numbers = ",".join(str(n) for n in e.imos[:2]) or "no IMO"
        since = e.listed_from if isinstance(e.listed_from, str) else e.first_seen
        flags = ",".join(map(str, e.flag_states[:2]))
        head = f"{e.list:<8.8} {visible(e.name):<24.24} {numbers:<8} {flags:<4} {since}"
        line = visible(f"{head} {e.standing} {e.programme or ''}".rstrip())
        out.print(Text(line), no_wrap=True, overflow="ellipsis", crop=True)
    out.print(f"{len(listed):,} entries; all of each: --json, --csv, or --columns")


def print_sniffed(s: Any) -> None:
    """Print a file's recognised format, its first rows as understood, and what each of its columns is read as."""
    packed = "" if s.packing in ("none", "parquet") else f", packed with {s.packing}"
    what = f"{s.layout} ({s.encoding}{packed}): {s.why}" if s.layout else s.why
    console().print(table_of(s.rows, f"{s.name}\n{what}") if len(s.rows.columns) else safe(what))
    if len(s.columns):
        shown = s.columns[["header", "field", "read_as", "looks_like"]].rename(columns={"header": "column"})
        shown["field"] = shown.field.fillna("not read")
        console().print(table_of(shown, "\nIts columns"))
    for doubt in s.doubts:
        say(f"Mind: {visible(doubt)}")


LEAST = 6
"""Cells to which a column may shrink."""


def print_rows(frame: pd.DataFrame) -> None:
    """One line per row, cut to the terminal's width, the widest columns first."""
    from rich.text import Text

    out = console()
    rows = [[str(c) for c in frame.columns], *([_short(v) for v in row] for row in frame.itertuples(index=False))]
    for n, line in enumerate(fitted(rows, out.width)):
        out.print(Text(line, "bold" if n == 0 else ""), no_wrap=True, crop=True)
    if len(frame) == 0:
        out.print("nothing")


def fitted(rows: list[list[str]], width: int) -> list[str]:
    """Rows of cells as lines of at most ``width`` characters: columns two spaces apart, numbers aligned right."""
    from rich.cells import cell_len, set_cell_size

    numeric = [all(re.fullmatch(r"[-+]?[\d.,]*(e[-+]?\d+)?", r[n]) for r in rows[1:]) for n in range(len(rows[0]))]
    wide = [max(cell_len(r[n]) for r in rows) for n in range(len(rows[0]))]
    while sum(wide) + 2 * (len(wide) - 1) > width and max(wide) > LEAST:
        wide[wide.index(max(wide))] -= 1
    lines = []
    for row in rows:
        cells = [
            x if cell_len(x) <= w else set_cell_size(x, w - 1) + "\N{HORIZONTAL ELLIPSIS}"
            for x, w in zip(row, wide, strict=True)
        ]
        padded = [
            " " * (w - cell_len(x)) + x if right else set_cell_size(x, w)
            for x, w, right in zip(cells, wide, numeric, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return lines


def _short(value: Any) -> str:
    """A value as text for one cell: times to the minute, lists separated by commas."""
    import pandas as pd

    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        return visible(", ".join(map(str, value)))
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M}" if value.hour or value.minute or value.tzinfo else f"{value:%Y-%m-%d}"
    return visible(f"{value:.6g}" if isinstance(value, float) else value)
