"""A store that is only looked at, beside which steps may try things: what they make is made in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from vesseltrack.store import Store, literal, require_store
from vesseltrack.store.connection import connect, teach


class Looking(Store):
    """A store opened for reading, under tables in memory that stand before its own. Nothing reaches its file.

    Args:
        path: the store.
        memory_limit: DuckDB's, such as ``"2GB"``; its own default if ``None``.

    Raises:
        StoreUnavailable: locked by another program, damaged, or not a vesseltrack store.
    """

    def __init__(self, path: Path, memory_limit: str | None = None) -> None:
        require_store(path)
        Store(path, read_only=True).close()  # says what is wrong with it, if anything is
        self.path, self.read_only = path, True
        self.con = connect(None, False, memory_limit)
        try:
            with self.plainly():
                self.con.execute("SET preserve_insertion_order = false")
                self.con.execute(f"SET temp_directory = {literal(tempfile.gettempdir())}")
                self.con.execute(f"ATTACH {literal(str(path.absolute()))} AS stored (READ_ONLY)")
                self.con.execute("SET search_path = 'memory.main,stored.main'")
                teach(self.con)
        except BaseException:
            self.con.close()
            raise
