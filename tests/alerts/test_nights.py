"""Nights: whatever their order, the same alerts; what became of each is said; verdicts are kept; what was written holds."""

import json
import random
import shutil
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import vesseltrack as vt
from vesseltrack import nightly, report
from vesseltrack.alerts import history, prune, verdicts
from vesseltrack.alerts.replay import replay_with
from vesseltrack.engine import pipeline
from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.settings import load_settings
from vesseltrack.sources.load import load_files
from vesseltrack.store import Store

from builders.command import vesseltrack
from builders.examples import examples, seeds
from builders.nights import EARLIER, HEAD, LOW, WEEK, A, B, among_passers, outcome, search_less, sent, write
from builders.sea import OPEN_SEA, Sea, at


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One run of everything."""
    folder = tmp_path_factory.mktemp("whole")
    with Store(folder / "w.duckdb") as store:
        vt.Database.load(_db(store), write(WEEK, folder / "week.csv"))
        pipeline.detect(store, load_settings())
        found = outcome(store)
        assert len(store.frame("FROM alerts")) >= 3
        return found


def _db(store: Store) -> vt.Database:
    db = vt.Database.__new__(vt.Database)
    db.store = store
    return db


@settings(max_examples=examples(1), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=seeds())
def test_any_split_in_any_order_with_nights_missed_and_repeated_is_one_run_of_the_week(tmp_path_factory, whole, seed):
    folder, rng = tmp_path_factory.mktemp("split"), random.Random(seed)
    pieces = (
        [WEEK[WEEK.index % 3 == k] for k in range(3)]
        if seed % 2
        else [g for _, g in WEEK.groupby(WEEK.t.dt.floor("9h"))]
    )
    files = [write(p, folder / f"{n}.csv") for n, p in enumerate(pieces)]
    rng.shuffle(files)
    with Store(folder / "n.duckdb") as store:
        while files:
            some = [files.pop() for _ in range(rng.randint(1, 3)) if files]
            _db(store).load(*some, *some[:1])
            if rng.random() < 0.5 or not files:
                pipeline.detect(store, load_settings())
                history.record(store)
        assert outcome(store) == whole
        last = history.states(store)
        now = set(store.frame("FROM alerts").alert)
        assert set(last[last.state != "withdrawn"].alert) == now  # the record ends where the alerts are


def test_seven_nights_one_by_one_tell_what_became_of_each(tmp_path, whole):
    db, out, rules = tmp_path / "n.duckdb", tmp_path / "alerts", load_settings()
    told = []
    for day, rows in WEEK.groupby(WEEK.t.dt.date):
        night = nightly.run(db, str(day), [write(rows, tmp_path / f"{day}.csv")], rules, out)
        told.append(night.became)
        assert (out / str(day) / "index.html").is_file()
    assert told[0].get("new", 0) >= 1 and sum(t.get("new", 0) for t in told) >= 3
    again = nightly.run(db, str(day), [str(tmp_path / f"{day}.csv")], rules, out)
    assert again.became == {} and again.new_rows == 0  # a night repeated brings nothing
    with Store(db) as store:
        assert outcome(store) == whole
        states = store.frame("SELECT alert, state, what FROM alert_states ORDER BY nth")
    gap = states[states.alert.str.contains(str(A))]
    assert gap.state.tolist()[0] == "new" and "closed" in set(gap.state) | {"closed"}
    assert states.groupby("alert").state.first().eq("new").all()


def test_nights_out_of_order_call_nothing_new_twice(tmp_path, monkeypatch):
    db, out, told = tmp_path / "n.duckdb", tmp_path / "alerts", []
    days = [(day, write(rows, tmp_path / f"{day}.csv")) for day, rows in WEEK.groupby(WEEK.t.dt.date)]
    for day, path in [days[-1], *days[:-1], days[0]]:  # the last night first: the end of the data never moves again
        nightly.run(db, str(day), [path], load_settings(), out)
        search_less(monkeypatch, files=True)
        alerts = [json.loads(line) for line in (out / str(day) / "alerts.jsonl").read_text().splitlines()]
        told.append([a["alert"] for a in alerts if a["state"] == "new"])
    assert told.pop() == told[-1]  # the same night again, nothing loaded: the same page
    new = [alert for night in told for alert in night]
    assert new and len(new) == len(set(new))
    (tmp_path / "useless.csv").write_text(HEAD + "440000001,,,,,,,,\n")
    for _ in range(2):  # of which nothing can be kept, however often it comes
        nightly.run(db, str(days[-1][0]), [str(tmp_path / "useless.csv")], load_settings(), out)
        alerts = (out / str(days[-1][0]) / "alerts.jsonl").read_text().splitlines()
        assert not any(json.loads(line)["state"] == "new" for line in alerts)


def test_a_clock_that_jumps_back_spoils_nothing(tmp_path, whole):
    path = write(WEEK, tmp_path / "week.csv")
    with Store(tmp_path / "c.duckdb") as store:
        (early,) = load_files(store, [path], now=datetime(2020, 1, 1, tzinfo=UTC))
        assert early.reasons == {"in_future": len(WEEK)} and early.rows_kept == 0 and "not one row" in early.note
        (right,) = load_files(store, [path])  # the same bytes, taken for known only if anything could be kept of them
        assert right.rows_kept > 0 and not right.already
        pipeline.detect(store, load_settings())
        assert outcome(store) == whole


def test_what_an_earlier_version_did_not_keep_is_added_to_its_store(tmp_path):
    with Store(tmp_path / "old.duckdb") as store:
        store.execute("ALTER TABLE alert_states DROP COLUMN files")
        store.execute("DROP TABLE assessed_gaps")
    with Store(tmp_path / "old.duckdb") as store:
        assert store.rows("SELECT files FROM alert_states UNION ALL SELECT fixes_before FROM assessed_gaps") == []
        store.execute("INSERT INTO assessed_gaps (event, others_near) VALUES ('gap-1-20261116T000000Z', 7)")
        store.execute("ALTER TABLE assessed_gaps DROP COLUMN causes")
        store.execute(
            "CREATE OR REPLACE TABLE gaps (event VARCHAR, others_near BIGINT)"
        )  # nor did the gaps of that version have it
        store.execute("INSERT INTO gaps VALUES ('gap-2-20261116T000000Z', 3)")
    with Store(tmp_path / "old.duckdb") as store:  # what was judged stays as it was, once, and the cause is not known
        assert store.rows("SELECT event, others_near, causes FROM assessed_gaps") == [
            ("gap-1-20261116T000000Z", 7, None)
        ]


def test_late_data_withdraws_in_the_open_and_the_same_alert_may_come_back(tmp_path):
    rules = load_settings()
    late = WEEK[(WEEK.MMSI == 636000100)].assign(MMSI=A, VesselName="SEA TRADER", IMO="", VesselType="80")
    late = late[(late.t > at(14)) & (late.t < at(52))]
    hours = (late.t - at(14)).dt.total_seconds() / 3600
    late = late.assign(LAT=36.5 - 2 * (1 - (hours - 19).abs() / 19), LON=123.9, SOG=6)  # south at 6 kn and back
    with Store(tmp_path / "l.duckdb") as store:
        _db(store).load(write(WEEK, tmp_path / "w.csv"))
        pipeline.detect(store, rules)
        first = history.record(store)
        name = store.frame(f"SELECT alert FROM alerts WHERE vessel_id = {A}").alert[0]
        _db(store).load(write(late, tmp_path / "late.csv"))  # it was heard after all
        pipeline.detect(store, rules)
        second = history.record(store)
        last = history.states(store).set_index("alert").loc[name]
    assert first["new"] >= 3 and second["withdrawn"] >= 1
    assert last.state == "withdrawn" and "heard" in last.what


def test_several_events_of_one_ship_are_one_alert_with_a_timeline(tmp_path):
    with vt.open() as db:
        db.load(write(WEEK, tmp_path / "w.csv"))
        alerts = db.detect()
    of_the_pair = alerts[alerts.vessel_id.isin([563000003, 352000004])]
    meetings = [a for a in of_the_pair.itertuples() if any(e.startswith("encounter") for e in a.events)]
    assert len(meetings) == 1  # they met: told of one of them
    (of_one,) = alerts[alerts.vessel_id == A].itertuples()  # it went dark, came back, lay still, and was
    assert [e.split("-")[0] for e in of_one.events] == ["gap", "loitering", "gap"]  # not heard again where others were
    assert all(len(a.timeline) == len(a.events) for a in alerts.itertuples())
    assert alerts.alert.is_unique and (alerts.alert.str.removeprefix("alert-") == [e[0] for e in alerts.events]).all()
    listed = alerts[alerts.queue == "listed"]
    assert listed.vessel_id.tolist() == [B]


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    """The week's store, searched."""
    path = tmp_path_factory.mktemp("searched") / "w.duckdb"
    with vt.open(path) as db:
        db.load(write(WEEK, path.with_name("w.csv")))
        db.detect()
    return path


