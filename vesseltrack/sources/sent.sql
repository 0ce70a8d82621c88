-- Finds:  the particulars each ship of a run of rows sent in each hour, as sent
-- Writes: sent_rows
-- First and last time, and a bit for each minute with a message: these add up to the same, however rows are split over runs and files.
SELECT ssvid, epoch_us(time) // 3600000000 AS hour, name, imo, call_sign, ship_type, length, width, draught,
    to_bow, to_stern, to_port, to_starboard, destination, eta, mother_ssvid, fields,
    count(*) AS messages, min(time) AS first_time, max(time) AS last_time,
    bit_or(1::BIGINT << (epoch_us(time) // 60000000 % 60)) AS minutes
FROM judged_rows
WHERE reason IS NULL AND (kind IS NULL OR kind = 'particulars' OR by_number)
GROUP BY ALL
