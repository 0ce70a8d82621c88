"""Commands killed at random instants: run again, all is as if they had never been. ``make crash`` kills many more."""

import random
import signal

import pytest

import crash

LIGHT = {"load": 3, "mark": 3, "prune": 2, "lists": 2, "zones": 3}
"""Kills of each in the fast tests; all of them are killed ten times in the slow ones."""


@pytest.fixture(scope="module")
def runner():
    with crash.Runner() as started:
        yield started


def _killed(runner, tmp_path, command, kills):
    trial = crash.Trial(runner, command, tmp_path)
    dice = random.Random(command.name)
    for n in range(kills):
        fraction, by = dice.random(), signal.SIGKILL if n % 4 else signal.SIGTERM
        wrong = trial.kill(fraction, by)
        assert not wrong, f"{command.name} killed at {fraction:.3f} by {by}: {wrong}"


@pytest.mark.parametrize("command", [c for c in crash.COMMANDS if c.name in LIGHT], ids=lambda c: c.name)
def test_a_killed_command_run_again_leaves_what_an_unkilled_one_does(runner, tmp_path, command):
    _killed(runner, tmp_path, command, LIGHT[command.name])


@pytest.mark.slow
@pytest.mark.parametrize("command", crash.COMMANDS, ids=lambda c: c.name)
def test_ten_kills_of_each(runner, tmp_path, command):
    _killed(runner, tmp_path, command, 10)
