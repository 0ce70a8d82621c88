"""Feeds in JSON, and AIS sentences with a clock of their own beside them: units, wrappers, times, mappings, what is refused."""

import json

import pandas as pd
import pyais
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.sources import PLAIN_JSON
from vesseltrack.sources.finding import recognise
from vesseltrack.sources.json_text import keys_of, objects
from vesseltrack.sources.packing import sources_of

T = "2026-11-19 00:00:00"
UTC_T = f"{T}+00:00"
EPOCH = 1795046400
"""The same."""


@pytest.fixture
def db(tmp_path):
    with vt.open(tmp_path / "s.duckdb") as opened:
        yield opened


def lines(*rows):
    return "".join(json.dumps(r) + "\n" for r in rows)


def loaded(db, tmp_path, text, name="a.json", **how):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return db.load(tmp_path / name, **how).iloc[0]


AISHUB_HEAD = {"ERROR": False, "USERNAME": "x", "FORMAT": "HUMAN", "RECORDS": 1}
AISHUB = {
    "MMSI": 440123456, "TIME": f"{T} GMT", "LONGITUDE": 129.5, "LATITUDE": 35.0, "COG": 45.0, "SOG": 12.3, "HEADING": 46,
    "ROT": -128,
    "NAVSTAT": 0, "IMO": 9074729, "NAME": "HAE SONG", "CALLSIGN": "DSRL3", "TYPE": 70, "A": 100, "B": 20, "C": 10, "D": 8,
    "DRAUGHT": 7.5, "DEST": "BUSAN", "ETA": "11-20 07:00",
}  # fmt: skip
AISHUB_RAW = AISHUB | {
    "TIME": str(EPOCH), "LONGITUDE": 77_700_000, "LATITUDE": 21_000_000, "COG": 450, "SOG": 123, "DRAUGHT": 75,
    "ETA": (11 << 16) + (20 << 11) + (7 << 6),
}  # fmt: skip
VESSELFINDER = {k: AISHUB[k] for k in ("MMSI", "HEADING", "NAVSTAT", "IMO", "NAME", "CALLSIGN", "TYPE", *"ABCD", "DRAUGHT")} | {
    "TIMESTAMP": f"{T} UTC", "LATITUDE": 35.0, "LONGITUDE": 129.5, "COURSE": 45.0, "SPEED": 12.3, "DESTINATION": "BUSAN",
    "ETA_AIS": "11-20 07:00", "ETA": "2026-11-20 07:00:00", "ZONE": "East Asia",
}  # fmt: skip
MARINETRAFFIC = {
    "MMSI": "440123456", "IMO": "9074729", "SHIP_ID": "713139", "LAT": "35.0", "LON": "129.5", "SPEED": "123", "HEADING": "46",
    "COURSE": "45", "STATUS": "0", "TIMESTAMP": T.replace(" ", "T"), "DSRC": "TER", "SHIPNAME": "HAE SONG", "DRAUGHT": "75",
}  # fmt: skip
SPIRE = {
    "type": "vessel", "mmsi": 440123456, "imo": 9074729, "name": "HAE SONG", "call_sign": "DSRL3", "ship_type": "General Cargo",
    "last_known_position": {
        "timestamp": "2026-11-19T00:00:00+00:00", "geometry": {"type": "Point", "coordinates": [129.5, 35.0]}, "heading": 46,
        "speed": 12.3, "rot": None, "course": 45.0,
    },
}  # fmt: skip
SPIRE_GRAPHQL = {
    "node": {
        "staticData": {"mmsi": 440123456, "imo": 9074729, "name": "HAE SONG", "shipType": "GENERAL_CARGO",
        "dimensions": {"length": 120}},
        "lastPositionUpdate": {
            "timestamp": "2026-11-19T00:00:00.000Z", "latitude": 35.0, "longitude": 129.5, "speed": 12.3, "course": 45.0,
            "heading": 46,
            "navigationalStatus": "UNDER_WAY_USING_ENGINE",
        },
    }
}  # fmt: skip
PYAIS = {
    "msg_type": 1, "repeat": 0, "mmsi": 440123456, "status": 0, "speed": 12.3, "lon": 129.5, "lat": 35.0, "course": 45.0,
    "heading": 46,
    "timestamp": "2026-11-19T00:00:00Z",
}  # fmt: skip
UNSCALED = {
    "class": "AIS", "scaled": False, "type": 1, "repeat": 0, "mmsi": 440123456, "status": 0, "speed": 123, "lon": 77_700_000,
    "lat": 21_000_000, "course": 450, "heading": 46, "rxuxtime": EPOCH,
}  # fmt: skip
SIGNALK = {
    "context": "vessels.urn:mrn:imo:mmsi:440123456",
    "updates": [
        {
            "timestamp": "2026-11-19T00:00:00.000Z",
            "values": [
                {"path": "navigation.position", "value": {"latitude": 35.0, "longitude": 129.5}},
                {"path": "navigation.speedOverGround", "value": 12.3 * 1852 / 3600},
                {"path": "navigation.courseOverGroundTrue", "value": 0.7853981634},
                {"path": "navigation.headingTrue", "value": 0.8028514559},
                {"path": "", "value": {"name": "HAE SONG"}},
            ],
        }
    ],
}
MQTT = {
    "time": EPOCH,
    "sog": 12.3,
    "cog": 45.0,
    "navStat": 0,
    "rot": 0,
    "posAcc": True,
    "raim": False,
    "heading": 46,
    "lon": 129.5,
    "lat": 35.0,
}
PLAIN = {
    "mmsi": 440123456,
    "timestamp": "2026-11-19T00:00:00Z",
    "lat": 35.0,
    "lon": 129.5,
    "sog": 12.3,
    "cog": 45.0,
    "heading": 46,
}
GEOJSON = {
    "type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
    "features": [
        {
            "type": "Feature", "properties": {"mmsi": 440123456, "time": T, "sog": 12.3, "cog": 45.0, "heading": 46,
            "vessel_name": "HAE SONG"},
            "geometry": {"type": "Point", "coordinates": [129.5, 35.0]},
        }
    ],
}  # fmt: skip

