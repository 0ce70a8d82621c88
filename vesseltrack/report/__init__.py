"""Alert files: the morning's list as GeoJSON, CSV and Parquet, with a manifest. The folder appears whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from vesseltrack.alerts.told import TOLD
from vesseltrack.errors import UnreadableInput, WrongUse
from vesseltrack.reference import data_hashes
from vesseltrack.report.folder import write_folder
from vesseltrack.report.kml import to_kml
from vesseltrack.report.page import to_page
from vesseltrack.report.schema import to_schema
from vesseltrack.report.tables import to_csv, to_geojson, to_json_lines, to_parquet
from vesseltrack.store import Store

MANIFEST = "manifest.json"
_WRITERS: tuple[tuple[str, Callable[[gpd.GeoDataFrame, Path], None]], ...] = (
    ("alerts.csv", to_csv),
    ("alerts.geojson", to_geojson),
    ("alerts.jsonl", to_json_lines),
    ("alerts.kml", to_kml),
    ("alerts.parquet", to_parquet),
    ("alerts.schema.json", to_schema),
)
PAGE = "index.html"
DOSSIER = (PAGE, "alerts.jsonl", "messages.parquet", "particulars.parquet")
FILES = (*(name for name, _ in _WRITERS), PAGE)


def alerts_frame(store: Store) -> gpd.GeoDataFrame:
    """The alerts of the last detect: one row each, listed lane first, geometry a point or a line (start to end).

    Raises:
        WrongUse: nothing was detected in this store yet.
    """
    if not {"alerts", "alert_states", "verdicts"} <= set(store.names()):
        raise WrongUse("nothing was detected in this store yet", "run: vesseltrack detect --db " + str(store.path))
    frame = store.frame(TOLD)
    for column in ("events", "timeline", "reasons", "innocent", "listed_as", "odd_because"):
        frame[column] = [list(x) for x in frame[column]]
    for column in ("ship", "mmsi", "imo", "other_ship", "other_mmsi", "other_imo", "rank"):
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


def manifest(store: Store, settings: Any) -> dict[str, Any]:
    """What a run rests on: inputs, what was searched, lists with their dates, settings, version. No clock in it."""
    searched = store.frame("FROM searched").iloc[0]
    has_data = bool(searched["rows"])
    by_lane = dict(store.rows("SELECT lane, count(*) FROM alerts GROUP BY lane ORDER BY lane"))
    return {
        "status": "searched" if has_data else "no data",
        "alerts": {"listed": by_lane.get("listed", 0), "behaviour": by_lane.get("behaviour", 0)},
        "searched": {
            "rows": int(searched["rows"]),
            "ships": int(searched["ships"]),
            "hours": round(float(searched["hours"]), 3),
            "hours_heard": int(searched["hours_heard"]),
            "first_time": _iso(searched["first_time"]),
            "last_time": _iso(searched["last_time"]),
        },
        "events": {
            t: store.one(f"SELECT count(*) FROM {t}")[0]
            for t in ("gaps", "encounters", "loitering", "visits", "sightings", "identity_signs")
        },
        "inputs": _records(
            store,
            "SELECT sha256, regexp_replace(name, '.*/', '') AS name, layout, rows_read, rows_kept, rows_duplicate,"
            " rows_refused FROM files ORDER BY sha256",
        ),
        "lists": _records(
            store,
            "SELECT list, authority, list_date::VARCHAR AS list_date, source, ships, sha256 FROM lists ORDER BY list",
        ),
        "zones": store.one("SELECT count(*) FROM zones")[0],
        "data": data_hashes(),
        "settings": json.loads(settings.model_dump_json()),
        "version": version("vesseltrack"),
    }


def _records(store: Store, sql: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(store.frame(sql).to_json(orient="records"))
    return records


def _iso(time: Any) -> str | None:
    return None if pd.isna(time) else pd.Timestamp(time).strftime("%Y-%m-%dT%H:%M:%SZ")


def folder_name(store: Store) -> str:
    """The folder a run's files go to: the day of the last fix, or ``no-data``."""
    last: datetime | None = store.one("SELECT last_time FROM searched")[0]
    return last.strftime("%Y-%m-%d") if last else "no-data"


def write_alerts(store: Store, settings: Any, folder: Path, note: str = "") -> Path:
    """Write the alert files of the last detect into ``folder``, which appears whole or not at all.

    A folder of an earlier run is replaced; one that is not ours is left alone.

    Raises:
        WrongUse: ``folder`` exists and was not written by us.
        DiskFull: no space was left; the folder is as it was.
    """
    return _write_folder(folder, lambda draft: _write_files(store, settings, draft, note))


