-- Finds:  whether ships send their headings in these data: some have none at all, or only those of a few
-- Writes: encounter_headings
-- Row: All ships of the search: the only row.
-- Of ships that are to send a heading by their type or size, if enough of them are known: boats send none anywhere, and a small sea may
-- have many of them. Else of all ships.
-- Let: heard_messages = 6: whether a ship sends headings takes at least so many messages
-- Let: few_ships = 3: of so many ships that are to send one it can be told whether the data have them
-- Let: large_share = 0.5: the data have headings if at least this share of ships that are to send one does ...
-- Let: any_share = 0.2: ... or, where few such ships are known, this share of all
WITH heard AS (
    SELECT is_to_send_heading(vessel_type, length_m) AS large, count_if(large) OVER () >= $few_ships AS by_large, headings > 0 AS sends
    FROM ships JOIN (SELECT ssvid, sum(messages) AS messages, sum(headings) AS headings FROM number_days WHERE in_window GROUP BY ssvid) USING (ssvid)
    WHERE hulls = 1 AND NOT gear AND messages >= $heard_messages
), counted AS (
    SELECT count(*) AS ships, count_if(sends) AS ships_sending, coalesce(bool_or(by_large), false) AS of_large FROM heard WHERE large OR NOT by_large
)
SELECT ships, ships_sending, coalesce(ships_sending / nullif(ships, 0) >= CASE WHEN of_large THEN $large_share ELSE $any_share END, false) AS data_have_headings,
    format('{} of {} {} in these data send one', ships_sending, ships, CASE WHEN of_large THEN 'cargo ships, tankers and long ships' ELSE 'ships' END) AS headings_text
FROM counted
