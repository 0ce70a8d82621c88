-- Finds:  what may have been one meeting: a ship that was silent, and one that lay, drifted or was silent within its reach
-- Writes: dark_meetings
WITH found AS (
    SELECT event, vessel_id, other_vessel_id, how, start_time, end_time, longest_h FROM possible_rendezvous WHERE how = 'slow'
    UNION ALL
    -- also if chance brings more such, where the other is not known to have had company: what its alert says is said in that of the silent one too
    SELECT gap_event, s.vessel_id, l.vessel_id, 'slow', from_time, to_time, room_h FROM loitering_silences AS s JOIN loitering AS l USING (event)
    WHERE went_dark AND NOT list_contains(causes_hold, 'was not alone')
    UNION ALL
    -- two that were silent, whatever chance brings: each could have met the other
    SELECT unnest([c.event, g.event]), unnest([c.vessel_id, other_vessel_id]), unnest([other_vessel_id, c.vessel_id]), how, meet_time, part_time, longest_h
    FROM rendezvous_candidates AS c JOIN reachable_gaps AS g ON g.vessel_id = other_vessel_id AND g.start_time < part_time AND g.until_time > meet_time
    WHERE how = 'dark'
), stops AS (
    SELECT 'slow' AS how, event AS other_event, vessel_id AS other_vessel_id, start_time, until_time, duration_h AS other_h, lies_at_anchor(spread_m) AS other_is_fast,
        list_has_any(causes_hold, ['works where it lies', 'not under command', 'tow', 'was not alone']) AS is_otherwise_busy
    FROM loitering_spells JOIN (SELECT event, causes_hold FROM loitering) USING (event)
    UNION ALL
    SELECT 'dark', event, vessel_id, start_time, until_time, reachable_gaps.duration_h, stayed_at_berth(causes_hold, apart_km), false FROM reachable_gaps JOIN (SELECT event, causes_hold, apart_km FROM gaps) USING (event)
)
SELECT found.event, vessel_id, other_vessel_id, how, found.start_time, end_time, longest_h, other_event, coalesce(other_is_fast, false) AS other_is_fast,
    other_vessel_id IN (SELECT ships.vessel_id FROM ships WHERE may_trade(vessel_type)) AND NOT coalesce(is_otherwise_busy, false) AS other_trades,
    fitting_h(longest_h, other_h) AS other_fitting_h, fitting_h(longest_h, silent_h) AS fitting_h,
    -- the silence has room for just the time of that spell, and of no other so well
    (found.event, other_event) IN (SELECT (gap_event, event) FROM loitering_fits) AS other_fits
FROM found JOIN stops USING (how, other_vessel_id) JOIN (SELECT event, duration_h AS silent_h FROM gaps) AS g ON g.event = found.event
WHERE stops.start_time < end_time AND stops.until_time > found.start_time
-- of several stops or silences of the other in that time the one with most of it
QUALIFY row_number() OVER (PARTITION BY found.event, other_vessel_id, how, found.start_time, end_time, longest_h
    ORDER BY hours_between(greatest(stops.start_time, found.start_time), least(stops.until_time, end_time)) DESC, other_event) = 1
ORDER BY event, other_vessel_id, start_time, how, longest_h
