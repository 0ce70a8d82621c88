"""A ship's page as text: headings and lines."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vesseltrack.output import counted


def sections(asked: str, page: Any) -> list[tuple[str, list[str]]]:
    """What is known of a ship: headings, each with its lines. A line that begins with spaces continues the one before.

    Args:
        asked: what was asked for.
        page: as :func:`vesseltrack.report.ship.ship_page` gives it.
    """
    return [
        (f"Lists that name {asked}", [line for e in page.listed.itertuples() for line in _entry_lines(e)]),
        ("What it is", [line for h in page.heard.itertuples() for line in _kind_lines(h)]),
        ("What ties a ship heard to them", _grouped(page.matches, "tier")),
        ("Not to be taken for it", _grouped(page.not_it)),
        ("Who it said it was, from when to when (UTC)", [_identity_line(i) for i in page.identities.itertuples()]),
        ("Signs of a false identity", [_sign_line(s) for s in page.signs.itertuples()]),
        (
            "Alerts of the last detect",
            [f"{a.queue} #{a.rank} ({a.score:g}): {a.summary}" for a in page.alerts.itertuples()],
        ),
    ]


def _kind_lines(h: Any) -> list[str]:
    """A line for a received "ship" that is fishing gear or an auxiliary craft; empty for other ships."""
    number = "" if pd.isna(h.ssvid) else f"{h.ssvid}: "
    if h.gear is True or h.gear == 1:
        return [f"{number}gear, a net marker or buoy"]
    if pd.isna(h.mother_ssvid):
        return []
    return [f"{number}an auxiliary craft of {_said(('', h.mother_name), ('MMSI', int(h.mother_ssvid)))}"]


def _said(*pairs: tuple[str, Any]) -> str:
    """Facts, each with its word in front, joined by commas; unknown ones are left out."""
    known = [f"{word} {value}".strip() for word, value in pairs if not pd.isna(value) and str(value)]
    return ", ".join(known)


def _entry_lines(e: Any) -> list[str]:
    lines = [
        f"{e.authority}: " + _said(("", e.name), ("", e.standing), ("since", e.since), ("until", e.until), ("", e.programme)),
        "  " + _said(("IMO", e.imo), ("MMSI", e.mmsi), ("flag", e.flags), ("also", e.other_names), ("posed as", e.used_falsely)),
        f"  list {e.list}, seen on it {e.first_seen}" + (f" to {e.last_seen}" if e.last_seen != e.first_seen else "")
        + f"; {e.source}" + (f"; {e.note}" if isinstance(e.note, str) else ""),
    ]  # fmt: skip
    return [line for line in lines if line.strip()]


def _grouped(frame: pd.DataFrame, tier: str | None = None) -> list[str]:
    """One line for each evidence (and tier), with the authorities of the entries it holds for."""
    if frame.empty:
        return []
    keys = [tier, "evidence"] if tier else ["evidence"]
    return [
        ": ".join(map(str, key if isinstance(key, tuple) else (key,))) + f" ({', '.join(sorted(set(group.authority)))})"
        for key, group in frame.groupby(keys, sort=False)
    ]


def _identity_line(i: Any) -> str:
    span = (
        "at no stated time"
        if pd.isna(i.valid_from)
        else f"{i.valid_from:%Y-%m-%d %H:%M} to {i.valid_to:%Y-%m-%d %H:%M}"
    )
    imo = "" if pd.isna(i.imo) else f"{i.imo}{'' if i.imo_valid else ' (wrong check digit)'}"
    length = "" if pd.isna(i.length_m) else f"{i.length_m:.0f} m"
    who = _said(
        ("", i.name), ("IMO", imo), ("MMSI", i.mmsi), ("call sign", i.call_sign), ("flag", i.flag),
        ("AIS type", i.ship_type), ("", length),
    )  # fmt: skip
    return f"{span}: {who} ({counted(i.messages, 'message')} in {counted(i.hours_sent, 'hour')})"


def _sign_line(s: Any) -> str:
    change = " -> ".join(str(x) for x in (s.value_before, s.value_after) if isinstance(x, str))
    change += f"; {s.evidence}" if isinstance(s.evidence, str) else ""
    return f"{s.time:%Y-%m-%d %H:%M} {s.anomaly.replace('_', ' ')}: {change}, at {s.lat:g} {s.lon:g}, near {s.port}"
