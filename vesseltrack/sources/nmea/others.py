"""The lines of a log that hold no AIS sentence: which are something else, and which are AIS, damaged beyond knowing."""

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
    """What became of the lines of a log.

    Attributes:
        in_rows: lines with AIS sentences, and lines that are refused.
        aside: other sentences, comments, tag blocks alone, blank lines.
        sentences: AIS sentences found.
        told: of these, how many went into the rows.
    """

    in_rows: int = 0
    aside: int = 0
    sentences: int = 0
    told: int = 0


def damaged(block: Block, heard: Sentences, lines: Lines) -> Places:
    """The lines, from 0, to refuse: those that are neither AIS nor known to be something else, and AIS beside AIS.

    What is found of the others is added to ``lines``.
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
    """The lines of what was an AIS sentence, beside one that still is, once for each."""
    bangs = block.places("!")
    if len(bangs) == len(heard):
        return np.zeros(0, np.int64)
    other = bangs[~np.isin(bangs, heard.start)]
    other = other[_was_ais(block, other)]
    line = block.line_of(other)
    line = line[line < block.lines]
    return line[~bare[line]]


def _first_marks(block: Block) -> Places:
    """The place of the first ``!`` or ``$`` of each line; -1 where there is none."""
    marks = np.sort(np.concatenate([block.places("!"), block.places("$")]))
    first = np.full(block.lines, -1)
    line = block.line_of(marks)
    inside = line < block.lines  # where a block ends in the middle of a line
    first[line[inside][::-1]] = marks[inside][::-1]
    return first


def _letters(block: Block, mark: Places) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """The six letters after each mark."""
    places = np.minimum(mark[:, None] + np.arange(1, 7), len(block.letters) - 1)
    return np.asarray(block.letters[places])


def _was_ais(block: Block, mark: Places) -> Flags:
    """Whether what follows a mark was VDM or VDO: at least two of the three letters, in any case, or as far as it goes."""
    after = _LOWERED[_letters(block, mark)]
    alike = [after[:, 2] == ord("v"), after[:, 3] == ord("d"), (after[:, 4] == ord("m")) | (after[:, 4] == ord("o"))]
    cut = alike[0] & (_UPPER[_letters(block, mark)[:, :2]].all(axis=1))
    return np.asarray((np.sum(alike, axis=0) >= 2) | (cut & ~alike[1] & (after[:, 3] < 48)))


def _is_another(block: Block, mark: Places) -> Flags:
    """Whether a sentence that is not AIS begins at a mark: talker and formatter or a maker's own name, then its fields."""
    after = _letters(block, mark)
    shape = _UPPER[after[:, :5]].all(axis=1) & ((after[:, 5] == ord(",")) | (after[:, 5] == ord("*")))
    makers = (block.letters[mark] == ord("$")) & (after[:, 0] == ord("P")) & _UPPER[after[:, 1:3]].all(axis=1)
    return np.asarray((shape | makers) & ~_was_ais(block, mark))
