"""docs/add-a-list.md: its file and its line, in a copy of the package, read its sample as the page says."""

import json

import pytest

from builders.pages import blocks, copy_with, run_in, sections
from builders.paths import ROOT

PAGE = ROOT / "docs" / "add-a-list.md"
READ = """
import json
from datetime import date
import vesseltrack as vt
with vt.open() as db:
    loaded = db.load_list("ban.csv", date(2026, 11, 1))
    ships = {r["name"]: r for r in db.listed(date(2026, 3, 15), "port-ban")[["name", "authority", "standing",
    "note"]].to_dict("records")}
    page = {n: [x["authority"] for x in db.ship(n).as_dict()["listed"]] for n in ("GREY HERON", "LITTLE TERN", "9290969")}
    note = db.sql("SELECT note, imos FROM listed WHERE name = 'LITTLE TERN'").to_dict("records")[0]
    print(json.dumps({"list": loaded.list, "ships": loaded.ships, "in_march": ships, "page": page, "note": note}, default=str))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The package after somebody did as the page says, and its sample."""
    copy = copy_with(PAGE, "vesseltrack/lists/__init__.py", "    *UNREAD,\n", tmp_path_factory.mktemp("copy"))
    (copy / "ban.csv").write_text(next(b.text for b in blocks(PAGE) if b.kind == "csv"), encoding="utf-8")
    return copy


def test_the_page_has_a_file_a_line_and_a_row():
    assert [*sections(PAGE)] == [
        "vesseltrack/lists/port_ban.py", "vesseltrack/lists/__init__.py", "vesseltrack/lists/README.md",
    ]  # fmt: skip


def test_the_sample_is_read_as_the_page_says(copy):
    done = run_in(copy, "-c", READ)
    assert done.returncode == 0, done.stderr[-3000:]
    read = json.loads(done.stdout)
    assert (read["list"], read["ships"]) == ("port-ban", 2)
    assert read["in_march"] == {  # the other was banned on 1 April
        "GREY HERON": {"name": "GREY HERON", "authority": "Port of Ulsan", "standing": "designated", "note": None}
    }
    assert read["page"] == {name: ["Port of Ulsan"] for name in ("GREY HERON", "LITTLE TERN", "9290969")}
    assert "9290970" in read["note"]["note"] and read["note"]["imos"] == "[]"  # 161 ends in 1, not in 0


def test_the_command_line_knows_it(copy):
    assert "ships that the port does not let in" in run_in(copy, "-m", "vesseltrack", "lists", "formats").stdout
    done = run_in(copy, "-m", "vesseltrack", "lists", "load", "ban.csv")
    assert done.returncode == 0 and "port-ban" in done.stdout, done.stderr
