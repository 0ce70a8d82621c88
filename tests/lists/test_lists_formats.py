"""Every list file we read, in the layout its publisher documents; values worked out by hand. Loads are dated snapshots."""

import csv
import io
import json
import re
from datetime import date

import pytest

import vesseltrack as vt
from vesseltrack.lists import LISTS
from vesseltrack.lists.entry import country_code, imo_numbers, mmsi_numbers

from builders.paths import SHARED, needs_shared

HAO_FAN = 8628597  # UN 1718, 3 October 2017
OFAC_NS = "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/"

SDN_XML = f"""<?xml version="1.0" standalone="yes"?>
<sdnList xmlns="{OFAC_NS}XML">
  <publshInformation><Publish_Date>04/30/2026</Publish_Date><Record_Count>3</Record_Count></publshInformation>
  <sdnEntry><uid>15036</uid><lastName>ARTAVIL</lastName><sdnType>Vessel</sdnType>
    <programList><program>IRAN</program><program>NPWMD</program></programList>
    <idList>
      <id><uid>1</uid><idType>Vessel Registration Identification</idType><idNumber>IMO 9187629</idNumber></id>
      <id><uid>2</uid><idType>MMSI</idType><idNumber>572469210</idNumber></id>
      <id><uid>3</uid><idType>Former Vessel Flag</idType><idNumber>Malta</idNumber></id>
      <id><uid>4</uid><idType>Former Vessel Flag</idType><idNumber>None Identified</idNumber></id>
    </idList>
    <akaList><aka><uid>5</uid><type>f.k.a.</type><category>weak</category><lastName>ABADAN</lastName></aka></akaList>
    <vesselInfo><callSign>T2EU4</callSign><vesselType>Crude</vesselType><vesselFlag>Iran</vesselFlag></vesselInfo>
  </sdnEntry>
  <sdnEntry><uid>17104</uid><lastName>RYONG GUN BONG</lastName><sdnType>Vessel</sdnType>
    <programList><program>DPRK</program></programList>
    <idList><id><uid>6</uid><idType>Vessel Registration Identification</idType><idNumber>8606173</idNumber></id></idList>
    <vesselInfo><vesselFlag>Democratic People's Republic of Korea</vesselFlag></vesselInfo>
  </sdnEntry>
  <sdnEntry><uid>9</uid><lastName>OCEAN MARITIME MANAGEMENT</lastName><sdnType>Entity</sdnType>
    <idList><id><uid>7</uid><idType>Identification Number</idType><idNumber>IMO 1790183</idNumber></id></idList>
  </sdnEntry>
</sdnList>"""

