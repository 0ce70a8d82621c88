"""Signal K deltas, JSON lines: updates of single values, in SI units, of a vessel named in their context.

Source: https://signalk.org/specification/. Speeds are in metres a second, angles in radians, rates of turn in radians a second,
lengths in metres; a value is a path with what stands there. Each update of a delta is one message. An update with neither a
position nor particulars, or without a time, is refused as ``other_message``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from vesseltrack.sources.json_layout import JsonLayout, at, first_of, number
from vesseltrack.sources.json_text import one_a_line

_NUMBERED = "mmsi:"
_KN_PER_M_S = 3600 / 1852


def _flat(value: Any, path: str, into: dict[str, Any]) -> None:
    """Add a value to ``into``, an object as its members, each under its full path with ``_`` for the dots."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _flat(inner, f"{path}.{key}".lstrip("."), into)
    else:
        into[path.replace(".", "_")] = value


def _messages(delta: Mapping[str, Any], own: str | None) -> Iterator[dict[str, Any]]:
    """One flat object for each update of a delta; ``own`` is the context of the vessel itself, if known."""
    context = str(delta.get("context", "vessels.self"))
    who = own if context in ("vessels.self", "self") else context
    updates = delta.get("updates")
    for update in updates if isinstance(updates, list) else [None]:
        if not isinstance(update, Mapping) or not isinstance(update.get("values"), list):
            yield {"said": delta}
            continue
        into: dict[str, Any] = {"context": who, "timestamp": update.get("timestamp"), "said": delta}
        if who and _NUMBERED in who:
            into["mmsi"] = who.rpartition(_NUMBERED)[2]
        for value in update["values"]:
            if isinstance(value, Mapping):
                _flat(value.get("value"), str(value.get("path", "")), into)
        yield into


def one_a_message(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The updates of deltas as flat objects, one a line. An object with ``self`` names the own vessel of those after it."""
    own: str | None = None
    for line in one_a_line(chunks):
        try:
            delta = json.loads(line)
        except (ValueError, RecursionError):
            yield line
            continue
        if not isinstance(delta, dict):
            yield line
            continue
        if isinstance(delta.get("self"), str):
            own = delta["self"]
        for message in _messages(delta, own):
            yield json.dumps(message, separators=(",", ":")).encode() + b"\n"


def _degrees(path: str) -> str:
    return f"(degrees({number(path)}) % 360)"


_PLACED = "m->>'$.navigation_position_latitude' IS NOT NULL"
_NAMED = first_of("name", "design_aisShipType_id", "design_length_overall")
SIGNALK = JsonLayout(
    name="signalk",
    about="Signal K, deltas",
    why="its first object has context and updates",
    marks=lambda o: isinstance(o.get("updates"), list) and ("context" in o or any(
        isinstance(u, dict) and "values" in u for u in o["updates"])),
    through=one_a_message,
    fields={
        "raw": "j->>'$.said'",
        "problem": f"WHEN {at('timestamp')} IS NULL OR NOT ({_PLACED} OR {_NAMED} IS NOT NULL) THEN 'other_message'",
        "particulars_only": f"NOT ({_PLACED})",
        "id": at("mmsi"),
        "time": f"utc_time({at('timestamp')})",
        "lat": number("navigation_position_latitude"),
        "lon": number("navigation_position_longitude"),
        "sog": f"({number('navigation_speedOverGround')} * {_KN_PER_M_S!r})",
        "cog": _degrees("navigation_courseOverGroundTrue"),
        "heading": _degrees("navigation_headingTrue"),
        "rot": f"({number('navigation_rateOfTurn')} * {60 * 180 / math.pi!r})",
        "status": at("navigation_state"),
        "class": at("sensors_ais_class"),
        "name": at("name"),
        "imo": f"regexp_extract({first_of('registrations_imo', 'communication_imo')}, '\\d+')",
        "call_sign": first_of("communication_callsignVhf", "callsignVhf"),
        "ship_type": first_of("design_aisShipType_id", "design_aisShipType_name"),
        "length": f"TRY_CAST({at('design_length_overall')} AS FLOAT)",
        "width": f"TRY_CAST({at('design_beam')} AS FLOAT)",
        "draught": f"TRY_CAST({first_of('design_draft_current', 'design_draft_maximum')} AS FLOAT)",
        "destination": at("navigation_destination_commonName"),
        "eta": at("navigation_destination_eta"),
    },
)  # fmt: skip
