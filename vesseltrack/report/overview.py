"""What stands beside the folders of the nights: one page over all of them, a feed, and the way to the latest.

All of it comes from the manifests of the folders, and written anew after each night: nothing is lost with it. No clock is in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from vesseltrack.drafts import draft_of
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
    """Write ``index.html``, ``feed.xml`` and ``latest`` beside the nights' folders; in each older one, that a later one is there.

    ``latest`` is a symbolic link, so that scripts find ``alerts/latest/alerts.csv`` as people find the page. Where none can be
    made (Windows without the right to, some network drives) it is ``latest.html``, a page that leads on.

    Args:
        out: the folder of folders; where no night is in it, nothing is written.

    Returns:
        What is somebody else's and was left as it is, in sentences.

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
    """Say in the folder of an older night that a later one was searched."""
    try:
        if not path.exists():
            _replace(path, lambda draft: draft.write_text(_LATER.format(later=later), encoding="utf-8"))
    except OSError as e:
        if is_disk_full(e):
            raise
        return f"{path} cannot be written"  # an archive that is only read, perhaps
    return ""


def _text(path: Path) -> str:
    """What a file says; nothing if there is none, or it cannot be read as text."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _put(path: Path, text: str, mark: str) -> str:
    """Put a file of ours in its place. One that lacks our mark is somebody's: it stays, and that is said."""
    if os.path.lexists(path) and mark not in _text(path):
        return f"{path} is not ours and was left as it is"
    _replace(path, lambda draft: draft.write_text(text, encoding="utf-8"))
    return ""


def _lead(out: Path, day: str) -> str:
    """Let ``latest`` lead to a night."""
    path = out / LATEST
    if os.path.lexists(path) and not _leads_to_a_night(path):
        return f"{path} is not ours and was left as it is"
    try:
        _replace(path, lambda draft: draft.symlink_to(day, target_is_directory=True))
    except (OSError, NotImplementedError):
        leading = f'<meta http-equiv="refresh" content="0; url={day}/index.html">'
        page = plain_page(
            "vesseltrack: the latest night", f'<p><a href="{day}/index.html">{day}</a></p>', GENERATOR + leading
        )
        return _put(out / REDIRECT, page, GENERATOR)
    return ""


def _leads_to_a_night(path: Path) -> bool:
    """Whether a path is a link as we make it: to a folder beside it that bears a date."""
    if not path.is_symlink():
        return False
    try:
        return str(path.readlink()) == str(date.fromisoformat(str(path.readlink())))
    except (OSError, ValueError):
        return False


def _replace(path: Path, make: Callable[[Path], object]) -> None:
    """Make something beside its place, and put it there at once."""
    draft = draft_of(path)
    try:
        make(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def overview_page(nights: Sequence[NightFolder]) -> str:
    """The page over all nights, the latest first."""
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
    """Days between the first and the last night of which there is no folder."""
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
