"""Far out, where all ships are heard between one satellite and the next only: no edge of reception explains a silence of many passes."""

from builders.sea import OPEN_SEA, Sea

A, OTHERS, NEAR = 636000001, 636000100, 636000300
LAT, LON = OPEN_SEA


def _in_passes(sea: Sea, ship: int, lat: float, is_heard=lambda n: True) -> Sea:
    """It sails east at 6 knots for three days, heard every 4 minutes for the first twelve of every 90 minutes."""
    for n in filter(is_heard, range(72 * 60 // 90)):
        for minute in (0, 4, 8, 12):
            h = (90 * n + minute) / 60
            sea.fix(ship, h, lat, LON - 4 + 0.124 * h, 6)
    return sea


def test_where_all_are_heard_in_passes_a_silence_of_many_is_no_edge_of_reception():
    """Six others close to shore are heard all the time: beside them all ships out here are heard badly."""
    sea = Sea()
    for n in range(12):
        _in_passes(sea, OTHERS + n, LAT + 0.03 * (n - 6))
    _in_passes(sea, A, LAT + 0.01, lambda n: not 20 <= n < 32)
    for n in range(6):
        sea.line(NEAR + n, 0, 72, (LAT + 2 + 0.05 * n, LON), (LAT + 2 + 0.05 * n, LON + 1), sog=1)
    gaps = sea.run().table("gaps")
    (gap,) = gaps[(gaps.vessel_id == A) & (gaps.duration_h > 15)].itertuples()
    ((holds, says),) = [(c["holds"], c["says"]) for c in gap.causes if c["cause"] == "edge of reception"]
    assert gap.assessment == "transmitter_off" and "itself heard at 6 of 23 tenth minutes just before" in says
    assert holds is None and "yet reception so poor explains no silence so long" in says
    assert "edge of reception" not in gap.causes_hold
