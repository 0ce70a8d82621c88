-- Finds:  dark periods: each silence with how likely it is that the ship had stopped transmitting, and what else explains it
-- Writes: gaps
-- A silence alone says nothing: most are reception. Where the data cannot tell, the verdict says so, and never "silent".
-- A silence that begins or ends at a leap is marked: its place is false.
WITH before AS (
    SELECT event, count(*) AS fixes_before
    FROM silences JOIN ships USING (ship) JOIN fixes
        ON fixes.ship = ships.number AND fixes.time BETWEEN silences.start_time - INTERVAL 12 HOUR AND silences.start_time
    GROUP BY event
), spans AS (
    -- the twelve clock hours before and after, as far as the ship was heard at all
    SELECT event, ship, epoch_us(start_time) // 3600000000 AS first_hour, epoch_us(end_time) // 3600000000 AS last_hour
    FROM silences
), shares AS (
    SELECT event,
        sum(tries.heard) FILTER (hour BETWEEN first_hour - 12 AND first_hour - 1) AS marks_before,
        sum(tries.heard) FILTER (hour BETWEEN first_hour - 3 AND first_hour) AS marks_lately,
        sum(tries.expected) FILTER (hour BETWEEN first_hour - 3 AND first_hour)
            / sum(tries.chances) FILTER (hour BETWEEN first_hour - 3 AND first_hour) AS rate_lately,
        -- outside of long silences: what its own last three hours say of the edge of hearing, and its first three after
        sum(tries.short_heard) FILTER (hour BETWEEN first_hour - 3 AND first_hour) AS lately_heard,
        sum(tries.short_chances) FILTER (hour BETWEEN first_hour - 3 AND first_hour) AS lately_chances,
        sum(tries.short_heard) FILTER (hour BETWEEN last_hour AND last_hour + 3) AS soon_heard,
        sum(tries.short_chances) FILTER (hour BETWEEN last_hour AND last_hour + 3) AS soon_chances,
        sum(tries.heard) FILTER (hour BETWEEN last_hour + 1 AND last_hour + 12) AS marks_after,
        any_value(least(12, first_hour - epoch_us(least(ships.first_time, searched.first_time)) // 3600000000)) AS hours_before,
        any_value(least(12, epoch_us(searched.last_time) // 3600000000 - last_hour - 1)) AS hours_after
    FROM searched, spans JOIN ships USING (ship) LEFT JOIN tries USING (ship)
    GROUP BY event
), hoisted AS (
    -- an auxiliary craft that falls silent beside its mother ship was taken aboard
    SELECT DISTINCT event
    FROM silences JOIN ships USING (ship) JOIN ships AS mother ON mother.number = ships.mother_ssvid
    JOIN grid ON grid.ship = mother.ship AND grid.mark BETWEEN mark_before(start_time) - 1 AND mark_before(start_time) + 1
    WHERE apart_m(start_lat, start_lon, grid.lat, grid.lon) <= 1000
), last_steps AS (
    SELECT event, speed_kn FROM silences JOIN grid ON grid.ship = silences.ship AND grid.mark = mark_before(start_time)
), leaps AS (
    SELECT DISTINCT event
    FROM silences JOIN legs ON legs.ship = silences.ship AND legs.leap
        AND (legs.end_time = silences.start_time OR legs.start_time = silences.end_time)
), paced AS (
    -- the hours of its straight way; of a ship that is not back only those in which its own course may be believed
    SELECT event, ways.ship, ways.time, lat, lon, hours_between(start_time, ways.time) AS t,
        CASE WHEN end_time IS NULL THEN least(duration_h, 10) ELSE duration_h END AS way_h
    FROM ways JOIN silences USING (event) WHERE way = 'straight'
), lengths AS (
    SELECT event, apart_m(min_by(lat, t), min_by(lon, t), max_by(lat, t), max_by(lon, t)) AS way_m FROM paced WHERE t <= way_h GROUP BY event
), around AS (
    -- behind: where it fell silent; ahead: where its way led, if that is farther than what counts as near
    SELECT event, ship, epoch_us(time) // 3600000000 AS hour, CASE WHEN way_m > 20000 AND t <= way_h THEN t > way_h / 2 END AS ahead,
        cell_of(lat) + dy AS cell_y, (cell_of(lon) + dx + 3600) % 3600 AS cell_x
    FROM paced LEFT JOIN lengths USING (event), (VALUES (-2), (-1), (0), (1), (2)) AS v(dy), (VALUES (-2), (-1), (0), (1), (2)) AS h(dx)
), others AS (
    SELECT event, count(DISTINCT chances.ship) AS others_near,
        CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT chances.ship) FILTER (NOT ahead) END AS others_behind,
        CASE WHEN any_value(ahead) IS NOT NULL THEN count(DISTINCT chances.ship) FILTER (ahead) END AS others_ahead
    FROM around JOIN chances USING (hour, cell_y, cell_x)
    WHERE chances.heard > 0 AND chances.ship <> around.ship
    GROUP BY event
), explained AS (
    -- half of it and more in outages, or while satellite navigation was jammed where it began; the one that covers most of it
    SELECT event, arg_max(disturbance, (
        hours_between(greatest(s.start_time, d.start_time), least(s.until_time, d.end_time)), d.kind <> 'feed', disturbance)) AS disturbance
    FROM silences AS s JOIN unheard USING (event) JOIN disturbances AS d
        ON s.start_time < d.end_time + INTERVAL 1 HOUR AND s.until_time > d.start_time - INTERVAL 1 HOUR
        AND (d.radius_km IS NULL OR apart_m(s.start_lat, s.start_lon, d.lat, d.lon) / 1000 <= d.radius_km)
    WHERE d.kind <> 'fleet' AND (len(d.events) = 0 OR list_contains(d.events, event)) AND CASE WHEN d.kind = 'jamming'
        THEN hours_between(greatest(s.start_time, d.start_time), least(s.until_time, d.end_time)) >= 0.5 * s.duration_h
        ELSE disturbed >= 0.5 END
    GROUP BY event
), fleets AS (
    SELECT unnest(events) AS event, disturbance AS fleet FROM disturbances WHERE kind = 'fleet'
), heard_hours AS (
    SELECT hour, row_number() OVER (ORDER BY hour) AS hours FROM (SELECT DISTINCT epoch_us(time) // 3600000000 AS hour FROM searched_fixes)
), between AS (
    -- clock hours wholly within, as far as they are looked at
    SELECT event, greatest(epoch_us(start_time) // 3600000000, coalesce(epoch_us(since) // 3600000000 - 1, 0)) AS before_hour,
        epoch_us(until_time) // 3600000000 - 1 AS last_hour
    FROM silences, searched
), without AS (
    SELECT event, greatest(0, last_hour - before_hour - (coalesce(upto.hours, 0) - coalesce(first.hours, 0))) AS no_data_h
    FROM between ASOF LEFT JOIN heard_hours AS upto ON upto.hour <= last_hour ASOF LEFT JOIN heard_hours AS first ON first.hour <= before_hour
    WHERE last_hour > before_hour
), outages AS (
    SELECT disturbance, kind = 'jamming' AS jamming, says FROM disturbances
), best AS (
    SELECT quantile_cont(heard / chances, 0.9) AS best_share FROM strengths WHERE chances > 0
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
        {'cause': 'outage', 'holds': coalesce(NOT jamming, false), 'because': CASE WHEN NOT jamming THEN d.says
            WHEN disturbed > 0 THEN format('one covers {:.0f} % of its hours', 100 * disturbed) ELSE 'of the feed, a source or receivers none is known there and then' END},
        {'cause': 'jamming', 'holds': coalesce(jamming, false), 'because': CASE WHEN jamming THEN d.says ELSE 'none is known there and then' END},
        {'cause': 'sailed straight on', 'holds': CASE WHEN s.start_sog_kn < 1 THEN false WHEN s.end_time IS NOT NULL THEN coalesce(straight_on, false) END,
         'because': CASE WHEN s.start_sog_kn < 1 THEN 'it lay still' WHEN s.end_time IS NULL THEN 'it is not back'
            ELSE coalesce(format('back {:.0f} km from where dead reckoning puts it', off_km), format('{:.1f} kn from end to end', knots(s.apart_km * 1000, s.duration_h * 3600))) END},
        {'cause': 'habit', 'holds': CASE WHEN times > 0 THEN times >= 2 WHEN known_h >= 24 THEN false END,
         'because': CASE times WHEN 1 THEN 'silent so once besides' WHEN 0 THEN CASE WHEN known_h >= 24 THEN 'never silent so besides' ELSE 'it is known for less than a day besides' END
            ELSE format('silent so {} times besides', times) END},
        {'cause': 'berth', 'holds': in_port AND coalesce(s.start_sog_kn, 0) < 1,
         'because': format('{:.0f} km from {}', here.port_km, here.port) || coalesce(format(', at {:.1f} kn', s.start_sog_kn), '')},
        {'cause': 'false position', 'holds': leaps.event IS NOT NULL, 'because': CASE WHEN leaps.event IS NULL THEN 'no leap at its ends' ELSE 'one of its ends was reached by a leap' END},
        {'cause': 'weak set', 'holds': CASE WHEN ships.class = 'B' THEN true ELSE strength < -1 END,
         'because': CASE WHEN ships.class = 'B' THEN 'class B, which is heard less far' WHEN strength < -1 THEN 'heard less than others at its places'
            WHEN strength IS NULL THEN 'it was hardly heard at all' ELSE 'heard as well as others at its places' END},
        {'cause': 'several hulls on its number', 'holds': ships.hulls > 1, 'because': CASE ships.hulls WHEN 1 THEN 'one' ELSE ships.hulls::VARCHAR END},
        {'cause': 'taken aboard its mother ship', 'holds': hoisted.event IS NOT NULL, 'because': CASE WHEN hoisted.event IS NULL THEN NULL ELSE 'it lay beside her' END}
    ] AS tested
    FROM silences AS s JOIN unheard USING (event) JOIN ships ON ships.ship = s.ship
    LEFT JOIN shares USING (event) LEFT JOIN others USING (event) LEFT JOIN departures USING (event) LEFT JOIN reckonings USING (event)
    LEFT JOIN habits USING (event) LEFT JOIN strengths ON strengths.ship = s.ship LEFT JOIN leaps USING (event) LEFT JOIN hoisted USING (event)
    LEFT JOIN explained USING (event) LEFT JOIN outages AS d ON d.disturbance = explained.disturbance
    LEFT JOIN places AS here ON here.place = place_of(s.start_lat, s.start_lon), best
), judged AS (
    SELECT
        s.event, s.ship, s.start_time, s.end_time,
        round(s.duration_h, 3) AS duration_h,
        s.start_lat, s.start_lon, s.end_lat, s.end_lon,
        round(s.apart_km, 2) AS apart_km,
        round(knots(s.apart_km * 1000, s.duration_h * 3600), 2) AS implied_kn,
        coalesce(s.start_sog_kn, last_steps.speed_kn) AS start_sog_kn,
        leaps.event IS NOT NULL AS leapt,
        hoisted.event IS NOT NULL AS hoisted,
        coalesce(fixes_before, 0) AS fixes_before,
        round(CASE WHEN hours_before > 0 THEN coalesce(marks_before, 0) / (6 * hours_before) END, 3) AS heard_before,
        round(CASE WHEN hours_after > 0 THEN coalesce(marks_after, 0) / (6 * hours_after) END, 3) AS heard_after,
        unheard_chance,
        round(silence_p, 3) AS silence_p,
        round(silence_low, 3) AS silence_low,
        round(silence_high, 3) AS silence_high,
        CASE WHEN disturbance IS NOT NULL THEN 'disturbed'
             WHEN 100 * silence_p <= (100 - $surely_percent) / 4 AND known > 0 THEN 'not heard'
             -- what it does every night, or on every trip, is no news
             WHEN at_that_hour >= 3 OR trips >= 3 OR (at_that_hour >= 2 OR trips >= 2)
                AND (here.port_km < 10 OR there.port_km < 10 OR ships.class = 'B' OR ships.trade NOT IN ('cargo', 'tanker', 'unknown')) THEN 'habit'
             WHEN 100 * silence_p >= $surely_percent AND silence_low >= 0.5 AND others_near > 0
                -- one that was hardly heard in the three hours before, by its places, cannot be said to have stopped
                AND marks_lately >= 0.5 * rate_lately * 6 * least(3, hours_before) THEN 'silent'
             ELSE 'cannot tell' END AS verdict,
        coalesce(others_near, 0) AS others_near, others_behind, others_ahead,
        others_heard,
        feed_alive,
        coalesce(no_data_h, 0)::DOUBLE AS no_data_h,
        disturbance,
        fleets.fleet,
        witnessed, coalesce(greatest(at_that_hour, trips), 0) AS times_before, coalesce(straight_on, false) AS straight_on,
        list_transform(tested, lambda t: t.cause || ': ' || CASE WHEN t.holds THEN 'yes' WHEN NOT t.holds THEN 'no' ELSE 'not known' END
            || coalesce(', ' || t.because, '')) AS causes,
        list_transform(list_filter(tested, lambda t: coalesce(t.holds, false)), lambda t: t.cause) AS causes_hold,
        here.shore_km, here.port, here.port_km,
        there.port_km AS end_port_km,
        here.dprk_port, here.dprk_port_km
    FROM silences AS s
    JOIN unheard USING (event)
    JOIN ships ON ships.ship = s.ship
    JOIN causes USING (event)
    LEFT JOIN habits USING (event)
    LEFT JOIN reckonings USING (event)
    LEFT JOIN fleets USING (event)
    LEFT JOIN before USING (event)
    LEFT JOIN shares USING (event)
    LEFT JOIN last_steps USING (event)
    LEFT JOIN leaps USING (event)
    LEFT JOIN hoisted USING (event)
    LEFT JOIN others USING (event)
    LEFT JOIN explained USING (event)
    LEFT JOIN without USING (event)
    LEFT JOIN places AS here ON here.place = place_of(s.start_lat, s.start_lon)
    LEFT JOIN places AS there ON there.place = place_of(s.end_lat, s.end_lon)
    WHERE $min_shore_nm = 0 OR here.shore_km >= $min_shore_nm * 1.852
), remembered AS (
    -- what was heard around its beginning is no longer looked at: it is judged as it was then
    SELECT judged_gaps.* FROM judged_gaps, searched WHERE judged_gaps.start_time < searched.since + INTERVAL 12 HOUR
), known AS (
    SELECT judged.* REPLACE (
        coalesce(r.start_sog_kn, judged.start_sog_kn) AS start_sog_kn,
        coalesce(r.fixes_before, judged.fixes_before) AS fixes_before,
        coalesce(r.heard_before, judged.heard_before) AS heard_before,
        coalesce(r.unheard_chance, judged.unheard_chance) AS unheard_chance,
        coalesce(r.silence_p, judged.silence_p) AS silence_p,
        coalesce(r.silence_low, judged.silence_low) AS silence_low,
        coalesce(r.silence_high, judged.silence_high) AS silence_high,
        coalesce(r.verdict, judged.verdict) AS verdict,
        coalesce(r.others_near, judged.others_near) AS others_near,
        CASE WHEN r.event IS NULL THEN judged.others_behind ELSE r.others_behind END AS others_behind,
        CASE WHEN r.event IS NULL THEN judged.others_ahead ELSE r.others_ahead END AS others_ahead,
        CASE WHEN r.event IS NULL THEN judged.causes ELSE r.causes END AS causes,
        CASE WHEN r.event IS NULL THEN judged.causes_hold ELSE r.causes_hold END AS causes_hold,
        coalesce(r.others_heard, judged.others_heard) AS others_heard,
        coalesce(r.feed_alive, judged.feed_alive) AS feed_alive,
        CASE WHEN r.event IS NULL THEN judged.disturbance ELSE r.disturbance END AS disturbance)
    FROM judged LEFT JOIN remembered AS r USING (event)
)
SELECT * FROM known WHERE fixes_before >= $min_fixes_before ORDER BY event
