-- Macros that every step may use, besides those of reading.sql. They are loaded into each connection, and never written to the file.

CREATE OR REPLACE TEMP MACRO degrees_apart(lon_1, lon_2) AS ((lon_2 - lon_1 + 540) % 360) - 180;
CREATE OR REPLACE TEMP MACRO wrapped(lon) AS ((lon + 540) % 360) - 180;

-- The course from one place to another near it, degrees from north.
CREATE OR REPLACE TEMP MACRO bearing_deg(lat_1, lon_1, lat_2, lon_2) AS
    (degrees(atan2(degrees_apart(lon_1, lon_2) * cos(radians((lat_1 + lat_2) / 2)), lat_2 - lat_1)) + 360) % 360;

-- What lies so many metres ahead and to starboard of a ship: metres to the north and to the east; where the heading is not known, 0.
CREATE OR REPLACE TEMP MACRO north_m(ahead_m, aside_m, heading) AS
    coalesce(ahead_m * cos(radians(heading)) - aside_m * sin(radians(heading)), 0);
CREATE OR REPLACE TEMP MACRO east_m(ahead_m, aside_m, heading) AS
    coalesce(ahead_m * sin(radians(heading)) + aside_m * cos(radians(heading)), 0);

-- Of two fixes sent one after the other: miles on a plane (the larger of north and east), and seconds.
CREATE OR REPLACE TEMP MACRO flat_nm(lat_1, lon_1, lat_2, lon_2) AS
    greatest(abs(lat_2 - lat_1), abs(degrees_apart(lon_1, lon_2)) * cos(radians(lat_1))) * 60;
CREATE OR REPLACE TEMP MACRO seconds_between(a, b) AS date_diff('millisecond', a, b) / 1000;
-- A ship of which nobody knows what it did while it was silent may have sailed at this speed, knots; one whose speed was heard at no more than so
-- many times that (our judgement).
CREATE OR REPLACE TEMP MACRO silent_kn() AS 15;
CREATE OR REPLACE TEMP MACRO most_times_own() AS 1.25;
-- Of two that go on together each is no faster than half as fast again as the two were in their encounter, knots (our judgement).
CREATE OR REPLACE TEMP MACRO together_kn(speed_kn) AS 1.5 * speed_kn;
-- A jump: farther than any ship goes, and a mile more. Within ten minutes, if a speed was sent: than half as fast again as the faster
-- of both, and 10 kn more.
CREATE OR REPLACE TEMP MACRO is_jump(nm, seconds, sog_1_kn, sog_2_kn, max_speed_kn) AS
    nm > 1 AND nm > 1 + seconds / 3600 * CASE
        WHEN seconds < 600 AND 1.5 * greatest(sog_1_kn, sog_2_kn) + 10 < max_speed_kn THEN 1.5 * greatest(sog_1_kn, sog_2_kn) + 10
        ELSE max_speed_kn END;
-- A late copy may lie at one end: farther by 200 m than half as fast again as the faster speed sent and 5 kn more, or than 20 kn.
CREATE OR REPLACE TEMP MACRO is_late_suspect(nm, seconds, sog_1_kn, sog_2_kn) AS
    nm > 0.1 AND nm > 0.1 + seconds / 3600 * coalesce(1.5 * greatest(sog_1_kn, sog_2_kn) + 5, 20);

-- Clock hours since 1970.
CREATE OR REPLACE TEMP MACRO epoch_hour(t) AS epoch_us(t) // 3600000000;

-- A ship's name, or its MMSI or key where it has none; and how many days one event lies before or after another.
CREATE OR REPLACE TEMP MACRO a_name(name, mmsi, ship) AS coalesce(name, mmsi::VARCHAR, ship::VARCHAR);
CREATE OR REPLACE TEMP MACRO name_and_number(name, mmsi, ship) AS coalesce(name || coalesce(format(' (MMSI {})', mmsi), ''), format('MMSI {}', mmsi), ship::VARCHAR);
CREATE OR REPLACE TEMP MACRO apart_in_days(days) AS CASE WHEN abs(days) < 1 THEN ' within a day of it'
    ELSE format(' {:.0f} {} {}', abs(days), CASE WHEN abs(days) < 1.5 THEN 'day' ELSE 'days' END, CASE WHEN days > 0 THEN 'before' ELSE 'after' END) END;

-- Whether a ship came (or went). What it is known to have done at that end counts; one that was elsewhere came to the one that lay, and one
-- that lay there while the other came did not, however fast it was earlier. If neither moved then, whether it sailed in the hours beside it.
-- Null of a ship that was not heard.
CREATE OR REPLACE TEMP MACRO has_moved(moved, elsewhere, heard, partner_moved, partner_heard, sailed) AS
    CASE WHEN moved OR elsewhere AND partner_heard AND NOT partner_moved THEN true
         WHEN heard AND partner_moved THEN false
         WHEN heard THEN coalesce(sailed, false)
         WHEN sailed THEN true END;
-- Which of two ships came (or went): both, ship, other_ship or neither; null where one is not known and the other did not.
CREATE OR REPLACE TEMP MACRO came_of(ship, other) AS CASE WHEN ship AND other THEN 'both' WHEN ship AND NOT other THEN 'ship'
    WHEN other AND NOT ship THEN 'other_ship' WHEN NOT ship AND NOT other THEN 'neither' END;

