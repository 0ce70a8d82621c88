"""What every section of the settings is made of."""

from pydantic import BaseModel, ConfigDict

SLOW_KN = 4
"""A ship under way that is slower than this makes little way: it loiters, and may have gone on so through a silence."""


class Rules(BaseModel):
    """One section of the settings: frozen, checked, with units in the names of its numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
