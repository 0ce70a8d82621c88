"""The meetings of an alert in its dossier: both ships beside each other, a chart, and each innocent cause with its result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from vesseltrack.frames import rows_of
from vesseltrack.output import html
from vesseltrack.report.meeting_chart import meeting_chart
from vesseltrack.report.meeting_words import MENTIONED_H, in_words
from vesseltrack.report.tables import FAILED, HOLDS, UNKNOWN, cause_of, result_of
from vesseltrack.store import Store

MOST = 6
"""Meetings of one alert that are shown with chart and particulars; of all others the causes tested are shown."""
_SHIP = """
    a_name({0}.name, {0}.mmsi, {0}.vessel_id) AS {1}name, {0}.mmsi AS {1}mmsi, {0}.imo AS {1}imo, {0}.call_sign AS {1}call_sign,
    {0}.flag AS {1}flag, {0}.vessel_type AS {1}vessel_type, {0}.length_m AS {1}length_m,
    (SELECT h.width_m FROM hull_sizes AS h WHERE h.vessel_id = {0}.vessel_id) AS {1}width_m,
    array_to_string({0}.names[:6], ', ') AS {1}names, status_word(e.{1}nav_status_before) AS {1}status_before,
    status_word(e.{1}nav_status) AS {1}status, status_word(e.{1}nav_status_after) AS {1}status_after,
    in_metres(e.{1}spread_m) AS {1}spread,
    CASE WHEN e.changed_vessel_id = {0}.vessel_id THEN (SELECT a_name(f.name, f.mmsi, f.vessel_id) FROM ships AS f
        WHERE f.vessel_id = e.former_vessel_id) ELSE a_name({0}.name, {0}.mmsi, {0}.vessel_id) END AS {1}came_name,
    coalesce((SELECT min(a_name(n.name, n.mmsi, n.vessel_id)) FROM encounters AS c JOIN ships AS n
        ON n.vessel_id = CASE WHEN c.number_back_time IS NULL THEN c.changed_vessel_id ELSE c.former_vessel_id END
        WHERE c.former_event = e.event AND c.former_vessel_id = {0}.vessel_id
            OR c.event = e.event AND c.changed_vessel_id = {0}.vessel_id AND c.number_back_time IS NOT NULL),
        a_name({0}.name, {0}.mmsi, {0}.vessel_id)) AS {1}left_name
"""
"""Of either ship of a meeting: also by which name it came, and left, where it changed its number in it."""
MEETINGS = f"""
    SELECT a.alert, e.*, lay_or_sailed(e.median_speed_kn, 'lay') AS lay,
        EXISTS (FROM encounters AS n WHERE n.former_event = e.event) AS changes,
        (SELECT min({{'from_time': part_start_time, 'to_time': number_back_time}}) FROM encounters AS n
            WHERE n.former_event = e.event AND number_back_time IS NOT NULL) AS away,
        {_SHIP.format("s", "")}, {_SHIP.format("o", "other_")}
    FROM _alerts AS a, UNNEST(a.events) AS u(event) JOIN encounters AS e USING (event)
    JOIN ships AS s ON s.vessel_id = e.vessel_id JOIN ships AS o ON o.vessel_id = e.other_vessel_id
    ORDER BY a.alert, e.start_time, e.part_start_time, e.event
"""
SERIES = """
    SELECT a.alert, m.* FROM _alerts AS a, UNNEST(a.events) AS u(event) JOIN meeting_series AS m USING (event)
    ORDER BY a.alert, m.event, m.time
"""
SPELLS = """
    SELECT a.alert, l.*, (SELECT coalesce(sum(hours_between(part_start_time, number_back_time)), 0)
            FROM encounters AS n WHERE n.former_vessel_id = l.vessel_id
                AND number_back_time BETWEEN l.start_time AND coalesce(l.end_time, TIMESTAMP 'infinity')) AS renamed_h,
        a_name(s.name, s.mmsi, s.vessel_id) AS name, status_word(l.nav_status_before) AS status_before,
        status_word(l.nav_status) AS status, status_word(l.nav_status_after) AS status_after
    FROM _alerts AS a, UNNEST(a.events) AS u(event) JOIN loitering AS l USING (event) JOIN ships AS s ON s.vessel_id = l.vessel_id
    ORDER BY a.alert, l.start_time, l.event
