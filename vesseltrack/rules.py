"""What every section of the settings is made of."""

from pydantic import BaseModel, ConfigDict


class Rules(BaseModel):
    """One section of the settings: frozen, checked, with units in the names of its numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
