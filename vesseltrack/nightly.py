"""The nightly run: load a night's files, run detect, record the history of alerts, write the folder of that date.

Results and history are written in one transaction. Changes that were recorded but not reported, because the run was stopped or
its folder could not be written, are reported by the next run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path

from vesseltrack import report
from vesseltrack.alerts import history
from vesseltrack.engine import pipeline
from vesseltrack.engine.inputs import remember, search_from
from vesseltrack.errors import NoRows, UnreadableInput, WrongUse
from vesseltrack.output import counted, json_text
from vesseltrack.report.morning import morning_lines
from vesseltrack.report.night import NightReport, files_words, later_night, refused_words
from vesseltrack.report.overview import write_overview
from vesseltrack.settings import Settings
from vesseltrack.sources.load import STDIN, load_files, raise_first
from vesseltrack.sources.outcome import Loaded
from vesseltrack.store import Store

PATIENCE_S = 300
"""How long a night waits for who reads the store meanwhile: an analyst's desk, a query."""
_OF_NIGHT = "SELECT count(*) FROM fixes WHERE time >= $end - INTERVAL 1 DAY AND time < $end"
_NOT_REPORTED = """
    FROM files WHERE list_contains($names, name) AND file_id > (SELECT coalesce(max(files), 0) FROM nights WHERE reported)
"""


@dataclass(frozen=True)
class Night:
    """The result of a night.

    Attributes:
        rows: number of messages dated on that day.
        sentence: summary in words.
        new_rows: number of messages kept from its files, of any day.
        alerts: number of alerts.
        became: number of alerts by new state since the last night that was reported.
        status: ``searched``, ``no data`` or ``incomplete`` (a file could not be read).
        exit_code: 0, 6 or 3.
        refused: number of refused rows of its files, by reason.
        failed: files that could not be read, each with the reason.
        empty: files with a header and no rows.
        lines: one for each alert that is new, reopened, grown or gone, with its reason (see :mod:`vesseltrack.report.morning`).
    """

    rows: int
    sentence: str
    new_rows: int = 0
    alerts: int = 0
    became: dict[str, int] = field(default_factory=dict)
    status: str = "searched"
    exit_code: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def run(
    db: Path,
    night: str,
    patterns: Sequence[str],
    settings: Settings,
    out: Path,
    memory_limit: str | None = None,
    look_back: timedelta | None = None,
) -> Night:
    """Load, detect, record and write ``out/night``.

    Args:
        db: the store.
        night: YYYY-MM-DD, UTC.
        patterns: paths or globs of the night's files.
        settings: the rules.
        out: parent of the night's folder; checked for being writable first.
        memory_limit: DuckDB's memory limit.
        look_back: see :func:`vesseltrack.engine.inputs.search_from`; a setting ``tracks.since`` takes precedence.

    Returns:
        The result. If some files could not be read, the others are searched, and ``failed`` names them.

    Raises:
        WrongUse: ``night`` is not a date, or the folder cannot be written: nothing was loaded.
        UnreadableInput: not one file could be read; nothing is written, and the folders of earlier nights stay.
    """
    day = _day(night)
    folder = out / day.isoformat()
    report.require_folder(folder)
    end = datetime.combine(day + timedelta(days=1), time())
    with Store(db, memory_limit=memory_limit, wait_s=PATIENCE_S) as store:
        loaded = _load(store, patterns)
        pipeline.load_reference(store)
        since, changed = search_from(store, settings, end, look_back)
        outcome = _report(store, day, end, loaded)
        became = _search(store, settings := settings.looking_since(since), outcome)
        beyond = _beyond(store, settings.tracks.since, changed) + _write(store, settings, folder, outcome)
        lines = morning_lines(store)
        history.mark_reported(store)
        alerts = store.one("SELECT count(*) FROM alerts")[0]
    return Night(
        outcome.messages, _sentence(outcome, alerts, became, folder, beyond), outcome.new_messages, alerts, became,
        outcome.status, outcome.exit_code, outcome.refused, outcome.failed, outcome.empty, lines,
    )  # fmt: skip


def _search(store: Store, settings: Settings, night: NightReport) -> dict[str, int]:
    """Run detect and record the history of alerts in one transaction. Returns the number of alerts by new state."""
    became: dict[str, int] = {}

    def record() -> None:
        became.update(history.record_within(store, night.night, json_text(night.as_dict())))
        remember(store, settings)

    pipeline.detect(store, settings, record=record)
    return became


def _write(store: Store, settings: Settings, folder: Path, night: NightReport) -> str:
    """Write a night's folder and the files beside it. Returns, in words, which existing files there were left alone."""
    report.write_alerts(store, settings, folder, night=night)
    return "".join(f"; {left}" for left in write_overview(folder.parent))