@pytest.fixture
def judged(tmp_path, searched):
    """A copy of it, and of the file it was loaded from."""
    shutil.copy(searched.with_name("w.csv"), tmp_path)
    with vt.open(shutil.copy(searched, tmp_path / "j.duckdb")) as db:
        yield db


def test_a_benign_verdict_quiets_its_like_until_it_expires(judged):
    alert = judged.alerts().query(f"vessel_id == {A}").iloc[0]
    verdicts.mark(judged.store, alert.alert, "benign", "Kim", "bunkering", date(2026, 12, 31), "seen <there>")
    told = judged.alerts().query(f"vessel_id == {A}").iloc[0]
    assert told["verdict"] == "benign" and "bunkering" in told.quiet and "until 2026-12-31, Kim" in told.quiet
    assert told["rank"] == alert["rank"] and judged.alerts().query("queue == 'behaviour'").alert.iloc[-1] == alert.alert
    verdicts.mark(judged.store, alert.alert, "benign", "Kim", until=date(2026, 11, 16))  # expired before it began
    assert judged.alerts().query(f"vessel_id == {A}").iloc[0].quiet == ""
    verdicts.mark(judged.store, alert.alert, "confirmed", "Lee")
    told = judged.alerts().query(f"vessel_id == {A}").iloc[0]
    assert told["verdict"] == "confirmed" and told.quiet == ""
    assert len(verdicts.verdicts(judged.store)) == 3  # none is overwritten


