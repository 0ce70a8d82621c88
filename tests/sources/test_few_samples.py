"""Formats that no other test names: one literal message each, and what it must become."""

import json

import pytest

import vesseltrack as vt

from builders.formats import ENVELOPE


@pytest.fixture
def db():
    with vt.open() as database:
        yield database


def test_lines_of_a_listening_script(db, tmp_path):
    line = "[2026-11-16 00:00:05.245547+00:00] ShipId: 440123456 Latitude: 35.10 Longitude: 129.05\n"
    (tmp_path / "log").write_text(
        line + "[2026-11-16 00:00:06.245547+00:00] ShipId: 440123456 Latitude: x Longitude: 1\n"
    )
    loaded = db.load(tmp_path / "log").iloc[0]
    assert (loaded.layout, loaded.rows_kept, loaded.reasons) == ("shipid-lines", 1, {"unparsable": 1})
    fix = db.table("fixes").iloc[0]
    assert (fix.ssvid, fix.lat, fix.lon, str(fix.time)[:19]) == (440123456, 35.1, 129.05, "2026-11-16 00:00:05")


def test_aisstream_messages_without_envelopes_cannot_be_dated(db, tmp_path):
    (inner,) = ENVELOPE["Message"].values()
    (tmp_path / "inner").write_text(json.dumps(inner) + "\n")
    loaded = db.load(tmp_path / "inner").iloc[0]
    assert (loaded.layout, loaded.rows_kept, loaded.reasons) == ("aisstream-inner", 0, {"no_time": 1})


def test_marinetraffics_api_as_csv(db, tmp_path):
    (tmp_path / "mt").write_text(
        "MMSI,STATUS,SPEED,LON,LAT,COURSE,HEADING,TIMESTAMP,DSRC,UTC_SECONDS\n"
        "440123456,0,123,129.05,35.1,46,46,2026-11-16T00:00:05,TER,5\n"
    )
    loaded = db.load(tmp_path / "mt").iloc[0]
    assert (loaded.layout, loaded.rows_kept) == ("marinetraffic-api", 1)
    assert db.table("fixes").sog_kn[0] == pytest.approx(12.3)  # sent in tenths of a knot


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("korea-shared-ships", "ship_id,ship_nm,ship_kind,ship_len,ship_width\n440123456,HAE YANG,70,120,18\n"),
        (
            "kystverket-ships",
            "mmsi;imo;name;callsign;type;length;width;date_min;date_max\n"
            "440123456;9161003;HAE YANG;DABC1;70;120;18;2026-11-01;2026-11-16 00:00:05\n",
        ),
    ],
)
def test_registers_of_ships(db, tmp_path, layout, text):
    (tmp_path / "ships").write_text(text)
    loaded = db.load(tmp_path / "ships").iloc[0]
    assert (loaded.layout, loaded.rows_kept) == (layout, 1)
    said = db.table("statics").iloc[0]
    assert (said.ssvid, said["name"], said.ship_type, said.length_m, said.width_m) == (
        440123456,
        "HAE YANG",
        70,
        120,
        18,
    )
