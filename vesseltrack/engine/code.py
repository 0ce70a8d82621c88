"""Source code as part of a fingerprint: what other code made is made again."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def source_of(*files: Path) -> bytes:
    """The bytes of some source files, one after the other; read once a process."""
    return b"".join(path.read_bytes() for path in files)
