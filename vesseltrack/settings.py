"""The settings: one frozen, checked model; TOML in, a named preset beneath it."""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError, create_model

from vesseltrack.detectors import DETECTORS
from vesseltrack.errors import WrongUse, near_or_all
from vesseltrack.lists.lookalikes import MatchingRules
from vesseltrack.lists.update import ListRules
from vesseltrack.reachability import ReachRules
from vesseltrack.reception import ReceptionRules
from vesseltrack.rules import Rules
from vesseltrack.schema.former import settings_of_now
from vesseltrack.scoring import ScoringRules
from vesseltrack.scoring.rules import flat
from vesseltrack.tracks import TrackRules

_LOG = logging.getLogger(__name__)
OURS = "vesseltrack"
_PRESETS = Path(__file__).parent / "presets"


class Settings(Rules):
    """All rules of a run: a section for each subpackage with rules, and one for each detector, by name (:meth:`section`)."""

    preset: str = OURS
    lists: ListRules = ListRules()
    tracks: TrackRules = TrackRules()
    reception: ReceptionRules = ReceptionRules()
    matching: MatchingRules = MatchingRules()
    reachability: ReachRules = ReachRules()
    scoring: ScoringRules = ScoringRules()

    def section(self, name: str) -> Rules:
        """The rules of one section: ``tracks``, a detector's name, or ``scoring``."""
        return cast(Rules, getattr(self, name))

    def looking_since(self, since: datetime | None) -> Settings:
        """The same rules with ``tracks.since`` set, unless it is set already."""
        return self if since is None or self.tracks.since is not None else self._since(since)

    def looking_at_all(self) -> Settings:
        """The same rules without ``tracks.since``."""
        return self._since(None)

    def _since(self, since: datetime | None) -> Settings:
        return self.model_copy(update={"tracks": self.tracks.model_copy(update={"since": since})})


_OfDetectors = create_model(
    "Settings",
    __base__=Settings,
    __doc__=Settings.__doc__,
    **cast(Any, {d.name: (d.rules, d.rules()) for d in DETECTORS}),
)
"""With the sections of the detectors there are."""


def settings_of(given: dict[str, Any]) -> Settings:
    """Settings from a dictionary, for instance from a manifest.

    Raises:
        ValueError: a section or name is unknown, or a value is out of range.
    """
    return _OfDetectors.model_validate(given)


def presets() -> dict[str, str]:
    """The presets, each with a description."""
    return {p.stem: p.read_text(encoding="utf-8").splitlines()[0].lstrip("# ") for p in sorted(_PRESETS.glob("*.toml"))}


@cache
def _preset(name: str) -> dict[str, Any]:
    path = _PRESETS / f"{name}.toml"
    if name not in presets():
        raise WrongUse(f"there is no preset called {name}", near_or_all(name, presets(), "the presets"))
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables of TOML, the second on top: weights and parameters of indicators one by one, like every other rule."""
    both = dict(under)
    for key, value in over.items():
        under_it = both.get(key)
        both[key] = _merged(under_it, value) if isinstance(value, dict) and isinstance(under_it, dict) else value
    return both


def _addressed(given: dict[str, Any]) -> dict[str, Any]:
    """Settings in which weights and parameters of indicators are called by their whole addresses, and by their names of now."""
    scoring = given.get("scoring")
    if isinstance(scoring, dict):
        whole = {k: flat(v) for k, v in scoring.items() if k in ("weights", "parameters") and isinstance(v, dict)}
        given = {**given, "scoring": {**scoring, **whole}}
    now, notices = settings_of_now(given)
    for notice in notices:
        _LOG.warning("%s; the old name is understood until version 0.3", notice)
    return now


def _assignment(text: str) -> dict[str, Any]:
    """``gaps.min_silence_h=6`` as a nested dict; the value is TOML, or else a text."""
    key, equals, value = text.partition("=")
    section, *names = key.strip().split(".")
    if not equals or not names:
        raise WrongUse(f"--set {text} is not SECTION.NAME=VALUE", "for example: --set gaps.min_silence_h=6")
    try:
        content = tomllib.loads(f"v = {value.strip()}")["v"]
    except (tomllib.TOMLDecodeError, RecursionError):
        content = value.strip()
    for name in reversed(names):
        content = {name: content}
    return {section: content}


def load_settings(path: Path | str | None = None, preset: str | None = None, assign: Sequence[str] = ()) -> Settings:
    """The settings of a run: preset, then the TOML file, then single assignments.

    Raises:
        WrongUse: an unknown preset, section or name, or a value out of range; the message names it.
    """
    given: dict[str, Any] = {}
    if path is not None:
        try:
            given = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as e:
            raise WrongUse(f"the settings {path} cannot be read: {e.strerror}", "name a TOML file.") from e
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as e:
            raise WrongUse(f"the settings {path} are not TOML: {e}", "see: vesseltrack settings") from e
    name = preset or given.get("preset", OURS)
    merged = _merged(_addressed(_preset(str(name))), _addressed(given))
    for text in assign:
        merged = _merged(merged, _addressed(_assignment(text)))
    try:
        return settings_of({**merged, "preset": name})
    except ValidationError as e:
        raise _wrong(e, merged) from e


def _wrong(e: ValidationError, given: dict[str, Any]) -> WrongUse:
    """The error in words: an unknown name with the most similar known ones, or an invalid value."""
    for error in e.errors():
        if error["type"] == "extra_forbidden":
            asked = ".".join(map(str, error["loc"]))
            inner = given.get(asked)
            asked = f"{asked}.{next(iter(inner))}" if isinstance(inner, dict) and inner else asked
            near = near_or_all(asked, setting_names(), "the settings")
            return WrongUse(
                f"there is no setting {asked}", near if near.startswith("did") else "see: vesseltrack settings"
            )
    wrong = "; ".join(f"{'.'.join(map(str, x['loc']))}: {_in_words(x)}" for x in e.errors())
    return WrongUse(f"the settings are not right: {wrong}", "see: vesseltrack settings")


def _in_words(error: Any) -> str:
    """What is wrong with one value, and the value."""
    words = str(error["msg"]).removeprefix("Value error, ").replace("Input should be", "it should be")
    return f"{words}, and is {error['input']!r}" if isinstance(error["input"], str | int | float) else words


def setting_names() -> list[str]:
    """Every setting as SECTION.NAME."""
    names = []
    for section, of in _OfDetectors.model_fields.items():
        inner = getattr(of.annotation, "model_fields", None)
        names += [f"{section}.{name}" for name in inner] if inner else [section]
    return names
