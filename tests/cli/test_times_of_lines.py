"""The line of an alert names the time of what its summary tells, not of the alert's first event."""

import pandas as pd

from vesseltrack.cli.lines import print_lines


def test_the_time_is_that_of_what_the_summary_tells(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    t = pd.Timestamp("2020-01-01")
    alert = {
        "queue": "behaviour", "rank": 3, "score": 6.5, "verdict": "", "state": "", "quiet": "", "first_time": t + pd.Timedelta(minutes=10),
        "start_time": t + pd.Timedelta(hours=20, minutes=40), "summary": "MAXIM and CAP GUILLAUME have lain 62 m apart for 3.2 hours",
    }  # fmt: skip
    searched = {"rows": 5, "ships": 2, "first_time": t, "last_time": t + pd.Timedelta(hours=23), "hours_heard": 24}
    print_lines(pd.DataFrame([alert]), searched, 5)
    (line,) = (x for x in capsys.readouterr().out.splitlines() if "MAXIM" in x)
    assert line == "  B3  6.5 01-01 20:40 MAXIM and CAP GUILLAUME have lain 62 m apart for 3.2 hours"