FEEDS = {
    "aishub": (json.dumps([AISHUB_HEAD, [AISHUB]]), True),
    "aishub-raw": (json.dumps([AISHUB_HEAD | {"FORMAT": "AIS"}, [AISHUB_RAW]]), True),
    "vesselfinder": (json.dumps([{"AIS": VESSELFINDER}]), True),
    "marinetraffic-json": (json.dumps({"DATA": [MARINETRAFFIC], "METADATA": {"TOTAL_RESULTS": 1}}), True),
    "spire": (lines(SPIRE), True),
    "spire-graphql": (lines(SPIRE_GRAPHQL), True),
    "gpsd": (lines(PYAIS), False),
    "signalk": (lines({"name": "server", "version": "2.0"}, SIGNALK), True),
    "digitraffic-mqtt": (lines({"mmsi": 440123456} | MQTT), False),
    "digitraffic-topics": ("vessels-v2/440123456/location " + json.dumps(MQTT) + "\n", False),
    "plain-json": (lines(PLAIN), False),
}


@pytest.mark.parametrize("name", FEEDS)
def test_each_feed_says_the_same_in_our_units(db, tmp_path, name):
    text, named = FEEDS[name]
    entry = loaded(db, tmp_path, text)
    assert (entry.layout, entry.rows_kept) == (name, 1)
    fix = db.table("fixes").iloc[0]
    assert (fix.ssvid, str(fix.time), fix.lat, fix.lon) == (440123456, UTC_T, 35.0, 129.5)
    assert (fix.sog_kn, fix.cog_deg, fix.heading_deg) == pytest.approx((12.3, 45.0, 46))
    if named:
        assert db.table("statics").name[0] == "HAE SONG"


def test_particulars_come_in_our_units_too(db, tmp_path):
    for n, (text, about) in enumerate(
        [(FEEDS["aishub"][0], "words"), (FEEDS["aishub-raw"][0], "raw"), (FEEDS["vesselfinder"][0], "vf")]
    ):
        loaded(db, tmp_path, text, f"{n}-{about}.json")
    said = db.table("statics")
    assert (
        len(said) == 3
        and set(said.eta) == {"11-20 07:00"}
        and set(said.draught_m) == {7.5}
        and set(said.imo) == {9074729}
    )
    assert set(said.length_m) == {120} and set(said.width_m) == {18} and set(said.ship_type) == {70}


def test_numbers_that_gpsd_left_as_sent_are_scaled(db, tmp_path):
    loaded(db, tmp_path, lines({"class": "VERSION", "release": "3.25"}, UNSCALED))
    fix = db.table("fixes").iloc[0]
    assert (fix.lat, fix.lon, round(fix.sog_kn, 3), fix.cog_deg, str(fix.time)) == (35.0, 129.5, 12.3, 45.0, UTC_T)