_REFERENCE = """<ReferenceValueSets>
  <AliasTypeValues><AliasType ID="1401">F.K.A.</AliasType><AliasType ID="1403">Name</AliasType></AliasTypeValues>
  <DetailReferenceValues><DetailReference ID="705">Tug</DetailReference></DetailReferenceValues>
  <EntryEventTypeValues><EntryEventType ID="1">Created</EntryEventType><EntryEventType ID="2">Modified</EntryEventType></EntryEventTypeValues>
  <FeatureTypeValues><FeatureType ID="3">Vessel Flag</FeatureType><FeatureType ID="1">Vessel Call Sign</FeatureType></FeatureTypeValues>
  <IDRegDocTypeValues><IDRegDocType ID="1626">Vessel Registration Identification</IDRegDocType><IDRegDocType ID="91264">MMSI</IDRegDocType></IDRegDocTypeValues>
  <PartySubTypeValues><PartySubType ID="1" PartyTypeID="4">Vessel</PartySubType><PartySubType ID="3" PartyTypeID="2">Unknown</PartySubType></PartySubTypeValues>
  <SanctionsTypeValues><SanctionsType ID="1">Program</SanctionsType><SanctionsType ID="1705">Block</SanctionsType></SanctionsTypeValues>
</ReferenceValueSets>"""
_DOCUMENTS = """<IDRegDocuments>
  <IDRegDocument ID="9" IDRegDocTypeID="1626" IdentityID="1663"><IDRegistrationNo>IMO 8628597</IDRegistrationNo></IDRegDocument>
  <IDRegDocument ID="10" IDRegDocTypeID="91264" IdentityID="1663"><IDRegistrationNo>341985000</IDRegistrationNo></IDRegDocument>
  <IDRegDocument ID="11" IDRegDocTypeID="1626" IdentityID="77"><IDRegistrationNo>IMO 9187629</IDRegistrationNo></IDRegDocument>
</IDRegDocuments>"""
_PARTIES = """<DistinctParties>
  <DistinctParty FixedRef="4238"><Profile ID="4238" PartySubTypeID="1"><Identity ID="1663">
    <Alias AliasTypeID="1401" Primary="false"><DocumentedName><DocumentedNamePart><NamePartValue ScriptID="215">OLD NAME</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
    <Alias AliasTypeID="1403" Primary="true"><DocumentedName><DocumentedNamePart><NamePartValue ScriptID="215">HAO FAN 6</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
  </Identity><Feature FeatureTypeID="3"><FeatureVersion><VersionDetail DetailTypeID="1432">Saint Kitts and Nevis</VersionDetail></FeatureVersion></Feature></Profile></DistinctParty>
  <DistinctParty FixedRef="77"><Profile ID="77" PartySubTypeID="3"><Identity ID="77"><Alias Primary="true"><DocumentedName><DocumentedNamePart><NamePartValue>A COMPANY</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile></DistinctParty>
</DistinctParties>"""
_ENTRIES = """<SanctionsEntries>
  <SanctionsEntry ID="1" ProfileID="4238" ListID="1550">
    <EntryEvent EntryEventTypeID="2"><Date CalendarTypeID="1"><Year>2016</Year><Month>1</Month><Day>5</Day></Date></EntryEvent>
    <EntryEvent EntryEventTypeID="1"><Date CalendarTypeID="1"><Year>2018</Year><Month>2</Month><Day>23</Day></Date></EntryEvent>
    <SanctionsMeasure SanctionsTypeID="1705"><Comment /></SanctionsMeasure>
    <SanctionsMeasure SanctionsTypeID="1"><Comment>DPRK4</Comment></SanctionsMeasure>
  </SanctionsEntry>
</SanctionsEntries>"""


def _advanced(*parts: str) -> str:
    issued = '<DateOfIssue CalendarTypeID="1"><Year>2026</Year><Month>5</Month><Day>21</Day></DateOfIssue>'
    return f'<Sanctions xmlns="{OFAC_NS}ADVANCED_XML" Version="3">{issued}{"".join(parts)}</Sanctions>'


UK_XML = """<Designations><DateGenerated>07/09/2026</DateGenerated>
  <Designation><LastUpdated>18/12/2021</LastUpdated><DateDesignated>03/10/2017</DateDesignated><UniqueID>DPR0075</UniqueID>
    <Names><Name><Name6>Tian Tai 36</Name6><NameType>Alias</NameType></Name>
      <Name><Name6>Petrel 8 </Name6><NameType>Primary Name</NameType></Name><Name><NameType>Alias</NameType></Name></Names>
    <RegimeName>DPRK Regulations 2019</RegimeName><IndividualEntityShip>Ship</IndividualEntityShip>
    <ShipDetails><Ship><IMONumbers><IMONumber>IMO9562233</IMONumber></IMONumbers>
      <CurrentBelievedFlagOfShips><CurrentBelievedFlagOfShip>Comoros</CurrentBelievedFlagOfShip></CurrentBelievedFlagOfShips>
      <PreviousFlags><PreviousFlag>India</PreviousFlag></PreviousFlags>
      <LengthOfShipDetails><LengthOfShip>134.5</LengthOfShip></LengthOfShipDetails></Ship></ShipDetails>
  </Designation>
  <Designation><UniqueID>DPR0001</UniqueID><IndividualEntityShip>Entity</IndividualEntityShip><Names/></Designation>
</Designations>"""

