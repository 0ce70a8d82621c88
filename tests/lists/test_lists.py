"""Lists as published, our own table, and who matches whom."""

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import vesseltrack as vt
from vesseltrack.lists import LISTS
from vesseltrack.lists.curated import CURATED
from vesseltrack.lists.entry import is_imo
from vesseltrack.lists.load import load_list
from vesseltrack.reference import data_file
from vesseltrack.settings import load_settings

from builders.matching import against_itself
from builders.paths import SHARED, needs_shared
from builders.sea import OPEN_SEA

A = 273999001


@needs_shared
def test_ofac_as_published_last_byte_0x1a():
    path = SHARED / "lists" / "ofac" / "2021-07_sdn.csv"
    assert path.read_bytes().endswith(b"\x1a")
    db = vt.open()
    assert db.load_list(path)[:2] == ("ofac", 406)  # counted with Python's csv on the raw file
    entries = db.table("listed").set_index("entry")
    assert sum(len(n) == 1 for n in entries.imos) == 400 and all(is_imo(n) for imos in entries.imos for n in imos)
    dprk = entries[entries.programme.str.contains("DPRK")]
    assert len(dprk) == 106 and not dprk.mmsis.map(len).any()  # sanctions-lists.md, section 0
    chong = entries[entries.name == "CHONG CHON GANG"].iloc[0]
    assert list(chong.imos) == [7937317] and "PRK" in chong.flag_states


@needs_shared
def test_ofac_former_names_come_from_alt_beside_it():
    db = vt.open()
    db.load_list(SHARED / "lists" / "ofac" / "2021-07_sdn.csv")
    with (SHARED / "lists" / "ofac" / "2021-07_alt.csv").open(encoding="utf-8", newline="") as f:
        renamed = {row[0] for row in csv.reader(f) if len(row) == 5}
    entries = db.table("listed").set_index("entry").other_names
    with_alt = [e for e in entries.index if e in renamed]
    assert len(with_alt) > 80 and all(len(entries[e]) for e in with_alt)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no list format we know"),
        (b'1,"X","individual","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\x1a', "names no ship"),
        (b'1,"X","vessel","CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n2,"Y","ves', "damaged"),
        (b"<html>not found</html>", "no list format we know"),
    ],
)
def test_an_empty_or_broken_list_is_refused_and_the_old_one_kept(tmp_path, content, says):
    db = vt.open()
    good = tmp_path / "sdn.csv"
    good.write_bytes(b'7,"OLD","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO 9161003"\r\n\x1a')
    db.load_list(good)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(content)
    with pytest.raises(vt.UnreadableInput, match=says):
        db.load_list(bad)
    assert db.sql("SELECT name FROM listed").name.tolist() == ["OLD"]


def test_our_own_table_is_sound():
    entries = CURATED.read(data_file("dprk_ships.csv")).entries
    assert len(entries) >= 226
    assert all(is_imo(n) for e in entries for n in e.imos)
    assert all(e.source and e.authority and e.name and e.confidence for e in entries)
    assert {e.standing for e in entries} == {"designated", "reported", "victim"}
    keys = [(e.name, e.imos, e.authority, e.programme) for e in entries]
    assert len(keys) == len(set(keys))
    un = {n for e in entries if e.authority.startswith("UN Security") for n in e.imos}
    assert len(un) >= 58  # 59 hulls, one listed without a number
    rok = {e.name for e in entries if e.authority == "Republic of Korea" and e.standing == "designated"}
    assert {"LADY R", "ANGARA", "TOK SONG", "SUNRISE 1", "NEW KONK"} <= rok


def test_a_ship_is_asked_for_by_number_or_name_in_any_script(sea):
    sea.fix(A, 0, *OPEN_SEA).says(A, name="SOMEBODY", imo=9161003)
    db = vt.Database.__new__(vt.Database)
    db.store = sea.run().store
    for asked in ("8360406", "IMO 8360406", "TOK SONG", "toksong", "HONG TAI 215", "덕성"):
        assert "TOK SONG" in set(db.ship(asked).listed.name), asked
    page = db.ship(9161003)
    assert set(page.listed.name) == {"LADY R"} and page.identities.name.tolist() == ["SOMEBODY"]
    assert set(page.matches.tier) == {"sure"} and set(page.as_dict()) >= {"listed", "heard", "signs"}
    with pytest.raises(vt.WrongUse, match="TOK SONG"):
        db.ship("TOK SUNG")


