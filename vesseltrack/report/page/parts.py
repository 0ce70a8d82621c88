"""Assembles a page into one file: style, library and scripts, allowed by hash in its Content-Security-Policy."""

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
"""Scripts that draw a map with its time slider, layers and buttons."""
COAST = "coast &copy; OpenStreetMap contributors"
KEY = f"dotted zones are computed, not legal &middot; {COAST}"


def part(name: str) -> str:
    """Text of one of the page's source files."""
    return (_HERE / name).read_text(encoding="utf-8")


@cache
def library() -> str:
    """Leaflet, as vendored, without the line that refers to its source map."""
    return re.sub(r"//# sourceMappingURL=.*", "", part("leaflet/leaflet.js")).strip()


@cache
def style() -> str:
    """Leaflet's style without rules that load images, and ours, with a colour for each kind of event."""
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
    """Our scripts joined: those that draw a map, and ``last``, which uses it."""
    return "\n".join(part(name) for name in (*MAP_SCRIPTS, last))


def framed(
    title: str, body: str, style: str, scripts: Sequence[str] = (), data: dict[str, Any] | None = None, more: str = "",
    sent: str = "form-action 'none'", referrer: str = "no-referrer", kind: str = "",
) -> str:  # fmt: skip
    """A page: a head whose policy allows only its own style and scripts, and a body.

    Args:
        title: title as text, escaped here.
        body: HTML, untrusted text in it already escaped.
        style: all CSS.
        scripts: run in this order, after the page is loaded.
        data: data for the scripts.
        more: HTML added to the head.
        sent: where the page may send data, as in :func:`policy_of`.
        referrer: referrer policy.
        kind: class of the body element.
    """
    held = [] if data is None else [f'<script type="application/json" id="data">{json_in_html(data)}</script>']
    return Template(part("frame.html")).substitute(
        policy=policy_of(style, scripts, sent), referrer=referrer, more=more and f"{more}\n", title=attribute(title),
        style=style, kind=f' class="{kind}"' if kind else "", body=body,
        scripts="".join(f"{x}\n" for x in (*held, *(f"<script>{s}</script>" for s in scripts))),
    )  # fmt: skip


def sea(layers: Sequence[tuple[str, str]], label: str, key: str) -> str:
    """The map with its time slider, layers and legend, as HTML.

    Args:
        layers: layers that can be switched, each with its label.
        label: description of the map, as text.
        key: legend as HTML, untrusted text in it already escaped.
    """
    boxes = "".join(f'<label><input type="checkbox" value="{v}" checked> {html(words)}</label>' for v, words in layers)
    return Template(part("sea.html")).substitute(label=attribute(label), layers=boxes, key=key)


@dataclass(frozen=True)
class Desk:
    """Additions to the page when the desk serves it. HTML with untrusted text already escaped, but for ``script``.

    Attributes:
        header: above the page.
        facts: below the list.
        article: gives the addition to an alert's dossier.
        script: JavaScript that runs after the page's own; it may send requests to the desk only.
    """

    header: str = ""
    facts: str = ""
    article: Callable[[Any], str] = lambda a: ""
    script: str = ""


def policy_of(looks: str, scripts: Sequence[str] = (), sent: str = "form-action 'none'") -> str:
    """The Content-Security-Policy of a page: only its own style and scripts, by their hashes; nothing else is loaded.

    Args:
        looks: its CSS.
        scripts: its scripts.
        sent: directives on sending; a page of the desk may send to the desk.
    """
    run = f" script-src {' '.join(map(hash_of, scripts))};" if scripts else ""
    return f"default-src 'none'; style-src {hash_of(looks)};{run} base-uri 'none'; {sent}"


def hash_of(text: str) -> str:
    """The hash source of a text for a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def filled(title: str, data: dict[str, Any], desk: Desk | None = None, **parts: str) -> str:
    """The whole page of a night.

    Args:
        title: title as text.
        data: data for the scripts.
        desk: additions if the desk serves it.
        parts: HTML of the other placeholders of the template, untrusted text in it already escaped.
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
    """CSS for pages without a script: light or dark as the reader's system is set."""
    colours = dict(re.findall(r"^:root(\S*) (\{[^}]*\})", part("style.css"), re.MULTILINE))
    dark = colours['[data-theme="dark"]']
    return f":root {colours['']}\n@media (prefers-color-scheme: dark) {{ :root {dark} }}\n{part('plain.css')}"


def plain_page(
    title: str, body: str, head: str = "", form_action: str = "'none'", referrer: str = "no-referrer", above: str = ""
) -> str:
    """A page without a script, in the style of the others, that loads nothing.

    Args:
        title: title as text.
        body: HTML, untrusted text in it already escaped.
        head: HTML added to the head.
        form_action: where forms may be sent.
        referrer: referrer policy.
        above: HTML above the heading.
    """
    whole = f"{above}<main>\n<h1>{attribute(title)}</h1>\n{body}\n</main>"
    return framed(title, whole, plain_style(), more=head, sent=f"form-action {form_action}", referrer=referrer)
