"""Clusters of points by single linkage."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def clusters(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Cluster labels, shape (n,): points at most 1 apart in every coordinate are linked, chains of links are one cluster.

    Coordinates (``points``, shape (n, d)) are rounded to a quarter first.
    """
    from scipy.sparse import coo_matrix  # half a second to import: not for commands that only show what was found
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    if not len(points):
        return np.zeros(0, np.int64)
    spots, spot = np.unique(np.round(points * 4) / 4, axis=0, return_inverse=True)  # fewer points: many share a spot
    pairs = cKDTree(spots).query_pairs(1.0001, p=np.inf, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    labels: npt.NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return labels[spot.ravel()]
