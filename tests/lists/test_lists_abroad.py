"""Lists of other countries, each as it is documented; and files that are known and not read."""

import json

import pytest

import vesseltrack as vt
from vesseltrack.lists import LISTS
from vesseltrack.lists.unread import UNREAD

CANADA = """<?xml version="1.0"?><data-set>
<record><Country-Pays>Russia / Russie</Country-Pays><LastName-NomDeFamille>Doe</LastName-NomDeFamille>
<TitleOrShipType-TitreOuTypeDeNavire>Captain</TitleOrShipType-TitreOuTypeDeNavire><Schedule-Annexe>1, Part 1</Schedule-Annexe><Item-NumeroDarticle>1</Item-NumeroDarticle></record>
<record><Country-Pays>Russia / Russie</Country-Pays><EntityOrShip-EntiteOuNavire>Test Star (ex Old Star)</EntityOrShip-EntiteOuNavire>
<TitleOrShipType-TitreOuTypeDeNavire>Crude Oil Tanker|Petrolier</TitleOrShipType-TitreOuTypeDeNavire>
<ShipIMONumber-NumeroOMIDuNavire>9074729</ShipIMONumber-NumeroOMIDuNavire><Schedule-Annexe>4</Schedule-Annexe><Item-NumeroDarticle>7</Item-NumeroDarticle>
<DateOfListing-DateDinscription>2025-02-21</DateOfListing-DateDinscription></record>
<record><Country-Pays>Russia / Russie</Country-Pays><EntityOrShip-EntiteOuNavire>Some Company</EntityOrShip-EntiteOuNavire><Schedule-Annexe>1, Part 2</Schedule-Annexe><Item-NumeroDarticle>2</Item-NumeroDarticle></record>
</data-set>"""
CANADA_BEFORE = (
    CANADA.replace("-Pays>", ">")
    .replace("-EntiteOuNavire>", ">")
    .replace("-NumeroOMIDuNavire>", ">")
    .replace("-Annexe>", ">")
)

_DFAT = (
    "Reference,Name of Individual or Entity,Type,Name Type,Alias Strength,Date of Birth,Place of Birth,Citizenship,Address,Additional Information,"
    "Listing Information,IMO Number,Committees,Control Date,Instrument of Designation,Targeted Financial Sanction,Travel Ban,Arms Embargo,Maritime Restriction"
)
AUSTRALIA = f"""{_DFAT}
101,TEST STAR,Vessel,Primary Name,,,,Gabon,,,18/06/2025,9074729,Autonomous (Russia),2/2/26,Instrument 2025,FALSE,FALSE,FALSE,TRUE
101a,OLD STAR,Vessel,Alias,,,,Gabon,,,18/06/2025,9074729,Autonomous (Russia),2/2/26,Instrument 2025,FALSE,FALSE,FALSE,TRUE
102,SIX DIGITS,Vessel,Primary Name,,,,,,,Sanctioned by instrument,947115,Autonomous (Russia),2/2/26,Instrument 2025,FALSE,FALSE,FALSE,TRUE
103,A COMPANY,Entity,Primary Name,,,,,,IMO 1790183,,,1718 (DPRK),2/2/26,,TRUE,FALSE,FALSE,FALSE
"""

SECO = """<?xml version="1.0"?><swiss-sanctions-list date="2026-08-05" list-type="whole-list">
<sanctions-program ssid="1"><program-name lang="ger">Nordkorea</program-name><program-name lang="eng">DPRK ordinance</program-name><sanctions-set ssid="34422" lang="ger">x</sanctions-set></sanctions-program>
<target ssid="34461"><sanctions-set-id>34422</sanctions-set-id><object object-type="vessel"><identity main="true">
<name name-type="alias"><name-part order="1" name-part-type="whole-name"><value>Old Star</value></name-part></name>
<name name-type="primary-name"><name-part order="1" name-part-type="whole-name"><value>Test Star</value></name-part></name></identity>
<other-information>IMO Number: 9074729</other-information><other-information>Flag: Gabon</other-information></object>
<modification modification-type="listed" publication-date="2016-05-18" effective-date="2016-05-19"/>
<modification modification-type="de-listed" publication-date="2018-01-01" effective-date="2018-01-02"/>
<modification modification-type="listed" publication-date="2020-03-01" effective-date="2020-03-02"/></target>
<target ssid="5"><sanctions-set-id>34422</sanctions-set-id><individual/></target>
</swiss-sanctions-list>"""

