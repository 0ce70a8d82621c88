import pytest

from sea import SHARED, Sea


@pytest.fixture
def sea() -> Sea:
    """An empty sea."""
    return Sea()


@pytest.fixture(scope="session")
def shared():
    """The folder of real files beside the checkout."""
    return SHARED
