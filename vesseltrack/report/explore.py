"""Frames whose ``explore()`` needs no network; that of geopandas uses folium, which downloads scripts and map tiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vesseltrack.detectors import DETECTORS
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.output import visible
from vesseltrack.report.chart import KOREA
from vesseltrack.report.maps import Map, box_of, map_of_shapes

PALETTE = ("#20607f", "#b3261e", "#c77700", "#2e7d32", "#7b3fa0", "#8d6e63", "#00838f", "#5d6d1e", "#ad1457", "#455a64")
RAMP = ((0.27, 0.0, 0.33), (0.23, 0.32, 0.55), (0.13, 0.57, 0.55), (0.37, 0.79, 0.38), (0.99, 0.91, 0.14))
"""Colours from low to high (viridis), red, green, blue."""
KNOWN = {d.event: d.colour for d in DETECTORS}
MOST_SHAPES = 20_000


class SeaFrame(gpd.GeoDataFrame):  # type: ignore[misc]
    """A GeoDataFrame whose :meth:`explore` draws over the shipped coast and downloads nothing."""

    @property
    def _constructor(self) -> Any:
        return _again

    def _constructor_from_mgr(self, mgr: Any, axes: Any) -> Any:
        made = super()._constructor_from_mgr(mgr, axes)
        if isinstance(made, gpd.GeoDataFrame):
            made.__class__ = SeaFrame
        return made

    def explore(
        self, column: str | None = None, color: str | None = None, tooltip: str | Sequence[str] | bool = True, height: int = 560
    ) -> Map:  # fmt: skip
        """An interactive map of the shapes, which works without a network.

        Args:
            column: column that sets the colours: by value, or from low to high for numbers; an alert's kind if ``None``.
            color: one colour for all shapes instead, ``#rrggbb``.
            tooltip: columns shown when pointing at a shape; all if true, none if false.
            height: height in a notebook, pixels.

        Raises:
            WrongUse: there is no such column, or there are more than 20,000 shapes.
        """
        if len(self) > MOST_SHAPES:
            raise WrongUse(
                f"{len(self):,} shapes are too many to draw", f"take {MOST_SHAPES:,} at most: .head(), .sample()."
            )
        columns_shown = self._tooltip_columns(tooltip)
        column = column or next((c for c in ("kind", "event_type") if c in self.columns and color is None), None)
        if column is not None and column not in self.columns:
            raise WrongUse(f"there is no column {column}", near_or_all(column, self.columns, "the columns"))
        colours, legend = _coloured(self[column] if column else None, len(self), color or PALETTE[0])
        texts = [
            "\n".join(f"{visible(c)}: {_said(v)}" for c, v in zip(columns_shown, row, strict=True))
            for row in self[columns_shown].to_numpy(object)
        ]
        shapes = [
            {"kind": kind, "parts": parts, "colour": colour, "text": text}
            for shape, colour, text in zip(self.geometry.to_crs(4326), colours, texts, strict=True)
            for kind, parts in _parts(shape)
        ]  # fmt: skip
        places = shapely.get_coordinates(self.geometry.to_crs(4326).to_numpy())
        box = box_of(places[:, 0], places[:, 1]) if len(places) else KOREA
        return map_of_shapes(shapes, legend, box, f"{len(self):,} shapes", height)

    def _tooltip_columns(self, tooltip: str | Sequence[str] | bool) -> list[str]:
        known = [c for c in self.columns if c != self.geometry.name]
        asked = (
            known
            if tooltip is True
            else []
            if tooltip is False
            else [tooltip]
            if isinstance(tooltip, str)
            else list(tooltip)
        )
        for name in asked:
            if name not in self.columns:
                raise WrongUse(f"there is no column {name}", near_or_all(name, self.columns, "the columns"))
        return asked


def _again(*args: Any, **kwargs: Any) -> Any:
    frame = gpd.GeoDataFrame(*args, **kwargs)
    if not (frame.dtypes == "geometry").any():
        return pd.DataFrame(frame)
    frame.__class__ = SeaFrame
    return frame


def sea_frame(frame: gpd.GeoDataFrame) -> SeaFrame:
    """A frame with geometries as a :class:`SeaFrame`, whose ``explore`` needs no network."""
    made: SeaFrame = frame.copy(deep=False)
    made.__class__ = SeaFrame
    return made


def _said(value: Any) -> str:
    """A value as text of at most 160 characters."""
    if isinstance(value, list | tuple | np.ndarray):
        text = "; ".join(map(str, value))
    else:
        text = (
            ""
            if pd.isna(value)
            else f"{value:%Y-%m-%d %H:%M:%S} UTC"
            if isinstance(value, pd.Timestamp)
            else str(value)
        )
    shown = visible(text)
    return shown if len(shown) <= 160 else f"{shown[:159]}\N{HORIZONTAL ELLIPSIS}"


def _coloured(values: pd.Series | None, rows: int, one: str) -> tuple[list[str], list[tuple[str, str]]]:
    """A colour for each row, and the legend as pairs of colour and text."""
    if values is None or not rows:
        return [one] * rows, []
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        numbers = values.to_numpy(float, na_value=np.nan)
        low, high = (float(f(numbers)) for f in (np.nanmin, np.nanmax)) if np.isfinite(numbers).any() else (0.0, 1.0)
        share = (numbers - low) / ((high - low) or 1)
        return [_ramp(s) for s in share], [
            (_ramp(0), f"{low:g}"),
            (_ramp(0.5), f"{(low + high) / 2:g}"),
            (_ramp(1), f"{high:g}"),
        ]
    texts = values.map(lambda v: "none" if pd.api.types.is_scalar(v) and pd.isna(v) else visible(v))
    known = {v: KNOWN.get(v, PALETTE[n % len(PALETTE)]) for n, v in enumerate(sorted(set(texts)))}
    return [known[v] for v in texts], [(colour, v) for v, colour in list(known.items())[:12]]


def _ramp(share: float) -> str:
    if not np.isfinite(share):
        return "#9aa5ae"
    place = min(max(share, 0.0), 1.0) * (len(RAMP) - 1)
    n = min(int(place), len(RAMP) - 2)
    mixed = [a + (place - n) * (b - a) for a, b in zip(RAMP[n], RAMP[n + 1], strict=True)]
    return "#" + "".join(f"{round(255 * c):02x}" for c in mixed)


def _parts(shape: Any) -> list[tuple[str, list[Any]]]:
    """The parts of a shape by kind: points and lines as lists of positions, areas as lists of rings."""
    if shape is None or shape.is_empty:
        return []
    found: dict[str, list[Any]] = {}
    for part in shapely.get_parts(shape, return_index=False):
        if part.geom_type == "Polygon":
            found.setdefault("area", []).append([_places(r) for r in (part.exterior, *part.interiors)])
        elif part.geom_type in ("LineString", "LinearRing"):
            found.setdefault("line", []).append(_places(part))
        elif part.geom_type == "Point":
            found.setdefault("point", []).append(_places(part))
        else:
            for kind, parts in _parts(part):
                found.setdefault(kind, []).extend(parts)
    return list(found.items())


def _places(shape: Any) -> list[list[float]]:
    places: list[list[float]] = np.round(shapely.get_coordinates(shape), 5).tolist()
    return places
