-- Finds:  events that are worth an alert: those a list has a part in, and those whose behaviour weighs enough
-- Reads:  gaps, encounters, loitering, visits, sightings, identity_signs, reasons, searched
-- Writes: scored
WITH events AS (
    SELECT event, 'gap' AS kind, ship, NULL::BIGINT AS other_ship, start_time, end_time, duration_h,
        start_lat AS lat, start_lon AS lon, end_lat, end_lon,
        CASE WHEN dprk_port_km < 300 THEN format('{:.0f} km from {}, North Korea', dprk_port_km, dprk_port)
             ELSE format('{:.0f} km from {}', port_km, port) END AS place,
        CASE WHEN end_time IS NULL AND no_data_h >= 1 THEN format('has not been heard for {:.1f} hours', duration_h) || without_data
             WHEN end_time IS NULL THEN format('went silent and has not been heard for {:.1f} hours', duration_h)
             ELSE format('was {} for {:.1f} hours', CASE WHEN no_data_h >= 1 THEN 'not heard' ELSE 'silent' END, duration_h)
                || CASE WHEN no_data_h >= 1 THEN without_data || ',' ELSE '' END
                || CASE WHEN apart_km < 1 THEN ' and came back where it vanished' ELSE format(' and came back {:.0f} km away', apart_km) END
             END AS deed
    FROM (SELECT gaps.*, format(', {}{:.0f} of them without any data', CASE WHEN start_time < since THEN 'at least ' ELSE '' END, no_data_h)
        AS without_data FROM gaps, searched)
    UNION ALL
    SELECT event, 'encounter', ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        CASE WHEN end_time IS NULL THEN CASE WHEN median_speed_kn < 2 THEN 'have lain' ELSE 'have sailed' END
             WHEN median_speed_kn < 2 THEN 'lay' ELSE 'sailed' END
            || format(' {:.0f} m apart for {:.1f} hours', median_apart_m, duration_h)
            || CASE WHEN end_time IS NULL THEN ' and were not heard apart since' ELSE '' END
    FROM encounters
    UNION ALL
    SELECT event, 'loitering', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        format('lay or drifted at {:.1f} kn for {:.1f} hours', mean_speed_kn, duration_h)
    FROM loitering
    UNION ALL
    SELECT event, 'visit', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        zone_name, format('was in the zone for {:.1f} hours', duration_h)
    FROM visits WHERE watch
    UNION ALL
    SELECT event, 'sighting', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.2f} N {:.2f} E', lat, lon), 'was heard, last at ' || strftime(end_time, '%Y-%m-%d %H:%M')
    FROM sightings
    UNION ALL
    SELECT event, 'identity', ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        CASE sign
            WHEN 'imo_changed' THEN format('changed its IMO number from {} to {}', before, after)
            WHEN 'imo_dropped' THEN format('left out its IMO number {}', before)
            WHEN 'imo_invalid' THEN format('sends {}, which is no IMO number', after)
            WHEN 'imo_twice' THEN format('and another ship sent IMO {} from two places at once', after)
            WHEN 'near_miss_of_listed' THEN format('sends IMO {}, nearly that of {}', after, before)
            WHEN 'near_number_of_listed' THEN format('sends IMO {}, which is nearly that of {}', after, before)
            WHEN 'borrowed' THEN format('sends IMO {}, a number others have borrowed', after)
            WHEN 'name_changed' THEN format('changed its name from {} to {}', before, after)
            WHEN 'size_changed' THEN format('changed its length from {} to {}', before, after)
            WHEN 'other_size' THEN format('is {} long, where the hull of its IMO number has {}', after, before)
            WHEN 'flag_changed' THEN format('went over from flag {} to {}', before, after)
            WHEN 'handover' THEN format('began where {} ended', before)
            WHEN 'no_such_country' THEN format('sends MMSI {}, of no country', after)
        END
    FROM identity_signs
), scores AS (
    SELECT event,
        sum(weight) FILTER (lane = 'listed') AS listed_score,
        coalesce(sum(weight) FILTER (lane = 'behaviour'), 0) AS behaviour_score,
        -- in the listed lane what behaviour weighs stands in brackets: it does not count there
        list(CASE WHEN listed AND lane = 'behaviour' THEN format('({:+g}) {}', weight, says) ELSE format('{:+g} {}', weight, says) END
            ORDER BY lane DESC, weight DESC, reason) FILTER (weight > 0) AS reasons,
        list(CASE WHEN listed THEN format('({:+g}) {}', weight, says) ELSE format('{:+g} {}', weight, says) END
            ORDER BY weight, reason) FILTER (weight < 0) AS innocent
    FROM (SELECT *, bool_or(lane = 'listed') OVER (PARTITION BY event) AS listed FROM reasons) GROUP BY event
)
SELECT events.*,
    CASE WHEN listed_score IS NULL THEN 'behaviour' ELSE 'listed' END AS lane,
    round(coalesce(listed_score, behaviour_score), 2) AS score,
    round(behaviour_score, 2) AS behaviour_score,
    coalesce(reasons, []) AS reasons,
    coalesce(innocent, []) AS innocent
FROM events JOIN scores USING (event)
WHERE listed_score IS NOT NULL OR behaviour_score >= $min_score
ORDER BY event
