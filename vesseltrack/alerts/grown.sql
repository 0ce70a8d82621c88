-- Finds:  of the alerts that changed since the last night reported, those with a new meeting or a higher score, and what is new of each
-- Writes: grown_alerts
-- New is a meeting that stood in no alert of a night before. That a meeting went on, or ended, is not new; if a number changed in it, that is.
-- Let: rise = 1: a score that rose by so much is worth a line
WITH now AS (
    SELECT alert, arg_max(score, nth) AS score, arg_max(was, nth) AS was, arg_max(state, nth) AS state
    FROM alert_states WHERE reported_in >= (SELECT max(nth) FROM nights) GROUP BY alert
), before AS (
    SELECT alert, score, events, nth FROM alert_states WHERE coalesce(reported_in, 0) < (SELECT max(nth) FROM nights)
), last_scores AS (
    SELECT alert, arg_max(score, nth) AS score FROM before GROUP BY alert
), scores AS (
    SELECT called.alert, max(last_scores.score) AS score_before
    FROM (SELECT alert, unnest(list_prepend(alert, coalesce(was, []))) AS was_called FROM now) AS called JOIN last_scores ON last_scores.alert = was_called
    GROUP BY called.alert
), known_before AS (
    SELECT DISTINCT unnest(events) AS known FROM before
), new_meetings AS (
    -- of a meeting in which a number changed each part has its own two ships, and time
    SELECT alert, event, coalesce(part_start_time, e.start_time) AS start_time, coalesce(part_start_time > e.start_time, false) AS goes_on, unnest(vessel_ids) AS vessel_id
    FROM (SELECT alert, unnest(events) AS event FROM alerts) JOIN event_spans AS e USING (event) LEFT JOIN (SELECT event, part_start_time FROM encounters) USING (event) JOIN event_types AS t ON t.event_type = e.event_type
    WHERE other = 'partner' AND event NOT IN (SELECT known FROM known_before) AND event NOT IN (SELECT event FROM same_events JOIN known_before USING (known))
), renumbered AS (
    SELECT alert, event, start_time, number_changed(a_name(f.name, f.mmsi, f.vessel_id), a_name(s.name, s.mmsi, s.vessel_id), start_time) AS text
    FROM new_meetings JOIN hull_numbers AS n USING (vessel_id) JOIN hull_numbers AS former ON former.first_vessel_id = n.first_vessel_id AND former.nth = n.nth - 1
    JOIN ships AS s ON s.vessel_id = n.vessel_id JOIN ships AS f ON f.vessel_id = former.vessel_id WHERE goes_on
), who_met AS (
    FROM renumbered UNION ALL
    SELECT alert, event, start_time, string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id) || strftime(start_time, ' met, %Y-%m-%d %H:%M') AS text
    FROM new_meetings JOIN ships USING (vessel_id) WHERE (alert, event) NOT IN (SELECT (alert, event) FROM renumbered) GROUP BY alert, event, start_time
), met AS (
    SELECT alert, string_agg(text, '; ' ORDER BY start_time, event) AS meetings FROM who_met GROUP BY alert
)
SELECT alert, 'new: ' || meetings AS meetings, CASE WHEN now.score >= score_before + $rise THEN format('score {:g}, now {:g}', score_before, now.score) END AS rise
FROM now LEFT JOIN scores USING (alert) LEFT JOIN met USING (alert)
WHERE state IN ('changed', 'closed') AND (meetings IS NOT NULL OR now.score >= score_before + $rise)
ORDER BY alert
