-- Finds:  who each number said it was for a time, of numbers that one hull sends under
-- Writes: one_hull_identities
-- A number that several hulls send under says nothing of one of them, and is passed over.
SELECT i.* EXCLUDE (width_m, messages), s.vessel_id, s.vessel_type FROM identities AS i JOIN ships AS s USING (ssvid) WHERE s.hulls = 1 AND NOT s.gear
