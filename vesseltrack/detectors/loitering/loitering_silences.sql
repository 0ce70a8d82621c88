-- Finds:  which ships were silent while another loitered, and had time to come, to lie beside it and to go on
-- Writes: loitering_silences
-- Row: One ship that was silent while another loitered and had time to lie beside it; of each spell the likeliest few.
-- Let: beside_h = 2: it may have come and gone at silent_kn() and lain there for so many hours: time for a transfer
-- Let: kept_ships = 3: so many of each spell, those that went dark first, then those with most time
WITH silences AS (
    -- in which the ship had stopped transmitting, or of which that cannot be told
    SELECT event AS gap_event, vessel_id, start_time, coalesce(end_time, last_time) AS until_time, start_lat, start_lon, end_lat, end_lon,
        epoch_hour(start_time) // 24 AS first_day, unnest(range(first_day, epoch_hour(until_time) // 24 + 1)) AS day, went_dark(assessment, hoisted, goes_on_as) AS went_dark
    FROM gaps, searched WHERE (went_dark OR assessment = 'undetermined' AND NOT hoisted AND goes_on_as IS NULL) AND NOT end_is_false AND NOT is_at_berth(port_km)
), spell_days AS (
    -- it may have begun earlier and ended later, where it was silent then
    SELECT event, vessel_id, start_time, until_time, coalesce(start_after, start_time) AS begins_after, CASE WHEN goes_on THEN until_time ELSE coalesce(end_before, until_time) END AS ends_before, longest_h, lat, lon, epoch_hour(start_time) // 24 AS first_day, unnest(range(first_day, epoch_hour(until_time) // 24 + 1)) AS day FROM loitering_spells JOIN loitering_ends USING (event)
), in_reach AS (
    -- by day, so that not every spell is compared with every silence, and once, on the first day of both
    SELECT s.event, g.vessel_id, gap_event, went_dark,
        g.start_time + to_seconds(3600 * apart_m(g.start_lat, g.start_lon, s.lat, s.lon) / (1852 * silent_kn())) AS there_time,
        g.until_time - to_seconds(3600 * coalesce(apart_m(g.end_lat, g.end_lon, s.lat, s.lon), 0) / (1852 * silent_kn())) AS away_time,
        greatest(s.start_time, there_time) AS from_time, least(s.until_time, away_time) AS to_time,
        least(longest_h, hours_between(greatest(begins_after, there_time), least(ends_before, away_time))) AS room_h
    FROM spell_days AS s JOIN silences AS g USING (day)
    WHERE g.vessel_id <> s.vessel_id AND s.day = greatest(s.first_day, g.first_day) AND g.start_time < s.until_time AND g.until_time > s.start_time
        -- too far by latitude alone, of which a degree is sixty nautical miles
        AND abs(s.lat - g.start_lat) * 60 <= silent_kn() * hours_between(g.start_time, s.until_time) AND hours_between(from_time, to_time) >= $beside_h
), silent_ships AS (
    SELECT * FROM in_reach WHERE vessel_id NOT IN (SELECT vessel_id FROM ships WHERE gear)
    QUALIFY row_number() OVER (PARTITION BY event, vessel_id ORDER BY went_dark DESC, room_h DESC, gap_event) = 1
)
SELECT event, vessel_id, gap_event, went_dark, from_time, to_time, round(room_h, 2) AS room_h, count(*) OVER (PARTITION BY event) AS silent_ships
FROM silent_ships
QUALIFY row_number() OVER (PARTITION BY event ORDER BY went_dark DESC, room_h DESC, vessel_id) <= $kept_ships
ORDER BY event, vessel_id