def test_digitraffics_metadata_of_its_stream_are_particulars(db, tmp_path):
    """draught 68 tenths; the eta packed: 733376 is 6 November, 3:00."""
    said = {
        "timestamp": EPOCH * 1000, "destination": "HELSINKI", "name": "TESTALUS", "draught": 68, "eta": 733376, "posType": 15,
        "refA": 160,
        "refB": 33, "refC": 20, "refD": 12, "callSign": "OJXX", "imo": 9074729, "type": 70,
    }  # fmt: skip
    text = FEEDS["digitraffic-topics"][0] + "vessels-v2/440123456/metadata " + json.dumps(said) + "\n"
    assert loaded(db, tmp_path, text, "a.txt").rows_kept == 2
    row = db.table("statics").iloc[0]
    assert (row["name"], row.length_m, row.width_m, row.eta, str(row.hour)) == (
        "TESTALUS",
        193,
        32,
        "11-06 03:00",
        UTC_T,
    )
    assert row.draught_m == pytest.approx(6.8)


def test_geojson_has_its_places_in_its_geometry(db, tmp_path):
    assert loaded(db, tmp_path, json.dumps(GEOJSON), "a.geojson").layout == "plain-json"
    fix = db.table("fixes").iloc[0]
    assert (fix.lat, fix.lon, str(fix.time)) == (35.0, 129.5, UTC_T) and db.table("statics").name[0] == "HAE SONG"


def test_keys_that_come_late_are_read_and_particulars_alone_are_kept(db, tmp_path):
    late = {"mmsi": 440123456, "timestamp": "2026-11-19T01:00:00Z", "shipname": "HAE SONG", "IMO": 9074729}
    rows = [PLAIN | {"timestamp": f"2026-11-19T00:{m:02d}:{s:02d}Z"} for m in range(10) for s in range(60)]
    assert loaded(db, tmp_path, lines(*rows, late)).rows_kept == 601
    assert db.table("statics")[["name", "imo"]].values.tolist() == [["HAE SONG", 9074729]]


# -- sentences -----------------------------------------------------------------------------------------------------

AT = {"mmsi": 440123456, "lat": 35.0, "lon": 129.5, "speed": 12.3, "course": 45.0, "heading": 46}
ONE = pyais.encode_dict(AT | {"type": 1})[0]
NAMED = pyais.encode_dict(
    {"mmsi": 440123456, "type": 5, "shipname": "HAE SONG", "imo": 9074729, "ship_type": 70, "seq_id": 1}
)
CATCHER = {"class": "AIS", "device": "AIS-catcher", "channel": "A", "mmsi": 440123456}


@pytest.mark.parametrize(
    "clock",
    [
        {"rxuxtime": EPOCH}, {"rxuxtime": float(EPOCH)}, {"toa": EPOCH + 0.0}, {"rxtime": "20261119000000"},
        {"timestamp": f"{T}Z"},
        {"received_at": "2026/11/19 00:00:00"}, {"time": EPOCH * 1000}, {"ts": f"{T} GMT"},
    ],
    ids=lambda c: next(iter(c)),
)  # fmt: skip
def test_sentences_in_objects_are_dated_by_the_clock_beside_them(db, tmp_path, clock):
    entry = loaded(
        db, tmp_path, lines(CATCHER | clock | {"type": 1, "nmea": [ONE]}, CATCHER | clock | {"type": 5, "nmea": NAMED})
    )
    assert (entry.layout, entry.rows_read, entry.rows_kept, entry.rows_particulars if "rows_particulars" in entry else 1) == (
        "nmea-json", 2, 2, 1,
    )  # fmt: skip
    fix = db.table("fixes").iloc[0]
    assert str(fix.time) == UTC_T and (fix.lat, fix.lon) == (35.0, 129.5)
    assert db.table("statics")[["name", "imo"]].values.tolist() == [["HAE SONG", 9074729]]


def test_an_object_whose_sentence_is_broken_is_refused_with_its_line_and_text(db, tmp_path):
    rows = [
        {"timestamp": f"{T}Z", "nmea": ONE},
        {"timestamp": f"{T}Z", "nmea": ONE[:-1] + ("0" if ONE[-1] != "0" else "1")},
        {"timestamp": f"{T}Z", "nmea": ""},
        {"nmea": ONE},
    ]
    entry = loaded(db, tmp_path, lines(*rows) + "{broken\n")
    assert (entry.rows_read, entry.rows_kept) == (5, 1)
    assert entry.reasons == {"bad_checksum": 1, "no_time": 1, "unparsable": 2}
    told = db.table("rejects").set_index("line")
    assert told.reason.to_dict() == {2: "bad_checksum", 3: "unparsable", 4: "no_time", 5: "unparsable"}
    assert [json.loads(told.raw[n]) for n in (2, 3, 4)] == rows[1:] and told.raw[5] == "{broken"


