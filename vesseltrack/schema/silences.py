"""Tables of the probabilities of gaps, derived from reception, and of outages."""

from vesseltrack.schema.table import table

_WITNESSED = """\
        known DOUBLE share of its candidate tracks through cells where somebody was ever heard or missed
        others_known_slots BIGINT tenth minutes at which other ships were known near its likeliest way in those very hours
        others_heard DOUBLE share of these in which they were heard; null where nobody was near
        witnessed DOUBLE share of its hours in which others were heard in the 0.9 degrees around its likeliest way
        feed_alive DOUBLE share of its hours in which anybody at all was heard
        outage_share DOUBLE share of its hours in an outage, on its likeliest way"""
"""What is known of who could have received a ship in its silence: columns of both tables of a gap's probability."""

SILENT = (
    table(
        "gap_waters_ahead",
        "What became of others in the waters that one ship was bound for which was lost under way and is not back.",
        """
        event VARCHAR name of the silence
        received DOUBLE other ships received there, at any time; mean over those hours of the number in a cell of 0.1 degrees
        gone DOUBLE other ships that were lost on the way there, at any time; likewise
        log_odds DOUBLE logarithm of received to gone, mean over those hours; 0 where nobody is known
        """,
    ),
    table(
        "gap_likelihoods",
        "How likely one silence would be if the ship had gone on transmitting.",
        f"""
        event VARCHAR name of the silence
        p_unreceived_if_on DOUBLE probability that nothing would have been received so long although it transmitted as before
        p_unreceived_high DOUBLE the same if reception was worse than it seems by 1.15 of its error (one time in eight it is)
        p_unreceived_low DOUBLE the same if reception was better than it seems by as much
{_WITNESSED}
        own_heard DOUBLE share of the tenth minutes on its likeliest way in which it was heard at other times; null for none
        passes DOUBLE on so many passes of satellites, or hours of far reception, it should have been heard
        """,
    ),
    table(
        "gap_probabilities",
        "How likely the ship had stopped transmitting in one silence.",
        f"""
        event VARCHAR name of the silence
        p_unreceived_if_on DOUBLE probability that nothing would have been received so long although it transmitted as before
        prior_odds DOUBLE odds at each tenth minute that a ship of its kind falls silent, as learnt from these data
        p_off DOUBLE probability that it had stopped transmitting
        p_off_low DOUBLE the same if reception was worse than it seems by 1.15 of its error (one time in eight it is)
        p_off_high DOUBLE the same if reception was better than it seems by as much
{_WITNESSED}
        """,
    ),
    table(
        "outages",
        "What silenced or displaced many ships at once, recorded once.",
        """
        outage VARCHAR stable name
        outage_type VARCHAR feed (nobody was heard), receivers, source (one of several), jamming, fleet (all dark together)
        start_time TIMESTAMP beginning of its first hour; of jamming, its first jump
        end_time TIMESTAMP when anybody was heard there again, or the end of the data
        lat DOUBLE its middle, degrees; null for the whole feed
        lon DOUBLE its middle, degrees
        radius_km DOUBLE how far it reached from there
        ships BIGINT ships lost or displaced; 0 for the whole feed
        regions INTEGER[] of an outage of receivers, its regions of 0.3 degrees: 10,000 times region_y plus region_x, maybe twice
        region_start_times TIMESTAMP[] from when each of these was down
        region_end_times TIMESTAMP[] until when
        events VARCHAR[] silences it explains, where it is known by them
        text VARCHAR all this in words
        """,
    ),
)
