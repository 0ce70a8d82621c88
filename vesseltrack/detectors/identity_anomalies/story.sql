-- Story: what it says now, and what it said before
SELECT event, vessel_id, other_vessel_id, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
    CASE anomaly
        WHEN 'imo_changed' THEN format('changed its IMO number from {} to {}', value_before, value_after)
        WHEN 'imo_dropped' THEN format('left out its IMO number {}', value_before)
        WHEN 'imo_invalid' THEN format('sends {}, which is no IMO number', value_after)
        WHEN 'imo_twice' THEN format('and another ship sent IMO {} from two places at once', value_after)
        WHEN 'near_miss_of_listed' THEN format('sends IMO {}, nearly that of {}', value_after, value_before)
        WHEN 'near_number_of_listed' THEN format('sends IMO {}, which is nearly that of {}', value_after, value_before)
        WHEN 'borrowed' THEN format('sends IMO {}, a number others have borrowed', value_after)
        WHEN 'name_changed' THEN format('changed its name from {} to {}', value_before, value_after)
        WHEN 'size_changed' THEN format('changed its length from {} to {}', value_before, value_after)
        WHEN 'other_size' THEN format('is {} long, where the hull of its IMO number has {}', value_after, value_before)
        WHEN 'flag_changed' THEN format('went over from flag {} to {}', value_before, value_after)
        WHEN 'handover' THEN format('was first heard where {} was last heard', value_before)
        WHEN 'no_such_country' THEN format('sends MMSI {}, of no country', value_after)
    END AS activity,
    anomaly || ' ' || coalesce(value_after, value_before, '') AS detail
FROM identity_anomalies