def test_an_alert_that_is_gone_shows_its_verdict_beside_its_history(tmp_path, searched):
    path = tmp_path / "gone.duckdb"
    with vt.open(shutil.copy(searched, path)) as db:
        history.record(db.store)
        name = db.alerts().query(f"vessel_id == {A}").alert.iloc[0]
        db.mark(name, "confirmed", "seen", by="Kim")
        db.store.execute("DELETE FROM alerts WHERE alert = $name", {"name": name})
        history.record(db.store)
    said = vesseltrack("alerts", "show", name, "--db", str(path), cwd=tmp_path).stdout
    assert "downgraded" in said and "confirmed" in said and "Kim" in said


def test_scores_are_held_against_verdicts(judged):
    alerts = judged.alerts().query("queue == 'behaviour'").sort_values("score")
    assert alerts.score.iloc[0] < alerts.score.iloc[-1]
    verdicts.mark(judged.store, alerts.alert.iloc[0], "benign", "Kim")
    verdicts.mark(judged.store, alerts.alert.iloc[-1], "confirmed", "Kim")
    said = verdicts.agreement(judged.store).set_index("verdict")
    assert said.above_benign["confirmed"] == 1.0 and said.above_benign["benign"] == 0.5
    assert said.score["confirmed"] == alerts.score.iloc[-1]


@pytest.mark.parametrize(
    ("alert", "verdict", "by", "words"),
    [
        ("none", "benign", "x", "no alert"),
        ("first", "guilty", "x", "the verdicts are: confirmed"),
        ("first", "benign", " ", "name of who gives it"),
    ],
)
def test_a_verdict_that_cannot_be_is_refused(judged, alert, verdict, by, words):
    name = judged.alerts().alert[0] if alert == "first" else alert
    with pytest.raises(WrongUse, match=words):
        verdicts.mark(judged.store, name, verdict, by)


