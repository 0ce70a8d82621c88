"""One HTML page of a night: what was searched, a ranked list, a map in time, a dossier for each alert. It needs no network.

Untrusted text is escaped; the page loads nothing, and its Content-Security-Policy forbids it. List and dossiers are plain
HTML, so they print and are read aloud; the scripts draw the map, filter and choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from vesseltrack.alerts.find import both_names, short_id
from vesseltrack.detectors import DETECTORS
from vesseltrack.detectors.base import MARKERS
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, counted, hours_with_messages, html
from vesseltrack.report.dossier import Dossiers
from vesseltrack.report.night import NightReport, days_without_data, spans_of
from vesseltrack.report.page.parts import KEY, Desk, filled, sea
from vesseltrack.report.page.seen import Seen
from vesseltrack.report.page.tracks import by_slot
from vesseltrack.store import Store

_SEARCHED = "FROM searched"
_SEA = "Map of the flagged ships' tracks, silences and meetings; the same stands in words below"
QUEUES = {"listed": "Listed ships", "behaviour": "Behaviour"}
FILTERS = (
    ("queue", "queue"), ("kind", "kind"), ("verdict", "verdict"), ("became", "since last night"), ("flag", "flag"),
    ("type", "ship type"), ("indicator", "indicator"),
)  # fmt: skip
LAYERS = (
    ("tracks", "tracks"), ("silences", "ways over water"), ("reach", "could have been"), ("around", "heard around it"),
    ("calls", "could have called"), ("zones", "zones"), ("ports", "ports"), ("names", "names"), ("grid", "graticule"),
)  # fmt: skip
BECAME = {
    "new": "New", "reopened": "Reopened", "changed": "Changed", "closed": "Closed: it ended", "withdrawn": "Gone: withdrawn",
    "downgraded": "Gone: weighs too little now",
}  # fmt: skip
DISCLAIMER = (
    "Alerts are leads for a person to check, not findings of wrongdoing. A ship may be silent, or look so, for innocent"
    " reasons; what speaks for that stands in each dossier. Coast, zones and distances are not for navigation: the coast is drawn"
    " to some 3 km, off Korea to 1 km, and bays may be lacking. No line here is a legal opinion. All times are UTC."
)


def to_page(
    store: Store, frame: gpd.GeoDataFrame, path: Path, title: str | None = None, note: str = "", night: NightReport | None = None,
    became: pd.DataFrame | None = None, beside: Sequence[str] = (),
) -> None:  # fmt: skip
    """Write the page of these alerts (as :func:`vesseltrack.report.alerts_frame` gives them), with links to files beside it."""
    path.write_text(page_of(store, frame, title, note, night, became, beside), encoding="utf-8")


def page_of(
    store: Store, frame: gpd.GeoDataFrame, title: str | None = None, note: str = "", night: NightReport | None = None,
    became: pd.DataFrame | None = None, beside: Sequence[str] = (), desk: Desk | None = None,
    tracks: Mapping[int, pd.DataFrame] | None = None,
) -> str:  # fmt: skip
    """The page as text; ``tracks`` are messages of ships drawn whole (:meth:`vesseltrack.api.Database.track`)."""
    whole = {ship: by_slot(messages) for ship, messages in (tracks or {}).items() if len(messages)}
    searched = store.frame(_SEARCHED).iloc[0]
    seen = Seen(store, frame, whole)
    dossiers = Dossiers(store, frame, seen.tracks)
    last = "no data" if pd.isna(searched.last_time) else f"{searched.last_time:%Y-%m-%d}"
    warnings = [*([note] if note else []), *(night.warnings() if night else []), *_missing(store, searched, night)]
    return filled(
        title or (night.title if night else f"vesseltrack, {last}"),
        seen.as_dict(),
        desk,
        sentence=html(_sentence(searched, frame)),
        heard=html(_heard(store)),
        links=_links(store, None if desk else night, beside),
        note="\n".join(f'<p class="red"><strong>{html(w)}</strong></p>' for w in warnings),
        filters="\n".join(
            f'<label>{html(words)} <select data-by="{by}"><option value="">all</option></select></label>'
            for by, words in FILTERS
        ),
        sea=sea(LAYERS, _SEA, sea_key()),
        since=_since(became, frame),
        table=_table(frame, seen),
        articles="\n".join(dossiers.article(a, desk.article(a) if desk else "") for a in rows_of(frame)),
        disclaimer=html(DISCLAIMER),
    )


def sea_key() -> str:
    """The legend of the map as HTML: a sign and a word for each kind of event, and other signs."""
    kinds = "".join(
        f'<span class="kind-{d.event}">{MARKERS[d.marker]}</span> {html(d.legend)} &nbsp;' for d in DETECTORS
    )
    return (
        f'<span class="k-track">&mdash;</span> track heard &nbsp;{kinds}<span class="k-reach">&#9632;</span> could have been'
        " (a straight edge: looked no farther)"
        f" &nbsp;&#9711; could have called &nbsp;&middot; dashed: the shortest way over water, not a way it sailed &middot; {KEY}"
    )


def _sentence(searched: Any, frame: pd.DataFrame) -> str:
    """The night in one sentence: number of alerts, and what was searched."""
    if not searched.rows:
        return "No data: nothing was searched, so nothing can be said."
    found = counted(len(frame), "alert")
    new = int((frame.state == "new").sum()) if "state" in frame else 0
    return (
        f"{found}{f', {new} of them new,' if new else ''}"
        f" in {counted(searched.rows, 'message')} from {counted(searched.ships, 'ship')},"
        f" {searched.first_time:%Y-%m-%d %H:%M} to {searched.last_time:%Y-%m-%d %H:%M} UTC"
        f" ({hours_with_messages(searched.first_time, searched.last_time, searched.hours_heard)})."
    )


def _missing(store: Store, searched: Any, night: NightReport | None) -> list[str]:
    """A warning on days without stored data, on which a gap says nothing about a ship."""
    if pd.isna(searched.last_time):
        return []
    first, last = (pd.Timestamp(t).to_pydatetime() for t in (searched.first_time, searched.last_time))
    days = days_without_data(store, first, max(night.night, last.date()) if night else last)
    said = (
        f"Days without any data: {spans_of(days)}. A silence over them is not the ship's: it may well have sent, and nobody"
        " gave us what was heard."
    )
    return [said] if days else []


def _links(store: Store, night: NightReport | None, beside: Sequence[str]) -> str:
    """Links to the night before, to all nights and to the files beside the page, as HTML."""
    files = [f'<a href="{attribute(name)}">{html(name)}</a>' for name in beside]
    before = (
        store.one("SELECT max(night) FROM nights WHERE night < $night", {"night": night.night})[0] if night else None
    )
    back = [f'<a href="../{before}/index.html">The night before: {before}</a>'] if before else []
    every = ['<a href="../index.html">All nights</a>, later ones too'] if night else []
    return " &middot; ".join([*back, *every, *files])


def _since(became: pd.DataFrame | None, frame: pd.DataFrame) -> str:
    """Changes of alerts since the night before, each with its reason, as HTML; those that are gone come first.

    Args:
        became: the changes.
        frame: the alerts, by whose order the changes of one state are sorted.
    """
    if became is None or became.empty:
        return ""
    there = {alert: n for n, alert in enumerate(frame.alert)}
    became = became.sort_values("alert", key=lambda names: names.map(there), kind="stable", na_position="last")
    parts = []
    for state in ("withdrawn", "downgraded", "new", "reopened", "changed", "closed"):
        some = became[became.state == state]
        if len(some):
            lines = "".join(_became_line(b, there) for b in rows_of(some))
            parts.append(f'<h3><span class="tag {state}">{len(some)}</span>{html(BECAME[state])}</h3><ul>{lines}</ul>')
    counts = ", ".join(f"{n} {html(state)}" for state, n in became.state.value_counts(sort=False).items())
    every = len(became) == len(frame) and bool((became.state == "new").all())  # then the list shows the same
    is_open = "" if every else " open"
    return f'<details id="since"{is_open}><summary>Since the night before: {counts}</summary>{"".join(parts)}</details>'


def _became_line(b: Any, there: dict[str, int]) -> str:
    said = html(b.summary)
    name = f'<a href="#{attribute(b.alert)}" data-alert="{attribute(b.alert)}">{said}</a>' if b.alert in there else said
    why = b.what or ("not reported on any night before" if b.state == "new" else "")
    return f'<li>{name}<span class="pale"> {html(why)}</span></li>'


def _heard(store: Store) -> str:
    """A summary as text: number of gaps by assessment, outages by type, and lists with their dates."""
    gaps = dict(store.rows("SELECT assessment, count(*) FROM gaps GROUP BY assessment"))
    down = dict(store.rows("SELECT outage_type, count(*) FROM outages GROUP BY outage_type"))
    lists = store.rows("SELECT list, max(list_date)::VARCHAR FROM lists GROUP BY list ORDER BY list")
    fleets = down.pop("fleet", 0)
    words = {
        "feed": "of the whole feed",
        "receivers": "of receivers",
        "source": "of one source",
        "jamming": "by jamming",
    }
    outages = ", ".join(f"{n} {words[k]}" for k, n in sorted(down.items())) or "none"
    outages += f". Fleets that fell silent together: {fleets}" if fleets else ""
    said = ", ".join(
        f"{gaps.get(v, 0):,} {v.replace('_', ' ')}"
        for v in ("transmitter_off", "undetermined", "lost_signal", "habit", "outage")
    )
    return f"Silences: {said}. Disturbances: {outages}. Lists: {', '.join(f'{n} of {d}' for n, d in lists)}."


def _table(frame: pd.DataFrame, seen: Seen) -> str:
    """The table of all alerts, listed queue first; the page's script filters and sorts it."""
    rows = "".join(_row(a, seen.indicators(a.alert)) for a in rows_of(frame))
    nothing = "" if len(frame) else '<tr><td colspan="4" class="pale">no alerts</td></tr>'
    counts = ", ".join(f"{words}: {int((frame.queue == queue).sum())}" for queue, words in QUEUES.items())
    heads = (
        ("order", "#", " data-number"),
        ("score", "score", " data-number"),
        ("ship", "ship", ""),
        ("since", "what happened, since", ""),
    )
    head = "".join(
        f'<th scope="col" data-key="{k}"{number}><button type="button">{words}</button></th>'
        for k, words, number in heads
    )
    return f"<table><caption>{counts}</caption><thead><tr>{head}</tr></thead><tbody>{rows}{nothing}</tbody></table>"


