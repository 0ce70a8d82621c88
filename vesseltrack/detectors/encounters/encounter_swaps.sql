-- Finds:  meetings that go on from an earlier one, one of the two ships having changed its number between
-- Writes: encounter_swaps
-- Row: One spell that may be an encounter, and the one it goes on from.
-- The former number ends where and when the new one begins (handovers). The other ship is the same, or has changed its number too.
-- Or the one is last heard and the other first heard beside the same ship, at the same distance: then they may be silent between, or
-- both be sent for a while. What they send of size and type must agree, but at once. After a longer silence another ship may have come unheard: it is the same if both send one size and type, and the
-- ship beside which the one ended and the other began was heard all along, lay or drifted, and met nobody else. Or both change their numbers: none of the former is heard once the new ones lie there, at the same distance.
-- Or the number is changed there and back: the other is heard there only, in a silence of the one, and that one is heard again at its place.
-- Let: unheard_min = 10: nobody heard the one leave, nor the other come, if nothing was heard of them for longer than this after, and before
-- Let: silent_h = 3: at most so many hours between the last message under the one number and the first under the other ...
-- Let: heard_share = 0.8: ... or more if the ship beside was heard at this share of the tenth minutes between
-- Let: at_once_h = 0.5: and at most so many if the two send unlike sizes or types
-- Let: both_h = 0.5: at most so many hours in which both were sent
-- Let: same_apart_m = 10: the distance of the two antennas stays the same within this
-- Let: turns_h = 1: two that lie beside each other hardly turn about in so many hours
-- Let: aligned_cos = 0.5: ... if the line between them points the same way within 60 degrees
-- Let: within_m = 1000: and they are at most so far from each other, and what a drifting ship ...
-- Let: drift_kn = 3: ... makes at this speed meanwhile
WITH sides AS (
    SELECT event, start_time, until_time, s.first_slot, s.last_slot, s.vessel_id, s.other_vessel_id AS partner_id, median_apart_m, first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells AS s JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
    UNION ALL
    SELECT event, start_time, until_time, s.first_slot, s.last_slot, s.other_vessel_id, s.vessel_id, median_apart_m, first_lat, first_lon, last_lat, last_lon
    FROM encounter_spells AS s JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
), changed AS (
    SELECT event, start_time, vessel_id, own.other_vessel_id AS former_vessel_id, own.evidence IS NULL AND partner.evidence IS NULL AS handover_seen,
        unnest(list_distinct([partner_id, coalesce(partner.other_vessel_id, partner_id)])) AS partner_id
    FROM handovers AS own JOIN sides USING (vessel_id) LEFT JOIN handovers AS partner ON partner.vessel_id = partner_id
), begun_beside AS MATERIALIZED (
    SELECT later.event, earlier.event AS former_event, later.vessel_id, earlier.vessel_id AS former_vessel_id, earlier.partner_id, earlier.until_time,
        earlier.last_slot AS from_slot, later.first_slot AS to_slot, hours_between(earlier.until_time, later.start_time) AS silent_h
    FROM sides AS later JOIN ships AS n ON n.vessel_id = later.vessel_id AND n.first_time >= later.start_time - to_minutes($unheard_min)
    JOIN sides AS earlier ON earlier.partner_id = later.partner_id AND earlier.vessel_id <> later.vessel_id AND earlier.start_time < later.start_time
        AND hours_between(earlier.until_time, later.start_time) BETWEEN -$both_h AND greatest($silent_h, $join_silent_h)
        AND abs(earlier.median_apart_m - later.median_apart_m) <= $same_apart_m
        AND apart_m(earlier.last_lat, earlier.last_lon, later.first_lat, later.first_lon)
            <= $within_m + $drift_kn * 1852 * greatest(hours_between(earlier.until_time, later.start_time), 0)
    JOIN ships AS f ON f.vessel_id = earlier.vessel_id AND f.last_time <= earlier.until_time + to_minutes($unheard_min)
        -- a false identity may have a false size: at once and at one place that does not matter
        AND (may_be_one_hull(f.length_m, n.length_m, f.vessel_type, n.vessel_type)
            OR hours_between(f.last_time, n.first_time) <= $at_once_h)
), heard_between AS (
    -- the ship beside lay or drifted in the long time between, and was heard
    SELECT event, former_event FROM begun_beside AS b JOIN resampled AS r ON r.vessel_id = b.partner_id AND r.slot BETWEEN from_slot AND to_slot
    WHERE silent_h > $silent_h GROUP BY event, former_event, from_slot, to_slot
    HAVING count(*) >= $heard_share * (to_slot - from_slot) AND max(r.speed_kn) <= $drift_kn
), alone_between AS (
    SELECT b.* FROM begun_beside AS b JOIN heard_between USING (event, former_event) JOIN encounter_successions USING (vessel_id, former_vessel_id)
    WHERE drifts AND b.silent_h > $silent_h AND NOT EXISTS (FROM sides AS third WHERE third.vessel_id = b.partner_id AND third.event NOT IN (b.event, b.former_event)
        AND third.first_slot < to_slot AND third.last_slot > from_slot)
    -- and there is no choice
    QUALIFY count(*) OVER (PARTITION BY event) = 1 AND count(*) OVER (PARTITION BY former_event) = 1
), followed AS (
    SELECT event, former_event, vessel_id, former_vessel_id, false AS handover_seen, true AS which_known, until_time
    FROM (SELECT * FROM begun_beside WHERE silent_h <= $silent_h UNION ALL FROM alone_between)
), hulls AS (
    SELECT vessel_id, first_time, last_time, imo, length_m, vessel_type FROM ships
), news AS MATERIALIZED (
    -- whose two ships are first heard in it or soon before: few
    SELECT s.* FROM sides AS s JOIN hulls AS n ON n.vessel_id = s.vessel_id JOIN hulls AS m ON m.vessel_id = s.partner_id
    WHERE s.vessel_id < partner_id AND least(n.first_time, m.first_time) >= start_time - to_seconds($silent_h * 3600) - to_minutes($unheard_min)
), olds AS MATERIALIZED (
    SELECT s.* FROM sides AS s JOIN hulls AS f ON f.vessel_id = s.vessel_id JOIN hulls AS g ON g.vessel_id = s.partner_id
    WHERE greatest(f.last_time, g.last_time) <= until_time + to_seconds($silent_h * 3600) + to_minutes($unheard_min)
), either AS MATERIALIZED (
    -- the former of the later ship may be either of the two, if both fit by type and length
    SELECT later.event, earlier.event AS former_event, later.vessel_id, later.partner_id, f.vessel_id AS former_vessel_id, g.vessel_id AS former_partner_id, earlier.until_time,
        earlier.last_slot AS from_slot, later.first_slot AS to_slot, f.imo = n.imo OR g.imo = m.imo AS same_imo, abs(f.length_m - n.length_m) + abs(g.length_m - m.length_m) AS lengths_apart_m
    FROM news AS later
    JOIN hulls AS n ON n.vessel_id = later.vessel_id JOIN hulls AS m ON m.vessel_id = later.partner_id
    JOIN olds AS earlier ON earlier.start_time < later.start_time AND hours_between(earlier.until_time, later.start_time) BETWEEN -$both_h AND $silent_h
        AND abs(earlier.median_apart_m - later.median_apart_m) <= $same_apart_m
        AND apart_m(earlier.last_lat, earlier.last_lon, later.first_lat, later.first_lon)
            <= $within_m + $drift_kn * 1852 * greatest(hours_between(earlier.until_time, later.start_time), 0)
    JOIN hulls AS f ON f.vessel_id = earlier.vessel_id JOIN hulls AS g ON g.vessel_id = earlier.partner_id
    WHERE greatest(f.last_time, g.last_time) <= later.start_time + to_minutes($unheard_min)
        AND least(n.first_time, m.first_time) >= earlier.until_time - to_minutes($unheard_min)
        AND may_be_one_hull(f.length_m, n.length_m, f.vessel_type, n.vessel_type) AND may_be_one_hull(g.length_m, m.length_m, g.vessel_type, m.vessel_type)
), draughts AS MATERIALIZED (
    -- last sent under a number, and first
    SELECT vessel_id, arg_max(draught_m, p.last_time) AS last_draught_m, arg_min(draught_m, p.first_time) AS first_draught_m
    FROM particulars AS p JOIN ships USING (ssvid) WHERE vessel_id IN (SELECT unnest([vessel_id, partner_id, former_vessel_id, former_partner_id]) FROM either) AND draught_m > 0 GROUP BY vessel_id
), places_then AS MATERIALIZED (
    -- the few positions asked for, found once
    SELECT vessel_id, slot, lat, lon FROM resampled SEMI JOIN (
        SELECT unnest([vessel_id, partner_id]) AS vessel_id, to_slot AS slot FROM either
        UNION ALL SELECT unnest([former_vessel_id, former_partner_id]), from_slot FROM either) USING (vessel_id, slot)
), placed AS (
    -- the line from one of the two to the other, as last heard and as first heard again: if it did not turn, each lies where its former lay
    SELECT either.*, abs(f.last_draught_m - n.first_draught_m) + abs(g.last_draught_m - m.first_draught_m) AS draughts_apart_m,
        CASE WHEN to_slot - from_slot <= slots_in($turns_h) THEN cos(radians(
            bearing_deg(fp.lat, fp.lon, gp.lat, gp.lon) - bearing_deg(np.lat, np.lon, mp.lat, mp.lon))) END AS aligned
    FROM either LEFT JOIN draughts AS f ON f.vessel_id = former_vessel_id LEFT JOIN draughts AS g ON g.vessel_id = former_partner_id
    LEFT JOIN draughts AS n ON n.vessel_id = either.vessel_id LEFT JOIN draughts AS m ON m.vessel_id = partner_id
    LEFT JOIN places_then AS fp ON fp.vessel_id = former_vessel_id AND fp.slot = from_slot LEFT JOIN places_then AS gp ON gp.vessel_id = former_partner_id AND gp.slot = from_slot
    LEFT JOIN places_then AS np ON np.vessel_id = either.vessel_id AND np.slot = to_slot LEFT JOIN places_then AS mp ON mp.vessel_id = partner_id AND mp.slot = to_slot
), signs AS (
    -- what speaks for it less what speaks for the other way round
    SELECT *, count(*) OVER meeting AS choices,
        coalesce(same_imo::INTEGER, 0) * 3 + coalesce(lengths_apart_m < max(lengths_apart_m) OVER meeting, false)::INTEGER + coalesce(draughts_apart_m < max(draughts_apart_m) OVER meeting, false)::INTEGER
            + coalesce(aligned >= $aligned_cos, false)::INTEGER AS own_signs FROM placed WINDOW meeting AS (PARTITION BY event, former_event)
), both_changed AS (
    SELECT *, 2 * own_signs > sum(own_signs) OVER meeting OR choices = 1 AS which_known,
        row_number() OVER (PARTITION BY event, former_event ORDER BY own_signs DESC, former_vessel_id) AS rank
    FROM signs WINDOW meeting AS (PARTITION BY event, former_event)
), there_and_back AS (
    SELECT later.event, earlier.event AS former_event, later.vessel_id, earlier.vessel_id AS former_vessel_id,
        n.first_time <= silence.start_time + to_minutes($unheard_min) AND n.last_time >= silence.end_time - to_minutes($unheard_min)
            -- of two that send two IMO numbers one may have come unheard, as where the number changed once
            AND coalesce(f.imo = n.imo, true) AS handover_seen, earlier.until_time, silence.end_time AS back_time
    FROM sides AS later JOIN ships AS n ON n.vessel_id = later.vessel_id
    JOIN sides AS earlier ON earlier.partner_id = later.partner_id AND earlier.vessel_id <> later.vessel_id AND earlier.start_time < later.start_time AND earlier.until_time > later.until_time
        AND abs(earlier.median_apart_m - later.median_apart_m) <= $same_apart_m AND n.first_time > earlier.start_time AND n.last_time < earlier.until_time
    JOIN ships AS f ON f.vessel_id = earlier.vessel_id AND may_be_one_hull(f.length_m, n.length_m, f.vessel_type, n.vessel_type)
    JOIN track_steps AS silence ON silence.vessel_id = earlier.vessel_id AND NOT jump AND silence.start_time < n.last_time AND silence.end_time > n.first_time
        AND silence.start_time <= n.first_time + to_seconds(3600 * $both_h) AND silence.end_time >= n.last_time - to_seconds(3600 * $both_h)
), swaps AS (
    SELECT c.event, e.event AS former_event, c.vessel_id, former_vessel_id, handover_seen, true AS which_known, e.until_time, NULL AS back_time
    FROM changed AS c JOIN encounter_spells AS e
        ON e.vessel_id = least(former_vessel_id, partner_id) AND e.other_vessel_id = greatest(former_vessel_id, partner_id)
    WHERE e.start_time < c.start_time AND hours_between(e.until_time, c.start_time) <= greatest($join_h, $join_silent_h)
    UNION ALL
    SELECT *, NULL FROM followed
    UNION ALL
    SELECT event, former_event, vessel_id, former_vessel_id, false, which_known, until_time, NULL FROM both_changed WHERE rank = 1
    UNION ALL
    SELECT event, former_event, vessel_id, former_vessel_id, handover_seen, true, until_time, back_time FROM there_and_back
)
SELECT event, former_event, vessel_id, former_vessel_id, handover_seen, which_known, back_time FROM swaps
QUALIFY row_number() OVER (PARTITION BY event ORDER BY handover_seen DESC, until_time DESC, former_event, vessel_id) = 1
ORDER BY event