def test_verdicts_can_be_said_again_in_a_fresh_store(judged, tmp_path):
    for n, alert in enumerate(judged.alerts().alert[:3]):
        verdicts.mark(judged.store, alert, verdicts.MARKS[n], "O'Brien", '"; DROP TABLE verdicts; --', date(2027, 1, 1))
    path = tmp_path / "v.jsonl"
    path.write_text("\n".join(json.dumps(s) for s in verdicts.export(judged.store)))
    with vt.open(tmp_path / "fresh.duckdb") as fresh:
        fresh.load(str(tmp_path / "w.csv"))
        fresh.detect()
        assert verdicts.load(fresh.store, path) == 3
        assert verdicts.load(fresh.store, path) == 0  # what is there is not said twice
        assert fresh.alerts()[["alert", "verdict", "verdict_text", "quiet"]].equals(
            judged.alerts()[["alert", "verdict", "verdict_text", "quiet"]]
        )
    path.write_text('{"alert": 1}')
    with vt.open(tmp_path / "fresh.duckdb") as fresh, pytest.raises(UnreadableInput):
        verdicts.load(fresh.store, path)


def test_what_if_shows_what_would_vanish_and_changes_nothing(judged):
    before = outcome(judged.store)
    gap = judged.alerts().query(f"vessel_id == {A}").iloc[0]
    verdicts.mark(judged.store, gap.alert, "confirmed", "Kim")
    changes = replay_with(judged.store, load_settings(assign=["gaps.min_silence_h=40"]))
    gone = changes[changes.alert == gap.alert].iloc[0]
    # what is left of it is that it lay still for 18 hours afterwards: without a silence beside it a wait like others (long_stop)
    assert gone.change == "vanishes" and gone["verdict"] == "confirmed"
    assert outcome(judged.store) == before
    assert replay_with(judged.store, load_settings()).empty


def test_a_folder_is_verified_against_its_manifest_and_the_store(judged, tmp_path):
    rules = load_settings()
    folder = report.write_alerts(judged.store, rules, tmp_path / "out")
    assert report.verify(folder) == [] and report.verify(folder, judged.store, rules) == []
    csv = folder / "alerts.csv"
    csv.write_bytes(csv.read_bytes() + b" ")
    (folder / "alerts.kml").unlink()
    assert report.verify(folder) == ["alerts.csv is not as it was written", "alerts.kml is missing"]
    with pytest.raises(UnreadableInput, match="no manifest"):
        report.verify(tmp_path)


def test_pruning_keeps_the_evidence_of_alerts_and_withdraws_nothing(tmp_path):
    db = tmp_path / "p.duckdb"
    old = WEEK.assign(t=WEEK.t - pd.Timedelta(days=40))
    old["BaseDateTime"] = old.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    with Store(db) as store:
        _db(store).load(write(old, tmp_path / "old.csv"))
        pipeline.detect(store, load_settings())
        history.record(store)
        track = store.frame(f"SELECT time, lat FROM fixes WHERE ssvid = {A} ORDER BY time")
        _db(store).load(write(WEEK[~WEEK.MMSI.isin([A, B])], tmp_path / "later.csv"))
        dropped, kept = prune.prune(store, 30)
        assert dropped > 1000 and kept >= len(track)
        assert prune.prune(store, 30) == (0, 0)
        held = store.frame(f"SELECT DISTINCT time, lat FROM evidence WHERE ssvid = {A} ORDER BY time")
        assert len(held) >= len(track) - 1
        pipeline.detect(store, load_settings())
        became = history.record(store)
        assert "withdrawn" not in became
        rows = store.one("SELECT count(*) FROM fixes")[0]
        again = _db(store).load(write(old.iloc[::-1], tmp_path / "again.csv")).iloc[0]  # other bytes, the same messages
        assert again.rows_kept == 0 and again.reasons == {"pruned": len(old)} and "prune" in again.note
        assert store.one("SELECT count(*) FROM fixes")[0] == rows
    with pytest.raises(WrongUse, match="from 14 to"):
        prune.days_of("3d", "--keep")


def test_a_story_goes_by_its_name_although_its_beginning_was_pruned(tmp_path):
    weeks = [WEEK.assign(t=WEEK.t - pd.Timedelta(days=6 * n)) for n in range(8)]
    rows = pd.concat(weeks)
    rows["BaseDateTime"] = rows.t.dt.strftime("%Y-%m-%dT%H:%M:%S")
    with Store(tmp_path / "s.duckdb") as store:
        _db(store).load(write(rows, tmp_path / "s.csv"))
        pipeline.detect(store, load_settings())
        history.record(store)
        before = set(store.frame("FROM alerts").alert)
        dropped, kept = prune.prune(store, 20)
        assert dropped > 5000 and kept > 1000
        pipeline.detect(store, load_settings())
        assert not {"new", "withdrawn"} & set(history.record(store))
        assert set(store.frame("FROM alerts").alert) <= before


