"""The units of the house. Names elsewhere end in one of these: ``_m _km _nm _kn _s _h _deg``."""

METRES_PER_NM = 1852.0
METRES_PER_KM = 1000.0
SECONDS_PER_HOUR = 3600.0
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, metres."""


def knots(metres: float, seconds: float) -> float:
    """Speed in knots of ``metres`` covered in ``seconds``."""
    return metres / METRES_PER_NM / (seconds / SECONDS_PER_HOUR)
