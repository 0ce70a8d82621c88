"""Who belongs to a cohort beyond its own water: cohorts and ships lost and found with it, and ships that were found with it."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.reception.joining import found_with, lost_and_found

from builders.sea import Sea

H = 3600.0


def gaps(*rows: tuple[str, float, float, float, float]) -> pd.DataFrame:
    """Gaps of ships that lie still: event, start and end (hours), latitude and longitude."""
    some = pd.DataFrame(rows, columns=["event", "start_s", "end_s", "lat", "lon"])
    some[["start_s", "end_s"]] *= H
    return some.assign(end_lat=some.lat, end_lon=some.lon)


def four(name: str, lat: float, start_h: float = 12, end_h: float = 20) -> pd.DataFrame:
    """Four ships lost within six minutes and found within six."""
    return gaps(*[(f"{name}{n}", start_h + n / 30, end_h + n / 30, lat, 124 + n / 10) for n in range(4)])


def together(*parts: pd.DataFrame) -> pd.DataFrame:
    """Gaps, numbered from 0."""
    return pd.concat(parts, ignore_index=True)


def test_cohorts_of_two_waters_that_start_and_end_together_are_one():
    some = together(four("a", 36), four("b", 39), four("c", 36, 12, 23))
    found = lost_and_found([some[:4], some[4:8], some[8:]], some)
    assert sorted("".join(sorted({e[0] for e in group.event})) for group in found) == ["ab", "c"]


def test_cohorts_an_ocean_apart_are_two():
    some = together(four("a", 36), four("b", 42))  # six degrees
    assert len(lost_and_found([some[:4], some[4:]], some)) == 2


@pytest.mark.parametrize(
    ("start_min", "end_min", "lat", "joins"),
    [
        (0, 0, 39, True),
        (-7, 13, 36, True),
        (0, 0, 42, False),
        (-9, 0, 36, False),
        (0, 16, 36, False),
        (0, np.nan, 36, False),
    ],
)
def test_a_ship_that_starts_and_ends_with_a_cohort_is_of_it(start_min, end_min, lat, joins):
    # the cohort starts from 12:00 to 12:06 and ends from 20:00 to 20:06; seven and a half minutes more are allowed
    some = together(four("a", 36), gaps(("x", 12 + start_min / 60, 20 + end_min / 60, lat, 124)))
    (found,) = lost_and_found([some[:4]], some)
    assert ("x" in set(found.event)) == joins


@pytest.mark.parametrize(
    ("start_h", "end_min", "lat", "joins"),
    [
        (9, 0, 36, True),
        (9, 13, 37, True),
        (11.6, 0, 36, False),
        (9, 14, 36, False),
        (9, 0, 37.5, False),
        (9, np.nan, 36, False),
    ],
)
def test_a_ship_lost_before_and_found_with_a_cohort(start_h, end_min, lat, joins):
    # lost half an hour before the first of them or earlier, found as they were, beside one of them (1.2 degrees)
    some = together(four("a", 36), gaps(("x", start_h, 20 + end_min / 60, lat, 124)))
    (late,) = found_with([some[:4]], some)
    assert late.event.tolist() == (["x"] if joins else [])


def test_nobody_is_found_with_a_cohort_that_still_lasts():
    some = together(four("a", 36).assign(end_s=np.nan), gaps(("x", 9, 20, 36, 124)))
    (late,) = found_with([some[:4]], some)
    assert not len(late)


def test_a_failed_source_explains_who_was_lost_before_as_far_as_it_lasted_and_who_is_far_off():
    # The source of every second ship fails from 12:00 to 18:00. Of its ships one was lost at 11:00, and one at 1:00: others are received
    # beside both, so that ten hours without a message tell. One lies 220 km north, among three that another source hears.
    sea, lost = Sea(), {1: 11.0, 3: 1.0, 24: 11.97}
    for n in range(28):
        place, its = (36.4 + 0.01 * n if n < 24 else 38.4 + 0.01 * n, 123.9), (n % 2 == 1 and n < 24) or n == 24
        for a, b in [(0, lost.get(n, 11.95)), (18, 36)] if its else [(0, 36)]:
            sea.line(636000100 + n, a + n / 900, b, place, every_min=3, sog=0)
    table = sea.run().table("gaps").set_index("vessel_id")
    assert table.assessment[636000101] == "outage" and table.assessment[636000124] == "outage"
    assert table.assessment[636000103] == "transmitter_off"
    outages = sea.table("outages")
    assert outages.outage_type.tolist() == ["source"]
    assert (
        outages.ships[0] == 11
    )  # ten of twelve, and the one far off: those lost before were not lost together with them