"""
NOT_ALONE = "was not alone"
"""The cause of loitering that holds where a ship lay alongside another ..."""
NOT_HEARD = "no ship was heard alongside"
"""... and how its text begins where nobody knows of one."""
NO_OTHER = "no other ship was heard alongside"
CAUSES = "Innocent causes, each tested"
KEYED = "Draught and destination are keyed by hand, often late or never; the status is set by hand."
_LEGEND = (
    "{} blue (dots filled), {} orange; dashed: drawn across a silence of one of them; grey: the meeting."
    " Distances on a logarithmic scale; times UTC."
)


def meetings_html(meetings: Sequence[Any], series: Sequence[Any]) -> str:
    """All meetings of one alert as HTML: rows of :data:`MEETINGS` and of :data:`SERIES`."""
    return "".join(_meeting(m, [r for r in series if r.event == m.event], n < MOST) for n, m in enumerate(meetings))


def _meeting(m: Any, rows: Sequence[Any], at_length: bool) -> str:
    end = m.end_time if pd.notna(m.end_time) else m.start_time + pd.Timedelta(hours=m.duration_h)
    chart = meeting_chart(rows, m.start_time, end, (m.name, m.other_name)) if at_length else ""
    legend = f'<p class="pale">{html(_LEGEND.format(m.name, m.other_name))}</p>' if chart else ""
    return (
        f'<section class="meeting"><h3>{html(_headline(m, f"{m.name} and {m.other_name}"))}</h3>'
        f"<p>{html(in_words(m))}</p>"
        + (f'<div class="wide">{chart}</div>{legend}' if chart else "")
        + (_two(m) if at_length else "")
        + causes_html(m.causes)
        + "</section>"
    )


def _two_lines(m: Any) -> list[tuple[str, str, str]]:
    """What is said of either ship: head, of the one, of the other; without lines about which neither sent anything."""
    lines = [(head, tell(m, ""), tell(m, "other_")) for head, tell in _LINES]
    return [(head, one, other) for head, one, other in lines if set(one + other) - set("-/ ")]


def _two(m: Any) -> str:
    """A table with a column for each ship."""
    body = "".join(
        f'<tr><th scope="row">{head}</th><td>{html(one)}</td><td>{html(other)}</td></tr>'
        for head, one, other in _two_lines(m)
    )
    heads = "".join(f'<th scope="col">{html(n)}</th>' for n in (m.name, m.other_name))
    return (
        f'<div class="wide"><table><thead><tr><td></td>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="pale">{KEYED}</p>'
    )


def _of(m: Any, prefix: str, column: str, form: str = "{}") -> str:
    value = getattr(m, prefix + column)
    return "-" if pd.isna(value) else form.format(value)


def _numbers(m: Any, prefix: str) -> str:
    imo, call = _of(m, prefix, "imo", ", IMO {:.0f}"), _of(m, prefix, "call_sign", ", call sign {}")
    return f"MMSI {_of(m, prefix, 'mmsi', '{:.0f}')}{'' if imo == '-' else imo}{'' if call == '-' else call}"


def _size(m: Any, prefix: str) -> str:
    length, width = (_of(m, prefix, f"{what}_m", "{:.0f}") for what in ("length", "width"))
    return "-" if length == width == "-" else f"{length} x {width} m"


def _draught(m: Any, prefix: str) -> str:
    """The draught before and after, since when each holds, and how far it may be trusted."""
    before, after = (_of(m, prefix, f"draught_{when}_m", "{:.1f} m") for when in ("before", "after"))
    if before == after == "-":
        return "-"
    since, keyed, later = (
        getattr(m, f"{prefix}draught_{c}", None) for c in ("before_keyed_time", "keyed_time", "later")
    )
    times, returned = (getattr(m, f"{prefix}draughts_{c}") for c in ("keyed", "returned"))
    before += f" (since {since:%m-%d %H:%M}: keyed in it, when another ship left)" if pd.notna(since) else ""
    trust = ", not keyed anew in these days: it may be old" if pd.isna(later) else f", not keyed anew by then ({later})"
    if pd.notna(keyed):
        trust = f", first sent {keyed:%m-%d %H:%M}" + (f", keyed {times:.0f} times in these days" if times > 1 else "")
    others = getattr(m, f"{prefix}others_alongside", 0)
    if before != after and pd.notna(others) and others > 0:
        who = "another" if others == 1 else f"{others:.0f} others"
        trust += f", {who} alongside it meanwhile: whose cargo that was is not known"
    trust += ", keyed to and fro within a day: not to be trusted" if pd.notna(returned) and returned > 0 else ""
    return f"{before} / {after}{trust}"


def _before_after(m: Any, prefix: str) -> str:
    return f"{_of(m, prefix, 'destination_before')} / {_of(m, prefix, 'destination_after')}"


def _statuses(m: Any, prefix: str) -> str:
    said = [_of(m, prefix, c) for c in ("status_before", "status", "status_after")]
    return f"{said[0]} throughout" if len(set(said)) == 1 and said[0] != "-" else " / ".join(said)


def _names(m: Any, prefix: str) -> str:
    """Other names it sent."""
    said = getattr(m, prefix + "names") or ""
    return said if "," in said else "-"


_LINES = (
    ("numbers", _numbers),
    ("flag, type", lambda m, p: f"{_of(m, p, 'flag')}, {_of(m, p, 'vessel_type')}"),
    ("size", _size),
    ("names it sent", _names),
    ("draught before / after", _draught),
    ("destination before / after", _before_after),
    ("status before / in it / after", _statuses),
    ("messages in it", lambda m, p: _of(m, p, "fixes", "{:.0f}")),
    ("swung or drifted within", lambda m, p: _of(m, p, "spread")),
)
"""Lines of the table of two ships: head, and what is said of either."""


def spells_html(spells: Sequence[Any]) -> str:
    """The loitering spells of one alert, with what was sent around them and each cause tested."""
    return "".join(_spell(e) for e in spells)


def _headline(e: Any, who: str) -> str:
    return f"{who}, {e.start_time:%m-%d %H:%M}" + (
        ", still open" if pd.isna(e.end_time) else f" to {e.end_time:%m-%d %H:%M}"
    )


def _speed(e: Any, when: str) -> str:
    """Its speed before or after, and how far off that was heard, if it was silent between."""
    off = getattr(e, f"{when}_h")
    silent = f", heard so {off:.1f} hours {when}, and silent between" if pd.notna(off) and off >= MENTIONED_H else ""
    return _of(e, "", f"{when}_kn", f"{{:.1f}} kn in the three hours {when}" if not silent else "{:.1f} kn") + silent


def _not_heard(e: Any) -> str:
    """For how much of its spell a ship was not heard: less than a tenth of an hour is nothing, unless no message came."""
    if not e.fixes:
        return "not heard in it"
    renamed_h = getattr(e, "renamed_h", 0)
    hours = e.duration_h - e.heard_h - renamed_h
    renamed = f", and {renamed_h:.1f} heard under another number" if renamed_h > 0 else ""
    return (f"{hours:.1f} of {e.duration_h:.1f} hours not heard" if hours >= 0.05 else "heard all along") + renamed


def _around(e: Any) -> list[str]:
    """What a ship did and sent before and after it loitered, as one line or none."""
    around = [
        f"on {e.fixes} messages, {_not_heard(e)}",
        _of(e, "", "start_after", "begun after {:%m-%d %H:%M}"),
        "" if e.begin_seen else "when it began is not known: the ship was first heard in it or just before",
        _of(e, "", "end_before", "ended before {:%m-%d %H:%M}"),
        *(_speed(e, when) for when in ("before", "after")),
        "" if _draught(e, "") == "-" else f"draught {_draught(e, '')}",
        "" if _before_after(e, "") == "- / -" else f"destination {_before_after(e, '')}",
        "" if _statuses(e, "") == "- / - / -" else f"status before / in it / after: {_statuses(e, '')}",
        _of(e, "", "heading_spread_deg", "nine in ten headings within {:.1f} degrees of their mean"),
    ]
    said = "; ".join(x for x in around if x not in ("", "-"))
    return [said] if said else []


def _alone(e: Any) -> str:
    """Whose spell it is, and whether another was heard alongside: nobody knows of a ship that it was alone."""
    (company,) = [c for c in e.causes if c["cause"] == NOT_ALONE] or [{"holds": None, "says": NOT_HEARD}]
    if company["holds"]:
        return f"{e.name}, all the time that it lay or drifted"
    return f"{e.name}, {NO_OTHER if company['says'].startswith(NOT_HEARD) else 'whether alone is not known'}"


def _spell(e: Any) -> str:
    said = "".join(f"<p>{html(line)}</p>" for line in _around(e))
    return f'<section class="meeting"><h3>{html(_headline(e, _alone(e)))}</h3>{said}{causes_html(e.causes)}</section>'


def others_met(a: Any) -> list[dict[str, Any]]:
    """The ships of an alert's meetings besides the two that it names, each once: fields as in ``alerts.meetings``."""
    named = {int(ship) for ship in (a.vessel_id, a.other_vessel_id) if pd.notna(ship)}
    return list({m["vessel_id"]: m for m in a.meetings if m["vessel_id"] not in named}.values())


