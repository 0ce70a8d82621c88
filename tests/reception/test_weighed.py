"""What a silence is weighed against: the ship's own record, passes, and receivers that failed one after another."""

import numpy as np
import pandas as pd
import pytest

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


def _hours_of(run, number: int) -> pd.DataFrame:
    ships = run.table("ships").set_index("vessel_id").ssvid
    hours = run.table("ship_cell_hours")
    return hours[hours.vessel_id.map(ships).astype(int) == number]


def test_a_ship_that_crossed_at_its_own_speed_was_missed_between(sea):
    # A sails east at 10 kn and is not heard for 24 hours, in which it makes 240 miles: five degrees at 36.5 N, so it sailed there. It was
    # missed in every tenth minute between, each of which counts half. B is not received for as long, and back where it was lost: nobody knows where
    # it was, and no more than ten hours ahead are assumed, each for less.
    lat, lon = OPEN_SEA
    crowd(sea, 36)
    for ship, back_lon in ((A, lon + 4.97), (A + 1, lon)):
        sea.line(ship, 0, 6, (lat + ship - A, lon - 1.24), (lat + ship - A, lon), sog=10)
        sea.line(ship, 30, 36, (lat + ship - A, back_lon), (lat + ship - A, back_lon + 1.24), sog=10)
    run = sea.run()
    crossed, stayed = (_hours_of(run, s).query("assumed") for s in (A, A + 1))
    assert crossed.known_slots.sum() == 24 * 6 - 1 and crossed.received_slots.sum() == 0
    assert abs(crossed.weighted_slots.sum() - (24 * 6 - 1) / 2) < 1e-3
    assert len(crossed[crossed.cell_x == int((lon + 2.5 + 180) * 10)])
    assert stayed.known_slots.sum() <= 2 * 60 and stayed.weighted_slots.sum() < 40


def test_a_ship_bound_for_land_is_not_thought_ahead_on_it(sea):
    # East of A's last place lies the peninsula of Korea, which begins some 60 km ahead (126.5 E): at 12 kn it would be ashore after three
    # hours, and far inland after ten.
    crowd(sea, 40).line(A, 0, 10, (36.6, 123.4), (36.6, 125.8), sog=12)
    run = sea.run()
    ships, tracks = run.table("ships").set_index("vessel_id").ssvid, run.table("candidate_tracks")
    straight = tracks[(tracks.vessel_id.map(ships).astype(int) == A) & (tracks.candidate == "straight")].sort_values(
        "time"
    )
    assert 126.0 < straight.lon.max() < 126.7 and straight.lon.is_monotonic_increasing
    assert straight.still.tail(10).all() and not straight.still.head(1).any()
    places = run.table("candidate_places")
    assert places[places.candidate == "straight"].lon.max() > 127.5


def test_where_others_come_into_reception_tells_of_a_ship_that_came_back_there(sea):
    # Five ships sail east and are first heard at one place ten hours after the beginning, so they appeared there; A is lost far off and is found
    # there on the same course, B on the opposite one.
    lat, lon = OPEN_SEA
    crowd(sea, 50)
    for n in range(5):
        sea.line(A + 10 + n, 10 + n, 20 + n, (lat + 2, lon), (lat + 2, lon + 2), sog=10)
    sea.line(A, 0, 10, (lat + 2, lon - 5), (lat + 2, lon - 3), sog=10).line(
        A, 28, 40, (lat + 2, lon), (lat + 2, lon + 2), sog=10
    )
    sea.line(A + 1, 0, 10, (lat + 2, lon + 5), (lat + 2, lon + 3), sog=10).line(
        A + 1, 30, 40, (lat + 2, lon), (lat + 2, lon - 2), sog=10
    )
    run = sea.run()
    ships, found = (
        run.table("ships").set_index("vessel_id").ssvid,
        run.table("gap_arrivals").merge(run.table("gap_candidates"), on="event"),
    )
    counts = found.set_index(found.vessel_id.map(ships).astype(int))[["passed", "appeared"]]
    assert counts.loc[A].tolist() == [6, 5] and counts.loc[A + 1].tolist() == [6, 0]


