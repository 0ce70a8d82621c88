"""How long load and detect take, beside DuckDB merely reading the same CSV. ``make bench``.

    python tests/bench.py [--millions 1 10] [--messages 1000000] [--runs 3]

Times on shared machines are noisy: what counts is the ratio within one run, the median of several. Every figure is of a
process of its own, start-up and imports included; memory is the largest it held.
"""

import argparse
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from rapidfuzz import fuzz, process

import vesseltrack as vt
from vesseltrack.demo.week import write_week
from vesseltrack.detectors.gaps import GAPS
from vesseltrack.engine import pipeline
from vesseltrack.engine.step import Step
from vesseltrack.lists.lookalikes import LOOKALIKES
from vesseltrack.reception import RECEPTION
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.matching import Said, imo_like, matched
from builders.nmea import armoured, sentence

TYPED = {"MMSI": "BIGINT", "BaseDateTime": "TIMESTAMP", "LAT": "DOUBLE", "LON": "DOUBLE", "SOG": "DOUBLE",
         "COG": "DOUBLE", "Heading": "DOUBLE", "VesselName": "VARCHAR"}  # fmt: skip
OTHER = ("IMO", "CallSign", "VesselType", "Status", "Length", "Width", "Draft", "Cargo", "TransceiverClass")

BARE = """
import duckdb
columns = {columns}
read = f"read_csv({path!r}, auto_detect=false, header=true, columns={{columns}}, nullstr={nulls})"
print(duckdb.sql("SELECT count(*), sum(MMSI), max(BaseDateTime), sum(LAT), sum(LON), sum(SOG), sum(COG), sum(Heading),"
                 f" count(VesselName) FROM {{read}}").fetchall())
"""
ALL = BARE.replace(
    "count(VesselName)",
    "count(VesselName), count(IMO), count(CallSign), sum(VesselType), sum(Status),"
    " sum(Length), sum(Width), sum(Draft), sum(Cargo), count(TransceiverClass)",
).replace("columns = {columns}", "columns = {typed}")
LOAD = "import vesseltrack as vt\nwith vt.open({db!r}, memory_limit='1GB') as db: db.load({path!r})"
LOAD_PARQUET = LOAD.replace("{path!r}", "{parquet!r}")
DETECT = "import vesseltrack as vt\nwith vt.open({db!r}, memory_limit='4GB') as db: print(len(db.detect()))"
PARQUET = """
import duckdb
duckdb.sql("COPY (FROM read_csv({path!r}, auto_detect=false, header=true, columns={columns}, nullstr={nulls})) TO {parquet!r}")
"""
ONE_CORE = """
import os, time
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
"""
LOG = {
    "vesseltrack decodes, checksums": """
from vesseltrack.sources.nmea.decode import decode
from vesseltrack.sources.packing import sources_of
begun = time.perf_counter()
print(sum(t.num_rows for t in decode(sources_of(__import__("pathlib").Path({path!r}))[0].blocks(4 << 20))))""",
    "vesseltrack load, into the store": """
from vesseltrack import open  # fetches what it needs
begun = time.perf_counter()
with open({db!r}, memory_limit='1GB') as db: db.load({path!r})""",
    "libais decodes (C++)": """
import ais.stream
begun = time.perf_counter()
print(sum(1 for _ in ais.stream.decode(open({path!r}))))""",
    "pyais decodes": """
import pyais
begun = time.perf_counter()
print(sum(1 for m in pyais.FileReaderStream({path!r}) if m.decode()))""",
}
PANDAS = """
import pandas as pd
f = pd.read_csv({path!r}, usecols=list({columns}), parse_dates=["BaseDateTime"], low_memory=False)
f = f.drop_duplicates().sort_values(["MMSI", "BaseDateTime"])
print((f.groupby("MMSI").BaseDateTime.diff() > "4h").sum())
"""
POLARS = """
import polars as pl
f = pl.read_csv({path!r}, columns=list({columns}), try_parse_dates=True, infer_schema_length=10000, ignore_errors=True)
f = f.unique().sort(["MMSI", "BaseDateTime"])
print(f.select((pl.col("BaseDateTime").diff().over("MMSI") > pl.duration(hours=4)).sum()))
"""


def make_csv(folder: Path, millions: float) -> Path:
    """A week off Korea of about so many million rows: one simulated fleet, and copies of it shifted in longitude."""
    source = folder / "fleet"
    if not source.exists():
        write_week(source, days=7, ships=200, seed=1)
    path = folder / f"week-{millions:g}m.csv"
    fleet = f"read_csv('{source}/*.csv', all_varchar=true)"
    rows = duckdb.sql(f"SELECT count(*) FROM {fleet}").fetchall()[0][0]
    copies = max(1, round(millions * 1e6 / rows))
    duckdb.sql(
        f"COPY (SELECT fleet.* REPLACE ((TRY_CAST(MMSI AS BIGINT) + k * 7919)::VARCHAR AS MMSI,"
        f" round(TRY_CAST(LON AS DOUBLE) + (k - {copies // 2}) * 0.31, 5)::VARCHAR AS LON)"
        f" FROM {fleet} AS fleet, range({copies}) AS t(k) ORDER BY BaseDateTime) TO '{path}' (HEADER)"
    )
    return path


