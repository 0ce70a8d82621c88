"""What a meeting is without types of ships: supply of a platform, a tow, a boat that goes from ship to ship, small craft."""

import math

import pytest

from builders.sea import OPEN_SEA, Sea, crowd

BOAT, HOSTS = 273000001, [445000002, 671000003]
CROWD = [636000100 + n for n in range(6)]
LAT, LON = OPEN_SEA
METRE = 1 / 111_195  # of latitude, degrees


def _causes(sea: Sea) -> list[list[str]]:
    """Causes that hold in each encounter of the boat, in order of time."""
    met = sea.run().table("encounters")
    met = met[(met.vessel_id == BOAT) | (met.other_vessel_id == BOAT)].sort_values("start_time")
    return [list(c) for c in met.causes_hold]


def _visits(hours: float, way_h: float = 1.0) -> Sea:
    """A boat of 70 m lies for some hours beside each of two long ships, which swing through 100 m all day; it sails between them."""
    sea = Sea()
    places = [lambda h, n=n: (LAT + 0.09 * n + 50 * METRE * math.sin(3 * h), LON) for n in range(2)]
    for host, place in zip(HOSTS, places, strict=True):
        for k in range(24 * 6):
            sea.fix(host, k / 6, *place(k / 6))
        sea.says(host, 0, 24, ship_type=70, length_m=190)
    sea.line(BOAT, 1, 2.9, (LAT - 0.3, LON), places[0](2.9), sog=9)
    for n in range(2):
        begin = 3 + n * (hours + way_h)
        for k in range(round(hours * 12)):
            lat, lon = places[n](begin + k / 12)
            sea.fix(BOAT, begin + k / 12, lat + 30 * METRE, lon, 0.1)
        end = begin + hours
        sea.line(BOAT, end, end + way_h - 0.1, places[n](end), (LAT + 0.09 * (n + 1), LON), sog=6)
    return sea.says(BOAT, 1, 20, ship_type=80, length_m=70)


@pytest.mark.parametrize(("hours", "goes"), [(1.5, True), (4.5, False)])
def test_two_visits_of_an_hour_and_a_half_are_brief_and_two_of_four_and_a_half_hours_are_not(hours, goes):
    found = _causes(_visits(hours))
    assert ["goes from ship to ship" in c for c in found] == [goes, goes]
    assert not any("one that serves many" in c for c in found)


def test_a_long_meeting_of_a_ship_that_others_visited_is_no_visit():
    """The second host meets another ship for eight hours, after the boat was there: that is not the boat's."""
    sea, other = _visits(1.5), 352000009
    place = lambda h: (LAT + 0.09 + 50 * METRE * math.sin(3 * h), LON)  # noqa: E731
    sea.line(other, 9, 10.9, (LAT + 0.5, LON), place(11), sog=9)
    for k in range(8 * 12):
        lat, lon = place(11 + k / 12)
        sea.fix(other, 11 + k / 12, lat + 35 * METRE, lon, 0.1)
    met = sea.says(other, 9, 10, ship_type=80, length_m=180).run().table("encounters")
    (long,) = met[(met.vessel_id == other) | (met.other_vessel_id == other)].causes_hold
    assert "goes from ship to ship" not in long


def _beside(spread_m: float, all_day_m: float) -> Sea:
    """A boat lies for three hours beside a ship, of which it stays within ``spread_m``; in the rest of the day within ``all_day_m``."""
    sea = crowd(Sea(), 24, (LAT + 1, LON))
    lies = lambda h: LAT + (spread_m if 10 <= h <= 13 else all_day_m) * METRE * math.sin(9 * h)  # noqa: E731
    for k in range(24 * 12):
        sea.fix(HOSTS[0], k / 12, lies(k / 12), LON, 0)
    for k in range(120, 157):
        sea.fix(BOAT, k / 12, lies(k / 12) + 40 * METRE, LON, 0)
    sea.line(BOAT, 8, 9.9, (LAT - 0.3, LON), (LAT, LON), sog=9)
    return sea.line(BOAT, 13.1, 15, (LAT, LON), (LAT - 0.3, LON), sog=9)


