"""The README and the docs: what they show is what comes out, what they link to is there, and they build without a warning."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from vesseltrack import errors
from vesseltrack.cli.commands import app
from vesseltrack.schema import TABLES, Column
from vesseltrack.schema.page import unit_of

from builders.command import shell
from builders.pages import PAGES, blocks, sections
from builders.paths import ROOT

RUN = [p for p in PAGES if any(b.kind in ("sh", "python") and not b.not_run for b in blocks(p))]
ENV = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "120"}

OURS = f'vesseltrack() {{ {shlex.quote(sys.executable)} -m vesseltrack "$@"; }};'


def _named(page):
    return str(page.relative_to(ROOT))


def _of_docs(*arguments, cwd=ROOT):
    return subprocess.run(
        [sys.executable, *map(str, arguments)], cwd=cwd, env=ENV, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def example_files(tmp_path_factory):
    """The files that all pages' examples use."""
    folder = tmp_path_factory.mktemp("night") / "files"
    assert _of_docs("docs/night.py", folder).returncode == 0
    return folder


def _run(line, folder):
    """One line of a shell block: our own commands in this process, for speed, unless the shell has something to do."""
    if line.startswith("make "):
        done = subprocess.run(f"{line} --dry-run", shell=True, cwd=ROOT, capture_output=True, text=True, check=False)
    elif line.startswith("vesseltrack ") and not set(line) & set("|<>$;&"):
        ran = CliRunner().invoke(app, shlex.split(line)[1:])
        assert ran.exit_code == 0, f"{line}: {ran.output}\n{ran.exception!r}"
        return
    elif line.startswith("vesseltrack "):
        done = shell(line, folder, {"COLUMNS": ENV["COLUMNS"]})
    else:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"{OURS} {line}"],
            cwd=folder,
            env=ENV,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, f"{line}: {done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("page", RUN, ids=_named)
def test_every_block_runs_in_its_order(page, example_files, tmp_path, monkeypatch):
    subprocess.run(["cp", "-r", f"{example_files}/.", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    for block in blocks(page):
        if block.saved_as:
            Path(block.saved_as).write_text(block.text, encoding="utf-8")
        if block.not_run or block.text in sections(page).values():  # the latter are files, and have a test of their own
            continue
        if block.kind == "sh":
            for line in block.text.replace("\\\n", " ").splitlines():
                if line.strip() and not line.startswith("#"):
                    _run(line.split("   #")[0].strip(), tmp_path)
        elif block.kind == "python":
            exec(compile(block.text, f"{page.name}: {block.before}", "exec"), {"__name__": "page"})


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_a_block_that_is_not_run_says_why(page):
    for block in blocks(page):
        assert block.kind in ("sh", "python") or not block.not_run, f"{block.kind} is never run"
        assert "not run" not in block.before or len(block.not_run.split()) > 2


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_every_link_leads_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if not target.startswith(("http://", "https://", "#")):
            name = target.split("#")[0]
            made = name == "commands.md"  # by each build
            assert made or (page.parent / name).exists(), f"{_named(page)} links to {target}"


def test_every_picture_is_shown_on_a_page():
    pages = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "docs").rglob("*.md"))
    assert [p.name for p in (ROOT / "docs" / "pictures").iterdir() if f"(pictures/{p.name})" not in pages] == []


def test_each_decision_has_a_number_of_its_own():
    pages = [p for p in (ROOT / "docs" / "decisions").glob("*.md") if p.name != "index.md"]
    numbers = [p.name[:3] for p in pages]
    assert len(numbers) == len(set(numbers)), "take the next number"
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.startswith(f"# {page.name[:3]}: ") and "**Decided.**" in text and "**Why.**" in text, page.name


def test_pages_that_the_program_makes_are_current():
    done = _of_docs("docs/pages.py", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_docs_build_without_a_warning(tmp_path):
    pytest.importorskip("sphinx")
    options = ["--quiet", "--fail-on-warning", "--keep-going", "--builder", "html", "--doctree-dir", tmp_path / "trees"]
    done = _of_docs("-m", "sphinx", *options, "docs", tmp_path / "html")
    assert done.returncode == 0, done.stderr[-3000:]
    for page in (tmp_path / "html").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r"<(?:script|link|img|iframe)[^>]+(?:src|href)=\"(\w+:)?//[^\"]+", text)
        assert not loaded, f"{page.name} loads from elsewhere"
    for page in (ROOT / "docs").rglob("*.md"):
        built = (tmp_path / "html" / page.relative_to(ROOT / "docs")).with_suffix(".html")
        assert built.is_file(), f"{page.name} is in no table of contents"


def test_every_module_that_a_page_names_is_there():
    """Paths in backticks, such as ``vesseltrack/sources/reader.py``: they move, and pages do not."""
    for page in PAGES:
        if page.name == "CHANGELOG.md" or page.name.startswith("add-a-"):
            continue
        for path in re.findall(
            r"`((?:vesseltrack|tests|docs|data|notebooks)/[\w./-]+)`", page.read_text(encoding="utf-8")
        ):
            assert (ROOT / path).exists(), f"{_named(page)} names {path}"


def test_the_data_model_has_every_table_and_column_once():
    page = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^### (\w+)\n(.*?)(?=^###? |\Z)", page, re.MULTILINE | re.DOTALL))
    assert len(re.findall(r"^### ", page, re.MULTILINE)) == len(told)
    assert {t: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) for t, text in told.items()} == {
        t.name: t.names for t in TABLES.values()
    }


def test_units_are_told_from_declarations_names_and_types():
    told = [unit_of(Column(*c)) for c in (
        ("speed_kn", "FLOAT", ""), ("rot_deg_min", "FLOAT", ""), ("end_lat", "DOUBLE", ""), ("seen", "TIMESTAMP", ""),
        ("share", "DOUBLE", "", "0-1"), ("name_m", "VARCHAR", ""), ("ships", "BIGINT", ""),
    )]  # fmt: skip
    assert told == ["kn", "deg/min", "deg", "UTC", "0-1", "", ""]


def test_the_readme_is_short():
    assert 600 <= len((ROOT / "README.md").read_text(encoding="utf-8").split()) <= 900


def test_exit_codes_are_those_of_the_errors():
    codes = {
        c.exit_code for c in vars(errors).values() if isinstance(c, type) and issubclass(c, errors.VesseltrackError)
    }
    page = (ROOT / "docs" / "nightly.md").read_text(encoding="utf-8")
    for text in (page, " ".join(CliRunner().invoke(app, ["--help"]).output.split())):
        line = re.search(r"Exit codes: .*?\.", text)
        assert line and codes | {0, 6, 130, 143} == {int(n) for n in re.findall(r"(\d+) ", line[0])}


def test_make_alone_prints_the_targets():
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for target in ("demo", "test", "nightly", "bench", "notebooks", "docs", "pages", "clean"):
        assert f"make {target}" in shown