def make_log(folder: Path, messages: int) -> Path:
    """A receiver's log of so many messages: nine positions to each ship's particulars, tag blocks with times."""
    path = folder / f"log-{messages}.nmea"
    chance = random.Random(1)
    one, two = "55P5TL01VIaAL@7WKO@mBplU@<PDhh000000001S;AJ::4A80?4i@E53", "1@0000000000000"
    lines = []
    for n in range(messages):
        tag = f"\\s:r1,c:{1794787200 + n // 50}*00\\"
        if n % 10 == 9:
            lines += [tag + sentence(one, 2, 1, str(n % 10), "A", 0), sentence(two, 2, 2, str(n % 10), "A", 2)]
        else:
            place = (chance.randrange(124, 131) * 600_000 + n, 28), (chance.randrange(33, 38) * 600_000 + n, 27)
            ship, speed, course = 440_000_000 + n % 6500, chance.randrange(200), chance.randrange(3600)
            fields = (1, 6), (0, 2), (ship, 30), (0, 12), (speed, 10), (0, 1), *place, (course, 12), (511, 9), (0, 31)
            lines.append(tag + sentence(armoured(*fields)[0]))
    path.write_text("\n".join(lines) + "\n")
    return path


def bench_log(folder: Path, messages: int, runs: int) -> None:
    """Raw AIS: decoded on one core, and loaded; beside what others take merely to decode."""
    path = make_log(folder, messages)
    print(f"\n{messages:,} AIS messages, {path.stat().st_size / 1e6:,.0f} MB of raw log")
    words = {"path": str(path), "db": str(folder / "bench.duckdb")}
    for name, code in LOG.items():
        times = []
        for _ in range(runs):
            for file in folder.glob("bench.duckdb*"):
                file.unlink()
            script = ONE_CORE + code.format(**words) + "\nprint(time.perf_counter() - begun)"
            done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"  {name:34} not installed here")
                break
            times.append(float(done.stdout.split()[-1]))
        else:
            seconds = statistics.median(times)
            print(f"  {name:34}{seconds:8.1f} s  {messages / seconds / 1e6:8.2f} million messages a second", flush=True)


def timed(code: str) -> tuple[float, float]:
    """Seconds and peak GB of a Python process that runs ``code``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


def reception(db: str) -> float:
    """Seconds that reception and gaps take of detect: from the silences to the probability of each."""
    with Store(Path(db), memory_limit="4GB") as store:
        rules, steps = load_settings(), (*RECEPTION, *Step.of_detector(GAPS))
        start = time.perf_counter()
        with store.transaction():
            for step in steps:
                step.run(store, rules)
        return time.perf_counter() - start


def row(name: str, times: list[float], bare: float, memory: float) -> None:
    """Print one line of the table."""
    median = statistics.median(times)
    spread = f"{min(times):.1f}-{max(times):.1f}"
    print(
        f"  {name:34}{median:8.1f} s  ({spread:>11})  {median / bare:6.1f} x   peak so far {memory:4.1f} GB", flush=True
    )


def bench(folder: Path, millions: float, runs: int) -> None:
    """One size: bare read, load, detect, and what others take for less."""
    path = make_csv(folder, millions)
    lines = duckdb.sql(f"SELECT count(*) FROM read_csv('{path}', all_varchar=true)").fetchall()[0][0]
    print(f"\n{lines:,} rows, {path.stat().st_size / 1e6:,.0f} MB of CSV, DuckDB {duckdb.__version__}")
    columns = {**TYPED, **dict.fromkeys(OTHER, "VARCHAR")}
    typed = columns | dict.fromkeys(("VesselType", "Status", "Length", "Width", "Draft", "Cargo"), "DOUBLE")
    words = {"path": str(path), "columns": columns, "typed": typed, "nulls": [""], "db": str(folder / "bench.duckdb")}
    start_up = statistics.median(timed("import duckdb")[0] for _ in range(3))
    found: dict[str, list[float]] = {"bare": [], "all": [], "parquet": [], "load": [], "detect": []}
    words["parquet"] = str(folder / "week.parquet")
    timed(PARQUET.format(**words))
    memory = 0.0
    for _ in range(runs):
        for file in folder.glob("bench.duckdb*"):
            file.unlink()
        for name, code in (("bare", BARE), ("all", ALL), ("parquet", LOAD_PARQUET), ("load", LOAD), ("detect", DETECT)):
            if name == "load":
                Path(words["db"]).unlink()
            seconds, memory = timed(code.format(**words))
            found[name].append(seconds - (start_up if name in ("bare", "all") else 0))
    bare = statistics.median(found["bare"])
    row("DuckDB reads it, 8 typed columns", found["bare"], bare, memory)
    row("DuckDB reads it, all 17 typed", found["all"], bare, memory)
    row("vesseltrack load", found["load"], bare, memory)
    row("vesseltrack load, from Parquet", found["parquet"], bare, memory)
    row("vesseltrack detect", found["detect"], bare, memory)
    row("  of which reception and gaps", [reception(words["db"])], bare, memory)
    both = [a + b for a, b in zip(found["load"], found["detect"], strict=True)]
    row("vesseltrack load + detect", both, bare, memory)
    words["columns"] = TYPED
    for name, code in (("pandas: read, sort, gaps only", PANDAS), ("polars: read, sort, gaps only", POLARS)):
        seconds, memory = timed(code.format(**words))
        row(name, [seconds], bare, memory)


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
    args.add_argument("--millions", type=float, nargs="+", default=[1, 10])
    args.add_argument("--messages", type=int, default=1_000_000)
    args.add_argument("--runs", type=int, default=3)
    asked = args.parse_args()
    with tempfile.TemporaryDirectory(prefix="vesseltrack-bench-") as folder:
        bench_matching(Path(folder), 30_000, 20_000)
        bench_log(Path(folder), asked.messages, asked.runs)
        for millions in asked.millions:
            bench(Path(folder), millions, asked.runs)


if __name__ == "__main__":
    main()
