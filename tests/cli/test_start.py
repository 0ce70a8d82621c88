"""What a command needs is loaded by the step that needs it: a start is paid by every call."""

import json
import subprocess
import sys

import pytest

HEAVY = ("pandas", "numpy", "duckdb", "pyarrow", "geopandas", "shapely", "scipy", "sklearn", "numba")
STARTS = {
    "import vesseltrack": set(HEAVY),
    "import vesseltrack.cli.commands": set(HEAVY) - {"duckdb"},
    "import vesseltrack as vt; vt.open().close()": {"scipy", "sklearn", "numba"},
    "import vesseltrack.report, vesseltrack.cli.screen": {"scipy", "sklearn", "numba"},
}


@pytest.mark.parametrize("code", STARTS)
def test_what_a_start_loads(code):
    said = subprocess.run(
        [sys.executable, "-c", f"{code}; import json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert STARTS[code] & set(json.loads(said.splitlines()[-1])) == set()
