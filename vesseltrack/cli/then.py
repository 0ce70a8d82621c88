"""Runs a user's command after a night, with the result of the night in environment variables."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from vesseltrack.alerts.history import GONE
from vesseltrack.errors import ThenFailed
from vesseltrack.report import MANIFEST

if TYPE_CHECKING:
    from vesseltrack.nightly import Night


def run_then(command: str, date: str, night: Night, out: Path) -> None:
    """Run a command with the shell exactly as given; nothing is inserted into its text.

    The variables hold only paths, a date and numbers, so that no ship's name can be executed. Reopened alerts count as new;
    changed are those with a new meeting or a higher score, gone those withdrawn or downgraded.

    Raises:
        ThenFailed: its exit code was not 0, or it was killed.
    """
    results = {
        "MANIFEST": (out / date / MANIFEST).resolve(),
        "NIGHT": date,
        "NEW": sum(night.became.get(state, 0) for state in ("new", "reopened")),
        "CHANGED": sum(line.startswith("changed ") for line in night.lines),
        "GONE": sum(night.became.get(state, 0) for state in GONE),
        "ALERTS": night.alerts,
    }
    environment = os.environ | {f"VESSELTRACK_{name}": str(value) for name, value in results.items()}
    code = subprocess.run(command, shell=True, env=environment, check=False).returncode
    if code:
        how = f"ended with {code}" if code > 0 else f"was ended by signal {-code}"
        raise ThenFailed(f"--then {command}: {how}", "the night itself stands, its folder is written.")
