"""The desk's access to the store: opened for one answer at a time, so that a nightly run is never locked out for long."""

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
    """Opens the store for one answer.

    Attributes:
        db: the store's path.
        read_wait_s: seconds to wait while another program writes; a nightly run takes longer, and the desk then says so.
        write_wait_s: seconds a verdict waits while other programs have the store open.
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
        """The store, open for writing a verdict.

        Raises:
            StoreBusy: it is being written, or read by another program.
        """
        with self._alone(), Database(self.db, wait_s=self.write_wait_s) as db:
            yield db

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """A lock: within one process DuckDB opens a file either for reading or for writing."""
        if not self._turn.acquire(timeout=TURN_S):
            raise StoreBusy("the desk is busy with another request", "try again in a moment.")
        try:
            yield
        finally:
            self._turn.release()