def results(causes: Any) -> list[tuple[str, str]]:
    """The result and the evidence of each cause tested: those that hold first, then those not known, then the others."""
    found: dict[str, list[str]] = {HOLDS: [], UNKNOWN: [], FAILED: []}
    for c in causes if causes is not None else ():
        found[result_of(c["holds"])].append(cause_of(c))
    return [(result, cause) for result, some in found.items() for cause in some]


def causes_html(causes: Any, heading: str = CAUSES) -> str:
    """The causes tested, those that hold first; the heading is ours, no ship's."""
    tested = results(causes)
    if not tested:
        return ""
    lines = [f"<li>{result}: {html(cause)}</li>" for result, cause in tested if result != FAILED]
    failed = [f"<li>{html(cause)}</li>" for result, cause in tested if result == FAILED]
    rest = f'<p class="pale">Tested, and {FAILED}:</p><ul class="pale">{"".join(failed)}</ul>' if failed else ""
    none = "" if any(result == HOLDS for result, _ in tested) else "<p>None of them holds.</p>"
    return f"<h4>{heading}</h4>{none}" + (f"<ul>{''.join(lines)}</ul>" if lines else "") + rest


def meeting_lines(store: Store, frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """For a terminal: the meetings and spells of one alert, each a heading and its lines; names in them are untrusted."""
    with store.registered("_alerts", pd.DataFrame(frame[["alert", "events"]])):
        meetings, spells = (list(rows_of(store.frame(sql))) for sql in (MEETINGS, SPELLS))
    out = []
    for m in meetings:
        lines = [f"{head}: {one} | {other}" for head, one, other in _two_lines(m)]
        out.append((_headline(m, f"{m.name} and {m.other_name}"), [in_words(m), *lines, *_tested(m.causes)]))
    out += [(_headline(e, _alone(e)), [*_around(e), *_tested(e.causes)]) for e in spells]
    return out


def _tested(causes: Any) -> list[str]:
    tested = results(causes)
    return [f"{CAUSES}:", *(f"- {result}: {cause}" for result, cause in tested)] if tested else []
