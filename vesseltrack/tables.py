"""Every table of the store: its columns, their types, units and meaning.

A step's output is checked against this page, and the words here become the comments in the DuckDB file, so
that whoever opens it in another tool reads them too. Times are UTC. Positions are WGS 84 degrees.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column: its name, DuckDB type and meaning (with its unit where the name has none)."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """One table: what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[Column, ...]

    @property
    def ddl(self) -> str:
        """The CREATE TABLE that makes it, empty."""
        columns = ", ".join(f'"{c.name}" {c.type}' for c in self.columns)
        return f'CREATE TABLE IF NOT EXISTS "{self.name}" ({columns})'


def _table(name: str, row: str, columns: str) -> Table:
    """Read ``columns``: a line each, ``name TYPE meaning``."""
    lines = [line.split(None, 2) for line in columns.strip().splitlines()]
    return Table(name, row, tuple(Column(n, t, m) for n, t, m in lines))


LOADED = (
    _table(
        "store",
        "One row: that this file is a vesseltrack store, and in which shape.",
        """
        schema INTEGER version of these tables
        maker VARCHAR the program that made them
        """,
    ),
    _table(
        "files",
        "One file that was loaded: rows read = kept + duplicates + refused.",
        """
        file_id INTEGER number of the file in this store
        name VARCHAR path as it was given
        sha256 VARCHAR of its contents, unpacked: the same contents are never loaded twice
        packed_sha256 VARCHAR of the bytes as they lay on disk; of a file in a zip, with its name
        bytes BIGINT size on disk, of a zip as a whole
        layout VARCHAR the format it was read as
        rows_read BIGINT messages found in it
        rows_kept BIGINT rows that became fixes, particulars or stations
        rows_particulars BIGINT of these, messages that bear particulars and no position
        rows_station BIGINT of these, messages of base stations, aids to navigation, aircraft and beacons
        rows_duplicate BIGINT rows equal in ship, time, position, speed, course, heading, status and class to a kept one
        rows_refused BIGINT rows refused, each with a reason in rejects
        first_time TIMESTAMP earliest fix kept
        last_time TIMESTAMP latest fix kept
        loaded_at TIMESTAMP when this store took it in
        note VARCHAR what to mind about it; null for nothing
        """,
    ),
    _table(
        "fixes",
        "One position message kept.",
        """
        ship BIGINT key of the ship: its MMSI, or a number below zero for an enciphered id (see ids)
        time TIMESTAMP of the position
        lat DOUBLE degrees north
        lon DOUBLE degrees east
        sog_kn FLOAT speed over ground as sent
        cog_deg FLOAT course over ground as sent
        heading_deg SMALLINT true heading as sent
        rot_deg_min FLOAT rate of turn, degrees a minute, to starboard above zero
        status TINYINT navigational status 0-15 (ITU-R M.1371)
        class VARCHAR transponder class, A or B, where the file says so
        file_id INTEGER where it came from
        """,
    ),
    _table(
        "statics",
        "One set of particulars a ship sent in one hour, in one file.",
        """
        ship BIGINT key of the ship
        name VARCHAR as sent
        imo INTEGER as sent, valid or not
        call_sign VARCHAR as sent
        ship_type SMALLINT AIS ship type code 0-99
        length_m FLOAT as sent
        width_m FLOAT as sent
        draught_m FLOAT as sent
        to_bow_m SMALLINT from the position's reference point to the bow
        to_stern_m SMALLINT to the stern
        to_port_m SMALLINT to the port side
        to_starboard_m SMALLINT to the starboard side
        destination VARCHAR as sent
        eta VARCHAR as sent: month-day hour:minute UTC, without a year, in AIS itself
        hour TIMESTAMP clock hour: hours are counted, not messages, lest one sent twice weigh more; null where undated
        first_time TIMESTAMP first of the messages in that hour
        last_time TIMESTAMP last of them
        messages BIGINT rows that carried it
        file_id INTEGER where it came from
        """,
    ),
    _table(
        "stations",
        "One message of what is no ship, kept apart.",
        """
        station BIGINT its MMSI
        kind VARCHAR base_station, aid_to_navigation, sar_aircraft or distress_beacon
        time TIMESTAMP of the message
        lat DOUBLE degrees north; null where it said none
        lon DOUBLE degrees east
        file_id INTEGER where it came from
        """,
    ),
    _table(
        "ids",
        "One enciphered (text) ship id and the key it goes by.",
        """
        ship BIGINT key, below zero
        id VARCHAR the text id as sent
        """,
    ),
    _table(
        "rejects",
        "One refused row (up to 1,000 a file and reason; the rest are counted in reject_counts).",
        """
        file_id INTEGER where it came from
        line BIGINT of a table, the row, the first after the header being 1; of other files, the line
        reason VARCHAR reason code
        raw VARCHAR the row as it was read, fields joined by commas
        """,
    ),
    _table(
        "reject_counts",
        "How many rows of one file were refused for one reason.",
        """
        file_id INTEGER where they came from
        reason VARCHAR reason code
        rows BIGINT rows refused
        """,
    ),
    _table(
        "lists",
        "One snapshot of a sanctions list that was loaded.",
        """
        list VARCHAR short name
        authority VARCHAR who publishes it
        list_date DATE the date it speaks for
        dated VARCHAR how that is known: file (it says so), name (of the file), told, or loading (the day it was loaded)
        about VARCHAR what it was read as
        source VARCHAR file or page it came from
        sha256 VARCHAR of the file's bytes
        ships BIGINT ship entries in it
        """,
    ),
    _table(
        "listings",
        "One ship entry of one list as it read on some snapshots.",
        """
        list VARCHAR short name of the list
        version VARCHAR fingerprint of what it says
        entry VARCHAR the list's own number or key for the entry
        list_dates DATE[] snapshots on which it reads so
        authority VARCHAR who names the ship
        name VARCHAR as printed
        standing VARCHAR designated, reported or victim
        programme VARCHAR under which programme
        other_names VARCHAR[] former names and aliases
        imos INTEGER[] IMO ship numbers with a right check digit
        mmsis INTEGER[] now and formerly
        call_signs VARCHAR[] now and formerly
        flag_states VARCHAR[] now and formerly, ISO 3166 alpha-3 where known
        false_names VARCHAR[] names it used that are not its own
        false_imos INTEGER[] IMO numbers it used that are another hull's
        false_mmsis INTEGER[] MMSIs it used that are another ship's
        length_m FLOAT where the list says it
        listed_from DATE designation, as printed
        listed_to DATE delisting, as printed
        confidence VARCHAR of the entry, in the words of the list's keeper
        source VARCHAR where the entry can be read
        note VARCHAR what to mind
        """,
    ),
    _table(
        "listed",
        "One ship entry of one list, as the list has it last.",
        """
        list VARCHAR short name of the list
        entry VARCHAR the list's own number or key for the entry
        authority VARCHAR who names the ship
        standing VARCHAR designated, reported (named in public, on no list) or victim (its identity was borrowed)
        programme VARCHAR under which programme
        name VARCHAR listed name
        other_names VARCHAR[] former names and aliases
        imos INTEGER[] IMO ship numbers with a right check digit
        mmsis INTEGER[] now and formerly
        call_signs VARCHAR[] now and formerly
        flag_states VARCHAR[] now and formerly, ISO 3166 alpha-3 where known
        false_names VARCHAR[] names it used that are not its own
        false_imos INTEGER[] IMO numbers it used that are another hull's
        false_mmsis INTEGER[] MMSIs it used that are another ship's
        length_m FLOAT where the list says it
        listed_from DATE designation; null where the list does not say
        listed_to DATE delisting, or the first snapshot without it; null while listed
        first_seen DATE first snapshot it stands on
        last_seen DATE last snapshot it stands on
        confidence VARCHAR of the entry, in the words of the list's keeper
        source VARCHAR where the entry can be read
        note VARCHAR what to mind about it
        """,
    ),
    _table(
        "zones",
        "One geofence.",
        """
        zone INTEGER number in this store
        name VARCHAR what it is called
        kind VARCHAR territorial_sea, nll, sts_area, military_zone ...
        authority VARCHAR who drew it; none where it was computed
        status VARCHAR legal, claimed, agreed, reported or computed: a computed line is not a legal one
        watch BOOLEAN a ship seen here is worth a line in the morning's list
        source VARCHAR law, treaty, page or script
        source_date VARCHAR date of the source
        confidence VARCHAR high, medium, low
        note VARCHAR what to mind about its precision
        geometry BLOB polygon or line, WKB, degrees
        """,
    ),
)

