"""Readers, the ledger and bad input: nothing is lost, nothing crashes, nothing acts."""

import bz2
import contextlib
import gzip
import importlib
import io
import lzma
import os
import random
import subprocess
import sys
import time
import zipfile
from datetime import datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.sources import READERS
from vesseltrack.sources.head import Head
from vesseltrack.sources.load import load_file
from vesseltrack.sources.reader import Reader
from vesseltrack.sources.write import Writing
from vesseltrack.store import Store
from vesseltrack.store.connection import ArrowSource

from builders.examples import examples
from builders.noaa import HEAD, ROW
from builders.paths import SHARED, needs_shared

NOW = datetime(2026, 11, 23)


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


def write(path: Path, *rows: str, head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def ledger(db) -> tuple[int, int, int, int]:
    f = db.table("files").sum(numeric_only=True)
    return int(f.rows_read), int(f.rows_kept), int(f.rows_duplicate), int(f.rows_refused)


def test_a_row_in_our_words_and_units(db, tmp_path):
    db.load(write(tmp_path / "a.csv", ROW))
    fix = db.table("fixes").iloc[0]
    assert fix.ssvid == 440123456 and fix.time == pd.Timestamp("2026-11-16 00:00:05", tz="UTC")
    assert (fix.lat, fix.lon) == (35.1, 129.05)
    assert fix.sog_kn == pytest.approx(12.3) and fix.cog_deg == pytest.approx(45.6) and fix.heading_deg == 46
    assert fix.nav_status == 0 and fix["ais_class"] == "A"
    said = db.table("statics").iloc[0]
    assert (said["name"], said.imo, said.call_sign, said.ship_type) == ("EVER GLORY", 9161003, "DABC1", 70)
    assert (said.length_m, said.width_m, said.draught_m) == (120, 18, 7.5)


def test_the_layout_of_2025_has_longitude_first(db, tmp_path):
    head = "mmsi,base_date_time,longitude,latitude,sog,cog,heading,vessel_name,imo,call_sign,vessel_type,status,length,width,draft,cargo,transceiver"
    row = "440123456,2026-11-16 00:00:05,129.05,35.1,12.3,45.6,46,EVER GLORY,IMO9161003,DABC1,70,0,120,18,7.5,70,A"
    db.load(write(tmp_path / "a.csv", row, head=head))
    fix = db.table("fixes").iloc[0]
    assert (fix.lat, fix.lon, fix.time) == (35.1, 129.05, pd.Timestamp("2026-11-16 00:00:05", tz="UTC"))


def test_the_layout_of_2017_has_sixteen_columns_and_status_in_words(db, tmp_path):
    head = HEAD.removesuffix(",TransceiverClass")
    rows = ["477307901,2017-12-01T00:00:01,31.9,-76.3,0.0,131.0,352.0,FIRST,IMO9739666,VRPJ6,1004,moored,337,,,",
            "477307902,2017-12-01T00:00:01,31.9,-76.4,9.0,131.0,511.0,SECOND,,,1025,underway using engines,,,,"]  # fmt: skip
    db.load(write(tmp_path / "a.csv", *rows, head=head))
    fixes = db.table("fixes").set_index("ssvid")
    assert fixes.nav_status.to_dict() == {477307901: 5, 477307902: 0}
    assert db.table("statics").set_index("ssvid").ship_type.to_dict() == {477307901: 70, 477307902: 31}


def pack(path: Path, text: bytes, packing: str) -> Path:
    """Some text, packed as its users do."""
    half = text.index(b"\n", len(text) // 2) + 1
    parts = [text[:half], text[half:]] if packing.endswith("in two") else [text]
    if packing == "zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("../../evil/day;1'.csv", text)
    elif packing == "gz in zip":
        with zipfile.ZipFile(path, "w") as z:
            z.writestr("a.csv.gz", gzip.compress(text))
    elif packing == "parquet":
        pq.write_table(pa.Table.from_pandas(pd.read_csv(io.BytesIO(text), parse_dates=["BaseDateTime"])), path)
    else:
        squeeze = {"plain": bytes, "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress,
                   "utf-16": lambda b: b.decode().encode("utf-16"), "bom": lambda b: b"\xef\xbb\xbf" + b,
                   "crlf": lambda b: b.replace(b"\n", b"\r\n")}[packing.split(maxsplit=1)[0]]  # fmt: skip
        path.write_bytes(b"".join(squeeze(part) for part in parts))
    return path


@pytest.mark.parametrize(
    "packing",
    ["plain", "gz", "gz in two", "zst", "zst in two", "bz2", "bz2 in two", "xz", "xz in two", "zip", "gz in zip", "parquet",
    "utf-16", "bom", "crlf"],
)  # fmt: skip
def test_packings_all_give_the_same_rows(db, tmp_path, packing):
    other = ROW.replace("00:00:05", "00:01:05").replace("35.1", "35.2")
    db.load(pack(tmp_path / "ais", f"{HEAD}\n{ROW}\n{other}\n".encode(), packing))
    fixes = db.table("fixes").sort_values("time")
    assert fixes.lat.tolist() == [35.1, 35.2] and fixes.ssvid.tolist() == [440123456] * 2
    assert ledger(db) == (2, 2, 0, 0)
    assert db.table("statics").imo.tolist() == [9161003]
    assert db.load(pack(tmp_path / "again", f"{HEAD}\n{ROW}\n{other}\n".encode(), packing)).already[0]


def test_a_declared_mapping(db, tmp_path):
    (tmp_path / "m.toml").write_text(
        'name = "harbour"\ntime_format = "%d.%m.%Y %H:%M:%S"\nutc_offset_h = 9\nsog_per_kn = 10\ndelimiter = ";"\nskip_lines = 1\n'
        '[columns]\nid = "Schiff"\ntime = "Zeit"\nlat = "Breite"\nlon = "Laenge"\nsog = "Fahrt"\n'
    )
    path = write(tmp_path / "h.csv", "Schiff;Zeit;Breite;Laenge;Fahrt", "440123456;16.11.2026 09:00:05;35.1;129.05;123",
    head="made by hand")  # fmt: skip
    db.load(path, mapping=tmp_path / "m.toml")
    fix = db.table("fixes").iloc[0]
    assert fix.time == pd.Timestamp("2026-11-16 00:00:05", tz="UTC")  # 09:00 in Korea
    assert fix.sog_kn == pytest.approx(12.3)


@pytest.mark.parametrize(
    "toml",
    [
        "",
        "name = 3",
        'name="x"\n[columns]\nid="a"',
        'name="x"\nfoo=1\n[columns]\nid="a"',
        "\x00",
        'name="x"\n[columns]\nid="a"\ntime="b"\nlat="c"\nlon="d"\nspeed="e"',
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(db, tmp_path, toml):
    (tmp_path / "m.toml").write_text(toml)
    with pytest.raises(vt.WrongUse, match="mapping"):
        db.load(write(tmp_path / "a.csv", ROW), mapping=tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (("440123456", "123456789012"), "bad_id"),
        (("440123456", "0"), "bad_id"),
        (("440123456", "-5"), "bad_id"),
        (("440123456", ""), "no_id"),
        (("440123456", "abc"), "bad_id"),
        (("35.10000", "91"), "no_position"),
        (("129.05000", "181"), "no_position"),
        (("35.10000", ""), "no_position"),
        (("35.10000", "nan"), "no_position"),
        (("35.10000", "north"), "no_position"),
        (("35.10000", "-90.5"), "out_of_range"),
        (("129.05000", "1e9"), "out_of_range"),
        (("35.10000", "inf"), "out_of_range"),
        (("2026-11-16T00:00:05", "2026-13-41Txx"), "no_time"),
        (("2026-11-16T00:00:05", ""), "no_time"),
        (("2026-11-16T00:00:05", "1970-01-01T00:00:00"), "before_2000"),
        (("2026-11-16T00:00:05", "2031-01-01T00:00:00"), "in_future"),
        (("EVER GLORY,", "EVER GLORY,,,,"), "unparsable"),
        ((",70,A", ""), "unparsable"),
    ],
)
def test_a_row_that_cannot_be_is_kept_apart_with_its_reason_line_and_text(tmp_path, change, reason):
    store = Store(None)
    bad = ROW.replace(*change)
    path = write(tmp_path / "a.csv", ROW, bad, ROW.replace("00:00:05", "00:02:00"))
    loaded = load_file(store, path, now=NOW)
    assert (loaded.rows_read, loaded.rows_kept, loaded.rows_duplicate, loaded.rows_refused) == (3, 2, 0, 1)
    assert loaded.reasons == {reason: 1}
    line, code, raw = store.one("SELECT line, reason, raw FROM rejects")
    assert (line, code) == (3, reason)  # of the file: its header is line 1
    assert raw.startswith(bad.split(",")[0]) and "EVER GLORY" in raw


def test_sentinels_become_nothing(db, tmp_path):
    row = (
        ROW.replace("12.3,45.6,46.0", "102.3,360.0,511.0")
        .replace("EVER GLORY", "@@@@")
        .replace("IMO9161003", "IMO0000000")
    )
    db.load(write(tmp_path / "a.csv", row.replace(",120,18,7.5,", ",0,0,0,")))
    fix, said = db.table("fixes").iloc[0], db.table("statics").iloc[0]
    assert pd.isna(fix.sog_kn) and pd.isna(fix.cog_deg) and pd.isna(fix.heading_deg)
    assert said[["name", "imo", "length_m", "draught_m"]].isna().all()


def test_exact_duplicates_are_counted_within_and_across_files(db, tmp_path):
    later = ROW.replace("00:00:05", "00:07:00")
    db.load(write(tmp_path / "a.csv", ROW, ROW, later))
    db.load(write(tmp_path / "b.csv", later, later.replace("12.3", "12.4")))
    assert ledger(db) == (5, 3, 2, 0)  # same place and second, another speed: not an exact duplicate, kept


def test_an_enciphered_ship_is_a_ship(db, tmp_path):
    secret = "qL3vJ8Yw2kXo0p5TzRmB1A=="
    db.load(write(tmp_path / "a.csv", ROW.replace("440123456", secret)))
    key = db.table("fixes").ssvid[0]
    assert key < 0 and db.table("ids").to_numpy().tolist() == [[key, secret]]


def test_the_same_bytes_are_never_loaded_twice(db, tmp_path):
    first = write(tmp_path / "a.csv", ROW)
    db.load(first)
    (tmp_path / "copy.csv").write_bytes(first.read_bytes())
    assert db.load(tmp_path / "copy.csv").already.tolist() == [True]
    assert len(db.table("fixes")) == 1


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "is empty"),
        ("header.csv", HEAD.encode() + b"\n", "no rows"),
        ("wrong.csv", b"a,b,c\n1,2,3\n", "no format we know"),
        ("one.csv", b"just words\nmore words\n", "no format we know"),
        ("nul.csv", b"\x00" * 4096, "not text"),
        ("rubbish.csv", bytes(range(128, 256)) * 64, "no format we know"),
        ("cp949.csv", "MMSI,일시,위도,경도\n".encode("cp949"), "no rows"),
        ("cut.gz", gzip.compress((HEAD + "\n" + "\n".join(f"{ROW}{i}" for i in range(5000))).encode())[:900],
        "damaged|cut off|cannot be read"),
        ("cut.zst", zstandard.compress((HEAD + "\n" + "\n".join(f"{ROW}{i}" for i in range(50000))).encode())[:-40],
        "cut off|damaged"),
        ("not.zip", b"PK\x03\x04rubbish", "damaged"),
        ("not.parquet", b"PAR1rubbish", "damaged"),
        ("fake.gz", b"\x1f\x8brubbish", "damaged"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_whole_and_the_store_unharmed(tmp_path, name, content, says):
    with vt.open(tmp_path / "s.duckdb") as db:
        db.load(write(tmp_path / "good.csv", ROW))
        (tmp_path / name).write_bytes(content)
        with pytest.raises(vt.UnreadableInput, match=says):
            db.load(tmp_path / name)
        assert ledger(db) == (1, 1, 0, 0)
        assert len(db.table("fixes")) == 1


def test_missing_file_folder_and_empty_glob(db, tmp_path):
    for wrong in (tmp_path / "none.csv", tmp_path, str(tmp_path / "*.csv")):
        with pytest.raises(vt.UnreadableInput):
            db.load(wrong)


@pytest.mark.parametrize("packing", ["zip", "gz", "bz2", "xz", "zst", "gz in zip"])
def test_a_bomb_is_refused(db, tmp_path, monkeypatch, packing):
    monkeypatch.setattr("vesseltrack.sources.streams.BOMB_BYTES", 1 << 16)
    monkeypatch.setattr("vesseltrack.sources.streams.MAX_RATIO", 20)
    text = f"{HEAD}\n".encode() + b"0\n" * 500_000
    db.load(write(tmp_path / "good.csv", ROW))
    with pytest.raises(vt.UnreadableInput, match="bomb"):
        db.load(pack(tmp_path / "bomb", text, packing))
    assert ledger(db) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    "name", ["'; DROP TABLE fixes; --.csv", "a[1].csv", "$latest {x}.csv", "-rf.csv", "x\ny.csv", "한국.csv", '"q".csv', "a*b.csv"]
)  # fmt: skip
def test_file_names_never_act(db, tmp_path, name):
    path = write(tmp_path / name, ROW)
    db.load(path)
    assert db.table("files").name.tolist() == [str(path)]
    assert len(db.table("fixes")) == 1


def test_header_names_never_act(db, tmp_path):
    head = HEAD + ',"x""); DROP TABLE fixes; --",' + "a" * 5000
    db.load(write(tmp_path / "a.csv", ROW + ",1,2", head=head))
    assert len(db.table("fixes")) == 1


def test_a_byte_order_mark_is_no_column(db, tmp_path):
    (tmp_path / "a.csv").write_text(f"{HEAD}\r\n{ROW}\r\n", encoding="utf-8-sig")
    db.load(tmp_path / "a.csv")
    assert ledger(db) == (1, 1, 0, 0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["440123456", "440123457", "", "x", "999999999999", "004400001"]),
            st.sampled_from(["2026-11-16T00:00:05", "2026-11-16 00:00:06", "nonsense", "", "1999-01-01T00:00:00"]),
            st.one_of(st.floats(-200, 200).map(str), st.sampled_from(["", "NA", "91", "inf"])),
            st.one_of(st.floats(-400, 400).map(str), st.just("129.1")),
            st.text(
                alphabet=st.characters(blacklist_categories=("Cs",), blacklist_characters='\n\r",\x00'), max_size=12
            ),
        ),
        min_size=1,
        max_size=30,
    )
)
@settings(max_examples=examples(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost(tmp_path_factory, rows):
    """rows read = kept + exact duplicates + refused, whatever a file holds."""
    path = tmp_path_factory.mktemp("fuzz") / "a.csv"
    lines = [f"{i},{t},{y},{x},1,2,3,{name},,,,,,,,,A" for i, t, y, x, name in rows]
    path.write_text("\n".join([HEAD, ROW, *lines]) + "\n", encoding="utf-8")
    store = Store(None)
    loaded = load_file(store, path, now=NOW)
    assert loaded.rows_read == len(rows) + 1
    assert loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
    kept = store.one("SELECT (SELECT count(*) FROM fixes) + (SELECT count(*) FROM stations)")[0]
    assert kept == loaded.rows_kept
    assert store.one("SELECT count(*) FROM rejects")[0] == loaded.rows_refused


def test_any_split_into_files_in_any_order_gives_the_same_fixes(tmp_path):
    rows = [
        ROW.replace("00:00:05", f"{h:02}:{m:02}:05").replace("35.1", f"35.{m}")
        for h in range(4)
        for m in range(0, 60, 7)
    ]
    whole, parts = Store(None), Store(None)
    load_file(whole, write(tmp_path / "all.csv", *rows, *rows[:5]), now=NOW)
    for n, chunk in enumerate((rows[20:], rows[:12], rows[8:22])):  # out of order and overlapping
        load_file(parts, write(tmp_path / f"{n}.csv", *chunk), now=NOW)
    query = "SELECT * EXCLUDE file_id FROM fixes ORDER BY ALL"
    assert whole.frame(query).equals(parts.frame(query))


def contents(db: Path) -> dict[str, list[tuple]]:
    """Every row of the loaded tables, but when they were loaded."""
    with Store(db, read_only=True) as store:
        return {
            t: store.rows(f"SELECT * {'EXCLUDE loaded_at' if t == 'files' else ''} FROM {t} ORDER BY ALL")
            for t in ("files", "fixes", "statics", "stations", "ids", "rejects", "reject_counts")
        }


def test_killed_at_any_instant_and_run_again_the_store_ends_in_the_same_rows(tmp_path):
    times = [f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(60000)]
    rows = [ROW.replace("00:00:05", t) for t in times]
    write(tmp_path / "a.csv", *rows, *rows[:100], ROW.replace("35.1", "91"))
    pack(
        tmp_path / "b.csv.gz",
        "\n".join([HEAD, *(r.replace("440123456", "440123457") for r in rows)]).encode() + b"\n",
        "gz",
    )
    sentence = "\\c:{}*00\\!AIVDM,1,1,,,369KwSP000<G`Kh0iukScOv00000,0*12\n"
    (tmp_path / "c.nmea").write_text("".join(sentence.format(1668046497 + i) for i in range(60000)))
    files = [str(tmp_path / n) for n in ("a.csv", "b.csv.gz", "c.nmea")]

    def load(db: Path) -> subprocess.Popen:
        runs = "import vesseltrack.sources.ingest as i; i.RUN = 20_000"
        code = f"{runs}; import vesseltrack as vt; vt.open({str(db)!r}).load(*{files!r})"
        return subprocess.Popen([sys.executable, "-c", code])

    start = time.monotonic()
    assert load(tmp_path / "whole.duckdb").wait(120) == 0
    took, chance = time.monotonic() - start, random.Random(3)
    for n in range(0, 10, 2):  # ever later
        loading = load(tmp_path / "killed.duckdb")
        with contextlib.suppress(subprocess.TimeoutExpired):
            loading.wait(chance.uniform(0.2, 1) * took * (n + 3) / 10)
        loading.kill()
        loading.wait()
    assert load(tmp_path / "killed.duckdb").wait(120) == 0
    assert contents(tmp_path / "killed.duckdb") == contents(tmp_path / "whole.duckdb")


@pytest.mark.parametrize("order", ["as heard", "ship by ship", "at random"])
def test_a_file_read_in_many_runs_is_as_one_read_in_one(tmp_path, monkeypatch, order):
    """20,000 rows and 1,000 of them again; among them refused rows, a base station's, and a line that is broken."""
    chance, said, kept = random.Random(5), [], set()
    for n in range(20_000):
        ship = chance.choice(["440123456", "440123457", "440123458", "BD1FA2C4E6A8B0D2", "2470020", "0"])
        lat = "91" if n % 97 == 0 else f"35.{chance.randrange(10)}"
        time_ = f"{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}"
        row = ROW.replace("440123456", ship).replace("00:00:05", time_).replace("35.10000", lat)
        row = row.replace("EVER GLORY", "NA" if n % 5 else f"EVER GLORY {n // 4000}")
        said.append(row.removesuffix("A") if ship == "2470020" else row)
        if ship == "2470020" or (ship != "0" and lat != "91"):  # a base station is kept wherever it says it is
            kept.add((ship, time_, lat))
    rows = said + chance.sample(said, 1000)
    if order == "at random":
        chance.shuffle(rows)
    else:
        rows.sort(key=lambda row: row.split(",")[order == "as heard"])
    path = write(tmp_path / "a.csv", *rows[:15_000], "a,broken,line", *rows[15_000:])
    monkeypatch.setattr("vesseltrack.sources.ingest.BATCH", 2048)
    for name, run in (("one", 10**6), ("many", 4000)):
        monkeypatch.setattr("vesseltrack.sources.ingest.RUN", run)
        with vt.open(tmp_path / f"{name}.duckdb") as store:
            store.load(path)
            assert ledger(store)[:2] == (21_001, len(kept))
    assert contents(tmp_path / "many.duckdb") == contents(tmp_path / "one.duckdb")


@pytest.fixture(params=["a.csv", "a.parquet"])
def one_row(request, tmp_path):
    path = write(tmp_path / "a.csv", ROW)
    if request.param == "a.parquet":
        pq.write_table(pa.csv.read_csv(path), tmp_path / "a.parquet")
    return tmp_path / request.param


def test_ctrl_c_is_ctrl_c_wherever_it_falls(db, one_row, monkeypatch):
    """Also where DuckDB asks Python for a run's rows."""
    stream, asked = ArrowSource.__arrow_c_stream__, []

    def interrupted(self, schema=None):
        asked.append(1)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return stream(self, schema)

    monkeypatch.setattr(ArrowSource, "__arrow_c_stream__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        db.load(one_row)
    assert db.table("files").empty and db.table("fixes").empty
    db.load(one_row)
    assert ledger(db) == (1, 1, 0, 0)


def test_a_failure_of_the_store_is_not_called_one_of_the_file(db, one_row, monkeypatch):
    def failing(*_):
        raise duckdb.InvalidInputException("no")

    keep_run = Writing.keep_run
    monkeypatch.setattr(Writing, "keep_run", failing)
    with pytest.raises(duckdb.InvalidInputException, match="no"):
        db.load(one_row)
    monkeypatch.setattr(Writing, "keep_run", keep_run)
    db.load(one_row)
    assert ledger(db) == (1, 1, 0, 0)


class Odd(Reader):
    """A reader of a user's: it takes a table bit by bit, whatever its columns are called, and sets lines aside twice."""

    name = about = "odd"

    def recognise(self, head):
        return None

    def pour(self, source, taker):
        for row in (4, 5):
            place = "NULL AS lat" if row == 5 else "35.1 AS lat, 'EVER GLORY' AS name"
            said = f"'440123456' AS id, TIMESTAMP '2026-11-16' AS time, 129.05 AS lon, {place}"
            taker.take_sql(f"SELECT {said}, 'as sent' AS LATEST", raw="LATEST")
        taker.set_aside([1, 2], ["a", "b"])
        taker.set_aside([3], ["c"])


def test_a_reader_may_hand_over_what_it_likes_when_it_likes(db, tmp_path):
    db.load(write(tmp_path / "a.odd", ROW), format=Odd())
    assert ledger(db) == (5, 1, 0, 4)
    assert list(db.table("rejects").sort_values("line").raw) == ["a", "b", "c", "as sent"]
    assert list(db.table("statics").name) == ["EVER GLORY"]


def test_killed_just_before_the_end_nothing_of_the_file_is_there(tmp_path):
    big, small, db = (
        write(tmp_path / "big.csv", ROW, ROW.replace("00:00:05", "00:01:00")),
        write(tmp_path / "small.csv", ROW),
        tmp_path / "s.duckdb",
    )
    with vt.open(db) as first:
        first.load(small)
    code = (
        "import os, sys, vesseltrack.sources.load as l; import vesseltrack as vt\n"
        "close = l.Writing.close\n"
        "def die(*a):\n    close(*a)\n    os.kill(os.getpid(), 9)\n"
        "l.Writing.close = die\n"
        f"vt.open({str(db)!r}).load({str(big)!r})"
    )
    killed = subprocess.run([sys.executable, "-c", code], check=False)
    assert killed.returncode == -9
    with vt.open(db) as again:
        assert ledger(again) == (1, 1, 0, 0)
        again.load(big)
        assert ledger(again) == (3, 2, 1, 0)


def test_a_locked_store_says_so(tmp_path):
    db = tmp_path / "s.duckdb"
    code = f"import vesseltrack as vt, time; d = vt.open({str(db)!r}); print('open', flush=True); time.sleep(30)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(vt.StoreUnavailable, match="in use by another program"):
            vt.open(db)
        other.kill()


@pytest.mark.parametrize("content", [b"not a database at all, but long enough to be one" * 400, b"x"])
def test_a_file_that_is_no_store(tmp_path, content):
    (tmp_path / "s.duckdb").write_bytes(content)
    with pytest.raises(vt.StoreUnavailable):
        vt.open(tmp_path / "s.duckdb")
    assert (tmp_path / "s.duckdb").read_bytes() == content


def test_somebody_elses_database_is_left_alone(tmp_path):
    import duckdb

    with duckdb.connect(tmp_path / "other.duckdb") as con:
        con.execute("CREATE TABLE accounts AS SELECT 1 AS money")
    with pytest.raises(vt.StoreUnavailable, match="not a vesseltrack store"):
        vt.open(tmp_path / "other.duckdb")


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path):
    """A file size limit stands in for a full disk: writing past it fails in the same place."""
    rows = [ROW.replace("00:00:05", f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}").replace("12.3",
    f"{s % 99}.{s % 7}") for s in range(86399)]  # fmt: skip
    big, db = write(tmp_path / "big.csv", *rows), tmp_path / "s.duckdb"
    with vt.open(db) as first:
        first.load(write(tmp_path / "small.csv", ROW))
    limit = (db.stat().st_size + 200_000) // 1024
    command = f"trap '' XFSZ; ulimit -f {limit}; exec {sys.executable} -m vesseltrack load {big} --db {db}"
    full = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env={**os.environ})
    assert full.returncode == 5, full.stderr
    assert "no space left" in full.stderr and "Traceback" not in full.stderr
    with vt.open(db) as again:
        assert ledger(again) == (1, 1, 0, 0)


