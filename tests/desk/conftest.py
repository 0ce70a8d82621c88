"""A searched store with hostile names in it, and desks over it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import vesseltrack as vt

from builders.nights import WEEK, A, write

HOSTILE = '</script><script>document.title="owned"</script><img src=x onerror=alert(1)>&"\'`${1}' + 90 * "W"


@pytest.fixture(scope="session")
def searched(tmp_path_factory) -> Path:
    """The store of a small week, searched; the ship that goes dark bears a hostile name."""
    place = tmp_path_factory.mktemp("searched")
    rows = WEEK.assign(VesselName=WEEK.VesselName.where(WEEK.MMSI != A, HOSTILE))
    with vt.open(place / "s.duckdb") as db:
        db.load(write(rows, place / "w.csv"))
        db.detect()
    return place / "s.duckdb"


@pytest.fixture
def store(searched, tmp_path) -> Path:
    """A copy of it, to say verdicts in."""
    shutil.copy(searched, tmp_path / "s.duckdb")
    return tmp_path / "s.duckdb"


@pytest.fixture(scope="session")
def gap(searched) -> str:
    """The name of the alert on the ship that goes dark."""
    with vt.open(searched, read_only=True) as db:
        return str(db.alerts().query(f"vessel_id == {A}").alert.iloc[0])
