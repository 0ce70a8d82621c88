"""Raw AIS: bits by hand, every log against another decoder, each way of telling the time, parts out of order, rubbish."""

import gzip
import math
import re
from datetime import datetime

import pandas as pd
import pyais
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.sources.nmea.fields import MESSAGES

from builders.nmea import POSITION, STATIC, armoured, messages, sentence
from builders.paths import SHARED, needs_shared

LOGS = SHARED / "real" / "nmea"


degrees = st.integers(-180 * 600_000, 180 * 600_000)


@given(
    st.sampled_from([1, 2, 3]), st.integers(0, 2**30 - 1), st.integers(0, 15), st.integers(-128, 127), st.integers(0, 1023),
    degrees, st.integers(-90 * 600_000, 90 * 600_000), st.integers(0, 4095), st.integers(0, 511),
)  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_each_bit_of_a_class_a_position_is_read(kind, mmsi, status, rot, sog, lon, lat, cog, heading):
    payload, fill = armoured(
        (kind, 6), (0, 2), (mmsi, 30), (status, 4), (rot, 8), (sog, 10), (1, 1), (lon, 28), (lat, 27), (cog, 12),
        (heading, 9), (33, 6), (0, 2), (0, 3), (0, 1), (0, 19),
    )  # fmt: skip
    (row,) = messages(sentence(payload, fill=fill))
    assert (row["message"], row["id"], row["status"], row["heading"]) == (kind, mmsi, status, heading)
    assert row["lon"] == lon / 600_000 and row["lat"] == lat / 600_000
    assert row["cog"] == cog / 10 and row["sog"] == (None if sog == 1023 else sog / 10)
    if abs(rot) >= 127:
        assert row["rot"] is None
    else:
        assert row["rot"] == pytest.approx(math.copysign((rot / 4.733) ** 2, rot))


def test_a_far_message_speaks_in_tenths_of_a_minute():
    payload, fill = armoured(
        (27, 6), (0, 2), (440123456, 30), (0, 1), (0, 1), (5, 4), (77430, 18), (21060, 17), (9, 6), (180, 9), (0, 2)
    )
    (row,) = messages(sentence(payload, fill=fill))
    assert (row["lon"], row["lat"], row["sog"], row["cog"], row["status"]) == (129.05, 35.1, 9, 180, 5)


def test_particulars_in_two_parts():
    """The sample that AIVDM's own description decodes: MMSI 369190000, MT.MITCHELL, bound for SEATTLE."""
    (row,) = messages("\n".join(sentence(p, 2, n, "3", "B", 2 * (n == 2)) for n, p in enumerate(STATIC, 1)))
    assert (row["message"], row["id"], row["imo"], row["call_sign"]) == (5, 369190000, 6710932, "WDA9674")
    assert (row["name"], row["ship_type"], row["destination"]) == ("MT.MITCHELL", 99, "SEATTLE")
    assert [row[f"to_{side}"] for side in ("bow", "stern", "port", "starboard")] == [90, 90, 10, 10]
    assert row["draught"] == 6 and row["eta"] == "01-02 08:00"


def times(*lines: str, cut=None) -> list[datetime | None]:
    return [r["time"] for r in messages("\n".join(lines), cut) if r["problem"] is None]


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (rf"\s:117,c:1668046497*0A\{sentence(POSITION)}", "2022-11-10 02:14:57"),
        (rf"\c:1599239526500,s:sdr,T:2020-09-04 18.12.06*5D\{sentence(POSITION)}", "2020-09-04 17:12:06.500"),
        (rf"\s:c:1,x:9*00\{sentence(POSITION)}", None),
        (f"[2018-05-11 03:50:03] {sentence(POSITION)}", "2018-05-11 03:50:03"),
        (f"2018-05-11T03:50:38Z {sentence(POSITION)}", "2018-05-11 03:50:38"),
        (f"2018-05-11T12:50:38.25+09:00 {sentence(POSITION)}", "2018-05-11 03:50:38.250"),
        (f"2016-02-29 00:00:00,5 {sentence(POSITION)}", "2016-02-29 00:00:00.500"),
        (f"2018-13-11 03:50:38 {sentence(POSITION)}", None),
        (f"1550303566167726840 {sentence(POSITION)}", "2019-02-16 07:52:46.167726"),
        (f"1550303566.5 {sentence(POSITION)}", "2019-02-16 07:52:46"),
        (f"1550303566167\t{sentence(POSITION)}", "2019-02-16 07:52:46.167"),
        (f"{sentence(POSITION)},d-109,S2105,t050056.00,T56.1,r003669946,1325394060,1325394001", "2012-01-01 05:01:00"),
        (f"{sentence(POSITION)},b003669794,1272412827", "2010-04-28 00:00:27"),
        (f"$PGHP,1,2013,11,12,12,0,0,11,219,,2190067,1,62*26\n{sentence(POSITION)}", "2013-11-12 12:00:00.011"),
        (
            f"\\si:AISD*3F\\\n$PGHP,1,2013,11,12,12,0,0,11,219,,2190067,1,62*26\n{sentence(POSITION)}",
            "2013-11-12 12:00:00.011",
        ),
        (
            f"$GPRMC,195719,A,5310.8115,N,00525.7025,E,0.0,0.0,160414,0.7,E,A*10\n{sentence(POSITION)}",
            "2014-04-16 19:57:19",
        ),
        (f"$GPZDA,195719.50,16,04,2014,00,00*48\n{sentence(POSITION)}", "2014-04-16 19:57:19.500"),
        (f"$GPZDA,195719.50,16,04,2014,00,00*48\n$GPRMC,,V,,,,,,,,,,N*53\n{sentence(POSITION)}", None),
        (f"$PGHP,1,2013,{'3' * 99},12,12,0,0,11,219*26\n{sentence(POSITION)}", None),
        (f"$GPZDA,195719.50,31,02,2014,00,00*48\n{sentence(POSITION)}", None),
        (sentence(POSITION), None),
    ],
)
def test_each_way_of_telling_the_time(log, told):
    assert times(log) == [None if told is None else pd.Timestamp(told)]


