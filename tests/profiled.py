"""Where the CPU of load and detect goes, by step, and the memory each holds at most. ``make profile``.

    python tests/profiled.py [--millions 1] [--file a.csv] [--no-detect]

CPU is user and system time of all threads of this process, once all libraries are loaded. What a part of load calls that has
a line of its own is not in its line. The peak is the largest resident memory while a step ran; of a part that runs many times, of its largest run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any

import duckdb

import vesseltrack as vt
from vesseltrack.engine.step import Step
from vesseltrack.sources import ingest, keep_plain, lane, load, packing, parquet_lane, plain_run, speeds, write

from builders.worlds import copies_of_the_fleet

LOAD: tuple[tuple[Any, str, str], ...] = (
    (packing.Source, "packed_sha256", "hash, lines counted by bytes"),
    (load, "recognise", "format recognised"),
    (lane._Lane, "read", "plain rows: compiled reading"),
    (parquet_lane.ColumnLane, "read", "plain rows: Parquet read"),
    (parquet_lane.ColumnLane, "_take", "plain rows: taken from Parquet"),
    (lane._Lane, "_understand", "plain rows: new words found"),
    (ingest.Ingest, "judge", "plain rows: words read by SQL"),
    (plain_run.PlainRun, "__init__", "plain rows: sorted, duplicates told"),
    (plain_run.PlainRun, "positions", "plain rows: as Arrow"),
    (plain_run.PlainRun, "sent", "plain rows: what ships sent gathered"),
    (speeds.Tracks, "gather", "speeds against tracks, gathered"),
    (speeds.Tracks, "measured", "speeds against tracks"),
    (keep_plain.PlainRuns, "keep", "plain rows: inserted"),
    (keep_plain, "keep_particulars", "plain rows: particulars understood"),
    (ingest.Ingest, "_judge", "other rows: read and judged by SQL"),
    (write.Writing, "keep_run", "other rows: inserted"),
    (write.Writing, "close", "particulars and ledger kept"),
    (load, "load_source", "all else, the commit with it"),
)
"""What is timed of load: where it is, and what it is called."""


@dataclass
class Part:
    """What a part took: CPU seconds without the parts within it, calls, largest peak in MB, rows where it says them."""

    cpu_s: float = 0.0
    calls: int = 0
    peak_mb: float = 0.0
    rows: int | None = None


@dataclass
class Profile:
    """Parts by their names, in the order in which they first ended."""

    parts: dict[str, Part] = field(default_factory=dict)
    within: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self, name: str) -> Iterator[Part]:
        """Time what runs within."""
        part = self.parts.setdefault(name, Part())
        self.within.append(0.0)
        _forget_peak()
        begun = time.process_time()
        try:
            yield part
        finally:
            took = time.process_time() - begun
            part.cpu_s += took - self.within.pop()
            part.calls += 1
            part.peak_mb = max(part.peak_mb, _peak_mb())
            if self.within:
                self.within[-1] += took

    def wrap(self, place: Any, attribute: str, name: str) -> None:
        """Time a function wherever it is called from."""
        function: Callable[..., Any] = getattr(place, attribute)

        @wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.timed(name):
                return function(*args, **kwargs)

        setattr(place, attribute, timed)

    def say(self, title: str) -> None:
        """Print the parts, the dearest first."""
        total = sum(p.cpu_s for p in self.parts.values())
        print(
            f"\n{title}: {total:.1f} s of CPU\n  {'':42}{'CPU s':>8}{'share':>8}{'calls':>8}{'peak MB':>9}{'rows':>13}"
        )
        for name, p in sorted(self.parts.items(), key=lambda item: -item[1].cpu_s):
            rows = "" if p.rows is None else f"{p.rows:,}"
            share = p.cpu_s / total if total else 0
            print(f"  {name:42}{p.cpu_s:8.2f}{share:8.1%}{p.calls:8}{p.peak_mb:9.0f}{rows:>13}", flush=True)


def _forget_peak() -> None:
    """Let the kernel measure the peak anew, where it can (Linux)."""
    with suppress(OSError):  # elsewhere it is the peak so far
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> float:
    """The largest resident memory since then; 0 where it is not told."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def profile_load(db: str, path: Path) -> Profile:
    """Load a file, part by part."""
    profile = Profile()
    for place, attribute, name in LOAD:
        profile.wrap(place, attribute, name)
    write.keep_particulars = keep_plain.keep_particulars  # imported there by its name
    with vt.open(db, memory_limit="1GB") as opened:
        opened.load(path)
    return profile


def profile_detect(db: str) -> Profile:
    """Search a store, step by step."""
    profile, run = Profile(), Step.run

    def timed(step: Step, *args: Any) -> int:
        with profile.timed(step.writes) as part:
            part.rows = run(step, *args)
        return part.rows

    Step.run = timed  # type: ignore[method-assign]
    try:
        with vt.open(db, memory_limit="4GB") as opened, profile.timed("all that is no step"):
            opened.detect()
    finally:
        Step.run = run  # type: ignore[method-assign]
    return profile


def main() -> None:
    """Profile what is asked for."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--millions", type=float, default=1)
    args.add_argument("--file", type=Path, help="one that is there, instead of a simulated week")
    args.add_argument("--no-detect", action="store_true")
    asked = args.parse_args()
    with tempfile.TemporaryDirectory(prefix="vesseltrack-profile-") as folder:
        path = asked.file or copies_of_the_fleet(Path(folder), asked.millions).path
        db = f"{folder}/profile.duckdb"
        print(f"{path.name}, {path.stat().st_size / 1e6:,.0f} MB, DuckDB {duckdb.__version__}")
        profile_load(db, path).say("load")
        if not asked.no_detect:
            profile_detect(db).say("detect")


if __name__ == "__main__":
    main()
