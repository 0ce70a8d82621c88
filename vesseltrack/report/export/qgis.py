"""How QGIS shows each layer of a GeoPackage: styles in its own XML (QML), with the columns of time for its time slider."""

from __future__ import annotations

from collections.abc import Iterable

from vesseltrack.detectors import DETECTORS
from vesseltrack.output import attribute
from vesseltrack.report.export.layers import AREA, BY_NAME, LINE, Layer

SHAPES = {
    "X": "cross_fill", "o": "circle", "s": "square", "D": "diamond", "*": "star", "^": "triangle", "P": "cross_fill",
}  # fmt: skip
"""QGIS markers for the markers a detector may declare."""
TIMES = {
    "alerts": ("first_time", "last_time"),
    "events": ("start_time", "end_time"),
    "gaps": ("start_time", "end_time"),
    "tracks": ("start_time", "end_time"),
    "positions": ("time", ""),
}
"""Columns with the start and end time of a layer's rows; an empty end for a moment."""
LABELS = {"alerts": "ship_name", "zones": "name"}
LEGAL = (("legal", "solid"), ("agreed", "solid"), ("claimed", "dash"), ("reported", "dash"), ("computed", "dot"))
"""Legal status of a zone, and its line style: dotted for a computed line, which is not a legal one."""
RED, TRACK, WATER = "168,32,26,255", "32,96,127,255", "179,38,30,255"
Symbol = tuple[str, str, dict[str, str]]
"""Kind of symbol, class of its layer, options."""


def _rgb(colour: str) -> str:
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"


def _marker(shape: str, colour: str, size_mm: float) -> Symbol:
    return "marker", "SimpleMarker", {
        "name": shape, "color": colour, "size": f"{size_mm:g}", "size_unit": "MM", "outline_color": "255,255,255,255",
        "outline_width": "0.2",
    }  # fmt: skip


def _line(colour: str, style: str, width_mm: float) -> Symbol:
    return "line", "SimpleLine", {
        "line_color": colour, "line_style": style, "line_width": f"{width_mm:g}", "line_width_unit": "MM",
    }  # fmt: skip


def _area(colour: str, style: str) -> Symbol:
    return "fill", "SimpleFill", {
        "color": "168,32,26,10", "style": "solid", "outline_color": colour, "outline_style": style, "outline_width": "0.3",
    }  # fmt: skip


def _symbol(symbol: Symbol, name: str) -> str:
    kind, layer, options = symbol
    inner = "".join(f'<Option type="QString" name="{k}" value="{v}"/>' for k, v in options.items())
    props = "".join(f'<prop k="{k}" v="{v}"/>' for k, v in options.items())  # what QGIS before 3.26 reads
    return (
        f'<symbol type="{kind}" name="{name}" alpha="1" clip_to_extent="1" force_rhr="0">'
        f'<layer class="{layer}" enabled="1" locked="0" pass="0"><Option type="Map">{inner}</Option>{props}</layer></symbol>'
    )


def _single(symbol: Symbol) -> str:
    inner = f"<symbols>{_symbol(symbol, '0')}</symbols>"
    return f'<renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0">{inner}</renderer-v2>'


def _by(column: str, some: Iterable[tuple[str, str, Symbol]]) -> str:
    """A renderer with one symbol for each value of a column; ``some`` has value, legend text and symbol."""
    rows = list(some)
    categories = "".join(
        f'<category symbol="{n}" value="{attribute(value)}" label="{attribute(words)}" render="true"/>'
        for n, (value, words, _) in enumerate(rows)
    )
    symbols = "".join(_symbol(symbol, str(n)) for n, (_, _, symbol) in enumerate(rows))
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="{column}" symbollevels="0" enableorderby="0">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2>"
    )


def _renderer(layer: Layer) -> str:
    if layer.name in ("alerts", "events"):
        size = 3.6 if layer.name == "alerts" else 2.4
        return _by(
            "event_type", [(d.event, d.legend, _marker(SHAPES[d.marker], _rgb(d.colour), size)) for d in DETECTORS]
        )
    if layer.name == "positions":
        return _single(_marker("circle", TRACK, 0.9))
    if layer.name in ("gaps", "tracks"):
        return _single(_line(WATER, "dash", 0.5) if layer.name == "gaps" else _line(TRACK, "solid", 0.4))
    if layer.geometry == AREA:
        return _by("legal_status", [(k, k, _area(RED, style)) for k, style in LEGAL])
    if layer.geometry == LINE:
        return _by("legal_status", [(k, k, _line(RED, style, 0.3)) for k, style in LEGAL])
    return _by("legal_status", [(k, k, _marker("circle", RED, 1.6)) for k, _ in LEGAL])


def _labels(column: str) -> str:
    return (
        f'<labeling type="simple"><settings calloutType="simple"><text-style fieldName="{column}" fontSize="8"'
        ' textColor="28,39,51,255" fontFamily="Sans Serif" fontSizeUnit="Point" isExpression="0">'
        '<text-buffer bufferDraw="1" bufferSize="0.8" bufferColor="255,255,255,255" bufferSizeUnits="MM"/></text-style>'
        '<placement placement="6" dist="1"/><rendering obstacle="1" scaleVisibility="0"/></settings></labeling>'
    )


def _temporal(name: str) -> str:
    """QML of a layer's time columns; mode 1: a moment in one column, mode 2: start and end in two columns."""
    start, end = TIMES[name]
    return (
        f'<temporal enabled="1" mode="{2 if end else 1}" startField="{start}" endField="{end}" startExpression=""'
        ' endExpression="" fixedDuration="0" durationField="" durationUnit="min" accumulate="0" limitMode="0"'
        "><fixedRange><start></start><end></end></fixedRange></temporal>"
    )


def style_of(name: str) -> str:
    """The QML style of a layer."""
    layer = BY_NAME[name]
    labels = _labels(LABELS[name]) if name in LABELS else ""
    time = _temporal(name) if name in TIMES else ""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f'<qgis version="3.22.0" styleCategories="Symbology|Labeling|Temporal" labelsEnabled="{int(bool(labels))}">'
        f"{time}{_renderer(layer)}{labels}</qgis>"
    )
