"""What a browser makes of a page."""

from __future__ import annotations

import shutil
import subprocess

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium on the path: the page is drawn in it")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync",
    "--virtual-time-budget=4000", "--enable-logging=stderr", "--dump-dom",
)  # fmt: skip


def drawn(page, place, hash_=""):
    """The document of a page as a browser has it once it is drawn; nothing may be said on its console.

    Args:
        page: the file.
        place: an empty folder for what the browser keeps.
        hash_: what follows the address.
    """
    done = subprocess.run(
        [CHROMIUM, *_FLAGS, f"--user-data-dir={place}", page.resolve().as_uri() + hash_],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert "CONSOLE" not in done.stderr, [x for x in done.stderr.splitlines() if "CONSOLE" in x]
    return done.stdout
