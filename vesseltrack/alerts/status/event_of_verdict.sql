-- Finds:  the events that each verdict speaks of, and what they were when they were last recorded
-- Writes: event_of_verdict
-- Row: one event of a verdict; all but nth and known is null where none was recorded.
SELECT nth, known, e.* FROM (SELECT nth, unnest(events) AS known FROM given_verdicts) LEFT JOIN alert_events AS e ON e.event = known
