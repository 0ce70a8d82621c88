"""Every fix knows who received it, as far as its file says: a column, a key or a tag block names the source."""

import json
from pathlib import Path

import pytest

from vesseltrack.sources import lane
from vesseltrack.sources.load import load_files
from vesseltrack.sources.named_sources import MOST, NamedSources
from vesseltrack.store import Store

from builders.lanes import reads_of

FIX = "SELECT ssvid, minute(time), sources.source, collection_type FROM fixes LEFT JOIN sources USING (source_id) ORDER BY ALL"
A, B = 440000001, 440000002


def found(*paths: Path, ask: str = FIX) -> list[tuple[object, ...]]:
    with Store() as store:
        for outcome in load_files(store, paths):
            assert outcome.problem is None
        return store.rows(ask)


def csv(path: Path, name: str, rows: list[tuple[int, int, str]]) -> Path:
    lines = [f"{ship},2026-11-16T00:{m:02d}:00,35.{m:02d},129.0,10.0,{source}" for ship, m, source in rows]
    path.write_text("\n".join([f"mmsi,time,lat,lon,sog,{name}", *lines]) + "\n")
    return path


@pytest.mark.parametrize("name", ["provider", "DSRC", "Collection Type", "receiver", "AIS_STATION"])
def test_a_column_says_who_received_it(tmp_path, name):
    path = csv(tmp_path / "a.csv", name, [(A, 0, "TER"), (A, 10, "SAT"), (B, 10, ""), (B, 20, "NA")])
    assert found(path) == [
        (A, 0, "TER", "shore"), (A, 10, "SAT", "satellite"), (B, 10, None, None), (B, 20, None, None),
    ]  # fmt: skip
    assert found(path, ask="SELECT field FROM file_columns WHERE position = 6") == [("source",)]


def test_a_column_of_anything_else_names_no_source(tmp_path):
    rows = [(A, m, f"row {m}") for m in range(20)]  # another word in each row
    assert found(csv(tmp_path / "a.csv", "source", rows), ask="SELECT count(*), count(source_id) FROM fixes") == [
        (20, 0)
    ]
    rows = [(A, m, str(A)) for m in range(20)]  # the ship's own number
    assert found(csv(tmp_path / "b.csv", "source", rows), ask="SELECT count(*), count(source_id) FROM fixes") == [
        (20, 0)
    ]


def test_one_message_of_two_sources_is_one_fix_of_the_first_in_the_file(tmp_path):
    one = csv(tmp_path / "a.csv", "source", [(A, 0, "TER"), (A, 0, "SAT"), (A, 10, ""), (A, 10, "SAT")])
    other = csv(tmp_path / "b.csv", "source", [(A, 0, "XYZ"), (A, 20, "XYZ")])
    assert found(one, other) == [(A, 0, "TER", "shore"), (A, 10, None, None), (A, 20, "XYZ", None)]


@pytest.mark.parametrize(
    ("said", "reach"),
    [
        ("S-AIS", "satellite"),
        ("T-AIS", "shore"),
        ("terrestrial", "shore"),
        ("Sat", "satellite"),
        ("Saturn radio", None),
    ],
)
def test_what_the_name_of_a_source_says_of_its_reach(tmp_path, said, reach):
    assert found(csv(tmp_path / "a.csv", "source", [(A, 0, said)])) == [(A, 0, said, reach)]


def test_a_vendors_key_says_so(tmp_path):
    row = {
        "AIS": {"MMSI": A, "TIMESTAMP": "2026-11-16 00:07:00 UTC", "LATITUDE": 35.0, "LONGITUDE": 129.0, "SRC": "SAT"}
    }
    path = tmp_path / "a.json"
    path.write_text(json.dumps([row]))
    assert found(path) == [(A, 7, "SAT", "satellite")]


def test_a_tag_block_names_the_receiver(tmp_path):
    sentence = "!AIVDM,1,1,,A,15RTgt0PAso;90TKcjM8h6g208CQ,0*4A"
    tags = ["s:rROOF1,c:1479247200", "c:1479247260,s:b003669708", "c:1479247320", "s:,c:1479247380"]
    (path := tmp_path / "a.log").write_text("".join(f"\\{tag}*00\\{sentence}\n" for tag in tags))
    ask = "SELECT minute(time), sources.source FROM fixes LEFT JOIN sources USING (source_id) ORDER BY time"
    assert found(path, ask=ask) == [(0, "rROOF1"), (1, "b003669708"), (2, None), (3, None)]


def test_the_fast_lane_keeps_what_sql_keeps(tmp_path, monkeypatch):
    pytest.importorskip("numba")
    words = ["TER", "SAT", "", " ter ", "dynamic"]
    rows = [(A + n % 7, n % 59, words[n % 5]) for n in range(400)]
    paths = [
        csv(tmp_path / "a.csv", "provider", rows),
        csv(tmp_path / "b.csv", "provider", [*rows[:60], (A, 59, "NEW")]),
    ]
    read = reads_of(monkeypatch, lane._Lane)
    by_sql = found(*paths)
    assert not read
    monkeypatch.setattr(lane, "LEAST_BYTES", 0)
    assert found(*paths) == by_sql and read
    assert {said for _, _, said, _ in by_sql} == {"TER", "SAT", None, "ter", "NEW"}


def test_a_file_that_names_too_many_says_so(monkeypatch):
    with Store() as store:
        named = NamedSources(store)
        assert (named.of([str(n) for n in range(MOST + 5)]) == 0).sum() == 5
        assert "5 of them were not kept" in named.in_sentences()[0]
        assert store.one("SELECT count(*) FROM sources") == (MOST,)


def test_a_store_without_sources_has_none(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"mmsi,time,lat,lon,sog\n{A},2026-11-16T00:00:00,35.0,129.0,10\n")
    assert found(path, ask="SELECT count(*), count(source_id), (SELECT count(*) FROM sources) FROM fixes") == [
        (1, 0, 0)
    ]
