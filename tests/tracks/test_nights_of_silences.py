"""A night changes what is drawn across a silence before it: what the ship sent after that is known only now."""

import pandas as pd
import pytest

from vesseltrack.engine import pipeline
from vesseltrack.settings import load_settings
from vesseltrack.store import Store

SHIP = 257_000_001
DRAWN = "SELECT slot_time(slot) FROM interpolated_positions ORDER BY slot"


def messages(*sent):
    """Messages of the ship: hour, latitude, speed sent in knots."""
    rows = [(SHIP, pd.Timestamp("2026-01-01") + pd.Timedelta(hours=h), lat, 124.0, kn) for h, lat, kn in sent]
    frame = pd.DataFrame(rows, columns=["ssvid", "time", "lat", "lon", "sog_kn"])
    return frame.assign(heading_deg=pd.array([pd.NA] * len(rows), "Int16"), ais_class="A", file_id=1)


def search(store):
    pipeline.detect(store, load_settings(), until="interpolated_positions")
    return [str(time) for (time,) in store.rows(DRAWN)]


@pytest.mark.parametrize(("sent_kn", "drawn"), [(8.0, 0), (0.0, 24)])
def test_a_silence_before_the_night_is_drawn_by_what_was_sent_after_it(sent_kn, drawn):
    # ten miles in four hours: if it sailed at eight knots when it was found, it sailed for more than an hour of them
    before = messages(*((h / 6, 37.0, 0.0) for h in range(60)), (14.0, 37.165, sent_kn))
    night = messages(*((24 + h / 6, 37.17, 0.0) for h in range(30)))
    with Store(None) as store:
        store.append("fixes", before)
        first = search(store)
        assert len(first) == 25, first
        store.append("fixes", night)
        found = search(store)
        store.execute("DELETE FROM work.made")
        assert found == search(store)
        across = [time for time in found if time < "2026-01-01 14:00"]
        assert len(across) == drawn, across
