"""Decodes a log of AIS sentences into tables of messages, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from vesseltrack.sources.nmea import payload
from vesseltrack.sources.nmea.assemble import Assembler, Message, join, keys, pairs
from vesseltrack.sources.nmea.clock import UNKNOWN, Clock
from vesseltrack.sources.nmea.fields import CRAFT_B, MESSAGES, PART_A, PART_B, Number
from vesseltrack.sources.nmea.fields import Message as Kind
from vesseltrack.sources.nmea.named import sources
from vesseltrack.sources.nmea.others import Lines, damaged
from vesseltrack.sources.nmea.sentences import Block, Payloads, Places, Sentences, find
from vesseltrack.sources.reader import STATIONS

_ASCII = bytes(c if 0 < c < 128 else ord("?") for c in range(256))
_PROBLEMS = pa.array(["unparsable", "incomplete", None])
_READ = np.array([n in MESSAGES or n == 24 for n in range(64)])


def decode(blocks: Iterable[bytes], lines: Lines | None = None) -> Iterator[pa.Table]:
    """Decode the messages of a log.

    Args:
        blocks: bytes of whole lines, each block ending with a line feed.
        lines: counts of lines and sentences, which are added to.

    Yields:
        Tables with one row for each message or refused line. Their columns are some of
        :data:`vesseltrack.sources.reader.FIELDS`, and always ``line`` (of its first sentence, from 1), ``raw`` (its lines) and
        ``problem``: null, ``unparsable``, ``bad_checksum``, ``incomplete`` (sentences or bits are missing) or ``other_message``
        (a type that is not read).
    """
    clock, assembler, line, counts = Clock(), Assembler(), 1, lines or Lines()
    for said in blocks:
        text = said.replace(b"'", b"")  # in logs of Python tuples fields are quoted; no sentence contains an apostrophe
        block = Block.of(text, line)
        yield from _tables(block, text, clock, assembler, counts)
        line += block.lines
    yield from _joined(list(assembler.rest()), counts)


def _counted(tables: Iterable[pa.Table], counts: Lines, sentences: int = 1) -> Iterator[pa.Table]:
    """The tables, after adding their sentences, so many a row, to ``counts``."""
    for table in tables:
        counts.in_tables += sentences * table.num_rows
        yield table


def _tables(block: Block, text: bytes, clock: Clock, assembler: Assembler, counts: Lines) -> Iterator[pa.Table]:
    heard = find(block)
    times = clock.times(block, text, heard)
    lines = _lines(block, text)
    single = heard.sum_right & (heard.count == 1)
    named = sources(block, heard)
    alone = _messages(
        block,
        heard.payloads().where(single),
        times[single],
        lines,
        heard.line[single] + block.first_line,
        None if named is None else named.filter(pa.array(single)),
    )
    yield from _counted(alone, counts)
    parts = heard.sum_right & (heard.count > 1)
    if parts.any():
        yield from _several(block, text, heard.where(parts), times[parts], lines, assembler, counts)
    wrong = ~heard.sum_right
    if wrong.any():
        reason = np.where(heard.whole[wrong], "bad_checksum", "unparsable")
        broken = _problems(heard.line[wrong] + block.first_line, reason, _texts(lines, heard.line[wrong]))
        yield from _counted([broken], counts)
    left = damaged(block, heard, counts)
    if len(left):
        yield _problems(left + block.first_line, "unparsable", _texts(lines, left))


def _lines(block: Block, text: bytes) -> pa.Array:
    """The lines of a block as an Arrow array over the same bytes."""
    plain = text if text.isascii() and b"\x00" not in text else text.translate(_ASCII)
    ends = np.concatenate([[0], block.newlines + 1]).astype(np.int32)
    return pa.StringArray.from_buffers(block.lines, pa.py_buffer(ends), pa.py_buffer(plain))


def _texts(lines: pa.Array, chosen: Places) -> pa.DictionaryArray:
    """Some of the lines, without copying them."""
    return pa.DictionaryArray.from_arrays(pa.array(chosen.astype(np.int32)), lines)


def _problems(line: Places, problem: Any, raw: pa.Array) -> pa.Table:
    return pa.table({"line": line, "problem": np.broadcast_to(problem, len(line)).tolist(), "raw": raw})


def _several(
    block: Block, text: bytes, parts: Sentences, times: Places, lines: pa.Array, assembler: Assembler, counts: Lines
) -> Iterator[pa.Table]:
    """The messages of several sentences: pairs in succession at once, the others with the assembler."""
    key = keys(block, parts)
    first = pairs(parts, key, times, set(assembler.open))
    second = np.append(False, first[:-1])
    one, two = parts.where(first), parts.where(second)
    if len(one):
        joined, start = join(block.letters, one, two)
        raw = pc.binary_join_element_wise(lines.take(pa.array(one.line)), lines.take(pa.array(two.line)), "")
        raw = pc.if_else(pa.array(one.line == two.line), lines.take(pa.array(one.line)), raw)
        heard = Payloads(np.arange(len(one)), start, one.letters + two.letters, two.fill)
        when = np.where(times[first] == UNKNOWN, times[second], times[first])
        yield from _counted(_messages(Block.of(joined), heard, when, raw, one.line + block.first_line), counts, 2)
    left = ~(first | second)
    if left.any():
        yield from _joined(list(assembler.feed(block, text, parts.where(left), key[left], times[left])), counts)


def _joined(messages: list[Message], counts: Lines) -> Iterator[pa.Table]:
    """The tables of messages from the assembler, complete or not; complete ones are decoded as a block of their own."""
    counts.in_tables += sum(max(len(m.payload), 1) for m in messages)
    whole = [m for m in messages if m.whole]
    cut = [m for m in messages if not m.whole]
    if whole:
        letters = np.array([sum(map(len, m.payload)) for m in whole])
        text = b"".join(b"".join(m.payload) + b"\n" for m in whole)
        start = np.cumsum(letters + 1) - letters - 1
        fill = np.array([m.fill for m in whole])
        heard = Payloads(np.arange(len(whole)), start, letters, fill)
        yield from _messages(
            Block.of(text), heard, np.array([m.time for m in whole]), _raw(whole), np.array([m.line for m in whole])
        )
    if cut:
        yield _problems(np.array([m.line for m in cut]), "incomplete", _texts(_raw(cut), np.arange(len(cut))))


def _raw(messages: list[Message]) -> pa.Array:
    return pa.array([b"\n".join(m.raw).translate(_ASCII).decode("ascii") for m in messages])


def _messages(
    block: Block, heard: Payloads, times: Places, lines: pa.Array, line: Places, named: pa.Array | None = None
) -> Iterator[pa.Table]:
    """The rows of complete messages, a table for each type.

    ``heard`` says where the payloads are in ``block``, with ``heard.line`` as index into ``lines``; ``line`` are line numbers,
    ``named`` the sources. Messages of several sentences bear no position, and are given none.
    """
    types = payload.first_letters(block.letters, heard.payload)
    known = _READ[types] & (heard.letters > 0)
    for number in np.flatnonzero(np.bincount(types[known])).tolist():
        chosen = np.flatnonzero(known & (types == number))
        kinds = [(chosen, MESSAGES[number])] if number != 24 else _halves(block, heard, chosen)
        for of_kind, kind in kinds:
            rows = _rows(block, heard.where(of_kind), times[of_kind], lines, line[of_kind], number, kind)
            yield rows if named is None else rows.append_column("source", named.take(pa.array(of_kind)))
    other = np.flatnonzero(~known)
    if len(other):
        unread = np.where((types[other] > 0) & (types[other] < 28), "other_message", "unparsable")
        yield _problems(line[other], unread, _texts(lines, heard.line[other]))


def _halves(block: Block, heard: Payloads, chosen: NDArray[np.intp]) -> list[tuple[NDArray[np.intp], Kind]]:
    """Messages of type 24 by layout: part A, part B, and part B of auxiliary craft (MMSI 98MIDxxxx)."""
    of = heard.where(chosen)
    packed = payload.words(block.letters, of.payload, of.letters, 7)[0]
    second = payload.unsigned(packed, 38, 2) == 1
    craft = payload.unsigned(packed, 8, 30) // 10_000_000 == 98
    parts = ((chosen[~second], PART_A), (chosen[second & ~craft], PART_B), (chosen[second & craft], CRAFT_B))
    return [(some, kind) for some, kind in parts if len(some)]


def _rows(
    block: Block, heard: Payloads, times: Places, lines: pa.Array, line: Places, number: int, kind: Kind
) -> pa.Table:
    """The rows of the messages of one layout."""
    packed, known = payload.words(block.letters, heard.payload, heard.letters, kind.max_letters)
    bits = heard.bits()
    wrong = np.where(known, np.where(bits < kind.min_bits, 1, 2), 0)
    n = len(line)
    columns: dict[str, Any] = {
        "line": line,
        "raw": _texts(lines, heard.line),
        "problem": _PROBLEMS.take(pa.array(wrong)),
        "id": payload.unsigned(packed, 8, 30),
        "time": _column(times, times == UNKNOWN, pa.timestamp("us")),
        "message": np.full(n, number, np.int8),
        "particulars_only": np.full(n, not kind.has_position),
        "class": pa.array([kind.transponder]).take(pa.array(np.zeros(n, np.int8))),
        "station": pa.array([STATIONS.get(number)], pa.string()).take(pa.array(np.zeros(n, np.int8))),
    }
    for name, what in kind.fields.items():
        if isinstance(what, Number):
            value = payload.number(packed, what, bits)
            columns[name] = _column(value, np.isnan(value), pa.float64())
        else:
            columns[name] = pa.array(payload.text(packed, what, bits))
    if "mother_ssvid" in columns:
        columns["mother_ssvid"] = columns["mother_ssvid"].cast(pa.int64())
    if "rot" in columns:
        columns["rot"] = _turn(columns["rot"])
    if "eta_month" in columns:
        columns["eta"] = _arrival(*(columns.pop(f"eta_{part}") for part in ("month", "day", "hour", "minute")))
    return pa.table(columns)


def _column(values: NDArray[Any], absent: NDArray[np.bool_], kind: pa.DataType) -> pa.Array:
    """Numbers of eight bytes as an Arrow array over the same memory, null where ``absent``; faster than ``pa.array(mask=)``."""
    valid = pa.py_buffer(np.packbits(~absent, bitorder="little")) if absent.any() else None
    return pa.Array.from_buffers(kind, len(values), [valid, pa.py_buffer(np.ascontiguousarray(values))])


def _arrival(*parts: pa.Array) -> pa.Array:
    """The ETA as text, ``MM-DD hh:mm``; null if the month is null or 0 ("not available")."""
    month, day, hour, minute = (np.nan_to_num(p.to_numpy(zero_copy_only=False)).astype(np.int64) for p in parts)
    different, which = np.unique(((month * 32 + day) * 32 + hour) * 64 + minute, return_inverse=True)
    spelt = [
        f"{n >> 16:02d}-{n >> 11 & 31:02d} {n >> 6 & 31:02d}:{n & 63:02d}" if n >> 16 else None
        for n in different.tolist()
    ]
    return pa.array(spelt, pa.string()).take(pa.array(which))


def _turn(sent: pa.Array) -> pa.Array:
    """Rate of turn in degrees a minute, from the indicator ROT_AIS = 4.733 times the root of it.

    Source: ITU-R M.1371-5, annex 8, § 3.1. Null for +-127, "more than 5 degrees in 30 s", and for "not available".
    """
    value = sent.to_numpy(zero_copy_only=False)
    turn = np.sign(value) * (value / 4.733) ** 2
    unsaid = np.isnan(turn) | (np.abs(value) >= 127)
    return pa.array(turn, mask=unsaid)
