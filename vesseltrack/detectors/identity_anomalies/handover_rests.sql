-- Finds:  how long a hull lay or drifted when it changed its number: under the former one until then, and under the later one from then on
-- Writes: handover_rests
-- Row: One change of number (handovers) of a ship that lay or drifted when it changed, under either number.
-- Counted are tenth minutes with a message, back from the last under the former number and on from the first under the later one, up to the first one at which it was under way.
-- Let: look_h = 48: it is looked at so long before and after
-- Let: unheard_h = 3: a rest does not go on over a silence of more than so many hours
WITH sides AS (
    SELECT vessel_id, time, other_vessel_id AS side_id, true AS is_former FROM handovers UNION ALL SELECT vessel_id, time, vessel_id, false FROM handovers
), heard AS (
    SELECT sides.vessel_id, sides.time, is_former, r.slot, CASE WHEN is_former THEN slot_from(time) - r.slot ELSE r.slot - slot_before(time) END AS slots_off, lies_or_drifts(speed_kn) AS is_still
    FROM sides JOIN resampled AS r ON r.vessel_id = side_id AND r.slot BETWEEN slot_before(time) - slots_in($look_h) AND slot_from(time) + slots_in($look_h)
), until_way AS (
    -- the tenth minutes in order away from the change, and whether it had been under way, or was not heard for long, in one of them or sooner
    SELECT *, max(NOT is_still OR slots_off - nearer_off > slots_in($unheard_h)) OVER (PARTITION BY vessel_id, time, is_former ORDER BY slots_off) AS is_over
    FROM (SELECT *, lag(slots_off, 1, 0) OVER (PARTITION BY vessel_id, time, is_former ORDER BY slots_off) AS nearer_off FROM heard)
), rests AS (
    SELECT vessel_id, time, is_former, hours_of_slots(max(slot) - min(slot)) AS rest_h FROM until_way WHERE NOT is_over GROUP BY ALL
)
SELECT vessel_id, time, round(max(rest_h) FILTER (is_former), 1) AS lay_before_h, round(max(rest_h) FILTER (NOT is_former), 1) AS lay_after_h
FROM rests GROUP BY vessel_id, time HAVING count(*) = 2 ORDER BY vessel_id, time
