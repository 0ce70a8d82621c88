-- Finds:  which navigational status a loitering ship sent before, in and after its spell, and how steady the headings were that it sent in it
-- Writes: loitering_statuses
-- Row: One spell of a ship lying or drifting away from port, if the ship sent status or heading around it.
-- A number that several hulls send under is left out: it is not known which of them sent it.
-- Let: around_h = 3: hours before and after in which a status was sent
-- Let: edge_slots = 3: tenth minutes within and without either end of the spell in which a ship may still be stopping or turning
-- Let: least_headings = 6: from fewer tenth minutes with a heading nobody knows how steady it was
-- Let: spread_share = 0.9: so many of its headings lie within the spread
-- Let: most_status = 14: 15 is "not defined", what a transponder sends that nobody set
WITH around AS (
    -- by tenth minute: a ship's messages meet only the spells they are near to, not all of its spells
    SELECT event, ssvid, first_slot, last_slot, unnest(range(first_slot - slots_in($around_h), last_slot + slots_in($around_h) + 1)) AS slot
    FROM loitering_spells JOIN ships USING (vessel_id) WHERE ships.hulls = 1
), sent AS MATERIALIZED (
    SELECT event, first_slot, last_slot, slot,
        first_in_slot(CASE WHEN slot BETWEEN first_slot + $edge_slots AND last_slot - $edge_slots THEN heading_deg END, time) AS heading_deg,
        first_in_slot(CASE WHEN nav_status BETWEEN 0 AND $most_status THEN nav_status END, time)::TINYINT AS nav_status
    FROM around JOIN messages() AS m ON m.ssvid = around.ssvid AND slot_before(m.time) = slot
    WHERE heading_deg IS NOT NULL OR nav_status IS NOT NULL
    GROUP BY event, first_slot, last_slot, slot
), means AS (
    SELECT event, degrees(atan2(avg(sin(radians(heading_deg))), avg(cos(radians(heading_deg))))) AS mean_deg
    FROM sent GROUP BY event HAVING count(heading_deg) >= $least_headings
), spreads AS (
    SELECT event, quantile_cont(abs(degrees_apart(mean_deg, heading_deg)), $spread_share) AS heading_spread_deg
    FROM sent JOIN means USING (event) GROUP BY event
), statuses AS (
    SELECT event,
        arg_max(nav_status, slot) FILTER (slot < first_slot - $edge_slots) AS nav_status_before,
        -- the most frequent, of several the least
        mode(nav_status ORDER BY nav_status) FILTER (slot BETWEEN first_slot AND last_slot) AS nav_status,
        arg_min(nav_status, slot) FILTER (slot > last_slot + $edge_slots) AS nav_status_after
    FROM sent GROUP BY event
)
SELECT event, nav_status_before, nav_status, nav_status_after, heading_spread_deg
FROM statuses LEFT JOIN spreads USING (event)
ORDER BY event
