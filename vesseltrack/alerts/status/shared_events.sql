-- Finds:  which events of an alert a verdict speaks of
-- Writes: shared_events
-- Row: one event of an alert, and the event of a verdict that it is: the same, or one found anew with other times.
WITH event_of_verdict AS (
    SELECT nth, unnest(events) AS known FROM given_verdicts
)
SELECT alert, nth, event, known FROM event_of_alert JOIN same_events USING (event) JOIN event_of_verdict USING (known)
UNION
SELECT alert, nth, event, known FROM event_of_alert JOIN event_of_verdict ON known = event
