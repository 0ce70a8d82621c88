"""Every format a user may bring: known by its contents, read rightly, each row accounted for."""

import importlib.metadata
import json
import re
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.sources import READERS, finding
from vesseltrack.sources.finding import recognise
from vesseltrack.sources.packing import sources_of

from builders.formats import ENVELOPE, EXACTEARTH, SAYINGS
from builders.paths import SHARED, needs_shared

REAL = SHARED / "real"
TIME = pd.Timestamp("2026-11-16 00:00:05")


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


@pytest.mark.parametrize("name", SAYINGS)
@pytest.mark.parametrize("letters", ["utf-8", "cp949"])
def test_each_format_says_the_same(db, tmp_path, name, letters):
    (tmp_path / "export").write_bytes(SAYINGS[name].encode(letters))
    loaded = db.load(tmp_path / "export").iloc[0]
    assert loaded.layout == name.split()[0]
    assert (loaded.rows_read, loaded.rows_kept, loaded.rows_refused) == (1, 1, 0), loaded.reasons
    fix = db.table("fixes").iloc[0]
    assert (fix.ssvid, fix.time.floor("s")) == (440123456, TIME.tz_localize("UTC"))
    assert (round(fix.lat, 5), round(fix.lon, 5)) == (35.1, 129.05)
    assert fix.sog_kn == pytest.approx(12.3) and fix.cog_deg == pytest.approx(45.6)
    assert name == "msgid-epoch" or fix.heading_deg == 46
    assert pd.isna(fix.rot_deg_min) or fix.rot_deg_min == 0


def test_geoparquet_whose_places_are_only_in_its_geometry(db, tmp_path):
    frame = pd.DataFrame(
        {"mmsi": [440123456, 440123457], "base_date_time": [TIME, TIME], "sog": [12.3, 0.0], "vessel_name": ["A", None]}
    )
    gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([129.05, 129.1], [35.1, 35.2]), crs=4326).to_parquet(
        tmp_path / "a.parquet"
    )
    assert db.load(tmp_path / "a.parquet").layout[0] == "noaa"
    assert db.sql("SELECT ssvid, lat, lon FROM fixes ORDER BY ssvid").to_numpy().tolist() == [
        [440123456, 35.1, 129.05],
        [440123457, 35.2, 129.1],
    ]


def test_geoparquet_without_latitude_keeps_the_layouts_own_time_and_units(db, tmp_path):
    (tmp_path / "h.toml").write_text(
        'name = "harbour"\ntime_format = "%d.%m.%Y %H:%M:%S"\nutc_offset_h = 9\nsog_per_kn = 10\n'
        '[columns]\nid = "Schiff"\ntime = "Zeit"\nlat = "Breite"\nlon = "Laenge"\nsog = "Fahrt"\n'
    )
    frame = pd.DataFrame({"Schiff": [440123456], "Zeit": ["16.11.2026 09:02:05"], "Fahrt": [123]})
    gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy([129.05], [35.1]), crs=4326).to_parquet(tmp_path / "a.parquet")
    db.load(tmp_path / "a.parquet", mapping=tmp_path / "h.toml")
    (fix,) = db.table("fixes").itertuples()
    assert (fix.time, fix.lat, fix.lon) == (pd.Timestamp("2026-11-16 00:02:05", tz="UTC"), 35.1, 129.05)
    assert fix.sog_kn == pytest.approx(12.3)


STATICS = {
    "korea-mof-ships": "MMSI,선박명,선종코드,IMO,호출부호,DimA,DimB,DimC,DimD,흘수,추정톤수\n440123456,EVER GLORY,70,9161003,DABC1,90,30,8,10,7.5,5000\n",
    "exactearth": EXACTEARTH + '\n"440123456","5","20261116_000005","680","EVER GLORY@@","DABC1","9161003","70","90","30","7.5","BUSAN","","","","","","",""\n',
    "aisstream": json.dumps({"MessageType": "ShipStaticData", "MetaData": {"MMSI": 440123456,
    "time_utc": "2026-11-16 00:00:05.1 +0000 UTC"}, "Message": {"ShipStaticData": {"MessageID": 5, "UserID": 440123456, "Name": "EVER GLORY", "CallSign": "DABC1", "ImoNumber": 9161003, "Type": 70, "MaximumStaticDraught": 7.5, "Destination": "BUSAN", "Dimension": {"A": 90, "B": 30, "C": 8, "D": 10}, "Eta": {"Month": 11, "Day": 17, "Hour": 8, "Minute": 0}}}}),
    "digitraffic-ships": json.dumps([{"mmsi": 440123456, "name": "EVER GLORY", "shipType": 70, "referencePointA": 90,
    "referencePointB": 30, "referencePointC": 8, "referencePointD": 10, "draught": 75, "imo": 9161003, "callSign": "DABC1", "eta": (11 << 16) + (17 << 11) + (8 << 6), "timestamp": 1794787205000, "destination": "BUSAN"}]),
}  # fmt: skip


