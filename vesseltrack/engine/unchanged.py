"""Which tables are as the last search left or read them: a step that reads only such tables is not made again.

So a search after which nothing came in costs little, and a new list or other weights cost the steps that rest on them. Messages
are compared by ``fix_days``, all other tables that steps read and no step makes by a digest of their rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from vesseltrack.store import Store, literal, quoted

MESSAGES = "fixes"
OF_MESSAGES = frozenset({"files", "sources", "also_received"})
"""What says where messages came from, which ``fix_days`` does not compare: if it changed, they count as changed."""


class ReadsAndWrites(Protocol):
    """The part of a step that is asked here."""

    @property
    def writes(self) -> str:
        """Name of the table it writes."""

    @property
    def reads(self) -> frozenset[str]:
        """Names of the tables it reads."""


def inputs_of(steps: Iterable[ReadsAndWrites]) -> frozenset[str]:
    """The tables that some steps read and none of them makes, and those that say where messages came from."""
    every = list(steps)
    read = frozenset().union(*(step.reads for step in every))
    return (read | OF_MESSAGES) - {step.writes for step in every} - {MESSAGES}


def digests(store: Store, names: frozenset[str]) -> Mapping[str, str]:
    """For each table, found by its bare name as steps find it, a digest of its rows, in whatever order they lie."""
    each = (
        f"SELECT {literal(name)}, concat(count(*), ' ', coalesce(sum(hash(t)), 0)) FROM {quoted(name)} AS t"
        for name in sorted(names)
    )
    return dict(store.rows(" UNION ALL ".join(each))) if names else {}


def unchanged(known: Mapping[str, str], now: Mapping[str, str], messages: bool) -> set[str]:
    """Of the tables that no step makes, those that are as they were.

    Args:
        known: digests that the last search noted.
        now: digests of the same tables now.
        messages: whether ``fix_days`` found no message added, changed or gone.
    """
    same = {name for name, digest in now.items() if known.get(name) == digest}
    return same | {MESSAGES} if messages and same >= OF_MESSAGES else same
