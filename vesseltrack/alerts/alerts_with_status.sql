-- Finds:  the alerts with what became of each and what was said of it; those a benign verdict quiets stand behind the others
-- Writes: told
-- What was said of an alert follows its events, whatever it is called now and whichever ship it is told of: to each part
-- of a silence that became two, to the one meeting that two became. The latest verdict that was not taken back counts.
-- A benign verdict quiets what it was said of: not an alert that other events head now, nor one that a list names since. It
-- also quiets the ship's behaviour alerts of the same kind that began before it expires, but none of which something else was
-- said; a listed ship's alert only if it was said of that very alert.
WITH recorded AS (
    SELECT alert, arg_max(events, nth) AS events, arg_max(queue, nth) AS queue FROM alert_states GROUP BY alert
), spoken AS (
    SELECT verdicts.* REPLACE (coalesce(verdicts.events, recorded.events, []) AS events, coalesce(verdicts.queue, recorded.queue) AS queue),
        verdict || CASE WHEN reason <> '' THEN ' (' || reason || ')' ELSE '' END
        || coalesce(' until ' || quiet_until, '') || ', ' || said_by || ', ' || strftime(said_at, '%Y-%m-%d')
        || CASE WHEN note <> '' THEN ': ' || note ELSE '' END AS words
    FROM standing_verdicts() AS verdicts LEFT JOIN recorded USING (alert)
), became AS (
    SELECT alert, arg_max(state, nth) AS state, arg_max(what, nth) AS what, arg_max(reported_in, nth) AS reported_in,
        arg_max(was, nth) AS was, min(as_of) AS told_first
    FROM alert_states GROUP BY alert
), names AS (
    SELECT alert, unnest(list_prepend(alert, coalesce(was, []))) AS called
    FROM alerts LEFT JOIN became USING (alert)
), beginnings AS (
    SELECT names.alert, min(told_first) AS first_reported FROM names JOIN became ON became.alert = called GROUP BY names.alert
), told_of AS (
    SELECT alert, unnest(events) AS event FROM alerts
), said_of AS (
    SELECT nth, unnest(events) AS known FROM spoken
), met AS (
    SELECT told_of.alert, said_of.nth, told_of.event FROM told_of JOIN same_events USING (event) JOIN said_of USING (known)
    UNION SELECT told_of.alert, said_of.nth, event FROM told_of JOIN said_of ON known = event
), meant AS (
    SELECT alert, nth FROM met UNION SELECT names.alert, nth FROM names JOIN spoken ON spoken.alert = called
), own AS (
    SELECT alerts.alert, spoken.* EXCLUDE (alert), spoken.alert AS of_alert,
        EXISTS (FROM met WHERE met.alert = alerts.alert AND met.nth = spoken.nth AND met.event = alerts.event) AS of_its_head,
        alerts.event_type = spoken.event_type AS alike, len(alerts.events) - (SELECT count(DISTINCT event) FROM met WHERE met.alert = alerts.alert AND met.nth = spoken.nth) AS more
    FROM meant JOIN alerts USING (alert) JOIN spoken USING (nth)
    QUALIFY row_number() OVER (PARTITION BY alerts.alert ORDER BY said_at DESC, nth DESC) = 1
), alike AS (
    SELECT vessel_id, event_type, max((said_at, nth, verdict, quiet_until, words)) AS last FROM spoken GROUP BY vessel_id, event_type
), joined AS (
    SELECT alerts.*,
        CASE WHEN became.state IS NULL THEN '' WHEN reported_in >= (SELECT arg_max(first_nth, nth) FROM nights) THEN became.state ELSE 'known' END AS state,
        coalesce(what, '') AS what, first_reported, coalesce(became.was, []) AS was, coalesce(own.verdict, '') AS verdict,
        coalesce(words || CASE WHEN of_alert NOT IN (SELECT called FROM names WHERE names.alert = alerts.alert) THEN ', of ' || of_alert ELSE '' END
            || CASE WHEN more > 0 AND len(own.events) > 0 THEN format('; {} of its events came after that', more) ELSE '' END, '') AS verdict_text,
        CASE WHEN own.verdict = 'benign' AND coalesce(alerts.first_time < own.quiet_until, true) AND (of_its_head OR own.alike)
                AND NOT (alerts.queue = 'listed' AND own.queue = 'behaviour') THEN words
            WHEN own.verdict IS NULL AND alerts.queue = 'behaviour' AND last[3] = 'benign' AND coalesce(alerts.first_time < last[4], true)
                THEN last[5]
            ELSE '' END AS quiet
    FROM alerts
    LEFT JOIN became USING (alert)
    LEFT JOIN beginnings USING (alert)
    LEFT JOIN own USING (alert)
    LEFT JOIN alike ON alike.vessel_id = alerts.vessel_id AND alike.event_type = alerts.event_type
)
SELECT * REPLACE (row_number() OVER (PARTITION BY queue ORDER BY quiet <> '', rank) AS rank)
FROM joined
ORDER BY queue DESC, rank
