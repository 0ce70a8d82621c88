"""Numbers a digit off a listed hull's, and names in letters that look like a listed one's: what is told, and what is not."""

import pytest

import vesseltrack as vt
from vesseltrack.lists.load import load_list

from builders.sea import OPEN_SEA

A = 352000111  # Panama
KP = 445000111  # North Korea
# LISTED: 9161003 (9*7+1*6+6*5+1*4+0*3+0*2=103 -> 3)
COLUMNS = ("name", "imo", "mmsi", "call_sign", "flag", "length_m", "gross_tonnage", "vessel_type")
HULL = {"name": "LISTED ONE", "imo": 9161003, "flag": "Russia", "length_m": 120, "vessel_type": "General Cargo"}


def _found(sea, tmp_path, entry, ship=A, hours=5, **sent):
    path = tmp_path / "one.csv"
    path.write_text(",".join(COLUMNS) + "\n" + ",".join(str(entry.get(c, "")) for c in COLUMNS) + "\n")
    load_list(sea.store, path)
    sea.line(ship, 0, hours, OPEN_SEA, (OPEN_SEA[0] + 0.5, OPEN_SEA[1])).says(ship, 0, hours, **sent)
    sea.run()
    signs = sea.select(
        "SELECT anomaly, value_before, value_after, evidence FROM identity_anomalies WHERE anomaly LIKE 'near%'"
    )
    return signs, sea.select("SELECT tier, evidence FROM matches WHERE list = 'one'")


CARGO = {"ship_type": 70, "length_m": 120}


@pytest.mark.parametrize(
    ("sent", "sign"),
    [
        ({"imo": 9161013, "name": "OTHER", **CARGO}, "near_miss_of_listed"),  # one digit, and the length
        ({"imo": 9116003, "name": "OTHER", **CARGO}, "near_miss_of_listed"),  # two swapped
        ({"imo": 9161013, "name": "OTHER", "ship_type": 70}, "near_number_of_listed"),  # the type alone
        ({"imo": 9161013, "name": "OTHER", "ship_type": 70, "length_m": 90}, None),  # the length speaks against it
        ({"imo": 9161013, "name": "OTHER", "ship_type": 80, "length_m": 120}, None),  # the type does
        ({"imo": 9161013, "name": "OTHER"}, None),  # nothing else is known
        ({"imo": 9161013, "name": "LISTED ONE", "ship_type": 80, "length_m": 90}, "near_miss_of_listed"),  # the name
        ({"imo": 9161013, "name": "L1STED 0NE"}, "near_miss_of_listed"),  # or one that looks like it
        # 9161053: 9*7+1*6+6*5+1*4+0*3+5*2=113 -> 3: right, so it is another hull's, perhaps a sister's
        ({"imo": 9161053, "name": "OTHER", **CARGO}, None),
        ({"imo": 9161053, "name": "LISTED ONE", **CARGO}, "near_miss_of_listed"),
        ({"imo": 9171013, "name": "OTHER", **CARGO}, None),  # two digits wrong
    ],
    ids=str,
)
def test_a_number_near_a_listed_one(sea, tmp_path, sent, sign):
    signs, _ = _found(sea, tmp_path, HULL, **sent)
    assert [s[0] for s in signs] == ([sign] if sign else [])


def test_it_says_what_agrees_and_what_does_not(sea, tmp_path):
    signs, _ = _found(sea, tmp_path, HULL, imo=9161013, name="OTHER", **CARGO)
    assert signs == [(
        "near_miss_of_listed", "9161003 (LISTED ONE, one)", "9161013",
        "agree: the length 120 m, the type (General Cargo); do not: the check digit, "
        "the name (it sends OTHER, the list has LISTED ONE), the flag (PAN, and RUS)",
    )]  # fmt: skip


