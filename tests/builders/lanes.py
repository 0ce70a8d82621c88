"""What the lanes of compiled code read, for tests."""

from __future__ import annotations

import pytest

from vesseltrack.sources import lane


def reads_of(patched: pytest.MonkeyPatch, kind: type[lane._Lane]) -> list[tuple[int, int]]:
    """A list that grows by the rows taken and the lines left of each file that a kind of lane reads to the end."""
    read: list[tuple[int, int]] = []
    through = kind.read

    def counted(self: lane._Lane) -> int:
        rows = through(self)
        read.append((self.taken, self.lines_left))
        return rows

    patched.setattr(kind, "read", counted)
    return read