-- Whether a meeting may have been longer than is known, by how much nobody knows: its begin or its end was not seen, or it goes on and may have begun half an hour sooner.
CREATE OR REPLACE TEMP MACRO is_open_ended(begin_seen, end_seen, end_time, start_after, start_time) AS
    NOT begin_seen OR CASE WHEN end_time IS NOT NULL THEN NOT coalesce(end_seen, false) ELSE coalesce(hours_between(start_after, start_time) >= 0.5, false) END;
-- From when to when, in words: where nobody heard an event begin, or end, within an hour of these times it may have begun sooner, or ended later.
CREATE OR REPLACE TEMP MACRO from_to(start_time, end_time, may_begin_sooner, may_end_later) AS strftime(start_time, '%Y-%m-%d %H:%M') || CASE WHEN may_begin_sooner THEN ' or earlier' ELSE '' END
    || CASE WHEN end_time IS NULL THEN ', still open' WHEN end_time = start_time THEN '' ELSE strftime(end_time, ' to %Y-%m-%d %H:%M') || CASE WHEN may_end_later THEN ' or later' ELSE '' END END || ': ';
CREATE OR REPLACE TEMP MACRO is_an_hour_off(earlier, later) AS coalesce(hours_between(earlier, later) >= 1, false);
-- A position in words, and a distance from shore: the grid of distances ends at 200 km.
CREATE OR REPLACE TEMP MACRO position_words(lat, lon) AS format('{:.2f} {} {:.2f} {}', abs(lat)::DOUBLE, CASE WHEN lat < 0 THEN 'S' ELSE 'N' END, abs(lon)::DOUBLE, CASE WHEN lon < 0 THEN 'W' ELSE 'E' END);
CREATE OR REPLACE TEMP MACRO from_shore(km) AS CASE WHEN km >= 199.5 THEN '200 km or more from shore' ELSE format('{:.0f} km from shore', km) END;

-- What two ships side by side did, in words; "lay" or "lain". Slower than 2 knots they lay; faster than 4 they sailed: no current carries a ship so fast.
CREATE OR REPLACE TEMP MACRO lay_or_sailed(speed_kn, lay) AS CASE WHEN speed_kn >= 4 THEN 'sailed' WHEN speed_kn >= 2 THEN 'drifted or sailed' ELSE lay END;
-- Of the hours of a meeting, in brackets: those under way, from half an hour on, of two that did not sail for most of it; and those in
-- which they were not both heard near each other, where they are given.
CREATE OR REPLACE TEMP MACRO of_them(speed_kn, sailed_h, drawn_h) AS
    coalesce(' (' || nullif(concat_ws(', ', CASE WHEN speed_kn < 4 AND sailed_h >= 0.5 THEN format('{:.1f} of them under way', sailed_h) END,
        format('{:.1f} of them not both heard near each other', drawn_h)), '') || ')', '');
-- How surely a ship was dark, in brackets.
-- A probability in words: none is certain.
CREATE OR REPLACE TEMP MACRO probability_words(p) AS CASE WHEN p >= 0.995 THEN 'over 0.99' WHEN p < 0.005 THEN 'below 0.01' ELSE format('{:.2f}', p) END;
CREATE OR REPLACE TEMP MACRO dark_surely(p_off) AS ' (probability ' || probability_words(p_off) || ')';
-- What ties two numbers where nobody heard the one go on as the other: more than place and time, and less than certain.
CREATE OR REPLACE TEMP MACRO same_imo() AS 'under the same IMO number, which another ship can send';
-- Whether the draught of either of two ships changed by so much; and whether one rose as the other sank by so much.
CREATE OR REPLACE TEMP MACRO draught_changed(rose_m, other_rose_m, least_m) AS coalesce(greatest(abs(rose_m), abs(other_rose_m)) >= least_m, false);
CREATE OR REPLACE TEMP MACRO rose_and_sank(rose_m, other_rose_m, least_m) AS
    coalesce(sign(rose_m) = -sign(other_rose_m) AND least(abs(rose_m), abs(other_rose_m)) >= least_m, false);
-- That a ship changed its number, and when, in words.
CREATE OR REPLACE TEMP MACRO number_changed(former, later, t) AS format('the number changed from {} to {}, {}', former, later, strftime(t, '%Y-%m-%d %H:%M'));
-- So many other ships, in words.
CREATE OR REPLACE TEMP MACRO other_ships(n) AS format('{} other {}', n, CASE n WHEN 1 THEN 'ship' ELSE 'ships' END);

-- Whether two numbers may be of one hull by what they send: the same type, and lengths that differ by no more than 5 m, where both are sent.
CREATE OR REPLACE TEMP MACRO may_be_one_hull(length_m, other_length_m, vessel_type, other_vessel_type) AS
    coalesce(abs(length_m - other_length_m) <= 5, true) AND (vessel_type = other_vessel_type OR 'unknown' IN (vessel_type, other_vessel_type));

-- A slot is a tenth minute of the clock: the times at which ships are compared.
CREATE OR REPLACE TEMP MACRO slot_before(t) AS epoch_us(t) // 600000000;
CREATE OR REPLACE TEMP MACRO slot_from(t) AS (epoch_us(t) + 599999999) // 600000000;
CREATE OR REPLACE TEMP MACRO slot_time(slot) AS make_timestamp(slot * 600000000);
-- Whether a slot lies between two times, the first included.
CREATE OR REPLACE TEMP MACRO holds_slot(a, b) AS slot_before(b) > slot_before(a) OR epoch_us(a) % 600000000 = 0;
CREATE OR REPLACE TEMP MACRO slots_in(hours) AS hours * 6;
CREATE OR REPLACE TEMP MACRO hours_of_slots(slots) AS slots / 6;
-- Whether a meeting takes up most of the hours in which its ship lay or drifted: then it stands for them.
CREATE OR REPLACE TEMP MACRO takes_up_most(start_time, until_time, spell_start, spell_until, spell_h) AS
    hours_between(greatest(start_time, spell_start), least(until_time, spell_until)) >= 0.5 * spell_h;
