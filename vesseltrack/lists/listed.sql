-- Finds:  each ship entry, a row for each time it was listed: from when to when, and on which snapshots it stands
-- Writes: listed
-- A snapshot of a whole list, or of a part, holds every entry listed that day; an amendment only adds entries. An entry missing from a
-- later snapshot counts as delisted on the day of the first that lacks it, unless the list itself printed a date; if it stands on a
-- snapshot again, it was listed again. A date of designation printed in one format holds for the entry in all formats.
WITH entries AS (
    SELECT * REPLACE (coalesce(part, '') AS part, coalesce(amendment, false) AS amendment),
        max(coalesce(part, '')) OVER (PARTITION BY list, entry) AS named_part
    FROM listings
    -- an entry loaded by a version that knew no parts is replaced by the same entry loaded with its part
    QUALIFY listings.part IS NOT NULL OR named_part = ''
), members AS (
    -- an entry that stands in parts, and in a whole list besides, is one entry of those parts
    SELECT t.* REPLACE (p.part AS part)
    FROM entries AS t JOIN (SELECT DISTINCT list, entry, part FROM entries WHERE part <> '' OR named_part = '') AS p USING (list, entry)
    WHERE t.part IN (p.part, '')
), seen AS (
    -- one row for each day on which an entry stands on a snapshot: of several that day, the one with most particulars
    SELECT list, part, entry, day, version, amendment, listed_from, listed_to
    FROM (SELECT *, unnest(list_dates) AS day FROM members)
    QUALIFY row_number() OVER (
        PARTITION BY list, part, entry, day ORDER BY listed_from IS NULL, len(other_names) DESC, version) = 1
), known AS (
    SELECT list, part, entry, min(day) AS first_day, min(day) FILTER (NOT amendment) AS first_whole, max(listed_from) AS last_from
    FROM (SELECT *, unnest(list_dates) AS day FROM members) GROUP BY list, part, entry
), lacking AS (
    SELECT DISTINCT k.list, k.part, k.entry, s.list_date AS day
    FROM known AS k JOIN lists AS s ON s.list = k.list AND s.list_date > k.first_day
        AND (s.part = k.part OR s.kind = 'complete' OR (k.part = '' AND s.part IS NULL))
    ANTI JOIN seen AS p ON p.list = k.list AND p.part = k.part AND p.entry = k.entry AND p.day = s.list_date
    WHERE s.kind IS DISTINCT FROM 'amendment'
        -- a consolidated list older than the amendment that added an entry does not show that it was delisted
        AND (k.first_whole <= s.list_date OR k.last_from IS NULL OR s.newest IS NULL OR s.newest >= k.last_from)
), days AS (
    SELECT list, part, entry, day, version, listed_from, listed_to FROM seen
    UNION ALL SELECT list, part, entry, day, NULL, NULL, NULL FROM lacking
), turns AS (
    SELECT *, version IS NOT NULL AND (lag(version) OVER past IS NULL
        -- or the list itself printed that it had ended, and now has it again
        OR lag(listed_to) OVER past <= lag(day) OVER past AND (listed_to IS NULL OR listed_to > day)) AS begins
    FROM days WINDOW past AS (PARTITION BY list, part, entry ORDER BY day)
), terms AS (
    SELECT *, count_if(begins) OVER (PARTITION BY list, part, entry ORDER BY day) AS term FROM turns
), spans AS (
    SELECT list, part, entry, term,
        min(day) FILTER (version IS NOT NULL) AS first_seen, max(day) FILTER (version IS NOT NULL) AS last_seen,
        min(day) FILTER (version IS NULL) AS missed,
        arg_max(version, day) FILTER (version IS NOT NULL) AS version,
        arg_max(listed_from, day) FILTER (listed_from IS NOT NULL) AS printed_from,
        arg_max_null(listed_to, day) FILTER (version IS NOT NULL) AS printed_to
    FROM terms GROUP BY list, part, entry, term
), ended AS (
    SELECT *, coalesce(printed_to, missed) AS gone,
        lag(coalesce(printed_to, missed)) OVER (PARTITION BY list, part, entry ORDER BY term) AS gone_before
    FROM spans
), dated AS (
    SELECT e.list, e.part, e.entry, e.term, e.version, e.first_seen, e.last_seen, e.gone,
        coalesce(
            CASE WHEN gone_before IS NULL OR printed_from >= gone_before THEN printed_from END,
            min(d.listed_from) FILTER (
                (gone_before IS NULL OR d.listed_from >= gone_before) AND (gone IS NULL OR d.listed_from < gone)),
            CASE WHEN gone_before IS NOT NULL THEN e.first_seen END) AS listed_from
    FROM ended AS e LEFT JOIN (SELECT DISTINCT list, entry, listed_from FROM entries) AS d ON d.list = e.list AND d.entry = e.entry
    GROUP BY e.list, e.part, e.entry, e.term, e.version, e.first_seen, e.last_seen, gone, gone_before, printed_from
), texts AS (
    SELECT DISTINCT ON (list, entry, version) * EXCLUDE (part, list_dates, amendment, named_part, listed_from, listed_to) FROM entries
)
SELECT
    list, entry, authority, standing, programme, name, other_names, imos, mmsis, call_signs, flag_states,
    false_names, false_imos, false_mmsis, length_m, vessel_type, gross_tonnage,
    dated.listed_from, gone AS listed_to, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
    confidence, source, nullif(note, '') AS note, string_agg(DISTINCT part, '; ' ORDER BY part) AS part
FROM dated JOIN texts USING (list, entry, version)
GROUP BY ALL
ORDER BY list, entry, first_seen, part
