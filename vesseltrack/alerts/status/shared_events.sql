-- Finds:  which events of an alert a verdict speaks of
-- Writes: shared_events
-- Row: one event of an alert, and the event of a verdict that it is: the same, or one found anew with other times.
SELECT alert, nth, a.event, known FROM event_of_alert AS a JOIN same_events USING (event) JOIN event_of_verdict AS v USING (known)
UNION
SELECT alert, nth, a.event, known FROM event_of_alert AS a JOIN event_of_verdict AS v ON v.known = a.event
