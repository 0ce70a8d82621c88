"""Alerts: look at them, say what they are, see what became of them, ask what other rules would bring."""

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


class Saying(Opened):
    """What concerns alerts."""

    def alerts(self) -> SeaFrame:
        """The alerts of the last detect: a row each, listed ones first. ``explore()`` draws them without a network.

        Raises:
            NotSearched: there was none yet. So do all that ask for what a search finds.
        """
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.explore import sea_frame

        return sea_frame(in_utc(alerts_frame(self.store)))

    def alert(self, asked: str) -> AlertView:
        """One alert whole: a notebook shows its story; it has ``row``, ``history`` and ``map()``.

        Args:
            asked: its short id (``L1``, ``B4``), a ship's name, MMSI or IMO number, or its name or the beginning of it.

        Raises:
            WrongUse: no alert is meant, or several are.
        """
        from vesseltrack.alerts.named import find_alerts, one_alert
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
        """Say what an alert is. Kept with who and when; a later verdict takes its place, none is overwritten.

        Args:
            alert: as in :meth:`alert`; one of an earlier night by its name.
            verdict: ``confirmed``, ``benign`` or ``watch``; or ``undone``, which takes back the last.
            reason: a word, such as ``bunkering``.
            until: until when a benign verdict quiets the ship's like.
            by: who says it; your login name if ``None``.
            note: anything else.
            because: the name of ``reason`` until 0.3.

        Returns:
            The name of the alert.

        Raises:
            WrongUse: no alert is meant, or several are, or there is no such verdict.
        """
        from vesseltrack.alerts import verdicts
        from vesseltrack.alerts.named import one_alert
        from vesseltrack.report import alerts_frame

        if because:
            warnings.warn("because is called reason now; it is understood until 0.3", DeprecationWarning, stacklevel=2)
        name = one_alert(alerts_frame(self.store), utf8(alert))
        verdicts.mark(self.store, name, verdict, by or getpass.getuser(), reason or because, until, note)
        return name

    def verdicts(self) -> pd.DataFrame:
        """All that was said of alerts, a row a verdict."""
        from vesseltrack.alerts import verdicts

        return in_utc(verdicts.verdicts(self.store), but=("quiet_until",))

    def load_verdicts(self, path: str | Path) -> int:
        """Say again what a file of exported verdicts says; returns how many."""
        from vesseltrack.alerts import verdicts

        return verdicts.load(self.store, Path(path))

    def history(self) -> pd.DataFrame:
        """What became of each alert, night by night: new, changed, closed, withdrawn, downgraded, reopened, and why."""
        return self.sql(_HISTORY)

    def agreement(self) -> pd.DataFrame:
        """How scores and verdicts agree: a row for each queue and verdict, with their mean score."""
        from vesseltrack.alerts.verdicts import agreement

        return agreement(self.store)

    def replay_with(
        self, preset: str | None = None, settings: str | Path | None = None, assign: Sequence[str] = (),
        progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    ) -> pd.DataFrame:  # fmt: skip
        """Which alerts other rules would bring and take. Nothing is changed. The arguments are those of ``detect``.

        Returns:
            A row an alert that changes: ``change`` (appears, vanishes, rises, falls), ``alert``, ``queue``, ``score`` and
            ``score_then``, ``rank`` and ``rank_then``, ``verdict`` (the last one on it), ``summary``.
        """
        from vesseltrack.alerts.replay import replay_with
        from vesseltrack.settings import load_settings

        self.searched()
        return replay_with(self.store, load_settings(settings, preset, assign), progress)

    def searched(self) -> dict[str, object]:
        """What the last detect looked at: rows, ships, hours, from and to."""
        return {str(k): v for k, v in self.sql("FROM searched").iloc[0].to_dict().items()}

    def map(self, alerts: pd.DataFrame | None = None, height: int = 560) -> Map:
        """The page's map alone: alerts, tracks in time, silences, zones. A notebook shows it; it needs no network.

        Args:
            alerts: some rows of :meth:`alerts`; all if ``None``.
            height: in a notebook, pixels.
        """
        from vesseltrack.report import alerts_frame
        from vesseltrack.report.maps import map_of

        frame = alerts_frame(self.store)
        if alerts is not None:
            frame = frame[frame.alert.isin(alerts.alert)].reset_index(drop=True)
        return map_of(self.store, frame, counted(len(frame), "alert"), height=height)

    def verify(self, folder: str | Path, rebuild: bool = False) -> list[str]:
        """Hold a folder of alert files against the hashes in its manifest.

        Args:
            folder: such as ``alerts/2026-11-22``.
            rebuild: also build it again from this store, by the settings in its manifest, and compare.

        Returns:
            What is not as it was written, in words; nothing if all is.

        Raises:
            UnreadableInput: the folder has no manifest of ours.
        """
        from vesseltrack import report
        from vesseltrack.alerts.replay import drafted
        from vesseltrack.engine.pipeline import detect_within
        from vesseltrack.settings import settings_of

        wrong = report.verify(Path(folder))
        if not rebuild:
            return wrong
        said = json.loads((Path(folder) / report.MANIFEST).read_text(encoding="utf-8")).get("settings", {})
        try:
            rules = settings_of(said)
        except ValueError as e:
            raise UnreadableInput(
                f"the settings in {folder}'s manifest are not ours", "verify it without the store."
            ) from e
        with drafted(self.store):
            detect_within(self.store, rules)
            return report.verify(Path(folder), self.store, rules)
