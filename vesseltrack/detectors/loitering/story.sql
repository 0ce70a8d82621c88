-- Story: how fast it drifted, for how long, and whether it still does; if it was not heard for long before the data end, that it was not
-- Let: unheard_h = 1: last heard so many hours before the end of the data, nobody knows whether it still drifts
WITH told AS (
    SELECT *, hours_between(start_time, (SELECT last_time FROM searched)) - duration_h AS unheard_h FROM loitering
)
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE WHEN end_time IS NOT NULL THEN 'lay or drifted' WHEN unheard_h < $unheard_h THEN 'has lain or drifted' ELSE 'had lain or drifted' END
        || format(' at {:.1f} kn for {:.1f} hours', mean_speed_kn, duration_h)
        || CASE WHEN end_time IS NULL AND unheard_h >= $unheard_h THEN format(' when last heard, {:.1f} hours before the data end', unheard_h) ELSE '' END AS activity,
    '' AS detail
FROM told
