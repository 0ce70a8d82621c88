"""Files that would do harm, and files that are merely broken: nothing crashes, nothing is lost, the rest still loads."""

import contextlib
import gzip
import json
import random
import resource
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

import vesseltrack as vt
from vesseltrack.sources.counting import LineCount

from builders.formats import ENVELOPE, SAYINGS
from builders.nmea import POSITION, STATIC, messages, sentence
from builders.noaa import HEAD, ROW


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


def rows(n: int) -> list[str]:
    return [ROW.replace("00:00:05", f"{m // 60:02}:{m % 60:02}:05") for m in range(n)]


def load(db, path: Path, text: str | bytes):
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    loaded = db.load(path).iloc[0]
    assert loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
    return loaded.rows_read, loaded.rows_kept, loaded.reasons


@pytest.mark.parametrize("column", ["EVER GLORY", "DABC1", ",70,A"])
def test_a_quote_never_closed_costs_its_own_line(db, tmp_path, column):
    lines = rows(500)
    lines[200] = lines[200].replace(column, ',"70,A' if column[0] == "," else f'"{column}')
    assert load(db, tmp_path / "a.csv", "\n".join([HEAD, *lines])) == (500, 499, {"unparsable": 1})
    assert db.table("rejects").line.tolist() == [202]


def test_a_pair_of_quotes_across_lines_swallows_none_of_them(db, tmp_path):
    lines = rows(100)
    lines[10], lines[20] = lines[10].replace(",70,A", ',"70,A'), lines[20].replace(",70,A", ',70",A')
    assert load(db, tmp_path / "a.csv", "\n".join([HEAD, *lines])) == (
        100,
        99,
        {"unparsable": 1},
    )  # the second is text: 70"


def test_lines_are_counted_right_among_blank_and_broken_ones(db, tmp_path):
    text = "\n".join([HEAD, ROW, "", "", "junk", "too,many" * 20, rows(2)[1].replace("35.10000", "91"), ""])
    assert load(db, tmp_path / "a.csv", text) == (4, 1, {"unparsable": 2, "no_position": 1})
    assert db.sql("SELECT line, reason FROM rejects ORDER BY line").to_numpy().tolist() == [
        [5, "unparsable"], [6, "unparsable"], [7, "no_position"]
    ]  # fmt: skip


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n")])
def test_line_ends_of_two_kinds(db, tmp_path, ends):
    text = "".join(line + ends[n % 2] for n, line in enumerate([HEAD, *rows(40)]))
    assert load(db, tmp_path / "a.csv", text) == (40, 40, {})


def test_two_million_broken_lines_take_no_memory(tmp_path):
    (tmp_path / "a.csv").write_text(f"{HEAD}\n{ROW}\n" + "x,y,z\n" * 2_000_000)
    code = f"import vesseltrack as vt; print(vt.open(memory_limit='1GB').load({str(tmp_path / 'a.csv')!r}).rows_refused[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "2000000"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 2_000_000


def test_a_zstd_bomb_takes_no_memory(tmp_path):
    squeeze = zstandard.ZstdCompressor().compressobj()
    bomb = b"".join(squeeze.compress(b"\n" * (1 << 24)) for _ in range(64)) + squeeze.flush()
    (tmp_path / "a.csv.zst").write_bytes(zstandard.compress(f"{HEAD}\n".encode()) + bomb)
    code = f"import vesseltrack as vt; vt.open(memory_limit='1GB').load({str(tmp_path / 'a.csv.zst')!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert "looks like a decompression bomb" in done.stderr


@pytest.mark.parametrize("bad", ['{"MessageID": 30.05.1}', "{" + '"a":[' * 800, '{"x": ' + "9" * 5000 + "}", "{broken"])
def test_json_goes_on_after_an_element_that_cannot_be_read(db, tmp_path, bad):
    good = [json.dumps(ENVELOPE).replace("00:00:05", f"00:{m:02}:05") for m in range(20)]
    text = "[" + ",\n".join([*good[:10], bad, *good[10:]]) + "]"
    read, kept, reasons = load(db, tmp_path / "a.json", text)
    assert (read, kept) == (21, 20) and sum(reasons.values()) == 1