def _write_folder(folder: Path, fill: Callable[[Path], None]) -> Path:
    """Fill a draft beside a folder, and put it in its place whole."""
    return write_folder(folder, fill, _is_ours, {MANIFEST, *FILES, *DOSSIER})


def _is_ours(folder: Path) -> bool:
    """Whether a folder is empty or was written by us."""
    if not folder.is_dir():
        return False
    if not any(folder.iterdir()):
        return True
    try:
        return "searched" in json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, TypeError):
        return False


def _write_files(store: Store, settings: Any, draft: Path, note: str = "") -> None:
    frame = alerts_frame(store)
    for name, write in _WRITERS:
        write(frame, draft / name)
    to_page(store, frame, draft / PAGE, note=note)
    _write_manifest(store, settings, draft, FILES, note)


def _write_manifest(store: Store, settings: Any, draft: Path, names: tuple[str, ...], note: str = "") -> None:
    """What the folder rests on, and the hashes of its files; then all of it safely on disk."""
    said = ({"note": note} if note else {}) | manifest(store, settings)
    said["files"] = hashes_of(draft, names)
    (draft / MANIFEST).write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.chmod(0o755)
    for file in draft.iterdir():
        with file.open("rb") as f:
            os.fsync(f.fileno())


def hashes_of(folder: Path, names: tuple[str, ...] = FILES) -> dict[str, str]:
    """SHA-256 of each of our files in a folder."""
    return {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names}


def verify(folder: Path, store: Store | None = None, settings: Any = None) -> list[str]:
    """Hold a folder against its manifest, and against the alerts that a store holds now.

    Returns:
        What is not as it was written, in words; nothing if all is.

    Raises:
        UnreadableInput: the folder has no manifest of ours.
    """
    try:
        manifest_said = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        said = manifest_said["files"].items()
        assert said
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError) as e:
        raise UnreadableInput(f"{folder} has no manifest of ours", "name a folder such as alerts/2026-11-22.") from e
    ours = set(FILES) | set(DOSSIER)
    wrong = [f"{p.name} is not in the manifest" for p in sorted(folder.iterdir()) if p.name in ours - set(dict(said))]
    for name, sha in said:
        path = folder / Path(name).name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha:
            wrong.append(f"{name} is not as it was written")
    if store is not None and "messages.parquet" not in dict(said):
        with tempfile.TemporaryDirectory(prefix="vesseltrack-verify-") as draft:
            _write_files(store, settings, Path(draft), str(manifest_said.get("note", "")))
            again = hashes_of(Path(draft))
            rebuilt = json.loads((Path(draft) / MANIFEST).read_text(encoding="utf-8"))
        for key in sorted((set(rebuilt) | set(manifest_said)) - {"files", "note"}):
            if rebuilt.get(key) != manifest_said.get(key):
                wrong.append(f"the manifest's {key} comes out otherwise from this store")
        wrong += [f"{name} comes out otherwise from this store" for name, sha in said if again.get(name) != sha]
    return wrong


_EVIDENCE = """
    WITH asked AS (SELECT number FROM ships WHERE ship = $ship), told AS (
        SELECT ship, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, status, class FROM fixes
        UNION SELECT ship, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, status, class FROM evidence
    )
    SELECT DISTINCT told.* FROM told JOIN asked ON told.ship = asked.number ORDER BY ALL
"""
_NAME = "SELECT coalesce(name, mmsi::VARCHAR, id, ship::VARCHAR) FROM ships WHERE ship = $ship"
_SAID = """
    SELECT statics.* EXCLUDE (file_id) FROM statics JOIN ships ON ships.number = statics.ship
    WHERE ships.ship = $ship ORDER BY ALL
"""


def write_dossier(store: Store, settings: Any, ship: int, folder: Path) -> Path:
    """Write all that is known of one ship: its page, the very messages behind it, and a manifest with their hashes.

    Args:
        store: on which detect has run.
        settings: the rules of that run.
        ship: its key.
        folder: what to make; one of ours is replaced.

    Raises:
        WrongUse: ``folder`` exists and was not written by us.
    """

    def fill(draft: Path) -> None:
        frame = alerts_frame(store)
        mine = frame[(frame.ship == ship) | (frame.other_ship == ship)].reset_index(drop=True)
        name = store.one(_NAME, {"ship": ship})[0]
        to_page(store, mine, draft / PAGE, f"vesseltrack: {name}")
        to_json_lines(mine, draft / "alerts.jsonl")
        store.frame(_EVIDENCE, {"ship": ship}).to_parquet(draft / "messages.parquet", index=False, compression="zstd")
        store.frame(_SAID, {"ship": ship}).to_parquet(draft / "particulars.parquet", index=False, compression="zstd")
        _write_manifest(store, settings, draft, DOSSIER)

    return _write_folder(folder, fill)
