-- Finds:  how likely each silence would be if the ship had gone on transmitting
-- Writes: likelihoods
-- The chance of staying unheard on each plausible way, averaged over the error of its odds at seven points (Gauss-Hermite). The
-- part of that error which is the ship's is narrowed by its own hours around the silence: heard at every tenth minute until
-- it was lost, it was heard well; heard less than its places let expect, it may have been on its way out of hearing.
WITH points AS (
    SELECT unnest([(-3.7504397, 0.0005483), (-2.3667594, 0.0307571), (-1.1544054, 0.2401232), (0.0, 0.4571427),
                   (1.1544054, 0.2401232), (2.3667594, 0.0307571), (3.7504397, 0.0005483)]) AS point
), steps AS (
    -- of the ship's error, before anything is known of it
    SELECT z / 2 AS z, exp(-z * z / 8) AS share FROM (SELECT unnest(range(-8, 7)) AS z)
), bands AS (
    -- of the tenth minutes of a band, so many tell something new
    SELECT list($independent_share / within(0.5, 6, dispersion) ORDER BY band) AS telling FROM dispersions
), own AS (
    -- one fix at each end is there by the choice of the silence
    SELECT event, odds, ship_error, place_error, telling[band_of(from_odds(odds)) + 1] AS telling,
        chances - first AS chances, heard - first AS heard
    FROM (SELECT *, CASE WHEN heard > 0 AND abs(end_h) = min(abs(end_h)) OVER (PARTITION BY event, way) THEN 1 ELSE 0 END AS first
          FROM way_odds WHERE heard IS NOT NULL AND abs(end_h) <= $around_h), bands
), borne_out AS (
    SELECT event, z, share, sum((1e9 * telling * (heard * ln(p) + (chances - heard) * ln(1 - p)))::BIGINT) / 1e9 AS log_heard
    FROM (SELECT *, from_odds(within(-30, 30, (odds + sqrt(ship_error) * z) / sqrt(1 + 0.346 * place_error))) AS p FROM own, steps)
    GROUP BY ALL
), weighed AS (
    SELECT event, z, share * exp(log_heard - max(log_heard) OVER (PARTITION BY event)) AS weight FROM borne_out
), middles AS (
    SELECT event, sum(z * weight) / sum(weight) AS middle, sum(z * z * weight) / sum(weight) - pow(sum(z * weight) / sum(weight), 2) AS width
    FROM weighed GROUP BY event
), met AS (
    SELECT way_odds.*, odds + CASE WHEN listened THEN sqrt(ship_error) * coalesce(middle, 0) ELSE 0 END AS likely,
        sqrt(ship_error * coalesce(width, 1) + place_error) AS spread
    FROM way_odds LEFT JOIN middles USING (event) WHERE way_odds.heard IS NULL
), sums AS (
    SELECT event, ship, way, point[1] AS z, point[2] AS share,
        sum((1e9 * telling[band_of(p) + 1] * chances * ln(1 - p))::BIGINT) / 1e9 AS log_missed
    FROM (SELECT *, from_odds(within(-30, 30, likely + spread * point[1])) AS p FROM met, points), bands GROUP BY ALL
), witnesses AS (
    -- hours of each way in which others were heard in the 0.9 degrees around it
    SELECT event, way, count_if(others_heard > 0) + 0.5 * count_if(others_heard = 0 AND wide_others_heard > 0) AS witnessed_h FROM met GROUP BY event, way
), chances_of_ways AS (
    -- receivers may have been down with nobody near to show it: the less so, the more hours have a witness; and of a
    -- number that several hulls send under, a message may have been taken for another's
    SELECT event, sums.way, z, share, log_missed,
        $blind_rate * pow(0.6, witnessed_h) + CASE WHEN hulls > 1 THEN $shared_rate ELSE 0 END AS blind
    FROM sums JOIN witnesses USING (event, way) JOIN ships USING (ship)
), chance AS (
    SELECT event,
        sum(share * (blind + (1 - blind) * exp(log_missed))) / count(DISTINCT way) AS unheard_chance,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN -2 AND -1) AS unheard_high,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN 1 AND 2) AS unheard_low
    FROM chances_of_ways GROUP BY event
), seen AS (
    SELECT event,
        avg(known::INTEGER) AS known,
        sum(others_chances) FILTER (way = 'straight') AS others_chances,
        sum(others_heard) FILTER (way = 'straight') AS others_heard,
        avg(coalesce(others_heard > 0 OR wide_others_heard > 0, false)::INTEGER) FILTER (way = 'straight') AS witnessed,
        avg(fed::INTEGER) FILTER (way = 'straight') AS feed_alive,
        avg((NOT listened)::INTEGER) FILTER (way = 'straight') AS disturbed
    FROM met GROUP BY event
)
SELECT event, significant(unheard_chance) AS unheard_chance, significant(unheard_high) AS unheard_high, significant(unheard_low) AS unheard_low,
    round(known, 3) AS known,
    coalesce(others_chances, 0)::BIGINT AS others_chances,
    round(others_heard / nullif(others_chances, 0), 3) AS others_heard,
    round(witnessed, 3) AS witnessed,
    round(feed_alive, 3) AS feed_alive,
    round(disturbed, 3) AS disturbed
FROM chance JOIN seen USING (event)
ORDER BY event