_CSL = (
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,standard_order,license_requirement,license_policy,"
    "call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,"
    "nationalities,places_of_birth,source_information_url,ids"
)
_SDN = "Specially Designated Nationals (SDN) - Treasury Department"
CSL = f"""{_CSL}
aa,{_SDN},15036,Vessel,IRAN; NPWMD,TEST STAR,,,,,,,,,T2EU4,Crude Oil Tanker,"99,144","56,068",Gabon,,,https://x,OLD STAR; OLDER,,,,,https://y,"Vessel Registration Identification, IMO 9074729; MMSI, 572469210"
bb,{_SDN},17,Entity,IRAN,A COMPANY,,,,,,,,,,,,,,,,https://x,,,,,,https://y,"Company Number, IMO 1790183"
"""
CSL_JSON = json.dumps(
    {
        "total": 2, "offset": 0,
        "results": [
            {"id": "aa", "source": _SDN, "entity_number": 15036, "type": "Vessel", "programs": ["IRAN", "NPWMD"], "name": "TEST STAR",
             "call_sign": "T2EU4", "vessel_type": "Crude Oil Tanker", "gross_registered_tonnage": "56,068", "vessel_flag": "Gabon",
             "source_list_url": "https://x", "alt_names": ["OLD STAR", "OLDER"],
             "ids": [{"type": "Vessel Registration Identification", "number": "IMO 9074729"}, {"type": "MMSI", "number": "572469210"}]},
            {"id": "bb", "type": "Entity", "name": "A COMPANY", "entity_number": 17, "source_list_url": "https://x", "ids": None},
        ],
    }
)  # fmt: skip
GUR = """Vessel name,IMO,Flag (Current),MMSI,Call sign,Vessel Type,Gross tonnage (t),DWT (t),Build year,Former ship names,Flags (former)
TEST STAR,9074729,Gabon,572469210,T2EU4,Crude Oil Tanker,"56,068",99144,1993,OLD STAR / OLDER,Panama / Liberia
"""
STAR = {"name": ["TEST STAR", "Test Star"], "imos": [9074729]}


def _load(tmp_path, name, text):
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    db = vt.open()
    return db, db.load_list(tmp_path / name)


@pytest.mark.parametrize(
    ("file", "text", "name", "ships", "wanted"),
    [
        ("sema-lmes.xml", CANADA, "canada", 1, {"other_names": ["Old Star"], "listed_from": "2025-02-21", "vessel_type": "Crude Oil Tanker", "programme": "Canada SEMA: Russia, Schedule 4"}),
        ("sema-before.xml", CANADA_BEFORE, "canada", 1, {"other_names": ["Old Star"], "vessel_type": "Crude Oil Tanker"}),
        ("dfat.csv", AUSTRALIA, "australia", 2, {"other_names": ["OLD STAR"], "listed_from": "2025-06-18", "flag_states": ["GAB"], "programme": "Autonomous (Russia)"}),
        ("seco.xml", SECO, "switzerland", 2, {"other_names": ["Old Star"], "flag_states": ["GAB"], "programme": "DPRK ordinance"}),
        ("consolidated.csv", CSL, "csl", 1, {"other_names": ["OLD STAR", "OLDER"], "mmsis": [572469210], "call_signs": ["T2EU4"], "flag_states": ["GAB"], "authority": "US OFAC", "gross_tonnage": 56068.0, "programme": "IRAN, NPWMD"}),
        ("consolidated.json", CSL_JSON, "csl", 1, {"other_names": ["OLD STAR", "OLDER"], "mmsis": [572469210], "call_signs": ["T2EU4"], "flag_states": ["GAB"], "authority": "US OFAC", "gross_tonnage": 56068.0}),
        ("ships.csv", GUR, "gur", 1, {"other_names": ["OLD STAR", "OLDER"], "mmsis": [572469210], "flag_states": ["GAB", "LBR", "PAN"], "standing": "reported", "gross_tonnage": 56068.0}),
    ],
    ids=lambda x: x if isinstance(x, str) and "." in x and len(x) < 30 else "",
)  # fmt: skip
def test_each_layout_as_documented(tmp_path, file, text, name, ships, wanted):
    db, loaded = _load(tmp_path, file, text)
    assert (loaded.list, loaded.ships, loaded.kind) == (name, ships, "complete")
    entry = db.sql("SELECT * FROM listed WHERE list_contains(imos, 9074729)").iloc[0]
    assert entry["name"] in STAR["name"] and list(entry.imos) == STAR["imos"]
    for column, value in wanted.items():
        got = entry[column]
        got = [int(x) if isinstance(value[0], int) else x for x in got] if isinstance(value, list) else got
        assert (str(got)[:10] if column.startswith("listed_") else got) == value, column
    assert 1790183 not in [n for imos in db.table("listed").imos for n in imos]