_UK_COLUMNS = (
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name type,Regime Name,Designation Type,"
    "Date Designated,IMO number,Current believed flag of ship,Previous flags,Length of ship"
)
UK_CSV = f"""Report Date: 21-Sep-2026
{_UK_COLUMNS}
18/12/2021,DPR0075,,,Tian Tai 36,,Alias,DPRK Regulations 2019,Ship,03/10/2017,IMO9562233,Comoros,India,134.5
18/12/2021,DPR0075,,,Petrel 8,,Primary name,DPRK Regulations 2019,Ship,03/10/2017,IMO9562233,Comoros,India,134.5
18/12/2021,DPR0001,,,Somebody,,Primary name,DPRK Regulations 2019,Entity,03/10/2017,,,,
"""

CONLIST = """Last Updated,15/01/2026
Name 6,Name 1,Other Information,Group Type,Alias Type,Regime,Listed On,UK Sanctions List Date Designated,Last Updated,Group ID
SAM JONG 2,,Listed as asset of Korea Samjong Shipping (IMO number):7408873 (Current owners):Korea Samjong Shipping (Flag of ship):North Korea (Type of ship):Oil tanker,Ship,Primary name,DPRK,30/03/2018,30/03/2018,31/12/2020,13651
NOBODY,,,Entity,Primary name,DPRK,30/03/2018,,31/12/2020,13652
"""

FSF = """<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-08-05T16:47:04.449+02:00">
  <sanctionEntity designationDate="2016-03-02" euReferenceNumber="EU.4198.83" logicalId="1">
    <remark>The Chongchongang Shipping Company, through its vessel, the Chong Chon Gang, tried to import weapons.</remark>
    <regulation programme="PRK"/><subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Chongchongang Shipping Company"/><identification number="5342883" identificationTypeCode="imo"/>
  </sanctionEntity>
  <sanctionEntity designationDate="2022-12-12" euReferenceNumber="EU.9442.82" logicalId="2">
    <remark>The vessel Unica carried oil to North Korea.</remark>
    <regulation programme="PRK"/><subjectType code="enterprise" classificationCode="E"/>
    <nameAlias wholeName="Unica"/><identification number="8514306" identificationTypeCode="imo"/>
  </sanctionEntity>
</export>"""

UN_TABLE = """#,vessel_name,imo_number,designated_owner,mmsi,flag,call_sign,other_information,type,date_of_designation,image_url,Paragraph 12 (a) of resolution 2321 (2016)
1,1: HAO FAN 6 2: OLD FAN,8628597,na,1: 341985000 2: na,1: Saint Kitts and Nevis,V4JP3,,Bulk carrier,1: 03-Oct-17 2: 30-Mar-18,,x
"""

MARITIME = """"type","caption","imo","risk","countries","flag","mmsi","id","url","datasets","aliases"
"VESSEL","HAO FAN 6","IMO8628597","sanction","cn;kn","kn","341985000","NK-x","u","un_1718_vessels","Hao Fan 6"
"VESSEL","HAO FAN 6","IMO9187629","sanction","cn;kn","kn","341985000","NK-x","u","un_1718_vessels","Hao Fan 6"
"ORGANIZATION","Ocean Maritime Management","IMO1790183","sanction","kp","","","NK-y","u","us_ofac_sdn","OMM"
"ORG","Older export","IMO9562233","sanction","kp","","","NK-z","u","us_ofac_sdn",""
"""

