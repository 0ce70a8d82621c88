"""docs/add-a-format.md: its file and its line, in a copy of the package, read its sample as the page says."""

import json

import pytest

from vesseltrack.sources import READERS

from builders.formats import SAYINGS
from builders.pages import blocks, copy_with, run_in, sections
from builders.paths import ROOT, TESTS

PAGE = ROOT / "docs" / "add-a-format.md"
READ = """
import json, sys
import vesseltrack as vt
with vt.open() as db:
    loaded = db.load("radar.csv").iloc[0]
    fixes = db.sql("SELECT strftime(time, '%Y-%m-%dT%H:%M:%S') AS time, lat, lon, sog_kn FROM fixes ORDER BY time").to_dict("records")
    print(json.dumps({"layout": loaded.layout, "reasons": loaded.reasons, "not_read": list(loaded.not_read),
    "fixes": fixes}, default=str))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package after somebody did as the page says, and its sample."""
    copy = copy_with(PAGE, "vesseltrack/sources/__init__.py", "    KOREA_MOF,\n", tmp_path_factory.mktemp("copy"))
    (copy / "radar.csv").write_text(next(b.text for b in blocks(PAGE) if b.kind == "csv"), encoding="utf-8")
    return copy


def test_the_page_has_a_file_a_line_and_a_row():
    assert [*sections(PAGE)] == [
        "vesseltrack/sources/harbour_radar.py", "vesseltrack/sources/__init__.py", "vesseltrack/sources/README.md",
    ]  # fmt: skip


def test_the_sample_is_read_as_the_page_says(copy):
    done = run_in(copy, "-c", READ)
    assert done.returncode == 0, done.stderr[-3000:]
    read = json.loads(done.stdout)
    assert (read["layout"], read["reasons"], read["not_read"]) == ("harbour-radar", {"no_position": 1}, ["TrackNo"])
    first, second = read["fixes"]
    assert first == {"time": "2026-11-22T00:00:05", "lat": 35.5, "lon": 129.4, "sog_kn": pytest.approx(12.3)}
    assert (second["time"], second["lat"], second["lon"]) == ("2026-11-22T00:10:05", 35.52, 129.41)


@pytest.mark.parametrize(
    ("command", "said"), [(["sniff", "radar.csv"], "harbour-radar"), (["formats"], "export of a harbour radar")]
)
def test_the_command_line_knows_it(copy, command, said):
    assert said in run_in(copy, "-m", "vesseltrack", *command).stdout


@pytest.mark.parametrize("reader", READERS, ids=lambda r: r.name)
def test_each_format_has_a_sample_in_the_tests(reader):
    """In ``SAYINGS``, or in a test of its own that names it."""
    own = [p for p in (TESTS / "sources").glob("test_*.py") if f'"{reader.name}"' in p.read_text(encoding="utf-8")]
    assert own or reader.name in {name.split()[0] for name in SAYINGS}, f"no test has a sample of {reader.name}"
