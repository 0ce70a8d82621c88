-- Finds:  dark periods: each silence with how likely it is that the ship had stopped transmitting, and what else explains it
-- Writes: gaps
-- A silence alone says nothing: most are reception. Where the data cannot tell, the verdict says so, and never "silent".
-- A silence that begins or ends at a jump is marked: its place is false.
WITH earlier AS (
    SELECT event, count(*) AS fixes_before
    FROM gap_candidates JOIN ships USING (vessel_id) JOIN fixes
        ON fixes.ssvid = ships.ssvid AND fixes.time BETWEEN gap_candidates.start_time - INTERVAL 12 HOUR AND gap_candidates.start_time
    GROUP BY event
), spans AS (
    -- the twelve clock hours before and after, as far as the ship was heard at all
    SELECT event, vessel_id, epoch_us(start_time) // 3600000000 AS first_hour, epoch_us(end_time) // 3600000000 AS last_hour
    FROM gap_candidates
), shares AS (
    SELECT event,
        sum(ship_reception.received_slots) FILTER (epoch_hour BETWEEN first_hour - 12 AND first_hour - 1) AS slots_before,
        sum(ship_reception.received_slots) FILTER (epoch_hour BETWEEN first_hour - 3 AND first_hour) AS slots_lately,
        sum(ship_reception.expected_slots) FILTER (epoch_hour BETWEEN first_hour - 3 AND first_hour)
            / sum(ship_reception.known_slots) FILTER (epoch_hour BETWEEN first_hour - 3 AND first_hour) AS rate_lately,
        sum(ship_reception.received_slots) FILTER (epoch_hour BETWEEN last_hour + 1 AND last_hour + 12) AS slots_after,
        any_value(least(12, first_hour - epoch_us(least(ships.first_time, searched.first_time)) // 3600000000)) AS hours_before,
        any_value(least(12, epoch_us(searched.last_time) // 3600000000 - last_hour - 1)) AS hours_after
    FROM searched, spans JOIN ships USING (vessel_id) LEFT JOIN ship_reception USING (vessel_id)
    GROUP BY event
), hoisted AS (
    -- an auxiliary craft that falls silent beside its mother ship was taken aboard
    SELECT DISTINCT event
    FROM gap_candidates JOIN ships USING (vessel_id) JOIN ships AS mother ON mother.ssvid = ships.mother_ssvid
    JOIN resampled ON resampled.vessel_id = mother.vessel_id AND resampled.slot BETWEEN slot_before(start_time) - 1 AND slot_before(start_time) + 1
    WHERE apart_m(start_lat, start_lon, resampled.lat, resampled.lon) <= 1000
), last_steps AS (
    SELECT event, speed_kn FROM gap_candidates JOIN resampled ON resampled.vessel_id = gap_candidates.vessel_id AND resampled.slot = slot_before(start_time)
), jumps AS (
    SELECT DISTINCT event
    FROM gap_candidates JOIN track_steps ON track_steps.vessel_id = gap_candidates.vessel_id AND track_steps.jump
        AND (track_steps.end_time = gap_candidates.start_time OR track_steps.start_time = gap_candidates.end_time)
), around AS (
    SELECT event, candidate_tracks.vessel_id, epoch_us(time) // 3600000000 AS epoch_hour, cell_of(lat) + dy AS cell_y, (cell_of(lon) + dx + 3600) % 3600 AS cell_x
    FROM candidate_tracks, (VALUES (-2), (-1), (0), (1), (2)) AS v(dy), (VALUES (-2), (-1), (0), (1), (2)) AS h(dx)
    WHERE candidate = 'straight'
), others AS (
    SELECT event, count(DISTINCT ship_cell_hours.vessel_id) AS others_near
    FROM around JOIN ship_cell_hours USING (epoch_hour, cell_y, cell_x)
    WHERE ship_cell_hours.received_slots > 0 AND ship_cell_hours.vessel_id <> around.vessel_id
    GROUP BY event
), explained AS (
    -- half of it and more in outages, or while satellite navigation was jammed where it began; the one that covers most of it
    SELECT event, arg_max(outage, (
        hours_between(greatest(s.start_time, d.start_time), least(s.until_time, d.end_time)), d.outage_type <> 'feed', outage)) AS outage
    FROM gap_candidates AS s JOIN gap_probabilities USING (event) JOIN outages AS d
        ON s.start_time < d.end_time + INTERVAL 1 HOUR AND s.until_time > d.start_time - INTERVAL 1 HOUR
        AND (d.radius_km IS NULL OR apart_m(s.start_lat, s.start_lon, d.lat, d.lon) / 1000 <= d.radius_km)
    WHERE d.outage_type <> 'fleet' AND (len(d.events) = 0 OR list_contains(d.events, event)) AND CASE WHEN d.outage_type = 'jamming'
        THEN hours_between(greatest(s.start_time, d.start_time), least(s.until_time, d.end_time)) >= 0.5 * s.duration_h
        ELSE outage_share >= 0.5 END
    GROUP BY event
), fleets AS (
    SELECT unnest(events) AS event, outage AS fleet FROM outages WHERE outage_type = 'fleet'
), heard_hours AS (
    SELECT epoch_hour, row_number() OVER (ORDER BY epoch_hour) AS hours FROM (SELECT DISTINCT epoch_us(time) // 3600000000 AS epoch_hour FROM searched_fixes)
), between AS (
    -- clock hours wholly within, as far as they are looked at
    SELECT event, greatest(epoch_us(start_time) // 3600000000, coalesce(epoch_us(since) // 3600000000 - 1, 0)) AS before_hour,
        epoch_us(until_time) // 3600000000 - 1 AS last_hour
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
        jumps.event IS NOT NULL AS end_is_false,
        hoisted.event IS NOT NULL AS hoisted,
        coalesce(fixes_before, 0) AS fixes_before,
        round(CASE WHEN hours_before > 0 THEN coalesce(slots_before, 0) / (6 * hours_before) END, 3) AS heard_before,
        round(CASE WHEN hours_after > 0 THEN coalesce(slots_after, 0) / (6 * hours_after) END, 3) AS heard_after,
        p_unreceived_if_on,
        round(p_off, 3) AS p_off,
        round(p_off_low, 3) AS p_off_low,
        round(p_off_high, 3) AS p_off_high,
        CASE WHEN outage IS NOT NULL THEN 'outage'
             WHEN 100 * p_off <= (100 - $surely_percent) / 4 AND known > 0 THEN 'lost_signal'
             -- what it does every night, or on every trip, is no news
             WHEN at_that_hour >= 3 OR trips >= 3 OR (at_that_hour >= 2 OR trips >= 2)
                AND (here.port_km < 10 OR there.port_km < 10 OR ships.ais_class = 'B' OR ships.vessel_type NOT IN ('cargo', 'tanker', 'unknown')) THEN 'habit'
             WHEN 100 * p_off >= $surely_percent AND p_off_low >= 0.5 AND others_near > 0
                -- one that was hardly heard in the three hours before, by its places, cannot be said to have stopped
                AND slots_lately >= 0.5 * rate_lately * 6 * least(3, hours_before) THEN 'transmitter_off'
             ELSE 'undetermined' END AS assessment,
        coalesce(others_near, 0) AS others_near,
        others_heard,
        feed_alive,
        coalesce(no_data_h, 0)::DOUBLE AS no_data_h,
        outage,
        fleets.fleet,
        witnessed, coalesce(greatest(at_that_hour, trips), 0) AS times_before, coalesce(straight_on, false) AS straight_on,
        here.shore_km, here.port, here.port_km,
        there.port_km AS end_port_km,
        here.dprk_port, here.dprk_port_km
    FROM gap_candidates AS s
    JOIN gap_probabilities USING (event)
    JOIN ships ON ships.vessel_id = s.vessel_id
    LEFT JOIN gap_habits USING (event)
    LEFT JOIN dead_reckonings USING (event)
    LEFT JOIN fleets USING (event)
    LEFT JOIN earlier USING (event)
    LEFT JOIN shares USING (event)
    LEFT JOIN last_steps USING (event)
    LEFT JOIN jumps USING (event)
    LEFT JOIN hoisted USING (event)
    LEFT JOIN others USING (event)
    LEFT JOIN explained USING (event)
    LEFT JOIN hours_without USING (event)
    LEFT JOIN cell_context AS here ON here.cell_id = cell_id_of(s.start_lat, s.start_lon)
    LEFT JOIN cell_context AS there ON there.cell_id = cell_id_of(s.end_lat, s.end_lon)
    WHERE $min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852
), remembered AS (
    -- what was heard around its beginning is no longer looked at: it is judged as it was then
    SELECT assessed_gaps.* FROM assessed_gaps, searched WHERE assessed_gaps.start_time < searched.since + INTERVAL 12 HOUR
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
        coalesce(r.others_heard, judged.others_heard) AS others_heard,
        coalesce(r.feed_alive, judged.feed_alive) AS feed_alive,
        CASE WHEN r.event IS NULL THEN judged.outage ELSE r.outage END AS outage)
    FROM judged LEFT JOIN remembered AS r USING (event)
)
SELECT * FROM known WHERE fixes_before >= $min_fixes_before ORDER BY event
