-- Finds:  the particulars each number sent in each hour, over all files, in whatever order these were loaded
-- Writes: particulars
-- Messages are counted by the minute, over all files: what came twice counts once. An IMO number counts as left out
-- (imo_left_out) only where a full set of particulars has none, in a file format in which other ships have theirs.
WITH bearing AS (
    SELECT DISTINCT coalesce(form, file_id::VARCHAR) AS form FROM statics WHERE imo IS NOT NULL
)
SELECT
    ssvid, name, imo,
    imo IS NULL AND name IS NOT NULL AND coalesce(ship_type, length_m) IS NOT NULL
        AND coalesce(form, file_id::VARCHAR) IN (FROM bearing) AS imo_left_out,
    call_sign, ship_type, length_m, width_m, draught_m, to_bow_m, to_stern_m, to_port_m, to_starboard_m,
    destination, eta, hour,
    min(first_time) AS first_time, max(last_time) AS last_time,
    bit_or(minutes) AS minutes,
    CASE
        WHEN hour IS NULL THEN 1
        -- an earlier version kept only how many messages there were
        ELSE greatest(bit_count(bit_or(minutes)), max(messages) FILTER (minutes IS NULL))
    END::BIGINT AS messages
FROM statics
GROUP BY ssvid, name, imo, imo_left_out, call_sign, ship_type, length_m, width_m, draught_m, to_bow_m, to_stern_m, to_port_m,
    to_starboard_m, destination, eta, hour
ORDER BY ALL
