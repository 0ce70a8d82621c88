"""A ship's present and past identity and its listings, looked up by IMO number, MMSI, name or call sign."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import pandas as pd
from rapidfuzz import process

from vesseltrack.errors import WrongUse
from vesseltrack.frames import in_utc
from vesseltrack.store import Store

_ENTRIES = """
    SELECT DISTINCT list, entry FROM listed
    WHERE list_contains(imos, $number) OR list_contains(false_imos, $number) OR list_contains(mmsis, $number)
        OR list_contains(false_mmsis, $number) OR list_contains(call_signs, $text)
        OR list_contains(list_transform(list_concat(list_prepend(name, other_names), false_names), lambda n: name_key(n)),
            name_key($text))
        OR list_contains(list_concat(list_prepend(name, other_names), false_names), $text)
        OR contains(coalesce(note, ''), 'printed as ' || $text || ':')
    {matched}
"""
_NUMBERS = """
    SELECT DISTINCT ssvid FROM ships
    WHERE ssvid = $number OR vessel_id = $number OR imo = $number OR list_contains(imos, $number) OR call_sign = $text OR id
        = $text
        OR list_contains(list_transform(names, lambda n: name_key(n)), name_key($text))
        OR vessel_id IN (SELECT vessel_id FROM matches JOIN _entries USING (list, entry) WHERE tier IN ('sure', 'probable'))
    ORDER BY ssvid
"""
_LISTED = """
    SELECT authority, name, standing, listed_from::VARCHAR AS since, listed_to::VARCHAR AS until, programme,
        list_transform(imos, lambda n: n::VARCHAR) AS imo, list_transform(mmsis, lambda n: n::VARCHAR) AS mmsi,
        flag_states AS flags, other_names, list_concat(false_names, list_transform(false_imos, lambda n: n::VARCHAR),
            list_transform(false_mmsis, lambda n: n::VARCHAR)) AS used_falsely,
        list, first_seen::VARCHAR AS first_seen, last_seen::VARCHAR AS last_seen, source, note
    FROM listed JOIN _entries USING (list, entry)
    ORDER BY array_position(['designated', 'reported', 'victim'], standing), listed_from, authority, name
"""
_LOOKED_IN = """
    SELECT list, coalesce(part, '') AS part, max(list_date)::VARCHAR AS list_date,
        CASE WHEN bool_and(kind = 'amendment') THEN 'only amendments, up to' ELSE 'as of' END AS how
    FROM lists GROUP BY ALL ORDER BY ALL
"""
_IDENTITIES = """
    SELECT ssvid, mmsi, imo, imo_valid, call_sign, name, flag, ship_type, length_m, valid_from, valid_to, hours_sent, messages
    FROM identities JOIN _numbers USING (ssvid) ORDER BY ssvid, valid_from
"""
_HEARD = """
    SELECT s.vessel_id, s.ssvid, s.hulls, s.name, s.vessel_type, s.gear, s.mother_ssvid, m.name AS mother_name, s.ais_class,
        s.fixes,
        s.first_time, s.last_time, s.last_lat, s.last_lon
    FROM ships AS s JOIN _numbers ON _numbers.ssvid = s.ssvid
    LEFT JOIN (SELECT ssvid, min(name) AS name FROM ships GROUP BY ssvid) AS m ON m.ssvid = s.mother_ssvid
    ORDER BY s.vessel_id
"""
_MATCHES = """
    SELECT tier, evidence, authority, listed_name, listed_from::VARCHAR AS since, listed_to::VARCHAR AS until, list, source
    FROM matches JOIN ships USING (vessel_id) JOIN _numbers USING (ssvid)
    ORDER BY array_position(['sure', 'probable', 'check', 'review'], tier), authority, listed_name
"""
_NOT_IT = (
    "SELECT DISTINCT evidence, authority FROM namesakes JOIN ships USING (vessel_id) JOIN _numbers USING (ssvid) ORDER BY"
    " ALL"
)
_SIGNS = """
    SELECT start_time AS time, anomaly, value_before, value_after, evidence,
        round(identity_anomalies.lat, 3) AS lat, round(identity_anomalies.lon, 3) AS lon, port
    FROM identity_anomalies JOIN ships USING (vessel_id) JOIN _numbers USING (ssvid) ORDER BY start_time
"""
_ALERTS = """
    WITH of_ships AS (
        -- both ships of an alert, and all that they met in it
        SELECT queue, rank, score, summary,
            unnest(list_concat([vessel_id, other_vessel_id], list_transform(meetings, lambda m: m.vessel_id))) AS vessel_id
        FROM alerts
    )
    SELECT DISTINCT queue, rank, score, summary FROM of_ships JOIN ships USING (vessel_id) JOIN _numbers USING (ssvid)
    ORDER BY queue DESC, rank
