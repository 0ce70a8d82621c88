"""Kill commands at random instants, run them again, and compare with a run that was never killed: every table, every file.

``make crash`` kills 100 of each; the first few are in the tests. A command is run in a fork of one process that has loaded the
libraries, lest each kill cost the seconds in which Python starts. ``python tests/crash.py [KILLS] [SEED] [COMMAND ...]``
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from builders.command import Runner

HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"
VOLATILE = {"loaded_at", "said_at", "pruned_at", "changed_at", "reported_in", "run"}
"""Columns that say when something was done, or in which run it was told."""
NOT_COMPARED = {"nights", "same_events"}
"""One row a run, however many it took; and what is known again: a night that is searched once more knows its own events."""
DB = "s.duckdb"


@dataclass(frozen=True)
class Command:
    """What is killed: ``before`` makes the store it begins with; codes are those it may end with when it is not,
    ``again`` also those of a run after one that was killed when all was done. Where what is left to do is to read, DuckDB's
    log may stay for the next
    that writes."""

    name: str
    args: tuple[str, ...]
    before: tuple[str, ...] = ()
    codes: tuple[int, ...] = (0,)
    again: tuple[int, ...] = ()
    reads: bool = False
    files: dict[str, str] = field(default_factory=dict)


def _rows(mmsi: int, day: int, hours: range, name: str, imo: str, lat: float) -> list[str]:
    return [
        f"{mmsi},2026-11-{day:02}T{h:02}:{m:02}:00,{lat + h / 50 + m / 3000:.5f},129.50000,1.2,0.0,0,{name},{imo},5VAB1,70,0,120,18,"
        "6.5,70,A"
        for h in hours
        for m in range(0, 60, 5)
    ]


def world(folder: Path) -> None:
    """Files to work with: three days of a listed ship and others, one of which falls silent."""
    for day in (16, 17, 18):
        rows = _rows(671000118, day, range(24) if day != 17 else range(9), "TOK SONG", "IMO9161003", 34.0)
        for n in range(6):
            rows += _rows(440100000 + n, day, range(24), f"NEAR {n}", "", 34.0 + n / 100)
        (folder / f"d{day}.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    late = _rows(671000118, 17, range(12, 14), "TOK SONG", "IMO9161003", 34.0)
    (folder / "late.csv").write_text("\n".join([HEAD, *late]) + "\n")
    shape = {"type": "Polygon", "coordinates": [[[129, 34], [130, 34], [130, 35], [129, 35], [129, 34]]]}
    zone = {"type": "Feature", "properties": {"name": "mine", "watch": True}, "geometry": shape}
    (folder / "mine.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone]}))
    (folder / "sdn.csv").write_bytes(
        b'7,"OLD","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO 9161003"\r\n\x1a'
    )


LOADS = ("load d16.csv d17.csv", "load d16.csv d17.csv d18.csv")
NIGHT = "nightly --date 2026-11-18 --ais d18.csv"
COMMANDS = (
    Command("load", ("load", "d16.csv", "d17.csv", "d18.csv")),
    Command("detect", ("detect", "--top", "0"), LOADS[1:]),
    Command("nightly", ("nightly", "--date", "2026-11-18", "--ais", "d18.csv"),
    ("nightly --date 2026-11-17 --ais d16.csv --ais d17.csv",)),
    Command("late", ("nightly", "--date", "2026-11-18", "--ais", "late.csv"),
    ("nightly --date 2026-11-18 --ais d16.csv --ais d17.csv --ais d18.csv",)),
    Command("mark", ("alerts", "mark", "ALERT", "confirmed", "--by", "me", "--note", "seen"), ("load d16.csv d17.csv", NIGHT)),
    Command("prune", ("prune", "--before", "2026-11-18", "--yes"), ("load d16.csv d17.csv", NIGHT)),
    Command("lists", ("lists", "load", "sdn.csv"), LOADS[:1]),
    Command("zones", ("zones", "show"), LOADS[:1], reads=True),
    Command("own-zones", ("zones", "load", "mine.geojson"), LOADS[:1]),
    Command("remove", ("files", "remove", "d17.csv"), ("load d16.csv d17.csv late.csv d18.csv",), again=(2,)),
)  # fmt: skip


def tables(db: Path) -> dict[str, list[str]]:
    """All that a store says, table by table, in an order of its own."""
    con = duckdb.connect(str(db), read_only=True)
    try:
        con.execute("SET search_path = 'main,record,work'")
        found = {}
        for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal ORDER BY 1").fetchall():
            if name in NOT_COMPARED:
                continue
            columns = [d[0] for d in con.execute(f'SELECT * FROM "{name}" LIMIT 0').description]
            said = ", ".join(f'"{c}"' for c in columns if c not in VOLATILE)
            # of tables that no step makes digests are noted, which are of the times of loading too; of others, numbers of rows
            noted = f" WHERE rows IS NOT NULL AND name NOT IN {tuple(NOT_COMPARED)}" if name == "made" else ""
            found[name] = sorted(repr(r) for r in con.execute(f'SELECT {said} FROM "{name}"{noted}').fetchall())
        return found
    finally:
        con.close()


def folders(folder: Path) -> dict[str, str]:
    """Each file of the alert folders, by its contents."""
    files = [p for p in sorted((folder / "alerts").rglob("*")) if p.is_file()]
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def left(folder: Path) -> set[str]:
    """What lies beside the store: nothing of killed runs may."""
    return {p.name for p in folder.iterdir()} | {f"alerts/{p.name}" for p in (folder / "alerts").glob(".*")}


def differences(got: Path, wanted: Path) -> list[str]:
    """In what a folder is not as one whose commands were never killed."""
    a, b = tables(got / DB), tables(wanted / DB)
    wrong = [f"table {t}" for t in sorted(a.keys() | b.keys()) if a.get(t) != b.get(t)]
    fa, fb = folders(got), folders(wanted)
    wrong += [f"file {n}" for n in sorted(fa.keys() | fb.keys()) if fa.get(n) != fb.get(n)]
    wrong += [f"left {n}" for n in sorted(left(got) - left(wanted))]
    for copy in (f"{DB}.verdicts.jsonl", f"{DB}.history.jsonl"):
        la, lb = (len((f / copy).read_bytes().splitlines()) if (f / copy).exists() else 0 for f in (got, wanted))
        wrong += [f"{copy}: {la} lines, not {lb}"] if la != lb else []
    return wrong


class Trial:
    """One command, to be killed again and again from the same beginning.

    Args:
        runner: runs the commands.
        command: what is killed.
        home: a folder of its own.
        begun: copies of what commands began with, by what had been run before; it is taken from there, or put there.
    """

    def __init__(
        self, runner: Runner, command: Command, home: Path, begun: dict[tuple[str, ...], Path] | None = None
    ) -> None:
        self.runner, self.command, self.home = runner, command, home
        self.begin, self.wanted = home / "begin", home / "wanted"
        known = (begun or {}).get(command.before)
        if known is None:
            self.begin.mkdir(parents=True)
            world(self.begin)
            for line in command.before:
                self._must(self.begin, *line.split())
            if begun is not None:
                begun[command.before] = shutil.copytree(self.begin, home / "begun")
        else:
            shutil.copytree(known, self.begin)
        self.args = [a if a != "ALERT" else self._alert() for a in command.args]
        if (self.begin / "alerts").is_dir():  # an analyst's own file beside the alerts
            for night in (p for p in (self.begin / "alerts").iterdir() if p.is_dir()):
                (night / "notes.txt").write_text("seen by me\n")
        shutil.copytree(self.begin, self.wanted)
        self.took = self._must(self.wanted, *self.args)

    def _alert(self) -> str:
        con = duckdb.connect(str(self.begin / DB), read_only=True)
        try:
            return str(con.execute("SELECT alert FROM alerts ORDER BY alert").fetchall()[0][0])
        finally:
            con.close()

    def _must(self, folder: Path, *args: str) -> float:
        code, took = self.runner.run(folder, *args, "--db", DB)
        if code not in self.command.codes:
            raise AssertionError(f"{args} ended with {code}: {(folder / 'out.txt').read_text()}")
        return took

    def kill(self, fraction: float, by: int = signal.SIGKILL, times: int = 1) -> list[str]:
        """Kill it after a part of the time it takes; run it again; say what is otherwise than if it had never been killed."""
        folder = self.home / "killed"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.begin, folder)
        wrong: list[str] = []
        for _ in range(times):
            code, _ = self.runner.run(folder, *self.args, "--db", DB, after=fraction * self.took, by=by)
            if code not in (-by, *self.command.codes, *self.command.again, 128 + by):
                wrong.append(f"a killed run ended with {code}")
        notes = list((folder / "alerts").glob("*/notes.txt"))
        if len(notes) < len(list((self.begin / "alerts").glob("*/notes.txt"))):
            wrong.append("an analyst's file is not in its place")
        # a run that is killed after it has told all is a night run again, which brings nothing new, and says so
        told, wanted = folders(folder), folders(self.wanted)
        right = {f"file {name}" for name, said in told.items() if wanted.get(name) == said}
        code, _ = self.runner.run(folder, *self.args, "--db", DB)
        if code not in self.command.codes + self.command.again:
            return [*wrong, f"run again it ended with {code}: {(folder / 'out.txt').read_text()[-500:]}"]
        if self.command.reads:
            right.add(f"left {DB}.wal")
        return wrong + [x for x in differences(folder, self.wanted) if x not in right]


def main() -> int:
    """Kill each command so many times, and say what was otherwise."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chosen = [c for c in COMMANDS if not sys.argv[3:] or c.name in sys.argv[3:]]
    bad = 0
    begun: dict[tuple[str, ...], Path] = {}
    with Runner() as runner, TemporaryDirectory(prefix="vesseltrack-crash-") as home:
        for command in chosen:
            trial = Trial(runner, command, Path(home) / command.name, begun)
            dice = random.Random(f"{seed} {command.name}")
            failed = 0
            for n in range(kills):
                fraction, by = dice.random() * 1.05, signal.SIGKILL if n % 4 else signal.SIGTERM
                wrong = trial.kill(fraction, by, times=1 + (n % 5 == 0))
                failed += bool(wrong)
                if wrong:
                    print(f"{command.name} killed at {fraction:.3f} by {by}: {'; '.join(wrong)}", flush=True)
            print(
                f"{command.name}: {kills} kills within {trial.took:.2f} s, {failed} not as if it had never been",
                flush=True,
            )
            bad += failed
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
