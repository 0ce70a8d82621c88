"""Finds the files a user names, and the format of each."""

from __future__ import annotations

import glob
import runpy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from vesseltrack.errors import UnknownFormat, UnreadableInput, WrongUse, near_or_all
from vesseltrack.sources import PLAIN_JSON, READERS
from vesseltrack.sources.json_table import what_lacks
from vesseltrack.sources.packing import Source, spelt
from vesseltrack.sources.reader import Reader


@dataclass(frozen=True)
class Found:
    """A file to load, and whether it was named itself or found in a folder."""

    path: Path
    named: bool


def find_files(patterns: Sequence[str | Path]) -> list[Found]:
    """The files that paths, globs and folders name, each once, in order of name within a glob or folder.

    A folder stands for all files in and below it, except hidden ones and those reached by links to outside.

    Raises:
        UnreadableInput: a pattern matches no file.
    """
    found: dict[Path, Found] = {}
    for pattern in patterns:
        text = str(pattern)
        names = sorted(glob.glob(text, recursive=True)) if glob.has_magic(text) and not Path(text).exists() else [text]
        if not names:
            raise UnreadableInput(f"no file matches {text}", "check the path; quote the pattern.")
        for path in map(Path, names):
            below = _below(path) if path.is_dir() else [Found(path, True)]
            if not below:
                raise UnreadableInput(f"the folder {spelt(path)} holds no file", "check the path.")
            found |= {f.path: f for f in below if f.path not in found}
    return list(found.values())


def _below(folder: Path) -> list[Found]:
    """The files in and below a folder."""
    home = folder.resolve()
    files = (
        p for p in sorted(folder.rglob("*")) if not any(part.startswith(".") for part in p.parts[len(folder.parts) :])
    )
    return [Found(p, False) for p in files if p.is_file() and p.resolve().is_relative_to(home)]


@cache
def readers() -> tuple[Reader, ...]:
    """All readers: those of other packages (entry points ``vesseltrack.readers``) before ours."""
    others = [entry.load() for entry in entry_points(group="vesseltrack.readers")]
    return (*(o() if isinstance(o, type) else o for o in others), *READERS)


def reader_named(name: str) -> Reader:
    """The reader of that name, or one made from a class in a Python file (``buoys.py:Buoys``), which is run.

    Raises:
        WrongUse: there is no such format, file or class.
    """
    path, _, of_class = name.rpartition(".py:")
    if path:
        return _reader_in(Path(f"{path}.py"), of_class)
    known = {r.name: r for r in readers()}
    if name not in known:
        raise WrongUse(f"there is no format {name}", near_or_all(name, known, "the formats"))
    return known[name]


def _reader_in(path: Path, name: str) -> Reader:
    """The reader a user wrote in a file of their own, which is run."""
    try:
        made = runpy.run_path(str(path))[name]()
    except (OSError, KeyError, TypeError, SyntaxError) as e:
        raise WrongUse(
            f"no reader {name} can be made from {path}: {e}", "name a class derived from vesseltrack.Reader."
        ) from e
    if not isinstance(made, Reader):
        raise WrongUse(f"{name} in {path} is not a reader", "derive its class from vesseltrack.Reader.")
    return made


def recognise(source: Source, reader: Reader | None = None) -> tuple[Reader, str]:
    """The reader of a source, and the reason for it in words. ``reader``, if given, is taken in any case.

    Raises:
        UnknownFormat: its format is unknown.
    """
    if reader is not None:
        return reader, reader.recognise(source.head) or "you said so"
    for known in readers():
        if why := known.recognise(source.head):
            return known, why
    begins = ", ".join(source.head.columns) or (source.head.lines or [""])[0]
    if lacks := what_lacks(source.head, PLAIN_JSON):
        raise UnknownFormat(
            f"{source.name} is in no format we know; {lacks}",
            "name its keys in [columns] of a TOML file, outer.inner where one is in another, with time_format if the time is not"
            " ISO 8601, and give it with --mapping (see: vesseltrack load --help).",
        )
    raise UnknownFormat(
        f"{source.name} is in no format we know; it begins: {begins[:200]}",
        "declare its columns in a TOML file and give it with --mapping (see: vesseltrack load --help).",
    )
