"""Who serves many: a bunker tanker among ships at anchor, and not the mother ship to which small ones come."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea

SERVER, HOSTS = 273000001, [445000002, 671000003, 352000004]
LAT, LON = OPEN_SEA


def _visits(server_m: float | None, host_m: float | None) -> Sea:
    """One ship lies for four hours beside each of three others in turn, all drifting; none is heard at speed between."""
    sea = Sea()
    for n, host in enumerate(HOSTS):
        place = lambda h, n=n: (LAT + 0.03 * n + 0.004 * h, LON + 0.002 * math.sin(h))  # noqa: E731
        for k in range(0, 17 * 6):
            sea.fix(host, k / 6, *place(k / 6))
        for k in range(4 * 6):
            lat, lon = place(5 * n + k / 6)
            sea.fix(SERVER, 5 * n + k / 6, lat + 0.0004, lon)
        sea.says(host, 0, 17, ship_type=70, length_m=host_m)
    return sea.says(SERVER, 0, 17, ship_type=80, length_m=server_m)


@pytest.mark.parametrize(
    ("server_m", "host_m", "serves"),
    [(74, 150, True), (180, 90, False), (150, 150, False), (None, None, True), (None, 90, True)],
)
def test_a_short_ship_that_goes_from_one_long_ship_to_another_serves_them(server_m, host_m, serves):
    """Where a size is not known, it is told by who went from one to the next, while the others stayed."""
    met = _visits(server_m, host_m).run().table("encounters")
    met = met[(met.vessel_id == SERVER) | (met.other_vessel_id == SERVER)]
    assert len(met) == 3 and met.as_one.all()
    assert met.causes_hold.map(lambda c: "one that serves many" in c).tolist() == [serves] * 3


@pytest.mark.parametrize(("guests", "mother_m", "guest_m"), [(3, None, None), (3, 110, 180), (6, 250, 100)])
def test_a_mother_ship_that_stays_while_others_come_and_go_serves_nobody(guests, mother_m, guest_m):
    """They come in turn from the north, and leave; it drifts on. However short it is, and however many they are."""
    sea = Sea()
    numbers = [*HOSTS, 352000005, 352000006, 352000007][:guests]
    hours = 2 + 5 * guests
    for k in range(hours * 6):
        sea.fix(SERVER, k / 6, LAT + 0.004 * k / 6, LON)
    if mother_m:
        sea.says(SERVER, 0, hours, ship_type=80, length_m=mother_m)
    for n, guest in enumerate(numbers):
        lat = lambda h: LAT + 0.004 * h + 0.0004  # noqa: E731
        begin, end = 1 + 5 * n, 5 + 5 * n
        sea.line(guest, begin - 0.9, begin - 0.05, (lat(begin) + 0.1, LON), (lat(begin), LON), sog=7)
        for k in range(4 * 6):
            sea.fix(guest, begin + k / 6, lat(begin + k / 6), LON)
        sea.line(guest, end + 0.05, end + 0.9, (lat(end), LON), (lat(end) + 0.1, LON), sog=7)
        if guest_m:
            sea.says(guest, 0, hours, ship_type=80, length_m=guest_m)
    met = sea.run().table("encounters")
    met = met[(met.vessel_id == SERVER) | (met.other_vessel_id == SERVER)]
    assert len(met) == guests and met.partners.tolist() == [guests] * guests
    assert not met.causes_hold.map(lambda c: "one that serves many" in c).any()
    # told of one of the two: all came to the mother
    said = {c["says"] for causes in met.causes for c in causes if c["cause"] == "one that serves many"}
    assert said == {
        f"one of the two lay alongside {guests} ships in these days; each may have come to it;"
        " it came to or left none that stayed, or are far longer"
    }, said


@pytest.mark.parametrize(("guests", "hours", "for_cargo", "serves"), [
    (6, 1.8, (), [True] * 6),
    (6, 1.8, (2,), [True, True, False, True, True, True]),  # where a draught changed cargo may have gone over
    (6, 1.8, (0, 2, 4), [False] * 6),
    (3, 1.8, (), [False] * 3),
    (6, 4, (), [False] * 6),
])  # fmt: skip
def test_a_ship_that_lies_while_many_come_for_two_hours_each_serves_them_if_no_draught_changes(
    guests, hours, for_cargo, serves
):
    """They come in turn from the north at 7 knots, and leave; a tanker drifts on. Some key another draught afterwards."""
    sea = Sea()
    total = 2 + 5 * guests
    lat = lambda h: LAT + 0.004 * h  # noqa: E731
    sea.line(SERVER, 0, total, (lat(0), LON), (lat(total), LON), sog=0.3).says(
        SERVER, 0, total, ship_type=80, length_m=110
    )
    for n, guest in enumerate([*HOSTS, 352000005, 352000006, 352000007][:guests]):
        begin, end = 1 + 5 * n, 1 + 5 * n + hours
        off = 0.0004
        sea.line(guest, begin - 0.9, begin - 0.05, (lat(begin) + 0.1, LON), (lat(begin) + off, LON), sog=7)
        sea.line(guest, begin, end, (lat(begin) + off, LON), (lat(end) + off, LON), sog=0.3)
        sea.line(guest, end + 0.05, end + 0.9, (lat(end) + off, LON), (lat(end) + 0.1, LON), sog=7)
        for h in range(int(begin) - 1, int(end) + 2):
            changed = n in for_cargo and h > end
            sea.says(guest, h, 1, ship_type=70, length_m=180, draught_m=9.5 if changed else 9.0)
    met = sea.run().table("encounters").sort_values("start_time")
    assert met.causes_hold.map(lambda c: "one that serves many" in c).tolist() == serves


@pytest.mark.parametrize(("hours", "serves"), [(5, False), (2, True)])
def test_a_small_tanker_that_meets_three_which_came_too_serves_them_if_it_is_brief(hours, serves):
    """Both come at 8 knots to a place at sea, three times in two days: fuel is handed over within three hours, a cargo seldom."""
    sea = Sea()
    for n, host in enumerate(HOSTS):
        begin, end, at = 2 + 16 * n, 2 + 16 * n + hours, LAT + 0.6 * n
        for k in range(hours * 6):
            sea.fix(host, begin + k / 6, at + 0.002 * k, LON)
            sea.fix(SERVER, begin + k / 6, at + 0.002 * k + 0.0004, LON)
        last = at + 0.012 * hours
        for ship, aside in ((host, 0.2), (SERVER, -0.2)):
            sea.line(ship, begin - 1.5, begin - 0.05, (at, LON + aside), (at, LON), sog=8)
            sea.line(ship, end + 0.05, end + 1.5, (last, LON), (last, LON + aside), sog=8)
        sea.says(host, begin - 1, hours + 2, ship_type=80, length_m=180)
    met = sea.says(SERVER, 0, 40, ship_type=80, length_m=90).run().table("encounters")
    met = met[met.as_one]
    assert len(met) == 3 and met.came.tolist() == ["both"] * 3
    assert met.causes_hold.map(lambda c: "one that serves many" in c).tolist() == [serves] * 3


@pytest.mark.parametrize("server_comes", [True, False])
def test_who_comes_to_three_that_stopped_an_hour_before_serves_them_however_long_it_stays(server_comes):
    """The one sails up at 8 knots and stops; an hour later the other comes, lies there for five hours and leaves. Thrice in two days."""
    sea = Sea()
    for n, host in enumerate(HOSTS):
        begin, end, place = 3 + 16 * n, 8 + 16 * n, LAT + 0.6 * n
        comer, waiter = (SERVER, host) if server_comes else (host, SERVER)
        lat = lambda h, b=begin, p=place: p + 0.004 * (h - b)  # noqa: E731
        sea.line(waiter, begin - 2.5, begin - 1.05, (lat(begin - 1), LON + 0.2), (lat(begin - 1), LON), sog=8)
        sea.line(waiter, begin - 1, end + 2, (lat(begin - 1), LON), (lat(end + 2), LON), sog=0.3)
        sea.line(comer, begin - 1.5, begin - 0.05, (lat(begin) + 0.0004, LON - 0.2), (lat(begin) + 0.0004, LON), sog=8)
        sea.line(comer, begin, end, (lat(begin) + 0.0004, LON), (lat(end) + 0.0004, LON), sog=0.3)
        sea.line(comer, end + 0.05, end + 1.5, (lat(end), LON), (lat(end), LON - 0.2), sog=8)
        sea.says(host, begin - 1, 7, ship_type=80, length_m=180)
    met = sea.says(SERVER, 0, 44, ship_type=80, length_m=90).run().table("encounters")
    met = met[met.as_one]
    assert (
        len(met) == 3 and met.came.tolist() == ["ship" if server_comes else "other_ship"] * 3
    )  # the server has the smallest number
    assert met.causes_hold.map(lambda c: "one that serves many" in c).tolist() == [server_comes] * 3
    assert met.served.tolist() == [3 if server_comes else 1] * 3  # each that comes to the other served that one
