-- Finds:  the alerts, each with its state (new, changed ...) and the verdict on it; those a benign verdict quiets come last
-- Writes: alerts_with_status
-- A benign verdict quiets the alert it was given on, unless the alert is headed by other events now, or a list names its ship since. It
-- also quiets the ship's behaviour alerts of the same event type that have no verdict of their own, by the same rules; an alert of the
-- listed queue only if it was given on that very alert. What brings an alert back: brought_back.sql.
-- The rank is that of the search: a verdict moves an alert to the end of the list, but changes no short id.
WITH beginnings AS (
    SELECT c.alert, min(first_night_end) AS first_reported FROM called_before AS c JOIN last_states AS s ON s.alert = called GROUP BY c.alert
), own AS (
    SELECT v.*, alerts.event_type = v.event_type AS is_alike,
        EXISTS (FROM shared_events AS s WHERE s.alert = v.alert AND s.nth = v.nth AND s.event = alerts.event) AS of_its_head
    FROM verdicts_on_alerts AS v JOIN alerts USING (alert) WHERE place = 1
), verdict_words AS (
    SELECT alert, bool_or(len(events) > 0) AS has_events,
        string_agg(words || CASE WHEN of_alert = alert OR by_name AND many = 1 THEN '' ELSE ', of ' || of_alert END, '; and ' ORDER BY place) AS words
    FROM verdicts_on_alerts GROUP BY alert
), later_events AS (
    SELECT alert, count(*) AS more FROM event_of_alert
    WHERE (alert, event) NOT IN (SELECT (s.alert, s.event) FROM shared_events AS s JOIN verdicts_on_alerts USING (alert, nth))
    GROUP BY alert
)
SELECT alerts.*,
    CASE WHEN became.state IS NULL THEN ''
        WHEN reported_in >= (SELECT arg_max(first_nth, nth) FROM nights) THEN became.state ELSE 'known' END AS state,
    coalesce(what, '') AS what, first_reported, coalesce(became.was, []) AS was, coalesce(own.verdict, '') AS verdict,
    coalesce(verdict_words.words || CASE WHEN more > 0 AND has_events THEN format('; {} of its events came after that', more) ELSE '' END
        || CASE WHEN own.verdict = 'benign' AND back IS NOT NULL THEN '; ' || back ELSE '' END, '') AS verdict_text,
    CASE WHEN back IS NOT NULL THEN ''
        WHEN own.verdict = 'benign' AND coalesce(alerts.first_time < own.quiet_until, true) AND (of_its_head OR own.is_alike)
            AND NOT (alerts.queue = 'listed' AND own.queue = 'behaviour') THEN own.words
        WHEN alike.verdict = 'benign' AND coalesce(alerts.first_time < alike.quiet_until, true) THEN alike.words
        ELSE '' END AS quiet
FROM alerts
LEFT JOIN last_states AS became USING (alert)
LEFT JOIN beginnings USING (alert)
LEFT JOIN own USING (alert)
LEFT JOIN verdict_words USING (alert)
LEFT JOIN later_events USING (alert)
LEFT JOIN brought_back USING (alert)
LEFT JOIN verdicts_on_like AS alike USING (alert)
ORDER BY queue DESC, quiet <> '', rank
