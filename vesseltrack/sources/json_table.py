"""JSON read as a table: each key is a column, nested ones as ``outer.inner`` (in an array ``geometry.coordinates[0]``).

So a layout of tables can be used for objects too: the plain one, with all its column names, and those that users declare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vesseltrack.errors import WrongUse
from vesseltrack.sources.fitting import fit
from vesseltrack.sources.head import Head
from vesseltrack.sources.json_text import first_objects, is_lines, keys_of, one_a_line, plain_lines
from vesseltrack.sources.layout import Layout
from vesseltrack.sources.numbered import numbered_objects
from vesseltrack.sources.packing import Source
from vesseltrack.sources.reader import Reader, Taker
from vesseltrack.store import literal

PLACED = {"lon": "geometry.coordinates[0]", "lat": "geometry.coordinates[1]"}
"""Keys of the position in GeoJSON."""
WITHIN = "properties."
"""Prefix of keys that may be left out when a layout names them."""
_TIMELY = re.compile(r"\d\d?[-/.]\d\d?[-/.]\d+|\d\d:\d\d|^1\d{9,18}$")
"""Pattern of a value that may be a time."""


@dataclass(frozen=True)
class JsonTable(Reader):
    """A layout whose columns are the keys of JSON objects.

    Attributes:
        layout: which key means what, and in which unit; names may be dotted.
        name: short name, shown in ``vesseltrack files``.
        about: whose layout it is.
    """

    layout: Layout
    name: str
    about: str

    def recognise(self, head: Head) -> str | None:
        """The reason why a file has this layout; ``None`` if it has not."""
        keys = keys_of(first_objects(head))
        if not keys or self._missing(keys):
            return None
        fitted, header = self._fitted(list(keys))
        found = fitted.find(header)
        return f"its objects have {', '.join(header[found[f]] for f in fitted.required if f in found)}"

    def unread(self, head: Head) -> list[str]:
        """Keys of the first objects that this layout does not read."""
        keys = list(keys_of(first_objects(head)))
        fitted, header = self._fitted(keys)
        used = {i for i in fitted.find(header).values() if i < len(keys)}
        return [k for i, k in enumerate(keys) if i not in used]

    def pour(self, source: Source, taker: Taker) -> None:
        """Convert the objects to one per line, and parse them with DuckDB, each once.

        Raises:
            WrongUse: required keys are missing from the first objects.
        """
        keys = keys_of(first_objects(source.head))
        if missing := self._missing(keys):
            raise WrongUse(
                f"{source.name}: layout {self.name} finds no {', '.join(missing)} among the keys of its objects",
                f"they have: {', '.join(list(keys)[:40]) or 'nothing'}; name them in [columns], dotted where one is in another.",
            )
        fitted, header = self._fitted(list(keys))
        paths = [keys[h] for h in header[: len(keys)]]
        late = [[f'$."{name}"' for name in _spellings(names)] for names in self._late(list(keys)).values()]
        every = paths + [p for some in late for p in some]
        columns = [f"p[{i + 1}] AS c{i}" for i in range(len(paths))]
        first = len(paths) + 1
        for n, some in enumerate(late, len(paths)):
            columns.append(f"coalesce({', '.join(f'p[{i}]' for i in range(first, first + len(some)))}) AS c{n}")
            first += len(some)
        lines = is_lines(source.head)
        through = plain_lines if lines else one_a_line
        with numbered_objects(source, through, lines, endless=not lines) as (read, numbered):
            taken = (
                f"SELECT line, raw, CASE WHEN json_valid(raw) AND json_type(raw) = 'OBJECT' THEN"
                f" json_extract_string(raw, [{', '.join(map(literal, every))}]) END AS p FROM {read}"
            )
            problem = "CASE WHEN p IS NULL THEN 'unparsable' END AS problem"
            relation = f"(SELECT line, raw, {problem}, {', '.join(columns)} FROM ({taken}))"
            read_as = fit(fitted, header, _sample(source.head, header))
            taker.describe(read_as)
            rows = taker.take_sql(read_as.select(relation, headers=False))
        numbered.account(taker, rows)

    def _missing(self, keys: Mapping[str, str]) -> list[str]:
        fitted, header = self._fitted(list(keys), late=False)
        return fitted.missing(header)

    def _fitted(self, keys: Sequence[str], late: bool = True) -> tuple[Layout, tuple[str, ...]]:
        """The layout with the key names of its fields, and its columns: the keys, and one a field that they lack."""
        names = {f: tuple(self._names(f, keys, of)) for f, of in self.layout.columns.items()}
        header = list(keys)
        if late:
            for f in self._late(keys):
                header.append(f"({f})")
                names[f] = (*names[f], f"({f})")
        known = tuple(k for k in self.layout.known_by)
        return replace(self.layout, columns=names, known_by=known, unplaced_is_static=not self.layout.static), tuple(
            header
        )

    def _names(self, field: str, keys: Sequence[str], names: Sequence[str]) -> list[str]:
        """The key names of a field, as they are and below ``properties``, the surest first."""
        placed = [PLACED[field]] if field in PLACED and PLACED[field] in keys else []
        return [*placed, *(n for name in names for n in (name, WITHIN + name))]

    def _late(self, keys: Sequence[str]) -> dict[str, Sequence[str]]:
        """Fields that the first objects lack, with the names under which later objects may have them."""
        have = {k.lower() for k in keys}
        return {
            f: names
            for f, names in self.layout.columns.items()
            if f != "source"  # too many names to look for in every object
            and not any(n.lower() in have for n in self._names(f, keys, names))
            and any(_is_plain(n) for n in names)
        }


def what_lacks(head: Head, near: JsonTable) -> str:
    """For a message: the keys of a JSON file of unknown format and the fields of a layout it lacks; empty if it is not JSON.

    Args:
        head: the beginning of the file.
        near: the layout to compare with.
    """
    objects = first_objects(head)
    keys = keys_of(objects)
    if not keys:
        return ""
    lacks = near._missing(keys)
    has = f"its objects have {', '.join(list(keys)[:25])}"
    if lacks and "time" in lacks:
        stands = [f"{k} reads {v!r}" for k, v in _texts(objects[0], "") if _TIMELY.search(v)][:3]
        has += f"; {', '.join(stands)}" if stands else ""
    return f"{has}; no key is known for {', '.join(lacks)}" if lacks else has


def _texts(value: object, name: str) -> Iterator[tuple[str, str]]:
    """Each value with its dotted key, as text; arrays are left out."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, f"{name}.{key}" if name else str(key))
    elif not isinstance(value, list):
        yield name, str(value)[:40]


