-- Finds:  how much better or worse each wider water was received in each hour than its cells let expect, in log-odds
-- Writes: wide_reception
-- Waters of 0.9 degrees lean on those of 2.7, these on 8.1, these on what was expected, with the weight of $hour_prior_slots slots each:
-- a satellite pass covers thousands of kilometres, so ships far off show whether there was one in that hour.
-- Let: near_cells = 9: side of the smallest water, in cells of 0.1 degrees
-- Let: middle_cells = 27: side of the next
-- Let: far_cells = 81: side of the largest
-- Let: widening = 3: a water is so many times as wide as the one within it, and the smallest as a region
WITH near AS (
    SELECT region_y // $widening AS y, region_x // $widening AS x, epoch_hour, sum(short_received_slots) AS received_slots, sum(short_known_slots) AS known_slots, sum((1e6 * short_expected_slots)::BIGINT) AS expected_slots
    FROM hourly_reception GROUP BY ALL
), middle AS (
    SELECT y // $widening AS y, x // $widening AS x, epoch_hour, sum(received_slots) AS received_slots, sum(known_slots) AS known_slots, sum(expected_slots) AS expected_slots
    FROM near GROUP BY ALL
), far AS (
    SELECT y // $widening AS y, x // $widening AS x, epoch_hour, sum(received_slots) AS received_slots, sum(known_slots) AS known_slots, sum(expected_slots) AS expected_slots
    FROM middle GROUP BY ALL
), far_lift AS (
    SELECT $far_cells AS size, *, lift_of(received_slots, known_slots, expected_slots / 1e6, 0, $hour_prior_slots) AS lifted FROM far
), middle_lift AS (
    SELECT $middle_cells AS size, middle.*, lift_of(middle.received_slots, middle.known_slots, middle.expected_slots / 1e6, far.lifted, $hour_prior_slots) AS lifted
    FROM middle JOIN far_lift AS far ON far.y = middle.y // $widening AND far.x = middle.x // $widening AND far.epoch_hour = middle.epoch_hour
), near_lift AS (
    SELECT $near_cells AS size, near.*, lift_of(near.received_slots, near.known_slots, near.expected_slots / 1e6, middle.lifted, $hour_prior_slots) AS lifted
    FROM near JOIN middle_lift AS middle ON middle.y = near.y // $widening AND middle.x = near.x // $widening AND middle.epoch_hour = near.epoch_hour
)
SELECT size, y, x, epoch_hour, received_slots::INTEGER AS received_slots, known_slots::INTEGER AS known_slots, round(lifted, 6) AS lifted
FROM (FROM near_lift UNION ALL FROM middle_lift UNION ALL FROM far_lift)
ORDER BY size, epoch_hour, y, x
