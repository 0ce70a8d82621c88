-- Finds:  how a ship sailed before and after it loitered, and which draught and destination it sent
-- Writes: loitering_voyages
-- Row: One spell of a ship lying or drifting away from port.
-- Let: around_h = 3: hours before and after the spell from which speed and course are measured
-- Let: made_m = 5000: a ship that moved less than this in them has no course
WITH slots_around AS (
    -- by tenth minute: a ship's positions meet only the spells they are near to, not all of its spells
    SELECT event, vessel_id, first_slot, last_slot, unnest(slots_beside(first_slot, last_slot, $around_h)) AS slot
    FROM loitering_spells
), sailed AS (
    SELECT event,
        median(speed_kn) FILTER (slot < first_slot) AS before_kn, median(speed_kn) FILTER (slot > last_slot) AS after_kn,
        arg_min((r.lat, r.lon), slot) FILTER (slot < first_slot) AS from_place,
        arg_max((r.lat, r.lon), slot) FILTER (slot > last_slot) AS to_place
    FROM slots_around JOIN resampled AS r USING (vessel_id, slot)
    GROUP BY event
), turned AS (
    SELECT event, abs(degrees_apart(
        bearing_deg(from_place[1], from_place[2], first_lat, first_lon), bearing_deg(last_lat, last_lon, to_place[1], to_place[2]))) AS turned_deg
    FROM loitering_spells JOIN sailed USING (event)
    WHERE apart_m(from_place[1], from_place[2], first_lat, first_lon) > $made_m AND apart_m(last_lat, last_lon, to_place[1], to_place[2]) > $made_m
), particulars_around AS MATERIALIZED (
    SELECT event, start_time, until_time, p.first_time, p.last_time, draught_m, destination
    FROM loitering_spells JOIN ships USING (vessel_id) JOIN particulars AS p ON p.ssvid = ships.ssvid
    WHERE is_sent_around(p.first_time, p.last_time, start_time, until_time)
), sent AS (
    SELECT event, min(draught_m) < max(draught_m) AS several,
        draught_by(draught_m, p.first_time, p.last_time, start_time) AS draught_before_m,
        sent_after(draught_m, p.first_time, p.last_time, until_time) AS draught_after_m,
        sent_by(destination, p.first_time, p.last_time, start_time) AS destination_before,
        sent_after(destination, p.first_time, p.last_time, until_time) AS destination_after
    FROM particulars_around AS p GROUP BY event
), changes AS (
    SELECT event, p.first_time, draught_m <> lag(draught_m) OVER (PARTITION BY event ORDER BY p.first_time, p.last_time, draught_m) AS changed
    FROM particulars_around AS p JOIN sent USING (event) WHERE several AND draught_m IS NOT NULL
), keyed AS (
    SELECT event, max(first_time) AS draught_keyed_time, count(*) AS draughts_keyed FROM changes WHERE changed GROUP BY event
)
SELECT event, before_kn, after_kn, turned_deg, draught_before_m, draught_after_m,
    draught_keyed_time, coalesce(draughts_keyed, 0) AS draughts_keyed, destination_before, destination_after
FROM loitering_spells LEFT JOIN sailed USING (event) LEFT JOIN turned USING (event) LEFT JOIN sent USING (event) LEFT JOIN keyed USING (event)
ORDER BY event
