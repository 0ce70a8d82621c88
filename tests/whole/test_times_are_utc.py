"""Every time in a frame that a user gets, and in a Parquet file that we write, says that it is UTC."""

import inspect

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import vesseltrack as vt
from vesseltrack import report
from vesseltrack.report.export.layers import LAYERS
from vesseltrack.schema import TABLES
from vesseltrack.settings import load_settings

from builders.sea import OPEN_SEA

SHIP, OTHER = 273000001, 412000002
NOT_FRAMES = {
    "check": "rows of words", "update_lists": "goes to the network", "zones": "has days, no times", "lists": "has days, no times",
    "listed": "has days, no times", "rejects": "has no times", "file_columns": "has no times", "agreement": "has no times",
}  # fmt: skip
"""Methods that give frames without a time in them."""


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A listed ship that met another and went dark, judged by a night and an analyst."""
    folder = tmp_path_factory.mktemp("utc")
    lines = [
        "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"
    ]
    for h in range(60):
        if not 20 < h < 40:
            time = pd.Timestamp("2026-11-16") + pd.Timedelta(hours=h)
            for ship, name, imo, off in ((SHIP, "LADY R", "IMO9161003", 0.0), (OTHER, "OTHER", "", 0.0004)):
                lines.append(
                    f"{ship},{time:%Y-%m-%dT%H:%M:%S},{OPEN_SEA[0] + off},{OPEN_SEA[1]},0.1,1.0,2,{name},{imo},X,70,0,100,20,5,,A"
                )
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    with vt.open(folder / "s.duckdb") as database:
        database.nightly("2026-11-18", folder / "a.csv", out=folder / "alerts")
        database.mark(str(database.alerts().alert.iloc[0]), "watch", by="KIM")
        yield database


def naive(frame):
    """Columns of times that do not say that they are UTC."""
    return [
        c
        for c, t in frame.dtypes.items()
        if pd.api.types.is_datetime64_any_dtype(t) and str(getattr(t, "tz", None)) != "UTC"
    ]


def test_every_table_as_a_frame_is_as_declared(db):
    there = db.store.names()
    seen = 0
    for table in TABLES.values():
        if table.name in there:
            frame = db.table(table.name)
            for column in table.columns:
                if column.type == "TIMESTAMP":
                    assert str(frame[column.name].dtype.tz) == "UTC", f"{table.name}.{column.name}"
                    seen += 1
    assert seen > 60


def frames_of(db):
    """Every frame that a method of a database gives, by the name of the method."""
    ship, contacts, alert = db.ship(SHIP), db.contacts(SHIP, as_one=False), db.alert("L1")
    yield from {
        "alerts": db.alerts(), "sql": db.sql("SELECT now()::TIMESTAMP AS t, [1] AS x"), "table": db.table("gaps"),
        "track": db.track(SHIP), "files": db.files(), "history": db.history(), "verdicts": db.verdicts(),
        "vessel_id": ship.heard, "identities": ship.identities, "signs": ship.signs, "timeline": ship.timeline(),
        "contacts": contacts.meetings, "alert": alert.row.to_frame().T.infer_objects(), "became": alert.history,
        **{f"layer {layer.name}": db.layers().layer(layer.name) for layer in LAYERS},
    }.items()  # fmt: skip


def test_every_frame_of_a_method_says_utc(db):
    for name, frame in frames_of(db):
        wrong = [c for c in naive(frame) if (name, c) != ("verdicts", "quiet_until")]  # a day
        assert wrong == [], name
    assert len(db.history()) and len(db.verdicts()) and len(db.ship(SHIP).timeline()) > 3


def test_no_method_that_gives_a_frame_is_forgotten(db):
    told = {name for name, _ in frames_of(db)} | set(NOT_FRAMES)
    for name, method in inspect.getmembers(vt.Database, inspect.isfunction):
        returns = str(inspect.signature(method).return_annotation)
        if not name.startswith("_") and ("DataFrame" in returns or "SeaFrame" in returns):
            assert name in told | {"load", "detect", "replay_with"}, name


def test_what_was_searched_says_utc(db):
    assert str(db.searched()["first_time"].tzinfo) == "UTC"


def test_every_parquet_file_says_utc(db, tmp_path):
    report.write_alerts(db.store, load_settings(), tmp_path / "night")
    report.write_dossier(db.store, load_settings(), SHIP, tmp_path / "dossier")
    db.export(tmp_path / "x.parquet")
    files = sorted(tmp_path.rglob("*.parquet"))
    assert {f.name for f in files} == {
        "alerts.parquet",
        "tracks.parquet",
        "messages.parquet",
        "particulars.parquet",
        "x.parquet",
    }
    for file in files:
        times = [f for f in pq.read_schema(file) if pa.types.is_timestamp(f.type)]
        assert times, file.name
        assert {f.type.tz for f in times} == {"UTC"}, file.name
        assert pq.read_metadata(file).num_rows, file.name


def test_a_time_of_another_zone_is_asked_for_rightly(db):
    from datetime import datetime, timedelta, timezone

    seoul = timezone(timedelta(hours=9))
    layers = db.layers(
        [SHIP],
        since=datetime(2026, 11, 16, 9, tzinfo=seoul),
        until=datetime(2026, 11, 16, 11, tzinfo=seoul),
        every_position=True,
    )
    assert layers.layer("positions").time.dt.hour.tolist() == [0, 1, 2]
