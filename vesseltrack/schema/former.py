"""What tables, columns, values and settings were called in version 0.1; their names are understood for one version more.

From this page follow how a store of version 0.1 is taken over, the views that old queries run on (``store/former.py``), what old
settings and files of verdicts are read as, and the table of ``docs/glossary.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Former:
    """A table: its name, its name in version 0.1, and the columns that were called otherwise then, by their names of now."""

    table: str
    former: str
    columns: Mapping[str, str] = field(default_factory=dict)


_NAMES = """
fixes fixes: ssvid ship, nav_status status, ais_class class
statics statics: ssvid ship
stations stations: station_type kind, nav_status status, ais_class class
ids ids: ssvid ship
files files: last_pruned last_let_go
zones zones: zone_type kind, legal_status status
alert_states alert_states: vessel_id ship, other_vessel_id other_ship, reported_in told_in, queue lane,
    event_type kind, first_time since, last_time until
verdicts verdicts: vessel_id ship, event_type kind, verdict mark, reason because, quiet_until until, queue lane
alert_events alert_events: vessel_ids ships, ssvids numbers
nights nights: reported told
evidence evidence: ssvid ship, nav_status status, ais_class class
assessed_gaps judged_gaps: p_unreceived_if_on unheard_chance, p_off silence_p, p_off_low silence_low,
    p_off_high silence_high, assessment verdict, outage disturbance
prunings prunings: refused_before before, pruned_before let_go_before
searched searched: span_h hours
particulars particulars: ssvid number
ships ships: vessel_id ship, ssvid number, ssvid_type number_kind, vessel_type trade, ais_class class
possible_routes possible_routes: route_found way_found, route_lat way_lat, route_lon way_lon
identities identities: ssvid number, hours_sent hours
lookalikes lookalikes: ssvid number
matches matches: vessel_id ship
namesakes namesakes: vessel_id ship
fix_pairs hops: ssvid number, jump leap, late_suspect odd
late_fixes late: ssvid ship
fix_pairs_on_time late_hops: ssvid number, jump leap, late_suspect odd
segments pieces: vessel_id ship, ssvid number, segment_type kind
track_steps legs: vessel_id ship, jump leap
noise_segments strays: vessel_id ship, ssvid number, noise_type kind
resampled grid: vessel_id ship, slot mark, cell_id place
harbours harbours: cell_id place
cell_context places: cell_id place, non_dprk_port_km home_port_km
gap_candidates silences: vessel_id ship
ship_cell_hours chances: vessel_id ship, epoch_hour hour, assumed waited, known_slots chances, received_slots heard
cell_reception hearing: received_slots heard
ship_reception tries: vessel_id ship, epoch_hour hour, known_slots chances, received_slots heard,
    expected_slots expected, expected_assumed_slots waited, short_known_slots short_chances,
    short_received_slots short_heard, short_expected_slots short_expected
hourly_reception weather: epoch_hour hour, known_slots chances, received_slots heard, expected_slots expected,
    expected_assumed_slots waited
ship_detectability strengths: vessel_id ship, known_slots chances, received_slots heard, expected_slots expected,
    detectability strength
candidate_tracks ways: vessel_id ship, candidate way, known_slots chances
gap_probabilities unheard: p_unreceived_if_on unheard_chance, p_off silence_p, p_off_low silence_low,
    p_off_high silence_high, others_known_slots others_chances, outage_share disturbed
outages disturbances: outage disturbance, outage_type kind, text says
encounters encounters: vessel_id ship, other_vessel_id other_ship
gaps gaps: vessel_id ship, end_is_false leapt, p_unreceived_if_on unheard_chance, p_off silence_p,
    p_off_low silence_low, p_off_high silence_high, assessment verdict, outage disturbance
identity_anomalies identity_signs: vessel_id ship, other_vessel_id other_ship, anomaly sign, value_before before,
    value_after after, non_dprk_port_km home_port_km
