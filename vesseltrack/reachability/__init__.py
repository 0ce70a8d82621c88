"""What a ship could have done during a gap: possible port calls, possible rendezvous, and ships that escorted it."""

from pydantic import Field

from vesseltrack.rules import Rules


class ReachRules(Rules):
    """Bounds on how far and how fast a ship may have gone during a gap."""

    min_silence_h: float = Field(4, ge=1, description="only silences at least so long")
    usual_kn: float = Field(
        11, gt=0, description="of a ship whose own speed was never seen; else what it made at its 95th percentile,"
    )
    slowest_kn: float = Field(8, gt=0, description="but no less than this,")
    fastest_kn: float = Field(18, gt=0, description="and no more")
    transfer_h: float = Field(2, gt=0, description="a meeting in the dark has room for a transfer so long")
    shift_days: int = Field(3, ge=1, le=14, description="so many days to either side tell what chance would bring")
    most_by_chance: float = Field(3, ge=0, description="if chance would bring more of them, they are not worth a line")
    escort_km: float = Field(3, gt=0, description="an escort keeps within this")
