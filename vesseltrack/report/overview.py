"""The files beside the folders of the nights: an overview page, a feed, and a link to the latest night.

They are derived from the folders' manifests and rewritten after each night. They do not contain the time of writing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from vesseltrack.drafts import put
from vesseltrack.output import html
from vesseltrack.report.feed import FEED, FEED_GENERATOR, feed_of
from vesseltrack.report.folder import BESIDE, not_written
from vesseltrack.report.night import SEARCHED, spans_of
from vesseltrack.report.nights import NightFolder, night_folders
from vesseltrack.report.page import DISCLAIMER, QUEUES
from vesseltrack.report.page.parts import plain_page
from vesseltrack.store import is_disk_full

INDEX, _, LATEST, REDIRECT = BESIDE
LATER = "later-night.txt"
GENERATOR = '<meta name="generator" content="vesseltrack">'
_STATES = ("new", "reopened", "changed", "closed", "withdrawn", "downgraded")
_HEADS = (*(words.lower() for words in QUEUES.values()), *_STATES, "messages of that day")
_MEANT = "Closed: it ended. Withdrawn: its events are gone. Downgraded: its events weigh too little now."
_LATER = """A later night was searched, too: {later}.
This folder tells what was known when it was written. What became of its alerts since stands in ../{later}/ and in the nights
after it: ../index.html lists them all.
"""


def write_overview(out: Path) -> list[str]:
    """Write ``index.html``, ``feed.xml`` and ``latest`` beside the nights' folders, and a note on later nights into older ones.

    ``latest`` is a symbolic link, so that scripts find ``alerts/latest/alerts.csv``. Where links cannot be made (Windows
    without the privilege, some network drives), it is ``latest.html``, a page that redirects.

    Args:
        out: the parent folder; if it contains no night, nothing is written.

    Returns:
        Notes on files that are not ours, or cannot be written, and were left as they are; in sentences.

    Raises:
        DiskFull: no space was left.
        WrongUse: ``out`` cannot be written.
    """
    nights = night_folders(out)
    if not nights:
        return []
    try:
        left = [
            _put(out / INDEX, overview_page(nights), GENERATOR),
            _put(out / FEED, feed_of(nights, _text(out / FEED)), FEED_GENERATOR),
            _lead(out, nights[0].day.isoformat()),
        ]
        left += [_say_later(out / a.day.isoformat() / LATER, b.day) for a, b in pairwise(reversed(nights))]
    except OSError as e:
        raise not_written(out, e) from e
    return [x for x in left if x]


def _say_later(path: Path, later: date) -> str:
    """Write a note into the folder of an older night that a later one was searched. Returns a warning, or an empty text."""
    try:
        if not path.exists():
            put(path, lambda draft: draft.write_text(_LATER.format(later=later), encoding="utf-8"))
    except OSError as e:
        if is_disk_full(e):
            raise
        return f"{path} cannot be written"  # perhaps a read-only archive
    return ""


def _text(path: Path) -> str:
    """The text of a file; empty if it does not exist or is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _put(path: Path, text: str, mark: str) -> str:
    """Write one of our files. An existing file without our mark is kept; then a warning is returned, else an empty text."""
    if os.path.lexists(path) and mark not in _text(path):
        return f"{path} is not ours and was left as it is"
    put(path, lambda draft: draft.write_text(text, encoding="utf-8"))
    return ""


def _lead(out: Path, day: str) -> str:
    """Make ``latest`` (or ``latest.html``) lead to a night. Returns a warning, or an empty text."""
    path = out / LATEST
    if os.path.lexists(path) and not _leads_to_a_night(path):
        return f"{path} is not ours and was left as it is"
    try:
        put(path, lambda draft: draft.symlink_to(day, target_is_directory=True))
    except (OSError, NotImplementedError):
        leading = f'<meta http-equiv="refresh" content="0; url={day}/index.html">'
        page = plain_page(
            "vesseltrack: the latest night", f'<p><a href="{day}/index.html">{day}</a></p>', GENERATOR + leading
        )
        return _put(out / REDIRECT, page, GENERATOR)
    return ""


def _leads_to_a_night(path: Path) -> bool:
    """Whether a path is a link as we make it: to a folder beside it whose name is a date."""
    if not path.is_symlink():
        return False
    try:
        return str(path.readlink()) == str(date.fromisoformat(str(path.readlink())))
    except (OSError, ValueError):
        return False


def overview_page(nights: Sequence[NightFolder]) -> str:
    """The overview page of all nights, the latest first."""
    latest = nights[0].day
    numbers = "".join(f'<th scope="col" class="n">{html(h)}</th>' for h in _HEADS)
    head = f'<th scope="col">night</th>{numbers}'
    rows = "\n".join(_row(n) for n in nights)
    lacking = _days_between(nights)
    red = f'<p class="red"><strong>No night was run for: {html(spans_of(lacking))}.</strong></p>' if lacking else ""
    body = (
        f'<p><a href="{latest}/{INDEX}">The latest night: {latest}</a> &middot;'
        f' <a href="{FEED}">Feed of what is new and gone</a></p>'
        f'{red}<div class="wide" role="region" tabindex="0" aria-label="All nights"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
        f'<p class="pale">{html(_MEANT)}</p><footer>{html(DISCLAIMER)}</footer>'
    )
    feed = f'<link rel="alternate" type="application/atom+xml" title="vesseltrack" href="{FEED}">'
    return plain_page(f"vesseltrack: {len(nights)} {'night' if len(nights) == 1 else 'nights'}", body, GENERATOR + feed)


def _days_between(nights: Sequence[NightFolder]) -> list[date]:
    """Days between the first and the last night without a folder."""
    there, first = {n.day for n in nights}, nights[-1].day
    days = (first + timedelta(days=k) for k in range((nights[0].day - first).days))
    return [day for day in days if day not in there]


def _row(n: NightFolder) -> str:
    status = "" if n.status == SEARCHED else f'<br><span class="red">{html(n.status)}</span>'
    counts = [*(n.alerts(queue) for queue in QUEUES), *(len(n.became(s)) or "" for s in _STATES), n.messages]
    cells = "".join(f'<td class="n">{html(c)}</td>' for c in counts)
    said = " ".join(n.says())
    below = f'<tr><td colspan="{len(_HEADS) + 1}"><div class="under">{html(said)}</div></td></tr>' if said else ""
    kind = ' class="said"' if said else ""
    return f'<tr{kind}><th scope="row"><a href="{n.day}/{INDEX}">{n.day}</a>{status}</th>{cells}</tr>{below}'
