-- Finds:  which sources received other ships along the likeliest track of a ship that fell silent, and which had received the ship itself
-- Writes: gap_sources
-- Row: One silence, where files name sources.
-- Let: near_cells = 2: a ship is near the track within so many cells of 0.1 degrees, as in gap_others
-- Let: before_h = 24: hours before the silence in which its own sources are counted
-- Let: most_named = 6: so many sources are named, those with most ships first
WITH steps AS (
    SELECT unnest(range(-$near_cells, $near_cells + 1))::INTEGER AS d
), around AS (
    SELECT DISTINCT event, vessel_id, epoch_hour(time) AS epoch_hour, cell_of(lat) + north.d AS cell_y, (cell_of(lon) + east.d + 3600) % 3600 AS cell_x
    FROM candidate_tracks, steps AS north, steps AS east WHERE is_likeliest_track(candidate)
), beside AS (
    SELECT DISTINCT event, h.vessel_id, epoch_hour FROM around JOIN ship_cell_hours AS h USING (epoch_hour, cell_y, cell_x)
    WHERE h.received_slots > 0 AND h.vessel_id <> around.vessel_id
), others AS (
    SELECT event, source, count(DISTINCT vessel_id) AS ships
    FROM beside JOIN ships USING (vessel_id) JOIN source_hours AS h USING (ssvid, epoch_hour) JOIN gap_candidates AS s USING (event)
    WHERE h.last_time > s.start_time AND h.first_time < s.until_time GROUP BY ALL
), own AS (
    SELECT event, source, count(*) AS hours
    FROM gap_candidates JOIN ships USING (vessel_id) JOIN source_hours AS h ON h.ssvid = ships.ssvid
        AND h.epoch_hour BETWEEN epoch_hour(start_time) - $before_h AND epoch_hour(start_time) AND h.first_time <= start_time
    GROUP BY ALL
), named AS (
    SELECT event, CASE source WHEN '' THEN 'files that name none' ELSE source END AS source, coalesce(ships, 0) AS ships, coalesce(hours, 0) AS own_hours
    FROM others FULL JOIN own USING (event, source)
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY event ORDER BY ships DESC, source) AS by_ships,
        row_number() OVER (PARTITION BY event ORDER BY own_hours DESC, source) AS by_hours FROM named
), reached AS (
    SELECT event, avg(chance) AS chance FROM source_reach WHERE is_likeliest_track(candidate) GROUP BY event
)
SELECT event,
    string_agg(source || ' ' || CASE ships WHEN 0 THEN 'none' ELSE ships::VARCHAR END, ', ' ORDER BY by_ships) FILTER (by_ships <= $most_named)
        || CASE WHEN count(*) > $most_named THEN format(' and {} more', count(*) - $most_named) ELSE '' END AS others_by_source,
    string_agg(source, ', ' ORDER BY by_hours) FILTER (own_hours > 0 AND by_hours <= $most_named)
        || CASE WHEN count_if(own_hours > 0) > $most_named THEN format(' and {} more', count_if(own_hours > 0) - $most_named) ELSE '' END AS own_sources,
    coalesce(bool_or(ships > 0 AND own_hours > 0), false) AS own_listened,
    round(any_value(chance), 3) AS chance
FROM ranked LEFT JOIN reached USING (event) GROUP BY event ORDER BY event
