"""What a number sent on a day: literal messages, one of them late, one before the window."""

import pandas as pd
import pytest

from vesseltrack.settings import load_settings
from vesseltrack.ships import NUMBER_DAYS
from vesseltrack.store import Store

MESSAGES = [
    # number, time, lat, lon, knots, class, heading
    (1, "2026-11-16 00:10", 35.0, 129.0, 3.0, "A", 12),
    (1, "2026-11-16 23:50", 35.2, 129.0, 9.5, "B", 0),
    (1, "2026-11-16 23:50", 35.1, 129.0, None, None, None),
    (1, "2026-11-17 05:00", 35.3, 129.0, 12.0, "A", None),
    (2, "2026-11-16 07:30", 36.0, 129.0, None, None, None),
    (2, "2026-11-16 07:59", 36.5, 129.0, 30.0, "B", 45),  # a late copy
]
LATE = [(2, "2026-11-16 07:59", 36.5, 129.0)]


@pytest.fixture
def store():
    with Store(None) as store:
        fixes = pd.DataFrame(MESSAGES, columns=["ssvid", "time", "lat", "lon", "sog_kn", "ais_class", "heading_deg"])
        store.append("fixes", fixes.assign(time=pd.to_datetime(fixes.time), file_id=0))
        store.execute(
            "CREATE TABLE late_fixes AS SELECT 2::BIGINT AS ssvid, TIMESTAMP '2026-11-16 07:59' AS time, 36.5::DOUBLE AS lat,"
            " 129.0::DOUBLE AS lon, 0 AS file_id, 1200.0::DOUBLE AS delay_s, true AS set_aside"
        )
        yield store


def made(store, *assign):
    NUMBER_DAYS.run(store, load_settings(None, None, assign))
    return store.frame("FROM number_days ORDER BY ssvid, day, in_window").to_dict("records")


def test_a_day_has_the_sums_of_its_messages_and_its_first_and_last(store):
    first, next_day, other = made(store)
    assert (first["messages"], first["fixes"], first["class_a"], first["class_b"], first["max_sog_kn"]) == (
        3,
        3,
        1,
        1,
        9.5,
    )
    assert first["hours"] == 1 << 0 | 1 << 23
    assert [day["headings"] for day in (first, next_day, other)] == [2, 0, 1]
    assert (str(first["first_time"]), first["first_lat"]) == ("2026-11-16 00:10:00", 35.0)
    assert (str(first["last_time"]), first["last_lat"], first["last_sog_kn"]) == ("2026-11-16 23:50:00", 35.2, 9.5)
    assert (next_day["messages"], next_day["hours"], next_day["first_lat"], next_day["last_lat"]) == (
        1,
        1 << 5,
        35.3,
        35.3,
    )
    assert other["ssvid"] == 2


def test_a_late_copy_is_a_message_that_came_and_says_nothing_of_the_ship(store):
    other = made(store)[-1]
    assert (other["messages"], other["fixes"], other["class_b"]) == (2, 1, 0)
    assert str(other["latest"]) == "2026-11-16 07:59:00"
    assert (str(other["last_time"]), other["last_lat"]) == ("2026-11-16 07:30:00", 36.0)
    assert pd.isna(other["max_sog_kn"])


def test_a_number_of_which_nothing_is_on_time_has_no_place(store):
    store.execute("DELETE FROM fixes WHERE ssvid = 2 AND lat = 36.0")
    other = made(store)[-1]
    assert (other["messages"], other["fixes"]) == (1, 0)
    assert pd.isna(other["first_time"]) and pd.isna(other["last_lat"])


def test_a_day_that_the_window_cuts_stands_in_two_rows(store):
    rows = made(store, "tracks.since=2026-11-16T12:00")
    assert [(r["ssvid"], str(r["day"])[:10], r["in_window"], r["messages"]) for r in rows] == [
        (1, "2026-11-16", False, 1),
        (1, "2026-11-16", True, 2),
        (1, "2026-11-17", True, 1),
        (2, "2026-11-16", False, 2),
    ]
