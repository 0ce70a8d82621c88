"""What the ships of an alert's meetings sent of draught, destination and navigational status before and after them."""

from __future__ import annotations

from typing import Any

import pandas as pd

MEETINGS = """
    SELECT a.alert, e.start_time, a_name(s.name, s.mmsi, s.vessel_id) AS ship_name,
        a_name(o.name, o.mmsi, o.vessel_id) AS other_name,
        e.draught_before_m, e.draught_after_m, e.other_draught_before_m, e.other_draught_after_m,
        e.destination_before, e.destination_after, e.other_destination_before, e.other_destination_after,
        status_word(e.nav_status_before) AS status_before, status_word(e.nav_status) AS status,
        status_word(e.nav_status_after) AS status_after,
        status_word(e.other_nav_status_before) AS other_status_before, status_word(e.other_nav_status) AS other_status,
        status_word(e.other_nav_status_after) AS other_status_after
    FROM _alerts AS a, UNNEST(a.events) AS u(event) JOIN encounters AS e USING (event)
    JOIN ships AS s ON s.vessel_id = e.vessel_id JOIN ships AS o ON o.vessel_id = e.other_vessel_id
    ORDER BY a.alert, e.start_time, e.event
"""
HEADING = "What the two sent before and after (keyed by hand, often late or never)"
HEADS = ("meeting", "ship", "draught before / after", "destination before / after", "status before / in it / after")


def sent_rows(meetings: list[Any]) -> list[tuple[str, ...]]:
    """A row for each ship of each meeting, but for ships that sent nothing of it."""
    rows = [_side(m, prefix) for m in meetings for prefix in ("", "other_")]
    return [row for row in rows if any(set(cell) - set("-/ ") for cell in row[2:])]


def _side(m: Any, prefix: str) -> tuple[str, ...]:
    deep = [_word(getattr(m, f"{prefix}draught_{when}_m"), "{:.1f} m") for when in ("before", "after")]
    bound = [_word(getattr(m, f"{prefix}destination_{when}")) for when in ("before", "after")]
    said = [_word(getattr(m, prefix + name)) for name in ("status_before", "status", "status_after")]
    name = m.other_name if prefix else m.ship_name
    return f"{m.start_time:%m-%d %H:%M}", str(name), " / ".join(deep), " / ".join(bound), " / ".join(said)


def _word(value: Any, form: str = "{}") -> str:
    return "-" if pd.isna(value) else form.format(value)
