-- Finds:  pairs heard apart after a spell, although they were never heard in one tenth minute
-- Writes: encounter_partings
-- Row: One spell of two ships that are seldom heard, after which they were heard apart.
-- A ship sails between two positions near the straight line: a message of the other far from that line, in the same time, was sent apart.
-- Let: within_h = 24: messages so many hours after the last at which they were near are looked at
-- Let: longest_h = 6: the line between two positions at most so many hours apart is believed ...
-- Let: off_line_share = 0.5: ... within this part of their distance
-- Let: parted_m = 5000: farther than this from it, the other has left
WITH spells AS MATERIALIZED (
    SELECT vessel_id, other_vessel_id, first_slot, slot_time(last_slot) + INTERVAL 10 MINUTE AS until_time
    FROM proximities JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot) WHERE NOT parted
), steps AS MATERIALIZED (
    SELECT vessel_id, start_time, end_time, start_lat, start_lon, end_lat, end_lon, seconds, apart_m(start_lat, start_lon, end_lat, end_lon) AS long_m
    FROM track_steps JOIN (SELECT vessel_id, min(until_time) AS after_time FROM (SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, until_time FROM spells) GROUP BY vessel_id)
        USING (vessel_id)
    WHERE NOT jump AND end_time > after_time AND seconds <= $longest_h * 3600
), messages AS (
    SELECT s.*, end_time AS time, end_lat AS lat, end_lon AS lon
    FROM (SELECT *, vessel_id AS sender, other_vessel_id AS beside FROM spells UNION ALL SELECT *, other_vessel_id, vessel_id FROM spells) AS s
    JOIN steps ON steps.vessel_id = sender AND end_time > until_time AND end_time <= until_time + to_hours($within_h)
)
SELECT m.vessel_id, m.other_vessel_id, first_slot, min(time) AS apart_by
FROM messages AS m ASOF JOIN steps ON steps.vessel_id = beside AND steps.start_time <= time
WHERE time <= steps.end_time AND apart_m(lat, lon, start_lat + (end_lat - start_lat) * seconds_between(start_time, time) / seconds,
        start_lon + wrapped(end_lon - start_lon) * seconds_between(start_time, time) / seconds) > $parted_m + $off_line_share * long_m
GROUP BY ALL ORDER BY ALL
