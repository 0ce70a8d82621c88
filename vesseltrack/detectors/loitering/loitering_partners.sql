-- Finds:  which ships lay alongside each other, moving as one, and when
-- Writes: loitering_partners
-- Row: One ship, and one that lay alongside it for one stretch of time.
SELECT unnest([p.vessel_id, p.other_vessel_id]) AS vessel_id, unnest([p.other_vessel_id, p.vessel_id]) AS partner_id, p.first_slot, p.last_slot
FROM proximities AS p JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot) WHERE as_one
ORDER BY ALL
