"""Many nights with late, broken, missing and repeated files, kills and pruning: the store ends as one that nothing happened to.

``make endurance`` runs ninety; a test runs a few. Each night is a process of its own. Written for each: the exit code, its
longest memory, the size of the store. At the end what was found since the pruning is compared with one search over all rows.
``python tests/endurance.py [NIGHTS] [SEED]``
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

import vesseltrack as vt

from builders.nights import among_passers, sent, write
from builders.sea import OPEN_SEA

KEEP_DAYS, PRUNE_EVERY = 14, 5
"""Retention, days, and after how many nights it is asked for."""
SETTLED_DAYS = 3
"""What began so long after the beginning of what is kept rests on messages that both stores hold."""
KILLED, LATE, BROKEN, MISSING, REPEATED = 0.25, 0.5, 0.12, 0.1, 0.2
"""Shares of the nights."""
DARK, TWO = 273000001, (563000003, 352000004)
FOUND = ("gaps", "encounters", "loitering", "visits")


@dataclass
class Night:
    """What is known of a night: its codes (below 0: killed), the most memory a process of it took, the size of the store after it."""

    day: date
    codes: list[int] = field(default_factory=list)
    peak_mb: float = 0
    store_mb: float = 0
    about: str = ""


def traffic(days: int) -> pd.DataFrame:
    """Six ships to and fro; a tanker that falls silent every fourth day; two ships that meet every sixth."""
    sea = among_passers(days)
    for day in range(0, days - 1, 4):
        at = 24 * day
        sea.line(DARK, at, at + 14, (36.5, 122.9), OPEN_SEA, every_min=10, sog=4)
        sea.line(DARK, at + 32, at + 47, OPEN_SEA, (36.6, 124.6), every_min=10, sog=2)
    for day in range(1, days - 1, 6):
        for ship, off, home in ((TWO[0], 0.0, 122.9), (TWO[1], 0.0005, 125.3)):
            spot, port, at = (37.3 + off, 124.1), (37.3 + off, home), 24 * day
            sea.line(ship, at, at + 8, port, spot, every_min=10, sog=6).line(
                ship, at + 8, at + 15, spot, every_min=10, sog=0
            )
            sea.line(ship, at + 15, at + 23, spot, port, every_min=10, sog=6)
    names = {DARK: "SEA TRADER,,80", TWO[0]: "EAST ONE,,80", TWO[1]: "WEST TWO,,80"}
    return sent(sea, names, days + 7)


def endure(folder: Path, nights: int, seed: int = 1) -> tuple[list[Night], dict[str, tuple[int, int]]]:
    """Run the nights in a folder; returns what each was like, and of each table how many events were compared and how many differ."""
    rng, rows = random.Random(seed), traffic(nights)
    days = sorted(set(rows.t.dt.date))
    waiting: dict[int, list[str]] = {}
    out = []
    for n, day in enumerate(days):
        night = Night(day)
        files = _files(folder, rows[rows.t.dt.date == day], n, rng, waiting, night)
        command = ["nightly", "--date", str(day), "--ais", *files[:1]]
        for more in files[1:]:
            command += ["--ais", more]
        _until_done(folder, [*command, "--out", "alerts"], rng, night)
        if n % PRUNE_EVERY == PRUNE_EVERY - 1:
            _until_done(folder, ["prune", "--keep", f"{KEEP_DAYS}d", "--yes"], rng, night)
        night.store_mb = (folder / "vesseltrack.duckdb").stat().st_size / 1e6
        out.append(night)
    late = [path for files in waiting.values() for path in files]
    if late:
        _run(folder, ["load", *late], None, Night(days[-1]))
    return out, _compared(folder, rows, folder / "vesseltrack.duckdb")


def _files(
    folder: Path, rows: pd.DataFrame, n: int, rng: random.Random, waiting: dict[int, list[str]], night: Night
) -> list[str]:
    """The files of a night: its own, and what comes late of nights before."""
    day, files = night.day, waiting.pop(n, [])
    night.about += " late files" * bool(files)
    if rng.random() < LATE:
        held = rng.choice(sorted(set(rows.MMSI)))
        of_one = rows.MMSI.eq(held)
        late = write(rows[of_one], folder / f"late-{day}.csv")
        waiting.setdefault(n + rng.randint(1, 3), []).append(late)
        rows = rows[~of_one]
    path = Path(write(rows, folder / f"{day}.csv"))
    packed = path.with_suffix(".csv.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    if rng.random() < BROKEN:
        night.about += " broken"
        whole, packed = packed, folder / f"broken-{day}.csv.gz"
        packed.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
        waiting.setdefault(n + 1, []).append(str(whole))
    elif rng.random() < MISSING:
        night.about += " missing"
        waiting.setdefault(n + 1, []).append(str(packed))
        packed = folder / f"never-{day}.csv.gz"
    if rng.random() < REPEATED:
        files += [files[0] if files else str(packed)]
    return [str(packed), *files]


def _until_done(folder: Path, command: list[str], rng: random.Random, night: Night) -> None:
    after = rng.uniform(0.3, 4) if rng.random() < KILLED else None
    code = _run(folder, command, after, night)
    if code < 0:
        code = _run(folder, command, None, night)
    assert code in (0, 3, 6), f"{night.day}: exit {code}: {' '.join(command)}"


def _run(folder: Path, command: list[str], after: float | None, night: Night) -> int:
    """Run a command, and kill it after so many seconds; returns its code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "vesseltrack", *command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    if after is not None:
        time.sleep(after)
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    night.codes.append(code)
    night.peak_mb = max(night.peak_mb, used.ru_maxrss / 1024)
    return code


def _compared(folder: Path, rows: pd.DataFrame, path: Path) -> dict[str, tuple[int, int]]:
    """Of each kind of event: how many began since what is kept began, and how many of them one store alone has."""
    with vt.open(path) as db, vt.open(folder / "one.duckdb") as one:
        pruned = db.store.one("SELECT max(pruned_before) FROM prunings")[0]
        one.load(write(rows, folder / "all.csv"))
        for store in (db, one):
            if store is one and pruned is not None:
                store.detect()
                store.prune(before=pruned)
            store.detect()
        since = pd.Timestamp(pruned if pruned is not None else rows.t.min()) + timedelta(
            days=SETTLED_DAYS if pruned is not None else 0
        )
        out = {}
        for table in FOUND:
            asked = f"SELECT event, vessel_id, start_time, end_time FROM {table} WHERE start_time >= $since"
            ours, theirs = ({tuple(r) for r in s.store.rows(asked, {"since": since})} for s in (db, one))
            out[table] = (len(ours | theirs), len(ours ^ theirs))
        return out


def main() -> int:
    """Run so many nights and print a line for each; returns 1 where the stores differ."""
    nights, seed = (int(x) for x in (sys.argv[1:] + ["90", "1"][len(sys.argv) - 1 :])[:2])
    with TemporaryDirectory(prefix="vesseltrack-endurance-") as place:
        seen, compared = endure(Path(place), nights, seed)
    for n in seen:
        print(f"{n.day}  codes {n.codes}  peak {n.peak_mb:.0f} MB  store {n.store_mb:.1f} MB {n.about}")
    for table, (events, differ) in compared.items():
        print(f"{table}: {events} events compared, {differ} differ")
    return int(any(differ for _, differ in compared.values()))


if __name__ == "__main__":
    sys.exit(main())
