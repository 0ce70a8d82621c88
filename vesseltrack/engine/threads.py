"""How many threads a search runs on."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import duckdb

from vesseltrack.store import Store

FEW_MESSAGES = 200_000
"""A search of fewer is planned more than it is run: a second thread costs a tenth of its CPU and makes it no faster."""


@contextmanager
def one_if_few(store: Store) -> Iterator[None]:
    """Context manager, around a transaction: on a store of few messages DuckDB uses one thread; afterwards as many as before."""
    threads, few = store.one(
        "SELECT current_setting('threads'), (SELECT count(*) FROM fixes) < $few", {"few": FEW_MESSAGES}
    )
    if not few or threads == 1:
        yield
        return
    store.execute("SET threads = 1")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # Ctrl-C may have closed the store before
            store.execute(f"SET threads = {threads}")
