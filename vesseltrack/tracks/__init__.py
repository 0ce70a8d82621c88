"""From messages to tracks: one for each hull, what is no hull's set aside, and each ship's place at each tenth minute."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, field_validator

from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.rules import Rules
from vesseltrack.tracks.late import LATE, ON_TIME
from vesseltrack.tracks.pieces import PIECES

_HERE = Path(__file__).parent


class TrackRules(Rules):
    """What a ship can do, and how far a line may be drawn between two fixes."""

    max_speed_kn: float = Field(60, gt=0, le=200, description="faster, and a fix is a leap, not a voyage")
    max_span_h: float = Field(
        1, gt=0, le=3, description="longest stretch between fixes that positions are drawn across"
    )
    max_drawn_h: float = Field(
        24, gt=0, le=72, description="longest silence of a slow ship that a guess is drawn across"
    )
    drawn_kn: float = Field(
        3, gt=0, description="a slow ship: at the silence's ends no farther apart than this gets it"
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
        """A time of whatever zone, in UTC and bare of it, as the store keeps times."""
        return said.astimezone(UTC).replace(tzinfo=None) if said and said.tzinfo else said


HOPS = Step.from_sql(
    _HERE / "hops.sql",
    "tracks",
    Cut(
        whose="number",
        stands="r.end_time < c.since",
        sees={
            "searched_fixes": "SELECT t.* FROM fixes AS t JOIN touched AS c ON c.key = t.ship WHERE t.time >= c.before_time"
        },
        instead={"nth": "r.nth + c.before"},
    ),
)
LATE_HOPS = replace(
    HOPS,
    writes="late_hops",
    finds="the same pairs, of the numbers that have late copies, once these are set aside",
    cut=None,
    sql=str(HOPS.sql).replace("messages()", f"({ON_TIME}) WHERE ship IN (SELECT ship FROM late WHERE set_aside)"),
)
LEGS = Step.from_sql(
    _HERE / "legs.sql",
    "tracks",
    Cut(
        whose="ship",
        stands="r.end_time < c.since",
        sees={"hops": "SELECT t.* FROM hops AS t JOIN touched AS c ON c.key = t.number WHERE t.end_time >= c.since"},
    ),
)
STRAYS = Step.from_sql(_HERE / "strays.sql")
GRID = Step.from_sql(
    _HERE / "grid.sql",
    "tracks",
    # a place is of the two fixes around it; its speed, of the places ten minutes before and after it
    Cut(
        whose="ship",
        stands="r.mark < mark_from(c.before_time) - 1",
        sees={
            "legs": "SELECT t.* FROM legs AS t JOIN touched AS c ON c.key = t.ship"
            " WHERE t.end_time >= c.before_time - INTERVAL 30 MINUTE"
        },
    ),
)
DRAWN = Step.from_sql(_HERE / "drawn.sql", "tracks")
HARBOURS = Step.from_sql(_HERE / "harbours.sql", "tracks")
TRACKS: tuple[Step, ...] = (HOPS, LATE, LATE_HOPS, PIECES, LEGS, STRAYS, GRID, DRAWN, HARBOURS)