REFERENCE = (
    _table(
        "flags",
        "One Maritime Identification Digit: the first three of an MMSI.",
        """
        mid SMALLINT 201 to 775
        iso3 VARCHAR country, ISO 3166 alpha-3
        country VARCHAR its name
        """,
    ),
)

DERIVED = (
    _table(
        "searched",
        "What the last detect looked at: one row. A claim carries its search.",
        """
        rows BIGINT fixes searched
        ships BIGINT ships heard
        first_time TIMESTAMP beginning of the first hour in which more than a stray clock was heard
        last_time TIMESTAMP end of the last such hour, or the latest fix in it
        hours DOUBLE hours from first to last
        hours_heard BIGINT clock hours in which anybody was heard
        """,
    ),
    _table(
        "ships",
        "One ship: the particulars it sent most often.",
        """
        ship BIGINT key: the number, or another for a second hull that sends under it
        number BIGINT what it sends under: the key of its fixes and particulars
        hulls BIGINT ships that send under this number: what it says of itself may be another's
        mmsi INTEGER null for an enciphered id
        id VARCHAR the text id, where there is no MMSI
        name VARCHAR most often sent
        imo INTEGER most often sent with a right check digit
        call_sign VARCHAR most often sent
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        ship_type SMALLINT AIS type code most often sent
        trade VARCHAR cargo, tanker, passenger, fishing, tug, pilot, pleasure, service, other, unknown
        length_m FLOAT most often sent
        class VARCHAR A or B, most often
        fixes BIGINT messages kept
        first_time TIMESTAMP first heard
        first_lat DOUBLE where it was first heard
        first_lon DOUBLE where it was first heard
        last_time TIMESTAMP last heard
        last_lat DOUBLE where it was last heard
        last_lon DOUBLE where it was last heard
        last_sog_kn FLOAT speed sent then
        names VARCHAR[] every name it sent
        imos INTEGER[] every IMO number with a right check digit it sent
        """,
    ),
    _table(
        "identities",
        "Who one number said it was for a time.",
        """
        number BIGINT MMSI, or key of the enciphered id
        mmsi INTEGER null for an enciphered id
        imo INTEGER as sent, valid or not; null where it sent none
        imo_valid BOOLEAN whether its check digit is right, which one wrong number in nine has too
        call_sign VARCHAR as sent
        name VARCHAR as sent
        flag VARCHAR country of the MMSI's first three digits (MID), ISO 3166 alpha-3
        ship_type SMALLINT AIS type code; of cargo ships, tankers and the like only its tens
        length_m FLOAT as sent
        width_m FLOAT as sent
        valid_from TIMESTAMP first message; null where its particulars are undated
        valid_to TIMESTAMP first message of the next identity, or the last message of this
        hours BIGINT clock hours in which particulars were sent
        messages BIGINT behind it
        """,
    ),
    _table(
        "lookalikes",
        "One name sent by a ship that is merely like a listed one. Empty unless matching.fuzzy asks for it.",
        """
        number BIGINT MMSI, or key of the enciphered id
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        sent_name VARCHAR as sent
        listed_name VARCHAR as listed
        likeness DOUBLE of their letters, percent
        valid_from TIMESTAMP first message that bears the name
        valid_to TIMESTAMP last message
        """,
    ),
    _table(
        "matches",
        "One ship that one list entry names, with what ties them.",
        """
        ship BIGINT key
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        tier VARCHAR sure (IMO), probable (MMSI or call sign, and more), check (name and more), review (alike)
        evidence VARCHAR what agrees, in words
        valid_from TIMESTAMP first message of the identity that agrees
        valid_to TIMESTAMP its last
        authority VARCHAR who names it
        standing VARCHAR designated or reported
        programme VARCHAR under which programme
        listed_name VARCHAR as listed
        listed_from DATE designation, where known
        listed_to DATE delisting; null while listed
        source VARCHAR where the entry can be read
        """,
    ),
    _table(
        "namesakes",
        "One ship that bears a listed ship's name and another IMO number: no match.",
        """
        ship BIGINT key
        list VARCHAR short name of the list
        entry VARCHAR the list's entry
        authority VARCHAR who names the other ship
        listed_name VARCHAR as listed
        evidence VARCHAR what speaks against it, in words
        """,
    ),
    _table(
        "hops",
        "Two consecutive fixes under one number between which a tenth minute struck, or that one ship can hardly have sent.",
        """
        number BIGINT MMSI, or key of the enciphered id, they were sent under
        nth BIGINT place of the first among the number's fixes in order of time, from 1
        start_time TIMESTAMP first fix
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT as sent at the first
        end_time TIMESTAMP next fix
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        end_sog_kn FLOAT as sent at the next
        seconds DOUBLE between them
        leap BOOLEAN too far apart for one ship, or for the speed it sent
        """,
    ),
    _table(
        "pieces",
        "One stretch, without a leap or an hour's silence, of a number that leaps: whose it is.",
        """
        number BIGINT the number it was sent under
        first_nth BIGINT its first fix, among the number's in order of time
        last_nth BIGINT its last fix
        fixes BIGINT messages in it
        start_time TIMESTAMP first of them
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT as sent
        end_time TIMESTAMP last of them
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        end_sog_kn FLOAT as sent
        ship BIGINT key of the hull whose it is, or whose track it interrupts
        track SMALLINT which of the number's tracks, the first heard being 0
        kind VARCHAR hull, or else no place of the ship: late_clock, jammed, displaced, noise
        lag_s DOUBLE of a late clock, seconds behind the hull's own track
        """,
    ),
    _table(
        "legs",
        "Two consecutive fixes of a ship between which a tenth minute struck, or an impossible leap.",
        """
        ship BIGINT key
        start_time TIMESTAMP first fix
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        end_time TIMESTAMP next fix
        end_lat DOUBLE degrees
        end_lon DOUBLE degrees
        seconds DOUBLE between them
        start_sog_kn FLOAT as sent at the first
        leap BOOLEAN no ship could have gone so far
        """,
    ),
    _table(
        "strays",
        "Fixes under a ship's number that are not where it was: a false place, a bad clock, jamming, noise. Kept, not used.",
        """
        ship BIGINT key
        number BIGINT the number they were sent under
        start_time TIMESTAMP first stray fix
        end_time TIMESTAMP last stray fix
        fixes BIGINT messages
        kind VARCHAR late_clock, jammed, displaced or noise
        from_time TIMESTAMP last good fix before; null where there is none
        from_lat DOUBLE degrees
        from_lon DOUBLE degrees
        to_time TIMESTAMP first good fix after; null where there is none
        to_lat DOUBLE degrees
        to_lon DOUBLE degrees
        """,
    ),
    _table(
        "grid",
        "Where a ship was at one tenth minute, drawn between two fixes less than an hour apart. Never beyond what was heard.",
        """
        ship BIGINT key
        mark BIGINT tenth minutes since 1970
        lat DOUBLE degrees
        lon DOUBLE degrees
        speed_kn DOUBLE over the ten minutes before (or after, at the beginning), from positions
        span_s DOUBLE seconds between the two fixes it is drawn from
        place BIGINT cell of 0.01 degrees
        """,
    ),
    _table(
        "harbours",
        "One cell of 0.01 degrees around which many ships lay still: a harbour or anchorage learnt from the data.",
        """
        place BIGINT cell
        lat DOUBLE its centre, degrees
        lon DOUBLE its centre, degrees
        ships BIGINT ships that lay still for hours in it or in a cell beside it on its fullest day
        """,
    ),
    _table(
        "places",
        "What lies around one cell of 0.01 degrees that a ship was in.",
        """
        place BIGINT cell
        lat DOUBLE its centre, degrees
        lon DOUBLE its centre, degrees
        shore_km FLOAT to the nearest shore, below zero on land; null where unknown
        port VARCHAR nearest port
        port_country VARCHAR its country, ISO 3166 alpha-3
        port_km FLOAT to it
        home_port_km FLOAT to the nearest port or learnt harbour outside North Korea: near it, lying together is everyday life
        dprk_port VARCHAR nearest North Korean port
        dprk_port_km FLOAT to it, as the crow flies
        dprk_port_lat DOUBLE where that is
        dprk_port_lon DOUBLE where that is
        """,
    ),
    _table(
        "silences",
        "One stretch in which a ship was not heard for longer than the rules allow, whatever the reason.",
        """
        event VARCHAR stable name of the dark period it may be
        ship BIGINT key
        start_time TIMESTAMP last fix before
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        start_sog_kn FLOAT speed sent then
        end_time TIMESTAMP first fix after; null while it lasts
        end_lat DOUBLE degrees; null while it lasts
        end_lon DOUBLE degrees; null while it lasts
        until_time TIMESTAMP its end, or the end of the data while it lasts
        duration_h DOUBLE from start to that
        apart_km DOUBLE between its two ends; null while it lasts
        """,
    ),
    _table(
        "chances",
        "How often one ship could have been heard in one cell of 0.1 degrees in one hour, and was.",
        """
        ship BIGINT key
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        hour INTEGER hours since 1970
        still BOOLEAN below 1 kn
        waited BOOLEAN not known, but waited for where it was last heard
        chances INTEGER tenth minutes at which it was known to be there, or waited for
        heard INTEGER of these, tenth minutes in which it was heard
        """,
    ),
    _table(
        "hearing",
        "How well one cell of 0.1 degrees is heard, over all hours and ships.",
        """
        cell_y INTEGER tenths of a degree north, from -180
        cell_x INTEGER tenths of a degree east, from -180
        still BOOLEAN of ships below 1 kn, or of those under way
        chances BIGINT tenth minutes at which ships were known to be there
        heard BIGINT of these, tenth minutes in which they were heard
        rate DOUBLE share heard, where it was seldom tried leaning on what is heard around
        """,
    ),
    _table(
        "tries",
        "How often one ship could have been heard in one region of 0.3 degrees in one hour, was, and should have been.",
        """
        ship BIGINT key
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        hour INTEGER hours since 1970
        chances INTEGER tenth minutes at which it was known to be there
        heard INTEGER of these, tenth minutes in which it was heard
        expected DOUBLE of these, as many as its places let expect
        waited DOUBLE as many more as should have been heard had it stayed where it was heard last
        """,
    ),
    _table(
        "weather",
        "How well one region of 0.3 degrees was heard in one hour, beside what its places let expect.",
        """
        region_y INTEGER three tenths of a degree north, from -180
        region_x INTEGER three tenths of a degree east, from -180
        hour INTEGER hours since 1970
        ships BIGINT ships known or waited for there
        chances INTEGER tenth minutes at which they were
        heard INTEGER of these, tenth minutes in which they were heard
        expected DOUBLE of these, as many as their places let expect
        waited DOUBLE as many more as should have been heard had ships stayed where they were heard last
        wide_chances INTEGER the same for the 0.9 degrees around
        wide_heard INTEGER the same for the 0.9 degrees around
        wide_expected DOUBLE the same for the 0.9 degrees around
        """,
    ),
    _table(
        "strengths",
        "How far one ship is heard beside others, from its own record.",
        """
        ship BIGINT key
        chances BIGINT tenth minutes at which we know where it was
        heard BIGINT of these, tenth minutes in which it was heard
        expected DOUBLE of these, as many as a usual ship would have been heard in at those places and hours
        strength DOUBLE better (above zero) or worse heard than a usual ship, in log-odds
        variance DOUBLE of that
        """,
    ),
    _table(
        "ways",
        "Where a silent ship would have been in one hour of its silence, on one plausible way.",
        """
        event VARCHAR name of the silence
        ship BIGINT key
        way VARCHAR straight, late, early or ahead; while it lasts straight (on its course), stay or stop
        time TIMESTAMP middle of the hour
        chances DOUBLE tenth minutes of that hour that lie in the silence
        lat DOUBLE degrees
        lon DOUBLE degrees
        still BOOLEAN below 1 kn there
        """,
    ),
    _table(
        "unheard",
        "How likely one silence would be if the ship had gone on transmitting, and so how likely it had stopped.",
        """
        event VARCHAR name of the silence
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        silence_p DOUBLE probability that it had stopped transmitting
        silence_low DOUBLE the same if reception was worse than it seems by 2.37 of its error (one in a hundred is)
        silence_high DOUBLE the same if reception was better than it seems by as much
        known DOUBLE share of its plausible ways through cells where somebody was ever heard or missed
        others_chances BIGINT tenth minutes at which other ships were known near its straight way in those very hours
        others_heard DOUBLE share of these in which they were heard; null where nobody was near
        feed_alive DOUBLE share of its hours in which anybody at all was heard
        disturbed DOUBLE share of its hours in an outage, on its straight way
        """,
    ),
    _table(
        "disturbances",
        "What silenced or displaced many ships at once, recorded once.",
        """
        disturbance VARCHAR stable name
        kind VARCHAR feed (nobody at all was heard), receivers (ships of some regions were lost together) or jamming
        start_time TIMESTAMP beginning of its first hour; of jamming, its first leap
        end_time TIMESTAMP when anybody was heard there again, or the end of the data
        lat DOUBLE its middle, degrees; null for the whole feed
        lon DOUBLE its middle, degrees
        radius_km DOUBLE how far it reached from there
        ships BIGINT ships lost or displaced; 0 for the whole feed
        regions INTEGER[] of an outage of receivers, its regions of 0.3 degrees: 10,000 times region_y plus region_x
        """,
    ),
    _table(
        "gaps",
        "One dark period: a ship not heard for longer than the rules allow. What was heard around it stands beside it.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP last fix before
        end_time TIMESTAMP first fix after; null while it lasts
        duration_h DOUBLE to its end, or to the end of the data while it lasts
        start_lat DOUBLE degrees
        start_lon DOUBLE degrees
        end_lat DOUBLE degrees; null while it lasts
        end_lon DOUBLE degrees; null while it lasts
        apart_km DOUBLE between its two ends; null while it lasts
        implied_kn DOUBLE straight-line speed between its ends; null while it lasts
        start_sog_kn FLOAT speed sent in the last message, or from positions where none was sent
        leapt BOOLEAN one of its ends was reached, or left, by a leap no ship can make: a false position
        fixes_before BIGINT messages in the 12 hours before
        heard_before DOUBLE share of the tenth minutes in the 12 hours before at which it was heard
        heard_after DOUBLE the same in the 12 hours after; null while it lasts
        unheard_chance DOUBLE chance that it would have stayed unheard so long although it transmitted as before
        silence_p DOUBLE probability that it had stopped transmitting
        silence_low DOUBLE the same if reception was worse than it seems
        silence_high DOUBLE the same if reception was better than it seems
        verdict VARCHAR what these come to: silent, cannot tell, not heard, or disturbed (with many others, by one outage or jamming)
        others_near BIGINT other ships heard within about 20 km of its straight way in those very hours
        others_heard DOUBLE share of the tenth minutes in which ships known near its way were heard; null where none was
        feed_alive DOUBLE share of the silent hours in which anybody at all was heard
        disturbance VARCHAR the outage or jamming that explains it; null for none
        shore_km FLOAT to the shore where it fell silent; below zero on land
        port VARCHAR nearest port where it fell silent
        port_km FLOAT to it
        end_port_km FLOAT to the nearest port where it came back
        dprk_port VARCHAR North Korean port nearest to where it fell silent
        dprk_port_km FLOAT to it, as the crow flies
        """,
    ),
    _table(
        "encounters",
        "Two ships that lay close together, slowly, for long enough. ship is the smaller key.",
        """
        event VARCHAR stable name
        ship BIGINT key of one
        other_ship BIGINT key of the other
        start_time TIMESTAMP first tenth minute together
        end_time TIMESTAMP last tenth minute together
        duration_h DOUBLE between them
        lat DOUBLE of the meeting's middle, on the first ship's track
        lon DOUBLE of the meeting's middle
        median_apart_m DOUBLE between the antennas
        min_apart_m DOUBLE between the antennas
        median_speed_kn DOUBLE of the faster of the two
        seen_together DOUBLE share of the tenth minutes at which both were heard
        longest_span_s DOUBLE longest stretch between fixes that a position was drawn across
        ships_near BIGINT other ships lying slow within 5 km at its middle: an anchorage, a fleet
        met_under_way DOUBLE share of the two ships' last hours before it above 3 kn: they came to meet
        shore_km FLOAT to the shore; below zero on land
        port VARCHAR nearest port
        port_km FLOAT to it
        dprk_port_km FLOAT to the nearest North Korean port
        """,
    ),
    _table(
        "loitering",
        "One spell of a ship drifting or lying still away from port. A silence is not loitering.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP first slow tenth minute
        end_time TIMESTAMP last slow tenth minute
        duration_h DOUBLE between them
        heard_h DOUBLE hours of it in which the ship was heard
        lat DOUBLE of its middle
        lon DOUBLE of its middle
        mean_speed_kn DOUBLE from positions
        drift_km DOUBLE from where it began to where it ended
        ships_near BIGINT other ships lying slow within 5 km at its middle
        shore_km FLOAT to the shore; below zero on land
        port VARCHAR nearest port
        port_km FLOAT to it
        dprk_port_km FLOAT to the nearest North Korean port
        """,
    ),
    _table(
        "visits",
        "One stay of a ship in one zone.",
        """
        event VARCHAR stable name
        ship BIGINT key
        zone INTEGER number of the zone
        zone_name VARCHAR name of the zone
        start_time TIMESTAMP when it went in, or was first heard in it
        end_time TIMESTAMP when it went out, or was last heard in it
        duration_h DOUBLE between them
        seen_enter BOOLEAN its going in was seen; else it was first heard, or came back from silence, inside
        seen_leave BOOLEAN its going out was seen; else it fell silent, or the data end, inside
        heard_h DOUBLE hours of it in which the ship was heard
        lat DOUBLE where it was first heard inside
        lon DOUBLE where it was first heard inside
        watch BOOLEAN the zone is watched
        """,
    ),
    _table(
        "sightings",
        "One ship that a list names, heard in the data searched.",
        """
        event VARCHAR stable name
        ship BIGINT key
        start_time TIMESTAMP first heard
        end_time TIMESTAMP last heard
        duration_h DOUBLE between them
        lat DOUBLE where it was last heard
        lon DOUBLE where it was last heard
        tier VARCHAR best tier of its matches
        """,
    ),
    _table(
        "identity_signs",
        "One sign that a ship is not what it says it is, or goes on as another.",
        """
        event VARCHAR stable name
        ship BIGINT key
        other_ship BIGINT key of the ship whose identity ends or doubles it; null where there is none
        sign VARCHAR which sign, as a reason of that name says it (vesseltrack reasons): imo_dropped, handover and so on
        start_time TIMESTAMP when it began
        end_time TIMESTAMP the same
        duration_h DOUBLE 0
        before VARCHAR what it said before, or what it should be
        after VARCHAR what it says now
        lat DOUBLE where it was then, or was last heard
        lon DOUBLE where it was then, or was last heard
        port VARCHAR nearest port
        port_km FLOAT to it
        home_port_km FLOAT to the nearest port or learnt harbour outside North Korea
        dprk_port VARCHAR nearest North Korean port
        dprk_port_km FLOAT to it
        """,
    ),
    _table(
        "calls",
        "One port or area that a silent ship could have called at meanwhile. Not that it did.",
        """
        event VARCHAR the dark period
        target VARCHAR North Korean port, or watched area
        kind VARCHAR port or area
        there_km DOUBLE from its last fix
        back_km DOUBLE to its next fix; null while it lasts
        knots DOUBLE speed it is thought to have sailed at: what it was seen to make
        spare_h DOUBLE hours left to spend there; while it lasts, so far
        over_water BOOLEAN the distances are over water; else as the crow flies
        """,
    ),
    _table(
        "companions",
        "One ship that a silent ship could have met in the dark, or that kept it company before or after.",
        """
        event VARCHAR the dark period
        ship BIGINT key of the ship that was silent
        other_ship BIGINT key of the other
        how VARCHAR slow (the other lay or drifted within reach), dark (it was silent as well), escort before, escort after
        start_time TIMESTAMP from when they could have been together, or were
        end_time TIMESTAMP until when
        room_h DOUBLE hours between these
        lat DOUBLE where
        lon DOUBLE where
        there_km DOUBLE from the last fix of the silent ship, over water
        back_km DOUBLE to its next fix, over water
        knots DOUBLE speed it is thought to have sailed at
        by_chance DOUBLE such ships the same silence finds on other days, on average; null where no other day is covered
        """,
    ),
    _table(
        "ship_days",
        "How one ship spent one UTC day, in numbers the forest compares.",
        """
        ship BIGINT key
        day DATE UTC day
        trade VARCHAR its trade: its peers
        heard_h DOUBLE hours in which it was heard
        moved_km DOUBLE distance covered
        slow_h DOUBLE hours below 2 kn away from port
        silent_h DOUBLE longest silence that began that day, hours
        turning DOUBLE distance covered for each kilometre made good
        far_km DOUBLE farthest from shore
        spread_km DOUBLE size of the area it moved in
        meetings BIGINT encounters that began that day
        met_h DOUBLE hours of the longest of them, 24 at most
        watch_h DOUBLE hours in the watched zone it stayed in longest, of visits begun that day, 24 at most
        night_slow_h DOUBLE hours below 2 kn away from port between 18 and 06 local solar time
        """,
    ),
    _table(
        "oddness",
        "What the isolation forest says of one ship-day or event, and why.",
        """
        kind VARCHAR ship_days, gaps, encounters or loitering
        subject VARCHAR ship and day, or the event's name
        ship BIGINT key
        event VARCHAR null for a ship-day
        percentile DOUBLE how many of its kind are less odd, 0-100
        score DOUBLE the forest's own: higher is odder
        because VARCHAR[] what sets it apart from its peers, in words, most telling first
        """,
    ),
    _table(
        "reasons",
        "One reason for or against one event.",
        """
        event VARCHAR the event
        lane VARCHAR listed or behaviour
        reason VARCHAR name of the reason
        weight DOUBLE what it adds in its lane; below zero speaks for innocence
        says VARCHAR its sentence
        """,
    ),
    _table(
        "alerts",
        "One line of the morning's list. Two lanes, ranked apart, never one sum.",
        """
        event VARCHAR stable name
        lane VARCHAR listed (a list names one of the ships) or behaviour
        rank BIGINT in its lane, 1 first
        score DOUBLE sum of the weights of its lane's reasons
        behaviour_score DOUBLE sum of the behaviour reasons, in either lane
        kind VARCHAR gap, encounter, loitering, visit or sighting
        ship BIGINT key of the ship
        ship_name VARCHAR name, or number where it sent none
        mmsi INTEGER null for an enciphered id
        imo INTEGER null where none was sent
        flag VARCHAR of the MMSI, ISO 3166 alpha-3
        trade VARCHAR of the ship
        other_ship BIGINT key of the ship met
        other_name VARCHAR name of the ship met
        other_mmsi INTEGER of the ship met
        other_imo INTEGER of the ship met
        other_flag VARCHAR of the ship met
        other_trade VARCHAR of the ship met
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasts
        duration_h DOUBLE hours
        lat DOUBLE where it began or lay
        lon DOUBLE where it began or lay
        end_lat DOUBLE where it ended, where that differs
        end_lon DOUBLE where it ended, where that differs
        place VARCHAR where, in words
        repeats BIGINT weaker events of the same kind between the same ships that stand behind this one
        last_start TIMESTAMP when the latest of them began
        summary VARCHAR what happened, in one sentence
        reasons VARCHAR[] why it is here, strongest first, each with its weight
        innocent VARCHAR[] what speaks for innocence, each with its weight
        listed_as VARCHAR[] list entries that name the ships, with what ties them
        odd_because VARCHAR[] what the forest finds odd about it
        """,
    ),
)

TABLES: dict[str, Table] = {t.name: t for t in LOADED + REFERENCE + DERIVED}
