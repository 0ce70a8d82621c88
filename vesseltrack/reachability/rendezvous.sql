-- Finds:  whom a silent ship could have met in the dark, and who kept it company before or after
-- Writes: possible_rendezvous
-- A partner is another ship's slow spell, or another ship's silence, that both could have sailed to and left in time to
-- lie $transfer_h together. by_chance is how many such spells and silences the same dark ship would have found $shift_days days
-- earlier and later, on average: above $most_by_chance, one more means nothing. An escort is a ship that kept within
-- $escort_km of it, under way, for most of the hour before it fell silent or after it came back.
-- Distances are as the crow flies here; rendezvous.py asks for water between.
WITH dark AS (
    SELECT event, vessel_id, start_time, coalesce(end_time, searched.last_time) AS until_time, end_time IS NULL AS lasts,
        start_lat, start_lon, end_lat, end_lon, duration_h
    FROM gaps, searched
    WHERE assessment = 'transmitter_off' AND duration_h >= $min_silence_h AND NOT end_is_false AND NOT hoisted AND port_km >= 6
        AND vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
), fast AS (
    SELECT vessel_id, least($fastest_kn, greatest($slowest_kn, quantile_disc(speed_kn, 0.95))) * 1.852 AS km_h FROM resampled
    WHERE speed_kn BETWEEN 3 AND 40 AND vessel_id IN (SELECT vessel_id FROM dark) GROUP BY vessel_id
), sailing AS (
    SELECT dark.*, coalesce(km_h, $usual_kn * 1.852) AS km_h FROM dark LEFT JOIN fast USING (vessel_id)
), days AS (
    SELECT unnest(range(-$shift_days, $shift_days + 1)) AS day
), shifted AS (
    -- the same silence some days earlier or later, where the data still cover it
    SELECT sailing.* REPLACE (start_time + to_days(day::INTEGER) AS start_time, until_time + to_days(day::INTEGER) AS until_time), day
    FROM sailing, days, searched
    WHERE day = 0 OR (start_time + to_days(day::INTEGER) >= first_time AND until_time + to_days(day::INTEGER) <= last_time)
), spells AS (
    SELECT 'slow' AS how, vessel_id AS other_vessel_id, start_time AS from_time, end_time AS to_time, lat, lon,
        NULL::DOUBLE AS other_lat, NULL::DOUBLE AS other_lon, 0::DOUBLE AS other_km_h
    FROM loitering WHERE vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
    UNION ALL
    SELECT 'dark', vessel_id, start_time, until_time, start_lat, start_lon, end_lat, end_lon, km_h FROM sailing
), within_reach AS (
    SELECT *, apart_m(start_lat, start_lon, lat, lon) / 1000 AS there_km,
        CASE WHEN lasts THEN 0 ELSE apart_m(lat, lon, end_lat, end_lon) / 1000 END AS back_km
    FROM shifted JOIN spells ON other_vessel_id <> vessel_id AND from_time < until_time AND to_time > start_time
        AND abs(lat - start_lat) < km_h * duration_h / 111
        AND abs(degrees_apart(lon, start_lon)) * cos(radians(least(80, abs(lat)))) < km_h * duration_h / 111 + 0.5
), timed AS (
    -- in the dark both may have moved: where one vanished the other may have come, and as long as it takes both are gone
    SELECT *,
        greatest(from_time, start_time + to_seconds(3600 * there_km / km_h)) AS meet_time,
        least(to_time - CASE WHEN how = 'dark' AND other_lat IS NOT NULL
                THEN to_seconds(3600 * apart_m(lat, lon, other_lat, other_lon) / 1000 / other_km_h) ELSE INTERVAL 0 HOUR END,
            until_time - to_seconds(3600 * back_km / km_h)) AS part_time
    FROM within_reach
), fits AS (
    SELECT * FROM timed WHERE hours_between(meet_time, part_time) >= $transfer_h
), chance AS (
    SELECT event, how, count(DISTINCT (day, other_vessel_id)) / nullif(any_value(other_days), 0) AS by_chance
    FROM fits JOIN (SELECT event, count(*) FILTER (day <> 0) AS other_days FROM shifted GROUP BY event) USING (event)
    WHERE day <> 0
    GROUP BY event, how
), covered AS (
    SELECT event, count_if(day <> 0) > 0 AS known FROM shifted GROUP BY event
), met AS (
    SELECT event, vessel_id, other_vessel_id, how, max((hours_between(meet_time, part_time), meet_time, part_time, lat, lon, there_km, back_km, km_h)) AS best
    FROM fits WHERE day = 0 GROUP BY ALL
), company AS (
    SELECT event, g.vessel_id, o.vessel_id AS other_vessel_id, g.slot < slot_from(start_time) + 1 AS before,
        min(g.slot) AS first_slot, max(g.slot) AS last_slot, count(*) AS slots, round(avg(g.lat), 5) AS lat, round(avg(g.lon), 5) AS lon
    FROM dark
    JOIN resampled AS g ON g.vessel_id = dark.vessel_id
        AND (g.slot BETWEEN slot_before(start_time) - 5 AND slot_before(start_time)
            OR g.slot BETWEEN slot_from(until_time) AND slot_from(until_time) + 5)
    JOIN resampled AS o ON o.slot = g.slot AND o.vessel_id <> g.vessel_id AND abs(o.lat - g.lat) < $escort_km / 111
    WHERE g.speed_kn > 3 AND o.speed_kn > 3 AND apart_m(g.lat, g.lon, o.lat, o.lon) <= $escort_km * 1000
    GROUP BY ALL
    HAVING count(*) >= 5
), rare AS (
    SELECT event, met.vessel_id, other_vessel_id, how, best[2] AS start_time, best[3] AS end_time, round(best[1], 2) AS room_h,
        best[4] AS lat, best[5] AS lon, round(best[6], 1) AS there_km, round(best[7], 1) AS back_km, round(best[8] / 1.852, 1) AS knots,
        CASE WHEN known THEN round(coalesce(by_chance, 0), 2) END AS by_chance
    FROM met JOIN covered USING (event) LEFT JOIN chance USING (event, how)
    QUALIFY CASE WHEN known THEN coalesce(by_chance, 0) ELSE count(*) OVER (PARTITION BY event, how) END <= $most_by_chance
    UNION ALL
    SELECT event, vessel_id, other_vessel_id, CASE WHEN before THEN 'escort before' ELSE 'escort after' END,
        slot_time(first_slot), slot_time(last_slot), round((last_slot - first_slot) / 6, 2), lat, lon, NULL, NULL, NULL, NULL
    FROM company
)
SELECT rare.*, coalesce(name, mmsi::VARCHAR, id, other_vessel_id::VARCHAR) AS text
FROM rare LEFT JOIN ships ON ships.vessel_id = other_vessel_id
ORDER BY event, how, other_vessel_id