def _row(a: Any, indicators: Sequence[str]) -> str:
    tags = [("new" if a.state == "new" else "", a.state), (a.verdict, a.verdict)]
    shown = "".join(f'<span class="tag {attribute(c)}">{html(t)}</span>' for c, t in tags if t)
    quiet = f'<br><span class="pale">quiet: {html(a.quiet)}</span>' if a.quiet else ""
    when = f"{a.start_time:%m-%d %H:%M}" + (f" to {a.end_time:%m-%d %H:%M}" if pd.notna(a.end_time) else ", still open")
    if a.first_time < a.start_time:
        when += f"; first of its events {a.first_time:%m-%d %H:%M}"
    slots = {
        "alert": a.alert, "order": a.rank + 100_000 * (a.queue != "listed") + 50_000 * bool(a.quiet), "score": a.score,
        "ship": both_names(a), "since": f"{a.start_time:%Y-%m-%dT%H:%M}", "queue": QUEUES[a.queue], "kind": a.event_type,
        "verdict": a.verdict or "none", "became": a.state, "flag": _both(a.flag, a.other_flag),
        "type": _both(a.vessel_type, a.other_vessel_type), "indicator": "|".join(indicators), "words": _words(a),
    }  # fmt: skip
    data = " ".join(f'data-{k}="{attribute(v)}"' for k, v in slots.items())
    return (
        f'<tr {data}{" class=quiet" if a.quiet else ""}><td class="n">{short_id(a)}</td>'
        f'<td class="n">{a.score:g}</td><td>{html(both_names(a))}</td>'
        f'<td><a href="#{attribute(a.alert)}">{shown}{html(a.summary)}</a>'
        f'<span class="pale when">{when}</span>{quiet}</td></tr>'
    )


def _words(a: Any) -> str:
    """Text by which the page's search finds an alert besides its row: numbers, the other ship, list entries."""
    said = (a.imo, a.mmsi, a.other_name, a.other_imo, a.other_mmsi, *a.listed_as)
    return " ".join(str(x) for x in said if isinstance(x, str) or pd.notna(x))


def _both(one: Any, other: Any) -> str:
    return "|".join(dict.fromkeys(str(x) for x in (one, other) if isinstance(x, str) and x))