def test_every_reader_is_registered_and_says_whose_it_is():
    assert len({r.name for r in READERS}) == len(READERS)
    assert all(r.about for r in READERS)
    machinery = {
        "__init__",
        "layout",
        "lane",
        "compiled",
        "compiled_columns",
        "compiled_count",
        "compiled_fields",
        "compiled_letters",
        "compiled_words",
        "compiling",
        "compiled_runs",
        "keep_plain",
        "also_received",
        "named_sources",
        "parquet_lane",
        "parquet_texts",
        "plain_rows",
        "plain_run",
        "plain_spec",
        "json_layout",
        "json_table",
        "json_text",
        "choosing",
        "columns",
        "fitted",
        "fitting",
        "column_values",
        "mapping",
        "parts",
        "doubts",
        "speeds",
        "times",
        "reclaim",
        "table",
        "splitter",
        "numbered",
        "counting",
        "encoding",
        "reader",
        "packing",
        "streams",
        "head",
        "finding",
        "ingest",
        "load",
        "write",
        "outcome",
        "fractions",
        "sniff",
        "pulse",
    }
    folder = Path(vt.__file__).parent / "sources"
    modules = {p.stem for p in folder.glob("*.py")} | {p.parent.name for p in folder.glob("*/__init__.py")}
    for module in modules - machinery:
        found = vars(importlib.import_module(f"vesseltrack.sources.{module}")).values()
        theirs = {x.name for x in found if isinstance(x, vt.Reader)}
        assert theirs, f"{module} holds no reader"
        assert theirs <= {r.name for r in READERS}


