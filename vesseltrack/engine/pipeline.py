"""All steps. They never call each other: they meet only in tables, and their order follows from which tables they read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from vesseltrack import ships, zones
from vesseltrack.alongside import ALONGSIDE
from vesseltrack.contacts import CONTACTS
from vesseltrack.detectors import DETECTORS
from vesseltrack.engine.anew import anew
from vesseltrack.engine.graph import in_order, resting_on
from vesseltrack.engine.step import Step
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
    Step.from_sql(_ROOMS / "scoring" / f"{name}.sql", "scoring") for name in ("story_events", "stories", "alerts")
)


@cache
def steps() -> tuple[Step, ...]:
    """Every step, each after those whose tables it reads."""
    return in_order(
        (
            *TRACKS,
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
    """Whether some of the lists, zones and flags we ship are not in the store: of a run that was killed, some may be."""
    lists, flags = store.one("SELECT (SELECT count(*) FROM lists WHERE list = 'dprk'), (SELECT count(*) FROM flags)")
    return not lists or not flags or bool(zones.lacking(store))


def load_reference(store: Store) -> None:
    """Put the lists, zones and flags we ship into the store, where it lacks them."""
    load_shipped(store)
    zones.load_shipped(store)
    ships.load_flags(store)


def detect(
    store: Store,
    settings: Settings,
    progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    until: str | None = None,
    record: Callable[[], object] = lambda: None,
) -> dict[str, int]:
    """Run every step over all fixes, or those one table rests on, in one transaction. Returns the rows of each table made.

    What still holds of the last search stands (``engine/anew.py``): the tables are those of a run over everything.

    Killed or interrupted, the store keeps the tables of the last run.

    Args:
        store: where to.
        settings: the rules.
        progress: wraps the steps, for a progress bar.
        until: the last table made; all if ``None``.
        record: called at the end of the transaction: what is recorded of a search stands or falls with it.
    """
    weighed(settings.scoring)
    load_reference(store)
    with store.transaction():
        made = detect_within(store, settings, progress, until)
        record()
        if store.path is not None:
            make_views(store)
        return made


def detect_within(
    store: Store,
    settings: Settings,
    progress: Callable[[Iterable[Step]], Iterable[Step]] = lambda steps: steps,
    until: str | None = None,
) -> dict[str, int]:
    """As :func:`detect`, in a transaction that is already open: the caller keeps or undoes it."""
    wanted = resting_on(steps(), [until]) if until else steps()
    since = settings.tracks.since
    with searching(store, since), anew(store, since is not None, wanted) as runner:
        return {step.writes: runner.make(step, settings) for step in progress(wanted)}
