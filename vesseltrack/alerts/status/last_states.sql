-- Finds:  what became of each alert when it was last recorded, by which names it was known by then, and when the first night of its record ended
-- Writes: last_states
-- Row: one name of an alert that was recorded.
SELECT alert, arg_max(state, nth) AS state, arg_max(what, nth) AS what, arg_max(reported_in, nth) AS reported_in,
    coalesce(arg_max(was, nth), []) AS was, min(as_of) AS first_night_end
FROM alert_states GROUP BY alert
