"""Two feeds of the same ships, one stamped on arrival: late by the ships' own tracks, not more hulls, not jamming, no excuse."""

import numpy as np
import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.engine import pipeline
from vesseltrack.settings import load_settings

from builders.late_seas import T0, A, two_feeds
from builders.paths import SHARED, needs_shared


def detected(frame, *assign):
    db = vt.open()
    rows = frame.drop(columns=[c for c in ("delay_s",) if c in frame])
    db.store.append("fixes", rows.assign(time=rows.time.astype("datetime64[us]")))
    pipeline.detect(db.store, load_settings(None, None, assign), until="gaps")
    return db


def marked(db, frame):
    """The frame with what was found: how late, and whether it was set aside."""
    late = db.table("late_fixes").rename(columns={"delay_s": "found_s"})
    late["time"] = late.time.dt.tz_localize(None)
    return frame.merge(
        late[["ssvid", "time", "lat", "lon", "found_s", "set_aside"]], "left", ["ssvid", "time", "lat", "lon"]
    )


@pytest.mark.parametrize(
    ("delay_s", "more"),
    [
        ((900, 1200), {}),
        ((120, 300), {}),
        ((300, 600), {"share": 0.8, "kept": 0.3}),
        ((45, 150), {"kn": 35}),
        ((45, 1200), {"kn": 8}),
        ((900, 1200), {"kept": 0.2, "share": 0.2, "kinds": ("winding",)}),
        ((300, 900), {"late_from_h": 6}),
        ((120, 300), {"sends": False, "kinds": ("zigzag", "winding")}),
    ],
)
def test_late_copies_are_known_by_the_ships_own_tracks(delay_s, more):
    sea = two_feeds(delay_s=delay_s, **more)
    db = detected(sea)
    assert db.table("ships").ssvid.tolist() == [A + k for k in range(6)]
    assert db.table("outages").empty and db.table("gaps").empty
    found = marked(db, sea)
    late, on_time = found[found.delay_s > 0], found[found.delay_s == 0]
    assert late.set_aside.notna().mean() > 0.9 and on_time.set_aside.notna().mean() < 0.01
    assert (late.found_s - late.delay_s).abs().median() < 10


@pytest.mark.parametrize("delay_s", [(900, 1200), (120, 300), (300, 600)])
def test_a_real_silence_beside_a_late_feed_stays_one_and_as_long(delay_s):
    sea = two_feeds(hours=24, delay_s=delay_s, silent=(0, 8, 16))
    alone = detected(sea[sea.delay_s == 0]).table("gaps")
    beside = detected(sea).table("gaps")
    columns = ["vessel_id", "start_time", "end_time", "assessment"]
    assert len(alone) == 1 and beside[columns].to_numpy().tolist() == alone[columns].to_numpy().tolist()


def test_a_ship_that_only_the_late_feed_hears_is_heard_and_her_times_are_said_to_be_late():
    sea = two_feeds(delay_s=(900, 1200), late_only=(0, 4), kinds=("zigzag",))
    db = detected(sea)
    assert db.table("ships").ssvid.tolist() == [A + k for k in range(6)] and db.table("gaps").empty
    last = sea[sea.ssvid == A].time.max()
    assert last.tz_localize("UTC") - db.table("ships").last_time[0] < pd.Timedelta(minutes=15)
    kept = db.sql(f"FROM late_fixes WHERE ssvid = {A} AND NOT set_aside")
    assert len(kept) and kept.delay_s.between(600, 1500).all()


def test_no_feed_late_and_nothing_is_marked():
    for sends in (True, False):
        sea = two_feeds(share=0, sends=sends)
        assert detected(sea).table("late_fixes").empty


