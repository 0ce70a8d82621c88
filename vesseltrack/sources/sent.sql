-- Finds:  what each ship of a run sent of itself in each hour, word for word
-- Writes: sent_rows
-- The same however the rows are split over runs and files: first, last, and a bit for each minute in which it was heard.
SELECT ssvid, epoch_us(time) // 3600000000 AS hour, name, imo, call_sign, ship_type, length, width, draught,
    to_bow, to_stern, to_port, to_starboard, destination, eta, mother_ssvid, fields,
    count(*) AS messages, min(time) AS first_time, max(time) AS last_time,
    bit_or(1::BIGINT << (epoch_us(time) // 60000000 % 60)) AS minutes
FROM judged_rows
WHERE reason IS NULL AND (kind IS NULL OR kind = 'particulars' OR by_number)
GROUP BY ALL
