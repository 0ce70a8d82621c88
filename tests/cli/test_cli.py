"""The command line as a user meets it."""

import errno
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

from vesseltrack.cli import main
from vesseltrack.cli.main import exit_code_of
from vesseltrack.errors import StoreBusy, UnreadableInput

from builders.command import run, shell
from builders.noaa import HEAD, ROW
from builders.paths import SHARED, needs_shared

RUN = [sys.executable, "-m", "vesseltrack"]


def test_load_detect_alerts(folder):
    loaded = run("load", "ais.csv", cwd=folder)
    assert "noaa" in loaded.stdout and "no_position 1" in loaded.stdout
    found = run("detect", cwd=folder)
    assert "Listed ships" in found.stdout and "EVER GLORY was heard" in found.stdout
    assert "IMO 9161003" in run("alerts", "--whole", cwd=folder).stdout and "index.html in a browser" in found.stderr
    assert "1 alert in 109 messages from 1 ship," in found.stdout
    assert (folder / "alerts" / "2026-11-16" / "manifest.json").is_file()
    lines = run("alerts", "--json", cwd=folder).stdout.splitlines()
    assert {"event", "queue", "score", "indicators"} <= set(json.loads(lines[0]))
    assert "duplicate" in run("files", cwd=folder, env={"COLUMNS": "200"}).stdout  # in 120 its header is folded
    reject = json.loads(run("rejects", "--json", cwd=folder).stdout)
    assert (reject["line"], reject["reason"]) == (111, "no_position")  # the header is line 1


def test_quiet_in_a_pipe(folder):
    """And as Python starts us, not as a fork: what the other tests run is what a user runs."""
    done = subprocess.run([*RUN, "load", "ais.csv"], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "noaa" in done.stdout


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        (["load", "none.csv"], 3, "cannot be read"),
        (["load", "*.nothing"], 3, "no file matches"),
        (["load", "ais.csv", "--db", "/nonexistent/x.duckdb"], 4, "cannot be opened"),
        (["load", "ais.csv", "--mapping", "none.toml"], 2, "mapping"),
        (["load", "ais.csv", "--memory", "much"], 2, "memory"),
        (["load", "ais.csv", "--memory", "0"], 2, "memory"),
        (["load", "ais.csv", "--memory", "-1GB"], 2, "memory"),
        (["detect", "--preset", "nobody"], 2, "the presets are"),
        (["detect", "--set", "gaps.min_silence_h=-3"], 2, "gaps.min_silence_h"),
        (["alerts", "--db", "none.duckdb"], 4, "there is no store"),
        (["lists", "load", "ais.csv"], 3, "no list format we know"),
        (["zones", "load", "ais.csv"], 3, "not a GeoJSON"),
        (["tables", "nothing"], 2, "the tables are"),
        (["nightly", "--date", "yesterday", "--ais", "ais.csv"], 2, "not a date"),
        (["nonsense"], 2, "No such command"),
        (["detect", "--nonsense"], 2, "No such option"),
    ],
)
def test_one_clear_error_and_its_exit_code(folder, args, code, says):
    assert says in run(*args, cwd=folder, code=code).stderr


def test_a_night_without_data_says_so(folder):
    done = run("nightly", "--date", "2026-11-20", "--ais", "ais.csv", cwd=folder, code=6)
    assert "no data for this night" in done.stdout
    done = run("nightly", "--date", "2026-11-16", "--ais", "ais.csv", cwd=folder)
    assert "109 messages of the night" in done.stdout
    assert (folder / "alerts" / "2026-11-16").is_dir()


def test_a_failed_night_leaves_yesterdays_folder(folder):
    run("nightly", "--date", "2026-11-16", "--ais", "ais.csv", cwd=folder)
    before = {p.name: p.read_bytes() for p in (folder / "alerts" / "2026-11-16").iterdir()}
    (folder / "bad.csv").write_bytes(b"\x00" * 100)
    run("nightly", "--date", "2026-11-17", "--ais", "bad.csv", cwd=folder, code=3)
    assert not (folder / "alerts" / "2026-11-17").exists()
    assert {p.name: p.read_bytes() for p in (folder / "alerts" / "2026-11-16").iterdir()} == before


