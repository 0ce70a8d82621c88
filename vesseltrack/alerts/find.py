"""Finding an alert: by its short id of the night, its name or the beginning of it, or a ship's name, MMSI or IMO number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from vesseltrack.errors import WrongUse


def both_names(alert: Any) -> str:
    """The name of an alert's ship, and of the other ship where its event has one: ``A and B``.

    Args:
        alert: a row with ``ship_name`` and ``other_name``.
    """
    other = alert.other_name
    return f"{alert.ship_name} and {other}" if isinstance(other, str) and other else str(alert.ship_name)


def short_id(a: Any) -> str:
    """Short id of an alert within a night: L1 is the first of the listed queue, B4 the fourth of the behaviour queue.

    It stays until the next search: a verdict moves its alert to the end of the list, but changes no short id.
    """
    return f"{str(a.queue)[0].upper()}{int(_rank(a))}"


def _rank(a: Any) -> Any:
    return a["rank"] if isinstance(a, pd.Series) else a.rank  # a row of a frame has a method of that name


@dataclass(frozen=True)
class _Called:
    """Everything by which one alert can be found: its names, its short id, numbers and names of its ships and of all they met."""

    alerts: list[str]
    short: str
    events: list[str]
    numbers: set[str]
    names: list[str]
    met_numbers: set[str]
    met_names: list[str]

    @classmethod
    def of(cls, a: Any) -> _Called:
        """From one row of the alerts frame."""
        met = [] if a.meetings is None else list(a.meetings)  # none of a store that an earlier version searched
        return cls(
            [str(a.alert), *map(str, a.was)], short_id(a), list(a.events),
            _numbers(a.mmsi, a.imo, a.other_mmsi, a.other_imo), _names(a.ship_name, a.other_name),
            _numbers(*(n for m in met for n in (m["mmsi"], m["imo"]))), _names(*(m["name"] for m in met)),
        )  # fmt: skip


def _numbers(*some: Any) -> set[str]:
    return {str(int(n)) for n in some if pd.notna(n)}


def _names(*some: Any) -> list[str]:
    return [" ".join(n.upper().split()) for n in some if isinstance(n, str)]


def find_alerts(frame: pd.DataFrame, asked: str) -> pd.DataFrame:
    """The alerts that a user's input refers to; empty if there is none.

    Tried in this order, the first that finds any alert decides: name (earlier names included), name of one of its events (after
    which it may have been called), short id, a number of either
    ship, a ship's name, a number or the name of another ship that its ships met, beginning of an alert's name, beginning of a
    ship's name.

    Args:
        frame: the alerts, as :func:`vesseltrack.report.alerts_frame` gives them.
        asked: such as ``L1``, ``alert-gap-6710``, ``DE XIN``, ``671000118``, ``IMO 9161003``.
    """
    text = " ".join(asked.split()).upper()
    number = text.removeprefix("IMO").removeprefix("MMSI").strip()
    rows = [_Called.of(a) for a in frame.itertuples()] if text else []
    rules: tuple[Callable[[_Called], bool], ...] = (
        lambda c: asked in c.alerts,
        lambda c: asked.removeprefix("alert-") in c.events,
        lambda c: text == c.short,
        lambda c: number in c.numbers,
        lambda c: text in c.names,
        lambda c: number in c.met_numbers,
        lambda c: text in c.met_names,
        lambda c: any(name.upper().startswith(text) for name in c.alerts),
        lambda c: any(name.startswith(text) for name in c.names),
    )
    for holds in rules:
        if any(found := [holds(c) for c in rows]):
            return frame[found]
    return frame.head(0)


def one_alert(frame: pd.DataFrame, asked: str) -> str:
    """The name of the one alert that a user's input refers to; the input itself if no alert matches (it may be an older name).

    Raises:
        WrongUse: several alerts match; the message names them.
    """
    found = find_alerts(frame, asked)
    if len(found) > 1:
        some = ", ".join(f"{short_id(a)} {a.ship_name}" for a in found.head(8).itertuples())
        raise WrongUse(
            f"{len(found)} alerts match {asked}", f"name one of them: {some}{' ...' if len(found) > 8 else ''}."
        )
    return str(found.alert.iloc[0]) if len(found) else asked