def test_ais_catchers_tables(db, tmp_path):
    head = "id,mmsi,received_at,station_id,type,channel,signal_level,ppm,nmea\n"
    rows = f'1,440123456,2026/11/19 00:00:00,1,1,A,-40.1,1.2,"{ONE}"\n2,440123456,2026/11/19 00:05:00,1,5,A,-40,1,"{" ".join(NAMED)}"\n'
    entry = loaded(db, tmp_path, head + rows, "ais_message.csv")
    assert (entry.layout, entry.rows_kept) == ("nmea-table", 2)
    state = (
        "mmsi,first_seen,received_at,lat,lon,speed,course,heading,shipname,to_bow,to_stern,msg_types\n"
        "440123457,2026/11/18 00:00:00,2026/11/19 00:00:00,35,129.5,12.3,45,46,HAE SONG 2,100,20,33\n"
    )
    assert loaded(db, tmp_path, state, "ais_state.csv").layout == "aiscatcher-state"
    assert [str(t) for t in db.table("fixes").time] == [UTC_T, UTC_T]
    assert set(db.table("statics").name) == {"HAE SONG", "HAE SONG 2"}


@pytest.mark.parametrize(
    "line",
    [
        f"{ONE} ( MSG: 1, REPEAT: 0, MMSI: 440123456, signalpower: -40.1, ppm: 1.2, timestamp: 20261119000000)",
        f"{ONE} ( MSG: 1, timestamp: {EPOCH})", f"{ONE} ( MSG: 1, timestamp:2026-11-19T00:00:00Z)",
        f"{ONE}\t{T}", f"{ONE} {T}", f"{ONE}\t{EPOCH}", f"{ONE} 2026-11-19T09:00:00+09:00",
        f"2026-11-19T00:00:00+00:00 host rtl_ais[7]: {ONE}", f"<30>1 2026-11-19T00:00:00Z host rtl_ais 7 - - {ONE}",
        f"2026-11-19T09:00:00+0900 host ais: {ONE}",
    ],
)  # fmt: skip
def test_times_behind_sentences_and_in_front_of_them(db, tmp_path, line):
    assert loaded(db, tmp_path, line + "\n", "a.txt").rows_kept == 1
    assert str(db.table("fixes").time[0]) == UTC_T


@pytest.mark.parametrize(
    "line", [f"Nov 19 00:00:00 host ais: {ONE}", f"{ONE} ( timestamp: 20261350000000)", f"{ONE}\t12:00"]
)
def test_a_time_that_is_none_is_none(db, tmp_path, line):
    assert loaded(db, tmp_path, line + "\n", "a.txt").reasons == {"no_time": 1}


# -- mappings, refusals --------------------------------------------------------------------------------------------

OWN = {
    "ship": {"no": 440123456, "called": "HAE SONG"},
    "at": {"pos": [129.5, 35.0], "zeit": "19.11.2026 09:00:00"},
    "v10": 123,
}
TOML = """
name = "own"
time_format = "%d.%m.%Y %H:%M:%S"
utc_offset_h = 9
sog_per_kn = 10
[columns]
id = "ship.no"
name = "ship.called"
time = "at.zeit"
lat = "at.pos[1]"
lon = "at.pos[0]"
sog = "v10"
"""


@pytest.mark.parametrize(
    "text",
    [
        lines(OWN, OWN | {"v10": 1023}),
        json.dumps([OWN, OWN | {"v10": 1023}]),
        json.dumps({"data": [OWN, OWN | {"v10": 1023}]}),
    ],
)
def test_a_mapping_names_the_keys_of_json(db, tmp_path, text):
    (tmp_path / "m.toml").write_text(TOML)
    entry = loaded(db, tmp_path, text, mapping=tmp_path / "m.toml")
    assert (entry.layout, entry.rows_kept) == ("own", 2)
    fix = db.table("fixes").sort_values("sog_kn").iloc[0]
    assert (fix.ssvid, str(fix.time), fix.lat, fix.lon) == (
        440123456,
        UTC_T,
        35.0,
        129.5,
    ) and fix.sog_kn == pytest.approx(12.3)
    assert db.table("statics").name[0] == "HAE SONG"