"""

NOT_RECEIVED = "No ship that was received in this store matches."
NOT_SEARCHED = "No search yet: which ships were received is not known. Run: vesseltrack detect"


@dataclass(frozen=True)
class ShipPage:
    """What the store knows of one ship, in frames that are empty if nothing is known.

    Attributes:
        listed: list entries with the number or name asked for, or that match a received ship.
        heard: the received ships that it may be.
        identities: the identities they sent, with start and end.
        matches: list entries that match them, with the evidence.
        not_it: evidence that list entries of the same name are other ships, with the authority.
        signs: signs of a false identity.
        alerts: alerts of the last detect of which they are one of the ships, or whose ships met them.
        looked_in: the lists that were searched, each part with its latest date.
        not_looked_in: the known lists that this store does not contain.
        searched: detect has been run on the store; without it nothing is known of received ships.
    """

    listed: pd.DataFrame
    heard: pd.DataFrame
    identities: pd.DataFrame
    matches: pd.DataFrame
    not_it: pd.DataFrame
    signs: pd.DataFrame
    alerts: pd.DataFrame
    looked_in: pd.DataFrame
    not_looked_in: tuple[str, ...] = ()
    searched: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As a dictionary for JSON: a list of rows for each frame."""
        return {f.name: _plain_value(getattr(self, f.name)) for f in fields(ShipPage)}

    @property
    def search(self) -> str:
        """A sentence on which lists were searched and which were not, shown beside "no list names it"."""
        return _search(self.looked_in, self.not_looked_in)

    @property
    def not_received(self) -> str:
        """A sentence where no received ship matches: it was not received, or nobody has looked; empty where one does."""
        if len(self.heard):
            return ""
        return NOT_RECEIVED if self.searched else NOT_SEARCHED


def _plain_value(value: Any) -> Any:
    """A field of a page as JSON has it."""
    if isinstance(value, pd.DataFrame):
        return json.loads(value.to_json(orient="records", date_format="iso", date_unit="s"))
    return list(value) if isinstance(value, tuple) else value


def _search(looked_in: pd.DataFrame, not_looked_in: Sequence[str]) -> str:
    columns = (looked_in[c].astype(str) for c in ("list", "part", "how", "list_date"))
    names = [
        f"{' '.join(filter(None, (name, part)))} ({how} {day})" for name, part, how, day in zip(*columns, strict=True)
    ]
    return f"Looked in: {', '.join(names) or 'no list'}." + (
        f" Not in this store: {', '.join(not_looked_in)}." if len(not_looked_in) else ""
    )


def ship_page(store: Store, asked: str, known_lists: Sequence[str] = ()) -> ShipPage:
    """Look up a ship in the store.

    Args:
        store: a store on which detect has run, or with lists only.
        asked: IMO number, MMSI, key of a ship, name or call sign.
        known_lists: short names of the lists that could be in the store.

    Raises:
        WrongUse: no received ship and no list entry matches; the message names the lists searched, and similar names.
    """
    text = " ".join(asked.upper().removeprefix("IMO ").split())
    number = int(text) if text.lstrip("-").isdecimal() and len(text) < 19 else None
    made = set(store.names())
    detected = {"ships", "matches", "identities"} <= made
    matched = (
        "UNION SELECT list, entry FROM matches JOIN ships USING (vessel_id) WHERE tier IN ('sure', 'probable') AND"
        " (ssvid = $number"
        " OR vessel_id = $number OR imo = $number OR list_contains(list_transform(names, lambda n: name_key(n)),"
        " name_key($text)))"
    )
    params = {"number": number, "text": text}
    looked_in = store.frame(_LOOKED_IN)
    lacking = tuple(n for n in known_lists if n not in set(looked_in.list))
    entries = store.frame(_ENTRIES.format(matched=matched if detected else ""), params)
    with store.registered("_entries", entries.astype({"list": str, "entry": str})):
        numbers = store.frame(_NUMBERS, params) if detected else pd.DataFrame({"ssvid": pd.Series(dtype="int64")})
        if entries.empty and numbers.empty:
            raise WrongUse(
                f"no ship that is listed or was received has {asked}"
                if detected
                else f"no list entry has {asked}, and without a search it is not known which ships were received",
                f"{_search(looked_in, lacking)} {_near(store, text)}",
            )
        listed = store.frame(_LISTED)
    with store.registered("_numbers", numbers):
        queries = {
            "ships": _HEARD, "identities": _IDENTITIES, "matches": _MATCHES, "namesakes": _NOT_IT,
            "identity_anomalies": _SIGNS, "alerts": _ALERTS,
        }  # fmt: skip
        frames = [store.frame(q) if detected and table in made else pd.DataFrame() for table, q in queries.items()]
    for name in ("imo", "mmsi", "flags", "other_names", "used_falsely"):
        listed[name] = [", ".join(x) for x in listed[name]]
    heard, identities, matches, not_it, signs, alerts = map(in_utc, frames)
    return ShipPage(listed, heard, identities, matches, not_it, signs, alerts, looked_in, lacking, detected)


def _near(store: Store, text: str) -> str:
    """Advice for an unknown name: up to five similar names of listed or received ships."""
    names = "SELECT DISTINCT upper(unnest(list_prepend(name, other_names))) FROM listed"
    if "ships" in store.names():
        names += " UNION SELECT DISTINCT upper(unnest(names)) FROM ships"
    near = process.extract(text, sorted(n for (n,) in store.rows(names) if n), limit=5, score_cutoff=75)
    if not near:
        return "ask by IMO number, MMSI, name or call sign."
    return f"near are: {', '.join(name for name, _, _ in near)}"
