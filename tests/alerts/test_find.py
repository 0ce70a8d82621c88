"""By what an alert may be called: one rule after the other, the first that holds of any."""

import pandas as pd
import pytest

import vesseltrack as vt
from vesseltrack.alerts.find import find_alerts, one_alert, short_id

FRAME = pd.DataFrame(
    {
        "alert": [
            "alert-gap-671000118-20261116T233039Z",
            "alert-gap-563100074-20261117T125700Z",
            "alert-encounter-1-2-20261118T000000Z",
        ],
        "events": [
            ["gap-671000118-20261116T233039Z"],
            ["gap-563100074-20261117T125700Z"],
            ["encounter-1-2-20261118T000000Z", "loitering-2-20261118T003000Z"],
        ],
        "queue": ["listed", "behaviour", "behaviour"],
        "rank": [1, 1, 2],
        "was": [[], ["alert-gap-563100074-20261117T120000Z"], []],
        "ship_name": ["DE XIN", "STAR WAVE 3", "L1"],
        "mmsi": pd.array([671000118, 563100074, 440100333], "Int64"),
        "imo": pd.array([9100334, None, 9161003], "Int64"),
        "other_name": [None, None, "De Xin 2"],
        "other_mmsi": pd.array([None, None, 431100370], "Int64"),
        "other_imo": pd.array([None, None, None], "Int64"),
        "meetings": [
            None,
            [],
            [{"name": "Third Ship", "mmsi": 352000111, "imo": None}, {"name": None, "mmsi": 440100333, "imo": 9161003}],
        ],
    }
)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ("alert-gap-671000118-20261116T233039Z", [0]), ("alert-gap-563100074-20261117T120000Z", [1]),  # an earlier name
        ("loitering-2-20261118T003000Z", [2]), ("alert-loitering-2-20261118T003000Z", [2]),  # of one of its events
        ("L1", [0]), ("l1", [0]), ("B2", [2]),  # a ship may be called L1: the short id goes first
        ("671000118", [0]), ("431100370", [2]), ("IMO 9161003", [2]), ("mmsi 563100074", [1]),
        ("third  ship", [2]), ("352000111", [2]), ("third", []),  # another that its ships met, by its whole name
        ("de xin", [0]), ("DE  XIN 2", [2]), ("star", [1]), ("de", [0, 2]), ("alert-gap", [0, 1]),
        ("", []), ("nobody", []), ("%", []), ("9", []), ("X'; DROP TABLE alerts; --", []),
    ],
)  # fmt: skip
def test_what_is_meant(asked, rows):
    assert find_alerts(FRAME, asked).index.tolist() == rows


def test_one_is_meant_or_it_is_said_which_could_be():
    assert one_alert(FRAME, "B1") == "alert-gap-563100074-20261117T125700Z"
    assert one_alert(FRAME, "alert-of-old") == "alert-of-old"
    with pytest.raises(vt.WrongUse, match="L1 DE XIN, B2 L1"):
        one_alert(FRAME, "de")
    assert [short_id(a) for a in FRAME.itertuples()] == ["L1", "B1", "B2"] == [short_id(a) for _, a in FRAME.iterrows()]


def test_no_alerts_at_all():
    assert find_alerts(FRAME.head(0), "L1").empty