@pytest.mark.parametrize("name", STATICS)
def test_particulars_become_rows_of_their_own(db, tmp_path, name):
    (tmp_path / "ships").write_text(STATICS[name], encoding="utf-8")
    loaded = db.load(tmp_path / "ships").iloc[0]
    assert (loaded.layout, loaded.rows_read, loaded.rows_kept) == (name, 1, 1)
    said = db.table("statics").iloc[0]
    assert (said["name"], said.imo, said.call_sign, said.ship_type) == ("EVER GLORY", 9161003, "DABC1", 70)
    assert (said.length_m, said.draught_m, said.to_bow_m, said.to_stern_m) == (120, 7.5, 90, 30)
    if name == "korea-mof-ships":
        assert pd.isna(said.first_time)
    else:
        assert said.destination == "BUSAN" and said.first_time.floor("s") == said.last_time.floor(
            "s"
        ) == TIME.tz_localize("UTC")
    if "aisstream" in name or "digitraffic" in name:
        assert said.eta == "11-17 08:00" and (said.to_port_m, said.to_starboard_m, said.width_m) == (8, 10, 18)
    assert len(db.table("fixes")) == 0


def test_a_destination_that_changes_is_two_rows_with_their_times(db, tmp_path):
    head = "mmsi,time,lat,lon,name,destination\n"
    rows = [
        f"440123456,2026-11-16 00:{m:02}:00,35.1,129.{m:02},EVER GLORY,{d}\n"
        for m, d in enumerate(["BUSAN", "BUSAN", "NAMPO", "BUSAN"])
    ]
    (tmp_path / "a.csv").write_text(head + "".join(rows))
    db.load(tmp_path / "a.csv")
    said = db.table("statics").set_index("destination")
    assert said.messages.to_dict() == {"BUSAN": 3, "NAMPO": 1}
    assert [t.minute for t in said.loc["BUSAN", ["first_time", "last_time"]]] == [0, 3]


def test_stations_are_kept_apart_not_lost(db, tmp_path):
    numbers = {
        "004401234": "base_station",
        "111440123": "sar_aircraft",
        "994401234": "aid_to_navigation",
        "970123456": "distress_beacon",
    }
    (tmp_path / "a.csv").write_text(
        "mmsi,time,lat,lon\n" + "".join(f"{n},2026-11-16T00:00:05,35.1,129.05\n" for n in numbers)
    )
    loaded = db.load(tmp_path / "a.csv").iloc[0]
    assert (loaded.rows_read, loaded.rows_kept, loaded.rows_refused) == (4, 4, 0)
    assert db.table("stations").set_index("station").station_type.to_dict() == {int(n): k for n, k in numbers.items()}
    assert len(db.table("fixes")) == 0


def test_a_ship_without_a_number_goes_through_every_step_and_file(tmp_path):
    """An enciphered id lies alongside another for five hours far from land, and both get their alert."""
    ids = ["QQNQcWMDznFEjccPBIYSVw==", "ZZNQcWMDznFEjccPBIYSVw=="]
    lines = [
        # both drift north-east, some 55 m apart, bows the same way
        f"{i},2026-11-16 {9 + m // 60:02}:{m % 60:02}:00,{35 + n * 0.0005 + m * 6e-5:.5f},{131 + m * 6e-5:.5f},0.3,45,80"
        for n, i in enumerate(ids)
        for m in range(0, 360, 5)
    ]
    (tmp_path / "a.csv").write_bytes("\r\n".join(["MMSI,일시,위도,경도,SOG,COG,Heading", *lines, ""]).encode("cp949"))
    (tmp_path / "Static.csv").write_bytes(f"MMSI,선종코드\r\n{ids[0]},80\r\n{ids[1]},80\r\n".encode("cp949"))
    with vt.open(tmp_path / "s.duckdb") as db:
        db.load(tmp_path)
        alerts = db.detect(out=tmp_path / "alerts")
        ships = db.table("ships")
        assert sorted(ships.id) == ids and ships.mmsi.isna().all() and set(ships.vessel_type) == {"tanker"}
        assert (alerts.event_type == "encounter").any()
    text = next((tmp_path / "alerts").rglob("*.csv")).read_text()
    assert ids[0] in text and "-0" not in text.split("\n")[1][:40]
    assert ids[0] in next((tmp_path / "alerts").rglob("*.geojson")).read_text()


