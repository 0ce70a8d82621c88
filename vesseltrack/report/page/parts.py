"""The parts of the page, put into one file: style, library and script each once, let through by their hash and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from vesseltrack.detectors import DETECTORS
from vesseltrack.output import json_in_html

_HERE = Path(__file__).parent
SCRIPTS = ("geo.js", "scene.js", "map.js", "main.js")


def part(name: str) -> str:
    """A file of the page."""
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def library() -> str:
    """Leaflet, as vendored, without the line that names a map of its source."""
    return re.sub(r"//# sourceMappingURL=.*", "", part("leaflet/leaflet.js")).strip()


@cache
def style() -> str:
    """Leaflet's style, without what would load pictures, and ours, with a colour for each kind of event."""
    theirs = re.sub(r"/\*.*?\*/", "", part("leaflet/leaflet.css").replace("\t", " "), flags=re.DOTALL)
    theirs = re.sub(r"[\w-]+:[^;{}]*url\([^)]*\)[^;{}]*;?", "", theirs)
    kinds = "".join(f".kind-{d.event} {{ color: {d.colour}; }}\n" for d in DETECTORS)
    return (
        f"{theirs}\n{part('style.css')}{kinds}.k-track {{ color: var(--track); }} .k-reach {{ color: var(--reach); }}\n"
    )


@cache
def script() -> str:
    """Our scripts, one after the other."""
    return "\n".join(part(name) for name in SCRIPTS)


def policy() -> str:
    """What the page allows itself: its own style and its own scripts, by their hashes; nothing is loaded or sent."""
    hashes = {k: hash_of(text) for k, text in (("style", style()), ("library", library()), ("script", script()))}
    return (
        f"default-src 'none'; style-src {hashes['style']}; script-src {hashes['library']} {hashes['script']};"
        " base-uri 'none'; form-action 'none'"
    )


def hash_of(text: str) -> str:
    """What a Content-Security-Policy lets a text through by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def filled(data: dict[str, Any], **parts: str) -> str:
    """The whole page.

    Args:
        data: for the scripts.
        parts: HTML of each other place of the template, foreign text in it escaped.
    """
    return Template(part("template.html")).substitute(
        policy=policy(), style=style(), library=library(), script=script(), data=json_in_html(data), **parts
    )
