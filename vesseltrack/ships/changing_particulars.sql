-- Finds:  the particulars sent hour by hour, of numbers whose particulars differ from hour to hour
-- Writes: changing_particulars
-- Nearly every number sends the same particulars all the time: those are left out. An IMO number that was left out counts as the number 0.
WITH sent AS (
    SELECT ssvid, name, CASE WHEN imo_left_out THEN 0 ELSE imo END AS imo, call_sign, type_without_cargo(ship_type) AS ship_type,
        length_m, width_m, hour, first_time, last_time, minutes, messages
    FROM particulars
), changing AS (
    SELECT ssvid FROM sent GROUP BY ssvid
    HAVING count(DISTINCT (sent.name, sent.imo, sent.call_sign, sent.ship_type, sent.length_m, sent.width_m)) > 1
)
SELECT sent.* FROM sent JOIN changing USING (ssvid) ORDER BY ssvid, hour