FTM = "\n".join(
    json.dumps(x, separators=(",", ":"))
    for x in (
        {
            "id": "NK-abc", "caption": "HAO FAN 6", "schema": "Vessel", "referents": ["un-1"], "datasets": ["un_1718_vessels"],
            "properties": {"name": ["HAO FAN 6"], "previousName": ["OLD FAN"], "imoNumber": ["IMO8628597"], "mmsi": ["341985000"],
                           "flag": ["kn"], "pastFlags": ["ki"], "topics": ["sanction"]},
        },
        {"id": "s", "schema": "Sanction", "properties": {"entity": ["un-1"], "authority": ["UN SC"], "startDate": ["2017-10"], "programId": ["UN-SC1718"]}},
        {"id": "c", "schema": "Company", "properties": {"name": ["OMM"], "imoNumber": ["1790183"]}},
    )
)  # fmt: skip

RUSI = json.dumps(
    {
        "entities": [
            {"id": "0f3c", "schema": "Vessel", "properties": {
                "name": ["Jie Shun"], "imoNumber": ["8518780", "445604000", "6246853 [RUSSIA]"], "flag": ["kh"],
                "fraudAlias": ["Fraud Name"], "fraudImoNumber": ["9187629"], "fraudMmsi": ["412000000"]}},
            {"id": "9a1b", "schema": "Sanction", "properties": {"authority": ["UN SC"], "startDate": ["2017-10-03"]}},
            {"id": "77", "schema": "Company", "properties": {"name": ["A Company"], "idNumber": ["IMO: 1790183"]}},
        ],
        "edges": [{"schema": "Sanction", "source": "0f3c", "target": "9a1b", "role": "", "relationship": ""}],
    }
)  # fmt: skip

_MOF = (
    "区分,番号,告示日付,告示番号,個人・団体,氏名（日本語）,氏名（英語）,別名・別称（英語）,その他の情報,外務省告示情報"
)
MOF = f"{_MOF}\n14,014-000001,2009.5.22,1,団体,,KOREA RYONBONG,,IMO番号 1790183,\n16,016-000007,2017.11.7,3,団体,,PETREL 8,,船舶 IMO番号 9562233,\n"

OWN = "name,imo,mmsi,flag,listed_from,other_names\nTOK SONG,8360406,445123000,North Korea,2024-07-19,HONG TAI 215;TOKSONG\n"


