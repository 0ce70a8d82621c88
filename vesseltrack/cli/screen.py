"""Terminal output: tables safe against control characters in names, and progress bars that are silent in a pipe."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from vesseltrack.output import counted, hours_with_messages, quieted, terminal, visible

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text


T = TypeVar("T")
PIPE_WIDTH = 120  # characters; the environment variable COLUMNS overrides it


def console(stderr: bool = False) -> Console:
    """A console of the terminal's width, or a fixed one in a pipe."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=_width(stream.isatty()), highlight=False)


def _width(is_terminal: bool) -> int | None:
    """Width in characters: COLUMNS if set, else the terminal's, else fixed in a pipe."""
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isdecimal() and int(asked) else None if is_terminal else PIPE_WIDTH


def safe(value: Any) -> Text:
    """A value as text without effects: no markup, no control or bidirectional characters."""
    import pandas as pd
    from rich.text import Text

    if isinstance(value, pd.Timestamp) and value.tzinfo is not None:
        value = value.tz_convert("UTC").tz_localize(None)  # all times are UTC: a table need not say it in each cell
    return Text("" if pd.api.types.is_scalar(value) and pd.isna(value) else visible(value))


def say(message: str, stderr: bool = False) -> None:
    """Print a message, which may quote untrusted text, to standard output or standard error."""
    print(terminal(message), file=sys.stderr if stderr else sys.stdout)


