"""How the desk comes to the store: for one answer at a time, to read or shortly to write, and never to keep it from a nightly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from vesseltrack.api import Database
from vesseltrack.errors import StoreBusy

TURN_S = 60
"""How long an answer waits for another one of this desk."""


@dataclass(frozen=True)
class Access:
    """The store of a desk.

    Attributes:
        db: the file.
        read_wait_s: how long to wait for who writes it. A nightly takes longer: then that is said.
        write_wait_s: how long a verdict waits for who reads it.
    """

    db: Path
    read_wait_s: float = 3
    write_wait_s: float = 15
    _turn: Lock = field(default_factory=Lock)

    @contextmanager
    def reading(self) -> Iterator[Database]:
        """The store, read-only.

        Raises:
            StoreBusy: it is being written.
        """
        with self._alone(), Database(self.db, read_only=True, wait_s=self.read_wait_s) as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """The store, to say a verdict in.

        Raises:
            StoreBusy: it is being written, or read by another program.
        """
        with self._alone(), Database(self.db, wait_s=self.write_wait_s) as db:
            yield db

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """DuckDB opens a file once a process: to read, or to write."""
        if not self._turn.acquire(timeout=TURN_S):
            raise StoreBusy("the desk is busy with another answer", "try again in a moment.")
        try:
            yield
        finally:
            self._turn.release()
