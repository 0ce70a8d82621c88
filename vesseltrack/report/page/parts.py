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
from vesseltrack.output import attribute, json_in_html

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


def filled(data: dict[str, Any], desk: Desk | None = None, **parts: str) -> str:
    """The whole page.

    Args:
        data: for the scripts.
        desk: what is beside it, if it is served.
        parts: HTML of each other place of the template, foreign text in it escaped.
    """
    served = desk or Desk()
    ours = script() + served.script
    sent = "form-action 'self'; connect-src 'self'" if desk else "form-action 'none'"
    return Template(part("template.html")).substitute(
        policy=policy_of(style(), (library(), ours), sent), referrer="same-origin" if desk else "no-referrer",
        desk=served.header, facts=served.facts, style=style(), library=library(), script=ours,
        data=json_in_html(data), **parts,
    )  # fmt: skip


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
    rules = policy_of(plain_style(), sent=f"form-action {form_action}")
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">\n<meta name="referrer" content="{referrer}">\n{head}\n'
        f"<title>{attribute(title)}</title>\n<style>{plain_style()}</style>\n</head>\n"
        f"<body>\n{above}<main>\n<h1>{attribute(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
