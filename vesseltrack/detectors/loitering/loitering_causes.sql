-- Finds:  which innocent causes could explain that a ship loiters, each tested by itself
-- Writes: loitering_causes
-- Row: One spell of a ship lying or drifting away from port, with the causes tested.
-- Let: crowd_ships = 5: at least so many other ships within 5 km make a queue or an anchorage; or within 20 km, ...
-- Let: together_ships = 4: ... if at least so many lay there while it did: who queues does not queue alone (ships that stop in busy water one after another are no queue) ...
-- Let: many_ships = 10: ... or so many in these days: a place where ships wait, though at other times
-- Let: learnt_harbour_km = 5: nearer than this to a harbour learnt from the data a ship waits there
-- Let: off_port_km = 50: nearer to a port than this it may wait for a berth ...
-- Let: may_wait_km = 100: ... and from there to here, as drifters do; the distance alone does not tell ...
-- Let: farthest_km = 370: ... nor farther off, of a ship of which it is not known whether it went in after it: nobody waits farther off than this (loitering_calls)
-- Let: at_sea_km = 10: a port that lies this far from the shore or farther is a terminal at sea, off which ships wait and meet alike
-- Let: port_margin_km = 1: the nearest port is taken as foreign if North Korean ports are farther by more than this
-- Let: fixed_m = 20: nine in ten positions of a ship fixed to the ground lie within this of their middle
-- Let: fixed_slots = 12: which takes positions at so many tenth minutes at least
-- Let: whole_h = 1: a ship at anchor or at a buoy lay there all along if it was not heard for longer than this before or after
-- Let: straight_share = 0.8: a ship that neither lies nor drifts, and made this share of its way along one course, is on passage: it waits in no queue and off no port
-- Let: slowed_ships = 2: a ship that made way slowly did so on its way for fog or the like, where at least so many others slowed down with it within 50 km, ...
-- Let: beside_ships = 1: ... or so many within 30 km and two hours ...
-- Let: on_time_h = 24: ... or to be on time, where it lay in a port so many hours later or sooner, its draught kept
-- Let: under_way_kn = 3: at this speed, before or after, it is under way
-- Let: few_drifters = 3: where at least so many others drifted alike, and began and ended with it, weather may have stopped them all (how many they
-- were is weighed); two are found as often around planted transfers as in planted gales. One wind moves all that drift: that others drifted alike from other times on says of what moved it, not why it stopped
-- (measured: as often beside planted transfers)
-- Let: most_by_chance = 0.02: where four others or more stopped around it in the same hours, so many that chance brings them no oftener than this, a gale or the like stopped them all
-- Let: least_yaw_deg = 3: ... but a ship that kept its heading, nine in ten within this of their mean, lay in no such seas
-- Let: used_times = 2: a ship that lay there at so many other times is used to the place
-- Let: towing_astern = 11: navigational status (ITU-R M.1371)
-- Let: towing_alongside = 12: the same: pushing ahead or towing alongside
-- Let: soon_h = 3: who sailed with it is known if it was heard no more than so many hours before or after
-- Let: laid_up_h = 96: a ship that loiters for so many hours is laid up
-- Let: restricted = 3: the same: restricted in its ability to manoeuvre, as ships alongside each other are to show
-- Let: moored = 5: the same
-- Let: not_under_command = 2: the same: a breakdown, or said to be one
-- Let: short_h = 7.5: an engine is stopped, mended or tried, and a crew drilled, within eight hours (our judgement), of which a ship is slow in these; many cargoes take longer to move ...
-- Let: most_stop_h = 8: ... and from the last message under way to the next no longer than these eight ...
-- Let: sails_on_kn = 5: ... and the ship goes on as it came: at this speed or faster before and after ...
-- Let: sails_on_deg = 45: ... and no more off its former course
-- Let: anchored_h = 3: no engine was stopped and mended where the ship lay at anchor: in so many hours and more a ship adrift goes farther than a chain is long, ...
-- Let: belied_m = 1000: ... or it sent so, and nine in ten of its places lie within this of their middle: a status that is belied by the drift tells nothing
-- Let: at_anchor = 1: navigational status (ITU-R M.1371)
-- Let: least_change_m = 0.5: ... with a draught that changed by less than this ...
-- Let: silent_h = 1: ... and heard all along: a silence in it, of less than this in all, hides nothing, and no heading kept as by a hull alongside (loitering_headings)
WITH company AS (
    -- of several that sailed with it the one that did so longest
    SELECT event, arg_max(other_vessel_id, (before_h + after_h, -other_vessel_id)) AS other_vessel_id FROM loitering_tows GROUP BY event
), tows AS (
    SELECT event, o.vessel_type AS company_type, before_h > 0 AND after_h > 0 AS came_and_went_so,
        format('sailed {:.0f} m from ', apart_m) || a_name(name, mmsi, other_vessel_id) || concat_ws(' and', format(' for {:.1f} hours before it', nullif(before_h, 0)),
            format(' for {:.1f} hours after it', nullif(after_h, 0))) || ', ' || a_ship(vessel_type) AS company_text
    FROM company JOIN loitering_tows USING (event, other_vessel_id) JOIN ships AS o ON o.vessel_id = other_vessel_id
), silences AS (
    -- those in it in which it went dark, and the hours of those that reception or an outage explains
    SELECT s.event, bool_or(went_dark(g.assessment, g.hoisted, g.goes_on_as)) AS was_dark,
        sum(hours_between(greatest(s.start_time, g.start_time), least(s.until_time, coalesce(g.end_time, s.until_time)))) FILTER (g.assessment IN ('lost_signal', 'outage')) AS explained_h
    FROM loitering_spells AS s JOIN gaps AS g USING (vessel_id)
    WHERE g.start_time < s.until_time AND coalesce(g.end_time, s.until_time) > s.start_time
    GROUP BY s.event
), facts AS (
    SELECT s.*, coalesce(ships_near, 0) AS ships_near, coalesce(gear_near, 0) AS gear_near,
        coalesce(waiters_near, 0) AS waiters_near, coalesce(waiters_together, 0) AS waiters_together, coalesce(own_spells, 0) AS own_spells, coalesce(drifters_near, 0) AS drifters_near, coalesce(drifters_together, 0) AS drifters_together,
        partners, company_type, came_and_went_so, company_text, before_kn IS NOT NULL AND coalesce(before_h, 0) <= $soon_h OR after_kn IS NOT NULL AND coalesce(after_h, 0) <= $soon_h AS heard_around,
        coalesce(list_has_any([nav_status_before, nav_status, nav_status_after], [$towing_astern, $towing_alongside]), false) AS sends_it_tows,
        non_dprk_port_km < port_km AND non_dprk_port_km < $learnt_harbour_km AS in_learnt_harbour, s.shore_km - s.port_km >= $at_sea_km AS is_terminal_at_sea,
        coalesce(before_kn, 0) < $under_way_kn AND coalesce(after_kn, 0) < $under_way_kn AS not_seen_to_move,
        NOT lies_or_drifts(mean_speed_kn) AND drift_km >= $straight_share * 1.852 * mean_speed_kn * s.duration_h AS makes_way, format('made way at {:.1f} kn on one course: who waits does not', mean_speed_kn) AS way_text,
        CASE WHEN lies_or_drifts(mean_speed_kn) THEN 'it swung or drifted' ELSE 'it went or drifted' END AS moved,
        hulls, holds AS went_in, call_port, call_text, call_time, coalesce(slowed_together, 0) AS slowed_together, coalesce(slowed_beside, 0) AS slowed_beside, coalesce(stopped_together, 0) AS stopped_together, by_chance, chance_of_it, heading_spread_deg, hours_between(s.until_time, ships.last_time) AS followed_h, before_kn, after_kn, turned_deg, nav_status_before, nav_status, nav_status_after, abs(draught_after_m - draught_before_m) AS changed_m, steady_text, hove_to, heads_on, hove_to_text, possible_partners, silent_ones_are_few,
        coalesce(was_dark, false) AS was_dark, coalesce(longest_h, s.duration_h) AS most_h,
        s.duration_h - hours_of_slots(s.heard_slots - 1) + silent_ends_h - coalesce(explained_h, 0) AS hidden_h, silent_ends_h, is_other_place(destination_before, destination_after) AS goes_elsewhere,
        hours_between(ships.first_time, s.start_time) <= $whole_h AND hours_between(s.until_time, ships.last_time) <= $whole_h AS is_all_of_it
    FROM loitering_spells AS s JOIN loitering_voyages USING (event) JOIN loitering_ends USING (event) JOIN loitering_calls USING (event) JOIN loitering_company USING (event) JOIN ships USING (vessel_id)
    LEFT JOIN loitering_crowds USING (event) LEFT JOIN loitering_neighbours USING (event) LEFT JOIN loitering_slowdowns USING (event) LEFT JOIN loitering_stops USING (event)
    LEFT JOIN tows USING (event) LEFT JOIN loitering_statuses USING (event) LEFT JOIN silences USING (event) JOIN loitering_headings USING (event)
), stops AS (
    -- what rules a stop of the engine out, and what leaves it open
    SELECT event, list_filter([
        CASE WHEN changed_m >= $least_change_m THEN format('draught changed by {:.1f} m', changed_m) END,
        CASE WHEN goes_elsewhere THEN 'another destination sent after it' END,
        CASE WHEN was_dark THEN 'it went dark in it' END,
        CASE WHEN nav_status IN ($at_anchor, $moored) AND spread_m < $belied_m THEN format('it sent {}, and swung within {}: it waited, and was not stopped', status_word(nav_status), in_metres(spread_m))
             WHEN lies_at_anchor(spread_m) AND duration_h >= $anchored_h THEN format('it swung within {} for all that time, as at anchor: it waited, and was not stopped', in_metres(spread_m)) END
    ], lambda t: t IS NOT NULL) AS against, list_filter([
        -- a great repair takes longer, and a ship may be ordered elsewhere meanwhile: seldom, not never
        CASE WHEN duration_h > $short_h THEN 'unlikely, as it lasted for longer than most' END,
        CASE WHEN goes_on THEN 'it goes on' END,
        CASE WHEN turned_deg > $sails_on_deg THEN 'unlikely, as it did not sail on as it came' END,
        CASE WHEN before_kn < $sails_on_kn THEN format('it made {:.1f} kn only in the hours before it', before_kn) END,
        CASE WHEN after_kn < $sails_on_kn THEN format('it made {:.1f} kn only in the hours after it', after_kn) END,
        CASE WHEN turned_deg IS NULL THEN 'course before or after not known' END,
        -- who makes way so along its heading has its engine running
        CASE WHEN mean_speed_kn >= $max_speed_kn AND heads_on THEN 'it made way along its heading' END,
        steady_text,
        CASE WHEN duration_h <= $short_h AND most_h > $most_stop_h THEN format('it may have lasted {:.1f} hours', most_h) END,
        CASE WHEN hidden_h >= $silent_h THEN CASE WHEN hidden_h - silent_ends_h < $silent_h THEN format('silent for {:.1f} hours across its begin or end', silent_ends_h) ELSE 'silent for a part of it' END END,
        CASE WHEN silent_ones_are_few THEN 'a ship silent meanwhile had time to come' END,
        CASE WHEN event IN (SELECT event FROM loitering_fits) THEN 'a ship that went dark could have been there for just this time' END,
        CASE WHEN nav_status <> nav_status_before AND nav_status IN ($restricted, $moored) THEN 'it sent ' || status_word(nav_status) || ' in it' END
    ], lambda t: t IS NOT NULL) AS leaves_open
    FROM facts
), tests AS (
    SELECT event, [
        {'cause': 'waits in a queue or an anchorage', 'holds': NOT makes_way AND (ships_near >= $crowd_ships OR waiters_near >= $crowd_ships AND waiters_together >= $together_ships OR waiters_near >= $many_ships OR in_learnt_harbour),
         'says': CASE WHEN makes_way THEN way_text || '; ' ELSE '' END || other_ships(ships_near) || format(' lay within 5 km halfway through it, {} within 20 km in these days, not alongside another, {} of them while it did', waiters_near, waiters_together)
            || CASE WHEN in_learnt_harbour THEN ', many on one day' ELSE '' END},
        {'cause': 'waits off a port', 'holds': CASE WHEN dprk_port_km <= port_km + $port_margin_km OR makes_way THEN false
            WHEN went_in THEN true WHEN port_km >= $may_wait_km THEN CASE WHEN NOT went_in OR port_km >= $farthest_km THEN false END WHEN port_km < $off_port_km AND NOT is_terminal_at_sea THEN true END,
         'says': format('{:.0f} km from {}', port_km, port) || CASE WHEN is_terminal_at_sea THEN ', a terminal at sea' ELSE '' END || CASE WHEN port_km >= $may_wait_km THEN ', farther than most wait' ELSE '' END || CASE WHEN makes_way THEN ', ' || way_text ELSE '' END},
        {'cause': 'waited off a port and went in', 'holds': went_in, 'says': call_text},
        {'cause': 'fixed to the ground', 'holds': spread_m <= $fixed_m AND heard_slots >= $fixed_slots AND not_seen_to_move,
         'says': format('{} within {}, ', moved, in_metres(spread_m)) || CASE WHEN not_seen_to_move THEN 'and not seen to move' ELSE 'and it came or went under way' END},
        {'cause': 'lay there all along', 'holds': lies_at_anchor(spread_m) AND not_seen_to_move AND is_all_of_it,
         'says': format('{} within {}', moved, in_metres(spread_m)) || CASE WHEN is_all_of_it THEN ', from its first message to its last' ELSE ', and heard elsewhere or for longer' END},
        {'cause': 'drifts as others do', 'holds': drifters_together >= $few_drifters,
         'says': other_ships(drifters_near) || format(' within 100 km drifted the same way then, {} of which began and ended with it', drifters_together)},
        {'cause': 'stopped when many did', 'holds': coalesce(chance_of_it <= $most_by_chance AND NOT lies_at_anchor(spread_m) AND coalesce(heading_spread_deg > $least_yaw_deg, true), false),
         'says': CASE WHEN by_chance IS NULL THEN 'fewer than four others stopped within 250 km in the same hours' ELSE format('{} others stopped within 250 km in the same four hours, where chance brings {:.1f}', stopped_together, by_chance)
            || CASE WHEN heading_spread_deg <= $least_yaw_deg THEN '; but it kept its heading, as in no heavy sea' ELSE '' END END},
        {'cause': 'used to the place', 'holds': own_spells >= $used_times, 'says': 'it lay or drifted here ' || other_times(own_spells)},
        {'cause': 'fishing', 'holds': by_kind(vessel_type = 'fishing' OR gear_near > 0, vessel_type), 'says': a_ship(vessel_type) || format(', {} net markers near', gear_near)},
        {'cause': 'works where it lies',
         'holds': by_kind(is_working_craft(vessel_type) OR vessel_type = 'pleasure' OR works_under_water(ship_type) OR is_military(ship_type), vessel_type),
         'says': a_ship(vessel_type)},
        {'cause': 'not under command', 'holds': CASE WHEN coalesce(nav_status_before, nav_status, nav_status_after) IS NOT NULL
            THEN coalesce(list_contains([nav_status_before, nav_status, nav_status_after], $not_under_command), false) END,
         'says': CASE WHEN coalesce(nav_status_before, nav_status, nav_status_after) IS NULL
            THEN CASE WHEN hulls > 1 THEN 'several ships send under its number' ELSE 'no status known' END
            ELSE format('status before / in it / after: {} / {} / {}, set by hand', coalesce(status_word(nav_status_before), '-'),
                coalesce(status_word(nav_status), '-'), coalesce(status_word(nav_status_after), '-')) END},
        {'cause': 'a stop of the engine', 'holds': CASE WHEN len(against) > 0 THEN false WHEN len(leaves_open) = 0 THEN true END,
         'says': format('{:.1f} hours', duration_h) || coalesce(format(', course changed by {:.0f} degrees', turned_deg), '')
            || CASE WHEN changed_m IS NULL THEN ', draught before or after not known' WHEN changed_m < $least_change_m THEN ', draught kept' ELSE '' END
            || coalesce('; ' || nullif(array_to_string(list_concat(against, leaves_open), '; '), ''), '')},
        {'cause': 'slowed on its way', 'holds': CASE WHEN NOT makes_way THEN false WHEN slowed_together >= $slowed_ships OR slowed_beside >= $beside_ships THEN true
            WHEN hours_between(until_time, call_time) <= $on_time_h THEN NOT coalesce(changed_m >= $least_change_m, false) WHEN followed_h >= $on_time_h THEN false END,
         'says': CASE WHEN NOT makes_way THEN 'it made no way on one course' ELSE other_ships(slowed_together) || format(' slowed down and sailed on with it within 50 km, {} within 30 km and two hours', slowed_beside)
            || CASE WHEN hours_between(until_time, call_time) <= $on_time_h THEN format('; it lay in port, {}, {:.1f} hours later', call_port, hours_between(until_time, call_time))
                ELSE format('; heard for {:.0f} hours after it, and in no port within a day', followed_h) END END},
        {'cause': 'hove to', 'holds': hove_to, 'says': hove_to_text},
        -- that no ship was heard alongside is not that none lay there
        {'cause': 'was not alone', 'holds': CASE WHEN partners IS NOT NULL THEN true END,
         'says': coalesce('alongside it lay ' || partners, possible_partners, 'no ship was heard alongside; one that sends nothing is not heard')},
        {'cause': 'tow', 'holds': CASE WHEN company_type IS NULL THEN CASE WHEN heard_around THEN false END
            WHEN is_working_craft(vessel_type) OR is_working_craft(company_type) OR sends_it_tows THEN true
            WHEN 'unknown' NOT IN (vessel_type, company_type) THEN false
            -- of unknown kind, the two are a tow if they sailed so before as well as after
            WHEN came_and_went_so THEN true END,
         'says': coalesce(company_text, CASE WHEN heard_around THEN 'no ship sailed with it, before or after, as a tug sails with its tow' ELSE 'not heard before or after' END)},
        {'cause': 'laid up', 'holds': duration_h >= $laid_up_h, 'says': format('{:.0f} hours', duration_h)}
    ] AS tested FROM facts JOIN stops USING (event)
)
SELECT event, tested AS causes, causes_that_hold(tested) AS causes_hold FROM tests ORDER BY event
