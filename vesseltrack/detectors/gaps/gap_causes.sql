-- Finds:  which innocent causes could explain a silence, each tested by itself
-- Writes: gap_causes
-- Row: One silence, with the causes tested.
-- The cause "edge of reception" holds if one of these does: the ship is received at less than half as many tenth minutes as
-- the best received ships; nobody is received where its track led, or, while the silence lasts, more are lost on the way there than are
-- ever received; half of the ships that passed where it was lost were lost too.
-- Where that is so and the ship had stopped transmitting for all that, as the probability of a silence so long tells, it is not known whether it was there:
-- far out all ships are heard seldom, between one satellite and the next.
-- A cause that cannot be tested is null, and its text gives the reason.
-- Let: best_quantile = 0.9: the best received ships: one ship in ten is received better
-- Let: poor_share = 0.5: received at less than this part of their share of tenth minutes, reception is poor
-- Let: aboard_m = 1000: so near its mother ship an auxiliary craft may be taken aboard
-- Let: dprk_sea_km = 30: a silence at a berth is innocent only farther than this from North Korean ports
-- Let: still_kn = 1: slower than this a ship lies still
-- Let: made_way_kn = 5: one that made as much from end to end of a silence, or more, did not lie through it
-- Let: habit_silences = 2: a habit: silent like this at least so often at other times
-- Let: least_chance = 0.5: sources that listened would have received it in an hour at least so likely, else they did not listen to it
-- Let: known_h = 24: a ship followed for so many hours besides the silence can be said to have no such habit
-- Let: renamed_min = 30: a ship heard on under another number may for so many minutes be heard under both
-- Let: weak_log_odds = -1: a ship received worse than others at its places by this, in log-odds, has a weak transponder
WITH hoisted AS (
    -- an auxiliary craft that falls silent beside its mother ship was taken aboard
    SELECT DISTINCT event
    FROM gap_candidates JOIN ships USING (vessel_id) JOIN ships AS mother ON mother.ssvid = ships.mother_ssvid
    JOIN resampled AS r ON r.vessel_id = mother.vessel_id AND r.slot BETWEEN slot_before(start_time) - 1 AND slot_before(start_time) + 1
    WHERE apart_m(start_lat, start_lon, r.lat, r.lon) <= $aboard_m
), heard_on AS (
    -- one that is heard again under another number only after a silence was silent, but for what went on in a meeting
    SELECT former_vessel_id AS vessel_id, vessel_id AS next_vessel_id, seen, which_known FROM encounter_renamings
    WHERE (vessel_id, former_vessel_id) NOT IN (SELECT (vessel_id, former_vessel_id) FROM renamed_returns)
        OR (vessel_id, former_vessel_id) IN (SELECT (vessel_id, former_vessel_id) FROM encounter_numbers WHERE former_vessel_id IS NOT NULL)
    UNION ALL
    -- or back under its former number, which is heard again when the other ends
    SELECT h.vessel_id, former_vessel_id, seen, which_known
    FROM encounter_renamings AS h JOIN ships AS n ON n.vessel_id = h.vessel_id JOIN ships AS f ON f.vessel_id = former_vessel_id WHERE f.last_time > n.last_time
), renamed AS (
    -- a ship that goes on under another number is heard all along: until its silence ends, or as long as that lasts
    SELECT event, min((NOT seen, name_and_number(n.name, n.mmsi, n.vessel_id) || CASE WHEN seen THEN '' WHEN NOT which_known THEN ', or the ship beside it did, which changed its number too'
            WHEN f.imo = n.imo THEN ', ' || same_imo() ELSE ', or another ship came to its place unheard' END))[2] AS goes_on_as
    FROM gap_candidates AS s JOIN heard_on AS h USING (vessel_id) JOIN ships AS n ON n.vessel_id = next_vessel_id JOIN ships AS f ON f.vessel_id = s.vessel_id
    WHERE n.last_time > s.start_time AND (s.end_time IS NULL OR n.first_time >= s.start_time - to_minutes($renamed_min) AND n.last_time <= s.end_time + to_minutes($renamed_min)) GROUP BY event
), returned AS (
    -- one that is heard on is not silent, and does not come back from that
    SELECT event, name_and_number(n.name, n.mmsi, n.vessel_id) || ', ' || same_imo() AS heard_again_as
    FROM gap_candidates AS s JOIN renamed_returns AS r ON r.former_vessel_id = s.vessel_id AND r.start_time = s.start_time JOIN ships AS n ON n.vessel_id = r.vessel_id
    WHERE s.end_time IS NULL AND event NOT IN (SELECT event FROM renamed)
), beside AS (
    SELECT unnest([vessel_id, other_vessel_id]) AS vessel_id, unnest([other_vessel_id, vessel_id]) AS partner_id FROM encounter_spells
), may_be_renamed AS (
    -- one of its size and type began where it ended, and lay beside the same ship: it may be another that came there unheard
    SELECT s.event, min((silent_h, name_and_number(n.name, n.mmsi, n.vessel_id), name_and_number(p.name, p.mmsi, p.vessel_id))) AS next
    FROM gap_candidates AS s JOIN encounter_successions AS c ON c.former_vessel_id = s.vessel_id
    JOIN beside AS own ON own.vessel_id = s.vessel_id JOIN beside AS later ON later.vessel_id = c.vessel_id AND later.partner_id = own.partner_id
    JOIN ships AS n ON n.vessel_id = c.vessel_id JOIN ships AS p ON p.vessel_id = own.partner_id
    WHERE s.end_time IS NULL AND c.drifts GROUP BY s.event
), waits AS (
    -- the spell of loitering that goes on through the silence, and the call at a port after it
    SELECT s.event, any_value(call_time) AS call_time, any_value(call_text) AS call_text, bool_or(holds) AS holds
    FROM gap_candidates AS s JOIN loitering_spells AS l ON l.vessel_id = s.vessel_id
        AND l.start_time <= s.start_time AND l.until_time >= s.end_time - to_minutes(10)
    JOIN loitering_calls AS c ON c.event = l.event GROUP BY s.event
), jumps AS (
    SELECT DISTINCT event
    FROM gap_candidates AS s JOIN track_steps AS t ON t.vessel_id = s.vessel_id AND t.jump AND (t.end_time = s.start_time OR t.start_time = s.end_time)
), best AS (
    SELECT quantile_cont(received_slots / known_slots, $best_quantile) AS best_share FROM ship_detectability WHERE known_slots > 0
), known AS (
    SELECT s.event, s.start_sog_kn, s.end_time, s.apart_km, s.duration_h, p_off, knots(s.apart_km * 1000, s.duration_h * 3600) AS made_kn, outage_share, jamming, o.text, received_lately, known_lately, received_soon, known_soon,
        others_ahead, left_there, passed, bound.received AS ahead_received, bound.gone AS ahead_gone, straight_on, off_km, ships.ais_class, detectability, ships.hulls, here.port, here.port_km,
        $poor_share * best_share AS poor, coalesce(greatest(at_that_hour, trips), 0) AS times,
        hours_between(ships.first_time, ships.last_time) - coalesce(s.duration_h, 0) AS besides_h,
        others_by_source, own_sources, own_listened, chance,
        is_at_berth(here.port_km) AND here.dprk_port_km > $dprk_sea_km AS in_port, jumps.event IS NOT NULL AS end_is_false, hoisted.event IS NOT NULL AS hoisted, goes_on_as, heard_again_as, next, waits.event IS NOT NULL AS lay_through, waits.holds AS went_in, call_text
    FROM gap_candidates AS s JOIN gap_probabilities USING (event) JOIN ships ON ships.vessel_id = s.vessel_id
    LEFT JOIN gap_own_reception USING (event) LEFT JOIN gap_others USING (event) LEFT JOIN gap_outages AS o USING (event) LEFT JOIN gap_sources USING (event)
    LEFT JOIN gap_departures USING (event) LEFT JOIN gap_waters_ahead AS bound USING (event) LEFT JOIN dead_reckonings USING (event) LEFT JOIN gap_habits USING (event)
    LEFT JOIN ship_detectability ON ship_detectability.vessel_id = s.vessel_id LEFT JOIN jumps USING (event) LEFT JOIN hoisted USING (event) LEFT JOIN renamed USING (event) LEFT JOIN returned USING (event) LEFT JOIN may_be_renamed USING (event) LEFT JOIN waits USING (event)
    LEFT JOIN cell_context AS here ON here.cell_id = cell_id_of(s.start_lat, s.start_lon), best
), at_edges AS (
    SELECT *, CASE WHEN known_lately > 0 OR known_soon > 0
        THEN coalesce(received_lately < poor * known_lately, false) OR coalesce(received_soon < poor * known_soon, false)
            OR coalesce(others_ahead = 0, false) OR end_time IS NULL AND (coalesce(2 * left_there >= passed, false) OR coalesce(ahead_received < ahead_gone, false)) END AS at_edge,
        100 * p_off >= $surely_percent AS is_no_loss
    FROM known
), causes AS (
    SELECT event, end_is_false, hoisted, goes_on_as, heard_again_as, list_concat([
        {'cause': 'edge of reception', 'holds': CASE WHEN at_edge AND is_no_loss THEN NULL ELSE at_edge END,
         'says': nullif(concat_ws('; ',
            CASE WHEN known_lately > 0 THEN format('itself heard at {} of {} tenth minutes just before', received_lately, known_lately) END,
            CASE WHEN known_soon > 0 THEN format('itself heard at {} of {} just after', received_soon, known_soon) END,
            CASE WHEN at_edge AND is_no_loss THEN 'yet reception so poor explains no silence so long' END,
            CASE WHEN others_ahead IS NOT NULL THEN format('{} others heard where its way led', others_ahead) END,
            CASE WHEN end_time IS NULL AND passed > 0 THEN format('of {} others that passed there {} were lost there too', passed, least(passed, left_there)) END,
            format('where it was bound {:.1f} others a cell are heard at any time and {:.1f} were lost on the way', ahead_received, ahead_gone)), '')},
        {'cause': 'outage', 'holds': coalesce(NOT jamming, false), 'says': CASE WHEN NOT jamming THEN text
            WHEN outage_share > 0 THEN format('one covers {:.0f} % of its hours', 100 * outage_share) ELSE 'of the feed, a source or receivers none is known there and then' END},
        {'cause': 'jamming', 'holds': coalesce(jamming, false), 'says': CASE WHEN jamming THEN text ELSE 'none is known there and then' END},
        {'cause': 'sailed straight on', 'holds': CASE WHEN start_sog_kn < $still_kn THEN false WHEN end_time IS NOT NULL THEN coalesce(straight_on, false) END,
         'says': CASE WHEN start_sog_kn < $still_kn THEN 'it lay still' WHEN end_time IS NULL THEN coalesce('heard again as ' || heard_again_as, 'it is not back')
            ELSE coalesce(format('back {:.0f} km from where dead reckoning puts it', off_km), format('{:.1f} kn from end to end', made_kn)) END},
        {'cause': 'habit', 'holds': CASE WHEN times > 0 THEN times >= $habit_silences WHEN besides_h >= $known_h THEN false END,
         'says': CASE times WHEN 1 THEN 'silent so once besides' WHEN 0 THEN CASE WHEN besides_h >= $known_h THEN 'never silent so besides' ELSE 'it is known for less than a day besides' END
            ELSE format('silent so {} times besides', times) END},
        {'cause': 'berth', 'holds': in_port AND coalesce(start_sog_kn, 0) < $still_kn,
         'says': format('{:.0f} km from {}', port_km, port) || coalesce(format(', at {:.1f} kn', start_sog_kn), '')},
        {'cause': 'waited off a port and went in', 'holds': CASE WHEN lay_through THEN went_in WHEN made_kn >= $made_way_kn THEN false END,
         'says': CASE WHEN lay_through THEN 'it lay or drifted before it and after it, and ' || call_text
            WHEN end_time IS NULL THEN coalesce('heard again as ' || heard_again_as, 'it is not back') WHEN made_kn >= $made_way_kn THEN format('it made {:.1f} kn from end to end', made_kn)
            ELSE 'whether it lay or drifted in it is not known' END},
        {'cause': 'false position', 'holds': end_is_false, 'says': CASE WHEN end_is_false THEN 'one of its ends was reached by a jump' ELSE 'no jump at its ends' END},
        {'cause': 'weak set', 'holds': CASE WHEN ais_class = 'B' THEN true ELSE detectability < $weak_log_odds END,
         'says': CASE WHEN ais_class = 'B' THEN 'class B, which is heard less far' WHEN detectability < $weak_log_odds THEN 'heard less than others at its places'
            WHEN detectability IS NULL THEN 'it was hardly heard at all' ELSE 'heard as well as others at its places' END},
        {'cause': 'several hulls on its number', 'holds': hulls > 1, 'says': CASE hulls WHEN 1 THEN 'one' ELSE hulls::VARCHAR END},
        {'cause': 'goes on under another number', 'holds': CASE WHEN goes_on_as IS NOT NULL THEN true WHEN next IS NULL THEN false END,
         'says': CASE WHEN goes_on_as IS NULL AND end_time IS NOT NULL THEN 'it is back' ELSE coalesce('heard on as ' || goes_on_as, 'only after its silence: ' || heard_again_as, format('{}, of its size and type, was first heard {:.1f} hours later, and lay beside {} as it had', next[2], next[1], next[3]), 'no ship is first heard where it was last') END},
        {'cause': 'taken aboard its mother ship', 'holds': hoisted, 'says': CASE WHEN hoisted THEN 'it lay beside her' END}
    ], CASE WHEN others_by_source IS NULL THEN [] ELSE [
        {'cause': 'its sources did not listen', 'holds': CASE WHEN chance IS NOT NULL THEN chance < $least_chance WHEN own_listened THEN false END,
         'says': concat_ws('; ', 'others near its way were heard by ' || others_by_source,
            coalesce('itself in the day before by ' || own_sources, 'itself in the day before by none'),
            CASE WHEN chance < $least_chance THEN 'those that listened hardly ever hear it' END)}
    ] END) AS tested
    FROM at_edges
)
SELECT event, end_is_false, hoisted, goes_on_as, heard_again_as, tested AS causes, causes_that_hold(tested) AS causes_hold
FROM causes ORDER BY event
