"""The parts of the page, put into one file: style, library and script each once, let through by their hash and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from vesseltrack.detectors import DETECTORS
from vesseltrack.output import attribute, html, json_in_html

_HERE = Path(__file__).parent
MAP_SCRIPTS = ("geo.js", "scene.js", "map.js", "controls.js")
"""What draws a map with its time, layers and buttons, wherever it stands."""
COAST = "coast &copy; OpenStreetMap contributors"
KEY = f"dotted zones are computed, not legal &middot; {COAST}"


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
    kinds = "".join(
        f".kind-{d.event} {{ color: color-mix(in srgb, {d.colour} 75%, var(--ink)); }}\n" for d in DETECTORS
    )
    return (
        f"{theirs}\n{part('style.css')}{kinds}.k-track {{ color: var(--track); }} .k-reach {{ color: var(--reach); }}\n"
    )


@cache
def script(last: str) -> str:
    """Our scripts, one after the other: what draws a map, and what is done with it."""
    return "\n".join(part(name) for name in (*MAP_SCRIPTS, last))


def framed(
    title: str, body: str, style: str, scripts: Sequence[str] = (), data: dict[str, Any] | None = None, more: str = "",
    sent: str = "form-action 'none'", referrer: str = "no-referrer", kind: str = "",
) -> str:  # fmt: skip
    """A page: its head, which forbids it all but its own style and scripts, and its body.

    Args:
        title: text.
        body: HTML, foreign text in it escaped.
        style: all of it.
        scripts: run in this order, once the page is there.
        data: for the scripts.
        more: more of the head, as HTML.
        sent: where it may send to, as in :func:`policy_of`.
        referrer: whom a browser tells where it comes from.
        kind: class of the body.
    """
    held = [] if data is None else [f'<script type="application/json" id="data">{json_in_html(data)}</script>']
    return Template(part("frame.html")).substitute(
        policy=policy_of(style, scripts, sent), referrer=referrer, more=more and f"{more}\n", title=attribute(title),
        style=style, kind=f' class="{kind}"' if kind else "", body=body,
        scripts="".join(f"{x}\n" for x in (*held, *(f"<script>{s}</script>" for s in scripts))),
    )  # fmt: skip


def sea(layers: Sequence[tuple[str, str]], label: str, key: str) -> str:
    """The map with its time, its layers and its key, as HTML.

    Args:
        layers: what can be shown or not, each with its words.
        label: what it shows, text.
        key: HTML, foreign text in it escaped.
    """
    boxes = "".join(f'<label><input type="checkbox" value="{v}" checked> {html(words)}</label>' for v, words in layers)
    return Template(part("sea.html")).substitute(label=attribute(label), layers=boxes, key=key)


@dataclass(frozen=True)
class Desk:
    """What the page has beside what a file has, when it is served from a store. All of it HTML, foreign text in it escaped.

    Attributes:
        header: above the page.
        facts: below the list.
        article: of an alert, for its dossier.
        script: runs after the page's own, and may ask the desk, and nobody else.
    """

    header: str = ""
    facts: str = ""
    article: Callable[[Any], str] = lambda a: ""
    script: str = ""


def policy_of(looks: str, scripts: Sequence[str] = (), sent: str = "form-action 'none'") -> str:
    """What a page allows itself: its own style and its own scripts, by their hashes; nothing is loaded or sent.

    Args:
        looks: its style.
        scripts: its scripts, none if it has none.
        sent: where it may send to; one that is served may send to whom it came from.
    """
    run = f" script-src {' '.join(map(hash_of, scripts))};" if scripts else ""
    return f"default-src 'none'; style-src {hash_of(looks)};{run} base-uri 'none'; {sent}"


def hash_of(text: str) -> str:
    """What a Content-Security-Policy lets a text through by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def filled(title: str, data: dict[str, Any], desk: Desk | None = None, **parts: str) -> str:
    """The whole page.

    Args:
        title: text.
        data: for the scripts.
        desk: what is beside it, if it is served.
        parts: HTML of each other place of the template, foreign text in it escaped.
    """
    served = desk or Desk()
    body = Template(part("template.html")).substitute(
        title=attribute(title), desk=served.header, facts=served.facts, **parts
    )
    ours = script("main.js") + served.script
    sent, referrer = (
        ("form-action 'self'; connect-src 'self'", "same-origin") if desk else ("form-action 'none'", "no-referrer")
    )
    return framed(title, body, style(), (library(), ours), data, sent=sent, referrer=referrer)


@cache
def plain_style() -> str:
    """The page's colours, light or dark as the reader's machine is set, for pages without a script."""
    colours = dict(re.findall(r"^:root(\S*) (\{[^}]*\})", part("style.css"), re.MULTILINE))
    dark = colours['[data-theme="dark"]']
    return f":root {colours['']}\n@media (prefers-color-scheme: dark) {{ :root {dark} }}\n{part('plain.css')}"


def plain_page(
    title: str, body: str, head: str = "", form_action: str = "'none'", referrer: str = "no-referrer", above: str = ""
) -> str:
    """A page without a script, in the looks of the others, that loads nothing.

    Args:
        title: text of ours.
        body: HTML, foreign text in it escaped.
        head: more of the head, as HTML.
        form_action: where forms may be sent.
        referrer: whom a browser tells where it comes from.
        above: HTML above the heading.
    """
    whole = f"{above}<main>\n<h1>{attribute(title)}</h1>\n{body}\n</main>"
    return framed(title, whole, plain_style(), more=head, sent=f"form-action {form_action}", referrer=referrer)
