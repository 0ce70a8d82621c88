-- Finds:  which ships sent which IMO number, for long enough to mean it, from when until when
-- Writes: imo_holders
SELECT imo, vessel_id, any_value(flag) AS flag, max(length_m) AS length_m, min(valid_from) AS first_sent, max(valid_to) AS last_sent
FROM one_hull_identities WHERE imo_valid GROUP BY imo, vessel_id HAVING sum(hours_sent) >= $min_sent_h
