-- Finds:  how many ships each ship of an encounter lay alongside in the days around it, how many of them it served, and how many it visited in one day
-- Writes: encounter_partners
-- Row: One ship at the beginning of a spell that may be an encounter.
-- A bunker ship or a supply boat comes to many in a week. A partner that changed its number beside it is counted once.
-- Who came, and who left, is what encounter_sides says. Where that is not known of both, speeds tell; where they do not tell either, one that
-- was elsewhere before or after while the other stayed, and is not the longer, came to it.
-- A ship that lies while others come to it is a mother ship: it serves none of them, however short it is. Those that came and left within
-- three hours are counted apart, and how many of them or of what it did with them shows a change of draught: stores and fuel show none.
-- Let: around_h = 84: hours before and after: half a week
-- Let: day_h = 24: visits that begin at most so many hours apart are of one day
-- Let: visit_h = 3: a visit is over within so many hours: fuel and stores are handed over in that time, cargo seldom
-- Let: other_draught_m = 0.3: a draught that changed by less is no other
-- Let: shorter_share = 0.8: a ship is shorter than its partner if it has at most this share of its length
WITH alongside AS (
    -- those that moved as one, or may have
    SELECT own.vessel_id, w.first_vessel_id AS partner_id, s.first_slot,
        own.came IS DISTINCT FROM partner.came AND own.came IS NOT NULL AND partner.came IS NOT NULL AS is_known,
        CASE WHEN is_known THEN own.came ELSE own.sailed_before AND NOT partner.sailed_before
            OR own.visited AND coalesce(ship.length_m < partner_ship.length_m, true) END AS came_to_it,
        CASE WHEN is_known THEN partner.came
            ELSE coalesce(partner.sailed_before AND NOT own.sailed_before, false) AND NOT coalesce(own.visited, false) END AS was_come_to,
        -- both came from under way, and stayed long: neither waited there to be served
        NOT is_known AND coalesce(own.sailed_before AND partner.sailed_before, false) AND w.duration_h > $visit_h AS met_for_long,
        ship.length_m <= $shorter_share * partner_ship.length_m AS is_shorter,
        w.duration_h <= $visit_h AND NOT w.goes_on AND was_come_to AS came_briefly,
        draught_changed(voyage.draught_after_m - voyage.draught_before_m, partner_voyage.draught_after_m - partner_voyage.draught_before_m, $other_draught_m) AS draught_changed,
        w.duration_h <= $visit_h AND NOT w.goes_on AND (came_to_it OR own.sailed_before AND is_shorter) AS visited_it
    FROM encounter_spells AS s JOIN encounter_sides AS own ON own.event = s.event
    JOIN encounter_wholes AS w ON w.event = own.event AND w.vessel_id = own.partner_id
    JOIN encounter_sides AS partner ON partner.event = own.event AND partner.vessel_id = own.partner_id
    JOIN encounter_voyages AS voyage ON voyage.event = own.event AND voyage.vessel_id = own.vessel_id
    JOIN encounter_voyages AS partner_voyage ON partner_voyage.event = own.event AND partner_voyage.vessel_id = own.partner_id
    JOIN ships AS ship ON ship.vessel_id = own.vessel_id JOIN ships AS partner_ship ON partner_ship.vessel_id = own.partner_id
    -- who lay on the other side of a third did not lie alongside
    WHERE coalesce(as_one, true) AND s.event NOT IN (SELECT event FROM encounter_thirds)
), beginnings AS (
    SELECT DISTINCT vessel_id, first_slot FROM alongside
)
SELECT b.vessel_id, b.first_slot, count(DISTINCT a.partner_id) AS partners,
    count(DISTINCT a.partner_id) FILTER (NOT a.met_for_long AND (coalesce(a.came_to_it, false) OR coalesce(a.is_shorter AND NOT a.was_come_to, false))) AS served,
    count(DISTINCT a.partner_id) FILTER (NOT a.was_come_to) AS others_met,
    count(DISTINCT a.partner_id) FILTER (a.came_briefly) AS came_briefly,
    count(DISTINCT a.partner_id) FILTER (a.came_briefly AND a.draught_changed) AS came_briefly_for_cargo,
    CASE WHEN bool_or(a.visited_it AND a.first_slot = b.first_slot)
        THEN count(DISTINCT a.partner_id) FILTER (a.visited_it AND abs(a.first_slot - b.first_slot) <= slots_in($day_h)) ELSE 0 END AS visits
FROM beginnings AS b JOIN alongside AS a ON a.vessel_id = b.vessel_id AND abs(a.first_slot - b.first_slot) <= slots_in($around_h)
GROUP BY b.vessel_id, b.first_slot
ORDER BY b.vessel_id, b.first_slot
