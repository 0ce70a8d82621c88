-- Finds:  who and when of each event found, whatever its kind
-- Writes: event_spans
WITH sides AS (
    SELECT event, list_sort(list_filter([ship, other_ship], lambda s: s IS NOT NULL)) AS ships FROM events
), sent AS (
    SELECT event, list_sort(list(DISTINCT coalesce(ships.number, side))) AS numbers
    FROM (SELECT event, unnest(ships) AS side FROM sides) LEFT JOIN ships ON ships.ship = side
    GROUP BY event
)
SELECT event, event_type, detail, sides.ships, numbers, start_time, end_time
FROM events JOIN sides USING (event) JOIN sent USING (event)
ORDER BY event
