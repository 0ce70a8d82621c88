-- Story: how near to each other the two lay, and for how long
SELECT event, ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    format('lay {:.0f} m apart for {:.1f} hours', median_apart_m, duration_h) AS activity,
    '' AS detail
FROM encounters
