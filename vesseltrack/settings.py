"""The settings: one frozen, checked model; TOML in, a named preset beneath it."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError, create_model

from vesseltrack.detectors import DETECTORS
from vesseltrack.errors import WrongUse
from vesseltrack.lists.lookalikes import MatchingRules
from vesseltrack.lists.update import ListRules
from vesseltrack.reach import ReachRules
from vesseltrack.reception import ReceptionRules
from vesseltrack.rules import Rules
from vesseltrack.scoring import ScoringRules
from vesseltrack.scoring.rules import flat
from vesseltrack.tracks import TrackRules

OURS = "vesseltrack"
_PRESETS = Path(__file__).parent / "presets"


class _Base(Rules):
    """What every settings model can do."""

    preset: str = OURS

    def section(self, name: str) -> Rules:
        """The rules of one section: ``tracks``, a detector's name, or ``scoring``."""
        return cast(Rules, getattr(self, name))


_SECTIONS: dict[str, type[Rules]] = {
    "lists": ListRules,
    "tracks": TrackRules,
    "reception": ReceptionRules,
    "matching": MatchingRules,
    **{d.name: d.rules for d in DETECTORS},
    "reach": ReachRules,
    "scoring": ScoringRules,
}

Settings = create_model(
    "Settings",
    __base__=_Base,
    __doc__="All rules of a run, a section for each detector.",
    **cast(Any, {name: (rules, rules()) for name, rules in _SECTIONS.items()}),
)


def presets() -> dict[str, str]:
    """The named presets and what each stands for."""
    return {p.stem: p.read_text(encoding="utf-8").splitlines()[0].lstrip("# ") for p in sorted(_PRESETS.glob("*.toml"))}


@cache
def _preset(name: str) -> dict[str, Any]:
    path = _PRESETS / f"{name}.toml"
    if name not in presets():
        raise WrongUse(f"there is no preset called {name}", f"the presets are: {', '.join(presets())}")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables of TOML, the second on top: weights and parameters of indicators one by one, like every other rule."""
    both = dict(under)
    for key, value in over.items():
        under_it = both.get(key)
        both[key] = _merged(under_it, value) if isinstance(value, dict) and isinstance(under_it, dict) else value
    return both


def _addressed(said: dict[str, Any]) -> dict[str, Any]:
    """Settings in which weights and parameters of indicators are called by their whole addresses, however they were nested."""
    scoring = said.get("scoring")
    if not isinstance(scoring, dict):
        return said
    whole = {k: flat(v) for k, v in scoring.items() if k in ("weights", "parameters") and isinstance(v, dict)}
    return {**said, "scoring": {**scoring, **whole}}


def _assignment(text: str) -> dict[str, Any]:
    """``gaps.min_silence_h=6`` as a nested dict; the value is TOML, or else a text."""
    key, equals, value = text.partition("=")
    section, *names = key.strip().split(".")
    if not equals or not names:
        raise WrongUse(f"--set {text} is not SECTION.NAME=VALUE", "for example: --set gaps.min_silence_h=6")
    try:
        said = tomllib.loads(f"v = {value.strip()}")["v"]
    except (tomllib.TOMLDecodeError, RecursionError):
        said = value.strip()
    for name in reversed(names):
        said = {name: said}
    return {section: said}


def load_settings(path: Path | str | None = None, preset: str | None = None, assign: Sequence[str] = ()) -> Any:
    """The settings of a run: preset, then the TOML file, then single assignments.

    Raises:
        WrongUse: an unknown preset, section or name, or a value out of range; the message names it.
    """
    said: dict[str, Any] = {}
    if path is not None:
        try:
            said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as e:
            raise WrongUse(f"the settings {path} cannot be read: {e.strerror}", "name a TOML file.") from e
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as e:
            raise WrongUse(f"the settings {path} are not TOML: {e}", "see: vesseltrack settings") from e
    name = preset or said.get("preset", OURS)
    merged = _merged(_addressed(_preset(str(name))), _addressed(said))
    for text in assign:
        merged = _merged(merged, _addressed(_assignment(text)))
    try:
        return Settings.model_validate({**merged, "preset": name})
    except ValidationError as e:
        wrong = "; ".join(f"{'.'.join(map(str, x['loc']))}: {x['msg']}" for x in e.errors())
        raise WrongUse(f"the settings are not right: {wrong}", "see: vesseltrack settings") from e
