"""What runs after a night: a command of the user's own, which finds what came of the night in its environment."""

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
    """Run a command by the shell, as it was given: nothing is put into its text.

    Its environment says paths, a date and numbers only, so no name that a ship sends can act in it. New are also those reopened;
    gone are those withdrawn or downgraded.

    Raises:
        ThenFailed: it ended with another code than 0, or was killed.
    """
    said = {
        "MANIFEST": (out / date / MANIFEST).resolve(),
        "NIGHT": date,
        "NEW": sum(night.became.get(state, 0) for state in ("new", "reopened")),
        "GONE": sum(night.became.get(state, 0) for state in GONE),
        "ALERTS": night.alerts,
    }
    environment = os.environ | {f"VESSELTRACK_{name}": str(value) for name, value in said.items()}
    code = subprocess.run(command, shell=True, env=environment, check=False).returncode
    if code:
        how = f"ended with {code}" if code > 0 else f"was ended by signal {-code}"
        raise ThenFailed(f"--then {command}: {how}", "the night itself stands, its folder is written.")
