"""Keeps on disk what was found in the syntax trees of our queries: parsing some four hundred takes two seconds of each start.

It lies where Python keeps the compiled form of this module, in a file whose name holds a digest of all that it depends on beside
the query: our version, DuckDB's, our macros, and the code that reads the trees. Where Python may not write, queries are parsed.
"""

from __future__ import annotations

import atexit
import hashlib
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from vesseltrack.engine.code import source_of
from vesseltrack.reference import our_version
from vesseltrack.store.connection import words

MOST_QUERIES = 5000
"""Queries kept at most: ours are some four hundred, but who changes them leaves former ones behind."""


class _Found:
    """What was found, by kind and query."""

    def __init__(self, file: Path) -> None:
        self.file, self.new = file, False
        self.known: dict[str, Any] = {}
        with suppress(OSError, ValueError):
            read = json.loads(file.read_bytes())
            self.known = read if isinstance(read, dict) else {}

    def keep(self) -> None:
        """Write what is new; a file half written is never seen, and of two programs that write at once one prevails."""
        if sys.dont_write_bytecode or not self.new or len(self.known) > MOST_QUERIES:
            return
        aside = self.file.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.file.parent.mkdir(exist_ok=True)
            aside.write_text(json.dumps(self.known), encoding="utf-8")
            aside.replace(self.file)
        self.new = False


@cache
def _found() -> _Found:
    here = Path(__file__)
    code = source_of(*(here.with_name(f"{name}.py") for name in ("graph", "emptiness", "recall")))
    rests_on = repr((our_version(), duckdb.__version__, words())).encode() + code
    name = f"queries-{hashlib.sha256(rests_on).hexdigest()[:16]}.json"
    found = _Found(Path(importlib.util.cache_from_source(str(here))).with_name(name))
    atexit.register(found.keep)
    return found


def recalled(kind: str, query: str, find: Callable[[], Any]) -> Any:
    """What ``find`` says of a query: as it was found before, or found now. It is made of lists, dicts, texts and nulls."""
    found, key = _found(), f"{kind} {hashlib.sha256(query.encode()).hexdigest()[:32]}"
    if key not in found.known:
        found.known[key], found.new = find(), True
    return found.known[key]
