"""What hangs together: points each near to the next."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree


def clusters(points: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Which of the points hang together, each at most 1 from the next in every coordinate, to a quarter; shape (n,)."""
    if not len(points):
        return np.zeros(0, np.int64)
    spots, spot = np.unique(np.round(points * 4) / 4, axis=0, return_inverse=True)  # thousands jump from one sea
    pairs = cKDTree(spots).query_pairs(1.0001, p=np.inf, output_type="ndarray")
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(spots), len(spots)))
    labels: npt.NDArray[np.int64] = connected_components(links, directed=False)[1].astype(np.int64)
    return labels[spot.ravel()]
