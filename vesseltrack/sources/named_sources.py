"""Numbers in the store for the sources that files name: receivers, providers, satellite or shore."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from vesseltrack.store import Store

MOST = 2000
"""Names of sources kept of one file: a column with more names something else."""

_ADD = """
    INSERT INTO sources SELECT (SELECT coalesce(max(source_id), 0) FROM sources) + row_number() OVER (ORDER BY name), name,
        collection_type_of(name)
    FROM (SELECT DISTINCT unnest($names::VARCHAR[]) AS name) WHERE name NOT IN (SELECT source FROM sources)
"""


class NamedSources:
    """The numbers of the sources that one file names.

    Args:
        store: the store.

    Attributes:
        numbers: of each name met so far; ``None`` for those beyond :data:`MOST`.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.numbers: dict[str, int | None] = {}
        self._before = bool(store.one("SELECT EXISTS (FROM sources)")[0])

    @property
    def any_known(self) -> bool:
        """Whether this file, or one before it, names any."""
        return bool(self.numbers) or self._before

    def learn(self, names: Sequence[str]) -> None:
        """Know the numbers of some names; new ones are entered in the store."""
        new = [n for n in dict.fromkeys(names) if n not in self.numbers]
        if not new:
            return
        kept = new[: max(0, MOST - len(self.numbers))]
        self.numbers |= dict.fromkeys(new)
        if kept:
            self.store.execute(_ADD, {"names": kept})
            found = "SELECT source, source_id FROM sources WHERE list_contains($names, source)"
            self.numbers |= dict(self.store.rows(found, {"names": kept}))

    def of(self, names: Sequence[str]) -> NDArray[np.int32]:
        """The number of each name; 0 for none."""
        self.learn(names)
        return np.array([self.numbers[n] or 0 for n in names], np.int32)

    def in_sentences(self) -> list[str]:
        """What the user should know of them."""
        left = sum(number is None for number in self.numbers.values())
        return [f"it names more than {MOST:,} sources: {left:,} of them were not kept"] if left else []