@pytest.mark.parametrize(("length", "sign"), [(172, "near_number_of_listed"), (120, None)])
def test_a_length_that_fits_the_tonnage(sea, tmp_path, length, sign):
    # 6.25 * 17,061 ** (1/3) = 160.9 m: 172 m is 7 % more, 120 m a quarter less
    entry = {"name": "LISTED ONE", "imo": 9161003, "gross_tonnage": 17061}
    signs, _ = _found(sea, tmp_path, entry, imo=9161013, name="OTHER", length_m=length)
    assert [s[0] for s in signs] == ([sign] if sign else [])
    assert not sign or "172 m, for 17,061 gross tons" in signs[0][3]


def test_a_number_said_for_an_hour_is_an_error(sea, tmp_path):
    assert _found(sea, tmp_path, HULL, hours=1, imo=9161013, name="OTHER", **CARGO)[0] == []


@pytest.mark.parametrize(
    ("listed", "sent", "same"),
    [
        ("CHONG BONG", "CHONG B0NG", True),
        ("CHONG BONG", "CH0NG  B0NG", True),
        ("CHONG BONG", "\u0421HONG BONG", True),  # a Cyrillic letter
        ("CHONG BONG", "CHONG BON\u0391", False),
        ("UNICA", "UN1CA", True),
        ("LADY R", "1ADY R", True),
        ("SAM JONG 1", "SAM JONG I", True),
        ("SAM JONG 1", "SAM JONG L", True),
        ("SAM JONG 1", "SAM JONG 2", False),
        ("KUM SONG 5", "KUM SONG 8", False),
        ("KUM SONG 5", "KUM S0NG 5", True),
        ("PETREL 8", "PETREL B", True),
        ("CHONG BONG", "CHONG SONG", False),
        ("YU SONG 7", "YU SON", False),
    ],
)
def test_what_looks_alike(listed, sent, same):
    got = vt.open().sql("SELECT name_shape($a) = name_shape($b) AS same", {"a": listed, "b": sent}).same[0]
    assert bool(got) is same


@pytest.mark.parametrize(
    ("entry", "sent", "tier"),
    [
        ({"name": "CHONG BONG", "flag": "DPRK"}, {"ship": KP, "name": "CHONG B0NG"}, "check"),
        ({"name": "CHONG BONG", "flag": "DPRK"}, {"ship": KP, "name": "\u0421HONG BONG"}, "check"),
        ({"name": "CHONG BONG", "flag": "DPRK", "length_m": 99}, {"name": "CHONG B0NG", "length_m": 100}, "check"),
        ({"name": "CHONG BONG", "flag": "DPRK"}, {"name": "CHONG B0NG"}, None),  # another flag, and nothing more
        (
            {"name": "CHONG BONG", "flag": "DPRK", "imo": 8909575},
            {"ship": KP, "name": "CHONG B0NG", "imo": 9074729},
            None,
        ),
        ({"name": "CHONG BONG", "imo": 9161003}, {"name": "CHONG B0NG", "imo": 9161013}, "check"),  # and a near number
        ({"name": "CHONG BONG", "mmsi": KP}, {"ship": KP, "name": "CHONG B0NG"}, "probable"),
        ({"name": "BO5", "flag": "DPRK"}, {"ship": KP, "name": "8OS"}, None),  # too short to tell
    ],
    ids=str,
)
def test_a_name_that_looks_like_a_listed_one(sea, tmp_path, entry, sent, tier):
    _, found = _found(sea, tmp_path, entry, **sent)
    assert [t for t, _ in found] == ([tier] if tier else [])


def test_a_look_alike_says_so_with_what_speaks_against_it(sea, tmp_path):
    entry = {"name": "CHONG BONG", "flag": "DPRK", "length_m": 99}
    _, found = _found(sea, tmp_path, entry, ship=KP, name="CHONG B0NG", length_m=60)
    assert found[0][1] == (
        "the name CHONG B0NG, in letters that look like CHONG BONG, the flag PRK: no number agrees"
        "; against it: the length 60 m (the list has 99 m)"
    )