@needs_shared
@pytest.mark.parametrize(
    ("name", "read", "kept", "duplicate", "refused"),
    [
        ("noaa_17col_20230111.csv", 1000, 1000, 0, 0),
        ("noaa_one_ship_90_days.csv.gz", 8877, 8877, 0, 0),
        ("old_16col_ten.csv", 10, 10, 0, 0),
        ("old_16col_track.csv", 12, 12, 0, 0),
    ],
)
def test_real_files(db, name, read, kept, duplicate, refused):
    db.load(SHARED / "real" / "noaa" / name)
    assert ledger(db) == (read, kept, duplicate, refused)


@needs_shared
@pytest.mark.parametrize(
    ("name", "kept", "reasons"),
    [("badHeaders", 10, {}), ("badMMSIData", 9, {"bad_id": 1}), ("badTimeData", 9, {"no_time": 1})],
)
def test_files_broken_on_purpose_lose_only_what_is_broken(db, name, kept, reasons):
    loaded = db.load(SHARED / "real" / "noaa" / f"old_16col_{name}.csv").iloc[0]  # a comment stands before the header
    assert (loaded.rows_read, loaded.rows_kept, loaded.reasons) == (10, kept, reasons)


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-11-16T09:00:00+09:00", "2026-11-16 00:00:00"),
        ("2026-11-15T19:30:00-04:30", "2026-11-16 00:00:00"),
        ("2026-11-16T00:00:00Z", "2026-11-16 00:00:00"),
        ("2026-11-16 00:00:00.250", "2026-11-16 00:00:00.25"),
        ("2026-11-16T00:00:00+00:00", "2026-11-16 00:00:00"),
    ],
)
def test_times_with_an_offset_come_home_to_utc(db, tmp_path, said, utc):
    db.load(write(tmp_path / "a.csv", ROW.replace("2026-11-16T00:00:05", said)))
    assert db.table("fixes").time[0] == pd.Timestamp(utc, tz="UTC")


