"""Who is no ship, and who is: numbers by ITU-R M.585, auxiliary craft and their mothers, net markers and buoys."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.scoring.event_indicators import weighed
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.store import Store

from builders.examples import examples
from builders.nmea import armoured, messages, sentence
from builders.sea import OPEN_SEA, Sea

KINDS = {
    440123456: "ship", 775999999: "ship", 201000000: "ship",
    4401234: "coast", 2010000: "coast", 7759999: "coast",
    44012345: "group",
    111440123: "sar_aircraft", 844012345: "handheld",
    970123456: "distress_beacon", 972123456: "distress_beacon", 974123456: "distress_beacon", 979001234: "gear",
    984401234: "craft", 994401234: "aid_to_navigation",
    # of no rule: a MID that is none, a number of no form
    9412345: None, 1009834: None, 200999999: None, 776000000: None, 800123456: None, 100900101: None, 111900123: None,
    980012345: None, 990012345: None, 971123456: None, 123: None, -5: None,
}  # fmt: skip


def test_what_a_number_is_by_itu_r_m_585():
    with Store() as store:
        said = {n: store.one("SELECT kind_of_number($n)", {"n": n})[0] for n in KINDS}
    assert said == KINDS


@pytest.fixture
def db(tmp_path):
    with vt.open(tmp_path / "s.duckdb") as opened:
        yield opened


def put(path, header, *rows):
    path.write_text("\n".join([header, *rows, ""]))
    return path


def sailing(number, n=12, extra=""):
    """A boat going north at 7 kn, a message each five minutes."""
    return [f"{number},2026-11-19 00:{5 * i:02d}:00,{35 + i * 0.01:.2f},128.5{extra}" for i in range(n)]


def test_a_number_of_no_rule_is_a_ships_with_its_name(db, tmp_path):
    """OpenCPN #4404: half of the class B boats of South-East Asia send 009xxxxxx."""
    db.load(put(tmp_path / "a.csv", "mmsi,time,lat,lon,name,ship_type", *sailing("009412345", extra=",MIN LE 22,30")))
    assert len(db.table("fixes")) == 12 and len(db.table("stations")) == 0
    assert db.table("statics")[["ssvid", "name", "ship_type"]].values.tolist() == [[9412345, "MIN LE 22", 30]]


@pytest.mark.parametrize("extra", [",B,,", ",,70,", ",,,CHANG MOU 7", ",A,,"])
def test_a_coast_stations_number_is_a_ships_if_anything_says_so(db, tmp_path, extra):
    db.load(
        put(
            tmp_path / "a.csv",
            "mmsi,time,lat,lon,class,ship_type,name",
            f"004401234,2026-11-19 00:00:00,35,128.5{extra}",
        )
    )
    assert (len(db.table("fixes")), len(db.table("stations"))) == (1, 0)


def test_a_coast_stations_number_that_sails_is_a_ships(db, tmp_path):
    db.load(put(tmp_path / "a.csv", "mmsi,time,lat,lon", *sailing(5031234)))
    assert (len(db.table("fixes")), len(db.table("stations"))) == (12, 0)
    ledger = db.table("files").iloc[0]
    assert (ledger.rows_kept, ledger.rows_station, ledger.rows_duplicate) == (12, 0, 0)
    assert ledger.first_time == pd.Timestamp("2026-11-19", tz="UTC") and ledger.last_time == pd.Timestamp(
        "2026-11-19 00:55", tz="UTC"
    )


def test_a_coast_station_stays_one_though_it_stirs_or_has_two_sites(db, tmp_path):
    here = [f"4401234,2026-11-19 {i:02d}:00:00,{35 + 0.0001 * (i % 3)},128.5" for i in range(24)]
    there = [f"4401235,2026-11-19 {i:02d}:00:00,{35 + 0.3 * (i % 2)},128.5" for i in range(24)]
    db.load(put(tmp_path / "a.csv", "mmsi,time,lat,lon", *here, *there))
    assert set(db.table("stations").station_type) == {"base_station"} and len(db.table("fixes")) == 0


