"""Alert files of a night: GeoJSON, CSV, Parquet and more, with a manifest. The folder appears complete or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vesseltrack.alerts.alerts_with_status import alerts_with_status
from vesseltrack.alerts.history import changes
from vesseltrack.errors import UnreadableInput
from vesseltrack.frames import in_utc
from vesseltrack.output import json_text
from vesseltrack.report.export.geopackage import to_positions
from vesseltrack.report.export.layers import Layers
from vesseltrack.report.folder import write_folder
from vesseltrack.report.kml import to_kml
from vesseltrack.report.manifest import manifest
from vesseltrack.report.night import NightReport
from vesseltrack.report.page import to_page
from vesseltrack.report.schema import to_schema
from vesseltrack.report.tables import (
    changes_to_csv,
    changes_to_json_lines,
    to_csv,
    to_geojson,
    to_json_lines,
    to_parquet,
)
from vesseltrack.schema import TABLES
from vesseltrack.settings import Settings
from vesseltrack.store import Store

MANIFEST = "manifest.json"
_WRITERS: tuple[tuple[str, Callable[[gpd.GeoDataFrame, Path], None]], ...] = (
    ("alerts.csv", to_csv),
    ("alerts.geojson", to_geojson),
    ("alerts.jsonl", to_json_lines),
    ("alerts.parquet", to_parquet),
    ("alerts.schema.json", to_schema),
)
_LAYERED: tuple[tuple[str, Callable[[Layers, Path], None]], ...] = (
    ("alerts.kml", to_kml),
    ("tracks.parquet", to_positions),
)
PAGE = "index.html"
DOSSIER = (PAGE, "alerts.jsonl", "messages.parquet", "particulars.parquet")
_CHANGES = (("changes.csv", changes_to_csv), ("changes.jsonl", changes_to_json_lines))
_NAMES = tuple(name for some in (_WRITERS, _LAYERED) for name, _ in some)
LINKED = tuple(name for name in _NAMES if "schema" not in name)
CHANGED = ("changes.csv",)
FILES = (*_NAMES, *(name for name, _ in _CHANGES), PAGE)


def alerts_frame(store: Store) -> gpd.GeoDataFrame:
    """The alerts of the last detect: one row each, listed queue first, geometry a point or a line (start to end).

    Raises:
        NotSearched: the store was not searched yet.
    """
    frame = store.frame(alerts_with_status())
    lists = [c.name for c in TABLES["alerts"].columns if c.type.endswith("[]")]
    for column in (*lists, "was"):
        frame[column] = [list(x) if isinstance(x, (list, np.ndarray)) else [] for x in frame[column]]
    for column in ("vessel_id", "mmsi", "imo", "other_vessel_id", "other_mmsi", "other_imo", "rank"):
        frame[column] = frame[column].astype("Int64")
    points = shapely.points(frame.lon.to_numpy(float), frame.lat.to_numpy(float))
    both = frame.end_lat.notna().to_numpy(bool)
    ends = np.stack([frame[["lon", "lat"]].to_numpy(float), frame[["end_lon", "end_lat"]].to_numpy(float)], axis=1)
    points[both] = _lines(ends[both])
    return gpd.GeoDataFrame(frame, geometry=points, crs=4326)


def _lines(ends: Any) -> Any:
    """Lines from start to end, in two parts where they cross the antimeridian (RFC 7946)."""
    lines = shapely.linestrings(ends) if len(ends) else np.array([], dtype=object)
    for i in np.flatnonzero(np.abs(ends[:, 1, 0] - ends[:, 0, 0]) > 180):
        (x0, y0), (x1, y1) = ends[i]
        side = np.copysign(180.0, x0)
        east = x1 + 2 * side - x0
        y = y0 + (side - x0) / east * (y1 - y0) if east else y0
        lines[i] = shapely.MultiLineString([[(x0, y0), (side, y)], [(-side, y), (x1, y1)]])
    return lines


def folder_name(store: Store) -> str:
    """The folder a run's files go to: the day of the last fix, or ``no-data``."""
    last: datetime | None = store.one("SELECT last_time FROM searched")[0]
    return last.strftime("%Y-%m-%d") if last else "no-data"


def write_alerts(
    store: Store, settings: Settings, folder: Path, note: str = "", night: NightReport | None = None
) -> Path:
    """Write the alert files of the last detect into ``folder``, which appears whole or not at all.

    A folder of an earlier run is replaced; one that vesseltrack did not write is left alone. The report of a night, with changes
    of alerts, is included if given.

    Raises:
        WrongUse: ``folder`` exists and was not written by us.
        DiskFull: no space was left; the folder is as it was.
    """
    return _write_folder(folder, lambda draft: _write_files(store, settings, draft, note, night))


def require_folder(folder: Path) -> None:
    """Check, before a night's work, that its folder can be written.

    Raises:
        WrongUse: it exists and was not written by us, or its parent cannot be written.
        DiskFull: no space is left.
    """
    _write_folder(folder, lambda draft: None, put=False)