def test_a_megabyte_of_json_on_one_line_is_no_endless_line(db, tmp_path):
    many = [
        json.dumps(ENVELOPE).replace("00:00:05", f"{m // 3600:02}:{m // 60 % 60:02}:{m % 60:02}") for m in range(6000)
    ]
    assert load(db, tmp_path / "a.json", "[" + ",".join(many) + "]") == (6000, 6000, {})
    assert load(db, tmp_path / "b.json", " ".join(many).replace("440123456", "440123457")) == (6000, 6000, {})


@pytest.mark.parametrize("kind", ["*", "a[", '"', "..", "X'; DROP TABLE fixes; --"])
def test_a_message_type_is_no_path(db, tmp_path, kind):
    lines = [json.dumps(ENVELOPE), json.dumps(ENVELOPE | {"MessageType": kind})]
    assert load(db, tmp_path / "a.ndjson", "\n".join(lines)) == (2, 1, {"other_message": 1})


@pytest.mark.parametrize("byte", [b"\x01", b"\xe5", b"\r"])
def test_one_odd_byte_costs_at_most_its_line(db, tmp_path, byte):
    filler = "\n".join(json.dumps(ENVELOPE).replace("00:00:05", f"{m // 60:02}:{m % 60:02}:05") for m in range(300))
    odd = json.dumps(ENVELOPE).encode().replace(b"GLORY", b"GLORY" + byte).replace(b"00:00:05", b"12:00:00")
    read, kept, _ = load(db, tmp_path / "a.ndjson", filler.encode() + b"\n" + odd + b"\n")
    assert read == 301 and kept >= 300


@pytest.mark.parametrize("mangled", ["3.661E+08", "3.66123e8", "366123456.7", "4401 2345", "+44012345"])
def test_a_number_that_a_spreadsheet_mangled_is_no_ship(db, tmp_path, mangled):
    (tmp_path / "a.csv").write_text(f"{HEAD}\n{ROW}\n{ROW.replace('440123456', mangled)}\n")
    assert db.load(tmp_path / "a.csv").reasons[0] == {"bad_id": 1}


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-11-16T09:00:05+09", "00:00:05"),
        ("2026-11-16 09:00:05+09:00 ", "00:00:05"),
        ("2026-11-16 09:00:05 +0900", "00:00:05"),
        ("2026-11-16 00:00:05 UTC", "00:00:05"),
        ("2026-11-16 00:00:05.067018882 +0000 UTC", "00:00:05.067018"),
        ("2026-11-16 01:00:00 PM", None),
        ("2026-11-16 11:00 PM", None),
        ("2026-11-16 11:00:00 KST", None),
        ("2026-11-16 11:00:00 Asia/Seoul", None),
        ("2026-11-16 11:00:00+99:99", None),
        ("290309-12-22 (BC) 00:00:00", None),
    ],
)
def test_a_clock_is_understood_whole_or_not_at_all(db, tmp_path, said, utc):
    (tmp_path / "a.csv").write_text(
        f"mmsi,time,lat,lon\n440123456,{said},35.1,129.05\n440123456,2026-11-16 00:00:00,35.1,129.05\n"
    )
    db.load(tmp_path / "a.csv")
    times = db.table("fixes").time.tolist()
    assert len(times) == 1 + (utc is not None)
    assert utc is None or pd.Timestamp(f"2026-11-16 {utc}", tz="UTC") in times


@pytest.mark.parametrize(
    ("prefix", "utc"),
    [
        ("01012020000000 ", None), ("970123456,", None), ("2020-02-31 00:00:00 ", None), ("2020-02-01 11:00:00 PM ", None),
        ("2020-02-01T09:00:00+0900 ", "2020-02-01"), ("2020-02-01 09:00:00 +09:00 ", "2020-02-01"), ("2020-02-01T09:00:00+09 ", "2020-02-01"),
    ],
)  # fmt: skip
def test_the_clock_of_a_log_is_understood_whole_or_not_at_all(prefix, utc):
    (row,) = messages(prefix + sentence(POSITION))
    assert row["time"] == (None if utc is None else pd.Timestamp(utc))