-- The slots of so many hours before a spell, and after it.
CREATE OR REPLACE TEMP MACRO slots_beside(first_slot, last_slot, hours) AS
    list_concat(range(first_slot - slots_in(hours), first_slot), range(last_slot + 1, last_slot + 1 + slots_in(hours)));
-- What was sent first of a slot's messages, the least of several sent at once: arg_min(value, (time, value)) of values 0 to 999, in half
-- the time, as time and value are one number.
CREATE OR REPLACE TEMP MACRO first_in_slot(value, t) AS min(epoch_us(t) % 600000000 * 1000 + value) % 1000;
-- Sixty tenth minutes in one number, a bit each: where few of all messages are asked for, each is looked up among few blocks, and not
-- among the many tenth minutes asked for. That takes half the time.
CREATE OR REPLACE TEMP MACRO block_of(slot) AS slot // 60;
CREATE OR REPLACE TEMP MACRO bit_of(slot) AS 1::BIGINT << (slot % 60);
CREATE OR REPLACE TEMP MACRO is_in_block(slot, bits) AS (bits & bit_of(slot)) <> 0;

-- An event whose last message is no older than 12 hours when the data end may still go on.
CREATE OR REPLACE TEMP MACRO may_go_on(last_time, data_end) AS hours_between(last_time, data_end) <= 12;

-- Where places within some kilometres of one are looked for: in rows of a twentieth of a degree and columns of a fifth that hold
-- everything so many degrees to the north and south, and to the east and west of it (a tenth more than needed; near the poles anywhere).
-- Columns are numbered eastward from the antimeridian, 1800 around the earth.
CREATE OR REPLACE TEMP MACRO lat_row(lat) AS floor(lat * 20)::INTEGER;
CREATE OR REPLACE TEMP MACRO lon_column(lon) AS floor((lon + 540) % 360 * 5)::INTEGER;
CREATE OR REPLACE TEMP MACRO reach_north_deg(km) AS km / 100;
CREATE OR REPLACE TEMP MACRO reach_east_deg(lat, km) AS
    CASE WHEN abs(lat) + km / 100 > 85 THEN 180 ELSE km / 100 / cos(radians(abs(lat) + km / 100)) END;
CREATE OR REPLACE TEMP MACRO lat_rows(lat, reach_deg) AS range(lat_row(lat - reach_deg), lat_row(lat + reach_deg) + 1);
CREATE OR REPLACE TEMP MACRO lon_columns(lon, reach_deg) AS
    list_distinct(list_transform(
        range(floor((lon - reach_deg + 180) * 5)::INTEGER, floor((lon + reach_deg + 180) * 5)::INTEGER + 1), lambda x: (x + 1800) % 1800));

-- The ships around an event at its middle are counted within 5 km, net markers within 1 km. One slower than 2 kn lies or drifts there.
CREATE OR REPLACE TEMP MACRO crowd_km() AS 5;
CREATE OR REPLACE TEMP MACRO is_in_crowd(lat, lon, other_lat, other_lon) AS apart_m(lat, lon, other_lat, other_lon) <= 1000 * crowd_km();
CREATE OR REPLACE TEMP MACRO is_near_gear(lat, lon, gear_lat, gear_lon) AS apart_m(lat, lon, gear_lat, gear_lon) <= 1000;
CREATE OR REPLACE TEMP MACRO lies_or_drifts(speed_kn) AS speed_kn < 2;
-- A ship nine in ten of whose places lie so near to their middle is at anchor, at a buoy or made fast: no chain is longer.
CREATE OR REPLACE TEMP MACRO lies_at_anchor(spread_m) AS spread_m <= 300;

-- Draught and destination as sent before and after an event. Particulars are looked at that were sent from ten days before its start.
-- Of each value: when it was last sent by a time; and at the event's end or later and within a day of it (aggregates over particulars).
-- Of all values: the one that was sent last (an aggregate over values; of two at once the greater). So few rows are compared by two columns.
CREATE OR REPLACE TEMP MACRO is_sent_around(first_time, last_time, start_time, until_time) AS
    first_time <= until_time + INTERVAL 1 DAY AND last_time >= start_time - INTERVAL 10 DAY;
CREATE OR REPLACE TEMP MACRO last_sent_by(first_time, last_time, t) AS max(last_time) FILTER (first_time <= t);
CREATE OR REPLACE TEMP MACRO last_sent_after(first_time, last_time, t) AS
    max(last_time) FILTER (last_time >= t AND first_time <= t + INTERVAL 1 DAY);
CREATE OR REPLACE TEMP MACRO sent_last(value, last_time) AS arg_max(value, (last_time, value)) FILTER (last_time IS NOT NULL);
-- A draught keyed, and within a day the former one again: a slip set right, or tried out; a cargo moved and moved back takes longer.
-- former_m: the draught keyed before the last one, which was keyed at last_time; draught_m was keyed at keyed_time.
CREATE OR REPLACE TEMP MACRO is_keyed_back(draught_m, former_m, last_time, keyed_time) AS
    coalesce(draught_m = former_m AND hours_between(last_time, keyed_time) <= 24, false);
