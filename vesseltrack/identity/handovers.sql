-- Finds:  ships that go on as another: one identity ends where and when another begins
-- Writes: handovers
-- Let: lay_kn = 2: a cargo ship, a tanker or one of unknown kind lay at one spot if it was slower than this when last heard ...
-- Let: lay_h = 0.5: ... and first heard under the new number within so long ...
-- Let: lay_m = 100: ... and so near, to which is added how far it could have drifted
-- Let: soon_h = 0.25: a ship went on its way if it was first heard under the new number within so long ...
-- Let: way_m = 250: ... and as far from where it was last heard as it sails in that time, within so much
WITH ends AS (
    SELECT s.vessel_id, s.mmsi, s.name, s.imo, s.call_sign, s.length_m, s.vessel_type,
        s.last_time AS time, s.last_lat AS lat, s.last_lon AS lon, s.last_sog_kn AS sog_kn
    FROM ships AS s, searched WHERE s.last_time < searched.last_time - to_seconds($data_edge_h * 3600) AND s.mmsi IS NOT NULL AND s.hulls = 1 AND NOT s.gear
), begins AS (
    SELECT s.vessel_id, s.mmsi, s.name, s.imo, s.call_sign, s.length_m, s.vessel_type,
        s.first_time AS time, s.first_lat AS lat, s.first_lon AS lon
    FROM ships AS s, searched
    WHERE s.first_time > searched.first_time + to_seconds($data_edge_h * 3600) AND s.mmsi IS NOT NULL AND s.hulls = 1 AND NOT s.gear
), met AS (
    -- pairs near in place, or near in time: no others can be a handover
    SELECT b.vessel_id, e.vessel_id AS other_vessel_id
    FROM begins AS b JOIN (SELECT *, unnest([-1, 0, 1]) + door_row(lat) AS row FROM ends) AS e ON e.row = door_row(b.lat)
    UNION
    SELECT b.vessel_id, e.vessel_id
    FROM begins AS b JOIN (SELECT *, unnest([-1, 0, 1]) + epoch(time) // 3600 AS hour FROM ends) AS e ON e.hour = epoch(b.time) // 3600
), doors AS (
    -- places where many ships are received first or last: reception ends there, and one ship appears as another is lost
    SELECT door_row(lat) + dy AS row, door_row(lon) + dx AS col, count(DISTINCT vessel_id) AS ships
    FROM (SELECT vessel_id, lat, lon FROM begins UNION ALL SELECT vessel_id, lat, lon FROM ends),
        (VALUES (-1), (0), (1)) AS v(dy), (VALUES (-1), (0), (1)) AS h(dx)
    GROUP BY ALL
), paired AS (
    SELECT b.vessel_id, e.vessel_id AS other_vessel_id, b.time,
        coalesce(e.name, 'a nameless ship') || ' (' || e.mmsi || ')' AS value_before,
        coalesce(b.name, 'a nameless ship') || ' (' || b.mmsi || ')' AS value_after,
        hours_between(e.time, b.time) AS silent_h,
        coalesce(e.imo = b.imo, false) OR coalesce(e.call_sign = b.call_sign, false) OR coalesce(name_key(e.name) = name_key(b.name), false) AS alike,
        coalesce(abs(e.length_m - b.length_m) <= greatest($handover_size_m, $handover_size_share * e.length_m), true) AS of_one_size, coalesce(e.imo = b.imo, true) AS of_one_imo,
        concat_ws('; ', CASE WHEN NOT of_one_imo THEN format('it sends IMO {}, not {}', b.imo, e.imo) END, CASE WHEN NOT of_one_size THEN says_it_is(b.vessel_type, b.length_m, e.vessel_type, e.length_m) END,
            CASE WHEN doors.ships - 2 >= $edge_ships THEN 'others are heard first or last around there, too' END) AS doubt_text,
        apart_m(e.lat, e.lon, b.lat, b.lon) AS away_m, e.sog_kn * 1852 * abs(silent_h) AS way_made_m, may_trade(e.vessel_type) AND may_trade(b.vessel_type) AS trade,
        coalesce(trade AND e.sog_kn < $lay_kn AND silent_h <= $lay_h AND away_m <= $lay_m + way_made_m, false) AS at_one_spot,
        coalesce(trade AND abs(silent_h) <= $soon_h AND abs(away_m - way_made_m) <= $way_m, false) AS on_its_way,
        -- what fits best comes first: something in common, then the same length, then one that is not sent
        (NOT alike, coalesce(CASE WHEN e.length_m = b.length_m THEN 0 ELSE 2 END, 1)) AS unlike
    FROM met JOIN begins AS b USING (vessel_id) JOIN ends AS e ON e.vessel_id = met.other_vessel_id AND e.vessel_id <> b.vessel_id
    JOIN cell_context AS p ON p.cell_id = cell_id_of(e.lat, e.lon)
    JOIN doors ON row = door_row(e.lat) AND col = door_row(e.lon)
    WHERE b.time BETWEEN e.time - to_seconds($handover_overlap_min * 60) AND e.time + to_seconds($max_handover_h * 3600)
        -- within $max_handover_m, to which, within $at_once_h, is added how far it could have sailed at its last speed
        AND away_m <= $max_handover_m + CASE WHEN silent_h <= $at_once_h THEN coalesce(way_made_m, 0) ELSE 0 END
        -- a false identity may have a false size and a false IMO number: of a ship that may trade neither matters where the later number begins just where the former would be,
        -- at once. If it lay at one spot, neither does it matter that reception ends there
        AND (at_one_spot OR doors.ships - 2 < $edge_ships AND (on_its_way OR of_one_size AND of_one_imo))
        -- nothing in common but place and time: only at once, away from port and with no other size
        AND (alike OR (silent_h <= $at_once_h AND p.non_dprk_port_km >= $handover_port_km))
), best AS (
    -- two that end beside each other within minutes, and two that begin there: times do not tell which went on as which
    SELECT *, count_if(unlike = least_unlike AND abs(silent_h - shortest_h) <= $handover_choice_min / 60) OVER (PARTITION BY vessel_id) AS ends,
        count_if(unlike = other_least_unlike AND abs(silent_h - other_shortest_h) <= $handover_choice_min / 60) OVER (PARTITION BY other_vessel_id) AS begins
    FROM (SELECT *, min(unlike) OVER (PARTITION BY vessel_id) AS least_unlike, min(unlike) OVER (PARTITION BY other_vessel_id) AS other_least_unlike,
        min_by(silent_h, (unlike, abs(silent_h))) OVER (PARTITION BY vessel_id) AS shortest_h,
        min_by(silent_h, (unlike, abs(silent_h))) OVER (PARTITION BY other_vessel_id) AS other_shortest_h FROM paired)
    QUALIFY row_number() OVER (PARTITION BY vessel_id ORDER BY unlike, abs(silent_h), other_vessel_id) = 1
        AND row_number() OVER (PARTITION BY other_vessel_id ORDER BY unlike, abs(silent_h), vessel_id) = 1
)
SELECT vessel_id, other_vessel_id, 'handover' AS anomaly, time, value_before, value_after, nullif(doubt_text, '') AS evidence FROM best
WHERE unlike[1] = false OR greatest(ends, begins) = 1
ORDER BY ALL
