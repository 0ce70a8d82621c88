"""Four days of ships, as NOAA writes them, to be loaded night by night."""

from pathlib import Path

import pandas as pd
import pytest

from vesseltrack import report
from vesseltrack.engine import pipeline
from vesseltrack.store import Store

from builders.sea import OPEN_SEA, Sea

A, B = 273000001, 445000002


HEAD = "MMSI,BaseDateTime,LAT,LON,SOG,VesselName,IMO,VesselType,TransceiverClass\n"


def among_passers(days: int) -> Sea:
    """A sea on which six ships go to and fro for some days, and are heard."""
    sea = Sea()
    for n in range(6):
        west, east = (36.4 + 0.03 * n, 123.4), (36.4 + 0.03 * n, 124.4)
        for leg in range(4 * days):
            a, b = (west, east) if leg % 2 else (east, west)
            sea.line(636000100 + n, leg * 6, leg * 6 + 5.9, a, b, every_min=10, sog=8)
    return sea


def sent(sea: Sea, ships: dict[int, str], earlier_days: int = 0) -> pd.DataFrame:
    """What the ships of a sea sent, as NOAA writes it: ``name,IMO,type`` of some are given."""
    frame = pd.DataFrame(sea.rows, columns=["MMSI", "t", "LAT", "LON", "SOG"])
    frame["t"] -= pd.Timedelta(days=earlier_days)
    said = frame.MMSI.map(ships).fillna("PASSER,,70").str.split(",", expand=True)
    stamp = frame.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    return frame.assign(BaseDateTime=stamp, VesselName=said[0], IMO=said[1], VesselType=said[2], TransceiverClass="A")


def small_week() -> pd.DataFrame:
    """Four days: a tanker goes dark among witnesses and comes back, two meet over midnight, a listed ship passes."""
    sea = among_passers(4)
    sea.line(A, 0, 14, (36.5, 122.9), OPEN_SEA, every_min=10, sog=4).line(
        A, 52, 70, OPEN_SEA, (36.6, 124.6), every_min=10, sog=2
    )
    for ship, off, home in ((563000003, 0.0, 122.9), (352000004, 0.0005, 125.3)):
        spot, port = (37.3 + off, 124.1), (37.3 + off, home)
        sea.line(ship, 10, 20, port, spot, every_min=10, sog=6).line(ship, 20, 27, spot, every_min=10, sog=0)
        sea.line(ship, 27, 36, spot, port, every_min=10, sog=6)
    sea.line(B, 30, 80, (36.0, 123.0), (36.0, 124.5), every_min=10, sog=2)
    names = {A: "SEA TRADER,,80", B: "CHON MA SAN,IMO8660313,70", 563000003: "EAST ONE,,80", 352000004: "WEST TWO,,80"}
    return sent(sea, names)


WEEK = small_week()


COLUMNS = HEAD.strip().split(",")


def write(rows: pd.DataFrame, path: Path) -> str:
    rows[COLUMNS].to_csv(path, index=False)
    return str(path)


def outcome(store: Store) -> tuple:
    """Events and alerts, whatever way they were come by."""
    events = [
        store.frame(f"FROM {t} ORDER BY ALL")
        for t in ("gaps", "encounters", "loitering", "visits", "listed_ship_detections", "scored")
    ]
    alerts = store.frame("FROM alerts ORDER BY alert")
    return [e.to_json(date_format="iso") for e in events], alerts.to_json(date_format="iso")


EARLIER = pd.Timedelta(days=60)  # than T0, so that weeks of it are not in the future


LOW = ["scoring.min_score=0.5"]


UNASKED = {
    "visits", "possible_port_calls", "rendezvous_candidates", "possible_rendezvous", "possible_routes", "ship_days", "anomaly_scores",
    "namesakes", "meeting_series",
}  # fmt: skip
"""Steps that make half of the time of a search, and that a test which asks for none of them leaves out after the first night."""


def search_less(monkeypatch: pytest.MonkeyPatch, files: bool = False) -> None:
    """From now on nights leave out what is unasked, and write no files unless asked to: for a test that reads the record alone."""
    asked = tuple(step for step in pipeline.steps() if step.writes not in UNASKED)
    monkeypatch.setattr(pipeline, "steps", lambda: asked)
    if not files:
        monkeypatch.setattr(report, "write_alerts", lambda *_, **__: None)
