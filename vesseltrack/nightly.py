"""One night: load its files, detect over all that is stored, write the folder of that date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from vesseltrack import pipeline, report
from vesseltrack.alerts import life
from vesseltrack.errors import WrongUse
from vesseltrack.inputs import remember, search_from
from vesseltrack.sources.load import load_files, raise_first
from vesseltrack.store import Store
from vesseltrack.tracks.window import looking_since

_OF_NIGHT = "SELECT count(*) FROM fixes WHERE time >= $end - INTERVAL 1 DAY AND time < $end"


@dataclass(frozen=True)
class Night:
    """What a night came to: ``rows`` are the messages of that very day, ``became`` what became of the alerts."""

    rows: int
    sentence: str
    new_rows: int = 0
    alerts: int = 0
    became: dict[str, int] = field(default_factory=dict)


def run(
    db: Path,
    night: str,
    patterns: Sequence[str],
    settings: Any,
    out: Path,
    memory_limit: str | None = None,
    look_back: timedelta | None = None,
) -> Night:
    """Load, detect and write ``out/night``.

    Args:
        db: the store.
        night: YYYY-MM-DD, UTC.
        patterns: paths or globs of the night's files.
        settings: the rules.
        out: where the folder goes.
        memory_limit: DuckDB's.
        look_back: see :func:`vesseltrack.inputs.search_from`; settings that say ``tracks.since`` themselves stand.

    Raises:
        WrongUse: ``night`` is not a date.
        UnreadableInput: no file matches, or one cannot be read: nothing is written, yesterday's folder stands.
    """
    day = _day(night)
    end = datetime.combine(day + timedelta(days=1), time())
    with Store(db, memory_limit=memory_limit) as store:
        loaded = load_files(store, patterns)
        raise_first(loaded)
        pipeline.load_reference(store)
        since, other = search_from(store, settings, end, look_back)
        settings = looking_since(settings, since)
        pipeline.detect(store, settings)
        became = life.record(store)
        remember(store, settings)
        folder = report.write_alerts(store, settings, out / day.isoformat())
        rows = int(store.one(_OF_NIGHT, {"end": end})[0])
        alerts = store.one("SELECT count(*) FROM alerts")[0]
        beyond = _beyond(store, settings.tracks.since, other)
    new = sum(x.rows_kept for x in loaded)
    sentence = f"{night}: no data for this night ({new:,} new messages of other days). {folder}/"
    if rows:
        searched = f"{rows:,} messages of the night searched, {new:,} of them new{beyond}"
        sentence = f"{night}: {alerts} alerts{_told(became)}; {searched}. {folder}/"
    return Night(rows, sentence, new, alerts, became)


def _beyond(store: Store, since: datetime | None, changed: Sequence[str]) -> str:
    """What is said of the data before a window."""
    if changed:
        return f"; all that is stored was searched: not as in the night before are {', '.join(changed)}"
    if since is None or not store.one("SELECT count(*) FROM fixes WHERE time < $since", {"since": since})[0]:
        return ""
    return f"; searched from {since:%Y-%m-%d %H:%M} on only: what is older was not looked at again"


def _day(night: str) -> date:
    try:
        day = date.fromisoformat(night)
    except ValueError as e:
        raise WrongUse(f"{night} is not a date", "give it as YYYY-MM-DD.") from e
    if not 2000 <= day.year < 3000:
        raise WrongUse(f"{night} is no date of AIS", "give it as YYYY-MM-DD.")
    return day


def _told(became: dict[str, int]) -> str:
    """What became of them, in words."""
    said = [f"{became[k]} {k}" for k in ("new", "changed", "closed", "withdrawn", "reopened") if became.get(k)]
    return f" ({', '.join(said)})" if said else ""
