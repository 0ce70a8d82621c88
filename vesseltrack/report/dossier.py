"""The dossier of one alert as plain HTML: indicators, events, ships, lists, gaps, possible port calls and meetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.alerts.find import short_id
from vesseltrack.output import attribute, html
from vesseltrack.report.around import AROUND_H, asked_about, by_alert, tracks_around
from vesseltrack.report.meetings import MEETINGS, SERIES, SPELLS, causes_html, meetings_html, others_met, spells_html
from vesseltrack.store import Store

TORN_SLOTS = 6
"""Ten-minute slots without a speed at which the speed chart is broken."""
_PAD, _NEVER = AROUND_H * 6, 1 << 40
_NOTHING = np.array([], np.int64), np.array([])

BACK = '<button type="button" class="back">Back to the list</button>'
GAP_COLUMNS = (
    "from", "lasted", "assessment", "probability it had stopped sending", "chance of it, still sending", "others near, heard",
    "itself before / after",
)  # fmt: skip
LISTENED = (
    "Which receivers and satellites listened, the files do not say: they are told apart by who was heard together."
)
_DRAUGHTS = """
    SELECT a.alert, s.first_time AS time, s.draught_m FROM _alerts AS a JOIN ships ON ships.vessel_id = a.vessel_id
    JOIN particulars AS s USING (ssvid) WHERE s.draught_m > 0 AND s.first_time IS NOT NULL ORDER BY ALL
"""
_GAPS = """
    SELECT a.alert, g.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN gaps AS g USING (event)
    ORDER BY a.alert, g.start_time
"""
_CALLS = """
    SELECT a.alert, c.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN possible_port_calls AS c USING (event)
    ORDER BY a.alert, c.spare_h DESC, c.target
"""
_COMPANIONS = """
    SELECT a.alert, c.* FROM _alerts AS a, UNNEST(a.events) AS e(event) JOIN possible_rendezvous AS c USING (event)
    ORDER BY a.alert, c.by_chance NULLS LAST, c.room_h DESC, c.other_vessel_id
"""
_NAMES = """
    SELECT a.alert, i.*, ships.vessel_id = a.vessel_id AS is_first FROM _alerts AS a
    JOIN ships ON ships.vessel_id IN (a.vessel_id, a.other_vessel_id) JOIN identities AS i ON i.ssvid = ships.ssvid
    ORDER BY a.alert, is_first DESC, i.valid_from
