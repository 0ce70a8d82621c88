"""Clusters of points, and of spans of time at places, by single linkage."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Labels = npt.NDArray[np.int64]


def clusters(points: npt.NDArray[np.float64]) -> Labels:
    """Cluster labels, shape (n,): points at most 1 apart in every coordinate are linked, chains of links are one cluster.

    Coordinates (``points``, shape (n, d)) are rounded to a quarter first.
    """
    from scipy.spatial import cKDTree  # half a second to import: not for commands that only show what was found

    if not len(points):
        return np.zeros(0, np.int64)
    spots, spot = np.unique(np.round(points * 4) / 4, axis=0, return_inverse=True)  # fewer points: many share a spot
    return _connected(len(spots), cKDTree(spots).query_pairs(1.0001, p=np.inf, output_type="ndarray"))[spot.ravel()]


def overlapping(
    squares: npt.NDArray[np.float64], start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]
) -> Labels:
    """Cluster labels, shape (n,), of spans of time at squares of a grid (``squares``, shape (n, 2)).

    Two are linked if their squares touch or are one, the spans overlap, and they begin or end within 1 of each other.
    """
    from scipy.spatial import cKDTree

    if not len(squares):
        return np.zeros(0, np.int64)
    a, b = cKDTree(squares).query_pairs(1.0001, p=np.inf, output_type="ndarray").reshape(-1, 2).T
    alike = (abs(start[a] - start[b]) <= 1) | (abs(end[a] - end[b]) <= 1)
    at_once = (start[a] <= end[b]) & (start[b] <= end[a])
    return _connected(len(squares), np.column_stack([a, b])[alike & at_once])


def _connected(n: int, pairs: npt.NDArray[np.int64]) -> Labels:
    """Labels, shape (n,): points joined by pairs, directly or by others, have one label."""
    from scipy.sparse import coo_matrix  # half a second to import: not for commands that only show what was found
    from scipy.sparse.csgraph import connected_components

    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    labels: Labels = connected_components(links, directed=False)[1].astype(np.int64)
    return labels