def test_a_folder_gives_its_files_and_none_from_outside(db, tmp_path):
    inside, outside = tmp_path / "in" / "deep", tmp_path / "out"
    inside.mkdir(parents=True)
    outside.mkdir()
    (inside / "a.csv").write_text(SAYINGS["noaa"])
    (inside / "readme.txt").write_text("about these files\n")
    (inside / ".hidden.csv").write_text(SAYINGS["plain"])
    (outside / "secret.csv").write_text(SAYINGS["ungp"])
    (inside / "link.csv").symlink_to(outside / "secret.csv")
    (inside / "folder").symlink_to(outside)
    loaded = db.load(tmp_path / "in")
    assert [Path(n).name for n in loaded.name] == ["a.csv", "readme.txt"]
    assert loaded.note[1].startswith("not loaded: ") and len(db.table("fixes")) == 1


def test_one_bad_file_does_not_keep_the_others_out(db, tmp_path):
    (tmp_path / "a.csv").write_text("\x00\x00")
    (tmp_path / "b.csv").write_text(SAYINGS["noaa"])
    with pytest.raises(vt.UnreadableInput, match="not text"):
        db.load(tmp_path / "*.csv")
    assert len(db.table("fixes")) == 1


def test_a_changed_file_of_the_same_name_is_noticed(db, tmp_path):
    (tmp_path / "a.csv").write_text(SAYINGS["noaa"])
    db.load(tmp_path / "a.csv")
    (tmp_path / "a.csv").write_text(SAYINGS["noaa"] + "440123456,2026-11-16T00:10:05,35.2,129.05,12.3,45.6,46\n")
    loaded = db.load(tmp_path / "a.csv").iloc[0]
    assert "loaded before, with other contents" in loaded.note and (loaded.rows_kept, loaded.rows_duplicate) == (1, 1)
    assert "other contents" in db.table("files").note[1]


def test_an_endless_line_is_cut_and_the_lines_around_it_stay(db, tmp_path):
    head, row = SAYINGS["noaa"].splitlines(keepends=True)
    other = row.replace("00:00:05", "00:10:05")
    (tmp_path / "a.csv").write_text(head + row + "x" * 5_000_000 + "\n" + other)
    loaded = db.load(tmp_path / "a.csv").iloc[0]
    assert (loaded.rows_read, loaded.rows_kept, loaded.reasons) == (3, 2, {"unparsable": 1})
    assert db.table("rejects").iloc[0][["line", "reason"]].tolist() == [3, "unparsable"]


def test_an_asked_format_overrides_and_an_unknown_one_says_what_there_is(db, tmp_path):
    (tmp_path / "a.csv").write_text(SAYINGS["plain"])
    assert db.load(tmp_path / "a.csv", format="plain").layout[0] == "plain"
    with pytest.raises(vt.WrongUse, match=r"the formats are: .*noaa, dma, "):
        db.load(tmp_path / "a.csv", format="nonsense")
    with pytest.raises(vt.WrongUse, match="finds no header"):
        db.load(write(tmp_path / "b.csv", "a,b\n1,2\n"), format="dma")


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_sniff_says_what_and_why_and_shows_rows_and_loads_nothing(tmp_path):
    (seen,) = vt.sniff(write(tmp_path / "a.csv", SAYINGS["korea-mof two lines before"]))
    assert (seen.layout, seen.encoding, seen.why) == ("korea-mof", "utf-8", "line 3 is a header with 일시, 위도, 경도")
    assert seen.rows.ssvid.tolist() == ["440123456"] and seen.rows.time[0] == str(TIME)
    (seen,) = vt.sniff(write(tmp_path / "b.csv", "a,b\n1,2\n"))
    assert seen.layout == "" and "no format we know" in seen.why


