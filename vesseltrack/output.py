r"""Escaping of untrusted text, with one function for each kind of output.

Names of ships, list entries, zones, file names and analysts' notes are untrusted: they may contain markup, formulas, terminal
codes, or characters that reorder the text beside them. Such characters are made visible (an escape as ``\x1b``, a right-to-left
override as ``\u202e``) rather than dropped, as their presence is itself worth seeing.

Untrusted text never becomes part of a path, so there is no function for file names.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

_CONTROLS = "\x00-\x1f\x7f-\x9f"
_BREAKS = "\u2028\u2029"
_FORMATS = (  # Unicode's category Cf: directions, joiners, marks, tags
    "\u00ad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff"
)
_NOTHING = "\ud800-\udfff\ufffe\uffff"  # half characters, and what no XML may hold
_ACTS = re.compile(f"[{_CONTROLS}{_BREAKS}{_FORMATS}{_NOTHING}]")
_ACTS_IN_JSON = re.compile(f"[\x7f-\x9f{_BREAKS}{_FORMATS}{_NOTHING}]")  # C0 is escaped by JSON itself
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
    "(?:[ ]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff])*"
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{MINUS SIGN}", "\N{EN DASH}")


def _spelt(found: re.Match[str]) -> str:
    return str(found[0]).encode("unicode_escape", "surrogatepass").decode("ascii")


def visible(text: Any, keep: str = "") -> str:
    r"""Text with control and reordering characters spelt out, such as ``\x1b``.

    Args:
        text: any value; converted with ``str``.
        keep: characters that may stay, such as a line feed.
    """
    shown = str(text)
    if shown.isascii() and shown.isprintable():
        return shown
    return _ACTS.sub(lambda found: str(found[0]) if found[0] in keep else _spelt(found), shown)


def terminal(text: Any) -> str:
    """For a terminal. Line breaks are kept, so pass either untrusted text alone or a complete message."""
    return visible(text, keep="\n")


def csv_cell(cell: Any) -> Any:
    """For a cell of a CSV: text that a spreadsheet may take for a formula, in any width, gets an apostrophe in front."""
    if not isinstance(cell, str):
        return cell
    shown = visible(cell, keep="\n\t")
    first = re.sub(r"^[^\S\t\r\n]+", "", shown)[:1]  # leading spaces of any kind do not disable a formula
    return "'" + shown if unicodedata.normalize("NFKC", first).startswith(_FORMULA) else shown


def json_safe(text: str) -> str:
    r"""For serialised JSON: control and reordering characters and unusual line ends become ``\u....``; the value is the same."""
    return _ACTS_IN_JSON.sub(_json_spelt, text)


def _json_spelt(found: re.Match[str]) -> str:
    return json.dumps(str(found[0]))[1:-1]


def json_text(value: Any, indent: int | None = None, compact: bool = False) -> str:
    """A value as JSON with non-ASCII letters kept, on one line unless ``indent`` is given."""
    separators = (",", ":") if compact else None
    return json_safe(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators))


def json_in_html(value: Any) -> str:
    """A value as JSON that is safe inside an HTML script element."""
    text = json_text(value, compact=True)
    return re.sub("[&<>]", lambda found: f"\\u{ord(found[0]):04x}", text)


def attribute(text: Any) -> str:
    """For an attribute or the title of an HTML page, where no element such as ``<bdi>`` can stand."""
    return escape(visible(text))


def html(text: Any) -> str:
    """For the text of an HTML page: escaped, and isolated (``<bdi>``), as is each right-to-left stretch within it."""
    inner = _RIGHT_TO_LEFT.sub(lambda found: f"<bdi>{found[0]}</bdi>", escape(visible(text)))
    return f"<bdi>{inner}</bdi>"


def xml(text: Any) -> str:
    """For the text of an XML file such as KML; line breaks are kept."""
    return escape(visible(text, keep="\n"))


def kml_text(text: Any) -> str:
    """For a name or snippet in KML, which viewers put into HTML: brackets of elements become others like them."""
    return xml(str(text).translate({ord("<"): "\u2039", ord(">"): "\u203a"}))


def kml_html(lines: Iterable[Any]) -> str:
    """For a description in KML, which viewers read as HTML: lines of text, escaped for HTML and then for XML."""
    return escape("<br/>\n".join(xml(line).replace("\n", "<br/>\n") for line in lines))


def hours_with_messages(first: datetime, last: datetime, heard: int) -> str:
    """Coverage in words, from the first message to the last: ``160 of 168 clock hours with messages``."""
    hours = int((last - first.replace(minute=0, second=0, microsecond=0)).total_seconds() // 3600) + 1
    return f"{heard} of {counted(hours, 'clock hour')} with messages"


def quieted(n: int) -> str:
    """How many alerts a benign verdict quiets, in words."""
    if n == 1:
        return "1 of them stands last in its queue: a benign verdict quiets it."
    return f"{n} of them stand last in their queue: a benign verdict quiets them."


def counted(n: int, word: str) -> str:
    """A count with its noun: ``1 alert``, ``2,000 alerts``."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
