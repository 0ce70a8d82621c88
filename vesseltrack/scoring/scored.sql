-- Finds:  events that are worth an alert: those a list has a part in, and those whose behaviour weighs enough
-- Writes: scored
WITH scores AS (
    SELECT event,
        sum(weight) FILTER (lane = 'listed') AS listed_score,
        coalesce(sum(weight) FILTER (lane = 'behaviour'), 0) AS behaviour_score,
        -- in the listed lane what behaviour weighs stands in brackets: it does not count there
        list(CASE WHEN listed AND lane = 'behaviour' THEN format('({:+g}) {}', weight, says) ELSE format('{:+g} {}', weight, says) END
            ORDER BY lane DESC, weight DESC, reason) FILTER (weight > 0) AS reasons,
        list(CASE WHEN listed THEN format('({:+g}) {}', weight, says) ELSE format('{:+g} {}', weight, says) END
            ORDER BY weight, reason) FILTER (weight < 0) AS innocent
    FROM (SELECT *, bool_or(lane = 'listed') OVER (PARTITION BY event) AS listed FROM reasons) GROUP BY event
)
SELECT events.* EXCLUDE (detail),
    CASE WHEN listed_score IS NULL THEN 'behaviour' ELSE 'listed' END AS lane,
    round(coalesce(listed_score, behaviour_score), 2) AS score,
    round(behaviour_score, 2) AS behaviour_score,
    coalesce(reasons, []) AS reasons,
    coalesce(innocent, []) AS innocent
FROM events JOIN scores USING (event)
WHERE listed_score IS NOT NULL OR behaviour_score >= $min_score
ORDER BY event
