"""Meetings planted on real tracks: where a copy lies beside another, and what is found of a real day."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.errors import WrongUse
from vesseltrack.evaluate import met
from vesseltrack.evaluate.on_real import RealSea, beside, moved
from vesseltrack.evaluate.scene import Scene
from vesseltrack.settings import load_settings

from builders.paths import SHARED, needs_shared


def _part(heading=90.0) -> pd.DataFrame:
    t = np.arange(0, 7200, 120.0)
    return pd.DataFrame(
        {
            "ssvid": 1, "t": t, "lat": 28.0 + t * 1e-6, "lon": -95.0, "sog_kn": 0.2, "cog_deg": 0.0, "heading_deg": heading,
            "nav_status": 1, "ais_class": "A",
        }
    )  # fmt: skip


def _sea() -> RealSea:
    none = pd.DataFrame({"ssvid": [], "first_s": [], "last_s": []})
    return RealSea(np.random.default_rng(1), {}, none, none, none, (0.0, 86400.0))


def test_a_copy_lies_ahead_and_to_starboard_at_its_own_times():
    """Heading east: 100 m ahead is 100 m to the east, 30 m to starboard 30 m to the south; its error is some metres."""
    part = _part()
    held = beside(_sea(), part, 299_000_001, 100.0, 30.0)
    east = (held.lon + 95.0) * 111_195 * np.cos(np.radians(28.0))
    north = (held.lat - np.interp(held.t, part.t, part.lat)) * 111_195
    assert abs(east.median() - 100) < 8 and abs(north.median() + 30) < 8
    assert east.std() < 10 and set(held.ssvid) == {299_000_001} and not set(held.t) <= set(part.t)
    assert held.t.min() >= 0 and held.t.max() <= part.t.max() and (held.heading_deg.round() == 90).all()


def test_where_no_heading_is_sent_none_is_invented():
    assert beside(_sea(), _part(np.nan), 299_000_001, 100.0, 30.0).heading_deg.isna().all()


def test_a_copy_is_moved_in_time_and_place_and_keeps_its_shape():
    part = moved(_part(), 7, 90_000.0, 60.0, 10.0, at_end=True)
    last, first = part.iloc[-1], part.iloc[0]
    assert (last.t, last.lat, last.lon, last.ssvid) == (90_000.0, 60.0, 10.0, 7)
    assert last.t - first.t == 7080 and last.lat - first.lat == pytest.approx(7080e-6)


def test_alerts_of_real_ships_alone_are_counted_apart():
    """One true alert, one of a planted neighbour, one of a ship that nobody planted."""
    t = pd.Timestamp("2026-01-01")
    planted = [_scene("alongside", [1, 2], [((1, 2), 0.0, 7200.0)]), _scene("neighbours", [3], [])]
    rows = [("e1", 1, 2), ("e2", 3, 9), ("e3", 8, 9)]
    events = pd.DataFrame(rows, columns=["event", "ship", "other_ship"]).assign(
        start_time=t, end_time=t + pd.Timedelta(hours=2)
    )
    alerts = events[["ship", "other_ship"]].assign(events=[[e] for e in events.event])
    said = met.measured(planted, events, alerts, t).set_index("kind")
    assert said.alerted.to_dict() == {"alongside": 1, "neighbours": 1, "not planted": 1}
    assert (said.precision_20 == 0.5).all()


def _scene(kind, ships, met_):
    class Hull:
        def __init__(self, ship):
            self.ship = ship

    return Scene(kind, (0.0, 0.0), [Hull(s) for s in ships], met_)


def test_files_without_ships_that_lie_or_sail_are_refused(tmp_path):
    csv = tmp_path / "few.csv"
    csv.write_text(
        "MMSI,BaseDateTime,LAT,LON,SOG\n" + "".join(f"441000001,2026-11-16T0{h}:00:00,36.5,123.1,0\n" for h in range(9))
    )
    with pytest.raises(WrongUse, match="no meeting could be planted"):
        met.on_real([str(csv)], 1, 1, load_settings())


@needs_shared
def test_meetings_planted_on_a_real_day_are_found():
    day = str(SHARED / "real" / "noaa" / "noaa_gulf_20200101.csv.zst")
    frame = met.on_real([day], 9, 2, load_settings())
    said = met.summary(frame)
    assert said["two_sided_recall"] >= 0.8 and said["one_sided_recall"] >= 0.5 and said["worst_innocent_share"] <= 0.5
    assert set(frame.kind) >= {
        "alongside",
        "thinned",
        "shaded",
        "in anchorage",
        "lone",
        "neighbours",
        "convoy",
        "bunkering",
    }
