"""A progress bar that also advances within each file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vesseltrack.output import visible

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def file_bar(what: str) -> Callable[[Iterable[Path]], Iterable[Path]]:
    """A wrapper for a list of files that shows on a terminal, by bytes, how much of them has been read."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from vesseltrack.sources import pulse

    def wrapped(paths: Iterable[Path]) -> Iterator[Path]:
        if not sys.stderr.isatty():
            yield from paths
            return
        files = [(p, _size(p)) for p in paths]
        shown = (
            TextColumn(what),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
        )
        with Progress(*shown, console=Console(stderr=True), transient=True) as progress:
            task, before = progress.add_task("", total=sum(size for _, size in files)), 0
            for n, (path, size) in enumerate(files, 1):
                name = visible(path.name)[-40:].replace("[", "(")
                progress.update(task, completed=before, description=f"{n} of {len(files)}: {name}")
                with pulse.listening(partial(_moved, progress, task, before, size)):
                    yield path
                before += size

    return wrapped


def _moved(progress: Progress, task: TaskID, before: int, size: int, share: float) -> None:
    progress.update(task, completed=before + share * size)


def _size(path: Path) -> int:
    try:
        return max(1, path.stat().st_size)
    except OSError:
        return 1
