"""A verdict follows its event, whatever its alert is called next night; what is no more says truly why."""

from __future__ import annotations

import json
from datetime import timedelta

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack import nightly
from vesseltrack.alerts import history, verdicts
from vesseltrack.alerts.alerts_with_status import SAME_EVENTS
from vesseltrack.engine import pipeline
from vesseltrack.scoring.events import event_types_step
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

from builders.nights import EARLIER, LOW, WEEK, A, among_passers, search_less, sent, write
from builders.paths import SHARED, needs_shared
from builders.sea import OPEN_SEA, Sea, at

EAST, WEST = 563000003, 352000004
CASES = SHARED / "cases" / "22-nights-and-order"


def spans(*rows: tuple) -> pd.DataFrame:
    """Events as ``kind, detail, ships, from hour, to hour``; the number a ship sends under is the last digit of its key."""
    columns = ["event", "event_type", "detail", "vessel_ids", "ssvids", "start_time", "end_time"]
    made = [(n, k, d, s, [x % 10 for x in s], at(a), None if b is None else at(b)) for n, k, d, s, a, b in rows]
    return pd.DataFrame(made, columns=columns).astype({"start_time": "datetime64[us]", "end_time": "datetime64[us]"})


def same(known: pd.DataFrame, found: pd.DataFrame, as_of_h: float = 100) -> set[tuple[str, str]]:
    """Which events found are which known ones, where the data of both ended at that hour."""
    with Store(None) as store:
        store.fill("event_types", event_types_step().query(None))
        store.append("alert_events", known.assign(as_of=pd.Timestamp(at(as_of_h)), succeeds=[[]] * len(known)))
        for table, rows in (
            ("event_spans", found),
            ("searched", pd.DataFrame({"last_time": [pd.Timestamp(at(as_of_h))]})),
        ):
            store.create(vt.schema.TABLES[table])
            store.append(table, rows)
        return set(store.rows(SAME_EVENTS))


@pytest.mark.parametrize(
    ("known", "found", "is_same"),
    [
        ([("g", "gap", "", [1], 0, 20)], [("h", "gap", "", [1], 0.2, 20)], {("h", "g")}),  # began a few minutes later
        ([("g", "gap", "", [1], 0, 20)], [("h", "gap", "", [1], 20, 40)], set()),  # the next silence: heard at 20
        ([("g", "gap", "", [1], 0, 20)], [("h", "gap", "", [2], 0, 20)], set()),  # another ship
        ([("g", "gap", "", [1], 0, 20)], [("h", "loitering", "", [1], 0, 20)], set()),  # another kind
        (  # one silence, in which it was heard once, is two
            [("g", "gap", "", [1], 0, 40)],
            [("g", "gap", "", [1], 0, 20), ("h", "gap", "", [1], 20, 40)],
            {("g", "g"), ("h", "g")},
        ),
        (  # two meetings are one
            [("m", "encounter", "", [1, 2], 0, 8), ("n", "encounter", "", [1, 2], 12, 20)],
            [("m", "encounter", "", [1, 2], 0, 20)],
            {("m", "m"), ("m", "n")},
        ),
        (  # of a mother ship's meetings each is its own, also when one is gone
            [("m", "encounter", "", [1, 2], 0, 8), ("n", "encounter", "", [1, 3], 0, 8)],
            [("o", "encounter", "", [1, 3], 0.2, 8)],
            {("o", "n")},
        ),
        (  # one ship in common is enough where neither has a counterpart of its own ships
            [("m", "encounter", "", [1, 2], 0, 8)],
            [("o", "encounter", "", [1, 3], 1, 8)],
            {("o", "m")},
        ),
        ([("g", "gap", "", [31], 0, 20)], [("h", "gap", "", [41], 0, 20)], {("h", "g")}),  # its hulls were told apart anew
        ([("g", "gap", "", [1], 0, None)], [("h", "gap", "", [1], 60, None)], {("h", "g")}),  # open: till the data ended
        ([("v", "visit", "here", [1], 0, 5)], [("w", "visit", "there", [1], 0, 5)], set()),
        (  # a sign is the same when it says the same, since whenever
            [("i", "identity", "imo_changed 9", [1], 0, 0)],
            [("j", "identity", "imo_changed 9", [1], 5, 5)],
            {("j", "i")},
        ),
        (  # but one that is there as it was is no other
            [("i", "identity", "imo_changed 9", [1], 0, 0)],
            [("i", "identity", "imo_changed 9", [1], 0, 0), ("j", "identity", "imo_changed 9", [1], 50, 50)],
            {("i", "i")},
        ),
    ],
)  # fmt: skip
def test_an_event_is_the_same_while_it_overlaps(known, found, is_same):
    assert same(spans(*known), spans(*found)) == is_same


