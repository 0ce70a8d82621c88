-- Finds:  two ships that lay on both sides of a third, both alongside it and not alongside each other
-- Writes: encounter_thirds
-- Row: One spell of two ships that lay on both sides of a third for most of it.
-- Of three ships that lie together two pairs touch at most: the third pair is the one farthest apart, measured by how far hulls of
-- their size may be apart if they touch. Without headings antennas tell less: if no pair is clearly the farthest, it is the two that came to the third.
-- Let: least_share = 0.5: for so much of the spell both lay alongside the third
-- Let: times_as_far = 1.2: without headings, one pair is clearly the farthest if its antennas are at least so many times as far apart as those of either other
WITH pairs AS (
    SELECT s.event, vessel_id, other_vessel_id, first_slot, s.last_slot, s.as_one, greatest(across_m / touch_across_m, along_m / touch_along_m) AS times_touch,
        coalesce(rigid_apart_m, median_apart_m) AS apart_m,
        own.came AND NOT partner.came AS came_to_other,
        partner.came AND NOT own.came AS other_came
    FROM encounter_spells AS s
    JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
    JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot)
    JOIN encounter_sides AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
    JOIN encounter_sides AS partner ON partner.event = own.event AND partner.vessel_id = own.partner_id
), alongside AS (
    SELECT event, vessel_id, other_vessel_id AS third_vessel_id, first_slot, last_slot, times_touch, apart_m, came_to_other AS came FROM pairs WHERE as_one IS NOT FALSE
    UNION ALL
    SELECT event, other_vessel_id, vessel_id, first_slot, last_slot, times_touch, apart_m, other_came FROM pairs WHERE as_one IS NOT FALSE
), threes AS (
    SELECT p.event, a.third_vessel_id, a.event AS third_event, a.apart_m AS third_apart_m, b.apart_m AS other_third_apart_m,
        p.last_slot - p.first_slot + 1 AS slots,
        greatest(0, least(p.last_slot, a.last_slot, b.last_slot) - greatest(p.first_slot, a.first_slot, b.first_slot) + 1) AS slots_of_three,
        CASE WHEN p.times_touch + a.times_touch + b.times_touch IS NOT NULL THEN p.times_touch > greatest(a.times_touch, b.times_touch)
             WHEN p.apart_m >= $times_as_far * greatest(a.apart_m, b.apart_m) THEN true
             WHEN a.apart_m >= $times_as_far * greatest(p.apart_m, b.apart_m) OR b.apart_m >= $times_as_far * greatest(p.apart_m, a.apart_m) THEN false
             ELSE a.came AND b.came END AS is_farthest
    FROM pairs AS p JOIN alongside AS a ON a.vessel_id = p.vessel_id
    JOIN alongside AS b ON b.vessel_id = p.other_vessel_id AND b.third_vessel_id = a.third_vessel_id
), found AS (
    SELECT event, max((slots_of_three, third_event, third_vessel_id, third_apart_m, other_third_apart_m)) AS longest
    FROM threes WHERE is_farthest AND slots_of_three > 0
    GROUP BY event, slots HAVING sum(slots_of_three) >= $least_share * slots
)
SELECT event, longest[3] AS third_vessel_id, longest[2] AS third_event, longest[4] AS third_apart_m, longest[5] AS other_third_apart_m
FROM found
ORDER BY event
