"""The reasons for and against an event. A score is this table: read it as policy.

Each reason has a weight in its lane, a condition and a sentence, both in SQL over one event ``e`` of its table, the ship
``s`` and, in an encounter, the other ship ``o``. Reasons below zero speak for innocence. The two lanes are never added.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from vesseltrack.errors import WrongUse
from vesseltrack.scoring.rules import ScoringRules
from vesseltrack.step import Step
from vesseltrack.store import Store, literal


@dataclass(frozen=True)
class Reason:
    """One line of policy.

    Attributes:
        name: what settings call it.
        table: the detector whose events it weighs.
        weight: what it adds to its lane.
        when: SQL condition.
        says: SQL expression of its sentence.
        lane: ``behaviour`` or ``listed``.
    """

    name: str
    table: str
    weight: float
    when: str
    says: str
    lane: str = "behaviour"

    @property
    def address(self) -> str:
        """What settings call it where several kinds of event have a reason of that name: ``gaps.fishing_boat``."""
        return f"{self.table}.{self.name}"

    def select(self, weight: float) -> str:
        """The rows of ``reasons`` it gives."""
        other = "e.other_ship" if self.table in PAIRS else "NULL"
        return (
            f"SELECT e.event, {literal(self.lane)} AS lane, {literal(self.name)} AS reason,"
            f" {weight!r}::DOUBLE AS weight, {self.says} AS says"
            f" FROM {self.table} AS e JOIN ships AS s ON s.ship = e.ship LEFT JOIN ships AS o ON o.ship = {other}"
            f" WHERE {self.when}"
        )


PAIRS = ("encounters", "identity_signs")
"""Events of two ships."""
TRADERS = "('cargo', 'tanker')"
_NEXT_TO_GAP = """EXISTS (FROM gaps AS g WHERE g.ship IN (e.ship, {other}) AND g.duration_h >= 6
    AND g.verdict IN ('silent', 'cannot tell') AND g.silence_p >= 0.5 AND NOT g.hoisted
    AND (g.start_time BETWEEN e.end_time - INTERVAL 1 HOUR AND e.end_time + INTERVAL 12 HOUR
      OR g.end_time BETWEEN e.start_time - INTERVAL 12 HOUR AND e.start_time + INTERVAL 1 HOUR))"""

_UNHEARD = "'still sending, it would have stayed unheard so long ' || one_in(e.unheard_chance)"
_OTHERS = """CASE e.others_near WHEN 0 THEN '; nobody else was near its way'
        WHEN 1 THEN '; one other ship near its way was heard'
        ELSE format('; {} other ships near its way were heard', e.others_near) END
    || CASE WHEN e.others_near > 0 THEN coalesce(format(' {:.0f} % of the time', 100 * e.others_heard), '') ELSE '' END
    || coalesce(format(', itself {:.0f} % of the 12 hours before', 100 * e.heard_before), '')"""
_PROBABILITY = (
    "probability ' || CASE WHEN round(e.silence_high - e.silence_low, 2) <= 0.01 THEN format('{:.2f}', e.silence_p)"
    " ELSE format('{:.2f} ({:.2f} to {:.2f})', e.silence_p, e.silence_low, e.silence_high) END || '"
)


def _because(words: str) -> str:
    """A verdict in words, with the three numbers behind it: the chance, the others, the ship itself."""
    return f"'{words}: ' || {_UNHEARD} || {_OTHERS}"


_NETS = (
    "CASE e.gear_near WHEN 1 THEN 'a net marker or buoy' ELSE e.gear_near || ' net markers or buoys' END"
    " || ' within 1 km: it works its gear'"
)
_MOTHER = (
    "coalesce((SELECT min(m.name) FROM ships AS m WHERE m.number = s.mother_ssvid), 'its mother ship')"
    " || ' (' || s.mother_ssvid || ')'"
)
_CRAFT = "s.number_kind = 'craft' OR s.mother_ssvid IS NOT NULL"
_MOTHERLESS = "{0}.number_kind = 'craft' AND {0}.mother_ssvid IS NULL"


def _gear(table: str, when: str = "true") -> Reason:
    return Reason("gear", table, -5, f"{when} AND s.gear", "'a net marker or buoy, not a ship'")


_CALLS = "FROM calls AS c WHERE c.event = e.event AND c.spare_h >= 6 AND c.there_km <= 500"
_MET = "FROM companions AS c WHERE c.event = e.event AND c.how IN ('slow', 'dark') AND c.by_chance <= 0.5"
_ESCORT = "FROM companions AS c WHERE c.event = e.event AND c.how LIKE 'escort%'"

_SILENT_H = "e.duration_h - e.no_data_h"

GAP_REASONS = (
    # hours of which there are no data are nobody's silence
    Reason(
        "silent_long", "gaps", 1, f"{_SILENT_H} >= 12",
        "format('{} for {:.0f} hours', CASE WHEN e.no_data_h >= 1 THEN 'not heard' ELSE 'silent' END, e.duration_h)"
        " || CASE WHEN e.no_data_h >= 1 THEN format(', {:.0f} of them without any data', e.no_data_h) ELSE '' END",
    ),
    Reason("silent_for_days", "gaps", 1, f"{_SILENT_H} >= 48", "'that is more than two days'"),
    Reason(
        "silent_and_back_far_off", "gaps", 1, f"{_SILENT_H} >= 72 AND e.apart_km >= 200",
        "format('and came back {:.0f} km away', e.apart_km)",
    ),
    Reason(
        "stopped_sending", "gaps", 2.5, "e.verdict = 'silent'",
        _because(f"had stopped transmitting, {_PROBABILITY}"),
    ),
    Reason(
        "perhaps_stopped_sending", "gaps", 1, "e.verdict = 'cannot tell' AND e.silence_p >= 0.5",
        _because(f"may have stopped transmitting, {_PROBABILITY}"),
    ),
    Reason(
        "silent_under_way", "gaps", 1, "e.start_sog_kn >= 3 AND e.port_km >= 10",
        "format('fell silent under way at {:.1f} kn, {:.0f} km from port', e.start_sog_kn, e.port_km)",
    ),
    Reason("trader", "gaps", 0.5, f"s.trade IN {TRADERS}", "a_ship(s.trade)"),
    Reason(
        "near_dprk", "gaps", 2, "e.dprk_port_km <= 150 AND e.dprk_port_km <= 2 * e.port_km",
        "format('fell silent {:.0f} km from {} in North Korea', e.dprk_port_km, e.dprk_port)",
    ),
    Reason(
        "time_for_a_call", "gaps", 1.5, f"e.start_sog_kn >= 1 AND EXISTS ({_CALLS})",
        f"(SELECT arg_max(c.says, (c.spare_h, c.target)) {_CALLS})",
    ),
    Reason(
        "room_for_a_meeting", "gaps", 1, f"e.verdict = 'silent' AND EXISTS ({_MET})",
        f"(SELECT arg_min(c.says, (c.by_chance, -c.room_h, c.other_ship)) {_MET})",
    ),
    Reason(
        "escorted", "gaps", 1, f"e.verdict = 'silent' AND EXISTS ({_ESCORT})",
        f"(SELECT arg_min(c.says, (c.how, c.other_ship)) {_ESCORT})",
    ),
    Reason(
        "came_back_where_it_left", "gaps", 1,
        f"{_SILENT_H} >= 12 AND e.apart_km <= 30 AND e.start_sog_kn >= 3 AND e.port_km >= 10",
        "CASE WHEN e.apart_km < 1 THEN 'came back where it vanished'"
        " ELSE format('came back {:.0f} km from where it vanished', e.apart_km) END",
    ),
    Reason(
        "merely_not_heard", "gaps", -4, "e.verdict = 'not heard'",
        _because("reception explains it"),
    ),
    Reason(
        "cannot_tell", "gaps", -2, "e.verdict = 'cannot tell' AND e.silence_p < 0.5",
        _because(f"nobody can tell from these data whether it was silent, {_PROBABILITY}"),
    ),
    Reason(
        "disturbed", "gaps", -5, "e.verdict = 'disturbed'",
        "(SELECT d.says FROM disturbances AS d WHERE d.disturbance = e.disturbance)",
    ),
    Reason(
        "in_port", "gaps", -4, "e.port_km < 6 AND e.dprk_port_km > 30",
        "format('fell silent in port ({}, {:.0f} km)', e.port, e.port_km)",
    ),
    Reason(
        # one that had stopped on its way, where no harbour is, lay still for another reason
        "lay_still", "gaps", -2,
        "e.start_sog_kn < 1 AND e.dprk_port_km > 50 AND NOT EXISTS (FROM loitering AS l WHERE l.ship = e.ship"
        " AND l.start_time BETWEEN e.start_time - INTERVAL 6 HOUR AND e.start_time AND l.before_kn >= 5 AND l.harbour_km >= 10)",
        "'lay still when it fell silent'",
    ),
    Reason(
        "hoisted", "gaps", -6, "e.hoisted",
        f"'an auxiliary craft that fell silent beside ' || {_MOTHER} || ': taken aboard, not gone dark'",
    ),
    Reason(
        "auxiliary_craft", "gaps", -3, f"({_CRAFT}) AND NOT e.hoisted",
        f"'an auxiliary craft' || coalesce(' of ' || {_MOTHER}, '') || ': such are taken aboard and switched off'",
    ),
    _gear("gaps"),
    Reason("small_craft", "gaps", -2, "s.class = 'B' OR s.trade = 'pleasure'", "'a small craft: they often switch off'"),
    Reason("fishing_boat", "gaps", -1.5, "s.trade = 'fishing'", "'a fishing boat: many fish beyond the receivers'"),
    Reason(
        "working_craft", "gaps", -1.5, "s.trade IN ('tug', 'pilot', 'service', 'passenger')",
        "a_ship(s.trade)",
    ),
    Reason(
        "false_position", "gaps", -5, "e.leapt",
        "'one of its ends was reached by a leap no ship can make: its place is false (jamming, or two hulls on one number)'",
    ),
    Reason(
        "stray_signal", "gaps", -3, "e.fixes_before < 10",
        "format('only {} messages in the 12 hours before: a stray signal, or at the edge of hearing', e.fixes_before)",
    ),
    Reason(
        "shared_number", "gaps", -3, "s.hulls > 1",
        "format('{} hulls send under its number: whose silence this is, is not sure', s.hulls)",
    ),
    Reason(
        "not_one_hull", "gaps", -3, "e.implied_kn > 40",
        "format('its ends are {:.0f} kn apart: two ships on one number, or a false position', e.implied_kn)",
    ),
)  # fmt: skip


def _cause(name: str, weight: float, cause: str, when: str = "") -> Reason:
    """An innocent cause that the detector tested and found to hold (``causes_hold``); what it rests on stands in ``causes``."""
    says = f"(SELECT min(c) FROM (SELECT unnest(e.causes) AS c) WHERE starts_with(c, {literal(cause + ': yes')}))"
    return Reason(
        name, "encounters", weight, f"list_contains(e.causes_hold, {literal(cause)}){when}",
        f"coalesce(replace({says}, ': yes,', ':'), {literal(cause)})",
    )  # fmt: skip


_ROSE = "e.draught_after_m - e.draught_before_m"
_OTHER_ROSE = "e.other_draught_after_m - e.other_draught_before_m"
_OPPOSITE = f"({_ROSE}) * ({_OTHER_ROSE}) < 0 AND least(abs({_ROSE}), abs({_OTHER_ROSE})) >= 0.3"
_DRAUGHTS = (
    "format('draught {:.1f} m before and {:.1f} m after', e.draught_before_m, e.draught_after_m)"
    " || coalesce(format(', the other''s {:.1f} and {:.1f} m', e.other_draught_before_m, e.other_draught_after_m), '')"
    " || ', as keyed by hand'"
)

ENCOUNTER_REASONS = (
    Reason(
        "lay_together", "encounters", 1, "true",
        "CASE WHEN e.median_speed_kn >= 2 THEN 'sailed' ELSE 'lay' END"
        " || format(' {:.0f} m apart for {:.1f} hours', e.median_apart_m, e.duration_h)"
        " || format(', on {} and {} messages of the two', e.fixes, e.other_fixes)"
        " || CASE WHEN e.drawn_h >= 0.3 THEN format('; for {:.1f} hours of it one was not heard', e.drawn_h) ELSE '' END",
    ),
    Reason(
        "moved_as_one", "encounters", 2, "e.as_one",
        "format('moved as one: for {:.1f} hours {:.0f} m apart and little more or less', e.rigid_h, e.rigid_apart_m)"
        " || coalesce(format(', headings {:.0f} degrees from parallel', e.heading_apart_deg), '')",
    ),
    Reason(
        "perhaps_as_one", "encounters", 1, "e.as_one IS NULL",
        "'whether they moved as one is not known: too few messages'",
    ),
    Reason(
        "not_as_one", "encounters", -3, "NOT e.as_one",
        "(SELECT min(c) FROM (SELECT unnest(e.causes[1:2]) AS c) WHERE contains(c, ': yes'))",
    ),
    Reason(
        "seldom_together", "encounters", -1,
        "e.seen_together < 0.6 AND e.as_one IS NOT TRUE AND least(e.fixes, e.other_fixes) < 4",
        "format('seen together only {:.0f} % of the time, on few messages', 100 * e.seen_together)",
    ),
    Reason("alongside", "encounters", 0.5, "e.median_apart_m <= 150", "'as close as ships lie alongside'"),
    Reason(
        "not_alongside", "encounters", -3, "e.median_apart_m >= 300 AND e.as_one IS NOT TRUE",
        "format('{:.0f} m is far for ships alongside: neighbours at anchor, or a boat between them', e.median_apart_m)",
    ),
    Reason("alone_together", "encounters", 1, "e.ships_near <= 1", "'hardly another ship within 5 km'"),
    Reason(
        "came_to_meet", "encounters", 1, "e.came <> 'neither' OR e.met_under_way >= 0.4",
        "CASE e.came WHEN 'ship' THEN coalesce(s.name, 'one') || ' came to ' || coalesce(o.name, 'the other') || ', which lay'"
        " WHEN 'other_ship' THEN coalesce(o.name, 'one') || ' came to ' || coalesce(s.name, 'the other') || ', which lay'"
        " ELSE 'came under way to meet' END",
    ),
    Reason(
        "draughts_changed", "encounters", 1.5, _OPPOSITE,
        f"'one rose and the other sank: ' || {_DRAUGHTS}",
    ),
    Reason(
        "draught_changed", "encounters", 0.5,
        f"greatest(abs(coalesce({_ROSE}, 0)), abs(coalesce({_OTHER_ROSE}, 0))) >= 0.5"
        f" AND NOT coalesce({_OPPOSITE}, false)",
        f"coalesce({_DRAUGHTS}, format('the other''s draught {{:.1f}} m before and {{:.1f}} m after, as keyed by hand',"
        " e.other_draught_before_m, e.other_draught_after_m))",
    ),
    Reason(
        "both_traders", "encounters", 1, f"s.trade IN {TRADERS} AND o.trade IN {TRADERS}",
        "a_ship(s.trade) || ' with ' || a_ship(o.trade)",
    ),
    Reason(
        "hides_its_kind", "encounters", 1, "(s.trade = 'unknown' AND s.imo IS NULL) OR (o.trade = 'unknown' AND o.imo IS NULL)",
        "'one of them says neither its kind nor its IMO number'",
    ),
    Reason(
        "near_dprk", "encounters", 2, "e.dprk_port_km <= 120 AND e.dprk_port_km <= 2 * e.port_km",
        "format('{:.0f} km from a North Korean port', e.dprk_port_km)",
    ),
    Reason(
        "dark_beside_it", "encounters", 2, _NEXT_TO_GAP.format(other="e.other_ship"),
        "'one of them went dark, or came back from the dark, within half a day of it'",
    ),
    _cause("made_fast", -3, "made fast to the ground", " AND coalesce(e.shore_km < 20, false)"),
    # far out there are platforms, and calms
    _cause("still_far_out", -2, "made fast to the ground", " AND NOT coalesce(e.shore_km < 20, false)"),
    _cause("serves_many", -4, "one that serves many"),
    _cause("brief_visit", -3, "brief visit"),
    _cause("tow", -4, "tow"),
    _cause("too_fast", -4, "too fast for a transfer"),
    _cause("fishing_together", -3, "fishing together"),
    _cause("service_craft", -3, "service craft side by side"),
    _cause("small_craft_beside", -3, "small craft beside a ship"),
    _cause("pleasure", -3, "yachts"),
    _cause("works", -3, "dredging or work under water"),
    _cause("navy", -4, "navy or coast guard"),
    _cause("one_operator", -1, "ships of one operator"),
    _cause("lay_for_days", -2, "laid up together"),
    _cause("in_port", -2, "in port"),
    _cause("anchorage", -3, "anchorage or fleet", " AND e.as_one IS NOT TRUE"),
    _cause("crowd", -1, "anchorage or fleet", " AND e.as_one"),
    Reason("gear_beside", "encounters", -1, "e.gear_near > 0", _NETS),
    Reason(
        "craft_of_unknown_ship", "encounters", -2, f"({_MOTHERLESS.format('s')}) OR ({_MOTHERLESS.format('o')})",
        "'one of them is an auxiliary craft that does not say of which ship: it may be the other''s own'",
    ),
    Reason("fishing_boat", "encounters", -1, "(s.trade = 'fishing') <> (o.trade = 'fishing')", "'one of them is a fishing boat'"),
    Reason("tug", "encounters", -1, "s.trade = 'tug' OR o.trade = 'tug'", "'one of them is a tug, or sends so'"),
    Reason(
        "offshore_service", "encounters", -2,
        "s.trade IN ('other', 'passenger', 'service') OR o.trade IN ('other', 'passenger', 'service')",
        "'one of them is neither a cargo ship nor a tanker: supply or service is likely'",
    ),
)  # fmt: skip

_DARK_IN_IT = """EXISTS (FROM gaps AS g WHERE g.ship = e.ship AND g.duration_h >= 4 AND g.verdict IN ('silent', 'cannot tell')
    AND g.silence_p >= 0.5 AND g.start_time >= e.start_time AND g.end_time <= coalesce(e.end_time, g.end_time))"""

LOITERING_REASONS = (
    Reason(
        "loitered", "loitering", 1, "true",
        "format('lay or drifted at {:.1f} kn for {:.0f} hours', e.mean_speed_kn, e.duration_h)"
        " || CASE WHEN e.duration_h - e.heard_h < 1 THEN ''"
        " ELSE format(', {:.1f} of them not heard', e.duration_h - e.heard_h) END",
    ),
    Reason("trader", "loitering", 1, f"s.trade IN {TRADERS}", "a_ship(s.trade)"),
    Reason("alone", "loitering", 0.5, "e.ships_near = 0", "'no other ship lay within 5 km'"),
    Reason(
        "stopped_on_its_way", "loitering", 1, "e.before_kn >= 5 AND e.after_kn >= 5 AND e.turned_deg <= 45",
        "format('stopped on its way: {:.0f} kn before, {:.0f} kn after, on the same course', e.before_kn, e.after_kn)",
    ),
    Reason(
        "no_place_to_wait", "loitering", 0.5, "e.spells_near = 0 AND e.own_spells = 0 AND e.harbour_km >= 50",
        "'nobody else lay or drifted within 20 km in these days, nor it at another time'",
    ),
    Reason(
        "draught_changed", "loitering", 2, "abs(e.draught_after_m - e.draught_before_m) >= 0.5",
        "format('draught {:.1f} m before and {:.1f} m after, as keyed by hand', e.draught_before_m, e.draught_after_m)",
    ),
    Reason(
        "near_dprk", "loitering", 2, "e.dprk_port_km <= 120 AND e.dprk_port_km <= 2 * e.port_km",
        "format('{:.0f} km from a North Korean port', e.dprk_port_km)",
    ),
    Reason(
        "dark_beside_it", "loitering", 1.5, _NEXT_TO_GAP.format(other="e.ship"),
        "'it went dark, or came back from the dark, within half a day of it'",
    ),
    Reason(
        "dark_in_it", "loitering", 1.5, f"{_DARK_IN_IT} AND NOT {_NEXT_TO_GAP.format(other='e.ship')}",
        "'it was dark for a part of it'"
    ),
    Reason(
        "reported_transfer_area", "loitering", 1,
        "EXISTS (FROM visits AS v JOIN zones AS z USING (zone) WHERE v.ship = e.ship AND z.kind = 'sts_area'"
        " AND v.start_time <= coalesce(e.end_time, v.start_time) AND v.end_time >= e.start_time)",
        "'in an area where transfers were reported'",
    ),
    Reason(
        "anchorage", "loitering", -2, "list_contains(e.causes_hold, 'waits in a queue or an anchorage')",
        "format('{} other ships lay within 5 km, {} within 20 km in these days', e.ships_near, e.spells_near)"
        " || ': an anchorage, a queue or a fleet'",
    ),
    Reason(
        "off_a_port", "loitering", -1, "list_contains(e.causes_hold, 'waits off a port')",
        "format('{:.0f} km from {}: ships wait off a port', e.port_km, e.port)",
    ),
    Reason(
        "used_to_the_place", "loitering", -1, "list_contains(e.causes_hold, 'used to the place')",
        "format('it lay or drifted here {} other times in these days', e.own_spells)",
    ),
    Reason(
        "laid_up", "loitering", -1, "list_contains(e.causes_hold, 'laid up')",
        "'for more than four days: laid up, or waiting for orders'",
    ),
    Reason("gear_beside", "loitering", -1, "e.gear_near > 0 AND NOT s.gear", _NETS),
    _gear("loitering"),
    Reason("fishing_boat", "loitering", -2, "s.trade = 'fishing'", "'a fishing boat'"),
    Reason(
        "working_craft", "loitering", -2, "s.trade IN ('tug', 'pilot', 'service', 'pleasure', 'passenger', 'other')",
        "a_ship(s.trade)",
    ),
)  # fmt: skip

VISIT_REASONS = (
    Reason(
        "in_watched_zone", "visits", 3.5, "e.watch AND e.duration_h >= 1",
        "format('in {} for {:.1f} hours', e.zone_name, e.duration_h)",
    ),
    Reason("through_watched_zone", "visits", 2, "e.watch AND e.duration_h < 1", "'touched ' || e.zone_name"),
    Reason("trader", "visits", 1, f"e.watch AND s.trade IN {TRADERS}", "a_ship(s.trade)"),
    Reason(
        "silent_there", "visits", 1.5, "e.watch AND (NOT e.seen_enter OR NOT e.seen_leave) AND e.duration_h >= 1"
        " AND EXISTS (FROM gaps AS g WHERE g.ship = e.ship AND g.verdict IN ('silent', 'cannot tell')"
        " AND g.start_time <= e.end_time + INTERVAL 20 MINUTE"
        " AND coalesce(g.end_time, g.start_time) >= e.start_time - INTERVAL 20 MINUTE)",
        "'dark on its way in, out or inside'",
    ),
    Reason("fishing_boat", "visits", -2, "e.watch AND s.trade = 'fishing'", "'a fishing boat: fleets fish along this border'"),
    Reason(
        "a_moment_only", "visits", -2, "e.watch AND e.heard_h < 0.34",
        "'seen there for minutes only: jamming moves honest ships near the Northern Limit Line'",
    ),
    _gear("visits", "e.watch"),
    Reason("at_home", "visits", -3, "e.watch AND s.flag = 'PRK'", "'a North Korean ship in its own waters'"),
)  # fmt: skip

IDENTITY_REASONS = (
    *(
        Reason(sign, "identity_signs", weight, f"e.sign = '{sign}'", says)
        for sign, weight, says in (
            ("imo_changed", 3, "'a hull keeps its IMO number for life: it sent ' || e.before || ', and now ' || e.after"),
            ("imo_dropped", 2, "'it sent IMO ' || e.before || ', and now sends none'"),
            ("imo_invalid", 1, "e.after || ' fails the check digit: a typing error, or invented'"),
            ("imo_twice", 2.5, "'one IMO number sent from two places at once: one of the two is not that hull'"),
            ("near_miss_of_listed", 3, "'a digit or two away from IMO ' || e.before || '; ' || e.evidence"),
            ("near_number_of_listed", 1.5, "'a digit or two away from IMO ' || e.before || '; ' || e.evidence"),
            ("borrowed", 3, "'the identity of ' || e.before || ' was borrowed before: is this that ship?'"),
            ("name_changed", 1.5, "'it was called ' || e.before || ', and now ' || e.after"),
            ("size_changed", 1.5, "'hulls do not change their length: ' || e.before || ', and now ' || e.after"),
            ("other_size", 2, "'the hull of its IMO number is ' || e.before || ' long, and this one ' || e.after"),
            ("flag_changed", 1.5, "'the same IMO number, under flag ' || e.before || ' before, and ' || e.after || ' now'"),
            ("handover", 3, "e.before || ' fell silent and ' || e.after || ' was heard for the first time, at one spot'"),
            ("no_such_country", 1, "'the first three digits of its MMSI belong to no country'"),
        )
    ),
    Reason("trader", "identity_signs", 1, f"s.trade IN {TRADERS}", "a_ship(s.trade)"),
    Reason(
        "at_sea", "identity_signs", 1,
        "e.home_port_km >= 10 AND e.sign IN ('imo_changed', 'name_changed', 'flag_changed', 'handover', 'imo_dropped')",
        "format('at sea, {:.0f} km from any port', e.home_port_km)",
    ),
    Reason(
        "near_dprk", "identity_signs", 1, "e.dprk_port_km <= 150 AND e.dprk_port_km <= 2 * e.port_km",
        "format('{:.0f} km from {} in North Korea', e.dprk_port_km, e.dprk_port)",
    ),
    Reason(
        "renamed_in_port", "identity_signs", -2,
        "e.sign IN ('name_changed', 'flag_changed', 'imo_changed') AND e.home_port_km < 5",
        "'in port, where ships are sold and renamed'",
    ),
    Reason("small_craft", "identity_signs", -2, "s.class = 'B' OR s.trade = 'pleasure'", "'a small craft: set up by its owner'"),
    Reason("fishing_boat", "identity_signs", -1, "s.trade = 'fishing'", "'a fishing boat: often set up carelessly'"),
    Reason(
        "working_craft", "identity_signs", -1, "s.trade IN ('tug', 'pilot', 'service', 'passenger')", "a_ship(s.trade)"
    ),
)  # fmt: skip

ODD = tuple(
    Reason(
        "odd", table, 1,
        "EXISTS (FROM oddness AS x WHERE x.event = e.event AND x.percentile >= {odd_percentile} AND len(x.because) > 0)",
        "(SELECT 'odd: ' || x.because[1] FROM oddness AS x WHERE x.event = e.event)",
    )
    for table in ("gaps", "encounters", "loitering")
) + tuple(
    Reason(
        "odd_day", table, 0.5,
        "EXISTS (FROM oddness AS x WHERE x.kind = 'ship_days' AND x.subject = e.ship || ' ' || e.start_time::DATE"
        " AND x.percentile >= {odd_percentile} AND len(x.because) > 0)",
        "(SELECT 'an odd day of its ship: ' || x.because[1] FROM oddness AS x"
        " WHERE x.kind = 'ship_days' AND x.subject = e.ship || ' ' || e.start_time::DATE)",
    )
    for table in ("gaps", "encounters", "loitering")
)  # fmt: skip

_NAMED = (
    "FROM matches AS m WHERE m.ship IN (e.ship, {other}) AND m.tier = '{tier}' AND m.standing = '{standing}'"
    " AND (m.listed_to IS NULL OR m.listed_to > e.start_time) = {still}"
)
_NOT_THEN = (
    " AND NOT EXISTS (FROM matches AS n WHERE n.ship = m.ship AND n.list = m.list AND n.entry = m.entry"
    " AND coalesce(n.listed_from <= e.start_time, true) AND coalesce(n.listed_to > e.start_time, true))"
)
"""Listed at another time, and not at this: who was delisted and listed again was not "formerly" listed when it was."""
_LATER = """CASE WHEN NOT bool_or(coalesce(m.listed_from <= e.start_time, true))
    THEN coalesce(', listed only since ' || min(m.listed_from), '') ELSE '' END
    || coalesce(', until ' || max(m.listed_to) FILTER (m.listed_to <= e.start_time), '')"""


def _listed(name: str, weight: float, tier: str, standing: str, words: str, still: bool = True) -> tuple[Reason, ...]:
    """One reason of the listed lane, for each kind of event; it says under which listed name, and whether it was listed then."""
    out = []
    for table in ("gaps", "encounters", "loitering", "visits", "sightings", "identity_signs"):
        other = "coalesce(e.other_ship, e.ship)" if table in PAIRS else "e.ship"
        named = _NAMED.format(other=other, tier=tier, standing=standing, still=still) + ("" if still else _NOT_THEN)
        quiet = " AND e.watch" if table == "visits" else ""
        agencies = "string_agg(DISTINCT m.authority, ', ' ORDER BY m.authority)"
        says = f"(SELECT min(m.listed_name) || {literal(': ' + words)} || {agencies} || {_LATER} {named})"
        out.append(Reason(name, table, weight, f"EXISTS ({named}){quiet}", says, "listed"))
    return tuple(out)


LISTED = (
    *_listed("designated", 5, "sure", "designated", "IMO number designated by "),
    *_listed("probably_designated", 3, "probable", "designated", "number and name of a ship designated by "),
    *_listed("named_like_a_designated_ship", 1, "check", "designated", "some particulars of a ship designated by "),
    *_listed("once_designated", 1.5, "sure", "designated", "IMO number formerly designated by ", still=False),
    *_listed("reported", 2, "sure", "reported", "IMO number named in public by "),
    *_listed("perhaps_reported", 1, "probable", "reported", "number and name of a ship named in public by "),
    *_listed("named_like_a_reported_ship", 0.5, "check", "reported", "some particulars of a ship named in public by "),
    *(
        Reason(
            "more_than_a_sighting", table, 1,
            "EXISTS (FROM matches AS m WHERE m.tier <> 'review' AND m.ship IN (e.ship, " + other + "))" + extra,
            "'more than a sighting: it ' || " + word,
            "listed",
        )
        for table, other, extra, word in (
            ("gaps", "e.ship", " AND e.verdict = 'silent'", "'went dark'"),
            ("encounters", "e.other_ship", "", "'met another ship'"),
            ("loitering", "e.ship", "", "'loitered'"),
            ("visits", "e.ship", " AND e.watch", "'was in a watched zone'"),
            ("identity_signs", "e.ship", "", "'shows a sign of a false identity'"),
        )
    ),
)  # fmt: skip

REASONS: tuple[Reason, ...] = (
    *GAP_REASONS,
    *ENCOUNTER_REASONS,
    *LOITERING_REASONS,
    *VISIT_REASONS,
    *IDENTITY_REASONS,
    *ODD,
    *LISTED,
)


def weighed(rules: ScoringRules) -> list[tuple[Reason, float]]:
    """Each reason with its weight, the settings' in place of the table's.

    A reason that is another for each kind of event is called by its address: ``gaps.fishing_boat``. Those of the listed
    lane are one for all events; their name alone will do.

    Raises:
        WrongUse: the settings weigh a reason that does not exist, or do not say which of several.
    """
    known = {r.address for r in REASONS}
    for said in sorted(set(rules.weights) - known):
        named = [r for r in REASONS if r.name == said]
        if not named:
            raise WrongUse(f"no reason is called {said}", "see: vesseltrack reasons")
        if len(named) > 1 and named[0].lane == "behaviour":
            which = ", ".join(r.address for r in named)
            raise WrongUse(f"{said} is a reason of several kinds of event", f"say which: {which}.")
    return [(r, rules.weights.get(r.address, rules.weights.get(r.name, r.weight))) for r in REASONS]


def _make(store: Store, rules: ScoringRules) -> pd.DataFrame:
    parts = [r.select(w).replace("{odd_percentile}", repr(rules.odd_percentile)) for r, w in weighed(rules) if w]
    return store.frame(" UNION ALL ".join(parts) + " ORDER BY ALL")


WEIGHED = Step(
    "reasons",
    (
        *(
            "gaps",
            "encounters",
            "loitering",
            "visits",
            "sightings",
            "identity_signs",
            "ships",
            "matches",
            "oddness",
            "zones",
        ),
        *("calls", "companions", "disturbances"),
    ),
    "what speaks for and against each event",
    section="scoring",
    make=_make,
)
