r"""How text that others wrote leaves the program: one function for each way out.

Names of ships, entries of lists, zones, file names and what analysts write are foreign: any of them may hold markup, formulas,
terminal codes, or characters that reorder what stands beside them. What acts is shown (an escape as ``\x1b``, a
right-to-left override as ``\u202e``) and not dropped: that a name holds such a thing is itself worth seeing.

No foreign text ever becomes part of a path; there is therefore no function for file names.
"""

from __future__ import annotations

import json
import re
import unicodedata
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
    r"""Text in which nothing acts: controls and what reorders are spelt out, such as ``\x1b``.

    Args:
        text: anything; ``str`` is taken of it.
        keep: characters that may stay, such as a line feed.
    """
    said = str(text)
    if said.isascii() and said.isprintable():
        return said
    return _ACTS.sub(lambda found: str(found[0]) if found[0] in keep else _spelt(found), said)


def terminal(text: Any) -> str:
    """For a terminal: our own line breaks stay, so give it foreign text alone or a message of ours."""
    return visible(text, keep="\n")


def csv_cell(cell: Any) -> Any:
    """For a cell of a CSV: text that a spreadsheet may take for a formula, in any width, gets an apostrophe in front."""
    if not isinstance(cell, str):
        return cell
    shown = visible(cell, keep="\n\t")
    first = re.sub(r"^[^\S\t\r\n]+", "", shown)[:1]  # blanks of every kind do not hide a formula
    return "'" + shown if unicodedata.normalize("NFKC", first).startswith(_FORMULA) else shown


def json_safe(text: str) -> str:
    r"""For JSON that is written already: what acts, or ends a line to some readers, becomes ``\u....``: the value is the same."""
    return _ACTS_IN_JSON.sub(_json_spelt, text)


def _json_spelt(found: re.Match[str]) -> str:
    return json.dumps(str(found[0]))[1:-1]


def json_text(value: Any, indent: int | None = None, compact: bool = False) -> str:
    """A value as JSON, readable in every script, on one line if no ``indent`` is asked for."""
    separators = (",", ":") if compact else None
    return json_safe(json.dumps(value, ensure_ascii=False, indent=indent, separators=separators))


def json_in_html(value: Any) -> str:
    """A value as JSON that cannot end the script element it stands in."""
    text = json_text(value, compact=True)
    return re.sub("[&<>]", lambda found: f"\\u{ord(found[0]):04x}", text)


def attribute(text: Any) -> str:
    """For an attribute or the title of an HTML page, where no element can stand."""
    return escape(visible(text))


def html(text: Any) -> str:
    """For the text of an HTML page: escaped, and isolated (``<bdi>``), as is each stretch in it that runs right to left."""
    inner = _RIGHT_TO_LEFT.sub(lambda found: f"<bdi>{found[0]}</bdi>", escape(visible(text)))
    return f"<bdi>{inner}</bdi>"


def xml(text: Any) -> str:
    """For the text of an XML file such as KML; line breaks stay."""
    return escape(visible(text, keep="\n"))


def hours_with_messages(first: datetime, last: datetime, heard: int) -> str:
    """Of how many clock hours, from the first message to the last, there are any: ``160 of 168 clock hours with messages``."""
    hours = int((last - first.replace(minute=0, second=0, microsecond=0)).total_seconds() // 3600) + 1
    return f"{heard} of {counted(hours, 'clock hour')} with messages"


def counted(n: int, word: str) -> str:
    """How many of something, in words: ``1 alert``, ``2,000 alerts``."""
    return f"{n:,} {word}" if n == 1 else f"{n:,} {word}s"
