-- Finds:  the events of each alert of the last search
-- Writes: event_of_alert
-- Row: one event of an alert.
SELECT alert, unnest(events) AS event FROM alerts
