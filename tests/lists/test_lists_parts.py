"""Lists that come in several files, amendments, and ships delisted and listed again: who was listed on a day."""

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import vesseltrack as vt
from vesseltrack.lists import snapshots
from vesseltrack.lists.entry import Entry
from vesseltrack.lists.snapshots import Snapshot, state

from builders.examples import examples
from builders.sea import OPEN_SEA

IMOS = (9110004, 9110016, 9110028, 9110030, 9110042)  # 9*7+1*6+1*5+0+0+0=74 -> 4; and so on
ANNEX = "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,imoNumber,mmsi,flag,notes"


def _annex(act, *ships, start="30.3.2018"):
    return "\n".join([ANNEX, *(f"{act},{n},EU-X,A,Port ban,{start},,Vessel,SHIP {n},,,,{n},,," for n in ships)]) + "\n"


def _amendment(act, amending, *ships, start):
    rows = [f"{act},{amending},1,EU-X,A,Port ban,{start},,Vessel,SHIP {n},,,,{n},,," for n in ships]
    return "\n".join(["amendedCelex,amendmentCelex," + ANNEX.partition(",")[2], *rows]) + "\n"


def _simple(*rows):
    out = io.StringIO()
    columns = (
        "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,program_ids,dataset"
    )
    csv.writer(out).writerows([columns.split(",")] + [
        [f"NK-{n}", "Vessel", f"SHIP {n}", "", "", "", "", f"IMO{n}", "x", "", "", "", sets] for n, sets in rows
    ])  # fmt: skip
    return out.getvalue()


def _sdn(*ships):
    rows = [f'{n},"SHIP {n}","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO {n}"' for n in ships]
    return "\r\n".join(rows) + "\r\n\x1a"


def _load(db, tmp_path, name, text, day=None, **said):
    (tmp_path / name).write_bytes(text.encode())
    return db.load_list(tmp_path / name, date.fromisoformat(day) if day else None, **said)


def _on(db, day, name=None):
    return sorted({int(n) for imos in db.listed(date.fromisoformat(day), name).imos for n in imos})


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_one_regulation_never_delists_the_ships_of_another(tmp_path, order):
    files = [("dprk.csv", _annex("32017R9999", *IMOS[:2])), ("russia.csv", _annex("32014R9999", *IMOS[2:]))]
    db = vt.open()
    for n in order:
        loaded = _load(db, tmp_path, *files[n], day=f"2026-11-2{n}")
        assert (loaded.kind, loaded.known_by, loaded.delisted) == ("part", "file", ())
    assert _on(db, "2026-11-28", "eu") == list(IMOS)


def test_a_later_file_of_the_same_regulation_delists_its_own(tmp_path):
    db = vt.open()
    _load(db, tmp_path, "a.csv", _annex("32017R9999", *IMOS[:3]), "2026-01-01")
    _load(db, tmp_path, "b.csv", _annex("32014R9999", *IMOS[3:]), "2026-01-01")
    loaded = _load(db, tmp_path, "c.csv", _annex("32017R9999", *IMOS[:2]), "2026-02-01")
    assert loaded.delisted == (f"SHIP {IMOS[2]}",)
    assert _on(db, "2026-01-31", "eu") == list(IMOS)
    assert _on(db, "2026-02-01", "eu") == [n for n in IMOS if n != IMOS[2]]


def test_data_sets_come_one_by_one_or_together(tmp_path):
    db = vt.open()
    _load(db, tmp_path, "a.csv", _simple((IMOS[0], "A"), (IMOS[1], "A")), "2026-01-01")
    _load(db, tmp_path, "b.csv", _simple((IMOS[1], "B"), (IMOS[2], "B")), "2026-01-02")
    assert _on(db, "2026-01-02", "opensanctions") == list(IMOS[:3])
    # a collection: A has lost one, B has it still; C is new
    loaded = _load(
        db, tmp_path, "all.csv", _simple((IMOS[0], "A"), (IMOS[1], "B"), (IMOS[2], "B"), (IMOS[3], "C")), "2026-02-01"
    )
    assert loaded.parts == ("A", "B", "C")
    assert _on(db, "2026-02-01", "opensanctions") == list(IMOS[:4])
    parts = db.sql(
        f"SELECT part, listed_to::VARCHAR AS gone FROM listed WHERE list_contains(imos, {IMOS[1]}) ORDER BY 1"
    )
    assert parts.to_numpy(na_value=None).tolist() == [["A", "2026-02-01"], ["B", None]]


