"""Indicators: the scoring policy, declared in TOML. A weight above zero counts towards an alert, one below zero for innocence.

A file holds ``[[indicator]]`` tables, each with:

- ``id``: unique, ``<table>.<name>``, used in settings;
- ``queue``: ``behaviour`` or ``listed``: the queue whose score it changes;
- ``weight``: what it adds to that score; below zero for a mitigating indicator;
- ``about``: when it holds, in words; ``{name}`` stands for a parameter;
- ``when``: an SQL condition on one event ``e``, its ship ``s`` and its other ship ``o``; ``$name`` stands for a parameter;
- ``text``: an SQL expression for its sentence in an alert;
- ``parameters`` (if any): each number with its unit in the name, each text or list of texts;
- ``source``: an advisory, a paper, or our own measurement or judgement;
- ``benign``: the innocent explanation it may have;
- ``known_from`` (if it rests on more than the event itself): an SQL expression for the time from which that could be known, such
  as when a ship beside it had been silent for long enough: a verdict on what was known before did not see it;
- ``speaks_of`` (if its sentence gives the time at which something else began, another event or a change of number): an SQL
  expression for the list of these, in the order of the sentence, each ``{'event': ..., 'begin_time': ...}``; ``event`` is null
  where it is no event;
- ``short`` (if its sentence is long): an SQL expression for the same in short, as a mail says it;
- ``names_ship`` (``true`` if its sentence begins with the ship of which it speaks; else it speaks of the ships of its event).

``[fragments]`` holds SQL shared by several indicators, used as ``@name``. ``[parameters]`` holds, by the name of a
fragment, the parameters that it brings to each indicator that uses it, unless that gives one of the name itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    TypeAdapter,
    ValidationError,
)

from vesseltrack.errors import BadDeclaration

Value = StrictBool | StrictInt | StrictFloat | StrictStr | list[StrictStr]
"""What a parameter can be."""
_PARAMETERS = TypeAdapter(dict[str, dict[str, Value]])
MOST_WEIGHT = 10
FROM_SETTINGS = ("anomaly_percentile",)
"""Values a condition may name that are settings of scoring."""
EXPRESSIONS = ("when", "text", "known_from", "speaks_of", "short")
"""The fields that are SQL."""
_NAMED = re.compile(r"(?<!\$)\$([a-z][a-z0-9_]*)")
_FRAGMENT = re.compile(r"@([a-z][a-z0-9_]*)")
_NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


class _Declared(BaseModel):
    """One ``[[indicator]]`` table as written."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    id: str
    queue: Literal["behaviour", "listed"]
    weight: float = Field(ge=-MOST_WEIGHT, le=MOST_WEIGHT)
    about: str = Field(min_length=1)
    when: str = Field(min_length=1)
    text: str = Field(min_length=1)
    source: str = Field(min_length=1)
    benign: str = Field(min_length=1)
    known_from: str = Field("NULL", min_length=1)
    speaks_of: str = Field("NULL", min_length=1)
    short: str = Field("NULL", min_length=1)
    names_ship: bool = False
    parameters: dict[str, Value] = {}


@dataclass(frozen=True)
class Indicator:
    """One indicator; the module docstring describes each field. ``file`` is the TOML file that declares it."""

    id: str
    queue: str
    weight: float
    about: str
    when: str
    text: str
    source: str
    benign: str
    parameters: Mapping[str, Any]
    file: Path
    known_from: str = "NULL"
    speaks_of: str = "NULL"
    short: str = "NULL"
    names_ship: bool = False

    @property
    def sql(self) -> str:
        """All its expressions: what they name must be joined."""
        return " ".join(getattr(self, field) for field in EXPRESSIONS)

    @property
    def table(self) -> str:
        """The detector whose events it applies to, or ``events`` for all detectors."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """The part of its id after the table."""
        return self.id.partition(".")[2]

    def in_words(self, values: Mapping[str, Any] | None = None) -> str:
        """Its ``about`` with parameter values filled in: the given ones, else its own."""
        filled = {**self.parameters, **(values or {})}
        return self.about.format_map({k: in_words(v) for k, v in filled.items()})


def in_words(value: Any) -> str:
    """A parameter's value as text for people."""
    if isinstance(value, bool) or not isinstance(value, (int, float, list)):
        return str(value)
    return ", ".join(value) if isinstance(value, list) else f"{value:g}"


