-- Finds:  which innocent causes could explain an encounter, each tested by itself
-- Writes: encounter_causes
-- Row: One spell that may be an encounter, with the causes tested.
-- A cause that cannot be tested is null, and its text gives the reason.
-- Let: in_line_across_share = 0.5: one behind the other: across the heading their middles are within this share of the two half breadths
-- Let: in_line_along_share = 0.67: and along it they are apart by at least this share of the distance at which hulls touch
-- Let: times_as_long = 5: where no heading is sent: along the course their antennas are at least so many times as far apart as across it
-- Let: many_served = 3: a ship that serves many came to at least so many in the week
-- Let: many_partners = 6: or lay alongside at least so many in it that did not come to it while it lay
-- Let: many_customers = 4: or lay while at least so many came to it and left within three hours each, as ships come to one that bunkers ...
-- Let: cargo_share = 0.25: ... and no more than this share of them, this one not, with a change of draught
-- Let: many_visits = 2: a ship that goes from ship to ship visited at least so many in a day
-- Let: visit_h = 1.5: shorter than this is a brief visit
-- Let: small_m = 45: shorter than this is a small craft
-- Let: barge_h = 4: a tug that lies alongside a cargo ship or tanker for at least so many hours, away from port, may have a barge between them
-- Let: not_under_command = 2: navigational status (ITU-R M.1371) of a disabled ship: the tug beside it tends it ...
-- Let: other_draught_m = 0.3: ... if neither keyed a draught that is other by so much
-- Let: towing_astern = 11: navigational status of a ship that tows ...
-- Let: towing_alongside = 12: ... or pushes, or tows alongside
-- Let: ship_m = 60: from this length on a vessel is a ship
-- Let: tow_kn = 2.5: two ships together may be a tow at this speed or faster ...
-- Let: apart_slots = 2: a tug and another ship that were heard so often far apart, one under way, before or after, are no tow ...
-- Let: tow_h = 1: ... for at least so many hours
-- Let: too_fast_kn = 8: no cargo is moved between ships at this speed, unless the draught of the one rose and that of the other sank
-- Let: fast_kn = 7: at this speed it is seldom moved
-- Let: helped_h = 1: two or more small craft at one ship at once for so many hours hold it or tow it: a tug with its barge comes alone
-- Let: slower_kn = 1: a part of the time in which they were slower by this is named
-- Let: short_word_letters = 3: a first word of the name with so many letters or fewer, such as MV or SEA, does not show the operator
-- Let: fishing_status = 7: navigational status: engaged in fishing (ITU-R M.1371)
-- Let: laid_up_h = 48: together for at least so many hours, two ships are laid up
-- Let: in_port_km = 10: nearer to a port than this they are in it
-- Let: port_margin_km = 1: the nearest port is taken as foreign if North Korean ports are farther by this
-- Let: dprk_sea_km = 30: at least so far from North Korean ports, a place on land is in a harbour; nearer, it may be the river at Nampo
-- Let: fast_messages = 6: that a ship is made fast takes at least so many messages of each
-- Let: few_messages = 15: on so many of either ship, or fewer, it may be chance that one seems to lie still and the other not
-- Let: at_anchor = 1: navigational status of a ship at anchor
-- Let: stone_m = 5: so still lies a quay, a platform, or a ship that holds its place by thrusters, whatever it did before; no anchored ship does
-- Let: swings_m = 30: a ship whose places in the whole of its stay lie within more than this swings: it is at anchor ...
-- Let: much_longer = 1.5: ... if the stay was at least so many times as long as the encounter
-- Let: alike = 3: two that lie alongside at anchor swing alike, the one at most so many times as far as the other
-- Let: crowd_ships = 5: at least so many other ships lying near make an anchorage or a fleet
-- Let: fixed_h = 12: a platform, a rig or a ship at its quay lies there for so many hours on end, the encounter within them ...
-- Let: fixed_m = 20: ... all along within this, or like stone in the encounter
-- Let: harbour_shore_km = 2: a harbour learnt from the data is no anchorage so near the shore
-- Let: heard_messages = 6: that a ship sends no headings takes at least so many messages
-- Let: learnt_harbour_km = 2: nearer than this to a harbour learnt from the data they are in it
WITH stays AS (
    -- how far a ship swung in the whole of its stay, of which the encounter is a part
    SELECT event, vessel_id,
        max(l.spread_m) FILTER (l.last_slot - l.first_slot >= $much_longer * (s.last_slot - s.first_slot)) AS stay_spread_m,
        max(l.spread_m) FILTER (l.last_slot - l.first_slot >= slots_in($fixed_h)) AS long_spread_m
    FROM (SELECT event, unnest([vessel_id, other_vessel_id]) AS vessel_id, middle_slot, first_slot, last_slot FROM encounter_spells) AS s
    JOIN slow_spells AS l USING (vessel_id)
    WHERE s.middle_slot BETWEEN l.first_slot AND l.last_slot AND NOT l.under_way
    GROUP BY event, vessel_id
), craft AS (
    SELECT event, CASE WHEN bool_or(no_heading) THEN true WHEN count(no_heading) = 2 THEN false END AS sends_no_heading,
        count_if(no_heading) = 2 AS neither_sends, min(said) FILTER (no_heading) AS craft_text
    FROM (
        SELECT event, a_name(name, mmsi, vessel_id) || ' sends no heading' || CASE WHEN imo IS NULL THEN ', and no IMO number' ELSE '' END AS said,
            CASE WHEN is_to_send_heading(vessel_type, length_m) OR headings_around > 0 THEN false
                 WHEN data_have_headings AND messages_around >= $heard_messages THEN true END AS no_heading
        FROM encounter_statuses JOIN ships USING (vessel_id), encounter_headings)
    GROUP BY event
), disabled AS (
    -- who sends that it is not under command, most often in the encounter or last before it, and who lies beside it
    SELECT event, any_value(a_name(name, mmsi, s.vessel_id)) AS disabled_name, bool_or(helper IN ('tug', 'service')) AS is_tended, bool_or(helper = 'unknown') AS may_be_tended
    FROM (
        SELECT event, p.vessel_id, other_vessel_type AS helper FROM encounter_spells AS p JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot)
        WHERE c.nav_status = $not_under_command
        UNION
        SELECT event, p.other_vessel_id, vessel_type FROM encounter_spells AS p JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot)
        WHERE c.other_nav_status = $not_under_command
        UNION
        SELECT event, sent.vessel_id, CASE WHEN sent.vessel_id = p.vessel_id THEN other_vessel_type ELSE vessel_type END
        FROM encounter_statuses AS sent JOIN encounter_spells AS p USING (event) WHERE nav_status_before = $not_under_command
    ) AS s JOIN ships USING (vessel_id) GROUP BY event
), helpers AS (
    -- a ship and a small craft that lies alongside it
    SELECT event, first_slot, last_slot, CASE WHEN is_helper THEN vessel_id ELSE other_vessel_id END AS helper_id, CASE WHEN is_helper THEN other_vessel_id ELSE vessel_id END AS ship_id
    FROM (SELECT *, is_working_craft(vessel_type) OR coalesce(length_m < $small_m, false) AS is_helper, is_working_craft(other_vessel_type) OR coalesce(other_length_m < $small_m, false) AS other_is_helper
        FROM encounter_spells WHERE coalesce(as_one, true)) WHERE is_helper <> other_is_helper
), helped AS (
    SELECT a.event, count(DISTINCT b.helper_id) + 1 AS helpers FROM helpers AS a JOIN helpers AS b ON b.ship_id = a.ship_id AND b.helper_id <> a.helper_id
        AND least(a.last_slot, b.last_slot) - greatest(a.first_slot, b.first_slot) >= slots_in($helped_h) GROUP BY a.event
), facts AS (
    SELECT s.* EXCLUDE (length_m, duration_h, goes_on), w.duration_h, w.goes_on, s.length_m AS ship_length_m, c.length_m AS shorter_m, rigid_slots, rigid_share, rigid_apart_m, spread_m, other_spread_m, slow_kn,
        heading_apart_deg, c.across_m, c.along_m, touch_across_m, touch_along_m, sizes_known, could_touch, fixes, other_fixes, nav_status, other_nav_status,
        s.non_dprk_port_km < s.port_km AND s.non_dprk_port_km < $learnt_harbour_km AS in_learnt_harbour,
        by_kind(vessel_type = 'fishing' OR coalesce(nav_status = $fishing_status, false), vessel_type) AS fishes,
        by_kind(other_vessel_type = 'fishing' OR coalesce(other_nav_status = $fishing_status, false), other_vessel_type) AS other_fishes,
        -- what lies still does so not like stone, and swung in the rest of its stay, or sends that it is at anchor and lies nowhere for long
        -- like a ship made fast. On few messages one of the two may seem still by chance: then the other's stay counts if the one came for
        -- the meeting only
        coalesce(least(spread_m, other_spread_m) > $stone_m
            AND (CASE WHEN is_made_fast(greatest(spread_m, other_spread_m)) THEN greatest(stay.stay_spread_m, other_stay.stay_spread_m)
                WHEN least(fixes, other_fixes) > $few_messages THEN CASE WHEN greatest(spread_m, other_spread_m) > $alike * least(spread_m, other_spread_m) THEN NULL
                    WHEN spread_m < other_spread_m THEN stay.stay_spread_m ELSE other_stay.stay_spread_m END
                WHEN spread_m < other_spread_m THEN coalesce(stay.stay_spread_m, other_stay.stay_spread_m)
                ELSE coalesce(other_stay.stay_spread_m, stay.stay_spread_m) END > $swings_m
                OR CASE WHEN spread_m < other_spread_m THEN nav_status = $at_anchor AND coalesce(stay.long_spread_m > $fixed_m, true)
                    ELSE other_nav_status = $at_anchor AND coalesce(other_stay.long_spread_m > $fixed_m, true) END)
            AND NOT (in_learnt_harbour AND shore_km < $harbour_shore_km), false) AS is_anchored_in_calm,
        CASE WHEN is_counted_rigid(rigid_slots) AND least(fixes, other_fixes) >= $fast_messages
            -- one that lies there for long, and like stone now or within little all along
            THEN coalesce(least(stay.long_spread_m, other_stay.long_spread_m) <= $fixed_m, false)
                OR coalesce(spread_m <= $stone_m AND stay.long_spread_m IS NOT NULL, false)
                OR coalesce(other_spread_m <= $stone_m AND other_stay.long_spread_m IS NOT NULL, false) END AS beside_fixed,
        least(stay.long_spread_m, other_stay.long_spread_m) AS long_spread_m,
        sends_no_heading, coalesce(neither_sends, false) AS neither_sends, craft_text, headings_text,
        stay.stay_spread_m, other_stay.stay_spread_m AS other_stay_spread_m,
        coalesce(ships_near, 0) AS ships_near,
        greatest(coalesce(ps.partners, 1), coalesce(po.partners, 1)) AS partners,
        greatest(coalesce(ps.served, 0), coalesce(po.served, 0)) AS served,
        draught_changed(voyage.draught_after_m - voyage.draught_before_m, partner_voyage.draught_after_m - partner_voyage.draught_before_m, $other_draught_m) AS draught_changed,
        rose_and_sank(voyage.draught_after_m - voyage.draught_before_m, partner_voyage.draught_after_m - partner_voyage.draught_before_m, $other_draught_m) AS rose_and_sank,
        -- told of one of the two: of who serves many, or else of who met more
        list_max([(coalesce(p.served >= $many_served OR p.others_met >= $many_partners
            OR p.came_briefly >= $many_customers AND p.came_briefly_for_cargo <= $cargo_share * p.came_briefly AND NOT draught_changed, false),
            coalesce(p.partners, 1), coalesce(p.served, 0), coalesce(p.others_met, 0), coalesce(p.came_briefly, 0), coalesce(p.came_briefly_for_cargo, 0)) FOR p IN [ps, po]]) AS busier,
        greatest(coalesce(ps.visits, 0), coalesce(po.visits, 0)) AS visits,
        coalesce(c.across_m <= $in_line_across_share * (touch_across_m - fender_m()) AND c.along_m >= $in_line_along_share * (touch_along_m - fender_m()),
            made.along_m >= $times_as_long * made.across_m) AS in_line,
        third_event, third_apart_m, other_third_apart_m, third_name,
        -- a barge sends nothing: of a tug and barge that lighters, the tug is heard
        s.vessel_type <> s.other_vessel_type AND list_has([s.vessel_type, s.other_vessel_type], 'tug') AND list_has_any([s.vessel_type, s.other_vessel_type], ['tanker', 'cargo'])
            AND w.duration_h >= $barge_h AND s.port_km >= $in_port_km AND disabled_name IS NULL AND (draught_changed OR helped.event IS NULL) AS may_push_barge, coalesce(helpers, 0) AS helpers,
        disabled_name, is_tended, may_be_tended, nav_status IS NULL AND other_nav_status IS NULL AS no_status,
        tow_h, tow_apart_m, tow_kn,
        is_working_craft(s.vessel_type) OR is_working_craft(s.other_vessel_type)
            OR coalesce(list_has_any([nav_status, other_nav_status], [$towing_astern, $towing_alongside]), false) AS one_tows,
        -- a tug that was heard somewhat sooner or for longer than its tow sailed alone as little as the tow did
        CASE WHEN one_tows THEN coalesce(apart_slots >= $apart_slots, false)
            ELSE coalesce(own.sailed_before OR partner.sailed_before, false) OR coalesce(own.sailed_after OR partner.sailed_after, false) END AS apart_besides,
        CASE WHEN s.median_speed_kn >= $tow_kn AND w.duration_h >= $tow_h THEN in_line OR NOT apart_besides OR c.length_m < $small_m ELSE false END AS sails_in_tow,
        a_ship(vessel_type) || ' and ' || a_ship(other_vessel_type) AS types_text,
        format('ship types {} and {}', coalesce(nullif(ship_type, 0)::VARCHAR, 'not sent'), coalesce(nullif(other_ship_type, 0)::VARCHAR, 'not sent')) AS ship_types_text
    FROM encounter_spells AS s
    JOIN proximities USING (vessel_id, other_vessel_id, first_slot)
    JOIN encounter_candidates AS c USING (vessel_id, other_vessel_id, first_slot)
    JOIN encounter_sides AS own ON own.event = s.event AND own.vessel_id = s.vessel_id
    JOIN encounter_sides AS partner ON partner.event = s.event AND partner.vessel_id = s.other_vessel_id
    JOIN encounter_voyages AS voyage ON voyage.event = s.event AND voyage.vessel_id = s.vessel_id
    JOIN encounter_voyages AS partner_voyage ON partner_voyage.event = s.event AND partner_voyage.vessel_id = s.other_vessel_id
    JOIN (SELECT event, vessel_id, duration_h, goes_on FROM encounter_wholes) AS w ON w.event = s.event AND w.vessel_id = s.vessel_id
    LEFT JOIN encounter_partners AS ps ON ps.vessel_id = s.vessel_id AND ps.first_slot = s.first_slot
    LEFT JOIN encounter_partners AS po ON po.vessel_id = s.other_vessel_id AND po.first_slot = s.first_slot
    LEFT JOIN stays AS stay ON stay.event = s.event AND stay.vessel_id = s.vessel_id
    LEFT JOIN stays AS other_stay ON other_stay.event = s.event AND other_stay.vessel_id = s.other_vessel_id
    LEFT JOIN encounter_crowds ON encounter_crowds.event = s.event
    LEFT JOIN encounter_courses AS made ON made.event = s.event
    LEFT JOIN craft ON craft.event = s.event
    LEFT JOIN encounter_thirds ON encounter_thirds.event = s.event
    LEFT JOIN encounter_tows ON encounter_tows.event = s.event
    LEFT JOIN disabled ON disabled.event = s.event
    LEFT JOIN helped ON helped.event = s.event
    LEFT JOIN (SELECT vessel_id AS third_vessel_id, a_name(name, mmsi, vessel_id) AS third_name FROM ships) USING (third_vessel_id)
    CROSS JOIN encounter_headings
), tests AS (
    SELECT event, partners, served, [
        {'cause': 'too far apart to touch', 'holds': NOT could_touch,
         'says': coalesce(format('{:.0f} m across and {:.0f} m along their heading; hulls of {} touch within {:.0f} and {:.0f} m',
            across_m, along_m, CASE WHEN sizes_known THEN 'such size' ELSE 'the usual size of such ships' END, touch_across_m, touch_along_m), format('{:.0f} m apart, no headings of both at one time', rigid_apart_m), 'never both heard at one time')},
        {'cause': 'neighbours that swing apart', 'holds': NOT as_one AND could_touch,
         'says': format('{:.0f} % of the time between {:.0f} m and little more or less', 100 * rigid_share, rigid_apart_m)
            || coalesce(', headings ' || degrees_words(heading_apart_deg) || ' from parallel', ', no headings of both at one time')},
        {'cause': 'on both sides of a third', 'holds': third_event IS NOT NULL,
         'says': coalesce(format('{} lay alongside both, {:.0f} and {:.0f} m from their antennas', third_name, third_apart_m, other_third_apart_m),
            'no third ship lay alongside both for most of it, nearer to each')},
        {'cause': 'made fast to the ground',
         'holds': CASE WHEN is_counted_rigid(rigid_slots) AND least(fixes, other_fixes) >= $fast_messages THEN
            is_made_fast(least(spread_m, other_spread_m)) AND NOT is_anchored_in_calm END,
         'says': format('the two swung or drifted within {} and {}', in_metres(spread_m), in_metres(other_spread_m))
            || CASE WHEN is_anchored_in_calm AND greatest(stay_spread_m, other_stay_spread_m) > $swings_m
                THEN format(', but one within {} in the whole of its stay', in_metres(greatest(stay_spread_m, other_stay_spread_m)))
                WHEN is_anchored_in_calm THEN ', but it sends that it is at anchor' ELSE '' END
            || CASE WHEN least(fixes, other_fixes) < $fast_messages THEN format(', on {} and {} messages', fixes, other_fixes) ELSE '' END},
        {'cause': 'beside a fixed point', 'holds': beside_fixed,
         'says': format('the stiller one swung or drifted within {}', in_metres(least(spread_m, other_spread_m)))
            || coalesce(format(', within {} in a stay of {} hours or more', in_metres(long_spread_m), $fixed_h), format(', no stay of {} hours', $fixed_h))},
        {'cause': 'one that serves many', 'holds': busier[1],
         'says': format('one of the two lay alongside {} in these days; {}; it came to or left {} that stayed, or are far longer', ships_words(busier[2]),
            CASE busier[4] WHEN 0 THEN 'each may have come to it' ELSE format('{} of them did not come to it', busier[4]) END, CASE busier[3] WHEN 0 THEN 'none' ELSE busier[3]::VARCHAR END)
            || CASE WHEN busier[5] >= $many_customers THEN format('; {} came to it and left within three hours each, a draught changed of {} of them', busier[5], busier[6]) ELSE '' END},
        {'cause': 'goes from ship to ship', 'holds': visits >= $many_visits,
         'says': CASE WHEN visits > 0 THEN format('one came to {} within a day, and left each within three hours', ships_words(visits))
            ELSE 'neither came to a ship and left it within three hours' END},
        {'cause': 'brief visit', 'holds': duration_h < $visit_h AND NOT goes_on AND (shorter_m < $small_m OR 'pilot' IN (vessel_type, other_vessel_type)),
         'says': format('together for {:.1f} h', duration_h) || coalesce(format(', the smaller {:.0f} m long', shorter_m), ', sizes not sent')},
        {'cause': 'tow', 'holds': CASE WHEN sails_in_tow THEN true
            -- or they sailed on as a tug with its tow; two ships of which neither is known to tow may have sailed in company
            WHEN tow_h IS NULL THEN sails_in_tow
            WHEN one_tows THEN true WHEN 'unknown' NOT IN (vessel_type, other_vessel_type) THEN false END,
         'says': format('at {:.1f} kn', median_speed_kn) || CASE WHEN in_line THEN ', one behind the other' WHEN in_line IS NULL THEN ''
            ELSE ', side by side' END || CASE WHEN tow_h IS NOT NULL
                THEN format('; before or after it for {:.1f} h under way together at {:.1f} kn, {:.0f} m apart', tow_h, tow_kn, tow_apart_m)
            WHEN apart_besides THEN ', apart before or after' ELSE ', not heard apart' END},
        {'cause': 'attends a disabled ship', 'holds': CASE WHEN disabled_name IS NULL THEN CASE WHEN NOT no_status THEN false END
            WHEN draught_changed THEN false WHEN is_tended THEN true WHEN NOT may_be_tended THEN false END,
         'says': CASE WHEN disabled_name IS NOT NULL THEN disabled_name || ' sends not under command, ' || types_text
                || CASE WHEN draught_changed THEN ', and a draught was keyed anew' ELSE ', no draught keyed anew' END
            WHEN no_status THEN 'no status sent' ELSE 'neither sends not under command' END},
        {'cause': 'too fast for a transfer', 'holds': CASE WHEN coalesce(slow_kn, median_speed_kn) < $fast_kn THEN false
            WHEN coalesce(slow_kn, median_speed_kn) >= $too_fast_kn AND NOT rose_and_sank THEN true END,
         'says': format('at {:.1f} kn', median_speed_kn) || CASE WHEN slow_kn < median_speed_kn - $slower_kn
            THEN format(', for {:.0f} minutes of it at {:.1f} kn or slower', 60 * $min_rigid_h, slow_kn) ELSE '' END
            || CASE WHEN rose_and_sank THEN ', but one rose and the other sank' WHEN coalesce(slow_kn, median_speed_kn) BETWEEN $fast_kn AND $too_fast_kn THEN ': seldom is cargo moved so' ELSE '' END},
        {'cause': 'fishing together', 'holds': fishes AND other_fishes, 'says': types_text
            || CASE WHEN $fishing_status IN (nav_status, other_nav_status) THEN ', status engaged in fishing' ELSE '' END},
        {'cause': 'service craft side by side', 'holds': CASE
            WHEN shorter_m IS NOT NULL THEN shorter_m < $small_m AND greatest(ship_length_m, other_length_m) < $ship_m
            -- of unknown size, a declared cargo ship, tanker, fishing boat or yacht is no service craft
            WHEN coalesce(greatest(ship_length_m, other_length_m) >= $ship_m, false) THEN false
            WHEN is_working_craft(vessel_type) AND is_working_craft(other_vessel_type) THEN true
            WHEN (is_working_craft(vessel_type) OR vessel_type = 'unknown') AND (is_working_craft(other_vessel_type) OR other_vessel_type = 'unknown')
            THEN CASE WHEN neither_sends THEN true END
            ELSE false END,
         'says': coalesce(format('{:.0f} and {:.0f} m long', ship_length_m, other_length_m), 'sizes not sent') || ', ' || types_text
            || CASE WHEN neither_sends THEN ', neither sends a heading' ELSE '' END},
        {'cause': 'small craft beside a ship', 'holds': CASE
            WHEN may_push_barge THEN NULL
            WHEN shorter_m IS NOT NULL THEN shorter_m < $small_m AND greatest(ship_length_m, other_length_m) >= $ship_m
            WHEN vessel_type <> other_vessel_type AND list_has_any([vessel_type, other_vessel_type], ['pilot', 'service']) THEN true
            WHEN 'unknown' NOT IN (vessel_type, other_vessel_type) THEN false END,
         'says': coalesce(format('the smaller is {:.0f} m long', shorter_m), 'sizes not sent') || ', ' || types_text
            || CASE WHEN may_push_barge THEN format(' that lay there for {:.1f} h, away from port: it may be the tug of a barge', duration_h)
                WHEN helpers > 1 THEN format('; {} small craft lay at it at once', helpers) ELSE '' END},
        {'cause': 'small craft by what it sends', 'holds': sends_no_heading,
         'says': coalesce(craft_text, CASE WHEN sends_no_heading THEN '' WHEN sends_no_heading IS NULL THEN 'too few messages, or too few headings in these data'
            ELSE 'headings sent, or a cargo ship, a tanker, or long' END) || ': ' || headings_text},
        {'cause': 'yachts', 'holds': by_kind(vessel_type = 'pleasure', vessel_type) OR by_kind(other_vessel_type = 'pleasure', other_vessel_type), 'says': types_text},
        {'cause': 'dredging or work under water', 'holds': by_kind(works_under_water(ship_type), vessel_type) OR by_kind(works_under_water(other_ship_type), other_vessel_type),
         'says': ship_types_text},
        {'cause': 'navy or coast guard', 'holds': by_kind(is_state_vessel(ship_type), vessel_type) OR by_kind(is_state_vessel(other_ship_type), other_vessel_type),
         'says': ship_types_text},
        {'cause': 'ships of one operator', 'holds': length(first_word) > $short_word_letters AND first_word = other_first_word,
         'says': CASE WHEN first_word = other_first_word THEN 'names begin alike: ' || first_word
            WHEN first_word <> other_first_word THEN 'names begin unlike' ELSE 'not both sent a name' END},
        {'cause': 'laid up together', 'holds': duration_h >= $laid_up_h, 'says': format('together for {:.0f} h', duration_h)},
        {'cause': 'in port', 'holds': CASE WHEN port_km <= dprk_port_km - $port_margin_km THEN port_km < $in_port_km ELSE false END
            OR (shore_km < 0 AND dprk_port_km >= $dprk_sea_km) OR coalesce(in_learnt_harbour AND shore_km < $harbour_shore_km, false),
         'says': format('{:.0f} km from {}', port_km, port) || coalesce(', ' || from_shore(shore_km), '')},
        {'cause': 'anchorage or fleet', 'holds': ships_near >= $crowd_ships OR in_learnt_harbour,
         'says': other_ships(ships_near) || ' lay within 5 km' || CASE WHEN in_learnt_harbour THEN ', where many lay on one day' ELSE '' END}
    ] AS tested
    FROM facts
)
SELECT event, partners, served, tested AS causes, causes_that_hold(tested) AS causes_hold FROM tests ORDER BY event
