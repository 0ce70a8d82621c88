-- Finds:  how well a ship that fell silent was heard itself, before and after
-- Writes: gap_own_reception
-- Row: One silence, with the messages of its ship around it and the tenth minutes at which the ship was received.
-- Sums are of whole millionths, so that they come out alike in whatever order they are added.
-- Let: around_h = 12: hours before and after the silence in which the ship's own reception is counted
-- Let: just_around_h = 3: hours just before it (columns *_lately) and just after it (*_soon)
WITH spans AS (
    -- clock hours in which the silence begins and ends
    SELECT event, vessel_id, epoch_hour(start_time) AS first_hour, epoch_hour(end_time) AS last_hour FROM gap_candidates
), earlier AS (
    -- likewise by clock hours: not every message of a ship with each of its silences
    SELECT event, count(*) AS fixes_before
    FROM (
        SELECT event, ssvid, start_time, unnest(range(first_hour - $around_h, first_hour + 1)) AS epoch_hour
        FROM gap_candidates JOIN spans USING (event) JOIN ships ON ships.vessel_id = gap_candidates.vessel_id
    ) AS asked JOIN fixes ON fixes.ssvid = asked.ssvid AND epoch_hour(fixes.time) = asked.epoch_hour
        AND fixes.time BETWEEN asked.start_time - INTERVAL $around_h HOUR AND asked.start_time
    GROUP BY event
), hours AS (
    -- the hours that count: a silence is joined with these alone, not with all hours of its ship
    SELECT *, unnest(list_distinct(list_concat(
        range(first_hour - $around_h, first_hour + 1), coalesce(range(last_hour, last_hour + $around_h + 1), [])))) AS epoch_hour
    FROM spans
), shares AS (
    SELECT event,
        sum(r.received_slots) FILTER (epoch_hour BETWEEN first_hour - $around_h AND first_hour - 1) AS slots_before,
        sum(r.received_slots) FILTER (epoch_hour BETWEEN first_hour - $just_around_h AND first_hour) AS slots_lately,
        sum((1e6 * r.expected_slots)::BIGINT) FILTER (epoch_hour BETWEEN first_hour - $just_around_h AND first_hour) / 1e6
            / nullif(sum(r.known_slots) FILTER (epoch_hour BETWEEN first_hour - $just_around_h AND first_hour), 0) AS rate_lately,
        -- long silences left out: reception in its last hours before, and its first after, shows whether it was at the edge of reception
        sum(r.short_received_slots) FILTER (epoch_hour BETWEEN first_hour - $just_around_h AND first_hour) AS received_lately,
        sum(r.short_known_slots) FILTER (epoch_hour BETWEEN first_hour - $just_around_h AND first_hour) AS known_lately,
        sum(r.short_received_slots) FILTER (epoch_hour BETWEEN last_hour AND last_hour + $just_around_h) AS received_soon,
        sum(r.short_known_slots) FILTER (epoch_hour BETWEEN last_hour AND last_hour + $just_around_h) AS known_soon,
        sum(r.received_slots) FILTER (epoch_hour BETWEEN last_hour + 1 AND last_hour + $around_h) AS slots_after,
        any_value(least($around_h, first_hour - epoch_hour(least(ships.first_time, searched.first_time)))) AS hours_before,
        any_value(least($around_h, epoch_hour(searched.last_time) - last_hour - 1)) AS hours_after
    FROM searched, hours JOIN ships USING (vessel_id) LEFT JOIN ship_reception AS r USING (vessel_id, epoch_hour)
    GROUP BY event
)
SELECT shares.*, coalesce(fixes_before, 0) AS fixes_before FROM shares LEFT JOIN earlier USING (event) ORDER BY event
