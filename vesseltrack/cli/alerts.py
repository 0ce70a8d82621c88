"""Commands on alerts: show them, give verdicts, show their history, replay with other rules, verify alert files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.lines import print_lines
from vesseltrack.cli.options import (
    STORE,
    Assign,
    Columns,
    Csv,
    Db,
    Json,
    LogLevel,
    Memory,
    Preset,
    SettingsFile,
    Top,
    alone,
    show,
    show_as,
)
from vesseltrack.errors import OtherLayout, WrongUse
from vesseltrack.output import json_text, visible

if TYPE_CHECKING:
    import pandas as pd


alerts_app = typer.Typer(
    rich_markup_mode=None,
    help="Show the alerts of the last detect, one in detail, verdicts on them, and their history.\n\nExamples:\n\n"
    "  vesseltrack alerts --top 5\n\n  vesseltrack alerts --columns id,score,summary --csv\n\n"
    "  vesseltrack alerts --json | jq -r '[.queue, .score, .summary] | @tsv'",
)
_BECAME = "SELECT as_of, alert, state, what FROM alert_states WHERE list_contains($names, alert) ORDER BY nth"
_SAID = """
    SELECT said_at, said_by, alert, verdict, reason, quiet_until, note FROM verdicts
    WHERE alert = $alert OR alert IN (SELECT unnest(was) FROM alert_states WHERE alert = $alert) ORDER BY nth
