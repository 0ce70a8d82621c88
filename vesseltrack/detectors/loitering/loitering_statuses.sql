-- Finds:  which navigational status a loitering ship sent before, in and after its spell, and how steady the headings were that it sent in it
-- Writes: loitering_statuses
-- Row: One spell of a ship lying or drifting away from port, if the ship sent status or heading around it.
-- A number that several hulls send under is left out: it is not known which of them sent it. Headings are looked at where the ship lay alone.
-- Let: around_h = 2: hours before and after in which a status was sent
-- Let: edge_slots = 3: tenth minutes within and without either end of the spell in which a ship may still be stopping or turning
-- Let: adrift_m = 300: a ship whose places lie within this of their middle is at anchor, at a buoy or at work: its headings tell nothing ...
-- Let: lying_slots = 6: ... and its status is looked at once in so many tenth minutes of the spell, as that of a ship with others near
-- Let: least_headings = 6: from fewer tenth minutes with a heading nobody knows how steady it was
-- Let: spread_share = 0.9: so many of its headings lie within the spread
-- Let: in_sums = 1000000000: sines are added as so many parts of a whole
-- Let: most_status = 14: 15 is "not defined", what a transponder sends that nobody set
WITH spells AS MATERIALIZED (
    -- numbered, as one number is compared faster than the name of an event
    SELECT row_number() OVER () AS spell, event, ssvid, first_slot, last_slot, spread_m >= $adrift_m AND coalesce(ships_near, 0) = 0 AS adrift,
        -- of a ship that was seldom heard, each message counts: few are
        CASE WHEN adrift OR loitering_ends.fixes < last_slot - first_slot THEN 1 ELSE $lying_slots END AS every_slots
    FROM loitering_spells JOIN loitering_ends USING (event) JOIN ships USING (vessel_id) LEFT JOIN loitering_crowds USING (event)
    WHERE ships.hulls = 1
), around AS (
    -- by tenth minute: a ship's messages meet only the spells they are near to, not all of its spells
    SELECT spell, ssvid, adrift, unnest(list_concat(
        range(first_slot - slots_in($around_h), first_slot - $edge_slots),
        range(first_slot, last_slot + 1, every_slots),
        range(last_slot + 1 + $edge_slots, last_slot + 1 + slots_in($around_h)))) AS slot
    FROM spells
), messages_of AS (
    SELECT ssvid, time, slot_before(time) AS slot, heading_deg, CASE WHEN nav_status BETWEEN 0 AND $most_status THEN nav_status END AS nav_status
    FROM messages() WHERE heading_deg IS NOT NULL OR nav_status IS NOT NULL
), sent AS MATERIALIZED (
    SELECT spell, slot, first_in_slot(CASE WHEN adrift THEN heading_deg END, time) AS heading_deg, first_in_slot(nav_status, time)::TINYINT AS nav_status
    FROM around JOIN messages_of USING (ssvid, slot)
    GROUP BY spell, slot
), settled AS (
    SELECT event, heading_deg FROM sent JOIN spells USING (spell)
    WHERE slot BETWEEN first_slot + $edge_slots AND last_slot - $edge_slots AND heading_deg IS NOT NULL
), means AS (
    -- sums of whole numbers: in whatever order they are added, they come out alike
    SELECT event, degrees(atan2(sum(($in_sums * sin(radians(heading_deg)))::BIGINT), sum(($in_sums * cos(radians(heading_deg)))::BIGINT))) AS mean_deg
    FROM settled GROUP BY event HAVING count(*) >= $least_headings
), spreads AS (
    SELECT event, any_value((mean_deg + 360) % 360) AS heading_deg, quantile_cont(abs(degrees_apart(mean_deg, heading_deg)), $spread_share) AS heading_spread_deg
    FROM settled JOIN means USING (event) GROUP BY event
), statuses AS (
    SELECT event,
        arg_max(nav_status, slot) FILTER (slot < first_slot) AS nav_status_before,
        -- the most frequent, of several the least
        mode(nav_status ORDER BY nav_status) FILTER (slot BETWEEN first_slot AND last_slot) AS nav_status,
        arg_min(nav_status, slot) FILTER (slot > last_slot) AS nav_status_after
    FROM sent JOIN spells USING (spell) GROUP BY event
)
SELECT event, nav_status_before, nav_status, nav_status_after, heading_deg, heading_spread_deg
FROM statuses LEFT JOIN spreads USING (event)
ORDER BY event
