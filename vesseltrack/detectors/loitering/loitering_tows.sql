-- Finds:  with which other ship a loitering ship sailed before or after its spell as a tug sails with its tow
-- Writes: loitering_tows
-- Row: One spell, and one ship that kept near the loitering one under way, alike in speed and at one distance.
-- Let: around_h = 6: hours before and after the spell in which the two sail
-- Let: slowest_kn = 2: faster than this they are under way ...
-- Let: fastest_kn = 9: ... and no tow is faster than this
-- Let: alike_kn = 1.5: their speeds differ by no more
-- Let: reach_km = 1.5: no farther apart than the longest towline
-- Let: every_slots = 3: looked at every half hour: one in so many tenth minutes
-- Let: least_times = 4: so near at so many of these times at least, before or after: for two hours ...
-- Let: most_share = 0.8: ... and at no less than this share of those at which the loitering ship sailed so
-- Let: beside_h = 1: and so within this time next to the spell: a tow that stops has its tug beside it, an escort that left has not
-- Let: stays_m = 300: four in five distances lie within so many metres: a towline is paid out and hauled in, other ships come nearer and fall back
WITH slots_around AS (
    -- the slots before a spell, and those after it, if it sailed so for most of the three hours next to it
    SELECT event, vessel_id, true AS before, unnest(range(first_slot - slots_in($around_h), first_slot, $every_slots)) AS slot
    FROM loitering_spells JOIN loitering_voyages USING (event) WHERE before_kn BETWEEN $slowest_kn AND $fastest_kn
    UNION ALL
    SELECT event, vessel_id, false, unnest(range(last_slot + $every_slots, last_slot + 1 + slots_in($around_h), $every_slots))
    FROM loitering_spells JOIN loitering_voyages USING (event) WHERE after_kn BETWEEN $slowest_kn AND $fastest_kn
), sails AS MATERIALIZED (
    SELECT event, vessel_id, slot, before, lat, lon, speed_kn
    FROM slots_around JOIN resampled USING (vessel_id, slot) WHERE speed_kn BETWEEN $slowest_kn AND $fastest_kn
), enough AS (
    SELECT event, before, count(*) AS times FROM sails GROUP BY ALL HAVING count(*) >= $least_times
), rows_near AS (
    SELECT sails.*, times, reach_east_deg(lat, $reach_km) AS reach_deg, unnest(lat_rows(lat, reach_north_deg($reach_km))) AS y
    FROM sails JOIN enough USING (event, before)
), cells_near AS (
    SELECT *, unnest(lon_columns(lon, reach_deg)) AS x FROM rows_near
), near AS (
    SELECT event, before, times, CASE WHEN before THEN s.first_slot - g.slot ELSE g.slot - s.last_slot END <= slots_in($beside_h) AS is_next,
        o.vessel_id AS other_vessel_id, apart_m(g.lat, g.lon, o.lat, o.lon) AS far_m
    FROM cells_near AS g JOIN loitering_spells AS s USING (event) JOIN resampled AS o ON o.slot = g.slot AND lat_row(o.lat) = y AND lon_column(o.lon) = x
    WHERE o.vessel_id <> g.vessel_id AND abs(o.speed_kn - g.speed_kn) <= $alike_kn
        -- the same by numbers: most ships lie, and need not be looked up
        AND o.speed_kn BETWEEN $slowest_kn - $alike_kn AND $fastest_kn + $alike_kn
        AND abs(degrees_apart(g.lon, o.lon)) <= reach_deg AND apart_m(g.lat, g.lon, o.lat, o.lon) <= 1000 * $reach_km
), kept AS (
    SELECT event, before, other_vessel_id, count(*) AS times_near, median(far_m) AS apart_m
    FROM near GROUP BY event, before, other_vessel_id
    HAVING count(*) >= $least_times AND bool_or(is_next) AND count(*) >= $most_share * any_value(times)
        AND quantile_cont(far_m, 0.9) - quantile_cont(far_m, 0.1) <= $stays_m
)
SELECT event, other_vessel_id, round(median(apart_m), 1) AS apart_m,
    coalesce(hours_of_slots($every_slots * sum(times_near) FILTER (before)), 0) AS before_h,
    coalesce(hours_of_slots($every_slots * sum(times_near) FILTER (NOT before)), 0) AS after_h
FROM kept
GROUP BY event, other_vessel_id
ORDER BY event, other_vessel_id