def test_halves_of_two_days_are_not_one_message():
    one, two = (sentence(p, 2, n, "9", "A", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    rows_ = messages(f"2020-02-01 09:00:00 {one}\n2020-02-02 09:00:00 {two}")
    assert {r["problem"] for r in rows_} == {"incomplete"}


def test_sizes_that_cannot_be_are_no_sizes(db, tmp_path):
    head = "mmsi,time,lat,lon,name,to_bow,to_stern\n"
    for n, size in enumerate(["-100000,200000", "-inf,inf", "nan,1", "1e30,5"]):
        (tmp_path / f"{n}.csv").write_text(head + f"440123456,2026-11-16 0{n}:00,35.1,129.05,EVER GLORY,{size}\n")
        db.load(tmp_path / f"{n}.csv")
    assert db.table("statics").to_bow_m.isna().all()


def test_two_files_of_one_name_in_a_zip(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as z:
        z.writestr("a.csv", SAYINGS["noaa"])
        with pytest.warns(UserWarning, match="Duplicate"):
            z.writestr("a.csv", SAYINGS["noaa"].replace("00:00:05", "00:10:05"))
    db.load(tmp_path / "a.zip")
    assert len(db.table("fixes")) == 2


def test_parquet_of_odd_types(db, tmp_path):
    time = pa.array([pd.Timestamp("2026-11-16T00:00:05Z").value], pa.timestamp("ns", "Asia/Seoul"))
    pq.write_table(
        pa.table({"mmsi": [440123456.0], "time": time, "lat": [35.1], "lon": [129.05], "status": [float("nan")]}),
        tmp_path / "a.parquet",
    )
    db.load(tmp_path / "a.parquet")
    assert db.table("fixes").time.tolist() == [pd.Timestamp("2026-11-16 00:00:05", tz="UTC")]
    pq.write_table(
        pa.table({"mmsi": [440123456], "base_date_time": time, "geometry": ["POINT(1 2)"]}), tmp_path / "b.parquet"
    )
    with pytest.raises(vt.UnreadableInput, match="not WKB"):
        db.load(tmp_path / "b.parquet")


def test_parquet_whose_ships_numbers_are_rounded_is_not_loaded(db, tmp_path):
    mmsi = pa.array([440123456.0, 440123457.0], pa.float64()).cast(pa.float32(), safe=False)  # in 24 bits the same
    time = [datetime(2026, 11, 16)] * 2
    pq.write_table(
        pa.table({"mmsi": mmsi, "time": time, "lat": [35.1] * 2, "lon": [129.05] * 2}), tmp_path / "a.parquet"
    )
    with pytest.raises(vt.UnreadableInput, match="rounds nine digits"):
        db.load(tmp_path / "a.parquet")


@pytest.mark.parametrize("packing", ["gz", "zip"])
def test_packed_parquet(db, tmp_path, packing):
    pq.write_table(
        pa.table({"mmsi": [440123456], "time": [datetime(2026, 11, 16)], "lat": [35.1], "lon": [129.05]}),
        tmp_path / "a.parquet",
    )
    data, packed = (tmp_path / "a.parquet").read_bytes(), tmp_path / f"a.parquet.{packing}"
    if packing == "gz":
        packed.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(packed, "w") as z:
            z.write(tmp_path / "a.parquet", "a.parquet")
    assert db.load(packed).rows_kept[0] == 1
    assert db.load(tmp_path / "a.parquet").already[0]
    packed.write_bytes(packed.read_bytes()[:-40])
    with pytest.raises(vt.UnreadableInput):
        db.load(packed)


def test_parquet_damaged_anywhere_does_no_harm(tmp_path):
    n = 500
    rows = {"mmsi": [440123456 + k % 7 for k in range(n)], "time": [datetime(2026, 11, 16) + timedelta(seconds=k) for k in range(n)],
            "lat": [35 + k / 1000 for k in range(n)], "lon": [129 + k / 1000 for k in range(n)], "name": ["A", "LONG NAME"] * (n // 2)}  # fmt: skip
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    data, chance = (tmp_path / "a.parquet").read_bytes(), random.Random(7)
    for n in range(40):
        hurt = bytearray(data)
        for _ in range(3):
            hurt[chance.randrange(len(hurt))] = chance.randrange(256)
        (tmp_path / f"{n}.parquet").write_bytes(hurt)
        with vt.open() as db:
            with contextlib.suppress(vt.UnreadableInput):
                db.load(tmp_path / f"{n}.parquet")
            assert db.sql("SELECT count(*) FROM fixes").iloc[0, 0] in range(501)


def test_a_stray_byte_in_a_korean_file(db, tmp_path):
    text = "MMSI,일시,위도,경도,SOG,COG,Heading,비고\n440123456,2026-11-16 09:00:05,35.1,129.05,1,2,3,부산항\n"
    (tmp_path / "a.csv").write_bytes(text.encode() + b"440123456,2026-11-16 09:01:05,35.1,129.05,1,2,3,\xff\n")
    assert db.load(tmp_path / "a.csv").layout[0] == "korea-mof"
    assert len(db.table("fixes")) == 2
    assert vt.sniff(tmp_path / "a.csv")[0].encoding == "utf-8"


def test_a_header_of_thousands_of_columns(db, tmp_path):
    more = ",".join(f"x{n}" for n in range(12_000))
    (tmp_path / "a.csv").write_text(
        f"mmsi,time,lat,lon,{more}\n440123456,2026-11-16 00:00:00,35.1,129.05,{',' * 11_999}\n"
    )
    with pytest.raises(vt.UnreadableInput, match="no format we know"):
        db.load(tmp_path / "a.csv")


def test_a_ship_named_like_a_sentence_makes_no_log_of_a_table(db, tmp_path):
    text = f'mmsi,time,lat,lon,name\n440123456,2026-11-16 00:00:00,35.1,129.05,"{sentence(POSITION)}"\n'
    assert load(db, tmp_path / "a.csv", text)[:2] == (1, 1)
    assert db.table("files").layout[0] == "plain"


def test_directions_are_below_360(db, tmp_path):
    text = "mmsi,time,lat,lon,cog,heading\n440123456,2026-11-16 00:00:00,35.1,129.05,359.99999999,359.8\n"
    load(db, tmp_path / "a.csv", text)
    assert db.table("fixes")[["cog_deg", "heading_deg"]].iloc[0].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("text", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"\n\na\n\n\nb\n", 2), (b"a\r\n\r\nb\r\n", 2), (b"\n", 0)],
)
def test_lines_that_are_not_blank_are_counted(text, lines):
    for size in (len(text) or 1, 1):
        count = LineCount()
        for i in range(0, len(text), size):
            count.add(text[i : i + size])
        count.close()
        assert count.written == lines


COLUMNS = "mmsi,time,lat,lon,sog,cog,heading,rot,draught,length,imo,status,ship_type"


@pytest.mark.parametrize("first", [2, 3000])
@pytest.mark.parametrize("value", ["1e39", "-1e39", "1e400", "-1e400"])
def test_a_number_too_large_costs_its_cell_or_its_row_and_not_the_file(tmp_path, value, first):
    """Each of the eleven columns has it once, in rows that are looked at before a file is read, or later ones."""
    names = COLUMNS.split(",")
    cells = dict.fromkeys(names, "0") | {"mmsi": "440123457", "lat": "35", "lon": "129", "sog": "5", "imo": "9161003"}
    too_large = dict(enumerate(names[2:], first))
    rows = first + len(too_large) + 3
    with (tmp_path / "x.csv").open("w") as file:
        file.write(COLUMNS + "\n")
        for n in range(rows):
            said = cells | {"time": f"2026-11-19T{n // 3600:02}:{n // 60 % 60:02}:{n % 60:02}Z"}
            file.write(",".join((said | ({too_large[n]: value} if n in too_large else {})).values()) + "\n")
    with vt.open(None) as db:
        done = db.load(tmp_path / "x.csv").iloc[0]
        assert (done.rows_read, done.rows_kept, done.rows_refused) == (rows, rows - 2, 2)  # no latitude, no longitude
        assert db.sql("SELECT count(*), count(sog_kn) FROM fixes").iloc[0].tolist() == [rows - 2, rows - 3]
