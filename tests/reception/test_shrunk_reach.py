"""Ships lost together as reception reached less far again: a fact of their water, which excuses nobody who sailed out of it."""

import pytest

from builders.sea import Sea, at

NEAR_LON, FAR_LON, NIGHTS = 123.0, 126.0, ((20.0, 30.0), (44.0, 54.0))
"""Near: received always. Some 270 km farther east ships are received in two nights only."""
DARK, BESIDE = 477000001, 352000001


def two_waters(sea: Sea, nights: tuple[tuple[float, float], ...], apart_h: float = 0.5) -> Sea:
    """Eight ships lie near in; eight far out are received in these hours, each day one ``apart_h`` after the other."""
    for n in range(8):
        sea.line(636000100 + n, 0, 72, (30.0 + 0.1 * n, NEAR_LON))
        for since, until in nights:
            place = (30.0 + 0.1 * n, FAR_LON)
            sea.line(538000100 + n, since + apart_h * n, until - n / 100, place, (place[0] + 0.02, FAR_LON))
    return sea


@pytest.fixture
def ends(sea: Sea) -> Sea:
    """The first night ends at 30:00. One of the ships far out is bound in at 15 knots: near in at 41:00, received from 52:00 only."""
    return (
        two_waters(sea, NIGHTS)
        .line(DARK, 20, 29.9, (30.35, FAR_LON + 2.8), (30.35, FAR_LON), sog=15)
        .line(DARK, 52, 72, (30.35, NEAR_LON), sog=0.1)
    )


def test_the_end_of_a_night_of_ducting_is_no_failed_source(ends):
    row, last = ends.run().table("outages").itertuples()
    assert row.outage_type == "receivers" and row.text.startswith("reception reached less far again: ")
    assert "where ships are received at times only" in row.text and not len(row.events)
    # until they are received again, the first at 44:00 and the last at 47:30; the second night is not followed by another
    assert row.start_time < at(30) == min(row.region_start_times) and row.end_time == at(47)
    assert last.text.startswith("reception reached less far again: 8 ") and last.end_time == at(72)
    gaps = ends.table("gaps")
    far = gaps[gaps.vessel_id.between(538000100, 538000107) & (gaps.start_time < at(31))]
    assert len(far) == 8 and (far.assessment == "outage").all() and far.p_off.max() < 0.2


def test_one_that_sailed_back_to_where_others_are_received_is_not_excused_by_those_that_stayed_out(ends):
    gap = ends.run().table("gaps").set_index("vessel_id").loc[DARK]
    assert gap.start_time < at(30) < gap.end_time and gap.assessment == "transmitter_off"


def test_where_ships_are_usually_received_a_source_failed(sea):
    # The same ships are received all the time but from 30:00 to 44:00, and so is one beside each.
    two_waters(sea, ((0.0, 30.0), (44.0, 72.0)), apart_h=0.01)
    for n in range(8):
        sea.line(BESIDE + n, 0, 72, (30.02 + 0.1 * n, FAR_LON))
    (row,) = sea.run().table("outages").itertuples()
    assert row.outage_type == "source" and row.text.startswith("one source of several failed: 8 ships")
