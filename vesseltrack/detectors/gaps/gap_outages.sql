-- Finds:  the outage, the jamming, or the fleet that went dark together, that a silence is part of
-- Writes: gap_outages
-- Row: One silence that is part of an outage, of jamming or of a fleet's silence.
-- Let: slack_h = 1: an outage that ends at most so many hours before the silence, or begins so long after it, may still be its cause
-- Let: least_dark_share = 0.5: ships that fell silent together are a fleet that went dark if at least this share of them did, each by itself
-- Let: least_covered_share = 0.5: an outage explains a silence if it covers at least this share of it
WITH covering AS (
    -- the outage that overlaps it longest; jamming counts where the ship was when it fell silent
    SELECT event, arg_max(outage, (
        hours_between(greatest(s.start_time, o.start_time), least(s.until_time, o.end_time)), o.outage_type <> 'feed', outage)) AS outage
    FROM gap_candidates AS s JOIN gap_probabilities USING (event) JOIN outages AS o
        ON s.start_time < o.end_time + INTERVAL $slack_h HOUR AND s.until_time > o.start_time - INTERVAL $slack_h HOUR
        AND (o.radius_km IS NULL OR list_contains(o.events, event) OR apart_m(s.start_lat, s.start_lon, o.lat, o.lon) / 1000 <= o.radius_km)
    WHERE o.outage_type <> 'fleet' AND (len(o.events) = 0 OR len(o.regions) > 0 OR list_contains(o.events, event)) AND CASE WHEN o.outage_type = 'jamming'
        THEN hours_between(greatest(s.start_time, o.start_time), least(s.until_time, o.end_time)) >= $least_covered_share * s.duration_h
        -- what its other hours prove stands
        ELSE outage_share >= $least_covered_share AND 100 * p_off < $surely_percent END
    GROUP BY event
), lost_together AS (
    SELECT unnest(events) AS event, outage AS fleet FROM outages WHERE outage_type = 'fleet'
), fleets AS (
    -- of those that are not known to have gone dark none is a member
    SELECT event, fleet FROM lost_together JOIN gap_probabilities USING (event)
    QUALIFY 100 * p_off >= $surely_percent
        AND avg((100 * p_off >= $surely_percent)::INTEGER) OVER (PARTITION BY fleet) >= $least_dark_share
)
SELECT event, outage, outage_type = 'jamming' AS jamming, text, fleet
FROM covering JOIN outages USING (outage) FULL JOIN fleets USING (event)
ORDER BY event