def test_a_silence_still_open_is_not_one_that_began_after_its_data_ended():
    assert same(spans(("g", "gap", "", [1], 0, None)), spans(("h", "gap", "", [1], 30, None)), as_of_h=30) == set()


def dark(sea: Sea, ship: int, start_h: float, gap_h: float = 40) -> Sea:
    """A ship sails, is silent, and sails on."""
    sea.line(ship, start_h - 14, start_h, (36.5, 122.9), OPEN_SEA, every_min=5, sog=4)
    return sea.line(ship, start_h + gap_h, start_h + gap_h + 8, OPEN_SEA, (36.6, 124.2), every_min=5, sog=3)


def week_of_one(*late: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Four days with one silence, from hour 30 to 70; and what comes late: messages of these hours."""
    sea = among_passers(4)
    dark(sea, A, 30)
    rows = sent(sea, {A: "SEA TRADER,,80"}, EARLIER.days)
    hours = (rows.t - (at(0) - EARLIER)).dt.total_seconds() / 3600
    more = Sea()
    for h in late:
        more.fix(A, h, *OPEN_SEA, 0.2)
    withheld = (rows.MMSI == A) & hours.between(29.8, 30)
    late_rows = sent(more, {A: "SEA TRADER,,80"}, EARLIER.days) if late else rows[withheld]
    return (rows if late else rows[~withheld]), late_rows


def night(folder, day: str, **files: pd.DataFrame) -> nightly.Night:
    """A night with these files."""
    paths = [write(rows, folder / f"{name}.csv") for name, rows in files.items()]
    return nightly.run(folder / "n.duckdb", day, paths, load_settings(assign=LOW), folder / "alerts")


def last_day(rows: pd.DataFrame) -> str:
    return str(rows.t.max().date())


def test_late_minutes_change_an_alert_and_its_verdict_stands(tmp_path, monkeypatch):
    rows, late = week_of_one()
    day = last_day(rows)
    assert night(tmp_path, day, first=rows).became.get("new", 0) >= 1
    with vt.open(tmp_path / "n.duckdb") as db:
        before = db.alerts().query(f"vessel_id == {A}").iloc[0]
        verdicts.mark(db.store, before.alert, "confirmed", "Kim")
    search_less(monkeypatch, files=True)
    second = night(tmp_path, day, late=late)
    # its last silence, still open, cannot be told from a ship not heard: the story goes on
    assert second.became == {"changed": 1} and second.new_rows == len(late) == 3
    with vt.open(tmp_path / "n.duckdb", read_only=True) as db:
        now = db.alerts().query(f"vessel_id == {A}").iloc[0]
        assert now["verdict"] == "confirmed" and "Kim" in now.verdict_text and now.state == "changed"
        assert now.alert == before.alert and "began at" in now.what and before.events[0] not in now.events
        assert not len(db.sql("FROM alert_states WHERE state = 'withdrawn'"))
    changes = json.loads((tmp_path / "alerts" / day / "manifest.json").read_text())["changes"]
    assert [c["alert"] for c in changes["changed"]] == [now.alert]


def test_of_a_silence_that_becomes_two_both_parts_keep_the_verdict(tmp_path, monkeypatch):
    rows, late = week_of_one(*[49 + n / 12 for n in range(13)])  # heard for an hour, in the middle
    day = last_day(rows)
    night(tmp_path, day, first=rows)
    with vt.open(tmp_path / "n.duckdb") as db:
        (alert,) = db.alerts().query(f"vessel_id == {A}").alert
        with pytest.warns(DeprecationWarning, match="because is called reason now"):
            db.mark(alert, "benign", by="Kim", because="bunkering")
        assert db.verdicts().reason.iloc[-1] == "bunkering"
    search_less(monkeypatch)
    night(tmp_path, day, late=late)
    with vt.open(tmp_path / "n.duckdb", read_only=True) as db:
        gaps = db.sql(
            f"SELECT event, duration_h, assessment FROM gaps WHERE vessel_id = {A} AND duration_h BETWEEN 18.9 AND 21"
        )
        assert gaps.duration_h.tolist() == pytest.approx([19, 20])
        told = db.alerts().query(f"vessel_id == {A}")
        called = gaps.event[gaps.assessment == "transmitter_off"]  # of the other it cannot be told
        assert len(called) and set(called) <= {e for events in told.events for e in events}
        assert set(told["verdict"]) == {"benign"} and (told.quiet != "").all()


def test_withdrawn_says_that_the_ship_was_heard_and_stands_in_every_file(tmp_path, monkeypatch):
    rows, late = week_of_one(*[30 + n for n in range(1, 40)])  # heard every hour
    day = last_day(rows)
    rows = rows[(rows.MMSI != A) | (rows.t < at(78) - EARLIER)]
    night(tmp_path, day, first=rows)
    search_less(monkeypatch, files=True)
    second = night(tmp_path, day, late=late)
    folder = tmp_path / "alerts" / day
    with vt.open(tmp_path / "n.duckdb", read_only=True) as db:
        gone = db.sql("SELECT alert, what FROM alert_states WHERE state = 'withdrawn'")
    assert second.became["withdrawn"] == len(gone) == 1
    assert gone.what[0].startswith("the ship was heard meanwhile (39 messages)")
    for name in ("index.html", "changes.csv", "changes.jsonl", "manifest.json"):
        assert gone.alert[0].removeprefix("alert-gap-")[:9] in (folder / name).read_text(encoding="utf-8")
        assert "withdrawn" in (folder / name).read_text(encoding="utf-8")
    assert "1 withdrawn" in second.sentence


def test_what_weighs_too_little_is_downgraded_not_withdrawn(tmp_path):
    rows, _ = week_of_one(50)
    with Store(tmp_path / "d.duckdb") as store:
        vt.sources.load.load_files(store, [write(rows, tmp_path / "a.csv")])
        pipeline.detect(store, load_settings(assign=LOW))
        first = history.record(store)
        pipeline.detect(store, load_settings(assign=["scoring.min_score=50"]))
        second = history.record(store)
        last = history.states(store)
    assert second == {"downgraded": first["new"]}
    assert last.what.str.startswith("its events weigh less by what is known now").all()


def test_a_benign_verdict_does_not_quiet_what_is_told_of_something_else_since(tmp_path):
    rows, _ = week_of_one(50)
    with vt.open(tmp_path / "b.duckdb") as db:
        db.load(write(rows, tmp_path / "a.csv"))
        db.detect(assign=LOW)
        history.record(db.store)
        alert = db.alerts().query(f"vessel_id == {A}").iloc[0]
        verdicts.mark(db.store, alert.alert, "benign", "Kim")
        assert db.alerts().set_index("alert").quiet[alert.alert]
        db.store.execute("UPDATE verdicts SET queue = 'behaviour'")
        db.store.execute(f"UPDATE alerts SET queue = 'listed' WHERE vessel_id = {A}")  # a list names it since
        told = db.alerts().set_index("alert").loc[alert.alert]
        assert told["verdict"] == "benign" and told.quiet == ""
        db.store.execute(
            f"UPDATE alerts SET queue = 'behaviour', event_type = 'encounter', event = 'else' WHERE vessel_id = {A}"
        )
        told = db.alerts().set_index("alert").loc[alert.alert]
        assert told["verdict"] == "benign" and told.quiet == ""


def test_a_verdict_is_found_again_in_another_store_although_its_alert_is_called_otherwise(tmp_path):
    rows, late = week_of_one()
    with vt.open(tmp_path / "one.duckdb") as one, vt.open(tmp_path / "two.duckdb") as two:
        one.load(write(rows, tmp_path / "rows.csv"))
        one.detect(assign=LOW)  # by hand: nothing was recorded
        (alert,) = one.alerts().query(f"vessel_id == {A}").alert
        verdicts.mark(one.store, alert, "confirmed", "Kim")
        said = "".join(json.dumps(s) + "\n" for s in verdicts.export(one.store))
        (tmp_path / "v.jsonl").write_text(said)
        two.load(str(tmp_path / "rows.csv"), write(late, tmp_path / "late.csv"))
        two.detect(assign=LOW)
        assert verdicts.load(two.store, tmp_path / "v.jsonl") == 1
        told = two.alerts().query(f"vessel_id == {A}").iloc[0]
        assert told.alert != alert and told["verdict"] == "confirmed"
        broken = json.loads(said) | {"alert": "x", "events": [{"event": "e"}]}
        (tmp_path / "v.jsonl").write_text(json.dumps(broken))
        with pytest.raises(vt.errors.UnreadableInput):
            verdicts.load(two.store, tmp_path / "v.jsonl")


SEA_DAYS = 12
MARKS = {0: "confirmed", 1: "benign", 2: "watch"}


def weeks() -> tuple[pd.DataFrame, pd.Series]:
    """Some weeks of a small sea in which a ship goes dark every other day and two meet; which rows come two nights late."""
    sea = Sea()
    for n in range(4):
        for leg in range(2 * SEA_DAYS):
            west, east = (36.4 + 0.05 * n, 123.4), (36.4 + 0.05 * n, 124.4)
            a, b = (west, east) if leg % 2 else (east, west)
            sea.line(636000100 + n, leg * 12, leg * 12 + 11.9, a, b, every_min=20, sog=4)
    for n in range(5):
        dark(sea, 273000010 + n, 30 + 50 * n + n, 20 + n)
    for ship, off in ((563000003, 0.0), (352000004, 0.0005)):
        sea.line(ship, 140, 150, (37.3 + off, 122.9), (37.3 + off, 124.1), every_min=10, sog=6)
        sea.line(ship, 150, 159, (37.3 + off, 124.1), every_min=10, sog=0)
        sea.line(ship, 159, 210, (37.3 + off, 124.1), (37.3 + off, 123.5), every_min=10, sog=1)
    rows = sent(sea, {273000010 + n: "SEA TRADER,,80" for n in range(5)}, EARLIER.days)
    hours = (rows.t - (at(0) - EARLIER)).dt.total_seconds() / 3600
    starts = rows.MMSI.sub(273000010).mul(51).add(30).where(rows.MMSI.between(273000010, 273000014))
    return rows, hours.between(starts - 0.2, starts)


def test_weeks_of_mornings_every_verdict_stands_on_its_event(tmp_path, monkeypatch):
    rows, late = weeks()
    db, out, rules = tmp_path / "m.duckdb", tmp_path / "alerts", load_settings(assign=LOW)
    days = sorted(set(rows.t.dt.date))
    given: dict[str, str] = {}
    for n, day in enumerate(days):
        files = [write(rows[(rows.t.dt.date == day) & ~late], tmp_path / f"{day}.csv")]
        held = rows[(rows.t.dt.date == day - timedelta(days=2)) & late]
        if len(held):
            files.append(write(held, tmp_path / f"late-{day}.csv"))
        if n % 7 == 5:
            files.append(str(tmp_path / f"{days[n - 2]}.csv"))  # repeated
        if n == 8:  # an empty file; the day's rows come two nights later
            files = [write(rows.head(0), tmp_path / "empty.csv")]
        if n == 10:
            files.append(write(rows[(rows.t.dt.date == days[8]) & ~late], tmp_path / "after-all.csv"))
        said = nightly.run(db, str(day), files, rules, out, look_back=timedelta(days=7))
        if n == 0:
            search_less(monkeypatch)
        assert said.exit_code == (6 if n == 8 else 0)
        with vt.open(db) as store:
            for a in store.alerts().itertuples():
                if a.verdict:
                    assert a.verdict == MARKS[a.vessel_id % 3], a.alert
                    continue
                assert a.state in ("new", "reopened"), (day, a.alert, a.state, a.what)  # nothing is asked twice
                verdicts.mark(store.store, a.alert, MARKS[a.vessel_id % 3], "Kim")
                given[a.alert] = MARKS[a.vessel_id % 3]
    with vt.open(db, read_only=True) as store:
        assert len(given) >= 6 and not len(store.sql("FROM alert_states WHERE state = 'withdrawn'"))
        last = history.states(store.store)
        names = {name for a in last.itertuples() for name in (a.alert, *a.was)}
        assert set(given) <= names  # each is found by the name it had when it was judged
        assert sorted(given.values()) == sorted(MARKS[s % 3] for s in last.vessel_id)


def test_a_verdict_follows_its_event_whichever_ship_comes_first(tmp_path, monkeypatch):
    """Two meet; each alert is marked; then a list names the ship that stood second, and late minutes move the beginning."""
    rows = WEEK.assign(IMO=WEEK.IMO.where(WEEK.MMSI != EAST, "IMO9074729"))
    meeting = rows.MMSI.isin([EAST, WEST])
    late = meeting & rows.t.between(at(19), at(20.5))
    db, rules = tmp_path / "n.duckdb", load_settings()

    def night(day: str, part: pd.DataFrame, name: str) -> pd.DataFrame:
        nightly.run(db, day, [write(part, tmp_path / f"{name}.csv")], rules, tmp_path / "alerts")
        with vt.open(db) as store:
            return store.alerts()

    first = night("2026-11-17", rows[~late & (rows.t < at(40))], "first")
    search_less(monkeypatch)
    with vt.open(db) as store:
        for n, a in enumerate(first.itertuples()):
            verdicts.mark(store.store, a.alert, verdicts.MARKS[n % 3], "Kim")
    given = {(a.vessel_id, a.other_vessel_id): verdicts.MARKS[n % 3] for n, a in enumerate(first.itertuples())}
    (pair,) = [p for p in given if set(p) == {EAST, WEST}]
    (tmp_path / "sdn.csv").write_bytes(
        b'7,"EAST ONE","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"Vessel Registration Identification IMO 9074729"\r\n\x1a'
    )
    with vt.open(db) as store:
        store.load_list(tmp_path / "sdn.csv")
    for day, part, name in (
        ("2026-11-18", rows[rows.t.between(at(40), at(60))], "second"),
        ("2026-11-19", pd.concat([rows[rows.t > at(60)], rows[late]]), "third"),
    ):
        now = night(day, part, name)
        told = {
            frozenset(p): m
            for p, m in zip(zip(now.vessel_id, now.other_vessel_id, strict=True), now["verdict"], strict=True)
        }
        assert {frozenset(p): m for p, m in given.items()}.items() <= told.items(), day
    head = now[now.other_vessel_id.notna()].iloc[0]
    assert (head.vessel_id, head.other_vessel_id) == pair[::-1] and head.queue == "listed"  # it was turned round indeed


@needs_shared
def test_case_22_late_minutes(tmp_path, monkeypatch):
    rules, told = load_settings(), []
    for day, name in (("20", "first"), ("20", "late"), ("21", "next")):
        path = str(CASES / f"late_minutes_{name}.csv.gz")
        told.append(nightly.run(tmp_path / "l.duckdb", f"2026-11-{day}", [path], rules, tmp_path / "alerts").became)
        if name == "first":
            search_less(monkeypatch)
            with vt.open(tmp_path / "l.duckdb") as db:
                for n, a in enumerate(db.alerts().itertuples()):
                    verdicts.mark(db.store, a.alert, verdicts.MARKS[n % 3], "Kim")
                given = dict(zip(db.alerts().vessel_id, db.alerts()["verdict"], strict=True))
    assert set(told[0]) == {"new"} and "changed" in told[1]
    assert not any({"new", "withdrawn"} & set(later) for later in told[1:])
    with vt.open(tmp_path / "l.duckdb", read_only=True) as db:
        assert dict(zip(db.alerts().vessel_id, db.alerts()["verdict"], strict=True)) == given


@needs_shared
def test_case_22_by_hand(tmp_path, monkeypatch):
    def files(*names: str) -> list[str]:
        return [str(CASES / f"by_hand_{n}.csv.gz") for n in names]

    rules, out = load_settings(), tmp_path / "alerts"
    for day in ("2026-11-16", "2026-11-17"):
        nightly.run(tmp_path / "h.duckdb", day, files(day), rules, out)
        search_less(monkeypatch)
    with vt.open(tmp_path / "h.duckdb") as db:
        db.load(*files("2026-11-18", "older60"))
        found = len(db.detect())
        assert db.sql("SELECT count(*) AS n FROM alert_states").n[0] == 0
    night = nightly.run(tmp_path / "h.duckdb", "2026-11-18", files("2026-11-18", "older60"), rules, out)
    assert night.alerts == night.became["new"] == found >= 2