def test_an_aid_to_navigation_is_none_by_its_name_but_by_a_ships_message(db, tmp_path):
    head = "mmsi,time,lat,lon,name,class"
    db.load(
        put(
            tmp_path / "a.csv",
            head,
            "994401234,2026-11-19 00:00:00,35,128.5,NO 3 LIGHT,",
            "994160209,2026-11-19 00:00:00,35,128.5,ZHENG-4-68%,B",
        )
    )
    assert db.table("stations").station.tolist() == [994401234] and db.table("fixes").ssvid.tolist() == [994160209]


ROWS = [
    *(f"4401234,2026-11-19 0{i}:00:00,35.0,128.5,,," for i in range(4)),
    "4401234,2026-11-19 05:00:00,35.0,128.5,,70,HAE SONG",
    "4401234,2026-11-19 06:00:00,35.0,128.5,B,,",
    "994401234,2026-11-19 00:00:00,35.0,128.5,,,NO 3 LIGHT",
    "4405555,2026-11-19 00:00:00,35.0,128.5,,,",
    "4401234,2026-11-19 01:00:00,35.00,128.5,,,",  # again, in other bytes: a file of the very same is not loaded twice
]


@given(st.permutations(ROWS), st.sets(st.integers(1, len(ROWS) - 1), max_size=4))
@settings(max_examples=examples(3), deadline=None)
def test_whatever_the_order_and_the_files_the_same_are_ships(tmp_path_factory, rows, cuts):
    folder = tmp_path_factory.mktemp("split")
    with vt.open(folder / "s.duckdb") as db:
        for n, (a, b) in enumerate(itertools.pairwise([0, *sorted(cuts), len(rows)])):
            db.load(put(folder / f"{n}.csv", "mmsi,time,lat,lon,class,ship_type,name", *rows[a:b]))
        fixes, stations, files = db.table("fixes"), db.table("stations"), db.table("files")
        assert fixes.ssvid.tolist() == [4401234] * 6 and fixes.time.is_unique
        assert sorted(stations.station) == [4405555, 994401234]
        assert files.rows_kept.sum() == 8 and files.rows_duplicate.sum() == 1 and files.rows_station.sum() == 2
        assert (files.rows_read == files.rows_kept + files.rows_duplicate + files.rows_refused).all()


# -- messages ------------------------------------------------------------------------------------------------------


def test_type_11_has_the_place_of_a_ship():
    """Laid out as type 4: the answer of a mobile station to a question for the time."""
    payload, fill = armoured(
        (11, 6), (0, 2), (440123456, 30), (2026, 14), (11, 4), (19, 5), (0, 5), (0, 6), (0, 6), (1, 1),
        (129 * 600_000, 28), (35 * 600_000, 27), (1, 4), (0, 10), (0, 1), (0, 19),
    )  # fmt: skip
    (row,) = messages(sentence(payload, fill=fill))
    assert (row["message"], row["id"], row["lon"], row["lat"], row["station"]) == (11, 440123456, 129, 35, None)
    assert row["problem"] is None and not row["particulars_only"]


def part_b(mmsi, *rest):
    return armoured((24, 6), (0, 2), (mmsi, 30), (1, 2), (37, 8), (0, 42), (0, 42), *rest, (0, 6))


def test_a_craft_names_its_mother_where_others_send_their_size():
    payload, fill = part_b(984401234, (412000123, 30))
    (row,) = messages(sentence(payload, fill=fill))
    assert row["mother_ssvid"] == 412000123 and row["ship_type"] == 37 and "to_bow" not in row
    payload, fill = part_b(984401234, (0, 30))
    (row,) = messages(sentence(payload, fill=fill))
    assert row["mother_ssvid"] is None
    payload, fill = part_b(440123456, (10, 9), (5, 9), (2, 6), (3, 6))
    (row,) = messages(sentence(payload, fill=fill))
    assert [row[f"to_{s}"] for s in ("bow", "stern", "port", "starboard")] == [
        10,
        5,
        2,
        3,
    ] and "mother_ssvid" not in row


