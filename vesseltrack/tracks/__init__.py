"""Builds tracks from messages: one per hull, with noise set aside, and each ship's position at ten-minute slots."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, field_validator

from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.rules import SLOW_KN, Rules
from vesseltrack.tracks.late_fixes import LATE, ON_TIME
from vesseltrack.tracks.pairs import pairs_of
from vesseltrack.tracks.segments import SEGMENTS
from vesseltrack.tracks.slots import slots_by

_HERE = Path(__file__).parent


class TrackRules(Rules):
    """Limits of ships' movement, and of interpolation between two fixes."""

    max_speed_kn: float = Field(60, gt=0, le=200, description="faster, and a fix is a jump, not a voyage")
    max_span_h: float = Field(
        1, gt=0, le=3, description="longest stretch between fixes that positions are drawn across"
    )
    max_drawn_h: float = Field(
        24, gt=0, le=72, description="longest silence of a slow ship that a guess is drawn across"
    )
    drawn_kn: float = Field(
        3, gt=0, description="a slow ship: at the silence's ends no farther apart than this gets it"
    )
    slow_kn: float = Field(
        SLOW_KN, gt=0, description="or than this, if under way at neither end, across some hours: slow under way"
    )
    jam_ships: int = Field(
        5, ge=2, description="so many ships leaping from one sea within an hour were jammed, not dishonest"
    )
    since: datetime | None = Field(
        None, description="search only positions since this day (UTC), and the last one of each ship before"
    )
    harbour_ships: int = Field(
        20, ge=3, description="so many ships lying still around one spot on one day make a harbour"
    )

    @field_validator("since")
    @classmethod
    def in_utc(cls, said: datetime | None) -> datetime | None:
        """A time converted to UTC without a zone, as the store keeps times."""
        return said.astimezone(UTC).replace(tzinfo=None) if said and said.tzinfo else said


_FIX_PAIRS = Step.from_sql(
    _HERE / "fix_pairs.sql",
    "tracks",
    Cut(
        whose="ssvid",
        stands="r.end_time < c.since",
        sees={
            "searched_fixes": "SELECT t.* FROM fixes AS t JOIN touched AS c ON c.key = t.ssvid WHERE t.time >= c.before_time"
        },
    ),
)
_LATE_NUMBERS = f"({ON_TIME}) WHERE ssvid IN (SELECT ssvid FROM late_fixes WHERE set_aside)"
FIX_PAIRS = replace(_FIX_PAIRS, compiled=pairs_of("FROM messages()"))
FIX_PAIRS_ON_TIME = replace(
    FIX_PAIRS,
    writes="fix_pairs_on_time",
    finds="the same pairs, of the numbers that have late copies, once these are set aside",
    cut=None,
    sql=str(FIX_PAIRS.sql).replace("messages()", _LATE_NUMBERS),
    compiled=pairs_of(f"FROM {_LATE_NUMBERS}"),
)
TRACK_STEPS = Step.from_sql(
    _HERE / "track_steps.sql",
    "tracks",
    Cut(
        whose="vessel_id",
        stands="r.end_time < c.since",
        sees={
            "fix_pairs": "SELECT t.* FROM fix_pairs AS t JOIN touched AS c ON c.key = t.ssvid WHERE t.end_time >= c.since"
        },
    ),
)
NOISE_SEGMENTS = Step.from_sql(_HERE / "noise_segments.sql")
_RESAMPLED = Step.from_sql(
    _HERE / "resampled.sql",
    "tracks",
    # a resampled position depends on the two fixes around it; its speed on the positions ten minutes before and after
    Cut(
        whose="vessel_id",
        stands="r.slot < slot_from(c.before_time) - 1",
        sees={
            "track_steps": "SELECT t.* FROM track_steps AS t JOIN touched AS c ON c.key = t.vessel_id"
            " WHERE t.end_time >= c.before_time - INTERVAL 30 MINUTE"
        },
    ),
)
RESAMPLED = replace(_RESAMPLED, compiled=slots_by(str(_RESAMPLED.sql)))
DRAWN = Step.from_sql(
    _HERE / "interpolated_positions.sql",
    "tracks",
    # A silence that ended an hour before the last unchanged message, or earlier, is drawn as it was: what was sent within twenty
    # minutes after it, and the speeds at its ends, are known. A position says how long its silence is, and so by when it ended.
    Cut(
        whose="vessel_id",
        stands="r.slot * 600 + r.span_s < c.until_s",
        sees={
            "track_steps": "SELECT t.* FROM track_steps AS t JOIN among AS c ON c.key = t.vessel_id"
            " WHERE t.end_time >= c.from_time",
            "resampled": "SELECT t.* FROM resampled AS t JOIN among AS c ON c.key = t.vessel_id WHERE t.slot >= c.first_slot",
        },
        among="""
            SELECT key, epoch(before_time) - 3600 AS until_s, before_time - to_seconds(3600 * ($max_drawn_h + 1)) AS from_time,
                slot_before(before_time - to_seconds(3600 * (2 * $max_drawn_h + 1))) AS first_slot
            FROM touched
        """,
    ),
)
HARBOURS = Step.from_sql(_HERE / "harbours.sql", "tracks")
TRACKS: tuple[Step, ...] = (
    FIX_PAIRS,
    LATE,
    FIX_PAIRS_ON_TIME,
    SEGMENTS,
    TRACK_STEPS,
    NOISE_SEGMENTS,
    RESAMPLED,
    DRAWN,
    HARBOURS,
)
