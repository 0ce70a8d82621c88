"""What load, detect and a night cost, beside DuckDB merely reading the same CSV. ``make bench``; ``make bench-week`` for 127 million rows.

    python tests/bench.py [--millions 1 10 50] [--messages 1000000] [--runs 3] [--save docs/growth.csv] [--week]

CPU on shared machines is noisy: what counts is the ratio to the bare read of 8 columns within one run, of medians. Every figure
is of a process of its own, start-up and imports included, except that of the bare read, from which DuckDB's start is taken.
"""

from __future__ import annotations

import argparse
import csv
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import duckdb
from rapidfuzz import fuzz, process

import vesseltrack as vt
from vesseltrack.engine import pipeline
from vesseltrack.lists.lookalikes import LOOKALIKES
from vesseltrack.settings import load_settings

from builders import programs, worlds
from builders.cost import Cost, cost_of, median_of
from builders.matching import Said, imo_like, matched

HEADER = ("world", "rows", "ships", "program", "cpu_s", "wall_s", "peak_gb", "ratio")
OTHERS = {"anchorage": worlds.anchorage, "ships": worlds.many_ships}
SLOW_PEERS = 2_000_000
"""Rows above which what others need is not measured: some take minutes for a million."""


def remove_store(folder: Path) -> None:
    """Remove the store that programs make in a folder."""
    for file in folder.glob("bench.duckdb*"):
        file.unlink()


@dataclass
class Bench:
    """The table as it grows."""

    folder: Path
    runs: int
    rows: list[tuple] = field(default_factory=list)

    @property
    def store(self) -> str:
        """The store that programs make."""
        return str(self.folder / "bench.duckdb")

    def without_store(self) -> None:
        """Remove the store."""
        remove_store(self.folder)

    def put(self, world: worlds.World, program: str, cost: Cost, bare_s: float) -> None:
        """Add a line, and print it."""
        figures = f"{cost.cpu_s:.2f}", f"{cost.wall_s:.2f}", f"{cost.peak_gb:.2f}", f"{cost.cpu_s / bare_s:.2f}"
        self.rows.append((world.name, world.rows, world.ships, program, *figures))
        print(f"  {program:42}{cost.cpu_s:9.1f} s {cost.cpu_s / bare_s:8.2f} x   {cost.wall_s:8.1f} s   {cost.peak_gb:5.1f} GB", flush=True)  # fmt: skip

    def world(self, world: worlds.World, peers: bool = False, night: bool = False) -> None:
        """Bare read, load, detect of one world; a night on top of its first six days; and what others take for less."""
        print(f"\n{world.name}: {world.rows:,} rows, {world.ships:,} ships, {world.path.stat().st_size / 1e6:,.0f} MB of CSV, DuckDB {duckdb.__version__}")  # fmt: skip
        print(f"  {'':42}{'CPU':>11} {'bare read':>10}   {'clock':>10}   {'peak':>8}")
        words = programs.words(self.folder, world.path)
        cost_of(programs.TO_PARQUET.format(**words))
        nothing = median_of([cost_of(programs.NOTHING) for _ in range(3)])
        bare = median_of([cost_of(programs.BARE.format(**words)) for _ in range(max(3, self.runs))])
        bare_s = bare.cpu_s - nothing.cpu_s
        self.put(
            world, "DuckDB reads it, 8 typed columns", Cost(bare_s, bare.wall_s - nothing.wall_s, bare.peak_gb), bare_s
        )
        self.put(world, "DuckDB reads it, all 17 typed", cost_of(programs.ALL.format(**words)), bare_s)
        found: dict[str, list[Cost]] = {}
        for _ in range(self.runs):
            for name, code in (("load, from Parquet", programs.LOAD_PARQUET), ("load", programs.LOAD), ("detect", programs.DETECT)):  # fmt: skip
                if name != "detect":
                    self.without_store()
                found.setdefault(name, []).append(cost_of(code.format(**words)))
        for name, costs in found.items():
            self.put(world, f"vesseltrack {name}", median_of(costs), bare_s)
        if night:
            self.night(world, bare_s)
        for name, code in programs.PEERS.items() if peers else ():
            if find_spec("movingpandas" if name.startswith("Moving") else name.split(":")[0]) is None:
                print(f"  {name:42} not installed here")
            else:
                self.put(world, name, cost_of(code.format(**words)), bare_s)

    def night(self, world: worlds.World, bare_s: float) -> None:
        """Search six days, then load the seventh and search again; the same store searched from its first row."""
        rows = f"read_csv('{world.path}', all_varchar=true)"
        last = f"(SELECT max(BaseDateTime::TIMESTAMP)::DATE FROM {rows})"
        self.without_store()
        words = programs.words(self.folder, world.path)
        for days, which in (("six", "<"), ("seventh", ">=")):
            path = self.folder / f"{days}.csv"
            duckdb.sql(f"COPY (FROM {rows} WHERE BaseDateTime::DATE {which} {last}) TO '{path}' (HEADER)")
            cost_of(programs.LOAD.format(**words | {"path": str(path)}))
            searched = cost_of(programs.DETECT.format(**words))
            path.unlink()
        self.put(world, "vesseltrack detect, a seventh on six days", searched, bare_s)
        cost_of(programs.FORGET.format(**words))
        self.put(world, "  the same store from its first row", cost_of(programs.DETECT.format(**words)), bare_s)

    def week(self, ships: int) -> None:
        """A week at full rate, a day's file after the other: 14 GB of CSV would not fit everywhere."""
        bare_s, load = 0.0, Cost(0, 0, 0)
        self.without_store()
        rows = 0
        for n, select in enumerate(worlds.full_rate_days(self.folder, ships)):
            day = worlds.written("a day", self.folder / "day.csv", select)
            words = programs.words(self.folder, day.path)
            bare_s += cost_of(programs.BARE.format(**words)).cpu_s
            one = cost_of(programs.LOAD.format(**words))
            load = Cost(load.cpu_s + one.cpu_s, load.wall_s + one.wall_s, max(load.peak_gb, one.peak_gb))
            rows += day.rows
            day.path.unlink()
            if n >= 5:
                night = cost_of(programs.DETECT.format(**words))
        world = worlds.World("a week at full rate", day.path, rows, day.ships)
        print(f"\n{world.name}: {rows:,} rows, {day.ships:,} ships on the last day")
        self.put(world, "DuckDB reads it, 8 typed columns", Cost(bare_s, bare_s, 0), bare_s)
        self.put(world, "vesseltrack load", load, bare_s)
        self.put(world, "vesseltrack detect, a seventh on six days", night, bare_s)
        cost_of(programs.FORGET.format(**words))
        self.put(world, "vesseltrack detect", cost_of(programs.DETECT.format(**words)), bare_s)

    def save(self, path: Path) -> None:
        """Write the table; what is there of other worlds or sizes stays."""
        kept: dict[tuple, tuple] = {}
        if path.exists():
            with path.open(newline="") as file:
                kept = {tuple(row[:4]): tuple(row) for row in list(csv.reader(file))[1:]}
        kept |= {tuple(map(str, row[:4])): row for row in self.rows}
        with path.open("w", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([HEADER, *kept.values()])


def bench_log(folder: Path, messages: int, runs: int) -> None:
    """Raw AIS: decoded on one core, and loaded; beside what others take merely to decode."""
    path = worlds.receivers_log(folder, messages)
    print(f"\n{messages:,} AIS messages, {path.stat().st_size / 1e6:,.0f} MB of raw log")
    words = {"path": str(path), "db": str(folder / "bench.duckdb")}
    for name, code in programs.LOG.items():
        times = []
        for _ in range(runs):
            remove_store(folder)
            script = programs.ONE_CORE + code.format(**words) + "\nprint(time.perf_counter() - begun)"
            done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"  {name:34} not installed here")
                break
            times.append(float(done.stdout.split()[-1]))
        else:
            seconds = statistics.median(times)
            print(f"  {name:34}{seconds:8.1f} s  {messages / seconds / 1e6:8.2f} million messages a second", flush=True)


