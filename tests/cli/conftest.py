import pytest

from builders.noaa import HEAD, ROW


@pytest.fixture
def folder(tmp_path):
    """A folder with ``ais.csv``: a listed ship, nine hours, and one row without a place."""
    rows = [
        ROW.replace("00:00:05", f"{h:02}:{m:02}:05").replace("35.10000", f"35.{h:02}{m:02}0")
        for h in range(9)
        for m in range(0, 60, 5)
    ]
    rows.append(ROW.replace("00:00:05", "23:00:05"))
    (tmp_path / "ais.csv").write_text("\n".join([HEAD, *rows, ROW.replace("35.10000", "91")]) + "\n")
    return tmp_path
