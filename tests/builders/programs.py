"""The programs that are timed, as code of a process of its own. Words in braces are filled in by :func:`words`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from vesseltrack.cli.options import SEARCH_MEMORY

TYPED = {"MMSI": "BIGINT", "BaseDateTime": "TIMESTAMP", "LAT": "DOUBLE", "LON": "DOUBLE", "SOG": "DOUBLE",
         "COG": "DOUBLE", "Heading": "DOUBLE", "VesselName": "VARCHAR"}  # fmt: skip
OTHER = ("IMO", "CallSign", "VesselType", "Status", "Length", "Width", "Draft", "Cargo", "TransceiverClass")
NUMBERS = ("VesselType", "Status", "Length", "Width", "Draft", "Cargo")

NOTHING = "import duckdb"
BARE = """
import duckdb
columns = {columns}
read = f"read_csv({path!r}, auto_detect=false, header=true, columns={{columns}}, nullstr='')"
print(duckdb.sql("SELECT count(*), sum(MMSI), max(BaseDateTime), sum(LAT), sum(LON), sum(SOG), sum(COG), sum(Heading),"
                 f" count(VesselName) FROM {{read}}").fetchall())
"""
ALL = BARE.replace(
    "count(VesselName)",
    "count(VesselName), count(IMO), count(CallSign), sum(VesselType), sum(Status),"
    " sum(Length), sum(Width), sum(Draft), sum(Cargo), count(TransceiverClass)",
).replace("columns = {columns}", "columns = {typed}")
TO_PARQUET = """
import duckdb
duckdb.sql("COPY (FROM read_csv({path!r}, auto_detect=false, header=true, columns={columns}, nullstr='')) TO {parquet!r}")
"""
LOAD = "import vesseltrack as vt\nwith vt.open({db!r}, memory_limit='1GB') as db: db.load({path!r})"
LOAD_PARQUET = LOAD.replace("{path!r}", "{parquet!r}")
DETECT = (
    "import vesseltrack as vt\n"
    f"with vt.open({{db!r}}, memory_limit='{SEARCH_MEMORY}') as db: print(len(db.detect(out={{files!r}})))"
)
"""A search, and the alert files that it writes."""
FORGET = """
import vesseltrack as vt
from vesseltrack.schema import CHANGES
with vt.open({db!r}) as db:
    for table in CHANGES: db.store.execute(f"DELETE FROM work.{{table.name}}")
"""
"""What is kept from the last search is forgotten: the next one begins from the first row."""

PEERS = {
    "pandas: read, sort, gaps only": """
import pandas as pd
f = pd.read_csv({path!r}, usecols=list({few}), parse_dates=["BaseDateTime"], low_memory=False)
f = f.drop_duplicates().sort_values(["MMSI", "BaseDateTime"])
print((f.groupby("MMSI").BaseDateTime.diff() > "4h").sum())
""",
    "polars: read, sort, gaps only": """
import polars as pl
f = pl.read_csv({path!r}, columns=list({few}), try_parse_dates=True, infer_schema_length=10000, ignore_errors=True)
f = f.unique().sort(["MMSI", "BaseDateTime"])
print(f.select((pl.col("BaseDateTime").diff().over("MMSI") > pl.duration(hours=4)).sum()))
""",
    "MovingPandas: read, tracks, gaps only": """
import movingpandas as mpd, pandas as pd
f = pd.read_csv({path!r}, usecols=list({few}), parse_dates=["BaseDateTime"], low_memory=False)
f = f.drop_duplicates(["MMSI", "BaseDateTime"]).dropna(subset=["LAT", "LON"])
tracks = mpd.TrajectoryCollection(f, "MMSI", t="BaseDateTime", x="LON", y="LAT", crs=4326)
print(len(mpd.ObservationGapSplitter(tracks).split(gap=pd.Timedelta("4h"))))
""",
}
"""What others take for a small part of the work; of those that are not installed, it is said."""

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


def words(folder: Path, path: Path) -> dict[str, Any]:
    """What is filled into the programs: the CSV ``path``, and in ``folder`` the store and the same rows as Parquet."""
    columns = {**TYPED, **dict.fromkeys(OTHER, "VARCHAR")}
    return {
        "path": str(path),
        "parquet": str(folder / "week.parquet"),
        "db": str(folder / "bench.duckdb"),
        "files": str(folder / "alerts"),
        "columns": columns,
        "typed": columns | dict.fromkeys(NUMBERS, "DOUBLE"),
        "few": TYPED,
    }
