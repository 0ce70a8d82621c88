"""The zones that are shipped, and the distance to the shore."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from vesseltrack import zones
from vesseltrack.zones.cell_context import nearest, ports
from vesseltrack.zones.shore import raster, shore_km


def test_the_zones_we_ship_are_valid_and_sourced():
    for name in ("zones.geojson", "zones_computed.geojson"):
        frame = zones.read_zones(zones.data_file(name))
        assert (frame.source.str.len() > 10).all() and (frame.source_date.str.len() >= 4).all()
        assert frame.authority.str.len().gt(0).all() and frame.confidence.str.len().gt(0).all()
    computed = zones.read_zones(zones.data_file("zones_computed.geojson"))
    assert set(computed.legal_status) == {"computed"} and computed.authority.eq("none (computed)").all()


@pytest.mark.parametrize(
    ("lat", "lon", "zone"),
    [
        (38.53, 124.76, "Chodo transfer area"),
        (38.20, 124.50, "North of the Northern Limit Line, Yellow Sea"),
        (39.35, 127.65, "DPRK waters within 12 nm of its coast"),
        (40.20, 129.90, "DPRK 50 nm military zone, East Sea"),
        (35.00, 129.00, "ROK waters within 12 nm of its coast and straight baseline"),
        (36.00, 123.50, "ROK-China Provisional Measures Zone"),
        (42.23, 130.30, "Rajin (Najin) port, 5 km"),
    ],
)
def test_places_whose_zone_is_known(lat, lon, zone):
    frames = [gpd.read_file(zones.data_file(n)) for n in ("zones.geojson", "zones_computed.geojson")]
    both = pd.concat(frames)
    inside = both[both.geometry.contains(shapely.Point(lon, lat)).to_numpy()]
    assert zone in inside.name.tolist()


RIVER_PORTS = {
    "Ankingcheng", "Wu Hu", "Nanjing", "Zhenjiang", "Yangzhou", "Gaogang", "Changzhou", "Jiangyin", "Zhangjiangang", "Nantong", "Changshu",
    "Shanghai", "Fuzhou", "Ningbo", "Wenzhou", "Songnim (Kyomipo)", "Nampo port", "Nampo",
}  # fmt: skip
"""Ports off Korea that lie more than 12 km up a river (the Yangtze, the Min, the Yong, the Ou, the Taedong)."""


def test_a_port_in_the_seas_around_korea_lies_at_the_shore_or_on_a_river():
    """A latitude of which one digit is wrong (the World Port Index has two) puts a port inland, and leaves its anchorage without one."""
    known = ports()
    inland = known[raster("shore_korea").at(known.lat.to_numpy(), known.lon.to_numpy()) < -12]
    assert set(inland.name) - {"Fukui"} == RIVER_PORTS  # Fukui: the city, as the World Port Index has it


@pytest.mark.parametrize(
    ("lat", "lon", "port"), [(38.33, 118.05, "Huanghua"), (37.30, 119.25, "Weifang"), (35.07, 119.45, "Lanshan")]
)
def test_anchorages_of_the_bohai_and_the_yellow_sea_have_their_port(lat, lon, port):
    km, at = nearest(np.array([lat]), np.array([lon]), ports())
    assert ports().name[at[0]] == port and km[0] < 12


def test_south_korean_islands_are_not_in_north_korean_waters():
    computed = gpd.read_file(zones.data_file("zones_computed.geojson")).set_index("name").geometry
    for lat, lon in ((37.93, 124.70), (37.80, 124.72), (37.64, 125.70)):  # off Baengnyeong, Daecheong, Yeonpyeong
        assert not computed["North of the Northern Limit Line, Yellow Sea"].contains(shapely.Point(lon, lat))
        assert not computed["DPRK waters within 12 nm of its coast"].contains(shapely.Point(lon, lat))


def test_the_distance_to_shore_is_known_at_180_degrees():
    lon = np.array([179.94, 179.96, 179.999, -180.0, -179.999, -179.96, -179.94])
    km = shore_km(np.full(7, 10.0), lon)
    assert np.isfinite(km).all() and np.ptp(km) < 30
