"""Where the program begins: every failure becomes one clear message and an exit code (see ``errors.py``)."""

from __future__ import annotations

import io
import sys
import traceback
from typing import Any, NoReturn


def main() -> NoReturn:
    """Run the command line."""
    try:
        from vesseltrack.cli import app  # here, so that Ctrl-C is met while libraries load, too

        code = app(standalone_mode=False)
        sys.stdout.flush()
        if code == 130:  # the parser has caught Ctrl-C
            raise KeyboardInterrupt
        sys.exit(code if isinstance(code, int) else 0)
    except KeyboardInterrupt:
        _fail("interrupted; files and steps done before stand, the one under way left nothing", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as e:
        _failed(e)


def _failed(e: Exception) -> NoReturn:
    """End with the message and the exit code an error asks for; what nobody foresaw keeps its traceback."""
    from vesseltrack.errors import DiskFull, StepFailed, VesseltrackError

    if isinstance(e, VesseltrackError):
        _fail(str(e), e.exit_code)
    from vesseltrack.store import is_disk_full  # not before: a detector that is not declared whole stops this, too

    if isinstance(e, OSError):
        _fail(f"no space left: {e}" if is_disk_full(e) else str(e), DiskFull.exit_code if is_disk_full(e) else 1)
    if type(e).__name__ == "Abort":
        _fail("interrupted", 130)
    if hasattr(e, "exit_code"):
        _mistyped(e)
    _say("".join(traceback.format_exception(e)))
    _fail("this is a fault of ours: please report it, with the lines above", StepFailed.exit_code)


def _mistyped(e: Any) -> NoReturn:
    """A mistake on the command line, as the parser tells it."""
    if hasattr(e, "show"):
        said = io.StringIO()
        e.show(said)
        _say(said.getvalue().rstrip("\n"))
    sys.exit(e.exit_code)


def _say(text: str) -> None:
    """Write to standard error what may quote others."""
    from vesseltrack.output import terminal

    print(terminal(text), file=sys.stderr)


def _fail(message: str, code: int) -> NoReturn:
    """Print a message in which nothing acts, and end."""
    _say(f"vesseltrack: {message}")
    sys.exit(code)
