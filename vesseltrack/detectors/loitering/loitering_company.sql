-- Finds:  who lay alongside a loitering ship, or may have: of whom it is not known, or who was silent meanwhile and had time to come
-- Writes: loitering_company
-- Row: One spell of a ship lying or drifting away from port, with what is known of its company.
-- Let: most_by_chance = 0.5: where chance brings no more such ships, or nobody knows how many, a silent one that had time to come may have been there
-- Let: most_in_reach = 2: ... and where it had time to come to no more than so many that lay or drifted then: of many it was beside one at most
WITH encounters_within AS (
    SELECT event, string_agg(DISTINCT a_name(name, mmsi, partner_id), ', ' ORDER BY a_name(name, mmsi, partner_id)) AS partners
    FROM loitering_spells AS s JOIN loitering_partners AS a USING (vessel_id) JOIN ships ON ships.vessel_id = partner_id
    WHERE a.first_slot <= s.last_slot AND a.last_slot >= s.first_slot
    GROUP BY event
), perhaps_beside AS (
    -- of whom it is not known whether they moved as one with it
    SELECT s.event, 'beside it was ' || string_agg(DISTINCT a_name(name, mmsi, ships.vessel_id), ', ' ORDER BY a_name(name, mmsi, ships.vessel_id)) || ', whether alongside is not known' AS perhaps_text
    FROM loitering_spells AS s JOIN (
        SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id, first_slot, last_slot FROM encounter_spells WHERE as_one IS NULL
    ) AS a USING (vessel_id) JOIN ships ON ships.vessel_id = partner_id
    WHERE a.first_slot <= s.last_slot AND a.last_slot >= s.first_slot
    GROUP BY s.event
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
    coalesce(is_few, false) AS silent_ones_are_few
FROM loitering_spells LEFT JOIN encounters_within USING (event) LEFT JOIN perhaps_beside USING (event) LEFT JOIN silent_ones USING (event)
ORDER BY event
