"""Messages of several sentences, put together again.

Nearly all are two sentences, one after the other: they are joined at once. What comes interleaved, in more parts or across
blocks goes through a loop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from vesseltrack.sources.nmea.clock import UNKNOWN, leading_number
from vesseltrack.sources.nmea.payload import Bytes
from vesseltrack.sources.nmea.sentences import Block, Flags, Places, Sentences, tags

PATIENCE_US = 60_000_000
"""Parts of one message are sent within a second; heard by several receivers, within a minute."""

MOST_OPEN = 10_000
"""Messages waiting for their other parts; beyond so many, the oldest is given up."""


@dataclass
class Message:
    """One message of several sentences, whole or not.

    Attributes:
        line: of its first sentence in the file.
        time: microseconds of the first of its sentences that has one.
        count: sentences it should have.
        payload: of the sentences heard so far, in order.
        raw: their lines.
        fill: bits of the last letter that mean nothing.
    """

    line: int
    time: int
    count: int
    payload: list[bytes] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    fill: int = 0

    @property
    def whole(self) -> bool:
        """Whether all its sentences are here."""
        return len(self.payload) == self.count


def plain_keys(parts: Sentences) -> Places:
    """Count, common number and channel as one number, below zero."""
    return -(parts.count * 1_000_000 + (parts.group + 1) * 1000 + parts.channel)


def keys(block: Block, parts: Sentences) -> Places:
    """What the sentences of one message have in common: the group of their tag blocks, or count, number and channel."""
    owner, colon = tags(block, parts, "g")
    b, key = block.letters, plain_keys(parts)
    number, digits = leading_number(b, colon + 5)
    told = (b[colon + 2] == ord("-")) & (b[colon + 4] == ord("-")) & (digits > 0)
    key[owner[told]] = number[told]
    return key


def pairs(parts: Sentences, key: Places, times: Places, waiting: set[int]) -> Flags:
    """Which parts are the first of two whose second comes next, with nothing else open under their key."""
    first = np.zeros(len(parts), bool)
    near = np.abs(times[1:] - times[:-1]) <= PATIENCE_US
    near |= (times[1:] == UNKNOWN) | (times[:-1] == UNKNOWN)
    same = near & (key[:-1] == key[1:]) & (parts.count[:-1] == 2) & (parts.count[1:] == 2)
    first[:-1] = same & (parts.part[:-1] == 1) & (parts.part[1:] == 2)
    alone = ~first
    alone[1:] &= ~first[:-1]
    return first & ~np.isin(key, [*waiting, *key[alone].tolist()])


def join(block: Bytes, one: Sentences, two: Sentences) -> tuple[bytes, Places]:
    """Payloads of two parts, one after the other, each message followed by a line feed; and where each begins."""
    feed = np.full(len(one), len(block) - 1)
    source = np.column_stack([one.payload, two.payload, feed]).ravel()
    length = np.column_stack([one.letters, two.letters, np.ones(len(one), np.int64)]).ravel()
    begin = np.cumsum(length) - length
    joined = block[np.repeat(source - begin, length) + np.arange(length.sum())]
    return joined.tobytes(), begin[::3]


class Assembler:
    """Sentences in, messages out, block after block."""

    def __init__(self) -> None:
        self.open: dict[int, Message] = {}

    def feed(self, block: Block, text: bytes, parts: Sentences, key: Places, times: Places) -> Iterator[Message]:
        """Take parts of a block; yield the messages they complete, and those that can never be completed.

        Args:
            block: where they are.
            text: its bytes.
            parts: sentences that are one of several, checksums right, in order.
            key: of each.
            times: of each, microseconds.
        """
        starts = block.line_starts()
        columns = (parts.line, parts.count, parts.part, parts.payload, parts.letters, parts.fill, times)
        names = zip(key.tolist(), plain_keys(parts).tolist(), strict=True)
        for (line, count, part, payload, letters, fill, time), (tagged, plain) in zip(
            zip(*(c.tolist() for c in columns), strict=True), names, strict=True
        ):
            name = tagged if part == 1 or tagged in self.open else plain
            raw = text[int(starts[line]) : int(block.newlines[line])]
            if part == 1:
                if name in self.open:
                    yield self.open.pop(name)
                self.open[name] = Message(block.first_line + line, time, count)
            message = self.open.get(name)
            late = (
                message is not None and UNKNOWN not in (time, message.time) and abs(time - message.time) > PATIENCE_US
            )
            if message is None or late or message.count != count or part != len(message.payload) + 1:
                yield Message(block.first_line + line, time, count, [], [raw])  # its first part was never heard
                continue
            message.payload.append(text[payload : payload + letters])
            if not message.raw or message.raw[-1] != raw:
                message.raw.append(raw)
            message.fill = fill
            if message.time == UNKNOWN:
                message.time = time
            if message.whole:
                yield self.open.pop(name)
        while len(self.open) > MOST_OPEN:
            yield self.open.pop(next(iter(self.open)))

    def rest(self) -> Iterator[Message]:
        """What still waits when the log ends."""
        yield from self.open.values()
        self.open.clear()
