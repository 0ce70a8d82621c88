"""What a silence is weighed against: the ship's own record, passes, and receivers that failed one after another."""

import numpy as np
import pandas as pd

from vesseltrack.reception.clusters import overlapping

from builders.paths import SHARED, needs_shared
from builders.sea import OPEN_SEA, Sea, crowd

A = 441000001


def test_a_ships_own_record_leaves_out_its_silence_and_the_hours_beside_it(sea):
    # It lies at one place from 0 to 20 h and from 30 to 50 h, heard every five minutes. The silence lies in the clock hours 20 to 30;
    # with three beside it, 17 to 33 are left out. Left are hours 0 to 16, the first of which has five tenth minutes after its first
    # fix: 5 + 16 x 6 = 101; hours 34 to 49: 16 x 6 = 96; and the one of the last fix: 198, all heard.
    crowd(sea, 50).line(A, 0, 20, OPEN_SEA, sog=0).line(A, 30, 50, OPEN_SEA, sog=0)
    own = sea.run().table("own_place_reception").iloc[0]
    assert (own.known_slots, own.received_slots) == (198, 198)


def test_passes_are_told_by_ships_that_are_received_together():
    # Thirty ships sail where hardly any is heard. Every fifth hour, each is heard in one tenth minute; between, by chance
    # one in ten is. Every pass stands out, and no hour between.
    rng, sea = np.random.default_rng(1), Sea()
    for n in range(30):
        for h in range(50):
            if h % 5 == 0 or rng.uniform() < 0.1:
                sea.fix(636000100 + n, h + 0.5, 36.0 + 0.05 * n, 123.0 + 0.1 * h, 5)
    found = sea.run().table("pass_reception").set_index("epoch_hour")
    at_pass = found.groupby(found.index).pass_share.max()
    strong = at_pass[at_pass > 0.5].index.to_numpy()
    assert len(strong) >= 7 and len(set(strong % 5)) == 1
    assert at_pass[~at_pass.index.isin(strong)].max() < 0.3


def test_where_hours_differ_as_by_chance_no_pass_is_told(sea):
    rng = np.random.default_rng(2)
    for n in range(30):
        for h in range(50):
            if rng.uniform() < 0.3:
                sea.fix(636000100 + n, h + 0.5, 36.0 + 0.05 * n, 123.0 + 0.1 * h, 5)
    assert sea.run().table("pass_reception").empty


def test_only_records_that_end_or_begin_at_a_place_count_as_left_there(sea):
    # Beside the place where A is heard last, at 20 h: B passes, is not heard for five hours and comes back; C is heard last there
    # at 30 h, D first at 10 h; E ends far off. The search lasts 50 hours. Passed there: B, C, D and the six of the crowd; C left, D appeared.
    lat, lon = OPEN_SEA
    crowd(sea, 50).line(A, 0, 20, (lat - 1, lon), OPEN_SEA)
    sea.line(A + 1, 0, 20, (lat, lon - 1), OPEN_SEA).line(A + 1, 25, 49, OPEN_SEA, (lat, lon - 1))
    sea.line(A + 2, 0, 30, (lat, lon - 1), OPEN_SEA).line(A + 3, 10, 49, OPEN_SEA, (lat - 1, lon))
    sea.line(A + 4, 0, 30, (lat + 2, lon), (lat + 2, lon + 1))
    run = sea.run()
    ships, found = (
        run.table("ships").set_index("vessel_id").ssvid,
        run.table("gap_departures").merge(run.table("gap_candidates"), on="event"),
    )
    assert found[found.vessel_id.map(ships).astype(int) == A][["passed", "left_there"]].to_numpy().tolist() == [[9, 2]]


def test_spans_are_one_outage_if_they_touch_overlap_and_begin_or_end_together():
    # squares (0, 0), (0, 1) and (0, 1) again end together; (0, 2) begins with the last; (5, 5) is far off; (1, 0) was over before
    squares = np.array([[0, 0], [0, 1], [0, 1], [0, 2], [5, 5], [1, 0]], float)
    start, end = np.array([0, 3, 6, 6, 0, -9], float), np.array([10, 10, 11, 7, 10, -5], float)
    label = overlapping(squares, start, end)
    assert len(set(label[:4])) == 1 and len(set(label)) == 3
    assert overlapping(np.zeros((0, 2)), np.zeros(0), np.zeros(0)).tolist() == []


@needs_shared
def test_receivers_down_in_the_middle_are_one_outage_each_region_with_its_own_hours():
    path = SHARED / "cases" / "dark" / "11b_receiver_down_middle.csv.gz"
    frame = pd.read_csv(path, parse_dates=["BaseDateTime"])
    sea = Sea()
    sea.rows = list(frame[["MMSI", "BaseDateTime", "LAT", "LON", "SOG"]].itertuples(index=False, name=None))
    gaps = sea.run().table("gaps")
    down = sea.table("outages")
    assert down.outage_type.tolist() == ["receivers"] and not (gaps.assessment == "transmitter_off").any()
    row = down.iloc[0]
    assert len(row.regions) == len(row.region_start_times) == len(row.region_end_times)
    assert min(row.region_start_times) == row.start_time and max(row.region_end_times) == row.end_time
    hours = dict(zip(row.regions, row.region_end_times, strict=True))
    assert len(set(hours.values())) > 1  # a region that was heard again early is not down until the last one is
