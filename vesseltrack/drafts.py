"""Drafts: files written beside their target and then renamed onto it. Drafts left by killed runs are removed by the next run."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import socket
from collections.abc import Callable
from pathlib import Path

_NAMED = re.compile(r"\.(?P<name>.+)\.(?P<kind>draft|before)-(?P<host>[0-9a-f]{6})-(?P<pid>\d+)-(?P<token>[0-9a-f]{8})")
_ours: set[str] = set()


def _host() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:6]


def draft_of(target: Path, kind: str = "draft") -> Path:
    """An unused path beside ``target``: for its replacement, or (kind ``before``) for what it replaces."""
    token = secrets.token_hex(4)
    _ours.add(token)
    return target.with_name(f".{target.name}.{kind}-{_host()}-{os.getpid()}-{token}")


def put(path: Path, make: Callable[[Path], object], suffix: str = "") -> None:
    """Make a file or link as a draft beside its target and move it there in one step: it appears whole or not at all.

    Args:
        path: the target; what stands there is replaced.
        make: makes the draft, at the path it is given.
        suffix: extension of the draft, for writers that look at it.
    """
    draft = draft_of(path)
    draft = draft.with_name(draft.name + suffix)
    try:
        make(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def left_behind(folder: Path) -> list[tuple[str, str, Path]]:
    """Drafts left in a folder by processes of this machine that have ended: kind, target's name, path."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        named = _NAMED.fullmatch(path.name)
        if named and named["host"] == _host() and not _lives(int(named["pid"]), named["token"]):
            found.append((named["kind"], named["name"], path))
    return sorted(found)


def _lives(pid: int, token: str) -> bool:
    if pid == os.getpid():
        return token in _ours
    try:
        os.kill(pid, 0)
    except OSError as e:  # other errors mean that the process exists but belongs to another user
        return not isinstance(e, ProcessLookupError)
    return True
