"""The report of one night beside its alerts: which files were loaded, and which were not."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from vesseltrack.store import Store

_DAYS_HEARD = "SELECT DISTINCT time::DATE FROM fixes WHERE time >= $first AND time < $end"
_LAST = "SELECT report, files FROM nights ORDER BY nth DESC LIMIT 1"
_LATER = "SELECT max(night) FROM nights WHERE night > $night"
NO_DATA, INCOMPLETE, SEARCHED = "no data", "incomplete", "searched"


@dataclass(frozen=True)
class NightReport:
    """One night and its files.

    Attributes:
        night: the date of the night, UTC.
        messages: number of stored messages of that day.
        new_messages: number of messages kept from the night's files, of any day.
        repeated: number of messages in its files that were stored already.
        refused: number of refused rows of its files, by reason.
        failed: files that could not be read, each with the reason.
        empty: files with a header and no rows.
        later_night: the last night of a later date that was searched before this one; ``None`` if there is none.
    """

    night: date
    messages: int
    new_messages: int = 0
    repeated: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    later_night: date | None = None

    @property
    def status(self) -> str:
        """``incomplete`` if a file could not be read, else ``no data`` or ``searched``."""
        return INCOMPLETE if self.failed else SEARCHED if self.messages else NO_DATA

    @property
    def exit_code(self) -> int:
        """Exit code of the command: 0 (searched), 3 (incomplete) or 6 (no data)."""
        return {INCOMPLETE: 3, NO_DATA: 6, SEARCHED: 0}[self.status]

    @property
    def named(self) -> str:
        """Its date, and its status unless it is ``searched``."""
        return f"{self.night}" + ("" if self.status == SEARCHED else f": {self.status}")

    @property
    def title(self) -> str:
        """Title of its page."""
        return f"vesseltrack, {self.named}"

    def warnings(self) -> list[str]:
        """What a reader must know before the alerts, in sentences."""
        sentences = []
        if not self.messages:
            sentences.append(
                f"No data for this night: not one message of {self.night} is stored. The alerts are of other days; that there is"
                " none of this night means nothing."
            )
        if self.failed:
            sentences.append(f"{files_words(self.failed)} could not be read: {'; '.join(self.failed)}.")
        if self.empty:
            sentences.append(f"{files_words(self.empty)} held a header and no rows: {', '.join(self.empty)}.")
        if self.refused:
            sentences.append(f"{refused_words(self.refused)}.")
        if self.later_night:
            sentences.append(
                f"A later night, {self.later_night}, was searched before this one, and its page is as it was then. This page"
                " tells of all that is stored, later days included."
            )
        return sentences

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary for the manifest and the log."""
        values = asdict(self) | {"night": str(self.night), "later_night": self.later_night and str(self.later_night)}
        return values | {"status": self.status, "exit_code": self.exit_code}

    @classmethod
    def of_dict(cls, saved: Any) -> NightReport | None:
        """From the ``night`` entry of a manifest; ``None`` if it is missing or malformed."""
        try:
            days = {k: date.fromisoformat(saved[k]) if saved[k] else None for k in ("night", "later_night")}
            return cls(**{k: saved[k] for k in cls.__dataclass_fields__} | days)
        except (KeyError, TypeError, ValueError):
            return None


def last_night(store: Store) -> NightReport | None:
    """The report of the last recorded night; ``None`` if a later detect by hand has searched more files.

    ``None`` also for a night of an earlier version, which did not store the report.
    """
    for report, files in store.rows(_LAST):
        try:
            found = NightReport.of_dict(json.loads(report or "null"))
        except ValueError:
            return None
        return found if files == store.one("SELECT files FROM searched")[0] else None
    return None


def refused_words(refused: dict[str, int]) -> str:
    """Refused rows with reasons, in words, as in ``2,038 rows refused (in future 88, too old 1,950)``."""
    reasons = ", ".join(f"{k.replace('_', ' ')} {v:,}" for k, v in sorted(refused.items()))
    total = sum(refused.values())
    return f"{total:,} {'row' if total == 1 else 'rows'} refused ({reasons})"


def files_words(names: list[str]) -> str:
    """A number of files in words."""
    return "1 file" if len(names) == 1 else f"{len(names)} files"


def later_night(store: Store, night: date) -> date | None:
    """The latest recorded night of a later date; ``None`` if there is none."""
    found: date | None = store.one(_LATER, {"night": night})[0]
    return found


def days_without_data(store: Store, first: datetime | None, last: datetime | date | None) -> list[date]:
    """Days from ``first`` to ``last``, both included, without a stored position."""
    if first is None or last is None:
        return []
    begin, end = (t.date() if isinstance(t, datetime) else t for t in (first, last))
    asked = {"first": begin, "end": end + timedelta(days=1)}
    heard = {day for (day,) in store.rows(_DAYS_HEARD, asked)}
    days = (begin + timedelta(days=n) for n in range((end - begin).days + 1))
    return [day for day in days if day not in heard]


def spans_of(days: Iterable[date]) -> str:
    """Days in words, with consecutive days as one span."""
    days = sorted(days)
    breaks = [n for n, (a, b) in enumerate(pairwise(days), 1) if b - a > timedelta(days=1)]
    spans = [days[a:b] for a, b in pairwise([0, *breaks, len(days)])] if days else []
    return ", ".join(str(s[0]) if len(s) == 1 else f"{s[0]} to {s[-1]}" for s in spans)
