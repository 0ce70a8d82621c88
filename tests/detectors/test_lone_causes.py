"""What tells a lone stop at sea from others: many that stop in the same hours, ships that wait together, size, silence over an end, speed."""

import math

import pytest

from builders.sea import OPEN_SEA, passers

A, FAR = 636000001, 636000900
CARGO, TANKER = 70, 80
LON = 123.9


def _cause(sea, cause, ship=A):
    (e,) = (e for e in sea.table("loitering").itertuples() if e.vessel_id == ship)
    (c,) = (c for c in e.causes if c["cause"] == cause)
    return c["holds"], c["says"]


def _weights(sea, name, ship=A):
    sea.make("event_indicators")
    return [
        w
        for (w,) in sea.select(
            f"SELECT weight FROM event_indicators JOIN loitering USING (event) WHERE name = '{name}' AND vessel_id = {ship}"
        )
    ]


def _gale(sea, others, apart_h=0.25, busy=0, kind=TANKER, draught_m=8.0, seen=True):
    """Ships 20 km apart come at 10 kn, each from another side, stop one after the other, and drift for five hours or more, each its own way."""
    sides = ((0.5, 0), (-0.5, 0), (0, 0.6), (0, -0.6))
    for n in range(others + 1):
        (y, x), (lat, lon) = sides[n % 4], (OPEN_SEA[0] + 0.18 * n, LON)
        start, end, ship_type = 3 + apart_h * n, 8 + 2 * n, TANKER if n == 0 else kind
        if seen or n == 0:
            sea.line(A + n, start - 3, start, (lat + y, lon + x), (lat, lon))
        sea.line(A + n, start, end, (lat, lon), (lat + y / 8, lon + x / 8))
        sea.line(A + n, end, end + 3, (lat + y / 8, lon + x / 8), (lat - y, lon - x))
        sea.says(A + n, int(start) - 3, 3, ship_type=ship_type, draught_m=8.0, length_m=180).says(
            A + n, end + 1, 2, ship_type=ship_type, draught_m=8.0 if n else draught_m, length_m=180
        )
    for n in range(busy):
        # it drifts for two and a half hours, sails for one, and so on, for two days
        (lat, lon), ship = (OPEN_SEA[0] - 0.3 - 0.1 * n, LON + 0.3), FAR + 1 + n
        for k in range(13):
            a, b = ((lat, lon), (lat + 0.2, lon))[:: 1 if k % 2 else -1]
            sea.line(ship, 3.5 * k, 3.5 * k + 2.5, a, (a[0], a[1] + 0.02)).line(
                ship, 3.5 * k + 2.5, 3.5 * k + 3.5, a, b
            )
        sea.says(ship, 0, 46, ship_type=CARGO, length_m=180)
    sea.line(FAR, 0, 48, (20.0, 140.0), (20.0, 150.0), every_min=60)
    return sea.run()


@pytest.mark.parametrize(
    ("given", "holds"),
    [
        ({"others": 4}, True),
        ({"others": 3}, False),  # by chance
        ({"others": 5, "apart_h": 1}, False),  # one an hour: two of them within two hours
        ({"others": 4, "busy": 4}, False),  # where others stop at all hours
        ({"others": 4, "kind": 30}, False),  # fishing boats stop to fish
        ({"others": 4, "seen": False}, False),  # the others lay there when they were first heard
    ],
)
def test_ships_that_all_stop_in_the_same_hours_do_so_for_weather(sea, given, holds):
    held, says = _cause(_gale(sea, **given), "stopped when many did")
    assert held is holds, says
    assert _weights(sea, "stopped_when_many_did") == [-1.5] * holds


def test_but_no_weather_changes_a_draught(sea):
    assert _cause(_gale(sea, 4, draught_m=10.0), "stopped when many did")[0] is True
    assert _weights(sea, "stopped_when_many_did") == []


@pytest.mark.parametrize(("headings", "holds"), [((40,), False), ((20, 40, 60), True)])
def test_nor_does_a_ship_keep_its_heading_in_such_seas(sea, headings, holds):
    held, says = _cause(_gale(sea.heads(A, 0, 12, *headings), 4), "stopped when many did")
    assert held is holds and ("kept its heading" in says) is not holds


