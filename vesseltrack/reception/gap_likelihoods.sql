-- Finds:  how likely each silence would be if the ship had gone on transmitting
-- Writes: gap_likelihoods
-- The probability that nothing is received is averaged over the candidate tracks, and over the error of the log-odds, which is one for
-- the whole silence: at seven points of the normal distribution (Gauss-Hermite: abscissa and weight). Where ships are received
-- for hours or not at all (dispersion above 1), each tenth minute counts for less. The limits below were fitted on worlds of seeds 0, 1 and 2. Receivers by place and passes of satellites are independent of each other.
-- Let: least_missed = 0.15: the probability of missing a ship in one hour is at least this: its place may be out of reception whatever it seems
-- Let: least_missed_beside = 0.4: the same in its first hour and its last, for ships are lost and found where reception ends
-- Let: least_pass = 0.0001: limits of the share received by passes in an hour
-- Let: most_pass = 0.95: its upper limit
-- Let: pass_error = 1: error of that share, in log-odds
-- Let: least_dispersed = 0.5: ... smaller where the hours explain who is received (dispersion below 1), at least this part of it
-- Let: most_log_odds = 30: log-odds are cut here: beyond, a probability is 0 or 1
-- Let: least_chance = 0.5: an hour is witnessed if a source that listened would have received the ship at least so likely
-- Let: wide_witness = 0.5: an hour in which others were received in the wider water only counts as this part of a witnessed hour
-- Let: blind_per_witness = 0.6: each witnessed hour multiplies the probability that receivers were down by this
WITH points AS (
    SELECT unnest([(-3.7504397, 0.0005483), (-2.3667594, 0.0307571), (-1.1544054, 0.2401232), (0.0, 0.4571427),
                   (1.1544054, 0.2401232), (2.3667594, 0.0307571), (3.7504397, 0.0005483)]) AS point
), hours AS (
    SELECT *, epoch_hour IN (min(epoch_hour) OVER (PARTITION BY event, candidate), max(epoch_hour) OVER (PARTITION BY event, candidate)) AS beside_end
    FROM candidate_hours LEFT JOIN source_reach USING (event, candidate, epoch_hour)
), sums AS (
    SELECT event, vessel_id, candidate, point[1] AS z, point[2] AS share,
        -- where sources are named, no hour tells more than those that listened would have received of this ship
        sum(greatest((1e9 * ln(1 - chance))::BIGINT, (1e9 * greatest(ln(CASE WHEN beside_end THEN $least_missed_beside ELSE $least_missed END), $independent_share * least(1, 1 / dispersed) * known_slots * ln(1 - from_odds(within(-$most_log_odds, $most_log_odds, log_odds_heard + error_log_odds * point[1])))))::BIGINT
            + (1e9 * known_slots / slots_in(1) * ln(1 - from_odds(log_odds(within($least_pass, $most_pass, pass_share)) + $pass_error * within($least_dispersed, 1, dispersed) * point[1])))::BIGINT)) / 1e9 AS log_missed
    FROM hours, points GROUP BY ALL
), witnesses AS (
    -- hours of each candidate track in which others were received in the 0.9 degrees around it
    SELECT event, candidate, count_if(others_heard > 0 AND was_reached) + $wide_witness * count_if(others_heard = 0 AND wide_others_heard > 0 AND was_reached) AS witnessed_h
    FROM (SELECT *, coalesce(chance >= $least_chance, true) AS was_reached FROM hours) GROUP BY event, candidate
), of_candidates AS (
    -- blind: the probability that receivers were down with nobody near to show it, smaller the more hours are witnessed; and, where
    -- several hulls send under one number, that a message of this one was taken for another's
    SELECT event, sums.candidate, z, share, log_missed,
        $blind_rate * pow($blind_per_witness, witnessed_h) + CASE WHEN hulls > 1 THEN $shared_rate ELSE 0 END AS blind
    FROM sums JOIN witnesses USING (event, candidate) JOIN ships USING (vessel_id)
), likelihoods AS (
    SELECT event,
        sum(share * (blind + (1 - blind) * exp(log_missed))) / count(DISTINCT candidate) AS p_unreceived_if_on,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN -2 AND -1) AS p_unreceived_high,
        avg(blind + (1 - blind) * exp(log_missed)) FILTER (z BETWEEN 1 AND 2) AS p_unreceived_low
    FROM of_candidates GROUP BY event
), reception AS (
    SELECT event,
        avg(place_known::INTEGER) AS known,
        sum(others_known_slots) FILTER (is_likeliest_track(candidate)) AS others_known_slots,
        sum(others_heard) FILTER (is_likeliest_track(candidate)) AS others_heard,
        avg(coalesce((others_heard > 0 OR wide_others_heard > 0) AND coalesce(chance >= $least_chance, true), false)::INTEGER) FILTER (is_likeliest_track(candidate)) AS witnessed,
        avg(coalesce(feed_alive, false)::INTEGER) FILTER (is_likeliest_track(candidate)) AS feed_alive,
        avg((NOT listened)::INTEGER) FILTER (is_likeliest_track(candidate)) AS outage_share,
        sum(own_received) FILTER (is_likeliest_track(candidate)) / nullif(sum(own_slots) FILTER (is_likeliest_track(candidate)), 0) AS own_heard,
        sum((1e6 * pass_share * known_slots / slots_in(1))::BIGINT) FILTER (is_likeliest_track(candidate)) / 1e6 AS passes
    FROM hours GROUP BY event
)
SELECT event, significant(p_unreceived_if_on) AS p_unreceived_if_on, significant(p_unreceived_high) AS p_unreceived_high, significant(p_unreceived_low) AS p_unreceived_low,
    round(known, 3) AS known,
    coalesce(others_known_slots, 0)::BIGINT AS others_known_slots,
    round(others_heard / nullif(others_known_slots, 0), 3) AS others_heard,
    round(witnessed, 3) AS witnessed,
    round(feed_alive, 3) AS feed_alive,
    round(outage_share, 3) AS outage_share,
    round(own_heard, 3) AS own_heard, round(passes, 2) AS passes
FROM likelihoods JOIN reception USING (event)
ORDER BY event