"""
Alert = Annotated[
    str,
    typer.Argument(
        help="The short id of an alert (L1, B4), its full name or the beginning of it, or a ship's name, MMSI or IMO number."
    ),
]

Whole = Annotated[bool, typer.Option("--whole", help="A wide table, with the indicators of each alert.")]


@alerts_app.callback(invoke_without_command=True)
def alerts(
    context: typer.Context, db: Db = STORE, top: Top = 20, as_json: Json = False,
    as_csv: Csv = False, columns: Columns = None, whole: Whole = False,
) -> None:  # fmt: skip
    """Show the alerts of the last detect, one line each; for one in detail: vesseltrack alerts show L1.

    Examples:
      vesseltrack alerts --top 5

      vesseltrack alerts --columns id,alert,score,summary --csv

      vesseltrack alerts --json | jq -r '[.queue, .score, .summary] | @tsv'
    """
    import pandas as pd

    from vesseltrack import api
    from vesseltrack.alerts.find import short_id

    if not alone(context):
        return
    with api.open(db, read_only=True) as store:
        found = store.alerts()
        plain = pd.DataFrame(found.drop(columns="geometry"))
        plain.insert(0, "id", [short_id(a) for a in found.itertuples()])
        if as_json or as_csv or columns:
            show_as(plain, as_json, as_csv, columns)
        elif whole:
            screen.print_alerts(found, store.searched(), top)
        else:
            print_lines(found, store.searched(), top)


@alerts_app.command(name="show")
def show_alert(alert: Alert, db: Db = STORE, as_json: Json = False) -> None:
    """Show one alert in detail: its events in order of time, indicators for and against, lists, verdicts, history.

    An alert whose name changed, because late data moved its beginning, is found by its earlier names too. Of one that is gone,
    found by its whole name, its history and the verdicts given on it are shown.

    For instance: vesseltrack alerts show B1, or show "DE XIN", or show alert-gap-671000118-20261116T233039Z
    """
    import pandas as pd

    from vesseltrack import api
    from vesseltrack.alerts.find import find_alerts
    from vesseltrack.report.meetings import meeting_lines

    with api.open(db, read_only=True) as store:
        found = store.alerts()
        one = find_alerts(found, alert)
        names = sorted({alert, *one.alert, *(name for was in one.was for name in was)})
        history = store.sql(_BECAME, {"names": names})
        said = store.sql(_SAID, {"alert": alert}) if one.empty else pd.DataFrame()
        more = [] if as_json else [meeting_lines(store.store, one.iloc[[n]]) for n in range(len(one))]
    if one.empty and history.empty:
        raise WrongUse(
            f"there is no alert {alert}",
            "see: vesseltrack alerts; give L1, a ship's name, MMSI or IMO number, or the beginning of an alert's name.",
        )
    if as_json:
        show(pd.DataFrame(one.drop(columns="geometry")), as_json=True)
        return
    for (_, a), meetings in zip(one.iterrows(), more, strict=True):
        screen.print_alert(a, meetings)
    if len(history):
        screen.console().print(screen.table_of(history, "\nWhat became of it, night by night"))
    if len(said):
        screen.console().print(screen.table_of(said, "\nVerdicts given on it"))


@alerts_app.command(name="mark")
def mark(
    alert: Alert,
    verdict: Annotated[str, typer.Argument(help="confirmed, benign or watch; or undone, to take back the last.")],
    db: Db = STORE,
    reason: Annotated[str, typer.Option("--reason", help="A word, such as bunkering.")] = "",
    until: Annotated[
        datetime | None,
        typer.Option("--until", formats=["%Y-%m-%d"], help="Until when a benign verdict quiets the ship's like."),
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who says it; your login name if left out.")] = None,
    note: Annotated[str, typer.Option("--note", help="Anything else.")] = "",
    because: Annotated[str, typer.Option("--because", hidden=True)] = "",
) -> None:
    """Give a verdict on an alert. Kept with who gave it and when; a later verdict replaces it, but none is overwritten.

    A benign verdict quiets the ship's alerts of the same kind until the day given: they stand last, with the reason. If no day is
    given, a meeting with another ship brings the alert back. No short id changes before the next search.
    A verdict stays with the alert's events, even if the alert's name changes.

    For instance: vesseltrack alerts mark B1 benign --reason bunkering --until 2026-12-31; to take it back: alerts mark B1 undone
    """
    from vesseltrack import api
    from vesseltrack.store import require_store

    if because:
        screen.say("--because is called --reason now; it is understood until 0.3", stderr=True)
    require_store(db)
    with api.open(db) as store:
        name = store.mark(alert, verdict, reason or because, until.date() if until else None, by, note)
        summaries = store.sql("SELECT summary FROM alerts WHERE alert = $name", {"name": name}).summary
    screen.say(f"{name}: {verdict}")
    for summary in summaries:  # a short id typed wrong, or read from the list of an earlier night, is seen by it
        screen.say(f"  {visible(summary)}")


@alerts_app.command(name="verdicts")
def show_verdicts(
    db: Db = STORE,
    load: Annotated[Path | None, typer.Option("--load", help="Load the verdicts of this exported file.")] = None,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
) -> None:
    """Show all verdicts on alerts; --json exports them, --load loads them into another store.

    Examples:
      vesseltrack alerts verdicts --json > verdicts.jsonl

      vesseltrack alerts verdicts --load verdicts.jsonl
    """
    from vesseltrack import api
    from vesseltrack.alerts import verdicts

    if load is not None:
        with api.open(db) as store:
            screen.say(f"{store.load_verdicts(load)} verdicts")
        return
    try:
        with api.open(db, read_only=True) as store:
            plain = as_json and not columns
            said = verdicts.export(store.store) if plain else store.verdicts()
    except OtherLayout as e:
        said = _taken_out(db, "verdicts", e)
    _show_records(said, as_json, as_csv, columns)


@alerts_app.command(name="history")
def history(db: Db = STORE, as_json: Json = False, as_csv: Csv = False, columns: Columns = None) -> None:
    """Show the history of each alert, night by night: new, changed, closed, withdrawn, downgraded, reopened, and why.

    Examples:
      vesseltrack alerts history --json | jq -r 'select(.state == "withdrawn") | .what'
    """
    from vesseltrack import api

    try:
        with api.open(db, read_only=True) as store:
            show_as(store.history(), as_json, as_csv, columns, ("as_of", "state", "score", "summary", "what"))
    except OtherLayout as e:
        _show_records(_taken_out(db, "alert_states", e), as_json, as_csv, columns)


def _taken_out(db: Path, table: str, why: OtherLayout) -> list[dict[str, Any]]:
    """Records from a store of another version, by its column names; notes on them go to standard error."""
    from vesseltrack.alerts import anystore

    found = anystore.take_out(db, table)
    for line in (why.problem, *found.says):
        screen.say(f"Mind: {visible(line)}", stderr=True)
    return found.records


def _show_records(said: list[dict[str, Any]] | pd.DataFrame, as_json: bool, as_csv: bool, columns: str | None) -> None:
    import pandas as pd

    if as_json and isinstance(said, list) and not columns:  # as it is loaded again: lists in it stay lists
        for record in said:
            screen.say(json_text(record))
        return
    show_as(pd.DataFrame(said), as_json, as_csv, columns)


def replay(
    db: Db = STORE,
    preset: Preset = None,
    settings: SettingsFile = None,
    assign: Assign = None,
    memory: Memory = None,
    as_json: Json = False,
    as_csv: Csv = False,
    columns: Columns = None,
    log_level: LogLevel = None,
) -> None:
    """Show which alerts would appear or vanish with other rules, and which confirmed ones would be lost. Nothing is changed.

    Examples:
      vesseltrack replay --set gaps.min_silence_h=6

      vesseltrack replay --preset gfw --json | jq -r 'select(.change == "vanishes") | .summary'
    """
    from vesseltrack import api

    with api.open(db, read_only=True, memory_limit=memory) as store:
        changes = store.replay_with(preset, settings, assign or (), screen.bar("replaying", lambda s: s.writes))
    shown = ("change", "queue", "score", "score_then", "verdict", "summary")
    show_as(changes, as_json, as_csv, columns, shown)
    lost = changes[(changes.change == "vanishes") & (changes["verdict"] == "confirmed")]
    if not as_json and not as_csv:
        counts = changes.change.value_counts()
        said = ", ".join(f"{n} {counts.get(n.split()[-1], 0)}" for n in ("appears", "vanishes", "rises", "falls"))
        screen.say(f"\n{said}. Confirmed alerts lost: {len(lost)}.")


def verify(
    folder: Annotated[Path, typer.Argument(help="A folder of alert files.", file_okay=False)],
    db: Annotated[
        Path | None, typer.Option("--db", help="Build it again from this store, and compare.", dir_okay=False)
    ] = None,
) -> None:
    """Check a folder of alert files against the hashes in its manifest; with --db, build it again and compare.

    Exit code 1 if anything differs. Verdicts, nights and files added since then change what a store gives.

    Examples:
      vesseltrack verify alerts/2026-11-22
    """
    from vesseltrack import api, report
    from vesseltrack.report.overview import LATER
    from vesseltrack.store import require_store

    if db is None:
        wrong = report.verify(folder)
    else:
        require_store(db)
        with api.open(db, read_only=True) as store:
            wrong = store.verify(folder, rebuild=True)
    for line in wrong:
        screen.say(line)
    if (folder / LATER).is_file():
        screen.say(f"A later night was searched since: {folder / LATER}")
    if wrong and db is not None:
        screen.say("Verdicts, nights and files since it was written change what a store tells.")
    if wrong:
        raise typer.Exit(1)
    screen.say(f"{folder}: as it was written" + ("" if db is None else ", and the store gives the same bytes"))
