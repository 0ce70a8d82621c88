"""Commands killed at random instants: run again, all is as if they had never been. ``make crash`` kills many more."""

import random
import signal

import pytest

import crash

FAST = {"load", "verdict", "lists"}
"""What is killed in the fast tests too: what every user runs first, and the two that are over soonest."""
KILLS = 2
"""Of each fast command in the tests, each in another part of its run by another signal; of others one. The instants are others in
each run, and a failure says which it was. ``make crash`` kills a hundred."""
SIGNALS = (signal.SIGTERM, signal.SIGKILL)


@pytest.fixture(scope="module")
def runner():
    with crash.Runner() as started:
        yield started


@pytest.fixture(scope="module")
def begun():
    """What commands begin with, made once for all that begin alike."""
    return {}


@pytest.mark.parametrize(
    "command",
    [pytest.param(c, marks=() if c.name in FAST else pytest.mark.slow, id=c.name) for c in crash.COMMANDS],
)
def test_a_killed_command_run_again_leaves_what_an_unkilled_one_does(runner, begun, tmp_path_factory, command):
    trial = crash.Trial(runner, command, tmp_path_factory.mktemp(command.name), begun)
    kills = KILLS if command.name in FAST else 1
    dice = random.Random()
    first = dice.randrange(len(SIGNALS))
    for n in range(kills):
        fraction, by = (n + dice.random()) / kills, SIGNALS[(first + n) % len(SIGNALS)]
        wrong = trial.kill(fraction, by)
        assert not wrong, f"{command.name} killed at {fraction:.3f} by {by}: {wrong}"


LANE = """
from vesseltrack.sources import lane
lane.LEAST_BYTES, lane.RUN, lane.FEW = 0, 300, 0
lane.is_compiled()
read = lane._Lane.read
def said(self):
    print("plain rows:", rows := read(self), self.taken)
    return rows
lane._Lane.read = said
"""
"""Files of any size are read by compiled code, in runs of so few rows that a file has several; and each says so."""


def test_a_killed_load_of_plain_rows_run_again_leaves_what_an_unkilled_one_does(tmp_path):
    pytest.importorskip("numba")
    dice = random.Random()
    with crash.Runner(LANE) as through_lane:
        trial = crash.Trial(through_lane, crash.COMMANDS[0], tmp_path)
        said = (trial.wanted / "out.txt").read_text()
        rows = [len((trial.begin / f"d{day}.csv").read_text().splitlines()) - 1 for day in (16, 17, 18)]
        assert [f"plain rows: {n} {n}" in said for n in rows] == [True] * 3, said
        for n in range(KILLS):
            fraction, by = (n + dice.random()) / KILLS, signal.SIGKILL if n else signal.SIGTERM
            wrong = trial.kill(fraction, by)
            assert not wrong, f"killed at {fraction:.3f} by {by}: {wrong}"
