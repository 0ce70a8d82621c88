"""Ways over water and the sea within reach: never through land, never faster than the ship, and across 180."""

import numpy as np
import pandas as pd
import pytest
import shapely

import vesseltrack as vt
from vesseltrack.geo import apart_km
from vesseltrack.reachability.routes import route, within_reach
from vesseltrack.report.chart import coast
from vesseltrack.report.page.land import land_for, world
from vesseltrack.report.page.tracks import pieces_of, thinned

WEST_SEA, EAST_SEA = (37.0, 124.5), (37.5, 130.5)


def length_km(way) -> float:
    return float(apart_km(way[:-1, 0], way[:-1, 1], way[1:, 0], way[1:, 1]).sum())


def test_from_the_yellow_sea_to_the_east_sea_goes_round_the_south_of_korea():
    way = route(WEST_SEA, EAST_SEA)
    assert way[:, 0].min() < 34.6  # south of Wando and Jindo
    assert length_km(way) == pytest.approx(
        970, rel=0.1
    )  # 37.0N 124.5E - 34N 126E - 35N 129.6E - 37.5N 130.5E: by hand 1,000 km
    line = shapely.LineString(way[:, ::-1])
    inland = shapely.buffer(coast().geometry.cx[124:131, 33:39].to_numpy(), -0.02)
    assert not shapely.intersects(inland, line).any()


def test_a_clear_way_is_straight_and_180_is_no_wall():
    assert route((40.0, 179.5), (40.0, 180.5)).tolist() == [[40.0, 179.5], [40.0, 180.5]]
    assert route((36.0, 122.5), (36.5, 123.0)).tolist() == [[36.0, 122.5], [36.5, 123.0]]


def test_no_way_leads_into_the_caspian():
    assert route((36.0, 28.0), (40.0, 51.0)) is None


def test_the_sea_within_reach_is_an_ellipse_over_open_water():
    """10 hours at 10 kn: 185.2 km; out and back to the same place, at most 92.6 km off."""
    cells = within_reach((40.0, 179.9), (40.0, 180.1), 185.2, 10.0)
    assert (cells.from_h + cells.to_h).max() <= 10 + 1e-9
    off = apart_km(cells.lat.to_numpy(), cells.lon.to_numpy(), np.array(40.0), np.array(180.0))
    side = cells.side.iloc[0] * 111.2
    assert 92.6 - 2 * side < off.max() < 92.6 + 2 * side
    assert cells.lon.min() < 179.5 and cells.lon.max() > 180.5
    still = within_reach((40.0, 180.0), None, 185.2, 10.0)
    assert set(still.to_h) == {0.0}
    assert apart_km(still.lat.to_numpy(), still.lon.to_numpy(), np.array(40.0), np.array(180.0)).max() > 160


def test_land_shields_the_sea_behind_it():
    """Ten hours at 10 kn from off Incheon reach no sea east of Korea, near as it is."""
    cells = within_reach((37.0, 126.0), None, 185.2, 10.0)
    assert not ((cells.lon > 128.5) & (cells.lat > 36)).any()
    assert (cells.lon < 125).any()


def test_each_dark_period_of_an_alert_has_its_way(tmp_path):
    with vt.open() as db:
        times = pd.date_range("2026-11-16", periods=72, freq="10min")
        before = pd.DataFrame(
            {
                "ssvid": 273000001,
                "time": times,
                "lat": 37.0,
                "lon": 124.5 - np.arange(72)[::-1] * 0.01,
                "sog_kn": 3.0,
            }
        )
        after = before.assign(time=times + pd.Timedelta(hours=96), lat=37.5, lon=130.5 + np.arange(72) * 0.01)
        frame = pd.concat([before, after]).astype({"time": "datetime64[us]"})
        db.store.append("fixes", frame)
        alerts = db.detect(assign=["scoring.min_score=-99"])
        routes = db.table("possible_routes").set_index("event")
    gaps = [e for events in alerts.events for e in events if e.startswith("gap-")]
    assert set(routes.index) == set(gaps) and gaps
    for way in routes.itertuples():
        assert way.route_found and min(way.route_lat) < 34.6
        assert way.route_lon[0] == pytest.approx(124.5) and way.route_lon[-1] == pytest.approx(130.5)


def test_the_land_of_the_whole_earth():
    rings = world()
    assert 4000 < len(rings) < 9000
    land = shapely.union_all([shapely.Polygon(p[0]).buffer(0) for p in rings if len(p[0]) > 20])
    for name, lon, lat, dry in (
        ("Chad", 18, 15, True),
        ("Kansas", -98, 38, True),
        ("mid Atlantic", -30, 20, False),
        ("Gulf of Mexico", -90, 26, False),
        ("Fiji", 178.0, -17.8, True),
    ):
        assert shapely.contains_xy(land, lon, lat) == dry, name


def test_a_box_past_180_has_land_of_both_sides():
    said = land_for((178.0, -19.0, 182.0, -16.0))  # Fiji lies on both
    first = [np.cumsum(np.array(p[0]).reshape(-1, 2), axis=0) / said["units"] for p in said["polygons"]]
    near = [r for r in first if -20 < r[:, 1].mean() < -15]
    assert any(r[:, 0].mean() > 177 for r in near) and any(r[:, 0].mean() < -178 for r in near)
    assert said["fine"] == []


def test_a_track_is_thinned_and_stays_where_it_was():
    """Along a line, a turn, and a stop: the corner and the beginning of the stop stay, the middles go."""
    points = np.array([[0, 0, 0], [1, 1, 0], [2, 2, 0], [3, 2, 1], [4, 2, 2], [5, 2, 2], [6, 2, 2]], float)
    assert thinned(points, 0.01).tolist() == [True, False, True, False, True, False, True]


def test_a_track_across_180_goes_on_and_a_silence_tears_it():
    track = pd.DataFrame(
        {"slot": [10, 11, 30], "lon": [179.9, -179.9, -179.5], "lat": [1.0, 1.0, 1.0], "speed_kn": [12.0, None, 3.0]}
    )
    assert pieces_of(track) == [[179900, 1000, 10, 120, 200, 0, 1, -1], [180500, 1000, 30, 30]]
