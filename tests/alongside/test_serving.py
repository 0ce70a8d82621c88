"""Who serves many: a bunker tanker among ships at anchor, and not the mother ship to which small ones come."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea

SERVER, HOSTS = 273000001, [445000002, 671000003, 352000004]
LAT, LON = OPEN_SEA


def _visits(server_m: float, host_m: float) -> Sea:
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


@pytest.mark.parametrize(("server_m", "host_m", "serves"), [(74, 150, True), (180, 90, False), (150, 150, False)])
def test_a_short_ship_that_goes_from_one_long_ship_to_another_serves_them(server_m, host_m, serves):
    met = _visits(server_m, host_m).run().table("encounters")
    met = met[(met.vessel_id == SERVER) | (met.other_vessel_id == SERVER)]
    assert len(met) == 3 and met.as_one.all()
    assert met.causes_hold.map(lambda c: "one that serves many" in c).tolist() == [serves] * 3
