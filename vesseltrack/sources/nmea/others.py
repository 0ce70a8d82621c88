"""Tells lines without an AIS sentence apart: known to be something else, or refused, as a damaged AIS sentence may be in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vesseltrack.sources.nmea.sentences import Block, Flags, Places, Sentences

_UPPER = np.zeros(256, bool)
_UPPER[np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", np.uint8)] = True
_LOWERED = np.arange(256, dtype=np.uint8)
_LOWERED[ord("A") : ord("Z") + 1] += 32


@dataclass
class Lines:
    """Counts of what became of the lines of a log.

    Attributes:
        in_rows: lines with AIS sentences, and refused lines without one.
        aside: lines left out: other sentences, comments, tag blocks without a sentence, blank lines.
        sentences: AIS sentences found.
        in_tables: how many of these are in the rows of the tables, refused rows included.
    """

    in_rows: int = 0
    aside: int = 0
    sentences: int = 0
    in_tables: int = 0


def damaged(block: Block, heard: Sentences, lines: Lines) -> Places:
    """The lines of a block to refuse, from 0, ascending.

    They are lines without an AIS sentence that are not known to be something else, and, once for each, damaged AIS sentences in
    a line with an intact one. Lines and sentences of the block are added to the counts of ``lines``.
    """
    bare = np.ones(block.lines, bool)
    bare[heard.line] = False
    extra = _beside(block, heard, bare)
    left = np.flatnonzero(bare)
    first = block.letters[block.line_starts()[left]]
    said = np.isin(first, np.frombuffer(b"#\r\n", np.uint8))  # comments, blank lines
    left, first = left[~said], first[~said]
    mark = _first_marks(block)[left]
    another = np.where(mark >= 0, _is_another(block, np.maximum(mark, 0)), first == ord("\\"))
    wrong = left[~another]
    lines.sentences += len(heard)
    held = block.lines - int(bare.sum())
    lines.in_rows += held + len(wrong)
    lines.aside += block.lines - held - len(wrong)
    return np.sort(np.concatenate([wrong, extra]))


def _beside(block: Block, heard: Sentences, bare: Flags) -> Places:
    """The line of each damaged AIS sentence that stands in a line with an AIS sentence that was found."""
    bangs = block.places("!")
    if len(bangs) == len(heard):
        return np.zeros(0, np.int64)
    other = bangs[~np.isin(bangs, heard.start)]
    other = other[_was_ais(block, other)]
    line = block.line_of(other)
    line = line[line < block.lines]
    return line[~bare[line]]


def _first_marks(block: Block) -> Places:
    """The place of the first ``!`` or ``$`` of each line; -1 if it has none."""
    marks = np.sort(np.concatenate([block.places("!"), block.places("$")]))
    first = np.full(block.lines, -1)
    line = block.line_of(marks)
    inside = line < block.lines  # not after the last line feed
    first[line[inside][::-1]] = marks[inside][::-1]
    return first


def _letters(block: Block, mark: Places) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The six bytes after each mark, shape (n, 6)."""
    places = np.minimum(mark[:, None] + np.arange(1, 7), len(block.letters) - 1)
    return np.asarray(block.letters[places])


def _was_ais(block: Block, mark: Places) -> Flags:
    """Whether VDM or VDO stood after a mark: at least two letters are right, or the V is and the text breaks off."""
    after = _LOWERED[_letters(block, mark)]
    alike = [after[:, 2] == ord("v"), after[:, 3] == ord("d"), (after[:, 4] == ord("m")) | (after[:, 4] == ord("o"))]
    cut = alike[0] & (_UPPER[_letters(block, mark)[:, :2]].all(axis=1))
    return np.asarray((np.sum(alike, axis=0) >= 2) | (cut & ~alike[1] & (after[:, 3] < 48)))


def _is_another(block: Block, mark: Places) -> Flags:
    """Whether a sentence other than AIS begins at a mark: talker and formatter, five characters, or ``$P`` and a maker's code."""
    after = _letters(block, mark)
    shape = _UPPER[after[:, :5]].all(axis=1) & ((after[:, 5] == ord(",")) | (after[:, 5] == ord("*")))
    makers = (block.letters[mark] == ord("$")) & (after[:, 0] == ord("P")) & _UPPER[after[:, 1:3]].all(axis=1)
    return np.asarray((shape | makers) & ~_was_ais(block, mark))
