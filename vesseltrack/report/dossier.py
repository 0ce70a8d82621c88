"""The dossier of one alert: what is known of it, as plain HTML, and what the map draws of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.alerts.named import short_id
from vesseltrack.frames import rows_of
from vesseltrack.output import attribute, html
from vesseltrack.store import Store

AROUND_H = 36
BACK = '<button type="button" class="back">Back to the list</button>'
GAP_COLUMNS = (
    "from", "lasted", "verdict", "probability it had stopped sending", "chance of it, still sending", "others near, heard",
    "itself before / after",
)  # fmt: skip
LISTENED = (
    "Which receivers and satellites listened, the files do not say: they are told apart by who was heard together."
)
_TRACKS = """
    SELECT a.alert, g.ship = a.ship AS own, g.ship, g.mark, g.lat, g.lon, g.speed_kn
    FROM _alerts AS a JOIN grid AS g ON g.ship IN (a.ship, a.other_ship)
        AND g.mark BETWEEN mark_before(a.from_time) AND mark_before(a.to_time)
    ORDER BY a.alert, own DESC, g.ship, g.mark
"""
_DRAUGHTS = """
    SELECT a.alert, s.first_time AS time, s.draught_m FROM _alerts AS a JOIN ships ON ships.ship = a.ship
    JOIN particulars AS s USING (number) WHERE s.draught_m > 0 AND s.first_time IS NOT NULL ORDER BY ALL
"""
_EVENTS = """
    SELECT a.alert, s.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN scored AS s USING (event)
    ORDER BY a.alert, s.start_time, s.event
"""
_GAPS = """
    SELECT a.alert, g.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN gaps AS g USING (event)
    ORDER BY a.alert, g.start_time
"""
_CALLS = """
    SELECT a.alert, c.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN calls AS c USING (event)
    ORDER BY a.alert, c.spare_h DESC, c.target
"""
_COMPANIONS = """
    SELECT a.alert, c.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN companions AS c USING (event)
    ORDER BY a.alert, c.by_chance NULLS LAST, c.room_h DESC, c.other_ship
"""
_NAMES = """
    SELECT a.alert, i.* FROM _alerts AS a JOIN ships USING (ship) JOIN identities AS i ON i.number = ships.number
    ORDER BY a.alert, i.valid_from
