-- Finds:  which events found are events of earlier nights: of the same kind and ships, and overlapping in time
-- Writes: same_events
-- Late messages move the beginning of an event by minutes, and so its name; a silence in which the ship was received once becomes
-- two, two meetings become one. An event found is each known event that it overlaps. Where neither has a counterpart with the same
-- ships, one ship in common is enough: the other ship of a meeting may differ, or the hulls on one number may have been separated anew.
WITH found AS (
    SELECT event_spans.*, coalesce(end_time, last_time) AS until_time FROM event_spans, searched
), known AS (
    SELECT *, coalesce(end_time, as_of) AS until_time FROM alert_events
), direct AS (
    SELECT event, event AS known FROM found JOIN known USING (event)
    UNION
    SELECT found.event, known.event
    FROM found JOIN known ON known.event_type = found.event_type AND known.detail = found.detail AND known.vessel_ids = found.vessel_ids
        AND known.start_time < found.until_time AND found.start_time < known.until_time
), found_alone AS (
    SELECT *, unnest(ssvids) AS ssvid FROM found WHERE event NOT IN (SELECT event FROM direct)
), known_alone AS (
    SELECT *, unnest(ssvids) AS ssvid FROM known WHERE event NOT IN (SELECT known FROM direct)
), loose AS (
    SELECT f.event, k.event AS known
    FROM found_alone AS f JOIN known_alone AS k ON k.ssvid = f.ssvid AND k.event_type = f.event_type AND k.detail = f.detail
    JOIN event_types AS t ON t.event_type = f.event_type AND (t.timeless OR (k.start_time < f.until_time AND f.start_time < k.until_time))
), linked AS (
    SELECT direct.event, unnest(succeeds) AS known FROM direct JOIN known ON known.event = direct.known
)
SELECT event, known FROM direct UNION SELECT event, known FROM loose UNION SELECT event, known FROM linked
ORDER BY ALL
