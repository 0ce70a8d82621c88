-- Finds:  the outage, jamming or fleet gone dark that a silence is part of
-- Writes: gap_outages
-- Row: One silence that is part of one.
-- Let: slack_h = 1: an outage and a silence that are apart by no more may be one
-- Let: most_of_it = 0.5: an outage explains a silence if it covers at least so much of its time
WITH covering AS (
    -- the one that covers most of it: of the feed before others; jamming counts where it began
    SELECT event, arg_max(outage, (
        hours_between(greatest(s.start_time, o.start_time), least(s.until_time, o.end_time)), o.outage_type <> 'feed', outage)) AS outage
    FROM gap_candidates AS s JOIN gap_probabilities USING (event) JOIN outages AS o
        ON s.start_time < o.end_time + INTERVAL $slack_h HOUR AND s.until_time > o.start_time - INTERVAL $slack_h HOUR
        AND (o.radius_km IS NULL OR apart_m(s.start_lat, s.start_lon, o.lat, o.lon) / 1000 <= o.radius_km)
    WHERE o.outage_type <> 'fleet' AND (len(o.events) = 0 OR list_contains(o.events, event)) AND CASE WHEN o.outage_type = 'jamming'
        THEN hours_between(greatest(s.start_time, o.start_time), least(s.until_time, o.end_time)) >= $most_of_it * s.duration_h
        ELSE outage_share >= $most_of_it END
    GROUP BY event
), fleets AS (
    SELECT unnest(events) AS event, outage AS fleet FROM outages WHERE outage_type = 'fleet'
)
SELECT event, outage, outage_type = 'jamming' AS jamming, text, fleet
FROM covering JOIN outages USING (outage) FULL JOIN fleets USING (event)
ORDER BY event
