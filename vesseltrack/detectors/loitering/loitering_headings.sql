-- Finds:  what the headings of a ship that loiters tell: whether it was hove to, and whether it kept them as one held by a hull alongside does
-- Writes: loitering_headings
-- Row: One spell of a ship lying or drifting away from port.
-- A ship hove to makes slow headway: she turns her head to the sea, which seldom comes from where she was bound, and yaws in it. One that slows down on
-- the course on which she came, and keeps it as in a calm, only steams slowly: beside another, or to be on time. Wind and current set a ship hove to off her heading, by any
-- angle: that her course was another says nothing. Whether others stopped in the same hours is tested by itself (loitering_stops).
-- Only one that kept no heading, or did not move, is known not to have been hove to. It is looked for among ships that trade, or may.
-- Let: steady_deg = 5: nine in ten headings within this of their mean: within ten degrees one in four free drifters keeps it ...
-- Let: most_steady_share = 0.5: ... as no more than this share of the spells adrift in these days did ...
-- Let: least_steady_h = 3.5: ... in so many hours and more: for a shorter time a free ship keeps its heading by chance ...
-- Let: beam_deg = 60: ... and nearer than this to the course of the drift: a free ship lies beam to the wind that drives it
-- Let: hove_to_kn = 1.3: a ship hove to makes headway, at this speed and up to that at which it loiters (a current alone sets a ship adrift as fast as a knot) ...
-- Let: hove_to_deg = 25: ... along its heading, that is no farther than this off the course it made good ...
-- Let: hove_to_spread_deg = 30: ... and keeps it, nine in ten headings within this of their mean ...
-- Let: least_yaw_deg = 3: ... but not within this, as seas that a ship heaves to in let none: held so steady, by a pilot or by a hull alongside, it is not known ...
-- Let: head_turned_deg = 45: ... and lies so far off the course on which it came, or farther ...
-- Let: sea_yaw_deg = 8: ... or yaws by this: in a sea ahead nobody steers a slow ship finer (our judgement; in worlds of two makers ships hove to yawed by 5 to 25 degrees, those slow beside another by 1 to 7)
-- Let: unsteady_deg = 45: a ship that nobody steers: nine in ten headings within no less than this of their mean
WITH headings AS (
    SELECT event, heading_deg, heading_spread_deg, abs(degrees_apart(heading_deg, bearing_deg(first_lat, first_lon, last_lat, last_lon))) AS off_deg,
        count_if(heading_spread_deg <= $steady_deg) OVER () - 1 <= $most_steady_share * (count(*) OVER () - 1) AS others_are_few
    FROM loitering_statuses JOIN loitering_spells USING (event) WHERE NOT lies_at_anchor(spread_m) AND heading_spread_deg IS NOT NULL
), facts AS (
    SELECT s.event, s.vessel_type, s.duration_h, mean_speed_kn, spread_m, hulls, coalesce(ships_near, 0) AS ships_near, heading_spread_deg, off_deg, others_are_few,
        mean_speed_kn >= $hove_to_kn AND off_deg <= $hove_to_deg AND heading_spread_deg <= $hove_to_spread_deg AS heads_on,
        abs(degrees_apart(heading_deg, course_before_deg)) AS head_turned_deg, heading_spread_deg >= $least_yaw_deg AND (heading_spread_deg >= $sea_yaw_deg OR coalesce(head_turned_deg >= $head_turned_deg, false)) AS heads_to_sea
    FROM loitering_spells AS s JOIN ships USING (vessel_id) JOIN loitering_voyages USING (event) LEFT JOIN headings USING (event) LEFT JOIN loitering_crowds USING (event)
)
SELECT event, coalesce(heads_on, false) AS heads_on,
    CASE WHEN NOT may_trade(vessel_type) THEN NULL WHEN lies_at_anchor(spread_m) OR heading_spread_deg >= $unsteady_deg THEN false
        WHEN heads_on AND heads_to_sea THEN true END AS hove_to,
    CASE WHEN NOT may_trade(vessel_type) THEN 'looked for among cargo ships, tankers and ships of unknown kind only'
        WHEN lies_at_anchor(spread_m) THEN format('it swung or drifted within {}', in_metres(spread_m))
        WHEN hulls > 1 THEN 'several ships send under its number'
        WHEN ships_near > 0 THEN 'others lay within 5 km: headings are looked at where a ship lies alone'
        WHEN heading_spread_deg IS NULL THEN 'too few headings received'
        WHEN heading_spread_deg >= $unsteady_deg THEN format('it kept no heading: nine in ten within {:.0f} degrees of their mean', ceil(heading_spread_deg))
        ELSE format('{:.1f} kn, heading {:.0f} degrees from the course made good, nine in ten within {:.0f} of their mean', mean_speed_kn, off_deg, ceil(heading_spread_deg))
            || coalesce(format(', {:.0f} from the course on which it came', head_turned_deg), '')
            || CASE WHEN off_deg > $hove_to_deg THEN '; wind and current set a ship off its heading' WHEN heads_on AND NOT heads_to_sea THEN ': slow on its way, or hove to, is not known' ELSE '' END END AS hove_to_text,
    CASE WHEN duration_h >= $least_steady_h AND heading_spread_deg <= $steady_deg AND others_are_few AND least(off_deg, 180 - off_deg) < $beam_deg
        THEN format('kept its heading within {:.0f} degrees of its mean, {:.0f} from the course of its drift', ceil(heading_spread_deg), least(off_deg, 180 - off_deg)) END AS steady_text
FROM facts
ORDER BY event
