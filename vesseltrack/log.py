"""The log: on standard error, if it is asked for (``--log-level``)."""

from __future__ import annotations

import logging
import sys

from vesseltrack.output import terminal

LEVELS = ("debug", "info", "warning", "error")


class _Stream:
    """Standard error, with control characters in quoted text made harmless."""

    def write(self, text: str) -> None:
        """Write lines."""
        sys.stderr.write("\n".join(terminal(line) for line in text.split("\n")))

    def flush(self) -> None:
        """Flush standard error."""
        sys.stderr.flush()


def log_from(level: str) -> None:
    """Write log messages of this level and above to standard error."""
    handler = logging.StreamHandler(_Stream())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("vesseltrack")
    log.handlers = [handler]
    log.setLevel(level.upper())
