"""Reasons, the forest and the two lanes."""

import numpy as np
import pandas as pd
import pytest

from vesseltrack.scoring.forest import KINDS, anomaly_scores_of
from vesseltrack.scoring.rules import ScoringRules

from builders.sea import OPEN_SEA, Sea

A, B = 273000001, 445000002
GAPS = next(k for k in KINDS if k.table == "gaps")


def judged(sea: Sea, *assign: str) -> pd.DataFrame:
    """The alerts of a small sea."""
    return sea.run(None, *assign).table("alerts").set_index("event")


def silences(n=300, seed=1) -> pd.DataFrame:
    """Usual silences of tankers, and one that is not."""
    rng = np.random.default_rng(seed)
    rows = {
        "subject": [f"gap-{i:03}" for i in range(n)], "vessel_id": range(n), "event": [f"gap-{i:03}" for i in range(n)],
        "peers": "tanker", "duration_h": rng.normal(6, 1, n), "apart_km": rng.normal(80, 10, n),
        "start_sog_kn": rng.normal(10, 1, n), "heard_before": rng.uniform(0.5, 0.9, n),
        "p_off": rng.uniform(0.2, 0.8, n), "others_near": rng.integers(2, 9, n), "shore_km": rng.normal(60, 10, n),
        "dprk_port_km": rng.normal(400, 20, n), "port_km": rng.normal(60, 10, n),
    }  # fmt: skip
    frame = pd.DataFrame(rows)
    frame.loc[7, ["duration_h", "dprk_port_km"]] = [80, 30]
    return frame


def test_the_forest_finds_the_odd_one_and_says_why():
    odd = anomaly_scores_of(silences(), GAPS, ScoringRules()).set_index("event")
    assert odd.percentile.idxmax() == "gap-007"
    because = odd.explanation["gap-007"]
    assert because[0] in {
        "longer than 99.6 % of silences of tankers",
        "nearer to a North Korean port than 99.6 % of silences of tankers",
    }
    assert len(because) >= 2
    assert odd.explanation["gap-100"] == [] or odd.percentile["gap-100"] >= 95


def test_the_same_seed_is_the_same_forest():
    one, two = (anomaly_scores_of(silences(), GAPS, ScoringRules()) for _ in range(2))
    assert one.equals(two)
    assert not one.score.equals(anomaly_scores_of(silences(), GAPS, ScoringRules(seed=1)).score)


def test_too_few_rows_are_not_judged():
    assert anomaly_scores_of(silences(20), GAPS, ScoringRules()).empty


def test_being_listed_is_no_feature_of_the_forest():
    assert not {f.column for k in KINDS for f in k.features} & {"listed", "tier", "flag", "sanctioned"}


def test_a_meeting_off_chodo_is_an_alert_with_its_reasons():
    sea = Sea()
    for ship, off, kind, home in ((A, 0.0, 80, (38.0, 123.8)), (B, 0.0005, 70, (38.5, 123.8))):
        sea.line(ship, 0, 3, home, (38.53 + off, 124.72)).line(ship, 3, 9, (38.53 + off, 124.72))
        sea.line(ship, 9, 12, (38.53 + off, 124.72), home).says(ship, ship_type=kind, name=f"SHIP {ship}")
    alerts = judged(sea)
    alert = alerts[alerts.event_type == "encounter"].iloc[0]
    assert alert.queue == "behaviour"
    said = " | ".join(alert.indicators)
    for words in ("lay 56 m apart", "from a North Korean port", "came under way to meet", "a tanker with a cargo ship"):
        assert words in said
    assert alert.score == pytest.approx(sum(float(r.split()[0]) for r in [*alert.indicators, *alert.mitigating]))


def test_two_lanes_never_one_sum():
    # The same gap, once by a listed ship: another lane, and its score holds nothing of its behaviour.
    sea = Sea()
    for ship, imo, off in ((A, 9161003, 0.0), (B, 9074729, 0.3)):
        sea.line(ship, 0, 12, (38.0 + off, 123.0), (38.05 + off, 123.2), sog=10).fix(ship, 40, 38.05 + off, 123.2)
        sea.says(ship, imo=imo, ship_type=70)
    for n in range(6):
        sea.line(636000009 + n, 0, 41, (37.95 + 0.08 * n, 123.1))
    alerts = judged(sea).reset_index()
    gaps = alerts[alerts.event_type == "gap"].set_index("vessel_id")
    assert gaps.queue.to_dict() == {A: "listed", B: "behaviour"}
    assert gaps.behaviour_score[A] == pytest.approx(gaps.score[B], abs=1.1)  # like behaviour, scored alike
    listed = [r for r in gaps.indicators[A] if "designated" in r or "more than" in r]
    assert gaps.score[A] == sum(float(r.split()[0]) for r in listed)
    assert (alerts.groupby("queue")["rank"].min() == 1).all()


