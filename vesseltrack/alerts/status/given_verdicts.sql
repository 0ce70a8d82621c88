-- Finds:  the verdicts that were not taken back, each with the events and the queue of its alert, and in words
-- Writes: given_verdicts
-- Row: one verdict. What was not noted with it is that of the alert when it was last recorded.
WITH recorded AS (
    SELECT alert, arg_max(events, nth) AS events, arg_max(queue, nth) AS queue FROM alert_states GROUP BY alert
)
SELECT verdicts.* REPLACE (coalesce(verdicts.events, recorded.events, []) AS events, coalesce(verdicts.queue, recorded.queue) AS queue),
    verdict || CASE WHEN reason <> '' THEN ' (' || reason || ')' ELSE '' END || coalesce(' until ' || quiet_until, '')
    || ', ' || said_by || ', ' || strftime(said_at, '%Y-%m-%d') || CASE WHEN note <> '' THEN ': ' || note ELSE '' END AS words
FROM standing_verdicts() AS verdicts LEFT JOIN recorded USING (alert)