"""

_ASKS = (
    ("draughts", _DRAUGHTS),
    ("gaps", _GAPS),
    ("possible_port_calls", _CALLS),
    ("possible_rendezvous", _COMPANIONS),
    ("names", _NAMES),
    ("meetings", MEETINGS),
    ("series", SERIES),
    ("spells", SPELLS),
)


class Dossiers:
    """The dossiers of all alerts of a frame; data are queried once for all of them.

    Args:
        store: on which detect has run.
        frame: the alerts, as :func:`vesseltrack.report.alerts_frame` gives them.
        tracks: tracks of their ships, as :func:`vesseltrack.report.around.tracks_around` gives them; queried if ``None``.
    """

    def __init__(self, store: Store, frame: pd.DataFrame, tracks: Mapping[int, pd.DataFrame] | None = None) -> None:
        tracks = tracks_around(store, frame) if tracks is None else tracks
        self.speeds = {ship: _speeds(track) for ship, track in tracks.items()}
        self.found: dict[str, dict[str, list[Any]]] = {}
        with asked_about(store, frame):
            for name, sql in _ASKS:
                self.found[name] = by_alert(store.frame(sql)) if len(frame) else {}

    def of(self, name: str, alert: str) -> list[Any]:
        """The rows of one kind that belong to one alert."""
        return self.found[name].get(alert, [])

    # -- in words ------------------------------------------------------------------------------------------

    def article(self, a: Any, more: str = "") -> str:
        """The dossier as HTML; ``more`` is HTML placed below its head."""
        alone = f"; behaviour alone would score {a.behaviour_score:g}" if a.queue == "listed" else ""
        became = f"{a.state}: {a.what}" if a.what else a.state
        head = (
            f"<h2>{html(a.summary)}</h2>",
            _paragraph(f"{short_id(a)}: {a.queue} #{a.rank}, score {a.score:g}{alone}", "pale"),
            _paragraph(became, "pale"),
            _paragraph(f"Before, it was called {', '.join(a.was)}." if len(a.was) else "", "pale"),
            _paragraph(a.verdict_text, "red"),
            _paragraph(f"Quiet: {a.quiet}" if a.quiet else "", "pale"),
        )
        left = (
            _list("Why it is here", a.indicators, "for"),
            _list("What speaks for innocence", a.mitigating, "against"),
            _list("What the forest finds odd", a.anomaly_reasons),
        )
        right = (
            _list("In order of time (UTC)", a.timeline, ordered=True),
            _list("Said elsewhere", a.see_also),
            self._who(a),
            _list("Lists that name it", a.listed_as[:12]),
        )
        below = (
            meetings_html(self.of("meetings", a.alert), self.of("series", a.alert)),
            self._chart(a),
            spells_html(self.of("spells", a.alert)),
            self._silences(a),
            self._could(a),
            f"<p><code>{html(a.alert)}</code></p>",
        )
        twins = f'<div class="twins"><div>{"".join(left)}</div><div>{"".join(right)}</div></div>'
        return (
            f'<article id="{attribute(a.alert)}" data-of="{attribute(a.alert)}" tabindex="-1">{BACK}{"".join(head)}{more}{twins}'
            f"{''.join(below)}</article>"
        )

    def _who(self, a: Any) -> str:
        names = self.of("names", a.alert)
        lines = [
            _particulars(a.ship_name, a.mmsi, a.imo, a.flag, a.vessel_type),
            *_called([i for i in names if i.is_first]),
        ]
        if isinstance(a.other_name, str):
            lines.append(_particulars(a.other_name, a.other_mmsi, a.other_imo, a.other_flag, a.other_vessel_type))
            lines += _called([i for i in names if not i.is_first])
        others = others_met(a)
        lines += [
            _particulars(o["name"] or o["mmsi"], o["mmsi"], o["imo"], o["flag"], o["vessel_type"]) for o in others
        ]
        numbers = {int(imo): None for imo in (a.imo, a.other_imo, *(o["imo"] for o in others)) if pd.notna(imo)}
        return _list("Who it is", lines) + "".join(map(_registers, numbers))

    def _chart(self, a: Any) -> str:
        """A small chart of speed over time, with the draughts sent in words; empty for fewer than two speeds."""
        first, last = _slot(a.first_time) - _PAD, (_slot(a.last_time) + _PAD if pd.notna(a.last_time) else _NEVER)
        slots, kn = self.speeds.get(int(a.vessel_id), _NOTHING)
        some = slice(*np.searchsorted(slots, [first, last + 1]))
        slots, kn = slots[some], kn[some]
        if len(slots) < 2:
            return ""
        top = max(5.0, float(kn.max()))
        x = (slots - slots[0]) / max(1, slots[-1] - slots[0]) * 1000
        y = 88 - kn / top * 80
        pieces = np.split(np.column_stack([x, y]), np.flatnonzero(np.diff(slots) > TORN_SLOTS) + 1)
        lines = "".join(f'<polyline points="{_points(p)}"/>' for p in pieces)
        begin, end = (f"{pd.Timestamp(int(m) * 600, unit='s'):%m-%d %H:%M}" for m in (slots[0], slots[-1]))
        deep = _draughts(self.of("draughts", a.alert))
        return (
            f"<h3>Speed of {html(a.ship_name)} through time</h3>"
            f'<svg class="chart" viewBox="0 0 1000 90" preserveAspectRatio="none" role="img"'
            f' aria-label="speed, up to {top:.0f} knots">{lines}</svg>'
            + _paragraph(f"{begin} to {end}, 0 to {top:.0f} kn; breaks are silences. {deep}", "pale")
        )

    def _silences(self, a: Any) -> str:
        gaps = self.of("gaps", a.alert)
        if not gaps:
            return ""
        rows: list[tuple[Any, ...]] = [
            (
                f"{g.start_time:%m-%d %H:%M}", f"{g.duration_h:.1f} h", g.assessment,
                _chance(g), f"{g.p_unreceived_if_on:.2g}",
                f"{g.others_near}, {_percent(g.others_heard)}", f"{_percent(g.heard_before)} / {_percent(g.heard_after)}",
            )
            for g in gaps
        ]  # fmt: skip
        tested = "".join(
            causes_html(g.causes, f"What else could explain the silence from {g.start_time:%m-%d %H:%M}, each tested")
            for g in gaps
            if isinstance(g.causes, (list, np.ndarray))
        )
        return (
            _table("Silent, or merely not heard?", GAP_COLUMNS, rows)
            + tested
            + _paragraph(LISTENED if tested else "", "pale")
        )

    def _could(self, a: Any) -> str:
        calls, met = self.of("possible_port_calls", a.alert), self.of("possible_rendezvous", a.alert)
        said, also = (list(dict.fromkeys(row.text for row in some))[:6] for some in (calls, met))
        return _list("What it could have done meanwhile (not that it did)", said) + _list(
            "Who it could have met, and who sailed with it", also
        )


REGISTERS = (
    ("IMO GISIS", "https://gisis.imo.org/Public/SHIPS/ShipDetails.aspx?IMONumber={}"),
    ("OpenSanctions", "https://www.opensanctions.org/search/?q={}"),
    ("VesselFinder", "https://www.vesselfinder.com/vessels/details/{}"),
    ("MarineTraffic", "https://www.marinetraffic.com/en/ais/details/ships/imo:{}"),
)
"""Public registers, with the address of a ship's page by IMO number."""


