-- Finds:  the size of the hull around an antenna, and where its middle lies, as the ship sends it, or else of usual size
-- Writes: hull_sizes
-- Let: length_from_width = 6.5: where only the width is known, the length is so many widths
-- Let: width_from_length = 6: where only the length is known, the width is the length divided by this
-- Let: usual_length_m = 200: length of a ship that sends no size
-- Let: usual_width_m = 32: its width: that of the locks of Panama before 2016
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
SELECT vessel_id, ssvid, length_m, width_m,
    coalesce(length_m, $length_from_width * width_m, $usual_length_m) / 2 AS half_length_m,
    coalesce(width_m, length_m / $width_from_length, $usual_width_m) / 2 AS half_width_m,
    coalesce((ends[1] - ends[2]) / 2, 0) AS ahead_m, coalesce((sides[2] - sides[1]) / 2, 0) AS aside_m,
    CASE WHEN ends IS NULL THEN half_length_m ELSE 0 END AS unsure_along_m,
    CASE WHEN sides IS NULL THEN half_width_m ELSE 0 END AS unsure_across_m
FROM parties LEFT JOIN sizes USING (ssvid)
ORDER BY vessel_id
