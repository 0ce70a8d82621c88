"""The commands that search: over all that is stored, or night by night for cron."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.lines import print_lines
from vesseltrack.cli.options import (
    STORE,
    Assign,
    Db,
    Json,
    LogLevel,
    LookBack,
    Memory,
    Out,
    Preset,
    SettingsFile,
    Top,
    show,
)
from vesseltrack.errors import VesseltrackError, WrongUse
from vesseltrack.output import json_text

if TYPE_CHECKING:
    from vesseltrack import api


def _show_alerts(db: api.Database, top: int, as_json: bool) -> None:
    import pandas as pd

    alerts = db.alerts()
    if as_json:
        show(pd.DataFrame(alerts.drop(columns="geometry")), as_json=True)
    else:
        print_lines(alerts, db.searched(), top, hint=False)


def detect(
    db: Db = STORE,
    out: Out = Path("alerts"),
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
    top: Top = 10,
    memory: Memory = None,
    as_json: Json = False,
    log_level: LogLevel = None,
) -> None:
    """Find and weigh events in all loaded fixes, and write the alert files to OUT/<day of the last fix>.

    Examples:
      vesseltrack detect

      vesseltrack detect --preset gfw --out alerts/gfw

      vesseltrack detect --set gaps.min_silence_h=6 --json | jq .summary

      vesseltrack detect --log-level debug
    """
    from vesseltrack import api, report
    from vesseltrack.engine import pipeline
    from vesseltrack.settings import load_settings
    from vesseltrack.store import require_store

    rules = load_settings(settings, preset, assign or ())
    require_store(db)
    with api.open(db, memory_limit=memory) as store:
        pipeline.detect(store.store, rules, screen.bar("detecting", lambda s: s.writes))
        folder = report.write_alerts(store.store, rules, out / report.folder_name(store.store))
        _show_alerts(store, top, as_json)
    screen.say(f"Open {folder / report.PAGE} in a browser; all alert files: {folder}/", stderr=True)


def nightly_command(
    date: Annotated[str, typer.Option("--date", help="The night, YYYY-MM-DD (UTC).")],
    ais: Annotated[
        list[str], typer.Option("--ais", help="Paths or quoted globs of the night's files. May be repeated.")
    ],
    db: Db = STORE,
    out: Out = Path("alerts"),
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
    memory: Memory = None,
    look_back: LookBack = "all",
    log: Annotated[
        Path | None, typer.Option("--log", help="Add a line of JSON about the night to this file.", dir_okay=False)
    ] = None,
    log_level: LogLevel = None,
) -> None:
    """Load a night's files, detect, and write OUT/DATE. For cron: quiet, and the exit code says how it went.

    What became of each alert since the night before is written down. A night without a single message ends with exit code 6: no
    data is not "no alerts". One of whose files some could not be read is searched in what came, and ends with 3.

    Examples:
      vesseltrack nightly --date 2026-11-22 --ais 'in/ais-2026-11-22*.csv.zst' --db korea.duckdb
    """
    from vesseltrack import nightly
    from vesseltrack.alerts.prune import days_of
    from vesseltrack.settings import load_settings

    rules = load_settings(settings, preset, assign or ())
    window = None if look_back == "all" else timedelta(days=days_of(look_back, "--look-back"))
    if log is not None:
        _check_log(log)
    try:
        night = nightly.run(db, date, ais, rules, out, memory, window)
    except BaseException as e:
        code = e.exit_code if isinstance(e, VesseltrackError) else 130 if isinstance(e, KeyboardInterrupt) else 70
        _log(log, {"night": date, "status": "failed", "exit_code": code, "sentence": str(e) or type(e).__name__})
        raise
    _log(log, {"night": date, **vars(night)})
    screen.say(night.sentence)
    if night.exit_code:
        raise typer.Exit(night.exit_code)


def _check_log(log: Path) -> None:
    """One that cannot be written is said before the night's work, not after it."""
    try:
        log.open("a").close()
    except OSError as e:
        raise WrongUse(f"{log} cannot be written: {e.strerror or e}", "name another file with --log.") from e


def _log(log: Path | None, said: dict[str, object]) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as f:
            f.write(json_text(said) + "\n")
