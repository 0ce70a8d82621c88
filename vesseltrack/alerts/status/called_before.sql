-- Finds:  what each alert was called on earlier nights, and what it became
-- Writes: called_before
-- Row: one name of an alert, its own among them.
SELECT alert, unnest(list_prepend(alert, coalesce(was, []))) AS called
FROM alerts LEFT JOIN last_states USING (alert)
