-- Story: how fast it drifted, for how long (from when to when, where an end lies in a silence; at least, where it was first heard in it), and whether it still does; if it was not heard for long before the data end, that it was not
-- Let: not_heard_h = 1: last heard so many hours before the end of the data, nobody knows whether it still drifts
WITH spells AS (
    SELECT *, hours_between(start_time, (SELECT last_time FROM searched)) - duration_h AS since_heard_h FROM loitering
)
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE WHEN end_time IS NOT NULL THEN CASE WHEN lies_or_drifts(mean_speed_kn) THEN 'lay' ELSE 'went' END
        ELSE CASE WHEN since_heard_h < $not_heard_h THEN 'has ' ELSE 'had ' END || CASE WHEN lies_or_drifts(mean_speed_kn) THEN 'lain' ELSE 'gone' END END || ' or drifted'
        || format(' at {:.1f} kn for {}', mean_speed_kn, CASE WHEN longest_h IS NULL THEN 'at least ' ELSE '' END)
        || shortest_to_longest(duration_h, longest_h)
        || CASE WHEN is_mostly_inferred(heard_h, duration_h) THEN format(' ({:.1f} of them not heard: inferred)', duration_h - heard_h) ELSE '' END
        || CASE WHEN end_time IS NULL AND since_heard_h >= $not_heard_h THEN format(' when last heard, {:.1f} hours before the data end', since_heard_h) ELSE '' END AS activity,
    '' AS detail
FROM spells