def test_json_that_breaks_off_keeps_what_stood_before(db, tmp_path):
    text = json.dumps(
        [ENVELOPE, ENVELOPE | {"MetaData": ENVELOPE["MetaData"] | {"time_utc": "2026-11-16 00:01:05 +0000 UTC"}}]
    )
    loaded = db.load(write(tmp_path / "a.json", text[:-200])).iloc[0]
    assert (loaded.rows_read, loaded.rows_kept, loaded.reasons) == (2, 1, {"unparsable": 1})


def test_a_bad_line_among_json_lines_is_refused_alone(db, tmp_path):
    line = json.dumps(ENVELOPE)
    loaded = db.load(
        write(tmp_path / "a.ndjson", f"{line}\n{{broken\n[1]\n{line.replace('00:00:05', '00:01:05')}\n")
    ).iloc[0]
    assert (loaded.rows_read, loaded.rows_kept, loaded.reasons) == (4, 2, {"unparsable": 2})


PAGE = (Path(vt.__file__).parent / "sources" / "README.md").read_text(encoding="utf-8")
EXAMPLES = dict(reversed(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)))


def test_the_pages_examples_of_a_format_of_your_own_work(db, tmp_path, monkeypatch):
    (tmp_path / "buoys.py").write_text(EXAMPLES["python"])
    log = write(
        tmp_path / "buoys.txt",
        "440123456@35.1,129.05 2026-11-16T00:00:05\nrubbish\n440123456@91,181 2026-11-16T00:01:05\n",
    )
    loaded = db.load(log, format=f"{tmp_path}/buoys.py:Buoys").iloc[0]
    assert (loaded.layout, loaded.rows_kept, loaded.reasons) == ("buoys", 1, {"unparsable": 1, "no_position": 1})
    rejects = db.table("rejects").set_index("line")
    assert rejects.raw.to_dict() == {2: "rubbish", 3: "440123456@91,181 2026-11-16T00:01:05"}
    with pytest.raises(vt.WrongUse, match="no reader Nothing"):
        db.load(log, format=f"{tmp_path}/buoys.py:Nothing")

    entry = importlib.metadata.EntryPoint("buoys", "buoys:Buoys", "vesseltrack.readers")
    monkeypatch.syspath_prepend(str(tmp_path))
    finding.readers.cache_clear()
    with monkeypatch.context() as installed:
        installed.setattr(finding, "entry_points", lambda group: [entry])
        assert vt.sniff(log)[0].layout == "buoys"
    finding.readers.cache_clear()

    (tmp_path / "h.toml").write_text(EXAMPLES["toml"])
    table = write(
        tmp_path / "h.csv", "Schiff;Zeit;Breite;Laenge;Fahrt_kn10\n440123456;16.11.2026 09:02:05;35.1;129.05;123\n"
    )
    db.load(table, mapping=tmp_path / "h.toml")
    assert db.sql("SELECT sog_kn FROM fixes WHERE time = TIMESTAMP '2026-11-16 00:02:05'").sog_kn[0] == pytest.approx(
        12.3
    )


