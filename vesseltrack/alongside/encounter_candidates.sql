-- Finds:  spells that may be encounters, and how the two hulls lay to each other in them
-- Writes: encounter_candidates
-- Positions are those of antennas: the hull around each is drawn by the size and the antenna's place on board as sent, or by usual
-- sizes (hull_sizes). Two hulls that lie alongside head the same way, or opposite ways; their middles are no farther apart across the
-- heading than half of both beams, and the fenders between; and along it they overlap for a good part, for manifold is brought to
-- manifold.
-- Let: along_share = 0.7: along the heading their middles are no farther apart than this share of the sum of their half lengths
-- Let: unsure_share = 0.5: where an antenna's place on board is not known, this share of the half length is added to that
-- Let: antennas_share = 0.95: where no heading was sent, the antennas are no farther apart than this share of the sum of the half lengths: two ships head to stern have theirs at opposite ends
-- Let: antennas_unsure_share = 0.6667: and than this share where a length is not known and the usual one is taken
-- Let: parallel_deg = 7: headings of hulls alongside differ by no more, same or opposite ...
-- Let: yaw_deg = 8: ... and by this divided by the root of the number of times both were sent: hulls yaw, and their headings are not sent at one instant
-- Let: all_along_share = 0.95: hulls made fast to each other keep their distance all along; at anchor and without headings, two that did so for less of the time may be neighbours
-- Let: unsure_m = 5: across the heading, so little farther than hulls that touch they may touch or not: over an hour or two the errors of both positions do not even out
-- Let: at_anchor_m = 500: a ship of which nine in ten places lie within this may be at anchor
-- Let: min_span_slots = 4: over a span of fewer tenth minutes as_one is undecided (null)
-- Let: min_messages = 2: messages of each ship that an encounter takes
WITH fitted AS (
    SELECT vessel_id, other_vessel_id, first_slot, by_tier, near_slots, neighbours, measured, rigid_drawn, spread_m, other_spread_m, rigid_slots, rigid_share, rigid_first_slot, rigid_last_slot,
        fixes, other_fixes, nav_status, other_nav_status, heading_apart_deg, headings, across_m, along_m,
        ha.half_width_m + hb.half_width_m + ha.unsure_across_m + hb.unsure_across_m + fender_m() AS touch_across_m,
        $along_share * (ha.half_length_m + hb.half_length_m) + $unsure_share * (ha.unsure_along_m + hb.unsure_along_m) + fender_m() AS touch_along_m,
        CASE WHEN ha.length_m < hb.length_m THEN ha.length_m WHEN ha.length_m IS NOT NULL THEN hb.length_m END AS length_m,
        ha.length_m IS NOT NULL AND hb.length_m IS NOT NULL AS sizes_known,
        CASE WHEN across_m IS NULL
            -- where no heading was sent, by the distance of the antennas alone
            THEN CASE WHEN rigid_apart_m IS NOT NULL THEN rigid_apart_m <= (ha.half_length_m + hb.half_length_m)
                * CASE WHEN sizes_known THEN $antennas_share ELSE $antennas_unsure_share END + fender_m()
                -- a place drawn across a silence may be wrong by more than that
                OR CASE WHEN NOT rigid_drawn THEN false END END
            WHEN along_m > touch_along_m THEN false
            WHEN across_m <= touch_across_m THEN true
            WHEN across_m > touch_across_m + $unsure_m THEN false END AS could_touch
    FROM encounter_pairs JOIN proximities AS p USING (vessel_id, other_vessel_id, first_slot)
    JOIN hull_distances USING (vessel_id, other_vessel_id, first_slot)
    JOIN hull_sizes AS ha USING (vessel_id) JOIN hull_sizes AS hb ON hb.vessel_id = encounter_pairs.other_vessel_id
), compared AS (
    SELECT *,
        -- without headings, two at anchor that kept their distance for most of the time
        coalesce(heading_apart_deg IS NULL AND measured AND is_mostly_rigid(rigid_share) AND rigid_share < $all_along_share
            AND greatest(spread_m, other_spread_m) <= $at_anchor_m, false) AS may_swing_alike,
        CASE WHEN NOT could_touch OR heading_apart_deg > $parallel_deg + $yaw_deg / sqrt(headings) THEN false
             WHEN NOT is_counted_rigid(rigid_slots) OR rigid_last_slot - rigid_first_slot < $min_span_slots THEN NULL
             -- a place drawn across a silence is a guess
             WHEN rigid_drawn THEN NULL
             -- two at anchor swing to a distance and stay at it for hours
             WHEN neighbours THEN false
             -- two ships at anchor keep their distance for an hour between swings: without headings, half of the time must be at one distance
             WHEN heading_apart_deg IS NULL AND measured AND rigid_slots < near_slots / 2 THEN false
             WHEN may_swing_alike THEN NULL
             WHEN is_mostly_rigid(rigid_share) THEN CASE WHEN could_touch THEN true END
             WHEN measured THEN false END AS as_one
    FROM fitted
)
SELECT vessel_id, other_vessel_id, first_slot, fixes, other_fixes,
    round(heading_apart_deg, 1) AS heading_apart_deg, round(across_m, 1) AS across_m, round(along_m, 1) AS along_m,
    round(touch_across_m, 1) AS touch_across_m, round(touch_along_m, 1) AS touch_along_m, length_m, sizes_known, could_touch,
    as_one, as_one IS NULL AND may_swing_alike AS may_be_neighbours, nav_status, other_nav_status
FROM compared
WHERE fixes >= $min_messages AND other_fixes >= $min_messages AND (by_tier OR as_one IS NOT FALSE AND (NOT rigid_drawn OR could_touch))
ORDER BY vessel_id, other_vessel_id, first_slot
