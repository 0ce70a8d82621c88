"""Who received what is known alike, and found alike, in whatever order files come and however their rows are split."""

import random
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from vesseltrack.alerts.prune import prune
from vesseltrack.engine import pipeline
from vesseltrack.schema import DERIVED, TABLES
from vesseltrack.settings import load_settings
from vesseltrack.sources import lane
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store
from vesseltrack.takeback import take_back

from builders.examples import examples, seeds
from builders.lanes import reads_of
from builders.sea import OPEN_SEA, at

NUMBERS = {"files", "file_id", "source_id"}
"""What is numbered in the order in which files came."""
RECEIVED = """
    SELECT ssvid, time, source FROM (SELECT ssvid, time, source_id FROM fixes UNION SELECT ssvid, time, source_id FROM also_received)
    LEFT JOIN sources USING (source_id) ORDER BY ALL
"""
Row = tuple[int, str, str, str, str]
"""Ship, time, position, speed, source."""


def rows_of_a_night() -> list[Row]:
    """Sixteen ships: of the last eight one provider alone has heard, and it fails for a night; of the others both have."""
    chance, rows = random.Random(3), []
    for n in range(16):
        ship = 636000200 + n
        for k in range(4 * 40):
            hours, down = k / 4, 20 <= k / 4 < 30
            place = f"{OPEN_SEA[0] + 0.02 * n:.4f},{OPEN_SEA[1] + 0.04 * abs(k % 80 - 40):.4f}"
            said = ["SAT"] if not down else []
            said += ["TER"] if n < 8 else []
            said += [""] if n < 8 and chance.random() < 0.2 else []  # our own receiver, of which a file says nothing
            rows += [(ship, at(hours).isoformat(), place, "7.9", s) for s in said]
    return rows


ROWS = rows_of_a_night()
STATION = (2570001, at(1).isoformat(), "35.1000,129.1000", "0.0", "SAT")


def write(path: Path, rows: list[Row], named: bool = True) -> Path:
    lines = [",".join(map(str, row if named else row[:-1])) for row in rows]
    path.write_text("\n".join(["mmsi,time,lat,lon,sog" + (",provider" if named else ""), *lines]) + "\n")
    return path


def in_files(folder: Path, rng: random.Random) -> list[Path]:
    """The rows in three to five files, some of them in two; those without a source in files without the column, or in these."""
    rows = [*ROWS, *rng.sample(ROWS, 200)]
    rng.shuffle(rows)
    many = rng.randint(3, 5)
    shares: list[list[Row]] = [[] for _ in range(many)]
    apart = rng.random() < 0.5
    for row in rows:
        shares[many - 1 if apart and not row[-1] else rng.randrange(many - apart)].append(row)
    return [write(folder / f"{n}.csv", p, not (apart and n == many - 1)) for n, p in enumerate(shares) if p]


def received(store: Store) -> list[tuple]:
    return store.rows(RECEIVED)


def everything(store: Store) -> dict[str, list[tuple]]:
    """Who received what, and every table that is found, but for numbers."""
    pipeline.detect(store, load_settings())
    said = {"received": received(store)}
    for name in ("fixes", *(t.name for t in DERIVED if t.name != "same_events")):
        columns = ", ".join(f'"{c}"' for c in TABLES[name].names if c not in NUMBERS)
        said[name] = store.rows(f"SELECT {columns} FROM {name} ORDER BY ALL")
    return said


@pytest.fixture(scope="module")
def one_run(tmp_path_factory):
    with Store() as store:
        load_files(store, [write(tmp_path_factory.mktemp("one") / "all.csv", ROWS)])
        return everything(store)


def test_one_file_keeps_every_source_of_every_message(one_run):
    assert one_run["received"] == sorted(
        {(ship, datetime.fromisoformat(time), source or None) for ship, time, _, _, source in ROWS},
        key=lambda r: (r[0], r[1], r[2] or "~"),
    )
    assert len(one_run["fixes"]) == len({row[:2] for row in ROWS})
    assert any("SAT, failed: 8 ships were lost together" in str(row) for row in one_run["outages"])


@pytest.mark.parametrize("compiled", [False, True])
@settings(max_examples=examples(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=seeds())
def test_any_order_and_split_of_sources_is_one_run(tmp_path_factory, one_run, compiled, seed):
    rng, folder = random.Random(seed), tmp_path_factory.mktemp("split")
    with pytest.MonkeyPatch.context() as patched, Store() as store:
        if compiled:
            pytest.importorskip("numba")
            patched.setattr(lane, "LEAST_BYTES", 0)
        read = reads_of(patched, lane._Lane)
        files = in_files(folder, rng)
        # another provider, which heard what others did and more, and is taken back again
        other = write(folder / "other.csv", [(*row[:-1], "OTHER") for row in rng.sample(ROWS, 300)])
        at_which = len(files) - 1 if compiled else rng.randrange(len(files))  # files after it are read again, by SQL
        for n, path in enumerate(rng.sample(files, len(files))):
            load_files(store, [path])
            if rng.random() < 0.3:
                pipeline.detect(store, load_settings())  # what is found in between is made anew in part
            if n == at_which:
                load_files(store, [other])
        take_back(store, "other.csv")
        assert bool(read) == compiled
        found = everything(store)
        assert [name for name, rows in found.items() if rows != one_run[name]] == []


def test_what_looks_like_a_stations_message_keeps_its_sources(tmp_path):
    """A base station by its number, heard by two; then a message shows that it is a ship: its positions become fixes."""
    heard = [STATION, (*STATION[:-1], "TER")]
    sails = (STATION[0], at(2).isoformat(), "35.2000,129.1000", "9.0", "SAT")
    found = []
    for parts in ([[*heard, sails]], [[heard[0]], [heard[1]], [sails]], [[sails], [heard[1]], [heard[0]]]):
        with Store() as store:
            for n, part in enumerate(parts):
                load_files(store, [write(tmp_path / f"{len(found)}-{n}.csv", part)])
            found.append((received(store), store.one("SELECT count(*) FROM stations")))
    first, second = (datetime.fromisoformat(row[1]) for row in (STATION, sails))
    ship = STATION[0]
    assert found[0] == ([(ship, first, "SAT"), (ship, first, "TER"), (ship, second, "SAT")], (0,))
    assert found[0] == found[1] == found[2]


def test_sources_of_pruned_messages_go_with_them(tmp_path):
    with Store() as store:
        load_files(store, [write(tmp_path / "all.csv", ROWS)])
        before = at(20)
        last = {
            (ship, max(time for s, time, *_ in received(store) if s == ship and time < before)) for ship, *_ in ROWS
        }
        prune(store, before=before)
        assert [row[:2] for row in received(store) if row[1] < before and row[:2] not in last] == []
        # the last message of each ship before stays, with all its sources
        kept = {(ship, time, source) for ship, time, source in received(store) if time < before}
        said = {(ship, datetime.fromisoformat(time), source or None) for ship, time, _, _, source in ROWS}
        assert kept == {row for row in said if row[:2] in last}
