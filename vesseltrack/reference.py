"""What we ship: the data, ``data/`` in a checkout, ``vesseltrack/_data`` in an installed wheel; and the version."""

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


@cache
def data_dir() -> Path:
    """The folder of the data we ship."""
    inside = Path(__file__).with_name("_data")
    return inside if inside.is_dir() else Path(__file__).parent.parent / "data"


def data_file(name: str) -> Path:
    """One file of it."""
    return data_dir() / name


@cache
def data_hashes() -> dict[str, str]:
    """SHA-256 of every data file that can change an alert."""
    names = [
        "dprk_ships.csv", "mids.csv", "ports.csv", "shore_korea.parquet", "shore_world.parquet",
        "zones.geojson", "zones_computed.geojson",
    ]  # fmt: skip
    return {n: hashlib.sha256(data_file(n).read_bytes()).hexdigest() for n in names}


@cache
def our_version() -> str:
    """The installed version; ``unknown`` in a checkout that is not installed."""
    try:
        return version("vesseltrack")
    except PackageNotFoundError:
        return "unknown"
