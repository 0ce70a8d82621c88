"""Errors shown to users: each has a problem, advice on what to do, and an exit code."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar

from vesseltrack.output import visible


class VesseltrackError(Exception):
    """Base of errors that a user can act on: ``problem`` says what went wrong, ``advice`` what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, advice: str = "") -> None:
        lines = [
            visible(" ".join(text.splitlines())) for text in (problem, advice)
        ]  # quoted text must not start a line of its own
        super().__init__("\n  ".join(lines) if advice else lines[0])
        self.problem = problem
        self.advice = advice


MOST_NAMED = 20
"""So many names are listed although one comes near what was asked for."""


def near_or_all(asked: object, known: Iterable[object], what: str) -> str:
    """Advice for an unknown name: the known names most like it, and all of them, unless some are alike and there are many.

    Args:
        asked: the unknown name.
        known: the names that exist.
        what: how to refer to them, such as ``the presets``.
    """
    names = [str(k) for k in known]
    lower = {n.lower(): n for n in names}
    near = [lower[n] for n in get_close_matches(str(asked).lower(), lower, 3, 0.7)]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    if near and len(names) > MOST_NAMED:
        return hint.strip()
    return f"{hint}{what} are: {', '.join(names)}."


class WrongUse(VesseltrackError):
    """A command, setting or argument is invalid."""

    exit_code = 2


class NotSearched(WrongUse):
    """The result asked for is made by detect, which has not been run on the store."""

    def __init__(self, path: object) -> None:
        at = f" --db {path}" if path else ""
        super().__init__(f"no search yet in {path or 'this store'}", f"run: vesseltrack detect{at}")


class UnreadableInput(VesseltrackError):
    """A file is missing, empty, cut off, or in an unknown format. The store is unchanged."""

    exit_code = 3


class UnknownFormat(UnreadableInput):
    """A file is empty, not text, or in an unknown format; when a folder is loaded such files are only reported."""


class NoRows(UnreadableInput):
    """A file is complete and of a known format, but has a header only."""


class StoreUnavailable(VesseltrackError):
    """The store is locked by another program, is not a vesseltrack store, or cannot be written."""

    exit_code = 4


class StoreBusy(StoreUnavailable):
    """The store is locked for now: another program writes it, or reads it while it should be written."""


class OtherLayout(StoreUnavailable):
    """The store was made by another version of vesseltrack, with other tables. No data are lost; the advice says what to do."""


class StoreDamaged(StoreUnavailable):
    """The store's file is damaged; ``log`` says whether DuckDB's write-ahead log beside it holds changes."""

    def __init__(self, problem: str, advice: str = "", log: bool = False) -> None:
        super().__init__(problem, advice)
        self.log = log


class DiskFull(VesseltrackError):
    """The disk is full. The store and the alert folder are unchanged."""

    exit_code = 5


class ThenFailed(VesseltrackError):
    """The command to run after a night (``--then``) failed. The night's results are kept."""

    exit_code = 7


class StepFailed(VesseltrackError):
    """A step's SQL or function failed: a bug in vesseltrack. The message names the step."""

    exit_code = 70


class BadDeclaration(VesseltrackError):
    """The declaration of a detector or an indicator is wrong or incomplete. The message names the file."""

    exit_code = 70
