-- Finds:  ships that were silent and are heard again under another number: the one ends, and the other begins, with one IMO number
-- Writes: renamed_returns
-- One IMO number is one hull: what is first heard under it after it fell silent is that hull again, if it could have come there meanwhile, and nobody else
-- sends the number. A number that begins at once is a handover, and no return from a silence.
-- Let: fastest_kn = 30: no ship comes back farther off than it makes at this speed ...
-- Let: near_m = 2000: ... and this, the error of both positions
WITH holders AS (
    SELECT h.imo, h.vessel_id, s.first_time, s.first_lat, s.first_lon, s.last_time, s.last_lat, s.last_lon, h.length_m
    FROM imo_holders AS h JOIN ships AS s USING (vessel_id)
    -- a number that bore several IMO numbers is no witness of one hull
    QUALIFY count(*) OVER (PARTITION BY h.vessel_id) = 1
), turns AS (
    SELECT *, lag(vessel_id) OVER (PARTITION BY imo ORDER BY first_time, vessel_id) AS former_vessel_id,
        -- at two places at once: two ships send it, and which came back is not known
        bool_or(is_double) OVER (PARTITION BY imo) AS is_doubled
    FROM (SELECT *, coalesce(first_time < max(last_time) OVER (
        PARTITION BY imo ORDER BY first_time, vessel_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS is_double FROM holders)
)
SELECT n.vessel_id, n.former_vessel_id, n.imo, f.last_time AS start_time, n.first_time AS end_time, n.first_lat AS end_lat, n.first_lon AS end_lon,
    round(hours_between(start_time, end_time), 3) AS silent_h
FROM turns AS n JOIN holders AS f ON f.vessel_id = n.former_vessel_id
WHERE NOT is_doubled AND n.first_time > f.last_time + to_seconds($at_once_h * 3600)
    AND coalesce(abs(f.length_m - n.length_m) <= greatest($other_size_m, $other_size_share * f.length_m), true)
    AND apart_m(f.last_lat, f.last_lon, n.first_lat, n.first_lon) <= $near_m + $fastest_kn * 1852 * hours_between(f.last_time, n.first_time)
ORDER BY n.vessel_id
