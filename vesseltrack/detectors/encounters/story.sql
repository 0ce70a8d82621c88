-- Story: how near to each other the two lay or sailed, for how long, and whether they still do
SELECT event, vessel_id, other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE WHEN end_time IS NULL THEN CASE WHEN median_speed_kn < 2 THEN 'have lain' ELSE 'have sailed' END
         WHEN median_speed_kn < 2 THEN 'lay' ELSE 'sailed' END
        || format(' {:.0f} m apart for {:.1f} ', median_apart_m, duration_h)
        || CASE WHEN longest_h - duration_h >= 0.5 THEN format('to {:.1f} hours', longest_h) ELSE 'hours' END
        || CASE WHEN end_time IS NULL THEN ' and were not heard apart since' ELSE '' END AS activity,
    '' AS detail
FROM encounters