-- The first other draught that a ship keyed after an event, in words, where it is too late to say anything of the event: in a harbour, in its
-- next meeting, or over a day after. Null if it is none of these.
CREATE OR REPLACE TEMP MACRO keyed_later(draught_m, sent_time, until_time, call_time, meeting_time) AS
    format('{:.1f} m first sent ', draught_m) || strftime(sent_time, '%m-%d %H:%M') || CASE
        WHEN sent_time >= call_time AND NOT coalesce(meeting_time < call_time, false) THEN ', once it lay in harbour' WHEN sent_time >= meeting_time THEN ', once it had met another ship'
        WHEN sent_time > until_time + INTERVAL 1 DAY THEN ', over a day after it' END;
-- Of the draughts that a ship sent (structs of first_time, last_time and draught_m, in this order): the first, and each that differs from the one before.
CREATE OR REPLACE TEMP MACRO draughts_of(sent) AS list_filter(sent, lambda s, i: i = 1 OR s.draught_m <> sent[i - 1].draught_m);
-- Of these: when the last one was keyed anew, how many were, and how many of them were keyed back.
CREATE OR REPLACE TEMP MACRO keyings_of(draughts) AS {
    'draught_keyed_time': CASE WHEN len(draughts) > 1 THEN draughts[-1].first_time END, 'draughts_keyed': len(draughts) - 1,
    'draughts_returned': len(list_filter(draughts, lambda d, i: i > 2 AND is_keyed_back(d.draught_m, draughts[i - 2].draught_m, draughts[i - 1].first_time, d.first_time)))};
-- When it was keyed, and whether it was keyed to and fro, in words.
CREATE OR REPLACE TEMP MACRO keyed_when(keyed_time, start_time, until_time, end_before) AS CASE WHEN keyed_time < start_time THEN format(', {:.0f} h before it', hours_between(keyed_time, start_time))
    WHEN keyed_time <= until_time THEN ', during it' ELSE format(', {:.0f} h after {}', hours_between(until_time, keyed_time),
        CASE WHEN end_before > until_time THEN 'the last message in it' ELSE 'it' END) END;
-- A spell in less than half of which the ship (of a meeting, both) was heard: what it did in the rest is inferred from where it was heard.
CREATE OR REPLACE TEMP MACRO is_mostly_inferred(heard_h, duration_h) AS heard_h < 0.5 * duration_h;
-- Two draughts as keyed, neither deeper than so large a share of the ship's length; true where that is not known.
CREATE OR REPLACE TEMP MACRO is_credible_draught(before_m, after_m, most_share, length_m) AS coalesce(greatest(before_m, after_m) <= most_share * length_m, true);
CREATE OR REPLACE TEMP MACRO is_to_and_fro(draughts_returned) AS draughts_returned > 0;
CREATE OR REPLACE TEMP MACRO keyed_back(draughts_returned) AS CASE WHEN is_to_and_fro(draughts_returned) THEN ', keyed to and fro' ELSE '' END;
-- Of a draught that counts as that before a meeting: that it was, or when it was keyed in it.
CREATE OR REPLACE TEMP MACRO keyed_or_before(keyed_time) AS coalesce(strftime(keyed_time, 'since %m-%d %H:%M (keyed in it, when another ship left)'), 'before');
-- Of a ship whose draught changed while others lay alongside it as well.
CREATE OR REPLACE TEMP MACRO shared_by(others) AS CASE WHEN others > 0 THEN '; ' || CASE others WHEN 1 THEN 'another ship' ELSE format('{} other ships', others) END
    || ' lay alongside it meanwhile: whose cargo that was is not known' ELSE '' END;
-- A draught entered up to an hour after the start still counts as that before it: no cargo has moved by then.
CREATE OR REPLACE TEMP MACRO draught_entered_by(start_time) AS start_time + INTERVAL 1 HOUR;

-- Letters and digits of a destination: the same place is spelt with other spaces and marks.
CREATE OR REPLACE TEMP MACRO place_key(destination) AS nullif(regexp_replace(upper(destination), '[^\p{L}\p{N}]', '', 'g'), '');

-- What is keyed for want of a destination: the ship waits for orders, or drifts.
CREATE OR REPLACE TEMP MACRO is_no_place(place_key) AS regexp_matches(place_key, '^((A?WAITING)?(FOR)?(FURTHER)?ORDERS?|FO|TB[ADN]|UNKNOWN|DRIFTING|(AT|OPEN|HIGH)SEAS?)$');

-- Whether of two destinations neither begins with the other. The expression within place_key takes a millisecond to compile: it stands once.
CREATE OR REPLACE TEMP MACRO is_other_place(destination, later) AS len(list_filter(
    [list_transform([destination, later], lambda d: place_key(d))],
    lambda keys: NOT starts_with(keys[2], keys[1]) AND NOT starts_with(keys[1], keys[2]) AND NOT is_no_place(keys[1]) AND NOT is_no_place(keys[2]))) > 0;

