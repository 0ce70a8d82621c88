"""Columns: the best one is read, in the unit it is in, or what is doubtful is said; what is not read is named."""

from datetime import UTC, datetime, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.sources.column_values import ColumnValues
from vesseltrack.sources.columns import KNOT_KM_H, KNOT_M_S, with_unit
from vesseltrack.sources.speeds import LEAST_S
from vesseltrack.sources.times import epoch_unit, reading_of
from vesseltrack.store import Store

from builders.command import vesseltrack

T0 = datetime(2026, 11, 16)


def load(tmp_path, text, name="a.csv", **how):
    """What became of a file, and its fixes."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    if "mapping" in how:
        (tmp_path / "m.toml").write_text(how["mapping"])
        how["mapping"] = tmp_path / "m.toml"
    with vt.open() as db:
        loaded = db.load(path, strict=False, **how).iloc[0]
        columns = db.table("file_columns").set_index("header")
        return loaded, db.sql("FROM fixes ORDER BY ssvid, time"), columns


def sailing(unit, kn=12.0, ships=1, minutes=6, head="mmsi,time,lat,lon,speed"):
    """Ships that sail north at a speed, and send it in so many units to a knot."""
    rows = [
        f"{440123456 + n},{T0 + timedelta(minutes=m)},{35 + n + kn * m / 3600:.5f},129.0,{round(kn * unit, 1):g}"
        for n in range(ships)
        for m in range(minutes)
    ]
    return "\n".join([head, *rows]) + "\n"


KEYS = {
    "counts": lambda n: str(n + 1),
    "uuid": lambda n: f"{n:08x}-f2a4-d27b-dcf4-bb99f4bea973",
    "nine digits": lambda n: str(300000001 + n),
    "nine digits apart": lambda n: str(300000001 + 7919 * n),
}


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("number", ["mmsi", "MMSI", "ssvid"])
def test_a_rows_key_is_no_ship(tmp_path, key, number):
    rows = "".join(
        f"{KEYS[key](n)},{440123456 + n % 2},{T0 + timedelta(minutes=n)},35.{n:02},129.0\n" for n in range(20)
    )
    loaded, fixes, columns = load(tmp_path, f"id,{number},timestamp,lat,lon\n{rows}")
    assert fixes.ssvid.value_counts().to_dict() == {440123456: 10, 440123457: 10}
    assert loaded.not_read == ["id"] and pd.isna(columns.field["id"])


def test_a_key_alone_is_doubted(tmp_path):
    rows = "".join(f"{n + 1},{T0 + timedelta(minutes=n)},35.{n:02},129.0\n" for n in range(20))
    assert "is it a row's key?" in load(tmp_path, f"id,timestamp,lat,lon\n{rows}")[0].note


def test_a_full_time_is_taken_before_a_clock_and_the_utc_second(tmp_path):
    text = "mmsi,time,timestamp,lat,lon\n440123456,00:00:05,2026-11-16 00:00:05,35.1,129.05\n"
    assert load(tmp_path, text)[1].time[0] == pd.Timestamp(T0, tz="UTC") + pd.Timedelta("5s")
    text = "mmsi,timestamp,utc,lat,lon\n440123456,18,2026-11-16 00:00:05,35.1,129.05\n"
    assert load(tmp_path, text)[1].time[0] == pd.Timestamp(T0, tz="UTC") + pd.Timedelta("5s")


UNITS = {
    "SOG (kn)": (12.3, 12.3), "SOG [m/s]": (12.3 * KNOT_M_S, 12.3), "speed_kmh": (12.3 * KNOT_KM_H, 12.3), "speed_knots": (12.3,
    12.3),
    "SPEED_KNOTSx10": (123, 12.3), "Speed over ground (km/h)": (12.3 * KNOT_KM_H, 12.3), "sogKn": (12.3, 12.3),
}  # fmt: skip


@pytest.mark.parametrize("header", UNITS)
def test_a_unit_in_a_header_is_understood(tmp_path, header):
    sent, kn = UNITS[header]
    text = (
        f"MMSI,Timestamp,Lat,Lon,{header},COG (deg),Ship Name,IMO"
        f" Number\n440123456,2026-11-16T00:00:05,35.1,129.05,{sent},180,EVER,9074729\n"
    )
    _, fixes, columns = load(tmp_path, text)
    assert fixes.sog_kn[0] == pytest.approx(kn, abs=1e-3) and fixes.cog_deg[0] == 180
    assert columns.field.to_dict() == {"MMSI": "id", "Timestamp": "time", "Lat": "lat", "Lon": "lon", header: "sog",
    "COG (deg)": "cog",
                                       "Ship Name": "name", "IMO Number": "imo"}  # fmt: skip


def test_a_unit_nobody_knows_is_said(tmp_path):
    text = "mmsi,time,lat,lon,SOG (furlongs)\n440123456,2026-11-16T00:00:05,35.1,129.05,3\n"
    assert '"furlongs", is not known' in load(tmp_path, text)[0].note


@pytest.mark.parametrize("unit", [10, KNOT_M_S, KNOT_KM_H], ids=["tenths", "m/s", "km/h"])
@pytest.mark.parametrize("ships", [1, 5])
def test_speeds_are_corrected_by_the_tracks_and_it_is_said(tmp_path, unit, ships):
    loaded, fixes, columns = load(tmp_path, sailing(unit, ships=ships))
    assert fixes.sog_kn.tolist() == pytest.approx([12.0] * 6 * ships, abs=0.15)
    assert "by the ships' own tracks" in loaded.note and "by the ships' own tracks" in columns.doubt["speed"]


@pytest.mark.parametrize("kn", [0.8, 8.0, 25.0, 45.0])
def test_speeds_in_knots_stay_and_nothing_is_said(tmp_path, kn):
    loaded, fixes, _ = load(tmp_path, sailing(1, kn=kn, ships=3))
    assert fixes.sog_kn.tolist() == pytest.approx([kn] * 18) and loaded.note == ""


def test_a_slow_ship_in_tenths(tmp_path):
    _, fixes, _ = load(tmp_path, sailing(10, kn=0.8))
    assert fixes.sog_kn.tolist() == pytest.approx([0.8] * 6)


def test_a_user_has_the_last_word_on_the_unit(tmp_path):
    how = (
        'name = "x"\nsog_per_kn = 100\n[columns]\nid = "mmsi"\ntime = "time"\nlat = "lat"\nlon = "lon"\nsog = "speed"\n'
    )
    loaded, fixes, _ = load(tmp_path, sailing(10), mapping=how)
    assert fixes.sog_kn.tolist() == pytest.approx([1.2] * 6) and "another unit" in loaded.note


def test_where_nothing_moves_odd_speeds_are_said(tmp_path):
    rows = "".join(f"440123456,{T0 + timedelta(minutes=m)},35.1,129.05,{95 + 3 * m}\n" for m in range(8))
    loaded, _, columns = load(tmp_path, f"MMSI,TIMESTAMP,LAT,LON,SPEED\n{rows}")
    assert "another unit" in loaded.note and columns.values_unread["SPEED"] == 5  # 104 to 116 kn


def test_draught_and_course_in_tenths(tmp_path):
    rows = "".join(
        f"440123456,{T0 + timedelta(minutes=m)},35.1,129.05,{1800 + m},{d},A\n" for m, d in enumerate((75, 75, 120))
    )
    loaded, fixes, columns = load(tmp_path, f"mmsi,time,lat,lon,cog,draught,name\n{rows}")
    assert fixes.cog_deg.tolist() == pytest.approx([180, 180.1, 180.2])
    assert columns.read_as["draught"] == "tenths of a metre" and "tenths" in loaded.note


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("35.1,S", "129.05,W"), ("35.1,s", "129.05,w"), ("3506.0,S", "12903.0,W"), ("-35.1,S", "129.05,W")],
)
def test_hemispheres_in_columns_of_their_own(tmp_path, lat, lon):
    text = f"mmsi,time,lat,ns,lon,ew\n440123456,2026-11-16T00:00:05,{lat},{lon}\n"
    _, fixes, _ = load(tmp_path, text)
    assert (fixes.lat[0], fixes.lon[0]) == pytest.approx((-35.1, -129.05))


@pytest.mark.parametrize(
    ("lat", "lon"), [("35.1S", "129.05W"), ("S35.1", "W129.05"), ("35°06.0'S", "129°03.0'W"), ("35 06 00 S", "129 03 00 W")]
)  # fmt: skip
def test_hemispheres_in_the_value(tmp_path, lat, lon):
    _, fixes, _ = load(tmp_path, f"mmsi,time,lat,lon\n440123456,2026-11-16T00:00:05,{lat},{lon}\n")
    assert (fixes.lat[0], fixes.lon[0]) == pytest.approx((-35.1, -129.05))


def test_a_row_that_names_no_hemisphere_is_refused(tmp_path):
    text = "mmsi,time,lat,ns,lon,ew\n440123456,2026-11-16T00:00:05,35.1,N,129,E\n440123456,2026-11-16T00:01:05,35.1,,129,E\n"
    loaded, _, _ = load(tmp_path, text)
    assert (loaded.rows_kept, loaded.reasons) == (1, {"no_position": 1})


@pytest.mark.parametrize("name", ["EVER", "WILLIAM", "East", "E"])
def test_a_ship_is_no_hemisphere(tmp_path, name):
    text = f"mmsi,time,lat,lon,name\n440123456,2026-11-16T00:00:05,35.1,-129.05,{name}\n"
    _, fixes, _ = load(tmp_path, text)
    assert (fixes.lat[0], fixes.lon[0]) == pytest.approx((35.1, -129.05))


def test_decimal_commas_where_the_file_is_consistent(tmp_path):
    text = "mmsi;time;lat;lon;sog;draught;name\n440123456;2026-11-16T00:00:05;35;129,5;12,3;7,5;A\n440123456;2026-11-16T00:01:05;35,003;129,503;12,3;7,5;A\n"
    loaded, fixes, _ = load(tmp_path, text)
    assert fixes[["lat", "lon"]].to_numpy().tolist() == [[35, 129.5], [35.003, 129.503]]
    assert fixes.sog_kn.tolist() == pytest.approx([12.3, 12.3]) and loaded.rows_refused == 0


def test_decimal_commas_and_points_in_one_file_are_refused_aloud(tmp_path):
    text = "mmsi;time;lat;lon\n440123456;2026-11-16T00:00:05;35.1;129.5\n440123456;2026-11-16T00:01:05;35,003;129,503\n"
    loaded, _, columns = load(tmp_path, text)
    assert loaded.reasons == {"no_position": 1} and "comma" in loaded.note
    assert columns.values_unread[["lat", "lon"]].tolist() == [1, 1] and columns.example["lat"] == "35,003"


def test_units_behind_values_and_words_for_classes(tmp_path):
    text = 'mmsi,time,lat,lon,sog,length,imo,class,name\n440123456,2026-11-16T00:00:05,35.1,129.05,"10,5 kn",120 m,IMO: 9074729,CLASS A,A\n'
    path = tmp_path / "a.csv"
    path.write_text(text)
    with vt.open() as db:
        db.load(path)
        fix, said = db.table("fixes").iloc[0], db.table("statics").iloc[0]
    assert (fix.sog_kn, fix["ais_class"], said.length_m, said.imo) == (10.5, "A", 120, 9074729)


def test_what_is_not_read_far_down_is_counted(tmp_path):
    rows = [f"440123456,{T0 + timedelta(minutes=m)},35.1,{129 + m / 1000:.3f},3,Moored" for m in range(2000)]
    rows[1500], rows[1700] = rows[1500].replace(",3,Moored", ",fast,Moored"), rows[1700].replace("Moored", "dancing")
    loaded, _, columns = load(tmp_path, "\n".join(["mmsi,time,lat,lon,sog,status", *rows]) + "\n")
    assert columns.values_unread[["sog", "status"]].tolist() == [1, 1]
    assert columns.example[["sog", "status"]].tolist() == ["fast", "dancing"]
    assert 'sog: one value is not read, such as "fast"' in loaded.note


def test_a_second_header_is_the_header_of_what_follows(tmp_path):
    text = "mmsi,time,lat,lon\n440123456,2026-11-16T00:00:05,35.1,29.05\nmmsi,time,lon,lat\n440123457,2026-11-16T00:00:05,29.05,35.1\nmmsi,time,lon,lat\n440123457,2026-11-16T00:01:05,29.15,35.2\n"
    loaded, fixes, _ = load(tmp_path, text)
    assert (loaded.rows_read, loaded.rows_kept, loaded.reasons) == (5, 3, {"second_header": 2})
    assert fixes[["lat", "lon"]].to_numpy().tolist() == [[35.1, 29.05], [35.1, 29.05], [35.2, 29.15]]


def test_a_second_header_that_lacks_what_is_needed_refuses_what_follows(tmp_path):
    text = "mmsi,time,lat,lon\n440123456,2026-11-16T00:00:05,35.1,29.05\nmmsi,sog,cog,heading\n440123457,3,4,5\n"
    loaded, fixes, _ = load(tmp_path, text)
    assert len(fixes) == 1 and loaded.rows_refused == 2


def test_rate_of_turn_that_says_nothing_is_nothing(tmp_path):
    turns = {"-128": None, "128": None, "127": None, "-127": None, "0": 0, "12.5": 12.5, "-708": -708, "720": None}
    rows = "".join(f"440123456,{T0 + timedelta(minutes=m)},35.1,129,{t}\n" for m, t in enumerate(turns))
    _, fixes, _ = load(tmp_path, f"mmsi,time,lat,lon,rot\n{rows}")
    assert [None if pd.isna(x) else x for x in fixes.rot_deg_min] == list(turns.values())


def test_noaa_knows_the_plain_names_too(tmp_path):
    text = "MMSI,BaseDateTime,LAT,LON,sog_kn,course,shipname,nav_status\n440123456,2026-11-16T00:00:05,35.1,129.05,12.3,45.6,EVER,0\n"
    loaded, fixes, _ = load(tmp_path, text)
    assert loaded.layout == "noaa" and loaded.not_read == []
    assert (fixes.sog_kn[0], fixes.cog_deg[0], fixes.nav_status[0]) == (pytest.approx(12.3), pytest.approx(45.6), 0)


def test_sniff_load_and_files_name_what_is_not_read(tmp_path):
    (tmp_path / "a.csv").write_text(
        "mmsi,time,lat,lon,wind_kn,note\n440123456,2026-11-16T00:00:05,35.1,129.05,7,calm\n"
    )

    def run(*args):
        done = vesseltrack(*args, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "wind_kn" in run("sniff", "a.csv") and '"header":"wind_kn","field":null' in run("sniff", "a.csv", "--json")
    assert "columns not read: wind_kn, note" in run("load", "a.csv")
    assert "wind_kn" in run("files", "columns")


# -- times ---------------------------------------------------------------------------------------------------------

SPELT = {
    "iso": "{:%Y-%m-%dT%H:%M:%S}", "blank": "{:%Y-%m-%d %H:%M:%S}", "Z": "{:%Y-%m-%dT%H:%M:%SZ}",
    "GMT": "{:%Y-%m-%d %H:%M:%S GMT}",
    "UTC": "{:%Y-%m-%d %H:%M:%S UTC}", "basic": "{:%Y%m%dT%H%M%SZ}", "digits": "{:%Y%m%d%H%M%S}",
    "slashes": "{:%Y/%m/%d %H:%M:%S}",
    "month in words": "{:%d-%b-%Y %H:%M:%S}", "exact": "{:%Y%m%d_%H%M%S}",
}  # fmt: skip
MOMENTS = st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)).map(lambda t: t.replace(microsecond=0))


@pytest.fixture(scope="module")
def words():
    return Store(None)


def read(store, values):
    """The times some texts are read as, the file being nothing but these."""
    reading = reading_of(values)
    assert reading is not None, values
    frame = pd.DataFrame({"c0": values})
    with store.registered("texts", frame):
        return [t for (t,) in store.rows(f"SELECT {reading.of('c0', 0)} FROM texts")]


@pytest.mark.parametrize("how", SPELT)
@given(moments=st.lists(MOMENTS, min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_every_spelling_of_an_instant_comes_back(words, how, moments):
    assert read(words, [SPELT[how].format(t) for t in moments]) == moments


@pytest.mark.parametrize("unit", [1, 1_000, 1_000_000, 1_000_000_000])
@given(moments=st.lists(MOMENTS, min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_counts_since_1970_go_by_their_size(words, unit, moments):
    texts = [str(int(t.replace(tzinfo=UTC).timestamp()) * unit) for t in moments]
    assert all(map(epoch_unit, texts)) and read(words, texts) == moments


@given(
    moment=MOMENTS,
    minutes=st.integers(-14 * 4, 14 * 4).map(lambda q: 15 * q),
    form=st.sampled_from(["+hh:mm", "+hhmm"]),
)
@settings(max_examples=60, deadline=None)
def test_offsets_are_brought_home(words, moment, minutes, form):
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    offset = f"{sign}{size // 60:02}{':' if ':' in form else ''}{size % 60:02}"
    text = f"{moment + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}{offset}"
    assert read(words, [text]) == [moment]


@given(
    first=st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)),
    seconds=st.lists(st.integers(1, 86_000), min_size=3, max_size=8),
)
@settings(max_examples=40, deadline=None)
def test_days_of_a_spreadsheet(words, first, seconds):
    moments = [first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(seconds=s) for s in seconds]
    texts = [repr((t - datetime(1899, 12, 30)) / timedelta(days=1)) for t in moments]
    if sum("." in t and not t.endswith(".0") for t in texts) * 2 >= len(texts):
        assert read(words, texts) == moments


@given(moments=st.lists(MOMENTS, min_size=2, max_size=6), day_first=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_day_and_a_month_are_told_apart_by_the_whole_file_or_not_at_all(words, moments, day_first):
    form = "%d/%m/%Y %H:%M:%S" if day_first else "%m/%d/%Y %H:%M:%S"
    texts = [t.strftime(form) for t in moments]
    if any(t.day > 12 for t in moments):
        assert read(words, texts) == moments
    else:
        assert reading_of(texts) is None


def test_what_lies_far_down_tells_the_day_from_the_month(tmp_path):
    start = datetime(2026, 4, 1)
    rows = "".join(
        f"440123456,{start + timedelta(minutes=10 * m):%d/%m/%Y %H:%M:%S},35.1,129.05\n" for m in range(2000)
    )
    _, fixes, _ = load(tmp_path, f"mmsi,time,lat,lon\n{rows}")
    assert fixes.time.min() == pd.Timestamp(start, tz="UTC") and len(fixes) == 2000
    loaded, fixes, _ = load(tmp_path, "mmsi,time,lat,lon\n440123456,03/04/2026 00:00:05,35.1,129.05\n")
    assert len(fixes) == 0 and "the day or the month" in loaded.note and "time_format" in loaded.note


def test_a_time_that_is_not_understood_is_named_with_the_way_out(tmp_path):
    text = "MMSI,TIME,lat,lon\n440123456,2026-11-19 00:00:00 KST,35.1,129.05\n"
    loaded, fixes, _ = load(tmp_path, text)
    assert len(fixes) == 0 and 'the time column TIME reads "2026-11-19 00:00:00 KST"' in loaded.note
    assert "time_format in --mapping" in loaded.note


@pytest.mark.parametrize("text", ["2026-11-19", "20261119", "19/11/2026", "2026/11/19"])
def test_a_day_is_no_time(tmp_path, text):
    loaded, fixes, _ = load(tmp_path, f"mmsi,timestamp,lat,lon\n440123456,{text},35,129\n440123456,{text},36,129.9\n")
    assert len(fixes) == 0 and loaded.reasons == {"no_time": 2} and "a day is no time" in loaded.note


def test_a_day_is_no_time_in_parquet_and_midnights_are_doubted(tmp_path):
    for type_, kept in (("DATE", 0), ("TIMESTAMP", 2)):
        duckdb.sql(
            f"COPY (SELECT 440123456 AS mmsi, d::{type_} AS timestamp, 35.0 AS lat, 129.0 AS lon"
            f" FROM (VALUES ('2026-11-19'), ('2026-11-20')) AS t(d)) TO '{tmp_path}/{type_}.parquet'"
        )
        with vt.open() as db:
            loaded = db.load(tmp_path / f"{type_}.parquet", strict=False).iloc[0]
        assert loaded.rows_kept == kept
        assert ("a day is no time" if not kept else "every time is midnight") in loaded.note


@pytest.mark.parametrize(
    ("date", "clock"), [("2026-11-16", "00:00:05"), ("20261116", "000005"), ("16.11.2026", "00:00:05"), ("16-Nov-2026",
    "00:00:05")]
)  # fmt: skip
def test_a_date_and_a_clock_in_two_columns(tmp_path, date, clock):
    _, fixes, columns = load(tmp_path, f"mmsi,date,time,lat,lon\n440123456,{date},{clock},35.1,129.05\n")
    assert fixes.time[0] == pd.Timestamp(T0, tz="UTC") + pd.Timedelta("5s")
    assert columns.field.loc[["date", "time"]].tolist() == ["time", "time"]
    how = 'name = "x"\ntime_format = "%d.%m.%y %H-%M-%S"\n[columns]\nid = "ship"\ntime = ["Tag", "Uhr"]\nlat = "B"\nlon = "L"\n'
    _, fixes, _ = load(tmp_path, "ship,Tag,Uhr,B,L\n440123456,16.11.26,00-00-05,35.1,129.05\n", mapping=how)
    assert fixes.time[0] == pd.Timestamp(T0, tz="UTC") + pd.Timedelta("5s")


def test_an_offset_in_a_korean_file_is_not_taken_off_twice(tmp_path):
    text = "MMSI,일시,위도,경도\n440123456,2026-11-16T09:00:05+09:00,35.1,129.05\n440123456,2026-11-16 09:01:05,35.1,129.05\n"
    _, fixes, _ = load(tmp_path, text)
    assert [t.strftime("%H:%M:%S") for t in fixes.time] == ["00:00:05", "00:01:05"]


# -- public layouts ------------------------------------------------------------------------------------------------

PUBLIC = {
    "brest": "sourcemmsi,navigationalstatus,rateofturn,speedoverground,courseoverground,trueheading,lon,lat,t\n440123456,0,-127,12.3,45.6,46,129.05,35.1,1794787205\n",
    "piraeus": "t,vessel_id,lon,lat,heading,speed,course\n1794787205000,d4f2a1c09b7e55aa01,129.05,35.1,46,12.3,45.6\n",
    "ieee-baltic": ",timestamp,mmsi,lat,lon,speed,course,heading,turnrate,breadth,vessel_type,vessel_max_speed,draft,power,dwt,iceclass\n0,2026-11-16 00:00:05,440123456,35.1,129.05,6.3277,45.6,46,0.0,21.3,T,16.0,8.18,5820.0,13289.0,IA\n",
    "debs": "SHIP_ID,SHIPTYPE,SPEED,LON,LAT,COURSE,HEADING,TIMESTAMP,DEPARTURE_PORT_NAME,REPORTED_DRAUGHT\n0xc35c9ebbf48cbb5857a868ce441824d0b2ff783a,99,12.3,129.05,35.1,45.6,46,16-11-26 0:00,MARSAXLOKK,\n",
    "gfw": "ssvid,timestamp,lat,lon,speed_knots,course,heading,receiver_type,seg_id\n440123456,2026-11-16 00:00:05 UTC,35.1,129.05,12.3,45.6,46,terrestrial,x\n",
    "vesselfinder-csv": "MMSI,TIMESTAMP,LATITUDE,LONGITUDE,COURSE,SPEED,HEADING,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,A,B,C,D,DRAUGHT,DESTINATION,ETA_AIS\n440123456,2026-11-16 00:00:05 UTC,35.1,129.05,45.6,12.3,46,0,9074729,HAE SONG,DSRL3,70,100,20,10,8,7.5,BUSAN,11-20 07:00\n",
    "orbcomm": "MSG_TYPE,MMSI,NAME,IMO_NUMBER,CALL_SIGN,LAT_AVG,LON_AVG,PERIOD,SPEED_KNOTS,COG_DEG,HEADING_DEG,NAV_STATUS\n1,440123456,HAE SONG,9074729,DSRL3,35.1,129.05,2026-11-16 00:00:05,12.3,45.6,46,0\n",
    "amsa": "CRAFT_ID,LON,LAT,COURSE,SPEED,TYPE,SUBTYPE,LENGTH,BEAM,DRAUGHT,TIMESTAMP\n1009834,129.05,35.1,45.6,12.3,Cargo ship - All,,120,18,7.5,16/11/2026 12:00:05 AM\n",
    "aishub-csv": "MMSI,TIME,LONGITUDE,LATITUDE,COG,SOG,HEADING,ROT,NAVSTAT,IMO,NAME,CALLSIGN,TYPE,A,B,C,D,DRAUGHT,DEST,ETA\n440123456,1794787205,77430000,21060000,456,123,46,-128,0,9074729,HAE SONG,DSRL3,70,100,20,10,8,75,BUSAN,762304\n",
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLIC)
def test_public_layouts_are_known_and_read(tmp_path, name):
    loaded, fixes, _ = load(tmp_path, PUBLIC[name])
    assert (loaded.layout, loaded.rows_kept, loaded.reasons) == (name, 1, {}), loaded.note
    fix = fixes.iloc[0]
    assert fix.ssvid == 440123456 or name in ("piraeus", "debs", "amsa")
    assert (fix.time.floor("min"), fix.lat, fix.lon) == (pd.Timestamp(T0, tz="UTC"), 35.1, 129.05)
    assert (fix.sog_kn, fix.cog_deg) == (pytest.approx(12.3, abs=1e-3), pytest.approx(45.6)) and pd.isna(
        fix.rot_deg_min
    ) | (fix.rot_deg_min == 0)


def test_what_columns_look_like_and_their_units():
    assert ColumnValues.of(["1", "2", "3"]).is_key and not ColumnValues.of(["1", "5", "3"]).is_key
    assert with_unit("SOG [m/s]", "sog") == ("sog", KNOT_M_S) and with_unit("sog", "sog") == ("sog", None)
    assert LEAST_S == 60
