-- Finds:  the morning's list: listed ships in one lane, behaviour in the other, each ranked by itself
-- Reads:  gaps, encounters, loitering, visits, sightings, identity_signs, reasons, ships, matches, oddness
-- Writes: alerts
WITH events AS (
    SELECT event, 'gap' AS kind, ship, NULL::BIGINT AS other_ship, start_time, end_time, duration_h,
        start_lat AS lat, start_lon AS lon, end_lat, end_lon,
        CASE WHEN dprk_port_km < 300 THEN format('{:.0f} km from {}, North Korea', dprk_port_km, dprk_port)
             ELSE format('{:.0f} km from {}', port_km, port) END AS place,
        CASE WHEN end_time IS NULL THEN format('went silent and has not been heard for {:.1f} hours', duration_h)
             ELSE format('was silent for {:.1f} hours and came back {:.0f} km away', duration_h, apart_km) END AS deed
    FROM gaps
    UNION ALL
    SELECT event, 'encounter', ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        format('lay {:.0f} m apart for {:.1f} hours', median_apart_m, duration_h)
    FROM encounters
    UNION ALL
    SELECT event, 'loitering', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        format('lay or drifted at {:.1f} kn for {:.1f} hours', mean_speed_kn, duration_h)
    FROM loitering
    UNION ALL
    SELECT event, 'visit', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        zone_name, format('was in the zone for {:.1f} hours', duration_h)
    FROM visits WHERE watch
    UNION ALL
    SELECT event, 'sighting', ship, NULL, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.2f} N {:.2f} E', lat, lon), 'was heard, last at ' || strftime(end_time, '%Y-%m-%d %H:%M')
    FROM sightings
    UNION ALL
    SELECT event, 'identity', ship, other_ship, start_time, end_time, duration_h, lat, lon, NULL, NULL,
        format('{:.0f} km from {}', port_km, port),
        CASE sign
            WHEN 'imo_changed' THEN format('changed its IMO number from {} to {}', before, after)
            WHEN 'imo_dropped' THEN format('left out its IMO number {}', before)
            WHEN 'imo_invalid' THEN format('sends {}, which is no IMO number', after)
            WHEN 'imo_twice' THEN format('and another ship sent IMO {} from two places at once', after)
            WHEN 'near_miss_of_listed' THEN format('sends IMO {}, nearly that of {}', after, before)
            WHEN 'borrowed' THEN format('sends IMO {}, a number others have borrowed', after)
            WHEN 'name_changed' THEN format('changed its name from {} to {}', before, after)
            WHEN 'size_changed' THEN format('changed its length from {} to {}', before, after)
            WHEN 'other_size' THEN format('is {} long, where the hull of its IMO number has {}', after, before)
            WHEN 'flag_changed' THEN format('went over from flag {} to {}', before, after)
            WHEN 'handover' THEN format('began where {} ended', before)
            WHEN 'no_such_country' THEN format('sends MMSI {}, of no country', after)
        END
    FROM identity_signs
), scores AS (
    SELECT event,
        sum(weight) FILTER (lane = 'listed') AS listed_score,
        coalesce(sum(weight) FILTER (lane = 'behaviour'), 0) AS behaviour_score,
        list(format('{:+g} {}', weight, says) ORDER BY lane DESC, weight DESC, reason) FILTER (weight > 0) AS reasons,
        list(format('{:+g} {}', weight, says) ORDER BY weight, reason) FILTER (weight < 0) AS innocent
    FROM reasons GROUP BY event
), named AS (
    SELECT ship, list(
        authority || ': ' || listed_name || coalesce(' since ' || listed_from, '') || coalesce(' until ' || listed_to, '') || ' (' || tier || ': ' || evidence || ')'
        ORDER BY tier DESC, authority, listed_name, entry) AS listed_as
    FROM matches GROUP BY ship
), lanes AS (
    SELECT events.*, scores.*,
        CASE WHEN listed_score IS NULL THEN 'behaviour' ELSE 'listed' END AS lane,
        coalesce(listed_score, behaviour_score) AS score
    FROM events JOIN scores USING (event)
    WHERE listed_score IS NOT NULL OR behaviour_score >= $min_score
), strongest AS (
    -- Of one kind of event between the same ships the strongest stands in the list, and says how many stand behind it.
    SELECT *, count(*) OVER same - 1 AS repeats, max(start_time) OVER same AS last_start
    FROM lanes
    WINDOW same AS (PARTITION BY lane, kind, ship, other_ship, CASE WHEN kind IN ('visit', 'identity') THEN left(deed, 12) || place END)
    QUALIFY row_number() OVER (
        PARTITION BY lane, kind, ship, other_ship, CASE WHEN kind = 'visit' THEN place END
        ORDER BY score DESC, behaviour_score DESC, duration_h DESC, event) = 1
)
SELECT
    strongest.event, strongest.lane,
    row_number() OVER (PARTITION BY lane ORDER BY strongest.score DESC, behaviour_score DESC, duration_h DESC, strongest.event) AS rank,
    round(strongest.score, 2) AS score,
    round(behaviour_score, 2) AS behaviour_score,
    strongest.kind,
    strongest.ship,
    coalesce(s.name, s.mmsi::VARCHAR, s.id, strongest.ship::VARCHAR) AS ship_name,
    s.mmsi, s.imo, s.flag, s.trade,
    strongest.other_ship,
    CASE WHEN strongest.other_ship IS NOT NULL
        THEN coalesce(o.name, o.mmsi::VARCHAR, o.id, strongest.other_ship::VARCHAR) END AS other_name,
    o.mmsi AS other_mmsi, o.imo AS other_imo, o.flag AS other_flag, o.trade AS other_trade,
    start_time, end_time, round(duration_h, 2) AS duration_h,
    round(lat, 5) AS lat, round(lon, 5) AS lon, round(end_lat, 5) AS end_lat, round(end_lon, 5) AS end_lon,
    place,
    repeats, last_start,
    ship_name || CASE WHEN strongest.kind = 'identity' THEN '' ELSE coalesce(' and ' || other_name, '') END || ' ' || deed || ', ' || place AS summary,
    coalesce(reasons, []) AS reasons,
    coalesce(innocent, []) AS innocent,
    list_concat(coalesce(n.listed_as, []), coalesce(m.listed_as, [])) AS listed_as,
    coalesce(x.because, []) AS odd_because
FROM strongest
JOIN ships AS s ON s.ship = strongest.ship
LEFT JOIN ships AS o ON o.ship = strongest.other_ship
LEFT JOIN named AS n ON n.ship = strongest.ship
LEFT JOIN named AS m ON m.ship = strongest.other_ship
LEFT JOIN oddness AS x ON x.event = strongest.event
ORDER BY lane DESC, rank
