"""How long load and detect take, beside DuckDB merely reading the same CSV. ``make bench``.

    python tests/bench.py [--millions 1 10] [--runs 3]

Times on shared machines are noisy: what counts is the ratio within one run, the median of several. Every figure is of a
process of its own, start-up and imports included; memory is the largest it held.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from vesseltrack.demo.week import write_week
from vesseltrack.sources.layout import NULLS

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
LOAD = "import vesseltrack as vt\nwith vt.open({db!r}, memory_limit='4GB') as db: db.load({path!r})"
DETECT = "import vesseltrack as vt\nwith vt.open({db!r}, memory_limit='4GB') as db: print(len(db.detect()))"
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


def timed(code: str) -> tuple[float, float]:
    """Seconds and peak GB of a Python process that runs ``code``."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e6


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
    words = {"path": str(path), "columns": columns, "nulls": NULLS, "db": str(folder / "bench.duckdb")}
    start_up = statistics.median(timed("import duckdb")[0] for _ in range(3))
    found: dict[str, list[float]] = {"bare": [], "load": [], "detect": []}
    memory = 0.0
    for _ in range(runs):
        for file in folder.glob("bench.duckdb*"):
            file.unlink()
        for name, code in (("bare", BARE), ("load", LOAD), ("detect", DETECT)):
            seconds, memory = timed(code.format(**words))
            found[name].append(seconds - (start_up if name == "bare" else 0))
    bare = statistics.median(found["bare"])
    row("DuckDB reads it, 8 typed columns", found["bare"], bare, memory)
    row("vesseltrack load", found["load"], bare, memory)
    row("vesseltrack detect", found["detect"], bare, memory)
    both = [a + b for a, b in zip(found["load"], found["detect"], strict=True)]
    row("vesseltrack load + detect", both, bare, memory)
    words["columns"] = TYPED
    for name, code in (("pandas: read, sort, gaps only", PANDAS), ("polars: read, sort, gaps only", POLARS)):
        seconds, memory = timed(code.format(**words))
        row(name, [seconds], bare, memory)


def main() -> None:
    """Run the sizes asked for."""
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--millions", type=float, nargs="+", default=[1, 10])
    args.add_argument("--runs", type=int, default=3)
    asked = args.parse_args()
    with tempfile.TemporaryDirectory(prefix="vesseltrack-bench-") as folder:
        for millions in asked.millions:
            bench(Path(folder), millions, asked.runs)


if __name__ == "__main__":
    main()