def _write_folder(folder: Path, fill: Callable[[Path], None], put: bool = True) -> Path:
    """Fill a draft beside a folder and move it into place; with ``put`` false, only check that this is possible."""
    return write_folder(folder, fill, _is_ours, {MANIFEST, *FILES, *DOSSIER}, put)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is empty or was written by vesseltrack."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        return "searched" in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def _write_files(
    store: Store, settings: Settings, draft: Path, note: str = "", night: NightReport | None = None
) -> None:
    frame = alerts_frame(store)
    for name, write in _WRITERS:
        write(frame, draft / name)
    layers = Layers(store, frame)
    for name, write_layers in _LAYERED:
        write_layers(layers, draft / name)
    became = changes(store) if night else changes(store).head(0)
    for name, write_changes in _CHANGES:
        write_changes(became, draft / name)
    to_page(
        store,
        frame,
        draft / PAGE,
        note=note,
        night=night,
        became=became,
        beside=(*LINKED, *(CHANGED if night else ()), MANIFEST),
    )
    _write_manifest(store, settings, draft, FILES, note, night, became)


def _write_manifest(
    store: Store, settings: Settings, draft: Path, names: tuple[str, ...], note: str = "", night: NightReport | None = None,
    became: pd.DataFrame | None = None,
) -> None:  # fmt: skip
    """Write the manifest with inputs and hashes of the folder's files, and flush everything to disk."""
    content = ({"note": note} if note else {}) | manifest(store, settings, night, became)
    content["files"] = hashes_of(draft, names)
    (draft / MANIFEST).write_text(json_text(content, indent=2) + "\n", encoding="utf-8")
    draft.chmod(0o755)
    for file in draft.iterdir():
        with file.open("rb") as f:
            os.fsync(f.fileno())


def hashes_of(folder: Path, names: tuple[str, ...] = FILES) -> dict[str, str]:
    """SHA-256 of each of our files in a folder."""
    return {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names}


def verify(folder: Path, store: Store | None = None, settings: Settings | None = None) -> list[str]:
    """Compare a folder with its manifest, and with the present alerts of a store.

    Returns:
        The differences, in words; empty if there are none.

    Raises:
        UnreadableInput: the folder has no manifest of ours.
    """
    try:
        manifest_said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        named_files = manifest_said["files"].items()
        assert named_files
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as e:
        raise UnreadableInput(
            f"{folder} has no manifest that vesseltrack wrote",
            "name a folder of alert files such as alerts/2026-11-22.",
        ) from e
    ours = set(FILES) | set(DOSSIER)
    wrong = [
        f"{p.name} is not in the manifest" for p in sorted(folder.iterdir()) if p.name in ours - set(dict(named_files))
    ]
    for name, sha in named_files:
        path = folder / Path(name).name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha:
            wrong.append(f"{name} is not as it was written")
    if store is not None and settings is not None and "messages.parquet" not in dict(named_files):
        with tempfile.TemporaryDirectory(prefix="vesseltrack-verify-") as draft:
            night = NightReport.of_dict(manifest_said.get("night"))
            _write_files(store, settings, Path(draft), str(manifest_said.get("note", "")), night)
            again = hashes_of(Path(draft))
            rebuilt = json.loads((Path(draft) / MANIFEST).read_text(encoding="utf-8"))
        for key in sorted((set(rebuilt) | set(manifest_said)) - {"files", "note"}):
            if rebuilt.get(key) != manifest_said.get(key):
                wrong.append(f"the manifest's {key} comes out otherwise from this store")
        wrong += [f"{name} comes out otherwise from this store" for name, sha in named_files if again.get(name) != sha]
    return wrong


_EVIDENCE = """
    WITH asked AS (SELECT ssvid FROM ships WHERE vessel_id = $vessel_id), told AS (
        SELECT ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class FROM fixes
        UNION SELECT ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class FROM evidence
    )
    SELECT DISTINCT told.* FROM told JOIN asked ON told.ssvid = asked.ssvid ORDER BY ALL
"""
_NAME = "SELECT coalesce(name, mmsi::VARCHAR, id, vessel_id::VARCHAR) FROM ships WHERE vessel_id = $vessel_id"
_SAID = """
    SELECT particulars.* EXCLUDE (minutes) FROM particulars JOIN ships USING (ssvid)
        WHERE ships.vessel_id = $vessel_id ORDER BY ALL
"""


def write_dossier(store: Store, settings: Settings, ship: int, folder: Path) -> Path:
    """Write a dossier of one ship: its page, the messages behind it, and a manifest with their hashes.

    Args:
        store: a store on which detect has run.
        settings: the rules of that run.
        ship: its ``vessel_id``.
        folder: the folder to write; one that vesseltrack wrote is replaced.

    Raises:
        WrongUse: ``folder`` exists and was not written by us.
    """

    def fill(draft: Path) -> None:
        frame = alerts_frame(store)
        mine = frame[(frame.vessel_id == ship) | (frame.other_vessel_id == ship)].reset_index(drop=True)
        name = store.one(_NAME, {"vessel_id": ship})[0]
        to_page(store, mine, draft / PAGE, f"vesseltrack: {name}", beside=(*DOSSIER[1:], MANIFEST))
        to_json_lines(mine, draft / "alerts.jsonl")
        for file, query in (("messages.parquet", _EVIDENCE), ("particulars.parquet", _SAID)):
            in_utc(store.frame(query, {"vessel_id": ship})).to_parquet(draft / file, index=False, compression="zstd")
        _write_manifest(store, settings, draft, DOSSIER)

    return _write_folder(folder, fill)
