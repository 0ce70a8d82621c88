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
    SELECT event, count(*) AS fixes_before
    FROM gap_candidates JOIN ships USING (vessel_id) JOIN fixes
        ON fixes.ssvid = ships.ssvid AND fixes.time BETWEEN gap_candidates.start_time - INTERVAL $around_h HOUR AND gap_candidates.start_time
    GROUP BY event
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
    FROM searched, spans JOIN ships USING (vessel_id) LEFT JOIN ship_reception AS r USING (vessel_id)
    GROUP BY event
)
SELECT shares.*, coalesce(fixes_before, 0) AS fixes_before FROM shares LEFT JOIN earlier USING (event) ORDER BY event
