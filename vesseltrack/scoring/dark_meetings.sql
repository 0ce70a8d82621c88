-- Finds:  what may have been one meeting: a ship that was silent, and one that lay, drifted or was silent within its reach
-- Writes: dark_meetings
-- Of a silence that goes on, all ships that lay anywhere since would be in reach: those alone are likely that stopped at sea while it could have come
-- straight from where it was lost, or soon after that.
-- Who is known to have lain beside another ship then met that one: of either ship the hours of a known meeting are no room for one in the dark. And whom
-- it is known to have lain beside as it fell silent, in its silence or when it came back, it did not meet in the dark.
-- Let: room_h = 2: with less time than this left there was no room for a transfer
-- Let: beside_h = 1: a meeting known that ended so long before a silence, or began so long after it, is what the silence belongs to
-- Let: waits_h = 6: one that came early waited for the other no longer than this
WITH in_reach AS (
    SELECT event, vessel_id, other_vessel_id, how, start_time, end_time, longest_h FROM possible_rendezvous WHERE how = 'slow'
    UNION ALL
    -- also if chance brings more such, where the other is not known to have had company: what its alert says is said in that of the silent one too
    SELECT gap_event, s.vessel_id, l.vessel_id, 'slow', from_time, to_time, least(room_h, fit_h) FROM loitering_silences AS s JOIN loitering AS l USING (event)
        LEFT JOIN (SELECT event, gap_event, fit_h FROM loitering_fits) USING (event, gap_event)
    WHERE went_dark AND NOT list_contains(causes_hold, 'was not alone')
    UNION ALL
    -- two that were silent, whatever chance brings: each could have met the other
    SELECT unnest([c.event, g.event]), unnest([c.vessel_id, other_vessel_id]), unnest([other_vessel_id, c.vessel_id]), how, meet_time, part_time, longest_h
    FROM rendezvous_candidates AS c JOIN reachable_gaps AS g ON g.vessel_id = other_vessel_id AND g.start_time < part_time AND g.until_time > meet_time
    WHERE how = 'dark'
), met AS (
    -- by hull: a number that changed in a meeting is the same ship. One that fell silent beside another may have lain there until either was heard apart
    SELECT hull, other_hull, start_time, until_time FROM (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS other_vessel_id, start_time,
            CASE WHEN end_time IS NULL THEN TIMESTAMP 'infinity' ELSE greatest(end_time, end_before) END AS until_time FROM encounters WHERE as_one AND third_vessel_id IS NULL)
    JOIN hulls() USING (vessel_id) JOIN (SELECT vessel_id AS other_vessel_id, hull AS other_hull FROM hulls()) USING (other_vessel_id)
), pairs AS (
    SELECT i.*, g.start_time AS gap_start, coalesce(g.end_time, TIMESTAMP 'infinity') AS gap_until, h.hull, o.hull AS other_hull
    FROM in_reach AS i JOIN gaps AS g USING (event) JOIN hulls() AS h ON h.vessel_id = i.vessel_id JOIN hulls() AS o ON o.vessel_id = i.other_vessel_id
), company AS (
    -- for how long one of the two lay beside a ship, which may have been the other
    SELECT event, other_vessel_id, how, p.start_time, end_time, max(greatest(hours_between(greatest(m.start_time, p.start_time), least(m.until_time, end_time)), 0)) AS met_h,
        bool_or(m.hull = p.hull AND m.other_hull = p.other_hull) AS met_it
    FROM pairs AS p JOIN met AS m ON m.hull IN (p.hull, p.other_hull)
        AND (m.start_time < end_time AND m.until_time > p.start_time
            OR m.hull = p.hull AND m.other_hull = p.other_hull AND m.start_time <= gap_until + to_hours($beside_h) AND m.until_time >= gap_start - to_hours($beside_h))
    GROUP BY ALL
), found AS (
    SELECT p.event, vessel_id, other_vessel_id, how, start_time, end_time, longest_h - coalesce(met_h, 0) AS longest_h
    FROM pairs AS p LEFT JOIN company USING (event, other_vessel_id, how, start_time, end_time)
    WHERE hull <> other_hull AND NOT coalesce(met_it, false) AND (met_h IS NULL OR longest_h - met_h >= $room_h)
), stops AS (
    SELECT 'slow' AS how, event AS other_event, vessel_id AS other_vessel_id, start_time, until_time, duration_h AS other_h, lies_at_anchor(spread_m) AS other_is_fast,
        list_has_any(causes_hold, ['works where it lies', 'not under command', 'tow', 'was not alone']) AS is_otherwise_busy,
        lat, lon, list_has_any(causes_hold, ['waits in a queue or an anchorage', 'waits off a port', 'waited off a port and went in', 'lay there all along']) AS waits_in_port
    FROM loitering_spells JOIN (SELECT event, causes_hold FROM loitering) USING (event)
    UNION ALL
    SELECT 'dark', event, vessel_id, start_time, until_time, reachable_gaps.duration_h, stayed_at_berth(causes_hold, apart_km), false, start_lat, start_lon, false FROM reachable_gaps JOIN (SELECT event, causes_hold, apart_km FROM gaps) USING (event)
)
SELECT found.event, vessel_id, other_vessel_id, how, found.start_time, end_time, longest_h, other_event, coalesce(other_is_fast, false) AS other_is_fast,
    coalesce(may_trade(vessel_type), false) AND NOT coalesce(is_otherwise_busy, false) AS other_trades,
    fitting_h(longest_h, other_h) AS other_fitting_h, fitting_h(longest_h, silent_h) AS fitting_h,
    -- the silence has room for just the time of that spell, and of no other so well
    (found.event, other_event) IN (SELECT (gap_event, event) FROM loitering_fits) AS other_fits,
    coalesce(NOT lasts OR other_trades AND NOT coalesce(other_is_fast, false) AND NOT waits_in_port
        AND lost_time + to_seconds(3600 * apart_m(lost_lat, lost_lon, lat, lon) / 1000 / km_h) BETWEEN stops.start_time - to_hours($waits_h) AND stops.until_time, true) AS is_likely
FROM found JOIN stops USING (how, other_vessel_id) JOIN (SELECT event, duration_h AS silent_h FROM gaps) AS g ON g.event = found.event
LEFT JOIN (SELECT event, lasts, start_time AS lost_time, start_lat AS lost_lat, start_lon AS lost_lon, km_h FROM reachable_gaps) AS r ON r.event = found.event
LEFT JOIN (SELECT vessel_id AS ship_id, vessel_type FROM ships) ON ship_id = other_vessel_id
WHERE stops.start_time < end_time AND stops.until_time > found.start_time
-- of several stops or silences of the other in that time the one with most of it
QUALIFY row_number() OVER (PARTITION BY found.event, other_vessel_id, how, found.start_time, end_time, longest_h
    ORDER BY hours_between(greatest(stops.start_time, found.start_time), least(stops.until_time, end_time)) DESC, other_event) = 1
ORDER BY event, other_vessel_id, start_time, how, longest_h