def _sample(head: Head, header: Sequence[str]) -> list[list[str]]:
    """The values of the first objects under each key, as text."""
    texts = [dict(_texts(o, "")) for o in first_objects(head)]
    return [["" if t.get(h, "None") == "None" else t[h] for h in header] for t in texts]


def _is_plain(name: str) -> bool:
    return name.replace("_", "").isalnum()


def _spellings(names: Sequence[str]) -> list[str]:
    """Names as they may be spelt: with underscores or joined, as given, in lower or in upper case."""
    spelt = [s for n in names for s in (n.replace(" ", "_"), n.replace(" ", ""))]
    return list(dict.fromkeys(s for n in spelt if _is_plain(n) for s in (n, n.lower(), n.upper())))


@dataclass(frozen=True)
class Declared(Reader):
    """A layout declared by a user, for tables and JSON alike."""

    layout: Layout

    @property
    def name(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.layout.name

    @property
    def about(self) -> str:  # type: ignore[override]
        """As declared."""
        return self.layout.about

    @property
    def encoding(self) -> str | None:  # type: ignore[override]
        """As declared."""
        return self.layout.encoding

    def _for(self, head: Head) -> Reader:
        return JsonTable(self.layout, self.name, self.about) if first_objects(head) else self.layout

    def recognise(self, head: Head) -> str | None:
        """The reason why a file has this layout; ``None`` if it has not."""
        return self._for(head).recognise(head)

    def pour(self, source: Source, taker: Taker) -> None:
        """Read it as JSON if it begins with an object or array, otherwise as a table."""
        self._for(source.head).pour(source, taker)
