"""A meeting in words: who came to whom, for how long and on how much the two lay together, and who left when."""

from __future__ import annotations

from typing import Any

import pandas as pd

LEFT_TOGETHER_MIN = 20
"""Two that left no more than so many minutes after one another left together: two tenth minutes."""
MENTIONED_H = 0.5
"""How much longer a meeting may have been if that is to be mentioned."""


def _came(m: Any) -> str:
    """Who came to whom."""
    if m.came in ("ship", "other_ship"):
        return "{} came to {}, which {}.".format(*_in_turn(m, m.came), m.lay)
    known = {"both": "Both came under way.", "neither": f"Neither was seen to come: both {m.lay} there before."}
    when = "" if m.begin_seen else " When it began is not known: one was first heard in it or just before."
    return known.get(m.came, "Who came is not known: one was not heard just before it.") + when


def _left(m: Any) -> str:
    """Who left, or that they are still together."""
    if pd.isna(m.end_time):
        last = m.start_time + pd.Timedelta(hours=m.duration_h)
        return f"They were last heard together at {last:%m-%d %H:%M}, and not apart since."
    if m.went in ("ship", "other_ship"):
        return _one_left(m, *(("", "other_") if m.went == "ship" else ("other_", "")))
    known = {"both": _both_left(m), "neither": "Neither was seen to leave."}
    when = "" if m.end_seen else " When it ended is not known."
    apart = f" They had parted by {m.end_before:%m-%d %H:%M}." if m.went == "neither" and pd.notna(m.end_before) else ""
    return known.get(m.went, _of_one_only(m)) + apart + when


def _both_left(m: Any) -> str:
    """That both left, and by when each had, if not together."""
    if pd.isna(m.went_by) or pd.isna(m.other_went_by):
        return "Both left; when either did is not known."
    seen = pd.isna(m.went_after) and pd.isna(m.other_went_after)
    if seen and abs(m.went_by - m.other_went_by) <= pd.Timedelta(minutes=LEFT_TOGETHER_MIN):
        return "Both left under way."
    return _in_order(m)


def _of_one_only(m: Any) -> str:
    """What is known of one, where of the other it is not known whether it left."""
    heard = [p for p in ("", "other_") if pd.notna(getattr(m, p + "went_by"))]
    if len(heard) != 1:
        return "Who left is not known: one was not heard just after it."
    return f"Who left first is not known: one was not heard just after it. {_had_left(m, heard[0])}."


def _in_order(m: Any) -> str:
    """By when each of two had left, or between which messages."""
    early, late = sorted(("", "other_"), key=lambda prefix: getattr(m, prefix + "went_by"))
    if pd.isna(getattr(m, early + "went_after")) and pd.isna(getattr(m, late + "went_after")):
        return f"{_had_left(m, early)}, {_then(m, late, 'left')} by {getattr(m, late + 'went_by'):%m-%d %H:%M}."
    return f"{_had_left(m, early)}, {_had_left(m, late)}."


def _had_left(m: Any, prefix: str) -> str:
    """By when one ship had left, or between which messages, if that is known."""
    name, after, by = _then(m, prefix, "left"), getattr(m, prefix + "went_after"), getattr(m, prefix + "went_by")
    if pd.isna(by):
        return f"{name} left"
    if pd.isna(after):
        return f"{name} had left by {by:%m-%d %H:%M}"
    return f"{name} left between {after:%m-%d %H:%M} and {by:%m-%d %H:%M}"


def _one_left(m: Any, left: str, stayed: str) -> str:
    """That one left and the other stayed, and until when, if that is not long."""
    if pd.notna(getattr(m, left + "went_by")) and pd.notna(getattr(m, stayed + "went_by")):
        return _in_order(m)
    until = getattr(m, stayed + "stayed_until")
    heard = "" if pd.isna(until) else f" until {until:%m-%d %H:%M}, when it was last heard"
    kept = "stayed" if m.lay == "lay" else "went on"
    return f"{_had_left(m, left)}, {_then(m, stayed, 'left')} {kept}{heard}."


def _in_turn(m: Any, first: str) -> tuple[str, str]:
    names = _then(m, "", "came"), _then(m, "other_", "came")
    return names if first == "ship" else names[::-1]


def _then(m: Any, prefix: str, when: str) -> str:
    """The name by which a ship came, or left: another, where it changed its number in the meeting."""
    return str(getattr(m, f"{prefix}{when}_name", None) or getattr(m, prefix + "name"))


def in_words(m: Any) -> str:
    """Who came to whom, how long, on how much, and whether it goes on, in one or two sentences."""
    sooner = pd.isna(m.end_time) and m.start_time - m.start_after >= pd.Timedelta(hours=MENTIONED_H)
    least = "" if m.begin_seen and (pd.isna(m.end_time) or m.end_seen) and not sooner else "at least "
    longest = f"to {m.longest_h:.1f} " if m.longest_h - m.duration_h >= MENTIONED_H else ""
    drawn = f", for {m.drawn_h:.1f} h of which they were not both heard so" if m.drawn_h >= 0.1 else ""
    together = (
        f"Near each other for {least}{m.duration_h:.1f} {longest}hours{drawn}, on {m.fixes} and {m.other_fixes} messages;"
        f" the antennas {m.median_apart_m:.0f} m apart (median)."
    )
    return f"{_came(m)} {together}{_under_these(m)} {_left(m)}"


def _under_these(m: Any) -> str:
    """When they were heard under these two numbers, where one changed in the middle of the meeting: all else is of the whole."""
    if pd.isna(m.former_event) and not m.changes:
        return ""
    said = (
        " This is the meeting told before, once more"
        if pd.notna(m.former_event)
        else " One or both changed the number in the middle of it"
    )
    times = f"{m.part_start_time:%m-%d %H:%M} to {m.part_until_time:%m-%d %H:%M}"
    away = getattr(m, "away", None)  # there and back
    if isinstance(away, dict):
        times += f", but for {away['from_time']:%m-%d %H:%M} to {away['to_time']:%m-%d %H:%M}, when one sent another"
    return f"{said}: under these two numbers they were heard from {times}."
