-- Finds:  whether a ship that loitered off a port went into port after it, as one that waited for a berth does
-- Writes: loitering_calls
-- Row: One spell of a ship lying or drifting away from port, with the call tested.
-- Let: off_port_km = 50: nearer to a port than this it may wait for a berth
-- Let: call_h = 12: one that waited for it lies in the harbour within so many hours of the end of the spell ...
-- Let: near_m = 100000: ... no farther off than this
WITH calls AS (
    SELECT event, min({'first_slot': c.first_slot, 'lat': c.lat, 'lon': c.lon, 'port': c.port, 'port_km': c.port_km}) AS first_call
    FROM loitering_spells AS s JOIN port_calls AS c USING (vessel_id) WHERE c.first_slot > s.last_slot GROUP BY event
), facts AS (
    SELECT event, s.port_km, s.port_km < $off_port_km AS is_off_a_port, first_call.port AS call_port, slot_time(first_call.first_slot) AS call_time,
        first_call.first_slot - s.last_slot <= slots_in($call_h) AND apart_m(s.last_lat, s.last_lon, first_call.lat, first_call.lon) <= $near_m AS is_called_at,
        format('lay {:.0f} km from {} {:.1f} hours later, {:.0f} km from where it had waited', first_call.port_km, first_call.port,
            hours_between(until_time, call_time), apart_m(s.last_lat, s.last_lon, first_call.lat, first_call.lon) / 1000) AS call_text,
        hours_between(until_time, ships.last_time) AS followed_h
    FROM loitering_spells AS s JOIN ships USING (vessel_id) LEFT JOIN calls USING (event)
)
SELECT event, call_port, call_time,
    CASE WHEN NOT is_off_a_port THEN false WHEN is_called_at THEN true WHEN call_time IS NOT NULL OR followed_h >= $call_h THEN false END AS holds,
    CASE WHEN NOT is_off_a_port THEN format('{:.0f} km from the nearest port', port_km) WHEN call_time IS NOT NULL THEN call_text
        WHEN followed_h >= $call_h THEN format('heard for {:.0f} hours after it, and in no port', followed_h)
        ELSE format('heard for {:.1f} hours after it only', greatest(0, followed_h)) END AS call_text
FROM facts
ORDER BY event
