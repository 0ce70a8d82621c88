"""The README: every command in it runs, and what it shows is what comes out."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from builders.noaa import HEAD, ROW
from builders.paths import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
SHELL = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files the README names."""
    place = tmp_path_factory.mktemp("readme")
    text = "\n".join([HEAD, *(ROW.replace("00:00:05", f"{h:02}:00:05") for h in (0, 1, 9, 23))]) + "\n"
    (place / "in").mkdir()
    (place / "ais").mkdir()
    (place / "ais" / "a.csv").write_text(text)
    night = text.replace("2026-11-16", "2026-11-22")
    (place / "ais-2026-11-22.csv.zst").write_bytes(zstandard.compress(night.encode()))
    (place / "in" / "a.csv.zst").write_bytes(zstandard.compress(night.encode()))
    (place / "sdn.csv").write_bytes(b'7,"OLD","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO 9161003"\r\n\x1a')
    return place


def test_the_commands_run_one_after_the_other(folder):
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    commands = [c for c in SHELL if c.startswith("vesseltrack")]
    assert len(commands) > 8
    for command in commands:
        done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr}"


@pytest.mark.parametrize("command", [c for c in SHELL if c.startswith("make")])
def test_each_make_target_exists(command):
    done = subprocess.run(f"{command} --dry-run", shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_make_alone_prints_the_targets():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "nightly", "bench", "notebooks", "clean"):
        assert f"make {target}" in shown


def test_make_nightly_as_the_readme_has_it(folder):
    command = next(c for c in SHELL if c.startswith("make nightly"))
    args = [*re.findall(r"\w+=\S+", command)]
    assert args == ["DATE=2026-11-22", "AIS='in/*.csv.zst'"]
    bin_dir = Path(sys.executable).parent
    recipe = [f"{bin_dir}/vesseltrack", "nightly", "--date", "2026-11-22", "--ais", "in/*.csv.zst", "--db", "n.duckdb"]
    done = subprocess.run(recipe, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (folder / "alerts" / "2026-11-22" / "manifest.json").is_file()


def test_the_python_runs(folder):
    code = next(text for kind, text in BLOCKS if kind == "python")
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_exit_codes_are_those_of_the_errors():
    from vesseltrack import errors

    codes = {
        c.exit_code for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.VesseltrackError)
    }
    line = re.search(r"^Exit codes: .*$", README, re.MULTILINE)
    assert line
    said = {int(n) for n in re.findall(r"(\d+) ", line[0])}
    assert codes | {0, 6, 130, 143} == said