def test_one_odd_message_proves_nothing():
    # 12 knots north; one message 20 minutes old among 73. It stays one ship, and nothing is called late.
    t = np.arange(73) * 10.0
    rows = [(A, T0 + pd.Timedelta(minutes=m), 34 + m * 0.2 / 60, 125.0, 12.0, 0.0) for m in t]
    rows.append((A, T0 + pd.Timedelta(minutes=305), 34 + 285 * 0.2 / 60, 125.0, 12.0, 0.0))
    sea = pd.DataFrame(rows, columns=["ssvid", "time", "lat", "lon", "sog_kn", "cog_deg"])
    db = detected(sea)
    assert db.table("late_fixes").empty and len(db.table("ships")) == 1


def test_a_window_keeps_what_was_known_to_be_late_before():
    # The last message before the window is a late copy: the silence begins with the last on time, window or not.
    sea = two_feeds(hours=30, delay_s=(900, 1200), silent=(0, 8, 30))
    whole = detected(sea)
    gaps = whole.table("gaps")[["event", "start_time"]]
    assert len(gaps) == 1
    rules = load_settings(None, None, ["tracks.since='2026-11-18T20:00:00'"])
    pipeline.detect(whole.store, rules, until="gaps")
    assert whole.table("gaps")[["event", "start_time"]].to_numpy().tolist() == gaps.to_numpy().tolist()


def test_ships_that_jump_here_and_there_by_themselves_are_not_jammed(sea):
    # Five ships of one sea, each away for a while within three hours, each at another time and to another place.
    for n in range(5):
        home, away = (36.0 + n / 10, 123.5), (35.0 + n / 3, 121.0 + n)
        begin = 3 + 0.7 * n
        sea.line(A + n, 0, begin, home).line(A + n, begin + 0.05, begin + 0.6, away, every_min=2).line(
            A + n, begin + 0.65, 10, home
        )
    sea.run()
    assert set(sea.table("segments").segment_type) == {"hull", "displaced"} and sea.table("outages").empty


def test_ships_jammed_together_are_one_outage_of_as_many_ships(sea):
    for n in range(6):
        home = (37.5 + n / 100, 124.8)
        sea.line(A + n, 0, 3, home).line(A + n, 3.05, 3.6, (37.46, 126.44)).line(A + n, 3.65, 8, home)
    jamming = sea.run().table("outages")
    assert jamming[["outage_type", "ships"]].to_numpy().tolist() == [["jamming", 6]]


@needs_shared
@pytest.mark.parametrize(
    ("name", "gaps", "late"),
    [("late_15_20min", 0, 5000), ("real_silence_one_feed", 1, 0), ("real_silence_with_late_feed", 1, 5000)],
)
def test_case_07(name, gaps, late):
    db = vt.open()
    db.load(SHARED / "cases" / "07-late-feed" / f"{name}.csv.gz")
    db.detect()
    assert len(db.table("ships")) == 12 and db.table("outages").empty and len(db.table("late_fixes")) >= late
    found = db.table("gaps")
    assert len(found) == gaps and set(found.assessment) <= {"transmitter_off"}
    assert found.duration_h.between(13.95, 14.05).all() and len(db.alerts()) == gaps


@pytest.mark.parametrize("seed", range(3))
def test_a_false_place_that_ships_come_into_one_by_one_is_jamming_and_no_copy_there_is_late(seed):
    """For three hours receivers near an airport say they are there, give or take 200 m, four times in five; speeds go on."""
    rng = np.random.default_rng(seed)
    sea = two_feeds(seed=seed, ships=6, kn=8, kinds=("winding",), share=0.0)
    t_h = (sea.time - T0).dt.total_seconds() / 3600
    begin_h = 4 + (sea.ssvid - A) * 0.4  # each comes into the field when she comes into it
    false = (t_h > begin_h) & (t_h < 7) & (rng.uniform(size=len(sea)) < 0.8)
    sea.loc[false, "lat"] = 37.46 + rng.normal(0, 0.002, false.sum())
    sea.loc[false, "lon"] = 126.44 + rng.normal(0, 0.002, false.sum())
    db = detected(sea)
    assert db.table("late_fixes").empty
    assert db.table("ships").ssvid.tolist() == [A + k for k in range(6)]
    (jamming,) = db.table("outages").query("outage_type == 'jamming'").itertuples()
    assert jamming.ships >= 5
