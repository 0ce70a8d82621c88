"""Entry point of the command line: turns every failure into one clear message and an exit code (see ``errors.py``)."""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
import traceback
from contextlib import suppress
from types import FrameType
from typing import Any, NoReturn

INTERRUPTED = 130
_asked: list[int] = []
"""Signals that asked the program to end."""


_exit_codes: list[int] = []
"""The code the command line ended with."""


def main() -> NoReturn:
    """Run the command line."""
    try:
        _run()
    except SystemExit as e:
        _exit_codes.append(e.code if isinstance(e.code, int) else int(bool(e.code)))
        raise


def _run() -> NoReturn:
    try:
        _end_cleanly()
        from vesseltrack.cli.commands import app  # imported here, so that Ctrl-C is handled while libraries load

        code = app(standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:  # typer has caught Ctrl-C
            raise KeyboardInterrupt
        sys.exit(code if isinstance(code, int) else 0)
    except KeyboardInterrupt:
        _interrupted()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as e:
        if _asked:  # Ctrl-C inside a library may surface as any exception
            _interrupted()
        _failed(e)


def _end_cleanly() -> None:
    """Handle termination signals like Ctrl-C, so that transactions are undone and temporary files removed."""
    atexit.register(_leave)  # what is registered first runs last
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        with suppress(ValueError, OSError):  # not in the main thread
            if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
                signal.signal(number, _ask)


def _leave() -> None:
    """End with the command line's own exit code after Ctrl-C, last of all.

    If Ctrl-C came within code run by ``exec()``, as libraries do while they load, Python would end by the signal (-2), even if it
    was caught. A command that Ctrl-C is meant to end, such as ``desk``, has the code 0.
    """
    if _asked:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(_exit_codes[0] if _exit_codes else 128 + _asked[0])


def _ask(number: int, frame: FrameType | None) -> None:
    _asked.append(number)
    sys.unraisablehook = lambda _: None  # finalizers of an interrupted step may fail; do not print that
    signal.default_int_handler(number, frame)


def exit_code_of(e: BaseException) -> int:
    """The exit code for an error."""
    from vesseltrack.errors import DiskFull, StepFailed, StoreUnavailable, VesseltrackError

    if _asked or isinstance(e, KeyboardInterrupt):  # Ctrl-C inside a library may surface as any exception
        return 128 + _asked[0] if _asked else INTERRUPTED
    if isinstance(e, VesseltrackError):
        return e.exit_code
    from vesseltrack.store import is_disk_full  # imported late: it fails if a detector is wrongly declared
    from vesseltrack.store.damage import is_refused

    if is_refused(e):
        return StoreUnavailable.exit_code
    if isinstance(e, OSError):
        return DiskFull.exit_code if is_disk_full(e) else 1
    return int(getattr(e, "exit_code", StepFailed.exit_code))


def _interrupted() -> NoReturn:
    done = "files and steps done before stand, the one under way left nothing"
    if _asked and _asked[0] != signal.SIGINT:
        _fail(f"terminated; {done}", exit_code_of(KeyboardInterrupt()))
    _fail(f"interrupted; {done}", INTERRUPTED)


def _failed(e: Exception) -> NoReturn:
    """Exit with an error's message and exit code; unexpected errors keep their traceback."""
    from vesseltrack.errors import DiskFull, StoreUnavailable, VesseltrackError

    code = exit_code_of(e)
    if isinstance(e, VesseltrackError | OSError):
        full = code == DiskFull.exit_code and isinstance(e, OSError)
        _fail(f"no space left: {e}" if full else str(e), code)
    if type(e).__name__ == "Abort":
        _interrupted()
    if code == StoreUnavailable.exit_code:
        _fail(
            f"the store cannot be written: {e}\n  it and its folder must be writable: what changes is noted beside it first.",
            code,
        )
    if hasattr(e, "exit_code"):
        _mistyped(e)
    _say("".join(traceback.format_exception(e)))
    _fail("this is a fault of ours: please report it, with the lines above", code)


def _mistyped(e: Any) -> NoReturn:
    """Exit with typer's message for a mistake on the command line."""
    if hasattr(e, "show"):
        printed = io.StringIO()
        e.show(printed)
        _say(printed.getvalue().rstrip("\n"))
    sys.exit(e.exit_code)


def _say(text: str) -> None:
    """Write a text that may quote untrusted text to standard error."""
    from vesseltrack.output import terminal

    print(terminal(text), file=sys.stderr)


def _fail(message: str, code: int) -> NoReturn:
    """Print a message, with control characters made harmless, and exit."""
    _say(f"vesseltrack: {message}")
    sys.exit(code)
