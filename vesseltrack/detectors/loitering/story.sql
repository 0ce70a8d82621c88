-- Story: how fast it drifted, for how long, and whether it still does
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE WHEN end_time IS NULL THEN 'has lain or drifted' ELSE 'lay or drifted' END
        || format(' at {:.1f} kn for {:.1f} hours', mean_speed_kn, duration_h) AS activity,
    '' AS detail
FROM loitering
