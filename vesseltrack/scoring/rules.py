"""The rules of scoring."""

from typing import Any

from pydantic import Field, field_validator

from vesseltrack.rules import Rules


class ScoringRules(Rules):
    """How events are weighed and which become alerts."""

    seed: int = Field(20240330, ge=0, description="of the isolation forest: the same seed, the same forest")
    trees: int = Field(100, ge=10, le=2000)
    odd_percentile: float = Field(99, ge=50, le=100, description="odder than so many of its kind is a reason")
    min_score: float = Field(3, description="least behaviour score of an alert")
    story_days: int = Field(7, ge=0, le=365, description="events of one ship so near in time are one alert")
    weights: dict[str, float] = Field({}, description="reason (or event.reason) to weight, in place of the table's own")

    @field_validator("weights", mode="before")
    @classmethod
    def by_address(cls, said: Any) -> Any:
        """``gaps.fishing_boat = 0``, which TOML reads as a table in a table, as one name."""
        if not isinstance(said, dict):
            return said
        flat: dict[Any, Any] = {}
        for name, value in said.items():
            flat |= {f"{name}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {name: value}
        return flat