def _load(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    db = vt.open()
    loaded = db.load_list(path)
    return loaded, db.table("listed").set_index("name")


@pytest.mark.parametrize(
    ("file", "text", "name", "wanted", "ships", "dated"),
    [
        ("sdn.xml", SDN_XML, "ofac", {"name": "ARTAVIL", "imos": [9187629], "mmsis": [572469210], "call_signs": ["T2EU4"], "flag_states": ["IRN", "MLT"], "other_names": ["ABADAN"], "programme": "IRAN, NPWMD"}, 2, "2026-04-30"),
        ("SDN_ADVANCED.XML", _advanced(_REFERENCE, _DOCUMENTS, _PARTIES, _ENTRIES), "ofac", {"name": "HAO FAN 6", "imos": [HAO_FAN], "mmsis": [341985000], "flag_states": ["KNA"], "other_names": ["OLD NAME"], "programme": "DPRK4", "listed_from": "2018-02-23"}, 1, "2026-05-21"),
        ("other-order.xml", _advanced(_ENTRIES, _PARTIES, _DOCUMENTS, _REFERENCE), "ofac", {"name": "HAO FAN 6", "imos": [HAO_FAN], "listed_from": "2018-02-23"}, 1, "2026-05-21"),
        ("uk.xml", UK_XML, "uk", {"name": "Petrel 8", "imos": [9562233], "flag_states": ["COM", "IND"], "other_names": ["Tian Tai 36"], "listed_from": "2017-10-03", "length_m": 134.5}, 1, "2026-09-07"),
        ("UK-Sanctions-List.csv", UK_CSV, "uk", {"name": "Petrel 8", "imos": [9562233], "flag_states": ["COM", "IND"], "other_names": ["Tian Tai 36"], "listed_from": "2017-10-03", "length_m": 134.5}, 1, "2026-09-21"),
        ("ConList.csv", CONLIST, "uk-conlist", {"name": "SAM JONG 2", "imos": [7408873], "flag_states": ["PRK"], "listed_from": "2018-03-30"}, 1, "2026-01-15"),
        ("fsf.xml", FSF, "eu-fsf", {"name": "Unica", "imos": [8514306], "listed_from": "2022-12-12"}, 1, "2026-08-05"),
        ("un_1718.csv", UN_TABLE, "un", {"name": "HAO FAN 6", "imos": [HAO_FAN], "mmsis": [341985000], "other_names": ["OLD FAN"], "listed_from": "2017-10-03", "flag_states": ["KNA"]}, 1, None),
        ("maritime.csv", MARITIME, "opensanctions", {"name": "HAO FAN 6", "imos": [HAO_FAN, 9187629], "standing": "designated"}, 1, None),
        ("entities.ftm.json", FTM, "opensanctions", {"name": "HAO FAN 6", "imos": [HAO_FAN], "flag_states": ["KIR", "KNA"], "other_names": ["OLD FAN"], "listed_from": "2017-10-01", "authority": "UN SC"}, 1, None),
        ("data.json", RUSI, "rusi", {"name": "Jie Shun", "imos": [8518780], "mmsis": [445604000], "false_names": ["Fraud Name"], "false_imos": [9187629], "false_mmsis": [412000000], "standing": "designated", "listed_from": "2017-10-03"}, 1, None),
        ("shisantouketsu20260828.csv", MOF, "japan", {"name": "PETREL 8", "imos": [9562233], "listed_from": "2017-11-07"}, 1, "2026-08-28"),
        ("My List.csv", OWN, "my-list", {"name": "TOK SONG", "imos": [8360406], "mmsis": [445123000], "flag_states": ["PRK"], "other_names": ["HONG TAI 215", "TOKSONG"], "listed_from": "2024-07-19"}, 1, None),
    ],
    ids=lambda x: x if isinstance(x, str) and "." in x and len(x) < 30 else "",
)  # fmt: skip
def test_each_layout_as_documented(tmp_path, file, text, name, wanted, ships, dated):
    loaded, listed = _load(tmp_path, file, text)
    assert (loaded.list, loaded.ships) == (name, ships) and len(listed) == ships
    assert dated is None or str(loaded.list_date) == dated
    entry = listed.reset_index().set_index("name", drop=False).loc[wanted["name"]]
    for column, value in wanted.items():
        got = entry[column]
        got = [int(x) if isinstance(value[0], int) else x for x in got] if isinstance(value, list) else got
        assert (str(got)[:10] if column.startswith("listed_") else got) == value, column
    # a company's IMO number is never a ship's
    assert 1790183 not in [n for imos in listed.imos for n in imos]


def test_every_reader_has_a_sample_here_or_a_real_file():
    tried = {"OFAC SDN, sdn.csv (alt.csv and sdn_comments.csv beside it)", "UN consolidated list, XML: persons and companies only",
             "EU annexes that name ships, as a table", "OpenSanctions targets.simple.csv"}  # fmt: skip
    samples = [SDN_XML, _advanced(_REFERENCE), UK_XML, UK_CSV, CONLIST, FSF, UN_TABLE, MARITIME, FTM, RUSI, MOF, OWN]
    tried |= {next(r.about for r in LISTS if r.recognises(SHARED, s.encode()[:4096])) for s in samples}
    tried |= {"EU acts that amend annexes, as a table"}  # test_lists_parts.py
    abroad = {"canada", "australia", "switzerland", "csl", "gur"}  # test_lists_abroad.py
    assert {r.about for r in LISTS if r.keeps_history and not r.instead and r.name not in abroad} <= tried


@needs_shared
def test_real_files_of_the_eu_and_opensanctions():
    db = vt.open()
    eu = db.load_list(SHARED / "lists" / "eu" / "32017R1509_dprk.csv")
    assert (eu.list, eu.ships) == ("eu", 75)  # sanctions-lists.md: 75 rows, 61 hulls
    listed = db.table("listed")
    hulls = {n for imos in listed.imos for n in imos}
    assert len(listed) == 75 and len(hulls) == 60  # and one whose IMO cell reads "Does not exist"
    chong = listed[listed.name == "Chong Bong"].iloc[0]
    assert list(chong.other_names) == ["Blue Nouvelle", "Greenlight"] and str(chong.listed_from)[:10] == "2016-03-02"
    simple = db.load_list(SHARED / "lists" / "opensanctions" / "targets.simple.first300.csv")
    with (SHARED / "lists" / "opensanctions" / "targets.simple.first300.csv").open(encoding="utf-8") as f:
        rows = [r for r in csv.DictReader(f) if r["schema"] == "Vessel"]
    assert simple.ships == len(rows)
    with_mmsi = sum(bool(re.search(r"(^|;)[2-7]\d{8}(;|$)", r["identifiers"])) for r in rows)
    assert sum(len(m) > 0 for m in db.sql("SELECT mmsis FROM listed WHERE list = 'opensanctions'").mmsis) == with_mmsi


@needs_shared
def test_the_uns_consolidated_list_has_no_ships_and_says_so():
    with pytest.raises(vt.UnreadableInput, match="persons and companies"):
        vt.open().load_list(SHARED / "lists" / "un" / "2026-02-27_consolidated.xml")


def test_remarks_go_on_in_mid_word(tmp_path):
    head = "Vessel Registration Identification IMO 86"
    row = f'7,"HAO FAN 6","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"{head}"\r\n\x1a'
    (tmp_path / "sdn_comments.csv").write_text('7,"28597; MMSI 341985000"\r\n', newline="")
    _, listed = _load(tmp_path, "sdn.csv", row)
    assert list(listed.imos.iloc[0]) == [HAO_FAN] and list(listed.mmsis.iloc[0]) == [341985000]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SDN_XML[:-300], "damaged"),
        (SDN_XML.replace("<Record_Count>3<", "<Record_Count>18899<"), "3 of the 18,899"),
        (
            SDN_XML.replace("<sdnList", '<!DOCTYPE a [<!ENTITY b "cccc">]><sdnList').replace("ARTAVIL", "&b;"),
            "document type",
        ),
        (_advanced(_REFERENCE, _DOCUMENTS), "names no ship"),
        (UK_CSV.split("\n", 1)[0] + "\nUnique ID\n", "damaged"),
        ("name,imo\n,1234567\n", "line 2"),
        ("name,imo,listed_from\nX,9161003,2 April\n", "listed_from"),
        ("name,imo,standing\nX,9161003,guilty\n", "standing"),
        ('{"entities":[{"schema":"Vessel"}]}', "lacks 'id'"),
        ('{"entities": ' + "[" * 100_000, "damaged"),
        ("name\n" + "x\n" * 0, "names no ship"),
        ("name,imo\r X,9161003\r", "no list format we know"),
        (RUSI.replace('["Jie Shun"]', '"Jie Shun"'), "property name of 0f3c is no list of texts"),
        (RUSI.replace('["Jie Shun"]', "[7]"), "is no list of texts"),
        (RUSI.replace("Jie Shun", "\\ud800"), "surrogates"),
        (RUSI.replace('"edges": [', '"edges": [7, '), "damaged"),
        (FTM.replace('"caption":"HAO FAN 6"', '"caption":7'), "damaged"),
        (SDN_XML.replace("?>", ' encoding="hex"?>', 1), "damaged"),
        (_advanced(_REFERENCE, _DOCUMENTS, _PARTIES, _ENTRIES).replace("2018<", "99999999999999999999<"), "damaged"),
        ('"type","caption","imo","risk"\n"VESSEL"\n', "not as many cells"),
        (UK_CSV.replace("Tian Tai 36", '"Tian Tai 36', 1), "damaged"),  # a stray quote swallows what follows
        ('name,imo\n"X,9161003\nSHIP B,9179842\n', "damaged"),
        (RUSI.replace('"id": "0f3c"', '"id": null'), "no key"),
        (UK_CSV.replace("21-Sep-2026", "31-Dec-9999"), "in the future"),
    ],
)
def test_what_is_damaged_says_how_and_changes_nothing(tmp_path, text, says):
    with pytest.raises(vt.UnreadableInput, match=re.escape(says)):
        _load(tmp_path, "list.csv", text)