@pytest.mark.parametrize("machine", ["UTC", "Asia/Seoul", "America/New_York"])
def test_parquet_times_do_not_depend_on_the_machine(tmp_path, machine):
    frame = pd.DataFrame(
        {"mmsi": [440123456], "time": pd.to_datetime(["2026-11-16T00:00:05Z"]), "lat": [35.1], "lon": [129.0]}
    )
    frame.to_parquet(tmp_path / "a.parquet")
    code = f"import vesseltrack as vt; d = vt.open(); d.load({str(tmp_path / 'a.parquet')!r}); print(d.table('fixes').time[0])"
    out = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "TZ": machine}, capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "2026-11-16 00:00:05+00:00"


def test_an_absurd_ship_type_refuses_nothing(db, tmp_path):
    db.load(
        write(
            tmp_path / "a.csv",
            ROW.replace(",70,0,", ",99999999999,0,"),
            ROW.replace(",70,0,", ",inf,0,").replace("00:00:05", "00:01:00"),
        )
    )
    assert ledger(db) == (2, 2, 0, 0)


def test_lines_are_right_after_a_broken_line(tmp_path):
    store = Store(None)
    path = write(
        tmp_path / "a.csv", ROW, ROW + ",too,many", ROW.replace("35.10000", "91"), ROW.replace("00:00:05", "00:05:00")
    )
    load_file(store, path, now=NOW)
    assert store.rows("SELECT line, reason FROM rejects ORDER BY line") == [(3, "unparsable"), (4, "no_position")]


