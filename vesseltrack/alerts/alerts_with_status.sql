-- Finds:  the alerts, each with its state (new, changed ...) and the verdict on it; those a benign verdict quiets come last
-- Writes: alerts_with_status
-- A verdict belongs to the events of its alert, whatever the alert is called now and under whichever ship it stands: to both parts
-- of a silence that became two, to the one meeting that two became. On each alert the latest that was not taken back counts.
-- Where alerts with verdicts became one, or an event of one is part of another, all their verdicts are told, but for one that was given
-- earlier on events that are all among those of a later one. First stands what was said of this alert and of those that are part of it
-- now, before what was said of one that is another alert still; of several, confirmed, then watch, then benign.
-- A benign verdict quiets the alert it was given on, unless the alert is headed by other events now, or a list names its ship since. It
-- speaks of the events of that time: a meeting found since with another ship, or with one that changed its number, brings the alert back.
-- If it holds until a day, it quiets meetings with any ship that began before, and whatever began then or later brings the alert back.
-- It also quiets the ship's behaviour alerts of the same event type that have no verdict of their own, by the same rules; an alert of the
-- listed queue only if it was given on that very alert.
-- The rank is that of the search: a verdict moves an alert to the end of the list, but changes no short id.
WITH recorded AS (
    SELECT alert, arg_max(events, nth) AS events, arg_max(queue, nth) AS queue FROM alert_states GROUP BY alert
), given AS (
    SELECT verdicts.* REPLACE (coalesce(verdicts.events, recorded.events, []) AS events, coalesce(verdicts.queue, recorded.queue) AS queue),
        verdict || CASE WHEN reason <> '' THEN ' (' || reason || ')' ELSE '' END
        || coalesce(' until ' || quiet_until, '') || ', ' || said_by || ', ' || strftime(said_at, '%Y-%m-%d')
        || CASE WHEN note <> '' THEN ': ' || note ELSE '' END AS words
    FROM standing_verdicts() AS verdicts LEFT JOIN recorded USING (alert)
), became AS (
    SELECT alert, arg_max(state, nth) AS state, arg_max(what, nth) AS what, arg_max(reported_in, nth) AS reported_in,
        arg_max(was, nth) AS was, min(as_of) AS first_night_end
    FROM alert_states GROUP BY alert
), names AS (
    SELECT alert, unnest(list_prepend(alert, coalesce(was, []))) AS called
    FROM alerts LEFT JOIN became USING (alert)
), beginnings AS (
    SELECT names.alert, min(first_night_end) AS first_reported FROM names JOIN became ON became.alert = called GROUP BY names.alert
), event_of_alert AS (
    SELECT alert, unnest(events) AS event FROM alerts
), event_of_verdict AS (
    SELECT nth, unnest(events) AS known FROM given
), shared_events AS (
    SELECT event_of_alert.alert, event_of_verdict.nth, event_of_alert.event, known FROM event_of_alert JOIN same_events USING (event) JOIN event_of_verdict USING (known)
    UNION SELECT event_of_alert.alert, event_of_verdict.nth, event, known FROM event_of_alert JOIN event_of_verdict ON known = event
), verdicts_of_alert AS (
    SELECT alert, nth FROM shared_events UNION SELECT names.alert, nth FROM names JOIN given ON given.alert = called
), latest AS (
    SELECT v.alert, given.* EXCLUDE (alert), given.alert AS of_alert, array_position(['confirmed', 'watch', 'benign'], verdict) AS strength,
        (v.alert, given.alert) IN (SELECT (alert, called) FROM names) AS by_name, given.alert <> v.alert AND given.alert IN (SELECT alert FROM alerts) AS of_another
    FROM verdicts_of_alert AS v JOIN given USING (nth)
    QUALIFY row_number() OVER (PARTITION BY v.alert, given.alert ORDER BY said_at DESC, nth DESC) = 1
), judged AS (
    SELECT nth, known, e.* FROM event_of_verdict JOIN alert_events AS e ON e.event = known
), not_repeated AS (
    -- events of an alert on which one verdict was given and another, later one, was not
    SELECT DISTINCT s.alert, s.nth, later.nth AS later_nth
    FROM shared_events AS s JOIN latest AS later USING (alert) LEFT JOIN alert_events AS x ON x.event = s.known
    WHERE NOT EXISTS (FROM event_of_verdict AS v WHERE v.nth = later.nth AND v.known = s.known)
        AND NOT EXISTS (FROM judged AS y WHERE y.nth = later.nth AND y.event_type = x.event_type AND y.detail = x.detail AND y.vessel_ids = x.vessel_ids
            AND y.start_time < coalesce(x.end_time, x.as_of) AND x.start_time < coalesce(y.end_time, y.as_of))
), replaced AS (
    SELECT DISTINCT earlier.alert, earlier.nth FROM latest AS earlier JOIN latest AS later USING (alert)
    WHERE (later.said_at, later.nth) > (earlier.said_at, earlier.nth) AND (earlier.alert, earlier.nth, later.nth) NOT IN (SELECT (alert, nth, later_nth) FROM not_repeated)
), standing AS (
    SELECT *, row_number() OVER (PARTITION BY alert ORDER BY of_another, strength, said_at DESC, nth DESC) AS place, count(*) OVER (PARTITION BY alert) AS many
    FROM latest WHERE (alert, nth) NOT IN (SELECT (alert, nth) FROM replaced)
), own AS (
    SELECT standing.*, EXISTS (FROM shared_events AS s WHERE s.alert = standing.alert AND s.nth = standing.nth AND s.event = alerts.event) AS of_its_head,
        alerts.event_type = standing.event_type AS is_alike
    FROM standing JOIN alerts USING (alert) WHERE place = 1
), verdict_words AS (
    SELECT alert, string_agg(words || CASE WHEN of_alert = alert OR by_name AND many = 1 THEN '' ELSE ', of ' || of_alert END, '; and ' ORDER BY place) AS words,
        bool_or(len(events) > 0) AS has_events
    FROM standing GROUP BY alert
), later_events AS (
    SELECT alert, count(*) AS more FROM event_of_alert WHERE (alert, event) NOT IN (SELECT (s.alert, s.event) FROM shared_events AS s JOIN standing USING (alert, nth)) GROUP BY alert
), last_of_ship AS (
    SELECT vessel_id, event_type, arg_max(nth, (said_at, nth)) AS nth FROM given GROUP BY vessel_id, event_type
), alike AS (
    -- of a ship's alert without a verdict, the last one on its like
    SELECT alerts.alert, given.* EXCLUDE (alert) FROM alerts JOIN last_of_ship AS l USING (vessel_id, event_type) JOIN given ON given.nth = l.nth
    WHERE alerts.queue = 'behaviour' AND alerts.alert NOT IN (SELECT alert FROM standing)
), asked AS (
    SELECT alert, nth, quiet_until, event_type FROM standing WHERE verdict = 'benign'
    UNION ALL SELECT alert, nth, quiet_until, event_type FROM alike WHERE verdict = 'benign'
), judged_hulls AS (
    SELECT DISTINCT j.nth, vessel_id, coalesce(first_vessel_id, vessel_id) AS hull FROM (SELECT nth, unnest(vessel_ids) AS vessel_id FROM judged) AS j LEFT JOIN hull_numbers USING (vessel_id)
), changed_number AS (
    -- events with a ship that a verdict knew under another number only
    SELECT DISTINCT h.nth, m.event FROM (SELECT event, unnest(vessel_ids) AS vessel_id FROM event_spans) AS m JOIN hull_numbers USING (vessel_id)
    JOIN judged_hulls AS h ON h.hull = first_vessel_id AND (h.nth, m.vessel_id) NOT IN (SELECT (nth, vessel_id) FROM judged_hulls)
), held_against AS (
    SELECT asked.alert, nth, e.event, e.start_time, vessel_ids, coalesce(e.start_time >= quiet_until, false) AS after_it,
        (alert, nth, e.event) NOT IN (SELECT (alert, nth, event) FROM shared_events) AND (after_it
            OR other = 'partner' AND nth IN (SELECT nth FROM judged) AND NOT EXISTS (FROM judged WHERE judged.nth = asked.nth AND judged.vessel_ids = e.vessel_ids)
                AND (quiet_until IS NULL OR asked.event_type <> e.event_type OR (nth, e.event) IN (SELECT (nth, event) FROM changed_number))) AS is_other
    FROM asked JOIN event_of_alert USING (alert) JOIN event_spans AS e USING (event) JOIN event_types ON event_types.event_type = e.event_type
), not_quiet AS (
    -- what none of the benign verdicts on an alert speaks of
    SELECT alert, event, any_value(start_time) AS start_time, any_value(vessel_ids) AS vessel_ids
    FROM held_against GROUP BY alert, event HAVING bool_and(is_other)
), brought_back AS (
    SELECT alert, 'in the list again: ' || string_agg(text, ' and ' ORDER BY start_time, event) AS back FROM (
        SELECT alert, event, start_time, format('{} {}, {}', string_agg(a_name(name, mmsi, vessel_id), ' and ' ORDER BY vessel_id),
            CASE WHEN any_value(many) > 1 THEN 'met' ELSE 'did more' END, strftime(start_time, '%Y-%m-%d %H:%M')) AS text
        FROM (SELECT *, len(vessel_ids) AS many, unnest(vessel_ids) AS vessel_id FROM not_quiet) JOIN ships USING (vessel_id) GROUP BY alert, event, start_time
    ) GROUP BY alert
), joined AS (
    SELECT alerts.*,
        CASE WHEN became.state IS NULL THEN '' WHEN reported_in >= (SELECT arg_max(first_nth, nth) FROM nights) THEN became.state ELSE 'known' END AS state,
        coalesce(what, '') AS what, first_reported, coalesce(became.was, []) AS was, coalesce(own.verdict, '') AS verdict,
        coalesce(verdict_words.words || CASE WHEN more > 0 AND has_events THEN format('; {} of its events came after that', more) ELSE '' END
            || CASE WHEN own.verdict = 'benign' AND back IS NOT NULL THEN '; ' || back ELSE '' END, '') AS verdict_text,
        CASE WHEN back IS NOT NULL THEN ''
            WHEN own.verdict = 'benign' AND coalesce(alerts.first_time < own.quiet_until, true) AND (of_its_head OR own.is_alike) AND NOT (alerts.queue = 'listed' AND own.queue = 'behaviour') THEN own.words
            WHEN alike.verdict = 'benign' AND coalesce(alerts.first_time < alike.quiet_until, true) THEN alike.words
            ELSE '' END AS quiet
    FROM alerts
    LEFT JOIN became USING (alert)
    LEFT JOIN beginnings USING (alert)
    LEFT JOIN own USING (alert)
    LEFT JOIN verdict_words USING (alert)
    LEFT JOIN later_events USING (alert)
    LEFT JOIN brought_back USING (alert)
    LEFT JOIN alike USING (alert)
)
FROM joined
ORDER BY queue DESC, quiet <> '', rank