def read_indicators(path: Path, table: str) -> tuple[Indicator, ...]:
    """The indicators of one file, each checked as far as it can be without a store.

    Args:
        path: the TOML file.
        table: the table that its ids must begin with.

    Raises:
        BadDeclaration: it is not TOML, or an indicator is incomplete or wrong; the message says which and why.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise BadDeclaration(f"{path}: {e.strerror}") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise BadDeclaration(f"{path} is not TOML: {e}") from e
    if unknown := sorted(set(content) - {"fragments", "parameters", "indicator"}):
        raise BadDeclaration(
            f"{path}: knows no {', '.join(unknown)}", "a file holds [fragments], [parameters] and [[indicator]] tables."
        )
    if not isinstance(content.get("indicator"), list) or not isinstance(content.get("fragments", {}), dict):
        raise BadDeclaration(
            f"{path} has no [[indicator]] tables", "if there is nothing to weigh, write: indicator = []"
        )
    shared = _Shared.of(path, content.get("fragments", {}), content.get("parameters", {}))
    found = tuple(_read(shared, n, entry) for n, entry in enumerate(content["indicator"], 1))
    seen: set[str] = set()
    for i in found:
        if not _NAME.fullmatch(i.id) or i.table != table:
            raise _wrong(path, i.id, f"its id is not {table}.<name>, in small letters")
        if i.id in seen:
            raise _wrong(path, i.id, "its id is that of another")
        seen.add(i.id)
    return found


def _read(shared: _Shared, n: int, entry: Any) -> Indicator:
    """One ``[[indicator]]`` table."""
    path = shared.path
    name = str(entry["id"]) if isinstance(entry, dict) and "id" in entry else f"number {n}"
    try:
        declared = _Declared.model_validate(entry)
    except ValidationError as e:
        raise _wrong(path, name, _problems(e)) from e
    sql: dict[str, str] = {}
    used: dict[str, Value] = {}
    for field in EXPRESSIONS:
        sql[field] = shared.filled(name, field, getattr(declared, field), used)
    parameters = {**declared.parameters, **{k: v for k, v in used.items() if k not in declared.parameters}}
    named = set(_NAMED.findall(" ".join(sql.values())))
    if lacking := sorted(named - set(parameters) - set(FROM_SETTINGS)):
        raise _wrong(path, name, f"names ${', $'.join(lacking)}, which is no parameter of it")
    if unused := sorted(set(parameters) - named):
        raise _wrong(path, name, f"has no use for its parameter {', '.join(unused)}")
    try:
        words = {key for _, key, *_ in Formatter().parse(declared.about) if key is not None}
    except ValueError as e:
        raise _wrong(path, name, f"about: {e}") from e
    if strange := sorted(words - set(parameters)):
        raise _wrong(path, name, f"about: {{{strange[0]}}} is no parameter of it")
    return Indicator(**{**declared.model_dump(), **sql, "parameters": parameters, "file": path})


@dataclass(frozen=True)
class _Shared:
    """What the indicators of a file share: fragments, and the parameters that these bring."""

    path: Path
    fragments: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, path: Path, fragments: dict[str, Any], parameters: Any) -> _Shared:
        """As read from the file.

        Raises:
            BadDeclaration: parameters stand there of no fragment, or are none.
        """
        try:
            checked = _PARAMETERS.validate_python(parameters)
        except ValidationError as e:
            raise BadDeclaration(f"{path}: [parameters]: {_problems(e)}", "see: docs/policy.md.") from e
        if strange := sorted(set(checked) - set(fragments)):
            raise BadDeclaration(f"{path}: [parameters]: there is no fragment {strange[0]}", "see: docs/policy.md.")
        return cls(path, fragments, checked)

    def filled(self, name: str, field: str, text: str, used: dict[str, Any]) -> str:
        """A text with ``@name`` replaced by the fragments, which may use fragments; ``used`` gets the parameters they bring."""
        for _ in range(5):
            named = _FRAGMENT.findall(text)
            if strange := [x for x in named if not isinstance(self.fragments.get(x), str)]:
                raise _wrong(self.path, name, f"{field}: there is no fragment @{strange[0]}")
            if not named:
                return text
            for x in named:
                used.update(self.parameters.get(x, {}))
            text = _FRAGMENT.sub(lambda m: str(self.fragments[m[1]]), text)
        raise _wrong(self.path, name, f"{field}: its fragments name each other in a circle")


def _problems(e: ValidationError) -> str:
    """What is wrong with a declaration, and where."""
    return "; ".join(f"{'.'.join(map(str, x['loc'][:2])) or 'it'}: {x['msg']}" for x in e.errors())


def _wrong(path: Path, name: str, problem: str) -> BadDeclaration:
    return BadDeclaration(f"{path}: indicator {name}: {problem}", "what an indicator needs: docs/policy.md.")