def test_an_amendment_only_adds_and_waits_for_its_consolidation(tmp_path):
    db = vt.open()
    _load(db, tmp_path, "old.csv", _annex("32014R0833", *IMOS[:2], start="1.6.2025"), "2026-01-01")
    loaded = _load(db, tmp_path, "32026R9999.csv", _amendment("32014R0833", "32026R9999", IMOS[2], start="24.7.2026"))
    assert (loaded.kind, str(loaded.list_date), loaded.dated) == ("amendment", "2026-07-24", "file")
    assert _on(db, "2026-07-23", "eu") == list(IMOS[:2]) and _on(db, "2026-07-24", "eu") == list(IMOS[:3])
    # a consolidation that ends before the amendment does not lack it
    _load(db, tmp_path, "lags.csv", _annex("32014R0833", *IMOS[:2], start="1.6.2025"), "2026-08-01")
    assert _on(db, "2026-08-02", "eu") == list(IMOS[:3])
    # one that has it makes it the annex's own; one after it that lacks it delists it
    one = (
        _annex("32014R0833", *IMOS[:2], start="1.6.2025")
        + _annex("32014R0833", IMOS[2], start="24.7.2026").split("\n", 1)[1]
    )
    _load(db, tmp_path, "has.csv", one, "2026-09-01")
    _load(db, tmp_path, "lacks.csv", _annex("32014R0833", *IMOS[:2], start="1.6.2025"), "2026-10-01")
    assert _on(db, "2026-09-30", "eu") == list(IMOS[:3]) and _on(db, "2026-10-01", "eu") == list(IMOS[:2])


def test_what_a_file_does_not_say_is_told(tmp_path):
    db = vt.open()
    _load(db, tmp_path, "a.csv", _sdn(*IMOS[:2]), "2026-01-01")
    _load(db, tmp_path, "b.csv", _sdn(IMOS[2]), "2026-02-01", part="tankers")
    _load(db, tmp_path, "c.csv", _sdn(IMOS[3]), "2026-03-01", amendment=True)
    assert _on(db, "2026-03-01", "ofac") == list(IMOS[:4])
    _load(db, tmp_path, "d.csv", _sdn(IMOS[0], IMOS[2]), "2026-04-01", complete=True)
    assert _on(db, "2026-04-01", "ofac") == [IMOS[0], IMOS[2]]
    with pytest.raises(vt.WrongUse, match="neither a part"):
        _load(db, tmp_path, "d.csv", _sdn(IMOS[0]), complete=True, part="x")


def test_ones_own_list_is_replaced_whole_or_by_part_and_can_be_added_to(tmp_path):
    db = vt.open()
    for text, said in (("A,9110004\nB,9110016", {}), ("C,9110028", {"part": "x"}), ("D,9110030", {"amendment": True})):
        _load(db, tmp_path, "mine.csv", f"name,imo\n{text}\n", **said)
    assert sorted(db.table("listed").query("list == 'mine'").name) == ["A", "B", "C", "D"]
    _load(db, tmp_path, "mine.csv", "name,imo\nE,9110042\n", part="x")
    assert sorted(db.table("listed").query("list == 'mine'").name) == ["A", "B", "D", "E"]


def test_a_name_that_speaks_of_a_part_is_told_and_decides_nothing(tmp_path):
    loaded = _load(vt.open(), tmp_path, "sdn_delta.csv", _sdn(IMOS[0]))
    assert loaded.kind == "complete" and "'delta'" in loaded.hint and "--amendment" in loaded.hint


def test_delisted_and_listed_again_keeps_both_times(tmp_path):
    """The list of case 04: on the January and the February file, and not on the June one."""
    days = ("2025-01-10", "2025-06-10", "2026-02-10")
    for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0)):
        db = vt.open()
        for n in order:
            _load(db, tmp_path, f"{days[n]}_sdn.csv", _sdn(*IMOS[: 4 if n == 1 else 5]))
        for day, listed in (
            ("2025-01-09", 0),
            ("2025-03-01", 5),
            ("2025-06-10", 4),
            ("2025-09-01", 4),
            ("2026-02-10", 5),
        ):
            assert len(_on(db, day, "ofac")) == listed, day
        times = db.sql(
            f"SELECT listed_from::VARCHAR AS a, listed_to::VARCHAR AS b FROM listed WHERE imos = [{IMOS[4]}] ORDER BY first_seen"
        )
        assert times.to_numpy(na_value=None).tolist() == [[None, "2025-06-10"], ["2026-02-10", None]]


def test_an_event_is_judged_by_who_was_listed_then_and_now(tmp_path):
    """Of a hull listed until 2025-06-10 and again since 2026-02-10, heard before, between and after."""
    db = vt.open()
    for file, listed in (("2025-01-10", True), ("2025-06-10", False), ("2026-02-10", True)):
        _load(db, tmp_path, f"{file}_sdn.csv", _sdn(*IMOS[: 5 if listed else 4]))
    days = {352000111: "2025-03-01", 352000222: "2025-09-01", 352000333: "2026-03-01"}
    rows = ["mmsi,time,lat,lon,sog,name,imo"] + [
        f"{ship},{day}T{m // 60:02}:{m % 60:02}:00Z,{OPEN_SEA[0] + m / 1000},{OPEN_SEA[1]},6,ANY,{IMOS[4]}"
        for ship, day in days.items()
        for m in range(0, 180, 5)
    ]
    (tmp_path / "ais.csv").write_text("\n".join(rows) + "\n")
    db.load(tmp_path / "ais.csv")
    db.detect()
    said = db.sql(
        "SELECT s.vessel_id, string_agg(r.text, ' | ' ORDER BY r.text) AS text FROM listed_ship_detections AS s JOIN"
        " event_indicators AS r USING (event)"
        " WHERE r.text LIKE '%esignated by%' GROUP BY ALL ORDER BY 1"
    ).text.tolist()
    name = f"SHIP {IMOS[4]}: IMO number"
    assert said == [
        f"{name} designated by US OFAC",
        f"{name} designated by US OFAC, listed only since 2026-02-10 | {name} formerly designated by US OFAC, until 2025-06-10",
        f"{name} designated by US OFAC",
    ]


