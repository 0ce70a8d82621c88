-- Finds:  the alerts, each with its state (new, changed ...) and its latest verdict; those a benign verdict quiets come last
-- Writes: alerts_with_status
-- A verdict belongs to the events of its alert, whatever the alert is called now and under whichever ship it stands: to both parts
-- of a silence that became two, to the one meeting that two became. The latest verdict that was not taken back counts.
-- A benign verdict quiets the alert it was given on, unless the alert is headed by other events now, or a list names its ship since. It
-- also quiets the ship's behaviour alerts of the same event type that began before it expires and have no verdict of their own; an
-- alert of the listed queue only if it was given on that very alert.
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
    SELECT event_of_alert.alert, event_of_verdict.nth, event_of_alert.event FROM event_of_alert JOIN same_events USING (event) JOIN event_of_verdict USING (known)
    UNION SELECT event_of_alert.alert, event_of_verdict.nth, event FROM event_of_alert JOIN event_of_verdict ON known = event
), verdicts_of_alert AS (
    SELECT alert, nth FROM shared_events UNION SELECT names.alert, nth FROM names JOIN given ON given.alert = called
), own AS (
    SELECT alerts.alert, given.* EXCLUDE (alert), given.alert AS of_alert,
        EXISTS (FROM shared_events AS met WHERE met.alert = alerts.alert AND met.nth = given.nth AND met.event = alerts.event) AS of_its_head,
        alerts.event_type = given.event_type AS alike, len(alerts.events) - (SELECT count(DISTINCT event) FROM shared_events AS met WHERE met.alert = alerts.alert AND met.nth = given.nth) AS more
    FROM verdicts_of_alert JOIN alerts USING (alert) JOIN given USING (nth)
    QUALIFY row_number() OVER (PARTITION BY alerts.alert ORDER BY said_at DESC, nth DESC) = 1
), alike AS (
    SELECT vessel_id, event_type, max((said_at, nth, verdict, quiet_until, words)) AS last FROM given GROUP BY vessel_id, event_type
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
