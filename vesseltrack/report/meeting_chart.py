"""A small chart of a meeting: distance, headings and speeds of two ships through time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from vesseltrack.output import attribute

Floats = npt.NDArray[np.float64]
WIDTH, LEFT, RIGHT = 640, 52, 12
"""Width of the chart, and of its margins, in its own units."""
BAND, GAP, TOP = 70, 22, 18
TORN_S = 1500
"""Positions farther apart in time than this many seconds are not joined by a line."""
NEAR_M, FAR_M = 10.0, 10_000.0
"""The scale of distances, which is logarithmic: it begins at the one and ends at the other at most, metres."""
LEAST_KN = 2.0
"""The scale of speeds reaches so far at least."""


def meeting_chart(rows: Sequence[Any], start: pd.Timestamp, end: pd.Timestamp, names: tuple[str, str]) -> str:
    """The chart as SVG; empty for fewer than two rows.

    Args:
        rows: of ``meeting_series``, in order of time.
        start: begin of the meeting.
        end: its end, as far as it is known.
        names: of the two ships.
    """
    if len(rows) < 2:
        return ""
    frame = pd.DataFrame(
        {
            c: [getattr(r, c) for r in rows]
            for c in ("time", "apart_m", "drawn", *(f"{o}{c}" for c in _OF for o in _SIDES))
        }
    )
    t = (frame.time - frame.time.iloc[0]).dt.total_seconds().to_numpy(np.float64)
    x = LEFT + t / max(1.0, t[-1]) * (WIDTH - LEFT - RIGHT)
    drawn = frame.drawn.to_numpy(bool)
    far = frame.apart_m.to_numpy(np.float64)
    bands = [
        _distances(x, t, far, drawn),
        _band("heading", "\N{DEGREE SIGN}", (0.0, 180.0, 360.0), lambda v: v / 360, 1)
        + _pair(x, t, frame, "heading_deg", lambda v: v / 360, 1, dots=True),
        _speeds(x, t, frame),
    ]
    edge = [float(np.interp((m - frame.time.iloc[0]).total_seconds(), t, x)) for m in (start, end)]
    height = 3 * BAND + 2 * GAP + TOP + 18
    said = f"distance, headings and speeds of {names[0]} and {names[1]} through time"
    return (
        f'<svg class="meet" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{attribute(said)}" font-size="11">'
        f'<rect x="{edge[0]:.1f}" y="{TOP}" width="{max(1.0, edge[1] - edge[0]):.1f}" height="{height - TOP - 18}"'
        ' fill="#888888" fill-opacity="0.13"/>' + "".join(bands) + _times(frame.time, x, height - 4) + "</svg>"
    )


_OF = ("speed_kn", "heading_deg")
_SIDES = ("", "other_")


def _y(share: Any, band: int) -> Any:
    """The height at which a share of a band's scale is drawn."""
    return TOP + band * (BAND + GAP) + BAND * (1 - share)


def _band(name: str, unit: str, marks: Sequence[float], scale: Callable[[Any], Any], band: int) -> str:
    """Frame, grid lines and labels of one band."""
    lines = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(scale(m), band):.1f}" y2="{_y(scale(m), band):.1f}" class="rule"'
        ' stroke="#b7c6d1" stroke-width="0.6"/>'
        f'<text x="{LEFT - 4}" y="{_y(scale(m), band) + 4:.1f}" text-anchor="end" class="ink">{_number(m, unit)}</text>'
        for m in marks
    )
    return lines + f'<text x="{WIDTH - RIGHT}" y="{_y(1, band) - 5:.1f}" text-anchor="end" class="ink">{name}</text>'


def _number(value: float, unit: str) -> str:
    return (
        f"{value / 1000:g} km" if unit == "m" and value >= 1000 else f"{value:g}{'' if unit == chr(176) else ' '}{unit}"
    )


def _distances(x: Floats, t: Floats, far: Floats, drawn: Any) -> str:
    """The distance between the antennas, on a logarithmic scale; dashed where it is drawn across a silence."""
    most = min(FAR_M, max(100.0, 10 ** np.ceil(np.log10(max(float(far.max()), NEAR_M)))))
    span = np.log10(most / NEAR_M)

    def scale(v: Any) -> Any:
        return np.log10(np.clip(v, NEAR_M, most) / NEAR_M) / span

    marks = [m for m in (10.0, 100.0, 1000.0, 10_000.0) if m <= most]
    shown = far <= most
    lines = [_line(x[i], _y(scale(far[i]), 0), "far", dashed) for i, dashed in _runs(t, shown, drawn)]
    return _band("distance of the antennas", "m", marks, scale, 0) + "".join(lines)


