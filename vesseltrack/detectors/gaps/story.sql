-- Story: where the ship fell silent, and for how long; hours in which no ship at all was received are named apart
-- Let: near_dprk_km = 300: where a North Korean port is nearer than this, the distance is given to it
SELECT event, vessel_id, NULL::BIGINT AS other_vessel_id, start_time, end_time, duration_h,
    start_lat AS lat, start_lon AS lon, end_lat, end_lon,
    -- of one that came back, too, the place is that where it fell silent
    CASE WHEN end_time IS NULL THEN '' ELSE 'having fallen silent ' END || CASE WHEN dprk_port_km < $near_dprk_km THEN format('{:.0f} km from {}, North Korea', dprk_port_km, dprk_port)
         ELSE format('{:.0f} km from {}', port_km, port) END AS where_text,
    CASE WHEN end_time IS NULL AND no_data_h >= 1 THEN format('has not been heard for {:.1f} hours', duration_h) || without_data
         WHEN end_time IS NULL THEN format('went silent and has not been heard for {:.1f} hours', duration_h)
         ELSE format('was {} for {:.1f} hours', CASE WHEN no_data_h >= 1 THEN 'not heard' ELSE 'silent' END, duration_h)
            || CASE WHEN no_data_h >= 1 THEN without_data || ',' ELSE '' END
            || coalesce(', heard again as ' || heard_again_as, '')
            || CASE WHEN heard_again_as IS NOT NULL AND apart_km < 1 THEN ', where it vanished'
                WHEN heard_again_as IS NOT NULL THEN format(', {:.0f} km away', apart_km)
                WHEN apart_km < 1 THEN ' and came back where it vanished' ELSE format(' and came back {:.0f} km away', apart_km) END
         END AS activity,
    '' AS detail
FROM (SELECT gaps.*, format(', {}{:.0f} of them without any data', CASE WHEN start_time < since THEN 'at least ' ELSE '' END, no_data_h)
    AS without_data FROM gaps, searched)
