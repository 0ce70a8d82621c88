-- Finds:  whether two that are seldom heard were heard apart after a spell, or heard to go on together
-- Writes: encounter_partings
-- Row: One spell of two ships of which one was seldom heard then, with what the messages after it tell.
-- Two that are never heard in one tenth minute can be compared all the same: a message of the one lies on the way of the other, or it
-- was sent apart. On the way is what makes it little longer, for a ship that lay and then sails may be anywhere on it.
-- Let: within_h = 168: messages so many hours after the last at which they were near are looked at, one of each half hour
-- Let: half_hour_s = 1800: that is so many seconds
-- Let: seldom_s = 900: seldom heard is who was silent for so many seconds when the spell ended
-- Let: longest_h = 6: of the way between two positions at most so many hours apart something is known
-- Let: detour_m = 1000: a message lies on the way if that is no longer by it than this: half a kilometre off and back ...
-- Let: times_as_long = 1.5: ... and so many times its length, for ships turn ...
-- Let: drift_kn = 1.5: ... and what a tide makes to and fro meanwhile, at this speed
-- Let: under_way_kn = 3: or two that sailed together, faster than this, turned: the other could have come to the message at together_kn(), and gone on from there at silent_kn()
WITH spells AS MATERIALIZED (
    SELECT vessel_id, other_vessel_id, first_slot, slot_time(last_slot) + INTERVAL 10 MINUTE AS until_time, parted, median_speed_kn
    FROM proximities JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot)
), sides AS (
    SELECT *, vessel_id AS sender, other_vessel_id AS beside FROM spells UNION ALL SELECT *, other_vessel_id, vessel_id FROM spells
), silences AS MATERIALIZED (
    SELECT vessel_id, start_time, end_time FROM track_steps WHERE NOT jump AND seconds >= $seldom_s
), seldom AS MATERIALIZED (
    SELECT s.* EXCLUDE (sender, beside, parted) FROM sides AS s ASOF LEFT JOIN silences ON silences.vessel_id = sender AND silences.start_time <= until_time
    GROUP BY ALL HAVING NOT bool_and(parted) OR bool_or(silences.end_time > until_time)
), steps AS MATERIALIZED (
    SELECT vessel_id, start_time, end_time, start_lat, start_lon, end_lat, end_lon, seconds
    FROM track_steps JOIN (
        SELECT vessel_id, min(until_time) AS after_time, max(until_time) + to_hours($within_h) AS before_time
        FROM (SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, until_time FROM seldom) GROUP BY vessel_id)
        USING (vessel_id)
    WHERE NOT jump AND end_time > after_time AND start_time <= before_time
), sent AS MATERIALIZED (
    SELECT vessel_id, min((end_time, end_lat, end_lon)) AS first FROM steps GROUP BY vessel_id, epoch(end_time) // $half_hour_s
), messages AS (
    SELECT s.*, first[1] AS time, first[2] AS lat, first[3] AS lon
    FROM (SELECT *, vessel_id AS sender, other_vessel_id AS beside FROM seldom UNION ALL SELECT *, other_vessel_id, vessel_id FROM seldom) AS s
    JOIN sent ON sent.vessel_id = sender AND first[1] > until_time AND first[1] <= until_time + to_hours($within_h)
), hours_of_steps AS (
    -- a row for each clock hour: joined by equality, a message meets only the other's steps of its hour
    SELECT *, unnest(range(epoch_hour(start_time), epoch_hour(end_time) + 1)) AS hour FROM steps WHERE seconds <= $longest_h * 3600
), compared AS MATERIALIZED (
    SELECT m.vessel_id, m.other_vessel_id, first_slot, beside, time, until_time, median_speed_kn,
        arg_max(apart_m(start_lat, start_lon, lat, lon) + apart_m(lat, lon, end_lat, end_lon)
            <= $detour_m + $times_as_long * apart_m(start_lat, start_lon, end_lat, end_lon) + $drift_kn * 1852 * seconds / 3600
            OR median_speed_kn >= $under_way_kn AND apart_m(start_lat, start_lon, lat, lon) <= $detour_m + together_kn(median_speed_kn) * 1852 * hours_between(start_time, time)
                AND apart_m(lat, lon, end_lat, end_lon) <= $detour_m + silent_kn() * 1852 * hours_between(time, end_time), start_time) AS on_the_way
    FROM messages AS m JOIN hours_of_steps AS s ON s.vessel_id = beside AND hour = epoch_hour(time)
    WHERE time BETWEEN start_time AND end_time
    GROUP BY ALL
), parted AS (
    SELECT vessel_id, other_vessel_id, first_slot, min(time) FILTER (NOT on_the_way) AS apart_by FROM compared GROUP BY ALL
)
SELECT vessel_id, other_vessel_id, first_slot, apart_by, max(time) FILTER (coalesce(time < apart_by, true)) AS together_by,
    -- a later message of two under way lies on the way of both
    together_by IS NOT NULL AND any_value(median_speed_kn) >= $under_way_kn AS sailed_on
FROM compared JOIN parted USING (vessel_id, other_vessel_id, first_slot)
GROUP BY ALL ORDER BY ALL
