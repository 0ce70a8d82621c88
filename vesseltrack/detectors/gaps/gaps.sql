-- Finds:  dark periods: each silence with how likely it is that the ship had stopped transmitting, and what else explains it
-- Writes: gaps
-- A silence alone says nothing: most are reception. Where the data cannot tell, the assessment says so, and never "transmitter off".
-- A silence that begins or ends at a jump is marked: its place is false.
-- Let: around_h = 12: what was heard within so long of its beginning decides how it is judged
-- Let: surely_not_part = 4: it was still sending, surely, where the chance that it had stopped is less than this part of the chance allowed for error
-- Let: habit_times = 3: what it does so often at that hour, or on such trips, is no news
-- Let: habit_times_likely = 2: likewise near a port, of class B, and of ships that are neither cargo ships nor tankers
-- Let: near_port_km = 10: near a port
-- Let: likelier = 0.5: at the doubtful end of what is known it is still the likelier that it had stopped
-- Let: fair_share = 0.5: a ship heard at less than this share of what its places allow, lately, cannot be said to have stopped
-- Let: lately_h = 3: lately
WITH last_steps AS (
    SELECT event, speed_kn FROM gap_candidates AS s JOIN resampled AS r ON r.vessel_id = s.vessel_id AND r.slot = slot_before(start_time)
), heard_hours AS (
    SELECT epoch_hour, row_number() OVER (ORDER BY epoch_hour) AS hours FROM (SELECT DISTINCT epoch_hour(time) AS epoch_hour FROM searched_fixes)
), between AS (
    -- clock hours wholly within, as far as they are looked at
    SELECT event, greatest(epoch_hour(start_time), coalesce(epoch_hour(since) - 1, 0)) AS before_hour, epoch_hour(until_time) - 1 AS last_hour
    FROM gap_candidates, searched
), hours_without AS (
    SELECT event, greatest(0, last_hour - before_hour - (coalesce(upto.hours, 0) - coalesce(first.hours, 0))) AS no_data_h
    FROM between ASOF LEFT JOIN heard_hours AS upto ON upto.epoch_hour <= last_hour ASOF LEFT JOIN heard_hours AS first ON first.epoch_hour <= before_hour
    WHERE last_hour > before_hour
), judged AS (
    SELECT
        s.event, s.vessel_id, s.start_time, s.end_time,
        round(s.duration_h, 3) AS duration_h,
        s.start_lat, s.start_lon, s.end_lat, s.end_lon,
        round(s.apart_km, 2) AS apart_km,
        round(knots(s.apart_km * 1000, s.duration_h * 3600), 2) AS implied_kn,
        coalesce(s.start_sog_kn, last_steps.speed_kn) AS start_sog_kn,
        end_is_false, hoisted,
        fixes_before,
        round(CASE WHEN hours_before > 0 THEN coalesce(slots_before, 0) / (6 * hours_before) END, 3) AS heard_before,
        round(CASE WHEN hours_after > 0 THEN coalesce(slots_after, 0) / (6 * hours_after) END, 3) AS heard_after,
        p_unreceived_if_on,
        round(p_off, 3) AS p_off,
        round(p_off_low, 3) AS p_off_low,
        round(p_off_high, 3) AS p_off_high,
        CASE WHEN outage IS NOT NULL THEN 'outage'
             WHEN 100 * p_off <= (100 - $surely_percent) / $surely_not_part AND known > 0 THEN 'lost_signal'
             WHEN at_that_hour >= $habit_times OR trips >= $habit_times OR (at_that_hour >= $habit_times_likely OR trips >= $habit_times_likely)
                AND (here.port_km < $near_port_km OR there.port_km < $near_port_km OR ships.ais_class = 'B'
                    OR ships.vessel_type NOT IN ('cargo', 'tanker', 'unknown')) THEN 'habit'
             WHEN 100 * p_off >= $surely_percent AND p_off_low >= $likelier AND others_near > 0
                AND slots_lately >= $fair_share * rate_lately * 6 * least($lately_h, hours_before) THEN 'transmitter_off'
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
        here.dprk_port, here.dprk_port_km
    FROM gap_candidates AS s
    JOIN gap_probabilities USING (event)
    JOIN ships ON ships.vessel_id = s.vessel_id
    JOIN gap_own_reception USING (event)
    JOIN gap_causes USING (event)
    LEFT JOIN gap_others USING (event)
    LEFT JOIN gap_outages USING (event)
    LEFT JOIN gap_habits USING (event)
    LEFT JOIN dead_reckonings USING (event)
    LEFT JOIN last_steps USING (event)
    LEFT JOIN hours_without USING (event)
    LEFT JOIN cell_context AS here ON here.cell_id = cell_id_of(s.start_lat, s.start_lon)
    LEFT JOIN cell_context AS there ON there.cell_id = cell_id_of(s.end_lat, s.end_lon)
    WHERE $min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852
), remembered AS (
    -- what was heard around its beginning is no longer looked at: it is judged as it was then
    SELECT assessed_gaps.* FROM assessed_gaps, searched WHERE assessed_gaps.start_time < searched.since + INTERVAL $around_h HOUR
), known AS (
    SELECT judged.* REPLACE (
        coalesce(r.start_sog_kn, judged.start_sog_kn) AS start_sog_kn,
        coalesce(r.fixes_before, judged.fixes_before) AS fixes_before,
        coalesce(r.heard_before, judged.heard_before) AS heard_before,
        coalesce(r.p_unreceived_if_on, judged.p_unreceived_if_on) AS p_unreceived_if_on,
        coalesce(r.p_off, judged.p_off) AS p_off,
        coalesce(r.p_off_low, judged.p_off_low) AS p_off_low,
        coalesce(r.p_off_high, judged.p_off_high) AS p_off_high,
        coalesce(r.assessment, judged.assessment) AS assessment,
        coalesce(r.others_near, judged.others_near) AS others_near,
        CASE WHEN r.event IS NULL THEN judged.others_behind ELSE r.others_behind END AS others_behind,
        CASE WHEN r.event IS NULL THEN judged.others_ahead ELSE r.others_ahead END AS others_ahead,
        CASE WHEN r.event IS NULL THEN judged.causes ELSE r.causes END AS causes,
        CASE WHEN r.event IS NULL THEN judged.causes_hold ELSE r.causes_hold END AS causes_hold,
        coalesce(r.others_heard, judged.others_heard) AS others_heard,
        coalesce(r.feed_alive, judged.feed_alive) AS feed_alive,
        CASE WHEN r.event IS NULL THEN judged.outage ELSE r.outage END AS outage)
    FROM judged LEFT JOIN remembered AS r USING (event)
)
SELECT * FROM known WHERE fixes_before >= $min_fixes_before ORDER BY event
