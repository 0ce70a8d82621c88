"""Writes the simulated week: daily CSV files in the layout of NOAA MarineCadastre, and the truth beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pacsv

from vesseltrack.demo.fleet import Shipyard, honest
from vesseltrack.demo.planted import Truth, everything
from vesseltrack.demo.radio import STATIONS, Radio, messages, weather
from vesseltrack.demo.ship import Ship

START = datetime(2026, 11, 16)
"""The demo's week begins on this Monday (UTC)."""

HEADER = (
    "MMSI", "BaseDateTime", "LAT", "LON", "SOG", "COG", "Heading", "VesselName", "IMO", "CallSign", "VesselType", "Status",
    "Length", "Width", "Draft", "Cargo", "TransceiverClass",
)  # fmt: skip


def clock_after(start: datetime, days: int) -> datetime:
    """A present time for loading: at least ``days`` after ``start``, so that no simulated message counts as in the future."""
    return max(datetime.now(UTC), (start + timedelta(days=days)).replace(tzinfo=UTC))


def _radio(rng: np.random.Generator, end: float) -> Radio:
    """Four stations fail for 4 to 9 hours, the whole feed for one hour, and there is jamming twice for three hours."""
    fails = rng.choice(len(STATIONS), 4, replace=False)
    stations = tuple((int(i), a, a + rng.uniform(4, 9) * 3600) for i in fails for a in [rng.uniform(0, 0.9) * end])
    feed = ((0.41 * end, 0.41 * end + 3600),)
    jamming = tuple((share * end, share * end + 3 * 3600) for share in (0.22, 0.57))
    return Radio(stations, feed, jamming)


def write_week(
    folder: Path,
    days: int,
    ships: int,
    seed: int,
    progress: Callable[[Iterable[Ship]], Iterable[Ship]] = lambda fleet: fleet,
    hard: bool = False,
) -> tuple[list[Path], Path]:
    """Write ``days`` CSV files into ``folder``, ``truth.csv`` and ``silences.csv`` beside it. Same arguments, same bytes.

    A hard week is for measuring: every receiver's range varies from hour to hour, transponders are strong and weak, more
    receivers fail, and one in seven of the ships without a planted silence stops transmitting once, for hours or days, wherever
    it is.

    Returns:
        The daily files and the file of truth.
    """
    rng = np.random.default_rng(seed)
    end = days * 86400.0
    yard = Shipyard(rng)
    planted = everything(yard, end)
    fleet = [*planted.ships, *honest(yard, ships, end)]
    radio = _radio(rng, end)
    if hard:
        radio = _harder(fleet, radio, rng, end)
    return write_feed(folder, START, days, fleet, planted.truths, radio, rng, progress)


