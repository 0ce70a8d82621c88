import os

import pytest

from builders.paths import SHARED
from builders.sea import Sea

# readline, which pytest loads, sets COLUMNS for children where Python does not see it; a pipe's width is what they are to have
os.environ["COLUMNS"] = "120"


@pytest.fixture
def sea() -> Sea:
    """An empty sea."""
    return Sea()


@pytest.fixture(scope="session")
def shared():
    """The folder of real files beside the checkout."""
    return SHARED
