"""Files taken back, positions pruned and loaded again, what lies beside the store."""

import json

import pandas as pd
import pytest

from vesseltrack.alerts import history, verdicts
from vesseltrack.alerts.prune import plan, prune, undo
from vesseltrack.alerts.restore import restore
from vesseltrack.check import check_store
from vesseltrack.errors import WrongUse
from vesseltrack.schema import TABLES
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store
from vesseltrack.store.copies import copy_of
from vesseltrack.takeback import take_back

from builders.noaa import row, write


def contents(store, *tables):
    """All that was kept, but for the numbers of files and when they were loaded."""
    out = {}
    for table in tables or ("fixes", "statics", "stations", "ids", "reject_counts"):
        frame = store.frame(f"FROM {table}").drop(columns=["file_id"], errors="ignore")
        out[table] = sorted(frame.astype(str).itertuples(index=False, name=None))
    return out


def loaded(tmp_path, *names, db="a.duckdb"):
    store = Store(tmp_path / db)
    for name in names:
        (entry,) = load_files(store, [tmp_path / name])
        assert entry.problem is None, entry
    return store


def wrong_of(path):
    return [f for f in check_store(path) if f.state in ("wrong", "damaged")]


def test_a_file_taken_back_leaves_the_store_as_if_it_had_never_been(tmp_path):
    write(tmp_path, "a.csv", [row(m) for m in range(0, 60)])
    write(
        tmp_path, "b.csv", [row(m) for m in range(30, 90)] + [row(m, mmsi=440123456, name="OTHER") for m in range(50)]
    )
    write(tmp_path, "c.csv", [row(m) for m in range(80, 120)])
    with loaded(tmp_path, "a.csv", "b.csv", "c.csv") as store:
        gone = take_back(store, "a.csv")
        assert gone.positions == 60 and len(gone.read_again) == 1 and gone.read_again[0].endswith("b.csv")
        with loaded(tmp_path, "b.csv", "c.csv", db="never.duckdb") as never:
            assert contents(store) == contents(never)
        assert store.rows("SELECT rows_kept, rows_duplicate FROM files ORDER BY file_id") == [(110, 0), (30, 10)]
    assert not wrong_of(tmp_path / "a.duckdb")


def test_a_file_read_by_a_wrong_mapping_is_taken_back_and_loaded_rightly(tmp_path):
    from vesseltrack.api import chosen_reader

    lines = [f"671000118;2026-11-16 {h:02}:00:00;{35 + h / 100};{129 + h / 100}" for h in range(20)]
    path = tmp_path / "harbour.csv"
    path.write_text("\n".join(["ship;at;x;y", *lines]) + "\n")
    toml = 'name = "harbour"\n[columns]\nid = "ship"\ntime = "at"\nlat = "{}"\nlon = "{}"\n'
    (tmp_path / "wrong.toml").write_text(toml.format("x", "x"))
    (tmp_path / "right.toml").write_text(toml.format("x", "y"))
    with Store(tmp_path / "a.duckdb") as store, Store(tmp_path / "never.duckdb") as never:
        load_files(store, [path], chosen_reader(tmp_path / "wrong.toml", None))
        (again,) = load_files(store, [path], chosen_reader(tmp_path / "right.toml", None))
        assert again.already
        assert take_back(store, "harbour.csv").positions == 20
        load_files(store, [path], chosen_reader(tmp_path / "right.toml", None))
        load_files(never, [path], chosen_reader(tmp_path / "right.toml", None))
        assert contents(store) == contents(never)


def test_a_file_that_was_read_by_a_mapping_is_read_again_by_it(tmp_path):
    from vesseltrack.api import chosen_reader

    toml = 'name = "harbour"\n[columns]\nid = "ship"\ntime = "at"\nlat = "x"\nlon = "y"\n'
    (tmp_path / "m.toml").write_text(toml)
    for name, hours in (("a.csv", range(10)), ("b.csv", range(5, 20))):
        lines = [f"671000118;2026-11-16 {h:02}:00:00;{35 + h / 100};{129 + h / 100}" for h in hours]
        (tmp_path / name).write_text("\n".join(["ship;at;x;y", *lines]) + "\n")
    with Store(tmp_path / "a.duckdb") as store:
        for name in ("a.csv", "b.csv"):
            load_files(store, [tmp_path / name], chosen_reader(tmp_path / "m.toml", None))
        (tmp_path / "m.toml").unlink()
        assert take_back(store, "a.csv").read_again
        assert store.one("SELECT count(*), min(file_id) FROM fixes") == (15, 2)


