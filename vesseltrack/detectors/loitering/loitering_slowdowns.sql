-- Finds:  how many other ships slowed down with one that went on slowly, in the same water and hours, as ships do in fog
-- Writes: loitering_slowdowns
-- Row: One spell of a ship that neither lay nor drifted, with which others slowed down.
-- A ship that lay alongside it under way is its partner, and not one more that slowed down.
-- Let: sails_kn = 5: they were so fast an hour before and after, or faster
-- Let: near_m = 50000: no farther apart, from the middle of the one's way to that of the other's
-- Let: began_h = 3: they slowed down so many hours before or after it, or sooner ...
-- Let: ended_h = 4: ... and sailed on so long before or after it did, or sooner
-- Let: beside_m = 30000: those of them that were no farther off than this ...
-- Let: beside_h = 2: ... and slowed down so many hours before or after it, or sooner, are counted apart: one is enough
WITH slow_ones AS (
    SELECT event, vessel_id, first_slot, last_slot, lat, lon FROM loitering_spells WHERE NOT lies_or_drifts(mean_speed_kn)
), others AS (
    SELECT vessel_id, first_slot, last_slot, lat, lon FROM slow_spells
    WHERE under_way AND NOT lies_or_drifts(mean_speed_kn) AND beside_kn >= $sails_kn AND vessel_id IN (SELECT vessel_id FROM ships WHERE may_trade(vessel_type))
)
SELECT event, count(DISTINCT o.vessel_id) AS slowed_together,
    count(DISTINCT o.vessel_id) FILTER (abs(o.first_slot - s.first_slot) <= slots_in($beside_h) AND apart_m(s.lat, s.lon, o.lat, o.lon) <= $beside_m) AS slowed_beside
FROM slow_ones AS s JOIN others AS o ON o.vessel_id <> s.vessel_id AND abs(o.first_slot - s.first_slot) <= slots_in($began_h) AND abs(o.last_slot - s.last_slot) <= slots_in($ended_h)
LEFT JOIN (SELECT DISTINCT vessel_id, partner_id FROM loitering_partners) AS p ON p.vessel_id = s.vessel_id AND partner_id = o.vessel_id
WHERE partner_id IS NULL AND apart_m(s.lat, s.lon, o.lat, o.lon) <= $near_m
GROUP BY event
ORDER BY event
