"""Every event found, of whatever kind, in one shape: the stories of all detectors, one below the other."""

from __future__ import annotations

from vesseltrack.detectors import DETECTORS
from vesseltrack.detectors.base import STORY, Detector
from vesseltrack.engine.graph import columns_of
from vesseltrack.engine.step import Step
from vesseltrack.schema import TABLES
from vesseltrack.store import literal
from vesseltrack.store.constants import with_constants


def story_of(detector: Detector) -> str:
    """The SELECT of one detector's story, in the order of :data:`STORY`.

    Raises:
        BadDeclaration: a column is missing, or is none that events share; or a constant is declared and not used.
    """
    text = with_constants(detector.folder / "story.sql", detector.text("story.sql"))
    try:
        got = columns_of(text)
    except ValueError as e:
        raise detector.wrong("story.sql", f"is no SELECT: {e}") from e
    wrong = {"lacks": [c for c in STORY if c not in got], "has no use for": [c for c in got if c not in STORY]}
    if any(wrong.values()):
        complaint = " and ".join(f"{word} {', '.join(some)}" for word, some in wrong.items() if some)
        raise detector.wrong("story.sql", complaint, f"an event's story has the columns {', '.join(STORY)}.")
    return f"SELECT {literal(detector.event)} AS event_type, {', '.join(STORY)} FROM (\n{text.rstrip()}\n)"


def events_step() -> Step:
    """The step that makes the table ``events``."""
    finds = "who, when, where and what of each event found, whatever its kind"
    return Step("events", (), finds, sql="\nUNION ALL\n".join(map(story_of, DETECTORS)))


def event_types_step() -> Step:
    """The step that makes the table ``event_types``: what the detectors declare of themselves."""
    names = TABLES["event_types"].names
    values = ",\n    ".join(f"({', '.join(_literal(declared(d)[n]) for n in names)})" for d in DETECTORS)
    sql = f"SELECT * FROM (VALUES\n    {values}\n) AS declared({', '.join(names)})"
    return Step("event_types", (), "what is looked for, as the detectors declare it", sql=sql)


def declared(d: Detector) -> dict[str, str | bool]:
    """The row of ``event_types`` of a detector."""
    return {
        "event_type": d.event,
        "detector": d.name,
        "legend": d.legend,
        "colour": d.colour,
        "marker": d.marker,
        "other": d.other,
        "part_of": d.part_of,
        "silence": d.silence,
        "timeless": d.timeless,
        "compared": d.compared is not None,
    }


def _literal(value: str | bool) -> str:
    return literal(value) if isinstance(value, str) else str(value).lower()