def test_a_message_sent_twice_does_not_outvote_the_truth(db, tmp_path):
    right, wrong = ROW, ROW.replace("EVER GLORY", "WRONG")
    rows = [right.replace("T00:00", f"T0{h}:00") for h in range(3)] + [
        wrong.replace("T00:00", f"T0{h}:01") for h in (3, 4)
    ]
    db.load(write(tmp_path / "a.csv", *rows))
    db.load(write(tmp_path / "b.csv", *rows[3:], ROW.replace("440123456", "440999999")))
    db.detect()
    assert db.table("ships").set_index("ssvid").name[440123456] == "EVER GLORY"


def test_a_name_that_is_a_pattern_reads_only_that_file(db, tmp_path):
    write(tmp_path / "a1.csv", ROW.replace("440123456", "440999999"))
    db.load(write(tmp_path / "a[1].csv", ROW))
    assert db.table("fixes").ssvid.tolist() == [440123456]


def test_a_folder_named_like_a_partition_changes_nothing(db, tmp_path):
    (tmp_path / "c0=999999999").mkdir()
    (tmp_path / "mmsi=123456789").mkdir()
    db.load(write(tmp_path / "c0=999999999" / "a.csv", ROW))
    pd.DataFrame({"mmsi": [440123457], "time": [pd.Timestamp("2026-11-16")], "lat": [35.0], "lon": [129.0]}).to_parquet(
        tmp_path / "mmsi=123456789" / "a.parquet"
    )
    db.load(tmp_path / "mmsi=123456789" / "a.parquet")
    assert sorted(db.table("fixes").ssvid) == [440123456, 440123457]


