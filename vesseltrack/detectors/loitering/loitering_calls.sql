-- Finds:  whether a ship that loitered off a port went into port after it, as one that waited for a berth does
-- Writes: loitering_calls
-- Row: One spell of a ship lying or drifting away from port, with the call tested.
-- The call decides, not how far off the ship lay: it went from the spell to the harbour in the time that its own speed takes, and a tide.
-- A ship that fell silent while it waited may have waited until it was heard again: from then on that time counts.
-- Let: tide_h = 12: one that waited for it lies in the harbour this many hours later than its speed takes, or sooner: it may miss a tide (12.4 hours) and a pilot
-- Let: usual_kn = 10: speed of a ship that was not heard to sail after the spell
-- Let: waits_m = 150000: ships that wait drift as far off as this, and then go in (our judgement: anchorages lie within 40 km, drifters keep out to 60 km, and to half a day's sail) ...
-- Let: may_wait_m = 370000: ... or farther, up to 200 nautical miles, where cargo is moved at sea as well: not to be told apart
-- Let: least_change_m = 0.5: a draught that changed by this before the harbour, or more, is no wait
-- Let: last_min = 20: a silence that begins so many minutes after the last tenth minute of the spell, or sooner, follows it
-- Let: waits_silent_h = 48: in a longer silence a ship may have done anything
-- Let: silent_share = 0.5: a ship silent for this part of those hours may have called unheard
WITH in_port AS (
    SELECT vessel_id, first_slot, lat, lon, port, port_km, true AS lay FROM port_calls
    UNION ALL
    -- last heard at a berth: nobody heard for how long it lay there
    SELECT vessel_id, slot_before(last_time), last_lat, last_lon, port, port_km, false FROM ships JOIN cell_context ON cell_id = cell_id_of(last_lat, last_lon)
    WHERE is_at_berth(foreign_port_km(port_country, port_km, non_dprk_port_km))
), calls AS (
    SELECT event, min({'first_slot': c.first_slot, 'lat': c.lat, 'lon': c.lon, 'port': c.port, 'port_km': c.port_km, 'lay': lay}) AS first_call
    FROM loitering_spells AS s JOIN in_port AS c USING (vessel_id) WHERE c.first_slot > s.last_slot GROUP BY event
), silences AS (
    -- it had not sailed when it was last heard
    SELECT s.event, min(g.end_time) AS again_time
    FROM loitering_spells AS s JOIN gap_candidates AS g USING (vessel_id)
    WHERE g.start_time >= s.until_time AND g.start_time < s.until_time + to_minutes($last_min) AND NOT coalesce(is_sailing_speed(g.start_sog_kn), false)
        AND g.duration_h <= $waits_silent_h
    GROUP BY s.event
), spells AS (
    -- without a call, the way to the nearest port
    SELECT event, vessel_id, until_time, goes_on, s.port_km, first_call.port AS call_port, slot_time(first_call.first_slot) AS call_time, first_call.lat AS call_lat, first_call.lon AS call_lon,
        first_call.port_km AS call_port_km, first_call.lay AS call_lay, CASE WHEN again_time <= call_time THEN again_time END AS heard_again, coalesce(apart_m(last_lat, last_lon, call_lat, call_lon), 1000 * s.port_km) AS way_m,
        CASE WHEN is_sailing_speed(after_kn) THEN after_kn ELSE $usual_kn END AS own_kn, abs(draught_after_m - draught_before_m) AS changed_m
    FROM loitering_spells AS s JOIN loitering_voyages USING (event) LEFT JOIN calls USING (event) LEFT JOIN silences USING (event)
), timed AS (
    SELECT *, $tide_h + way_m / 1852 / own_kn AS most_h, coalesce(hours_between(coalesce(heard_again, until_time), call_time) <= most_h, false) AS went_there FROM spells
), silences_after AS (
    SELECT s.event, sum(hours_between(greatest(s.until_time, g.start_time), least(s.until_time + to_seconds(most_h * 3600), g.until_time))) AS hours_silent
    FROM timed AS s JOIN gap_candidates AS g USING (vessel_id) WHERE NOT went_there AND g.until_time > s.until_time AND g.start_time < s.until_time + to_seconds(most_h * 3600)
    GROUP BY s.event
), facts AS (
    SELECT timed.*, hours_between(until_time, ships.last_time) AS followed_h, coalesce(hours_silent, 0) AS silent_h,
        CASE WHEN went_there THEN changed_m >= $least_change_m END AS changed_before,
        format('{} {:.0f} km from {} {:.1f} hours later, {:.0f} km from where it had waited', CASE WHEN call_lay THEN 'lay' ELSE 'was last heard' END,
            call_port_km, call_port, hours_between(until_time, call_time), way_m / 1000)
            || coalesce(format(', silent for the first {:.0f} hours', hours_between(until_time, heard_again)), '') AS lay_text,
        CASE WHEN way_m > $may_wait_m THEN NULL WHEN goes_on THEN 'it goes on' WHEN followed_h < most_h THEN format('heard for {:.1f} hours after it only', greatest(0, followed_h))
             WHEN silent_h >= $silent_share * most_h THEN format('silent for {:.0f} of the {:.0f} hours after it', silent_h, most_h) END AS unknown_text
    FROM timed JOIN ships USING (vessel_id) LEFT JOIN silences_after USING (event)
)
SELECT event, call_port, call_time, call_lat, call_lon,
    CASE WHEN way_m > $may_wait_m OR changed_before THEN false
         WHEN went_there THEN CASE WHEN way_m <= $waits_m THEN true END
         WHEN unknown_text IS NULL THEN false END AS holds,
    CASE WHEN went_there THEN lay_text || CASE WHEN changed_before THEN format(', and its draught had changed by {:.1f} m before', changed_m)
            WHEN way_m > $waits_m THEN ', farther than most wait' ELSE '' END
         WHEN call_time IS NULL AND way_m > $may_wait_m THEN format('{:.0f} km from the nearest port', port_km)
         ELSE coalesce(unknown_text, CASE WHEN call_time IS NOT NULL THEN lay_text END, format('heard for {:.0f} hours after it, and in no port', followed_h)) END AS call_text
FROM facts
ORDER BY event
