-- Finds:  who lay alongside a loitering ship, or may have: of whom it is not known, or who was silent meanwhile and had time to come
-- Writes: loitering_company
-- Row: One spell of a ship lying or drifting away from port, with what is known of its company.
-- Let: most_by_chance = 0.5: where chance brings no more such ships, or nobody knows how many, a silent one that had time to come may have been there
-- Let: most_in_reach = 2: ... and where it had time to come to no more than so many that lay or drifted then: of many it was beside one at most
-- Let: moved_m = 1500: in ten minutes a ship that loiters goes no farther than this
-- Let: beside_m = 150: one of which the antenna was heard no farther than this from that of the other may have lain alongside
WITH encounters_within AS (
    SELECT event, string_agg(DISTINCT a_name(name, mmsi, partner_id), ', ' ORDER BY a_name(name, mmsi, partner_id)) AS partners
    FROM loitering_spells AS s JOIN loitering_partners AS a USING (vessel_id) JOIN ships ON ships.vessel_id = partner_id
    WHERE a.first_slot <= s.last_slot AND a.last_slot >= s.first_slot
    GROUP BY event
), ends AS (
    -- one that is heard now and then only is heard beside the other at a message between two silences: the places of others at the tenth minutes before and after that
    SELECT vessel_id, lat, lon, slot_before(time) AS end_slot, epoch_us(time) / 600000000 - end_slot AS share,
        unnest(lat_rows(lat, reach_north_deg($moved_m / 1000))) AS y, lon_columns(lon, reach_east_deg(lat, $moved_m / 1000)) AS xs
    FROM track_ends
), ends_in_cells AS MATERIALIZED (
    SELECT * EXCLUDE (xs), unnest(xs) AS x FROM ends
), asked AS (
    SELECT y, x, end_slot AS slot_then FROM ends_in_cells UNION SELECT y, x, end_slot + 1 FROM ends_in_cells
), rows_then AS (
    -- by row first: to find the column of every position takes longer
    SELECT vessel_id, slot, lat, lon FROM resampled SEMI JOIN asked ON slot = slot_then AND lat_row(resampled.lat) = y
    UNION ALL
    SELECT vessel_id, slot, lat, lon FROM interpolated_positions AS i SEMI JOIN asked ON slot = slot_then AND lat_row(i.lat) = y
), places_then AS MATERIALIZED (
    SELECT rows_then.* FROM rows_then SEMI JOIN asked ON slot = slot_then AND lat_row(lat) = y AND lon_column(lon) = x
), beside_ends AS MATERIALIZED (
    -- materialized, so that never all places of a ship are joined with one another
    SELECT e.vessel_id, e.lat, e.lon, share, end_slot, p.vessel_id AS other_vessel_id, p.lat AS from_lat, p.lon AS from_lon
    FROM ends_in_cells AS e JOIN places_then AS p ON p.slot = end_slot AND lat_row(p.lat) = y AND lon_column(p.lon) = x AND p.vessel_id <> e.vessel_id
), pairs_then AS (
    -- the message is of the one or of the other
    SELECT e.vessel_id, other_vessel_id, end_slot,
        apart_m(from_lat + share * (q.lat - from_lat), from_lon + share * degrees_apart(from_lon, q.lon), e.lat, e.lon) AS apart_m
    FROM beside_ends AS e JOIN (SELECT vessel_id AS other_vessel_id, slot - 1 AS end_slot, lat, lon FROM places_then) AS q USING (other_vessel_id, end_slot)
), near AS (
    SELECT event, p.partner_id, apart_m
    FROM (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id, end_slot, apart_m FROM pairs_then WHERE apart_m <= $beside_m
    ) AS p JOIN loitering_spells AS s ON s.vessel_id = p.vessel_id AND end_slot BETWEEN s.first_slot AND s.last_slot
    UNION ALL
    SELECT event, partner_id, median_apart_m
    FROM loitering_spells AS s JOIN (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id, first_slot, last_slot, median_apart_m FROM proximities WHERE slots > 0
    ) AS a USING (vessel_id) WHERE a.first_slot <= s.last_slot AND a.last_slot >= s.first_slot
), perhaps_beside AS (
    -- of whom it is not known whether they moved as one with it
    SELECT s.event, partner_id, NULL AS apart_m
    FROM loitering_spells AS s JOIN (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id, first_slot, last_slot FROM encounter_spells WHERE as_one IS NULL
    ) AS a USING (vessel_id)
    WHERE a.first_slot <= s.last_slot AND a.last_slot >= s.first_slot
    UNION ALL
    SELECT event, partner_id, apart_m FROM near WHERE apart_m <= $beside_m
), beside AS (
    SELECT p.event, a_name(name, mmsi, partner_id) || CASE WHEN count(*) = count(apart_m) THEN format(', heard {:.0f} m off', min(apart_m)) ELSE '' END AS said
    FROM perhaps_beside AS p JOIN loitering_spells AS s USING (event) JOIN ships ON ships.vessel_id = partner_id
    -- nor one that lay alongside in another part of it, nor itself under another number
    WHERE NOT gear AND (s.vessel_id, partner_id) NOT IN (SELECT (vessel_id, partner_id) FROM loitering_partners)
        AND (s.vessel_id, partner_id) NOT IN (SELECT (unnest([vessel_id, former_vessel_id]), unnest([former_vessel_id, vessel_id])) FROM encounter_renamings)
    GROUP BY p.event, partner_id, name, mmsi
), all_beside AS (
    SELECT event, 'beside it was ' || string_agg(said, ', ' ORDER BY said) || ', whether alongside is not known' AS perhaps_text, count(*) AS ships_beside FROM beside GROUP BY event
), could_have_come AS (
    -- ships that were silent meanwhile and had time to come; whether chance brings but few such, and they had few to come to
    SELECT s.event, c.vessel_id, c.event AS gap_event, c.longest_h, c.in_reach, coalesce(c.by_chance, 0) <= $most_by_chance AND c.in_reach <= $most_in_reach AS is_few
    FROM loitering_spells AS s JOIN possible_rendezvous AS c ON c.other_vessel_id = s.vessel_id AND c.how = 'slow' AND c.start_time < s.until_time AND c.end_time > s.start_time
), came AS (
    SELECT event, vessel_id, gap_event, true AS went_dark, longest_h, '' AS why, or_others(in_reach, 'lying or adrift within its reach') AS others_text, is_few FROM could_have_come
    UNION ALL
    -- also if chance brings more such; those of which it is not known why they were silent come last
    SELECT event, vessel_id, gap_event, went_dark, least(room_h, fit_h), CASE WHEN went_dark THEN '' ELSE ' it is not known why,' END,
        CASE WHEN silent_ships = 2 THEN ', as had another that was silent' WHEN silent_ships > 2 THEN format(', as had {} others that were silent', silent_ships - 1) ELSE '' END, false FROM loitering_silences LEFT JOIN loitering_fits USING (event, vessel_id, gap_event)
    WHERE (event, vessel_id) NOT IN (SELECT (event, vessel_id) FROM could_have_come)
), silent_ones AS (
    SELECT came.event, bool_or(is_few) AS is_few, min((fit IS NULL, NOT went_dark, -fitting_h(longest_h, g.duration_h), -longest_h, a_name(name, mmsi, came.vessel_id)
        || format(', silent meanwhile,{} had time to lie there for up to {:.0f} hours', why, longest_h) || others_text))[5] AS silent_text
    FROM came JOIN gaps AS g ON g.event = gap_event JOIN ships ON ships.vessel_id = came.vessel_id LEFT JOIN loitering_fits AS f ON f.event = came.event AND f.vessel_id = came.vessel_id GROUP BY came.event
)
SELECT event, partners,
    coalesce(perhaps_text, 'no ship was heard alongside; ' || silent_text) AS possible_partners,
    coalesce(is_few, false) AS silent_ones_are_few, coalesce(ships_beside, 0) AS ships_beside
FROM loitering_spells LEFT JOIN encounters_within USING (event) LEFT JOIN all_beside USING (event) LEFT JOIN silent_ones USING (event)
ORDER BY event
