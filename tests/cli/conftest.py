import pytest

from builders.noaa import write_ais


@pytest.fixture
def folder(tmp_path):
    """A folder with ``ais.csv``: a listed ship, nine hours, and one row without a place."""
    write_ais(tmp_path)
    return tmp_path
