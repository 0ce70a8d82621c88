-- Finds:  across which silences the two of an encounter came together and parted, and whether the message on the far side of it shows the ship elsewhere
-- Writes: encounter_silences
-- Row: One ship of one spell that may be an encounter, with a silence of a quarter of an hour or more across its begin or its end.
-- Let: seldom_s = 900: between messages nearer than this begin and end are known well enough
-- Let: silent_s = 86400: and across a longer silence nothing is said of them
-- Let: moved_m = 1000: a ship moved if the two messages lie farther apart than this, beyond what it made with the other at together_kn(): two that drift or sail on together have not parted
-- Let: under_way_kn = 3: or if it was under way by its own word, faster than this, and faster than that
-- Let: near_m = 500: it was apart from the other if it was farther than this from it, beyond what that one may have made meanwhile ...
-- Let: drift_kn = 1: ... at this speed, or at together_kn()
WITH spells AS (
    SELECT event, vessel_id, other_vessel_id, slot_time(first_slot) AS start_time, slot_time(last_slot) AS until_time, together_kn(encounter_spells.median_speed_kn) AS with_it_kn, greatest($drift_kn, with_it_kn) AS drifting_kn,
        first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells JOIN proximities USING (vessel_id, other_vessel_id, first_slot, last_slot)
), sides AS (
    SELECT * RENAME (other_vessel_id AS partner_id) FROM spells
    UNION ALL BY NAME SELECT * RENAME (vessel_id AS partner_id, other_vessel_id AS vessel_id) FROM spells
), steps AS (
    SELECT vessel_id, start_time AS from_time, end_time AS to_time, seconds, apart_m(start_lat, start_lon, end_lat, end_lon) AS long_m,
        start_lat, start_lon, start_sog_kn, end_lat, end_lon
    FROM track_steps WHERE NOT jump AND seconds BETWEEN $seldom_s AND $silent_s
    UNION ALL
    -- across which it came back under another number
    SELECT former_vessel_id, r.start_time, r.end_time, (silent_h * 3600)::INTEGER, apart_m(last_lat, last_lon, r.end_lat, r.end_lon), last_lat, last_lon, last_sog_kn, r.end_lat, r.end_lon
    FROM renamed_returns AS r JOIN ships ON ships.vessel_id = former_vessel_id WHERE silent_h * 3600 BETWEEN $seldom_s AND $silent_s
), parted_across AS MATERIALIZED (
    SELECT event, sides.vessel_id, partner_id, from_time, to_time, end_lat, end_lon, long_m, seconds, with_it_kn, drifting_kn, last_lat, last_lon, until_time
    FROM sides JOIN steps USING (vessel_id) WHERE to_time > until_time AND from_time < until_time + to_minutes(10)
), next_steps AS (
    -- the step that begins with the message at the end, or within ten minutes, tells its speed
    SELECT vessel_id, start_time, start_sog_kn FROM track_steps WHERE vessel_id IN (SELECT vessel_id FROM parted_across)
), far_sides AS MATERIALIZED (
    SELECT event, vessel_id, partner_id, false AS at_end, from_time, to_time, from_time AS time, start_lat AS lat, start_lon AS lon, start_sog_kn AS sog_kn,
        long_m, seconds, with_it_kn, drifting_kn, first_lat AS met_lat, first_lon AS met_lon, start_time AS met_time
    FROM sides JOIN steps USING (vessel_id) WHERE from_time < start_time AND to_time > start_time - to_minutes(10)
    UNION ALL
    SELECT event, p.vessel_id, partner_id, true, from_time, to_time, to_time, any_value(end_lat), any_value(end_lon),
        arg_min(later.start_sog_kn, later.start_time), long_m, seconds, with_it_kn, drifting_kn, last_lat, last_lon, until_time
    FROM parted_across AS p LEFT JOIN next_steps AS later ON later.vessel_id = p.vessel_id AND later.start_time >= to_time AND later.start_time < to_time + to_minutes(10)
    GROUP BY ALL
), asked AS (
    -- lists of few: the planner takes far_sides for many rows, and would rather hash all positions and steps
    SELECT list(DISTINCT partner_id) AS partners, list(DISTINCT {'partner_id': partner_id, 'slot_then': slot_before(time)}) AS moments FROM far_sides
), places_then AS (
    SELECT vessel_id, slot, lat, lon, speed_kn
    FROM resampled SEMI JOIN (SELECT unnest(moments, recursive := true) FROM asked) ON vessel_id = partner_id AND slot = slot_then WHERE span_s <= $seldom_s
)
SELECT event, f.vessel_id, at_end, from_time, to_time,
    coalesce(f.long_m > $moved_m + with_it_kn * 1852 * f.seconds / 3600, false) OR coalesce(sog_kn > $under_way_kn + with_it_kn, false) AS moved,
    -- the place of the other is known at the tenth minute before; or within what it made from one message to the next, and to and fro
    coalesce(apart_m(f.lat, f.lon, r.lat, r.lon) > $near_m + greatest($drift_kn, with_it_kn, together_kn(r.speed_kn)) * 1852 / slots_in(1), false)
        OR coalesce(time <= other.end_time AND apart_m(f.lat, f.lon, other.start_lat, other.start_lon)
            > $near_m + apart_m(other.start_lat, other.start_lon, other.end_lat, other.end_lon) + drifting_kn * 1852 * other.seconds / 3600, false) AS apart,
    -- at that message: where it was heard within a quarter of an hour, else what it made from the message before to the one after
    CASE WHEN r.slot IS NOT NULL THEN r.speed_kn <= $under_way_kn + with_it_kn
            AND apart_m(r.lat, r.lon, met_lat, met_lon) <= $near_m + drifting_kn * 1852 * abs(hours_between(met_time, time))
        WHEN time <= other.end_time THEN apart_m(other.start_lat, other.start_lon, other.end_lat, other.end_lon) <= $moved_m + with_it_kn * 1852 * other.seconds / 3600
            AND apart_m(other.start_lat, other.start_lon, met_lat, met_lon) <= $near_m + drifting_kn * 1852 * abs(hours_between(met_time, other.start_time)) END AS partner_lay
FROM far_sides AS f LEFT JOIN places_then AS r ON r.vessel_id = partner_id AND r.slot = slot_before(f.time)
ASOF LEFT JOIN (
    SELECT vessel_id, start_time, end_time, start_lat, start_lon, end_lat, end_lon, seconds FROM track_steps
    WHERE NOT jump AND vessel_id IN (SELECT unnest(partners) FROM asked)
) AS other ON other.vessel_id = partner_id AND other.start_time <= f.time
ORDER BY event, f.vessel_id, at_end, from_time