def test_switzerland_says_when_a_ship_was_listed_each_time(tmp_path):
    db, _ = _load(tmp_path, "seco.xml", SECO)
    times = db.sql(
        "SELECT listed_from::VARCHAR AS a, listed_to::VARCHAR AS b FROM listed WHERE list = 'switzerland' ORDER BY 1"
    )
    assert times.to_numpy(na_value=None).tolist() == [["2016-05-19", "2018-01-02"], ["2020-03-02", None]]


def test_a_swiss_delta_is_an_amendment(tmp_path):
    _, loaded = _load(tmp_path, "seco.xml", SECO.replace("whole-list", "delta"))
    assert (loaded.kind, loaded.known_by) == ("amendment", "file")


def test_australias_six_digits_are_told(tmp_path):
    _, loaded = _load(tmp_path, "dfat.csv", AUSTRALIA)
    assert loaded.misprinted == ("SIX DIGITS: IMO number printed as 947115: no ship's (6 digits, not 7), not used",)


def test_one_page_of_a_screening_list_is_not_the_list(tmp_path):
    with pytest.raises(vt.UnreadableInput, match="one page"):
        _load(tmp_path, "page.json", CSL_JSON.replace('"total": 2', '"total": 5000'))


@pytest.mark.parametrize("text", [CANADA, SECO])
def test_an_entity_of_its_own_is_not_read(tmp_path, text):
    bomb = '?><!DOCTYPE a [<!ENTITY b "cc">]>'
    with pytest.raises(vt.UnreadableInput, match="document type"):
        _load(tmp_path, "x.xml", text.replace("?>", bomb, 1).replace("Test Star", "&b;"))


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        (
            "page.html",
            b"<!doctype html><html><head><title>war-sanctions</title></head></html>",
            "OpenSanctions' data set",
        ),
        ("bans.json", b'[{"shipName":"X","imoNumber":"9074729","banDate":"2025-01-01"}]', "no sanction"),
        ("senzing.json", b'{"DATA_SOURCE":"OS","RECORD_ID":"1","RECORD_TYPE":"VESSEL"}', "targets.simple.csv"),
        ("fsf.csv", b"fileGenerationDate;Entity_LogicalId;x\n", "XML 1.1"),
        ("regulation8_consolidated.xlsx", b"PK\x03\x04rest", "save its sheet as CSV"),
        ("1718.pdf", b"%PDF-1.7\n", "our own table"),
    ],
)
def test_what_is_known_and_not_read_says_what_to_do(tmp_path, file, content, says):
    with pytest.raises(vt.UnreadableInput, match="is not read") as refused:
        _load(tmp_path, file, content)
    assert says in str(refused.value)
    assert len(UNREAD) == 6 and set(UNREAD) <= set(LISTS)