def test_a_byte_order_mark_hides_no_list(tmp_path):
    for n, text in enumerate((SDN_XML, UK_CSV, FTM, RUSI, MARITIME, OWN)):
        assert _load(tmp_path, f"{n}.txt", "\N{BYTE ORDER MARK}" + text)[0].ships >= 1


def test_a_list_saved_by_a_korean_spreadsheet(tmp_path):
    (tmp_path / "mine.csv").write_bytes("name,imo,other_names\nTOK SONG,8360406,덕성\n".encode("cp949"))
    db = vt.open()
    db.load_list(tmp_path / "mine.csv")
    assert "덕성" in list(db.table("listed").other_names[0])


def test_a_list_of_ones_own_never_takes_the_place_of_a_published_one(tmp_path):
    db = vt.open()
    (tmp_path / "sdn.csv").write_text(_sdn(A, B), newline="")
    (tmp_path / "ofac.csv").write_text(OWN)
    db.load_list(tmp_path / "sdn.csv")
    assert db.load_list(tmp_path / "ofac.csv").list == "own-ofac"
    assert sorted(db.table("listed").name) == ["SHIP A", "SHIP B", "TOK SONG"]


def test_a_folder_is_no_list(tmp_path):
    with pytest.raises(vt.UnreadableInput, match="is not a file"):
        vt.open().load_list(tmp_path)


