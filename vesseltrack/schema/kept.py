"""Tables kept from night to night: the history of alerts and the verdicts on them. Rows are never overwritten."""

from vesseltrack.schema.table import table

KEPT = (
    table(
        "alert_states",
        "One thing that became of one alert, in the order in which it did.",
        """
        nth BIGINT 1, 2, 3 ...
        as_of TIMESTAMP end of the data searched
        files INTEGER the last file loaded then
        reported_in INTEGER number of the night whose page tells it (nights.nth)
        alert VARCHAR name of the alert then
        was VARCHAR[] other names it went by before: late data may give a story another beginning, or make one of two
        state VARCHAR new, changed, closed, withdrawn (its events are gone), downgraded (they weigh too little now) or reopened
        what VARCHAR what changed, or why it is no more
        queue VARCHAR listed or behaviour
        score DOUBLE of its queue
        event_type VARCHAR of its strongest event
        vessel_id BIGINT key of the ship
        other_vessel_id BIGINT key of the ship met
        first_time TIMESTAMP when the story began
        event VARCHAR its strongest event, which headed it
        last_time TIMESTAMP when it ended, carried on while nothing else changes; null while a silence lasts
        events VARCHAR[] its events
        summary VARCHAR its sentence
        """,
    ),
    table(
        "verdicts",
        "What one person said of one alert. A later one takes its place; none is overwritten.",
        """
        nth BIGINT 1, 2, 3 ...
        alert VARCHAR name of the alert then
        vessel_id BIGINT key of the ship
        event_type VARCHAR of its strongest event then
        verdict VARCHAR confirmed, benign, watch; or undone, which takes back the last before it that was said of the same alert
        reason VARCHAR such as bunkering
        quiet_until DATE until when a benign verdict quiets the ship's like; null for always
        said_by VARCHAR who
        said_at TIMESTAMP when, UTC
        note VARCHAR in their words
        queue VARCHAR its queue then
        events VARCHAR[] its events then: by these it is found again, whatever the alert is called (alert_events)
        as_of TIMESTAMP end of the data searched then: who gave it had seen nothing sent later; null where not noted
        """,
    ),
    table(
        "alert_events",
        "One event of an alert, or on which a verdict was given: who and when, as last found, to recognise it in later nights.",
        """
        event VARCHAR its name
        event_type VARCHAR gap, encounter, loitering and so on: see event_types
        detail VARCHAR the zone of a visit; the sign of an identity, and what was said; empty for others
        vessel_ids BIGINT[] keys of its ships
        ssvids BIGINT[] numbers they send under
        start_time TIMESTAMP start
        end_time TIMESTAMP end; null while it lasted
        as_of TIMESTAMP end of the data in which it was last found
        succeeds VARCHAR[] earlier events which it is, although they had other ships
        """,
    ),
    table(
        "nights",
        "One search whose alerts were recorded, in the order in which it was. What was searched moves only with this.",
        """
        nth INTEGER 1, 2, 3 ...
        night DATE the night asked for; null where none was
        first_nth INTEGER the first of the runs of this night that follow each other: their pages tell the same, and what is added
        files INTEGER the last file searched
        since TIMESTAMP what was searched is younger; null for all
        as_of TIMESTAMP end of the data searched; null for none
        states BIGINT the last row of alert_states then
        reported BOOLEAN its folder was written: what was recorded before need not be reported again
        report VARCHAR what came of its files, as its manifest says it, JSON; null where no night was asked for
        """,
    ),
    table(
        "evidence",
        "One position message of a ship around an alert, kept when the others of its time were pruned.",
        """
        alert VARCHAR the alert it belongs to
        ssvid BIGINT key of the ship, or of the number it sent under
        time TIMESTAMP of the position
        lat DOUBLE degrees north
        lon DOUBLE degrees east
        sog_kn FLOAT speed over ground as sent
        cog_deg FLOAT course over ground as sent
        heading_deg SMALLINT true heading as sent
        rot_deg_min FLOAT rate of turn, degrees a minute
        nav_status TINYINT navigational status 0-15
        ais_class VARCHAR transponder class, A or B, where the file says so
        file_id INTEGER where it came from
        source_id INTEGER who received it, where the file says so (see sources)
        """,
    ),
    table(
        "assessed_gaps",
        "One silence as it was judged while what was heard around its beginning was in sight: see gaps for the columns.",
        """
        event VARCHAR the silence
        start_time TIMESTAMP last fix before
        start_sog_kn FLOAT speed in the last message
        still_h DOUBLE how long it had been slower than 5 kn then; null if for three hours, or not known
        fixes_before BIGINT messages in the 12 hours before
        heard_before DOUBLE share of the 12 hours before in which it was heard
        p_unreceived_if_on DOUBLE probability that nothing would have been received although it transmitted as before
        p_off DOUBLE probability that it had stopped transmitting
        p_off_low DOUBLE the same if reception was worse than it seems
        p_off_high DOUBLE the same if reception was better than it seems
        assessment VARCHAR transmitter_off, undetermined, lost_signal, habit or outage
        others_near BIGINT other ships heard near its way
        others_behind BIGINT of these, near its first half
        others_ahead BIGINT of these, near its second half
        others_heard DOUBLE share of the tenth minutes in which ships near its way were heard
        feed_alive DOUBLE share of the silent hours in which anybody was heard
        outage VARCHAR the outage or jamming that explains it
        causes STRUCT(cause VARCHAR, holds BOOLEAN, says VARCHAR)[] each innocent cause; null holds: not known
        causes_hold VARCHAR[] those that hold
        """,
    ),
    table(
        "search_inputs",
        "One thing besides the messages by which the last recorded search was made. If it changes, older data may say more.",
        """
        input VARCHAR lists, zones, rules, reference data, version, or files (the last one, and that none was taken back)
        fingerprint VARCHAR of what it says
        """,
    ),
    table(
        "prunings",
        "One time that old positions were pruned.",
        """
        refused_before TIMESTAMP positions older than this are refused when they come again
        rows BIGINT how many were pruned
        pruned_at TIMESTAMP when, UTC
        pruned_before TIMESTAMP positions older than this were pruned then
        undone_at TIMESTAMP when it was said that they may come again, UTC; null where it was not
        """,
    ),
    table(
        "pruned",
        "How many positions of one file were pruned at one time.",
        """
        file_id INTEGER where they came from
        pruned_at TIMESTAMP when, UTC
        rows BIGINT how many
        """,
    ),
    table(
        "stale",
        "One file taken back that no recorded search has missed yet: the next one searches all that is stored.",
        """
        why VARCHAR what changed
        changed_at TIMESTAMP when, UTC
        """,
    ),
)
