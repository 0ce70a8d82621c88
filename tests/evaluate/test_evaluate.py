"""The benchmark: its arithmetic by hand, and what it says of us."""

import json

import pandas as pd
import pytest

from vesseltrack.errors import WrongUse
from vesseltrack.evaluate.measure import measure, true_gaps
from vesseltrack.evaluate.run import evaluate, hard_week, planted
from vesseltrack.settings import load_settings

from builders.command import run
from builders.paths import SHARED, needs_shared
from builders.sea import at


def gaps(*rows) -> pd.DataFrame:
    """Dark periods: ship, from and to in hours, probability."""
    columns = [
        "event",
        "ssvid",
        "start_time",
        "until_time",
        "duration_h",
        "p_off",
        "assessment",
        "shore_km",
        "fixes_before",
    ]
    return pd.DataFrame(
        [
            (f"gap-{n}", ship, at(a), at(b), b - a, p, "transmitter_off" if p >= 0.8 else "lost_signal", 200.0, 50)
            for n, (ship, a, b, p) in enumerate(rows)
        ],
        columns=columns,
    )


def silences(*rows) -> pd.DataFrame:
    return pd.DataFrame([(s, at(a), at(b)) for s, a, b in rows], columns=["ship", "start_time", "end_time"])


def test_a_gap_is_true_if_half_of_it_was_silence():
    found = gaps((1, 0, 10, 0.9), (2, 0, 10, 0.9), (3, 0, 10, 0.9))
    truth = silences((1, 5, 12), (2, 5.1, 12), (9, 0, 10))  # five hours, not quite five, another ship
    assert true_gaps(found, truth).event.tolist() == ["gap-0"]


def test_the_measures_by_hand():
    # Three planted, one too short to be asked for and one that no gap shows; four gaps, two of them true.
    found = gaps((1, 0, 14, 0.99), (2, 0, 7, 0.85), (3, 0, 13, 0.9), (4, 0, 5, 0.1))
    truth = silences((1, 1, 14), (2, 0, 6), (7, 0, 30), (8, 0, 3))
    m = measure(found, truth, 4)
    rules = m.rules.set_index("rule")
    assert (m.planted, m.gaps) == (3, 4)
    ours = rules.loc["vesseltrack: silent"]
    assert (ours.accepted, ours["false alarms"]) == (3, 1)
    assert ours.precision == pytest.approx(2 / 3, abs=0.001) and ours.recall == pytest.approx(2 / 3, abs=0.001)
    twelve = rules.loc["plain: 12 h"]
    assert (twelve.accepted, twelve["false alarms"], twelve.recall) == (2, 1, pytest.approx(1 / 3, abs=0.001))
    assert m.brier == pytest.approx((0.01**2 + 0.15**2 + 0.9**2 + 0.1**2) / 4)
    # the leader's rule takes the same two as "12 h"; we reach its recall with our most probable one, and no false alarm
    assert m.at_leaders_recall == (0, 1)


def test_we_are_better_than_any_threshold_and_calibrated():
    result = next(iter(evaluate([hard_week(4, 250, 31)], load_settings())))
    rules = result.measured.rules.set_index("rule")
    ours = rules.loc["vesseltrack: silent"]
    assert ours.precision >= 0.9
    assert ours.recall >= 0.4
    for plain in ("plain: 6 h", "plain: 8 h", "plain: 12 h"):
        assert ours.precision > rules.loc[plain].precision + 0.1
    sure = result.measured.calibration.set_index("probability").loc["0.95-1"]
    assert sure.silent >= 0.9
    assert result.measured.brier < 0.1  # so few ships on so few days tell little of reception


@needs_shared
def test_silence_planted_in_real_tracks_is_found():
    day = str(SHARED / "real" / "noaa" / "noaa_gulf_20200101.csv.zst")
    settings = load_settings()
    result = next(iter(evaluate([planted([day], 3, 400, 31, settings)], settings)))
    rules = result.measured.rules.set_index("rule")
    assert rules.loc["vesseltrack: silent"].precision >= 0.85
    assert rules.loc["vesseltrack: silent"].recall >= 0.5
    assert result.measured.at_leaders_precision[0] >= 2 * 0.396  # twice the leader's published recall


def test_too_few_whole_tracks_are_refused(tmp_path):
    csv = tmp_path / "few.csv"
    csv.write_text(
        "MMSI,BaseDateTime,LAT,LON,SOG\n"
        + "".join(f"44100000{n},2026-11-16T0{h}:00:00,36.5,123.{n},0\n" for n in range(3) for h in range(9))
    )
    with pytest.raises(WrongUse, match="only 3 ships"):
        next(iter(evaluate([planted([str(csv)], 2, 100, 1, load_settings())], load_settings())))


def test_the_command_prints_tables_or_lines_of_json(tmp_path):
    command = ("evaluate", "--seeds", "3", "--days", "2", "--ships", "60")
    shown = run(*command, cwd=tmp_path).stdout
    assert "leader: 12 h" in shown and "Brier score" in shown
    said = json.loads(run(*command, "--json", cwd=tmp_path).stdout)
    assert {r["rule"] for r in said["rules"]} >= {"vesseltrack: silent", "plain: 6 h"}
    wrong = run("evaluate", "--seeds", "x", cwd=tmp_path, code=2)
    assert "whole numbers" in wrong.stderr


def test_a_gap_that_lasts_is_true_if_it_holds_a_silence():
    found = gaps((1, 0, 40, 0.9), (2, 0, 40, 0.9), (3, 0, 40, 0.9)).assign(end_time=[pd.NaT, pd.NaT, at(40)])
    # ten hours of silence in each: the second began long before the gap, the third gap has ended
    truth = silences((1, 1, 11), (2, -25, 5), (3, 1, 11))
    assert true_gaps(found, truth).event.tolist() == ["gap-0"]
