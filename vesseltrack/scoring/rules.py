"""The rules of scoring."""

from typing import Any

from pydantic import Field, field_validator

from vesseltrack.indicator import Value
from vesseltrack.rules import Rules


class ScoringRules(Rules):
    """How events are weighed and which become alerts."""

    seed: int = Field(20240330, ge=0, description="of the isolation forest: the same seed, the same forest")
    trees: int = Field(100, ge=10, le=2000)
    anomaly_percentile: float = Field(99, ge=50, le=100, description="odder than so many of its kind is a reason")
    min_score: float = Field(3, description="least behaviour score of an alert")
    story_days: int = Field(7, ge=0, le=365, description="events of one ship so near in time are one alert")
    weights: dict[str, float] = Field(
        {}, description="id of an indicator, gaps.near_dprk, to weight, in place of its own"
    )
    parameters: dict[str, Value] = Field({}, description="its id and a parameter, gaps.near_dprk.near_km, to value")

    @field_validator("weights", "parameters", mode="before")
    @classmethod
    def by_address(cls, given: Any) -> Any:
        """``gaps.fishing_boat = 0``, which TOML reads as a table in a table, as one name."""
        return flat(given) if isinstance(given, dict) else given


def flat(tables: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Tables within tables as one, their names joined by points."""
    out: dict[str, Any] = {}
    for name, value in tables.items():
        out |= flat(value, f"{before}{name}.") if isinstance(value, dict) else {f"{before}{name}": value}
    return out
