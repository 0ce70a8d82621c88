"""The feed of the nights (Atom, RFC 4287): alerts that are new, reopened or gone, and nights with missing data.

It is derived from the nights' manifests and does not contain the time of writing. The id of an entry never changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

from vesseltrack.output import xml
from vesseltrack.report.night import SEARCHED
from vesseltrack.report.nights import NightFolder

FEED = "feed.xml"
FEED_GENERATOR = "<generator>vesseltrack</generator>"
MOST_NIGHTS = 60
"""So many of the last nights are in the feed; readers keep the older ones themselves."""
_TOLD = {
    "new": "New",
    "reopened": "Reopened",
    "withdrawn": "Gone: withdrawn",
    "downgraded": "Gone: weighs too little now",
}
_ID = re.compile(r"<id>urn:uuid:([0-9a-f-]{36})</id>")


def feed_of(nights: Sequence[NightFolder], before: str = "") -> str:
    """The text of the feed.

    Args:
        nights: the nights, latest first; at least one.
        before: text of the existing feed, whose id is kept even if old folders were removed.
    """
    name = _feed_id(nights, before)
    shown = nights[:MOST_NIGHTS]
    entries = "".join(e for n in shown for e in _entries(n, name))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{name.urn}</id>\n<title>vesseltrack: what is new and gone</title>\n<updated>{_end(shown[0].day)}</updated>\n"
        f'<author><name>vesseltrack</name></author>\n{FEED_GENERATOR}\n<link rel="self" href="{FEED}"/>\n'
        f'<link rel="alternate" type="text/html" href="index.html"/>\n{entries}</feed>\n'
    )


def _feed_id(nights: Sequence[NightFolder], before: str) -> UUID:
    """The id of the existing feed; else one derived from the first night and its files' hashes, which are unique."""
    kept = _ID.search(before) if FEED_GENERATOR in before else None
    if kept:
        return UUID(kept[1])
    first = nights[-1]
    return uuid5(NAMESPACE_URL, f"vesseltrack {first.day} {(first.manifest or {}).get('files')}")


def _entries(n: NightFolder, feed: UUID) -> Iterator[str]:
    page = f"{n.day}/index.html"
    if n.status != SEARCHED:
        text = " ".join(n.says()) or n.status
        yield _entry(uuid5(feed, f"{n.day} {n.status}"), f"{n.day}: {n.status}", text, page, n.day)
    for state, words in _TOLD.items():
        for e in n.became(state):
            there = f"#{quote(str(e['alert']), safe='')}" if state in ("new", "reopened") else "#since"
            name = uuid5(feed, f"{n.day} {state} {e['alert']}")
            yield _entry(name, f"{words}: {e.get('summary', '')}", _said(e), page + there, n.day)


def _said(e: dict[str, Any]) -> str:
    why = f" {e['what']}." if e.get("what") else ""
    return f"{e['alert']}, queue {e.get('queue', '')}, score {e.get('score', '')}.{why}"


def _entry(name: UUID, title: str, text: str, href: str, day: date) -> str:
    return (
        f'<entry>\n<id>{name.urn}</id>\n<title type="text">{xml(title)}</title>\n<updated>{_end(day)}</updated>\n'
        f'<link rel="alternate" type="text/html" href="{href}"/>\n<content type="text">{xml(text)}</content>\n</entry>\n'
    )


def _end(day: date) -> str:
    """End of the night's day, UTC, which does not depend on when it was run."""
    return f"{day + timedelta(days=1)}T00:00:00Z"
