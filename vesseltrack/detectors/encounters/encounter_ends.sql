-- Finds:  within which time an encounter began and ended, where a ship that came or left was seldom heard, and whether they were heard apart after it
-- Writes: encounter_ends
-- Row: One encounter of which the begin or the end lies between two messages of a ship that came or left, a quarter of an hour apart or more.
-- Or of two that sailed on together after it, as far as they were heard.
-- Nor did the two lie together while either was heard under way between: mostly the one that was not silent, which came later or left earlier.
-- Nor, if both were silent at once, before they could have come so near, or after they had to leave: how far apart they were heard, and how fast they sail, tells.
-- Let: near_m = 500: two that lie together are no farther apart than this
-- Let: under_way_kn = 3: a ship is under way if it is faster than this, beyond together_kn()
-- Let: seldom_s = 900: of two messages farther apart than this the one outside the encounter was sent elsewhere, if the mean speed between is such
WITH partings AS (
    SELECT event, median_speed_kn, together_by, apart_by, sailed_on FROM encounter_spells LEFT JOIN encounter_partings USING (vessel_id, other_vessel_id, first_slot)
), by_silences AS (
    SELECT event, max(from_time) FILTER (NOT at_end) AS start_after,
        -- of two that went on together, when the first message was sent apart
        min(CASE WHEN apart OR together_by IS NULL THEN to_time ELSE apart_by END) FILTER (at_end) AS end_before,
        bool_or(at_end AND apart) AS heard_apart
    FROM encounter_silences JOIN partings USING (event)
    WHERE moved OR apart
    GROUP BY event
), known AS (
    -- and two under way that went on together in silences in which neither moved away from the other
    SELECT event, start_after, coalesce(s.end_before, CASE WHEN sailed_on THEN apart_by END) AS end_before,
        coalesce(heard_apart, false) AS heard_apart, p.together_by
    FROM partings AS p LEFT JOIN by_silences AS s USING (event)
    WHERE s.event IS NOT NULL OR sailed_on
), between AS MATERIALIZED (
    SELECT event, vessel_id, partner_id, at_end, $under_way_kn + together_kn(median_speed_kn) AS faster_kn,
        CASE WHEN at_end THEN greatest(slot_time(last_slot), together_by) ELSE start_after END AS from_time,
        CASE WHEN at_end THEN end_before ELSE slot_time(first_slot) END AS to_time
    FROM known JOIN (
        SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id, first_slot, last_slot, median_speed_kn FROM encounter_spells
    ) USING (event), (VALUES (false), (true)) AS ends(at_end)
    WHERE from_time < to_time
), slots AS (
    SELECT event, vessel_id, at_end, faster_kn, unnest(range(slot_from(from_time) + 1, slot_before(to_time) + 1)) AS slot FROM between
), under_way AS (
    -- a speed is that of the ten minutes before: at their begin the ship was elsewhere before the encounter, at their end after it
    SELECT event, at_end, slot_time(CASE WHEN at_end THEN slot ELSE slot - 1 END) AS time
    FROM slots JOIN resampled USING (vessel_id, slot) WHERE speed_kn > faster_kn AND span_s <= $seldom_s
    UNION ALL
    SELECT event, at_end, CASE WHEN at_end THEN end_time ELSE start_time END
    FROM between JOIN track_steps AS t USING (vessel_id)
    WHERE t.start_time >= from_time AND t.end_time <= to_time AND NOT jump AND seconds > $seldom_s
        AND knots(apart_m(start_lat, start_lon, end_lat, end_lon), seconds) > faster_kn
), sent AS MATERIALIZED (
    -- only of silences it is asked what was sent at their ends
    SELECT vessel_id, start_time, end_time, start_lat, start_lon, end_lat, end_lon FROM track_steps
    WHERE NOT jump AND end_time > start_time + to_seconds($seldom_s) AND vessel_id IN (SELECT vessel_id FROM between)
), heard_between AS MATERIALIZED (
    -- each message of either between which and the meeting both were silent, and the last that the other sent by then, or the next after the meeting
    SELECT event, b.vessel_id, b.partner_id, false AS at_end, from_time, to_time, own.start_time AS time, partner.start_time AS partner_time,
        apart_m(own.start_lat, own.start_lon, partner.start_lat, partner.start_lon) AS off_m
    FROM between AS b JOIN sent AS own ON own.vessel_id = b.vessel_id AND own.start_time >= from_time AND own.start_time < to_time
    ASOF JOIN sent AS partner ON partner.vessel_id = b.partner_id AND partner.start_time <= own.start_time
    WHERE NOT at_end AND least(own.end_time, partner.end_time) > own.start_time + to_seconds($seldom_s)
    UNION ALL
    SELECT event, b.vessel_id, b.partner_id, true, from_time, to_time, own.end_time, partner.end_time, apart_m(own.end_lat, own.end_lon, partner.end_lat, partner.end_lon)
    FROM between AS b JOIN sent AS own ON own.vessel_id = b.vessel_id AND own.end_time > from_time AND own.end_time <= to_time
    ASOF JOIN sent AS partner ON partner.vessel_id = b.partner_id AND partner.end_time >= own.end_time
    WHERE at_end AND greatest(own.start_time, partner.start_time) < own.end_time - to_seconds($seldom_s)
), fast AS (
    SELECT vessel_id, greatest(silent_kn(), most_times_own() * fast_kn(speed_kn)) * 1852 / 3600 AS m_s FROM resampled
    WHERE is_sailing_speed(speed_kn) AND vessel_id IN (SELECT unnest([vessel_id, partner_id]) FROM heard_between) GROUP BY vessel_id
), approaches AS (
    -- how long the two take to each other, less what the one that was not heard then had made by then
    SELECT event, at_end, from_time, to_time, time, (off_m - $near_m - partner_m_s * abs(epoch_us(time) - epoch_us(partner_time)) / 1e6) / (own_m_s + partner_m_s) AS approach_s
    FROM (SELECT h.*, coalesce(own.m_s, silent_kn() * 1852 / 3600) AS own_m_s, coalesce(partner.m_s, silent_kn() * 1852 / 3600) AS partner_m_s
        FROM heard_between AS h LEFT JOIN fast AS own ON own.vessel_id = h.vessel_id LEFT JOIN fast AS partner ON partner.vessel_id = h.partner_id)
), reached AS (
    -- what adds less than messages are apart is left
    SELECT event, at_end, CASE WHEN at_end THEN greatest(time - to_microseconds((approach_s * 1e6)::BIGINT), from_time) ELSE least(time + to_microseconds((approach_s * 1e6)::BIGINT), to_time) END AS time
    FROM approaches WHERE approach_s > $seldom_s
), nearer AS (
    SELECT event, max(time) FILTER (NOT at_end) AS start_after, min(time) FILTER (at_end) AS end_before FROM (FROM under_way UNION ALL FROM reached) GROUP BY event
)
SELECT event, greatest(known.start_after, nearer.start_after) AS start_after, least(known.end_before, nearer.end_before) AS end_before, heard_apart
FROM known LEFT JOIN nearer USING (event)
ORDER BY event
