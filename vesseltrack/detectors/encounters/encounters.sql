-- Finds:  pairs of ships that moved as one, or lay near each other for long
-- Writes: encounters
-- Nothing is left out because of a port, a crowd or a type of vessel: each innocent cause is tested, and stands in ``causes`` with its
-- result and its evidence, whether it holds or not. A pair not seen apart since is still together.
-- Where one of the two went on under another number in the middle of a meeting, each part is a row; hours, messages, ends, who came and
-- left, draughts and destinations are those of the whole meeting in each (encounter_wholes), and how the hulls lay is the part's own.
-- Let: in_turn_h = 168: ships that lay alongside one at most so many hours after the last of them came to it in turn: a week
-- Let: first_min = 20: a ship that was first heard no more than so many minutes before it, and not seen to come, may have lain there before
WITH first_heard AS (
    SELECT event, NOT bool_or(came IS NOT TRUE AND first_time >= start_time - to_minutes($first_min)) AS begin_seen
    FROM encounter_wholes JOIN encounter_sides USING (event, vessel_id) JOIN ships ON ships.vessel_id = first_vessel_id
    GROUP BY event
), sides AS (
    SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, start_time, first_slot, last_slot
    FROM encounter_spells WHERE coalesce(as_one, true) AND event NOT IN (SELECT event FROM encounter_thirds)
), alongside_before AS (
    SELECT *, max(last_slot) OVER (PARTITION BY vessel_id ORDER BY first_slot, event ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_slot
    FROM sides
), turns AS (
    SELECT *, count_if(coalesce(first_slot > before_slot + slots_in($in_turn_h), true)) OVER (PARTITION BY vessel_id ORDER BY first_slot, event) AS turn
    FROM alongside_before
), in_turn AS (
    -- those that lay alongside one ship, at once or in turn
    SELECT event, count(*) OVER one AS meetings, min((start_time, event)) OVER one AS first
    FROM turns WINDOW one AS (PARTITION BY vessel_id, turn)
), groups AS (
    -- of the two ships, by the one to which more came; a meeting in which one changed its number goes with its first part, and two
    -- that lay on both sides of a third with their meetings with it
    SELECT event, min((-meetings, first))[2][2] AS group_event FROM in_turn GROUP BY event
)
SELECT
    s.event, s.vessel_id, s.other_vessel_id, whole.start_time, CASE WHEN NOT whole.goes_on OR ends.heard_apart THEN whole.until_time END AS end_time,
    round(whole.duration_h, 3) AS duration_h, s.start_time AS part_start_time, s.until_time AS part_until_time,
    begins.start_after, ends.end_before,
    -- one that was not heard afterwards may have stayed, unless the other was heard to leave then: one that was lost may have left at any time
    CASE WHEN end_time IS NOT NULL THEN NOT whole.goes_on AND (whole.parted OR ends.end_before IS NOT NULL OR coalesce(own.went_seen OR partner.went_seen OR NOT (own.went OR partner.went), false))
        OR coalesce(ends.heard_apart, false) END AS end_seen,
    -- one that goes on lasts longer than so far
    CASE WHEN begin_seen AND end_seen THEN round(hours_between(coalesce(begins.start_after, whole.start_time), coalesce(ends.end_before, whole.until_time)), 3) END AS longest_h, begin_seen,
    s.lat, s.lon,
    round(median_apart_m, 1) AS median_apart_m, round(min_apart_m, 1) AS min_apart_m,
    round(s.median_speed_kn, 2) AS median_speed_kn, round(hours_of_slots(greatest(whole.sailed_slots - 1, 0)), 2) AS sailed_h,
    round(least(whole.slots / (whole.last_slot - whole.first_slot + 1), 1), 3) AS seen_together,
    round(greatest(least(hours_of_slots(whole.last_slot - whole.first_slot + 1 - whole.slots), whole.duration_h), 0), 2) AS drawn_h, whole.fixes, partner_whole.fixes AS other_fixes,
    s.as_one, may_be_neighbours, round(rigid_apart_m, 1) AS rigid_apart_m,
    round(CASE WHEN whole.rigid_last_slot > whole.rigid_first_slot THEN hours_of_slots(whole.rigid_last_slot - whole.rigid_first_slot) END, 2) AS rigid_h,
    round(hours_of_slots(whole.seen_rigid_slots), 2) AS seen_rigid_h, round(rigid_share, 3) AS rigid_share,
    heading_apart_deg, across_m, along_m, could_touch, round(spread_m, 1) AS spread_m, round(other_spread_m, 1) AS other_spread_m,
    came_of(own.came, partner.came) AS came,
    -- of two that were not heard apart since nobody left: a ship that sailed on beside the other may still be there
    CASE WHEN end_time IS NOT NULL THEN came_of(own.went, partner.went) END AS went,
    CASE WHEN end_time IS NOT NULL THEN own.went_by END AS went_by, CASE WHEN end_time IS NOT NULL THEN partner.went_by END AS other_went_by,
    CASE WHEN end_time IS NOT NULL THEN own.went_after END AS went_after, CASE WHEN end_time IS NOT NULL THEN partner.went_after END AS other_went_after,
    CASE WHEN end_time IS NOT NULL THEN own.stayed_until END AS stayed_until, CASE WHEN end_time IS NOT NULL THEN partner.stayed_until END AS other_stayed_until,
    -- what is sent unchanged while the two are not known to have parted is no draught after it
    voyage.draught_before_m, voyage.draught_before_keyed_time, CASE WHEN end_time IS NOT NULL OR voyage.draught_after_m <> voyage.draught_before_m THEN voyage.draught_after_m END AS draught_after_m,
    partner_voyage.draught_before_m AS other_draught_before_m, partner_voyage.draught_before_keyed_time AS other_draught_before_keyed_time,
    CASE WHEN end_time IS NOT NULL OR partner_voyage.draught_after_m <> partner_voyage.draught_before_m THEN partner_voyage.draught_after_m END AS other_draught_after_m,
    voyage.draught_keyed_time, voyage.draughts_keyed, voyage.draughts_returned, voyage.draught_later,
    partner_voyage.draught_keyed_time AS other_draught_keyed_time, partner_voyage.draughts_keyed AS other_draughts_keyed, partner_voyage.draughts_returned AS other_draughts_returned, partner_voyage.draught_later AS other_draught_later,
    voyage.others_alongside, partner_voyage.others_alongside AS other_others_alongside,
    voyage.destination_before, voyage.destination_after,
    partner_voyage.destination_before AS other_destination_before, partner_voyage.destination_after AS other_destination_after,
    sent.nav_status_before, nav_status, sent.nav_status_after,
    partner_sent.nav_status_before AS other_nav_status_before, other_nav_status, partner_sent.nav_status_after AS other_nav_status_after,
    partners, served,
    coalesce(third_groups.group_event, former_groups.group_event, groups.group_event, whole.first_event) AS group_event, third_vessel_id, former_event, encounter_swaps.vessel_id AS changed_vessel_id, encounter_swaps.former_vessel_id, handover_seen, encounter_swaps.back_time AS number_back_time,
    causes, causes_hold,
    longest_span_s, coalesce(ships_near, 0) AS ships_near, coalesce(gear_near, 0) AS gear_near,
    round(coalesce((own.slots_under_way + partner.slots_under_way) / nullif(own.slots_before + partner.slots_before, 0), 0), 3) AS met_under_way,
    shore_km, port, port_km, dprk_port_km, non_dprk_port_km
FROM encounter_spells AS s
JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
JOIN encounter_candidates USING (vessel_id, other_vessel_id, first_slot)
JOIN encounter_sides AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
JOIN encounter_sides AS partner ON partner.event = s.event AND partner.vessel_id = s.other_vessel_id
JOIN encounter_voyages AS voyage ON voyage.event = s.event AND voyage.vessel_id = s.vessel_id
JOIN encounter_voyages AS partner_voyage ON partner_voyage.event = s.event AND partner_voyage.vessel_id = s.other_vessel_id
LEFT JOIN encounter_statuses AS sent ON sent.event = s.event AND sent.vessel_id = s.vessel_id
LEFT JOIN encounter_statuses AS partner_sent ON partner_sent.event = s.event AND partner_sent.vessel_id = s.other_vessel_id
JOIN encounter_causes ON encounter_causes.event = s.event
JOIN first_heard ON first_heard.event = s.event
JOIN encounter_wholes AS whole ON whole.event = s.event AND whole.vessel_id = s.vessel_id
JOIN encounter_wholes AS partner_whole ON partner_whole.event = s.event AND partner_whole.vessel_id = s.other_vessel_id
LEFT JOIN encounter_ends AS begins ON begins.event = whole.first_event
LEFT JOIN encounter_ends AS ends ON ends.event = whole.last_event
LEFT JOIN encounter_crowds ON encounter_crowds.event = s.event
LEFT JOIN encounter_swaps ON encounter_swaps.event = s.event
LEFT JOIN groups ON groups.event = s.event
LEFT JOIN groups AS former_groups ON former_groups.event = whole.first_event
LEFT JOIN encounter_thirds ON encounter_thirds.event = s.event
LEFT JOIN groups AS third_groups ON third_groups.event = third_event
ORDER BY s.event
