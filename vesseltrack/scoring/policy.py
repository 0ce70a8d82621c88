"""The policy as a page: ``docs/policy.md`` is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vesseltrack.detectors import DETECTORS
from vesseltrack.indicator import in_words
from vesseltrack.scoring.event_indicators import ANY, Weighed

_HEAD = Path(__file__).with_suffix(".md")
"""What stands before the tables."""


def policy_page(weighed: Sequence[Weighed]) -> str:
    """The indicators as Markdown, a table for each kind of event and queue."""
    kinds = {**{d.name: f"{d.name}: {d.row}" for d in DETECTORS}, ANY: "Every kind of event"}
    parts = [_HEAD.read_text(encoding="utf-8")]
    for table, heading in kinds.items():
        some = [w for w in weighed if w.indicator.table == table]
        parts += [f"## {heading}\n", _table(some) if some else "Nothing of its own.\n"]
    return "\n".join(parts)


def _table(some: Iterable[Weighed]) -> str:
    rows = sorted(some, key=lambda w: (w.indicator.queue != "listed", -w.weight))
    head = ("indicator", "queue", "weight", "it holds when", "parameters", "source", "it may be innocent")
    lines = [head, ("---",) * len(head), *(_cells(w) for w in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cells(w: Weighed) -> tuple[str, ...]:
    i = w.indicator
    values = ", ".join(f"`{k}` {in_words(w.values[k])}" for k in i.parameters)
    return (
        f"`{i.id}`",
        i.queue,
        f"{w.weight:+g}",
        _plain(i.in_words(w.values)),
        values,
        _plain(i.source),
        _plain(i.benign),
    )


def _plain(text: str) -> str:
    return text.replace("|", "\\|")
