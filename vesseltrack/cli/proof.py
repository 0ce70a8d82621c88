"""Commands that measure the tool: the demo and its cases, and the benchmarks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vesseltrack.cli import screen
from vesseltrack.cli.lines import print_lines
from vesseltrack.cli.options import Assign, Json, Out, SettingsFile, Top, show
from vesseltrack.errors import WrongUse

if TYPE_CHECKING:
    from vesseltrack.settings import Settings


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", help="Folder for its data and store; an earlier demo is deleted.", file_okay=False)
    ] = Path("demo"),
    out: Out = Path("alerts"),
    days: Annotated[int, typer.Option("--days", min=1, max=31)] = 7,
    ships: Annotated[int, typer.Option("--ships", min=20, max=20000, help="About how many ships.")] = 400,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Random seed; the same gives the same bytes.")] = 20240330,
    case: Annotated[
        str | None,
        typer.Option("--case", help="Replay a published case, such as de-yi, instead; a wrong name lists them."),
    ] = None,
    top: Top = 5,
) -> None:
    """Write a simulated week of AIS off Korea with its truth, load it, detect, and report what was found, missed and false.

    Everything but the lists is invented: some ships bear the names and numbers of real listed ships, which did not do this.
    A case is built from published facts and placed in such traffic: a scenario, not a recording.

    Examples:
      vesseltrack demo --days 2 --ships 60

      vesseltrack demo --case cc-nine --ships 60
    """
    from vesseltrack import api
    from vesseltrack.demo.run import case_named, run_demo  # the simulator is needed only here

    chosen = case_named(case) if case else None
    result = run_demo(folder, out, days, ships, seed, screen.bar, chosen)
    with api.open(result.db, read_only=True) as store:
        print_lines(store.alerts(), store.searched(), top, hint=False)
    out_ = screen.console()
    out_.print(screen.table_of(result.verdict, "\nThe demo's truth: what was planted, and what became of it"))
    if chosen:
        out_.print(f"\nA scenario, not a recording: {chosen.about}.", markup=False)
        for fact in chosen.facts:
            out_.print(f"  {fact}.", markup=False)
    screen.say(f"\nOpen {result.alerts / 'index.html'} in a browser: list, map in time, dossiers; no network needed.")
    screen.say(f"Look closer: vesseltrack alerts --db {result.db}")
    screen.say(f"In QGIS: vesseltrack export week.gpkg --db {result.db}; in Jupyter: notebooks/")
    screen.say(f"Data {folder / 'ais'}/   store {result.db}   alert files {result.alerts}/")


def evaluate(
    real: Annotated[
        list[str] | None,
        typer.Argument(help="AIS files of a whole day or more, to plant silences or meetings in. May be left out."),
    ] = None,
    seeds: Annotated[
        str,
        typer.Option(
            "--seeds",
            help="Random seeds, with commas between: one run for each. The default ones were not used for tuning.",
        ),
    ] = "11,12",
    days: Annotated[int, typer.Option("--days", min=2, max=14)] = 7,
    ships: Annotated[int, typer.Option("--ships", min=60, max=5000)] = 700,
    worlds: Annotated[
        bool,
        typer.Option(
            "--worlds",
            help="Measure dark periods on simulated worlds of other reception instead, one of each family a seed.",
        ),
    ] = False,
    verdicts: Annotated[
        Path | None,
        typer.Option("--verdicts", help="Compare the scores with the verdicts in this store instead.", dir_okay=False),
    ] = None,
    meetings: Annotated[
        int | None,
        typer.Option(
            "--meetings",
            min=1,
            max=50,
            help="Measure meetings instead: plant so many of each kind, and innocent scenes.",
        ),
    ] = None,
    settings: SettingsFile = None,
    assign: Assign = None,
    as_json: Json = False,
) -> None:
    """Measure precision and recall of dark periods on data with truth, compared with a market leader's rule and plain thresholds.

    Two kinds of data: simulated weeks off Korea, and, if files are given, their real tracks with silences planted in them and
    messages thinned by simulated receivers (give a file of a whole day). The truth of both is synthetic.

    With --worlds: twelve kinds of simulated worlds whose reception shares no formula with ours (masts among hills, ducting,
    failing receivers and providers, satellites, weak transponders, thinned files, fleets, habits). Seeds 1 and 2 were used for
    tuning.

    With --meetings: ship-to-ship transfers and innocent look-alikes in an empty sea, and, if files are given, on their real
    tracks: copies of ships moved beside others. Alerts of real ships alone are counted apart: their truth is not known.

    Examples:
      vesseltrack evaluate --seeds 11 --days 2 --ships 60

      vesseltrack evaluate --verdicts vesseltrack.duckdb

      vesseltrack evaluate --meetings 8 --seeds 11

      vesseltrack evaluate --seeds 11 --days 2 --ships 60 --set reception.blind_rate=0.01 --json | jq .brier
    """
    from vesseltrack.settings import load_settings

    if verdicts is not None:
        _show_agreement(verdicts, as_json)
        return
    if not all(x.strip().isascii() and x.strip().isdigit() for x in seeds.split(",")):
        raise WrongUse(
            f"--seeds {seeds} is not a list of numbers", "give whole numbers with commas between: --seeds 11,12"
        )
    rules, chosen = load_settings(settings, None, assign or ()), [int(x) for x in seeds.split(",")]
    if worlds:
        _show_worlds(chosen, rules, as_json)
    elif meetings is not None:
        _show_meetings(chosen, meetings, real or [], rules, as_json)
    else:
        _show_silences(chosen, days, ships, real or [], rules, as_json)


def _show_agreement(db: Path, as_json: bool) -> None:
    from vesseltrack import api
    from vesseltrack.alerts.verdicts import agreement
    from vesseltrack.store import require_store

    require_store(db)
    with api.open(db, read_only=True) as store:
        show(agreement(store.store), as_json, "Verdicts and the scores of their alerts")


def _show_worlds(seeds: list[int], rules: Settings, as_json: bool) -> None:
    from vesseltrack.evaluate.families import hold_against_worlds, in_tables

    rows, bands = hold_against_worlds(seeds, rules, progress=screen.bar("measuring", lambda family: family))
    if as_json:
        show(rows, as_json)
        return
    for title, table in in_tables(rows).items():
        show(table, as_json, title)
    show(bands, as_json, "Under way: of gaps given a probability, so many were silence")


def _show_meetings(seeds: list[int], meetings: int, real: list[str], rules: Settings, as_json: bool) -> None:
    from vesseltrack.evaluate.met import bench, on_real
    from vesseltrack.settings import load_settings

    beside = {name: load_settings(preset=name) for name in ("gfw", "starboard")}
    for seed in seeds:
        show(bench(seed, meetings, rules, beside), as_json, f"Planted meetings, {meetings} of each kind, seed {seed}")
        if real:
            names = ", ".join(Path(p).name for p in real)
            found = on_real(real, seed, meetings, rules, beside)
            show(found, as_json, f"On real tracks of {names}, at most {meetings} of each kind, seed {seed}")


def _show_silences(seeds: list[int], days: int, ships: int, real: list[str], rules: Settings, as_json: bool) -> None:
    from vesseltrack.evaluate.run import evaluate as run_evaluate
    from vesseltrack.evaluate.run import hard_week, planted

    cases = [hard_week(days, ships, s) for s in seeds]
    cases += [planted(real, 4, 900, s, rules) for s in seeds] if real else []
    for result in run_evaluate(cases, rules, screen.bar("measuring", lambda c: f"{c.about}, seed {c.seed}")):
        screen.print_measured(result, as_json)
