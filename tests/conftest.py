import pytest

from builders.paths import SHARED
from builders.sea import Sea


@pytest.fixture
def sea() -> Sea:
    """An empty sea."""
    return Sea()


@pytest.fixture(scope="session")
def shared():
    """The folder of real files beside the checkout."""
    return SHARED
