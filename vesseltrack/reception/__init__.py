"""Reception: did a ship stop transmitting, or was it merely not received? Measured from the data themselves.

Tables in order: ``ship_cell_hours`` (slots in which a ship could have been received, and was) -> ``cell_reception`` (by place) ->
``ship_reception`` and ``hourly_reception`` (by hour) -> ``ship_detectability`` (by ship) -> ``candidate_tracks`` of each of the
``gap_candidates`` -> ``gap_probabilities``. Losses of many ships at once are recorded in ``outages``. Counts add up over files
and nights, so the result does not depend on their order.
"""

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from vesseltrack.engine.cut import Cut
from vesseltrack.engine.step import Step
from vesseltrack.reception.gap_probabilities import GAP_PROBABILITIES
from vesseltrack.reception.land_cells import LAND_CELLS
from vesseltrack.reception.outages import OUTAGES
from vesseltrack.rules import Rules

_HERE = Path(__file__).parent


class ReceptionRules(Rules):
    """How reception is measured. Weights are numbers of ten-minute slots in which a ship could have been received."""

    max_known_h: float = Field(12, ge=1, le=24, description="between fixes so far apart we still know where a ship was")
    crossing_h: float = Field(
        36, ge=1, le=72, description="and so far apart of a ship that sailed from one to the other at its own speed"
    )
    long_h: float = Field(4, ge=1, le=24, description="silences so long say nothing of how far a ship is heard")
    cell_prior_slots: float = Field(12, gt=0, description="what a cell leans on its surroundings with")
    hour_prior_slots: float = Field(6, gt=0, description="what an hour leans on its place with")
    ship_prior_slots: float = Field(12, gt=0, description="what a ship leans on its class with")
    unknown_rate: float = Field(0.05, gt=0, lt=1, description="share heard where hardly anything was tried")
    best_rate: float = Field(0.999, gt=0.5, lt=1, description="no place is heard better than this")
    blind_rate: float = Field(
        0.0005, ge=0, lt=1, description="chance that receivers were down where nobody was near to show it"
    )
    shared_rate: float = Field(
        0.01,
        ge=0,
        lt=1,
        description="chance that a message of one of several hulls on a number was taken for another's",
    )
    spread_log_odds: float = Field(1.2, gt=0, le=5, description="error of it all, in log-odds (fitted on worlds 1, 2)")
    unusual_share: float = Field(
        0.5, ge=0, le=2, description="more error in unusual hours: this times how unusual, in log-odds"
    )
    daily_silence_rate: float = Field(
        0.1, gt=0, lt=10, description="how often a day a ship falls silent on purpose, where the data tell little"
    )
    prior_h: float = Field(720, gt=0, description="so many hours of ships that is held for")
    independent_share: float = Field(
        0.5, gt=0, le=1, description="of the tenth minutes of a silence, so many tell something new"
    )
    trip_rate: float = Field(
        0.01,
        ge=0,
        lt=1,
        description="chance, for each such silence before, that it is again beyond the receivers (fitted on worlds 1, 2)",
    )
    leaving_share: float = Field(
        1,
        ge=0,
        le=1,
        description="of ships that leave for good, so many do so where they should be heard on (fitted on worlds 1, 2)",
    )
    gone_rate: float = Field(
        0.04,
        gt=0,
        lt=1,
        description="chance that a ship is gone, where as many are received ahead as lost (fitted on worlds 1, 2, 101-104)",
    )
    waters_ahead_share: float = Field(
        1.2, ge=0, le=2, description="how much it counts who is received where a ship was bound (fitted likewise)"
    )
    left_there_share: float = Field(
        0.75, ge=0, le=2, description="how much it counts how many left where it was lost (fitted likewise)"
    )
    nobody_left_share: float = Field(
        0.15, gt=0, le=2, description="where nobody left, this part of the usual number counts (fitted likewise)"
    )
    hours_ahead_share: float = Field(
        0.1,
        ge=0,
        le=1,
        description="what the hours themselves count for, of a ship lost under way and not back (held against a real day)",
    )
    fleet_share: float = Field(
        0.1,
        gt=0,
        le=1,
        description="a ship of a fleet silent together stays unreceived so much less likely (fitted on worlds 1, 2)",
    )
    arrivals_share: float = Field(
        0.4,
        ge=0,
        le=1,
        description="how much it counts that others appear where a ship came back (fitted on worlds 1, 2 and on others)",
    )
    place_log_odds: float = Field(3, ge=0, le=5, description="error of a place no ship tells of, in log-odds")
    ahead_h: float = Field(
        10, ge=1, le=24, description="hours for which a ship that left for good is taken to have sailed on"
    )
    halved_h: float = Field(2, gt=0, le=24, description="what is waited for counts half after so long")
    most_slots: float = Field(12, gt=0, description="what one ship tells of one cell, at most")
    cruising_kn: float = Field(10, gt=0, description="at which a silent ship is thought to have sailed meanwhile")
    outage_ships: int = Field(4, ge=2, description="so many ships lost at once in a region are an outage")
    outage_rate: float = Field(0.2, ge=0, lt=1, description="if no more than this share of what was expected was heard")
    candidate_h: int = Field(36, ge=12, le=240, description="so many first and last hours of a silence are looked at")


