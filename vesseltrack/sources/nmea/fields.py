"""The AIS messages we read, bit by bit: Recommendation ITU-R M.1371-5, annex 8.

A field is where it starts and how many bits it has. What a number means in knots or degrees is said here too, with
the value that stands for "not available".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """One number of a message.

    Attributes:
        start: its first bit.
        bits: how many.
        signed: two's complement.
        per_unit: steps in one unit: 10 where tenths of a knot are sent.
        absent: the value, as sent, that means nothing is known.
    """

    start: int
    bits: int
    signed: bool = False
    per_unit: float = 1
    absent: int | None = None


@dataclass(frozen=True)
class Text:
    """One text of a message: its first bit and how many six-bit letters."""

    start: int
    letters: int


@dataclass(frozen=True)
class Message:
    """One kind of message.

    Attributes:
        min_bits: shorter than this, what matters in it has been cut off, and it is not believed. (Radio sends a few more:
            receivers differ in how many of the spare ones they pass on.)
        max_letters: letters of payload that can matter.
        fields: by our names for them.
        transponder: ``A`` or ``B`` where only that class sends it.
    """

    min_bits: int
    max_letters: int
    fields: dict[str, Number | Text]
    transponder: str | None = None

    @property
    def has_position(self) -> bool:
        """Whether it says where the sender is."""
        return "lat" in self.fields


def _place(lon_start: int) -> dict[str, Number | Text]:
    """Longitude, and latitude after it, in ten-thousandths of a minute."""
    return {
        "lon": Number(lon_start, 28, signed=True, per_unit=600_000),
        "lat": Number(lon_start + 28, 27, signed=True, per_unit=600_000),
    }


def _size(start: int) -> dict[str, Number | Text]:
    """Metres from the position's reference point to bow, stern, port and starboard."""
    return {
        "to_bow": Number(start, 9),
        "to_stern": Number(start + 9, 9),
        "to_port": Number(start + 18, 6),
        "to_starboard": Number(start + 24, 6),
    }


_CLASS_A = Message(
    137,
    28,
    {
        "status": Number(38, 4),
        "rot": Number(42, 8, signed=True, absent=-128),
        "sog": Number(50, 10, per_unit=10, absent=1023),
        **_place(61),
        "cog": Number(116, 12, per_unit=10),
        "heading": Number(128, 9),
    },
    "A",
)
_CLASS_B = {
    "sog": Number(46, 10, per_unit=10, absent=1023),
    **_place(57),
    "cog": Number(112, 12, per_unit=10),
    "heading": Number(124, 9),
}

MESSAGES: dict[int, Message] = {
    1: _CLASS_A,
    2: _CLASS_A,
    3: _CLASS_A,
    4: Message(134, 28, _place(79)),
    5: Message(
        302,  # as far as the draught: many receivers cut what follows
        71,
        {
            "imo": Number(40, 30),
            "call_sign": Text(70, 7),
            "name": Text(112, 20),
            "ship_type": Number(232, 8),
            **_size(240),
            "eta_month": Number(274, 4),
            "eta_day": Number(278, 5),
            "eta_hour": Number(283, 5),
            "eta_minute": Number(288, 6),
            "draught": Number(294, 8, per_unit=10),
            "destination": Text(302, 20),
        },
        "A",
    ),
    9: Message(128, 28, {"sog": Number(50, 10, absent=1023), **_place(61), "cog": Number(116, 12, per_unit=10)}),
    11: Message(134, 28, _place(79)),  # laid out as 4, but sent by ships: the answer to 10
    18: Message(133, 28, _CLASS_B, "B"),
    19: Message(
        271,  # as far as the type of ship
        52,
        {**_CLASS_B, "name": Text(143, 20), "ship_type": Number(263, 8), **_size(271)},
        "B",
    ),
    21: Message(219, 46, {"name": Text(43, 20), **_place(164)}),
    27: Message(
        94,
        16,
        {
            "status": Number(40, 4),
            "lon": Number(44, 18, signed=True, per_unit=600),
            "lat": Number(62, 17, signed=True, per_unit=600),
            "sog": Number(79, 6, absent=63),
            "cog": Number(85, 9),
        },
    ),
}
"""By message type; type 24 comes in two parts, below."""

PART_A = Message(160, 28, {"name": Text(40, 20)}, "B")
_PART_B: dict[str, Number | Text] = {"ship_type": Number(40, 8), "call_sign": Text(90, 7)}
PART_B = Message(132, 28, {**_PART_B, **_size(132)}, "B")
CRAFT_B = Message(132, 28, {**_PART_B, "mother_ssvid": Number(132, 30, absent=0)}, "B")
"""Part B of an auxiliary craft (98MIDxxxx): where others send their size, it sends the MMSI of its mother ship."""
