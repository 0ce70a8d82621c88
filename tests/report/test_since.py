"""What became of alerts since the night before, as the page tells it."""

import pandas as pd

from vesseltrack.report.page import _since


def test_the_first_alert_of_the_list_is_the_first_of_the_new_ones():
    became = pd.DataFrame(
        {
            "alert": ["third", "gone", "first", "second"],
            "state": ["new", "withdrawn", "new", "new"],
            "summary": ["C <b>", "went", "A", "B"],
            "what": ["", "a file was taken back", "", ""],
        }
    )
    told = _since(became, pd.DataFrame({"alert": ["first", "second", "third"]}))
    places = [told.index(word) for word in (">went<", ">A<", ">B<", ">C &lt;b&gt;<")]
    assert places == sorted(places)


def test_nothing_became_of_any():
    assert _since(None, pd.DataFrame({"alert": ["first"]})) == ""
