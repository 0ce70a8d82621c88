-- Finds:  meetings that go on from an earlier one, one of the two ships having changed its number between
-- Writes: encounter_swaps
-- Row: One spell that may be an encounter, and the one it goes on from.
-- The former number ends where and when the new one begins (handovers). The other ship is the same, or has changed its number too.
WITH sides AS (
    SELECT event, start_time, vessel_id, other_vessel_id AS partner_id FROM encounter_spells
    UNION ALL SELECT event, start_time, other_vessel_id, vessel_id FROM encounter_spells
), changed AS (
    SELECT event, start_time, vessel_id, own.other_vessel_id AS former_vessel_id,
        unnest(list_distinct([partner_id, coalesce(partner.other_vessel_id, partner_id)])) AS partner_id
    FROM handovers AS own JOIN sides USING (vessel_id) LEFT JOIN handovers AS partner ON partner.vessel_id = partner_id
)
SELECT c.event, e.event AS former_event, c.vessel_id, former_vessel_id
FROM changed AS c JOIN encounter_spells AS e
    ON e.vessel_id = least(former_vessel_id, partner_id) AND e.other_vessel_id = greatest(former_vessel_id, partner_id)
WHERE e.start_time < c.start_time AND hours_between(e.until_time, c.start_time) <= greatest($join_h, $join_silent_h)
QUALIFY row_number() OVER (PARTITION BY c.event ORDER BY e.until_time DESC, e.event, c.vessel_id) = 1
ORDER BY c.event