loitering loitering: vessel_id ship
listed_ship_detections sightings: vessel_id ship
visits visits: vessel_id ship
events events: vessel_id ship, other_vessel_id other_ship
scored scored: vessel_id ship, other_vessel_id other_ship, queue lane, indicators reasons, mitigating innocent
possible_port_calls calls: target_type kind, text says
possible_rendezvous companions: vessel_id ship, other_vessel_id other_ship, text says
ship_days ship_days: vessel_id ship, vessel_type trade
anomaly_scores oddness: vessel_id ship, scored_table kind, explanation because
event_indicators reasons: queue lane, name reason, text says
alerts alerts: vessel_id ship, other_vessel_id other_ship, queue lane, event_type kind, vessel_type trade,
    other_vessel_type other_trade, first_time since, last_time until, where_text place, indicators reasons,
    mitigating innocent, anomaly_reasons odd_because
event_spans event_spans: vessel_ids ships, ssvids numbers
"""
"""The table, what it was called, and of each column its name and what it was called."""


def _read(text: str) -> tuple[Former, ...]:
    lines = text.strip().replace(",\n    ", ", ").splitlines()
    found = []
    for line in lines:
        names, _, columns = line.partition(":")
        table, former = names.split()
        pairs = [(pair.split()[0], pair.split()[1]) for pair in columns.split(",") if pair.strip()]
        found.append(Former(table, former, dict(pairs)))
    return tuple(found)


FORMER = _read(_NAMES)
_ASSESSMENTS = {
    "transmitter_off": "silent",
    "lost_signal": "not heard",
    "undetermined": "cannot tell",
    "outage": "disturbed",
}
VALUES: Mapping[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "gaps": (("assessment", _ASSESSMENTS),),
    "assessed_gaps": (("assessment", _ASSESSMENTS),),
    "rejects": (("reason", {"pruned": "let_go"}),),
    "reject_counts": (("reason", {"pruned": "let_go"}),),
}
"""Of tables, the columns with values that were called otherwise."""

SECTIONS = {
    "reach": "reachability",
    "identity_signs": "identity_anomalies",
    "sightings": "listed_ship_detections",
}
"""Sections of the settings, and what ids of indicators began with: in version 0.1, and now."""
SETTINGS = {
    "reception.cell_chances": "reception.cell_prior_slots",
    "reception.hour_chances": "reception.hour_prior_slots",
    "reception.ship_chances": "reception.ship_prior_slots",
    "reception.way_h": "reception.candidate_h",
    "identity_anomalies.min_said_h": "identity_anomalies.min_sent_h",
    "scoring.odd_percentile": "scoring.anomaly_percentile",
}
"""Single settings, by the sections of now."""
PARAMETERS = {"trades": "vessel_types"}
"""Parameters of indicators."""


def modern(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a table as JSON has it, perhaps with column names of version 0.1, by the names of now."""
    names = next(({old: new for new, old in f.columns.items()} for f in FORMER if f.table == table), {})
    return {(names.get(k, k) if names.get(k) not in row else k): v for k, v in row.items()}


def settings_of_now(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Settings, perhaps with names of version 0.1, by the names of now; and what was called otherwise, in words.

    Args:
        given: sections of settings; in ``scoring``, ``weights`` and ``parameters`` by whole addresses.
    """
    out: dict[str, Any] = {}
    notices: list[str] = []

    def now(old: str, new: str) -> str:
        if old != new:
            notices.append(f"the setting {old} is called {new} now")
        return new

    for section, values in given.items():
        name = now(section, SECTIONS.get(section, section))
        out[name] = {_setting(name, k, now): v for k, v in values.items()} if isinstance(values, dict) else values
    for kind in ("weights", "parameters"):
        scoring = out.get("scoring")
        if isinstance(scoring, dict) and isinstance(scoring.get(kind), dict):
            scoring[kind] = {now(address, _address(address)): value for address, value in scoring[kind].items()}
    return out, notices


def _setting(section: str, key: str, now: Callable[[str, str], str]) -> str:
    old = f"{section}.{key}"
    return now(old, SETTINGS.get(old, old)).partition(".")[2]


def _address(address: str) -> str:
    """The address of an indicator, or of a parameter of one."""
    table, *rest = address.split(".")
    if len(rest) == 2:
        rest[1] = PARAMETERS.get(rest[1], rest[1])
    return ".".join([SECTIONS.get(table, table), *rest])