def test_a_mapping_that_does_not_fit_names_what_stands_there(db, tmp_path):
    (tmp_path / "m.toml").write_text(TOML)
    (tmp_path / "a.json").write_text(lines(PLAIN))
    with pytest.raises(vt.WrongUse, match="finds no id, time, lat, lon") as e:
        db.load(tmp_path / "a.json", mapping=tmp_path / "m.toml")
    assert "mmsi, timestamp, lat, lon" in str(e.value)


def test_objects_of_no_known_format_are_refused_with_their_keys_and_the_way_out(db, tmp_path):
    (tmp_path / "a.json").write_text(lines({"mmsi": 440123456, "dtg": "26-11-19 00:00:00", "lat": 35.0, "lon": 129.5}))
    with pytest.raises(vt.UnreadableInput, match="dtg reads '26-11-19 00:00:00'; no key is known for time") as e:
        db.load(tmp_path / "a.json")
    assert "--mapping" in str(e.value) and "time_format" in str(e.value)
    (tmp_path / "m.toml").write_text(
        'name="own"\ntime_format="%y-%m-%d %H:%M:%S"\n[columns]\nid="mmsi"\ntime="dtg"\nlat="lat"\nlon="lon"\n'
    )
    assert db.load(tmp_path / "a.json", mapping=tmp_path / "m.toml").rows_kept[0] == 1


def test_keys_that_nobody_reads_are_named(tmp_path):
    (tmp_path / "a.json").write_text(lines(PLAIN | {"mothership": 1, "x_y": {"z": 2}}))
    (source,) = sources_of(tmp_path / "a.json")
    assert recognise(source)[0] is PLAIN_JSON and PLAIN_JSON.unread(source.head) == ["mothership", "x_y.z"]
    (tmp_path / "b.json").write_text(json.dumps([{"AIS": VESSELFINDER}]))
    (source,) = sources_of(tmp_path / "b.json")
    assert recognise(source)[0].unread(source.head) == ["AIS.ZONE"]


@pytest.mark.parametrize(
    "key",
    ['a"b', "a'b", "a.b", "$", "*", "a\\b", "'); DROP TABLE fixes; --", "[0]", "\u0000", "geometry.coordinates[0]"],
)
def test_names_of_keys_never_act(db, tmp_path, key):
    assert loaded(db, tmp_path, lines(PLAIN | {key: "9"}, {key: PLAIN})).rows_kept == 1


# -- text ----------------------------------------------------------------------------------------------------------

scalars = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(max_size=4), v, max_size=3), max_leaves=6
)
rows = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "mmsi", "c d"]), values, min_size=1, max_size=3), min_size=1, max_size=6
)


@given(rows, st.sampled_from(["lines", "array", "collection", "pages", "long"]), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_no_object_is_lost_however_they_are_written_and_wherever_the_text_is_cut(some, how, cut):
    if how == "lines":
        text = "".join(json.dumps(r) + "\n" for r in some)
    elif how == "array":
        text = json.dumps(some)
    elif how == "collection":
        text = json.dumps({"type": "x", "crs": {"a": [1]}, "features": some, "n": {"total": len(some)}})
    elif how == "pages":
        text = "".join(json.dumps({"data": [r], "next": None}) + "\n" for r in some)
    else:
        text = "\n".join(json.dumps(r, indent=2) for r in some)
    assert list(objects(iter([text]))) == some
    assert list(objects(text[i : i + cut] for i in range(0, len(text), cut))) == some


def test_keys_are_dotted_and_of_arrays_numbered():
    found = keys_of([{"a": {"b": [1, {"c": 2}]}}, {"a": 1, 'q"': 2}])
    assert found == {"a.b[0]": '$."a"."b"[0]', "a.b[1].c": '$."a"."b"[1]."c"', "a": '$."a"'}


def test_a_collection_that_breaks_off_keeps_what_stood_before(db, tmp_path):
    text = json.dumps({"DATA": [MARINETRAFFIC, MARINETRAFFIC | {"TIMESTAMP": "2026-11-19T00:01:00"}, MARINETRAFFIC]})
    entry = loaded(db, tmp_path, text[: text.rindex("{") + 40])
    assert (entry.rows_kept, entry.reasons) == (2, {"unparsable": 1})
    assert pd.notna(db.table("rejects").line[0])
