-- Finds:  which alerts a benign verdict would quiet but for what the ships did since, and what that is, in words
-- Writes: brought_back
-- A benign verdict speaks of what its analyst saw: a meeting found since with another ship, or with one that changed its number,
-- brings the alert back, and so does a silence that counts, another kind of event at another time, and a draught keyed in what was judged after the
-- data of the verdict end. If it holds until a day, it quiets meetings with any ship that began before, and whatever began then or later
-- brings the alert back. Of several benign verdicts one that speaks of the event is enough.
-- Let: other_draught_m = 0.3: a draught that changed by less is no other
WITH benign AS (
    SELECT alert, nth, quiet_until, event_type, as_of, false AS of_like FROM verdicts_on_alerts WHERE verdict = 'benign'
    UNION ALL
    SELECT alert, nth, quiet_until, event_type, as_of, true FROM verdicts_on_like WHERE verdict = 'benign'
), judged AS (
    FROM event_of_verdict WHERE event IS NOT NULL
), judged_types AS (
    SELECT DISTINCT nth, event_type FROM judged
), weights AS (
    SELECT event, sum(weight) AS weight FROM event_indicators WHERE queue = 'behaviour' GROUP BY event
), at_that_time AS (
    -- events that overlap what was judged of one of their ships: what it did there, by another kind
    SELECT DISTINCT s.alert, s.nth, e.event
    FROM shared_events AS s JOIN event_spans AS j USING (event) JOIN event_of_alert AS a USING (alert) JOIN event_spans AS e ON e.event = a.event
    WHERE list_has_any(e.vessel_ids, j.vessel_ids) AND e.start_time <= coalesce(j.end_time, TIMESTAMP 'infinity') AND coalesce(e.end_time, TIMESTAMP 'infinity') >= j.start_time
), draughts AS (
    SELECT event, [
        {'vessel_id': vessel_id, 'keyed_time': draught_keyed_time, 'changed_m': abs(draught_after_m - draught_before_m)},
        {'vessel_id': other_vessel_id, 'keyed_time': other_draught_keyed_time, 'changed_m': abs(other_draught_after_m - other_draught_before_m)}] AS sides FROM encounters
    UNION ALL
    SELECT event, [{'vessel_id': vessel_id, 'keyed_time': draught_keyed_time, 'changed_m': abs(draught_after_m - draught_before_m)}] FROM loitering
), keyed AS (
    SELECT event, side['vessel_id'] AS vessel_id, side['keyed_time'] AS keyed_time
    FROM (SELECT event, unnest(sides) AS side FROM draughts) WHERE side['changed_m'] >= $other_draught_m
), judged_hulls AS (
    SELECT DISTINCT j.nth, vessel_id, coalesce(first_vessel_id, vessel_id) AS hull
    FROM (SELECT nth, unnest(vessel_ids) AS vessel_id FROM judged) AS j LEFT JOIN hull_numbers USING (vessel_id)
), changed_number AS (
    -- events with a ship that a verdict knew under another number only
    SELECT DISTINCT h.nth, m.event
    FROM (SELECT event, unnest(vessel_ids) AS vessel_id FROM event_spans) AS m JOIN hull_numbers USING (vessel_id)
    JOIN judged_hulls AS h ON h.hull = first_vessel_id AND (h.nth, m.vessel_id) NOT IN (SELECT (nth, vessel_id) FROM judged_hulls)
), held_against AS (
    SELECT benign.alert, benign.nth, e.event, e.event_type, silence, e.start_time, vessel_ids,
        other = 'partner' AND benign.nth IN (SELECT nth FROM judged) AS is_meeting,
        coalesce(e.start_time >= quiet_until, false) AS after_it,
        EXISTS (FROM judged WHERE judged.nth = benign.nth AND judged.vessel_ids = e.vessel_ids) AS same_ships,
        quiet_until IS NULL OR benign.event_type <> e.event_type
            OR (benign.nth, e.event) IN (SELECT (nth, event) FROM changed_number) AS not_foreseen,
        -- the kinds of event that it speaks of are foreseen, but of the alert that it was given on no silence is, unless a silence heads it
        benign.nth IN (SELECT nth FROM judged) AND other <> 'partner' AND benign.event_type <> e.event_type AND coalesce(weight, 0) > 0
            AND ((benign.nth, e.event_type) NOT IN (SELECT (nth, event_type) FROM judged_types) OR silence AND NOT of_like)
            AND (silence OR (alert, benign.nth, e.event) NOT IN (SELECT (alert, nth, event) FROM at_that_time)) AS is_of_another_kind,
        (alert, nth, e.event) IN (SELECT (alert, nth, event) FROM shared_events) AS spoken_of
    FROM benign JOIN event_of_alert USING (alert) JOIN event_spans AS e USING (event)
    JOIN event_types ON event_types.event_type = e.event_type LEFT JOIN weights ON weights.event = e.event
), not_quiet AS (
    SELECT alert, event, any_value(coalesce(part_start_time, start_time)) AS start_time, any_value(vessel_ids) AS vessel_ids, any_value(silence) AS silence
    FROM held_against LEFT JOIN (SELECT event, part_start_time FROM encounters) USING (event) GROUP BY alert, event
    HAVING bool_and(NOT spoken_of AND (after_it OR is_of_another_kind OR (is_meeting AND NOT same_ships AND not_foreseen)))
), keyed_since AS (
    -- of what was judged: one later verdict that saw the draught is enough
    SELECT alert, keyed.vessel_id, keyed_time, bool_and(keyed_time > as_of) AS unseen
    FROM benign JOIN shared_events USING (alert, nth) JOIN keyed USING (event) GROUP BY alert, keyed.vessel_id, keyed_time
), in_words AS (
    SELECT alert, event, start_time, format('{} {}, {}', string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id),
        CASE WHEN any_value(silence) THEN 'fell silent' WHEN any_value(ships_of_it) > 1 THEN 'met' ELSE 'did more' END, strftime(start_time, '%Y-%m-%d %H:%M')) AS words
    FROM (SELECT *, len(vessel_ids) AS ships_of_it, unnest(vessel_ids) AS vessel_id FROM not_quiet) JOIN ships USING (vessel_id)
    GROUP BY alert, event, start_time
    UNION ALL
    SELECT alert, NULL, keyed_time, format('{} keyed another draught, {}', a_name(name, mmsi, vessel_id), strftime(keyed_time, '%Y-%m-%d %H:%M'))
    FROM keyed_since JOIN ships USING (vessel_id) WHERE unseen
)
SELECT alert, 'in the list again: ' || string_agg(words, ' and ' ORDER BY start_time, words) AS back FROM in_words GROUP BY alert
