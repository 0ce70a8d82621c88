-- Story: what it says now, and what it said before
SELECT event, ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL::DOUBLE AS end_lat, NULL::DOUBLE AS end_lon,
    format('{:.0f} km from {}', port_km, port) AS where_text,
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
    END AS activity,
    sign || ' ' || coalesce(after, before, '') AS detail
FROM identity_signs