def write_feed(
    folder: Path,
    start: datetime,
    days: int,
    fleet: list[Ship],
    truths: list[Truth],
    radio: Radio,
    rng: np.random.Generator,
    progress: Callable[[Iterable[Ship]], Iterable[Ship]] = lambda fleet: fleet,
) -> tuple[list[Path], Path]:
    """Write the received messages of a fleet from ``start`` on, one file per day, and the truth beside the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    end = days * 86400.0
    frames = [_rows(ship, messages(ship, end, rng, radio)) for ship in progress(fleet)]
    feed = pd.concat([f for f in frames if len(f)] + [_dirt(rng, end)], ignore_index=True)
    feed = pd.concat([feed, feed.sample(frac=0.004, random_state=int(rng.integers(1 << 31)))])  # received twice
    feed = feed.sort_values(["t", "MMSI", "LAT"], kind="stable")
    files = [_write_day(folder, feed, start, day) for day in range(days)]
    _write_silences(folder.parent / "silences.csv", fleet, start, end)
    return files, _write_truth(folder.parent / "truth.csv", truths, start)


def _harder(fleet: list[Ship], radio: Radio, rng: np.random.Generator, end: float) -> Radio:
    """Varying propagation, weak and strong transponders, failing receivers; and silences of ships without a planted one."""
    for ship in fleet:
        ship.strength = float(rng.lognormal(0, 0.2))
        if not ship.silent and rng.uniform() < 1 / 7:
            ship.silent = [silence(rng, 0.0, end)]
    n = len(radio.receivers)
    fails = [(int(i), a, a + rng.uniform(1, 12) * 3600) for i in rng.integers(0, n, n) for a in [rng.uniform(0, end)]]
    swing = weather(n, int(end // 3600) + 1, rng)
    return replace(radio, failures=(*radio.failures, *fails), swing_nm=swing)


def _rows(ship: Ship, heard: pd.DataFrame) -> pd.DataFrame:
    """Messages in the columns of the file; false identities (``ship.says``) are sent from their time on."""
    if heard.empty:
        return heard
    frame = pd.DataFrame(
        {
            "t": heard.t, "MMSI": ship.mmsi, "LAT": heard.lat.round(5), "LON": heard.lon.round(5), "SOG": heard.sog.round(1),
            "COG": heard.cog.round(1), "Heading": heard.heading.round(0), "VesselName": ship.name,
            "IMO": f"IMO{ship.imo}" if ship.imo else "", "CallSign": ship.call_sign, "VesselType": ship.ship_type,
            "Status": heard.status, "Length": round(ship.length), "Width": round(ship.length / 6.5), "Draft": ship.draught,
            "Cargo": ship.ship_type, "TransceiverClass": ship.transponder,
        }
    )  # fmt: skip
    for since, lies in ship.says:
        late = frame.t >= since
        columns = {"mmsi": "MMSI", "name": "VesselName", "imo": "IMO"}
        for key, value in lies.items():
            frame[columns[key]] = frame[columns[key]].where(~late, "" if value is None else value)
    return frame


def _dirt(rng: np.random.Generator, end: float) -> pd.DataFrame:
    """What real feeds contain besides ships: base stations, aids to navigation, messages without a position (91, 181)."""
    t = np.floor(rng.uniform(0, end, 600))
    frame = pd.DataFrame(dict.fromkeys(HEADER, ""), index=range(600)).assign(t=t)
    kind = np.arange(600) % 3
    frame["MMSI"] = np.select([kind == 0, kind == 1], [4_402_001, 994_401_234], 440_999_001)
    frame["LAT"] = np.where(kind == 2, 91.0, 35.1)
    frame["LON"] = np.where(kind == 2, 181.0, 129.05)
    for column in ("SOG", "COG", "Heading", "Status", "Length", "Width", "Draft", "VesselType", "Cargo"):
        frame[column] = np.nan
    return frame


def _write_day(folder: Path, feed: pd.DataFrame, start: datetime, day: int) -> Path:
    """One day's file."""
    date = start + timedelta(days=day)
    rows = feed[(feed.t >= day * 86400) & (feed.t < (day + 1) * 86400)]
    stamps = (pd.Timestamp(start) + pd.to_timedelta(rows.t, unit="s")).dt.strftime("%Y-%m-%dT%H:%M:%S")
    table = pa.table({c: _column(stamps if c == "BaseDateTime" else rows[c]) for c in HEADER})
    path = folder / f"ais-{date:%Y-%m-%d}.csv"
    pacsv.write_csv(table, path, pacsv.WriteOptions(quoting_style="none"))
    return path


def _column(values: pd.Series) -> pa.Array:
    """A column as an Arrow array: numbers if all values are numbers, else text."""
    if values.dtype == object or str(values.dtype).startswith("str"):
        return pa.array(values.astype(str).to_list(), pa.string())
    return pa.array(values, from_pandas=True)


def silence(rng: np.random.Generator, start: float, end: float) -> tuple[float, float]:
    """A random span without transmission, seconds: half of them over twelve hours, none over three days."""
    lasts = float(np.clip(rng.lognormal(np.log(12), 0.7), 3, 72)) * 3600
    begins = rng.uniform(start, max(start + 1, end - lasts / 2))
    return begins, min(end, begins + lasts)


def _write_silences(path: Path, fleet: list[Ship], start: datetime, end: float) -> None:
    """Write the spans in which each MMSI did not transmit, innocent ships included; an MMSI given up is silent from then on."""
    spans = [(s.mmsi, a, b) for s in fleet for a, b in s.silent]
    spans += [(s.mmsi, since, end) for s in fleet for since, lies in s.says if "mmsi" in lies]
    rows = [(n, *(start + timedelta(seconds=round(x)) for x in (a, b))) for n, a, b in spans]
    frame = pd.DataFrame(rows, columns=["ship", "start_time", "end_time"]).sort_values(["ship", "start_time"])
    frame.to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%S")


def _write_truth(path: Path, truths: list[Truth], start: datetime) -> Path:
    """Write the planted events, in order of time."""
    rows = [
        {
            "kind": x.kind, "ship": x.ship, "other_ship": x.other, "start_time": start + timedelta(seconds=round(x.start)),
            "end_time": start + timedelta(seconds=round(x.end)), "lat": round(x.place[0], 4), "lon": round(x.place[1], 4),
            "story": x.story,
        }
        for x in sorted(truths, key=lambda x: (x.start, x.ship))
    ]  # fmt: skip
    pd.DataFrame(rows).astype({"other_ship": "Int64"}).to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%S")
    return path