def test_what_speaks_for_innocence_is_said():
    # Falls silent in Busan's harbour, lying still, where nobody else is heard.
    sea = Sea().line(A, 0, 2, (35.09, 129.04), sog=0).fix(A, 30, 35.09, 129.04, 0).says(A, ship_type=37)
    sea.line(B, 0, 31, OPEN_SEA)
    judged(sea)
    weights = (
        sea.select_frame("SELECT name, weight FROM event_indicators WHERE event LIKE 'gap-273%'")
        .set_index("name")
        .weight
    )
    assert {"in_port", "lay_still", "small_craft"} <= set(weights[weights < 0].index)


def test_weights_can_be_set():
    sea = (
        Sea().line(A, 0, 12, (36.0, 123.0), (36.4, 123.0), sog=10).fix(A, 40, 36.4, 123.0).line(B, 0, 41, (36.4, 123.1))
    )
    for n in range(6):  # one witness accuses nobody, and where nobody can tell nothing is added to a score
        sea.line(636000100 + n, 0, 41, (36.36 + n / 50, 123.0))
    assert judged(sea).score.max() < 50
    assert judged(sea, "scoring.weights={silent_long = 50}").score.max() > 50


def test_many_meetings_of_one_pair_are_one_line():
    sea = Sea()
    for day in range(4):
        for ship, off in ((A, 0.0), (B, 0.0005)):
            spot, away = (OPEN_SEA[0] + off, OPEN_SEA[1]), (OPEN_SEA[0] + off + (0.4 if off else -0.4), OPEN_SEA[1])
            sea.line(ship, day * 24, day * 24 + 4, spot).line(ship, day * 24 + 6, day * 24 + 20, away).says(
                ship, ship_type=80
            )
    alerts = judged(sea)
    meetings = alerts[alerts.event_type == "encounter"]
    assert len(meetings) == 1 and meetings.repeats.iloc[0] == 3


def test_an_outage_of_the_feed_after_a_meeting_accuses_nobody():
    sea = Sea()
    for ship, off in ((A, 0.0), (B, 0.0005)):
        spot = (OPEN_SEA[0] + off, OPEN_SEA[1])
        sea.line(ship, 0, 5, spot).line(ship, 14, 16, spot).says(
            ship, ship_type=80
        )  # nobody at all is heard in between
    judged(sea)
    given = sea.select_frame("SELECT DISTINCT name FROM event_indicators WHERE event LIKE 'encounter%'").name.tolist()
    assert "lay_together" in given
    assert "dark_beside_it" not in given


@pytest.mark.parametrize(("back", "is_dark"), [(None, False), ((35.09, 129.04), False), ((34.6, 129.9), True)])
def test_a_ship_that_switches_off_at_its_berth_after_a_meeting_did_not_go_dark_beside_it(back, is_dark):
    """B is silent from hour 9 on, made fast at Busan; it is heard again there, elsewhere, or not: only then it sailed unheard."""
    sea = Sea()
    for ship, off in ((A, 0.0), (B, 0.0005)):
        sea.line(ship, 0, 5, (34.9 + off, 129.4)).says(ship, ship_type=80)
    sea.line(B, 7, 9, (35.09, 129.04), sog=0).line(A, 5.1, 41, (34.9, 129.4), (34.8, 129.5))
    if back:
        sea.line(B, 33, 41, back)
    for n in range(8):
        sea.line(636000100 + n, 0, 41, (35.085 + n / 1000, 129.045))
    judged(sea)
    ((assessment, causes),) = sea.select(f"SELECT assessment, causes_hold FROM gaps WHERE vessel_id = {B}")
    assert assessment == "transmitter_off" and "berth" in causes
    given = dict(sea.select("SELECT name, text FROM event_indicators WHERE event LIKE 'encounter-%'"))
    assert "lay_together" in given and ("dark_beside_it" in given) == is_dark
    spoken = sea.select(
        "SELECT r.names_ship, r.speaks_of, g.event, g.start_time FROM event_indicators AS r, gaps AS g"
        f" WHERE r.name = 'dark_beside_it' AND r.event LIKE 'encounter-%' AND g.vessel_id = {B}"
    )
    assert len(spoken) == is_dark
    assert all(x[:2] == (True, [{"event": x[2], "begin_time": x[3]}]) for x in spoken)
    # who was dark, and when: the silence may be told in no other line of the alert
    assert (
        given.get("dark_beside_it", f"{B} was dark from 11-16 09:00 to 11-17 09:00 (probability 0.85)")
        == f"{B} was dark from 11-16 09:00 to 11-17 09:00 (probability 0.85)"
    )
