"""The folders of the nights, read from their manifests. Manifests may have been edited, so every value is checked."""

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
        """The alerts that got this state in this night."""
        some = _of(_of(self.manifest, "changes", dict), state, list)
        return [e for e in some if isinstance(e, dict) and "alert" in e]

    def alerts(self, queue: str) -> Any:
        """Number of alerts in a queue."""
        return _of(self.manifest, "alerts", dict).get(queue, "")

    @property
    def night(self) -> dict[str, Any]:
        """The outcome of its files; empty if it was made by plain detect."""
        content: dict[str, Any] = _of(self.manifest, "night", dict)
        return content

    @property
    def messages(self) -> str:
        """Number of messages of that day, in words."""
        found = self.night.get("messages")
        return f"{found:,}" if isinstance(found, int) else ""

    def says(self) -> list[str]:
        """Warnings to show beside the counts."""
        if self.manifest is None:
            return ["its manifest cannot be read"]
        report = NightReport.of_dict(self.night)
        if report is None:
            return ["searched by hand, not as a night"]
        try:
            return report.warnings()
        except (TypeError, ValueError, AttributeError):
            return ["its manifest is not as we wrote it"]


def _of(content: Any, key: str, kind: Callable[[], Any]) -> Any:
    """One entry of a manifest; an empty one if it is missing or of the wrong type."""
    value = content.get(key) if isinstance(content, dict) else None
    return value if isinstance(value, type(kind())) else kind()


def _manifest(path: Path) -> dict[str, Any] | None:
    """Contents of a manifest; ``None`` if it cannot be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def night_folders(out: Path) -> list[NightFolder]:
    """The folders of nights in ``out`` (those named by a date), the latest first."""
    nights = []
    for path in out.iterdir():
        try:
            day = date.fromisoformat(path.name)
        except ValueError:
            continue
        if path.name == day.isoformat() and os.path.lexists(path / "manifest.json"):
            nights.append(NightFolder(day, _manifest(path / "manifest.json")))
    return sorted(nights, key=lambda n: n.day, reverse=True)
