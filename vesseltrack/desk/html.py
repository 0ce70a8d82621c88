"""HTML of the desk's pages without a map: page frame, tables, messages. Untrusted text is escaped by ``output.html`` only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from vesseltrack.output import attribute, html
from vesseltrack.report.page.parts import plain_page

PAGES = (("/", "Night"), ("/search", "Search"), ("/what-if", "What if"), ("/query", "Query"), ("/verdicts", "Verdicts"))
_LONG = 60
"""Letters of a cell that is given room."""
FORMS = "'self'"
"""Where a form of ours may be sent."""


def nav(write: bool) -> str:
    """The navigation links."""
    links = " &middot; ".join(f'<a href="{path}">{name}</a>' for path, name in PAGES)
    only = "" if write else '<span class="pale"> read-only: start it with --write to say verdicts</span>'
    return f'<nav class="desk" aria-label="Desk">{links}{only}</nav>'


def desk_page(title: str, body: str, write: bool, head: str = "") -> str:
    """A whole page of the desk."""
    return plain_page(title, body, head, FORMS, "same-origin", nav(write))


def message_page(title: str, *said: str, more: str = "", head: str = "") -> str:
    """A page that shows a message, such as an error.

    Args:
        title: its heading.
        said: paragraphs of text, escaped here.
        more: HTML below the paragraphs.
        head: HTML added to the page's head.
    """
    lines = "".join(f"<p>{html(s)}</p>" for s in said if s)
    return plain_page(title, f'{lines}{more}<p><a href="/">To the night</a></p>', head, FORMS, "same-origin")


def table(frame: pd.DataFrame, heads: Mapping[str, str] | None = None, caption: str = "") -> str:
    """A frame as a table.

    Args:
        frame: the rows to show.
        heads: the columns to show, with the heading of each; all under their own names if ``None``.
        caption: the table's caption.
    """
    shown = heads or {str(c): str(c).replace("_", " ") for c in frame.columns}
    return rows_table(list(shown.values()), frame[list(shown)].to_numpy(object).tolist(), caption)


def rows_table(heads: Sequence[str], rows: Sequence[Sequence[Any]], caption: str = "") -> str:
    """Rows as an HTML table; cells are escaped unless they are ``Markup``."""
    head = "".join(f'<th scope="col">{html(h)}</th>' for h in heads)
    body = "".join(f"<tr>{''.join(_cell(c) for c in row)}</tr>" for row in rows)
    head_html = f"<caption>{html(caption)}</caption>" if caption else ""
    return f'<div class="wide"><table>{head_html}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


class Markup(str):
    """HTML in which untrusted text is already escaped."""


def link(href: str, words: Any) -> Markup:
    """A link within the desk."""
    return Markup(f'<a href="{attribute(href)}">{html(words)}</a>')


def _cell(value: Any) -> str:
    if isinstance(value, Markup):
        return f"<td{' class=words' if len(value) > _LONG else ''}>{value}</td>"
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    kind = " class=n" if number else " class=words" if len(said(value)) > _LONG else ""
    return f"<td{kind}>{html(said(value)) if said(value) else ''}</td>"


def said(value: Any) -> str:
    """A value from a store as short text; empty for a missing value."""
    if isinstance(value, list | tuple | np.ndarray):
        return ", ".join(said(v) for v in value)
    if isinstance(value, dict):
        return ", ".join(f"{k}: {said(v)}" for k, v in value.items())
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, float | np.floating):
        number = float(value)
        return f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else f"{number:.6g}"
    return str(value)
