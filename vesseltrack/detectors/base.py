"""What a detector declares. Everything shown of its events is derived from this and from the files of its folder.

A folder ``detectors/<name>/`` holds:

- ``__init__.py``: its rules and its :class:`Detector`;
- ``<name>.sql``: the SELECT that finds its events (or ``function``, where SQL will not do);
- ``columns.csv``: the columns of its table, each with type, unit and meaning;
- ``<table>.sql`` and ``<table>.csv``: an intermediate table, if one SELECT would be too long;
- ``story.sql``: one row per event, with the columns all events share (:data:`STORY`);
- ``indicators.toml``: indicators for and against its events (see ``vesseltrack/indicator.py``).

A missing part raises an error when the detector is declared, or at the latest when the first step runs, so that no event
silently becomes no alert.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from vesseltrack.engine.cut import Cut
from vesseltrack.errors import BadDeclaration
from vesseltrack.indicator import Indicator, read_indicators
from vesseltrack.rules import Rules
from vesseltrack.table import RESULTS, Column, Table

STORY = (
    "event", "vessel_id", "other_vessel_id", "start_time", "end_time", "duration_h", "lat", "lon", "end_lat", "end_lon",
    "where_text",
    "activity", "detail",
)  # fmt: skip
"""Columns that ``story.sql`` selects, in any order, for every detector; the table ``events`` documents them."""
ALWAYS = ("event", "vessel_id", "start_time", "end_time", "duration_h")
"""Columns every table of events has."""
MARKERS = {"X": "\N{MULTIPLICATION X}", "o": "\N{BLACK CIRCLE}", "s": "\N{BLACK SQUARE}", "D": "\N{BLACK DIAMOND}",
           "*": "\N{BLACK STAR}", "^": "\N{BLACK UP-POINTING TRIANGLE}", "P": "\N{HEAVY GREEK CROSS}"}  # fmt: skip
"""Symbols of maps, by matplotlib's letters, each with the character shown for it in a legend."""
OTHERS = ("", "partner", "mentioned")
_WORD = re.compile(r"[a-z][a-z_]*")
_ROW = re.compile(r"^-- Row:\s*(\S.*\.)$", re.MULTILINE)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Feature:
    """A column that the isolation forest compares, and the words for a high and a low value; empty if that is unremarkable."""

    column: str
    high: str
    low: str = ""


