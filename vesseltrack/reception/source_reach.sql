-- Finds:  the chance that any source which listened around a candidate track in an hour would receive that ship then, by its own record with each
-- Writes: source_reach
-- A source listened where it received another ship in the water of 0.9 degrees in that hour. Where it received none, it may have listened
-- as often as it usually does there, but less likely the more ships were there which it usually receives; and not where it received
-- nothing anywhere. So of two sources of which one is down, or listens to a part of a sea, only the other counts, and for a ship that the
-- other never receives nobody listened.
-- Let: unmet_share = 0.9: a source that was never beside a ship is taken to receive it so often
-- Let: most_chance = 0.9999: upper limit
WITH asked AS (
    SELECT event, vessel_id, ssvid, candidate, epoch_hour(time) AS epoch_hour,
        square_of(cell_of(lat), water_cells()) AS y, square_of(cell_of(lon), water_cells()) AS x
    FROM candidate_tracks JOIN ships USING (vessel_id)
), of_water AS (
    SELECT y, x, sum(all_ships) AS all_ships, count(*) AS hours FROM (SELECT DISTINCT y, x, epoch_hour, all_ships FROM source_waters) GROUP BY ALL
), usual AS (
    SELECT y, x, source, count(*) / any_value(of_water.hours) AS hours_share, sum(ships) / any_value(of_water.all_ships) AS ships_share
    FROM source_waters JOIN of_water USING (y, x) GROUP BY ALL
), there AS (
    SELECT DISTINCT y, x, epoch_hour, all_ships FROM source_waters
), alive AS (
    SELECT DISTINCT epoch_hour, source FROM source_waters
), sources_of AS (
    SELECT asked.*, source, share FROM asked JOIN ship_sources USING (vessel_id)
    UNION ALL
    SELECT asked.*, w.source, $unmet_share FROM asked JOIN source_waters AS w USING (y, x, epoch_hour)
    ANTI JOIN ship_sources AS met ON met.vessel_id = asked.vessel_id AND met.source = w.source
), listened AS (
    SELECT event, candidate, s.epoch_hour, share,
        CASE WHEN coalesce(w.ships, 0) > CASE WHEN own.source IS NULL THEN 0 ELSE 1 END THEN 1
            WHEN alive.source IS NOT NULL THEN coalesce(hours_share * exp(-ships_share * coalesce(there.all_ships, 0)), 0) ELSE 0 END AS listening
    FROM sources_of AS s
    LEFT JOIN source_waters AS w ON w.y = s.y AND w.x = s.x AND w.epoch_hour = s.epoch_hour AND w.source = s.source
    LEFT JOIN source_hours AS own ON own.ssvid = s.ssvid AND own.epoch_hour = s.epoch_hour AND own.source = s.source
    LEFT JOIN usual ON usual.y = s.y AND usual.x = s.x AND usual.source = s.source
    LEFT JOIN there ON there.y = s.y AND there.x = s.x AND there.epoch_hour = s.epoch_hour
    LEFT JOIN alive ON alive.epoch_hour = s.epoch_hour AND alive.source = s.source
)
SELECT event, candidate, epoch_hour, least($most_chance, round(1 - exp(sum((1e9 * ln(1 - least($most_chance, share * listening)))::BIGINT) / 1e9), 6)) AS chance
FROM listened GROUP BY ALL ORDER BY event, candidate, epoch_hour