@pytest.mark.parametrize(
    ("first_h", "every_h", "others", "holds"),
    [(3, 0, 5, True), (12, 6, 5, False), (3, 0, 3, False), (12, 6, 10, True)],
)
def test_ships_queue_together_and_not_one_after_another(sea, first_h, every_h, others, holds):
    # each lies for five hours some 8 km from where A drifts from the third hour to the ninth: then, or after one another, later
    sea.line(A, 0, 3, (36.0, LON), OPEN_SEA).line(A, 3, 9, OPEN_SEA).line(A, 9, 12, OPEN_SEA, (37.0, LON))
    for n in range(others):
        lie, h = (OPEN_SEA[0] + 0.07 + 0.002 * n, OPEN_SEA[1]), first_h + every_h * n
        sea.line(A + 1 + n, h - 1, h, (lie[0], lie[1] + 0.3), lie).line(A + 1 + n, h, h + 5, lie)
        sea.line(A + 1 + n, h + 5, h + 6, lie, (lie[0], lie[1] - 0.3))
    held, says = _cause(sea.run(), "waits in a queue or an anchorage")
    assert held is holds, says
    assert f"{others} within 20 km in these days, not alongside another, {0 if every_h else others} of them" in says


@pytest.mark.parametrize(
    ("ship_type", "length_m", "kn", "weighed"),
    [(0, 180, 12, True), (0, 45, 12, False), (0, 180, 6, False), (TANKER, 180, 12, False), (30, 180, 12, False)],
)
def test_a_ship_that_sends_no_type_may_be_of_the_size_and_speed_of_a_trader(sea, ship_type, length_m, kn, weighed):
    far = kn * 3 / 60
    sea.line(A, 0, 3, (36.5 - far, LON), (36.5, LON)).line(A, 3, 9, (36.5, LON), (36.55, LON))
    sea.line(A, 9, 12, (36.55, LON), (36.55 + far, LON)).says(A, 0, 12, ship_type=ship_type, length_m=length_m).run()
    assert _weights(sea, "size_of_a_trader") == [1] * weighed


def _lost(sea, rest_h, silent_h, sailed_h, backwards=False):
    """A ship sails at 12 kn, lies for so long, is silent, and is found where it comes to by sailing for so many hours of the silence; or all that in turn."""
    end, there = 3 + rest_h + silent_h + 3, 36.6 + 0.2 * sailed_h
    when = (lambda h: end - h) if backwards else (lambda h: h)
    for a, b, p, q in (
        (0, 3, 36.0, 36.6),
        (3, 3 + rest_h, 36.6, 36.602),
        (3 + rest_h + silent_h, end, there, there + 0.6),
    ):
        (a, p), (b, q) = sorted(((when(a), p), (when(b), q)))
        sea.line(A, a, b, (p, LON), (q, LON))
    sea.says(A, 0, int(end), ship_type=TANKER, length_m=180)
    return sea.run().table("loitering")


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize(
    ("rest_h", "silent_h", "sailed_h", "found"),
    [
        (1.2, 6, 3, True),
        (1.2, 6, 5.8, False),  # it sailed on soon: 1.4 hours in all
        (0, 6, 3, False),  # nobody heard it at rest
        (0.6, 6, 3, False),  # nor for long enough
        (1.2, 30, 3, False),  # in longer than a day a ship may have done anything
    ],
)
def test_one_that_had_stopped_when_it_was_lost_and_is_found_under_way_lay_there(
    sea, rest_h, silent_h, sailed_h, found, backwards
):
    spells = _lost(sea, rest_h, silent_h, sailed_h, backwards)
    assert len(spells) == found
    if found:
        # it lay for the hour that is known, and for the three hours to spare at most, a little more if it sailed faster
        assert spells.duration_h[0] == pytest.approx(1.2, abs=0.35)
        assert 4.2 <= spells.longest_h[0] <= 5.2
        assert spells.before_kn[0] == pytest.approx(12, abs=0.5) and spells.after_kn[0] == pytest.approx(12, abs=0.5)


def _slow(sea, hours, kn, headings=(0,), draught_m=8.0):
    a, b = 36.6, 36.6 + hours * kn / 60
    sea.line(A, 0, 3, (36.0, LON), (a, LON)).line(A, 3, 3 + hours, (a, LON), (b, LON)).line(
        A, 3 + hours, 6 + hours, (b, LON), (b + 0.6, LON)
    )
    sea.heads(A, 0, 6 + hours, *headings).says(A, 0, 3, ship_type=TANKER, length_m=180, draught_m=8.0)
    return sea.says(A, 4 + hours, 2, ship_type=TANKER, length_m=180, draught_m=draught_m).run()


@pytest.mark.parametrize(
    ("hours", "kn", "headings", "weighed"),
    [(5, 2.6, (0,), True), (5, 3.5, (0,), False), (5, 2.6, (340, 0, 20), False), (2.6, 2.6, (0,), False)],
)
def test_who_keeps_a_heading_at_less_than_three_knots_is_held_by_something(sea, hours, kn, headings, weighed):
    assert _weights(_slow(sea, hours, kn, headings), "steered_too_slowly") == [0.5] * weighed


@pytest.mark.parametrize(
    ("kn", "said"), [(1, "stopped on its way: 12 kn before"), (3, "slowed down on its way: 12 kn before")]
)
def test_who_made_three_knots_did_not_stop(sea, kn, said):
    _slow(sea, 5, kn).make("event_indicators")
    assert sea.select_one("SELECT text FROM event_indicators WHERE name = 'stopped_on_its_way'")[0].startswith(said)