-- Navigational status in words (ITU-R M.1371).
CREATE OR REPLACE TEMP MACRO status_word(nav_status) AS ['under way using engine', 'at anchor', 'not under command',
    'restricted manoeuvrability', 'constrained by draught', 'moored', 'aground', 'engaged in fishing', 'under way sailing', 'status 9',
    'status 10', 'towing astern', 'pushing or towing alongside', 'status 13', 'distress beacon'][nav_status + 1];

-- AIS ship types (ITU-R M.1371): 33 dredging and 34 diving work under water; 35 military, 51 search and rescue, 55 law enforcement.
CREATE OR REPLACE TEMP MACRO works_under_water(ship_type) AS ship_type IN (33, 34);
CREATE OR REPLACE TEMP MACRO is_military(ship_type) AS ship_type = 35;
CREATE OR REPLACE TEMP MACRO is_state_vessel(ship_type) AS ship_type IN (35, 51, 55);

-- How fast a ship sails if it wants to (an aggregate): nineteen in twenty of its speeds between 3 kn, under way, and 40 kn, a wrong
-- position, are slower.
CREATE OR REPLACE TEMP MACRO is_sailing_speed(speed_kn) AS speed_kn BETWEEN 3 AND 40;
CREATE OR REPLACE TEMP MACRO fast_kn(speed_kn) AS quantile_disc(speed_kn, 0.95);

-- How long something lasted, "6.5 hours" or "6.5 to 7.0 hours": both are said where they lie some nine minutes apart or more.
CREATE OR REPLACE TEMP MACRO shortest_to_longest(duration_h, longest_h) AS
    format('{:.1f}', duration_h) || CASE WHEN longest_h - duration_h >= 0.15 THEN format(' to {:.1f} hours', longest_h) ELSE ' hours' END;

-- Whether a ship carries goods for trade, or may: its type is not known.
CREATE OR REPLACE TEMP MACRO may_trade(vessel_type) AS vessel_type IN ('cargo', 'tanker', 'unknown');

-- Tugs, pilot, service and passenger craft and others that work where they lie.
CREATE OR REPLACE TEMP MACRO is_working_craft(vessel_type) AS vessel_type IN ('tug', 'pilot', 'service', 'passenger', 'other');

-- Ships of 300 gross tonnes and more carry a device that sends their heading, and an IMO number (SOLAS V/19, XI-1/3): these are so large
-- by what they say of themselves, the others may be.
CREATE OR REPLACE TEMP MACRO is_to_send_heading(vessel_type, length_m) AS coalesce(vessel_type IN ('cargo', 'tanker') OR length_m >= 60, false);

-- A silence of the ship itself: it had stopped transmitting, was not taken aboard, and is not heard on under another number.
CREATE OR REPLACE TEMP MACRO went_dark(assessment, hoisted, goes_on_as) AS assessment = 'transmitter_off' AND NOT hoisted AND goes_on_as IS NULL;
-- A silence of a ship made fast in port that was heard there again, or not since: it is no silence at sea beside a meeting.
CREATE OR REPLACE TEMP MACRO stayed_at_berth(causes_hold, apart_km) AS list_contains(causes_hold, 'berth') AND coalesce(apart_km < 1, true);

-- What a type says of a ship: of a ship of unknown kind only that it is so can be known.
CREATE OR REPLACE TEMP MACRO by_kind(holds, vessel_type) AS CASE WHEN holds THEN true WHEN vessel_type <> 'unknown' THEN false END;

-- Made fast to the ground: nine in ten places of a ship lie within 15 m of their middle (12 m is usual at a quay). At anchor it swings.
CREATE OR REPLACE TEMP MACRO is_made_fast(spread_m) AS spread_m <= 15;
-- Two ships move as one (rigid) if they kept one distance for three quarters of the time; at fewer than five tenth minutes that is chance.
CREATE OR REPLACE TEMP MACRO is_counted_rigid(rigid_slots) AS rigid_slots >= 5;
CREATE OR REPLACE TEMP MACRO is_mostly_rigid(rigid_share) AS rigid_share >= 0.75;
-- What may lie between two hulls alongside, in metres: fenders, and the error of positions.
CREATE OR REPLACE TEMP MACRO fender_m() AS 15;

-- How far the nearest port outside North Korea is that a map or the data know.
CREATE OR REPLACE TEMP MACRO foreign_port_km(port_country, port_km, non_dprk_port_km) AS
    CASE WHEN port_country <> 'PRK' THEN port_km ELSE non_dprk_port_km END;
-- Water of a harbour: within 10 km of a port, or within 2 km of the shore.
CREATE OR REPLACE TEMP MACRO is_harbour_water(port_km, shore_km) AS least(port_km, 5 * shore_km) < 10;
-- So near a port a ship is in it.
CREATE OR REPLACE TEMP MACRO is_at_berth(port_km) AS port_km < 6;
-- Not on land: half a kilometre inland may be an error of the map. Within 30 km of a North Korean port land is no argument: the
-- barrage at Nampo makes the river above it land on every map.
CREATE OR REPLACE TEMP MACRO is_afloat(shore_km, dprk_port_km) AS shore_km IS NULL OR shore_km > -0.5 OR dprk_port_km < 30;

-- A distance in metres or, from 1 km on, kilometres.
CREATE OR REPLACE TEMP MACRO in_metres(m) AS CASE WHEN m < 1000 THEN format('{:.0f} m', m) ELSE format('{:.1f} km', m / 1000) END;