def _registers(imo: int) -> str:
    """Links to public registers; nothing is requested before a user clicks one."""
    links = ", ".join(f'<a href="{url.format(imo)}" rel="noreferrer noopener">{name}</a>' for name, url in REGISTERS)
    return f'<p class="pale">IMO {imo} in public registers: {links}</p>'


def _chance(g: Any) -> str:
    """A gap's ``p_off`` as text, with its interval unless both ends are the same."""
    said, low, high = (f"{x:.2f}" for x in (g.p_off, g.p_off_low, g.p_off_high))
    return said if low == high else f"{said} ({low} to {high})"


def _percent(share: Any) -> str:
    return "-" if pd.isna(share) else f"{100 * share:.0f} %"


def _draughts(sent: list[Any]) -> str:
    """The draughts sent, in words: each change with its time."""
    if not sent:
        return "No draught sent."
    changed = [d for d, before in zip(sent, [None, *sent], strict=False) if before is None or _deep(d) != _deep(before)]
    return "Draught sent: " + ", ".join(f"{d.draught_m:.1f} m from {d.time:%m-%d %H:%M}" for d in changed[:8]) + "."


def _deep(d: Any) -> str:
    return f"{d.draught_m:.1f}"


def _slot(time: Any) -> int:
    """The ten-minute slot of a time, counted since 1970."""
    return int(pd.Timestamp(time).timestamp() // 600)


def _speeds(track: pd.DataFrame) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Slots (ten minutes, since 1970) in which a speed is known, and the speeds, knots."""
    kn = track.speed_kn.to_numpy(float, na_value=np.nan)
    heard = ~np.isnan(kn)
    return track.slot.to_numpy(np.int64)[heard], kn[heard]


def _table(heading: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    head = "".join(f'<th scope="col">{html(c)}</th>' for c in columns)
    body = "".join("<tr>" + "".join(f"<td>{html(str(x))}</td>" for x in row) + "</tr>" for row in rows)
    return (
        f'<h3>{html(heading)}</h3><div class="wide" role="region" tabindex="0" aria-label="{attribute(heading)}"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


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


def _particulars(name: Any, mmsi: Any, imo: Any, flag: Any, vessel_type: Any) -> str:
    known = [
        f"MMSI {mmsi}" if pd.notna(mmsi) else "no MMSI",
        f"IMO {imo}" if pd.notna(imo) else "no IMO",
        flag,
        vessel_type,
    ]
    return f"{name}: " + ", ".join(str(k) for k in known if isinstance(k, str) and k)


def _called(names: list[Any]) -> list[str]:
    """Each identity of a ship that had more than one."""
    return [f"said it was {_identity(i)}" for i in names[:8]] if len(names) > 1 else []


def _identity(i: Any) -> str:
    imo = "" if pd.isna(i.imo) else f", IMO {i.imo:.0f}{'' if i.imo_valid else ' (wrong check digit)'}"
    span = "" if pd.isna(i.valid_from) else f", {i.valid_from:%Y-%m-%d %H:%M} to {i.valid_to:%Y-%m-%d %H:%M}"
    return f"{i.name if isinstance(i.name, str) else 'nameless'}{imo}{span}"
