-- Finds:  spells that may be meetings, and how the two hulls lay to each other in them
-- Writes: encounter_candidates
-- Looked at are two ships whose distance stayed, wherever and however fast, unless one is made fast to a quay or a platform near the
-- shore; and those that were near each other for as long as a tier of the rules asks: in a harbour, known or learnt, only if they may
-- have moved as one. The antennas are what is known: hulls are put
-- around them by the size and the antenna's place as sent, or by what ships have. Two hulls that lie alongside head the same way, or
-- opposite ways; their middles are no farther apart across the heading
-- than half of both beams, and the fenders between; and along it they overlap for a good part, for manifold is brought to manifold.
WITH near AS (
    SELECT p.*, shore_km, dprk_port_km, non_dprk_port_km, CASE WHEN port_country <> 'PRK' THEN port_km ELSE non_dprk_port_km END AS known_port_km,
        plain AND median_speed_kn < $max_speed_kn AND known_port_km >= $min_port_km AND ($min_shore_km = 0 OR shore_km >= $min_shore_km)
            -- The barrage at Nampo makes the river above it land on every map: there, land is no argument.
            AND (shore_km IS NULL OR shore_km > -0.5 OR dprk_port_km < 30) AS by_rule
    FROM proximities AS p JOIN cell_context ON cell_id = cell_id_of(p.lat, p.lon)
), wanted AS (
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, rigid_first_slot, rigid_last_slot, rigid_slots, rigid_share, rigid_apart_m, median_apart_m, slots,
        measured, spread_m, other_spread_m, by_rule AND non_dprk_port_km >= $min_port_km AS told
    FROM near
    WHERE (
        $min_rigid_h > 0 AND rigid_slots >= 5 AND rigid_share >= 0.75 AND rigid_apart_m < 450
            AND rigid_last_slot - rigid_first_slot >= $min_rigid_h * 6 - 1
            AND NOT (least(spread_m, other_spread_m) <= 15 AND least(known_port_km, 5 * shore_km) < 10)
        OR by_rule)
), families AS (
    SELECT a.vessel_id, b.vessel_id AS other_vessel_id FROM ships AS a JOIN ships AS b ON a.mother_ssvid = b.ssvid AND a.vessel_id <> b.vessel_id
    UNION ALL
    SELECT a.vessel_id, b.vessel_id FROM ships AS a JOIN ships AS b ON a.mother_ssvid = b.mother_ssvid AND a.vessel_id <> b.vessel_id
), pairs AS (
    SELECT * FROM wanted
    WHERE (vessel_id, other_vessel_id) NOT IN (FROM families) AND (other_vessel_id, vessel_id) NOT IN (FROM families)
), parties AS (
    SELECT DISTINCT ships.vessel_id, ssvid, length_m FROM ships JOIN (SELECT vessel_id FROM pairs UNION SELECT other_vessel_id FROM pairs) USING (vessel_id)
), sizes AS (
    SELECT ssvid, mode(width_m ORDER BY width_m) FILTER (width_m > 0) AS width_m,
        mode((to_bow_m, to_stern_m) ORDER BY to_bow_m, to_stern_m) FILTER (to_bow_m + to_stern_m > 0 AND to_bow_m > 0) AS ends,
        mode((to_port_m, to_starboard_m) ORDER BY to_port_m, to_starboard_m)
            FILTER (to_port_m + to_starboard_m > 0 AND to_port_m > 0) AS sides
    FROM particulars WHERE ssvid IN (SELECT ssvid FROM parties) GROUP BY ssvid
), hulls AS (
    SELECT vessel_id AS hull, parties.ssvid, length_m,
        coalesce(length_m, 6.5 * width_m, 200) / 2 AS half_length_m,
        coalesce(width_m, length_m / 6, 32) / 2 AS half_width_m,
        coalesce((ends[1] - ends[2]) / 2, 0) AS ahead_m, coalesce((sides[2] - sides[1]) / 2, 0) AS aside_m,
        CASE WHEN ends IS NULL THEN half_length_m ELSE 0 END AS unsure_along_m,
        CASE WHEN sides IS NULL THEN half_width_m ELSE 0 END AS unsure_across_m
    FROM parties LEFT JOIN sizes USING (ssvid)
), sides AS (
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, ssvid, true AS first FROM pairs JOIN hulls ON hull = vessel_id
    UNION ALL
    SELECT vessel_id, other_vessel_id, first_slot, last_slot, ssvid, false FROM pairs JOIN hulls ON hull = other_vessel_id
), looked_at AS (
    SELECT DISTINCT ssvid, unnest(range(first_slot, last_slot + 1)) AS slot FROM sides
), sent AS (
    SELECT ssvid, slot_before(time) AS slot, count(*) AS fixes, arg_min(heading_deg, (time, heading_deg)) AS heading_deg,
        arg_min(nav_status, (time, nav_status)) AS nav_status
    FROM messages() WHERE (vessel_id, slot_before(time)) IN (SELECT (ssvid, slot) FROM looked_at)
    GROUP BY ALL
), lying AS (
    SELECT pairs.vessel_id, other_vessel_id, first_slot, a.slot,
        degrees_apart(a.lon, b.lon) * 111195 * cos(radians(a.lat))
            + east_m(hb.ahead_m, hb.aside_m, sb.heading_deg) - east_m(ha.ahead_m, ha.aside_m, sa.heading_deg) AS east_m,
        (b.lat - a.lat) * 111195
            + north_m(hb.ahead_m, hb.aside_m, sb.heading_deg) - north_m(ha.ahead_m, ha.aside_m, sa.heading_deg) AS north_m,
        coalesce(sa.heading_deg, sb.heading_deg) AS heading_deg,
        least((sa.heading_deg - sb.heading_deg + 360) % 180, 180 - (sa.heading_deg - sb.heading_deg + 360) % 180) AS turned_deg
    FROM pairs
    JOIN hulls AS ha ON ha.hull = pairs.vessel_id JOIN hulls AS hb ON hb.hull = other_vessel_id
    JOIN resampled AS a ON a.vessel_id = pairs.vessel_id AND a.slot BETWEEN rigid_first_slot AND rigid_last_slot
    JOIN resampled AS b ON b.vessel_id = other_vessel_id AND b.slot = a.slot
    LEFT JOIN sent AS sa ON sa.ssvid = ha.ssvid AND sa.slot = a.slot
    LEFT JOIN sent AS sb ON sb.ssvid = hb.ssvid AND sb.slot = a.slot
), lay AS (
    SELECT vessel_id, other_vessel_id, first_slot,
        median(turned_deg) AS heading_apart_deg,
        median(abs(east_m * cos(radians(heading_deg)) - north_m * sin(radians(heading_deg)))) AS across_m,
        median(abs(east_m * sin(radians(heading_deg)) + north_m * cos(radians(heading_deg)))) AS along_m
    FROM lying GROUP BY ALL
), heard AS (
    SELECT vessel_id, other_vessel_id, first_slot,
        sum(fixes) FILTER (first)::BIGINT AS fixes, sum(fixes) FILTER (NOT first)::BIGINT AS other_fixes,
        mode(nav_status ORDER BY nav_status) FILTER (first) AS nav_status, mode(nav_status ORDER BY nav_status) FILTER (NOT first) AS other_nav_status
    FROM sides JOIN sent ON sent.ssvid = sides.ssvid AND sent.slot BETWEEN first_slot AND last_slot
    GROUP BY ALL
), fitted AS (
    SELECT pairs.*, fixes, other_fixes, nav_status, other_nav_status, heading_apart_deg, across_m, along_m,
        ha.half_width_m + hb.half_width_m + ha.unsure_across_m + hb.unsure_across_m + 15 AS touch_across_m,
        0.7 * (ha.half_length_m + hb.half_length_m) + 0.5 * (ha.unsure_along_m + hb.unsure_along_m) + 15 AS touch_along_m,
        CASE WHEN ha.length_m < hb.length_m THEN ha.length_m WHEN ha.length_m IS NOT NULL THEN hb.length_m END AS length_m,
        ha.length_m IS NOT NULL AND hb.length_m IS NOT NULL AS sizes_known,
        coalesce(across_m <= touch_across_m AND along_m <= touch_along_m,
            -- where no heading was sent, as far as bridge and bridge lie apart when hulls lie side by side, most of them aft
            CASE WHEN rigid_apart_m IS NOT NULL THEN rigid_apart_m <= (ha.half_length_m + hb.half_length_m) * 2 / 3 + 15 END) AS could_touch
    FROM pairs
    JOIN hulls AS ha ON ha.hull = pairs.vessel_id JOIN hulls AS hb ON hb.hull = pairs.other_vessel_id
    LEFT JOIN lay USING (vessel_id, other_vessel_id, first_slot)
    LEFT JOIN heard USING (vessel_id, other_vessel_id, first_slot)
), judged AS (
    SELECT *,
        CASE WHEN NOT could_touch OR heading_apart_deg > 8 THEN false
             WHEN rigid_slots < 5 OR rigid_last_slot - rigid_first_slot < 4 THEN NULL
             -- two that swing apart keep their distance for an hour where they turn: without headings, most of the time is asked
             WHEN heading_apart_deg IS NULL AND measured AND rigid_slots < slots / 2 THEN false
             WHEN rigid_share >= 0.75 THEN true
             WHEN measured THEN false END AS as_one
    FROM fitted
)
SELECT vessel_id, other_vessel_id, first_slot, fixes, other_fixes,
    round(heading_apart_deg, 1) AS heading_apart_deg, round(across_m, 1) AS across_m, round(along_m, 1) AS along_m,
    round(touch_across_m, 1) AS touch_across_m, round(touch_along_m, 1) AS touch_along_m, length_m, sizes_known, could_touch,
    as_one, nav_status, other_nav_status
FROM judged
-- that two ships were together takes two messages of each
WHERE fixes >= 2 AND other_fixes >= 2 AND (told OR as_one IS NOT FALSE)
ORDER BY vessel_id, other_vessel_id, first_slot