def _load(store: Store, patterns: Sequence[str]) -> list[Loaded]:
    """Load those of a night's files that can be read.

    Raises:
        UnreadableInput: none could be read.
    """
    loaded: list[Loaded] = []
    for some in [patterns] if STDIN in patterns else [[p] for p in dict.fromkeys(patterns)]:
        try:
            loaded += load_files(store, some)
        except UnreadableInput as e:
            loaded.append(Loaded(str(some[0]), problem=e))
    if all(x.problem is not None and not isinstance(x.problem, NoRows) for x in loaded):
        raise_first(loaded)
    return loaded


def _report(store: Store, day: date, end: datetime, loaded: Sequence[Loaded]) -> NightReport:
    """The outcome of a night's files, including those loaded by a run that was stopped before it reported."""
    kept, repeated, refused = _not_reported(store, [x.name for x in loaded if x.already])
    for x in loaded:
        refused.update(x.reasons)
    return NightReport(
        night=day,
        messages=int(store.one(_OF_NIGHT, {"end": end})[0]),
        new_messages=kept + sum(x.rows_kept for x in loaded),
        repeated=repeated + sum(x.rows_duplicate for x in loaded),
        refused=dict(sorted(refused.items())),
        failed=[x.problem.problem for x in loaded if x.problem is not None and not isinstance(x.problem, NoRows)],
        empty=[x.name for x in loaded if isinstance(x.problem, NoRows)],
        later_night=later_night(store, day),
    )


def _not_reported(store: Store, names: list[str]) -> tuple[int, int, Counter[str]]:
    """For files loaded before: numbers of rows kept, repeated and (by reason) refused that no night has reported yet."""
    parameters = {"names": names}
    kept, repeated = store.one(
        f"SELECT coalesce(sum(rows_kept), 0), coalesce(sum(rows_duplicate), 0) {_NOT_REPORTED}", parameters
    )
    reasons = store.rows(
        f"SELECT reason, sum(rows) FROM reject_counts WHERE file_id IN (SELECT file_id {_NOT_REPORTED}) GROUP BY reason",
        parameters,
    )
    return int(kept), int(repeated), Counter({reason: int(rows) for reason, rows in reasons})


def _beyond(store: Store, since: datetime | None, changed: Sequence[str]) -> str:
    """A remark on how far back was searched: why everything was, or which older data were not; empty if there is none."""
    if changed:
        return f"; all that is stored was searched: not as in the night before are {', '.join(changed)}"
    if since is None or not store.one("SELECT count(*) FROM fixes WHERE time < $since", {"since": since})[0]:
        return ""
    return f"; searched from {since:%Y-%m-%d %H:%M} on only: what is older was not looked at again"


def _day(night: str) -> date:
    try:
        day = date.fromisoformat(night)
    except ValueError as e:
        raise WrongUse(f"{night} is not a date", "give it as YYYY-MM-DD.") from e
    if not 2000 <= day.year < 3000:
        raise WrongUse(f"{night} is before there was AIS, or after the year 2999", "give it as YYYY-MM-DD.")
    return day


def _sentence(night: NightReport, alerts: int, became: dict[str, int], folder: Path, beyond: str) -> str:
    """The summary of a night in one sentence, with remarks."""
    sentence = f"{counted(alerts, 'alert')}{_became_words(became)}; {night.messages:,} messages of the night searched"
    other_days = night.new_messages > night.messages
    sentence += (
        f"; {night.new_messages:,} new, of other days too" if other_days else f", {night.new_messages:,} of them new"
    )
    if not night.messages:
        sentence = f"no data for this night ({night.new_messages:,} new messages of other days){_became_words(became)}"
    beside = [
        f"{night.repeated:,} were there already" if night.repeated else "",
        refused_words(night.refused) if night.refused else "",
        f"{files_words(night.failed)} could not be read: {'; '.join(night.failed)}" if night.failed else "",
        f"without rows: {', '.join(night.empty)}" if night.empty else "",
        f"a later night, {night.later_night}, was searched before: its page is as it was" if night.later_night else "",
    ]
    return f"{night.night}: {'; '.join([sentence + beyond, *(b for b in beside if b)])}. {folder}/"


def _became_words(became: dict[str, int]) -> str:
    """Numbers of alerts by new state, in words."""
    states = ("new", "changed", "closed", "withdrawn", "downgraded", "reopened")
    parts = [f"{became[k]} {k}" for k in states if became.get(k)]
    return f" ({', '.join(parts)})" if parts else ""
