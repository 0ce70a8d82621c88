-- Finds:  the alerts with what became of each and what was said of it; those a benign verdict quiets stand behind the others
-- Reads:  alerts, alert_states, verdicts, files
-- Writes: told
-- A benign verdict quiets the ship's behaviour alerts of the same kind that began before it expires, but none of which
-- something else was said; a listed ship's alert only if it was said of that very alert. The latest verdict counts.
-- Late data may give a story an earlier beginning, and so another name: what was said of it follows its events.
WITH spoken AS (
    SELECT *, mark || CASE WHEN because <> '' THEN ' (' || because || ')' ELSE '' END
        || coalesce(' until ' || until, '') || ', ' || said_by || ', ' || strftime(said_at, '%Y-%m-%d')
        || CASE WHEN note <> '' THEN ': ' || note ELSE '' END AS words
    FROM verdicts
), recorded AS (
    SELECT alert, arg_max(events, nth) AS events FROM alert_states GROUP BY alert
), own AS (
    SELECT alerts.alert, arg_max(mark, (said_at, nth)) AS mark, arg_max(words, (said_at, nth)) AS said,
        arg_max_null(spoken.until, (said_at, nth)) AS until
    FROM alerts JOIN spoken USING (ship) LEFT JOIN recorded ON recorded.alert = spoken.alert
    WHERE spoken.alert = alerts.alert OR list_has_any(alerts.events, recorded.events)
    GROUP BY alerts.alert
), alike AS (
    SELECT ship, kind, max((said_at, nth, mark, until, words)) AS last FROM spoken GROUP BY ship, kind
), became AS (
    SELECT alert, arg_max(state, nth) AS state, arg_max(what, nth) AS what, min(as_of) AS first_told, max(files) AS files
    FROM alert_states GROUP BY alert
), joined AS (
    SELECT alerts.*, CASE WHEN state IS NULL THEN '' WHEN files = (SELECT max(file_id) FROM files) THEN state ELSE 'known' END AS state,
        coalesce(what, '') AS what, first_told, coalesce(own.mark, '') AS mark, coalesce(own.said, '') AS said,
        CASE WHEN own.mark = 'benign' AND coalesce(alerts.since < own.until, true) THEN own.said
            WHEN own.mark IS NULL AND alerts.lane = 'behaviour' AND last[3] = 'benign' AND coalesce(alerts.since < last[4], true)
                THEN last[5]
            ELSE '' END AS quiet
    FROM alerts
    LEFT JOIN became USING (alert)
    LEFT JOIN own USING (alert)
    LEFT JOIN alike ON alike.ship = alerts.ship AND alike.kind = alerts.kind
)
SELECT * REPLACE (row_number() OVER (PARTITION BY lane ORDER BY quiet <> '', rank) AS rank)
FROM joined
ORDER BY lane DESC, rank