def test_a_gz_with_one_wrong_bit_is_refused(db, tmp_path):
    content = bytearray(gzip.compress("\n".join([HEAD, *(ROW.replace("12.3", f"{i}") for i in range(90))]).encode()))
    content[-6] ^= 1
    (tmp_path / "a.csv.gz").write_bytes(content)
    with pytest.raises(vt.UnreadableInput, match="damaged"):
        db.load(tmp_path / "a.csv.gz")


def test_each_file_of_a_zip_is_read_as_what_it_is(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr("a.csv", f"{HEAD}\n{ROW}\n")
        z.writestr("b.csv", f"{HEAD.replace('LAT,LON', 'LON,LAT')}\n{ROW}\n")
        z.writestr("log/c.nmea", "\\c:1668046497*5A\\!AIVDM,1,1,,,369KwSP000<G`Kh0iukScOv00000,0*12\n")
        z.writestr("readme.txt", "about these files")
        z.writestr("__MACOSX/._a.csv", b"\x00\x05")
    loaded = db.load(tmp_path / "a.zip", strict=False).set_index("name")
    assert loaded.layout.to_dict() == {
        f"{tmp_path}/a.zip!{n}": f
        for n, f in (("a.csv", "noaa"), ("b.csv", "noaa"), ("log/c.nmea", "nmea"), ("readme.txt", ""))
    }
    assert sorted(db.table("fixes").lat.round(2)) == [1.36, 35.1]  # 129.05 is no latitude
    assert db.load(tmp_path / "a.zip", strict=False).already.tolist() == [True, False, True, False]


def test_a_stray_quote_loses_no_row(tmp_path):
    rows = [ROW, ROW.replace("EVER", '"EVER'), *(ROW.replace("00:00:05", f"00:{m:02}:00") for m in range(1, 51))]
    store = Store(None)
    loaded = load_file(store, write(tmp_path / "a.csv", *rows), now=NOW)
    assert loaded.rows_read == 52


def test_a_file_of_which_nothing_can_be_kept_may_be_loaded_again_rightly(db, tmp_path):
    path = write(tmp_path / "h.csv", "440123456,16.11.26 09:00:05,35.1,129.05", head="MMSI,time,lat,lon")
    assert 'the time column time reads "16.11.26 09:00:05"' in db.load(path).note[0]
    (tmp_path / "m.toml").write_text(
        'name="h"\ntime_format="%d.%m.%y %H:%M:%S"\n[columns]\nid="MMSI"\ntime="time"\nlat="lat"\nlon="lon"\n'
    )
    db.load(path, mapping=tmp_path / "m.toml")
    assert ledger(db) == (1, 1, 0, 0)


@pytest.mark.parametrize(
    ("text", "tabular"),
    [
        ("mmsi,time,lat,lon\n440123456,2026-11-20,36.5,123.9\n", True),
        ("!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D\n", False),
        ("\\s:r1,c:1794787200*00\\!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D\n", False),
        ("2026-11-20 00:00:01;!AIVDM,1,1,,A,14eG;o@034o8sd<L9i:a;WF>062D,0*7D\n", False),
        (' {"mmsi": 440123456}\n', False),
    ],
)
def test_numba_is_not_fetched_to_count_the_lines_of_sentences_and_json(text, tabular):
    assert Head("utf-8", text).is_tabular is tabular
