"""What alerts depend on besides messages (lists, zones, settings ...): where it changed, older data may give other alerts.

A night that looks back some days only (``--look-back``) searches all that is stored when any of it has changed: a ship listed
today met another one months ago.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from vesseltrack.engine.window import not_searched_yet
from vesseltrack.reference import data_hashes
from vesseltrack.settings import Settings
from vesseltrack.sources.ingest import EARLIEST
from vesseltrack.store import Store

_SAID = {
    # a newer snapshot that says the same changes nothing
    "lists": "SELECT * EXCLUDE (first_seen, last_seen) FROM listed",
    "zones": "SELECT * EXCLUDE (zone, geometry), md5(hex(geometry)) AS shape FROM zones",
}
_FILES = (
    "SELECT md5(coalesce(string_agg(file_id::VARCHAR, ' ' ORDER BY file_id), ''))"
    " FROM files WHERE rows_kept > 0 AND file_id <= $last"
)
"""A file that was taken back leaves a gap among the numbers of those that were searched."""


def inputs(store: Store, settings: Settings) -> dict[str, str]:
    """A fingerprint of each thing that can change what the same messages mean: lists, zones, rules, our data, our version."""
    found = {}
    for name, rows in _SAID.items():
        each = f"SELECT md5(said::VARCHAR) AS said FROM ({rows}) AS said"
        found[name] = str(store.one(f"SELECT md5(coalesce(string_agg(said, '' ORDER BY said), '')) FROM ({each})")[0])
    rules = settings.looking_at_all()
    found["rules"] = hashlib.sha256(rules.model_dump_json().encode()).hexdigest()
    found["reference data"] = hashlib.sha256(repr(sorted(data_hashes().items())).encode()).hexdigest()
    try:
        found["version"] = version("vesseltrack")
    except PackageNotFoundError:  # run from a checkout that is not installed
        found["version"] = "unknown"
    return found


def remember(store: Store, settings: Settings) -> None:
    """Keep by what the search that was recorded just now was made."""
    last = store.one("SELECT coalesce(max(file_id), 0) FROM files")[0]
    said = inputs(store, settings) | {"files": f"{last} {store.one(_FILES, {'last': last})[0]}"}
    store.execute("DELETE FROM search_inputs")
    store.execute("DELETE FROM stale")
    for name, fingerprint in said.items():
        store.execute("INSERT INTO search_inputs VALUES ($name, $said)", {"name": name, "said": fingerprint})


def changed(store: Store, settings: Settings) -> list[str] | None:
    """What is not as it was when a search was last recorded; ``None`` if none was."""
    known = dict(store.rows("SELECT input, fingerprint FROM search_inputs"))
    if not known:
        return None
    now = inputs(store, settings)
    last, _, files = known.get("files", "0 ").partition(" ")
    now["files"] = f"{last} {store.one(_FILES, {'last': int(last)})[0]}" if files else ""
    if store.one("SELECT count(*) FROM stale")[0]:
        now["files"] = ""
    return sorted(name for name, said in now.items() if known.get(name) != said)


def search_from(
    store: Store, settings: Settings, end: datetime, look_back: timedelta | None
) -> tuple[datetime | None, list[str]]:
    """Where a night's search begins, ``None`` for all that is stored, and what has changed if that is why it is all.

    Args:
        store: with the night's files in it, the reference data too.
        settings: the rules.
        end: of the night.
        look_back: so long before its end, but not after anything that was not searched yet; ``None`` for all.
    """
    if look_back is None:
        return None, []
    other = changed(store, settings)
    if other or (other is None and "searched" in store.names()):  # by an earlier version, or by hand
        return None, other or []
    return min(max(end - look_back, EARLIEST), not_searched_yet(store) or end), []