def test_an_imo_number_nobody_can_have_is_noted(tmp_path):
    _, listed = _load(tmp_path, "mine.csv", "name,imo\nX,abc\nY,9161004\nZ,9161003\n")
    assert listed.note["X"].startswith("IMO number printed as abc") and "9161004" in listed.note["Y"]
    assert listed.note.isna()["Z"]


def test_an_entity_bomb_is_not_read(tmp_path):
    bomb = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9)
    ) + "]>"  # fmt: skip
    with pytest.raises(vt.UnreadableInput, match="document type"):
        _load(tmp_path, "sdn.xml", SDN_XML.replace("<sdnList", bomb + "<sdnList").replace("ARTAVIL", "&j;"))


# -- snapshots ---------------------------------------------------------------------------------------------


def _sdn(*ships: tuple[str, int]) -> str:
    rows = [f'{imo},"{name}","vessel","DPRK",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO {imo}"' for name, imo in ships]
    return "\r\n".join(rows) + "\r\n\x1a"


A, B, C = ("SHIP A", 9161003), ("SHIP B", 9179842), ("SHIP C", 8360406)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2, 1)])
def test_snapshots_in_any_order_say_who_was_listed_when(tmp_path, order):
    """A on all three, B gone from the third, C new on the second."""
    files = [("2024-01-01", _sdn(A, B)), ("2024-06-01", _sdn(A, B, C)), ("2025-01-01", _sdn(A, C))]
    db = vt.open()
    for k in order:
        day, text = files[k]
        (tmp_path / f"{day}_sdn.csv").write_text(text, newline="")
        loaded = db.load_list(tmp_path / f"{day}_sdn.csv")
        assert (str(loaded.list_date), loaded.dated) == (day, "name")
    listed = db.sql(
        "SELECT name, first_seen::VARCHAR AS a, last_seen::VARCHAR AS b, listed_to::VARCHAR AS gone FROM listed"
    )
    assert {tuple(x if isinstance(x, str) else None for x in r) for r in listed.itertuples(index=False)} == {
        ("SHIP A", "2024-01-01", "2025-01-01", None),
        ("SHIP B", "2024-01-01", "2024-06-01", "2025-01-01"),
        ("SHIP C", "2024-06-01", "2025-01-01", None),
    }

    def on(day):
        return sorted(db.listed(date.fromisoformat(day), "ofac").name)

    assert on("2023-12-31") == []
    assert on("2024-03-01") == ["SHIP A", "SHIP B"]
    assert on("2024-12-31") == ["SHIP A", "SHIP B", "SHIP C"]
    assert on("2025-06-01") == ["SHIP A", "SHIP C"]