def _step(name: str, section: str | None = "reception") -> Step:
    return Step.from_sql(_HERE / f"{name}.sql", section)


SEARCHED = _step("searched", "tracks")
CHANCES = replace(
    _step("ship_cell_hours"),
    # a changed message affects the hours after it, and some before it, where the ship's track is continued back from its position
    # and speed; and every ship is expected after its last message until the end of the search, which moves with each run
    cut=Cut(
        whose="vessel_id",
        stands="r.epoch_hour < c.epoch_hour",
        sees={
            "track_steps": "SELECT t.* FROM track_steps AS t JOIN among AS c ON c.key = t.vessel_id"
            " WHERE epoch_us(t.end_time) // 3600000000 >= c.epoch_hour"
        },
        among="""
            SELECT coalesce(s.vessel_id, t.key) AS key,
                epoch_us(least(t.before_time, s.last_time)) // 3600000000
                    - ceil(greatest($max_known_h, $ahead_h, $crossing_h))::BIGINT - 2 AS epoch_hour
            FROM ships AS s FULL JOIN touched AS t ON t.key = s.vessel_id
        """,
        rests=("SELECT first_time FROM searched",),
    ),
)
TRACK_ENDS = replace(
    _step("track_ends", None),
    # an end is kept if it and the half hour beside it lie before the change; the last end of each ship is always recomputed, as
    # the ship may still be expected
    cut=Cut(
        whose="vessel_id",
        stands="r.time < c.from_time",
        sees={
            "track_steps": "SELECT t.* FROM track_steps AS t JOIN among AS c ON c.key = t.vessel_id"
            " WHERE t.end_time >= c.from_time",
            "searched_fixes": "SELECT t.* FROM fixes AS t WHERE t.time >= (SELECT min(from_time) FROM among)",
        },
        among="""
            SELECT coalesce(s.vessel_id, t.key) AS key, least(t.before_time, s.last_time) - INTERVAL 1 HOUR AS from_time
            FROM ships AS s FULL JOIN touched AS t ON t.key = s.vessel_id
        """,
        rests=("SELECT first_time FROM searched",),
    ),
)
RECEPTION: tuple[Step, ...] = (
    SEARCHED,
    _step("gap_candidates", "gaps"),
    TRACK_ENDS,
    CHANCES,
    _step("ship_cell_reception"),
    _step("cell_reception"),
    _step("ship_reception", None),
    _step("hourly_reception", None),
    _step("wide_reception"),
    _step("ship_detectability"),
    _step("reception_dispersions"),
    _step("candidate_places"),
    LAND_CELLS,
    _step("candidate_tracks", None),
    _step("gap_habits", None),
    _step("gap_departures", None),
    _step("gap_arrivals", None),
    _step("gap_waters_ahead", None),
    _step("dead_reckonings", None),
    _step("source_hours", None),
    OUTAGES,
    _step("source_waters", None),
    _step("ship_sources", None),
    _step("source_reach", None),
    _step("place_reception"),
    _step("pass_reception", None),
    _step("own_place_reception", None),
    _step("own_lately"),
    _step("candidate_hours"),
    _step("gap_likelihoods"),
    GAP_PROBABILITIES,
)
