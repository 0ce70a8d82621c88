-- Finds:  the alerts with what became of each and what was said of it; those a benign verdict quiets stand behind the others
-- Writes: told
-- What was said of an alert follows its events, whatever it is called now and whichever ship it is told of: to each part
-- of a silence that became two, to the one meeting that two became. The latest verdict that was not taken back counts.
-- A benign verdict quiets what it was said of: not an alert that other events head now, nor one that a list names since. It
-- also quiets the ship's behaviour alerts of the same kind that began before it expires, but none of which something else was
-- said; a listed ship's alert only if it was said of that very alert.
WITH recorded AS (
    SELECT alert, arg_max(events, nth) AS events, arg_max(lane, nth) AS lane FROM alert_states GROUP BY alert
), spoken AS (
    SELECT verdicts.* REPLACE (coalesce(verdicts.events, recorded.events, []) AS events, coalesce(verdicts.lane, recorded.lane) AS lane),
        mark || CASE WHEN because <> '' THEN ' (' || because || ')' ELSE '' END
        || coalesce(' until ' || until, '') || ', ' || said_by || ', ' || strftime(said_at, '%Y-%m-%d')
        || CASE WHEN note <> '' THEN ': ' || note ELSE '' END AS words
    FROM standing_verdicts() AS verdicts LEFT JOIN recorded USING (alert)
), became AS (
    SELECT alert, arg_max(state, nth) AS state, arg_max(what, nth) AS what, arg_max(told_in, nth) AS told_in,
        arg_max(was, nth) AS was, min(as_of) AS told_first
    FROM alert_states GROUP BY alert
), names AS (
    SELECT alert, unnest(list_prepend(alert, coalesce(was, []))) AS called
    FROM alerts LEFT JOIN became USING (alert)
), beginnings AS (
    SELECT names.alert, min(told_first) AS first_told FROM names JOIN became ON became.alert = called GROUP BY names.alert
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
        alerts.kind = spoken.kind AS alike, len(alerts.events) - (SELECT count(DISTINCT event) FROM met WHERE met.alert = alerts.alert AND met.nth = spoken.nth) AS more
    FROM meant JOIN alerts USING (alert) JOIN spoken USING (nth)
    QUALIFY row_number() OVER (PARTITION BY alerts.alert ORDER BY said_at DESC, nth DESC) = 1
), alike AS (
    SELECT ship, kind, max((said_at, nth, mark, until, words)) AS last FROM spoken GROUP BY ship, kind
), joined AS (
    SELECT alerts.*,
        CASE WHEN became.state IS NULL THEN '' WHEN told_in >= (SELECT arg_max(first_nth, nth) FROM nights) THEN became.state ELSE 'known' END AS state,
        coalesce(what, '') AS what, first_told, coalesce(became.was, []) AS was, coalesce(own.mark, '') AS mark,
        coalesce(words || CASE WHEN of_alert NOT IN (SELECT called FROM names WHERE names.alert = alerts.alert) THEN ', of ' || of_alert ELSE '' END
            || CASE WHEN more > 0 AND len(own.events) > 0 THEN format('; {} of its events came after that', more) ELSE '' END, '') AS said,
        CASE WHEN own.mark = 'benign' AND coalesce(alerts.since < own.until, true) AND (of_its_head OR own.alike)
                AND NOT (alerts.lane = 'listed' AND own.lane = 'behaviour') THEN words
            WHEN own.mark IS NULL AND alerts.lane = 'behaviour' AND last[3] = 'benign' AND coalesce(alerts.since < last[4], true)
                THEN last[5]
            ELSE '' END AS quiet
    FROM alerts
    LEFT JOIN became USING (alert)
    LEFT JOIN beginnings USING (alert)
    LEFT JOIN own USING (alert)
    LEFT JOIN alike ON alike.ship = alerts.ship AND alike.kind = alerts.kind
)
SELECT * REPLACE (row_number() OVER (PARTITION BY lane ORDER BY quiet <> '', rank) AS rank)
FROM joined
ORDER BY lane DESC, rank
