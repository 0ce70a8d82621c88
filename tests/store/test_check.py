"""Damage is told from other faults, with the way back; what is half made is made whole."""

import os

import pytest

from vesseltrack import zones
from vesseltrack.check import check_store
from vesseltrack.errors import StoreDamaged, StoreUnavailable
from vesseltrack.report.folder import write_folder
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

from builders.noaa import row, write


@pytest.fixture
def db(tmp_path):
    write(tmp_path, "a.csv", [row(m) for m in range(1000)])
    with Store(tmp_path / "s.duckdb") as store:
        load_files(store, [tmp_path / "a.csv"])
    return tmp_path / "s.duckdb"


@pytest.mark.parametrize("size", [100, 4096, 12288, 30000])
def test_a_store_cut_short_is_damaged_and_not_somebody_elses(db, size):
    db.write_bytes(db.read_bytes()[:size])
    with pytest.raises(StoreDamaged, match="is damaged"):
        Store(db)
    (found,) = check_store(db)
    assert found.state == "damaged" and "vesseltrack load FILES" in found.says


def test_a_header_of_zeros_is_a_making_cut_short(db):
    db.write_bytes(b"\0" * 4096)
    with pytest.raises(StoreDamaged):
        Store(db)


def test_a_file_of_text_is_no_store_and_not_damaged(db):
    db.write_bytes(b"a,b,c\n" * 5000)
    with pytest.raises(StoreUnavailable) as e:
        Store(db)
    assert not isinstance(e.value, StoreDamaged)


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "s.duckdb").touch()
    with Store(tmp_path / "s.duckdb") as store:
        assert store.one("SELECT count(*) FROM fixes")[0] == 0


def test_one_bad_block_names_the_tables_and_the_files(db):
    data = bytearray(db.read_bytes())
    with Store(db, read_only=True) as store:
        block = store.one("SELECT min(block_id) FROM pragma_storage_info('fixes') WHERE persistent AND block_id >= 0")[
            0
        ]
    data[12288 + block * 262144 + 5000] ^= 0xFF
    db.write_bytes(data)
    found = check_store(db)
    assert any("the table fixes cannot be read" in f.says for f in found)
    assert "a.csv" in found[-1].says and "1 files, 1 of which lie" in found[-1].says


def test_a_row_that_is_lost_is_seen_in_the_ledger(db):
    with Store(db) as store:
        store.execute("DELETE FROM fixes WHERE time = (SELECT min(time) FROM fixes)")
    (wrong,) = [f for f in check_store(db) if f.state == "wrong"]
    assert wrong.part == "ledger" and "999 positions here and 0 pruned, of 1,000 kept" in wrong.says


def test_zones_half_written_are_made_whole(db):
    with Store(db) as store:
        zones.load_shipped(store)
        have = store.one("SELECT count(*) FROM zones")[0]
        store.execute("DELETE FROM zones WHERE zone > 38")
        zones.load_shipped(store)
        assert store.one("SELECT count(*), count(DISTINCT zone) FROM zones") == (have, have)


def _of_an_ended_process(start: str) -> str:
    pid = os.fork()
    if not pid:
        os._exit(0)
    os.waitpid(pid, 0)
    host = __import__("vesseltrack.drafts", fromlist=["_host"])._host()
    return f"{start}-{host}-{pid}-0123abcd"


def test_the_draft_of_a_store_made_by_a_run_that_was_killed_then_is_removed_when_it_is_opened(tmp_path):
    path, other = tmp_path / "s.duckdb", tmp_path / ".mine"
    Store(path).close()
    other.write_text("not a draft")
    os.link(path, tmp_path / _of_an_ended_process(".s.duckdb.draft"))  # linked to its place, and not yet unlinked
    Store(path, read_only=True).close()
    assert len(list(tmp_path.iterdir())) == 3  # who only reads removes nothing
    Store(path).close()
    assert {p.name for p in tmp_path.iterdir()} == {"s.duckdb", ".mine"}


def test_what_killed_runs_left_is_cleared_and_what_others_keep_stays(tmp_path):
    def fill(draft):
        (draft / "ours.csv").write_text("new")

    def ours(folder):
        return (folder / "ours.csv").exists()

    folder = tmp_path / "2026-11-16"
    write_folder(folder, fill, ours, {"ours.csv"})
    (folder / "notes.txt").write_text("seen by me")
    (folder / "ours.csv").write_text("old")
    write_folder(folder, fill, ours, {"ours.csv"})
    assert (folder / "ours.csv").read_text() == "new" and (folder / "notes.txt").read_text() == "seen by me"
    assert [p.name for p in tmp_path.iterdir()] == ["2026-11-16"]
    # killed between two renames, where folders cannot change places at once: the next run puts it back
    folder.rename(tmp_path / _of_an_ended_process(".2026-11-16.before"))
    write_folder(folder, fill, ours, {"ours.csv"}, put=False)
    assert (folder / "notes.txt").read_text() == "seen by me"
    assert [p.name for p in tmp_path.iterdir()] == ["2026-11-16"]
