"""A draught that changed across a silence: what counts, and where no port could have been called at meanwhile.

OPEN_SEA is over 100 km from any port: to the nearest and back takes over seven hours at 15 knots, a call six more.
"""

import pytest

from builders.sea import OPEN_SEA, crowd

A = 441000001
QUAY = (37.5, 122.15)  # Weihai


def _silent(sea, silent_h, before_m=6.4, after_m=10.2, then_m=None, keyed_h=0.0, length_m=120):
    """It sails to OPEN_SEA until 10 h, falls silent under way, and is heard again 30 km on; the draught is sent from keyed_h after that on."""
    again_h, end = 10 + silent_h, (36.6, 124.2)
    crowd(sea, again_h + 14)
    sea.line(A, 0, 10, (OPEN_SEA[0], OPEN_SEA[1] - 2.0), OPEN_SEA, sog=10)
    sea.line(A, again_h, again_h + 12, end, (end[0], end[1] + 2.0), sog=10)
    said = {"ship_type": 80, "length_m": length_m}
    sea.says(A, 0, 10, draught_m=before_m, **said)
    if keyed_h:
        sea.says(A, again_h, round(keyed_h), draught_m=before_m, **said)
    sea.says(A, again_h + keyed_h, 2, draught_m=after_m, **said)
    if then_m is not None:
        sea.says(A, again_h + keyed_h + 2, 2, draught_m=then_m, **said)
    return sea.run()


def _named(sea):
    names = "('draught_changed', 'no_port_in_time')"
    asked = f"SELECT i.name, i.text FROM event_indicators AS i JOIN gaps USING (event) WHERE vessel_id = {A} AND i.name IN {names}"
    return dict(sea.make("event_indicators").select(asked))


@pytest.mark.parametrize(
    ("world", "named"),
    [
        # 8 hours: less than seven under way and six at a quay
        ({"silent_h": 8}, {"draught_changed", "no_port_in_time"}),
        # 30 hours: a port may have been called at
        ({"silent_h": 30}, {"draught_changed"}),
        ({"silent_h": 8, "after_m": 6.7}, set()),  # .3 m is trim
        # it was set right two hours later: the draught after is that before
        ({"silent_h": 8, "then_m": 6.4}, set()),
        # keyed and keyed back and keyed again within hours: whoever keyed it does not know
        ({"silent_h": 8, "before_m": 6.4, "after_m": 10.2, "then_m": 6.4, "keyed_h": 2}, set()),
        # first sent eight hours after it came back: of what it did since then
        ({"silent_h": 8, "keyed_h": 8}, set()),
        # 10.2 m of a ship 60 m long is no draught
        ({"silent_h": 8, "length_m": 60}, set()),
    ],
)
def test_what_counts_as_another_draught_across_a_silence(sea, world, named):
    assert _named(_silent(sea, **world)).keys() == named


def test_the_words_give_both_draughts_when_it_was_keyed_and_how_far_the_ports_are(sea):
    said = _named(_silent(sea, 8))
    assert said["draught_changed"] == "draught 6.4 m before and 10.2 m after (first sent 11-16 18:00), by hand"
    assert said["no_port_in_time"].startswith(
        "no port that we know could have been called at for 6 hours meanwhile: the nearest lie "
    )
    asked = f"SELECT port_km, end_port_km, port_way_h FROM gaps WHERE vessel_id = {A} AND end_time IS NOT NULL"
    ((port_km, end_port_km, port_way_h),) = sea.select(asked)
    # 15 knots are 27.78 km/h
    assert (
        port_way_h == pytest.approx((port_km + end_port_km) / 27.78, abs=0.01) and port_km > 100 and end_port_km > 100
    )


def test_a_silence_that_reception_cannot_decide_becomes_an_alert_by_cargo_moved_at_sea_alone(sea):
    # nobody else was near: nothing is known of the set; 2 for the draught, 3 for no port, -2 for not knowing
    again_h = 18
    sea.line(A, 0, 10, (OPEN_SEA[0], OPEN_SEA[1] - 2.0), OPEN_SEA, sog=10).line(
        A, again_h, 30, (36.6, 124.2), (36.6, 126.0), sog=10
    )
    sea.says(A, 0, 10, draught_m=6.4).says(A, again_h, 2, draught_m=10.2).run()
    ((assessment,),) = sea.select(f"SELECT assessment FROM gaps WHERE vessel_id = {A} AND end_time IS NOT NULL")
    assert assessment == "undetermined"
    total = "SELECT sum(weight) FROM event_indicators JOIN gaps USING (event) WHERE queue = 'behaviour' AND end_time IS NOT NULL"
    assert sea.make("event_indicators").select_one(total) == (3.0,)


@pytest.mark.parametrize(("way_h", "named"), [(8, set()), (17, {"draught_changed", "no_port_in_time"})])
def test_a_draught_keyed_soon_after_it_left_port_may_be_that_of_the_port(sea, way_h, named):
    """It lies at Weihai for a day, sails 190 km to OPEN_SEA in so many hours, and falls silent there for eight."""
    sea.line(A, 0, 24, QUAY, sog=0).line(A, 24.1, 24 + way_h, QUAY, OPEN_SEA, sog=190 / 1.852 / way_h)
    back_h = 24 + way_h + 8
    sea.line(A, back_h, back_h + 12, (36.6, 124.2), (36.6, 126.0), sog=8)
    sea.says(A, 0, 24 + way_h, draught_m=6.4).says(A, back_h, 2, draught_m=10.2).run()
    assert _named(sea).keys() == named


def test_of_two_silences_soon_after_each_other_only_the_later_has_a_draught_first_sent_after_it(sea):
    """Silent from 10 to 18 h, heard for two hours, silent until 23.5 h: less than six hours after the end of the first."""
    crowd(sea, 36)
    sea.line(A, 0, 10, (OPEN_SEA[0], OPEN_SEA[1] - 2.0), OPEN_SEA, sog=10)
    sea.line(A, 18, 20, (36.5, 124.2), (36.5, 124.4), sog=5).line(A, 23.5, 32, (36.6, 124.6), (36.6, 126.0), sog=8)
    sea.says(A, 0, 10, draught_m=6.4).says(A, 18, 2, draught_m=6.4).says(A, 23.5, 2, draught_m=10.2)
    sea.run(None, "gaps.min_silence_h=3")
    draughts = "round(draught_before_m::DOUBLE, 1), round(draught_after_m::DOUBLE, 1)"
    asked = f"SELECT {draughts} FROM gaps WHERE vessel_id = {A} AND end_time IS NOT NULL ORDER BY start_time"
    assert sea.select(asked) == [(6.4, 6.4), (6.4, 10.2)]
