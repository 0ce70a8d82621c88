-- Finds:  ships that a silent ship could have met during its gap, by great-circle distances, and how many it would have met on other days
-- Writes: rendezvous_candidates
-- A partner is another ship's slow spell, or another ship's gap, that both could have sailed to and left in time to lie
-- $transfer_h together. by_chance is how many such spells and gaps the same dark ship would have found $shift_days days earlier and
-- later, on average. One that waited beside it off a port (waiting_neighbours) is told, and is no such partner.
-- Let: degree_km = 111: kilometres a degree of latitude: no more than that, so that none within reach is left out
-- Let: polar_deg = 80: at higher latitudes a degree of longitude is taken to be as long as here
-- Let: slack_deg = 0.5: added to the degrees of longitude in reach, which grow as a ship sails towards a pole
WITH shifted AS (
    -- the same gap some days earlier or later, where the data still cover it
    SELECT g.* REPLACE (start_time + to_days(day::INTEGER) AS start_time, until_time + to_days(day::INTEGER) AS until_time), day
    FROM reachable_gaps AS g, (SELECT unnest(range(-$shift_days, $shift_days + 1)) AS day), searched
    WHERE day = 0 OR (start_time + to_days(day::INTEGER) >= first_time AND until_time + to_days(day::INTEGER) <= last_time)
), days_covered AS (
    SELECT event, count(*) FILTER (day <> 0) AS other_days FROM shifted GROUP BY event
), others AS (
    SELECT 'slow' AS how, vessel_id AS other_vessel_id, start_time AS from_time, CASE WHEN NOT goes_on THEN until_time END AS to_time, lat, lon,
        NULL::DOUBLE AS other_lat, NULL::DOUBLE AS other_lon, 0::DOUBLE AS other_km_h,
        -- it may have begun earlier and ended later, where it was silent then
        coalesce(start_after, start_time) AS begins_after, CASE WHEN NOT goes_on THEN coalesce(end_before, until_time) END AS ends_before, longest_h AS other_longest_h
    FROM loitering_spells JOIN loitering_ends USING (event) WHERE vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
    UNION ALL
    SELECT 'dark', vessel_id, start_time, until_time, start_lat, start_lon, end_lat, end_lon, km_h, NULL, NULL, NULL FROM reachable_gaps
), within_reach AS (
    SELECT *, apart_m(start_lat, start_lon, lat, lon) / 1000 AS there_km,
        CASE WHEN lasts THEN 0 ELSE apart_m(lat, lon, end_lat, end_lon) / 1000 END AS back_km
    FROM shifted JOIN others ON other_vessel_id <> vessel_id AND from_time < until_time AND to_time > start_time
        AND abs(lat - start_lat) < km_h * duration_h / $degree_km
        AND abs(degrees_apart(lon, start_lon)) * cos(radians(least($polar_deg, abs(lat)))) < km_h * duration_h / $degree_km + $slack_deg
), timed AS (
    -- a partner in a gap of its own needs time too, from where it fell silent to where it was received again
    SELECT *,
        greatest(from_time, start_time + to_seconds(3600 * there_km / km_h)) AS meet_time,
        least(to_time - CASE WHEN how = 'dark' AND other_lat IS NOT NULL
                THEN to_seconds(3600 * apart_m(lat, lon, other_lat, other_lon) / 1000 / other_km_h) ELSE INTERVAL 0 HOUR END,
            until_time - to_seconds(3600 * back_km / km_h)) AS part_time,
        CASE WHEN how = 'slow' THEN least(other_longest_h, hours_between(greatest(begins_after, start_time + to_seconds(3600 * there_km / km_h)),
            least(ends_before, until_time - to_seconds(3600 * back_km / km_h)))) END AS most_h
    FROM within_reach
), meetings AS (
    SELECT * FROM timed WHERE hours_between(meet_time, part_time) >= $transfer_h
), best AS (
    -- of several meetings with one ship, the longest
    SELECT event, vessel_id, other_vessel_id, how, max({'room_h': hours_between(meet_time, part_time), 'meet_time': meet_time, 'part_time': part_time,
        'lat': lat, 'lon': lon, 'there_km': there_km, 'back_km': back_km, 'km_h': km_h}) AS best, max(most_h) AS bounds_h
    FROM meetings WHERE day = 0 GROUP BY event, vessel_id, other_vessel_id, how
), silent_pairs AS (
    SELECT us.event, us.other_vessel_id, ours.start_time, ours.until_time, theirs.start_time AS other_start_time, theirs.until_time AS other_until_time,
        ours.km_h, theirs.km_h AS other_km_h, greatest(ours.km_h, theirs.km_h) AS faster_km_h,
        -- of one that did not come back no way back is known
        coalesce(apart_m(ours.start_lat, ours.start_lon, ours.end_lat, ours.end_lon), 0) / 1000 AS way_km,
        coalesce(apart_m(theirs.start_lat, theirs.start_lon, theirs.end_lat, theirs.end_lon), 0) / 1000 AS other_way_km,
        apart_m(ours.start_lat, ours.start_lon, theirs.start_lat, theirs.start_lon) / 1000 AS starts_km,
        coalesce(apart_m(ours.end_lat, ours.end_lon, theirs.end_lat, theirs.end_lon), 0) / 1000 AS ends_km,
        coalesce(apart_m(ours.end_lat, ours.end_lon, theirs.start_lat, theirs.start_lon), 0) / 1000 AS our_end_km,
        coalesce(apart_m(ours.start_lat, ours.start_lon, theirs.end_lat, theirs.end_lon), 0) / 1000 AS their_end_km
    FROM best AS us JOIN reachable_gaps AS ours USING (event)
    JOIN reachable_gaps AS theirs ON theirs.vessel_id = us.other_vessel_id AND theirs.start_time < ours.until_time AND theirs.until_time > ours.start_time
    WHERE us.how = 'dark'
), longest AS (
    -- so long at most, wherever they met: of two that were silent no longer than either's silence less its own way, than from where and when the
    -- one fell silent to where and when the other came back, nor, in the mean of both, than sailing from the one's ends to the other's leaves.
    -- Of others as long as at the greater speed that a loitering ship's company is asked at
    SELECT event, other_vessel_id, 'dark' AS how, max(least(
        hours_between(start_time, until_time) - way_km / km_h, hours_between(other_start_time, other_until_time) - other_way_km / other_km_h,
        hours_between(other_start_time, until_time) - our_end_km / faster_km_h, hours_between(start_time, other_until_time) - their_end_km / faster_km_h,
        (hours_between(start_time, until_time) + hours_between(other_start_time, other_until_time) - (starts_km + ends_km) / faster_km_h) / 2)) AS most_h
    FROM silent_pairs GROUP BY event, other_vessel_id
    UNION ALL
    SELECT gap_event, s.vessel_id, 'slow', max(room_h) FROM loitering_silences JOIN loitering_spells AS s USING (event) GROUP BY gap_event, s.vessel_id
), on_other_days AS (
    SELECT event, how, count(DISTINCT (day, other_vessel_id)) AS found FROM meetings WHERE day <> 0 GROUP BY event, how
)
SELECT event, vessel_id, other_vessel_id, CASE WHEN how = 'slow' AND apart_km IS NOT NULL THEN 'waits' ELSE how END AS how, best.meet_time, best.part_time, best.room_h,
    greatest(best.room_h, most_h, bounds_h) AS longest_h, best.lat, best.lon, best.there_km, best.back_km, best.km_h,
    CASE WHEN other_days > 0 THEN coalesce(found / other_days, 0) END AS by_chance
FROM best JOIN days_covered USING (event) LEFT JOIN longest USING (event, other_vessel_id, how) LEFT JOIN on_other_days USING (event, how) LEFT JOIN waiting_neighbours USING (event, other_vessel_id)
ORDER BY event, how, other_vessel_id