def test_what_lies_no_more_where_it_lay_is_said_and_loaded_again(tmp_path):
    write(tmp_path, "a.csv", [row(m) for m in range(60)])
    write(tmp_path, "b.csv", [row(m) for m in range(30, 90)])
    with loaded(tmp_path, "a.csv", "b.csv") as store:
        kept = (tmp_path / "b.csv").read_text()
        (tmp_path / "b.csv").unlink()
        with pytest.raises(WrongUse, match=r"b\.csv"):
            take_back(store, "a.csv")
        assert store.one("SELECT count(*) FROM fixes")[0] == 90  # nothing was done
        assert [n[-5:] for n in take_back(store, "a.csv", without=True).to_load_again] == ["b.csv"]
        assert store.one("SELECT count(*) FROM fixes")[0] == 30
        (tmp_path / "b.csv").write_text(kept)
        (again,) = load_files(store, [tmp_path / "b.csv"])
        assert (again.rows_kept, again.rows_duplicate) == (30, 30)
        (once_more,) = load_files(store, [tmp_path / "b.csv"])
        assert once_more.already
        # both of its lines go
        assert len(take_back(store, "b.csv").file_ids) == 2
        assert store.one("SELECT count(*) FROM fixes")[0] == 0
    assert not wrong_of(tmp_path / "a.duckdb")


def test_particulars_that_an_earlier_file_had_come_back_to_the_later_one(tmp_path):
    write(tmp_path, "a.csv", [row(m) for m in range(60)])
    write(tmp_path, "b.csv", [row(m, lat=36.0) for m in range(60)])  # other positions, the same particulars
    with loaded(tmp_path, "a.csv", "b.csv") as store:
        assert store.rows("SELECT file_id, count(*) FROM statics GROUP BY 1") == [(1, 1)]
        take_back(store, "1")
        assert store.rows("SELECT file_id, count(*) FROM statics GROUP BY 1") == [(2, 1)]


def test_a_number_that_was_a_ships_by_the_file_taken_back_is_a_stations_again(tmp_path):
    station = [
        row(m, mmsi=4401234, name="", imo="")
        .replace(",A", ",")
        .replace(",70,0,120,18,6.5,70,", ",,,,,,,")
        .replace(",9.0,90.0,91,", ",,,,")
        .replace("5VAB1", "")
        for m in range(3)
    ]
    write(tmp_path, "a.csv", station)
    write(tmp_path, "b.csv", [row(2000, mmsi=4401234)])
    with loaded(tmp_path, "a.csv", "b.csv") as store, loaded(tmp_path, "a.csv", db="never.duckdb") as never:
        assert never.one("SELECT count(*) FROM stations")[0] == 3
        assert store.one("SELECT count(*) FROM fixes")[0] == 4
        take_back(store, "b.csv")
        assert contents(store) == contents(never)
    assert not wrong_of(tmp_path / "a.duckdb")


def test_a_number_of_a_file_taken_back_is_not_given_to_another_after_a_night(tmp_path):
    write(tmp_path, "a.csv", [row(m) for m in range(60)])
    write(tmp_path, "b.csv", [row(m) for m in range(60, 90)])
    with loaded(tmp_path, "a.csv") as store:
        store.execute("INSERT INTO nights (nth, files, states, reported) VALUES (1, 1, 0, true)")
        take_back(store, "a.csv")
        load_files(store, [tmp_path / "b.csv"])
        assert store.one("SELECT file_id FROM files")[0] == 2
        assert store.one("SELECT count(*) FROM stale")[0] == 1


def test_prune_counts_from_the_bulk_and_can_be_undone(tmp_path):
    days = [row(m, day=1) for m in range(0, 20 * 1440, 60)]
    ahead = row(0, day=1).replace("2026-11-01", "2026-11-27")
    write(tmp_path, "a.csv", [*days, ahead])
    write(tmp_path, "b.csv", days[:100])
    with loaded(tmp_path, "a.csv", "b.csv") as store:
        planned = plan(store, keep_days=14)
        assert str(planned.before) == "2026-11-06 23:00:00" and planned.later == 1
        dropped, _ = prune(store, 14)
        assert dropped == planned.rows == 142
        (refused,) = load_files(store, [write(tmp_path, "c.csv", days[50:51])])
        assert refused.reasons == {"pruned": 1}
        assert load_files(store, [tmp_path / "a.csv"])[0].already
        names = undo(store, planned.first_time)
        assert [n[-5:] for n in names] == ["a.csv", "b.csv", "c.csv"]
        (again,) = load_files(store, [tmp_path / "a.csv"])
        assert again.rows_kept == 142
        assert store.one("SELECT count(*) FROM fixes")[0] == 481
    assert not wrong_of(tmp_path / "a.duckdb")


