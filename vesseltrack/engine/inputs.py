"""Fingerprints of what alerts depend on besides messages: lists, zones, settings ... A change may give new alerts in old data.

A night limited to some days (``--look-back``) searches all stored data when any of them has changed: a ship listed today may
have met another one months ago.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from vesseltrack.engine.window import not_searched_yet
from vesseltrack.reference import data_hashes, our_version
from vesseltrack.settings import Settings
from vesseltrack.sources.ingest import EARLIEST
from vesseltrack.store import Store

_SAID = {
    # a newer snapshot with the same contents does not change it
    "lists": "SELECT * EXCLUDE (first_seen, last_seen) FROM listed",
    "zones": "SELECT * EXCLUDE (zone, geometry), md5(hex(geometry)) AS shape FROM zones",
}
_FILES = (
    "SELECT md5(coalesce(string_agg(file_id::VARCHAR, ' ' ORDER BY file_id), ''))"
    " FROM files WHERE rows_kept > 0 AND file_id <= $last"
)
"""A file that was taken back leaves a gap among the numbers of those that were searched."""


def inputs(store: Store, settings: Settings) -> dict[str, str]:
    """A fingerprint of each input besides messages: lists, zones, rules, shipped data, version."""
    found = {}
    for name, rows in _SAID.items():
        each = f"SELECT md5(said::VARCHAR) AS said FROM ({rows}) AS said"
        found[name] = str(store.one(f"SELECT md5(coalesce(string_agg(said, '' ORDER BY said), '')) FROM ({each})")[0])
    rules = settings.looking_at_all()
    found["rules"] = hashlib.sha256(rules.model_dump_json().encode()).hexdigest()
    found["reference data"] = hashlib.sha256(repr(sorted(data_hashes().items())).encode()).hexdigest()
    found["version"] = our_version()
    return found


def remember(store: Store, settings: Settings) -> None:
    """Store the fingerprints of the search just recorded."""
    last = store.one("SELECT coalesce(max(file_id), 0) FROM files")[0]
    now = inputs(store, settings) | {"files": f"{last} {store.one(_FILES, {'last': last})[0]}"}
    store.execute("DELETE FROM search_inputs")
    store.execute("DELETE FROM stale")
    for name, fingerprint in now.items():
        store.execute("INSERT INTO search_inputs VALUES ($name, $said)", {"name": name, "said": fingerprint})


def changed(store: Store, settings: Settings) -> list[str] | None:
    """Names of the inputs that changed since a search was last recorded; ``None`` if none was recorded."""
    known = dict(store.rows("SELECT input, fingerprint FROM search_inputs"))
    if not known:
        return None
    now = inputs(store, settings)
    last, _, files = known.get("files", "0 ").partition(" ")
    now["files"] = f"{last} {store.one(_FILES, {'last': int(last)})[0]}" if files else ""
    if store.one("SELECT count(*) FROM stale")[0]:
        now["files"] = ""
    return sorted(name for name, fingerprint in now.items() if known.get(name) != fingerprint)


def search_from(
    store: Store, settings: Settings, end: datetime, look_back: timedelta | None
) -> tuple[datetime | None, list[str]]:
    """Start of a night's search, ``None`` for all stored data, and the changed inputs if they are the reason.

    Args:
        store: a store with the night's files and the reference data loaded.
        settings: the rules.
        end: end of the night.
        look_back: time before ``end`` to search; extended to data that was not searched yet; ``None`` for all.
    """
    if look_back is None:
        return None, []
    other = changed(store, settings)
    if other or (other is None and "searched" in store.names()):  # searched by an earlier version or by plain detect
        return None, other or []
    return min(max(end - look_back, EARLIEST), not_searched_yet(store) or end), []
