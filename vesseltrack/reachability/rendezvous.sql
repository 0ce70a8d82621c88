-- Finds:  ships that a silent ship could have met during its gap, and escorts before and after it
-- Writes: possible_rendezvous
-- Where more than $most_by_chance partners would have been in reach on other days too, one more means nothing, and none is given; where
-- the data cover no other day, the partners of the gap itself are counted. Distances are great circles here; rendezvous.py then
-- requires a route over water.
WITH fits AS (
    -- with one whose spell its silence fits it had just the time that its own speed leaves
    SELECT gap_event AS event, s.vessel_id AS other_vessel_id, 'slow' AS how, fit_h FROM loitering_fits JOIN loitering_spells AS s USING (event)
), rendezvous AS (
    SELECT event, vessel_id, other_vessel_id, how, meet_time AS start_time, part_time AS end_time, round(room_h, 2) AS room_h, round(least(longest_h, fit_h), 2) AS longest_h,
        lat, lon, round(there_km, 1) AS there_km, round(back_km, 1) AS back_km, round(km_h / 1.852, 1) AS knots, round(by_chance, 2) AS by_chance
    FROM rendezvous_candidates AS c LEFT JOIN fits USING (event, other_vessel_id, how)
    QUALIFY coalesce(c.by_chance, count(*) OVER (PARTITION BY event, how)) <= $most_by_chance
    UNION ALL
    SELECT event, vessel_id, other_vessel_id, CASE WHEN before_gap THEN 'escort before' ELSE 'escort after' END,
        slot_time(first_slot), slot_time(last_slot), round(hours_of_slots(last_slot - first_slot), 2), NULL, lat, lon, NULL, NULL, NULL, NULL
    FROM escorts
)
SELECT rendezvous.*, CASE WHEN how NOT LIKE 'escort%' THEN count(*) OVER (PARTITION BY event, how) END AS in_reach, coalesce(name, mmsi::VARCHAR, id, other_vessel_id::VARCHAR) AS text
FROM rendezvous LEFT JOIN ships ON ships.vessel_id = other_vessel_id
ORDER BY event, how, other_vessel_id
