-- Finds:  ships that bear a listed ship's name and another IMO number: not that ship, and no match
-- Writes: namesakes
WITH entries AS (
    SELECT list, entry, authority, name, imos, unnest(list_distinct(list_transform(list_prepend(name, other_names), lambda n: name_key(n)))) AS key
    FROM listed
    WHERE standing <> 'victim' AND len(imos) > 0
)
SELECT DISTINCT
    ships.vessel_id, e.list, e.entry, e.authority, e.name AS listed_name,
    format('bears the name {}, but sends IMO {}, and the list has {}: another ship',
        k.name, k.imo, array_to_string(e.imos, ', ')) AS evidence
FROM identities AS k
JOIN entries AS e ON e.key = name_key(k.name)
JOIN ships USING (ssvid)
ANTI JOIN matches AS m ON m.vessel_id = ships.vessel_id AND m.list = e.list AND m.entry = e.entry
WHERE k.imo_valid AND NOT list_contains(e.imos, k.imo)
ORDER BY ALL
