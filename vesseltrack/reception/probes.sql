-- Finds:  hours in which a ship was heard, and whether it was heard in the four hours after: what the chance of staying unheard is held against
-- Writes: probes
-- The most of them that are looked at is $probed_h, taken by a rule that depends on ship and hour alone.
WITH known AS (
    -- where it was known to be, or is waited for
    SELECT ship, hour, sum(chances) AS chances, sum(heard) AS heard FROM chances GROUP BY ship, hour
), windows AS (
    SELECT known.ship, known.hour, count(*) AS hours, sum(ahead.chances) AS chances, sum(ahead.heard) > 0 AS heard
    FROM known JOIN known AS ahead ON ahead.ship = known.ship AND ahead.hour BETWEEN known.hour + 1 AND known.hour + 4
    WHERE known.heard > 0
    GROUP BY ALL
)
SELECT format('probe-{}-{}', ship, hour) AS event, ship, hour, heard
FROM windows
WHERE hours = 4 AND chances >= 20
ORDER BY (abs(ship) % 1000003 * 7919 + hour::BIGINT * 104729) % 1000003, ship, hour
LIMIT $probed_h
