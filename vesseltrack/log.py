"""The log: on standard error, if it is asked for (``--log-level``)."""

from __future__ import annotations

import logging
import sys

from vesseltrack.output import terminal

LEVELS = ("debug", "info", "warning", "error")


class _Stream:
    """Standard error, with nothing acting in what a line quotes."""

    def write(self, text: str) -> None:
        """Write lines."""
        sys.stderr.write("\n".join(terminal(line) for line in text.split("\n")))

    def flush(self) -> None:
        """Let them be seen."""
        sys.stderr.flush()


def log_from(level: str) -> None:
    """Let what is logged of this level and above be written to standard error."""
    handler = logging.StreamHandler(_Stream())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("vesseltrack")
    log.handlers = [handler]
    log.setLevel(level.upper())
