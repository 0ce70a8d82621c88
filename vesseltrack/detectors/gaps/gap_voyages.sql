-- Finds:  which draught a ship sent before it fell silent and after it came back, and how long before it had lain in a harbour
-- Writes: gap_voyages
-- Row: One silence that has ended, if only as the ship is heard under another number, of a ship that sent a draught.
-- Let: keyed_within_h = 6: a draught first sent so many hours after the ship came back, or later, says nothing of the silence; nor does one first sent once it lay in a harbour, or had fallen silent again
WITH silences AS MATERIALIZED (
    -- numbered, as one number is compared faster than the name of an event
    SELECT row_number() OVER () AS silence, event, vessel_id, again_vessel_id, start_time, end_time,
        slot_before(start_time) AS first_slot, lead(start_time) OVER (PARTITION BY vessel_id ORDER BY start_time) AS next_silence_time
    FROM silences_by_hull() QUALIFY end_time IS NOT NULL
), numbers AS (
    -- a ship that comes back under another number sends its draught under that
    SELECT DISTINCT silence, unnest([s.vessel_id, again_vessel_id]) AS vessel_id FROM silences AS s
), calls AS (
    SELECT silence, max(slot_time(c.last_slot)) FILTER (c.first_slot <= s.first_slot) AS call_time, min(slot_time(c.first_slot)) FILTER (c.first_slot > s.first_slot) AS next_call_time
    FROM numbers JOIN port_calls AS c USING (vessel_id) JOIN silences AS s USING (silence) GROUP BY silence
), particulars_sent AS MATERIALIZED (
    SELECT silence, draught_m, p.first_time, p.last_time, start_time, end_time
    FROM silences JOIN (SELECT DISTINCT silence, ssvid FROM numbers JOIN ships USING (vessel_id)) USING (silence) JOIN particulars AS p USING (ssvid) LEFT JOIN calls USING (silence)
    WHERE draught_m IS NOT NULL AND is_sent_around(p.first_time, p.last_time, start_time, end_time)
        AND p.first_time < least(end_time + INTERVAL $keyed_within_h HOUR, next_call_time, next_silence_time)
), values_sent AS (
    SELECT silence, draught_m, last_sent_by(first_time, last_time, start_time) AS before_time, last_sent_after(first_time, last_time, end_time) AS after_time
    FROM particulars_sent GROUP BY silence, draught_m
), sent AS (
    SELECT silence, sent_last(draught_m, before_time) AS draught_before_m, sent_last(draught_m, after_time) AS draught_after_m FROM values_sent GROUP BY silence
), draughts AS (
    SELECT silence, draughts_of(list({'first_time': first_time, 'last_time': last_time, 'draught_m': draught_m} ORDER BY first_time, last_time, draught_m)) AS draughts
    FROM sent JOIN particulars_sent USING (silence) WHERE draught_before_m <> draught_after_m GROUP BY silence
), keyed AS (
    SELECT silence, unnest(keyings_of(draughts)) FROM draughts
)
SELECT event, draught_before_m, draught_after_m, draught_keyed_time, coalesce(draughts_returned, 0) AS draughts_returned, hours_between(call_time, start_time) AS since_call_h
FROM silences JOIN sent USING (silence) LEFT JOIN calls USING (silence) LEFT JOIN keyed USING (silence) ORDER BY event