def test_the_fingerprint_follows_what_lists_say_and_nothing_else(tmp_path):
    db = vt.open()
    _load(db, tmp_path, "a.csv", _sdn(*IMOS[:2]), "2026-01-01")
    before = state(db.store)
    _load(db, tmp_path, "b.csv", _sdn(*IMOS[:2]) + " ", "2026-01-02")  # the same, a day later
    assert state(db.store) == before
    _load(db, tmp_path, "c.csv", _sdn(*IMOS[:3]), "2026-01-03")
    more = state(db.store)
    assert more != before
    other = vt.open()
    for name, day in (("c.csv", "2026-01-03"), ("a.csv", "2026-01-01")):
        other.load_list(tmp_path / name, date.fromisoformat(day))
    _load(other, tmp_path, "b.csv", _sdn(*IMOS[:2]) + " ", "2026-01-02")
    assert state(other.store) == more


def test_a_store_made_before_parts_were_known_opens_and_is_whole(tmp_path):
    path = tmp_path / "s.duckdb"
    with vt.open(path) as db:
        _load(db, tmp_path, "a.csv", _annex("32017R9999", *IMOS[:2]), "2026-01-01")
        for column in ("part", "amendment", "vessel_type", "gross_tonnage"):
            db.store.execute(f"ALTER TABLE listings DROP COLUMN {column}")
        for table, columns in (
            ("lists", ("part", "kind", "newest")),
            ("listed", ("part", "vessel_type", "gross_tonnage")),
        ):
            for column in columns:
                db.store.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    with vt.open(path) as db:
        assert _on(db, "2026-01-02", "eu") == list(IMOS[:2])
        assert not db.table("listed").part.isna().any()
        _load(db, tmp_path, "b.csv", _annex("32014R9999", *IMOS[2:]), "2026-02-01")
        assert _on(db, "2026-02-02", "eu") == list(IMOS)
        _load(db, tmp_path, "c.csv", _annex("32017R9999", *IMOS[:2]) + "\n", "2026-03-01")
        assert (
            len(db.table("listed").query("list == 'eu'")) == 5
        )  # the entry with its part takes the place of the other


# -- any order and grouping ---------------------------------------------------------------------------------

DAYS = [date(2026, 1, 1) + timedelta(days=10 * n) for n in range(4)]
PARTS = ("P", "Q")
HULLS = ("a", "b", "c")
_DB = vt.open()


def _put(store, part, day, hulls, amendment=False):
    entries = [Entry(f"{part} {h}", "X", h, parts=(part,)) for h in sorted(hulls)]
    kind = "amendment" if amendment else "part"
    shots = [Snapshot("any", part, kind, day, len(entries), None)]
    about = dict.fromkeys(("authority", "dated", "about", "source"), "x") | {
        "sha256": f"{part}{day}{kind}{sorted(hulls)}"
    }
    snapshots.put(store, shots, snapshots.table("any", entries), True, about)


def _listed_on(store, day):
    sql = (
        "SELECT DISTINCT entry FROM listed WHERE list = 'any' AND coalesce(listed_from, first_seen) <= $on"
        " AND (listed_to IS NULL OR listed_to > $on)"
    )
    return {e for (e,) in store.rows(sql, {"on": day})}


@given(
    st.lists(
        st.tuples(st.sampled_from(PARTS), st.sampled_from(DAYS), st.sets(st.sampled_from(HULLS)), st.booleans()),
        min_size=1, max_size=5, unique_by=lambda s: (s[0], s[1], s[3]),
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
@settings(max_examples=examples(6), deadline=None)
def test_snapshots_and_parts_in_any_order_say_the_same_of_every_day(shots, random):
    """Against the plain words: on a day, who was on the part's last snapshot, or added by an amendment since then."""
    store, said = _DB.store, []
    for _ in range(2):
        for table in ("lists", "listings"):
            store.execute(f"DELETE FROM {table} WHERE list = 'any'")
        snapshots.refresh(store)
        for part, day, hulls, amendment in shots:
            if hulls or not amendment:
                _put(store, part, day, hulls, amendment)
        said.append([_listed_on(store, d + timedelta(days=x)) for d in DAYS for x in (0, 5)])
        random.shuffle(shots)
    assert said[0] == said[1]
    for n, day in enumerate(d + timedelta(days=x) for d in DAYS for x in (0, 5)):
        right = set()
        for part in PARTS:
            mine = [s for s in shots if s[0] == part and s[1] <= day]
            since = max((s[1] for s in mine if not s[3]), default=date.min)
            right |= {f"{part} {h}" for s in mine if s[1] >= since for h in s[2]}
        assert said[0][n] == right, day
