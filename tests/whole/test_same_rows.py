"""The same rows give the same alerts, however they came: split, repeated, cumulative, late, by a wrong clock, before or
after a list."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from vesseltrack import nightly, report
from vesseltrack.engine import pipeline
from vesseltrack.lists.load import load_list
from vesseltrack.schema import DERIVED, TABLES
from vesseltrack.settings import load_settings
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store
from vesseltrack.takeback import take_back

from builders.examples import examples, seeds
from builders.nights import among_passers, sent, write
from builders.paths import SHARED, needs_shared
from builders.sea import OPEN_SEA, at

TRADER, TWO_FACED, OFTEN_GARBLED = 352000777, 273000901, 273000902
LISTED = "name,imo\nFIRST FACE,9074729\n"
ORDER = {"files", "file_id"}
"""What numbers the files, in the order in which they came."""


def days_of_particulars() -> pd.DataFrame:
    """Two days among passers: an IMO number left out at sea, another name from the second evening on, and garbled names."""
    sea = among_passers(2)
    for n, ship in enumerate((TRADER, TWO_FACED, OFTEN_GARBLED)):
        spot = (OPEN_SEA[0] - 0.3 * n, OPEN_SEA[1])
        sea.line(ship, 0, 47, spot, (spot[0] + 0.2, spot[1] + 0.9), every_min=10, sog=2)
    rows = sent(
        sea, {TRADER: "DARK TRADER,IMO9161003,80", TWO_FACED: "FIRST FACE,IMO9074729,80", OFTEN_GARBLED: "HONEST,,80"}
    )
    late = rows.t >= at(30)
    rows.loc[(rows.MMSI == TRADER) & late, "IMO"] = ""
    rows.loc[(rows.MMSI == TWO_FACED) & late, "VesselName"] = "OTHER NAME"
    honest = rows[rows.MMSI == OFTEN_GARBLED].index
    rows.loc[honest[[18, 25]], "VesselName"] = "H0NXST"
    return rows


ROWS = days_of_particulars()


def everything(store: Store) -> dict[str, list[tuple]]:
    """Every table that is found from what was loaded, and the loaded messages, but for the numbers of files.

    ``same_events`` is not: it says which events an earlier night recorded, and one run has no nights.
    """
    said = {}
    found = [t.name for t in DERIVED if t.name != "same_events"]
    for table in ("fixes", "stations", "ids", "zones", "listed", *found):
        columns = ", ".join(f'"{c}"' for c in TABLES[table].names if c not in ORDER)
        said[table] = store.rows(f"SELECT {columns} FROM {table} ORDER BY ALL")
    return said


def differing(store: Store, whole: dict[str, list[tuple]]) -> list[str]:
    """The tables that are not as in one run."""
    pipeline.detect(store, load_settings())
    return [table for table, rows in everything(store).items() if rows != whole[table]]


@pytest.fixture(scope="module")
def one_run(tmp_path_factory):
    """One file, one list, one search."""
    folder = tmp_path_factory.mktemp("one")
    (folder / "mine.csv").write_text(LISTED)
    with Store(None) as store:
        load_files(store, [write(ROWS, folder / "all.csv")])
        load_list(store, folder / "mine.csv", date(2026, 11, 1))
        pipeline.detect(store, load_settings())
        return everything(store)


def test_one_run_says_what_was_planted(one_run):
    """Left out at hour 30; renamed at hour 30; two garbled messages of 283 change no name."""
    signs = {(r[1], r[3], r[4]) for r in one_run["identity_anomalies"]}
    assert signs == {(TRADER, "imo_dropped", at(30)), (TWO_FACED, "name_changed", at(30))}
    names = [(r[0], r[5]) for r in one_run["identities"]]
    assert names.count((OFTEN_GARBLED, "HONEST")) == 1 and (OFTEN_GARBLED, "H0NXST") not in names
    assert any(r[0] == TWO_FACED and r[1] == "mine" for r in one_run["matches"])


def pieces_of(rng: random.Random) -> list[pd.DataFrame]:
    """The rows in several files: by row, by ship, by hours; or each file all of the day so far; some rows in two files."""
    way = rng.choice(["rows", "ships", "hours", "cumulative"])
    if way == "rows":
        files = [ROWS[[rng.random() < 0.5 for _ in range(len(ROWS))]]]
        files.append(ROWS.drop(files[0].index))
    elif way == "ships":
        files = [g for _, g in ROWS.groupby(ROWS.MMSI % 3)]
    else:
        ends = [at(h) for h in sorted(rng.sample(range(1, 46), 3))] + [at(48)]
        begins = [at(0)] * 4 if way == "cumulative" else [at(0), *ends[:-1]]
        files = [ROWS[(ROWS.t >= a) & (ROWS.t < b)] for a, b in zip(begins, ends, strict=True)]
    return [*files, ROWS.sample(300, random_state=rng.randrange(1000))]


@settings(max_examples=examples(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=seeds())
def test_any_split_order_repetition_clock_and_list_between_is_one_run(tmp_path_factory, one_run, seed):
    folder, rng = tmp_path_factory.mktemp("split"), random.Random(seed)
    files = [
        write(p.sample(frac=1, random_state=seed), folder / f"{n}.csv") for n, p in enumerate(pieces_of(rng)) if len(p)
    ]
    (folder / "mine.csv").write_text(LISTED)
    rng.shuffle(files)
    listed_after, wrong_before = rng.randrange(len(files)), rng.randrange(len(files))
    # half a degree off, and some rows as others have them: taken back in the end
    wrong = ROWS.sample(400, random_state=seed)
    wrong["LAT"] = wrong.LAT.where([n < 200 for n in range(400)], (wrong.LAT.astype(float) + 0.5).map("{:.5f}".format))
    write(wrong, folder / "wrong.csv")
    with Store(None) as store:
        for n, path in enumerate(files):
            if n == wrong_before:
                load_files(store, [str(folder / "wrong.csv")])
            clock = at(rng.choice([-30, 5, 20])).replace(tzinfo=UTC) if rng.random() < 0.4 else None
            load_files(store, [path], now=clock)  # behind: what is dated after it is refused
            if n == listed_after:
                load_list(store, folder / "mine.csv", date(2026, 11, 1))
            if rng.random() < 0.15:
                pipeline.detect(store, load_settings())
        take_back(store, "wrong.csv", without=True)  # what it says to load again is loaded again below
        load_files(store, [*files, *files[:2]])  # by a right clock: only what was refused comes in
        assert differing(store, one_run) == []


def of_three_nights(folder: Path) -> dict[str, str]:
    """A file for each of three nights, the first of them six weeks before the others; and a list, ``mine.csv``."""
    old = ROWS.assign(t=ROWS.t - pd.Timedelta(days=40))
    old["BaseDateTime"] = old.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    nights = [("2026-10-08", old), ("2026-11-16", ROWS[ROWS.t < at(24)]), ("2026-11-17", ROWS[ROWS.t >= at(24)])]
    (folder / "mine.csv").write_text(LISTED)
    return {night: write(rows, folder / f"{night}.csv") for night, rows in nights}


@pytest.fixture(scope="module")
def three_nights_at_once(tmp_path_factory):
    """Everything found in the three nights by one search."""
    folder = tmp_path_factory.mktemp("at_once")
    with Store(None) as store:
        load_files(store, list(of_three_nights(folder).values()))
        load_list(store, folder / "mine.csv", date(2026, 11, 17))
        pipeline.detect(store, load_settings())
        return everything(store)


@pytest.mark.parametrize("look_back", [None, timedelta(days=14)])
def test_a_list_loaded_after_the_window_is_asked_of_all_that_is_stored(
    tmp_path, monkeypatch, three_nights_at_once, look_back
):
    """A ship listed in the sixth week met nobody then, but was there in the first: said as one run says it."""
    monkeypatch.setattr(report, "write_alerts", lambda *_, **__: None)
    db, said = tmp_path / "n.duckdb", []
    for n, (night, path) in enumerate(of_three_nights(tmp_path).items()):
        if n == 2:
            with Store(db) as store:
                load_list(store, tmp_path / "mine.csv", date(2026, 11, 17))
        said.append(nightly.run(db, night, [path], load_settings(), tmp_path / "alerts", look_back=look_back).sentence)
    with Store(db, read_only=True) as store:
        nightly_found = everything(store)
    assert [t for t, rows in three_nights_at_once.items() if rows != nightly_found[t]] == []
    older = ["not looked at again" in s for s in said]
    assert older == [False, look_back is not None, False]
    assert ("not as in the night before are lists" in said[2]) == (look_back is not None)


def test_one_late_row_among_many_new_ones_is_searched(tmp_path):
    """One message in 1,500 of a file, older than the window: the window opens to it."""
    last, late = ROWS[ROWS.t >= at(24)], ROWS[ROWS.MMSI == TRADER].iloc[:1]
    late = late.assign(t=late.t - pd.Timedelta(days=60), BaseDateTime="2026-09-17T00:00:00")
    db, back = tmp_path / "n.duckdb", timedelta(days=14)
    night = nightly.run(db, "2026-11-16", [write(ROWS[ROWS.t < at(24)], tmp_path / "1.csv")], load_settings(), tmp_path / "a",
    look_back=back)  # fmt: skip
    night = nightly.run(db, "2026-11-17", [write(pd.concat([last, late]), tmp_path / "2.csv")], load_settings(), tmp_path / "a",
    look_back=back)  # fmt: skip
    assert "not looked at again" not in night.sentence
    with Store(db, read_only=True) as store:
        assert store.one("SELECT since FROM searched")[0] <= datetime(2026, 9, 17)
        assert store.one(f"SELECT min(start_time) FROM fix_pairs WHERE ssvid = {TRADER}")[0] == datetime(2026, 9, 17)


def test_rows_refused_by_a_clock_that_is_behind_are_taken_later_and_only_they(tmp_path):
    path = write(ROWS, tmp_path / "all.csv")
    before = int((ROWS.t <= at(30)).sum())  # a day is allowed for
    with Store(None) as store:
        (early,) = load_files(store, [path], now=at(6).replace(tzinfo=UTC))
        (same,) = load_files(store, [path], now=at(6).replace(tzinfo=UTC))
        (right,) = load_files(store, [path])
        (again,) = load_files(store, [path])
        stored = store.one("SELECT count(*), count(DISTINCT file_id) FROM fixes")
    assert (early.rows_kept, early.reasons) == (before, {"in_future": len(ROWS) - before})
    assert "set it and load the file again" in early.note and same.already
    assert (right.rows_kept, right.rows_duplicate, right.rows_refused) == (len(ROWS) - before, before, 0)
    assert right.note.startswith("loaded again") and again.already and stored == (len(ROWS), 2)


def test_what_alternates_within_an_hour_is_told_to_the_minute_in_one_file_and_in_two(tmp_path):
    """Another name from 10:20 to 13:40, heard each ten minutes: it ends at 13:50, not at the next full hour."""
    rows = ROWS[(ROWS.MMSI == OFTEN_GARBLED)].assign(VesselName="ALPHA", IMO="")
    other = (rows.t >= at(10.3)) & (rows.t <= at(13.7))
    rows.loc[other, "VesselName"] = "BRAVO"
    found = []
    for split in (False, True):
        files = [rows.iloc[::2], rows.iloc[1::2]] if split else [rows]
        with Store(None) as store:
            load_files(store, [write(f, tmp_path / f"{split}{n}.csv") for n, f in enumerate(files)])
            pipeline.detect(store, load_settings())
            found.append(store.rows("SELECT name, valid_from, valid_to FROM identities ORDER BY valid_from"))
    first, last = rows.t[other].min(), rows.t[other].max()
    resumed = rows.t[rows.t > last].min()
    names, begins, ends = zip(*found[0], strict=True)
    assert found[0] == found[1] and names == ("ALPHA", "BRAVO", "ALPHA")
    assert begins[1] == ends[0] == first.to_pydatetime()
    assert begins[2] == ends[1] == resumed.floor("min").to_pydatetime() and ends[2] == rows.t.max().to_pydatetime()


def test_a_feed_that_never_fills_in_imo_numbers_leaves_none_out(tmp_path):
    """A column that is always empty there, or not there at all, says nothing of a ship that sent its number elsewhere."""
    mine = ROWS[ROWS.MMSI == TRADER]
    first, rest = mine[mine.t < at(24)], mine[mine.t >= at(24)].assign(IMO="")
    for n, feed in enumerate((rest.drop(columns="IMO"), rest.rename(columns={"VesselType": "ShipType"}))):
        feed = feed.rename(columns={"BaseDateTime": "Timestamp"}).drop(columns=["t", "TransceiverClass"])
        feed.assign(Flag="KP").to_csv(tmp_path / f"feed{n}.csv", index=False)
        with Store(None) as store:
            load_files(store, [write(first, tmp_path / "noaa.csv"), str(tmp_path / f"feed{n}.csv")])
            assert store.one("SELECT count(*) FROM fixes")[0] == len(mine)
            pipeline.detect(store, load_settings())
            assert store.rows("SELECT anomaly FROM identity_anomalies") == []
            assert store.one("SELECT count(DISTINCT form) FROM statics")[0] == 2


def test_particulars_that_other_files_repeat_are_kept_once(tmp_path):
    with Store(None) as store:
        for n, hours in enumerate((12, 24, 36, 48)):  # each file all of the days so far, as feeds export
            load_files(store, [write(ROWS[ROWS.t < at(hours)], tmp_path / f"{n}.csv")])
        kept = store.rows("SELECT * EXCLUDE file_id FROM statics ORDER BY ALL")
    with Store(None) as store:
        load_files(store, [write(ROWS, tmp_path / "all.csv")])
        assert store.rows("SELECT * EXCLUDE file_id FROM statics ORDER BY ALL") == kept


def test_particulars_of_an_earlier_version_are_read(tmp_path):
    """It kept neither minutes nor forms: how many messages there were is all that is known, and the file stands for its form."""
    path = tmp_path / "old.duckdb"
    with Store(path) as store:
        load_files(store, [write(ROWS, tmp_path / "all.csv")])
        for column in ("minutes", "form"):
            store.execute(f"ALTER TABLE statics DROP COLUMN {column}")
        store.execute("DROP TABLE search_inputs")
    with Store(path) as store:
        pipeline.detect(store, load_settings())
        signs = store.rows("SELECT anomaly FROM identity_anomalies ORDER BY anomaly")
        assert signs == [("imo_dropped",), ("name_changed",)]
        load_files(store, [write(ROWS.iloc[1:], tmp_path / "more.csv")])  # the same again, by this version
        pipeline.detect(store, load_settings())
        assert store.rows("SELECT anomaly FROM identity_anomalies ORDER BY anomaly") == signs


CASE = SHARED / "cases" / "22-nights-and-order"


@needs_shared
@pytest.mark.parametrize(
    ("whole", "parts", "sign"),
    [
        (["imo_dropped_all"], ["imo_dropped_part1", "imo_dropped_part2"], [(TRADER, "imo_dropped", datetime(2026, 10, 2, 17))]),
        (["cumulative_day"], [f"cumulative_{h}h" for h in (6, 12, 18, 24)], []),
    ],
)  # fmt: skip
def test_cases_of_one_file_and_of_several(whole, parts, sign):
    found = []
    for names in (whole, parts, parts[::-1]):
        with Store(None) as store:
            load_files(store, [_case(name) for name in names])
            pipeline.detect(store, load_settings())
            found.append(everything(store))
            assert store.rows("SELECT vessel_id, anomaly, start_time FROM identity_anomalies") == sign
    assert found[0] == found[1] == found[2]


def _case(name: str) -> Path:
    return CASE / f"{name}.csv.gz"