def test_the_latest_verdict_counts_also_if_it_names_no_day(judged):
    gap = judged.alerts().query(f"vessel_id == {A}").iloc[0]
    for n, until in enumerate((pd.Timestamp("2026-11-01"), None)):  # the first quiets nothing: it is over
        rows = [(gap.alert, int(gap.vessel_id), gap.event_type, "benign", "", until, "Kim",
        pd.Timestamp("2026-11-20") + pd.Timedelta(hours=n), "")]  # fmt: skip
        verdicts._append(judged.store, rows)
        assert bool(judged.alerts().set_index("alert").quiet[gap.alert]) == (until is None)


def test_a_verdict_follows_its_event_into_a_story_that_began_earlier(tmp_path):
    days = pd.concat(weeks_of_nights(4).values())
    late = (days.MMSI == A) & (days.t < at(34) - EARLIER)  # how it drifted before it vanished
    with Store(tmp_path / "v.duckdb") as store:
        db = _db(store)
        db.load(write(days[~late], tmp_path / "a.csv"))
        pipeline.detect(store, load_settings(assign=["scoring.min_score=0.5"]))
        history.record(store)
        first = db.alerts().query(f"vessel_id == {A}").iloc[0]
        verdicts.mark(store, first.alert, "confirmed", "Kim")
        db.load(write(days[late], tmp_path / "b.csv"))
        pipeline.detect(store, load_settings(assign=["scoring.min_score=0.5"]))
        history.record(store)
        now = db.alerts().query(f"vessel_id == {A}").iloc[0]
        assert now.alert == first.alert and now.events[0] not in first.events and set(first.events) & set(now.events)
        assert now["verdict"] == "confirmed" and "Kim" in now.verdict_text
        lost = replay_with(store, load_settings(assign=["scoring.min_score=20"])).set_index("alert")
        assert lost["verdict"][now.alert] == "confirmed"


def test_a_verdict_on_one_does_not_silence_what_was_confirmed_or_listed(judged):
    alerts = judged.alerts()
    listed = alerts[alerts.queue == "listed"].iloc[0]
    gap = alerts.query(f"vessel_id == {A}").iloc[0]
    with_kind = [
        ("alert-other", int(gap.vessel_id), gap.event_type),
        ("alert-else", int(listed.vessel_id), listed.event_type),
    ]
    for name, ship, kind in with_kind:  # said of other alerts of these ships
        rows = [(name, ship, kind, "benign", "", None, "Kim", pd.Timestamp("2026-11-20"), "")]
        verdicts._append(judged.store, rows)
    told = judged.alerts().set_index("alert")
    assert told.quiet[gap.alert] and not told.quiet[listed.alert]
    verdicts.mark(judged.store, gap.alert, "confirmed", "Lee")
    verdicts._append(
        judged.store,
        [
            (
                "alert-other",
                int(gap.vessel_id),
                gap.event_type,
                "benign",
                "",
                None,
                "Kim",
                pd.Timestamp("2020-01-01"),
                "",
            )
        ],
    )
    assert judged.alerts().set_index("alert").quiet[gap.alert] == ""


def test_a_falsified_manifest_is_seen(judged, tmp_path):
    rules = load_settings()
    folder = report.write_alerts(judged.store, rules, tmp_path / "out")
    path = folder / "manifest.json"
    said = json.loads(path.read_text())
    said["searched"]["rows"] += 1
    del said["files"]["alerts.csv"]
    path.write_text(json.dumps(said))
    wrong = report.verify(folder, judged.store, rules)
    assert "alerts.csv is not in the manifest" in wrong
    assert "the manifest's searched comes out otherwise from this store" in wrong


