"""One alert as a notebook shows it: its dossier, map and history."""

from __future__ import annotations

from typing import Any

import pandas as pd

from vesseltrack.alerts.find import short_id
from vesseltrack.frames import in_utc, rows_of
from vesseltrack.output import visible
from vesseltrack.report.dossier import BACK, Dossiers
from vesseltrack.report.maps import Map, map_of
from vesseltrack.store import Store

_LOOK = (
    "<style>.vesseltrack .twins { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: 0 1.5rem; }"
    " .vesseltrack .chart { width: 100%; height: 90px; border: 1px solid #d5dce2; }"
    " .vesseltrack .chart polyline { fill: none; stroke: #20607f; vector-effect: non-scaling-stroke; }"
    " .vesseltrack .pale { opacity: .75; } .vesseltrack h2 { font-size: 1.15em; } .vesseltrack h3 { font-size: 1em; }</style>"
)
_BECAME = "FROM alert_states WHERE list_contains($names, alert) ORDER BY nth"


class AlertView:
    """One alert.

    Args:
        frame: its row, as :func:`vesseltrack.report.alerts_frame` gives it.
        store: on which detect has run.
    """

    def __init__(self, frame: pd.DataFrame, store: Store) -> None:
        self._frame, self._store = frame, store

    @property
    def row(self) -> pd.Series:
        """Its columns, as in ``db.alerts()``."""
        row: pd.Series = in_utc(self._frame).iloc[0]
        return row

    @property
    def history(self) -> pd.DataFrame:
        """Its history, night by night, as in ``db.history()``."""
        a: Any = self._frame.iloc[0]
        return in_utc(self._store.frame(_BECAME, {"names": [a.alert, *a.was]}))

    def __repr__(self) -> str:
        a: Any = self._frame.iloc[0]
        return visible(f"{short_id(a)} ({a.score:g}): {a.summary}")

    def _repr_html_(self) -> str:
        a = next(rows_of(self._frame))
        article = Dossiers(self._store, self._frame).article(a).replace(BACK, "")
        return f'<div class="vesseltrack">{_LOOK}{article}</div>'

    def map(self, height: int = 560) -> Map:
        """The alert on a map, without a network: tracks around it, silences as lines over water, ships received near by."""
        a: Any = self._frame.iloc[0]
        return map_of(self._store, self._frame, str(a.summary), chosen=str(a.alert), height=height)