def test_a_date_printed_in_one_format_holds_for_the_entry_in_the_others(tmp_path):
    db = vt.open()
    (tmp_path / "a.xml").write_text(_advanced(_REFERENCE, _DOCUMENTS, _PARTIES, _ENTRIES))
    db.load_list(tmp_path / "a.xml")
    row = f'4238,"HAO FAN 6","vessel","DPRK4",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"IMO {HAO_FAN}"\r\n\x1a'
    (tmp_path / "sdn.csv").write_text(row, newline="")
    db.load_list(tmp_path / "sdn.csv", as_of=date(2026, 9, 1))
    assert db.sql("SELECT listed_from::VARCHAR AS d, last_seen::VARCHAR AS s FROM listed").to_numpy().tolist() == [
        ["2018-02-23", "2026-09-01"]
    ]


def test_a_shrunken_list_is_refused_unless_told(tmp_path):
    many = [(f"SHIP {n}", n) for n in range(40)]
    db = vt.open()
    for name, ships in (("sdn1.csv", many), ("sdn2.csv", many[:30])):
        (tmp_path / name).write_text(_sdn(*ships), newline="")
    db.load_list(tmp_path / "sdn1.csv", as_of=date(2026, 1, 1))
    with pytest.raises(vt.UnreadableInput, match="30 ships where the list had 40"):
        db.load_list(tmp_path / "sdn2.csv", as_of=date(2026, 1, 2))
    assert len(db.listed(date(2026, 1, 3), "ofac")) == 40
    db.load_list(tmp_path / "sdn2.csv", as_of=date(2026, 1, 2), allow_shrunken=True)
    assert len(db.listed(date(2026, 1, 3), "ofac")) == 30


# -- numbers and countries ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("IMO 9161003", (9161003,)),
        ("IMO9161003;8360406", (9161003, 8360406)),
        ("8660313000", ()),  # ten digits are no IMO number with a tail
        ("8705578", ()),  # wrong check digit
        ("1234567", ()),
        ("RS 150443 (Russia)", ()),
        ("6246853 [RUSSIA-EO14024]", ()),  # a company's number
    ],
)
def test_imo_numbers_in_a_text(text, numbers):
    assert imo_numbers(text) == numbers


def test_mmsi_numbers_in_a_text():
    assert mmsi_numbers("MMSI 572469210 (Iran)", "123456789", "3708590000") == (572469210,)


@pytest.mark.parametrize(
    ("said", "code"),
    [("kp", "PRK"), ("Democratic People's Republic of Korea", "PRK"), ("Iran", "IRN"), ("Russia", "RUS"),
     ("St Kitts and Nevis", "KNA"), ("Hong Kong", "HKG"), ("stateless", "stateless")],
)  # fmt: skip
def test_countries_by_whatever_name(said, code):
    assert country_code(said) == code


def test_names_in_other_scripts_stand_in_latin_letters_besides(tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows([["name", "imo"], ["АНГАРА", "9179842"]])
    _, listed = _load(tmp_path, "mine.csv", text.getvalue())
    assert list(listed.other_names.iloc[0]) == ["ANGARA"]