"""


class Dossiers:
    """What is told of each alert of a frame, looked up once for all of them."""

    def __init__(self, store: Store, frame: pd.DataFrame) -> None:
        asked = frame[["alert", "ship", "other_ship", "events"]].copy()
        pad = pd.Timedelta(hours=AROUND_H)
        asked["from_time"] = (frame.since - pad).astype("datetime64[us]")
        asked["to_time"] = (frame.until.fillna(pd.Timestamp("2262-01-01")) + pad).astype("datetime64[us]")
        self.store, self.found = store, {}
        with store.lent("_alerts", asked):
            for name, sql in (
                ("tracks", _TRACKS), ("draughts", _DRAUGHTS), ("events", _EVENTS), ("gaps", _GAPS), ("calls", _CALLS),
                ("companions", _COMPANIONS), ("names", _NAMES),
            ):  # fmt: skip
                rows = store.frame(sql) if len(frame) else pd.DataFrame({"alert": []})
                self.found[name] = dict(iter(rows.groupby("alert", sort=False)))

    def of(self, name: str, alert: str) -> pd.DataFrame:
        """The rows of one kind that belong to one alert."""
        return self.found[name].get(alert, pd.DataFrame())

    # -- in words ------------------------------------------------------------------------------------------

    def article(self, a: Any, more: str = "") -> str:
        """The dossier as HTML, with more of it below its head."""
        alone = f"; behaviour alone would score {a.behaviour_score:g}" if a.lane == "listed" else ""
        became = f"{a.state}: {a.what}" if a.what else a.state
        head = (
            f"<h2>{html(a.summary)}</h2>",
            _paragraph(f"{short_id(a)}: {a.lane} #{a.rank}, score {a.score:g}{alone}", "pale"),
            _paragraph(became, "pale"),
            _paragraph(f"Before, it was called {', '.join(a.was)}." if len(a.was) else "", "pale"),
            _paragraph(a.said, "red"),
            _paragraph(f"Quiet: {a.quiet}" if a.quiet else "", "pale"),
        )
        left = (
            _list("Why it is here", a.reasons, "for"),
            _list("What speaks for innocence", a.innocent, "against"),
            _list("What the forest finds odd", a.odd_because),
        )
        right = (
            _list("In order of time (UTC)", a.timeline, ordered=True),
            self._who(a),
            _list("Lists that name it", a.listed_as[:12]),
        )
        below = (self._chart(a), self._silences(a), self._could(a), f"<p><code>{html(a.alert)}</code></p>")
        twins = f'<div class="twins"><div>{"".join(left)}</div><div>{"".join(right)}</div></div>'
        return (
            f'<article id="{attribute(a.alert)}" data-of="{attribute(a.alert)}" tabindex="-1">{BACK}{"".join(head)}{more}{twins}'
            f"{''.join(below)}</article>"
        )

    def _who(self, a: Any) -> str:
        lines = [_particulars(a.ship_name, a.mmsi, a.imo, a.flag, a.trade)]
        if isinstance(a.other_name, str):
            lines.append(_particulars(a.other_name, a.other_mmsi, a.other_imo, a.other_flag, a.other_trade))
        names = self.of("names", a.alert)
        if len(names) > 1:
            lines += [f"said it was {_identity(i)}" for i in rows_of(names.head(8))]
        return _list("Who it is", lines) + _registers(a.imo) + _registers(a.other_imo)

    def _chart(self, a: Any) -> str:
        """Speed through time, and draught where it was sent, as a small picture."""
        track = self.of("tracks", a.alert)
        own = track[track.own & track.speed_kn.notna()] if len(track) else track
        if len(own) < 2:
            return ""
        first, last = own.mark.min(), own.mark.max()
        top = max(5.0, float(own.speed_kn.max()))
        x = (own.mark - first) / max(1, last - first) * 1000
        y = 88 - own.speed_kn / top * 80
        torn = np.flatnonzero(own.mark.diff().to_numpy() > 6)
        pieces = np.split(np.column_stack([x, y]), torn)
        lines = "".join(f'<polyline points="{_points(p)}"/>' for p in pieces)
        begin, end = (f"{pd.Timestamp(int(m) * 600, unit='s'):%m-%d %H:%M}" for m in (first, last))
        deep = _draughts(self.of("draughts", a.alert))
        return (
            f'<h3>Speed through time</h3><svg class="chart" viewBox="0 0 1000 90" preserveAspectRatio="none" role="img"'
            f' aria-label="speed, up to {top:.0f} knots">{lines}</svg>'
            + _paragraph(f"{begin} to {end}, 0 to {top:.0f} kn; breaks are silences. {deep}", "pale")
        )

    def _silences(self, a: Any) -> str:
        gaps = self.of("gaps", a.alert)
        if not len(gaps):
            return ""
        rows: list[tuple[Any, ...]] = [
            (
                f"{g.start_time:%m-%d %H:%M}", f"{g.duration_h:.1f} h", g.verdict,
                _chance(g), f"{g.unheard_chance:.2g}",
                f"{g.others_near}, {_percent(g.others_heard)}", f"{_percent(g.heard_before)} / {_percent(g.heard_after)}",
            )
            for g in rows_of(gaps)
        ]  # fmt: skip
        causes = list(dict.fromkeys(c for some in gaps.causes.dropna() for c in some))
        return (
            _table("Silent, or merely not heard?", GAP_COLUMNS, rows)
            + _list("What else could explain it, each tested", causes)
            + _paragraph(LISTENED if causes else "", "pale")
        )

    def _could(self, a: Any) -> str:
        calls, met = self.of("calls", a.alert), self.of("companions", a.alert)
        said = list(dict.fromkeys(calls.says))[:6] if len(calls) else []
        also = list(dict.fromkeys(met.says))[:6] if len(met) else []
        return _list("What it could have done meanwhile (not that it did)", said) + _list(
            "Who it could have met, and who sailed with it", also
        )


REGISTERS = (
    ("IMO GISIS", "https://gisis.imo.org/Public/SHIPS/ShipDetails.aspx?IMONumber={}"),
    ("OpenSanctions", "https://www.opensanctions.org/search/?q={}"),
    ("VesselFinder", "https://www.vesselfinder.com/vessels/details/{}"),
    ("MarineTraffic", "https://www.marinetraffic.com/en/ais/details/ships/imo:{}"),
)
"""Where the public looks a ship up by its IMO number."""


def _registers(imo: Any) -> str:
    """Links to public registers; they open when a person clicks, and nothing is asked before."""
    if pd.isna(imo):
        return ""
    links = ", ".join(
        f'<a href="{url.format(int(imo))}" rel="noreferrer noopener">{name}</a>' for name, url in REGISTERS
    )
    return f'<p class="pale">IMO {int(imo)} in public registers: {links}</p>'


def _chance(g: Any) -> str:
    """A probability, with its interval where that says more."""
    said, low, high = (f"{x:.2f}" for x in (g.silence_p, g.silence_low, g.silence_high))
    return said if low == high else f"{said} ({low} to {high})"


def _percent(share: Any) -> str:
    return "-" if pd.isna(share) else f"{100 * share:.0f} %"


def _draughts(sent: pd.DataFrame) -> str:
    """The draughts sent, each with when it was first sent after another."""
    if not len(sent):
        return "No draught sent."
    changed = sent[sent.draught_m.round(1).diff().fillna(1) != 0].head(8)
    return (
        "Draught sent: " + ", ".join(f"{d.draught_m:.1f} m from {d.time:%m-%d %H:%M}" for d in rows_of(changed)) + "."
    )


def _table(heading: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    head = "".join(f'<th scope="col">{html(c)}</th>' for c in columns)
    body = "".join("<tr>" + "".join(f"<td>{html(str(x))}</td>" for x in row) + "</tr>" for row in rows)
    return f"<h3>{html(heading)}</h3><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _points(p: Any) -> str:
    every = max(1, len(p) // 200)
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in p[::every])


def _paragraph(text: str, kind: str) -> str:
    return f'<p class="{kind}">{html(text)}</p>' if text else ""


def _list(heading: str, lines: Any, kind: str = "", ordered: bool = False) -> str:
    lines = [str(x) for x in lines]
    if not lines:
        return ""
    tag = "ol" if ordered else "ul"
    items = "".join(f'<li class="{kind}">{_weighed(x) if kind else html(x)}</li>' for x in lines)
    return f"<h3>{html(heading)}</h3><{tag}>{items}</{tag}>"


def _weighed(line: str) -> str:
    weight, _, words = line.partition(" ")
    return f"<b>{html(weight)}</b> {html(words)}"


def _particulars(name: Any, mmsi: Any, imo: Any, flag: Any, trade: Any) -> str:
    known = [f"MMSI {mmsi}" if pd.notna(mmsi) else "no MMSI", f"IMO {imo}" if pd.notna(imo) else "no IMO", flag, trade]
    return f"{name}: " + ", ".join(str(k) for k in known if isinstance(k, str) and k)


def _identity(i: Any) -> str:
    imo = "" if pd.isna(i.imo) else f", IMO {i.imo:.0f}{'' if i.imo_valid else ' (wrong check digit)'}"
    span = "" if pd.isna(i.valid_from) else f", {i.valid_from:%Y-%m-%d %H:%M} to {i.valid_to:%Y-%m-%d %H:%M}"
    return f"{i.name if isinstance(i.name, str) else 'nameless'}{imo}{span}"
