"""What a Python process costs: CPU, time on the clock, and the most memory it held."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """Seconds of CPU (user and system, all threads) and on the clock; largest resident memory, GB."""

    cpu_s: float
    wall_s: float
    peak_gb: float


PEAK = """
from pathlib import Path
held = [line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print("held", *held)
"""
"""Of a process that was started by a large one ``getrusage`` gives that one's memory: each tells its own."""


def cost_of(code: str) -> Cost:
    """The cost of a Python process that runs ``code``, start-up and imports included.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", code + PEAK], stdout=subprocess.PIPE)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(os.waitstatus_to_exitcode(status), code)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - start, int(said.split()[-1]) / 1e6)


def median_of(costs: Sequence[Cost]) -> Cost:
    """The medians of several runs; of memory, the most."""
    return Cost(
        statistics.median(c.cpu_s for c in costs),
        statistics.median(c.wall_s for c in costs),
        max(c.peak_gb for c in costs),
    )
