"""The command line: the same words as in Python."""

from __future__ import annotations

import json
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from vesseltrack import api, nightly, pipeline, report, screen
from vesseltrack.alerts.prune import days_of
from vesseltrack.cli_alerts import alerts_app, replay, verify
from vesseltrack.cli_lists import lists_app
from vesseltrack.cli_policy import indicators, reasons
from vesseltrack.cli_proof import demo, evaluate
from vesseltrack.cli_steps import step, steps
from vesseltrack.cli_store import check, files_app, prune
from vesseltrack.errors import UnreadableInput, VesseltrackError, WrongUse
from vesseltrack.options import (
    STORE,
    Assign,
    Db,
    Encoding,
    Format,
    Json,
    LogLevel,
    LookBack,
    Mapping,
    Memory,
    Out,
    Preset,
    SettingsFile,
    Top,
    show,
)
from vesseltrack.output import json_text, visible
from vesseltrack.reference import data_file
from vesseltrack.settings import load_settings, presets
from vesseltrack.sources.finding import readers
from vesseltrack.store import require_store

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Find ships that break sanctions at sea: dark periods, transfers and loitering in AIS data, each alert with "
    "its reasons.\n\nExit codes: 0 done, 1 failed, 2 wrong use, 3 unreadable input, 4 store locked or not ours, "
    "5 disk full, 6 a night without data, 70 a fault of ours, 130 interrupted, 143 terminated.",
)
zones_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Geofences: add your own, show what is loaded."
)
app.add_typer(alerts_app, name="alerts")
app.add_typer(files_app, name="files")
app.add_typer(lists_app, name="lists")
app.add_typer(zones_app, name="zones")

LOAD_MEMORY = "1GB"
"""Of DuckDB; the whole process then stays below 2 GB however large the file."""


@app.callback()
def _every_command(log_level: LogLevel = None) -> None:
    pass


def _show_alerts(db: api.Database, top: int, as_json: bool) -> None:
    alerts = db.alerts()
    if as_json:
        show(pd.DataFrame(alerts.drop(columns="geometry")), as_json=True)
    else:
        screen.print_alerts(alerts, db.searched(), top)


@app.command()
def load(
    files: Annotated[list[str], typer.Argument(help="Paths, quoted globs or folders; - is standard input.")],
    db: Db = STORE,
    format_: Format = None,
    mapping: Mapping = None,
    encoding: Encoding = None,
    memory: Memory = LOAD_MEMORY,
    as_json: Json = False,
) -> None:
    """Load AIS files into the store, each whole or not at all.

    Formats are known by their contents (see: vesseltrack formats), packed (gz, zip, zst, bz2, xz) or not. The same bytes are
    never loaded twice. Every row is kept, counted as an exact duplicate, or refused with a reason; lines that are no rows
    (headers, comments, blank lines) are counted aside. A file whose lines do not add up is not loaded.

    Examples:
      vesseltrack load ais-2026-11-22.csv.zst

      vesseltrack load 'in/*.csv.zst' --db korea.duckdb

      vesseltrack load in/

      vesseltrack load harbour.csv --mapping harbour.toml --encoding gb18030

      cat ais-2026-11-22.csv.zst | vesseltrack load - --format noaa
    """
    with api.open(db, memory_limit=memory) as store:
        loaded = store.load(
            *files, mapping=mapping, format=format_, encoding=encoding, strict=False,
            progress=screen.bar("loading", lambda p: p.name),
        )  # fmt: skip
    loaded["reasons"] = [", ".join(f"{k} {v:,}" for k, v in r.items()) for r in loaded.reasons]
    problems = [p for p in loaded.problem if p is not None]
    told = loaded if as_json else loaded[loaded.problem.isna()]  # what kept a file out is said below
    if len(told):
        shown = told.drop(columns=["already", "problem"] + ([] if as_json else ["not_read"]))
        show(shown.rename(columns=lambda c: c.removeprefix("rows_").removeprefix("lines_")), as_json)
        for name, columns in zip(told.name, told.not_read, strict=True):
            if columns and not as_json:
                screen.say(f"{visible(name)}: columns not read: {visible(', '.join(columns))}")
    for problem in problems:
        screen.say(f"Not loaded: {problem}", stderr=True)
    if problems or not (loaded.already | (loaded.rows_kept + loaded.rows_duplicate > 0)).any():
        raise typer.Exit(problems[0].exit_code if problems else UnreadableInput.exit_code)


@app.command()
def sniff(
    file: Annotated[Path, typer.Argument(help="A file; of a zip, each file in it is looked at.")],
    format_: Format = None,
    mapping: Mapping = None,
    encoding: Encoding = None,
    as_json: Json = False,
) -> None:
    """Say what a file is taken for and why, and show its first rows as they are understood. Nothing is loaded.

    Examples:
      vesseltrack sniff ais-2026-11-22.csv.zst

      vesseltrack sniff harbour.csv --json | jq -r .layout
    """
    seen = api.sniff(file, mapping, format_, encoding)
    if as_json:
        rows = [
            vars(s)
            | {f: json.loads(getattr(s, f).to_json(orient="records", date_format="iso")) for f in ("rows", "columns")}
            for s in seen
        ]
        show(pd.DataFrame(rows), as_json=True)
    else:
        for s in seen:
            screen.print_sniffed(s)
    if not any(s.layout for s in seen):
        raise typer.Exit(UnreadableInput.exit_code)


