"""Maps in notebooks: they load nothing, nothing in them acts, and a browser draws them."""

import base64
import gzip
import html
import re

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import vesseltrack as vt
from vesseltrack.errors import WrongUse
from vesseltrack.report.explore import SeaFrame, sea_frame
from vesseltrack.report.maps import box_of
from vesseltrack.report.page.land import _simple_but_near

from builders.browser import drawn, needs_chromium

T0 = pd.Timestamp("2026-11-16")
HOSTILE = '</script><img src=x onerror="document.title=1">\u202e&\''


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    """A listed ship of a hostile name that sails over the 180th meridian and falls silent for a day."""
    with vt.open(tmp_path_factory.mktemp("maps") / "s.duckdb") as database:
        rows = [
            {"ssvid": 273000001, "time": T0 + pd.Timedelta(hours=h), "lat": 36.0,
            "lon": 179.5 + h / 10 if h < 5 else -179.9 + h / 100}
            for h in (*range(8), *range(32, 40))
        ]  # fmt: skip
        database.store.append("fixes", pd.DataFrame(rows).assign(sog_kn=5.0).astype({"time": "datetime64[us]"}))
        said = {"ssvid": 273000001, "name": HOSTILE, "imo": 9161003, "ship_type": 70, "messages": 1, "hour": T0}
        database.store.append("statics", pd.DataFrame([said]))
        database.detect()
        yield database


def maps_of(db):
    return {
        "all": db.map(), "ship": db.ship(9161003).map(), "alert": db.alert("L1").map(), "alerts": db.alerts().explore(),
        "track": db.track(273000001).explore("sog_kn"), "zones": db.layers().layer("zones").explore("legal_status"),
    }  # fmt: skip


def test_a_map_loads_nothing_and_its_frame_is_sealed(db):
    for name, shown in maps_of(db).items():
        assert "default-src 'none'" in shown.page, name
        assert not re.search(
            r"""(src|href)\s*=\s*["']?(https?:)?//|url\(|@import""", shown.page.split("<script>")[0]
        ), name
        assert "<img" not in shown.page, name
        frame = shown._repr_html_()
        assert 'sandbox="allow-scripts"' in frame and "allow-same-origin" not in frame, name
        packed = re.search(r'atob\("([^"]+)"\)', html.unescape(frame))[1]
        assert gzip.decompress(base64.b64decode(packed)).decode() == shown.page, name
        assert frame == shown._repr_html_() and len(frame) < 500_000, name


@needs_chromium
@pytest.mark.parametrize("name", ["all", "ship", "alert", "alerts", "track", "zones"])
def test_a_browser_draws_each_map(db, tmp_path, name):
    dom = drawn(maps_of(db)[name].save(tmp_path / "m.html"), tmp_path / "user")
    assert (
        "<title>1</title>" not in dom and dom.count('<canvas class="ours"') == 2 and "leaflet-control-scale-line" in dom
    )
    assert ('<span id="chosen" role="status">L1 ' in dom) == (name == "alert")
    assert ('class="still"' in re.search(r'<button [^>]*id="play"[^>]*>', dom)[0]) == (
        name in {"alerts", "track", "zones"}
    )


def test_a_frame_stays_one_that_explores_without_a_network(db):
    alerts = db.alerts()
    for frame in (alerts, alerts[alerts.queue == "listed"], alerts.head(1), alerts.copy(), alerts.sort_values("score")):
        assert isinstance(frame, SeaFrame) and frame.crs == 4326
    assert type(alerts[["alert", "score"]]) is pd.DataFrame
    assert isinstance(alerts[["alert", "geometry"]], SeaFrame)
    assert type(gpd.GeoDataFrame(alerts)) is gpd.GeoDataFrame


def test_a_frame_of_any_shapes_is_drawn_and_what_cannot_be_is_said():
    shapes = [shapely.Point(1, 2), shapely.LineString([(0, 0), (3, 4)]), shapely.box(0, 0, 1, 1), None]
    frame = sea_frame(gpd.GeoDataFrame({"a": [1, 2, None, 4], "b": ["x", "y", None, "x"]}, geometry=shapes, crs=4326))
    page = frame.explore("b", tooltip="a").page
    assert [page.count(f'"kind":"{kind}"') for kind in ("point", "line", "area")] == [1, 1, 1]
    assert '"text":"a: 1.0"' in page and '["#' in page
    assert sea_frame(frame.head(0)).explore().page
    with pytest.raises(WrongUse, match=r"no column c\n.*columns are: a, b"):
        frame.explore("c")


def test_a_box_over_the_180th_meridian_is_the_narrow_one():
    assert box_of([179.0, -179.0], [10.0, 11.0]) == (178.7, 9.7, 181.3, 11.3)
    assert box_of([10.0], [50.0]) == (9.7, 49.7, 10.3, 50.3)


def test_a_coast_is_kept_where_the_map_is_and_simplified_elsewhere():
    """A coast along the equator with a cape of 0.05 degrees at each odd degree; the box holds those at 3 and 5.

    The same on both sides of 180 degrees, in the numbers of either side.
    """
    coast = np.array([(x, 0.05 * (x % 2)) for x in range(11)] + [(10, -9), (0, -9), (0, 0)], float)
    kept = _simple_but_near(coast, (2.5, -1.0, 5.5, 1.0), 0.12)
    assert [tuple(p) for p in kept if p[1] > -1] == [
        (0, 0),
        (2, 0),
        (3, 0.05),
        (4, 0),
        (5, 0.05),
        (6, 0),
        (10, 0),
        (0, 0),
    ]
    assert len(_simple_but_near(coast, (40.0, -1.0, 50.0, 1.0), 0.12)) == 5  # nothing of it is near
    west = coast - np.array([181, 0])  # capes at -180 and -178 and so on; the box from 179.5 to 182.5 holds these two
    past = _simple_but_near(west, (179.5, -1.0, 182.5, 1.0), 0.12)
    assert [x for x, y in past if y == 0.05] == [-180, -178]