def bar(what: str, name: Callable[[T], str]) -> Callable[[Iterable[T]], Iterable[T]]:
    """A wrapper for a list of tasks that shows progress on standard error if that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    def wrapped(items: Iterable[T]) -> Iterator[T]:
        if not sys.stderr.isatty():
            yield from items
            return
        work = list(items)
        columns = (
            TextColumn(what),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=len(work))
            for item in work:
                progress.update(task, description=visible(name(item))[-60:].replace("[", "("))
                yield item
                progress.advance(task)

    return wrapped


def table_of(frame: pd.DataFrame, title: str = "") -> Table:
    """Any small frame as a table."""
    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=Text(terminal(title)) if title else None,
        title_justify="left",
        box=None,
        pad_edge=False,
        header_style="bold",
    )
    for column in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[column]) and not pd.api.types.is_bool_dtype(frame[column])
        table.add_column(safe(column), justify="right" if numeric else "left", overflow="fold")
    for row in frame.itertuples(index=False):
        table.add_row(*[safe(v) for v in row])
    return table


def print_alerts(alerts: gpd.GeoDataFrame, searched: dict[str, Any], top: int) -> None:
    """The first alerts of each queue, and what was searched."""
    out = console()
    for queue in ("listed", "behaviour"):
        if top and (alerts.queue == queue).any():
            out.print(alert_table(alerts, queue, top))
    out.print(claim(searched, len(alerts)))
    if quiet := int((alerts.quiet != "").sum()):
        out.print(quieted(quiet))


def print_alert(a: Any, more: Iterable[tuple[str, list[str]]] = ()) -> None:
    """Print one alert in detail; ``more`` are headings and lines of its meetings."""
    from rich.padding import Padding
    from rich.text import Text

    from vesseltrack.alerts.find import short_id
    from vesseltrack.report.meetings import others_met

    out = console()
    out.print(Text(visible(a.summary), "bold"))
    out.print(f"{short_id(a)}: {a.queue} #{a['rank']}, score {a.score:g}  {visible(a.alert)}", markup=False)
    who = [f"{a.ship_name}: {_particulars(a.mmsi, a.imo, a.flag, a.vessel_type)}"]
    if isinstance(a.other_name, str):
        who.append(f"{a.other_name}: {_particulars(a.other_mmsi, a.other_imo, a.other_flag, a.other_vessel_type)}")
    who += [
        f"{o['name'] or o['mmsi']}: {_particulars(o['mmsi'], o['imo'], o['flag'], o['vessel_type'])}"
        for o in others_met(a)
    ]
    for heading, lines in (
        ("Who", who),
        ("In order of time (UTC)", a.timeline), ("Said elsewhere", a.see_also),
        ("Why it is here", a.indicators), ("What speaks for innocence", a.mitigating),
        ("What the forest finds odd", a.anomaly_reasons), ("Lists that name it", a.listed_as),
        ("What was said of it", [x for x in (a.verdict_text, a.quiet and f"quiet: {a.quiet}") if x]),
        *more,
    ):  # fmt: skip
        if len(lines):
            out.print(Text(f"\n{visible(heading)}", "bold"))
            for line in lines:
                out.print(Padding(safe(line), (0, 0, 0, 2), expand=False))


def claim(searched: dict[str, Any], alerts: int) -> str:
    """One sentence: the number of alerts, and what was searched, as no result means anything without it."""
    if not searched["rows"]:
        return "No data: nothing was searched, so nothing can be said."
    return (
        f"{counted(alerts, 'alert')} in {counted(searched['rows'], 'message')} from {counted(searched['ships'], 'ship')}, "
        f"{searched['first_time']:%Y-%m-%d %H:%M} to {searched['last_time']:%Y-%m-%d %H:%M} UTC "
        f"({hours_with_messages(searched['first_time'], searched['last_time'], searched['hours_heard'])})."
    )


def print_measured(result: Any, as_json: bool) -> None:
    """Print the results on one data set, as tables or as one line of JSON."""
    import pandas as pd

    m = result.measured
    ours, leaders = m.at_leaders_recall
    recall, leaders_recall = m.at_leaders_precision
    if as_json:
        said = {
            "data": result.about, "seed": result.seed, "planted": m.planted, "gaps": m.gaps,
            "brier": None if pd.isna(m.brier) else round(m.brier, 4),
            "false_alarms_at_leaders_recall": ours, "leaders_false_alarms": leaders,
            "recall_at_precision_0.87": round(recall, 3), "leaders_recall": leaders_recall,
            "rules": m.rules.to_dict("records"), "calibration": m.calibration.to_dict("records"),
        }  # fmt: skip
        print(json.dumps(said, default=str))
        return
    out = console()
    out.print(f"\n{result.about}, seed {result.seed}: {m.planted:,} silences planted, {m.gaps:,} gaps", markup=False)
    out.print(table_of(m.rules))
    out.print(f"\nOf gaps given a probability, so many were silence (Brier score {m.brier:.3f}):", markup=False)
    out.print(table_of(m.calibration))
    if m.planted < 100:
        out.print("Few silences were planted: these figures are rough.", markup=False)
    out.print(f"At the leader's recall: {ours} false alarms, the leader's rule {leaders}.", markup=False)
    out.print(
        f"At a precision of 0.87: recall {recall:.2f}, the leader's rule {leaders_recall:.2f} here.", markup=False
    )


def alert_table(alerts: gpd.GeoDataFrame, queue: str, top: int) -> Table:
    """The first alerts of one queue: what happened, and the indicators."""
    from rich.table import Table

    shown = alerts[alerts.queue == queue].head(top)
    total = int((alerts.queue == queue).sum())
    heading = {"listed": "Listed ships", "behaviour": "Behaviour"}[queue]
    table = Table(title=f"{heading}: {len(shown)} of {total}", title_justify="left", show_lines=True, expand=True)
    table.add_column("#", justify="right", width=3)
    table.add_column("score", justify="right", width=5)
    table.add_column("what happened (UTC)", ratio=5, overflow="fold")
    table.add_column("why it is here, and what speaks against it", ratio=7, overflow="fold")
    for a in shown.itertuples():
        table.add_row(str(a.rank), f"{a.score:g}", _what(a), _why(a))
    return table


def _what(a: Any) -> Text:
    import pandas as pd
    from rich.text import Text

    who = [f"{a.ship_name}: {_particulars(a.mmsi, a.imo, a.flag, a.vessel_type)}"]
    if isinstance(a.other_name, str):
        who.append(f"{a.other_name}: {_particulars(a.other_mmsi, a.other_imo, a.other_flag, a.other_vessel_type)}")
    until = "still open" if pd.isna(a.end_time) else f"{a.end_time:%m-%d %H:%M}"
    return Text.assemble(
        (visible(a.summary), "bold"),
        f"\n{a.start_time:%Y-%m-%d %H:%M} to {until}, at {a.lat:.3f} {a.lon:.3f}",
        *(f"\n{visible(w)}" for w in who),
        *(f"\n· {visible(line)}" for line in (a.timeline[-6:] if a.repeats else ())),
        f"\nbehaviour alone would score {a.behaviour_score:g}" if a.queue == "listed" else "",
        (f"\n{visible(a.verdict_text)}" if a.verdict_text else "", "italic"),
        (f"\nquiet: {visible(a.quiet)}" if a.quiet and a.quiet != a.verdict_text else "", "italic"),
        (f"\n{visible(a.alert)}", "dim"),
    )


def _particulars(mmsi: Any, imo: Any, flag: Any, vessel_type: Any) -> str:
    import pandas as pd

    parts = [
        f"MMSI {mmsi}" if not pd.isna(mmsi) else "no MMSI",
        f"IMO {imo}" if not pd.isna(imo) else "no IMO",
        "" if pd.isna(flag) else str(flag),
        "" if pd.isna(vessel_type) else str(vessel_type),
    ]
    return ", ".join(p for p in parts if p)


def _why(a: Any) -> Text:
    from rich.text import Text

    lines = [visible(r) for r in a.indicators]
    against = [visible(r) for r in a.mitigating]
    named = [visible(r) for r in a.listed_as[:4]]
    more = len(a.listed_as) - len(named)
    out = Text("\n".join(lines))
    if named:
        out.append("\n" + "\n".join(named) + (f"\nand {more} more entries" if more else ""), "magenta")
    if against:
        out.append("\n" + "\n".join(against), "green")
    return out
