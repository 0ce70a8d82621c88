-- Finds:  the verdicts that stand on each alert, and which of them comes first
-- Writes: verdicts_on_alerts
-- Row: one verdict on one alert; of ``place`` 1 is the one that the alert shows.
-- A verdict belongs to the events of its alert, whatever the alert is called now and under whichever ship it stands: to both parts
-- of a silence that became two, to the one meeting that two became. Of those given on one alert the latest counts.
-- Where alerts with verdicts became one, or an event of one is part of another, all their verdicts stand, but for one that was given
-- earlier on events that are all among those of a later one. First comes what was said of this alert and of those that are part of it
-- now, before what was said of one that is another alert still; of several, confirmed, then watch, then benign.
WITH on_alerts AS (
    SELECT alert, nth FROM shared_events
    UNION SELECT called_before.alert, nth FROM called_before JOIN given_verdicts AS given ON given.alert = called
), latest AS (
    SELECT v.alert, given.* EXCLUDE (alert), given.alert AS of_alert,
        array_position(['confirmed', 'watch', 'benign'], verdict) AS strength,
        (v.alert, given.alert) IN (SELECT (alert, called) FROM called_before) AS by_name,
        given.alert <> v.alert AND given.alert IN (SELECT alert FROM alerts) AS of_another
    FROM on_alerts AS v JOIN given_verdicts AS given USING (nth)
    QUALIFY row_number() OVER (PARTITION BY v.alert, given.alert ORDER BY said_at DESC, nth DESC) = 1
), not_repeated AS (
    -- events of an alert on which one verdict was given and another, later one, was not
    SELECT DISTINCT s.alert, s.nth, later.nth AS later_nth
    FROM shared_events AS s JOIN latest AS later USING (alert) LEFT JOIN alert_events AS x ON x.event = s.known
    WHERE NOT EXISTS (
        FROM event_of_verdict AS y
        WHERE y.nth = later.nth AND (y.known = s.known
            OR (y.event_type = x.event_type AND y.detail = x.detail AND y.vessel_ids = x.vessel_ids
                AND y.start_time < coalesce(x.end_time, x.as_of) AND x.start_time < coalesce(y.end_time, y.as_of)))
    )
), replaced AS (
    SELECT DISTINCT earlier.alert, earlier.nth
    FROM latest AS earlier JOIN latest AS later USING (alert)
    WHERE (later.said_at, later.nth) > (earlier.said_at, earlier.nth)
        AND (earlier.alert, earlier.nth, later.nth) NOT IN (SELECT (alert, nth, later_nth) FROM not_repeated)
)
SELECT *, count(*) OVER (PARTITION BY alert) AS many,
    row_number() OVER (PARTITION BY alert ORDER BY of_another, strength, said_at DESC, nth DESC) AS place
FROM latest WHERE (alert, nth) NOT IN (SELECT (alert, nth) FROM replaced)
