"""What an alert is called: so that whoever wrote its name down finds it next night, by whatever command the search was run."""

from datetime import date

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack import nightly
from vesseltrack.alerts import history
from vesseltrack.settings import load_settings

from builders.nights import EARLIER, LOW, among_passers, sent, write
from builders.sea import at

FIRST, SECOND = 563000003, 352000004
MEETING = f"alert-encounter-{SECOND}-{FIRST}-{at(20) - EARLIER:%Y%m%dT%H%M%SZ}"


@pytest.fixture(scope="module")
def days() -> dict[date, pd.DataFrame]:
    """A tanker lies from hour 12, another comes at hour 20 and lies beside it until hour 30, when both sail."""
    sea = among_passers(2)
    for ship, off, home, came in ((FIRST, 0.0, 122.9, 12), (SECOND, 0.0005, 125.3, 20)):
        spot, port = (37.3 + off, 124.1), (37.3 + off, home)
        sea.line(ship, came - 10, came, port, spot, every_min=10, sog=6)
        sea.line(ship, came, 30, spot, every_min=10, sog=0).line(ship, 30, 40, spot, port, every_min=10, sog=6)
    rows = sent(sea, {FIRST: "EAST ONE,,80", SECOND: "WEST TWO,,80"}, EARLIER.days)
    return dict(list(rows.groupby(rows.t.dt.date)))


def the_alert(db: vt.Database) -> pd.Series:
    return db.alerts().query("mmsi == @FIRST or other_mmsi == @FIRST").iloc[0]


def test_a_meeting_is_called_alike_whether_or_not_the_spell_around_it_weighs_enough(days, tmp_path):
    with vt.open(tmp_path / "w.duckdb") as db:
        db.load(*(write(rows, tmp_path / f"{day}.csv") for day, rows in days.items()))
        called = {}
        for least in (3, 0.5):
            db.detect(assign=[f"scoring.min_score={least}"])
            alert = the_alert(db)
            called[len(alert.events)] = alert.alert
            alone = [e for e in alert.events if e.startswith("loitering")]
        assert set(called.values()) == {MEETING} and len(called) == 2  # more events in the second
        began = db.sql(f"SELECT start_time FROM loitering WHERE event IN {(*alone, '')}").start_time.min()
        assert began < pd.Timestamp(at(20) - EARLIER, tz="UTC")


@pytest.mark.parametrize("recorded", [True, False])
def test_what_was_told_while_it_went_on_and_what_was_judged_keep_their_names(days, tmp_path, recorded):
    rules, out, db_path = load_settings(assign=LOW), tmp_path / "alerts", tmp_path / "n.duckdb"
    (first, rows), (second, more) = days.items()
    early = write(rows[rows.t < at(19) - EARLIER], tmp_path / "early.csv")
    late = write(pd.concat([rows[rows.t >= at(19) - EARLIER], more]), tmp_path / "late.csv")
    if recorded:
        nightly.run(db_path, str(first), [early], rules, out)
    with vt.open(db_path) as db:
        if not recorded:
            db.load(early)
            db.detect(assign=LOW)
        name = the_alert(db).alert
        assert name.startswith("alert-loitering")  # alone as yet
        if not recorded:
            db.mark(name, "watch", by="Kim")
    if recorded:
        nightly.run(db_path, str(second), [late], rules, out)
    with vt.open(db_path) as db:
        if not recorded:
            db.load(late)
            db.detect(assign=LOW)
            assert the_alert(db)["verdict"] == "watch" and history.record(db.store)["new"] >= 1
        now = the_alert(db)
        assert now.alert == name and MEETING.removeprefix("alert-") in now.events and list(now.was) == []
        assert recorded == (now.state == "closed")
