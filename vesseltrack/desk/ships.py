"""The page of one ship with its whole track, and the search among received and listed ships."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pandas as pd

from vesseltrack.api import Database
from vesseltrack.desk.html import desk_page, link, nav, rows_table, said
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, html
from vesseltrack.report import alerts_frame
from vesseltrack.report.page import page_of
from vesseltrack.report.page.parts import Desk
from vesseltrack.report.ship import ShipPage
from vesseltrack.report.ship_words import sections

MOST_HULLS, MOST_FOUND = 8, 100
_IN_LIST = "Alerts of the last detect"
_LETTERS = "SELECT CASE WHEN NOT regexp_matches($text, '\\d') THEN rtrim(name_key($text), '#') END"
"""Of a name, whatever its spelling: where nothing but letters is typed."""
_SHIPS = """
    SELECT s.vessel_id, coalesce(s.name, s.mmsi::VARCHAR, s.id, s.vessel_id::VARCHAR) AS name, s.mmsi, s.imo, s.call_sign,
        s.vessel_type, s.fixes,
        s.first_time, s.last_time, count(a.alert) AS alerts
    FROM ships AS s LEFT JOIN alerts AS a ON s.vessel_id IN (a.vessel_id, a.other_vessel_id)
    WHERE len(list_filter(list_append(s.names, s.name),
            lambda n: contains(upper(n), $text) OR contains(name_key(n), $letters))) > 0
        OR starts_with(s.mmsi::VARCHAR, $text) OR starts_with(s.imo::VARCHAR, $text) OR s.call_sign = $text
        OR s.vessel_id::VARCHAR = $text
    GROUP BY ALL ORDER BY alerts DESC, s.fixes DESC, s.vessel_id LIMIT $most
"""
_LISTED = """
    SELECT list, authority, name, standing, imos, mmsis, listed_from::VARCHAR AS since, listed_to::VARCHAR AS until
    FROM listed
    WHERE len(list_filter(list_concat([name], other_names),
            lambda n: contains(upper(n), $text) OR contains(name_key(n), $letters))) > 0
        OR len(list_filter(list_concat(imos, mmsis), lambda n: starts_with(n::VARCHAR, $text))) > 0
        OR list_contains(call_signs, $text)
    ORDER BY listed_to IS NOT NULL, list, name, listed_from LIMIT $most
"""
_BECAME = """
    SELECT as_of, state, alert, score, what FROM alert_states
    WHERE list_contains($ships, vessel_id) OR list_contains($ships, other_vessel_id) ORDER BY nth
"""


def search_form(asked: str) -> str:
    """The search form."""
    return (
        '<form class="desk" action="/search" role="search"><label>name, IMO, MMSI, call sign'
        f' <input type="search" name="q" value="{attribute(asked)}" autofocus required></label><button>Search</button></form>'
    )


def search_page(db: Database, asked: str, write: bool) -> str:
    """The page of received ships and list entries whose name contains a text, or whose number begins with it."""
    text = " ".join(asked.upper().removeprefix("IMO ").split())
    if not text:
        return desk_page("Search ships and lists", search_form(""), write)
    (letters,) = db.store.one(_LETTERS, {"text": text})
    params = {"text": text, "letters": letters, "most": MOST_FOUND + 1}
    ships, listed = db.sql(_SHIPS, params), db.sql(_LISTED, params)
    heard = [[link(f"/ship?q={s.vessel_id}", s.name), *_rest(s)] for s in rows_of(ships.head(MOST_FOUND))]
    heads = ("vessel_id", "MMSI", "IMO", "call sign", "type", "messages", "first (UTC)", "last (UTC)", "alerts")
    entries = [_entry(e) for e in rows_of(listed.head(MOST_FOUND))]
    body = f"{search_form(asked)}<h2>Heard</h2>{_found(heads, heard, len(ships))}<h2>Listed</h2>" + _found(
        ("name", "list", "by", "standing", "IMO", "MMSI", "since", "until"), entries, len(listed)
    )
    return desk_page(f"Search: {text}", body, write)


def _rest(s: Any) -> list[Any]:
    return [s.mmsi, s.imo, s.call_sign, s.vessel_type, s.fixes, s.first_time, s.last_time, s.alerts]


def _entry(e: Any) -> list[Any]:
    numbers = [*e.imos, *e.mmsis]
    ship = link(f"/ship?{urlencode({'q': numbers[0] if numbers else e.name})}", e.name)
    return [ship, e.list, e.authority, e.standing, list(map(str, e.imos)), list(map(str, e.mmsis)), e.since, e.until]


def _found(heads: tuple[str, ...], rows: list[list[Any]], found: int) -> str:
    if not rows:
        return "<p>None.</p>"
    more = f"<p>Only the first {MOST_FOUND} are shown: type more of it.</p>" if found > MOST_FOUND else ""
    return more + rows_table(heads, rows)


def ship_view(db: Database, asked: str, write: bool) -> str:
    """Who a ship is and was, all its alerts, and its whole track on the map.

    Raises:
        WrongUse: no received ship and no list entry matches.
    """
    page = db.ship(asked)
    keys = [int(k) for k in page.heard.vessel_id[:MOST_HULLS]] if len(page.heard) else []
    facts = (
        f'<section class="facts"><h2>{html(_name(page, asked))}</h2>{_facts(asked, page)}{_became(db, keys)}</section>'
    )
    if not keys:
        return desk_page(f"Ship: {asked}", search_form(asked) + facts, write)
    frame = alerts_frame(db.store)
    mine = frame[frame.vessel_id.isin(keys) | frame.other_vessel_id.isin(keys)].reset_index(drop=True)
    tracks = {key: pd.DataFrame(db.track(key).drop(columns="geometry")) for key in keys}
    desk = Desk(
        nav(write), facts, lambda a: f"<p>{link(f'/#alert={quote(a.alert)}', 'Among the alerts of the night')}</p>"
    )
    return page_of(db.store, mine, f"vesseltrack: {_name(page, asked)}", desk=desk, tracks=tracks)


def _name(page: ShipPage, asked: str) -> str:
    names = [n for frame in (page.heard, page.listed) if len(frame) for n in frame.name if isinstance(n, str)]
    return names[0] if names else asked


def _facts(asked: str, page: ShipPage) -> str:
    """What is known of the ship, and what is not, in lines as on the terminal."""
    lacks = [] if len(page.listed) else [f"No list in this store names {asked}. {page.search}"]
    lacks += [page.not_received] if page.not_received else []
    parts = [f"<p>{html(line)}</p>" for line in lacks]
    for h in rows_of(page.heard):
        parts.append(f"<p>Heard: {h.fixes:,} messages from {said(h.first_time)} to {said(h.last_time)} UTC.</p>")
    for heading, lines in sections(asked, page):
        if not lines or heading == _IN_LIST:
            continue
        items = "".join(f"<li{' class=more' if line.startswith(' ') else ''}>{html(line)}</li>" for line in lines)
        parts.append(f"<h3>{html(heading)}</h3><ul>{items}</ul>")
    return "".join(parts)


def _became(db: Database, keys: list[int]) -> str:
    frame = db.sql(_BECAME, {"ships": keys})
    if frame.empty:
        return ""
    rows = [
        [*r[:2], link(f"/alert?{urlencode({'name': r[2]})}", r[2]), *r[3:]] for r in frame.to_numpy(object).tolist()
    ]
    heads = ["as of", "state", "alert", "score", "what"]
    summary = f"<summary>What became of its alerts, night by night ({len(rows)})</summary>"
    return f"<details>{summary}{rows_table(heads, rows)}</details>"
