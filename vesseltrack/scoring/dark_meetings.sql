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
), fast AS (
    SELECT vessel_id, start_time, until_time FROM loitering_spells WHERE lies_at_anchor(spread_m)
    UNION ALL
    SELECT vessel_id, start_time, coalesce(end_time, last_time) FROM gaps, searched WHERE stayed_at_berth(causes_hold, apart_km)
)
SELECT DISTINCT found.*, EXISTS (FROM fast WHERE fast.vessel_id = other_vessel_id AND fast.start_time < found.end_time AND fast.until_time > found.start_time) AS other_is_fast
FROM found
ORDER BY event, other_vessel_id, start_time, how, longest_h
