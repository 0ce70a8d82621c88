"""What lists print wrong, or in their own way: IMO numbers, names with an ex, HTML entities, a file without its last byte."""

import pytest

import vesseltrack as vt
from vesseltrack.lists.entry import imo_numbers, labelled_imos, wrong_numbers
from vesseltrack.lists.names import former, parted, plain

ANNEX = "celex,recordId,programKey,annex,measure,startDate,reason,schema,name,alias,weakAlias,previousName,imoNumber,mmsi,flag,notes"
ROW = '7,"TEST HULL","vessel","DPRK",-0- ,-0- ,"Cargo",-0- ,"2,595",-0- ,-0- ,"Vessel Registration Identification IMO 9074729"'


def _load(tmp_path, name, text, **said):
    (tmp_path / name).write_bytes(text.encode())
    db = vt.open()
    return db, db.load_list(tmp_path / name, **said)


@pytest.mark.parametrize(
    ("printed", "numbers", "note"),
    [
        ("9417115", (9417115,), ""),
        ("IMO 9417115", (9417115,), ""),
        ("IMO No. 9417115", (9417115,), ""),
        ("941 7115", (9417115,), "IMO number printed as 941 7115: read as 9417115"),
        ("IMO: 941.71.15", (9417115,), "IMO number printed as 941.71.15: read as 9417115"),
        ("947115", (), "IMO number printed as 947115: no ship's (6 digits, not 7), not used"),
        ("94171151", (), "IMO number printed as 94171151: no ship's (8 digits, not 7), not used"),
        ("IMO 941711", (), "IMO number printed as 941711: no ship's (6 digits, not 7), not used"),
        ("9417116", (), "IMO number printed as 9417116: no ship's (check digit), not used"),
        ("9417115; 9161003", (9417115, 9161003), ""),
        ("445604000", (), ""),  # an MMSI
        ("15411 (Malta)", (), ""),  # another register's
        ("Does not exist", (), ""),
    ],
)
def test_numbers_are_cleaned_or_noted(printed, numbers, note):
    assert imo_numbers(printed) == numbers and wrong_numbers(printed) == note


def test_only_what_is_labelled_counts_in_prose():
    assert labelled_imos("Tel 5551234567; IMO 941711; MMSI 636013272; IMO number: 9417115.") == ["941711", "9417115"]


@pytest.mark.parametrize(
    ("printed", "name", "others"),
    [
        ("STORMBRINGER (ex KRITI VIGOR)", "STORMBRINGER", ["KRITI VIGOR"]),
        ("STORM (ex-ONE, ex TWO)", "STORM", ["ONE", "TWO"]),
        ("STORM ex ONE ex TWO", "STORM", ["ONE", "TWO"]),
        ("STORM f.k.a. ONE", "STORM", ["ONE"]),
        ("STORM, formerly known as ONE", "STORM", ["ONE"]),
        ("TOK SONG (구 HONG TAI 215)", "TOK SONG", ["HONG TAI 215"]),
        ("CH&#39;ONG TEST &amp; CO", "CH'ONG TEST & CO", []),
        ("CH&amp;#39;ONG", "CH'ONG", []),
        ("LADY R", "LADY R", []),
        ("APEX ONE", "APEX ONE", []),  # an ex within a word is none
        ("FEDEX STAR", "FEDEX STAR", []),
        ("EXPRESS", "EXPRESS", []),
        ("MARIA (Russia)", "MARIA (Russia)", []),
    ],
)
def test_former_names_stand_by_themselves(printed, name, others):
    assert parted(printed) == (name, others)


def test_a_former_name_loses_its_ex_and_nothing_else():
    assert former("ex OLD ONE") == former("Formerly: OLD ONE") == former("f.k.a. OLD ONE") == "OLD ONE"
    assert former("EXPLORER") == "EXPLORER" and plain(" A\u200b  B ") == "A B"


def test_names_and_numbers_of_an_annex(tmp_path):
    rows = (
        "STORM TEST (ex OLD VIGOR),,,,9074729",
        "CH&#39;ONG TEST &amp; CO,A&#39;B;C,,,9417115",
        "TYPO SIX,,,ex LAST,947115",
    )
    text = (
        "\n".join(
            [ANNEX, *(f"32014R9999,{n},EU-RUS,XLII,Port ban,24.4.2026,,Vessel,{r},,," for n, r in enumerate(rows))]
        )
        + "\n"
    )
    db, loaded = _load(tmp_path, "eu.csv", text)
    assert loaded.misprinted == ("TYPO SIX: IMO number printed as 947115: no ship's (6 digits, not 7), not used",)
    for asked, name in (
        ("OLD VIGOR", "STORM TEST"), ("CH'ONG TEST & CO", "CH'ONG TEST & CO"), ("A'B", "CH'ONG TEST & CO"),
        ("C", "CH'ONG TEST & CO"), ("LAST", "TYPO SIX"), ("947115", "TYPO SIX"), ("STORM TEST", "STORM TEST"),
    ):  # fmt: skip
        assert db.ship(asked).listed.name.tolist() == [name], asked


def test_ofacs_short_number_is_noted(tmp_path):
    db, loaded = _load(
        tmp_path, "sdn.csv", ROW.replace("9074729", "941711; MMSI 636013272; Linked To: NOBODY.") + "\r\n\x1a"
    )
    assert (
        loaded.misprinted
        and "941711" in db.table("listed").note[0]
        and list(db.table("listed").mmsis[0]) == [636013272]
    )


@pytest.mark.parametrize("end", ["\r\n\x1a", "\r\n", "\n", ""])
def test_a_file_with_whole_rows_loads(tmp_path, end):
    db, loaded = _load(tmp_path, "sdn.csv", ROW + end)
    entry = db.table("listed").iloc[0]
    assert (loaded.ships, entry.vessel_type, entry.gross_tonnage) == (1, "Cargo", 2595)
    assert bool(loaded.hint) is ("\x1a" not in end)


def test_a_file_that_ends_within_a_row_is_cut_off_unless_told(tmp_path):
    text = ROW + "\r\n" + ROW.replace("7,", "8,", 1)[:-5]
    with pytest.raises(vt.UnreadableInput, match="cut off") as refused:
        _load(tmp_path, "sdn.csv", text)
    assert "--whole" in str(refused.value)
    assert _load(tmp_path, "sdn.csv", text, whole=True)[1].ships == 2


def test_a_file_without_its_end_may_lack_no_ship_unless_told(tmp_path):
    db, _ = _load(tmp_path, "sdn.csv", ROW + "\r\n" + ROW.replace("7,", "8,", 1) + "\r\n\x1a")
    (tmp_path / "less.csv").write_bytes((ROW + "\r\n").encode())
    with pytest.raises(vt.UnreadableInput, match="lacks the mark of its end"):
        db.load_list(tmp_path / "less.csv")
    assert db.load_list(tmp_path / "less.csv", whole=True).ships == 1


def test_who_is_asked_for_and_not_found_is_told_where_it_was_looked_for(tmp_path):
    db, _ = _load(tmp_path, "2026-01-02_sdn.csv", ROW + "\r\n\x1a")
    with pytest.raises(vt.WrongUse) as unknown:
        db.ship(9034690)
    assert "ofac (as of 2026-01-02)" in str(unknown.value) and "dprk (as of" in str(unknown.value)
    assert "Not in this store: australia" in str(unknown.value) and "uk" in str(unknown.value)
    page = db.ship(9074729)
    assert "ofac" not in page.not_looked_in and "eu" in page.not_looked_in and "ofac (as of 2026-01-02)" in page.search