def test_a_file_is_taken_back_from_a_store_that_was_pruned(tmp_path):
    write(tmp_path, "a.csv", [row(m, day=1) for m in range(0, 20 * 1440, 60)])
    write(tmp_path, "b.csv", [row(m, day=1) for m in range(0, 20 * 1440, 30)])
    with loaded(tmp_path, "a.csv", "b.csv") as store, loaded(tmp_path, "b.csv", db="never.duckdb") as never:
        for s in (store, never):
            prune(s, 14)
        take_back(store, "a.csv")
        assert contents(store, "fixes", "statics") == contents(never, "fixes", "statics")
    assert not wrong_of(tmp_path / "a.duckdb")


@pytest.fixture
def marked(tmp_path):
    from vesseltrack.engine import pipeline
    from vesseltrack.settings import load_settings

    path = write(tmp_path, "a.csv", [row(m) for m in range(0, 60, 5)])
    store = loaded(tmp_path, "a.csv")
    pipeline.detect(store, load_settings())
    history.record(store)
    alert = store.one("SELECT alert FROM alerts")[0]
    verdicts.mark(store, alert, "confirmed", "me", note="\x1b[31m\u202e line\nfeed")
    store.close()
    return path, alert


def test_what_a_search_made_says_what_it_means(tmp_path, marked):
    with Store(tmp_path / "a.duckdb") as store:
        there = {(schema, name) for schema, name in store.shapes()}
        said = store.rows("SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal")
        columns = store.rows("SELECT schema_name, table_name, column_name, comment FROM duckdb_columns()")
    ours = {(t.schema, t.name): t for t in TABLES.values() if (t.schema, t.name) in there}
    assert {name for _, name in ours} > {"fixes", "gaps", "alerts", "alert_states"}
    assert {(s, t): m for s, t, m in said if (s, t) in ours} == {at: t.row for at, t in ours.items()}
    meant = {(*at, c.name): c.meaning for at, t in ours.items() for c in t.columns}
    assert {(s, t, c): m for s, t, c, m in columns if (s, t) in ours} == meant


def test_verdicts_and_history_outlive_the_store(tmp_path, marked):
    from vesseltrack.engine import pipeline
    from vesseltrack.settings import load_settings

    _, alert = marked
    db = tmp_path / "a.duckdb"
    with Store(db) as store:
        before = verdicts.export(store), store.rows("SELECT alert, state, events FROM alert_states ORDER BY nth")
    db.write_bytes(b"\0" * 20000)
    db.unlink()
    with loaded(tmp_path, "a.csv") as store:
        said, steps = restore(store)
        assert (said, steps) == (1, len(before[1]))
        assert restore(store) == (0, 0)
        assert verdicts.export(store) == before[0]
        assert store.rows("SELECT alert, state, events FROM alert_states ORDER BY nth") == before[1]
        pipeline.detect(store, load_settings())
        assert history.record(store) == {}  # nothing is new
        assert store.one("SELECT count(*) FROM same_events")[0] > 0
    assert all(f.state == "ok" for f in check_store(db) if f.part in ("beside", "record"))
    assert copy_of(db, "verdicts").read_bytes().isascii() and alert


def test_an_alert_that_goes_on_does_not_make_its_copy_another_stores(tmp_path, marked):
    db = tmp_path / "a.duckdb"
    with Store(db) as store:
        store.execute("UPDATE alert_states SET last_time = TIMESTAMP '2030-01-01', reported_in = 7")
        verdicts.mark(store, marked[1], "benign", "me")
    lines = [json.loads(x) for x in copy_of(db, "alert_states").read_text().splitlines()]
    assert len(lines) == 1 and len(copy_of(db, "verdicts").read_text().splitlines()) == 2
    assert not list(tmp_path.glob("*.1.jsonl")) and pd.Timestamp(lines[0]["first_time"]).year == 2026


def test_what_was_said_last_is_not_said_twice(tmp_path, marked):
    with Store(tmp_path / "a.duckdb") as store:
        again = {"note": "\x1b[31m\u202e line\nfeed"}
        verdicts.mark(store, marked[1], "confirmed", "me", **again)
        assert len(verdicts.verdicts(store)) == 1
        verdicts.mark(store, marked[1], "benign", "me")
        verdicts.mark(store, marked[1], "confirmed", "me", **again)
        assert len(verdicts.verdicts(store)) == 3
