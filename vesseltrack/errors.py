"""Every error a user can meet, each with what to do about it and the exit code it ends with."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar

from vesseltrack.output import visible


class VesseltrackError(Exception):
    """Something went wrong that a person can act on: ``problem`` says what, ``advice`` what to do."""

    exit_code: ClassVar[int] = 1

    def __init__(self, problem: str, advice: str = "") -> None:
        said = [
            visible(" ".join(text.splitlines())) for text in (problem, advice)
        ]  # what is quoted begins no line of its own
        super().__init__("\n  ".join(said) if advice else said[0])
        self.problem = problem
        self.advice = advice


MOST_NAMED = 20
"""So many names are listed although one comes near what was asked for."""


def near_or_all(asked: object, known: Iterable[object], what: str) -> str:
    """Advice for a name that there is none of: those that come near it, and what there is.

    Args:
        asked: what was asked for.
        known: the names there are.
        what: what they are called: ``the presets``.
    """
    names = [str(k) for k in known]
    lower = {n.lower(): n for n in names}
    near = [lower[n] for n in get_close_matches(str(asked).lower(), lower, 3, 0.7)]
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    if near and len(names) > MOST_NAMED:
        return hint.strip()
    return f"{hint}{what} are: {', '.join(names)}."


class WrongUse(VesseltrackError):
    """The command, the settings or the arguments cannot mean anything."""

    exit_code = 2


class NotSearched(WrongUse):
    """What is asked for is found by a search, and the store was not searched yet."""

    def __init__(self, path: object) -> None:
        at = f" --db {path}" if path else ""
        super().__init__(f"no search yet in {path or 'this store'}", f"run: vesseltrack detect{at}")


class UnreadableInput(VesseltrackError):
    """A file is missing, empty, cut off, or in no format we know. The store is as it was."""

    exit_code = 3


class UnknownFormat(UnreadableInput):
    """A file is empty, no text, or in no format we know: in a folder it merely lies about."""


class NoRows(UnreadableInput):
    """A file is whole and of a format we know, but holds a header only: nothing was sent."""


class StoreUnavailable(VesseltrackError):
    """The store is locked by another program, is not ours, or cannot be written."""

    exit_code = 4


class StoreBusy(StoreUnavailable):
    """The store is locked: it is being written, or read where it should be written. It passes."""


class OtherLayout(StoreUnavailable):
    """The store was made by another version of vesseltrack, with other tables. Nothing is lost: the advice says what to do."""


class StoreDamaged(StoreUnavailable):
    """What was written to the store cannot be read any more; ``log`` says whether changes lie in the log beside it."""

    def __init__(self, problem: str, advice: str = "", log: bool = False) -> None:
        super().__init__(problem, advice)
        self.log = log


class DiskFull(VesseltrackError):
    """No space was left. The store and the alert folder are as they were."""

    exit_code = 5


class ThenFailed(VesseltrackError):
    """The command that was to run after a night failed. The night itself stands."""

    exit_code = 7


class StepFailed(VesseltrackError):
    """A step's SQL or function failed: a fault of ours. The message names the step."""

    exit_code = 70


class BadDeclaration(VesseltrackError):
    """A detector or an indicator is not declared whole: a fault of whoever wrote it. The message says in which file."""

    exit_code = 70