def bench_matching(folder: Path, ships: int, names: int) -> None:
    """All ships of a week against all listed names; beside comparing every name with every other."""
    rng = random.Random(20240330)
    words = ["".join(rng.choices("AEIOUNGSTRKMHL", k=rng.randrange(3, 8))) for _ in range(4000)]
    called = [
        f"{' '.join(rng.sample(words, 2))} {rng.choice(['', rng.randrange(1, 40)])}".strip() for _ in range(names)
    ]
    path = folder / "names.csv"
    flags = ("Panama", "North Korea", "Russia")
    path.write_text("name,flag\n" + "".join(f"{name},{rng.choice(flags)}\n" for name in called))
    db = vt.open()
    db.load_list(path)
    heard = [
        Said(201_000_000 + n * 19_000, f"{rng.choice(called)[:-1]}{rng.choice('AEN1')}"[:20], imo_like(rng, set()), None, None, None, "")
        for n in range(ships)
    ]  # fmt: skip
    took = {}
    for asked, fuzzy in (("matching, all tiers but review", False), ("matching, names alike as well", True)):
        matched(db, heard[:10], fuzzy)  # the first time compiles
        matched(db, heard, fuzzy)
        steps = (LOOKALIKES, pipeline.MATCHES, pipeline.NAMESAKES)
        rules = load_settings(assign=[f"matching.fuzzy={str(fuzzy).lower()}"])
        begun = time.perf_counter()
        for step in steps:
            step.run(db.store, rules)
        took[asked] = time.perf_counter() - begun
    begun = time.perf_counter()
    some = [s.name for s in heard[: ships // 10]]
    process.cdist(some, called, scorer=fuzz.ratio, score_cutoff=88, dtype="uint8", workers=-1)
    took["rapidfuzz, every name with every other"] = 10 * (time.perf_counter() - begun)
    print(f"\n{ships:,} ships heard against {names:,} listed names")
    for name, seconds in took.items():
        print(f"  {name:42}{seconds:8.1f} s", flush=True)


def main() -> None:
    """Run the sizes asked for."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--millions", type=float, nargs="*", default=[1, 10, 50])
    args.add_argument("--messages", type=int, default=1_000_000)
    args.add_argument("--runs", type=int, default=3)
    args.add_argument("--others", nargs="*", default=list(OTHERS), choices=list(OTHERS), help="worlds of another shape")
    args.add_argument("--save", type=Path, help="a CSV to put the figures into, such as docs/growth.csv")
    args.add_argument(
        "--week", action="store_true", help="a week at full rate instead: 127 million rows, 20 GB of disk"
    )
    args.add_argument("--ships", type=int, default=6000, help="ships of that week")
    asked = args.parse_args()
    with tempfile.TemporaryDirectory(prefix="vesseltrack-bench-") as folder:
        bench = Bench(Path(folder), asked.runs)
        if asked.week:
            bench.week(asked.ships)
        else:
            if asked.messages:
                bench_matching(bench.folder, 30_000, 20_000)
                bench_log(bench.folder, asked.messages, asked.runs)
            for millions in asked.millions:
                world = worlds.copies_of_the_fleet(bench.folder, millions)
                bench.world(world, peers=world.rows < SLOW_PEERS, night=True)
                world.path.unlink()
            for name in asked.others:
                bench.world(OTHERS[name](bench.folder))
        if asked.save:
            bench.save(asked.save)


if __name__ == "__main__":
    main()
