"""Maps for notebooks: the page's map alone, in an iframe that needs no network and cannot access the notebook.

A map is one HTML page. A notebook holds it packed, in an ``iframe`` with ``srcdoc``: sandboxed, so that nothing a ship calls
itself could act on the notebook, and forbidden by its own Content-Security-Policy to load anything.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Collection
from pathlib import Path
from string import Template
from typing import Any

import pandas as pd

from vesseltrack.output import attribute, visible
from vesseltrack.report.page import LAYERS, sea_key
from vesseltrack.report.page.land import Box, extent_of, land_for
from vesseltrack.report.page.parts import COAST, framed, library, part, script, sea, style
from vesseltrack.report.page.seen import Seen
from vesseltrack.store import Store

COARSE = (0.008, 0.3)
"""How far a line may lie from the coast, near and far, degrees: a notebook keeps each map that it shows."""
_TRACKS = (
    "SELECT vessel_id, slot, lat, lon, speed_kn FROM resampled WHERE list_contains($ships, vessel_id) ORDER BY vessel_id,"
    " slot"
)
_UNPACK = (
    '<!doctype html><meta charset="utf-8"><title>map</title><body>The map is being unpacked.<script>(async () => {'
    ' const packed = Uint8Array.from(atob("$packed"), c => c.charCodeAt(0));'
    ' const text = await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();'
    " document.open(); document.write(text); document.close(); })().catch(e => {"
    ' document.body.textContent = "This browser cannot unpack the map (" + e + "). Write it as a file: .save(path)"; });</script>'
)
"""Script that unpacks a page in its iframe."""


class Map:
    """A map: a notebook shows it, :meth:`save` writes it as a page for any browser. It needs no network.

    Args:
        page: its HTML.
        about: what it shows, in a few words.
        height: in a notebook, pixels.
    """

    def __init__(self, page: str, about: str, height: int = 560) -> None:
        self.page, self.about, self.height = page, about, height

    def __repr__(self) -> str:
        return f"<Map of {visible(self.about)}: a notebook shows it; .save('map.html') writes it>"

    def _repr_html_(self) -> str:
        packed = base64.b64encode(gzip.compress(self.page.encode(), mtime=0)).decode()
        return (
            f'<iframe title="{attribute(self.about)}" sandbox="allow-scripts" width="100%"'
            f' height="{int(self.height)}" style="border: 1px solid #d5dce2" srcdoc="'
            f'{attribute(Template(_UNPACK).substitute(packed=packed))}"></iframe>'
        )

    def save(self, path: str | Path) -> Path:
        """Write it as one HTML file; returns where."""
        Path(path).write_text(self.page, encoding="utf-8")
        return Path(path)


class _OfShips(Seen):
    """What a map of some alerts shows, and the whole tracks of some ships, as near as these allow."""

    def _box(self) -> Box:
        drawn = pd.concat([some[["lon", "lat"]] for some in self.whole.values()]) if self.whole else pd.DataFrame()
        return box_of(drawn.lon, drawn.lat) if len(drawn) else super()._box()


def box_of(lon: Any, lat: Any) -> Box:
    """West, south, east, north around places, with a margin; the east may lie past 180."""
    west, wide, south, north = extent_of(lon, lat)
    margin = max(0.3, 0.08 * max(wide, north - south))
    return round(west - margin, 3), round(south - margin, 3), round(west + wide + margin, 3), round(north + margin, 3)


def map_of(
    store: Store, frame: pd.DataFrame, about: str, ships: Collection[int] = (), chosen: str | None = None, height: int = 560
) -> Map:  # fmt: skip
    """A map of alerts, and of ships with their whole tracks.

    Args:
        store: on which detect has run.
        frame: the alerts, as :func:`vesseltrack.report.alerts_frame` gives them.
        about: what it shows.
        ships: keys of ships whose whole tracks are drawn.
        chosen: the name of an alert that is shown alone at first.
        height: in a notebook, pixels.
    """
    whole = store.frame(_TRACKS, {"ships": sorted(ships)}) if ships else pd.DataFrame({"vessel_id": []})
    data = _OfShips(store, frame, {ship: whole[whole.vessel_id == ship] for ship in sorted(ships)}).as_dict()
    data["land"] = land_for(data["box"], *COARSE)
    return Map(page_of({**data, "chosen": chosen}, about), about, height)


def map_of_shapes(
    shapes: list[dict[str, Any]], legend: list[tuple[str, str]], box: Box, about: str, height: int = 560
) -> Map:
    """A map of any shapes over our coast: each has kind (point, line, area), parts, colour, text."""
    nothing: dict[str, Any] = {
        "zones": [],
        "ports": [],
        "kinds": {},
        "ships": [],
        "routes": {},
        "around": {},
        "alerts": [],
    }
    data = {
        **nothing, "first": 0, "last": 0, "box": box, "lon0": (box[0] + box[2]) / 2, "land": land_for(box, *COARSE),
        "shapes": shapes, "legend": legend, "still": True,
    }  # fmt: skip
    return Map(page_of(data, about), about, height)


def page_of(data: dict[str, Any], title: str) -> str:
    """The page of a map alone."""
    layers = [("names", "names"), ("resampled", "graticule")] if data.get("still") else LAYERS
    said = COAST if data.get("still") else sea_key()
    key = f'<span id="chosen" role="status"></span> <span id="legend"></span> <span class="pale">{said}</span>'
    scripts = (library(), script("lone.js"))
    return framed(
        title, f"<main>{sea(layers, title, key)}</main>", style() + part("lone.css"), scripts, data, kind="lone"
    )
