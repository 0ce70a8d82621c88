"""Names as lists print them: with HTML entities, and with former names behind an ``ex``, an ``f.k.a.`` or in brackets."""

from __future__ import annotations

import html
import re

_UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ONCE = r"(?:ex|f\.?\s?k\.?\s?a\.?|formerly(?:\s+known\s+as)?|former(?:\s+names?)?|previously(?:\s+known\s+as)?|구|旧名?|旧称)"
_ALSO = r"(?:a\.?\s?k\.?\s?a\.?|n\.?\s?k\.?\s?a\.?|also\s+known\s+as|now(?:\s+known\s+as)?|renamed(?:\s+to)?)"
_PARTED = r"(?:\s*[-:.\u2013]\s*|\s+)"
_BRACKETED = re.compile(
    rf"\s*[(\[\uff08]\s*(?:{_ONCE}|{_ALSO}){_PARTED}([^()\[\]\uff08\uff09]+)[)\]\uff09]?", re.IGNORECASE
)
_BEHIND = re.compile(rf"[\s,;/]+(?:{_ONCE}|a\.?k\.?a\.?){_PARTED}(\S.*)$", re.IGNORECASE)
_BEFORE = re.compile(rf"^\s*(?:{_ONCE}|a\.?\s?k\.?\s?a\.?|also\s+known\s+as){_PARTED}(?=\S)", re.IGNORECASE)
_SEVERAL = re.compile(rf"\s*[;,]\s*|\s+/\s+|[\s,;/]+{_ONCE}{_PARTED}", re.IGNORECASE)


def unescaped(text: str) -> str:
    """A text with HTML entities decoded, also twice-escaped ones. Call it before splitting at ``;``, which ends an entity."""
    for _ in range(3):
        if "&" not in text:
            break
        text = html.unescape(text)
    return text


def plain(text: str | None) -> str:
    """A text with HTML entities decoded, invisible characters and extra spaces removed."""
    return " ".join(_UNSEEN.sub("", unescaped(text or "")).split())


def former(text: str) -> str:
    """A former or other name without its marker: ``ex OLD ONE`` gives OLD ONE."""
    name = plain(text)
    while (bare := _BEFORE.sub("", name)) != name:
        name = bare
    return name


def parted(text: str) -> tuple[str, list[str]]:
    """Split a printed name into the name and the former or other names behind it.

    ``STORMBRINGER (ex KRITI VIGOR)`` is STORMBRINGER, formerly KRITI VIGOR; text not marked as a name is left alone.
    """
    whole = plain(text)
    others: list[str] = []
    name = whole
    for found in _BRACKETED.finditer(whole):
        others += _SEVERAL.split(found[1])
    name = _BRACKETED.sub(" ", name)
    if behind := _BEHIND.search(name):
        others += _SEVERAL.split(behind[1])
        name = name[: behind.start()]
    name = " ".join(name.split())
    return (name, [n for o in others if (n := former(o))]) if name else (whole, [])
