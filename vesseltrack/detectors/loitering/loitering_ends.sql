-- Finds:  on how many messages a spell of loitering rests, and within which time it began and ended, where the ship was seldom heard
-- Writes: loitering_ends
-- Row: One spell of a ship lying or drifting away from port.
-- An end that lies between two messages a quarter of an hour apart or more, between which the ship sailed, is known to that. It lasted no longer than
-- the time from one message to the other, less what it took to sail there and away, at the speed before the silence, or after it, or somewhat faster.
-- An end between messages nearer to each other lies between the last one under way and the first slow tenth minute, which comes later by half of
-- an hour and less: that tenth minute is the first of a quiet hour. Where the ship is not seen to have been under way, nobody knows for how long it lay.
-- Let: seldom_s = 900: between messages nearer than this an end is known well enough
-- Let: silence_s = 3600: a silence of so long or longer at an end hides what the ship did, as one within the spell does; a ship seldom heard has shorter ones all the time
-- Let: silent_s = 86400: and across a longer silence nothing is known of it
-- Let: moved_m = 1000: a ship that moved less than this between two messages had not sailed, beyond what it drifts ...
-- Let: times_as_fast = 1.5: ... at so many times its speed in the spell
-- Let: last_min = 20: a silence that begins so many minutes after the last tenth minute of the spell, or sooner, follows it ...
-- Let: first_min = 20: a ship that was first heard no more than so many minutes before it may have lain there before
-- Let: faster_kn = 1: ... if the ship was not faster by this than in the spell when it fell silent: then it had not sailed yet
-- Let: looked_h = 12: hours before it and after it in which the ship is looked for under way
WITH spells AS MATERIALIZED (
    SELECT row_number() OVER () AS spell, s.event, s.vessel_id, ssvid, first_slot, last_slot, start_time, until_time, goes_on, mean_speed_kn,
        greatest($max_speed_kn, $times_as_fast * mean_speed_kn + $faster_kn) AS under_way_kn, start_time - to_minutes(10) AS before_time,
        until_time + to_minutes(10) AS after_time, ships.last_time > after_time AS is_heard_on, ships.first_time < start_time - to_minutes($first_min) AS begin_seen
    FROM loitering_spells AS s JOIN ships USING (vessel_id)
), segments_in AS (
    -- of a number that jumps, what the one ship sent lies in segments: counted are those within the spell, and to be counted those at its ends
    SELECT spell, s.ssvid, fixes, greatest(p.start_time, s.start_time) AS from_time, least(p.end_time, until_time) AS to_time,
        p.start_time >= s.start_time AND p.end_time <= until_time AS whole
    FROM spells AS s JOIN segments AS p USING (vessel_id)
    WHERE segment_type = 'hull' AND p.start_time <= until_time AND p.end_time >= s.start_time
), stretches AS (
    SELECT spell, ssvid, start_time AS from_time, until_time AS to_time FROM spells WHERE ssvid NOT IN (SELECT ssvid FROM segments)
    UNION ALL
    SELECT spell, ssvid, from_time, to_time FROM segments_in WHERE NOT whole
), counts AS (
    SELECT spell, count(*) AS fixes FROM stretches AS s JOIN (SELECT ssvid, time FROM messages()) AS m ON m.ssvid = s.ssvid AND time BETWEEN from_time AND to_time
    GROUP BY spell
    UNION ALL
    -- late copies that add nothing were sent earlier
    SELECT spell, -count(*) FROM stretches AS s JOIN late_fixes AS m ON m.ssvid = s.ssvid AND time BETWEEN from_time AND to_time WHERE set_aside
    GROUP BY spell
    UNION ALL
    SELECT spell, sum(fixes) FROM segments_in WHERE whole GROUP BY spell
), counted AS (
    SELECT spell, sum(fixes)::BIGINT AS fixes FROM counts GROUP BY spell
), steps AS (
    SELECT vessel_id, start_time AS from_time, end_time AS to_time, start_sog_kn, seconds, NOT jump AND seconds <= $silent_s AS known, apart_m(start_lat, start_lon, end_lat, end_lon) AS long_m
    FROM track_steps WHERE seconds >= $seldom_s
), ends AS (
    -- the step that covers the tenth minute before the spell, and that after it
    SELECT spell, from_time <= before_time AS is_begin, from_time, to_time, known, long_m, vessel_id,
        CASE WHEN seconds >= $silence_s THEN CASE WHEN is_begin THEN hours_between(from_time, start_time) ELSE hours_between(until_time, to_time) END END AS silent_h,
        seconds > $silent_s AS hidden, known AND long_m > $moved_m + $times_as_fast * mean_speed_kn * 1852 * seconds / 3600 AS sailed
    FROM spells JOIN steps USING (vessel_id)
    WHERE from_time <= before_time AND to_time > before_time OR (from_time < after_time AND to_time >= after_time
            -- the speed at the tenth minutes before a silence may not be known: the spell seems to end a little earlier
            OR from_time BETWEEN after_time AND until_time + to_minutes($last_min))
        AND NOT coalesce(start_sog_kn > $times_as_fast * mean_speed_kn + $faster_kn, false)
), made_way AS (
    -- the last tenth minute before the spell at which the ship made way, and the first after it
    SELECT spell, vessel_id, slot < first_slot AS is_begin, CASE WHEN is_begin THEN max(slot) - 1 ELSE min(slot) END AS slot
    FROM spells JOIN (SELECT vessel_id, slot, speed_kn FROM resampled WHERE speed_kn >= $max_speed_kn) USING (vessel_id)
    WHERE speed_kn >= under_way_kn AND slot BETWEEN first_slot - slots_in($looked_h) AND last_slot + slots_in($looked_h) AND NOT slot BETWEEN first_slot AND last_slot
    GROUP BY spell, vessel_id, slot < first_slot
), seen AS (
    -- under way by the speed that a message sent, or by the way made in a tenth minute: before the spell at the earlier message, after it at the later
    SELECT spell, from_time < start_time AS is_begin, from_time AS seen_time
    FROM spells JOIN (SELECT vessel_id, start_time AS from_time, start_sog_kn FROM track_steps WHERE start_sog_kn >= $max_speed_kn) USING (vessel_id)
    WHERE start_sog_kn >= under_way_kn AND from_time BETWEEN start_time - to_hours($looked_h) AND until_time + to_hours($looked_h) AND NOT from_time BETWEEN start_time AND until_time
    UNION ALL
    SELECT spell, is_begin, coalesce(CASE WHEN is_begin THEN from_time ELSE to_time END, slot_time(slot))
    FROM made_way LEFT JOIN (SELECT vessel_id, start_time AS from_time, end_time AS to_time FROM track_steps WHERE NOT jump AND seconds <= $silent_s) AS t
        ON t.vessel_id = made_way.vessel_id AND slot_time(slot) BETWEEN from_time AND to_time
), under_way AS (
    SELECT spell, max(seen_time) FILTER (is_begin) AS last_before, min(seen_time) FILTER (NOT is_begin) AS first_after FROM seen GROUP BY spell
), within AS (
    SELECT spell, max(from_time) FILTER (is_begin AND sailed) AS start_after, min(to_time) FILTER (NOT is_begin AND sailed) AS end_before, bool_or(hidden) AS hidden,
        max(from_time) FILTER (is_begin AND known) AS heard_before, min(to_time) FILTER (NOT is_begin AND known) AS heard_after,
        sum(long_m / 1852 / (speed_kn * most_times_own())) FILTER (sailed AND is_sailing_speed(speed_kn)) AS sailed_h,
        sum(greatest(0, silent_h - CASE WHEN is_sailing_speed(speed_kn) THEN long_m / 1852 / (speed_kn * most_times_own()) ELSE 0 END)) FILTER (sailed) AS silent_ends_h
    FROM ends LEFT JOIN track_ends AS t ON t.vessel_id = ends.vessel_id AND t.found = NOT is_begin AND t.time = CASE WHEN is_begin THEN from_time ELSE to_time END GROUP BY spell
), bounds AS (
    SELECT spell, coalesce(start_after, last_before) AS begins_after, coalesce(end_before, first_after) AS ends_before, coalesce(hidden, false) AS hidden, coalesce(sailed_h, 0) AS sailed_h,
        coalesce(silent_ends_h, 0) AS silent_ends_h, heard_before, heard_after
    FROM spells LEFT JOIN within USING (spell) LEFT JOIN under_way USING (spell)
), longest AS (
    SELECT spell, hours_between(begins_after, CASE WHEN goes_on THEN until_time ELSE ends_before END) - sailed_h AS most_h FROM spells JOIN bounds USING (spell)
    WHERE NOT hidden AND (goes_on OR is_heard_on)
)
SELECT event, coalesce(fixes, 0) AS fixes, begins_after AS start_after, CASE WHEN NOT goes_on THEN ends_before END AS end_before, heard_before, heard_after, begin_seen,
    CASE WHEN most_h IS NOT NULL THEN greatest(hours_between(start_time, until_time), most_h) END AS longest_h, round(silent_ends_h, 3) AS silent_ends_h
FROM spells LEFT JOIN counted USING (spell) JOIN bounds USING (spell) LEFT JOIN longest USING (spell)
ORDER BY event
