-- Finds:  each ship entry as its list has it last, from when to when it is listed, and on which snapshots it stands
-- Reads:  listings, lists
-- Writes: listed
-- An entry that later snapshots lack was delisted by the first of them, unless its list printed a date itself. A date of
-- designation printed once holds for the entry, whichever format it was printed in.
WITH versions AS (
    SELECT *,
        list_max(list_dates) AS seen_until,
        min(list_min(list_dates)) OVER same AS first_seen,
        max(list_max(list_dates)) OVER same AS last_seen,
        min(listed_from) OVER same AS ever_from
    FROM listings
    WINDOW same AS (PARTITION BY list, entry)
), latest AS (
    SELECT * FROM versions
    QUALIFY row_number() OVER (
        PARTITION BY list, entry ORDER BY seen_until DESC, listed_from IS NULL, len(other_names) DESC, version) = 1
), missed AS (
    SELECT list, entry, min(list_date) AS gone
    FROM latest JOIN lists USING (list)
    WHERE list_date > last_seen
    GROUP BY list, entry
)
SELECT
    list, entry, authority, standing, programme, name, other_names, imos, mmsis, call_signs, flag_states,
    false_names, false_imos, false_mmsis, length_m,
    coalesce(listed_from, ever_from) AS listed_from,
    coalesce(listed_to, gone) AS listed_to,
    first_seen, last_seen, confidence, source, nullif(note, '') AS note
FROM latest LEFT JOIN missed USING (list, entry)
ORDER BY list, entry
