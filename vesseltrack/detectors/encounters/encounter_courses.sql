-- Finds:  how two ships that sailed together lay to each other along the course they made, where neither sends a heading
-- Writes: encounter_courses
-- Row: One spell in which two may have moved as one under way, and neither sent a heading.
-- Let: sailing_kn = 2.5: slower than this, places ten minutes apart give no course
WITH sailing AS (
    SELECT event, vessel_id, other_vessel_id, unnest(range(rigid_first_slot, rigid_last_slot + 1)) AS slot
    FROM encounter_spells JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
    JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot)
    WHERE encounter_spells.median_speed_kn >= $sailing_kn AND c.as_one IS NOT FALSE AND across_m IS NULL
), places AS MATERIALIZED (
    SELECT event, other_vessel_id, slot, lat, lon FROM sailing JOIN resampled USING (vessel_id, slot)
), sailed AS (
    SELECT *, lead(slot) OVER w AS next_slot, bearing_deg(lat, lon, lead(lat) OVER w, lead(lon) OVER w) AS course_deg
    FROM places WINDOW w AS (PARTITION BY event ORDER BY slot)
), between_them AS (
    SELECT event, apart_m(m.lat, m.lon, o.lat, o.lon) AS apart_m, radians(bearing_deg(m.lat, m.lon, o.lat, o.lon) - course_deg) AS angle
    FROM sailed AS m JOIN resampled AS o ON o.vessel_id = m.other_vessel_id AND o.slot = m.slot
    WHERE next_slot = m.slot + 1
)
SELECT event, round(median(apart_m * abs(sin(angle))), 1) AS across_m, round(median(apart_m * abs(cos(angle))), 1) AS along_m
FROM between_them GROUP BY event
ORDER BY event