@pytest.mark.parametrize(
    ("spread_m", "all_day_m", "fixed"),
    # like stone for once in a day's stay; a platform's 14 m all day; a ship at anchor in a calm, which swings the rest of the day
    [(2, 90, True), (14, 14, True), (14, 90, False)],
)
def test_a_platform_lies_still_all_day_and_a_ship_at_anchor_does_not(spread_m, all_day_m, fixed):
    (found,) = _causes(_beside(spread_m, all_day_m))
    assert ("beside a fixed point" in found) == fixed


@pytest.mark.parametrize(
    ("spread_m", "all_day_m", "weights"),
    # a platform of 14 m all day, and of 4 m; a ship still as stone in the meeting that swings the rest of the day is none
    [(14, 14, [-1]), (4, 4, [-1]), (2, 90, [])],
)
def test_beside_a_platform_far_out_weighs_as_much_as_made_fast_near_the_shore(spread_m, all_day_m, weights):
    sea = _beside(spread_m, all_day_m).run().make("event_indicators")
    rows = sea.select(
        "SELECT weight, text FROM event_indicators JOIN encounters USING (event) WHERE name = 'beside_a_platform'"
    )
    assert [weight for weight, _ in rows] == weights
    assert all(text.startswith(f"{HOSTS[0]} lay within {all_day_m} m for 24 hours") for _, text in rows)


@pytest.mark.parametrize(("ahead_m", "aside_m", "tow"), [(130, 10, True), (30, 40, False)])
def test_without_headings_a_tow_is_told_by_the_course_made(ahead_m, aside_m, tow):
    """Two sail to the north at 5 knots for three hours, then part: one behind the other, or side by side."""
    sea, step = crowd(Sea(), 12, (LAT + 2, LON)), 5 / 60 / 12  # degrees of latitude in five minutes
    for k in range(12 * 3 + 1):
        sea.fix(HOSTS[0], 5 + k / 12, LAT + k * step, LON, 5)
        sea.fix(
            BOAT, 5 + k / 12, LAT + k * step + ahead_m * METRE, LON + aside_m * METRE / math.cos(math.radians(LAT)), 5
        )
    top = LAT + 36 * step
    for ship, away in ((HOSTS[0], -0.4), (BOAT, 0.4)):
        sea.line(ship, 3, 4.9, (LAT - 0.1, LON + away), (LAT, LON), sog=9)
        sea.line(ship, 8.1, 10, (top, LON), (top + 0.1, LON + away), sog=9)
    (found,) = _causes(sea)
    assert ("tow" in found) == tow
    assert sea.table("encounter_courses")[["across_m", "along_m"]].round().values.tolist() == [[aside_m, ahead_m]]


@pytest.mark.parametrize(
    ("boat_heads", "others_head", "says", "holds"),
    [
        (False, True, {}, "yes"),
        (True, True, {}, "no"),
        (False, True, {"ship_type": 80}, "no"),  # its type says otherwise
        (False, True, {"length_m": 120.0}, "no"),  # and so does its size
        (False, False, {}, "not known"),  # data without headings say nothing
    ],
)
def test_who_sends_no_heading_is_small_where_others_send_theirs(boat_heads, others_head, says, holds):
    sea = _beside(14, 90)
    if says:
        sea.says(BOAT, 8, 7, **says)
    sea.run()
    heads = ([BOAT] if boat_heads else []) + (HOSTS + CROWD if others_head else [])
    sea._store.execute("UPDATE fixes SET heading_deg = 90 WHERE list_contains($heads, ssvid)", {"heads": heads})
    (met,) = sea.table("encounters").itertuples()
    (cause,) = [c for c in met.causes if c["cause"] == "small craft by what it sends"]
    assert cause["holds"] is {"yes": True, "no": False, "not known": None}[holds]
    assert ("sends no heading, and no IMO number" in cause["says"]) == (holds == "yes")


