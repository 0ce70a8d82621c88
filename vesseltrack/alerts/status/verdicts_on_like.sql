-- Finds:  of each behaviour alert without a verdict, the last verdict on an alert of the same event type of its ship
-- Writes: verdicts_on_like
WITH last_of_ship AS (
    SELECT vessel_id, event_type, arg_max(nth, (said_at, nth)) AS nth FROM given_verdicts GROUP BY vessel_id, event_type
)
SELECT alerts.alert, given.* EXCLUDE (alert)
FROM alerts JOIN last_of_ship AS l USING (vessel_id, event_type) JOIN given_verdicts AS given ON given.nth = l.nth
WHERE alerts.queue = 'behaviour' AND alerts.alert NOT IN (SELECT alert FROM verdicts_on_alerts)