def test_a_mother_that_another_decoder_took_for_a_size_is_told_from_a_size(db, tmp_path):
    """412000123 in the bits of bow, stern, port and starboard: 196, 233, 61 and 59 m."""
    bits = f"{412000123:030b}"
    sides = [int(bits[a:b], 2) for a, b in ((0, 9), (9, 18), (18, 24), (24, 30))]
    assert sides == [196, 233, 61, 59]
    head = "mmsi,time,lat,lon,to_bow,to_stern,to_port,to_starboard"
    db.load(
        put(
            tmp_path / "a.csv", head, f"984121234,2026-11-19 00:00:00,35,128.5,{','.join(map(str, sides))}",
            "984121235,2026-11-19 00:00:00,35,128.5,4,3,1,1", "440123456,2026-11-19 00:00:00,35,128.5,196,233,61,59",
        )
    )  # fmt: skip
    said = db.table("statics").set_index("ssvid")
    assert said.loc[984121234, "mother_ssvid"] == 412000123 and pd.isna(said.loc[984121234, "length_m"])
    assert pd.isna(said.loc[984121235, "mother_ssvid"]) and said.loc[984121235, "length_m"] == 7
    assert pd.isna(said.loc[440123456, "mother_ssvid"]) and said.loc[440123456, "length_m"] == 429


# -- detection -----------------------------------------------------------------------------------------------------

MOTHER, CRAFT, OTHER = 412000123, 984120001, 440123456
LAT, LON = OPEN_SEA


def together(sea, a, b, hours=5.0, metres=60, lon=LON):
    sea.line(a, 0, hours, (LAT, lon), sog=0.3)
    return sea.line(b, 0, hours, (LAT + metres / 111_195, lon), sog=0.3)


def pairs(sea):
    return [tuple(r) for r in sea.table("encounters")[["vessel_id", "other_vessel_id"]].values.tolist()]


def test_a_craft_beside_its_own_mother_meets_nobody_and_one_of_another_does():
    sea, craft = Sea(), [984120001 + n for n in range(5)]
    together(sea, MOTHER, craft[0], lon=LON)
    together(sea, OTHER, craft[1], lon=LON + 0.5)
    together(sea, craft[2], craft[3], lon=LON + 1)
    together(sea, OTHER + 1, craft[4], lon=LON + 1.5)
    for c in craft[:4]:
        sea.says(c, mother_ssvid=MOTHER)
    sea.run()
    assert sea.table("ships").set_index("ssvid").mother_ssvid[craft[0]] == MOTHER
    # the fourth says of no ship: that is said, and speaks for innocence
    assert pairs(sea) == [(OTHER, craft[1]), (OTHER + 1, craft[4])]
    (doubt,) = (w for w in weighed(ScoringRules()) if w.indicator.name == "craft_of_unknown_ship")
    assert [r[0] for r in sea.select(doubt.select())] == [
        e for e in sea.table("encounters").event if str(craft[4]) in e
    ]


def _reasons(sea, table):
    """The names of the reasons of a table that hold of any of its events."""
    held = set()
    for w in weighed(ScoringRules()):
        if w.indicator.table == table and "matches" not in w.indicator.when and sea.select(w.select()):
            held.add(w.indicator.name)
    return held


def test_a_craft_that_falls_silent_beside_its_mother_was_taken_aboard():
    sea = Sea().says(CRAFT, mother_ssvid=MOTHER, hours=1)
    sea.line(MOTHER, 0, 60, (LAT, LON), sog=0.3)
    sea.line(CRAFT, 0, 20, (LAT + 0.0005, LON), sog=0.3).line(CRAFT, 45, 60, (LAT + 0.0005, LON), sog=0.3)
    sea.line(OTHER, 0, 60, (LAT + 0.1, LON), (LAT + 0.2, LON + 2), sog=5.0)
    sea.run()
    gap = sea.table("gaps").set_index("vessel_id").loc[CRAFT]
    assert gap.hoisted
    assert "hoisted" in _reasons(sea, "gaps")