def _boats_among(ships: int, others: int, heads: bool, typed: bool) -> Sea:
    """Two boats lie 15 m apart for eight hours and say nothing of themselves; ships pass far off, and more boats that meet nobody."""
    sea = Sea()
    for n in range(ships + others):
        number, row = 636000100 + n, (LAT - 3 + 0.1 * n, LON)
        sea.line(number, 0, 30, (row[0], LON - 2), (row[0], LON + 3), sog=9, every_min=20)
        if n < ships and typed:
            sea.says(number, 0, 30, name=f"SHIP {n}", ship_type=70, length_m=180)
        if n < ships and heads:
            sea.heads(number, 0, 30, 90)
    for number, off_m, away in ((BOAT, 0, -0.3), (HOSTS[0], 15, 0.3)):
        places = [(LAT + (300 * k / 6 + 40 * math.sin(k / 6) + off_m) * METRE, LON) for k in range(49)]
        sea.line(number, 6, 9.9, (LAT + away, LON + away), places[0], sog=7)
        for k, place in enumerate(places):
            sea.fix(number, 10 + k / 6, *place, 0.4)
        sea.line(number, 18.1, 24, places[-1], (LAT + away, LON + away), sog=7)
    return sea


@pytest.mark.parametrize(
    ("ships", "others", "heads", "typed", "small"),
    [
        (8, 0, True, True, True),
        (4, 30, True, True, True),  # most are boats: of the ships that are to send a heading all do
        (8, 0, True, False, True),  # eight of ten, of whatever kind
        (4, 30, True, False, None),  # four of 36: the data may have those of a few only
        (8, 0, False, True, None),
    ],
)
def test_where_only_boats_meet_all_ships_tell_whether_the_data_have_headings(ships, others, heads, typed, small):
    sea = _boats_among(ships, others, heads, typed).run().make("alerts")
    (met,) = sea.table("encounters").causes
    (cause,) = [c for c in met if c["cause"] == "small craft by what it sends"]
    counted = f"{ships if heads else 0} of {ships if typed else ships + others + 2}"
    kind = "cargo ships, tankers and long ships" if typed else "ships"
    assert cause["holds"] is small and cause["says"].endswith(f": {counted} {kind} in these data send one")
    (rafted,) = [c["holds"] for c in met if c["cause"] == "service craft side by side"]
    assert rafted is small
    assert sea.select_one("SELECT count(*) FROM alerts")[0] == (0 if small else 1)


OF_KIND = (
    "fishing together",
    "yachts",
    "dredging or work under water",
    "navy or coast guard",
    "small craft beside a ship",
)


@pytest.mark.parametrize(("ship_type", "holds"), [(None, None), (80, False)])
def test_what_a_ship_is_that_sends_no_type_is_not_known(ship_type, holds):
    """Two ships, and one that lies alone, without names, sizes and types; or with the type of a tanker."""
    sea = Sea()
    for k in range(60):
        north = 50 * math.sin(k / 20)
        for ship, off in ((BOAT, 0.0), (HOSTS[0], 60.0), (HOSTS[1], 60_000.0)):
            sea.fix(ship, k / 6, LAT + (north + off) * METRE, LON, 0.1)
    for ship in (BOAT, *HOSTS):
        if ship_type:
            sea.says(ship, 0, 10, ship_type=ship_type)
    sea.run("vesseltrack")
    (met,) = sea.table("encounters").causes
    alone = next(e.causes for e in sea.table("loitering").itertuples() if e.vessel_id == HOSTS[1])
    result = {c["cause"]: c["holds"] for c in [*met, *alone]}
    assert [result[c] for c in (*OF_KIND, "fishing", "works where it lies")] == [holds] * 7
    assert {c["cause"]: c["says"] for c in met}["ships of one operator"] == "not both sent a name"
