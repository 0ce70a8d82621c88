-- Finds:  dark periods: each silence with how likely it is that the ship had stopped transmitting, and what else explains it
-- Writes: gaps
-- A silence alone proves nothing: most come from poor reception. Where the data cannot decide, the assessment is "undetermined".
-- A silence that begins or ends at a jump is marked (end_is_false): its position there is false.
-- Let: around_h = 12: hours around its beginning whose messages decide how it is assessed
-- Let: lost_signal_divisor = 4: p_off at most the allowed error (100 - $surely_percent) divided by this: a lost signal, the ship was still transmitting
-- Let: habit_silences = 3: silent at that hour of the day, or on such a trip, at least so often at other times: a habit
-- Let: habit_silences_small = 2: so often is enough near a port, for class B, and for ships that are neither cargo ships nor tankers
-- Let: witness_passes = 3: so many passes of satellites (or hours of far reception) that brought in others far off witness a silence as those near it do
-- Let: near_port_km = 10: nearer than this is near a port
-- Let: stopping_h = 3: hours before it in which the ship is looked for under way
-- Let: under_way_kn = 5: at this speed it is
WITH last_steps AS (
    SELECT event, speed_kn FROM gap_candidates AS s JOIN resampled AS r ON r.vessel_id = s.vessel_id AND r.slot = slot_before(start_time)
), asked AS (
    -- by tenth minute: a ship's positions meet only the silences they are near to
    SELECT event, vessel_id, slot_before(start_time) AS last_slot, unnest(range(last_slot - slots_in($stopping_h), last_slot + 1)) AS slot FROM gap_candidates
), stops AS (
    SELECT event, hours_of_slots(any_value(last_slot) - max(slot)) AS still_h FROM asked JOIN resampled AS r USING (vessel_id, slot)
    WHERE r.speed_kn >= $under_way_kn GROUP BY event
), heard_hours AS (
    SELECT epoch_hour(day) + h AS epoch_hour, row_number() OVER (ORDER BY day, h) AS hours
    FROM (SELECT day, bit_or(hours) AS hours FROM number_days GROUP BY day), range(24) AS clock(h) WHERE hours >> h & 1 = 1
), between AS (
    -- clock hours wholly within the silence, none before the beginning of the search
    SELECT event, greatest(epoch_hour(start_time), coalesce(epoch_hour(since) - 1, 0)) AS before_hour, epoch_hour(until_time) - 1 AS last_hour
    FROM gap_candidates, searched
), hours_without AS (
    SELECT event, greatest(0, last_hour - before_hour - (coalesce(upto.hours, 0) - coalesce(first.hours, 0))) AS no_data_h
    FROM between ASOF LEFT JOIN heard_hours AS upto ON upto.epoch_hour <= last_hour ASOF LEFT JOIN heard_hours AS first ON first.epoch_hour <= before_hour
    WHERE last_hour > before_hour
), assessed AS (
    SELECT
        s.event, s.vessel_id, s.start_time, s.end_time,
        round(s.duration_h, 3) AS duration_h,
        s.start_lat, s.start_lon, s.end_lat, s.end_lon,
        round(s.apart_km, 2) AS apart_km,
        round(knots(s.apart_km * 1000, s.duration_h * 3600), 2) AS implied_kn,
        coalesce(s.start_sog_kn, last_steps.speed_kn) AS start_sog_kn,
        round(still_h, 3) AS still_h,
        end_is_false, hoisted, goes_on_as, heard_again_as,
        fixes_before,
        round(CASE WHEN hours_before > 0 THEN coalesce(slots_before, 0) / (6 * hours_before) END, 3) AS heard_before,
        round(CASE WHEN hours_after > 0 THEN coalesce(slots_after, 0) / (6 * hours_after) END, 3) AS heard_after,
        p_unreceived_if_on,
        round(p_off, 3) AS p_off,
        round(p_off_low, 3) AS p_off_low,
        round(p_off_high, 3) AS p_off_high,
        CASE WHEN outage IS NOT NULL THEN 'outage'
             WHEN 100 * p_off <= (100 - $surely_percent) / $lost_signal_divisor AND known > 0 THEN 'lost_signal'
             WHEN at_that_hour >= $habit_silences OR trips >= $habit_silences OR (at_that_hour >= $habit_silences_small OR trips >= $habit_silences_small)
                AND (here.port_km < $near_port_km OR there.port_km < $near_port_km OR ships.ais_class = 'B'
                    OR NOT may_trade(ships.vessel_type)) THEN 'habit'
             WHEN 100 * p_off >= $surely_percent AND (others_near > 0 OR far.passes >= $witness_passes) THEN 'transmitter_off'
             ELSE 'undetermined' END AS assessment,
        coalesce(others_near, 0) AS others_near, others_behind, others_ahead,
        others_heard,
        feed_alive,
        coalesce(no_data_h, 0)::DOUBLE AS no_data_h,
        outage,
        fleet,
        witnessed, coalesce(greatest(at_that_hour, trips), 0) AS times_before, coalesce(straight_on, false) AS straight_on,
        causes, causes_hold,
        here.shore_km, here.port, here.port_km,
        there.port_km AS end_port_km,
        here.dprk_port, here.dprk_port_km, here.non_dprk_port_km,
        -- a ship at silent_kn() makes it to the nearest port and from there to where it came back in so many hours, or not so soon
        round((here.port_km + there.port_km) / (silent_kn() * 1.852), 3) AS port_way_h,
        draught_before_m, draught_after_m, draught_keyed_time, coalesce(draughts_returned, 0) AS draughts_returned, round(since_call_h, 3) AS since_call_h
    FROM silences_by_hull() AS s
    JOIN gap_probabilities USING (event)
    LEFT JOIN (SELECT event, passes FROM gap_likelihoods) AS far USING (event)
    JOIN ships ON ships.vessel_id = s.vessel_id
    JOIN gap_own_reception USING (event)
    JOIN gap_causes USING (event)
    LEFT JOIN gap_others USING (event)
    LEFT JOIN gap_outages USING (event)
    LEFT JOIN gap_habits USING (event)
    LEFT JOIN dead_reckonings USING (event)
    LEFT JOIN last_steps USING (event)
    LEFT JOIN stops USING (event)
    LEFT JOIN gap_voyages USING (event)
    LEFT JOIN hours_without USING (event)
    LEFT JOIN cell_context AS here ON here.cell_id = cell_id_of(s.start_lat, s.start_lon)
    LEFT JOIN cell_context AS there ON there.cell_id = cell_id_of(s.end_lat, s.end_lon)
    WHERE $min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852
), remembered AS (
    -- the messages around its beginning lie before the window searched: the assessment made then stands
    SELECT assessed_gaps.* FROM assessed_gaps, searched WHERE assessed_gaps.start_time < searched.since + INTERVAL $around_h HOUR
), known AS (
    SELECT assessed.* REPLACE (
        coalesce(r.start_sog_kn, assessed.start_sog_kn) AS start_sog_kn,
        CASE WHEN r.event IS NULL THEN assessed.still_h ELSE r.still_h END AS still_h,
        coalesce(r.fixes_before, assessed.fixes_before) AS fixes_before,
        coalesce(r.heard_before, assessed.heard_before) AS heard_before,
        coalesce(r.p_unreceived_if_on, assessed.p_unreceived_if_on) AS p_unreceived_if_on,
        coalesce(r.p_off, assessed.p_off) AS p_off,
        coalesce(r.p_off_low, assessed.p_off_low) AS p_off_low,
        coalesce(r.p_off_high, assessed.p_off_high) AS p_off_high,
        coalesce(r.assessment, assessed.assessment) AS assessment,
        coalesce(r.others_near, assessed.others_near) AS others_near,
        CASE WHEN r.event IS NULL THEN assessed.others_behind ELSE r.others_behind END AS others_behind,
        CASE WHEN r.event IS NULL THEN assessed.others_ahead ELSE r.others_ahead END AS others_ahead,
        CASE WHEN r.event IS NULL THEN assessed.causes ELSE r.causes END AS causes,
        CASE WHEN r.event IS NULL THEN assessed.causes_hold ELSE r.causes_hold END AS causes_hold,
        coalesce(r.others_heard, assessed.others_heard) AS others_heard,
        coalesce(r.feed_alive, assessed.feed_alive) AS feed_alive,
        CASE WHEN r.event IS NULL THEN assessed.outage ELSE r.outage END AS outage)
    FROM assessed LEFT JOIN remembered AS r USING (event)
)
SELECT * FROM known WHERE fixes_before >= $min_fixes_before
    -- one that ended sooner, as its ship was heard again under another number, may be none
    AND (heard_again_as IS NULL OR duration_h > $min_silence_h) ORDER BY event
