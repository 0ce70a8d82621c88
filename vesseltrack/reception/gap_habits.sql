-- Finds:  how often a ship was silent like that at other times
-- Writes: gap_habits
-- Such as a transponder switched off every night at its berth, or a boat that fishes beyond the receivers and comes home. A craft that is no
-- trader may be elsewhere each night at its hour. Silences that still last are not counted among the others.
-- Let: same_place_m = 30000: two silences begin, or end, in one place within this
-- Let: times_as_long = 3: alike in length: neither is more than this many times as long as the other
-- Let: same_hour_h = 2: they begin at the same hour of the day, give or take this
WITH pairs AS (
    SELECT a.event, b.event AS other,
        apart_m(a.start_lat, a.start_lon, b.start_lat, b.start_lon) <= $same_place_m AS same_start,
        coalesce(apart_m(a.end_lat, a.end_lon, b.end_lat, b.end_lon) <= $same_place_m, false) AS same_end,
        b.duration_h BETWEEN a.duration_h / $times_as_long AND a.duration_h * $times_as_long OR a.end_time IS NULL AS same_length,
        abs((epoch_us(a.start_time) - epoch_us(b.start_time)) / 3600000000 % 24) AS hours, hours <= $same_hour_h OR hours >= 24 - $same_hour_h AS same_hour,
        may_trade(ships.vessel_type) AS may_trade
    FROM gap_candidates AS a JOIN gap_candidates AS b ON a.vessel_id = b.vessel_id AND a.event <> b.event AND b.end_time IS NOT NULL
    JOIN ships ON ships.vessel_id = a.vessel_id
)
SELECT event, count_if(same_start AND same_length) AS like_it,
    count_if((same_start OR NOT may_trade) AND same_length AND same_hour) AS at_that_hour,
    count_if(same_start AND same_end) AS trips
FROM pairs GROUP BY event
ORDER BY event
