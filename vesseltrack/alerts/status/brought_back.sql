-- Finds:  which alerts a benign verdict would quiet but for what is known since, what that is, in words, and whether it is so since the last night
-- Writes: brought_back
-- A benign verdict speaks of what its analyst saw: a meeting found since with another ship, with one that changed its number, or with the same
-- ship once more, brings the alert back, and so does a silence that counts, another kind of event at another time, a draught keyed in what was
-- judged after the data of the verdict end, and a reason of weight that could not be known then: a silence beside it that weighs too little for an
-- event, a ship of it that met a listed one. That something weighs more by now is none: nor is a silence that had lasted for hours by then, and
-- of which a reason of the meeting speaks, when it becomes an event of its own. A number changed back after a verdict on the change brings the alert back too.
-- If the verdict holds until a day, it quiets meetings with any ship that began before, and whatever begins then or later brings the alert back.
-- Of several benign verdicts one that speaks of it is enough.
-- Let: other_draught_m = 0.3: a draught that changed by less is no other
-- Let: again_h = 4: two ships that meet so long after their meeting ended meet once more; sooner, it goes on
-- Let: least_weight = 1: a reason that weighs less brings nothing back
-- Let: spoken_h = 6: a silence of which a reason speaks was in it once it had lasted for so many hours, if known_from does not say sooner
WITH benign AS (
    SELECT alert, nth, quiet_until, event_type, as_of, false AS of_like FROM verdicts_on_alerts WHERE verdict = 'benign'
    UNION ALL
    SELECT alert, nth, quiet_until, event_type, as_of, true FROM verdicts_on_like WHERE verdict = 'benign'
), judged AS (
    FROM event_of_verdict WHERE event IS NOT NULL
), judged_types AS (
    SELECT DISTINCT nth, event_type FROM judged
), judged_until AS (
    -- until when the meetings of a verdict have gone on since
    SELECT nth, j.vessel_ids, max(CASE WHEN e.event IS NULL THEN coalesce(j.end_time, j.as_of) ELSE coalesce(e.end_time, TIMESTAMP 'infinity') END) AS until_time
    FROM judged AS j LEFT JOIN (SELECT known, event FROM same_events UNION SELECT event, event FROM event_spans) AS s USING (known)
    LEFT JOIN event_spans AS e ON e.event = s.event GROUP BY nth, j.vessel_ids
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
    UNION ALL
    SELECT event, [{'vessel_id': vessel_id, 'keyed_time': draught_keyed_time, 'changed_m': abs(draught_after_m - draught_before_m)}] FROM gaps
), keyed AS (
    SELECT event, side['vessel_id'] AS vessel_id, side['keyed_time'] AS keyed_time
    FROM (SELECT event, unnest(sides) AS side FROM draughts) WHERE side['changed_m'] >= $other_draught_m
), judged_hulls AS (
    SELECT DISTINCT j.nth, vessel_id, hull FROM (SELECT nth, unnest(vessel_ids) AS vessel_id FROM judged) AS j JOIN hulls() USING (vessel_id)
), changed_number AS (
    -- events with a ship that a verdict knew under another number only
    SELECT DISTINCT h.nth, m.event
    FROM (SELECT event, unnest(vessel_ids) AS vessel_id FROM event_spans) AS m JOIN hull_numbers USING (vessel_id)
    JOIN judged_hulls AS h ON h.hull = first_vessel_id AND (h.nth, m.vessel_id) NOT IN (SELECT (nth, vessel_id) FROM judged_hulls)
), named_silences AS (
    -- silences of which a reason of what was judged speaks, and from when it could
    SELECT s.alert, s.nth, e.event, min(least(known_from, e.start_time + to_hours($spoken_h))) AS named_from
    FROM shared_events AS s JOIN (SELECT event, known_from, unnest(speaks_of)['event'] AS spoken_event FROM event_indicators WHERE queue = 'behaviour') AS i USING (event)
    JOIN event_of_alert AS a ON a.alert = s.alert AND a.event = spoken_event JOIN event_spans AS e ON e.event = spoken_event JOIN event_types AS t ON t.event_type = e.event_type AND t.silence
    GROUP BY ALL
), spoken AS (
    SELECT alert, nth, event FROM shared_events
    UNION
    SELECT alert, nth, event FROM named_silences JOIN benign USING (alert, nth) WHERE named_from <= as_of
), held_against AS (
    SELECT benign.alert, benign.nth, e.event, e.event_type, silence, other, e.start_time, e.vessel_ids,
        other = 'partner' AND benign.nth IN (SELECT nth FROM judged) AS is_meeting,
        coalesce(e.start_time >= quiet_until, false) AS after_it,
        u.nth IS NOT NULL AS same_ships,
        coalesce(quiet_until IS NULL AND e.start_time - to_hours($again_h) >= until_time, false) AS once_more,
        quiet_until IS NULL OR benign.event_type <> e.event_type
            OR (benign.nth, e.event) IN (SELECT (nth, event) FROM changed_number) AS not_foreseen,
        -- the kinds of event that it speaks of are foreseen, but of the alert that it was given on no silence is, unless a silence heads it
        benign.nth IN (SELECT nth FROM judged) AND other <> 'partner' AND benign.event_type <> e.event_type AND coalesce(weight, 0) > 0
            AND ((benign.nth, e.event_type) NOT IN (SELECT (nth, event_type) FROM judged_types) OR silence AND NOT of_like)
            AND (silence AND NOT coalesce(end_time <= benign.as_of, false) OR (alert, benign.nth, e.event) NOT IN (SELECT (alert, nth, event) FROM at_that_time)) AS is_of_another_kind,
        (alert, benign.nth, e.event) IN (SELECT (alert, nth, event) FROM spoken) AS spoken_of
    FROM benign JOIN event_of_alert USING (alert) JOIN event_spans AS e USING (event)
    JOIN event_types ON event_types.event_type = e.event_type LEFT JOIN weights ON weights.event = e.event
    LEFT JOIN judged_until AS u ON u.nth = benign.nth AND u.vessel_ids = e.vessel_ids
), not_quiet AS (
    SELECT alert, event, any_value(coalesce(part_start_time, start_time)) AS start_time, any_value(vessel_ids) AS vessel_ids,
        any_value(silence) AS silence, any_value(other) = 'partner' AS is_meeting, coalesce(any_value(part_start_time > start_time), false) AS goes_on, bool_or(once_more) AS once_more
    FROM held_against LEFT JOIN (SELECT event, part_start_time FROM encounters) USING (event) GROUP BY alert, event
    HAVING bool_and(NOT spoken_of AND (after_it OR is_of_another_kind OR is_meeting AND (once_more OR NOT same_ships AND not_foreseen)))
), numbers AS (
    -- what tells of a change of number: a sign of it, which names both numbers of one ship, and the rest of a meeting in which a ship changed it
    SELECT alert, event, n.vessel_id, former.vessel_id AS former_vessel_id, start_time
    FROM (SELECT *, unnest(vessel_ids) AS vessel_id FROM not_quiet) JOIN hull_numbers AS n USING (vessel_id)
    JOIN hull_numbers AS former ON former.first_vessel_id = n.first_vessel_id AND former.nth = n.nth - 1
    WHERE list_contains(vessel_ids, former.vessel_id) OR is_meeting AND goes_on
), changed_back AS (
    -- a number that is sent again after another, in a meeting that was judged
    SELECT alert, changed_vessel_id, e.former_vessel_id, number_back_time
    FROM benign JOIN shared_events USING (alert, nth) JOIN encounters AS e ON shared_events.event IN (e.event, e.former_event)
    WHERE number_back_time IS NOT NULL GROUP BY ALL HAVING bool_and(number_back_time > as_of)
), keyed_since AS (
    -- of what was judged: one later verdict that saw the draught is enough
    SELECT alert, hull, keyed_time
    FROM benign JOIN spoken USING (alert, nth) JOIN keyed USING (event) JOIN hulls() USING (vessel_id)
    GROUP BY ALL HAVING bool_and(keyed_time > as_of)
), keyed_by AS (
    -- of the numbers of a hull that were heard by then the one that was sent last
    SELECT alert, keyed_time, arg_max(vessel_id, coalesce(last_time, TIMESTAMP '-infinity')) AS vessel_id
    FROM keyed_since JOIN hulls() USING (hull) JOIN ships USING (vessel_id)
    WHERE vessel_id = hull OR first_time <= keyed_time GROUP BY alert, hull, keyed_time
), known_since AS (
    SELECT alert, i.event, coalesce(i.short_text, i.text) AS text, i.speaks_of, i.names_ship, i.known_from
    FROM benign JOIN spoken USING (alert, nth) JOIN event_indicators AS i USING (event)
    WHERE queue = 'behaviour' AND weight >= $least_weight GROUP BY ALL HAVING bool_and(i.known_from > as_of)
), said_once AS (
    -- a silence may be a reason of a meeting and of what its ships did by themselves: by the first of which they speak
    SELECT alert, known_from, words, first_spoken_of FROM (
        SELECT alert, event, known_from, speaks_of[1] AS first_spoken_of, count(*) AS ships_of_it,
            CASE WHEN names_ship THEN '' ELSE string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id) || ': ' END || text AS words
        FROM (SELECT k.*, unnest(e.vessel_ids) AS vessel_id FROM known_since AS k JOIN event_spans AS e USING (event)) JOIN ships USING (vessel_id)
        GROUP BY alert, event, text, names_ship, speaks_of, known_from
    ) QUALIFY row_number() OVER (PARTITION BY alert, coalesce(first_spoken_of::VARCHAR, words) ORDER BY ships_of_it DESC, known_from, event) = 1
), reasons AS (
    SELECT alert, NULL AS event, min(start_time) AS told_time, number_changed(any_value(a_name(f.name, f.mmsi, f.vessel_id)),
        any_value(a_name(n.name, n.mmsi, n.vessel_id)), min(start_time)) AS words, min(start_time) AS known_time
    FROM numbers JOIN ships AS n USING (vessel_id) JOIN ships AS f ON f.vessel_id = former_vessel_id GROUP BY alert, numbers.vessel_id
    UNION ALL
    SELECT alert, NULL, number_back_time, number_changed(a_name(n.name, n.mmsi, n.vessel_id), a_name(f.name, f.mmsi, f.vessel_id) || ' again', number_back_time), number_back_time
    FROM changed_back JOIN ships AS n ON n.vessel_id = changed_vessel_id JOIN ships AS f ON f.vessel_id = former_vessel_id
    UNION ALL
    SELECT alert, event, start_time, format('{} {}, {}', string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id),
        CASE WHEN any_value(once_more) THEN 'met once more' ELSE 'met' END, strftime(start_time, '%Y-%m-%d %H:%M')), NULL
    FROM (SELECT *, unnest(vessel_ids) AS vessel_id FROM not_quiet WHERE is_meeting) JOIN ships USING (vessel_id)
    WHERE (alert, event) NOT IN (SELECT (alert, event) FROM numbers) GROUP BY alert, event, start_time
    UNION ALL
    SELECT alert, event, n.start_time, format('{} {} {}', a_name(name, mmsi, vessel_id), CASE WHEN silence THEN 'fell silent,' ELSE activity || ', from' END,
        strftime(n.start_time, '%Y-%m-%d %H:%M')), NULL
    FROM not_quiet AS n JOIN (SELECT event, vessel_id, activity FROM events) USING (event) JOIN ships USING (vessel_id)
    WHERE NOT is_meeting AND (alert, event) NOT IN (SELECT (alert, event) FROM numbers)
    UNION ALL
    SELECT alert, NULL, keyed_time, format('{} keyed another draught, {}', a_name(name, mmsi, vessel_id), strftime(keyed_time, '%Y-%m-%d %H:%M')), keyed_time
    FROM keyed_by JOIN ships USING (vessel_id)
    UNION ALL
    SELECT alert, NULL, known_from, words, known_from FROM said_once
    -- but for what stands there as an event, or as a change of number at that time
    WHERE NOT EXISTS (FROM not_quiet AS n WHERE n.alert = said_once.alert AND n.start_time = first_spoken_of['begin_time'])
), last_night AS (
    SELECT max(nth) AS nth, max(as_of) AS as_of FROM nights WHERE nth < (SELECT max(nth) FROM nights)
), known_then AS (
    SELECT DISTINCT unnest(events) AS known FROM alert_states WHERE reported_in <= (SELECT nth FROM last_night)
)
SELECT alert, 'in the list again: ' || string_agg(words, ' and ' ORDER BY told_time, words) AS back,
    coalesce(bool_or(CASE WHEN event IS NULL THEN known_time > (SELECT as_of FROM last_night)
        WHEN (alert, event) IN (SELECT (alert, event) FROM named_silences, last_night WHERE named_from <= as_of) THEN false
        ELSE event NOT IN (FROM known_then) AND event NOT IN (SELECT event FROM same_events WHERE known IN (FROM known_then)) END), false) AS is_new
FROM (SELECT DISTINCT alert, event, told_time, words, known_time FROM reasons) GROUP BY alert
