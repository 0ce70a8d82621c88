-- Finds:  ships of concern: those a list names, and those that lay in a North Korean port
-- Writes: concerns
WITH named AS (
    SELECT ship, 'listed' AS concern, coalesce(min(listed_from)::TIMESTAMP, min(valid_from)) AS since, NULL::TIMESTAMP AS until,
        'listed as ' || min(listed_name) || ' by ' || string_agg(DISTINCT authority, ', ' ORDER BY authority) AS says
    FROM matches WHERE tier <> 'review' AND listed_to IS NULL GROUP BY ship
), near AS (
    SELECT place FROM places WHERE dprk_port_km <= 5
), lay AS (
    SELECT ship, mark FROM grid JOIN near USING (place) WHERE speed_kn < 1
), turns AS (
    SELECT *, coalesce(mark - lag(mark) OVER (PARTITION BY ship ORDER BY mark) > 72, true) AS begins FROM lay
), calls AS (
    SELECT *, count_if(begins) OVER (PARTITION BY ship ORDER BY mark) AS call FROM turns
)
SELECT ship, concern, since, until, says FROM named
UNION ALL
SELECT calls.ship, 'call', mark_time(min(mark)), mark_time(max(mark)),
    'lay in ' || arg_min(dprk_port, (dprk_port_km, dprk_port)) || ', North Korea, on ' || strftime(mark_time(min(mark)), '%Y-%m-%d')
FROM calls JOIN grid USING (ship, mark) JOIN places USING (place)
GROUP BY calls.ship, call HAVING count(*) >= 3
ORDER BY ship, concern, since
