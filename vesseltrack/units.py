"""The units of the house: names elsewhere end in ``_m _km _nm _kn _s _h _deg``."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the WGS 84 ellipsoid, metres; ``store/words.sql`` uses the same."""
