"""Where the checkout lies, and the real files beside it."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
"""The checkout."""
TESTS = ROOT / "tests"
SHARED = ROOT.parent / "shared"
"""Real AIS and list files beside it."""
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and not os.environ.get("CI"),
    reason="needs ../shared (real AIS and list files, not redistributable): present in CI, absent in a user's clone",
)