def test_the_page_lists_every_format():
    listed = set(
        re.findall(r"`([\w-]+)`", "".join(line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")))
    )
    assert {r.name for r in READERS} <= listed


# -- real files: counted here a second way ------------------------------------------------------------------------

EVERY = sorted(p.relative_to(REAL) for p in REAL.rglob("*") if p.is_file()) if REAL.exists() else []


@needs_shared
@pytest.mark.parametrize("path", EVERY, ids=str)
def test_every_real_file_is_known_and_each_of_its_rows_accounted_for(db, path):
    loaded = db.load(REAL / path).iloc[0]
    assert loaded.layout and loaded.rows_read > 0
    assert loaded.rows_read == loaded.rows_kept + loaded.rows_duplicate + loaded.rows_refused
    assert sum(loaded.reasons.values()) == loaded.rows_refused
    ledger = db.table("files").iloc[0]
    fixes, stations = len(db.table("fixes")), len(db.table("stations"))
    assert ledger.rows_kept == fixes + ledger.rows_particulars + stations and ledger.rows_station == stations
    assert len(db.table("rejects")) == sum(min(n, 1000) for n in loaded.reasons.values())
    assert db.load(REAL / path).already[0] or not loaded.rows_kept


@needs_shared
@pytest.mark.parametrize(
    ("name", "options", "id_", "keys"),
    [
        ("dma/aisdk_2026-04-26_first20000.csv", {}, "MMSI", ["# Timestamp", "MMSI", "Latitude", "Longitude", "SOG", "COG",
        "Heading", "ROT", "Navigational status", "Type of mobile"]),
        ("vendors/ungp/sample_stratified.csv.gz", {}, "mmsi", ["msg_timestamp", "mmsi", "latitude", "longitude", "speed",
        "course", "heading", "collection_type"]),
        ("vendors/gibraltar_2016_marinetraffic_style_20k.csv", {"sep": ";"}, "MMSI", ["TIMESTAMP_UTC", "MMSI", "LAT", "LON",
        "SPEED_KNOTSx10", "COURSE", "HEADING", "STATUS"]),
        ("korea/mof_route_5_202004.cp949.csv.gz", {"encoding": "cp949"}, "MMSI", None),
    ],
)  # fmt: skip
def test_counts_are_those_of_another_reader(db, name, options, id_, keys):
    frame = pd.read_csv(REAL / name, **options)
    loaded = db.load(REAL / name).iloc[0]
    assert loaded.rows_read == len(frame)
    if name.startswith("dma"):
        apart = frame["Type of mobile"].isin(["Base Station", "AtoN"])
        says = (
            frame.Name.notna()
            | frame.IMO.ne("Unknown")
            | frame.Callsign.ne("Unknown")
            | frame.Destination.ne("Unknown")
        )
        assert loaded.reasons == {"no_position": int((~apart & (frame.Latitude == 91) & ~says).sum())}
        ships = frame[~apart & (frame.Latitude != 91)]
        # status "Unknown value" and its like say as little as none at all
        words = ships["Navigational status"].where(~ships["Navigational status"].str.contains("Unknown|future use"))
        different = ships.assign(**{"Navigational status": words})[keys].drop_duplicates()
        assert len(db.table("fixes")) == len(different)
        said = db.sql("SELECT DISTINCT name, ship_type FROM statics WHERE ship_type = 80")
        assert len(said) == frame[frame["Ship type"] == "Tanker"].Name.nunique()
    elif keys is None:
        assert loaded.rows_kept == len(frame.drop_duplicates())
    else:
        assert abs(loaded.rows_kept - len(frame[keys].drop_duplicates())) <= 2


@needs_shared
def test_a_coast_stations_number_on_ships_transponders_is_the_ships(db):
    """2,579,999 has seven digits: a coast station's number without its leading zeros. 8,286 rows say class A: all are a ship's."""
    db.load(REAL / "vendors/ungp/task4_mmsi_2579999.csv.gz")
    assert len(db.table("fixes")) == 10828 and len(db.table("stations")) == 0
    assert db.sql("SELECT count(ais_class) AS n FROM fixes").n[0] == 8286


@needs_shared
def test_speed_in_tenths_and_korean_time(db):
    db.load(REAL / "vendors/gibraltar_2016_marinetraffic_style_20k.csv")
    fix = db.sql("SELECT * FROM fixes WHERE ssvid = 305575000 AND time = TIMESTAMP '2016-06-01 04:43:50'").iloc[0]
    assert fix.sog_kn == pytest.approx(17.1)
    db.load(REAL / "korea/mof_route_1_202002.cp949.csv.gz")
    first = db.sql("SELECT min(time) AS t FROM fixes WHERE ssvid < 0").t[0]
    assert first == pd.Timestamp("2020-02-03 18:54:10", tz="UTC") - pd.Timedelta(hours=9)


@needs_shared
def test_many_files_in_one_zip(db, tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for path in (
            "korea/mof_route_1_202002.cp949.csv.gz",
            "nmea/tokyo_bay_d-zenju/ais_sample.nmea",
            "vendors/kystverket/case_2020.csv",
        ):
            z.write(REAL / path, path)
    loaded = db.load(tmp_path / "all.zip")
    assert loaded.layout.tolist() == ["korea-mof", "nmea", "kystverket"] and loaded.rows_kept.min() > 1000


def test_recognition_never_takes_one_format_for_another(tmp_path):
    for name, text in SAYINGS.items():
        reader, why = recognise(sources_of(write(tmp_path / "x", text))[0])
        assert reader.name == name.split()[0] and why


def test_sniffing_a_file_without_one_whole_line_shows_the_columns_all_the_same(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("MMSI,BaseDateTime,LAT,LON\na,broken,line\n")
    (sniffed,) = vt.sniff(path)
    assert sniffed.layout == "noaa" and sniffed.rows.empty and {"ssvid", "time", "reason"} <= set(sniffed.rows.columns)
