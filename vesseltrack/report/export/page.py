"""What each file and layer holds, as a page: ``docs/files.md`` is made of it."""

from __future__ import annotations

from pathlib import Path
from string import Template

from vesseltrack.report.export.files import FORMS
from vesseltrack.report.export.layers import LAYERS, Layer
from vesseltrack.schema.page import cells, plain

_HEAD = Path(__file__).with_suffix(".md")


def files_page() -> str:
    """The page as Markdown."""
    forms = "\n".join(f"| `{f.suffix}` | {f.what} | {f.opened_by} |" for f in FORMS)
    head = Template(_HEAD.read_text(encoding="utf-8")).substitute(forms=forms)
    return "\n".join([head, *(_section(layer) for layer in LAYERS if layer.name != "alerts")])


def _section(layer: Layer) -> str:
    rows = [("column", "type", "unit", "meaning"), ("---",) * 4, *(cells(c) for c in layer.table.columns)]
    lines = "".join(f"| {' | '.join(some)} |\n" for some in rows)
    return f"### {layer.name}\n\n{plain(layer.table.row)} Geometry: {layer.geometry}.\n\n{lines}"
