-- Story: how fast it drifted, and for how long
SELECT event, ship, NULL::BIGINT AS other_ship, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    format('lay or drifted at {:.1f} kn for {:.1f} hours', mean_speed_kn, duration_h) AS activity,
    '' AS detail
FROM loitering
