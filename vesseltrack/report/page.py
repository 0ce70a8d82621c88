"""One HTML page of a night: what was searched, a ranked list, a map, a dossier for each alert. It needs no network.

Everything a ship, a list or a file says is escaped; the page loads nothing and forbids itself to. The dossiers are plain
HTML, so they print and are read aloud; the script only draws the map and chooses.
"""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from vesseltrack.detectors import DETECTORS
from vesseltrack.detectors.base import MARKERS
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, html, json_in_html, visible
from vesseltrack.report.chart import KOREA, coast, steps_of
from vesseltrack.report.dossier import Dossiers
from vesseltrack.report.night import NightReport, days_without_data, spans_of
from vesseltrack.store import Store

_TEMPLATE = Path(__file__).with_name("page.html")
_SEARCHED = "FROM searched"
COAST_BOX = [117.0, 24.0, 143.0, 44.0]
COAST_DEG, COAST_AREA_DEG = 0.004, 5e-5
LANES = {"listed": "Listed ships", "behaviour": "Behaviour"}


def to_page(
    store: Store, frame: gpd.GeoDataFrame, path: Path, title: str | None = None, note: str = "", night: NightReport | None = None,
    became: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """Write the page of these alerts (as :func:`vesseltrack.report.alerts_frame` gives them)."""
    searched = store.frame(_SEARCHED).iloc[0]
    dossiers = Dossiers(store, frame)
    last = "no data" if pd.isna(searched.last_time) else f"{searched.last_time:%Y-%m-%d}"
    warnings = [note] if note else []
    warnings += night.warnings() if night else []
    page = Template(_TEMPLATE.read_text(encoding="utf-8")).substitute(
        title=attribute(title or (night.title if night else f"vesseltrack, {last}")),
        sentence=html(_sentence(searched, frame)),
        heard=html(f"{_heard(store)}{_without_data(store, searched, night)}"),
        note="\n".join(f'<p class="red"><strong>{html(w)}</strong></p>' for w in warnings),
        legend=_legend(),
        tables="\n".join(_table(frame, lane) for lane in LANES) + _became(became),
        articles="\n".join(dossiers.article(a) for a in rows_of(frame)),
        data=json_in_html(_data(store, frame, dossiers)),
    )
    path.write_text(page, encoding="utf-8")


def _legend() -> str:
    """The key of the map: a sign and a word for each kind of event."""
    return "".join(
        f'<span style="color:{d.colour}">{MARKERS[d.marker]}{" - - -" if d.silence else ""}</span> {html(d.legend)} &nbsp;'
        for d in DETECTORS
    )


def _sentence(searched: Any, frame: pd.DataFrame) -> str:
    """The night in one sentence: a claim carries its search."""
    if not searched.rows:
        return "No data: nothing was searched, so nothing can be said."
    new = int((frame.state == "new").sum()) if "state" in frame else 0
    return (
        f"{len(frame)} alerts{f', {new} of them new,' if new else ''} in {searched.rows:,} messages from {searched.ships:,}"
        f" ships, {searched.first_time:%Y-%m-%d %H:%M} to {searched.last_time:%Y-%m-%d %H:%M} UTC"
        f" ({searched.hours:.0f} hours, {searched.hours_heard} of them with messages)."
    )


def _without_data(store: Store, searched: Any, night: NightReport | None) -> str:
    """Days of which nothing is stored, in a sentence; silence on them is nobody's."""
    if pd.isna(searched.last_time):
        return ""
    first, last = (pd.Timestamp(t).to_pydatetime() for t in (searched.first_time, searched.last_time))
    days = days_without_data(store, first, max(night.night, last.date()) if night else last)
    return f" Days without any data: {spans_of(days)}." if days else ""


def _became(became: pd.DataFrame | None) -> str:
    """What became of alerts since the night before, those that are no more included."""
    if became is None or became.empty:
        return ""
    lines = "".join(
        f'<li><span class="tag {attribute(b.state)}">{html(b.state)}</span>{html(b.summary)}'
        f'<span class="pale"> {html(b.what)}</span></li>'
        for b in rows_of(became[became.state != "new"])
    )
    counts = ", ".join(f"{n} {state}" for state, n in became.state.value_counts(sort=False).items())
    return f'<section id="since"><h2>Since the night before: {html(counts)}</h2><ul>{lines}</ul></section>'


def _heard(store: Store) -> str:
    """How well it was heard: gaps by what they came to, outages, lists with their dates."""
    gaps = dict(store.rows("SELECT verdict, count(*) FROM gaps GROUP BY verdict"))
    down = dict(store.rows("SELECT kind, count(*) FROM disturbances GROUP BY kind"))
    lists = store.rows("SELECT list, max(list_date)::VARCHAR FROM lists GROUP BY list ORDER BY list")
    fleets = down.pop("fleet", 0)
    words = {
        "feed": "of the whole feed",
        "receivers": "of receivers",
        "source": "of one source",
        "jamming": "by jamming",
    }
    outages = ", ".join(f"{n} {words.get(k, k)}" for k, n in sorted(down.items())) or "none"
    outages += f". Fleets that fell silent together: {fleets}" if fleets else ""
    said = ", ".join(f"{gaps.get(v, 0):,} {v}" for v in ("silent", "cannot tell", "not heard", "habit", "disturbed"))
    return f"Silences: {said}. Disturbances: {outages}. Lists: {', '.join(f'{n} of {d}' for n, d in lists)}."


def _table(frame: pd.DataFrame, lane: str) -> str:
    some = frame[frame.lane == lane]
    rows = "".join(_row(a) for a in rows_of(some))
    nothing = "" if len(some) else '<tr><td colspan="3" class="pale">none</td></tr>'
    return (
        f'<table><caption>{LANES[lane]}: {len(some)}</caption><thead><tr><th class="n" scope="col">#</th>'
        f'<th class="n" scope="col">score</th><th scope="col">what happened</th></tr></thead>'
        f"<tbody>{rows}{nothing}</tbody></table>"
    )


def _row(a: Any) -> str:
    tags = [("new" if a.state == "new" else "", a.state), (a.mark, a.mark)]
    shown = "".join(f'<span class="tag {attribute(c)}">{html(t)}</span>' for c, t in tags if t)
    quiet = f'<br><span class="pale">quiet: {html(a.quiet)}</span>' if a.quiet else ""
    when = f"{a.since:%m-%d %H:%M}" + (f" to {a.until:%m-%d %H:%M}" if pd.notna(a.until) else ", still open")
    return (
        f'<tr data-alert="{attribute(a.alert)}"{" class=quiet" if a.quiet else ""}><td class="n">{a.rank}</td>'
        f'<td class="n">{a.score:g}</td><td><a href="#{attribute(a.alert)}">{shown}{html(a.summary)}</a>'
        f'<span class="pale">{when}</span>{quiet}</td></tr>'
    )


def _data(store: Store, frame: pd.DataFrame, dossiers: Dossiers) -> dict[str, Any]:
    box = _box(frame)
    west, south, east, north = box
    return {
        "west": west, "north": north, "middle": (south + north) / 2, "box": [[west, south], [east, north]],
        "known": COAST_BOX if box is KOREA else [west - 4, south - 4, east + 4, north + 4],
        "coast": _coast(box), "zones": _zones(store),
        "kinds": {d.event: {"colour": d.colour, "marker": d.marker} for d in DETECTORS},
        "alerts": [dossiers.drawn(a) for a in rows_of(frame)],
    }  # fmt: skip


def _box(frame: pd.DataFrame) -> tuple[float, float, float, float]:
    """What the map shows at first: the Korean seas, or where the alerts are if none is there."""
    west, south, east, north = KOREA
    inside = frame.lon.between(west, east) & frame.lat.between(south, north)
    if frame.empty or inside.any():
        return KOREA
    return (
        float(frame.lon.min()) - 2, float(frame.lat.min()) - 2, float(frame.lon.max()) + 2, float(frame.lat.max()) + 2,
    )  # fmt: skip


def _coast(box: tuple[float, float, float, float]) -> list[list[int]]:
    west, south, east, north = box
    land = coast().geometry.clip_by_rect(west - 4, south - 4, east + 4, north + 4)
    shapes = shapely.get_parts(land.to_numpy())
    shapes = shapes[shapely.area(shapes) > COAST_AREA_DEG]
    return [ring for shape in shapely.simplify(shapes, COAST_DEG) for ring in _rings(shape)]


def _zones(store: Store) -> list[dict[str, Any]]:
    found = store.rows("SELECT name, status, geometry FROM zones WHERE watch ORDER BY name")
    shapes = [(n, s, shapely.simplify(shapely.from_wkb(bytes(g)), COAST_DEG)) for n, s, g in found]
    return [{"name": visible(n), "computed": s == "computed", "rings": _rings(g)} for n, s, g in shapes]


def _rings(shape: Any) -> list[list[int]]:
    """Outer rings in thousandths of a degree, each point as its step from the one before."""
    rings = [p.exterior for p in shapely.get_parts(shape) if p.geom_type == "Polygon" and not p.is_empty]
    return [steps_of(shapely.get_coordinates(r)) for r in rings]
