"""Any file we say we read, written in any way: its rows come back equal, or are refused with a reason. Never otherwise,
never in silence.

The ships here sail by a formula of this page alone, the files are written by this page alone, and how many rows a file has
is known
from writing it: nothing is counted or understood by what is tested.
"""

import bz2
import csv
import gzip
import io
import json
import lzma
import math
import random
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyais import encode_dict

import vesseltrack as vt
from vesseltrack.schema import TABLES

EPOCH = datetime(1970, 1, 1)
SCRIPTS = {
    "utf-8": [
        "EVER GLORY",
        'BLANK " A',
        '"QUOTED"',
        "COMMA, INC",
        "SEMI; COLON",
        "A|B",
        "O'HARA",
        "100% OK",
        "길동호",
        "東方紅",
        "ÅSE",
    ],
    "utf-8-sig": ["EVER GLORY", "부산항 여객선", 'X "Y" Z'],
    "utf-16": ["EVER GLORY", "동해바다 어선호", "ÅSE"],
    "cp949": ["부산 여객선 제일호", "동해 어업 지도선", "서해 바다 낚시배", "제주 화물선 한라호"],
    "gb18030": ["鲁荣渔运五五八八", "浙江舟山渔船", "中国海警船", "辽大连渔五号"],
    "cp932": ["第八海洋丸", "まつしま丸", "さくら丸フェリー", "カツオ漁船"],
    "big5": ["漁船順發號", "臺灣海洋研究船", "高雄港拖船", "新臺馬輪"],
    "cp1252": ["MÆRSK KØBENHAVN", "SØREN ÅSGÅRD", "NIÑA", "GÖTEBORG"],
}
TIMES = {  # how a clock is spelt; {t} is UTC
    "iso T": lambda t: t.strftime("%Y-%m-%dT%H:%M:%S"),
    "iso Z": lambda t: t.strftime("%Y-%m-%dT%H:%M:%SZ"),
    "iso blank": lambda t: t.strftime("%Y-%m-%d %H:%M:%S"),
    "iso +09:00": lambda t: (t + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M:%S+09:00"),
    "iso +0900": lambda t: (t + timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M:%S+0900"),
    "iso minute +09": lambda t: (t + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M+09"),
    "iso -0330": lambda t: (t - timedelta(hours=3, minutes=30)).strftime("%Y-%m-%dT%H:%M:%S-03:30"),
    "iso .000": lambda t: t.strftime("%Y-%m-%d %H:%M:%S.000"),
    "iso basic": lambda t: t.strftime("%Y%m%dT%H%M%SZ"),
    "digits": lambda t: t.strftime("%Y%m%d%H%M%S"),
    "slashes": lambda t: t.strftime("%Y/%m/%d %H:%M:%S"),
    "day first": lambda t: t.strftime("%d/%m/%Y %H:%M:%S"),
    "day first dots": lambda t: t.strftime("%d.%m.%Y %H:%M:%S"),
    "GMT": lambda t: t.strftime("%Y-%m-%d %H:%M:%S GMT"),
    "UTC": lambda t: t.strftime("%Y-%m-%d %H:%M:%S UTC"),
    "epoch s": lambda t: str(int((t - EPOCH).total_seconds())),
    "epoch ms": lambda t: str(int((t - EPOCH).total_seconds()) * 1000),
    "epoch us": lambda t: str(int((t - EPOCH).total_seconds()) * 1_000_000),
    "excel": lambda t: f"{(t - datetime(1899, 12, 30)).total_seconds() / 86400:.8f}",
}
SPEEDS = {  # header, units in a knot
    "sog": 1, "speed": 1, "SOG (kn)": 1, "speed_knots": 1, "SOG [m/s]": 0.514444, "speed_kmh": 1.852, "speed_ms": 0.514444,
    "Speed": 10,
}  # fmt: skip
HEADERS = {
    "id": ["mmsi", "MMSI", "ssvid", "Mmsi"],
    "time": ["time", "timestamp", "TIMESTAMP", "datetime", "date_time"],
    "lat": ["lat", "LAT", "latitude", "Latitude"],
    "lon": ["lon", "LON", "longitude", "Longitude"],
    "cog": ["cog", "COG (deg)", "course"],
    "heading": ["heading", "true_heading"],
    "name": ["name", "Ship Name", "vessel_name", "SHIPNAME"],
}
JUNK = ["x", "only,two", "440123456", '"never closed', "]]]", "a b c d e f g", ",,,"]


@dataclass
class Sailed:
    """One true row."""

    ship: int
    time: datetime
    lat: float
    lon: float
    sog: float
    cog: float
    heading: int
    name: str


@dataclass
class Written:
    """A file, and what it must come to."""

    data: bytes
    ending: str
    rows: list[Sailed]
    junk: int
    how: dict[str, object] = field(default_factory=dict)


def sea(chance: random.Random, names: list[str], most: int) -> list[Sailed]:
    """Ships that sail straight at a steady speed, a fix every few minutes; dead reckoning on a sphere of 3,440.065 nm."""
    start = datetime(
        2025, chance.randrange(1, 13), chance.randrange(13, 29), chance.randrange(24), chance.randrange(60)
    )
    rows = []
    for _ in range(chance.randrange(2, 6)):
        ship, name = 440_000_000 + chance.randrange(1_000_000), chance.choice(names)
        lat, lon = chance.uniform(-55, 55), chance.uniform(-179, 179)
        knots, course = round(chance.uniform(6, 18), 1), round(chance.uniform(0, 359.9), 1)
        for k in range(chance.randrange(4, max(5, most // 4))):
            sailed = knots * k / 12  # five minutes
            y = lat + sailed / 60 * math.cos(math.radians(course))
            x = lon + sailed / 60 * math.sin(math.radians(course)) / math.cos(math.radians(lat))
            if abs(x) < 180:
                time = start + timedelta(minutes=5 * k)
                rows.append(Sailed(ship, time, round(y, 5), round(x, 5), knots, course, int(course), name))
    return sorted(rows, key=lambda r: (r.time, r.ship))


def pack(data: bytes, packing: str) -> tuple[bytes, str]:
    """The bytes packed, and how the file's name ends."""
    if packing == "zip":
        held = io.BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("inner.csv", data)
        return held.getvalue(), ".zip"
    packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}
    if packing == "gz gz":
        return gzip.compress(gzip.compress(data)), ".gz"
    return (packers[packing](data), "." + packing) if packing in packers else (data, "")


def table(chance: random.Random) -> Written:
    """A table of text in any layout, order, quoting, line end, encoding, unit, spelling of time, and container."""
    encoding = chance.choice([*SCRIPTS, *["utf-8"] * 6])
    rows = sea(chance, SCRIPTS[encoding], 40)
    if encoding not in ("utf-8", "utf-8-sig", "utf-16"):
        for row in rows:  # enough text to tell a script by
            row.name = chance.choice(SCRIPTS[encoding])
    clock, speed = chance.choice(list(TIMES)), chance.choice(list(SPEEDS))
    delimiter = chance.choice([",", ",", ",", ";", "\t", "|"])
    comma = delimiter in ";\t" and chance.random() < 0.3
    end = chance.choice(["\n", "\n", "\r\n", "\r\n", "\r", "\r\r\n"])
    quoting = chance.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])

    def spelt(value: float, digits: int) -> str:
        text = f"{value:.{digits}f}"
        return text.replace(".", ",") if comma else text

    columns = {
        chance.choice(HEADERS["id"]): lambda r: str(r.ship),
        chance.choice(HEADERS["time"]): lambda r: TIMES[clock](r.time),
        chance.choice(HEADERS["lat"]): lambda r: spelt(r.lat, 5),
        chance.choice(HEADERS["lon"]): lambda r: spelt(r.lon, 5),
        speed: lambda r: spelt(r.sog * SPEEDS[speed], 0 if SPEEDS[speed] == 10 else 3),
        chance.choice(HEADERS["cog"]): lambda r: spelt(r.cog, 1),
        chance.choice(HEADERS["heading"]): lambda r: str(r.heading),
        chance.choice(HEADERS["name"]): lambda r: r.name,
    }
    extras = {
        "id": lambda r: str(n_of[id(r)]),
        "remark": lambda _: "nothing",
        "row": lambda r: str(n_of[id(r)]),
        "port": lambda _: "",
    }
    for header in chance.sample(list(extras), chance.randrange(3)):
        columns[header] = extras[header]
    order = list(columns)
    chance.shuffle(order)
    n_of = {id(r): n for n, r in enumerate(rows, 1)}

    held = io.StringIO()
    writer = csv.writer(held, delimiter=delimiter, lineterminator=end, quoting=quoting)
    preamble = chance.choice([[], [], [], ["An export of somebody's"], ["A title", ""], ["", "", "x"]])
    held.write("".join(line + end for line in preamble))
    writer.writerow(order)
    junk = 0
    for row in rows:
        if chance.random() < 0.03:
            held.write(chance.choice(JUNK) + end)
            junk += 1
        if chance.random() < 0.03:
            held.write(end)  # blank: nothing
        writer.writerow([columns[c](row) for c in order])
    text = held.getvalue()
    text = text.removesuffix(end) if chance.random() < 0.3 else text
    data, ending = pack(text.encode(encoding), chance.choice(["", "", "", "gz", "zip", "bz2", "xz", "zst", "gz gz"]))
    how = {"encoding": encoding, "time": clock, "speed": speed, "delimiter": delimiter, "comma": comma, "end": end,
    "quoting": quoting,
           "preamble": preamble, "order": order}  # fmt: skip
    return Written(data, ".csv" + ending, rows, junk, how)


def json_lines(chance: random.Random) -> Written:
    """Plain JSON: lines, an array, or a GeoJSON collection."""
    rows = sea(chance, SCRIPTS["utf-8"], 40)
    clock, shape = (
        chance.choice(["iso Z", "epoch s", "epoch ms", "iso +09:00"]),
        chance.choice(["lines", "array", "geojson"]),
    )
    said = []
    for r in rows:
        time = TIMES[clock](r.time)
        held = {
            "mmsi": r.ship,
            "timestamp": int(time) if time.isdigit() else time,
            "sog": r.sog,
            "cog": r.cog,
            "heading": r.heading,
            "name": r.name,
        }
        if shape == "geojson":
            said.append(
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [r.lon, r.lat]}, "properties": held}
            )
        else:
            said.append({**held, "lat": r.lat, "lon": r.lon})
    if shape == "lines":
        text = "\n".join(json.dumps(x, ensure_ascii=chance.random() < 0.5) for x in said) + "\n"
    else:
        text = json.dumps(
            {"type": "FeatureCollection", "features": said} if shape == "geojson" else said,
            indent=chance.choice([None, 1]),
        )
    data, ending = pack(text.encode(), chance.choice(["", "gz", "zst"]))
    return Written(data, ".json" + ending, rows, 0, {"json": shape, "time": clock})


def log(chance: random.Random) -> Written:
    """Raw sentences with a tag block or a time before each, some damaged."""
    rows = sea(chance, ["EVER GLORY"], 40)
    form, lines, kept, junk = chance.choice(["tag", "iso", "epoch"]), [], [], 0
    for r in rows:
        message = {
            "msg_type": 1,
            "mmsi": r.ship,
            "lat": r.lat,
            "lon": r.lon,
            "speed": r.sog,
            "course": r.cog,
            "heading": r.heading,
        }
        (sentence,) = encode_dict(message, talker_id="AI", sentence_type="VDM")
        seconds = int((r.time - EPOCH).total_seconds())
        mark = {"tag": f"\\c:{seconds}*00\\", "iso": f"{r.time:%Y-%m-%dT%H:%M:%S}Z ", "epoch": f"{seconds} "}[form]
        if chance.random() < 0.05:
            at = sentence.rindex(",") - 5
            sentence = chance.choice([
                sentence.replace("!AIVDM", "!AIV"), sentence.lower(), sentence[:at],
                sentence[:at] + chr(ord(sentence[at]) ^ 1) + sentence[at + 1 :],
            ])  # fmt: skip
            junk += 1
        else:
            kept.append(r)
        lines.append(mark + sentence)
    data, ending = pack("\r\n".join(lines).encode() + b"\r\n", chance.choice(["", "gz", "bz2"]))
    return Written(data, ".nmea" + ending, kept, junk, {"nmea": form})


def parquet(chance: random.Random) -> Written:
    """Parquet with typed or text columns."""
    rows = sea(chance, SCRIPTS["utf-8"], 40)
    kind = chance.choice(["timestamp", "timestamp tz", "epoch ms", "text"])
    times = {
        "timestamp": pa.array([r.time for r in rows], pa.timestamp("us")),
        "timestamp tz": pa.array([r.time.replace(tzinfo=UTC) for r in rows], pa.timestamp("ns", "Asia/Seoul")),
        "epoch ms": pa.array([int((r.time - EPOCH).total_seconds()) * 1000 for r in rows]),
        "text": pa.array([TIMES["iso Z"](r.time) for r in rows]),
    }[kind]
    columns = {"row": list(range(len(rows))), "mmsi": [r.ship for r in rows], "timestamp": times, "lat": [r.lat for r in rows],
               "lon": [r.lon for r in rows], "sog": [r.sog for r in rows], "cog": [r.cog for r in rows],
               "heading": [r.heading for r in rows], "name": [r.name for r in rows]}  # fmt: skip
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return Written(held.getvalue(), ".parquet", rows, 0, {"parquet": kind})


EMPTIED = [
    t
    for t in ("fixes", "statics", "stations", "ids", "files", "file_columns", "rejects", "reject_counts")
    if t in TABLES
]
"""What a file is loaded into: a store is emptied faster than a new one is made."""
WAYS = {"table": table, "json": json_lines, "log": log, "parquet": parquet}


def check(db, written: Written, folder) -> str:
    """Load a file into an empty store and hold the store against what was written. Returns ``loaded`` or ``refused``."""
    path = folder / ("f" + written.ending)
    path.write_bytes(written.data)
    for name in EMPTIED:
        db.store.execute(f"DELETE FROM {name}")
    loaded = db.load(path, strict=False).iloc[0]
    if loaded.problem is not None:
        assert str(loaded.problem).strip() and db.sql("SELECT count(*) AS n FROM fixes").n[0] == 0
        return "refused"
    assert loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
    assert loaded.rows_read == len(written.rows) + written.junk, "rows vanished or were made up"
    said = db.sql("SELECT ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg FROM fixes").to_dict("records")
    note, refused = str(loaded.note or ""), int(loaded.rows_refused)
    names = dict(
        db.sql("SELECT ssvid, list(DISTINCT name ORDER BY name) AS names FROM statics GROUP BY ssvid")
        .to_numpy()
        .tolist()
    )
    stations = db.sql("SELECT count(*) AS n FROM stations").n[0]
    assert stations == 0
    true = {(r.ship, r.time.replace(tzinfo=UTC)): r for r in written.rows}
    for fix in said:
        r = true.get((fix["ssvid"], fix["time"].to_pydatetime()))
        assert r is not None, f"a fix that was never written: {fix}"
        assert abs(fix["lat"] - r.lat) < 2e-5 and abs(fix["lon"] - r.lon) < 2e-5, (fix, r)
        doubtful = "speed" in note or "sog" in note.lower()
        assert doubtful or abs(fix["sog_kn"] - r.sog) < 0.11, (fix, r)
        assert abs(fix["cog_deg"] - r.cog) < 0.11 and fix["heading_deg"] == r.heading, (fix, r)
    for ship, heard in names.items():
        sent = {" ".join(r.name.split()) for r in written.rows if r.ship == ship}
        assert {" ".join(n.split()) for n in heard if n} <= sent, (heard, sent)
    assert len(said) + refused - written.junk >= len(true), "a good row is neither kept nor refused"
    if not said:
        assert note, "nothing is kept, and nothing is said"
        return "refused"
    return "loaded"


@pytest.fixture(scope="module")
def db():
    with vt.open() as database:
        yield database


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(seed=st.integers(0, 2**32))
def test_rows_come_back_equal_or_are_refused(way, seed, db, tmp_path):
    written = WAYS[way](random.Random(seed))
    if not written.rows:
        return
    outcome = check(db, written, tmp_path)
    event(f"{way}: {outcome}")


def main(first: int, count: int) -> None:
    """By hand: ``python tests/sources/test_round_trip.py 0 500`` tells which seeds fail, and how many files were refused."""
    import collections
    import tempfile
    import traceback
    from pathlib import Path

    db = vt.open()
    tally: collections.Counter[str] = collections.Counter()
    for way, make in WAYS.items():
        for seed in range(first, first + count):
            written = make(random.Random(seed))
            with tempfile.TemporaryDirectory() as folder:
                try:
                    outcome = check(db, written, Path(folder)) if written.rows else "empty"
                except AssertionError as e:
                    outcome = "WRONG"
                    print(way, seed, written.how, (str(e).splitlines() or ["?"])[0][:200])
                except Exception:
                    outcome = "CRASH"
                    print(way, seed, written.how, traceback.format_exc().splitlines()[-1][:200])
            tally[f"{way} {outcome}"] += 1
            if outcome == "refused":
                for key in ("encoding", "time", "end"):
                    tally[f"  refused {way} {key} {written.how.get(key)!r}"] += 1
    for key, n in sorted(tally.items()):
        print(key, n)


if __name__ == "__main__":
    import sys

    main(int(sys.argv[1]), int(sys.argv[2]))
