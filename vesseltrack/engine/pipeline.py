"""The pipeline of all steps. Steps exchange data through tables only; their order follows from the tables they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from vesseltrack import ships, zones
from vesseltrack.alongside import ALONGSIDE
from vesseltrack.contacts import CONTACTS
from vesseltrack.detectors import DETECTORS
from vesseltrack.engine import collector
from vesseltrack.engine.anew import Run, anew
from vesseltrack.engine.graph import in_order, resting_on
from vesseltrack.engine.step import Step
from vesseltrack.engine.threads import one_if_few
from vesseltrack.engine.window import searching
from vesseltrack.identity import IDENTITY
from vesseltrack.lists.load import load_shipped
from vesseltrack.lists.lookalikes import LOOKALIKES
from vesseltrack.reachability.port_calls import POSSIBLE_PORT_CALLS
from vesseltrack.reachability.rendezvous import RENDEZVOUS
from vesseltrack.reachability.routes import ROUTES
from vesseltrack.reception import RECEPTION
from vesseltrack.scoring.event_indicators import WEIGHED, weighed
from vesseltrack.scoring.events import event_types_step, events_step
from vesseltrack.scoring.forest import ANOMALY_SCORES
from vesseltrack.settings import Settings
from vesseltrack.store import Store
from vesseltrack.store.former import make_views
from vesseltrack.tracks import TRACKS
from vesseltrack.zones.cell_context import CELL_CONTEXT, VISITED

_ROOMS = Path(__file__).parents[1]

MATCHES = Step.from_sql(_ROOMS / "lists" / "matches.sql")
NAMESAKES = Step.from_sql(_ROOMS / "lists" / "namesakes.sql")
SHIP_DAYS = Step.from_sql(_ROOMS / "scoring" / "ship_days.sql")
EVENT_SPANS = Step.from_sql(_ROOMS / "alerts" / "event_spans.sql")
SAME_EVENTS = Step.from_sql(_ROOMS / "alerts" / "same_events.sql")
SCORED = Step.from_sql(_ROOMS / "scoring" / "scored.sql", "scoring")
ALERTS = tuple(
    Step.from_sql(_ROOMS / "scoring" / f"{name}.sql", "scoring")
    for name in ("dark_meetings", "story_events", "stories", "alerts")
)


@cache
def steps() -> tuple[Step, ...]:
    """All steps, each after those whose tables it reads."""
    return in_order(
        (
            *TRACKS,
            ships.NUMBER_DAYS,
            ships.PARTICULARS,
            ships.SHIPS,
            *ships.IDENTITIES,
            LOOKALIKES,
            MATCHES,
            NAMESAKES,
            VISITED,
            CELL_CONTEXT,
            *RECEPTION,
            *ALONGSIDE,
            *IDENTITY,
            *(step for d in DETECTORS for step in Step.of_detector(d)),
            *CONTACTS,
            POSSIBLE_PORT_CALLS,
            *RENDEZVOUS,
            SHIP_DAYS,
            ANOMALY_SCORES,
            WEIGHED,
            event_types_step(),
            events_step(),
            EVENT_SPANS,
            SAME_EVENTS,
            SCORED,
            *ALERTS,
            ROUTES,
        )
    )


def lacks_reference(store: Store) -> bool:
    """Whether shipped lists (by the list ``dprk``), zones or flags are missing from the store, as after a killed run."""
    lists, flags = store.one("SELECT (SELECT count(*) FROM lists WHERE list = 'dprk'), (SELECT count(*) FROM flags)")
    return not lists or not flags or bool(zones.lacking(store))


def load_reference(store: Store) -> None:
    """Load the shipped lists, zones and flags that the store lacks."""
    load_shipped(store)
    zones.load_shipped(store)
    ships.load_flags(store)


def detect(
    store: Store,
    settings: Settings,
    progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    until: str | None = None,
    record: Callable[[], object] = lambda: None,
    run: Run | None = None,
) -> dict[str, int]:
    """Run all steps, or those that one table needs, in one transaction. Returns the number of rows of each table made.

    Results that are still valid are kept (``engine/anew.py``); the tables equal those of a full run.

    If killed or interrupted, the store keeps the tables of the last run.

    Args:
        store: the store.
        settings: the rules.
        progress: wraps the steps, for a progress bar.
        until: the last table made; all if ``None``.
        record: called at the end of the transaction, so that what it writes is committed or undone with the search.
        run: makes each step, in place of :meth:`Step.run`, such as ``engine.by_number.InParts``; nothing is kept then.
    """
    weighed(settings.scoring)
    load_reference(store)
    with collector.seldom(), one_if_few(store), store.transaction():
        made = detect_within(store, settings, progress, until, run)
        record()
        if store.path is not None:
            make_views(store)
        return made


def detect_within(
    store: Store,
    settings: Settings,
    progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    until: str | None = None,
    run: Run | None = None,
) -> dict[str, int]:
    """As :func:`detect`, in a transaction that is already open; the caller commits it or rolls it back."""
    wanted = resting_on(steps(), [until]) if until else steps()
    since = settings.tracks.since
    with searching(store, since), anew(store, since is not None, wanted, run) as runner:
        return {step.writes: runner.make(step, settings) for step in progress(wanted)}
