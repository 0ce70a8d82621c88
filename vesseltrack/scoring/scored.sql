-- Finds:  events worth an alert: those of listed ships, and those whose behaviour scores at least $min_score
-- Writes: scored
-- Who lies beside a listed ship at the quays of a port stands in encounters and contacts: only its behaviour can make an alert of it.
-- The silence of a number whose ship is heard on under another is nothing that it did, whoever names it.
-- Two that lay on both sides of a third make no alert by their behaviour: their meetings with the third do.
WITH scores AS (
    SELECT event,
        sum(weight) FILTER (queue = 'listed') AS listed_score,
        coalesce(sum(weight) FILTER (queue = 'behaviour'), 0) AS behaviour_score,
        -- in the listed queue, weights of behaviour stand in brackets: they do not count there
        list(CASE WHEN listed AND queue = 'behaviour' THEN format('({:+g}) {}', weight, text) ELSE format('{:+g} {}', weight, text) END
            ORDER BY queue DESC, weight DESC, name) FILTER (weight > 0) AS indicators,
        list(CASE WHEN listed THEN format('({:+g}) {}', weight, text) ELSE format('{:+g} {}', weight, text) END
            ORDER BY weight, name) FILTER (weight < 0) AS mitigating
    FROM (SELECT *, bool_or(queue = 'listed') OVER (PARTITION BY event) AS listed FROM event_indicators) GROUP BY event
)
SELECT events.* EXCLUDE (detail),
    CASE WHEN listed_score IS NULL THEN 'behaviour' ELSE 'listed' END AS queue,
    round(coalesce(listed_score, behaviour_score), 2) AS score,
    round(behaviour_score, 2) AS behaviour_score,
    coalesce(indicators, []) AS indicators,
    coalesce(mitigating, []) AS mitigating
FROM events JOIN scores USING (event)
WHERE behaviour_score >= $min_score AND event NOT IN (SELECT encounters.event FROM encounters WHERE third_vessel_id IS NOT NULL)
    OR listed_score IS NOT NULL AND event NOT IN (SELECT encounters.event FROM encounters WHERE are_quay_neighbours(causes_hold))
        AND event NOT IN (SELECT gaps.event FROM gaps WHERE goes_on_as IS NOT NULL)
ORDER BY event
