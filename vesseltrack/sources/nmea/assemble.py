"""Assembles messages that were sent as several sentences.

Most consist of two sentences in succession: :func:`pairs` and :func:`join` handle all of these at once. Messages of more
sentences, interleaved ones and those across blocks go through the loop of :class:`Assembler`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from vesseltrack.sources.nmea.clock import UNKNOWN, leading_number
from vesseltrack.sources.nmea.payload import Bytes
from vesseltrack.sources.nmea.sentences import Block, Flags, Places, Sentences, tags

PATIENCE_US = 60_000_000
"""Longest time between sentences of a message, in microseconds. They are sent within a second; in a log of several receivers they
may be up to a minute apart."""

MOST_OPEN = 10_000
"""Most messages that wait for their other sentences; the oldest beyond these is given up as ``incomplete``."""


@dataclass
class Message:
    """A message of several sentences, complete or not.

    Attributes:
        line: line of its first sentence in the file, from 1.
        time: time of its first sentence that has one, in microseconds since 1970; ``UNKNOWN`` if none has.
        count: number of sentences it consists of.
        payload: payloads of the sentences read so far, in order.
        raw: lines of these sentences.
        fill: fill bits of the last of them.
    """

    line: int
    time: int
    count: int
    payload: list[bytes] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    fill: int = 0

    @property
    def whole(self) -> bool:
        """Whether all its sentences have been read."""
        return len(self.payload) == self.count


def plain_keys(parts: Sentences) -> Places:
    """A key below zero for each sentence, from its count, sequential identifier and channel."""
    return -(parts.count * 1_000_000 + (parts.group + 1) * 1000 + parts.channel)


def keys(block: Block, parts: Sentences) -> Places:
    """A key for each sentence that is the same for all sentences of a message.

    It is the group number of the tag block (``g:1-2-1234``, IEC 61162-450) if there is one, otherwise as :func:`plain_keys`.
    """
    owner, colon = tags(block, parts, "g")
    b, key = block.letters, plain_keys(parts)
    number, digits = leading_number(b, colon + 5)
    tagged = (b[colon + 2] == ord("-")) & (b[colon + 4] == ord("-")) & (digits > 0)
    key[owner[tagged]] = number[tagged]
    return key


def pairs(parts: Sentences, key: Places, times: Places, waiting: set[int]) -> Flags:
    """Which sentences are the first of two whose second comes next, shape (n,).

    Their keys are equal, their times at most ``PATIENCE_US`` apart or unknown, and no other message with that key is open:
    neither in ``waiting`` nor among the sentences given.
    """
    first = np.zeros(len(parts), bool)
    near = np.abs(times[1:] - times[:-1]) <= PATIENCE_US
    near |= (times[1:] == UNKNOWN) | (times[:-1] == UNKNOWN)
    same = near & (key[:-1] == key[1:]) & (parts.count[:-1] == 2) & (parts.count[1:] == 2)
    first[:-1] = same & (parts.part[:-1] == 1) & (parts.part[1:] == 2)
    alone = ~first
    alone[1:] &= ~first[:-1]
    return first & ~np.isin(key, [*waiting, *key[alone].tolist()])


def join(block: Bytes, one: Sentences, two: Sentences) -> tuple[bytes, Places]:
    """The payloads of pairs of sentences, joined.

    ``one`` and ``two`` are the first and second sentences, shape (n,) each; ``block`` the bytes they stand in.

    Returns:
        The text, one other byte after each message, and the index at which each message begins, shape (n,).
    """
    feed = np.full(len(one), len(block) - 1)
    source = np.column_stack([one.payload, two.payload, feed]).ravel()
    length = np.column_stack([one.letters, two.letters, np.ones(len(one), np.int64)]).ravel()
    begin = np.cumsum(length) - length
    joined = block[np.repeat(source - begin, length) + np.arange(length.sum())]
    return joined.tobytes(), begin[::3]


class Assembler:
    """Assembles messages from sentences, block by block; ``open`` holds the incomplete ones by key."""

    def __init__(self) -> None:
        self.open: dict[int, Message] = {}

    def feed(self, block: Block, text: bytes, parts: Sentences, key: Places, times: Places) -> Iterator[Message]:
        """Take sentences of a block; yield the messages they complete, and those that can no longer be completed.

        Args:
            block: the block.
            text: its text.
            parts: sentences of messages of several, with correct checksums, in order.
            key: key of each (see :func:`keys`).
            times: time of each, microseconds since 1970, or ``UNKNOWN``.
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
                # the sentence before it is missing or too old
                yield Message(block.first_line + line, time, count, [], [raw])
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
        """The messages that are incomplete at the end of the log."""
        yield from self.open.values()
        self.open.clear()
