-- Finds:  how many other ships stopped around one that stopped, in the hours in which a gale stops them, and how many chance brings
-- Writes: loitering_stops
-- Row: One spell of a ship lying or drifting away from port, around which others stopped in the same hours.
-- A gale stops the ships of a sea within few hours. Each then lies as it likes, hove to or adrift, and sails on when it dares: neither the course of
-- their drift nor its end need agree, the hour in which they stopped does. What chance brings is counted on all the hours of the data.
-- A ship that was first heard where it lay stopped nobody knows when: most of those that lay there when the data begin. Only ships that may trade count, and none that lie at anchor or go on slowly; nor does one that lay alongside this one. Chance is counted in cells, whole ones.
-- Let: near_m = 250000: one gale stops ships no farther apart than this ...
-- Let: began_h = 2: ... that stop so many hours before or after each other, or sooner
-- Let: most_kn = 3: a ship hove to makes no more headway
-- Let: band_deg = 3: bands of latitude higher than near_m
-- Let: least_ships = 4: fewer tell nothing, and for them chance is not counted
-- Let: cells_a_degree = 2: cells in which stops are counted to tell what chance brings
WITH stops AS MATERIALIZED (
    SELECT event, vessel_id, first_slot, lat, lon, may_trade(vessel_type) AND NOT lies_at_anchor(spread_m) AND mean_speed_kn < $most_kn AS counts,
        floor(lat / $band_deg)::INTEGER AS y, floor(first_slot / slots_in($began_h))::BIGINT AS t, floor(lat * $cells_a_degree)::INTEGER AS cell_y, floor(lon * $cells_a_degree)::INTEGER AS cell_x
    FROM loitering_spells JOIN loitering_ends USING (event) WHERE begin_seen
), around AS (
    SELECT s.*, s.y + n.d AS near_y, s.t + m.d AS near_t FROM stops AS s, (SELECT unnest([-1, 0, 1]) AS d) AS n, (SELECT unnest([-1, 0, 1]) AS d) AS m
), together AS (
    SELECT a.event, count(DISTINCT o.vessel_id) AS stopped_together
    FROM around AS a JOIN stops AS o ON o.y = near_y AND o.t = near_t AND o.counts AND o.vessel_id <> a.vessel_id
        AND abs(o.first_slot - a.first_slot) <= slots_in($began_h) AND apart_m(a.lat, a.lon, o.lat, o.lon) <= $near_m
    LEFT JOIN (SELECT DISTINCT vessel_id, partner_id FROM loitering_partners) AS p ON p.vessel_id = a.vessel_id AND partner_id = o.vessel_id
    WHERE partner_id IS NULL GROUP BY a.event HAVING count(DISTINCT o.vessel_id) >= $least_ships
), cells AS (
    SELECT cell_y, cell_x, count_if(counts) AS stops, bool_or(stopped_together IS NOT NULL) AS is_looked_in, (cell_y + 0.5) / $cells_a_degree AS lat, (cell_x + 0.5) / $cells_a_degree AS lon
    FROM stops LEFT JOIN together USING (event) GROUP BY cell_y, cell_x
), counted AS (
    SELECT c.cell_y, c.cell_x, sum(o.stops) AS stops
    FROM cells AS c JOIN cells AS o ON abs(o.lat - c.lat) <= $band_deg AND apart_m(c.lat, c.lon, o.lat, o.lon) <= $near_m
    WHERE c.is_looked_in GROUP BY c.cell_y, c.cell_x
)
SELECT event, stopped_together, round((counted.stops - counts::INTEGER) * 2 * $began_h / greatest(span_h, 2 * $began_h), 2) AS by_chance,
    -- how seldom chance brings so many or more, if each stops whenever it does (Poisson)
    round(1 - exp(-by_chance) * list_sum(list_transform(range(0, stopped_together), lambda i: exp(i * ln(greatest(by_chance, 0.01)) - lgamma(i + 1)))), 4) AS chance_of_it
FROM together JOIN stops USING (event) JOIN counted USING (cell_y, cell_x), searched
ORDER BY event
