"""Commands killed at random instants: run again, all is as if they had never been. ``make crash`` kills many more."""

import random
import signal

import pytest

import crash

FAST = {"load", "verdict", "lists"}
"""What is killed in the fast tests too: what every user runs first, and the two that are over soonest."""
KILLS = 3
"""Of each command in the tests, each in another part of its run; ``make crash`` kills a hundred."""


@pytest.fixture(scope="module")
def runner():
    with crash.Runner() as started:
        yield started


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=() if c.name in FAST else pytest.mark.slow, id=c.name) for c in crash.COMMANDS],
)
def test_a_killed_command_run_again_leaves_what_an_unkilled_one_does(runner, tmp_path, command):
    trial = crash.Trial(runner, command, tmp_path)
    dice = random.Random(command.name)
    for n in range(KILLS):
        fraction, by = (n + dice.random()) / KILLS, signal.SIGKILL if n else signal.SIGTERM
        wrong = trial.kill(fraction, by)
        assert not wrong, f"{command.name} killed at {fraction:.3f} by {by}: {wrong}"