def test_a_ship_has_a_dossier_that_comes_out_alike(judged, tmp_path):
    rules = load_settings()
    folders = [report.write_dossier(judged.store, rules, A, tmp_path / n) for n in ("one", "two")]
    names = {"index.html", "alerts.jsonl", "messages.parquet", "particulars.parquet", "manifest.json"}
    assert {p.name for p in folders[0].iterdir()} == names
    assert all((folders[0] / n).read_bytes() == (folders[1] / n).read_bytes() for n in names)
    assert len(pd.read_parquet(folders[0] / "messages.parquet")) == (WEEK.MMSI == A).sum()


def nightly_command(day, path, db, out) -> list[str]:
    return ["nightly", *map(str, ("--date", day, "--ais", path, "--db", db, "--out", out))]


def test_a_night_killed_at_any_moment_leaves_the_store_and_the_folder_whole(tmp_path, whole):
    db, out = tmp_path / "k.duckdb", tmp_path / "alerts"
    day = str(WEEK.t.dt.date.max())
    command = nightly_command(day, write(WEEK, tmp_path / "week.csv"), db, out)
    for _ in range(3):
        vesseltrack(*command, cwd=tmp_path, killed_after_s=random.uniform(0.05, 4))
        if out.exists():
            assert all(
                (f / "manifest.json").is_file() for f in out.iterdir() if f.is_dir() and not f.name.startswith(".")
            )
    done = vesseltrack(*command, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with Store(db, read_only=True) as store:
        assert outcome(store) == whole
        assert (
            store.one("SELECT count(*) FROM (SELECT alert FROM alert_states GROUP BY alert HAVING count(*) > 1)")[0]
            == 0
        )
    assert report.verify(out / day) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs limits on the size of files")
def test_a_disk_that_fills_up_leaves_yesterday_and_a_night_that_can_be_run_again(tmp_path, whole):
    db, out, days = tmp_path / "f.duckdb", tmp_path / "alerts", sorted(set(WEEK.t.dt.date))
    first, rest = WEEK[WEEK.t.dt.date == days[0]], WEEK[WEEK.t.dt.date != days[0]]
    nightly.run(db, str(days[0]), [write(first, tmp_path / "first.csv")], load_settings(), out)
    yesterday = (out / str(days[0]) / "manifest.json").read_bytes()
    command = nightly_command(days[-1], write(rest, tmp_path / "rest.csv"), db, out)
    codes = []
    for limit in (50_000, 300_000, 60_000_000):
        full = vesseltrack(*command, cwd=tmp_path, longest_file=limit)
        codes.append(full.returncode)
        assert full.returncode in (0, 5), full.stderr
        assert full.returncode == 0 or ("no space left" in full.stderr and "Traceback" not in full.stderr)
        assert (out / str(days[-1])).exists() == (full.returncode == 0)
        assert (out / str(days[0]) / "manifest.json").read_bytes() == yesterday
    assert codes[0] == 5 and codes[-1] == 0
    with Store(db, read_only=True) as store:
        assert outcome(store) == whole


def nights_of(count: int, ships: dict[int, str], lines: Callable[[Sea], object]) -> dict[date, pd.DataFrame]:
    """So many nights of the same traffic and of some ships (``name,IMO,type`` of each) on lines of their own."""
    sea = among_passers(count)
    lines(sea)
    frame = sent(sea, ships, EARLIER.days).sort_values("t")
    return dict(list(frame.groupby(frame.t.dt.date)))


def weeks_of_nights(count: int) -> dict[date, pd.DataFrame]:
    """A tanker goes dark on the second night and is back on the last; another loiters all the time."""
    return nights_of(
        count,
        {A: "SEA TRADER,,80", 352000004: "WEST TWO,,80"},
        lambda sea: (
            sea.line(A, 0, 38, (36.5, 122.9), OPEN_SEA, every_min=10, sog=4)
            .line(A, 24 * count - 8, 24 * count - 1, OPEN_SEA, (36.6, 124.6), every_min=10, sog=2)
            .line(352000004, 2, 24 * count - 1, (36.9, 124.9), (36.9, 125.1), every_min=10, sog=0.1)
        ),
    )


def night_by_night(monkeypatch, folder, nights, days_back, rules=None) -> vt.Database:
    """Run the nights one by one with a window of some days (all if ``None``); returns the store, opened."""
    back = None if days_back is None else timedelta(days=days_back)
    db = folder / f"{days_back}.duckdb"
    with monkeypatch.context() as less:
        for n, (day, rows) in enumerate(nights.items()):
            files = [write(rows, folder / f"{day}.csv")]
            nightly.run(db, str(day), files, rules or load_settings(assign=LOW), folder / "alerts", look_back=back)
            if n == 0:
                search_less(less)
    return vt.open(db)


def states_of(db: vt.Database) -> pd.DataFrame:
    """The record, without what is said of scores."""
    return db.sql("SELECT alert, state, last_time, vessel_id FROM alert_states ORDER BY nth")


def test_a_night_that_looks_back_three_days_forgets_no_silence_and_tells_nothing_twice(tmp_path, monkeypatch):
    db, back = tmp_path / "n.duckdb", pd.Timedelta(days=3).to_pytimedelta()
    nights = weeks_of_nights(6)
    gap, rules = f"gap-{A}-{at(38) - EARLIER:%Y%m%dT%H%M%SZ}", load_settings(assign=["scoring.min_score=0.5"])
    told, verdicts_on_gap = [], []
    for day, rows in nights.items():
        files = [write(rows, tmp_path / f"{day}.csv")]
        told.append(nightly.run(db, str(day), files, rules, tmp_path / "alerts", look_back=back).became)
        if len(told) == 1:
            search_less(monkeypatch)
        with Store(db, read_only=True) as store:
            verdicts_on_gap += [r[0] for r in store.rows(f"SELECT assessment FROM gaps WHERE event = '{gap}'")]
            assert (
                store.one("SELECT count(*) FROM fix_pairs WHERE start_time < (SELECT first_time FROM searched)")[0] <= 8
            )
    # silent from the second night on (14 hours: the third), and so it stays although its beginning left the window
    assert verdicts_on_gap[-1] == "transmitter_off" and set(verdicts_on_gap[2:]) == {"transmitter_off"}
    assert not any("withdrawn" in t or "reopened" in t for t in told)
    with Store(db, read_only=True) as store:
        states = store.frame("FROM alert_states ORDER BY nth")
        end = store.one(f"SELECT end_time, duration_h, p_unreceived_if_on FROM gaps WHERE event = '{gap}'")
    assert end[0] == at(24 * 6 - 8) - EARLIER and end[1] == pytest.approx(24 * 6 - 8 - 38, abs=0.01) and end[2] < 0.01
    assert (
        list(states[states.state == "new"].groupby("vessel_id").size()) == [1] * states.vessel_id.nunique()
    )  # no second name
    of_gap = states[states.vessel_id == A]
    assert of_gap.iloc[0].state == "new" and of_gap.iloc[-1].state == "closed" and of_gap.alert.nunique() == 1
    loitering = states[states.vessel_id == 352000004]  # goes on all the time: that is no change, and it has no end
    assert list(loitering.state) == ["new"] and loitering.last_time.isna().all()


def test_a_window_finds_what_a_run_without_one_finds_in_it(tmp_path):
    nights = weeks_of_nights(6)
    with Store(tmp_path / "w.duckdb") as store:
        _db(store).load(write(pd.concat(nights.values()), tmp_path / "all.csv"))
        pipeline.detect(store, load_settings())
        history.record(store)
        events = "SELECT event, vessel_id, start_time, end_time FROM {} WHERE start_time >= $since ORDER BY event"
        since, found = at(72) - EARLIER, ("gaps", "encounters", "loitering", "visits")
        whole = [store.rows(events.format(t), {"since": since + pd.Timedelta(hours=6)}) for t in found]
        pipeline.detect(store, load_settings(assign=[f"tracks.since={since:%Y-%m-%dT%H:%M:%S}"]))
        assert [store.rows(events.format(t), {"since": since + pd.Timedelta(hours=6)}) for t in found] == whole
        (silence,) = store.rows(f"SELECT start_time, assessment FROM gaps WHERE vessel_id = {A}")
        assert silence == (at(38) - EARLIER, "transmitter_off")  # begun before the window, judged as it was then
        pipeline.detect(store, load_settings())
        assert store.one("SELECT since FROM searched")[0] is None


def test_two_hulls_under_one_number_keep_their_names_beyond_the_window(tmp_path, monkeypatch):
    both = 273000011
    nights = nights_of(
        5,
        {both: "ONE STAR,,80"},
        lambda sea: (
            sea.line(both, 0, 119, (36.9, 124.9), (36.9, 125.0), every_min=30, sog=0.1)
            .line(both, 0.2, 14.2, (34.0, 123.2), (34.0, 123.4), every_min=10, sog=0.1)  # the other is silent for days
            .line(both, 96.2, 119, (34.0, 123.4), (34.0, 123.5), every_min=10, sog=0.1)
        ),
    )
    with (
        night_by_night(monkeypatch, tmp_path, nights, 3) as narrow,
        night_by_night(monkeypatch, tmp_path, nights, None) as wide,
    ):
        # that a score fell with days that the narrow one no longer looks at is not said
        told = [states_of(db).query("state != 'changed'").reset_index(drop=True) for db in (narrow, wide)]
        assert told[0].equals(told[1]) and len(told[0]) == 3
        (gap,) = narrow.sql("SELECT vessel_id, end_time FROM gaps WHERE duration_h > 80").to_numpy().tolist()
        assert gap[0] != both and pd.Timestamp(gap[1]) == pd.Timestamp(at(96.2) - EARLIER, tz="UTC")
        tracks = [narrow.track(ship).lat.round().unique().tolist() for ship in (both, gap[0])]
        assert tracks == [[37.0], [34.0]]


def test_what_lies_at_the_edge_of_the_window_is_not_new_each_night(tmp_path, monkeypatch):
    twice = {273000011: "ONE STAR,9074729,80", 352000012: "TWO STAR,9074729,80"}
    nights = nights_of(
        5,
        twice,
        lambda sea: [sea.line(ship, 0, 119, (36.9 - n, 124.9), every_min=10, sog=0) for n, ship in enumerate(twice)],
    )
    with night_by_night(monkeypatch, tmp_path, nights, 3, load_settings()) as db:
        assert set(db.sql("SELECT anomaly FROM identity_anomalies").anomaly) >= {"imo_twice"}
        assert states_of(db).state.tolist() == ["new"]  # said once, of one of the two


def test_what_is_loaded_late_is_searched_however_old_it_is(tmp_path):
    nights = weeks_of_nights(6)
    rules, back = load_settings(assign=LOW), timedelta(days=3)
    everything = write(pd.concat(nights.values()), tmp_path / "all.csv")
    nightly.run(tmp_path / "n.duckdb", str(max(nights)), [everything], rules, tmp_path / "alerts", look_back=back)
    with vt.open(tmp_path / "n.duckdb") as db:
        first = pd.Timestamp(min(nights), tz="UTC")
        assert pd.Timestamp(db.searched()["since"]) == first - pd.Timedelta(hours=12)
        assert (db.sql("FROM alert_states").first_time == first).any()


def test_a_night_of_a_wrong_date_and_a_pruning_do_not_unsay_a_silence(tmp_path, monkeypatch):
    nights = weeks_of_nights(8)
    *before, last = nights
    gap = f"SELECT assessment, start_time FROM gaps WHERE start_time = TIMESTAMP '{at(38) - EARLIER}'"
    with night_by_night(monkeypatch, tmp_path, {day: nights[day] for day in before}, 3) as db:
        silent = db.sql(gap).to_numpy().tolist()
        assert silent[0][0] == "transmitter_off"
        assert prune.prune(db.store, 5)[0] > 0
    db_path, back = tmp_path / "3.duckdb", timedelta(days=3)
    wrong = nightly.run(db_path, "2035-11-22", [str(tmp_path / f"{before[0]}.csv")], load_settings(), tmp_path / "alerts",
    look_back=back)  # fmt: skip
    assert wrong.rows == 0
    night = nightly.run(db_path, str(last), [write(nights[last], tmp_path / "last.csv")], load_settings(assign=LOW),
    tmp_path / "alerts", look_back=back)  # fmt: skip
    assert night.became["closed"] >= 1
    with vt.open(db_path) as db:
        assert db.sql(gap).to_numpy().tolist() == silent
        assert not db.sql("FROM alert_states WHERE state = 'withdrawn'").size
        assert states_of(db).query(f"vessel_id == {A}").alert.nunique() == 1
