"""Two ships that say who they are, and what is found of that."""

import pandas as pd

from builders.sea import OPEN_SEA, Sea

A, B = 440001001, 572000001
CARGO = {"ship_type": 70, "length_m": 120, "width_m": 18}
IMO_A, IMO_B = 9074729, 9161003  # both with a right check digit


def sail(sea: Sea, ship: int, start_h: float, end_h: float, a: tuple[float, float] = OPEN_SEA) -> Sea:
    """A ship under way from a place to the north, 9 knots."""
    return sea.line(ship, start_h, end_h, a, (a[0] + (end_h - start_h) * 0.15, a[1]))


def anomalies_of(sea: Sea) -> pd.DataFrame:
    """What a search finds in what ships say of themselves."""
    return sea.run().table("identity_anomalies")


def identities_of(sea: Sea) -> pd.DataFrame:
    """Who each number said it was, as intervals in time."""
    return sea.run().table("identities").sort_values(["ssvid", "valid_from"])
