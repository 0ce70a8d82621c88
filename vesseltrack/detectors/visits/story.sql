-- Story: which watched zone, and for how long; a visit to any other zone is a row of its table, and no event to tell of
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    zone_name AS where_text,
    format('was in the zone for {:.1f} hours', duration_h) AS activity,
    zone_name AS detail
FROM visits WHERE watch
