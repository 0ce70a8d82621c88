-- Finds:  the story that each scored event belongs to: a ship has its own stories in each queue
-- Writes: story_events
-- Let: beside_h = 12: a silence that ended or began within so many hours of a meeting belongs to it
-- Let: change_min = 60: what a ship did until so many minutes before it changed its number, or from so many after it, is one story with the change
-- Let: cargo_h = 4: two that move as one for so many hours have time to move a cargo
-- Events of one ship at most $story_days apart are one story. A meeting belongs to that ship of the two which a list names; else to
-- the one that met most ships; else to the one whose other events score more.
WITH alone AS (
    SELECT vessel_id, sum(behaviour_score) AS weight FROM scored JOIN event_types USING (event_type) WHERE other <> 'partner' GROUP BY vessel_id
), sides AS (
    SELECT scored.event, queue, group_event, unnest([scored.vessel_id, scored.other_vessel_id]) AS side FROM scored JOIN encounters USING (event)
    WHERE third_vessel_id IS NULL
), met AS (
    SELECT DISTINCT queue, unnest([scored.vessel_id, scored.other_vessel_id]) AS ship, scored.vessel_id + scored.other_vessel_id - ship AS partner
    FROM scored JOIN encounters USING (event)
), busiest AS (
    SELECT queue, group_event, side, count(*) AS meetings FROM sides GROUP BY ALL HAVING count(*) > 1
), hubs AS (
    -- in each group of meetings, of the ships that met more than one, the one that met most
    SELECT queue, group_event, max((meetings, -side)) AS most, -most[2] AS hub FROM busiest GROUP BY queue, group_event
), named_ships AS (
    SELECT vessel_id, true AS listed FROM listed_ships()
), weighed AS (
    SELECT scored.*, other, part_of, hub, other = 'partner'
        AND (coalesce(them.listed, false), coalesce(scored.other_vessel_id = hub, false), coalesce(theirs.weight, 0))
        > (coalesce(us.listed, false), coalesce(scored.vessel_id = hub, false), coalesce(ours.weight, 0)) AS turned
    FROM scored JOIN event_types USING (event_type)
    LEFT JOIN encounters AS e ON e.event = scored.event
    LEFT JOIN hubs ON hubs.queue = scored.queue AND hubs.group_event = e.group_event
    LEFT JOIN alone AS ours ON ours.vessel_id = scored.vessel_id
    LEFT JOIN alone AS theirs ON theirs.vessel_id = scored.other_vessel_id
    LEFT JOIN named_ships AS us ON us.vessel_id = scored.vessel_id
    LEFT JOIN named_ships AS them ON them.vessel_id = scored.other_vessel_id
), owned AS (
    SELECT weighed.* REPLACE (
            CASE WHEN turned THEN other_vessel_id ELSE vessel_id END AS vessel_id,
            CASE WHEN turned THEN vessel_id ELSE other_vessel_id END AS other_vessel_id),
        coalesce(end_time, TIMESTAMP 'infinity') AS until_time, start_time + to_seconds(duration_h * 3600) AS heard_until
    FROM weighed
), tellers AS (
    -- a meeting in which numbers changed is told once, by one ship in all its parts: of their own tellers by one that a list names; else by
    -- the one that met most ships; else by that of the first part
    SELECT event, queue, vessel_id, first_value({'host': vessel_id, 'queue': queue}) OVER (PARTITION BY first_event
        ORDER BY queue <> 'listed', coalesce(vessel_id = hub, false) DESC, start_time, part_start_time, event, queue) AS teller
    FROM owned JOIN (SELECT DISTINCT event, first_event FROM encounter_numbers) USING (event) JOIN (SELECT event, part_start_time FROM encounters) USING (event) WHERE other = 'partner'
), pair_hosts AS (
    SELECT event, host, host_queue FROM (
    -- what two ships did that both met a third is part of the third's story
    SELECT o.event, hub AS host, o.queue AS host_queue, 1 AS nth FROM owned AS o JOIN met AS a ON (a.queue, a.ship, a.partner) = (o.queue, hub, o.vessel_id)
    JOIN met AS b ON (b.queue, b.ship, b.partner) = (o.queue, hub, o.other_vessel_id) WHERE other = 'partner' AND o.queue = 'behaviour'
    UNION ALL
    SELECT event, teller['host'], teller['queue'], 2 FROM tellers WHERE (vessel_id, queue) <> (teller['host'], teller['queue'])
    ) QUALIFY row_number() OVER (PARTITION BY event ORDER BY nth) = 1
), pairs AS (
    SELECT owned.* REPLACE (coalesce(host_queue, queue) AS queue), coalesce(host, vessel_id) AS teller FROM owned LEFT JOIN pair_hosts USING (event) WHERE other = 'partner'
), pair_scores AS (
    -- the most that the teller of a meeting did about it: the meeting, what it did alone, its silence
    SELECT x.event, x.queue, max(y.score) AS best_score FROM pairs AS x JOIN owned AS y ON y.vessel_id = x.teller AND y.queue = x.queue
        AND y.start_time - to_hours($beside_h::INTEGER) <= x.until_time AND y.until_time >= x.start_time - to_hours($beside_h::INTEGER)
    GROUP BY ALL
), hosts AS (
    SELECT event, host, host_queue FROM pair_hosts
    UNION ALL
    -- a ship that lay slow while it met another is part of that story, not a second one: if the meeting scores as much, or takes up most
    -- of it; then also if a list names the other, and the meeting stands in that queue: there also if it moved as one with that one for as long as a cargo takes
    SELECT e.event, min((x.queue <> e.queue, x.start_time, x.event, x.teller, x.queue))[4], min((x.queue <> e.queue, x.start_time, x.event, x.teller, x.queue))[5]
    FROM owned AS e JOIN encounters AS m ON e.vessel_id IN (m.vessel_id, m.other_vessel_id) JOIN pairs AS x ON x.event = m.event AND x.event_type = e.part_of AND e.vessel_id IN (x.vessel_id, x.other_vessel_id) AND x.teller <> e.vessel_id
        AND x.start_time <= e.until_time AND x.until_time >= e.start_time
    WHERE x.queue = e.queue AND x.score >= e.score
        OR x.queue IN (e.queue, 'listed') AND takes_up_most(x.start_time, x.heard_until, e.start_time, e.heard_until, e.duration_h)
        OR x.queue = 'listed' AND m.as_one AND x.duration_h >= $cargo_h AND takes_up_most(e.start_time, e.heard_until, x.start_time, x.heard_until, x.duration_h)
    GROUP BY e.event
    UNION ALL
    -- and so is the change of number of a ship in the middle of a meeting
    SELECT o.event, min((x.start_time, x.event, x.teller))[3], o.queue
    FROM owned AS o JOIN encounter_numbers AS e ON e.vessel_id = o.vessel_id AND e.former_vessel_id = o.other_vessel_id
    JOIN pairs AS x ON x.event = e.event AND x.queue = o.queue AND x.teller <> o.vessel_id WHERE o.other <> 'partner' GROUP BY o.event, o.queue
    UNION ALL
    -- and so is the silence of a ship that lay beside another for most of it, or that came to it from the dark or left it so,
    -- if what its partner did about it scores as much; and the silence of a number that went on as another in a meeting
    SELECT o.event, min((x.queue <> o.queue, x.start_time, x.event, x.teller, x.queue))[4], min((x.queue <> o.queue, x.start_time, x.event, x.teller, x.queue))[5]
    FROM owned AS o JOIN event_types AS t ON t.event_type = o.event_type JOIN pairs AS x ON x.teller <> o.vessel_id AND x.queue IN (o.queue, 'listed')
    LEFT JOIN pair_scores AS b ON b.event = x.event AND b.queue = x.queue LEFT JOIN encounters AS e ON e.event = x.event LEFT JOIN encounter_numbers AS n ON n.event = x.event AND n.former_vessel_id = o.vessel_id
    WHERE t.silence AND (o.vessel_id IN (x.vessel_id, x.other_vessel_id) AND (takes_up_most(x.start_time, x.heard_until, o.start_time, o.heard_until, o.duration_h)
            OR x.queue = o.queue AND greatest(x.score, best_score) >= o.score AND o.start_time - to_hours($beside_h::INTEGER) <= x.until_time AND o.until_time >= x.start_time - to_hours($beside_h::INTEGER))
        OR n.event IS NOT NULL AND e.part_start_time BETWEEN o.start_time AND o.until_time)
    GROUP BY o.event
), around_handovers AS (
    -- a ship that changed its number while it lay or drifted: the change, what it did under the former number until then, and from then on
    SELECT h.event AS handover, h.queue, e.event, e.vessel_id, e.score, e.start_time
    FROM owned AS h JOIN identity_anomalies AS i ON i.event = h.event AND i.anomaly = 'handover'
    JOIN owned AS e ON e.queue = h.queue AND (e.event = h.event OR e.part_of <> '' AND e.vessel_id IN (h.vessel_id, h.other_vessel_id)
        AND e.start_time <= h.start_time + to_minutes($change_min::INTEGER) AND e.heard_until >= h.start_time - to_minutes($change_min::INTEGER))
    WHERE h.event NOT IN (SELECT event FROM hosts) AND e.event NOT IN (SELECT event FROM hosts)
), one_hull AS (
    -- is one story, of that of the two numbers whose part weighs most
    SELECT event, queue, teller FROM (SELECT *, arg_max(vessel_id, (score, event = handover, start_time, event)) OVER (PARTITION BY handover, queue) AS teller FROM around_handovers)
    WHERE teller <> vessel_id
    QUALIFY row_number() OVER (PARTITION BY event ORDER BY handover, queue) = 1
), hosted AS (
    SELECT owned.* REPLACE (coalesce(host_queue, queue) AS queue, coalesce(host, vessel_id) AS vessel_id,
            CASE WHEN host IS NULL THEN other_vessel_id ELSE vessel_id END AS other_vessel_id),
        -- one of the two ships of a meeting that tells it for the other is no guest
        host IS NOT NULL AND (other <> 'partner' OR host <> other_vessel_id) AS guest
    FROM owned LEFT JOIN (FROM hosts UNION ALL SELECT event, teller, queue FROM one_hull) USING (event)
), turns AS (
    SELECT *, coalesce(start_time - to_days($story_days::INTEGER) > max(until_time) OVER (
        PARTITION BY queue, vessel_id ORDER BY start_time, event ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), true) AS begins
    FROM hosted
), numbered AS (
    SELECT *, count_if(begins) OVER (PARTITION BY queue, vessel_id ORDER BY start_time, event) AS nth FROM turns
)
SELECT event, queue, vessel_id, other_vessel_id, guest,
    first_value(event) OVER (PARTITION BY queue, vessel_id, nth ORDER BY start_time, event) AS story
FROM numbered ORDER BY queue, vessel_id, start_time, event
