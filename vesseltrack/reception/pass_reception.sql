-- Finds:  which share of the ships under way where hardly any are received was received all the same, in each wide water and hour
-- Writes: pass_reception
-- A satellite passes over a whole sea, and on some nights receivers ashore reach far: then many of those ships are received in the same
-- hour, and a silent one would likely have been among them. The unit is one ship in one hour, for all messages of a pass are received or none.
-- The share in an hour leans on the usual one, the more the less the hours differ beyond chance (dispersion: their variance over that of
-- independent ships). Where they differ as by chance no passes show, and there is no row. Classes A and B are counted apart. Ships that lie
-- still are left out: quays and cranes hide them, by the hour too. So are the first and the last hours of the search, where a ship is
-- only known if it was received.
-- Let: hardly_received = 0.5: ships in cells whose reception is below this count as hardly received
-- Let: least_dispersion = 3: hours that differ less than this many times as much as by chance show no passes
-- Let: least_hours = 24: hours in which such ships are known, to tell what is usual
-- Let: end_h = 6: so many hours at either end of the search are left out
-- Let: floor_quantile = 0.1: the share in the poorest tenth of the hours is what is received without a pass
WITH ship_hours AS (
    SELECT square_of(cell_y, widest_water_cells()) AS y, square_of(cell_x, widest_water_cells()) AS x, coalesce(ais_class, '') AS ais_class, epoch_hour, vessel_id,
        max(ship_cell_hours.received_slots) > 0 AS is_received
    FROM ship_cell_hours JOIN cell_reception USING (cell_y, cell_x, still) JOIN ships USING (vessel_id), searched
    WHERE NOT assumed AND NOT still AND rate < $hardly_received
        AND epoch_hour BETWEEN epoch_hour(searched.first_time) + $end_h AND epoch_hour(searched.last_time) - $end_h
    GROUP BY ALL
), hours AS (
    SELECT y, x, ais_class, epoch_hour, count(*) AS ships, count_if(is_received) AS ships_received FROM ship_hours GROUP BY ALL
), waters AS (
    SELECT y, x, ais_class, sum(ships_received) / sum(ships) AS usual_share, sum(ships * ships) / sum(ships) AS ships_an_hour FROM hours GROUP BY ALL
), differing AS (
    SELECT y, x, ais_class, any_value(usual_share) AS usual_share, any_value(ships_an_hour) AS ships_an_hour,
        sum((1e6 * pow(ships_received - usual_share * ships, 2))::BIGINT) / sum((1e6 * usual_share * (1 - usual_share) * ships)::BIGINT) AS dispersion
    FROM hours JOIN waters USING (y, x, ais_class) WHERE usual_share > 0 AND usual_share < 1 GROUP BY ALL HAVING count(*) >= $least_hours
), shares AS (
    SELECT y, x, ais_class, epoch_hour, ships, ships_received, leaning(ships_received, ships, usual_share, ships_an_hour / (dispersion - 1)) AS share
    FROM hours JOIN differing USING (y, x, ais_class) WHERE dispersion >= $least_dispersion
), floors AS (
    SELECT y, x, ais_class, quantile_cont(share, $floor_quantile) AS floor_share FROM shares GROUP BY ALL
)
SELECT y, x, ais_class, epoch_hour, ships, ships_received, round(greatest(0, (share - floor_share) / (1 - floor_share)), 6) AS pass_share
FROM shares JOIN floors USING (y, x, ais_class)
ORDER BY epoch_hour, y, x, ais_class
