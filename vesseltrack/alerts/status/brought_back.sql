-- Finds:  which alerts a benign verdict would quiet but for what the ships did since, and what that is, in words
-- Writes: brought_back
-- A benign verdict speaks of the events of its time: a meeting found since with another ship, or with one that changed its number,
-- brings the alert back. If it holds until a day, it quiets meetings with any ship that began before, and whatever began then or later
-- brings the alert back. Of several benign verdicts one that speaks of the event is enough.
WITH benign AS (
    SELECT alert, nth, quiet_until, event_type FROM verdicts_on_alerts WHERE verdict = 'benign'
    UNION ALL
    SELECT alert, nth, quiet_until, event_type FROM verdicts_on_like WHERE verdict = 'benign'
), judged AS (
    FROM event_of_verdict WHERE event IS NOT NULL
), judged_hulls AS (
    SELECT DISTINCT j.nth, vessel_id, coalesce(first_vessel_id, vessel_id) AS hull
    FROM (SELECT nth, unnest(vessel_ids) AS vessel_id FROM judged) AS j LEFT JOIN hull_numbers USING (vessel_id)
), changed_number AS (
    -- events with a ship that a verdict knew under another number only
    SELECT DISTINCT h.nth, m.event
    FROM (SELECT event, unnest(vessel_ids) AS vessel_id FROM event_spans) AS m JOIN hull_numbers USING (vessel_id)
    JOIN judged_hulls AS h ON h.hull = first_vessel_id AND (h.nth, m.vessel_id) NOT IN (SELECT (nth, vessel_id) FROM judged_hulls)
), held_against AS (
    SELECT benign.alert, benign.nth, e.event, e.start_time, vessel_ids,
        other = 'partner' AND benign.nth IN (SELECT nth FROM judged) AS is_meeting,
        coalesce(e.start_time >= quiet_until, false) AS after_it,
        EXISTS (FROM judged WHERE judged.nth = benign.nth AND judged.vessel_ids = e.vessel_ids) AS same_ships,
        quiet_until IS NULL OR benign.event_type <> e.event_type
            OR (benign.nth, e.event) IN (SELECT (nth, event) FROM changed_number) AS not_foreseen,
        (alert, nth, e.event) IN (SELECT (alert, nth, event) FROM shared_events) AS spoken_of
    FROM benign JOIN event_of_alert USING (alert) JOIN event_spans AS e USING (event)
    JOIN event_types ON event_types.event_type = e.event_type
), not_quiet AS (
    SELECT alert, event, any_value(start_time) AS start_time, any_value(vessel_ids) AS vessel_ids
    FROM held_against GROUP BY alert, event
    HAVING bool_and(NOT spoken_of AND (after_it OR (is_meeting AND NOT same_ships AND not_foreseen)))
), in_words AS (
    SELECT alert, event, start_time, format('{} {}, {}', string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id),
        CASE WHEN any_value(ships_of_it) > 1 THEN 'met' ELSE 'did more' END, strftime(start_time, '%Y-%m-%d %H:%M')) AS words
    FROM (SELECT *, len(vessel_ids) AS ships_of_it, unnest(vessel_ids) AS vessel_id FROM not_quiet) JOIN ships USING (vessel_id)
    GROUP BY alert, event, start_time
)
SELECT alert, 'in the list again: ' || string_agg(words, ' and ' ORDER BY start_time, event) AS back FROM in_words GROUP BY alert
