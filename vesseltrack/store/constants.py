"""Constants of .sql files, declared in their first comments: ``-- Let: wait_h = 12: meaning`` gives ``$wait_h`` its value."""

import re
from pathlib import Path

from vesseltrack.errors import BadDeclaration

PARAMETER = re.compile(r"(?<!\$)\$([a-z][a-z0-9_]*)")
"""How a query names a value: one of its rules, or one that its first comments give."""
_CONSTANT = re.compile(r"^-- Let:\s*([a-z][a-z0-9_]*) = (-?[0-9.]+): (\S.*)$", re.MULTILINE)


def with_constants(path: Path, text: str) -> str:
    """A query with its declared constants filled in; other ``$names`` are kept.

    Raises:
        BadDeclaration: a constant is declared but not used.
    """
    code = re.sub(r"--.*", "", text)
    named = {name: value for name, value, _ in _CONSTANT.findall(text)}
    if idle := sorted(set(named) - set(PARAMETER.findall(code))):
        raise BadDeclaration(f"{path}: it names {', '.join(idle)} and does not use it")
    return PARAMETER.sub(lambda m: named.get(m[1], m[0]), text)


def read_sql(path: Path) -> str:
    """The query of a .sql file with its constants filled in."""
    return with_constants(path, path.read_text(encoding="utf-8"))
