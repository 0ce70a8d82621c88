-- Story: how near to each other the two lay or sailed, for how long (at least, if its begin or its end was not seen), for how much of it they were not heard so, and whether they still do; if they were not heard for long
-- before the data end, that they were not
-- Let: not_heard_h = 1: last heard together so many hours before the end of the data, nobody knows whether they still are
WITH meetings AS (
    SELECT encounters.*, hours_between(start_time, (SELECT last_time FROM searched)) - duration_h AS since_heard_h,
        coalesce(' on both sides of ' || a_name(ships.name, ships.mmsi, ships.vessel_id), '') AS third_text
    FROM encounters LEFT JOIN ships ON ships.vessel_id = third_vessel_id
)
SELECT event, vessel_id, other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE WHEN end_time IS NOT NULL THEN '' WHEN since_heard_h < $not_heard_h THEN 'have ' ELSE 'had ' END
        || lay_or_sailed(median_speed_kn, CASE WHEN end_time IS NULL THEN 'lain' ELSE 'lay' END)
        || third_text || format(' {:.0f} m apart for {}{:.1f} ', median_apart_m, CASE WHEN is_open_ended(begin_seen, end_seen, end_time, start_after, start_time) THEN 'at least ' ELSE '' END, duration_h)
        || CASE WHEN longest_h - duration_h >= 0.5 THEN format('to {:.1f} hours', longest_h) ELSE 'hours' END
        || of_them(median_speed_kn, sailed_h, CASE WHEN is_mostly_inferred(duration_h - drawn_h, duration_h) THEN drawn_h END)
        || CASE WHEN end_time IS NULL AND since_heard_h >= $not_heard_h
                THEN format(' when last heard together, {:.1f} hours before the data end,', since_heard_h) ELSE '' END
        || CASE WHEN end_time IS NULL THEN ' and were not heard apart since' ELSE '' END AS activity,
    '' AS detail
FROM meetings
