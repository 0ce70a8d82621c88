-- Finds:  how large the hull around an antenna is, and where its middle lies, by what a ship sends or by what ships have
-- Writes: hull_sizes
-- Let: lengths_a_width = 6.5: a ship of which the width alone is known is so many times as long
-- Let: widths_a_length = 6: one of which the length alone is known is so many times longer than wide
-- Let: usual_length_m = 200: the length of one that sends no size
-- Let: usual_width_m = 32: and its width: that of the locks of Panama before 2016
WITH parties AS (
    SELECT DISTINCT vessel_id, ssvid, length_m
    FROM ships JOIN (SELECT vessel_id FROM encounter_pairs UNION SELECT other_vessel_id FROM encounter_pairs) USING (vessel_id)
), sizes AS (
    -- the most frequent of those sent; an antenna at the very bow or side is one whose place was not entered
    SELECT ssvid, mode(width_m ORDER BY width_m) FILTER (width_m > 0) AS width_m,
        mode((to_bow_m, to_stern_m) ORDER BY to_bow_m, to_stern_m) FILTER (to_bow_m + to_stern_m > 0 AND to_bow_m > 0) AS ends,
        mode((to_port_m, to_starboard_m) ORDER BY to_port_m, to_starboard_m)
            FILTER (to_port_m + to_starboard_m > 0 AND to_port_m > 0) AS sides
    FROM particulars WHERE ssvid IN (SELECT ssvid FROM parties) GROUP BY ssvid
)
SELECT vessel_id, ssvid, length_m,
    coalesce(length_m, $lengths_a_width * width_m, $usual_length_m) / 2 AS half_length_m,
    coalesce(width_m, length_m / $widths_a_length, $usual_width_m) / 2 AS half_width_m,
    coalesce((ends[1] - ends[2]) / 2, 0) AS ahead_m, coalesce((sides[2] - sides[1]) / 2, 0) AS aside_m,
    CASE WHEN ends IS NULL THEN half_length_m ELSE 0 END AS unsure_along_m,
    CASE WHEN sides IS NULL THEN half_width_m ELSE 0 END AS unsure_across_m
FROM parties LEFT JOIN sizes USING (ssvid)
ORDER BY vessel_id
