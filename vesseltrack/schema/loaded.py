"""What is loaded: files, messages, lists, zones; and what we ship for reference."""

from vesseltrack.schema.table import table

LOADED = (
    table(
        "store",
        "One row: that this file is a vesseltrack store, and in which shape.",
        """
        schema INTEGER version of these tables
        maker VARCHAR the program that made them
        """,
    ),
    table(
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
        lines BIGINT lines, blank ones too, counted by their bytes; null of Parquet and of readers that give no account of them
        lines_aside BIGINT of these, those in no row: above the rows, blank, comments, sentences that are not AIS
        first_time TIMESTAMP earliest fix kept
        last_time TIMESTAMP latest fix kept
        loaded_at TIMESTAMP when this store took it in
        note VARCHAR what to mind about it; null for nothing
        first_in_future TIMESTAMP earliest time refused as in_future: what a right clock takes when the file is loaded again
        last_pruned TIMESTAMP latest time refused as pruned
        heard_from TIMESTAMP earliest time of anything in it that was kept, or was there already; null where all is undated
        heard_until TIMESTAMP latest of them
        mapping VARCHAR the mapping it was read by, as JSON: by it it can be read again; null where it was read by none
        load_again BOOLEAN whether the same contents are loaded again when they come again: some of its rows are not here
        """,
    ),
    table(
        "file_columns",
        "One column of a table that was loaded, and what became of it.",
        """
        file_id INTEGER the file
        position INTEGER of the column, the first being 1
        header VARCHAR its name
        field VARCHAR what it was read as; null: it was not read
        read_as VARCHAR in which unit or spelling
        looks_like VARCHAR what stands in it, by the beginning of the file
        values_unread BIGINT values that are there and could not be read
        example VARCHAR one of them
        doubt VARCHAR what to mind about how it was read; null for nothing
        """,
    ),
    table(
        "fixes",
        "One position message kept.",
        """
        ssvid BIGINT key of the ship: its MMSI, or a number below zero for an enciphered id (see ids)
        time TIMESTAMP of the position
        lat DOUBLE degrees north
        lon DOUBLE degrees east
        sog_kn FLOAT speed over ground as sent
        cog_deg FLOAT course over ground as sent
        heading_deg SMALLINT true heading as sent
        rot_deg_min FLOAT rate of turn, degrees a minute, to starboard above zero
        nav_status TINYINT navigational status 0-15 (ITU-R M.1371)
        ais_class ENUM('A','B') transponder class, where the file says so
        file_id INTEGER where it came from
        source_id INTEGER who received it, as its file says (see sources; others that did: also_received); null: it says nothing
        """,
        # rows come in order of ship and time; places, speeds and headings are of too many kinds for one method
        compression=dict.fromkeys(("ssvid", "rot_deg_min", "nav_status", "ais_class", "file_id"), "rle")
        | {"time": "bitpacking", "source_id": "bitpacking"},
    ),
    table(
        "sources",
        "One source of messages that files name: a receiver, a provider, or satellite or shore. Numbers are of this store only.",
        """
        source_id INTEGER number of the source in this store
        source VARCHAR as files call it: the same words in files of two formats may be two sources (see files.layout)
        collection_type VARCHAR satellite or shore, where its name says so
        """,
    ),
    table(
        "also_received",
        "One more source that received a message: of equal messages one is kept, and the sources of all.",
        """
        ssvid BIGINT key of the ship
        time TIMESTAMP of the position
        source_id INTEGER who received it as well; null: a file that does not say
        file_id INTEGER the file that said so
        """,
        compression={"ssvid": "rle", "file_id": "rle", "time": "bitpacking", "source_id": "bitpacking"},
    ),
    table(
        "statics",
        "One set of particulars a ship sent in one hour, by one file; what another file has as well is not stored again.",
        """
        ssvid BIGINT key of the ship
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
        mother_ssvid BIGINT MMSI of the ship that an auxiliary craft (98MIDxxxx) says it belongs to
        hour TIMESTAMP clock hour: hours are counted, not messages, lest one sent twice weigh more; null where undated
        first_time TIMESTAMP first of the messages in that hour
        last_time TIMESTAMP last of them
        messages BIGINT rows of that file that carried it
        file_id INTEGER where it came from
        minutes BIGINT minutes of that hour in which it was heard, a bit each, the first lowest; null where undated or not known
        form VARCHAR the format of that file, and the particulars it has columns for: what is empty there was left out
        """,
    ),
    table(
        "stations",
        "One message of what is no ship, kept apart.",
        """
        station BIGINT its MMSI
        station_type VARCHAR base_station, aid_to_navigation, sar_aircraft, distress_beacon or other_station
        time TIMESTAMP of the message
        lat DOUBLE degrees north; null where it said none
        lon DOUBLE degrees east
        file_id INTEGER where it came from
        by_number BOOLEAN its number alone says so: if the number turns out to be a ship's, it moves to the fixes
        sog_kn FLOAT speed over ground as sent; this and the following only where known by its number
        cog_deg FLOAT course over ground as sent
        heading_deg SMALLINT true heading as sent
        rot_deg_min FLOAT rate of turn, degrees a minute, to starboard above zero
        nav_status TINYINT navigational status 0-15
        ais_class VARCHAR transponder class, A or B
        """,
    ),
    table(
        "ids",
        "One enciphered (text) ship id and the key it goes by.",
        """
        ssvid BIGINT key, below zero
        id VARCHAR the text id as sent
        """,
    ),
    table(
        "rejects",
        "One refused row (up to 1,000 a file and reason; the rest are counted in reject_counts).",
        """
        file_id INTEGER where it came from
        line BIGINT of the file, from 1; of a row over several, the first; of Parquet, and JSON not one object a line, the row
        reason VARCHAR reason code
        raw VARCHAR the row as it was read, fields joined by commas
        """,
    ),
    table(
        "reject_counts",
        "How many rows of one file were refused for one reason.",
        """
        file_id INTEGER where they came from
        reason VARCHAR reason code
        rows BIGINT rows refused
        """,
    ),
    table(
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
        part VARCHAR which part of the list, such as a regulation; empty for the whole, null before parts were known
        kind VARCHAR complete (who is not in it is not listed), part (the same, of its part), amendment (only adds)
        newest DATE latest designation it prints; null where it prints none
        """,
    ),
    table(
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
        part VARCHAR which part of the list it stands in; empty where the list has none, null before parts were known
        amendment BOOLEAN whether those snapshots were amendments, which say nothing of who is not in them
        vessel_type VARCHAR kind of ship, as printed
        gross_tonnage FLOAT gross tonnage, as printed
        """,
    ),
    table(
        "listed",
        "One ship entry of one list for one time it was listed: delisted and listed again, it has two rows.",
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
        listed_from DATE designation, or of a ship listed again the first snapshot with it; null where the list does not say
        listed_to DATE delisting, or the first snapshot without it; null while listed
        first_seen DATE first snapshot it stands on, of this time
        last_seen DATE last snapshot it stands on, of this time
        confidence VARCHAR of the entry, in the words of the list's keeper
        source VARCHAR where the entry can be read
        note VARCHAR what to mind about it
        part VARCHAR which part of the list it stands in; empty where the list has none
        vessel_type VARCHAR kind of ship, as printed
        gross_tonnage FLOAT gross tonnage, as printed
        """,
    ),
    table(
        "zones",
        "One geofence.",
        """
        zone INTEGER number in this store
        name VARCHAR what it is called
        zone_type VARCHAR territorial_sea, nll, sts_area, military_zone ...
        authority VARCHAR who drew it; none where it was computed
        legal_status VARCHAR legal, claimed, agreed, reported or computed: a computed line is not a legal one
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
    table(
        "flags",
        "One Maritime Identification Digit: the first three of an MMSI.",
        """
        mid SMALLINT 201 to 775
        iso3 VARCHAR country, ISO 3166 alpha-3
        country VARCHAR its name
        """,
    ),
)
