"""Long lists on a terminal: a line each, as wide as it is, cut and never wrapped; and what a file is taken for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vesseltrack.cli.screen import claim, console, safe, say, table_of
from vesseltrack.output import visible

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def print_lines(alerts: gpd.GeoDataFrame, searched: dict[str, Any], top: int) -> None:
    """A line an alert, as wide as the terminal: its short id, score, when it began, what became of it, and what happened."""
    from rich.text import Text

    from vesseltrack.alerts.named import short_id

    out = console()
    for queue, heading in (("listed", "Listed ships"), ("behaviour", "Behaviour")):
        some = alerts[alerts.queue == queue]
        if top and len(some):
            say(f"{heading}: {min(top, len(some))} of {len(some)}")
        for a in some.head(top).itertuples():
            told = a.verdict or (a.state if a.state not in ("", "known") else "")
            line = f"{short_id(a):>4} {a.score:>4g} {a.first_time:%m-%d %H:%M} {f'[{told}] ' if told else ''}{visible(a.summary)}"
            out.print(Text(line), no_wrap=True, overflow="ellipsis", crop=True)
    out.print(claim(searched, len(alerts)))
    if quiet := int((alerts.quiet != "").sum()):
        out.print(f"{quiet} of them stand last in their queue: a benign verdict quiets them.")
    if len(alerts):
        out.print(f"Look closer: vesseltrack alerts show {short_id(alerts.iloc[0])}")


def print_listed(listed: pd.DataFrame) -> None:
    """A line an entry, as wide as the terminal: list, name, IMO, flag, since when, standing and programme."""
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
    """What a file is taken for, its first rows as understood, and each of its columns with what it is read as."""
    packed = "" if s.packing in ("none", "parquet") else f", packed with {s.packing}"
    what = f"{s.layout} ({s.encoding}{packed}): {s.why}" if s.layout else s.why
    console().print(table_of(s.rows, f"{s.name}\n{what}") if len(s.rows.columns) else safe(what))
    if len(s.columns):
        shown = s.columns[["header", "field", "read_as", "looks_like"]].rename(columns={"header": "column"})
        shown["field"] = shown.field.fillna("not read")
        console().print(table_of(shown, "\nIts columns"))
    for doubt in s.doubts:
        say(f"Mind: {visible(doubt)}")
