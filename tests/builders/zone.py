"""A sea with a zone in it."""

import pandas as pd
import shapely

from vesseltrack import zones

from builders.sea import Sea


def with_zone(sea: Sea, shape: shapely.Geometry, watch: bool = True) -> Sea:
    """A sea with one zone in it."""
    words = {"name": "the box", "zone_type": "area", "authority": "test", "legal_status": "reported", "watch": watch}
    rest = {"source": "", "source_date": "", "confidence": "", "note": ""}
    zones.put_zones(sea.store, pd.DataFrame([{**words, **rest, "geometry": shape.wkb}]))
    return sea
