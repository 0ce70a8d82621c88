"""What a detector declares. All that is said of its events, anywhere, follows from this and from the files of its folder.

A folder ``detectors/<name>/`` holds:

- ``__init__.py``: its rules and its :class:`Detector`;
- ``<name>.sql``: the SELECT that finds its events (or ``function``, where SQL will not do);
- ``columns.csv``: the columns of its table, each with type, unit and meaning;
- ``<table>.sql`` and ``<table>.csv``: a table made on the way to it, if its SELECT would grow too long for one;
- ``story.sql``: one row an event in the shape all events share (:data:`STORY`);
- ``indicators.toml``: what speaks for and against its events (see ``vesseltrack/indicator.py``).

What is left out is an error when the detector is declared, or at the latest when the first step runs: never an event that
becomes no alert.
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
"""The shape all events share: what ``story.sql`` selects, in any order. Their meaning: the table ``events``."""
ALWAYS = ("event", "vessel_id", "start_time", "end_time", "duration_h")
"""Columns every table of events has."""
MARKERS = {"X": "\N{MULTIPLICATION X}", "o": "\N{BLACK CIRCLE}", "s": "\N{BLACK SQUARE}", "D": "\N{BLACK DIAMOND}",
           "*": "\N{BLACK STAR}", "^": "\N{BLACK UP-POINTING TRIANGLE}", "P": "\N{HEAVY GREEK CROSS}"}  # fmt: skip
"""Marks a map can draw, by matplotlib's letters, each with the sign that stands for it in a legend."""
OTHERS = ("", "partner", "mentioned")
_WORD = re.compile(r"[a-z][a-z_]*")
_ROW = re.compile(r"^-- Row:\s*(\S.*\.)$", re.MULTILINE)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class Feature:
    """A column the isolation forest compares, and how to say that it is high or low: no word where that is nothing to say."""

    column: str
    high: str
    low: str = ""


@dataclass(frozen=True)
class Compared:
    """What the isolation forest compares of a kind of event.

    Attributes:
        plural: what several of them are called: "longer than 99 % of silences of tankers".
        features: the columns, in a fixed order: another order is another forest.
    """

    plural: str
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Detector:
    """One thing to look for. Its name is that of its folder: the table, the settings section and the heading.

    Attributes:
        folder: where its files lie: ``Path(__file__).parent``.
        event: what one of its events is called: the first word of their names.
        row: what a row of its table is, in a sentence.
        rules: its rules, a frozen model whose defaults are ours.
        legend: what maps call its events.
        colour: of their mark, ``#rrggbb``.
        marker: of their mark, one of :data:`MARKERS`.
        other: what the other ship of an event is: ``partner`` (both did it: the alert stands under the one that a list names,
            or that did more besides), ``mentioned`` (it is only spoken of), or empty where there is none.
        part_of: the event of another detector that tells these as its own, where they overlap: a ship that lay still as it met.
        silence: its events are times without messages: one message in between disproves them.
        timeless: the same words make it the same event on another night, whenever it was dated then.
        compared: what the isolation forest compares of its events, if anything.
        function: finds its events in place of SQL: store and rules in, a frame of its columns out.
        reads: the tables the function reads.
        cut: what of its table a search makes anew; all of it if ``None``.
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
        for what, said, well in (
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
                raise self.wrong("__init__.py", f"{what} is {said!r}", "see: vesseltrack/detectors/base.py.")
        for name in ("columns.csv", "story.sql", "indicators.toml", *(() if self.function else (f"{self.name}.sql",))):
            self.text(name)
        lacking = [c for c in (*ALWAYS, *self._compared_columns()) if c not in self.table.names]
        if lacking:
            raise self.wrong("columns.csv", f"lacks {', '.join(lacking)}")

    def _compared_columns(self) -> list[str]:
        return [f.column for f in self.compared.features] if self.compared else []

    def wrong(self, file: str, problem: str, advice: str = "") -> BadDeclaration:
        """An error that says where."""
        return BadDeclaration(f"{self.folder / file}: {problem}", advice)

    def text(self, name: str) -> str:
        """One of its files.

        Raises:
            BadDeclaration: it is not there.
        """
        try:
            return (self.folder / name).read_text(encoding="utf-8")
        except OSError as e:
            raise self.wrong(name, f"the detector {self.name} needs this file: {e.strerror}") from e

    @property
    def name(self) -> str:
        """One word everywhere."""
        return self.folder.name

    @cached_property
    def table(self) -> Table:
        """Its table, as ``columns.csv`` declares it. It stands among the results that people ask for."""
        return Table(self.name, self.row, self._columns("columns.csv"), RESULTS)

    @cached_property
    def on_the_way(self) -> tuple[Table, ...]:
        """Tables that its folder makes besides its own: a ``.sql`` file each, whose first comments say what a row is.

        Raises:
            BadDeclaration: what a row is, or a column, is not declared.
        """
        names = sorted(path.stem for path in self.folder.glob("*.sql") if path.stem not in ("story", self.name))
        return tuple(Table(name, self._row_of(f"{name}.sql"), self._columns(f"{name}.csv")) for name in names)

    def _row_of(self, file: str) -> str:
        said = _ROW.search(self.text(file))
        if said is None:
            raise self.wrong(file, "its first comments do not say what a row is", "-- Row: One ...")
        return said[1]

    def _columns(self, file: str) -> tuple[Column, ...]:
        columns = []
        for n, said in enumerate(csv.DictReader(self.text(file).splitlines()), 2):
            if set(said) != {"name", "type", "unit", "meaning"} or not (
                said["name"] and said["type"] and said["meaning"]
            ):
                raise self.wrong(file, f"line {n} is not name,type,unit,meaning", "a comma within needs quotes.")
            columns.append(Column(said["name"], said["type"], said["meaning"], said["unit"]))
        return tuple(columns)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """What speaks for and against its events.

        Raises:
            BadDeclaration: one is not declared whole.
        """
        return read_indicators(self.folder / "indicators.toml", self.name)


def checked(detectors: Iterable[Detector]) -> tuple[Detector, ...]:
    """The detectors, if no two of them share what must tell them apart.

    Raises:
        BadDeclaration: two are called alike or drawn in one colour, or one is part of an event nobody finds.
    """
    found = tuple(detectors)
    for d in found:
        if not isinstance(d, Detector):
            raise BadDeclaration(f"vesseltrack/detectors/__init__.py: {d!r} is no detector")
    for what in ("name", "event", "colour", "legend"):
        seen: dict[str, Detector] = {}
        for d in found:
            if (first := seen.setdefault(getattr(d, what), d)) is not d:
                raise d.wrong("__init__.py", f"{what} {getattr(d, what)!r} is that of {first.name}")
    for d in found:
        if d.part_of and d.part_of not in {x.event for x in found if x.other == "partner"}:
            raise d.wrong("__init__.py", f"part_of is {d.part_of!r}, which no detector of two ships finds")
    return found