@pytest.mark.parametrize(("hours", "draught_m", "weighed"), [(2.6, 8.0, True), (4, 8.0, False), (2.6, 10.0, False)])
def test_slow_for_less_than_three_hours_tells_little_by_itself(sea, hours, draught_m, weighed):
    assert len(_slow(sea, hours, 3.4, draught_m=draught_m).table("loitering")) == 1
    assert _weights(sea, "briefly_slow") == [-1] * weighed


@pytest.mark.parametrize("dark", [True, False])
def test_others_drift_does_not_excuse_who_itself_went_dark_beside_its_stop(sea, dark):
    # five drift with A, and begin and end with it; A is not heard from six hours before its stop until its begin
    passers(sea)
    for n in range(6):
        lat, lon, ship = OPEN_SEA[0] + 0.1 * n, OPEN_SEA[1], A + n
        if n or not dark:
            sea.line(ship, 60, 66, (lat, lon + 0.6), (lat, lon + 0.1))
        else:
            sea.line(ship, 40, 60, (lat - 0.2, lon + 2.6), (lat, lon + 0.6))
        sea.line(ship, 66, 72, (lat, lon), (lat, lon - 0.15)).line(
            ship, 72, 76, (lat, lon - 0.15), (lat - 0.5, lon - 0.8)
        )
        sea.says(ship, 66, 8, ship_type=TANKER, length_m=180, draught_m=8.0)
    sea.run()
    (e,) = (e for e in sea.table("loitering").itertuples() if e.vessel_id == A)
    assert "drifts as others do" in e.causes_hold
    assert _weights(sea, "dark_beside_it") == [1.5] * dark
    assert _weights(sea, "drifts_as_others") == [-1.5] * (not dark)


def _turns(sea, hours, turn_deg, kn=12, drift_deg=0.03, **says):
    """A ship comes from the south, drifts or lies for so long, and sails on, turned by so much."""
    there = (
        36.6 + kn * 3 / 60 * math.cos(math.radians(turn_deg)),
        LON + kn * 3 / 48.5 * math.sin(math.radians(turn_deg)),
    )
    rests = (36.6 + drift_deg, LON)
    sea.line(A, 0, 3, (36.6 - kn * 3 / 60, LON), (36.6, LON)).line(A, 3, 3 + hours, (36.6, LON), rests)
    sea.line(A, 3 + hours, 6 + hours, rests, there)
    return sea.says(A, 0, int(6 + hours), **{"ship_type": TANKER, "length_m": 180, **says}).run()


@pytest.mark.parametrize(
    ("hours", "drift_deg", "others", "weighed"),
    [(6, 0.002, 0, True), (6, 0.03, 0, False), (2.4, 0.002, 0, False), (6, 0.002, 1, False)],
)
def test_who_keeps_to_one_place_far_out_and_alone_lies_at_anchor(sea, hours, drift_deg, others, weighed):
    for n in range(others):
        sea.line(A + 1 + n, 0, 12, (36.62, LON))  # 2 km off
    assert _weights(_turns(sea, hours, 20, drift_deg=drift_deg), "anchored_at_sea") == [0.5] * weighed


@pytest.mark.parametrize(
    ("says", "weighed"),
    [
        ({"ship_type": 0}, True),
        ({"ship_type": 0, "imo": 9074729}, False),
        ({"ship_type": 0, "length_m": 45}, False),
        ({}, False),  # a tanker without one
    ],
)
def test_a_great_ship_that_sends_neither_type_nor_imo_number(sea, says, weighed):
    assert _weights(_turns(sea, 6, 20, **says), "sends_no_imo") == [0.5] * weighed


@pytest.mark.parametrize(
    ("others", "that_send_neither", "weighed"),
    [(20, 1, True), (20, 2, False), (1, 1, False)],  # one in twenty, two, and the only other ship
)
def test_that_tells_nothing_where_many_send_neither(sea, others, that_send_neither, weighed):
    for n in range(others):
        sea.line(FAR + n, 0, 12, (30.0 + n, 140.0), (30.0 + n, 142.0), every_min=60)
        who = {"ship_type": 0} if n < that_send_neither else {"ship_type": CARGO, "imo": 9074729 + n}
        sea.says(FAR + n, 0, 12, length_m=180, **who)
    assert _weights(_turns(sea, 6, 20, ship_type=0), "sends_no_imo") == [0.5] * weighed


@pytest.mark.parametrize(("hours", "weighed"), [(11, True), (13, False)])
def test_who_lies_at_anchor_for_longer_waits(sea, hours, weighed):
    assert _weights(_turns(sea, hours, 20, drift_deg=0.002), "anchored_at_sea") == [0.5] * weighed