@pytest.mark.parametrize(
    ("back_h", "candidates"), [(14, ["bend"]), (20, ["ahead", "early", "late", "out and back", "straight"])]
)
def test_where_two_courses_meet_in_time_a_ship_turned_there(sea, back_h, candidates):
    # A sails north at 10 kn and is lost at 6:00; it is found 40 miles north and 40 miles east of there, on its way east at 10 kn. Its courses
    # meet after 40 miles, and from there it is 40 more: eight hours, so that at 14:00 it turned there, and at 20:00 nobody knows.
    lat, lon = 0.0, 150.0
    sea.line(A, 0, 6, (lat - 2, lon), (lat - 1, lon), sog=10)
    sea.line(A, back_h, back_h + 4, (lat - 1 + 40 / 60, lon + 40 / 60), (lat - 1 + 40 / 60, lon + 80 / 60), sog=10)
    run = sea.run()
    places = run.table("candidate_places")
    assert sorted(set(places.candidate)) == candidates
    if candidates == ["bend"]:
        # half past the third hour it is 35 miles north, half past the fifth 40 north and 15 east
        by_hour = places.sort_values("time").reset_index(drop=True)
        assert np.allclose(
            by_hour.loc[[3, 5], ["lat", "lon"]], [[-1 + 35 / 60, 150], [-1 + 40 / 60, 150 + 15 / 60]], atol=0.01
        )


@pytest.mark.parametrize(
    ("fades", "others_fade", "hardly", "surely"),
    [
        (False, False, False, True),  # heard every five minutes until it falls silent
        (True, False, True, False),  # three times in its last three hours, while others are heard all along
        (True, True, False, None),  # others too: that is of the hours, not of its set
    ],
)
def test_a_ship_hardly_heard_just_before_its_silence_is_not_surely_dark(sea, fades, others_fade, hardly, surely):
    """It lies in a crowd, for twenty hours heard every five minutes, then three times in three hours or as ever; silent from 23 to 33 h."""
    for n in range(6):
        place = (OPEN_SEA[0] + 0.02 * n, OPEN_SEA[1] + 0.02 * n)
        sea.line(636000100 + n, 0, 20, place)
        sea.line(636000100 + n, 20, 23, place, every_min=90 if others_fade else 5).line(636000100 + n, 23, 60, place)
    sea.line(A, 0, 20, OPEN_SEA, sog=0.1).line(A, 20, 23, OPEN_SEA, sog=0.1, every_min=90 if fades else 5)
    sea.line(A, 33, 60, OPEN_SEA, sog=0.1)
    (lately,) = sea.run().table("own_lately").itertuples()
    assert lately.at_most < -0.5 if hardly else pd.isna(lately.at_most), lately
    (gap,) = sea.table("gaps").itertuples()
    if surely is not None:
        assert (gap.assessment == "transmitter_off") is surely, gap
        assert (gap.p_off > 0.9) is surely


def test_a_ship_hardly_heard_when_it_is_back_is_not_surely_dark(sea):
    """In a crowd, heard every five minutes until 23:00; from 33:00 on once in ninety minutes, while others are heard all along."""
    for n in range(6):
        sea.line(636000100 + n, 0, 60, (OPEN_SEA[0] + 0.02 * n, OPEN_SEA[1] + 0.02 * n))
    sea.line(A, 0, 23, OPEN_SEA, sog=0.1).line(A, 33, 60, OPEN_SEA, sog=0.1, every_min=90)
    (lately,) = sea.run().table("own_lately").itertuples()
    # before it was heard as always; after it some three times in four hours
    assert lately.received_slots == lately.known_slots and lately.at_most < -0.5
    (gap,) = sea.table("gaps").itertuples()
    assert gap.assessment != "transmitter_off" and gap.p_off < 0.8


def test_a_set_that_loses_messages_wherever_it_is_is_not_expected_to_be_heard_at_a_good_place(sea):
    """Others are heard every five minutes, this one about once an hour, all its days: five hours without one prove little."""
    for n in range(6):
        sea.line(636000100 + n, 0, 72, (OPEN_SEA[0] + 0.02 * n, OPEN_SEA[1] + 0.02 * n))
    sea.line(A, 0, 33, OPEN_SEA, sog=0.1, every_min=55).line(A, 38, 72, OPEN_SEA, sog=0.1, every_min=55)
    (gap,) = sea.run().table("gaps").itertuples()
    assert gap.duration_h == pytest.approx(5, abs=0.1) and gap.p_off < 0.5
    # one tenth minute in five or six: no more in any hour of its silence
    (most,) = sea.select(
        "SELECT max(log_odds_heard) FROM candidate_hours WHERE event = (SELECT event FROM gap_candidates)"
    )[0]
    assert most < -1
