"""Who is hove to and who waits: what tells them from one that lies beside a ship that is not heard."""

import math

import pytest

A = 636000001
TANKER = 80
LON = 123.9


def _cause(sea, cause):
    (e,) = sea.table("loitering").itertuples()
    (c,) = (c for c in e.causes if c["cause"] == cause)
    return c["holds"], c["says"]


def _weights(sea, name):
    sea.make("event_indicators")
    return [
        w
        for (w,) in sea.select(
            f"SELECT weight FROM event_indicators JOIN loitering USING (event) WHERE name = '{name}'"
        )
    ]


@pytest.mark.parametrize(
    ("kn", "heads", "turns_to_deg", "holds"),
    [
        (1.5, (355, 0, 5), 0, None),  # slow on the course on which it came, steered as in a calm
        (1.5, (350, 0, 10), 0, True),  # it yaws, as in a sea
        (1.5, (85, 90, 95), 90, True),  # it turned its head to the sea
        (1.5, (25, 30, 35), 30, None),  # a little aside is a turn of its way
        (1.5, (89, 90, 91), 90, None),  # as if held
        (1.5, (65, 90, 115), 90, True),  # it yaws much
        (1.5, (50, 90, 130), 90, None),  # and more than who steers
        (1.1, (85, 90, 95), 90, None),  # a current may set a ship adrift so
    ],
)
def test_who_is_hove_to_turned_its_head_to_the_sea_or_yaws_in_it(sea, kn, heads, turns_to_deg, holds):
    """It comes at 10 kn from the south and makes its way for six hours, on its course or on another."""
    turn, way = math.radians(turns_to_deg), 6 * kn / 60
    end = (36.5 + way * math.cos(turn), LON + way * math.sin(turn) / math.cos(math.radians(36.5)))
    sea.line(A, 0, 3, (36.0, LON), (36.5, LON)).line(A, 3, 9, (36.5, LON), end).line(
        A, 9, 12, end, (end[0] + 0.5, end[1])
    )
    sea.says(A, 0, 12, ship_type=TANKER, length_m=180).heads(A, 3, 9, *heads)
    held, says = _cause(sea.run(), "hove to")
    assert held is holds, says
    assert "from the course on which it came" in says
    assert ("is not known" in says) is (kn == 1.5 and holds is None and heads != (50, 90, 130))


@pytest.mark.parametrize(
    ("hours", "draught_m", "long_stop", "on_its_way"),
    [
        (14, 8.0, False, True),
        (16, 8.0, True, False),
        (16, 10.0, False, False),  # a cargo takes its time
    ],
)
def test_a_stop_of_most_of_a_day_with_nothing_to_tell_is_a_wait(sea, hours, draught_m, long_stop, on_its_way):
    end = 3 + hours
    sea.line(A, 0, 3, (36.0, LON), (36.5, LON)).line(A, 3, end, (36.5, LON), (36.52, LON))
    sea.line(A, end, end + 3, (36.52, LON), (37.02, LON))
    sea.says(A, 0, 3, ship_type=TANKER, length_m=180, draught_m=8.0)
    sea.says(A, end + 1, 2, ship_type=TANKER, length_m=180, draught_m=draught_m)
    sea.run()
    assert _weights(sea, "long_stop") == [-1] * long_stop
    assert _weights(sea, "stopped_on_its_way") == [1] * on_its_way
