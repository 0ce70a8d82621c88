-- Finds:  distance and headings of two ships that met, at each tenth minute: for the meetings worth an alert
-- Writes: meeting_series
-- From two hours before a meeting to two hours after it, that one sees them come and go. What is drawn across a silence is marked so.
WITH told AS (
    SELECT e.event, e.ship, e.other_ship, epoch_us(e.start_time) // 600000000 - 12 AS first_mark,
        epoch_us(coalesce(e.end_time, e.start_time + to_seconds(e.duration_h * 3600))) // 600000000 + 12 AS last_mark,
        s.number, o.number AS other_number
    FROM encounters AS e JOIN ships AS s ON s.ship = e.ship JOIN ships AS o ON o.ship = e.other_ship
    WHERE e.event IN (SELECT event FROM scored)
), sides AS (
    SELECT event, ship AS side, number, first_mark, last_mark FROM told
    UNION ALL
    SELECT event, other_ship, other_number, first_mark, last_mark FROM told
), places_of AS (
    SELECT event, side, mark, g.lat, g.lon, g.speed_kn, false AS drawn
    FROM sides JOIN grid AS g ON g.ship = side AND g.mark BETWEEN first_mark AND last_mark
    UNION ALL
    SELECT event, side, mark, d.lat, d.lon, NULL, true
    FROM sides JOIN drawn AS d ON d.ship = side AND d.mark BETWEEN first_mark AND last_mark
), headings AS (
    SELECT number, mark_before(time) AS mark, arg_min(heading_deg, (time, heading_deg)) AS heading_deg
    FROM messages() AS m JOIN (SELECT DISTINCT number FROM sides) AS n ON n.number = m.ship
    GROUP BY ALL
)
SELECT told.event, mark_time(a.mark) AS time, round(apart_m(a.lat, a.lon, b.lat, b.lon), 1) AS apart_m,
    round(a.speed_kn, 2) AS speed_kn, round(b.speed_kn, 2) AS other_speed_kn,
    h.heading_deg, k.heading_deg AS other_heading_deg,
    least((h.heading_deg - k.heading_deg + 360) % 180, 180 - (h.heading_deg - k.heading_deg + 360) % 180) AS turned_deg,
    a.drawn OR b.drawn AS drawn
FROM told
JOIN places_of AS a ON a.event = told.event AND a.side = told.ship
JOIN places_of AS b ON b.event = told.event AND b.side = told.other_ship AND b.mark = a.mark
LEFT JOIN headings AS h ON h.number = told.number AND h.mark = a.mark
LEFT JOIN headings AS k ON k.number = told.other_number AND k.mark = a.mark
ORDER BY told.event, a.mark