def test_a_clock_holds_until_the_next_even_across_blocks():
    zda = "$GPZDA,1957{:02},16,04,2014,00,00*48"
    lines = [zda.format(1), sentence(POSITION), "# a comment", sentence(POSITION), zda.format(2), sentence(POSITION)]
    for cut in (None, 1, 2, 3):
        assert [t.second for t in times(*lines, cut=cut)] == [1, 1, 2]


def test_the_time_of_a_group_is_its_first_sentences():
    one, two = (sentence(p, 2, n, "9", "", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    for cut in (None, 1):
        (row,) = messages(f"\\g:1-2-7218,s:117,c:1668046497*74\\{one}\n\\g:2-2-7218*51\\{two}", cut)
        assert row["time"] == pd.Timestamp("2022-11-10 02:14:57") and row["name"] == "MT.MITCHELL" and row["line"] == 1


@pytest.mark.parametrize("cut", [None, 1, 2, 3])
def test_parts_that_come_interleaved_find_their_mates_by_group_or_number(cut):
    one, two = (sentence(p, 2, n, "9", "A", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    tagged = [f"\\g:1-2-11*00\\{one}", f"\\g:1-2-12*00\\{one}", f"\\g:2-2-11*00\\{two}", f"\\g:2-2-12*00\\{two}"]
    assert [(r["line"], r["name"]) for r in messages("\n".join(tagged), cut)] == [
        (1, "MT.MITCHELL"),
        (2, "MT.MITCHELL"),
    ]
    b_one, b_two = (sentence(p, 2, n, "9", "B", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    channels = [one, b_one, sentence(POSITION), two, b_two]
    assert [r.get("problem") for r in messages("\n".join(channels), cut)] == [None, None, None]


@pytest.mark.parametrize("cut", [None, 1])
def test_a_part_without_its_mate_is_refused_once(cut):
    one, two = (sentence(p, 2, n, "9", "A", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    rows = messages("\n".join([two, one, one, two, one]), cut)
    assert [(r["line"], r["problem"]) for r in rows] == [
        (1, "incomplete"),
        (2, "incomplete"),
        (3, None),
        (5, "incomplete"),
    ]
    assert [r["raw"].split("\n")[0] for r in rows] == [two, one, one, one]


def test_several_sentences_on_a_line_and_a_field_too_many():
    both = rf"\c:1668046497*00\{sentence(POSITION)}\c:1668046498*00\{sentence(POSITION)}"
    assert [t.second for t in times(both)] == [57, 58]
    (row,) = messages(sentence(POSITION + ",0"))
    assert row["id"] == 412549006 and row["problem"] is None


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (sentence(POSITION)[:-2] + "00", "bad_checksum"),
        (sentence(POSITION).replace("POSITION", ""), None),
        (sentence(POSITION)[:-3], "unparsable"),
        ("!AIVDM,1,1,,A,", "unparsable"),
        ("rubbish", "unparsable"),
        ("\x00\x00\x00", "unparsable"),
        ("한국", "unparsable"),
        (sentence(POSITION[:20]), "incomplete"),
        (sentence("0" * 28), "unparsable"),
        (sentence("8" + POSITION[1:]), "other_message"),
        (sentence(POSITION[:10] + "\x7f" + POSITION[11:]), "unparsable"),
        (sentence(POSITION, count=2, part=3), "unparsable"),
    ],
)
def test_what_cannot_be_a_message_is_refused_with_its_line(line, problem):
    rows = messages(f"{sentence(POSITION)}\n{line}\n{sentence(POSITION)}\n")
    assert [r["line"] for r in rows] == [1, 2, 3]
    assert [r["problem"] for r in rows] == [None, problem, None]


@pytest.mark.parametrize(
    "line", ["", "# !AIVDM,1,1,,A,403t>B1vFhQr5,0*00", "$GPGGA,1,2*00", "!ANALR,1*00", r"\si:AISD*3F" + "\\"]
)
def test_what_is_not_ours_is_no_row(line):
    assert len(messages(f"{sentence(POSITION)}\n{line}\n")) == 1


@given(st.binary(max_size=600), st.integers(1, 5))
@settings(max_examples=300, deadline=None)
def test_rubbish_crashes_nothing(data, cut):
    good = sentence(POSITION).encode()
    rows = messages(b"\n".join([good, data, good]), cut)
    assert sum(r.get("id") == 412549006 for r in rows) >= 1  # the first may be followed by anything, even a comment


@given(st.permutations(range(8)), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_blocks_cut_nothing(order, cut):
    """However a log is cut into blocks, the same messages come out."""
    one, two = (sentence(p, 2, n, "9", "A", 2 * (n == 2)) for n, p in enumerate(STATIC, 1))
    pool = [
        one,
        two,
        one,
        two,
        sentence(POSITION),
        "$GPZDA,195719.50,16,04,2014,00,00*48",
        "x",
        sentence(POSITION, channel="B"),
    ]
    text = "\n".join(pool[i] for i in order)
    keep = ("line", "problem", "id", "time", "name", "raw")
    whole, parts = (
        [{k: (r.get(k) or "").strip() if k == "raw" else r.get(k) for k in keep} for r in messages(text, c)]
        for c in (None, cut)
    )
    assert whole == parts


PYAIS = {
    "id": "mmsi", "message": "msg_type", "lat": "lat", "lon": "lon", "sog": "speed", "cog": "course", "heading": "heading",
    "status": "status", "imo": "imo", "to_bow": "to_bow", "to_stern": "to_stern", "to_port": "to_port",
    "to_starboard": "to_starboard", "draught": "draught", "name": "shipname", "call_sign": "callsign",
    "destination": "destination",
}  # fmt: skip


def same(field: str, ours, theirs) -> bool:
    if isinstance(theirs, str):
        # pyais drops leading blanks and, in places, reads on after the "@" that ends a text (ITU-R M.1371, table 45)
        return theirs.startswith((ours or "").strip())
    if ours is None:
        return field == "sog" and theirs in (102.3, 1023, 63)  # "not available"
    return math.isclose(ours, theirs, abs_tol=1.1e-6 if field in ("lat", "lon") else 0.051)  # pyais rounds


@needs_shared
@pytest.mark.parametrize("path", sorted(p.relative_to(LOGS) for p in LOGS.rglob("*") if p.is_file() and p.suffix not in {".csv", ".json", ".chk"}), ids=str)  # fmt: skip
def test_every_log_message_for_message_as_another_decoder_reads_it(path):
    data = (gzip.open if path.suffix == ".gz" else open)(LOGS / path, "rb").read()
    compared = 0
    for row in messages(data):
        parts = re.findall(rb"!..VD[MO],[^*\r\n]*\*[0-9A-Fa-f]{2}", row["raw"].replace("'", "").encode())
        if row["problem"] in ("other_message", "bad_checksum"):
            continue
        if "signalk" in str(path):  # its field too many, which pyais takes for the fill bits
            parts = [re.sub(rb",0(?=,0\*)", b"", p) for p in parts]
        if row["problem"] is None:
            theirs = pyais.decode(*parts).asdict()
            compared += 1
            for ours, name in PYAIS.items():
                if ours in row and name in theirs and not (row[ours] is None and theirs[name] is None):
                    assert same(ours, row[ours], theirs[name]), (row["raw"], ours, row[ours], theirs[name])
            assert MESSAGES.get(row["message"]) or row["message"] == 24
        elif parts:
            # what we refuse and pyais reads: messages cut off before a field we need, and types that do not exist
            try:
                theirs = pyais.decode(*parts)
            except Exception:
                continue
            bits = sum(len(p.split(b",")[5]) * 6 for p in parts)
            assert theirs.msg_type > 27 or bits < {21: 219, 27: 94}.get(theirs.msg_type, 303), row["raw"]
    assert compared or path.name in {"single-message-type-5.nmea", "type8.nmea"}


@needs_shared
def test_a_log_of_a_coast_as_its_reader_would_count_it():
    """5 minutes of the Danish coast: 26,146 sentences, two thirds of its lines being the receiver's own."""
    with vt.open() as db:
        loaded = db.load(LOGS / "dma_aisabnormal" / "ais-sample.txt.gz").iloc[0]
        rows = messages(gzip.decompress((LOGS / "dma_aisabnormal" / "ais-sample.txt.gz").read_bytes()))
        assert loaded.rows_read == len(rows) == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
        span = db.sql("SELECT min(time) AS a, max(time) AS b FROM fixes").iloc[0]
        assert (
            pd.Timestamp("2013-11-12 12:00", tz="UTC") <= span.a < span.b < pd.Timestamp("2013-11-12 12:05", tz="UTC")
        )
        box = db.sql(
            "SELECT quantile_cont(lat, [0.05, 0.95]) AS lat, quantile_cont(lon, [0.05, 0.95]) AS lon FROM fixes"
        ).iloc[0]
        assert 53 < box.lat[0] < box.lat[1] < 60 and 3 < box.lon[0] < box.lon[1] < 17
