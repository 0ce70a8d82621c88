-- Story: where and when it was last heard
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    position_words(lat, lon) AS where_text,
    'was heard, last at ' || strftime(end_time, '%Y-%m-%d %H:%M') AS activity,
    '' AS detail
FROM listed_ship_detections