@app.command()
def formats(as_json: Json = False) -> None:
    """Show the formats that are known by their contents, in the order in which they are tried.

    Examples:
      vesseltrack formats
    """
    show(pd.DataFrame([{"format": r.name, "about": r.about} for r in readers()]), as_json)


@app.command()
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
    rules = load_settings(settings, preset, assign or ())
    require_store(db)
    with api.open(db, memory_limit=memory) as store:
        pipeline.detect(store.store, rules, screen.bar("detecting", lambda s: s.writes))
        folder = report.write_alerts(store.store, rules, out / report.folder_name(store.store))
        _show_alerts(store, top, as_json)
    screen.say(f"Alert files: {folder}/", stderr=True)


def _with_lists(db: Path) -> None:
    """See to it that a store holds at least the lists, zones and flags we ship, so that it can then be read by many at once."""
    if db.exists():
        with api.open(db, read_only=True) as store:
            if not pipeline.lacks_reference(store.store):
                return
    with api.open(db) as store:
        pipeline.load_reference(store.store)


@app.command()
def ship(
    asked: Annotated[str, typer.Argument(help="IMO number, MMSI, name or call sign.")],
    db: Db = STORE,
    dossier: Annotated[
        Path | None,
        typer.Option(
            "--dossier", help="Write its page, its messages and their hashes to this folder.", file_okay=False
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show who a ship is and was, and which list names it since when.

    Examples:
      vesseltrack ship 8360406

      vesseltrack ship "TOK SONG"

      vesseltrack ship 9161003 --json | jq -r '.listed[].authority'

      vesseltrack ship 9161003 --dossier out/
    """
    _with_lists(db)
    with api.open(db, read_only=True) as store:
        page = store.ship(asked)
        if dossier is not None:
            for key in page.heard.ship if len(page.heard) else ():
                report.write_dossier(store.store, load_settings(), int(key), dossier / str(key))
    if dossier is not None:
        screen.say(
            f"{dossier}/: {', '.join(str(k) for k in page.heard.ship) if len(page.heard) else 'it was not heard'}"
        )
    elif as_json:
        screen.say(json_text(page.as_dict()))
    else:
        screen.print_ship(asked, page)


@app.command(name="nightly")
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


@app.command()
def rejects(
    db: Db = STORE, limit: Annotated[int, typer.Option("--limit", min=1, max=1_000_000_000)] = 20, as_json: Json = False
) -> None:
    """Show refused rows with their file, line and reason.

    Examples:
      vesseltrack rejects --limit 5

      vesseltrack rejects --limit 1000 --json | jq -r .reason | sort | uniq -c
    """
    query = (
        "SELECT files.name AS file, line, reason, raw FROM rejects JOIN files USING (file_id)"
        " ORDER BY file_id, line LIMIT $limit"
    )
    with api.open(db, read_only=True) as store:
        show(store.sql(query, {"limit": limit}), as_json)


@zones_app.command("load")
def zones_load(
    path: Annotated[Path, typer.Argument(help="GeoJSON, each feature with a name.")], db: Db = STORE
) -> None:
    """Add geofences of your own; a property "watch": true makes a ship inside worth an alert.

    Examples:
      vesseltrack zones load mine.geojson
    """
    with api.open(db) as store:
        screen.say(f"{store.load_zones(path)} zones")


@zones_app.command("show")
def zonesshow(db: Db = STORE, as_json: Json = False) -> None:
    """Show the zones: whose they are, how sure, and which were merely computed.

    Examples:
      vesseltrack zones show --json | jq -r 'select(.status == "legal") | .name'
    """
    _with_lists(db)
    with api.open(db, read_only=True) as store:
        columns = "name, kind, authority, status, watch, source_date, confidence"
        show(store.sql(f"SELECT {columns} FROM zones ORDER BY kind, name"), as_json)


@app.command(name="presets")
def presets_command(as_json: Json = False) -> None:
    """Show the named presets: whose published rules they are.

    Examples:
      vesseltrack presets
    """
    show(pd.DataFrame([{"preset": k, "rules": v} for k, v in presets().items()]), as_json)


@app.command(name="settings")
def settings_command(preset: Preset = None, settings: SettingsFile = None, assign: Assign = None) -> None:
    """Print the rules of a run as JSON, with preset, file and single settings applied.

    Examples:
      vesseltrack settings --preset gfw | jq .encounters

      vesseltrack settings --set gaps.min_silence_h=6
    """
    screen.say(json_text(json.loads(load_settings(settings, preset, assign or ()).model_dump_json()), indent=2))


@app.command()
def tables(
    name: Annotated[str | None, typer.Argument(help="One table; all if left out.")] = None,
    as_json: Json = False,
) -> None:
    """Show what every table and column of the store means.

    Examples:
      vesseltrack tables gaps
    """
    known = api.tables()
    if name is not None and name not in known:
        near = get_close_matches(name, known, 1)
        raise WrongUse(
            f"there is no table {name}" + (f"; is it {near[0]}?" if near else ""), f"the tables are: {', '.join(known)}"
        )
    chosen = known if name is None else {name: known[name]}
    show(
        pd.concat([f.assign(table=t)[["table", "name", "type", "meaning"]] for t, f in chosen.items()]),
        as_json,
    )


@app.command()
def data() -> None:
    """Print where the lists, zones, ports and coast we ship lie.

    Examples:
      ls $(vesseltrack data)
    """
    screen.say(str(data_file("").resolve()))


for command in (indicators, reasons, steps, step, replay, verify, prune, check, demo, evaluate):
    app.command()(command)
