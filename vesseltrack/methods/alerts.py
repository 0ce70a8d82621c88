"""Methods on alerts: show them, give verdicts, show their history, replay with other rules, verify files."""

from __future__ import annotations

import getpass
import json
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from vesseltrack.engine.step import Step
from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.frames import in_utc
from vesseltrack.methods.base import Opened, utf8
from vesseltrack.output import counted

if TYPE_CHECKING:
    from vesseltrack.report.alert_view import AlertView
    from vesseltrack.report.explore import SeaFrame
    from vesseltrack.report.maps import Map

_HISTORY = "FROM alert_states ORDER BY nth"


class Alerts(Opened):
    """Methods on alerts."""

    def alerts(self) -> SeaFrame:
        """The alerts of the last detect: one row each, listed queue first. ``explore()`` draws a map without a network.

        Raises:
            NotSearched: detect has not been run. This holds for all methods that return its results.
        """
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.explore import sea_frame

        return sea_frame(in_utc(alerts_frame(self.store)))

    def alert(self, asked: str) -> AlertView:
        """One alert with its details; displays in a notebook, and has ``row``, ``history`` and ``map()``.

        Args:
            asked: its short id (``L1``, ``B4``), a ship's name, MMSI or IMO number, or its name or the beginning of it.

        Raises:
            WrongUse: no alert or several alerts match.
        """
        from vesseltrack.alerts.find import find_alerts, one_alert
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.alert_view import AlertView

        frame = alerts_frame(self.store)
        name = one_alert(frame, utf8(asked))
        some = find_alerts(frame, name)
        if some.empty:
            raise WrongUse(
                f"there is no alert {asked}", "see: db.alerts(); give L1, a ship's name, MMSI or IMO number."
            )
        return AlertView(some.reset_index(drop=True), self.store)

    def mark(
        self, alert: str, verdict: str, reason: str = "", until: date | None = None, by: str | None = None, note: str = "",
        *, because: str = "",
    ) -> str:  # fmt: skip
        """Give a verdict on an alert. Kept with who gave it and when; a later verdict replaces it, but none is overwritten.

        Args:
            alert: as in :meth:`alert`; one of an earlier night by its name.
            verdict: ``confirmed``, ``benign`` or ``watch``; or ``undone``, which takes back the last one.
            reason: a word, such as ``bunkering``.
            until: day until which a benign verdict quiets the ship's similar alerts.
            by: who gives it; your login name if ``None``.
            note: free text.
            because: former name of ``reason``, until 0.3.

        Returns:
            The name of the alert.

        Raises:
            WrongUse: no alert or several alerts match, or there is no such verdict.
        """
        from vesseltrack.alerts import verdicts
        from vesseltrack.alerts.find import one_alert
        from vesseltrack.report import alerts_frame

        if because:
            warnings.warn("because is called reason now; it is understood until 0.3", DeprecationWarning, stacklevel=2)
        name = one_alert(alerts_frame(self.store), utf8(alert))
        verdicts.mark(self.store, name, verdict, by or getpass.getuser(), reason or because, until, note)
        return name

    def verdicts(self) -> pd.DataFrame:
        """All verdicts, one row each."""
        from vesseltrack.alerts import verdicts

        return in_utc(verdicts.verdicts(self.store), but=("quiet_until",))

    def load_verdicts(self, path: str | Path) -> int:
        """Load a file of exported verdicts; returns how many were added."""
        from vesseltrack.alerts import verdicts

        return verdicts.load(self.store, Path(path))

    def history(self) -> pd.DataFrame:
        """The history of each alert, night by night: new, changed, closed, withdrawn, downgraded, reopened, and why."""
        return self.sql(_HISTORY)

    def agreement(self) -> pd.DataFrame:
        """How scores and verdicts agree: one row per queue and verdict, with the mean score."""
        from vesseltrack.alerts.verdicts import agreement

        return agreement(self.store)

    def replay_with(
        self, preset: str | None = None, settings: str | Path | None = None, assign: Sequence[str] = (),
        progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    ) -> pd.DataFrame:  # fmt: skip
        """Which alerts would appear or vanish with other rules. Nothing is changed. The arguments are those of ``detect``.

        Returns:
            One row per alert that changes: ``change`` (appears, vanishes, rises, falls), ``alert``, ``queue``, ``score`` and
            ``score_then``, ``rank`` and ``rank_then``, ``verdict`` (the last one on it), ``summary``.
        """
        from vesseltrack.alerts.replay import replay_with
        from vesseltrack.settings import load_settings

        self.searched()
        return replay_with(self.store, load_settings(settings, preset, assign), progress)

    def searched(self) -> dict[str, object]:
        """What the last detect searched: number of rows and ships, hours, start and end."""
        return {str(k): v for k, v in self.sql("FROM searched").iloc[0].to_dict().items()}

    def map(self, alerts: pd.DataFrame | None = None, height: int = 560) -> Map:
        """The map of the page alone: alerts, tracks in time, silences, zones. Displays in a notebook without a network.

        Args:
            alerts: some rows of :meth:`alerts`; all if ``None``.
            height: height in a notebook, pixels.
        """
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.maps import map_of

        frame = alerts_frame(self.store)
        if alerts is not None:
            frame = frame[frame.alert.isin(alerts.alert)].reset_index(drop=True)
        return map_of(self.store, frame, counted(len(frame), "alert"), height=height)

    def verify(self, folder: str | Path, rebuild: bool = False) -> list[str]:
        """Check a folder of alert files against the hashes in its manifest.

        Args:
            folder: the folder, such as ``alerts/2026-11-22``.
            rebuild: also build it again from this store with the settings in its manifest, and compare.

        Returns:
            The differences, in words; empty if there are none.

        Raises:
            UnreadableInput: the folder has no vesseltrack manifest.
        """
        from vesseltrack import report
        from vesseltrack.alerts.replay import drafted
        from vesseltrack.engine.pipeline import detect_within
        from vesseltrack.settings import settings_of

        wrong = report.verify(Path(folder))
        if not rebuild:
            return wrong
        settings_then = json.loads((Path(folder) / report.MANIFEST).read_text(encoding="utf-8")).get("settings", {})
        try:
            rules = settings_of(settings_then)
        except ValueError as e:
            raise UnreadableInput(
                f"the settings in {folder}'s manifest are not ours", "verify it without the store."
            ) from e
        with drafted(self.store):
            detect_within(self.store, rules)
            return report.verify(Path(folder), self.store, rules)
