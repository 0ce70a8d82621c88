"""An isolation forest (Liu, Ting, Zhou 2008): how few random cuts part a row from the others, as a score.

It grows the same trees as scikit-learn's ``IsolationForest`` does from a seed, and a test holds one against the other: the
same draws in the same order. scikit-learn takes a second to import, longer than the trees take to grow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vesseltrack.compiled import Compiled
from vesseltrack.geo import Floats, Ints

Singles = npt.NDArray[np.float32]
MOST_ROWS = 256
"""Rows that a tree is grown from: of more rows so many are drawn."""
SEEDS = np.iinfo(np.int32).max
"""Seeds of trees are below this, and so is what is drawn in them."""
ALIKE = np.float32(1e-7)
"""A column whose values differ by no more than this cannot be cut."""
_LEAF = -1
_SOME_DRAWN, _MOST_DRAWN = 0.01, 0.99
"""Shares of the rows between which a permutation of all is drawn."""


@dataclass(frozen=True)
class Forest:
    """Trees grown, a row of the arrays each, with a column a node.

    Attributes:
        column: by which column a node parts rows, ``_LEAF`` if it parts none.
        cut: rows with at most this value go to the node's first child, which is the next node ...
        second: ... and others to this one.
        depth: what a row that ends in a leaf is counted with: the cuts on the way there, and those that its rows would need.
        usual: cuts that so many rows need on average.
    """

    column: Ints
    cut: Floats
    second: Ints
    depth: Floats
    usual: float

    def score(self, x: Floats) -> Floats:
        """The anomaly score of rows, between 0 and 1: 0.5 is usual, near 1 odd."""
        single = np.ascontiguousarray(x, dtype=np.float32)
        depths = _depths.fast(single, self.column, self.cut, self.second, self.depth)
        score: Floats = 2 ** (-depths / (len(self.column) * self.usual))
        return score


def grown(x: Floats, trees: int, seed: int) -> Forest:
    """A forest of some trees over rows without missing values."""
    rows = len(x)
    single, drawn = np.ascontiguousarray(x, dtype=np.float32), min(MOST_ROWS, rows)
    deepest = int(np.ceil(np.log2(max(drawn, 2))))
    shape = trees, 2 * drawn
    column, second, held = (np.full(shape, fill, np.int64) for fill in (_LEAF, 0, 1))
    cut, depth = np.zeros(shape), np.zeros(shape)
    for n, of_tree in enumerate(np.random.RandomState(seed).randint(SEEDS, size=trees)):
        state = np.random.RandomState(np.random.RandomState(of_tree).randint(SEEDS)).randint(0, SEEDS)
        some = np.sort(_drawn(np.random.RandomState(of_tree), rows, drawn))
        _grow.fast(single[some], deepest, state, column[n], cut[n], second[n], held[n], depth[n])
    return Forest(column, cut, second, depth + _average_depth(held) - 1, float(_average_depth(np.array([drawn]))[0]))


def _drawn(random: np.random.RandomState, rows: int, drawn: int) -> Ints:
    """So many different rows."""
    share = drawn / rows
    if _SOME_DRAWN < share < _MOST_DRAWN:
        return random.permutation(rows)[:drawn]
    if share < _MOST_DRAWN:
        found: dict[int, None] = {}
        while len(found) < drawn:
            found[random.randint(rows)] = None
        return np.array(list(found))
    out = np.arange(drawn)
    for row in range(drawn, rows):
        place = random.randint(0, row + 1)
        if place < drawn:
            out[place] = row
    return out


def _average_depth(rows: Ints) -> Floats:
    """Cuts that so many rows need on average until each is alone."""
    many = np.maximum(rows, 3)
    average = 2.0 * (np.log(many - 1.0) + np.euler_gamma) - 2.0 * (many - 1.0) / many
    return np.where(rows <= 1, 0.0, np.where(rows == 2, 1.0, average))


@Compiled
def _next(state: int) -> int:
    """What is drawn next: 32 bits, shifted and mixed (xorshift)."""
    state = 1 if state == 0 else state
    state ^= (state << 13) & 0xFFFFFFFF
    state ^= state >> 17
    return state ^ ((state << 5) & 0xFFFFFFFF)


@Compiled
def _grow(
    x: Singles, deepest: int, state: int, column: Ints, cut: Floats, second: Ints, held: Ints, depth: Floats
) -> None:
    """Grow one tree: its nodes are written in order, a node's first child after it."""
    rows, node = np.arange(x.shape[0]), 0
    columns, known = np.arange(x.shape[1]), np.empty(x.shape[1], np.int64)
    waiting, many = np.empty((2 * x.shape[0] + 2, 5), np.int64), 1
    waiting[0] = 0, x.shape[0], 1, 0, _LEAF
    while many:
        many -= 1
        start, end, level, constant, parent = waiting[many]
        if parent != _LEAF:
            second[parent] = node
        held[node], depth[node], found = end - start, level, 0
        if level <= deepest and end - start > 1:
            column[node], cut[node], found, state = _chosen(x, rows[start:end], columns, constant, state)
        columns[:constant] = known[:constant]
        known[constant : constant + found] = columns[constant : constant + found]
        if column[node] != _LEAF:
            middle = start + _parted(x[:, column[node]], rows[start:end], cut[node])
            waiting[many] = middle, end, level + 1, constant + found, node
            waiting[many + 1] = start, middle, level + 1, constant + found, _LEAF
            many += 2
        node += 1


@Compiled
def _chosen(x: Singles, rows: Ints, columns: Ints, constant: int, state: int) -> tuple[int, float, int, int]:
    """A column drawn among those whose values differ, and a value drawn between the least and the greatest.

    ``columns`` are moved about: first lie those in which the rows are alike, ``constant`` of them known from the nodes above.

    Returns:
        the column, ``_LEAF`` if there is none; the value; how many more were found in which the rows are alike; and the state.
    """
    found, passed = 0, 0
    while columns.size > constant + found:
        state = _next(state)
        at = passed + (state & SEEDS) % (columns.size - found - passed)
        if at < constant:
            columns[passed], columns[at] = columns[at], columns[passed]
            passed += 1
            continue
        chosen = columns[at + found]
        least, most = x[rows[0], chosen], x[rows[0], chosen]
        for row in rows:
            least, most = min(least, x[row, chosen]), max(most, x[row, chosen])
        if most > least + ALIKE:
            columns[at + found], columns[-1] = columns[-1], chosen
            state = _next(state)
            value = (np.float64(most) - np.float64(least)) * (state & SEEDS) / SEEDS + np.float64(least)
            return chosen, np.float64(least) if value == most else value, found, state
        columns[at + found], columns[constant + found] = columns[constant + found], chosen
        found += 1
    return _LEAF, 0.0, found, state


@Compiled
def _parted(values: Singles, rows: Ints, cut: float) -> int:
    """Bring the rows with at most a value before the others; returns how many they are."""
    low, high = 0, rows.size
    while low < high:
        if values[rows[low]] <= cut:
            low += 1
        else:
            high -= 1
            rows[low], rows[high] = rows[high], rows[low]
    return high


@Compiled
def _depths(x: Singles, column: Ints, cut: Floats, second: Ints, depth: Floats) -> Floats:
    """For each row what it is counted with in all trees, added up tree by tree."""
    out = np.zeros(x.shape[0])
    for tree in range(column.shape[0]):
        for row in range(x.shape[0]):
            node = 0
            while column[tree, node] != _LEAF:
                node = node + 1 if x[row, column[tree, node]] <= cut[tree, node] else second[tree, node]
            out[row] += depth[tree, node]
    return out