def _runs(t: Floats, shown: Any, drawn: Any) -> list[tuple[Any, bool]]:
    """Stretches of rows to join by a line, each with whether it is dashed."""
    out: list[tuple[Any, bool]] = []
    begin = 0
    for n in range(1, len(t) + 1):
        last = n == len(t)
        broken = last or not (shown[n] and shown[n - 1]) or t[n] - t[n - 1] > TORN_S
        turned = not last and (drawn[n] or drawn[n - 1]) != (drawn[begin] or (begin + 1 < len(t) and drawn[begin + 1]))
        if broken or (turned and n - 1 > begin):
            if shown[begin]:
                out.append((np.arange(begin, n), bool(drawn[begin : begin + 2].any())))
            begin = n if broken else n - 1
    return out


def _speeds(x: Floats, t: Floats, frame: pd.DataFrame) -> str:
    """The speeds of both ships."""
    both = np.concatenate([frame[f"{o}speed_kn"].to_numpy(np.float64, na_value=np.nan) for o in _SIDES])
    top = max(LEAST_KN, np.ceil(np.nanmax(both))) if np.isfinite(both).any() else LEAST_KN
    return _band("speed", "kn", (0.0, float(top)), lambda v: v / top, 2) + _pair(
        x, t, frame, "speed_kn", lambda v: v / top, 2
    )


def _pair(
    x: Floats, t: Floats, frame: pd.DataFrame, column: str, scale: Callable[[Any], Any], band: int, dots: bool = False
) -> str:
    """Both ships' values of one column: lines, or dots where a line would leap from 359 to 0 degrees."""
    out = ""
    for prefix, name in zip(_SIDES, ("one", "other"), strict=True):
        value = frame[prefix + column].to_numpy(np.float64, na_value=np.nan)
        known = np.isfinite(value)
        y = _y(scale(np.where(known, value, 0.0)), band)
        if dots:
            size = 2.6 if prefix else 1.9
            out += "".join(
                f'<circle cx="{a:.1f}" cy="{b:.1f}" r="{size}" {_STYLES[name][1]}/>'
                for a, b in zip(x[known], y[known], strict=True)
            )
        else:
            out += "".join(_line(x[i], y[i], name, False) for i, _ in _runs(t, known, np.zeros(len(t), bool)))
    return out


_STYLES = {
    "far": ('class="far" stroke="#1c2733"', ""),
    "one": ('class="one" stroke="#20607f"', 'class="one" fill="#20607f"'),
    "other": ('class="other" stroke="#c77700"', 'class="other" fill="none" stroke="#c77700"'),
}


def _line(x: Floats, y: Any, name: str, dashed: bool) -> str:
    dash = ' stroke-dasharray="3 3"' if dashed else ""
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
    if len(x) == 1:
        return f'<circle cx="{x[0]:.1f}" cy="{y[0]:.1f}" r="1.2" fill="none" {_STYLES[name][0]}/>'
    return f'<polyline points="{points}" fill="none" stroke-width="1.4"{dash} {_STYLES[name][0]}/>'


def _times(time: pd.Series, x: Floats, y: float) -> str:
    """Labels of the time axis: some six, at whole hours."""
    hours = max(1.0, (time.iloc[-1] - time.iloc[0]).total_seconds() / 3600)
    step = next((s for s in (1, 2, 3, 4, 6, 12, 24, 48, 96, 240) if hours / s <= 7), 1000)
    first = time.iloc[0].floor("D")
    t = (time - time.iloc[0]).dt.total_seconds().to_numpy(np.float64)
    out = ""
    for n in range(int(((time.iloc[-1] - first).total_seconds()) // (3600 * step)) + 1):
        at = first + pd.Timedelta(hours=n * step)
        if at < time.iloc[0]:
            continue
        form = "%m-%d" if at == at.floor("D") else "%H:%M"
        place = float(np.interp((at - time.iloc[0]).total_seconds(), t, x))
        out += f'<text x="{place:.1f}" y="{y}" text-anchor="middle" class="ink">{at:{form}}</text>'
    return out
