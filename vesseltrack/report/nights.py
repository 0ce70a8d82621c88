"""The folders of the nights, as their manifests tell of them. Somebody may have written in those: none is taken on trust."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from vesseltrack.report.night import NightReport


@dataclass(frozen=True)
class NightFolder:
    """A night's folder and its manifest; ``None`` if that cannot be read."""

    day: date
    manifest: dict[str, Any] | None

    @property
    def status(self) -> str:
        """``searched``, ``no data``, ``incomplete`` or ``unreadable``."""
        return "unreadable" if self.manifest is None else str(self.manifest.get("status"))

    def became(self, state: str) -> list[dict[str, Any]]:
        """The alerts of which that became in this night."""
        some = _of(_of(self.manifest, "changes", dict), state, list)
        return [e for e in some if isinstance(e, dict) and "alert" in e]

    def alerts(self, queue: str) -> Any:
        """How many of a queue."""
        return _of(self.manifest, "alerts", dict).get(queue, "")

    @property
    def night(self) -> dict[str, Any]:
        """What its files came to; empty if it was searched by hand."""
        said: dict[str, Any] = _of(self.manifest, "night", dict)
        return said

    @property
    def messages(self) -> str:
        """Of that day."""
        found = self.night.get("messages")
        return f"{found:,}" if isinstance(found, int) else ""

    def says(self) -> list[str]:
        """What must be known beside the counts."""
        if self.manifest is None:
            return ["its manifest cannot be read"]
        report = NightReport.of_dict(self.night)
        if report is None:
            return ["searched by hand, not as a night"]
        try:
            return report.warnings()
        except (TypeError, ValueError, AttributeError):
            return ["its manifest is not as we wrote it"]


def _of(said: Any, key: str, kind: Callable[[], Any]) -> Any:
    """One entry of a manifest, or an empty one where it is not of its kind: somebody may have written in it."""
    value = said.get(key) if isinstance(said, dict) else None
    return value if isinstance(value, type(kind())) else kind()


def _manifest(path: Path) -> dict[str, Any] | None:
    """What a manifest says; ``None`` if it cannot be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def night_folders(out: Path) -> list[NightFolder]:
    """The folders of nights in ``out``, the latest first. What has no date for its name is no night."""
    nights = []
    for path in out.iterdir():
        try:
            day = date.fromisoformat(path.name)
        except ValueError:
            continue
        if path.name == day.isoformat() and os.path.lexists(path / "manifest.json"):
            nights.append(NightFolder(day, _manifest(path / "manifest.json")))
    return sorted(nights, key=lambda n: n.day, reverse=True)
