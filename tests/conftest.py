import os
import signal

import pytest
from hypothesis import settings

from vesseltrack import store
from vesseltrack.store import filling, layout

from builders.examples import PHASES
from builders.paths import SHARED
from builders.sea import Sea

# readline, which pytest loads, sets COLUMNS for children where Python does not see it; a pipe's width is what they are to have
os.environ["COLUMNS"] = "120"

# a shell lets what it starts in the background ignore Ctrl-C, which tests send to commands that they start
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("ours", phases=PHASES)
settings.load_profile("ours")

QUICK = {
    "test_add_a_format", "test_alert_schema", "test_each_detector", "test_every_command", "test_geo", "test_graph", "test_house",
    "test_lists_abroad", "test_lists_cleaning", "test_lists_formats", "test_lists_update", "test_find", "test_nmea",
    "test_overview", "test_policy", "test_since", "test_start", "test_step", "test_tests", "test_times",
}  # fmt: skip
"""The files that ``make check`` runs: together about a minute on two cores. In all others tests are slow."""


COMMENTED = {"house", "store", "whole"}
"""The folders of tests whose stores get their comments, as all stores do that a command makes in a process of its own. Elsewhere
they are left out: they take a third of the CPU in which a store is made, and a tenth of that of its first search."""
COMMENT_ON = filling.comment_on


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out a store's comments where no test looks at them."""
    write = COMMENT_ON if item.path.parent.name in COMMENTED else lambda *_: None
    for module in (store, filling, layout):
        module.comment_on = write


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what ``make check`` leaves out."""
    for item in items:
        if item.path.stem not in QUICK:
            item.add_marker(pytest.mark.slow)


@pytest.fixture
def sea() -> Sea:
    """An empty sea."""
    return Sea()


@pytest.fixture(scope="session")
def shared():
    """The folder of real files beside the checkout."""
    return SHARED