def _checked(path):
    command = [sys.executable, str(data_file("dprk_ships.csv").parent / "scripts" / "check_ships.py"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_our_own_table_passes_its_check_and_a_wrong_one_does_not(tmp_path):
    assert _checked(data_file("dprk_ships.csv")) == (0, "nothing wrong found\n")
    lines = data_file("dprk_ships.csv").read_text(encoding="utf-8").splitlines()
    wrong = {
        "X,9161004,,,designated,A,P,,,,high,s": "fails the check digit",
        "X,,,,guilty,A,P,,,,high,s": "standing",
        "X,,,,designated,A,P,2 April,,,high,s": "not a date",
        "X,,,,designated,A,P,2024-04-02,2023-01-01,,high,s": "not after",
        "X,,,,designated,A,P,1999-01-01,,,high,s": "before resolution 1718",
        "X,,,,designated,A,P,,,,high,": "source is empty",
        "Y,9179842,273212120,,designated,A,P,,,,high,s": "two hulls",  # LADY R's number
        lines[1]: "already",
    }
    (tmp_path / "ships.csv").write_text("\n".join([*lines, *wrong]) + "\n", encoding="utf-8")
    code, said = _checked(tmp_path / "ships.csv")
    assert code == 1
    for n, what in enumerate(wrong.values(), len(lines) + 1):
        assert any(x.startswith(f"line {n}: ") and what in x for x in said.splitlines()), what


def test_the_example_on_the_page_of_lists_runs(tmp_path):
    page = (Path(vt.__file__).parent / "lists" / "README.md").read_text(encoding="utf-8")
    (tmp_path / "watchlist.csv").write_text(page.split("```csv\n")[1].split("```")[0], encoding="utf-8")
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    for line in page.split("```sh\n")[1].split("```")[0].splitlines():
        done = subprocess.run(line, shell=True, cwd=tmp_path, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
    assert "TOK SONG, designated" in done.stdout and "MOEF notice 2024-07-18" in done.stdout
    for reader in LISTS:
        assert not reader.name or f"`{reader.name}`" in page
    assert load_settings(_settings(tmp_path, page)).lists.addresses.keys() > {"uk"}


def _settings(folder, page):
    (folder / "s.toml").write_text(page.split("```toml\n")[1].split("```")[0])
    return folder / "s.toml"


def test_our_own_table_reads_as_csv_with_a_row_per_line():
    with data_file("dprk_ships.csv").open(encoding="utf-8", newline="") as f:
        assert {len(r) for r in csv.reader(f)} == {18}


def _matches(sea, **particulars):
    sea.fix(particulars.pop("ship", A), 0, *OPEN_SEA)
    sea.says(sea.rows[0][0], **particulars)
    found = sea.run().table("matches")
    return set(zip(found.tier, found.listed_name, strict=True))


def test_the_imo_number_decides_whatever_the_name(sea):
    assert {t for t, _ in _matches(sea, name="HAPPY DOLPHIN", imo=9161003)} == {"sure"}


def test_another_imo_number_vetoes_the_name(sea):
    assert _matches(sea, name="LADY R", imo=9074729) == set()


def test_an_mmsi_alone_matches_nobody(sea):
    # five of five MMSI-only hits were false in one published project
    assert _matches(sea, ship=273212120, name="SOMEBODY ELSE") == set()


def test_mmsi_and_name_are_probable(sea):
    assert {t for t, _ in _matches(sea, ship=273212120, name="M/V LADY R")} == {"probable"}


def test_a_name_needs_the_flag_beside_it(sea):
    # "CHON MA SAN" under a North Korean number is to be checked; a Panamanian MARIA is nobody.
    assert {t for t, _ in _matches(sea, ship=445000111, name="CHON MA SAN")} == {"check"}


def test_honest_namesakes_match_nobody(sea):
    assert _matches(sea, ship=352000111, name="MARIA") == set()


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [  # the table of sanctions-lists.md, section 5
        ("SAM JONG 1", "SAM JONG 2", False),
        ("JI SONG 6", "JI SONG 8", False),
        ("KUMJINGANG3", "KUM JIN GANG 3", True),
        ("RUNGRADO", "RUNG RA DO", True),
        ("RYE SONG GANG NO.1", "RYE SONG GANG 1", True),
        ("DEYI", "DE YI", True),
        ("M/V LADY R", "LADY R", True),
        ("YU SON", "YU SONG 7", False),
        ("MARIA", "MARIA GS", False),
    ],
)
def test_names_compared_by_letters_and_numbers(a, b, same):
    db = vt.open()
    got = db.sql("SELECT name_key($a) = name_key($b) AS same", {"a": a, "b": b}).same[0]
    assert bool(got) is same


@needs_shared
def test_a_whole_list_matched_against_its_own_ships_with_noise():
    """What has an IMO number or an MMSI left is found, and nothing else is; a name alone, under another flag, is nobody's."""
    tiers, ways = against_itself(SHARED / "lists" / "ofac" / "2021-07_sdn.csv", innocents=3000, fuzzy=False)
    tiers, ways = tiers.set_index("down to"), ways.set_index("left to match by")
    assert tiers.precision["probable"] == 1 and tiers.precision["check"] >= 0.95
    for way in ("imo", "mmsi"):
        assert ways.found[way] == ways.ships[way] > 5
    assert ways.found["name and flag"] >= 0.95 * ways.ships["name and flag"]
    assert ways.found["name, another flag"] == 0


def _against(sea, tmp_path, entry, **sent):
    """The tier in which a ship that sends this matches a list of one entry, and the namesakes it has there."""
    columns = ("name", "imo", "mmsi", "call_sign", "flag", "length_m")
    path = tmp_path / "one.csv"
    path.write_text(",".join(columns) + "\n" + ",".join(str(entry.get(c, "")) for c in columns) + "\n")
    load_list(sea.store, path)
    ship = sent.pop("ship", 445000111)
    sea.fix(ship, 0, *OPEN_SEA).says(ship, **sent)
    sea.run()
    tiers = sea.select("SELECT tier FROM matches WHERE list = 'one'")
    return (tiers[0][0] if tiers else None), sea.select_one("SELECT count(*) FROM namesakes WHERE list = 'one'")[0]


@pytest.mark.parametrize(
    ("listed", "sent", "tier"),
    [  # the table of sanctions-lists.md, section 5, as ships on the air under a North Korean number
        ({"name": "SAM JONG 1"}, {"name": "SAM JONG 2"}, None),
        ({"name": "JI SONG 6"}, {"name": "JI SONG 8"}, None),
        ({"name": "KUMJINGANG3"}, {"name": "KUM JIN GANG 3"}, "check"),
        ({"name": "RUNGRADO"}, {"name": "RUNG RA DO"}, "check"),
        ({"name": "RYE SONG GANG NO.1"}, {"name": "RYE SONG GANG 1"}, "check"),
        ({"name": "DEYI"}, {"name": "DE YI"}, "check"),
        ({"name": "LADY R"}, {"name": "M/V LADY R"}, "check"),
        ({"name": "JANG JA SAN CHONGNYON HO"}, {"name": "JANG JA SAN CHONGNYO"}, "check"),  # cut at 20 letters
        ({"name": "JANG JA SAN CHONGNYON HO"}, {"name": "JANG JA SAN"}, None),  # shorter by choice, not by cutting
        ({"name": "YU SONG 7"}, {"name": "YU SON"}, None),
        ({"name": "CHONG RIM 2", "imo": 8916293}, {"name": "SAEBYOL", "imo": 8916293}, "sure"),
        ({"name": "MARIA", "imo": 8517839}, {"name": "MARIA", "imo": 9198783}, None),
        ({"name": "X", "mmsi": 445000111}, {"name": "X"}, "probable"),
        ({"name": "X", "mmsi": 445000111}, {"name": "ANOTHER"}, None),  # the number alone was another's before
        ({"name": "X", "mmsi": 445000111, "length_m": 120}, {"name": "ANOTHER", "length_m": 121}, "probable"),
        ({"name": "X", "call_sign": "HMAB"}, {"name": "X", "call_sign": "HMAB"}, "probable"),
        ({"name": "X", "call_sign": "HMAB"}, {"name": "ANOTHER", "call_sign": "HMAB"}, None),
        ({"name": "MARIA", "imo": 8517839, "mmsi": 445000111}, {"name": "MARIA", "imo": 9198783}, "check"),  # swapped?
        ({"name": "X", "flag": "Panama"}, {"name": "X"}, None),
    ],
    ids=lambda x: str(x.get("name", x)) if isinstance(x, dict) else str(x),
)
def test_each_pair_of_the_table(sea, tmp_path, listed, sent, tier):
    flag = {} if "flag" in listed or "mmsi" in listed or "call_sign" in listed else {"flag": "DPRK"}
    got, _ = _against(sea, tmp_path, listed | flag, **sent)
    assert got == tier


def test_a_veto_says_so(sea, tmp_path):
    tier, namesakes = _against(
        sea, tmp_path, {"name": "MARIA", "imo": 8517839, "flag": "DPRK"}, name="MARIA", imo=9198783
    )
    assert (tier, namesakes) == (None, 1)
    evidence = sea.table("namesakes").query("list == 'one'").evidence.iloc[0]
    assert evidence == "bears the name MARIA, but sends IMO 9198783, and the list has 8517839: another ship"


def test_what_was_said_at_another_time_supports_nothing(sea, tmp_path):
    # The listed name under an earlier owner, the listed call sign under a later one: never both at once.
    sea.says(445000111, 0, 6, name="X", call_sign="OLD1", ship_type=70)
    tier, _ = _against(
        sea, tmp_path, {"name": "X", "call_sign": "HMAB"}, from_h=10, hours=6, name="Y", call_sign="HMAB", ship_type=70
    )
    assert tier is None


def test_names_alike_are_for_review_and_only_when_asked(sea, tmp_path):
    entry = {"name": "PAEK YANG SAN 1", "flag": "DPRK"}
    assert _against(sea, tmp_path, entry, name="PAEK YONG SAN 1")[0] is None
    sea.run(None, "matching.fuzzy=true")
    assert sea.select("SELECT tier FROM matches WHERE list = 'one'") == [("review",)]


def test_a_false_identity_a_list_knows_is_to_be_checked(sea, tmp_path):
    path = tmp_path / "data.json"
    said = {"name": ["Jie Shun"], "imoNumber": ["8518780"], "fraudImoNumber": ["9187629"]}
    path.write_text(json.dumps({"entities": [{"id": "x", "schema": "Vessel", "properties": said}], "edges": []}))
    load_list(sea.store, path)
    sea.fix(A, 0, *OPEN_SEA).says(A, name="SOMEBODY", imo=9187629)
    found = sea.run().table("matches").query("list == 'rusi'")
    assert found.tier.tolist() == ["check"] and "falsely used" in found.evidence.iloc[0]


def test_a_ship_delisted_before_is_said_to_have_been(sea, tmp_path):
    (tmp_path / "one.csv").write_text("name,imo,listed_from,listed_to\nX,9187629,2016-03-02,2016-12-21\n")
    load_list(sea.store, tmp_path / "one.csv")
    sea.fix(A, 0, *OPEN_SEA).says(A, name="X", imo=9187629)
    match = sea.run().table("matches").query("list == 'one'").iloc[0]
    assert (match.tier, str(match.listed_to)[:10]) == ("sure", "2016-12-21")


def test_a_victim_of_identity_theft_is_not_accused(sea):
    assert _matches(sea, name="SHUN LI", imo=8514435) == set()


def test_loading_the_same_list_again_changes_nothing():
    db = vt.open()
    load_list(db.store, data_file("dprk_ships.csv"))
    before = db.table("listed")
    load_list(db.store, data_file("dprk_ships.csv"))
    assert before.equals(db.table("listed"))


def test_a_swapped_imo_number_does_not_erase_a_match_by_number_and_name(sea):
    # LADY R's number and name, with another hull's IMO: to be checked, not gone
    assert {t for t, _ in _matches(sea, ship=273212120, name="LADY R", imo=9074729)} == {"check"}


def test_one_garbled_message_is_not_sure(sea):
    sea.fix(A, 0, *OPEN_SEA).says(A, name="HANJIN BUSAN", imo=9161003)
    for h in range(1, 40):
        sea.says(A, h, name="HANJIN BUSAN", imo=9074729)
    found = sea.run().table("matches")
    assert set(found.tier) == {"check"}
    assert "in 1 of 40 hours" in found.evidence[0]


def test_names_without_latin_letters_are_no_key():
    db = vt.open()
    assert db.sql("SELECT name_key('덕성') AS k, name_key('---') AS j").isna().all(axis=None)


def test_a_list_cut_in_half_is_refused(tmp_path):
    rows = [f'{n},"SHIP {n}","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ' for n in range(9)]
    db = vt.open()
    (tmp_path / "sdn.csv").write_bytes("\r\n".join(rows).encode() + b"\r\n\x1a")
    db.load_list(tmp_path / "sdn.csv")
    (tmp_path / "cut.csv").write_bytes("\r\n".join(rows[:7]).encode() + b"\r\n")  # no 0x1A
    (tmp_path / "few.csv").write_bytes("\r\n".join(rows[:3]).encode() + b"\r\n\x1a")  # shrunken
    for name in ("cut.csv", "few.csv"):
        with pytest.raises(vt.UnreadableInput):
            db.load_list(tmp_path / name)
    assert len(db.table("listed")) == 9


def test_a_users_own_table_is_not_overwritten(tmp_path):
    lines = data_file("dprk_ships.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "mine.csv").write_text("\n".join(lines[:3]) + "\n")
    db = vt.open()
    for as_of in (None, date(2000, 1, 1)):
        with pytest.raises(vt.UnreadableInput, match="2 ships where the list had 226"):
            db.load_list(tmp_path / "mine.csv", as_of)
    db.load_list(tmp_path / "mine.csv", allow_shrunken=True)
    db.detect()
    assert len(db.table("listed")) == 2