@dataclass(frozen=True)
class Compared:
    """What the isolation forest compares of one detector's events.

    Attributes:
        plural: plural name of the events in texts: "longer than 99 % of silences of tankers".
        features: the columns; their order is fixed, as it changes the forest.
    """

    plural: str
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Detector:
    """One detector. The name of its folder is the name of its table, its settings section and its heading.

    Attributes:
        folder: the folder of its files: ``Path(__file__).parent``.
        event: name of one event, the first word of event names, such as ``gap``.
        row: what a row of its table is, one sentence.
        rules: its rules, a frozen model whose defaults are ours.
        legend: label of its events on maps.
        colour: colour of their symbol, ``#rrggbb``.
        marker: shape of their symbol, one of :data:`MARKERS`.
        other: role of an event's second ship: ``partner`` (both took part; the alert is filed under the listed one, or the one
            with more other events), ``mentioned`` (only named in the text), or empty if events have one ship.
        part_of: the event of another detector that includes these where they overlap: loitering while meeting is an encounter's.
        silence: whether its events are times without messages, which any message in between disproves.
        timeless: whether an event is recognised on another night by its text alone, whatever its dates.
        compared: what the isolation forest compares of its events; ``None`` for nothing.
        function: finds the events instead of SQL: takes store and rules, returns a frame of its columns.
        reads: the tables the function reads.
        cut: which rows of its table are recomputed after new messages; all if ``None``.
    """

    folder: Path
    event: str
    row: str
    rules: type[Rules]
    legend: str
    colour: str
    marker: str
    other: str = ""
    part_of: str = ""
    silence: bool = False
    timeless: bool = False
    compared: Compared | None = None
    function: Callable[[Any, Any], Any] | None = None
    reads: tuple[str, ...] = ()
    cut: Cut | None = None

    def __post_init__(self) -> None:
        for what, declared, well in (
            ("the folder's name", self.name, _WORD.fullmatch(self.name)),
            ("event", self.event, _WORD.fullmatch(self.event)),
            ("row", self.row, self.row.endswith(".")),
            ("legend", self.legend, self.legend.strip()),
            ("colour", self.colour, _COLOUR.fullmatch(self.colour)),
            ("marker", self.marker, self.marker in MARKERS),
            ("other", self.other, self.other in OTHERS),
            ("reads", self.reads, bool(self.reads) == bool(self.function)),
        ):
            if not well:
                raise self.wrong("__init__.py", f"{what} is {declared!r}", "see: vesseltrack/detectors/base.py.")
        for name in ("columns.csv", "story.sql", "indicators.toml", *(() if self.function else (f"{self.name}.sql",))):
            self.text(name)
        lacking = [c for c in (*ALWAYS, *self._compared_columns()) if c not in self.table.names]
        if lacking:
            raise self.wrong("columns.csv", f"lacks {', '.join(lacking)}")

    def _compared_columns(self) -> list[str]:
        return [f.column for f in self.compared.features] if self.compared else []

    def wrong(self, file: str, problem: str, advice: str = "") -> BadDeclaration:
        """The error for a wrong declaration, with the path of the file."""
        return BadDeclaration(f"{self.folder / file}: {problem}", advice)

    def text(self, name: str) -> str:
        """Contents of one of its files.

        Raises:
            BadDeclaration: the file does not exist.
        """
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError as e:
            raise self.wrong(name, f"the detector {self.name} needs this file: {e.strerror}") from e

    @property
    def name(self) -> str:
        """The detector's name: that of its folder."""
        return self.folder.name

    @cached_property
    def table(self) -> Table:
        """Its table as ``columns.csv`` declares it, one of the result tables."""
        return Table(self.name, self.row, self._columns("columns.csv"), RESULTS)

    @cached_property
    def on_the_way(self) -> tuple[Table, ...]:
        """Its intermediate tables: one ``.sql`` file each, whose first comment says what a row is.

        Raises:
            BadDeclaration: a column, or what a row is, is not declared.
        """
        names = sorted(path.stem for path in self.folder.glob("*.sql") if path.stem not in ("story", self.name))
        return tuple(Table(name, self._row_of(f"{name}.sql"), self._columns(f"{name}.csv")) for name in names)

    def _row_of(self, file: str) -> str:
        found = _ROW.search(self.text(file))
        if found is None:
            raise self.wrong(file, "its first comments do not say what a row is", "-- Row: One ...")
        return found[1]

    def _columns(self, file: str) -> tuple[Column, ...]:
        columns = []
        for n, row in enumerate(csv.DictReader(self.text(file).splitlines()), 2):
            if set(row) != {"name", "type", "unit", "meaning"} or not (row["name"] and row["type"] and row["meaning"]):
                raise self.wrong(file, f"line {n} is not name,type,unit,meaning", "a comma within needs quotes.")
            columns.append(Column(row["name"], row["type"], row["meaning"], row["unit"]))
        return tuple(columns)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """The indicators for and against its events.

        Raises:
            BadDeclaration: one is incomplete.
        """
        return read_indicators(self.folder / "indicators.toml", self.name)


def checked(detectors: Iterable[Detector]) -> tuple[Detector, ...]:
    """The detectors, after checking that name, event, colour and legend are unique and each ``part_of`` exists.

    Raises:
        BadDeclaration: two share one of these, or ``part_of`` is no event of a detector whose ``other`` is ``partner``.
    """
    found = tuple(detectors)
    for d in found:
        if not isinstance(d, Detector):
            raise BadDeclaration(f"vesseltrack/detectors/__init__.py: {d!r} is not a Detector")
    for what in ("name", "event", "colour", "legend"):
        seen: dict[str, Detector] = {}
        for d in found:
            if (first := seen.setdefault(getattr(d, what), d)) is not d:
                raise d.wrong("__init__.py", f"{what} {getattr(d, what)!r} is that of {first.name}")
    for d in found:
        if d.part_of and d.part_of not in {x.event for x in found if x.other == "partner"}:
            raise d.wrong("__init__.py", f"part_of is {d.part_of!r}, which no detector of two ships finds")
    return found
