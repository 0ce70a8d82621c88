-- Finds:  who each number said it was for a time, of numbers that one hull sends under
-- Writes: one_hull_identities
-- Numbers that several hulls send under are left out: it is not known which hull sent which identity.
SELECT i.* EXCLUDE (width_m, messages), s.vessel_id, s.vessel_type FROM identities AS i JOIN ships AS s USING (ssvid) WHERE s.hulls = 1 AND NOT s.gear