def test_zones_of_ones_own(folder):
    shape = {"type": "Polygon", "coordinates": [[[129, 35], [130, 35], [130, 36], [129, 36], [129, 35]]]}
    zone = {"type": "Feature", "properties": {"name": "'; DROP TABLE zones; --", "watch": True}, "geometry": shape}
    (folder / "mine.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [zone]}))
    run("load", "ais.csv", cwd=folder)
    run("zones", "load", "mine.geojson", cwd=folder)
    run("detect", cwd=folder)
    assert "DROP TABLE zones" in run("zones", "show", cwd=folder).stdout
    alerts = [json.loads(x) for x in run("alerts", "--json", cwd=folder).stdout.splitlines()]
    assert any(a["event_type"] == "visit" for a in alerts)


def test_ctrl_c_leaves_the_store_as_it_was(folder):
    run("load", "ais.csv", cwd=folder)
    rows = [ROW.replace("00:00:05", f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}").replace("35.1",
    f"35.{n}") for n in range(24) for s in range(86400)]  # fmt: skip
    (folder / "big.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    with subprocess.Popen([*RUN, "load", "big.csv"], cwd=folder, stderr=subprocess.PIPE, text=True) as loading:
        while not _has_open(loading.pid, "vesseltrack.duckdb"):
            time.sleep(0.02)
        time.sleep(0.3)
        loading.send_signal(signal.SIGINT)
        _, err = loading.communicate(timeout=60)
    assert loading.returncode == 130 and "interrupted" in err and "Traceback" not in err
    assert json.loads(run("files", "--json", cwd=folder).stdout)["rows_kept"] == 109


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs Linux")
@pytest.mark.parametrize("library", ["numpy", "pandas", "duckdb", "pyarrow"])
def test_ctrl_c_while_libraries_load(folder, library):
    with subprocess.Popen([*RUN, "load", "ais.csv"], cwd=folder, stderr=subprocess.PIPE, text=True) as loading:
        while loading.poll() is None and library not in Path(f"/proc/{loading.pid}/maps").read_text():
            time.sleep(0.002)
        loading.send_signal(signal.SIGINT)
        _, err = loading.communicate(timeout=60)
    assert "Traceback" not in err
    assert loading.returncode in (130, 0)  # a library may swallow Ctrl-C while it sets itself up: then all is loaded


def test_mistakes_are_said_at_once_and_once(folder):
    assert "did you mean gaps?" in run("tables", "gap", cwd=folder, code=2).stderr
    missing = run("load", "nofile.csv", cwd=folder, code=3)
    assert (missing.stdout + missing.stderr).count("No such file") == 1
    night = run("nightly", "--date", "2026-11-16", "--ais", "ais.csv", "--log", "no/such.jsonl", cwd=folder, code=2)
    assert "no/such.jsonl" in night.stderr
    assert not (folder / "alerts").exists()


def test_a_fault_of_ours_keeps_its_traceback_and_exits_70():
    code = "import vesseltrack.cli.main as m, vesseltrack.cli.commands as c; c.app = lambda **_: 1 / 0; m.main()"
    failed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert failed.returncode == 70 and "ZeroDivisionError" in failed.stderr and "fault of ours" in failed.stderr


def test_the_code_that_is_logged_is_the_one_the_program_ends_with(monkeypatch):
    full = OSError(errno.ENOSPC, "no space left")
    codes = [
        (UnreadableInput("x"), 3),
        (StoreBusy("x"), 4),
        (full, 5),
        (OSError("x"), 1),
        (ValueError("x"), 70),
        (KeyboardInterrupt(), 130),
    ]
    assert [exit_code_of(e) for e, _ in codes] == [code for _, code in codes]
    monkeypatch.setattr(main, "_asked", [signal.SIGTERM])
    assert exit_code_of(KeyboardInterrupt()) == exit_code_of(RuntimeError("what a library made of it")) == 143


def test_help_has_examples_everywhere(tmp_path):
    top = run("--help", cwd=tmp_path).stdout
    commands = re.findall(r"^  (\w+) ", top.split("Commands:")[1], re.MULTILINE)
    assert len(commands) >= 12
    for command in commands:
        text = run(command, "--help", cwd=tmp_path).stdout
        assert "Examples:" in text or command in {"lists", "zones"}, f"vesseltrack {command}: its help has no Examples:"


def test_every_example_in_help_runs(folder):
    """Each line under Examples: is run, in order, in a folder that has the files they name; simulated seas are smaller here."""
    from vesseltrack.cli.alerts import alerts_app
    from vesseltrack.cli.commands import app
    from vesseltrack.cli.lists import lists_app
    from vesseltrack.cli.zones import zones_app

    (folder / "in").mkdir()
    for name in ("ais-2026-11-22.csv", "in/ais-2026-11-22.csv", "harbour.csv"):
        text = (folder / "ais.csv").read_text().replace("2026-11-16", "2026-11-22")
        (folder / name).write_text(text + "#" * len(name) + "\n")
    for name in ("ais-2026-11-22.csv", "in/ais-2026-11-22.csv"):
        (folder / f"{name}.zst").write_bytes(zstandard.compress((folder / name).read_bytes()))
    (folder / "harbour.toml").write_text('name="h"\n[columns]\nid="MMSI"\ntime="BaseDateTime"\nlat="LAT"\nlon="LON"\n')
    (folder / "sdn.csv").write_bytes(
        b'7,"OLD","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO 9161003"\r\n\x1a'
    )
    (folder / "mine.geojson").write_text(
        '{"features":[{"properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[1,2]}}]}'
    )
    examples = []
    for typer_app in (app, lists_app, zones_app, alerts_app):
        for command in typer_app.registered_commands:
            doc = command.callback.__doc__ or ""
            if "Examples:" not in doc and command.name in ("show", "mark"):  # they need an alert's own name
                continue
            assert "Examples:" in doc, f"{command.callback.__name__}: its help has no Examples:"
            examples += [x.strip() for x in doc.split("Examples:")[1].splitlines() if x.strip()]
    assert len(examples) >= 20
    # Nothing is fetched by a test: the way out leads nowhere. test_lists_update.py fetches from a server of its own.
    env = {"https_proxy": "http://127.0.0.1:9"}
    order = sorted(examples, key=lambda x: ("load" not in x.split()[1], "detect" not in x, "demo" in x))
    for shown in order:
        example = shown.replace("--meetings 8", "--meetings 1")
        if " demo " in example:
            example = example.replace("--ships 60", "--ships 25")
        if "| jq" in example and not _has("jq"):
            example = example.split("|")[0]
        if example.startswith("vesseltrack desk"):
            assert _served(example, folder) == 0, example
            continue
        done = shell(example, folder, env)
        fetches = "lists update" in example
        assert done.returncode == (3 if fetches else 0), f"{example}\n{done.stderr}"
        assert not fetches or "could not be fetched" in done.stderr


def _served(example: str, folder: Path) -> int:
    """The exit code of a desk that is closed with Ctrl-C once it has said that it serves."""
    words = shlex.split(example)[1:]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen([*RUN, *words], cwd=folder, **pipes) as desk:
        assert any("closes the desk" in line for line in desk.stdout), example
        time.sleep(0.5)
        desk.send_signal(signal.SIGINT)
        desk.stdout.read()
    return desk.returncode


def _has_open(pid: int, name: str) -> bool:
    """Whether a process holds a file open."""
    try:
        return any(os.readlink(fd).endswith(name) for fd in Path(f"/proc/{pid}/fd").iterdir())
    except FileNotFoundError:
        return False


def _has(tool: str) -> bool:
    return subprocess.run(["which", tool], capture_output=True, check=False).returncode == 0


@needs_shared
def test_ofacs_real_file(tmp_path):
    done = run("lists", "load", SHARED / "lists" / "ofac" / "2021-07_sdn.csv", cwd=tmp_path)
    assert done.stdout.startswith("ofac: 406 ships, as of ")