-- Neighbours at the quays of a harbour, by the causes that hold; elsewhere in port, at its anchorages, cargo is moved.
CREATE OR REPLACE TEMP MACRO are_quay_neighbours(causes_hold) AS list_has_all(causes_hold, ['in port', 'made fast to the ground']);
-- Of the causes tested of an event (cause, holds, says) those that hold.
CREATE OR REPLACE TEMP MACRO causes_that_hold(tested) AS
    list_transform(list_filter(tested, lambda t: coalesce(t.holds, false)), lambda t: t.cause);

-- A place is a cell of 0.01 degrees, numbered from the south pole at the antimeridian.
CREATE OR REPLACE TEMP MACRO cell_id_of(lat, lon) AS
    floor((lat + 90) * 100)::BIGINT * 36000 + floor((wrapped(lon) + 180) * 100)::BIGINT;

-- The cell so many cells to the north and to the east of another; and the middle of a cell, degrees.
CREATE OR REPLACE TEMP MACRO cell_beside(cell_id, north, east) AS cell_id + north * 36000 + east;
CREATE OR REPLACE TEMP MACRO cell_lat(cell_id) AS (cell_id // 36000 + 0.5) / 100 - 90;
CREATE OR REPLACE TEMP MACRO cell_lon(cell_id) AS (cell_id % 36000 + 0.5) / 100 - 180;

-- The sea that North Korean ports open on: two boxes, off the west coast (Nampo, Haeju) and off the east coast (Wonsan to Rason).
CREATE OR REPLACE TEMP MACRO is_dprk_sea(lat, lon) AS
    lat BETWEEN 37.7 AND 40.2 AND lon BETWEEN 124.2 AND 126.2 OR lat BETWEEN 38.62 AND 42.4 AND lon BETWEEN 127.2 AND 130.7;

-- Cells of 0.2 degrees in which first and last positions of ships are compared (handovers).
CREATE OR REPLACE TEMP MACRO door_row(degrees) AS floor(degrees * 5);

-- A cell of 0.1 degrees, on which reception is measured, numbered from -180 degrees, so that none is below zero.
CREATE OR REPLACE TEMP MACRO cell_of(degrees) AS floor((degrees + 180) * 10)::INTEGER;
-- Reception is summed over squares of such cells, each three times as wide as the one before: regions of 3 by 3 cells (0.3 degrees), waters
-- of 9 by 9 (0.9), and wider ones of 27 by 27 (2.7) and 81 by 81 (8.1). A square's row and column count squares of its size.
CREATE OR REPLACE TEMP MACRO region_cells() AS 3;
CREATE OR REPLACE TEMP MACRO water_cells() AS 9;
CREATE OR REPLACE TEMP MACRO wide_water_cells() AS 27;
CREATE OR REPLACE TEMP MACRO widest_water_cells() AS 81;
CREATE OR REPLACE TEMP MACRO square_of(cell, cells) AS cell // cells;
-- The row or column of the square three times as wide that holds one; and of the water of so many cells that holds a region.
CREATE OR REPLACE TEMP MACRO next_wider(square) AS square // 3;
CREATE OR REPLACE TEMP MACRO water_of(region, cells) AS region // (cells // region_cells());

-- Shares and log-odds. leaning: a share received / known to which `weight` more slots at another rate are added (beta-binomial).
CREATE OR REPLACE TEMP MACRO log_odds(p) AS ln(p / (1 - p));
CREATE OR REPLACE TEMP MACRO from_odds(x) AS 1 / (1 + exp(-x));
CREATE OR REPLACE TEMP MACRO leaning(received_slots, known_slots, rate, weight) AS (received_slots + weight * rate) / (known_slots + weight);

-- How much better or worse a ship was heard than expected, in log-odds, leaning on what is usual; and the variance of that.
CREATE OR REPLACE TEMP MACRO detectability_of(received_slots, known_slots, expected_slots, usual, weight) AS
    log_odds(leaning(received_slots, known_slots, from_odds(log_odds(expected_slots / known_slots) + usual), weight)) - log_odds(expected_slots / known_slots);
CREATE OR REPLACE TEMP MACRO doubt_of(received_slots, known_slots, expected_slots, weight) AS
    1 / (received_slots + weight * expected_slots / known_slots) + 1 / (known_slots - received_slots + weight * (1 - expected_slots / known_slots));

-- A chance with six digits that count, no less than one in 10^12: sums added in another order come out alike.
CREATE OR REPLACE TEMP MACRO significant(p) AS exp(round(ln(CASE WHEN p > 1e-12 THEN p ELSE 1e-12 END), 6));

-- How much better or worse a water was received in an hour than its cells let expect, in log-odds: its own count leans on the lift of
-- the wider water (before). Where nearly everything is received anyhow, receiving all of it shows little: an increase counts by the
-- information in it (one step of Newton's method), and is 0.5 at most.
CREATE OR REPLACE TEMP MACRO better_of(received_slots, known_slots, rate, before) AS
    within(-99, 0.5, before + (received_slots - known_slots * rate) / (known_slots * rate * (1 - rate) + 0.5));
CREATE OR REPLACE TEMP MACRO lift_of(received_slots, known_slots, expected_slots, before, weight) AS
    CASE WHEN known_slots > 0 THEN least(
        log_odds(leaning(received_slots, known_slots, from_odds(log_odds(expected_slots / known_slots) + before), weight)) - log_odds(expected_slots / known_slots),
        greatest(before, better_of(received_slots, known_slots, from_odds(log_odds(expected_slots / known_slots) + before), before)))
        ELSE before END;

-- IMO ship numbers: sum of the first six digits times 7..2 ends in the seventh (IMO Res. A.1117(30)).
CREATE OR REPLACE TEMP MACRO is_imo(n) AS coalesce(n BETWEEN 1000000 AND 9999999 AND n <> 1234567 AND
    (n // 1000000 * 7 + n // 100000 % 10 * 6 + n // 10000 % 10 * 5
     + n // 1000 % 10 * 4 + n // 100 % 10 * 3 + n // 10 % 10 * 2) % 10 = n % 10, false);

-- The forms of a seven-digit number with one digit covered, and with two neighbours swapped: numbers are mistyped so.
CREATE OR REPLACE TEMP MACRO one_digit_covered(n) AS
    list_transform(range(1, 8), lambda i: left(n::VARCHAR, i - 1) || '_' || substr(n::VARCHAR, i + 1));
CREATE OR REPLACE TEMP MACRO two_digits_swapped(n) AS
    list_transform(range(1, 7), lambda i:
        left(n::VARCHAR, i - 1) || substr(n::VARCHAR, i + 1, 1) || substr(n::VARCHAR, i, 1) || substr(n::VARCHAR, i + 2));

-- Whether a number is another with one digit wrong, or with two neighbours that changed places.
CREATE OR REPLACE TEMP MACRO is_near_number(n, sent) AS coalesce(n <> sent AND (
    list_has_any(one_digit_covered(n), one_digit_covered(sent)) OR list_contains(two_digits_swapped(n), sent::VARCHAR)), false);

-- A name as net markers and buoys bear it: battery in percent or volts (900101-95%, NB12-12.4V, XL90004 7V7), a net, a buoy and its number.
CREATE OR REPLACE TEMP MACRO is_gear_name(name) AS regexp_matches(upper(name),
    '\d\s?%|[-_ ]\d{1,2}([.,]\d{1,2})?\s?V\d?$|\b(NET|AIS|FISHING|FISH)[-_ ]?BUOY|\bNET[-_ ]?(MARK|FISH)|\bFISH(ING)?[-_ ]?NETS?\b'
    || '|\b(DRIFT|GILL|TRAWL)[-_ ]?NETS?\b|\bBUOY[-_# ]*\d+$|^(BUOY|NET|D?FAD)[-_# ]*([A-Z]?[-_# ]*\d+)?$|^\d+[-_# ]*(BUOY|NET)$'
    || '|^(RADIO|GPS|MARKER)[-_ ]?BUOY|^WANG ?BIAO[-_# ]*\d');

-- Every position message searched.
CREATE OR REPLACE TEMP MACRO messages() AS TABLE
    SELECT ssvid, time, lat, lon, sog_kn, cog_deg, heading_deg, rot_deg_min, nav_status, ais_class, file_id FROM searched_fixes;

-- Ships that a list names. A match for review rests on names that are alike, and is nobody's until a person has looked.
CREATE OR REPLACE TEMP MACRO listed_ships() AS TABLE SELECT DISTINCT vessel_id FROM matches WHERE tier <> 'review';

-- Which numbers are one hull: each number of a ship that was heard, with the key of the first under which its hull was (of most ships its own), which
-- of the hull's numbers it is, and whether the change to the next was seen; a ship that changed its number is the same ship (hull_numbers).
CREATE OR REPLACE TEMP MACRO hulls() AS TABLE
    SELECT vessel_id, coalesce(first_vessel_id, vessel_id) AS hull, coalesce(nth, 1) AS nth, coalesce(seen, true) AS seen FROM ships LEFT JOIN hull_numbers USING (vessel_id);

-- The silences found, each until its ship is heard again, if only under another number (again_vessel_id).
CREATE OR REPLACE TEMP MACRO silences_by_hull() AS TABLE
    SELECT s.* EXCLUDE (end_time, end_lat, end_lon, duration_h, apart_km), coalesce(r.vessel_id, s.vessel_id) AS again_vessel_id,
        coalesce(s.end_time, r.end_time) AS end_time, coalesce(s.end_lat, r.end_lat) AS end_lat, coalesce(s.end_lon, r.end_lon) AS end_lon,
        coalesce(r.silent_h, s.duration_h) AS duration_h, coalesce(s.apart_km, apart_m(s.start_lat, s.start_lon, r.end_lat, r.end_lon) / 1000) AS apart_km
    FROM gap_candidates AS s JOIN gap_causes USING (event)
    LEFT JOIN renamed_returns AS r ON r.former_vessel_id = s.vessel_id AND r.start_time = s.start_time AND heard_again_as IS NOT NULL;

-- The same event has the same name for ever: its kind, its ships and its start.
CREATE OR REPLACE TEMP MACRO event_name(kind, ships, start_time) AS
    kind || '-' || array_to_string(ships, '-') || '-' || strftime(start_time, '%Y%m%dT%H%M%SZ');

-- What a ship's name comes to when spelling is set aside: its letters, and its numbers, which must be equal.
-- M/V LADY R = LADY R; RYE SONG GANG NO.1 = RYE SONG GANG 1; SAM JONG 1 <> SAM JONG 2.
CREATE OR REPLACE TEMP MACRO plain_name(name) AS
    regexp_replace(regexp_replace(upper(strip_accents(name)),
        '^\s*(M/V|M\.V\.|MV|M/T|M\.T\.|MT)\s+', ''), '\bNO\.?\s*(\d)', '\1', 'g');
CREATE OR REPLACE TEMP MACRO name_key(name) AS
    nullif(regexp_replace(plain_name(name), '[^A-Z]', '', 'g'), '')
    || '#' || array_to_string(regexp_extract_all(regexp_replace(plain_name(name), '\b0+(\d)', '\1', 'g'), '\d+'), '#');

-- What a name looks like: letters of other alphabets and digits as the Latin letters they are taken for, I and L as one.
-- CHONG B0NG and a CHONG BONG that begins with a Cyrillic letter look like CHONG BONG; SAM JONG 1 does not look like SAM JONG 2.
CREATE OR REPLACE TEMP MACRO name_shape(name) AS nullif(regexp_replace(translate(plain_name(name),
    'АВЕЅЗІЈКМНОРСТУХҮԀԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧØĐŁL|!0125678',
    'ABESZIJKMHOPCTYXYDQWABEZHIKMNOPTYXODIIIIOIZSGTB'), '[^A-Z0-9]', '', 'g'), '');

-- Whether one name's key is another's cut off at AIS's twenty letters: its letters begin the other's.
CREATE OR REPLACE TEMP MACRO is_cut_from(key, whole) AS
    length(whole) > length(key) AND starts_with(whole, split_part(key, '#', 1))
    AND (split_part(key, '#', 2) = '' OR split_part(key, '#', 2) = split_part(whole, '#', 2));

-- A chance in words.
CREATE OR REPLACE TEMP MACRO one_in(p) AS CASE
    WHEN p >= 0.1 THEN format('in {:.0f} of 100 cases', 100 * p)
    WHEN p >= 0.000001 THEN format('once in {:,} cases', pow(10, floor(log10(1 / p)) - 1)::BIGINT * round(1 / p / pow(10, floor(log10(1 / p)) - 1))::BIGINT)
    ELSE 'less than once in a million cases' END;

-- A count of ships, of times, of degrees, in words.
CREATE OR REPLACE TEMP MACRO ships_words(n) AS format('{} {}', n, CASE n WHEN 1 THEN 'ship' ELSE 'ships' END);
CREATE OR REPLACE TEMP MACRO other_times(n) AS format('{} other {}', n, CASE n WHEN 1 THEN 'time' ELSE 'times' END);
CREATE OR REPLACE TEMP MACRO degrees_words(deg) AS format('{:.0f} {}', deg, CASE round(deg) WHEN 1 THEN 'degree' ELSE 'degrees' END);

-- A vessel type in words.
CREATE OR REPLACE TEMP MACRO a_ship(vessel_type) AS CASE vessel_type
    WHEN 'cargo' THEN 'a cargo ship' WHEN 'tanker' THEN 'a tanker' WHEN 'passenger' THEN 'a passenger ship'
    WHEN 'fishing' THEN 'a fishing boat' WHEN 'tug' THEN 'a tug' WHEN 'pilot' THEN 'a pilot boat'
    WHEN 'pleasure' THEN 'a pleasure craft' WHEN 'service' THEN 'a service craft'
    WHEN 'other' THEN 'a ship of another kind' WHEN 'gear' THEN 'a net marker or buoy' ELSE 'a ship of unknown kind' END;
-- What a number sends of type and length, where the number whose ship it may be sent something else.
CREATE OR REPLACE TEMP MACRO says_it_is(vessel_type, length_m, former_type, former_length_m) AS format('it says it is {}{}, not {}{}',
    a_ship(vessel_type), coalesce(format(' of {:.0f} m', length_m), ''), a_ship(former_type), coalesce(format(' of {:.0f} m', former_length_m), ''));

-- An AIS type without what its second digit says of the cargo: of fast craft, passenger and cargo ships, tankers and others.
CREATE OR REPLACE TEMP MACRO type_without_cargo(ship_type) AS CASE
    WHEN ship_type BETWEEN 40 AND 49 OR ship_type >= 60 THEN ship_type // 10 * 10 ELSE ship_type END;

-- Verdicts that were not taken back: "undone" takes back the last verdict before it on the same alert.
CREATE OR REPLACE TEMP MACRO standing_verdicts() AS TABLE
    SELECT * EXCLUDE (depth, least_after) FROM (
        SELECT *, min(depth) OVER (PARTITION BY alert ORDER BY nth ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS least_after
        FROM (SELECT *, sum(CASE verdict WHEN 'undone' THEN -1 ELSE 1 END) OVER (PARTITION BY alert ORDER BY nth) AS depth FROM verdicts)
    ) WHERE verdict <> 'undone' AND least_after >= depth;

-- Of a silent ship that could have met so many in its silence (which ships are counted is said): it met one of them at most, as far as one knows.
CREATE OR REPLACE TEMP MACRO or_others(in_reach, counted) AS
    CASE WHEN in_reach = 2 THEN ', or another ship ' || counted WHEN in_reach > 2 THEN format(', or one of {} others ', in_reach - 1) || counted ELSE '' END;

-- Of several that one may have met in the dark the likeliest: with most hours, as weighed by the share that they take up of its own stop or silence.
CREATE OR REPLACE TEMP MACRO fitting_h(longest_h, own_h) AS round(longest_h * least(1, longest_h / own_h), 1);

-- Of the tracks that a silent ship may have taken, the one on which others are looked for: straight, unless its courses say where it turned.
CREATE OR REPLACE TEMP MACRO is_likeliest_track(candidate) AS candidate IN ('straight', 'bend');
