-- Finds:  how the middles of two hulls lay to each other while their distance stayed, and what both sent in the spell
-- Writes: hull_distances
-- Let: degree_m = 111195: metres a degree of latitude
WITH pairs AS MATERIALIZED (
    -- numbered, as one number is compared faster than three
    SELECT row_number() OVER () AS pair, vessel_id, other_vessel_id, first_slot, e.last_slot, rigid_first_slot, rigid_last_slot,
        h.ssvid, o.ssvid AS other_ssvid
    FROM encounter_pairs AS e JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
    JOIN hull_sizes AS h USING (vessel_id) JOIN hull_sizes AS o ON o.vessel_id = other_vessel_id
), slots_in_spell AS (
    -- a row for each slot: joined by equality, a ship's slots meet only their own spells, not all of a crowd's
    SELECT pair, true AS is_first, ssvid, unnest(range(first_slot, last_slot + 1)) AS slot FROM pairs
    UNION ALL
    SELECT pair, false, other_ssvid, unnest(range(first_slot, last_slot + 1)) FROM pairs
), rigid_slots AS (
    SELECT pair, vessel_id, other_vessel_id, ssvid, other_ssvid, unnest(range(rigid_first_slot, rigid_last_slot + 1)) AS slot FROM pairs
), rigid AS MATERIALIZED (
    -- materialized, so that never all ships of a slot are joined with one another
    SELECT p.*, a.lat, a.lon FROM rigid_slots AS p JOIN resampled AS a USING (vessel_id, slot)
), blocks AS (
    SELECT ssvid, block_of(slot) AS block, bit_or(bit_of(slot)) AS bits FROM slots_in_spell GROUP BY ALL
), sent AS (
    -- by tenth minute
    SELECT ssvid, slot, count(*) AS fixes, first_in_slot(heading_deg, time)::SMALLINT AS heading_deg,
        first_in_slot(nav_status, time)::TINYINT AS nav_status
    FROM (SELECT *, slot_before(time) AS slot, block_of(slot) AS block FROM messages()) JOIN blocks USING (ssvid, block) WHERE is_in_block(slot, bits)
    GROUP BY ssvid, slot
), middles AS (
    -- from the middle of the first hull to that of the other
    SELECT pair,
        degrees_apart(p.lon, b.lon) * $degree_m * cos(radians(p.lat))
            + east_m(hb.ahead_m, hb.aside_m, sb.heading_deg) - east_m(ha.ahead_m, ha.aside_m, sa.heading_deg) AS east_m,
        (b.lat - p.lat) * $degree_m
            + north_m(hb.ahead_m, hb.aside_m, sb.heading_deg) - north_m(ha.ahead_m, ha.aside_m, sa.heading_deg) AS north_m,
        coalesce(sa.heading_deg, sb.heading_deg) AS heading_deg,
        least((sa.heading_deg - sb.heading_deg + 360) % 180, 180 - (sa.heading_deg - sb.heading_deg + 360) % 180) AS turned_deg
    FROM rigid AS p
    JOIN hull_sizes AS ha ON ha.vessel_id = p.vessel_id JOIN hull_sizes AS hb ON hb.vessel_id = p.other_vessel_id
    JOIN resampled AS b ON b.vessel_id = p.other_vessel_id AND b.slot = p.slot
    LEFT JOIN sent AS sa ON sa.ssvid = p.ssvid AND sa.slot = p.slot
    LEFT JOIN sent AS sb ON sb.ssvid = p.other_ssvid AND sb.slot = p.slot
), distances AS (
    SELECT pair,
        median(turned_deg) AS heading_apart_deg, count(turned_deg)::INTEGER AS headings,
        median(abs(east_m * cos(radians(heading_deg)) - north_m * sin(radians(heading_deg)))) AS across_m,
        median(abs(east_m * sin(radians(heading_deg)) + north_m * cos(radians(heading_deg)))) AS along_m
    FROM middles GROUP BY ALL
), statuses_sent AS (
    SELECT pair, is_first, nav_status, sum(fixes) AS fixes, count(*) AS slots
    FROM slots_in_spell JOIN sent USING (ssvid, slot) GROUP BY ALL
), messages_in_spell AS (
    SELECT pair, sum(fixes) FILTER (is_first)::BIGINT AS fixes, sum(fixes) FILTER (NOT is_first)::BIGINT AS other_fixes,
        -- the most frequent, of several the least
        arg_max(nav_status, (slots, -nav_status)) FILTER (is_first) AS nav_status,
        arg_max(nav_status, (slots, -nav_status)) FILTER (NOT is_first) AS other_nav_status
    FROM statuses_sent GROUP BY ALL
)
SELECT vessel_id, other_vessel_id, first_slot, heading_apart_deg, headings, across_m, along_m, fixes, other_fixes, nav_status, other_nav_status
FROM pairs LEFT JOIN distances USING (pair) LEFT JOIN messages_in_spell USING (pair)
ORDER BY vessel_id, other_vessel_id, first_slot
