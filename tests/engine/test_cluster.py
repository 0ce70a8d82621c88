"""Dask's workers write the alert files that one machine writes, byte for byte: however many there are, and if one is killed midway."""

import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.cli import main
from vesseltrack.engine import pipeline
from vesseltrack.engine.cluster import PARTS_PER_WORKER, in_parts
from vesseltrack.errors import NotSearched, WrongUse
from vesseltrack.settings import load_settings

from builders.long_sea import say_size, sea

distributed = pytest.importorskip("distributed")

SETTINGS = load_settings(assign=["scoring.min_score=1"])
"""A low bar, so that the files hold more than one alert."""


def written(db: Path, out: Path, run=None) -> dict[str, bytes]:
    """The alert files of a search, by name."""
    with vt.open(db) as store:
        pipeline.detect(store.store, SETTINGS, run=run)
        folder = report.write_alerts(store.store, SETTINGS, out)
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """A store that was not searched yet."""
    path = tmp_path_factory.mktemp("loaded") / "s.duckdb"
    with vt.open(path) as db:
        db.store.append("fixes", sea(4))
        say_size(db.store, 440000020, 150, 0)
    return path


@pytest.fixture(scope="module")
def alone(loaded, tmp_path_factory):
    """What one machine writes."""
    folder = tmp_path_factory.mktemp("alone")
    db = Path(shutil.copy(loaded, folder / "s.duckdb"))
    files = written(db, folder / "out")
    assert len(files) >= 8 and len(files["alerts.csv"].splitlines()) >= 3
    return files


@pytest.fixture(scope="module")
def cluster():
    """A cluster of one worker, to begin with."""
    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0", "silence_logs": 50}
    with distributed.LocalCluster(n_workers=1, **options) as started:
        yield started


@pytest.fixture
def again(loaded, tmp_path):
    """The same store once more."""
    return Path(shutil.copy(loaded, tmp_path / "s.duckdb"))


def grow(cluster, workers: int) -> None:
    cluster.scale(workers)
    with distributed.Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


@pytest.mark.parametrize("workers", [1, 2])
def test_as_many_workers_as_there_are_write_the_same_files(cluster, again, alone, tmp_path, workers):
    grow(cluster, workers)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    with in_parts(cluster.scheduler_address, str(exchange), again) as run:
        assert run.parts == PARTS_PER_WORKER * workers
        assert written(again, tmp_path / "out", run) == alone
        assert any(exchange.rglob("*.parquet"))
    assert not any(exchange.iterdir())


def test_a_worker_killed_midway_is_no_loss(cluster, again, alone, tmp_path):
    grow(cluster, 3)
    exchange = tmp_path / "exchange"
    exchange.mkdir()
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    killed = []

    def kill_one() -> None:
        while not any(exchange.rglob("fix_pairs-*.parquet")):  # the first part is made
            time.sleep(0.01)
        os.kill(pids[0], signal.SIGKILL)
        killed.append(pids[0])

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    with in_parts(cluster.scheduler_address, str(exchange), again) as run:
        assert written(again, tmp_path / "out", run) == alone
    assert killed == pids[:1]


def test_a_step_that_fails_on_a_worker_leaves_the_store_as_it_was(cluster, again, tmp_path, monkeypatch):
    """There is no zone a worker could read: what fails there is said here, and nothing is changed."""
    with vt.open(again) as db:
        pipeline.load_reference(db.store)
        before = db.store.names()
        with in_parts(cluster.scheduler_address, None, again) as run:
            monkeypatch.setattr(run, "memory", "1MB")  # too little to work with
            with pytest.raises(WrongUse, match="1MB is not a valid memory limit"):
                pipeline.detect(db.store, load_settings(), run=run)
        assert db.store.names() == before
    assert [p.name for p in again.parent.iterdir() if p.is_dir()] == []


def test_the_command_takes_a_cluster_by_its_address(cluster, again, alone, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["vesseltrack", "detect", "--db", str(again), "--out", str(tmp_path / "out"),
                                      "--cluster", cluster.scheduler_address, "--set", "scoring.min_score=1"])  # fmt: skip
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert not ended.value.code, capsys.readouterr().err
    night = next((tmp_path / "out").iterdir())
    assert (night / "alerts.csv").read_bytes() == alone["alerts.csv"]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (["--cluster", "two"], "two is no cluster"),
        (["--cluster", "local:0"], "local:0 is no cluster"),
        (["--exchange", "/tmp"], "an exchange is of use to a cluster only"),
        (["--cluster", "local:1", "--exchange", "/nowhere/at/all"], "there is no folder /nowhere/at/all"),
    ],
)
def test_what_is_no_cluster_is_a_clear_error(again, monkeypatch, capsys, said, problem):
    monkeypatch.setattr(sys, "argv", ["vesseltrack", "detect", "--db", str(again), *said])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 2 and problem in capsys.readouterr().err
    with vt.open(again, read_only=True) as db, pytest.raises(NotSearched):
        db.alerts()
