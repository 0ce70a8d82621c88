"""Commands that run a search: over everything stored, or night by night for cron."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.lines import print_lines
from vesseltrack.cli.options import (
    SEARCH_MEMORY,
    STORE,
    Assign,
    Db,
    Json,
    LogLevel,
    LookBack,
    Out,
    Preset,
    SearchMemory,
    SettingsFile,
    Top,
    show,
)
from vesseltrack.errors import ThenFailed, WrongUse
from vesseltrack.output import json_text

if TYPE_CHECKING:
    from vesseltrack import api
    from vesseltrack.nightly import Night


Then = Annotated[
    str | None,
    typer.Option(
        "--then",
        help="Shell command to run after the night, with VESSELTRACK_MANIFEST, _NIGHT, _NEW, _GONE, _ALERTS in its environment.",
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster",
        help="Dask workers that help: local, local:4, or a scheduler's address such as tcp://10.0.0.5:8786.",
    ),
]
Exchange = Annotated[
    str | None,
    typer.Option(
        "--exchange", help="Folder or address (fsspec) that this machine and all workers reach; else beside the store."
    ),
]
Log = Annotated[
    Path | None, typer.Option("--log", help="Add a line of JSON about the night to this file.", dir_okay=False)
]


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
    memory: SearchMemory = None,
    cluster: Cluster = None,
    exchange: Exchange = None,
    as_json: Json = False,
    log_level: LogLevel = None,
) -> None:
    """Find and weigh events in all loaded fixes, and write the alert files to OUT/<day of the last fix>.

    Examples:
      vesseltrack detect

      vesseltrack detect --preset gfw --out alerts/gfw

      vesseltrack detect --set gaps.min_silence_h=6 --json | jq .summary

      vesseltrack detect --log-level debug

      vesseltrack detect --cluster local:2
    """
    from vesseltrack import api, report
    from vesseltrack.engine import pipeline
    from vesseltrack.engine.cluster import run_on
    from vesseltrack.settings import load_settings
    from vesseltrack.store import require_store

    rules = load_settings(settings, preset, assign or ())
    require_store(db)
    with api.open(db, memory_limit=memory or SEARCH_MEMORY) as store, run_on(cluster, exchange, db, memory) as run:
        pipeline.detect(store.store, rules, screen.bar("detecting", lambda s: s.writes), run=run)
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
    memory: SearchMemory = None,
    look_back: LookBack = "all",
    log: Log = None,
    then: Then = None,
    log_level: LogLevel = None,
) -> None:
    """Load a night's files, detect, and write OUT/DATE. For cron: little output, and an exit code that tells the result.

    It prints a summary of the night, then one line for each alert that is new, reopened or gone, with its reason.

    Changes of alerts since the night before are recorded. A night without a single message ends with exit code 6: no data is not
    "no alerts". If some files cannot be read, the others are searched, and the exit code is 3.

    Examples:
      vesseltrack nightly --date 2026-11-22 --ais 'in/ais-2026-11-22*.csv.zst' --db korea.duckdb

      vesseltrack nightly --date 2026-11-22 --ais 'in/ais-2026-11-22*.csv.zst' --then 'test "$VESSELTRACK_NEW" -ge 0'
    """
    from vesseltrack import nightly
    from vesseltrack.alerts.prune import days_of
    from vesseltrack.settings import load_settings

    with _failure_logged(log, date):
        rules = load_settings(settings, preset, assign or ())
        window = None if look_back == "all" else timedelta(days=days_of(look_back, "--look-back"))
        night = nightly.run(db, date, ais, rules, out, memory or SEARCH_MEMORY, window)
    _log(log, {"night": date, **vars(night)})
    screen.say("\n".join([night.sentence, *night.lines]))
    _then(then, date, night, out, log)
    if night.exit_code:
        raise typer.Exit(night.exit_code)


def _then(then: str | None, date: str, night: Night, out: Path, log: Path | None) -> None:
    """Run the command given with --then; its failure gets a line in the log."""
    from vesseltrack.cli.then import run_then

    if then is None:
        return
    sys.stdout.flush()  # so that our lines come before those of the command
    try:
        run_then(then, date, night, out)
    except ThenFailed as e:
        entry = {"status": "then failed", "exit_code": e.exit_code, "night_exit_code": night.exit_code}
        _log(log, {"night": date, **entry, "sentence": e.problem})
        raise


@contextmanager
def _failure_logged(log: Path | None, date: str) -> Iterator[None]:
    """Context manager: any failure of a night, Ctrl-C included, gets a line in the log with the exit code."""
    from vesseltrack.cli.main import exit_code_of

    _check_log(log)
    try:
        yield
    except BaseException as e:
        entry = {"status": "failed", "exit_code": exit_code_of(e), "sentence": str(e) or type(e).__name__}
        _log(log, {"night": date, **entry})
        raise


def _check_log(log: Path | None) -> None:
    """Fail before the night's work if the log cannot be written."""
    if log is None:
        return
    try:
        log.open("a").close()
    except OSError as e:
        raise WrongUse(f"{log} cannot be written: {e.strerror or e}", "name another file with --log.") from e


def _log(log: Path | None, entry: dict[str, object]) -> None:
    if log is not None:
        with log.open("a", encoding="utf-8") as f:
            f.write(json_text(entry) + "\n")