GEAR = [
    "900101-95%", "ZHENG-4-68%", "NETMARK", "NET MARK 3", "BUOY 12", "BUOY12", "NB12-12.4V", "NET 7", "FISHING NET",
    # heard by satellites over the Indian Ocean (GFW's ais-listener sample, exactEarth's)
    "BOY17 004        7V1", "HX615-7 80%", "994000018         8V", "HF66 BUOY-26", "NETFISH55-01", "TAIHONG8-6 91%",
]  # fmt: skip
SHIPS = [
    *(
        (name, {})
        for name in ("BUOY TENDER 5", "NETTIE", "PERCENT", "NETUNO", "5577", "LADY V", "SEA BUOY", "FISHER", None)
    ),
    # a ship that hides under a buoy's name, and says what she is all the same
    *(("900101-95%", said) for said in ({"ship_type": 80}, {"imo": 9074729}, {"length_m": 90.0})),
]


def beside_boats(markers):
    """For each name and further particulars, a number of no rule that lies five hours beside a fishing boat, far from the others."""
    sea = Sea()
    for n, (name, said) in enumerate(markers):
        boat, marker, lon = 412420700 + n, 100900000 + n * 1000, LON - 1 + 0.12 * n
        sea.line(boat, 0, 5, (LAT, lon), sog=0.3).line(marker, 0, 5, (LAT + 60 / 111_195, lon), sog=0.3)
        sea.says(boat, name=f"LU RONG YU {n}", ship_type=30)
        if name:
            sea.says(marker, name=name, **said)
    return sea.run()


def test_net_markers_are_gear_and_nobodys_partners():
    sea = beside_boats([(name, {}) for name in GEAR])
    ships = sea.table("ships").set_index("ssvid")
    assert ships.gear.to_dict() == {s: s < 200_000_000 for s in ships.index}
    assert set(ships.vessel_type[ships.gear]) == {"gear"} and pairs(sea) == []
    boats = sea.table("loitering").query("vessel_id > 200_000_000")
    assert len(boats) == len(GEAR) and (boats.gear_near == 1).all() and (boats.ships_near == 0).all()
    assert {"gear_beside", "gear"} <= _reasons(sea, "loitering")


def test_a_ship_is_not_gear_by_a_likeness_or_by_a_name_alone():
    sea = beside_boats(SHIPS)
    assert not sea.table("ships").gear.any() and len(pairs(sea)) == len(SHIPS)


def test_nameless_numbers_of_no_rule_that_drift_in_a_cluster_are_gear_and_one_alone_is_not():
    sea = Sea()
    for i in range(3):
        sea.line(100900101 + i, 0, 5, (LAT + 0.005 * i, LON), sog=0.4)
    sea.line(100800001, 0, 5, (LAT + 3, LON), sog=0.4)
    sea.run()
    assert sea.table("ships").set_index("ssvid").gear.to_dict() == {
        100900101: True, 100900102: True, 100900103: True, 100800001: False,
    }  # fmt: skip


def test_gear_is_no_crowd_around_a_meeting_and_makes_no_harbour():
    sea = together(Sea(), 412420777, OTHER, hours=6)
    rng = np.random.default_rng(7)
    for i in range(25):
        north, east = rng.uniform(-0.008, 0.008, 2)
        sea.line(100900101 + i, 0, 6, (LAT + north, LON + east), sog=0.2).says(100900101 + i, name=f"9001{i:02d}-90%")
    sea.run()
    assert pairs(sea) == [(412420777, OTHER)] and len(sea.table("harbours")) == 0
    (met,) = sea.table("encounters").itertuples()
    assert met.ships_near == 0 and met.gear_near >= 10 and "gear_beside" in _reasons(sea, "encounters")
