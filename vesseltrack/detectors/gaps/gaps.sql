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
        -- outside of long silences: what its own last three hours say of the edge of hearing, and its first three after
        sum(ship_reception.short_received_slots) FILTER (epoch_hour BETWEEN first_hour - 3 AND first_hour) AS lately_heard,
        sum(ship_reception.short_known_slots) FILTER (epoch_hour BETWEEN first_hour - 3 AND first_hour) AS lately_chances,
        sum(ship_reception.short_received_slots) FILTER (epoch_hour BETWEEN last_hour AND last_hour + 3) AS soon_heard,
        sum(ship_reception.short_known_slots) FILTER (epoch_hour BETWEEN last_hour AND last_hour + 3) AS soon_chances,
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
), paced AS (
    -- the hours of its straight way; of a ship that is not back only those in which its own course may be believed
    SELECT event, candidate_tracks.vessel_id, candidate_tracks.time, lat, lon, hours_between(start_time, candidate_tracks.time) AS t,
        CASE WHEN end_time IS NULL THEN least(duration_h, 10) ELSE duration_h END AS way_h
    FROM candidate_tracks JOIN gap_candidates USING (event) WHERE candidate = 'straight'
), lengths AS (
    SELECT event, apart_m(min_by(lat, t), min_by(lon, t), max_by(lat, t), max_by(lon, t)) AS way_m FROM paced WHERE t <= way_h GROUP BY event
), around AS (
    -- behind: where it fell silent; ahead: where its way led, if that is farther than what counts as near
    SELECT event, vessel_id, epoch_us(time) // 3600000000 AS epoch_hour, CASE WHEN way_m > 20000 AND t <= way_h THEN t > way_h / 2 END AS ahead,
        cell_of(lat) + dy AS cell_y, (cell_of(lon) + dx + 3600) % 3600 AS cell_x
    FROM paced LEFT JOIN lengths USING (event), (VALUES (-2), (-1), (0), (1), (2)) AS v(dy), (VALUES (-2), (-1), (0), (1), (2)) AS h(dx)
), others AS (
    SELECT event, count(DISTINCT ship_cell_hours.vessel_id) AS others_near,
        CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT ship_cell_hours.vessel_id) FILTER (NOT ahead) END AS others_behind,
        CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT ship_cell_hours.vessel_id) FILTER (ahead) END AS others_ahead
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
), outages AS (
    SELECT outage, outage_type = 'jamming' AS jamming, text FROM outages
), best AS (
    SELECT quantile_cont(received_slots / known_slots, 0.9) AS best_share FROM ship_detectability WHERE known_slots > 0
), causes AS (
    -- each innocent cause, tested by itself: what of it is known stands beside it. At the edge of hearing a ship is heard at less than half as
    -- many tenth minutes as those heard best, or nobody is heard where it was going, or others are lost where it was
    SELECT event, coalesce(greatest(at_that_hour, trips), 0) AS times, hours_between(ships.first_time, ships.last_time) - coalesce(s.duration_h, 0) AS known_h, here.port_km < 6 AND here.dprk_port_km > 30 AS in_port, [
        {'cause': 'edge of hearing', 'holds': CASE WHEN lately_chances > 0 OR soon_chances > 0
            THEN coalesce(lately_heard < 0.5 * best_share * lately_chances, false) OR coalesce(soon_heard < 0.5 * best_share * soon_chances, false) OR coalesce(others_ahead = 0, false) OR s.end_time IS NULL AND coalesce(2 * left_there >= passed, false) END,
         'because': nullif(concat_ws('; ',
            CASE WHEN lately_chances > 0 THEN format('itself heard at {} of {} tenth minutes just before', lately_heard, lately_chances) END,
            CASE WHEN soon_chances > 0 THEN format('itself heard at {} of {} just after', soon_heard, soon_chances) END,
            CASE WHEN others_ahead IS NOT NULL THEN format('{} others heard where its way led', others_ahead) END,
            CASE WHEN s.end_time IS NULL AND passed > 0 THEN format('of {} others that passed there {} were lost there too', passed, least(passed, left_there)) END), '')},
        {'cause': 'outage', 'holds': coalesce(NOT jamming, false), 'because': CASE WHEN NOT jamming THEN d.text
            WHEN outage_share > 0 THEN format('one covers {:.0f} % of its hours', 100 * outage_share) ELSE 'of the feed, a source or receivers none is known there and then' END},
        {'cause': 'jamming', 'holds': coalesce(jamming, false), 'because': CASE WHEN jamming THEN d.text ELSE 'none is known there and then' END},
        {'cause': 'sailed straight on', 'holds': CASE WHEN s.start_sog_kn < 1 THEN false WHEN s.end_time IS NOT NULL THEN coalesce(straight_on, false) END,
         'because': CASE WHEN s.start_sog_kn < 1 THEN 'it lay still' WHEN s.end_time IS NULL THEN 'it is not back'
            ELSE coalesce(format('back {:.0f} km from where dead reckoning puts it', off_km), format('{:.1f} kn from end to end', knots(s.apart_km * 1000, s.duration_h * 3600))) END},
        {'cause': 'habit', 'holds': CASE WHEN times > 0 THEN times >= 2 WHEN known_h >= 24 THEN false END,
         'because': CASE times WHEN 1 THEN 'silent so once besides' WHEN 0 THEN CASE WHEN known_h >= 24 THEN 'never silent so besides' ELSE 'it is known for less than a day besides' END
            ELSE format('silent so {} times besides', times) END},
        {'cause': 'berth', 'holds': in_port AND coalesce(s.start_sog_kn, 0) < 1,
         'because': format('{:.0f} km from {}', here.port_km, here.port) || coalesce(format(', at {:.1f} kn', s.start_sog_kn), '')},
        {'cause': 'false position', 'holds': jumps.event IS NOT NULL, 'because': CASE WHEN jumps.event IS NULL THEN 'no jump at its ends' ELSE 'one of its ends was reached by a jump' END},
        {'cause': 'weak set', 'holds': CASE WHEN ships.ais_class = 'B' THEN true ELSE detectability < -1 END,
         'because': CASE WHEN ships.ais_class = 'B' THEN 'class B, which is heard less far' WHEN detectability < -1 THEN 'heard less than others at its places'
            WHEN detectability IS NULL THEN 'it was hardly heard at all' ELSE 'heard as well as others at its places' END},
        {'cause': 'several hulls on its number', 'holds': ships.hulls > 1, 'because': CASE ships.hulls WHEN 1 THEN 'one' ELSE ships.hulls::VARCHAR END},
        {'cause': 'taken aboard its mother ship', 'holds': hoisted.event IS NOT NULL, 'because': CASE WHEN hoisted.event IS NULL THEN NULL ELSE 'it lay beside her' END}
    ] AS tested
    FROM gap_candidates AS s JOIN gap_probabilities USING (event) JOIN ships ON ships.vessel_id = s.vessel_id
    LEFT JOIN shares USING (event) LEFT JOIN others USING (event) LEFT JOIN gap_departures USING (event) LEFT JOIN dead_reckonings USING (event)
    LEFT JOIN gap_habits USING (event) LEFT JOIN ship_detectability ON ship_detectability.vessel_id = s.vessel_id LEFT JOIN jumps USING (event) LEFT JOIN hoisted USING (event)
    LEFT JOIN explained USING (event) LEFT JOIN outages AS d ON d.outage = explained.outage
    LEFT JOIN cell_context AS here ON here.cell_id = cell_id_of(s.start_lat, s.start_lon), best
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
        coalesce(others_near, 0) AS others_near, others_behind, others_ahead,
        others_heard,
        feed_alive,
        coalesce(no_data_h, 0)::DOUBLE AS no_data_h,
        outage,
        fleets.fleet,
        witnessed, coalesce(greatest(at_that_hour, trips), 0) AS times_before, coalesce(straight_on, false) AS straight_on,
        list_transform(tested, lambda t: t.cause || ': ' || CASE WHEN t.holds THEN 'yes' WHEN NOT t.holds THEN 'no' ELSE 'not known' END
            || coalesce(', ' || t.because, '')) AS causes,
        list_transform(list_filter(tested, lambda t: coalesce(t.holds, false)), lambda t: t.cause) AS causes_hold,
        here.shore_km, here.port, here.port_km,
        there.port_km AS end_port_km,
        here.dprk_port, here.dprk_port_km
    FROM gap_candidates AS s
    JOIN gap_probabilities USING (event)
    JOIN ships ON ships.vessel_id = s.vessel_id
    JOIN causes USING (event)
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
