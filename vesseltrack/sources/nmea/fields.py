"""Bit layout of the AIS message types we read.

Source: Recommendation ITU-R M.1371-5, annex 8: § 3.1 has messages 1 to 3; message n, from 4 on, is in § 3.(n - 2). Each field has
its first bit (from 0) and its length, a number also its scale and the value sent for "not available". Values for "not available"
that have no entry here (latitude 91, course 360, heading 511 ...) are dealt with later, by ``validate.sql``.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number in a message.

    Attributes:
        start: its first bit, from 0.
        bits: its length in bits.
        signed: it is in two's complement.
        per_unit: steps in one unit (knot, degree, metre): 10 if tenths of a knot are sent.
        absent: the value, as sent, that means "not available"; ``None`` if there is none or if ``validate.sql`` looks for it.
    """

    start: int
    bits: int
    signed: bool = False
    per_unit: float = 1
    absent: int | None = None


@dataclass(frozen=True)
class Text:
    """A text in a message: its first bit, from 0, and its length in six-bit characters."""

    start: int
    letters: int


@dataclass(frozen=True)
class Message:
    """The layout of a message type.

    Attributes:
        min_bits: a message with fewer bits is refused as ``incomplete``. It is less than the length in the standard, as receivers
            differ in how many of the last bits they pass on.
        max_letters: number of payload characters that are decoded; no field stands after them.
        fields: number or text of each field, under our names (see :data:`vesseltrack.sources.reader.FIELDS`).
        transponder: ``A`` or ``B`` if only transponders of that class send it; ``None`` otherwise.
    """

    min_bits: int
    max_letters: int
    fields: dict[str, Number | Text]
    transponder: str | None = None

    @property
    def has_position(self) -> bool:
        """Whether it contains a position."""
        return "lat" in self.fields


def _place(lon_start: int) -> dict[str, Number | Text]:
    """Longitude (28 bits) and the latitude after it (27 bits), sent in 1/10,000 of a minute, in degrees."""
    return {
        "lon": Number(lon_start, 28, signed=True, per_unit=600_000),
        "lat": Number(lon_start + 28, 27, signed=True, per_unit=600_000),
    }


def _size(start: int) -> dict[str, Number | Text]:
    """Metres from the reference point of the position to bow, stern, port and starboard (30 bits in all)."""
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
        302,  # up to and including the draught: many receivers cut off the rest
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
    11: Message(134, 28, _place(79)),  # the same layout as 4, but sent by ships, in answer to message 10
    18: Message(133, 28, _CLASS_B, "B"),
    19: Message(
        271,  # up to and including the type of ship
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
"""Layouts by message type; those of type 24, which has two parts, follow."""

PART_A = Message(160, 28, {"name": Text(40, 20)}, "B")
_PART_B: dict[str, Number | Text] = {"ship_type": Number(40, 8), "call_sign": Text(90, 7)}
PART_B = Message(132, 28, {**_PART_B, **_size(132)}, "B")
CRAFT_B = Message(132, 28, {**_PART_B, "mother_ssvid": Number(132, 30, absent=0)}, "B")
"""Part B from an auxiliary craft (MMSI 98MIDxxxx): the MMSI of its mother ship in place of the dimensions."""
